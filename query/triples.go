package query

import (
	"iter"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// Triples are the answer to a CONSTRUCT or DESCRIBE query: a set, computed as
// it is asked for. One goroutine uses them at a time. The blank nodes that a
// template makes are nodes that the source does not have.
type Triples struct {
	run   *run
	yield func(graph.Triple, error) bool
	given int64
	done  bool
}

// All loops over the triples, each once, and closes them at the end, also when
// the loop is left early. An error comes last. A second loop gives nothing.
func (ts *Triples) All() iter.Seq2[graph.Triple, error] {
	return func(yield func(graph.Triple, error) bool) {
		if ts.done {
			return
		}
		defer ts.Close()
		ts.yield = yield
		var more bool
		var err error
		switch {
		case ts.run.far != nil:
			more, err = ts.passOn()
		case ts.run.alg.Form == formConstruct:
			more, err = ts.construct()
		default:
			more, err = ts.describe()
		}
		if more && err != nil {
			yield(graph.Triple{}, err)
		}
	}
}

// Close ends the query. It need not be called after a loop over All.
func (ts *Triples) Close() error {
	ts.done = true
	ts.run.stop()
	return nil
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
func (ts *Triples) Timing() Timing { return ts.run.took() }

// Plan is the query's plan with the rows counted so far.
func (ts *Triples) Plan() *Plan { return ts.run.explain(true) }

// Warnings are what is likely a slip in the query; see [Query.Warnings].
func (ts *Triples) Warnings() []Warning { return ts.run.warnings() }

// give hands a triple to the caller, observing MaxRows, and reports whether
// more is wanted.
func (ts *Triples) give(t graph.Triple) (bool, error) {
	if err := ts.run.within(ts.given); err != nil {
		return true, err
	}
	ts.given++
	return ts.yield(t, nil), nil
}

// tripleBytes is about what a node takes in the set of those described.
const tripleBytes = 40

// construct instantiates the template for each solution. Triples with a new
// blank node are new themselves; others are given once.
func (ts *Triples) construct() (more bool, err error) {
	r := ts.run
	t := newTripleTemplate(r.dict, r.alg.Template, r.vars)
	seen := &tripleSet{hold: func(bytes int64) error { return r.exec.Hold("construct", bytes) }}
	for solution := 0; ; {
		b, err := r.next()
		if b == nil || err != nil {
			return true, err
		}
		for i := range b.Len() {
			t.begin(solution)
			solution++
			if more, err := ts.instances(t, b, b.Row(i), seen); !more || err != nil {
				return more, err
			}
		}
	}
}

// instances gives the template's triples for one solution.
func (ts *Triples) instances(t *template, b *batch.Batch, row int, seen *tripleSet) (more bool, err error) {
	for i := range t.quads {
		q := &t.quads[i]
		if !q[0].anew && !q[2].anew {
			ids, ok := t.ids(q, b, row)
			if !ok {
				continue
			}
			if fresh, err := seen.add(ids[0], ids[1], ids[2]); err != nil {
				return true, err
			} else if !fresh {
				continue
			}
		}
		var triple graph.Triple
		if t.triple(&triple, q, b, row) {
			if more, err := ts.give(triple); !more || err != nil {
				return more, err
			}
		}
	}
	return true, nil
}

// describe gives the concise bounded descriptions of the targets.
func (ts *Triples) describe() (more bool, err error) {
	r := ts.run
	d := &describer{ts: ts, view: r.exec.Source.Default, snap: r.exec.Source.Snapshot, seen: map[graph.ID]bool{}}
	for _, t := range r.alg.Targets {
		if t.IsVar() {
			continue
		}
		if id, ok := d.snap.Lookup(t.Term); ok {
			if more, err := d.node(id); !more || err != nil {
				return more, err
			}
		}
	}
	for {
		b, err := r.next()
		if b == nil || err != nil {
			return true, err
		}
		for i := range b.Len() {
			for _, col := range b.Cols {
				if more, err := d.node(col[b.Row(i)]); !more || err != nil {
					return more, err
				}
			}
		}
	}
}

// describer follows blank nodes from the nodes it is given.
type describer struct {
	ts   *Triples
	view *graph.View
	snap *graph.Snapshot
	seen map[graph.ID]bool // nodes that have been described
}

// node gives a node's description. What is no node, or none of the data, has
// none.
func (d *describer) node(id graph.ID) (more bool, err error) {
	if !id.IsResource() {
		return true, nil
	}
	todo := []graph.ID{id}
	for len(todo) > 0 {
		id, todo = todo[len(todo)-1], todo[:len(todo)-1]
		if d.seen[id] {
			continue
		}
		d.seen[id] = true
		if err := d.ts.run.exec.Hear("describe", d.ts.given); err != nil {
			return true, err
		}
		if err := d.ts.run.exec.Hold("describe", tripleBytes); err != nil {
			return true, err
		}
		s := d.snap.Term(id)
		p, o := d.view.Row(id, nil, nil)
		for i := range p {
			object := d.snap.Term(o[i])
			if more, err := d.ts.give(graph.Triple{S: s, P: d.snap.Term(p[i]), O: object}); !more || err != nil {
				return more, err
			}
			if object.IsBlank() {
				todo = append(todo, o[i])
			}
		}
	}
	return true, nil
}
