package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// adaptiveOp reads and holds the rows that a join begins with, and then runs the rest of
// it for them: as planned, or planned anew for their real number. That is decided by
// the numbers alone, once, so that answers come in the same order in every run.
type adaptiveOp struct {
	x     *Context
	st    *Stats
	node  *plan.Adaptive
	first Operator
	rows  *rowStore
	view  *graph.View // the default active graph that rows are of
	held  int64
	rest  Operator // nil until decided
	seeds []seedFrom
	cols  []int // of rest's columns
	out   batch.Batch
}

// seedFrom is a seed, and the places of its columns in the rows.
type seedFrom struct {
	op   *seedOp
	cols []int
}

func (x *Context) newAdaptive(n *plan.Adaptive, st *Stats) Operator {
	return &adaptiveOp{x: x, st: st, node: n, first: x.operator(n.First)}
}

// Reset keeps the rows, which depend on no seed.
func (a *adaptiveOp) Reset() {
	if a.rest != nil {
		a.rest.Reset()
	}
}

func (a *adaptiveOp) Next() (*batch.Batch, error) {
	if a.rest == nil || a.view != a.x.views[0] {
		if err := a.begin(); err != nil {
			return nil, err
		}
	}
	b, err := a.rest.Next()
	if b == nil || err != nil {
		return nil, err
	}
	a.out = batch.Batch{Cols: a.out.Cols[:0], N: b.N, Sel: b.Sel}
	for _, c := range a.cols {
		a.out.Cols = append(a.out.Cols, b.Cols[c])
	}
	return &a.out, nil
}

// begin reads the first operator's rows and hands them to the rest.
func (a *adaptiveOp) begin() error {
	if a.view != nil {
		a.first.Reset()
		a.x.shrink(a.held)
	}
	width := len(a.node.First.About().Vars)
	a.rows, a.view, a.held = newRowStore(width), a.x.views[0], 0
	all := every(width)
	for {
		b, err := a.first.Next()
		if err != nil {
			return err
		}
		if b == nil {
			break
		}
		n := a.rows.add(b, all)
		a.held += n
		if err := a.x.grow("adaptive", a.st, n); err != nil {
			return err
		}
	}
	if a.rest == nil {
		if err := a.decide(); err != nil {
			return err
		}
	} else {
		a.rest.Reset()
	}
	for _, s := range a.seeds {
		s.op.n = a.rows.n
		for i, c := range s.cols {
			s.op.cols[i] = a.rows.cols[c]
		}
	}
	return nil
}

// decide makes the operators of the rest.
func (a *adaptiveOp) decide() (err error) {
	rest := a.node.Rest
	if a.node.Misjudged(a.rows.n, a.x.Plan.AlwaysReplan) {
		if rest, err = a.node.Replan(a.x.ctx, a.x.Source, a.rows.n); err != nil {
			return err
		}
		if a.x.replanned == nil {
			a.x.replanned = map[*plan.Adaptive]plan.Node{}
		}
		a.x.replanned[a.node] = rest
	}
	before := len(a.x.seeds[a.node.Row])
	a.rest = a.x.operator(rest)
	ops := a.x.seeds[a.node.Row][before:]
	a.cols = places(a.node.Vars, rest.About().Vars)
	for i, s := range seedNodes(rest, a.node.Row) {
		a.seeds = append(a.seeds, seedFrom{ops[i], places(s.Vars, a.node.First.About().Vars)})
	}
	return nil
}

// Replanned is what an Adaptive has run instead of its Rest; nil for nothing.
func (x *Context) Replanned(n *plan.Adaptive) plan.Node { return x.replanned[n] }
