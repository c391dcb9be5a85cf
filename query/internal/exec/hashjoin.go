package exec

import (
	"slices"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// hashJoinOp holds its right side in memory, indexed by the key columns, and looks
// up a batch of left rows at a time, in their order. Where keys are all that
// counts, the ranges found are spread into rows; a condition on an inner join is
// a filter of those. Otherwise pairs are looked at one by one (hashpair.go).
//
// Variables that may be unbound on a side, and are, are no keys: they are compared
// for compatibility (SPARQL 1.1 section 18.3), row by row. With no key at all
// that is a nested loop. Columns that the condition asks to be equal are keys by
// the class of their values, and a row where one is unbound joins nothing.
type hashJoinOp struct {
	x    *Context
	st   *Stats
	node *plan.HashJoin
	name string
	l, r Operator

	lKeys, rKeys []int // key columns
	lLoose       []int // loose columns, pairwise
	rLoose       []int
	lSame, rSame []int // columns equal by value, pairwise

	inLeft, inRight int // the columns that the condition compares, where it is one of those
	classes         valueClasses

	seed    func() error // gives the right side the values it is run for; nil for all
	built   bool
	static  bool        // the right side depends on no seed, nor on a graph that changes
	view    *graph.View // the default active graph that it was built for
	turn    int         // of the context: when
	aliased bool        // the right columns are the store's own
	index   joinIndex
	texts   *eval.TextColumn // the right column that the condition compares, in order within each key
	within  *eval.TextRange  // what narrows ranges by it; nil where the condition is a filter
	held    int64
	rounds  joinRounds

	spread             // the left batch and its ranges
	direct bool        // they are the matches
	asked  int         // the left batch's rows
	few    bool        // look first which of them have a match: few had in the batch before
	chosen batch.Batch // the left batch without the rows that have none
	rows   []uint16
	keys   [][]graph.ID // its keys
	bufs   [][]graph.ID // memory for them
	part   batch.Batch  // what the condition has left of a spread batch
	passed []uint16
	pairs  hashPairs
	rest   unmatchedRows
}

func (x *Context) newHashJoin(n *plan.HashJoin, st *Stats) Operator {
	j := &hashJoinOp{x: x, st: st, node: n, name: plan.Name(n), l: x.operator(n.L), r: x.operator(n.R)}
	lv, rv := n.L.About().Vars, n.R.About().Vars
	if n.Range != nil {
		j.inLeft, j.inRight = column(lv, n.Range.L), column(rv, n.Range.R)
	}
	for _, e := range n.Equal {
		j.lSame, j.rSame = append(j.lSame, column(lv, e.L)), append(j.rSame, column(rv, e.R))
	}
	if j.mode = n.Mode; n.Mode.Holds() {
		j.mode = plan.Inner // and then the rest
	}
	j.classes.init(x)
	j.static = n.Seeded == "" && !dependsOnRun(n.R) && !seededFor(n.R)
	x.newBoundJoin(n, j, st)
	x.shareBuilt(n, j)
	x.newSeededJoin(n, j, st)
	if err := j.pairs.init(x, n.Mode, n.Cond, n.Vars, lv, rv); err != nil {
		return &failed{err}
	}
	j.setColumns()
	j.rounds.reset(j)
	return j
}

// dependsOnRun reports whether a plan's rows change with seeds or active graphs.
func dependsOnRun(n plan.Node) bool {
	switch n := n.(type) {
	case *plan.Seed:
		return !n.Once
	case *plan.Step:
		if n.Scope != 0 {
			return true
		}
	case *plan.PathStep:
		if n.Scope != 0 {
			return true
		}
	case *plan.Intersect:
		if n.Patterns[0].Scope != 0 {
			return true
		}
	case *plan.Star:
		if n.Patterns[0].Scope != 0 {
			return true
		}
	case *plan.Tally:
		if n.Scope != 0 {
			return true
		}
	}
	for _, in := range n.Inputs() {
		if dependsOnRun(in) {
			return true
		}
	}
	return false
}

// seededFor reports whether a plan is run for values that a join around it gives.
func seededFor(n plan.Node, within ...plan.Var) bool {
	switch n := n.(type) {
	case *plan.Seed:
		return n.Once && !slices.Contains(within, n.Row)
	case *plan.HashJoin:
		if n.Seeded != "" {
			within = append(slices.Clone(within), n.Seeded)
		}
	}
	for _, in := range n.Inputs() {
		if seededFor(in, within...) {
			return true
		}
	}
	return false
}

func (j *hashJoinOp) Reset() {
	j.l.Reset()
	j.b = nil
	j.pairs.reset()
	j.rest.reset(j)
	if j.static && j.built && j.view == j.x.views[0] && j.turn == j.x.turn {
		return
	}
	j.r.Reset()
	j.x.shrink(j.held)
	j.built, j.held, j.right = false, 0, nil
	j.rounds.reset(j)
}

func (j *hashJoinOp) Next() (*batch.Batch, error) {
	if !j.built && !j.rounds.on {
		if err := j.build(); err != nil {
			return nil, err
		}
	}
	if j.built && j.index.rows == 0 && (j.mode == plan.Inner || j.mode == plan.Semi) {
		return nil, nil
	}
	if j.node.Mode.Marks() {
		if err := j.markAll(); err != nil {
			return nil, err
		}
		return j.rest.give(j)
	}
	for {
		if j.pairs.due {
			if out := j.pairs.finish(); out != nil {
				return out, nil
			}
		}
		if j.b == nil {
			b, err := j.leftBatch()
			if err != nil {
				return nil, err
			}
			if b == nil {
				return j.rest.give(j)
			}
			if err := j.find(b); err != nil {
				return nil, err
			}
		}
		give := j.giveSpread
		if !j.direct {
			give = j.givePairs
		}
		if out, err := give(); out != nil || err != nil {
			return out, err
		}
		if err := j.x.check(j.name, j.st.Rows); err != nil {
			return nil, err
		}
	}
}

// leftBatch gives the next left batch to be joined with what is indexed; nil at the end.
func (j *hashJoinOp) leftBatch() (*batch.Batch, error) {
	if j.rounds.on {
		return j.rounds.next(j)
	}
	return j.l.Next()
}

// find finds the ranges of a left batch.
func (j *hashJoinOp) find(b *batch.Batch) error {
	if j.asked = b.Len(); j.few {
		b = j.present(b)
	}
	j.begin(b)
	j.keys = j.keys[:0]
	for i, c := range j.lKeys {
		col := selected(b, b.Cols[c], j.bufs[i])
		if b.Sel != nil {
			j.bufs[i] = col
		}
		j.keys = append(j.keys, col)
	}
	for i, c := range j.lSame {
		buf := j.bufs[len(j.lKeys)+i][:0]
		for k := range j.n {
			buf = append(buf, j.classes.of(b.Cols[c][b.Row(k)]))
		}
		j.bufs[len(j.lKeys)+i] = buf
		j.keys = append(j.keys, buf)
	}
	j.index.find(j.keys, j.lo, j.hi)
	if j.within != nil {
		j.within.Narrow(b, j.inLeft, j.lo, j.hi)
	}
	j.rest.mark(j.lo, j.hi)
	if !j.direct {
		j.pairs.start(b)
	}
	return j.x.grow(j.name, j.st, j.classes.grown())
}

// present drops the rows of a left batch that have no match.
func (j *hashJoinOp) present(b *batch.Batch) *batch.Batch {
	if cap(j.rows) < b.Len() {
		j.rows = make([]uint16, longer(cap(j.rows), b.Len()))
	}
	j.rows = j.index.present(b.Cols[j.lKeys[0]][:b.N], b.Sel, j.rows)
	j.few = len(j.rows)*mostPresent < b.Len()*(mostPresent-1)
	j.chosen = batch.Batch{Cols: b.Cols, N: b.N, Sel: j.rows}
	return &j.chosen
}

// mostPresent: where all but one in so many rows have a match, looking which have
// none is not worth it.
const mostPresent = 8

// giveSpread gives the next rows of the batch whose ranges are the matches; nil
// when there are none at once.
func (j *hashJoinOp) giveSpread() (*batch.Batch, error) {
	out := j.spread.give()
	if out == nil {
		return nil, j.x.steps(j.name, j.st, int64(j.asked))
	}
	if err := j.x.steps(j.name, j.st, int64(out.Len())); err != nil || !j.filters() {
		return out, err
	}
	var err error
	if j.passed, err = j.pairs.cond.Filter(out, j.passed[:0]); err != nil || len(j.passed) == 0 {
		return nil, err
	}
	j.part.Cols = rearrange(j.part.Cols[:0], out, j.pairs.outFrom)
	j.part.N, j.part.Sel = out.N, j.passed
	if len(j.passed) == out.N {
		j.part.Sel = nil
	}
	return &j.part, nil
}

// hold accounts more memory, and gives it back at Reset.
func (j *hashJoinOp) hold(bytes int64) error {
	if bytes == 0 {
		return nil
	}
	j.held += bytes
	return j.x.grow(j.name, j.st, bytes)
}
