package rdfio

// pretty writes all statements of a document at once.
//
// The default graph comes first, then the graphs in the order of their first
// statements; in a graph the subjects in the order they appear, each once; of a
// subject rdf:type first, then the predicates in the order they appear in the
// document. A blank node that is the object of one statement and occurs nowhere
// else but as a subject in the same graph stands in brackets where it is the
// object, and a chain of rdf:first and rdf:rest that is nothing but a list
// stands in parentheses.
type pretty struct {
	*turtleWriter
	grouped
	pending []int // nodes that are too deep to nest and come after the current one
}

// nestMax is how deep brackets and parentheses nest in what is written. What
// would be deeper gets a label and stands on its own.
const nestMax = 64

// pretty writes what has been gathered.
func (t *turtleWriter) pretty() error {
	p := &pretty{turtleWriter: t, grouped: groupQuads(&t.held)}
	p.markPrefixes()
	b := t.header(t.out.buf, t.names.used)
	var err error
	graph := Term{}
	for i := range p.nodes {
		n := &p.nodes[i]
		if n.done || n.use != nil && n.use.nests() {
			continue
		}
		if g := p.at(n.from).G; g != graph {
			if b, err = p.graphStart(b, &graph, &g); err != nil {
				return err
			}
		}
		if b, err = p.statements(b, i); err != nil {
			return err
		}
		if err = t.out.done(b); err != nil {
			return err
		}
		b = t.out.buf
	}
	if graph.Kind != 0 {
		b = append(b, "}\n"...)
	}
	return t.out.done(b)
}

// graphStart closes the graph before and opens g.
func (p *pretty) graphStart(b []byte, last, g *Term) ([]byte, error) {
	if last.Kind != 0 {
		b = append(b, "}\n\n"...)
	}
	*last = *g
	b, err := p.term(b, g)
	return append(b, " {\n"...), err
}

// markPrefixes notes which prefixes are used.
func (p *pretty) markPrefixes() {
	var mark func(t *Term)
	iri := func(s string) {
		if k, _, ok := p.names.split(s); ok {
			p.names.used[k] = true
		}
	}
	mark = func(t *Term) {
		switch t.Kind {
		case IRI:
			iri(t.Value)
		case Literal:
			if t.Datatype != "" && !isBare(t) {
				iri(t.Datatype)
			}
		case TripleTerm:
			mark(&t.Triple.S)
			mark(&t.Triple.P)
			mark(&t.Triple.O)
		}
	}
	for i := range p.quads.n {
		q := p.quads.at(i)
		mark(&q.S)
		if q.P.Value != rdfType {
			mark(&q.P)
		}
		mark(&q.O)
		mark(&q.G)
	}
}

// statements appends node i with its '.', and then the nodes that were too deep
// to nest in it.
func (p *pretty) statements(b []byte, i int) ([]byte, error) {
	for {
		n := &p.nodes[i]
		n.done = true
		q := p.at(n.from)
		indent := 0
		if q.G.Kind != 0 {
			indent = 1
		}
		b = appendIndent(b, indent)
		var err error
		if n.use != nil && n.use.objects == 0 && !n.use.label {
			b = append(b, "[]"...)
		} else if b, err = p.term(b, &q.S); err != nil {
			return b, err
		}
		if b, err = p.predicates(append(b, ' '), n, indent+1, 0); err != nil {
			return b, err
		}
		b = append(b, " .\n"...)
		if len(p.pending) == 0 {
			return b, nil
		}
		i = p.pending[len(p.pending)-1]
		p.pending = p.pending[:len(p.pending)-1]
	}
}

// predicates appends the predicates and objects of n.
func (p *pretty) predicates(b []byte, n *subjectNode, indent, depth int) ([]byte, error) {
	var err error
	for i := n.from; i < n.to; i++ {
		q := p.at(i)
		switch {
		case i > n.from && q.P == p.at(i-1).P:
			b = appendIndent(append(b, " ,\n"...), indent+1)
		default:
			if i > n.from {
				b = appendIndent(append(b, " ;\n"...), indent)
			}
			if b, err = p.verb(b, &q.P); err != nil {
				return b, err
			}
			b = append(b, ' ')
		}
		if b, err = p.object(b, &q.O, indent, depth); err != nil {
			return b, err
		}
	}
	return b, nil
}

// object appends an object, nested if it can be.
func (p *pretty) object(b []byte, o *Term, indent, depth int) ([]byte, error) {
	if o.Kind != Blank {
		return p.objectTerm(b, o)
	}
	u := p.use(o.Value)
	switch {
	case !u.nests():
		return p.term(b, o)
	case u.node < 0:
		return append(b, "[]"...), nil
	case depth >= nestMax:
		u.label = true
		p.pending = append(p.pending, u.node)
		return p.term(b, o)
	case p.isList(u):
		return p.listItems(b, u, indent, depth)
	}
	n := &p.nodes[u.node]
	if n.to-n.from == 1 {
		b, err := p.predicates(append(b, "[ "...), n, indent+1, depth+1)
		return append(b, " ]"...), err
	}
	b = appendIndent(append(b, "[\n"...), indent+1)
	b, err := p.predicates(b, n, indent+1, depth+1)
	b = appendIndent(append(b, '\n'), indent)
	return append(b, ']'), err
}

// listItems appends the list that starts at the cell u.
func (p *pretty) listItems(b []byte, u *blankUse, indent, depth int) ([]byte, error) {
	b = append(b, '(')
	for {
		first, rest := p.cell(u)
		var err error
		if b, err = p.object(append(b, ' '), first, indent, depth+1); err != nil {
			return b, err
		}
		if rest.Kind == IRI {
			return append(b, " )"...), nil
		}
		u = p.use(rest.Value)
	}
}

// appendIndent appends four spaces for each level.
func appendIndent(b []byte, level int) []byte {
	for range level {
		b = append(b, "    "...)
	}
	return b
}
