package rdfio

import (
	"cmp"
	"slices"
)

// grouped is all statements of a document, sorted for writing: by graph, subject
// and predicate, each in the order of first appearance, the default graph and
// rdf:type first. It knows which blank nodes can be written where they are the
// object, and which are lists.
type grouped struct {
	quads  *quadList
	order  []int32 // the sorted statements: indices into quads
	nodes  []subjectNode
	blanks map[string]*blankUse
}

// quadList is a list of statements that grows without copying them.
type quadList struct {
	blocks [][]Quad
	n      int
}

const blockQuads = 1 << 10

func (l *quadList) add(q *Quad) {
	if l.n%blockQuads == 0 {
		l.blocks = append(l.blocks, make([]Quad, 0, blockQuads))
	}
	last := &l.blocks[len(l.blocks)-1]
	*last = append(*last, *q)
	l.n++
}

func (l *quadList) at(i int) *Quad { return &l.blocks[i/blockQuads][i%blockQuads] }

// at is the k-th statement in sorted order.
func (p *grouped) at(k int) *Quad { return p.quads.at(int(p.order[k])) }

// groupQuads groups quads, which it does not change.
func groupQuads(quads *quadList) grouped {
	p := grouped{quads: quads, blanks: make(map[string]*blankUse)}
	p.group()
	p.countBlanks()
	p.breakCycles()
	return p
}

// subjectNode is a subject in a graph: its statements are order[from:to].
type subjectNode struct {
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

// group sorts the statements by the first appearance of graph, subject and
// predicate, and makes the nodes.
func (p *grouped) group() {
	type key struct {
		t Term
		g int32
	}
	type place struct{ g, s, p, i int32 }
	graphs, subjects, preds := map[Term]int32{{}: 0}, make(map[key]int32), map[string]int32{rdfType: 0}
	places := make([]place, p.quads.n)
	var last place
	lastQuad := new(Quad)
	for i := range places {
		q := p.quads.at(i)
		if q.G != lastQuad.G {
			last.g = number(graphs, q.G)
		}
		if i == 0 || q.S != lastQuad.S || q.G != lastQuad.G {
			last.s = number(subjects, key{q.S, last.g})
		}
		last.p, last.i = number(preds, q.P.Value), int32(i)
		places[i], lastQuad = last, q
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.g, b.g), cmp.Compare(a.s, b.s), cmp.Compare(a.p, b.p), cmp.Compare(a.i, b.i))
	})
	p.order = make([]int32, len(places))
	for i, at := range places {
		p.order[i] = at.i
		if i == 0 || at.g != places[i-1].g || at.s != places[i-1].s {
			p.nodes = append(p.nodes, subjectNode{from: i})
		}
		p.nodes[len(p.nodes)-1].to = i + 1
	}
}

// number gives k its number in the order of first appearance.
func number[K comparable](m map[K]int32, k K) int32 {
	n, ok := m[k]
	if !ok {
		n = int32(len(m))
		m[k] = n
	}
	return n
}

func (p *grouped) use(label string) *blankUse {
	u, ok := p.blanks[label]
	if !ok {
		u = &blankUse{node: -1, parent: -1}
		p.blanks[label] = u
	}
	return u
}

// countBlanks finds out where the blank nodes occur.
func (p *grouped) countBlanks() {
	for i := range p.nodes {
		q := p.at(p.nodes[i].from)
		if q.S.Kind == Blank {
			u := p.use(q.S.Value)
			u.label = u.label || u.node >= 0 // a subject in two graphs
			u.node = i
			p.nodes[i].use = u
		}
		p.labelled(&q.G)
		for k := p.nodes[i].from; k < p.nodes[i].to; k++ {
			if o := &p.at(k).O; o.Kind == Blank {
				u := p.use(o.Value)
				u.objects++
				u.parent = i
			} else {
				p.labelled(o)
			}
		}
	}
	for _, u := range p.blanks {
		if u.objects > 1 || u.objects == 1 && u.node >= 0 && p.at(p.nodes[u.node].from).G != p.at(p.nodes[u.parent].from).G {
			u.label = true
		}
	}
}

// labelled notes the blank nodes in a place where only labels can stand.
func (p *grouped) labelled(t *Term) {
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
func (p *grouped) breakCycles() {
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

// cell gives the two objects of a list cell, or nil when u is none.
func (p *grouped) cell(u *blankUse) (first, rest *Term) {
	if u.node < 0 {
		return nil, nil
	}
	n := &p.nodes[u.node]
	if n.to-n.from != 2 {
		return nil, nil
	}
	a, b := p.at(n.from), p.at(n.from+1)
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
func (p *grouped) isList(u *blankUse) bool {
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
