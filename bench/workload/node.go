package workload

// kind says what a Value is.
type kind uint8

const (
	iriValue kind = iota
	blankValue
	literalValue
	nestedValue
)

// Value is the object of a property.
type Value struct {
	kind     kind
	text     string // IRI, label or lexical form
	datatype string // IRI, or "" for a plain literal
	lang     string
	node     *Node // of a nested node
}

// IRI is the resource of that absolute IRI.
func IRI(iri string) Value { return Value{kind: iriValue, text: iri} }

// Blank is the blank node of that label, which several nodes may name. Labels
// must not begin with "n" and a digit: those are the nested nodes'.
func Blank(label string) Value { return Value{kind: blankValue, text: label} }

// Text is a plain literal.
func Text(s string) Value { return Value{kind: literalValue, text: s} }

// Typed is a literal of a datatype.
func Typed(s, datatype string) Value {
	return Value{kind: literalValue, text: s, datatype: datatype}
}

// Lang is a literal with a language tag.
func Lang(s, tag string) Value { return Value{kind: literalValue, text: s, lang: tag} }

// property is one predicate and object.
type property struct {
	predicate string
	object    Value
}

// Node is a subject with its properties, in order. It belongs to the Pool that
// made it.
type Node struct {
	self  Value
	props []property
	pool  *Pool
}

// Add gives the node one more property.
func (n *Node) Add(predicate string, object Value) *Node {
	n.props = append(n.props, property{predicate, object})
	return n
}

// Type gives the node a class.
func (n *Node) Type(class string) *Node { return n.Add(Type, IRI(class)) }

// Child gives the node a property whose object is a new anonymous node, and
// returns that.
func (n *Node) Child(predicate string) *Node {
	c := n.pool.take(Value{kind: nestedValue})
	n.Add(predicate, Value{kind: nestedValue, node: c})
	return c
}

// Triples is the number of triples of the node and those below it.
func (n *Node) Triples() int {
	sum := len(n.props)
	for i := range n.props {
		if c := n.props[i].object.node; c != nil {
			sum += c.Triples()
		}
	}
	return sum
}

// Type is the predicate rdf:type.
const Type = RDF + "type"

// RDF and XSD are the namespaces every generator needs.
const (
	RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	XSD = "http://www.w3.org/2001/XMLSchema#"
)

// Pool makes nodes and takes them all back at once, so that a generator
// allocates for its largest node and no more. The zero Pool is ready.
type Pool struct {
	nodes []*Node
	used  int
}

// New is a node for the resource or labelled blank node.
func (p *Pool) New(self Value) *Node { return p.take(self) }

// Reset takes back every node that was made.
func (p *Pool) Reset() { p.used = 0 }

func (p *Pool) take(self Value) *Node {
	if p.used == len(p.nodes) {
		p.nodes = append(p.nodes, &Node{pool: p})
	}
	n := p.nodes[p.used]
	p.used++
	n.self, n.props = self, n.props[:0]
	return n
}
