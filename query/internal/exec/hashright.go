package exec

import (
	"cmp"
	"math/bits"
	"sync/atomic"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// unmatchedRows is what a hash join that holds its right side does besides joining, or
// instead of it: it marks the right rows that match, and gives the others, or those in
// mode RightSemi, when the left side is at its end. All
// goroutines of a pipeline mark in the same memory; one of them gives the rest after
// all are done. It holds a bit for each right row, and one batch.
type unmatchedRows struct {
	matched []atomic.Uint64 // a bit for each right row, in the index's order; nil in other modes
	at      int             // right rows looked at so far
	left    int             // rows not marked, as far as this goroutine knows
	through bool            // in a mode that only marks: the left side was read
	rows    []uint32        // the right rows of a batch
	own     [][]graph.ID
	out     batch.Batch
}

// begin makes room for the marks of n right rows.
func (u *unmatchedRows) begin(j *hashJoinOp, n int) error {
	if !j.node.Mode.Holds() {
		return nil
	}
	words := (n + 63) / 64
	if err := j.hold(int64(words) * 8); err != nil {
		return err
	}
	u.matched, u.at, u.left = make([]atomic.Uint64, words), 0, n
	return nil
}

// reset starts again. What a worker has marked stays: it starts anew at each morsel.
func (u *unmatchedRows) reset(j *hashJoinOp) {
	u.at, u.through = 0, false
	if j.x.run == nil {
		u.left = j.index.rows
		for i := range u.matched {
			u.matched[i].Store(0)
		}
	}
}

// mark marks the right rows of ranges. A range is all rows of a key: where the first is
// marked already the others are too, or are being marked by another goroutine. So the work
// is that of the rows, not of the pairs.
func (u *unmatchedRows) mark(lo, hi []uint32) {
	if u.matched == nil {
		return
	}
	hi = hi[:len(lo)]
	for i, from := range lo {
		if from == hi[i] || u.matched[from/64].Load()>>(from%64)&1 == 1 {
			continue
		}
		for r := from; r < hi[i]; r++ {
			word, bit := &u.matched[r/64], uint64(1)<<(r%64)
			if word.Load()&bit == 0 {
				word.Or(bit)
				u.left--
			}
		}
	}
}

// due reports whether the rest is to be given after the left side.
func (u *unmatchedRows) due(j *hashJoinOp) bool {
	return u.matched != nil && (j.x.run == nil || j.x.run.rest == j.node)
}

// count is how many rows the rest has.
func (u *unmatchedRows) count(j *hashJoinOp) (n int64) {
	if !u.due(j) {
		return 0
	}
	for i := range u.matched {
		n += int64(bits.OnesCount64(u.matched[i].Load()))
	}
	if j.node.Mode == plan.RightSemi {
		return n
	}
	return int64(j.index.rows) - n
}

// markAll reads the left side, in a mode that gives nothing of it, as far as there are
// rows to mark.
func (j *hashJoinOp) markAll() error {
	u := &j.rest
	for !u.through && (u.left > 0 || j.x.run != nil) {
		b, err := j.l.Next()
		if err != nil {
			return err
		}
		if b == nil {
			break
		}
		if err := j.find(b); err != nil {
			return err
		}
		if err := cmp.Or(j.x.check(j.name, j.st.Rows), j.x.steps(j.name, j.st, int64(j.asked))); err != nil {
			return err
		}
	}
	u.through, j.b = true, nil
	return nil
}

// give gives the next of the right rows that are due.
func (u *unmatchedRows) give(j *hashJoinOp) (*batch.Batch, error) {
	if !u.due(j) {
		return nil, nil
	}
	u.rows = u.rows[:0]
	want := uint64(0)
	if j.node.Mode == plan.RightSemi {
		want = 1
	}
	for n := j.index.rows; u.at < n && len(u.rows) < batch.Size; u.at++ {
		if u.at%indexBlock == indexBlock-1 {
			if err := j.x.check(j.name, j.st.Rows); err != nil {
				return nil, err
			}
		}
		word := u.matched[u.at/64].Load()
		if word>>(u.at%64)&1 == want {
			u.rows = append(u.rows, uint32(u.at))
		}
	}
	n := len(u.rows)
	if n == 0 {
		return nil, nil
	}
	if u.own == nil {
		u.own = make([][]graph.ID, len(j.pairs.outFrom))
	}
	u.out.Cols, u.out.N = u.out.Cols[:0], n
	for i, f := range j.pairs.outFrom {
		if f < 0 || j.pairs.merge[f].r < 0 {
			u.out.Cols = append(u.out.Cols, unbound[:n])
			continue
		}
		u.own[i] = room(u.own[i], n)
		u.out.Cols = append(u.out.Cols, pull(u.own[i], j.right[j.pairs.merge[f].r], u.rows))
	}
	return &u.out, j.x.steps(j.name, j.st, int64(n))
}
