package query

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/eval"
)

// template makes quads of solutions: the template of CONSTRUCT (SPARQL 1.1
// section 16.2), and those of updates. A blank node in it is a new node for
// each solution, the same one throughout the solution.
type template struct {
	dict  *eval.Dict
	quads [][4]slot
	fresh map[string]graph.Term // the solution's new blank nodes by label
	nth   int                   // the solution they are of
	cells []cell                // by column: the term used last
}

// cell is a term with its ID. Solutions have the terms of a column in several triples,
// and often the same as the solution before.
type cell struct {
	id   graph.ID
	term graph.Term
}

// slot is a place of a template, made ready: one of a column, a constant, a new
// blank node, and a triple term with such places.
type slot struct {
	col    int // column of the solutions, or -1
	id     graph.ID
	term   graph.Term // of id
	label  string     // of a new blank node
	triple *[3]slot
	unset  bool // a variable that no solution binds
	anew   bool // holds a new blank node
}

// newTemplate makes quad patterns ready for solutions over vars.
func newTemplate(dict *eval.Dict, quads []algebra.QuadPattern, vars []algebra.Var) *template {
	t := &template{dict: dict, fresh: map[string]graph.Term{}, nth: -1, cells: make([]cell, len(vars))}
	for _, q := range quads {
		made := [4]slot{t.slot(q.S, vars), t.slot(q.P, vars), t.slot(q.O, vars), {col: -1}}
		if q.Graph.IsVar() || !q.Graph.Term.IsAny() {
			made[3] = t.slot(q.Graph, vars)
		}
		t.quads = append(t.quads, made)
	}
	return t
}

// newTripleTemplate is newTemplate for triples.
func newTripleTemplate(dict *eval.Dict, triples []algebra.TriplePattern, vars []algebra.Var) *template {
	quads := make([]algebra.QuadPattern, len(triples))
	for i, t := range triples {
		quads[i].TriplePattern = t
	}
	return newTemplate(dict, quads, vars)
}

func (t *template) slot(n algebra.Node, vars []algebra.Var) slot {
	switch {
	case n.Triple != nil:
		parts := [3]slot{t.slot(n.Triple.S, vars), t.slot(n.Triple.P, vars), t.slot(n.Triple.O, vars)}
		return slot{col: -1, triple: &parts, anew: parts[0].anew || parts[1].anew || parts[2].anew}
	case !n.IsVar():
		return slot{col: -1, id: t.dict.ID(n.Term), term: n.Term}
	}
	for c, v := range vars {
		if v == n.Var {
			return slot{col: c}
		}
	}
	if n.Var.Hidden() {
		return slot{col: -1, label: string(n.Var[1:]), anew: true}
	}
	return slot{col: -1, unset: true}
}

// begin turns to the nth solution of the query or update.
func (t *template) begin(nth int) {
	t.nth = nth
	if len(t.fresh) > 0 {
		clear(t.fresh)
	}
}

// ids gives the IDs of a quad without new blank nodes for a row; ok is false
// when a variable is unbound or the quad is not a legal one.
func (t *template) ids(quad *[4]slot, b *batch.Batch, row int) (ids [4]graph.ID, ok bool) {
	for i := range quad {
		s := &quad[i]
		id := s.id
		if s.col >= 0 {
			id = b.Cols[s.col][row]
		} else if s.triple != nil {
			term, ok := t.term(s, b, row)
			if !ok {
				return ids, false
			}
			id = t.dict.ID(term)
		}
		if id == graph.None && (i < 3 || s.col >= 0 || s.unset) {
			return ids, false
		}
		ids[i] = id
	}
	return ids, true
}

// quad gives a quad of the template for a row, if it is a legal one.
func (t *template) quad(quad *[4]slot, b *batch.Batch, row int) (q graph.Quad, ok bool) {
	if !t.triple(&q.Triple, quad, b, row) {
		return q, false
	}
	if !quad[3].isNone() {
		if q.G, ok = t.term(&quad[3], b, row); !ok {
			return q, false
		}
	}
	return q, q.G.IsAny() || isNode(q.G)
}

// triple makes a quad's triple for a row, and reports whether it is a legal one.
func (t *template) triple(x *graph.Triple, quad *[4]slot, b *batch.Batch, row int) bool {
	var ok1, ok2, ok3 bool
	x.S, ok1 = t.term(&quad[0], b, row)
	x.P, ok2 = t.term(&quad[1], b, row)
	x.O, ok3 = t.term(&quad[2], b, row)
	return ok1 && ok2 && ok3 && legal(x)
}

// append adds the template's quads for the nth solution to out.
func (t *template) append(out []graph.Quad, b *batch.Batch, row, nth int) []graph.Quad {
	t.begin(nth)
	for i := range t.quads {
		if q, ok := t.quad(&t.quads[i], b, row); ok {
			out = append(out, q)
		}
	}
	return out
}

// isNone reports whether the slot is the default graph's.
func (s *slot) isNone() bool {
	return s.col < 0 && s.id == graph.None && s.triple == nil && s.label == "" && !s.unset
}

// term is a slot's value for a row; ok is false when it has none.
func (t *template) term(s *slot, b *batch.Batch, row int) (graph.Term, bool) {
	switch {
	case s.col >= 0:
		c := &t.cells[s.col]
		if id := b.Cols[s.col][row]; id != c.id {
			c.id, c.term = id, t.dict.Term(id)
		}
		return c.term, c.id != graph.None
	case s.label != "":
		return t.newNode(s.label), true
	case s.triple != nil:
		subject, ok1 := t.term(&s.triple[0], b, row)
		predicate, ok2 := t.term(&s.triple[1], b, row)
		object, ok3 := t.term(&s.triple[2], b, row)
		if !ok1 || !ok2 || !ok3 || !legal(&graph.Triple{S: subject, P: predicate, O: object}) {
			return graph.Any, false
		}
		return graph.NewTripleTerm(subject, predicate, object), true
	}
	return s.term, s.id != graph.None
}

// newNode is the solution's new blank node for a label.
func (t *template) newNode(label string) graph.Term {
	n, ok := t.fresh[label]
	if !ok {
		n = newBlank(t.dict.Snapshot(), "n", t.nth, label)
		t.fresh[label] = n
	}
	return n
}

// legal reports whether terms make a triple of the data model.
func legal(t *graph.Triple) bool { return isNode(t.S) && t.P.IsIRI() }

func isNode(t graph.Term) bool { return t.IsIRI() || t.IsBlank() }
