package exec

import (
	"slices"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// build reads the right side and indexes it.
func (j *hashJoinOp) build() error {
	j.view, j.turn = j.x.views[0], j.x.turn
	n, err := j.load()
	if err != nil {
		return err
	}
	if err := j.prepare(n); err != nil {
		return err
	}
	j.built = true
	return j.rest.begin(j, j.index.rows)
}

// prepare indexes n right rows.
func (j *hashJoinOp) prepare(n int) error {
	j.settle()
	keys := make([][]graph.ID, 0, len(j.bufs))
	for _, c := range j.rKeys {
		keys = append(keys, j.right[c])
	}
	same, n, err := j.classify(n)
	if err != nil {
		return err
	}
	if len(same) > 0 {
		keys = keys[:0] // rows may have gone
		for _, c := range j.rKeys {
			keys = append(keys, j.right[c])
		}
		keys = append(keys, same...)
	}
	work := indexing{grow: j.hold, hear: func() error { return j.x.check(j.name, j.st.Rows) }}
	order, err := j.index.build(keys, n, &work)
	if err != nil {
		return err
	}
	if err := j.reorder(order, &work); err != nil {
		return err
	}
	if err := j.order(n, &work); err != nil {
		return err
	}
	j.release(n)
	j.few = j.dropsFew()
	return nil
}

// dropsFew reports whether left rows without a match can be dropped beforehand.
func (j *hashJoinOp) dropsFew() bool {
	return j.direct && j.index.drops() && len(j.lKeys) == 1 && (j.mode == plan.Inner || j.mode == plan.Semi)
}

// release gives back what only building took.
func (j *hashJoinOp) release(n int) {
	holds := j.index.bytes()
	if !j.aliased {
		holds += int64(len(j.right)) * int64(n) * 4
	}
	if j.within != nil {
		holds += int64(n) * eval.TextBytes
	}
	j.x.shrink(j.held - holds)
	j.held = holds
}

// load takes the right side's rows: a scan's columns as they are in the store, or
// copies of what an operator gives.
func (j *hashJoinOp) load() (n int, err error) {
	if j.seed != nil {
		if err := j.seed(); err != nil {
			return 0, err
		}
	}
	if w, ok := j.r.(*counted); ok {
		if s, ok := w.Operator.(*scanOp); ok {
			if j.right, n, j.aliased = s.whole(); j.aliased {
				return n, w.given(n)
			}
		}
	}
	width := len(j.node.R.About().Vars)
	rows, all := newRowStore(width), every(width)
	in := j.x.stream(j.node.R, j.r)
	for {
		b, err := in.Next()
		if err != nil {
			return 0, err
		}
		if b == nil {
			break
		}
		if err := j.hold(rows.add(b, all)); err != nil {
			return 0, err
		}
	}
	j.right = rows.cols
	return rows.n, nil
}

// given counts rows that were taken from an operator otherwise than by Next.
func (c *counted) given(n int) error {
	if err := c.x.check(c.name, c.st.Rows); err != nil {
		return err
	}
	c.st.Rows += int64(n)
	steps := int64(n) + c.st.Seeks - c.seeks
	c.seeks = c.st.Seeks
	return c.x.steps(c.name, c.st, steps)
}

// settle makes loose variables keys that the left side always binds and, as it turns
// out, the right side too, and decides how rows are given.
func (j *hashJoinOp) settle() {
	n := j.node
	lv, rv := n.L.About().Vars, n.R.About().Vars
	keys, loose := slices.Clone(n.Keys), []plan.Var{}
	for _, v := range n.Loose {
		if n.L.About().Certain.Has(v) && !slices.Contains(j.right[column(rv, v)], graph.None) {
			keys = append(keys, v)
		} else {
			loose = append(loose, v)
		}
	}
	j.lKeys, j.rKeys = places(keys, lv), places(keys, rv)
	j.lLoose, j.rLoose = places(loose, lv), places(loose, rv)
	j.bufs = make([][]graph.ID, len(keys)+len(n.Equal))
	j.direct = len(loose) == 0 && (n.Cond == nil || n.Mode == plan.Inner) && (!n.Minus || len(keys) > 0)
}

// classify finds the classes of the right columns that are joined by value, and
// leaves out the rows that have none. It gives how many are left.
func (j *hashJoinOp) classify(n int) ([][]graph.ID, int, error) {
	var same [][]graph.ID
	for _, c := range j.rSame {
		col := make([]graph.ID, n)
		for r, id := range j.right[c] {
			if r%hearRows == 0 {
				if err := j.x.check(j.name, j.st.Rows); err != nil {
					return nil, 0, err
				}
			}
			col[r] = j.classes.of(id)
		}
		same = append(same, col)
		if err := j.hold(int64(n) * 4); err != nil {
			return nil, 0, err
		}
		if err := j.x.grow(j.name, j.st, j.classes.grown()); err != nil {
			return nil, 0, err
		}
	}
	for _, col := range same {
		if slices.Contains(col, graph.None) {
			return j.bound(same, n)
		}
	}
	return same, n, nil
}

// bound leaves out the rows that have no class.
func (j *hashJoinOp) bound(same [][]graph.ID, n int) ([][]graph.ID, int, error) {
	var kept []uint32
	for r := range n {
		ok := true
		for _, col := range same {
			ok = ok && col[r] != graph.None
		}
		if ok {
			kept = append(kept, uint32(r))
		}
	}
	for i, col := range same {
		same[i] = pull(make([]graph.ID, len(kept)), col, kept)
	}
	for c, col := range j.right {
		j.right[c] = pull(make([]graph.ID, len(kept)), col, kept)
	}
	j.aliased = false
	return same, len(kept), j.hold(int64(len(kept)) * 4 * int64(len(same)+len(j.right)))
}

// reorder puts the right columns in the index's order.
func (j *hashJoinOp) reorder(order []uint32, work *indexing) error {
	if order == nil {
		return nil
	}
	for c, col := range j.right {
		if err := work.grow(int64(len(order)) * 4); err != nil {
			return err
		}
		to := make([]graph.ID, len(order))
		if err := work.blocks(len(order), func(lo, hi int) { pull(to[lo:hi], col, order[lo:hi]) }); err != nil {
			return err
		}
		j.right[c] = to
	}
	j.aliased = false
	return nil
}
