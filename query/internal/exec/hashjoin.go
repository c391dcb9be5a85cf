package exec

import (
	"slices"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// hashJoinOp holds its right side in memory, hashed by the key columns, and
// probes it with the left rows in their order. Variables that may be unbound
// on a side, and are, are no keys: they are compared for compatibility (SPARQL 1.1
// section 18.3), row by row. With no key at all that is a nested loop. Columns
// that the condition asks to be equal are hashed by the class of their values,
// and a row where one is unbound joins nothing.
type hashJoinOp struct {
	x    *Context
	st   *Stats
	node *plan.HashJoin
	name string
	l, r Operator
	pair pairer

	lKeys, rKeys []int // key columns
	lLoose       []int // loose columns, pairwise
	rLoose       []int
	lSame, rSame []int // columns equal by value, pairwise
	classes      valueClasses
	same         [][]graph.ID // the right rows' classes

	fill   func() error // gives the right side the values it is run for; nil for all
	built  bool
	static bool        // the right side depends on no seed, nor on a graph that changes
	view   *graph.View // the default active graph that it was built for
	rows   *rowStore
	heads  []uint32 // row + 1 of the last row with the hash; a power of two
	chain  []uint32 // row + 1 of the row before it
	held   int64

	b    *batch.Batch
	next int    // the left row being probed
	cand uint32 // its next candidate, row + 1
	key  []graph.ID

	// A semi or anti join with a condition looks now and then whether the left
	// row has matched already.
	noted, look int // pairs noted for the row, and at how many to look
}

// firstLook is the number of pairs of one left row after which a semi or anti
// join looks whether one of them has matched; each next look is four times
// further on.
const firstLook = 16

func (x *Context) newHashJoin(n *plan.HashJoin, st *Stats) Operator {
	j := &hashJoinOp{x: x, st: st, node: n, name: plan.Name(n), l: x.operator(n.L), r: x.operator(n.R)}
	lv, rv := n.L.About().Vars, n.R.About().Vars
	for _, e := range n.Equal {
		j.lSame, j.rSame = append(j.lSame, column(lv, e.L)), append(j.rSame, column(rv, e.R))
	}
	j.classes.init(x)
	j.static = n.Seeded == "" && !dependsOnRun(n.R)
	x.newBoundJoin(n, j, st)
	x.newSeededJoin(n, j, st)
	if err := j.pair.init(x, n.Mode, n.Cond, n.Vars, lv, rv); err != nil {
		return &failed{err}
	}
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

func (j *hashJoinOp) Reset() {
	j.l.Reset()
	j.pair.reset()
	if j.static && j.built && j.view == j.x.views[0] {
		return
	}
	j.r.Reset()
	j.x.shrink(j.held)
	j.built, j.held = false, 0
}

func (j *hashJoinOp) Next() (*batch.Batch, error) {
	if !j.built {
		if err := j.build(); err != nil {
			return nil, err
		}
	}
	for {
		if j.pair.due {
			if out := j.pair.finish(); out != nil {
				return out, nil
			}
		}
		if j.pair.b == nil {
			b, err := j.l.Next()
			if b == nil || err != nil {
				return nil, err
			}
			j.b, j.next, j.cand = b, -1, 0
			j.pair.begin(b)
		}
		done, tried := j.probe()
		if err := j.x.steps(j.name, j.st, int64(tried)); err != nil {
			return nil, err
		}
		if len(j.same) > 0 {
			bytes := j.classes.grown()
			j.held += bytes
			if err := j.x.grow(j.name, j.st, bytes); err != nil {
				return nil, err
			}
		}
		out, err := j.pair.flush(j.rows.cols, done)
		if out != nil || err != nil {
			return out, err
		}
		if err := j.x.check(j.name, j.st.Rows); err != nil {
			return nil, err
		}
	}
}

// build reads the right side and hashes it.
func (j *hashJoinOp) build() error {
	width := len(j.node.R.About().Vars)
	j.rows, j.view = newRowStore(width), j.x.views[0]
	all := every(width)
	if j.fill != nil {
		if err := j.fill(); err != nil {
			return err
		}
	}
	for {
		b, err := j.r.Next()
		if err != nil {
			return err
		}
		if b == nil {
			break
		}
		bytes := j.rows.add(b, all) + int64(b.Len())*8
		j.held += bytes
		if err := j.x.grow(j.name, j.st, bytes); err != nil {
			return err
		}
	}
	j.settle()
	if err := j.classify(); err != nil {
		return err
	}
	size := 16
	for size < j.rows.n*2 {
		size *= 2
	}
	j.heads, j.chain = make([]uint32, size), make([]uint32, j.rows.n)
	for r := j.rows.n - 1; r >= 0; r-- {
		if r&0xFFFF == 0 {
			if err := j.x.check(j.name, j.st.Rows); err != nil {
				return err
			}
		}
		if !j.rightKey(r) {
			continue
		}
		h := hashRow(j.key) & uint32(size-1)
		j.chain[r] = j.heads[h]
		j.heads[h] = uint32(r + 1)
	}
	j.built = true
	return nil
}

// settle makes loose variables keys that the left side always binds and, as it turns
// out, the right side too.
func (j *hashJoinOp) settle() {
	n := j.node
	lv, rv := n.L.About().Vars, n.R.About().Vars
	keys, loose := slices.Clone(n.Keys), []plan.Var{}
	for _, v := range n.Loose {
		if n.L.About().Certain[v] && !slices.Contains(j.rows.cols[column(rv, v)], graph.None) {
			keys = append(keys, v)
		} else {
			loose = append(loose, v)
		}
	}
	j.lKeys, j.rKeys = places(keys, lv), places(keys, rv)
	j.lLoose, j.rLoose = places(loose, lv), places(loose, rv)
	j.key = make([]graph.ID, len(keys)+len(n.Equal))
}

// classify finds the classes of the right columns that are joined by value.
func (j *hashJoinOp) classify() error {
	j.same = j.same[:0]
	for _, c := range j.rSame {
		col := make([]graph.ID, j.rows.n)
		for r, id := range j.rows.cols[c] {
			if r%hearRows == 0 {
				if err := j.x.check(j.name, j.st.Rows); err != nil {
					return err
				}
			}
			col[r] = j.classes.of(id)
		}
		j.same = append(j.same, col)
		bytes := int64(len(col))*4 + j.classes.grown()
		j.held += bytes
		if err := j.x.grow(j.name, j.st, bytes); err != nil {
			return err
		}
	}
	return nil
}

// rightKey sets key to that of a right row; false when a value that must be
// equal to another is not there.
func (j *hashJoinOp) rightKey(r int) bool {
	for i, c := range j.rKeys {
		j.key[i] = j.rows.cols[c][r]
	}
	for i, col := range j.same {
		if col[r] == graph.None {
			return false
		}
		j.key[len(j.rKeys)+i] = col[r]
	}
	return true
}

// leftKey is rightKey for a row of the left batch.
func (j *hashJoinOp) leftKey(row int) bool {
	for i, c := range j.lKeys {
		j.key[i] = j.b.Cols[c][row]
	}
	for i, c := range j.lSame {
		id := j.classes.of(j.b.Cols[c][row])
		if id == graph.None {
			return false
		}
		j.key[len(j.lKeys)+i] = id
	}
	return true
}

// probe pairs left rows with their candidates until the batch is done, or the
// pairs fill a batch or many candidates did not fit. It gives how many it tried.
func (j *hashJoinOp) probe() (done bool, tried int) {
	const most = 1 << 16
	if j.cand != 0 && j.pair.settled(j.b.Row(j.next)) {
		j.cand = 0
	}
	for {
		for j.cand != 0 {
			if j.pair.full() || tried == most {
				return false, tried
			}
			if j.noted == j.look && j.pair.once() {
				j.look *= 4
				return false, tried
			}
			tried++
			r := int(j.cand - 1)
			j.cand = j.chain[r]
			if row := j.b.Row(j.next); j.matches(row, r) {
				j.pair.add(row, r)
				j.noted++
				if j.pair.firstOnly {
					j.cand = 0
				}
			}
		}
		j.next++
		if j.next >= j.b.Len() {
			return true, tried
		}
		j.noted, j.look = 0, firstLook
		if j.leftKey(j.b.Row(j.next)) {
			j.cand = j.heads[hashRow(j.key)&uint32(len(j.heads)-1)]
		}
	}
}

// matches compares keys and checks the loose variables. For MINUS a pair
// counts only when some shared variable is bound on both sides.
func (j *hashJoinOp) matches(l, r int) bool {
	for i, c := range j.lKeys {
		if j.b.Cols[c][l] != j.rows.cols[j.rKeys[i]][r] {
			return false
		}
	}
	for i, col := range j.same {
		if j.key[len(j.lKeys)+i] != col[r] {
			return false
		}
	}
	shared := len(j.lKeys) > 0
	for i, c := range j.lLoose {
		a, b := j.b.Cols[c][l], j.rows.cols[j.rLoose[i]][r]
		if a == graph.None || b == graph.None {
			continue
		}
		if a != b {
			return false
		}
		shared = true
	}
	return shared || !j.node.Minus
}
