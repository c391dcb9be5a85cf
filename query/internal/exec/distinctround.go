package exec

import (
	"math/bits"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// distinctRound takes many rows of one or two columns together, as words, for a set
// that several goroutines add to, each to its share of the tables. The words are the rows:
// the new ones are given from them, in the order in which they came.
type distinctRound struct {
	set    *wordSet
	adders []wordAdder
	words  []uint64
	fresh  []uint64 // a bit for each word that is to be given
	next   int      // word of fresh
	most   int      // rows of a round
	over   bool     // the input has ended
	cols   [2][]graph.ID
	out    batch.Batch
}

const (
	// manyWords is from how many rows on they are taken in rounds: what a set of them holds
	// matters then. Smaller sets are faster as they are.
	manyWords = 1 << 20
	// roundRows is how many rows are taken together.
	roundRows = 16 * batch.Size
)

// newRound makes a set for n words at least, to be shared by so many goroutines.
func newRound(n, goroutines, most int) *distinctRound {
	r := &distinctRound{set: newWordSet(n), adders: make([]wordAdder, goroutines), most: most, words: make([]uint64, 0, most+batch.Size)}
	for i := range r.adders {
		r.adders[i] = wordAdder{set: r.set, share: i, shares: goroutines}
	}
	return r
}

// roundBytes is the memory that newRound takes.
func roundBytes(n, most int) int64 { return wordSetBytes(n) + int64(most+batch.Size)*8 }

// bytes is the memory held by the set, and for the rows of a round.
func (r *distinctRound) bytes() int64 { return r.set.bytes() + int64(cap(r.words))*8 }

// take adds the words of rows that are not there, or not known to be.
func (r *distinctRound) take(words []uint64) {
	addWords(r.adders, words)
	r.fresh, r.next = r.adders[0].fresh, 0
	for _, a := range r.adders[1:] {
		for i, w := range a.fresh {
			r.fresh[i] |= w
		}
	}
}

// read reads the rows of a round.
func (r *distinctRound) read(in Operator, cols int) error {
	r.words = r.words[:0]
	for len(r.words) < r.most {
		b, err := in.Next()
		if err != nil {
			return err
		}
		if b == nil {
			r.over = true
			break
		}
		n := len(r.words)
		r.words = r.words[:n+len(packRows(r.words[n:n:cap(r.words)], b, cols))]
	}
	return nil
}

// give gives a batch of the round's new rows; nil when there are no more.
func (r *distinctRound) give(width int) *batch.Batch {
	n := 0
	for c := range width {
		r.cols[c] = room(r.cols[c], batch.Size)
	}
	first, second := r.cols[0], r.cols[1]
	for r.next < len(r.fresh) && n <= batch.Size-64 {
		words := r.words[r.next*64:]
		for set := r.fresh[r.next]; set != 0; set &= set - 1 {
			w := words[bits.TrailingZeros64(set)]
			if w == unboundWord {
				w = 0
			}
			if width == 1 {
				first[n] = graph.ID(w)
			} else {
				first[n], second[n] = graph.ID(w>>32), graph.ID(w)
			}
			n++
		}
		r.next++
	}
	if n == 0 {
		return nil
	}
	r.out.Cols, r.out.N = append(r.out.Cols[:0], first[:n]), n
	if width > 1 {
		r.out.Cols = append(r.out.Cols, second[:n])
	}
	return &r.out
}
