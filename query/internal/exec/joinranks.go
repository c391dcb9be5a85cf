package exec

import (
	"math/bits"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// idRanks numbers a set of IDs in ascending order. A word is for 32 neighbouring
// IDs: its lower half has a bit for each that is there, its upper half says how many
// there are before them. So one read tells whether an ID is there and which it is,
// in two bits of memory for each ID between the first and the last.
type idRanks struct {
	first graph.ID
	words []uint64 // the last one is for IDs beyond: it has no bits
}

// rankWords is how many words a span of IDs takes.
func rankWords(span int) int { return span/32 + 2 }

func newIDRanks(first graph.ID, span int) idRanks {
	r := idRanks{first, make([]uint64, rankWords(span))}
	batch.Claim(r.words)
	return r
}

// add adds IDs within the span, and tells whether each was there before, or came
// after all others.
func (x *idRanks) add(ids []graph.ID, last graph.ID) (fresh int, sorted bool) {
	sorted = true
	for _, id := range ids {
		sorted = sorted && id >= last
		last = id
		w, bit := &x.words[(id-x.first)>>5], uint64(1)<<((id-x.first)&31)
		if *w&bit == 0 {
			*w |= bit
			fresh++
		}
	}
	return fresh, sorted
}

// count fills in the upper halves of some words, given how many IDs are before them,
// and gives how many are before the next.
func (x *idRanks) count(words []uint64, before uint32) uint32 {
	for i, w := range words {
		words[i] = w | uint64(before)<<32
		before += uint32(bits.OnesCount32(uint32(w)))
	}
	return before
}

// number is the number of an ID that is there.
func (x *idRanks) number(id graph.ID) uint32 {
	k := uint32(id - x.first)
	w := x.words[k>>5]
	return uint32(w>>32) + uint32(bits.OnesCount32(uint32(w)&(1<<(k&31)-1)))
}

// find sets lo to the numbers of IDs, and hi to what follows them where they are
// there, else to the same.
func (x *idRanks) find(ids []graph.ID, lo, hi []uint32) {
	words, first, beyond := x.words, x.first, uint32(len(x.words)-1)<<5
	lo, hi = lo[:len(ids)], hi[:len(ids)]
	for i, id := range ids {
		k := min(uint32(id-first), beyond)
		w, s := words[k>>5], k&31
		rank := uint32(w>>32) + uint32(bits.OnesCount32(uint32(w)&(1<<s-1)))
		lo[i], hi[i] = rank, rank+uint32(w>>s)&1
	}
}

// drops reports whether present can be asked.
func (x *joinIndex) drops() bool { return x.ranks.words != nil }

// present gives those of some rows of a column, or of all when rows is nil, whose IDs
// are there. It writes them to sel, which has room for all.
func (x *joinIndex) present(col []graph.ID, rows, sel []uint16) []uint16 {
	words, first, beyond := x.ranks.words, x.ranks.first, uint32(len(x.ranks.words)-1)<<5
	n := 0
	if rows == nil {
		sel = sel[:len(col)]
		for i, id := range col {
			k := min(uint32(id-first), beyond)
			sel[n] = uint16(i)
			n += int(words[k>>5] >> (k & 31) & 1)
		}
		return sel[:n]
	}
	sel = sel[:len(rows)]
	for _, r := range rows {
		k := min(uint32(col[r]-first), beyond)
		sel[n] = r
		n += int(words[k>>5] >> (k & 31) & 1)
	}
	return sel[:n]
}

// rank numbers the keys by their IDs and sorts the rows by that.
func (x *joinIndex) rank(col []graph.ID, first graph.ID, span int, w *indexing) (order []uint32, err error) {
	if err := w.grow(int64(rankWords(span)) * 8); err != nil {
		return nil, err
	}
	x.ranks = newIDRanks(first, span)
	fresh, sorted, last := 0, true, first
	if err := w.blocks(len(col), func(lo, hi int) {
		n, inOrder := x.ranks.add(col[lo:hi], last)
		fresh, sorted, last = fresh+n, sorted && inOrder, col[hi-1]
	}); err != nil {
		return nil, err
	}
	before := uint32(0)
	if err := w.blocks(len(x.ranks.words), func(lo, hi int) {
		before = x.ranks.count(x.ranks.words[lo:hi], before)
	}); err != nil {
		return nil, err
	}
	if fresh == len(col) && sorted {
		return nil, nil
	}
	if fresh < len(col) {
		return x.group(col, fresh, w)
	}
	if err := w.grow(int64(len(col)) * 4); err != nil {
		return nil, err
	}
	order = make([]uint32, len(col))
	return order, w.blocks(len(col), func(lo, hi int) {
		for r := lo; r < hi; r++ {
			order[x.ranks.number(col[r])] = uint32(r)
		}
	})
}

// group sorts the rows by the ranks of their keys, of which there are so many.
func (x *joinIndex) group(col []graph.ID, keys int, w *indexing) (order []uint32, err error) {
	if err := w.grow(int64(len(col)) * 4); err != nil {
		return nil, err
	}
	numbers := make([]graph.ID, len(col))
	if err := w.blocks(len(col), func(lo, hi int) {
		for r := lo; r < hi; r++ {
			numbers[r] = graph.ID(x.ranks.number(col[r]))
		}
	}); err != nil {
		return nil, err
	}
	return x.array(numbers, keys, w)
}
