package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// probeOp joins input rows with the matches of a pattern whose predicate is
// constant and one of whose ends, the key, is bound in every row. It finds the
// matches of a whole batch before it uses any. It keeps the order of its input,
// holds no memory but one batch, and stops between batches. Where no row has
// more than one match, the input's columns are handed on as they are.
type probeOp struct {
	x      *Context
	st     *Stats
	in     Operator
	node   *plan.Step
	key    int   // the position of the key: 0 or 2
	keyCol int   // its column of the input
	other  place // the other end; never maybe
	tests  bool  // the other end is bound too: the pattern binds nothing

	view *graph.View
	p    graph.ID
	cur  cursor

	spread            // ranges of vals, the one right column
	vals   []graph.ID // values of the other end; nil where matches are told by hi > lo alone
	made   []graph.ID // vals where the view has no such column
	keys   []graph.ID
}

// probes reports whether a step is one for probeOp, and gives the key's position.
func probes(n *plan.Step) (key int, ok bool) {
	if n.Input == nil || n.P.Var != "" || sameVars(n) != [3]bool{} {
		return 0, false
	}
	s, o := placeOf(n.S, n.Input), placeOf(n.O, n.Input)
	switch {
	case s.maybe || o.maybe:
		return 0, false
	case s.col >= 0:
		return 0, true
	}
	return 2, o.col >= 0
}

func (x *Context) newProbe(n *plan.Step, st *Stats, key int) *probeOp {
	p := &probeOp{x: x, st: st, in: x.operator(n.Input), node: n, key: key, p: n.P.ID}
	p.pace, p.mode, p.right = paceOf(n), n.Mode, make([][]graph.ID, 1)
	ends := [3]place{placeOf(n.S, n.Input), {}, placeOf(n.O, n.Input)}
	slots := [3]plan.Slot{n.S, n.P, n.O}
	p.keyCol, p.other = ends[key].col, ends[2-key]
	p.tests = !p.other.free
	for _, v := range n.Vars {
		c := outCol{in: column(n.Input.About().Vars, v), match: -1}
		if c.in < 0 && slots[2-key].Var == v {
			c.match = 0
		}
		p.cols = append(p.cols, c)
	}
	p.Reset()
	return p
}

func (p *probeOp) Reset() {
	p.view = p.x.views[p.node.Scope]
	p.b, p.cur, p.pace = nil, cursor{}, paceOf(p.node)
	p.in.Reset()
}

func (p *probeOp) Next() (*batch.Batch, error) {
	for {
		if p.b == nil {
			b, err := p.in.Next()
			if b == nil || err != nil {
				return nil, err
			}
			if err := p.find(b); err != nil {
				return nil, err
			}
		} else if err := p.x.check(plan.Name(p.node), p.st.Rows); err != nil {
			return nil, err
		}
		if out := p.give(); out != nil {
			return out, nil
		}
	}
}

// give makes the next output batch of the input batch being worked on; nil when
// it gives no more rows.
func (p *probeOp) give() *batch.Batch {
	switch {
	case p.mode == plan.Outer && p.tests:
		return p.pass(p.b.Sel) // neither adds nor drops rows
	case p.tests:
		return p.chooseTested(p.mode != plan.Anti)
	}
	return p.spread.give()
}

// find finds the matches of a batch.
func (p *probeOp) find(b *batch.Batch) (err error) {
	p.begin(b)
	p.st.Seeks += int64(p.n)
	col := p.column(b)
	if p.cur.suits(col, p.load) {
		p.cur.ranges(col, p.lo, p.hi)
		p.vals, p.right[0] = p.cur.vals, p.cur.vals
		return nil
	}
	var ok bool
	if p.key == 0 {
		p.vals, ok = p.view.ObjectRanges(p.p, col, p.lo, p.hi)
	} else {
		p.vals, ok = p.view.SubjectRanges(p.p, col, p.lo, p.hi)
	}
	if !ok {
		p.made, err = p.x.lookEach(p.st, lookUps{plan.Name(p.node), p.view, p.p, p.key}, col, p.made[:0], p.lo, p.hi)
		p.vals = p.made
	}
	p.right[0] = p.vals
	return err
}

// load takes the columns sorted by the key. With the other end constant its
// matches are one sorted list.
func (p *probeOp) load() (keys, vals []graph.ID) {
	constant := p.tests && p.other.col < 0
	switch {
	case constant && p.key == 0:
		return p.view.Subjects(p.p, p.other.id, nil), nil
	case constant:
		return p.view.Objects(p.other.id, p.p, nil), nil
	case p.key == 0:
		return p.view.Pairs(p.p)
	}
	return p.view.PairsByObject(p.p)
}

// lookUps are looks for a predicate's matches by key, which is at their position 0 or 2.
type lookUps struct {
	op   string // by which operator
	view *graph.View
	pred graph.ID
	key  int
}

// lookEach finds the matches of one key after the other. It appends them to made, whose
// ranges are then lo to hi. What made grows by is accounted, and stays so, as made is
// used again for the next batch.
func (x *Context) lookEach(st *Stats, l lookUps, keys, made []graph.ID, lo, hi []uint32) ([]graph.ID, error) {
	last, held := graph.None, cap(made)
	for i, k := range keys {
		if k == last && i > 0 {
			lo[i], hi[i] = lo[i-1], hi[i-1]
			continue
		}
		last = k
		lo[i] = uint32(len(made))
		switch {
		case k.IsLocal(): // computed by the query: in no triple
		case l.key == 0:
			made = append(made, l.view.Objects(k, l.pred, nil)...)
		default:
			made = append(made, l.view.Subjects(l.pred, k, nil)...)
		}
		hi[i] = uint32(len(made))
		if grown := cap(made) - held; grown > 0 {
			held = cap(made)
			if err := x.grow(l.op, st, int64(grown)*4); err != nil {
				return made, err
			}
			if err := x.check(l.op, st.Rows); err != nil {
				return made, err
			}
		}
	}
	return made, nil
}

// matches reports whether the i-th selected row has a match, where the other end
// is bound too.
func (p *probeOp) matches(i int) bool {
	lo, hi := p.lo[i], p.hi[i]
	if lo == hi || p.vals == nil {
		return lo < hi
	}
	return contains(p.vals[lo:hi], p.other.at(p.b, p.b.Row(i)))
}

// chooseTested gives the rows that have a match, or those that have none, where
// the other end is bound too.
func (p *probeOp) chooseTested(want bool) *batch.Batch {
	p.sel = p.selection(p.n)
	k := 0
	for i := range p.n {
		p.sel[k] = uint16(p.b.Row(i))
		if p.matches(i) == want {
			k++
		}
	}
	p.sel = p.sel[:k]
	if k == p.n {
		return p.pass(p.b.Sel)
	}
	return p.pass(p.sel)
}

// count adds up the matches of each row.
func (p *probeOp) count() (int64, error) {
	if p.tests {
		return drain(p)
	}
	var n int64
	for {
		if err := p.x.check(plan.Name(p.node), n); err != nil {
			return n, err
		}
		b, err := p.in.Next()
		if b == nil || err != nil {
			p.b = nil
			return n, err
		}
		k, err := p.countBatch(b)
		if err != nil {
			return n, err
		}
		n += k
	}
}

// countBatch counts the rows that a batch becomes. Where keys are walked alongside
// the column, no range is noted.
func (p *probeOp) countBatch(b *batch.Batch) (int64, error) {
	if col := p.column(b); p.cur.suits(col, p.load) {
		p.st.Seeks += int64(len(col))
		total, without := p.cur.count(col)
		switch p.mode {
		case plan.Inner:
			return total, nil
		case plan.Outer:
			return total + without, nil
		case plan.Semi:
			return int64(len(col)) - without, nil
		case plan.Anti:
			return without, nil
		}
	}
	if err := p.find(b); err != nil {
		return 0, err
	}
	n := p.total()
	p.b = nil
	return n, nil
}

// column gives the keys of a batch.
func (p *probeOp) column(b *batch.Batch) []graph.ID {
	col := b.Cols[p.keyCol]
	if b.Sel != nil {
		p.keys = selected(b, col, p.keys)
		col = p.keys
	}
	return col[:b.Len()]
}
