package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// groupTable numbers the keys of GROUP BY from 0 in order of arrival. A key of
// one or two columns is one word. While words only rise, as in sorted input, a
// word that differs from the last one is new and nothing is looked up; the first
// that falls makes a hash table of those before. Wider keys are rows of a rowTable.
type groupTable struct {
	from  []int // the key's columns of the input; -1 for one that it lacks
	words []uint64
	wide  *rowTable // of more than two columns
	rows  rowBatch

	hashed bool
	slots  []groupSlot // open addressing; a power of two
	last   uint64      // the word of the row before
	group  uint32      // and its group
	key    []graph.ID
	row    []uint64 // words of a batch
}

// groupSlot is a word with its group; n is the group + 1, 0 in a free slot.
type groupSlot struct {
	word uint64
	n    uint32
}

func newGroupTable(from []int) *groupTable {
	t := &groupTable{from: from, key: make([]graph.ID, len(from))}
	if len(from) > 2 {
		t.wide = newRowTable(len(from))
	}
	return t
}

// len is the number of groups.
func (t *groupTable) len() int {
	if t.wide != nil {
		return t.wide.n
	}
	return len(t.words)
}

// bytes is the memory the table holds.
func (t *groupTable) bytes() int64 {
	if t.wide != nil {
		return t.wide.bytes()
	}
	return int64(cap(t.words))*8 + int64(len(t.slots))*16
}

// keyOf gives the key of a group; it is valid until the next call.
func (t *groupTable) keyOf(group int) []graph.ID {
	if t.wide != nil {
		return t.wide.row(group)
	}
	w := t.words[group]
	for c := len(t.key) - 1; c >= 0; c-- {
		t.key[c] = graph.ID(w)
		w >>= 32
	}
	return t.key
}

// putKey finds or adds a key.
func (t *groupTable) putKey(key []graph.ID) uint32 {
	if t.wide != nil {
		n, _ := t.wide.put(key)
		return uint32(n)
	}
	w := uint64(0)
	for _, id := range key {
		w = w<<32 | uint64(id)
	}
	if len(t.words) == 0 || w != t.last {
		t.group, t.last = t.put(w), w
	}
	return t.group
}

// number sets nums to the groups of the batch's selected rows, of which there are
// as many.
func (t *groupTable) number(b *batch.Batch, nums []uint32) {
	if t.wide != nil {
		copy(nums, t.rows.put(t.wide, b, t.from))
		return
	}
	if cap(t.row) < len(nums) {
		t.row = make([]uint64, max(len(nums), min(batch.Size, 2*len(nums))))
	}
	row := t.row[:len(nums)]
	clear(row)
	for _, c := range t.from {
		if c < 0 {
			for i := range row {
				row[i] <<= 32
			}
			continue
		}
		col := b.Cols[c]
		if b.Sel != nil {
			for i, r := range b.Sel {
				row[i] = row[i]<<32 | uint64(col[r])
			}
			continue
		}
		for i, id := range col[:len(row)] {
			row[i] = row[i]<<32 | uint64(id)
		}
	}
	t.numberWords(row, nums)
}

// numberWords finds the groups of words; runs of one word are looked up once.
func (t *groupTable) numberWords(words []uint64, nums []uint32) {
	for i, w := range words {
		if w != t.last || len(t.words) == 0 {
			t.group, t.last = t.put(w), w
		}
		nums[i] = t.group
	}
}

// put finds or adds a word.
func (t *groupTable) put(w uint64) uint32 {
	n := uint32(len(t.words))
	if !t.hashed {
		if n == 0 || w > t.words[n-1] {
			t.words = append(t.words, w)
			return n
		}
		t.hashed = true
		t.hash()
	}
	if (len(t.words)+1)*2 > len(t.slots) {
		t.hash()
	}
	mask := uint32(len(t.slots) - 1)
	for i := hashPair(w) & mask; ; i = (i + 1) & mask {
		s := &t.slots[i]
		if s.n == 0 {
			*s = groupSlot{w, n + 1}
			t.words = append(t.words, w)
			return n
		}
		if s.word == w {
			return s.n - 1
		}
	}
}

// hash makes a table with room for twice the words there are.
func (t *groupTable) hash() {
	size := 64
	for size < len(t.words)*4 {
		size *= 2
	}
	t.slots = make([]groupSlot, size)
	batch.Claim(t.slots)
	mask := uint32(size - 1)
	for n, w := range t.words {
		i := hashPair(w) & mask
		for t.slots[i].n != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = groupSlot{w, uint32(n + 1)}
	}
}
