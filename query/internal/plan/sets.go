package plan

import (
	"math/bits"
	"slices"
	"sync"
)

// setTable has the sets of atoms that hang together by their variables, smaller
// ones first, with their plans.
type setTable struct {
	near  []uint64 // by atom: those it shares a variable with
	masks []uint64 // the sets
	reach []uint64 // by set: the atoms next to it
	plans [][]*state
	cards []card
	slots []int16 // by hash of the mask: number of the set + 1; a power of two
}

var setTables = sync.Pool{New: func() any { return &setTable{} }}

// mostSlots is how large a table may be to be used again.
const mostSlots = 1 << 12

// forget leaves an empty table to the next orderer.
func (t *setTable) forget() {
	if len(t.slots) > mostSlots {
		return
	}
	clear(t.plans)
	clear(t.cards)
	t.slots = t.slots[:0]
	t.near, t.masks, t.reach, t.plans, t.cards = nil, t.masks[:0], t.reach[:0], t.plans[:0], t.cards[:0]
	setTables.Put(t)
}

// setPair is two disjoint sets that some variable links, and their union.
type setPair struct{ a, b, union int16 }

// add adds a set, with the atoms next to it.
func (t *setTable) add(mask, reach uint64) {
	t.masks, t.reach = append(t.masks, mask), append(t.reach, reach)
	t.plans, t.cards = append(t.plans, nil), append(t.cards, card{})
	if 2*len(t.masks) <= len(t.slots) {
		t.enter(len(t.masks) - 1)
		return
	}
	if n := max(64, 4*len(t.slots)); n <= cap(t.slots) {
		t.slots = t.slots[:n]
		clear(t.slots)
	} else {
		t.slots = make([]int16, n)
	}
	if n := len(t.slots) / 2; cap(t.masks) < n {
		t.masks, t.reach = slices.Grow(t.masks, n-len(t.masks)), slices.Grow(t.reach, n-len(t.reach))
		t.plans, t.cards = slices.Grow(t.plans, n-len(t.plans)), slices.Grow(t.cards, n-len(t.cards))
	}
	for i := range t.masks {
		t.enter(i)
	}
}

// enter makes the i-th set one that find finds.
func (t *setTable) enter(i int) {
	at := t.slot(t.masks[i])
	t.slots[at] = int16(i + 1)
}

// slot is where the set is in the slots, or where it would be.
func (t *setTable) slot(mask uint64) int {
	last := len(t.slots) - 1
	at := int(mask*0x9E3779B97F4A7C15>>40) & last
	for t.slots[at] != 0 && t.masks[t.slots[at]-1] != mask {
		at = (at + 1) & last
	}
	return at
}

// find is the number of a set, -1 when it is not there.
func (t *setTable) find(mask uint64) int { return int(t.slots[t.slot(mask)]) - 1 }

// connect adds all connected sets; false when there are more than most.
func (t *setTable) connect(most int) bool {
	for at := 0; at < len(t.masks); at++ {
		for next := t.reach[at]; next != 0; next &= next - 1 {
			one := next & -next
			s := t.masks[at] | one
			if t.find(s) < 0 {
				t.add(s, (t.reach[at]|t.near[bits.TrailingZeros64(one)])&^s)
			}
		}
		if len(t.masks) > most {
			return false
		}
	}
	return true
}

// pairs lists each pair once, smaller unions first; false when there are more than most.
func (t *setTable) pairs(most int) ([]setPair, bool) {
	out := make([]setPair, 0, 4*len(t.masks))
	counts := make([]int, len(t.masks)+1)
	for i, a := range t.masks {
		reach := t.reach[i]
		for j, b := range t.masks[:i] {
			if a&b == 0 && reach&b != 0 {
				union := t.find(a | b)
				out = append(out, setPair{int16(i), int16(j), int16(union)})
				counts[union+1]++
			}
		}
		if len(out) > most {
			return nil, false
		}
	}
	for i := range t.masks {
		counts[i+1] += counts[i]
	}
	sorted := make([]setPair, len(out))
	for _, p := range out {
		sorted[counts[p.union]] = p
		counts[p.union]++
	}
	return sorted, true
}

// neighbours are the bits next to a set.
func neighbours(near []uint64, set uint64) uint64 {
	var out uint64
	for s := set; s != 0; s &= s - 1 {
		out |= near[bits.TrailingZeros64(s)]
	}
	return out &^ set
}
