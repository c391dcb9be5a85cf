package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// pairer turns pairs of a left row and a right row into output batches: it
// merges their columns, applies the join's condition, remembers which left
// rows have matched, and after a left batch gives the rows that a semi, anti
// or outer join owes.
type pairer struct {
	mode      plan.Mode
	firstOnly bool // one match settles a left row
	cond      *eval.Expr
	merge     []pick // the merged row's columns
	outFrom   []int  // output columns in the merged row

	b      *batch.Batch // the left batch; nil when the next is wanted
	due    bool         // its pairs are through; finish is next
	lr, rr []int32      // the pairs
	// The pairs' right rows are the right columns' first rows, in order, so that
	// columns of the right side are handed on uncopied.
	straight bool
	matched  []bool // by row of the batch
	own      [][]graph.ID
	sel      []uint16
	merged   batch.Batch
	out      batch.Batch
}

// pick says where a merged column comes from; both are set for a variable of both
// sides: it has the left's value, or the right's where the left leaves it unbound.
type pick struct {
	l, r int
	sure bool // the right side always binds it, and then to the left's value if there is one
}

func (p *pairer) init(x *Context, mode plan.Mode, cond algebra.Expr, vars, lv, rv []plan.Var) error {
	p.mode = mode
	p.firstOnly = (mode == plan.Semi || mode == plan.Anti) && cond == nil
	schema := append([]plan.Var{}, lv...)
	for _, v := range rv {
		if column(schema, v) < 0 {
			schema = append(schema, v)
		}
	}
	for _, v := range schema {
		p.merge = append(p.merge, pick{l: column(lv, v), r: column(rv, v)})
	}
	p.outFrom = places(vars, schema)
	p.own = make([][]graph.ID, len(schema))
	p.sel = []uint16{} // never nil, which would be all rows
	var err error
	if cond != nil {
		p.cond, err = eval.Compile(cond, schema, x.Env)
	}
	return err
}

// spreadCols are some of the merged row's columns, for rows that need no pairing. Shared
// variables are the left side's.
func (p *pairer) spreadCols(from []int) []outCol {
	cols := make([]outCol, len(from))
	for i, f := range from {
		cols[i] = outCol{in: -1, match: -1}
		switch {
		case f < 0:
		case p.merge[f].l >= 0:
			cols[i].in = p.merge[f].l
		default:
			cols[i].match = p.merge[f].r
		}
	}
	return cols
}

func (p *pairer) reset() { p.b, p.due, p.lr, p.rr = nil, false, p.lr[:0], p.rr[:0] }

// begin takes up a left batch.
func (p *pairer) begin(b *batch.Batch) {
	p.reset()
	p.b = b
	if cap(p.matched) < b.N {
		p.matched = make([]bool, longer(cap(p.matched), b.N))
		return
	}
	p.matched = p.matched[:b.N]
	clear(p.matched)
}

func (p *pairer) full() bool { return len(p.lr) == batch.Size }

// once reports whether one pair that meets the condition settles a left row.
func (p *pairer) once() bool { return p.mode == plan.Semi || p.mode == plan.Anti }

// settled reports whether storage row l of the left batch needs no more pairs.
func (p *pairer) settled(l int) bool { return p.once() && p.matched[l] }

// add notes a pair: storage row l of the left batch, row r of the right columns.
func (p *pairer) add(l, r int) {
	if p.firstOnly {
		p.matched[l] = true
		return
	}
	p.lr = append(p.lr, int32(l))
	p.rr = append(p.rr, int32(r))
}

// flush gives the batch for the pairs noted, nil when there is none to give;
// last tells that the left batch has no further pairs.
func (p *pairer) flush(right [][]graph.ID, last bool) (*batch.Batch, error) {
	n := len(p.lr)
	if n > 0 {
		if err := p.fill(right, n); err != nil {
			return nil, err
		}
	}
	p.lr, p.rr = p.lr[:0], p.rr[:0]
	switch {
	case last && p.mode == plan.Inner:
		p.b = nil
	case last:
		p.due = true
	}
	if n == 0 || p.merged.Len() == 0 || p.mode == plan.Semi || p.mode == plan.Anti {
		return nil, nil
	}
	p.out.Cols = rearrange(p.out.Cols[:0], &p.merged, p.outFrom)
	p.out.N, p.out.Sel = n, p.merged.Sel
	return &p.out, nil
}

// fill merges the pairs' columns, applies the condition and marks what matched.
func (p *pairer) fill(right [][]graph.ID, n int) error {
	p.merged.Cols = p.merged.Cols[:0]
	for c, m := range p.merge {
		if p.straight && m.r >= 0 && (m.l < 0 || m.sure) {
			p.merged.Cols = append(p.merged.Cols, right[m.r][:n])
			continue
		}
		dst := room(p.own[c], n)
		p.own[c] = dst
		switch {
		case m.l < 0:
			gather(dst, right[m.r], p.rr)
		case m.r < 0:
			gather(dst, p.b.Cols[m.l], p.lr)
		default:
			gather(dst, p.b.Cols[m.l], p.lr)
			for i, id := range dst {
				if id == graph.None {
					dst[i] = right[m.r][p.rr[i]]
				}
			}
		}
		p.merged.Cols = append(p.merged.Cols, dst)
	}
	p.merged.N, p.merged.Sel = n, nil
	if p.cond != nil {
		var err error
		if p.sel, err = p.cond.Filter(&p.merged, p.sel[:0]); err != nil {
			return err
		}
		p.merged.Sel = p.sel
	}
	if p.mode != plan.Inner {
		for i := range p.merged.Len() {
			p.matched[p.lr[p.merged.Row(i)]] = true
		}
	}
	return nil
}

func gather(dst, src []graph.ID, rows []int32) {
	for i, r := range rows {
		dst[i] = src[r]
	}
}

// finish gives the left rows owed after the pairs of a batch: those that
// matched (semi join), or those that did not (anti and outer join).
func (p *pairer) finish() *batch.Batch {
	b, want := p.b, p.mode == plan.Semi
	p.b, p.due = nil, false
	p.sel = p.sel[:0]
	for i := range b.Len() {
		if r := b.Row(i); p.matched[r] == want {
			p.sel = append(p.sel, uint16(r))
		}
	}
	if len(p.sel) == 0 {
		return nil
	}
	p.out.Cols = p.out.Cols[:0]
	for _, f := range p.outFrom {
		if f < 0 || p.merge[f].l < 0 {
			p.out.Cols = append(p.out.Cols, unbound[:b.N])
		} else {
			p.out.Cols = append(p.out.Cols, b.Cols[p.merge[f].l])
		}
	}
	p.out.N, p.out.Sel = b.N, p.sel
	return &p.out
}
