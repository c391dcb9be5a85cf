package exec

import (
	"math/bits"

	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// groupedSet is a set of pairs of numbers, for pairs that mostly come in runs of one of
// the two, the group: the other numbers, the members, are in a small table for each group.
// A run's table is looked up once and stays near, and a member takes four bytes. Pairs
// are packed in 64 bits; no number is 1<<32-1, but unboundWord stands for two zeros.
type groupedSet struct {
	turn   int // bits to rotate a pair by so that the group is its upper half
	table  *groupTable
	groups []memberTable
	n      int         // pairs
	runs   []memberRun // of the batch being added
	room   memberRoom
}

// memberRun is a run of pairs of one group.
type memberRun struct {
	group     uint32
	from, end uint16
}

// memberTable has open addressing. A slot has the complement of a member, 0 when free.
type memberTable struct {
	slots []uint32 // a power of two
	n     int
}

const (
	// leastGrouped is the number of pairs from which on runs are looked for: fewer are near anyway.
	leastGrouped = 1 << 14
	// leastRun is how long runs have to be for a look-up each to be worth it.
	leastRun = 32
	// leastMembers is the number of slots that a table begins with, or up to eight times as many.
	leastMembers = 8

	memberTableBytes = 32
)

// runsOf tells which half of a batch's pairs comes in runs long enough for a groupedSet:
// the turn that makes it the upper one.
func runsOf(pairs []uint64) (turn int, ok bool) {
	upper, lower, last := 0, 0, uint64(0)
	for _, p := range pairs {
		upper += one(p>>32 != last>>32)
		lower += one(uint32(p) != uint32(last))
		last = p
	}
	if lower < upper {
		turn, upper = 32, lower
	}
	return turn, upper*leastRun <= len(pairs)
}

func newGroupedSet(turn int) *groupedSet {
	return &groupedSet{turn: turn, table: newGroupTable([]int{0})}
}

// bytes is the memory held.
func (s *groupedSet) bytes() int64 {
	return s.table.bytes() + int64(cap(s.groups))*memberTableBytes + s.room.bytes
}

// fresh adds pairs, a batch at most, and appends to out which of them were not there. The
// tables of all runs are found and the places of their members read before any is looked
// for, so that the reads overlap.
func (s *groupedSet) fresh(pairs []uint64, out []uint16) []uint16 {
	before := len(out)
	s.runs = s.runs[:0]
	for from := 0; from < len(pairs); {
		group := s.turned(pairs[from]) >> 32
		end := from + 1
		for end < len(pairs) && s.turned(pairs[end])>>32 == group {
			end++
		}
		n := s.table.put(group)
		if int(n) == len(s.groups) {
			s.groups = append(s.groups, memberTable{})
		}
		s.runs = append(s.runs, memberRun{n, uint16(from), uint16(end)})
		from = end
	}
	for _, r := range s.runs {
		if t := &s.groups[r.group]; t.slots == nil {
			t.slots = s.room.take(firstMembers(int(r.end - r.from)))
		} else {
			s.touch(t, pairs[r.from:r.end])
		}
	}
	for _, r := range s.runs {
		out = s.addRun(&s.groups[r.group], pairs[r.from:r.end], r.from, out)
	}
	s.n += len(out) - before
	return out
}

// firstMembers is the number of slots that a table for a run begins with.
func firstMembers(run int) int {
	size := leastMembers
	for size < run && size < 8*leastMembers {
		size *= 2
	}
	return size
}

// turned is a pair with its group in the upper half.
func (s *groupedSet) turned(pair uint64) uint64 {
	if pair == unboundWord {
		return 0
	}
	return bits.RotateLeft64(pair, s.turn)
}

// addRun adds pairs of one group, the first of which is number from.
func (s *groupedSet) addRun(t *memberTable, pairs []uint64, from uint16, out []uint16) []uint16 {
	slots, shift := t.slots, t.shift()
	mask := uint32(len(slots) - 1)
	for i, p := range pairs {
		member := ^uint32(s.turned(p))
		k := memberPlace(member, shift)
		for slots[k&mask] != member {
			if slots[k&mask] != 0 {
				k++
				continue
			}
			slots[k&mask] = member
			out = append(out, from+uint16(i))
			if t.n++; t.n*4 > len(slots)*3 {
				s.grow(t)
				slots, shift = t.slots, t.shift()
				mask = uint32(len(slots) - 1)
			}
			break
		}
	}
	return out
}

// shift moves a hash's top bits to a place.
func (t *memberTable) shift() uint8 { return uint8(32 - bits.TrailingZeros(uint(len(t.slots)))) }

// memberPlace is where a member is looked for first.
func memberPlace(member uint32, shift uint8) uint32 { return member * 0x9E3779B1 >> (shift & 31) }

// touch reads the places of members, independently of each other.
//
//go:noinline
func (s *groupedSet) touch(t *memberTable, pairs []uint64) (sum uint32) {
	shift, mask := t.shift(), uint32(len(t.slots)-1)
	for _, p := range pairs {
		sum ^= t.slots[memberPlace(^uint32(s.turned(p)), shift)&mask]
	}
	return sum
}

// grow makes a table twice as large.
func (s *groupedSet) grow(t *memberTable) {
	old := t.slots
	t.slots = s.room.take(2 * len(old))
	shift, mask := t.shift(), uint32(len(t.slots)-1)
	for _, member := range old {
		if member == 0 {
			continue
		}
		k := memberPlace(member, shift)
		for t.slots[k&mask] != 0 {
			k++
		}
		t.slots[k&mask] = member
	}
	s.room.give(old)
}

// memberRoom is the memory of tables: small ones lie in chunks, and are used again when
// their group has grown out of them.
type memberRoom struct {
	chunk []uint32       // what is left of the last one
	free  [32][][]uint32 // by the logarithm of their length
	bytes int64          // taken from the system
}

// memberChunk is the number of slots of a chunk, and that from which on a table has memory of its own.
const memberChunk = 1 << 15

// take gives a table of free slots.
func (r *memberRoom) take(size int) []uint32 {
	if size >= memberChunk {
		r.bytes += int64(size) * 4
		slots := make([]uint32, size)
		batch.Claim(slots)
		return slots
	}
	free := &r.free[bits.TrailingZeros(uint(size))]
	if n := len(*free); n > 0 {
		slots := (*free)[n-1]
		*free = (*free)[:n-1]
		clear(slots)
		return slots
	}
	if len(r.chunk) < size {
		r.bytes += memberChunk * 4
		r.chunk = make([]uint32, memberChunk)
		batch.Claim(r.chunk)
	}
	slots := r.chunk[:size:size]
	r.chunk = r.chunk[size:]
	return slots
}

// give takes a table back.
func (r *memberRoom) give(slots []uint32) {
	if len(slots) >= memberChunk {
		r.bytes -= int64(len(slots)) * 4
		return
	}
	free := &r.free[bits.TrailingZeros(uint(len(slots)))]
	before := cap(*free)
	*free = append(*free, slots)
	r.bytes += int64(cap(*free)-before) * 24
}
