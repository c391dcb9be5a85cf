package exec

import (
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// topFilterOp drops rows that the ORDER BY with LIMIT above would drop, before they
// are joined further. It asks that for its bound, so both run in one goroutine. It
// keeps its input's order, holds one batch's selection, and stops between batches.
type topFilterOp struct {
	in  Operator
	top *sortOp // nil where the order is not made with it: nothing is dropped
	col int     // of the order's first key
	sel []uint16
	out batch.Batch
}

func (x *Context) newTopFilter(n *plan.TopFilter) Operator {
	f := &topFilterOp{in: x.operator(n.Input), top: x.tops[n.Top], col: -1, sel: []uint16{}}
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
		if f.sel = f.top.bound.InTime(b, f.col, f.sel[:0]); len(f.sel) > 0 {
			f.out = batch.Batch{Cols: b.Cols, N: b.N, Sel: f.sel}
			return &f.out, nil
		}
	}
}
