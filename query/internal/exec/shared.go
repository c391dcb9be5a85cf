package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// commonRows are the rows of a plan that several operators give. They are worked
// out when the first is wanted, and held to the end of the run.
type commonRows struct {
	x    *Context
	node *plan.Common
	in   Operator
	view *graph.View // the default active graph they are of; nil before
	rows *rowStore   // nil before, and after an error
	held int64
	turn int // of the context: when they were worked out
}

// sharedOp gives the rows of a commonRows, in order. Where nothing else gives them
// they are handed on as they come.
type sharedOp struct {
	of    *commonRows
	st    *Stats
	cols  []int // of of's
	alone bool
	at    int // rows given
	out   batch.Batch
}

func (x *Context) newShared(n *plan.Shared, st *Stats) Operator {
	from := x.common[n.Of]
	if from == nil {
		from = &commonRows{x: x, node: n.Of, in: x.operator(n.Of.Plan)}
		if x.common == nil {
			x.common = map[*plan.Common]*commonRows{}
		}
		x.common[n.Of] = from
	}
	return &sharedOp{of: from, st: st, cols: places(n.Vars, n.Names), alone: n.Of.Uses < 2}
}

func (s *sharedOp) Reset() {
	s.at = 0
	if s.alone || s.of.turn != s.of.x.turn {
		s.of.forget()
	}
}

// forget lets go of the rows of an earlier run.
func (c *commonRows) forget() {
	c.in.Reset()
	c.x.shrink(c.held)
	c.rows, c.view, c.held, c.turn = nil, nil, 0, c.x.turn
}

func (s *sharedOp) Next() (*batch.Batch, error) {
	s.out.Cols = s.out.Cols[:0]
	if s.alone {
		b, err := s.of.in.Next()
		if b == nil || err != nil {
			return nil, err
		}
		s.out.N, s.out.Sel = b.N, b.Sel
		for _, c := range s.cols {
			s.out.Cols = append(s.out.Cols, b.Cols[c])
		}
		return &s.out, nil
	}
	if err := s.of.load(s.st); err != nil {
		return nil, err
	}
	if s.at == s.of.rows.n {
		return nil, nil
	}
	to := min(s.at+batch.Size, s.of.rows.n)
	for _, c := range s.cols {
		s.out.Cols = append(s.out.Cols, s.of.rows.cols[c][s.at:to])
	}
	s.out.N = to - s.at
	s.at = to
	return &s.out, nil
}

// load works the rows out, unless that was done for the same graph.
func (c *commonRows) load(st *Stats) error {
	if c.rows != nil && c.view == c.x.views[0] {
		return nil
	}
	if c.view != nil {
		c.in.Reset()
		c.x.shrink(c.held)
	}
	width := len(c.node.Plan.About().Vars)
	rows, all := newRowStore(width), every(width)
	c.rows, c.view, c.held = nil, c.x.views[0], 0
	for {
		b, err := c.in.Next()
		if err != nil {
			return err
		}
		if b == nil {
			c.rows = rows
			return nil
		}
		n := rows.add(b, all)
		c.held += n
		if err := c.x.grow("shared", st, n); err != nil {
			return err
		}
	}
}
