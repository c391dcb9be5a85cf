package query

import (
	"fmt"
	"iter"
	"strconv"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// Triples are the answer to a CONSTRUCT or DESCRIBE query: a set, computed as
// it is asked for. One goroutine uses them at a time.
type Triples struct{ run *run }

// All loops over the triples, each once. An error comes last.
func (ts *Triples) All() iter.Seq2[graph.Triple, error] {
	return func(yield func(graph.Triple, error) bool) {
		defer ts.run.stop()
		seen := map[graph.Triple]bool{}
		give := func(t graph.Triple) bool {
			if seen[t] {
				return true
			}
			seen[t] = true
			return yield(t, nil)
		}
		var err error
		if ts.run.alg.Form == formConstruct {
			err = ts.construct(give)
		} else {
			err = ts.describe(give)
		}
		if err != nil {
			yield(graph.Triple{}, err)
		}
	}
}

// Graph collects the triples into a graph of their own.
func (ts *Triples) Graph() (*graph.Graph, error) {
	var all []graph.Triple
	for t, err := range ts.All() {
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	g := graph.New()
	g.Add(all...)
	return g, nil
}

// Timing is how long the query has taken so far.
func (ts *Triples) Timing() Timing { return ts.run.timing }

// Plan is the query's plan with the rows counted so far.
func (ts *Triples) Plan() *Plan { return ts.run.explain(true) }

// construct instantiates the template for each solution (SPARQL 1.1 section 16.2).
func (ts *Triples) construct(give func(graph.Triple) bool) error {
	r := ts.run
	solution := 0
	for {
		b, err := r.next()
		if b == nil || err != nil {
			return err
		}
		for i := range b.Len() {
			in := instance{run: r, b: b, row: b.Row(i), solution: solution}
			solution++
			for _, t := range r.alg.Template {
				if triple, ok := in.triple(t); ok && !give(triple) {
					return nil
				}
			}
		}
	}
}

// instance is a template filled in for one solution.
type instance struct {
	run      *run
	b        *batch.Batch
	row      int
	solution int
}

// term is a node's value: hidden variables are blank nodes, new in each solution.
func (in *instance) term(n algebra.Node) (graph.Term, bool) {
	switch {
	case n.Triple != nil:
		t, ok := in.triple(*n.Triple)
		return graph.NewTripleTerm(t.S, t.P, t.O), ok
	case !n.IsVar():
		return n.Term, true
	}
	for c, v := range in.run.vars {
		if v == n.Var {
			id := in.b.Cols[c][in.row]
			if id == graph.None {
				return graph.Any, false
			}
			return in.run.dict.Term(id), true
		}
	}
	if n.Var.Hidden() {
		return newBlank(in.run.dict.Snapshot(), fmt.Sprintf("n%d.%s", in.solution, n.Var[1:])), true
	}
	return graph.Any, false
}

// newBlank is a blank node that the snapshot does not hold, labelled like label.
func newBlank(s *graph.Snapshot, label string) graph.Term {
	t := graph.NewBlank(label)
	for i := 1; ; i++ {
		if _, known := s.Lookup(t); !known {
			return t
		}
		t = graph.NewBlank(label + "." + strconv.Itoa(i))
	}
}

// triple is a template triple's instance, if it is a legal triple.
func (in *instance) triple(t algebra.TriplePattern) (graph.Triple, bool) {
	s, ok1 := in.term(t.S)
	p, ok2 := in.term(t.P)
	o, ok3 := in.term(t.O)
	legal := ok1 && ok2 && ok3 && (s.IsIRI() || s.IsBlank()) && p.IsIRI()
	return graph.Triple{S: s, P: p, O: o}, legal
}

// describe gives the concise bounded descriptions of the targets.
func (ts *Triples) describe(give func(graph.Triple) bool) error {
	r := ts.run
	d := &describer{view: r.exec.Source.Default, snap: r.exec.Source.Snapshot, seen: map[graph.ID]bool{}, give: give}
	for _, t := range r.alg.Targets {
		if !t.IsVar() {
			if id, ok := d.snap.Lookup(t.Term); ok && !d.node(id) {
				return nil
			}
		}
	}
	for {
		b, err := r.next()
		if b == nil || err != nil {
			return err
		}
		for i := range b.Len() {
			for _, col := range b.Cols {
				if id := col[b.Row(i)]; id.IsResource() && !d.node(id) {
					return nil
				}
			}
		}
	}
}

// describer follows blank nodes from the nodes it is given.
type describer struct {
	view *graph.View
	snap *graph.Snapshot
	seen map[graph.ID]bool
	give func(graph.Triple) bool
}

// node gives a node's description, and reports whether more is wanted.
func (d *describer) node(id graph.ID) bool {
	todo := []graph.ID{id}
	for len(todo) > 0 {
		id, todo = todo[len(todo)-1], todo[:len(todo)-1]
		if d.seen[id] {
			continue
		}
		d.seen[id] = true
		s := d.snap.Term(id)
		p, o := d.view.Row(id, nil, nil)
		for i := range p {
			object := d.snap.Term(o[i])
			if !d.give(graph.Triple{S: s, P: d.snap.Term(p[i]), O: object}) {
				return false
			}
			if object.IsBlank() {
				todo = append(todo, o[i])
			}
		}
	}
	return true
}
