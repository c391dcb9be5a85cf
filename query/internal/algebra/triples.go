package algebra

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// IRIs that abbreviated triples stand for.
const (
	rdfFirst   = graph.RDF + "first"
	rdfRest    = graph.RDF + "rest"
	rdfNil     = graph.RDF + "nil"
	rdfReifies = graph.RDF + "reifies"
)

// expander turns triples as written into triple patterns and path patterns, in
// order: predicate and object lists, [ ... ], ( ... ), << ... >>, annotations and
// reifiers are spelled out (1.1, section 4.2; 1.2, Expand Syntax Forms), paths
// are split where section 18.2.2.4 says so.
type expander struct {
	t     *translator
	parts []part
}

// part is a triple pattern, or a path pattern when path is set.
type part struct {
	triple TriplePattern
	path   *PathPattern
}

// flush joins the parts collected so far to op and forgets them: runs of
// adjacent triple patterns as one basic graph pattern, path patterns singly.
func (x *expander) flush(op Op) Op {
	if len(x.parts) == 0 {
		return join(op, &BGP{})
	}
	run := make([]TriplePattern, 0, len(x.parts))
	for i := range x.parts {
		p := &x.parts[i]
		if p.path == nil {
			run = append(run, p.triple)
			continue
		}
		op = join(op, &BGP{Triples: run})
		op = join(op, p.path)
		run = nil
	}
	x.parts = x.parts[:0]
	return join(op, &BGP{Triples: run})
}

// expect makes room for the triples of a group.
func (x *expander) expect(g *syntax.Group) {
	n := 0
	for _, e := range g.Elements {
		if ts, ok := e.(*syntax.Triples); ok {
			for _, p := range ts.Properties {
				n += len(p.Objects)
			}
		}
	}
	x.parts = make([]part, 0, n)
}

// plain gives the collected triples of a template, where paths cannot be.
func (x *expander) plain() ([]TriplePattern, error) {
	out := make([]TriplePattern, 0, len(x.parts))
	for _, p := range x.parts {
		if p.path != nil {
			return nil, &syntax.Error{Span: p.path.At, Msg: "a property path in a template"}
		}
		out = append(out, p.triple)
	}
	return out, nil
}

func (x *expander) emit(s, p, o Node, at syntax.Span) {
	x.parts = append(x.parts, part{triple: TriplePattern{S: s, P: p, O: o, At: at}})
}

// triples adds a subject with its properties.
func (x *expander) triples(ts *syntax.Triples) error {
	s, rest, err := x.open(ts.Subject)
	if err != nil {
		return err
	}
	if err := rest(); err != nil {
		return err
	}
	return x.properties(s, ts.Properties)
}

// properties adds the triples of one subject.
func (x *expander) properties(s Node, properties []*syntax.Property) error {
	for _, p := range properties {
		for _, o := range p.Objects {
			if err := x.object(s, p, o); err != nil {
				return err
			}
		}
	}
	return nil
}

// object adds one triple, then what its object abbreviates, then its annotations.
func (x *expander) object(s Node, p *syntax.Property, object *syntax.Object) error {
	o, rest, err := x.open(object.Term)
	if err != nil {
		return err
	}
	if p.Verb == nil {
		x.path(s, p.Path, o, object.Where())
		return rest()
	}
	verb, err := x.t.name(p.Verb)
	if err != nil {
		return err
	}
	x.emit(s, verb, o, object.Where())
	if err := rest(); err != nil {
		return err
	}
	return x.annotations(s, verb, o, object.Annotations)
}

// annotations adds the reifiers of the triple s p o and what is said of them. A
// block speaks of the reifier written just before it, or of one of its own.
func (x *expander) annotations(s, p, o Node, annotations []*syntax.Annotation) error {
	var current Node
	for _, a := range annotations {
		if a.Reifier != nil {
			r, rest, err := x.open(a.Reifier)
			if err != nil {
				return err
			}
			x.reify(r, s, p, o, a.Where())
			if err := rest(); err != nil {
				return err
			}
			current = r
			continue
		}
		if current == (Node{}) {
			current = Node{Var: x.t.fresh()}
			x.reify(current, s, p, o, a.Where())
		}
		if err := x.properties(current, a.Properties); err != nil {
			return err
		}
		current = Node{}
	}
	return nil
}

// reify adds r rdf:reifies <<( s p o )>>.
func (x *expander) reify(r, s, p, o Node, at syntax.Span) {
	x.emit(r, Node{Term: graph.NewIRI(rdfReifies)}, tripleTerm(s, p, o, at), at)
}

// nothing is the rest of a term that abbreviates nothing.
func nothing() error { return nil }

// open translates a term to the node that stands for it. The triples the term
// abbreviates are added when rest is called, so that a triple comes before those
// about its object.
func (x *expander) open(term syntax.Term) (n Node, rest func() error, err error) {
	switch term := term.(type) {
	case *syntax.IRI, *syntax.Literal:
		c, err := constant(term)
		return Node{Term: c}, nothing, err
	case *syntax.Var:
		return Node{Var: Var(term.Name)}, nothing, nil
	case *syntax.Blank:
		return Node{Var: x.t.blank(term.Label)}, nothing, nil
	case *syntax.PropertyList:
		n := Node{Var: x.t.blank(term.Node.Label)}
		return n, func() error { return x.properties(n, term.Properties) }, nil
	case *syntax.Collection:
		return x.collection(term)
	case *syntax.TripleTerm:
		return x.parts3(term.S, term.P, term.O, func(s, p, o Node) Node {
			return tripleTerm(s, p, o, term.Where())
		})
	case *syntax.ReifiedTriple:
		return x.reified(term)
	}
	return Node{}, nil, fail(term, "this cannot stand in a triple", "")
}

// parts3 opens the three parts of a triple inside a term and makes a node of them.
func (x *expander) parts3(s, p, o syntax.Term, make func(s, p, o Node) Node) (Node, func() error, error) {
	var nodes [3]Node
	var rests [3]func() error
	for i, term := range [3]syntax.Term{s, p, o} {
		var err error
		if nodes[i], rests[i], err = x.open(term); err != nil {
			return Node{}, nil, err
		}
	}
	rest := func() error {
		for _, r := range rests {
			if err := r(); err != nil {
				return err
			}
		}
		return nil
	}
	return make(nodes[0], nodes[1], nodes[2]), rest, nil
}

// reified translates << s p o ~ r >>: the reifier, of which it is said that it
// reifies the triple. The triple itself is not asserted.
func (x *expander) reified(term *syntax.ReifiedTriple) (Node, func() error, error) {
	var reifier Node
	reifierRest := nothing
	if term.Reifier == nil {
		reifier = Node{Var: x.t.fresh()}
	} else {
		var err error
		if reifier, reifierRest, err = x.open(term.Reifier); err != nil {
			return Node{}, nil, err
		}
	}
	var triple Node
	_, rest, err := x.parts3(term.S, term.P, term.O, func(s, p, o Node) Node {
		triple = tripleTerm(s, p, o, term.Where())
		return triple
	})
	if err != nil {
		return Node{}, nil, err
	}
	return reifier, func() error {
		x.emit(reifier, Node{Term: graph.NewIRI(rdfReifies)}, triple, term.Where())
		if err := reifierRest(); err != nil {
			return err
		}
		return rest()
	}, nil
}

// collection translates ( a b c ) to rdf:first and rdf:rest (section 4.2.3).
func (x *expander) collection(term *syntax.Collection) (Node, func() error, error) {
	end := Node{Term: graph.NewIRI(rdfNil)}
	if len(term.Items) == 0 {
		return end, nothing, nil
	}
	head := Node{Var: x.t.fresh()}
	return head, func() error {
		cell := head
		for i, item := range term.Items {
			o, rest, err := x.open(item)
			if err != nil {
				return err
			}
			next := end
			if i+1 < len(term.Items) {
				next = Node{Var: x.t.fresh()}
			}
			x.emit(cell, Node{Term: graph.NewIRI(rdfFirst)}, o, item.Where())
			if err := rest(); err != nil {
				return err
			}
			x.emit(cell, Node{Term: graph.NewIRI(rdfRest)}, next, item.Where())
			cell = next
		}
		return nil
	}, nil
}

// tripleTerm is the triple term of three nodes: a constant if all of them are.
func tripleTerm(s, p, o Node, at syntax.Span) Node {
	if isConstant(s) && isConstant(p) && isConstant(o) {
		return Node{Term: graph.NewTripleTerm(s.Term, p.Term, o.Term)}
	}
	return Node{Triple: &TriplePattern{S: s, P: p, O: o, At: at}}
}

func isConstant(n Node) bool { return n.Var == "" && n.Triple == nil }

// constant translates a term without variables and blank nodes.
func constant(term syntax.Term) (graph.Term, error) {
	switch term := term.(type) {
	case *syntax.IRI:
		return graph.NewIRI(term.Value), nil
	case *syntax.Literal:
		return literal(term), nil
	case *syntax.TripleTerm:
		var parts [3]graph.Term
		for i, part := range [3]syntax.Term{term.S, term.P, term.O} {
			var err error
			if parts[i], err = constant(part); err != nil {
				return graph.Term{}, err
			}
		}
		return graph.NewTripleTerm(parts[0], parts[1], parts[2]), nil
	}
	return graph.Term{}, fail(term, "this is not a constant", "an IRI, a literal or a triple term of these")
}

// literal translates a literal, its lexical form as written.
func literal(l *syntax.Literal) graph.Term {
	switch {
	case l.Dir == "ltr":
		return graph.NewDirLang(l.Lexical, l.Lang, graph.LTR)
	case l.Dir == "rtl":
		return graph.NewDirLang(l.Lexical, l.Lang, graph.RTL)
	case l.Lang != "":
		return graph.NewLang(l.Lexical, l.Lang)
	}
	return graph.NewTyped(l.Lexical, l.Datatype)
}
