package query

import "github.com/trivet-rdf/trivet/graph"

// tripleSet is a set of triples by the IDs of their terms. The zero set is empty.
type tripleSet struct {
	slots []tripleSlot // open addressing; a power of two, at most half of them taken
	n     int
}

// tripleSlot is a triple, or free where it has no subject.
type tripleSlot struct{ s, p, o graph.ID }

// tripleSlotBytes is what a slot takes.
const tripleSlotBytes = 12

// bytes is the memory that the set holds.
func (t *tripleSet) bytes() int64 { return int64(len(t.slots)) * tripleSlotBytes }

// add adds a triple and reports whether it is new.
func (t *tripleSet) add(s, p, o graph.ID) bool {
	if t.n*2 >= len(t.slots) {
		t.grow()
	}
	x := tripleSlot{s, p, o}
	at := t.place(x)
	if t.slots[at] == x {
		return false
	}
	t.slots[at] = x
	t.n++
	return true
}

// place is where a triple is, or the free slot where it would be.
func (t *tripleSet) place(x tripleSlot) uint32 {
	mask := uint32(len(t.slots) - 1)
	h := (uint64(x.s)<<32 | uint64(x.o)) * 0x9E3779B97F4A7C15
	h = (h ^ h>>32 ^ uint64(x.p)<<7) * 0xD6E8FEB86659FD93
	at := uint32(h>>32) & mask
	for t.slots[at].s != graph.None && t.slots[at] != x {
		at = (at + 1) & mask
	}
	return at
}

func (t *tripleSet) grow() {
	old := t.slots
	t.slots = make([]tripleSlot, max(256, 4*len(old)))
	for _, x := range old {
		if x.s != graph.None {
			t.slots[t.place(x)] = x
		}
	}
}
