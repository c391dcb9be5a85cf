package exec

import (
	"slices"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// rowStore keeps rows as columns in memory.
type rowStore struct {
	cols [][]graph.ID
	n    int
}

// halfAgain is the number of rows from which on columns that are full become half as
// long again: by a quarter, as append does it, each row would be copied four times.
const halfAgain = 1 << 14

func newRowStore(width int) *rowStore { return &rowStore{cols: make([][]graph.ID, width)} }

// add appends the selected rows of b's columns from (-1: unbound) and gives
// the bytes they take.
func (s *rowStore) add(b *batch.Batch, from []int) int64 {
	for c, f := range from {
		if n := s.n + b.Len(); n > cap(s.cols[c]) && s.n > halfAgain {
			s.cols[c] = slices.Grow(s.cols[c], b.Len()+s.n/2)
		}
		switch {
		case f < 0:
			s.cols[c] = append(s.cols[c], unbound[:b.Len()]...)
		case b.Sel == nil:
			s.cols[c] = append(s.cols[c], b.Cols[f][:b.N]...)
		default:
			for _, r := range b.Sel {
				s.cols[c] = append(s.cols[c], b.Cols[f][r])
			}
		}
	}
	s.n += b.Len()
	return int64(b.Len()) * int64(len(from)) * 4
}

// every is 0, 1, ... n-1: all columns as they are.
func every(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// rowTable is a set of rows of IDs, each with a number from 0 in order of arrival.
type rowTable struct {
	width int
	rows  []graph.ID // width IDs a row
	n     int
	slots []uint32 // row number + 1, open addressing; a power of two
}

func newRowTable(width int) *rowTable {
	return &rowTable{width: width, slots: make([]uint32, 64)}
}

// bytes is the memory the table holds.
func (t *rowTable) bytes() int64 { return int64(cap(t.rows))*4 + int64(len(t.slots))*4 }

// put finds or adds a row, copied from key, and gives its number and whether it is new.
func (t *rowTable) put(key []graph.ID) (int, bool) {
	if t.n*2 >= len(t.slots) {
		t.rehash()
	}
	return t.putAt(hashRow(key)&uint32(len(t.slots)-1), key)
}

// putAt is put for a row of which the first place is known, where there is room.
func (t *rowTable) putAt(place uint32, key []graph.ID) (int, bool) {
	mask := uint32(len(t.slots) - 1)
	for i := place; ; i = (i + 1) & mask {
		r := t.slots[i]
		if r == 0 {
			t.slots[i] = uint32(t.n + 1)
			t.rows = append(t.rows, key...)
			t.n++
			return t.n - 1, true
		}
		if t.equal(int(r-1), key) {
			return int(r - 1), false
		}
	}
}

// find gives the number of a row that is there.
func (t *rowTable) find(key []graph.ID) (int, bool) {
	mask := uint32(len(t.slots) - 1)
	for i := hashRow(key) & mask; t.slots[i] != 0; i = (i + 1) & mask {
		if r := int(t.slots[i] - 1); t.equal(r, key) {
			return r, true
		}
	}
	return 0, false
}

func (t *rowTable) row(i int) []graph.ID { return t.rows[i*t.width : (i+1)*t.width] }

// all are the rows, in the order in which they were put.
func (t *rowTable) all() [][]graph.ID {
	out := make([][]graph.ID, t.n)
	for i := range out {
		out[i] = t.row(i)
	}
	return out
}

func (t *rowTable) equal(i int, key []graph.ID) bool {
	for c, id := range t.row(i) {
		if id != key[c] {
			return false
		}
	}
	return true
}

func (t *rowTable) rehash() {
	t.slots = make([]uint32, len(t.slots)*4)
	batch.Claim(t.slots)
	mask := uint32(len(t.slots) - 1)
	for r := range t.n {
		i := hashRow(t.row(r)) & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = uint32(r + 1)
	}
}

// hashRow mixes a row's IDs.
func hashRow(key []graph.ID) uint32 {
	h := uint64(0x9E3779B97F4A7C15)
	for _, id := range key {
		h = (h ^ uint64(id)) * 0xD6E8FEB86659FD93
		h ^= h >> 32
	}
	return uint32(h)
}
