package exec

import (
	"slices"

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
	cols   []outCol

	view *graph.View
	p    graph.ID
	cur  cursor

	b      *batch.Batch // the input batch being worked on
	n      int          // its selected rows
	lo, hi []uint32     // by selected row: its matches in vals
	vals   []graph.ID   // values of the other end; nil where matches are told by hi > lo alone
	made   []graph.ID   // vals where the view has no such column
	keys   []graph.ID
	next   int // expanding: the selected row
	given  int // how many of its matches were given

	src []uint16     // expanding: the input's row of each output row
	val []graph.ID   // the new column
	own [][]graph.ID // expanding: the other columns
	sel []uint16
	out batch.Batch
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
	p := &probeOp{x: x, st: st, in: x.operator(n.Input), node: n, key: key, p: n.P.ID, sel: []uint16{}}
	ends := [3]place{placeOf(n.S, n.Input), {}, placeOf(n.O, n.Input)}
	slots := [3]plan.Slot{n.S, n.P, n.O}
	p.keyCol, p.other = ends[key].col, ends[2-key]
	p.tests = !p.other.free
	for _, v := range n.Vars {
		c := outCol{in: column(n.Input.About().Vars, v), match: -1}
		if c.in < 0 && slots[2-key].Var == v {
			c.match = 2 - key
		}
		p.cols = append(p.cols, c)
	}
	p.Reset()
	return p
}

func (p *probeOp) Reset() {
	p.view = p.x.views[p.node.Scope]
	p.b, p.cur = nil, cursor{}
	p.in.Reset()
}

func (p *probeOp) Next() (*batch.Batch, error) {
	for {
		if p.b == nil {
			b, err := p.in.Next()
			if b == nil || err != nil {
				return nil, err
			}
			p.find(b)
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
	switch mode := p.node.Mode; {
	case mode == plan.Outer && p.tests:
		return p.pass(p.b.Sel) // neither adds nor drops rows
	case mode == plan.Semi, mode == plan.Anti, p.tests:
		return p.choose(mode != plan.Anti)
	}
	if p.next == 0 && p.given == 0 && p.single() {
		return p.extend()
	}
	return p.expand()
}

// find finds the matches of a batch.
func (p *probeOp) find(b *batch.Batch) {
	p.b, p.n, p.next, p.given = b, b.Len(), 0, 0
	p.st.Seeks += int64(p.n)
	if cap(p.lo) < p.n {
		size := max(p.n, min(batch.Size, 2*p.n))
		p.lo, p.hi = make([]uint32, size), make([]uint32, size)
	}
	p.lo, p.hi = p.lo[:p.n], p.hi[:p.n]
	col := b.Cols[p.keyCol]
	if b.Sel != nil {
		p.keys = selected(b, col, p.keys)
		col = p.keys
	}
	col = col[:p.n]
	if p.cur.suits(col, p.load) {
		p.cur.ranges(col, p.lo, p.hi)
		p.vals = p.cur.vals
		return
	}
	var ok bool
	if p.key == 0 {
		p.vals, ok = p.view.ObjectRanges(p.p, col, p.lo, p.hi)
	} else {
		p.vals, ok = p.view.SubjectRanges(p.p, col, p.lo, p.hi)
	}
	if !ok {
		p.lookup(col)
	}
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

// lookup finds the matches one key after the other.
func (p *probeOp) lookup(keys []graph.ID) {
	p.made = p.made[:0]
	last := graph.None
	for i, k := range keys {
		if k == last && i > 0 {
			p.lo[i], p.hi[i] = p.lo[i-1], p.hi[i-1]
			continue
		}
		last = k
		p.lo[i] = uint32(len(p.made))
		switch {
		case k.IsLocal(): // computed by the query: in no triple
		case p.key == 0:
			p.made = append(p.made, p.view.Objects(k, p.p, nil)...)
		default:
			p.made = append(p.made, p.view.Subjects(p.p, k, nil)...)
		}
		p.hi[i] = uint32(len(p.made))
	}
	p.vals = p.made
}

// matches reports whether the i-th selected row has a match.
func (p *probeOp) matches(i int) bool {
	lo, hi := p.lo[i], p.hi[i]
	if !p.tests || lo == hi || p.vals == nil {
		return lo < hi
	}
	want := p.other.at(p.b, p.b.Row(i))
	if hi-lo <= 8 {
		for _, id := range p.vals[lo:hi] {
			if id == want {
				return true
			}
		}
		return false
	}
	_, found := slices.BinarySearch(p.vals[lo:hi], want)
	return found
}

// choose gives the rows that have a match, or those that have none.
func (p *probeOp) choose(want bool) *batch.Batch {
	p.sel = p.sel[:0]
	for i := range p.n {
		if p.matches(i) == want {
			p.sel = append(p.sel, uint16(p.b.Row(i)))
		}
	}
	if len(p.sel) == p.n {
		return p.pass(p.b.Sel)
	}
	return p.pass(p.sel)
}

// pass gives the chosen rows of the input batch, if there are any, and is done with it.
func (p *probeOp) pass(sel []uint16) *batch.Batch {
	p.out.Cols = p.out.Cols[:0]
	for _, c := range p.cols {
		if c.in < 0 {
			p.out.Cols = append(p.out.Cols, p.val[:p.b.N])
		} else {
			p.out.Cols = append(p.out.Cols, p.b.Cols[c.in])
		}
	}
	p.out.N, p.out.Sel = p.b.N, sel
	p.b = nil
	if p.out.Len() == 0 {
		return nil
	}
	return &p.out
}

// single reports whether no row has more than one match.
func (p *probeOp) single() bool {
	hi := p.hi[:len(p.lo)]
	for i, lo := range p.lo {
		if hi[i]-lo > 1 {
			return false
		}
	}
	return true
}

// extend gives the input batch with one more column, for rows with at most one match.
func (p *probeOp) extend() *batch.Batch {
	p.val = room(p.val, p.b.N)
	outer := p.node.Mode == plan.Outer
	p.sel = p.sel[:0]
	for i, lo := range p.lo {
		r := i
		if p.b.Sel != nil {
			r = int(p.b.Sel[i])
		}
		switch {
		case lo < p.hi[i]:
			p.val[r] = p.vals[lo]
		case outer:
			p.val[r] = graph.None
		default:
			continue
		}
		p.sel = append(p.sel, uint16(r))
	}
	if len(p.sel) == p.n {
		return p.pass(p.b.Sel)
	}
	return p.pass(p.sel)
}

// expand gives the next rows, one for each match, copied.
func (p *probeOp) expand() *batch.Batch {
	if len(p.val) < batch.Size {
		p.val = room(p.val, p.left())
	}
	n := 0
	p.src = p.src[:0]
	for p.next < p.n && n < batch.Size {
		lo, hi, r := int(p.lo[p.next])+p.given, int(p.hi[p.next]), uint16(p.b.Row(p.next))
		if lo >= hi && p.given == 0 && p.node.Mode == plan.Outer {
			p.val[n] = graph.None
			p.src = append(p.src, r)
			n++
		}
		k := min(hi-lo, batch.Size-n)
		copy(p.val[n:], p.vals[lo:lo+k])
		for range k {
			p.src = append(p.src, r)
		}
		n += k
		if p.given += k; lo+k >= hi {
			p.next, p.given = p.next+1, 0
		}
	}
	if n == 0 {
		p.b = nil
		return nil
	}
	p.gather(n)
	if p.next >= p.n {
		p.b = nil
	}
	return &p.out
}

// left is how many rows the next batch has room for: as many as are left to give,
// where that is less than a batch.
func (p *probeOp) left() int {
	n := -p.given
	for i := p.next; i < p.n && n < batch.Size; i++ {
		n += max(int(p.hi[i]-p.lo[i]), 1)
	}
	return min(n, batch.Size)
}

// gather fills the output's columns for n expanded rows.
func (p *probeOp) gather(n int) {
	if p.own == nil {
		p.own = make([][]graph.ID, len(p.cols))
	}
	p.out.Cols = p.out.Cols[:0]
	for i, c := range p.cols {
		if c.in < 0 {
			p.out.Cols = append(p.out.Cols, p.val[:n])
			continue
		}
		p.own[i] = room(p.own[i], n)
		from, to := p.b.Cols[c.in], p.own[i]
		for j, r := range p.src[:n] {
			to[j] = from[r]
		}
		p.out.Cols = append(p.out.Cols, to)
	}
	p.out.N, p.out.Sel = n, nil
}

// count adds up the matches of each row.
func (p *probeOp) count() (int64, error) {
	mode := p.node.Mode
	if mode == plan.Semi || mode == plan.Anti || p.tests {
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
		p.find(b)
		n += p.total()
		p.b = nil
	}
}

// total is how many rows the batch becomes.
func (p *probeOp) total() int64 {
	sum, empty := int64(0), int64(0)
	hi := p.hi[:len(p.lo)]
	for i, lo := range p.lo {
		k := int64(hi[i] - lo)
		sum += k
		if k == 0 {
			empty++
		}
	}
	if p.node.Mode == plan.Outer {
		return sum + empty
	}
	return sum
}
