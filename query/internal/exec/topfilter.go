package exec

import (
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// topFilterOp drops rows that the ORDER BY with LIMIT above would drop, before they
// are joined further. It keeps its input's order, holds one batch's selection, and
// stops between batches.
//
// It asks the order for its bound. Where several goroutines run its pipeline each has
// a bound of its own that follows the order's, which moves between rounds only, when
// none of them runs (see streamOp): what is dropped does not depend on who was first.
type topFilterOp struct {
	in    Operator
	top   *sortOp     // nil where the order is not made with it: nothing is dropped
	bound *eval.Bound // of a worker; nil: the order's
	col   int         // of the order's first key
	sel   []uint16
	out   batch.Batch
}

func (x *Context) newTopFilter(n *plan.TopFilter) Operator {
	f := &topFilterOp{in: x.operator(n.Input), top: x.tops[n.Top], col: -1, sel: []uint16{}}
	if x.run != nil {
		f.bound = eval.NewBound(x.Env, n.Top.Keys[0].Desc)
	}
	if ref, ok := n.Top.Keys[0].Expr.(*algebra.VarRef); ok {
		f.col = column(n.Input.About().Vars, ref.Var)
	}
	return f
}

func (f *topFilterOp) Reset() { f.in.Reset() }

func (f *topFilterOp) Next() (*batch.Batch, error) {
	for {
		b, err := f.in.Next()
		if b == nil || err != nil || f.top == nil || !f.top.full || f.col < 0 {
			return b, err
		}
		bound := f.top.bound
		if f.bound != nil {
			f.bound.Follow(bound)
			bound = f.bound
		}
		if f.sel = bound.InTime(b, f.col, f.sel[:0]); len(f.sel) > 0 {
			f.out = batch.Batch{Cols: b.Cols, N: b.N, Sel: f.sel}
			return &f.out, nil
		}
	}
}
