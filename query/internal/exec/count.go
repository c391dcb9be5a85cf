package exec

import (
	"math"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// counter is an operator that can tell how many rows it would give without
// making them.
type counter interface {
	// count is the number of rows from the start to the end.
	count() (int64, error)
}

// uncountable is the error for more rows than an int64 can say.
func uncountable(name string, st *Stats) error {
	return limit("the largest count", math.MaxInt64, name, st, "the query has more solutions than can be counted")
}

// countOp is COUNT(*) over everything: one row with the number of input rows.
// It asks the input to count where that is possible.
type countOp struct {
	x    *Context
	in   Operator
	from plan.Node // the input's node; nil where only in can count
	cols [][]graph.ID
	done bool
	out  batch.Batch
}

// countsRows reports whether a group is COUNT(*), or as good as that, over
// everything.
func countsRows(n *plan.Group) bool {
	for _, a := range n.Aggs {
		if a.Name != "COUNT" || a.Distinct {
			return false
		}
		// COUNT of a variable that is never unbound counts rows too.
		if ref, ok := a.Arg.(*algebra.VarRef); a.Arg != nil && !(ok && n.Input.About().Certain.Has(ref.Var)) {
			return false
		}
	}
	return len(n.Keys) == 0 && len(n.Aggs) > 0
}

func (x *Context) newCount(n *plan.Group) Operator {
	return &countOp{x: x, in: x.operator(n.Input), from: n.Input, cols: make([][]graph.ID, len(n.Vars))}
}

func (c *countOp) Reset() {
	c.done = false
	c.in.Reset()
}

func (c *countOp) Next() (*batch.Batch, error) {
	if c.done {
		return nil, nil
	}
	c.done = true
	n, done, err := c.countParts()
	if !done && err == nil {
		n, err = countRowsOf(c.in)
	}
	if err != nil {
		return nil, err
	}
	for i := range c.cols {
		c.cols[i] = []graph.ID{c.x.integer(n)}
	}
	c.out = batch.Batch{Cols: c.cols, N: 1}
	return &c.out, nil
}

// countRowsOf counts an operator's rows the fastest way it has.
func countRowsOf(op Operator) (int64, error) {
	if w, ok := op.(*counted); ok {
		if c, ok := w.Operator.(counter); ok {
			n, err := c.count()
			if err != nil {
				return n, w.x.where(w.name, w.st, err)
			}
			w.st.Rows += n
			looked := w.st.Seeks - w.seeks
			w.seeks = w.st.Seeks
			return n, w.x.steps(w.name, w.st, looked)
		}
	}
	var n int64
	for {
		b, err := op.Next()
		if b == nil || err != nil {
			return n, err
		}
		n += int64(b.Len())
	}
}

// count is the sum of the columns' lengths.
func (s *scanOp) count() (int64, error) {
	if s.same != [3]bool{} {
		return drain(s)
	}
	s.begin()
	var n int64
	for {
		n += int64(s.n - s.at)
		if len(s.preds) == 0 {
			return n, nil
		}
		if err := s.x.check("scan", n); err != nil {
			return n, err
		}
		s.openPredicate(s.preds[0])
		s.preds = s.preds[1:]
	}
}

// count adds up the matches of each row.
func (s *stepOp) count() (int64, error) {
	if s.node.Mode == plan.Semi || s.node.Mode == plan.Anti {
		return drain(s)
	}
	var n int64
	for {
		if err := s.x.check("index join", n); err != nil {
			return n, err
		}
		b, err := s.in.Next()
		if b == nil || err != nil {
			s.b = nil
			return n, err
		}
		s.begin(b)
		for i := range b.Len() {
			if i%hearRows == hearRows-1 {
				if err := s.x.check("index join", n); err != nil {
					return n, err
				}
			}
			s.find(b.Row(i))
			if s.m.n == 0 && s.node.Mode == plan.Outer {
				n++
			}
			n += int64(s.m.n)
		}
		s.m = matches{}
	}
}

// drain counts by making the rows.
func drain(op Operator) (int64, error) {
	var n int64
	for {
		b, err := op.Next()
		if b == nil || err != nil {
			return n, err
		}
		n += int64(b.Len())
	}
}
