package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// seedOp gives the rows that a Lateral or a join handed it, once.
type seedOp struct {
	cols [][]graph.ID
	n    int
	at   int // rows given
	out  batch.Batch
}

func (x *Context) newSeed(n *plan.Seed) Operator {
	s := &seedOp{cols: make([][]graph.ID, len(n.Vars))}
	if x.seeds == nil {
		x.seeds = map[plan.Var][]*seedOp{}
	}
	x.seeds[n.Row] = append(x.seeds[n.Row], s)
	return s
}

func (s *seedOp) Reset() { s.at = 0 }

func (s *seedOp) Next() (*batch.Batch, error) {
	if s.at == s.n {
		return nil, nil
	}
	to := min(s.at+batch.Size, s.n)
	s.out = batch.Batch{Cols: s.out.Cols[:0], N: to - s.at}
	for _, col := range s.cols {
		s.out.Cols = append(s.out.Cols, col[s.at:to])
	}
	s.at = to
	return &s.out, nil
}

// lateralOp runs its right side once for each left batch, seeded with its
// rows. The right side carries the row's number along, so that its rows are
// paired with the left rows they extend. Its memory is one batch.
type lateralOp struct {
	x     *Context
	node  *plan.Lateral
	l, r  Operator
	seeds []seedFill
	rowAt int // the right side's column of row numbers
	pair  pairer

	back []int32 // seeded row -> left storage row
	rb   *batch.Batch
}

// seedFill says how to fill one seed: for each column the left column, or -1
// for the row number.
type seedFill struct {
	op   *seedOp
	from []int
	own  [][]graph.ID
}

func (x *Context) newLateral(n *plan.Lateral) Operator {
	l := &lateralOp{x: x, node: n, l: x.operator(n.L), r: x.operator(n.R)}
	lv, rv := n.L.About().Vars, n.R.About().Vars
	l.rowAt = column(rv, n.Row)
	ops := x.seeds[n.Row]
	for i, s := range seedNodes(n.R, n.Row) {
		f := seedFill{op: ops[i], from: make([]int, len(s.Vars)), own: make([][]graph.ID, len(s.Vars))}
		for c, v := range s.Vars {
			f.from[c] = column(lv, v)
		}
		l.seeds = append(l.seeds, f)
	}
	if err := l.pair.init(x, n.Mode, n.Cond, n.Vars, lv, rv); err != nil {
		return &failed{err}
	}
	for i, m := range l.pair.merge {
		l.pair.merge[i].sure = m.r >= 0 && n.R.About().Certain.Has(rv[m.r])
	}
	return l
}

// seedNodes are the seeds of the Lateral with that row column, in the order in
// which their operators are made.
func seedNodes(n plan.Node, row plan.Var) []*plan.Seed {
	if s, ok := n.(*plan.Seed); ok && s.Row == row {
		return []*plan.Seed{s}
	}
	var out []*plan.Seed
	for _, in := range n.Inputs() {
		out = append(out, seedNodes(in, row)...)
	}
	return out
}

func (l *lateralOp) Reset() {
	l.l.Reset()
	l.r.Reset() // what it holds is given back now, not in another run
	l.rb = nil
	l.pair.reset()
}

func (l *lateralOp) Next() (*batch.Batch, error) {
	for {
		if l.pair.due {
			if out := l.pair.finish(); out != nil {
				return out, nil
			}
		}
		if l.pair.b == nil {
			b, err := l.l.Next()
			if b == nil || err != nil {
				return nil, err
			}
			l.begin(b)
		}
		last, err := l.collect()
		if err != nil {
			return nil, err
		}
		var right [][]graph.ID
		if l.rb != nil {
			right = l.rb.Cols
		}
		out, err := l.pair.flush(right, last)
		if out != nil || err != nil {
			return out, err
		}
	}
}

// begin seeds the right side with a left batch.
func (l *lateralOp) begin(b *batch.Batch) {
	l.pair.begin(b)
	l.back = l.back[:0]
	for i := range b.Len() {
		l.back = append(l.back, int32(b.Row(i)))
	}
	for _, f := range l.seeds {
		for c, from := range f.from {
			dst := room(f.own[c], len(l.back))
			f.own[c] = dst
			if from >= 0 {
				gather(dst, b.Cols[from], l.back)
				continue
			}
			for i := range dst {
				dst[i] = graph.ID(i + 1)
			}
		}
		for c := range f.own {
			f.op.cols[c] = f.own[c][:len(l.back)]
		}
		f.op.n = len(l.back)
	}
	l.rb = nil
	l.r.Reset()
}

// collect pairs the rows of one right batch with their left rows, and reports
// whether the right side is done.
func (l *lateralOp) collect() (bool, error) {
	b, err := l.r.Next()
	l.rb = b
	if b == nil || err != nil {
		return true, err
	}
	rows := b.Cols[l.rowAt]
	l.pair.straight = b.Sel == nil
	for i := range b.Len() {
		r := b.Row(i)
		l.pair.add(int(l.back[rows[r]-1]), r)
	}
	return false, nil
}
