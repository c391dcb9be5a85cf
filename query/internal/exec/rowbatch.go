package exec

import (
	"slices"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// rowBatch puts the rows of a batch into a rowTable together.
type rowBatch struct {
	keys   []graph.ID // row after row
	hashes []uint32
	nums   []uint32 // the number of each row
	seen   uint32   // keeps the reads ahead from being left out
}

// put finds or adds a batch's selected rows and gives their numbers: new ones are those
// that t.n was raised to, in order. The k-th ID of a row is that of column from[k],
// None for -1. All rows are hashed and their places read before any is looked for, so
// that the reads overlap. The slice is valid until the next call.
func (p *rowBatch) put(t *rowTable, b *batch.Batch, from []int) []uint32 {
	n, w := b.Len(), len(from)
	for (t.n+n)*2 >= len(t.slots) {
		t.rehash()
	}
	p.keys = slices.Grow(p.keys[:0], n*w)[:n*w]
	for k, c := range from {
		p.fill(b, k, c, w)
	}
	p.hashes, p.nums = p.hashes[:0], p.nums[:0]
	mask := uint32(len(t.slots) - 1)
	for i := range n {
		h := hashRow(p.keys[i*w:(i+1)*w]) & mask
		p.hashes = append(p.hashes, h)
	}
	for _, h := range p.hashes {
		if r := t.slots[h]; r != 0 && w > 0 {
			p.seen += uint32(t.rows[int(r-1)*w])
		}
	}
	for i, h := range p.hashes {
		key := p.keys[i*w : (i+1)*w]
		if i > 0 && slices.Equal(key, p.keys[(i-1)*w:i*w]) {
			p.nums = append(p.nums, p.nums[i-1])
			continue
		}
		r, _ := t.putAt(h, key)
		p.nums = append(p.nums, uint32(r))
	}
	return p.nums
}

// fill sets the k-th IDs of the keys, which have w, to a column.
func (p *rowBatch) fill(b *batch.Batch, k, c, w int) {
	switch {
	case c < 0:
		for at := k; at < len(p.keys); at += w {
			p.keys[at] = graph.None
		}
	case b.Sel == nil:
		for i, id := range b.Cols[c][:b.N] {
			p.keys[i*w+k] = id
		}
	default:
		col := b.Cols[c]
		for i, r := range b.Sel {
			p.keys[i*w+k] = col[r]
		}
	}
}
