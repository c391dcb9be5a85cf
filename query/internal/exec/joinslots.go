package exec

import (
	"math/bits"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// idSlots is a hash table of IDs and numbers with open addressing. Its slots are 64
// bits, so that a cache line has eight, and there are as many as are needed, no power
// of two.
type idSlots struct {
	slots []uint64 // an ID and, below it, its number + 1; 0 is empty
	maybe []uint64 // a bit for each eighth of a slot, set where an ID's hash falls
	n     int      // IDs
}

// idSlotBytes is what a slot takes, with its bits.
const idSlotBytes = 9

func newIDSlots(size int) idSlots {
	t := idSlots{slots: make([]uint64, size), maybe: make([]uint64, size/8+1)}
	batch.Claim(t.slots)
	batch.Claim(t.maybe)
	return t
}

func (t *idSlots) bytes() int64 { return int64(len(t.slots)+len(t.maybe)) * 8 }

// mixID is a number below 1<<32 that depends on all of an ID.
func mixID(id graph.ID) uint64 { return uint64(id) * 0x9E3779B97F4A7C15 >> 32 }

// places finds where IDs are looked for first, and reads from there: none of the
// reads waits for another.
func (t *idSlots) places(ids []graph.ID, at []uint32) {
	size := uint64(len(t.slots))
	for i, id := range ids {
		at[i] = uint32(mixID(id) * size >> 32)
	}
	if size > 1<<15 {
		touchWords(t.slots, at)
	}
}

//go:noinline
func touchWords(slots []uint64, at []uint32) (sum uint64) {
	for _, k := range at {
		sum ^= slots[k]
	}
	return sum
}

// put gives IDs, keyBlock at most, the numbers that they have, and new ones the next.
func (t *idSlots) put(ids, numbers []graph.ID) {
	var places [keyBlock]uint32
	at := places[:len(ids)]
	t.places(ids, at)
	bits := uint64(len(t.slots)) * 8
	for i, id := range ids {
		k := t.slot(id, int(at[i]))
		s := t.slots[k]
		if s == 0 {
			t.n++
			s = uint64(id)<<32 | uint64(t.n)
			t.slots[k] = s
			b := mixID(id) * bits >> 32
			t.maybe[b>>6] |= 1 << (b & 63)
		}
		numbers[i] = graph.ID(uint32(s) - 1)
	}
}

// slot is where an ID is, or else would be, looked for from a place on.
func (t *idSlots) slot(id graph.ID, at int) int {
	slots := t.slots
	for slots[at] != 0 && graph.ID(slots[at]>>32) != id {
		if at++; at == len(slots) {
			at = 0
		}
	}
	return at
}

// renumber changes numbers.
func (t *idSlots) renumber(slots []uint64, to []uint32) {
	for i, s := range slots {
		if s != 0 {
			slots[i] = s&^(1<<32-1) | uint64(to[uint32(s)-1]+1)
		}
	}
}

// find sets found to the numbers + 1 of IDs, 0 for those that are not there. After a
// block of which few were there, IDs are held against the bits first.
func (t *idSlots) find(ids []graph.ID, found []uint32) {
	few := false
	for len(ids) > 0 {
		n, there := min(keyBlock, len(ids)), 0
		if few {
			there = t.findFew(ids[:n], found[:n])
		} else {
			there = t.findBlock(ids[:n], found[:n])
		}
		few = there*4 < n
		ids, found = ids[n:], found[n:]
	}
}

// findBlock finds up to keyBlock IDs and tells how many are there. Which IDs have to be
// looked for further on is noted without a branch, which could not be foreseen.
func (t *idSlots) findBlock(ids []graph.ID, found []uint32) (there int) {
	var places [keyBlock]uint32
	var rest [keyBlock]uint8
	found = found[:len(ids)]
	t.places(ids, places[:len(ids)])
	slots, n := t.slots, 0
	for i, id := range ids {
		s := slots[places[i&(keyBlock-1)]]
		same, used := isZero(uint64(graph.ID(s>>32)^id)), 1-isZero(s)
		found[i] = uint32(s) & -uint32(same&used)
		there += int(same & used)
		rest[n&(keyBlock-1)] = uint8(i)
		n += int(used &^ same)
	}
	for n > 0 {
		pending := rest[:n]
		n = 0
		for _, i := range pending {
			at := places[i] + 1
			if at == uint32(len(slots)) {
				at = 0
			}
			places[i] = at
			s := slots[at]
			same, used := isZero(uint64(graph.ID(s>>32)^ids[i])), 1-isZero(s)
			found[i] = uint32(s) & -uint32(same&used)
			there += int(same & used)
			rest[n] = i
			n += int(used &^ same)
		}
	}
	return there
}

// isZero is 1 for 0, else 0.
func isZero(x uint64) uint64 { return (x|-x)>>63 ^ 1 }

// findFew is findBlock for IDs of which few are there. No branch depends on one whose
// bit is not set.
func (t *idSlots) findFew(ids []graph.ID, found []uint32) (there int) {
	var maybe [keyBlock]uint32
	n, size := 0, uint64(len(t.slots))
	for i, id := range ids {
		b := mixID(id) * size * 8 >> 32
		maybe[n&(keyBlock-1)] = uint32(i)
		n += int(t.maybe[b>>6] >> (b & 63) & 1)
	}
	clear(found)
	for _, i := range maybe[:n] {
		id := ids[i]
		s := t.slots[t.slot(id, int(mixID(id)*size>>32))]
		found[i] = uint32(s)
		there += int((s | -s) >> 63)
	}
	return there
}

// tabulate sorts the rows by their keys' first rows, and puts the keys with the first
// of their rows in a table.
func (x *joinIndex) tabulate(col []graph.ID, w *indexing) (order []uint32, err error) {
	size := len(col)*3/2 + 2
	if err := w.grow(int64(size)*idSlotBytes + 8 + int64(len(col))*4); err != nil {
		return nil, err
	}
	x.table = newIDSlots(size)
	numbers := make([]graph.ID, len(col))
	if err := w.blocks(len(col), func(lo, hi int) {
		for ; lo < hi; lo += keyBlock {
			end := min(lo+keyBlock, hi)
			x.table.put(col[lo:end], numbers[lo:end])
		}
	}); err != nil || x.table.n == len(col) {
		return nil, err
	}
	if order, err = x.array(numbers, x.table.n, w); err != nil {
		return nil, err
	}
	off := x.off
	x.off = nil
	if err := w.grow(int64(len(col)/64+1) * 8); err != nil {
		return nil, err
	}
	x.starts = make([]uint64, len(col)/64+1)
	for _, r := range off[:x.table.n+1] {
		x.starts[r>>6] |= 1 << (r & 63)
	}
	return order, w.blocks(size, func(lo, hi int) { x.table.renumber(x.table.slots[lo:hi], off) })
}

// findTable finds the rows of keys in the table: from a key's first row to where the
// next key's begin.
func (x *joinIndex) findTable(ids []graph.ID, lo, hi []uint32) {
	x.table.find(ids, hi)
	lo = lo[:len(hi)]
	if x.starts == nil {
		for i, after := range hi {
			lo[i] = after - min(after, 1)
		}
		return
	}
	starts := x.starts
	for i, after := range hi {
		lo[i] = after - min(after, 1) // both 0 if it is not there: row 0 is a first one
		at := after >> 6
		word := starts[at] >> (after & 63) << (after & 63)
		for word == 0 {
			at++
			word = starts[at]
		}
		hi[i] = at<<6 + uint32(bits.TrailingZeros64(word))
	}
}
