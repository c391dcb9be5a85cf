package rdfio

import (
	"cmp"
	"slices"
)

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
	quads   []Quad // sorted by graph, subject and predicate
	nodes   []prettyNode
	blanks  map[string]*blankUse
	pending []int // nodes that are too deep to nest and come after the current one
}

// prettyNode is a subject in a graph: its statements are quads[from:to].
type prettyNode struct {
	from, to int
	use      *blankUse // of a blank node
	done     bool      // it has been written
}

// blankUse is where a blank node occurs.
type blankUse struct {
	node    int  // as a subject, or -1
	parent  int  // the node that has it as an object, or -1
	objects int  // how often it is an object
	label   bool // it has to be written with its label
	visit   visit
	list    visit // is it a cell of a well-formed list?
}

// visit is the state of a walk.
type visit uint8

const (
	unvisited visit = iota
	underway
	yes
	no
)

// nestMax is how deep brackets and parentheses nest in what is written. What
// would be deeper gets a label and stands on its own.
const nestMax = 64

// pretty writes what has been gathered.
func (t *turtleWriter) pretty() error {
	p := &pretty{turtleWriter: t, quads: t.quads, blanks: make(map[string]*blankUse)}
	p.group()
	p.countBlanks()
	p.breakCycles()
	p.markPrefixes()
	b := t.header(t.out.buf, t.names.used)
	var err error
	graph := Term{}
	for i := range p.nodes {
		n := &p.nodes[i]
		if n.done || n.use != nil && n.use.nests() {
			continue
		}
		if g := p.quads[n.from].G; g != graph {
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

// group sorts the statements by the first appearance of graph, subject and
// predicate, and makes the nodes.
func (p *pretty) group() {
	type key struct {
		t Term
		g int
	}
	type place struct{ g, s, p, i int }
	graphs, subjects, preds := map[Term]int{{}: 0}, make(map[key]int), map[string]int{rdfType: 0}
	places := make([]place, len(p.quads))
	for i := range p.quads {
		q := &p.quads[i]
		g := number(graphs, q.G)
		places[i] = place{g, number(subjects, key{q.S, g}), number(preds, q.P.Value), i}
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.g, b.g), cmp.Compare(a.s, b.s), cmp.Compare(a.p, b.p), cmp.Compare(a.i, b.i))
	})
	sorted := make([]Quad, len(p.quads))
	for i, at := range places {
		sorted[i] = p.quads[at.i]
		if i == 0 || at.g != places[i-1].g || at.s != places[i-1].s {
			p.nodes = append(p.nodes, prettyNode{from: i})
		}
		p.nodes[len(p.nodes)-1].to = i + 1
	}
	p.quads = sorted
}

// number gives k its number in the order of first appearance.
func number[K comparable](m map[K]int, k K) int {
	n, ok := m[k]
	if !ok {
		n = len(m)
		m[k] = n
	}
	return n
}

func (p *pretty) use(label string) *blankUse {
	u, ok := p.blanks[label]
	if !ok {
		u = &blankUse{node: -1, parent: -1}
		p.blanks[label] = u
	}
	return u
}

// countBlanks finds out where the blank nodes occur.
func (p *pretty) countBlanks() {
	for i := range p.nodes {
		q := &p.quads[p.nodes[i].from]
		if q.S.Kind == Blank {
			u := p.use(q.S.Value)
			u.label = u.label || u.node >= 0 // a subject in two graphs
			u.node = i
			p.nodes[i].use = u
		}
		p.labelled(&q.G)
		for k := p.nodes[i].from; k < p.nodes[i].to; k++ {
			if o := &p.quads[k].O; o.Kind == Blank {
				u := p.use(o.Value)
				u.objects++
				u.parent = i
			} else {
				p.labelled(o)
			}
		}
	}
	for _, u := range p.blanks {
		if u.objects > 1 || u.objects == 1 && u.node >= 0 && p.quads[p.nodes[u.node].from].G != p.quads[p.nodes[u.parent].from].G {
			u.label = true
		}
	}
}

// labelled notes the blank nodes in a place where only labels can stand.
func (p *pretty) labelled(t *Term) {
	switch t.Kind {
	case Blank:
		p.use(t.Value).label = true
	case TripleTerm:
		p.labelled(&t.Triple.S)
		p.labelled(&t.Triple.O)
	}
}

// nests reports whether the blank node is written where it is the object.
func (u *blankUse) nests() bool { return u.objects == 1 && !u.label }

// breakCycles gives a label to one blank node of each cycle of nodes that would
// all nest in each other.
func (p *pretty) breakCycles() {
	for i := range p.nodes {
		var path []*blankUse
		u := p.nodes[i].use
		for u != nil && u.nests() && u.visit == unvisited {
			u.visit = underway
			path = append(path, u)
			u = p.nodes[u.parent].use
		}
		if u != nil && u.visit == underway {
			u.label = true
		}
		for _, v := range path {
			v.visit = yes
		}
	}
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
	for i := range p.quads {
		q := &p.quads[i]
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
		q := &p.quads[n.from]
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
func (p *pretty) predicates(b []byte, n *prettyNode, indent, depth int) ([]byte, error) {
	var err error
	for i := n.from; i < n.to; i++ {
		q := &p.quads[i]
		switch {
		case i > n.from && q.P == p.quads[i-1].P:
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

// cell gives the two objects of a list cell, or nil when u is none.
func (p *pretty) cell(u *blankUse) (first, rest *Term) {
	if u.node < 0 {
		return nil, nil
	}
	n := &p.nodes[u.node]
	if n.to-n.from != 2 {
		return nil, nil
	}
	a, b := &p.quads[n.from], &p.quads[n.from+1]
	if a.P.Value == rdfRest {
		a, b = b, a
	}
	if a.P.Value != rdfFirst || b.P.Value != rdfRest {
		return nil, nil
	}
	return &a.O, &b.O
}

// isList reports whether u starts a list that can be written in parentheses.
// The answer is kept in every cell that was looked at.
func (p *pretty) isList(u *blankUse) bool {
	var path []*blankUse
	answer := no
	for u.list == unvisited {
		u.list = underway
		path = append(path, u)
		_, rest := p.cell(u)
		if rest == nil || rest.Kind != Blank && rest.Value != rdfNil || rest.Kind == Literal {
			u.list = no
			break
		}
		if rest.Kind == IRI {
			u.list = yes
			break
		}
		next := p.use(rest.Value)
		if !next.nests() {
			u.list = no
			break
		}
		u = next
	}
	if u.list == yes {
		answer = yes
	}
	for _, v := range path {
		v.list = answer
	}
	return answer == yes
}

// appendIndent appends four spaces for each level.
func appendIndent(b []byte, level int) []byte {
	for range level {
		b = append(b, "    "...)
	}
	return b
}
