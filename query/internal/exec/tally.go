package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// tallyOp counts the solutions of joined patterns by summing variables out (see
// plan.Tally). It holds the patterns' matches, reduced to values that can join,
// and their products. It gives one row for each value or pair of values of the
// keys, in the order of their IDs.
type tallyOp struct {
	x    *Context
	st   *Stats
	node *plan.Tally

	ready  bool
	held   int64
	keys   [][]graph.ID // by key
	counts []int64
	at     int
	own    [][]graph.ID
	out    batch.Batch
}

func (x *Context) newTally(n *plan.Tally, st *Stats) Operator {
	return &tallyOp{x: x, st: st, node: n, keys: make([][]graph.ID, len(n.Keys)), own: make([][]graph.ID, len(n.Vars))}
}

func (o *tallyOp) Reset() {
	o.x.shrink(o.held)
	o.held, o.ready, o.at, o.counts = 0, false, 0, nil
	for k := range o.keys {
		o.keys[k] = nil
	}
}

func (o *tallyOp) Next() (*batch.Batch, error) {
	if !o.ready {
		if err := o.run(); err != nil {
			return nil, err
		}
		o.ready = true
	}
	n := min(len(o.counts)-o.at, batch.Size)
	if n <= 0 {
		return nil, nil
	}
	o.out.Cols = o.out.Cols[:0]
	for _, k := range o.keys {
		o.out.Cols = append(o.out.Cols, k[o.at:o.at+n])
	}
	numbers := make([]graph.ID, n)
	for i := range numbers {
		numbers[i] = o.x.integer(o.counts[o.at+i])
	}
	for len(o.out.Cols) < len(o.node.Vars) {
		o.out.Cols = append(o.out.Cols, numbers)
	}
	o.out.N = n
	o.at += n
	return &o.out, nil
}

// run counts.
func (o *tallyOp) run() error {
	t := &tally{op: o, view: o.x.views[o.node.Scope], scale: 1, vars: map[plan.Var]int{}}
	for _, k := range o.node.Keys {
		t.variable(k)
	}
	t.kept = len(t.vars)
	if err := t.load(o.node.Patterns); err != nil {
		return err
	}
	if err := t.reduce(); err != nil {
		return err
	}
	return t.result()
}

// hold accounts memory of the tally and hears the context.
func (o *tallyOp) hold(n int64) error {
	o.held += n
	if err := o.x.grow("tally", o.st, n); err != nil {
		return err
	}
	return o.x.check("tally", 0)
}

// tally is patterns being summed up. Variables are numbered, the keys first;
// values of a variable are numbered by their place in its domain.
type tally struct {
	op     *tallyOp
	view   *graph.View
	vars   map[plan.Var]int
	kept   int          // so many variables are keys
	domain [][]graph.ID // by variable: the values it may have, ascending
	weight [][]int64    // by variable: of each value; nil for all 1
	gone   []bool       // by variable: summed out
	edges  []*weights   // what pairs of variables have between them
	scale  int64        // what was summed out alone
	over   bool         // a count has left 63 bits
}

func (t *tally) variable(v plan.Var) int {
	n, ok := t.vars[v]
	if !ok {
		n = len(t.vars)
		t.vars[v] = n
		t.domain, t.weight, t.gone = append(t.domain, nil), append(t.weight, nil), append(t.gone, false)
	}
	return n
}

// weights are the weights of the pairs of values of two variables; what is not
// listed has weight 0. For value i of a, the values of b are to[off[i]:off[i+1]],
// ascending.
type weights struct {
	a, b int
	off  []uint32
	to   []uint32
	w    []int64 // nil for all 1
}

func (e *weights) at(i uint32) int64 {
	if e.w == nil {
		return 1
	}
	return e.w[i]
}

func (e *weights) bytes() int64 { return int64(len(e.off)+len(e.to))*4 + int64(len(e.w))*8 }

// turned is e with the variables exchanged, by a counting sort.
func (t *tally) turned(e *weights) *weights {
	r := &weights{a: e.b, b: e.a, off: make([]uint32, len(t.domain[e.b])+1), to: make([]uint32, len(e.to))}
	if e.w != nil {
		r.w = make([]int64, len(e.w))
	}
	for _, v := range e.to {
		r.off[v+1]++
	}
	for i := 1; i < len(r.off); i++ {
		r.off[i] += r.off[i-1]
	}
	next := append([]uint32(nil), r.off...)
	for u := range len(e.off) - 1 {
		for k := e.off[u]; k < e.off[u+1]; k++ {
			at := next[e.to[k]]
			next[e.to[k]]++
			r.to[at] = uint32(u)
			if e.w != nil {
				r.w[at] = e.w[k]
			}
		}
	}
	return r
}

// from is e as it is seen from variable v.
func (t *tally) from(e *weights, v int) *weights {
	if e.a == v {
		return e
	}
	return t.turned(e)
}

// result lists the counts that are left.
func (t *tally) result() error {
	o := t.op
	switch t.kept {
	case 0:
		o.counts = []int64{t.scale}
	case 1:
		for i, id := range t.domain[0] {
			if n := t.mul(t.scale, t.weightOf(0, i)); n > 0 {
				o.keys[0], o.counts = append(o.keys[0], id), append(o.counts, n)
			}
		}
	default:
		t.pairs()
	}
	if t.over {
		return uncountable("tally", o.st)
	}
	return o.hold(int64(len(o.counts)) * int64(8+4*t.kept))
}

// pairs lists the counts of two keys: those of their common edge, or, where they
// have none, all pairs of their values.
func (t *tally) pairs() {
	add := func(i, k int, n int64) {
		n = t.mul(t.mul(n, t.scale), t.mul(t.weightOf(0, i), t.weightOf(1, k)))
		if n > 0 {
			o := t.op
			o.keys[0], o.keys[1] = append(o.keys[0], t.domain[0][i]), append(o.keys[1], t.domain[1][k])
			o.counts = append(o.counts, n)
		}
	}
	if len(t.edges) == 0 {
		for i := range t.domain[0] {
			for k := range t.domain[1] {
				add(i, k, 1)
			}
		}
		return
	}
	e := t.from(t.edges[0], 0)
	for i := range t.domain[0] {
		for k := e.off[i]; k < e.off[i+1]; k++ {
			add(i, int(e.to[k]), e.at(k))
		}
	}
}

func (t *tally) weightOf(v, i int) int64 {
	if t.weight[v] == nil {
		return 1
	}
	return t.weight[v][i]
}

// mul multiplies counts and notes when the product is too large.
func (t *tally) mul(a, b int64) int64 {
	if (a|b)>>31 != 0 && a != 0 && (a*b/a != b || a*b < 0) {
		t.over = true
	}
	return a * b
}

// add adds counts and notes when the sum is too large.
func (t *tally) add(a, b int64) int64 {
	if a+b < 0 {
		t.over = true
	}
	return a + b
}
