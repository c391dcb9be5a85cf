package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// tableOp gives rows held in columns: VALUES, the unit row, and no rows.
type tableOp struct {
	cols [][]graph.ID
	n    int
	at   int
	out  batch.Batch
}

func newTable(n *plan.Table) *tableOp {
	t := &tableOp{n: len(n.Rows), cols: make([][]graph.ID, len(n.Vars))}
	for c := range t.cols {
		t.cols[c] = make([]graph.ID, t.n)
		for r, row := range n.Rows {
			t.cols[c][r] = row[c]
		}
	}
	return t
}

func (t *tableOp) Reset() { t.at = 0 }

func (t *tableOp) Next() (*batch.Batch, error) {
	if t.at >= t.n {
		return nil, nil
	}
	end := min(t.at+batch.Size, t.n)
	t.out.Cols = t.out.Cols[:0]
	for _, c := range t.cols {
		t.out.Cols = append(t.out.Cols, c[t.at:end])
	}
	t.out.N = end - t.at
	t.at = end
	return &t.out, nil
}

// filterOp keeps the rows for which its condition is true, by selection.
type filterOp struct {
	in   Operator
	cond *eval.Expr
	sel  []uint16
	out  batch.Batch
}

func (x *Context) newFilter(n *plan.Filter) Operator {
	in := x.operator(n.Input)
	cond, err := eval.Compile(n.Cond, n.Input.About().Vars, x.Env)
	if err != nil {
		return &failed{err}
	}
	return &filterOp{in: in, cond: cond, sel: []uint16{}}
}

func (f *filterOp) Reset() { f.in.Reset() }

func (f *filterOp) Next() (*batch.Batch, error) {
	for {
		b, err := f.in.Next()
		if b == nil || err != nil {
			return nil, err
		}
		f.sel, err = f.cond.Filter(b, f.sel[:0])
		if err != nil {
			return nil, err
		}
		if len(f.sel) > 0 {
			f.out = batch.Batch{Cols: b.Cols, N: b.N, Sel: f.sel}
			return &f.out, nil
		}
	}
}

// extendOp adds a computed column, or unifies the computed value with a column
// that is there already.
type extendOp struct {
	x    *Context
	st   *Stats
	in   Operator
	expr *eval.Expr
	old  int // the column that is there already, or -1
	copy int // the column that is copied, or -1
	col  []graph.ID
	sel  []uint16
	out  batch.Batch
}

func (x *Context) newExtend(n *plan.Extend, st *Stats) Operator {
	in := x.operator(n.Input)
	schema := n.Input.About().Vars
	e, err := eval.Compile(n.Expr, schema, x.Env)
	if err != nil {
		return &failed{err}
	}
	op := &extendOp{x: x, st: st, in: in, expr: e, old: column(schema, n.Var), copy: -1, sel: []uint16{}}
	if ref, ok := n.Expr.(*algebra.VarRef); ok && op.old < 0 {
		op.copy = column(schema, ref.Var)
	}
	return op
}

func (e *extendOp) Reset() { e.in.Reset() }

func (e *extendOp) Next() (*batch.Batch, error) {
	b, err := e.in.Next()
	if b == nil || err != nil {
		return nil, err
	}
	if e.copy >= 0 {
		e.out = batch.Batch{Cols: append(append(e.out.Cols[:0], b.Cols...), b.Cols[e.copy]), N: b.N, Sel: b.Sel}
		return &e.out, nil
	}
	e.col = room(e.col, b.N)
	for i := range b.Len() {
		if err := e.x.row("extend", e.st, i); err != nil {
			return nil, err
		}
		r := b.Row(i)
		if e.col[r], err = e.expr.ID(b, r); err != nil {
			return nil, err
		}
	}
	e.out = batch.Batch{Cols: append(e.out.Cols[:0], b.Cols...), N: b.N, Sel: b.Sel}
	if e.old < 0 {
		e.out.Cols = append(e.out.Cols, e.col[:b.N])
		return &e.out, nil
	}
	e.unify(b)
	return &e.out, nil
}

// unify keeps the rows whose old value is unbound, or whose new one is, or
// where both are the same.
func (e *extendOp) unify(b *batch.Batch) {
	e.sel = e.sel[:0]
	old := b.Cols[e.old]
	for i := range b.Len() {
		r := b.Row(i)
		if e.col[r] == graph.None {
			e.col[r] = old[r]
		}
		if old[r] == graph.None || old[r] == e.col[r] {
			e.sel = append(e.sel, uint16(r))
		}
	}
	e.out.Cols[e.old], e.out.Sel = e.col[:b.N], e.sel
}

// projectOp reorders columns; one that the input lacks is unbound.
type projectOp struct {
	in   Operator
	from []int
	out  batch.Batch
}

func (x *Context) newProject(n *plan.Project) Operator {
	return &projectOp{in: x.operator(n.Input), from: places(n.Vars, n.Input.About().Vars)}
}

// places gives for each variable its column in schema, or -1.
func places(vars, schema []plan.Var) []int {
	from := make([]int, len(vars))
	for i, v := range vars {
		from[i] = column(schema, v)
	}
	return from
}

func (p *projectOp) Reset() { p.in.Reset() }

func (p *projectOp) Next() (*batch.Batch, error) {
	b, err := p.in.Next()
	if b == nil || err != nil {
		return nil, err
	}
	p.out.Cols = rearrange(p.out.Cols[:0], b, p.from)
	p.out.N, p.out.Sel = b.N, b.Sel
	return &p.out, nil
}

func rearrange(cols [][]graph.ID, b *batch.Batch, from []int) [][]graph.ID {
	for _, f := range from {
		if f < 0 {
			cols = append(cols, unbound[:b.N])
		} else {
			cols = append(cols, b.Cols[f])
		}
	}
	return cols
}

// unionOp gives its branches' rows one branch after the other.
type unionOp struct {
	ins  []Operator
	from [][]int
	at   int
	out  batch.Batch
}

func (x *Context) newUnion(n *plan.Union) Operator {
	u := &unionOp{}
	for _, br := range n.Branches {
		u.ins = append(u.ins, x.operator(br))
		u.from = append(u.from, places(n.Vars, br.About().Vars))
	}
	return u
}

func (u *unionOp) Reset() {
	u.at = 0
	for _, in := range u.ins {
		in.Reset()
	}
}

func (u *unionOp) Next() (*batch.Batch, error) {
	for u.at < len(u.ins) {
		b, err := u.ins[u.at].Next()
		if err != nil {
			return nil, err
		}
		if b == nil {
			u.at++
			continue
		}
		u.out.Cols = rearrange(u.out.Cols[:0], b, u.from[u.at])
		u.out.N, u.out.Sel = b.N, b.Sel
		return &u.out, nil
	}
	return nil, nil
}

// sliceOp is OFFSET and LIMIT; it stops asking once it has enough.
type sliceOp struct {
	in            Operator
	offset, limit int64 // of the node; limit -1: all
	skip, left    int64 // still to skip, still to give
	sel           []uint16
	out           batch.Batch
}

func (x *Context) newSlice(n *plan.Slice) Operator {
	few := x.few
	x.few = few || n.Limit >= 0
	s := &sliceOp{in: x.operator(n.Input), offset: n.Offset, limit: n.Limit}
	x.few = few
	s.skip, s.left = n.Offset, n.Limit
	return s
}

func (s *sliceOp) Reset() {
	s.skip, s.left = s.offset, s.limit
	s.in.Reset()
}

func (s *sliceOp) Next() (*batch.Batch, error) {
	for s.left != 0 {
		b, err := s.in.Next()
		if b == nil || err != nil {
			return nil, err
		}
		n := int64(b.Len())
		if s.skip >= n {
			s.skip -= n
			continue
		}
		first, last := s.skip, n
		s.skip = 0
		if s.left >= 0 && last-first > s.left {
			last = first + s.left
		}
		if s.left > 0 {
			s.left -= last - first
		}
		s.sel = s.sel[:0]
		for i := first; i < last; i++ {
			s.sel = append(s.sel, uint16(b.Row(int(i))))
		}
		s.out = batch.Batch{Cols: b.Cols, N: b.N, Sel: s.sel}
		return &s.out, nil
	}
	return nil, nil
}
