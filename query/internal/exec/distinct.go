package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// distinctOp passes the first of equal rows on, as it comes, in the input's
// order. It holds each distinct row once.
type distinctOp struct {
	x    *Context
	st   *Stats
	in   Operator
	seen *rowTable
	key  []graph.ID
	held int64
	sel  []uint16
	out  batch.Batch
}

func (x *Context) newDistinct(n *plan.Distinct, st *Stats) Operator {
	w := len(n.Vars)
	if w == 1 {
		if scan, pos := lists(n.Input, n.Vars[0]); scan != nil {
			return x.newListing(scan, pos)
		}
	}
	return &distinctOp{x: x, st: st, in: x.operator(n.Input), seen: newRowTable(w), key: make([]graph.ID, w)}
}

func (d *distinctOp) Reset() {
	d.x.shrink(d.held)
	d.seen, d.held = newRowTable(len(d.key)), 0
	d.in.Reset()
}

func (d *distinctOp) Next() (*batch.Batch, error) {
	for {
		b, err := d.in.Next()
		if b == nil || err != nil {
			return nil, err
		}
		d.sel = d.sel[:0]
		for i := range b.Len() {
			r := b.Row(i)
			for c := range d.key {
				d.key[c] = b.Cols[c][r]
			}
			if _, fresh := d.seen.put(d.key); fresh {
				d.sel = append(d.sel, uint16(r))
			}
		}
		if grown := d.seen.bytes() - d.held; grown > 0 {
			d.held += grown
			if err := d.x.grow("distinct", d.st, grown); err != nil {
				return nil, err
			}
		}
		if len(d.sel) > 0 {
			d.out = batch.Batch{Cols: b.Cols, N: b.N, Sel: d.sel}
			return &d.out, nil
		}
	}
}
