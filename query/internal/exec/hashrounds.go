package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// joinRounds is how a hash join reads its sides where the first rows are wanted soon:
// by turns, some rows of the right side, then as many of the left one, four times as
// many in all at each round. What one side has new meets all that has come of the other:
// first the left rows kept meet the new right rows, then new left rows all right rows. So
// k of n rows come when about the square root of k/n of both sides was read; and when
// there are none after all, each side was read once, and the right one indexed
// two or three times.
//
// Left rows are kept until the right side is at its end, or until there are
// mostKept of them: then the rest of the right side is read at once. From there on
// the join is one like others.
type joinRounds struct {
	on    bool // still reading by turns
	begun bool
	turn  int // of the context: when

	most           int  // how many rows of each side are to be read in this round
	replay, fresh  bool // left rows kept are given again, or new ones are read
	at             int  // replaying: rows given
	left           *rowStore
	out            batch.Batch
	leftOver, over bool // the left, the right side is at its end

	right  [][]graph.ID // right rows so far
	n, old int          // how many, and how many of them the rows kept have met
	rows   *rowStore    // what they are held in; nil where they are the store's own
	scan   [][]graph.ID // the store's own, all of them
	total  int
	held   int64
}

// mostKept is how many left rows are kept at most, but for the last batch.
const mostKept = 1 << 16

// wants reports whether a join may be read by turns.
func (r *joinRounds) wants(j *hashJoinOp) bool {
	_, far := j.node.R.(*plan.Service)
	return j.node.Quick && j.node.Mode == plan.Inner && j.node.Seeded == "" && !far && j.x.run == nil
}

// reset starts again. A right side that stays the same is read whole the second time
// in a run: below a Lateral it would be read for each batch.
func (r *joinRounds) reset(j *hashJoinOp) {
	again := r.begun && r.turn == j.x.turn
	j.x.shrink(r.held)
	if j.pace = 0; j.node.Quick {
		j.pace = quickRows
	}
	*r = joinRounds{on: r.wants(j) && !(again && j.static), begun: again, turn: r.turn}
}

// next gives the next left batch to be joined with what is indexed; nil at the end.
func (r *joinRounds) next(j *hashJoinOp) (*batch.Batch, error) {
	if !r.begun || r.left == nil {
		r.begin(j)
	}
	for {
		switch {
		case r.replay:
			if b := r.again(); b != nil {
				return b, nil
			}
			r.replay = false
			if r.leftOver {
				continue
			}
			if err := r.index(j, 0); err != nil {
				return nil, err
			}
			if r.fresh = true; r.over {
				r.finish(j)
				return j.l.Next()
			}
		case r.fresh:
			b, err := r.read(j)
			if b != nil || err != nil {
				return b, err
			}
			r.fresh = false
		case r.over || r.leftOver && r.left.n == 0:
			return nil, nil
		default:
			if err := r.turnOver(j); err != nil {
				return nil, err
			}
		}
	}
}

func (r *joinRounds) begin(j *hashJoinOp) {
	r.begun, r.turn, r.most = true, j.x.turn, quickRows/roundsGrow
	j.view, j.turn = j.x.views[0], j.x.turn
	r.left = newRowStore(len(j.node.L.About().Vars))
	width := len(j.node.R.About().Vars)
	r.rows = newRowStore(width)
	if w, ok := j.r.(*counted); ok {
		if s, ok := w.Operator.(*scanOp); ok {
			if cols, n, ok := s.whole(); ok {
				r.scan, r.total, r.rows = cols, n, nil
			}
		}
	}
	r.right = make([][]graph.ID, width)
}

// roundsGrow is by how much more is read in each round.
const roundsGrow = 4

// turnOver begins a round: it reads right rows, and has the left rows kept meet them.
func (r *joinRounds) turnOver(j *hashJoinOp) error {
	if r.most *= roundsGrow; r.most > mostKept {
		r.most = int(^uint(0) >> 1)
	}
	r.old = r.n
	if err := r.readRight(j); err != nil {
		return err
	}
	r.leftOver = r.leftOver || r.over && r.n == 0 // nothing joins
	r.replay, r.at = true, 0
	if r.left.n > 0 && r.n > r.old {
		return r.index(j, r.old)
	}
	r.at = r.left.n
	return nil
}

// readRight reads right rows until there are as many as the round wants.
func (r *joinRounds) readRight(j *hashJoinOp) error {
	if r.rows == nil {
		was := r.n
		r.n = min(r.most, r.total)
		for c := range r.right {
			r.right[c] = r.scan[c][:r.n]
		}
		r.over = r.n == r.total
		return j.r.(*counted).given(r.n - was)
	}
	all := every(len(r.right))
	for r.n < r.most {
		b, err := j.r.Next()
		if err != nil {
			return err
		}
		if b == nil {
			r.over = true
			break
		}
		if err := r.hold(j, r.rows.add(b, all)); err != nil {
			return err
		}
		r.n = r.rows.n
	}
	copy(r.right, r.rows.cols)
	return nil
}

// index makes the right rows from one on what left rows are joined with.
func (r *joinRounds) index(j *hashJoinOp, from int) error {
	j.x.shrink(j.held)
	j.held, j.right, j.aliased = 0, make([][]graph.ID, len(r.right)), true
	for c, col := range r.right {
		j.right[c] = col[from:r.n]
	}
	return j.prepare(r.n - from)
}

// again gives the left rows kept once more, batch by batch.
func (r *joinRounds) again() *batch.Batch {
	n := min(r.left.n-r.at, batch.Size)
	if n == 0 {
		return nil
	}
	r.out.Cols, r.out.N = r.out.Cols[:0], n
	for _, col := range r.left.cols {
		r.out.Cols = append(r.out.Cols, col[r.at:r.at+n])
	}
	r.at += n
	return &r.out
}

// read gives a new left batch, and keeps its rows; nil when the round has enough.
func (r *joinRounds) read(j *hashJoinOp) (*batch.Batch, error) {
	if r.left.n >= r.most {
		return nil, nil
	}
	b, err := j.l.Next()
	if err != nil {
		return nil, err
	}
	if b == nil {
		r.leftOver = true
		return nil, nil
	}
	return b, r.hold(j, r.left.add(b, every(len(r.left.cols))))
}

// finish makes the join one like others: all of the right side is indexed.
func (r *joinRounds) finish(j *hashJoinOp) {
	r.on, j.built = false, true
	left := int64(r.left.n) * int64(len(r.left.cols)) * 4
	j.x.shrink(left)
	if r.rows != nil && j.aliased {
		j.aliased = false // the rows are the join's own
		j.held += r.held - left
	} else {
		j.x.shrink(r.held - left)
	}
	r.left, r.right, r.rows, r.scan, r.held = nil, nil, nil, nil, 0
}

// hold accounts more memory, until the rounds are over.
func (r *joinRounds) hold(j *hashJoinOp, bytes int64) error {
	r.held += bytes
	return j.x.grow(j.name, j.st, bytes)
}
