package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// hashPairs goes through the candidates of a hash join's left rows one by one:
// where loose variables have to be compared, or a condition decides whether a
// left row has a match at all.
type hashPairs struct {
	pairer
	row  int    // the selected row whose candidates are tried
	cand uint32 // its next candidate

	// A semi or anti join with a condition looks now and then whether the left
	// row has matched already.
	noted, look int // pairs noted for the row, and at how many to look
}

const (
	// firstLook is the number of pairs of one left row after which a semi or anti
	// join looks whether one of them has matched; each next look is four times
	// further on.
	firstLook = 16
	// mostTried is how many candidates are tried between two looks at the context.
	mostTried = batch.Size
)

// start takes up a left batch.
func (p *hashPairs) start(b *batch.Batch) {
	p.begin(b)
	p.row, p.cand, p.noted, p.look = 0, 0, 0, firstLook
}

// givePairs tries candidates and gives the rows of the pairs that fit; nil when
// there are none yet.
func (j *hashJoinOp) givePairs() (*batch.Batch, error) {
	done, tried := j.pair()
	if done {
		j.b = nil
	}
	if err := j.x.steps(j.name, j.st, int64(tried)); err != nil {
		return nil, err
	}
	return j.pairs.flush(j.right, done)
}

// pair pairs left rows with their candidates until the batch is done, or the
// pairs fill a batch or many candidates did not fit. It gives how many it tried.
func (j *hashJoinOp) pair() (done bool, tried int) {
	p := &j.pairs
	for ; p.row < j.n; p.row, p.cand, p.noted, p.look = p.row+1, 0, 0, firstLook {
		lo, hi, row := j.lo[p.row], j.hi[p.row], j.b.Row(p.row)
		for c := lo + p.cand; c < hi && !p.settled(row); c++ {
			if p.full() || tried == mostTried {
				return false, tried
			}
			if p.noted == p.look && p.once() {
				p.look *= 4
				return false, tried
			}
			tried++
			p.cand++
			if j.matches(row, int(c)) {
				p.add(row, int(c))
				p.noted++
			}
		}
	}
	return true, tried
}

// matches checks the loose variables. For MINUS a pair counts only when some
// shared variable is bound on both sides.
func (j *hashJoinOp) matches(l, r int) bool {
	shared := len(j.lKeys) > 0
	for i, c := range j.lLoose {
		a, b := j.b.Cols[c][l], j.right[j.rLoose[i]][r]
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
