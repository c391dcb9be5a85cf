package query

import "github.com/trivet-rdf/trivet/graph"

// tripleSet is a set of triples by the IDs of their terms. The zero set is empty.
type tripleSet struct {
	slots []tripleSlot // open addressing; a power of two, at most half of them taken
	n     int
	hold  func(bytes int64) error // asked for the memory of more slots; nil for none
}

// tripleSlot is a triple, or free where it has no subject.
type tripleSlot struct{ s, p, o graph.ID }

const (
	tripleSlotBytes = 12 // what a slot takes
	fewSlots        = 1 << 16
)

// add adds a triple and reports whether it is new.
func (t *tripleSet) add(s, p, o graph.ID) (fresh bool, err error) {
	if t.n*2 >= len(t.slots) {
		if err := t.grow(); err != nil {
			return false, err
		}
	}
	x := tripleSlot{s, p, o}
	at := t.place(x)
	if t.slots[at] == x {
		return false, nil
	}
	t.slots[at] = x
	t.n++
	return true, nil
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

// grow makes more slots, four times as many while there are few.
func (t *tripleSet) grow() error {
	old := t.slots
	slots := max(256, 2*len(old))
	if slots < fewSlots {
		slots *= 2
	}
	if t.hold != nil {
		if err := t.hold(int64(slots-len(old)) * tripleSlotBytes); err != nil {
			return err
		}
	}
	t.slots = make([]tripleSlot, slots)
	for _, x := range old {
		if x.s != graph.None {
			t.slots[t.place(x)] = x
		}
	}
	return nil
}
