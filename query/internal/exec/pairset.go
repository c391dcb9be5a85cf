package exec

import (
	"math/bits"

	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// pairSet is a set of pairs of numbers, packed in 64 bits; 0 is no pair. The
// zero set is empty.
type pairSet struct {
	slots []uint64 // open addressing; a power of two
	shift uint8    // a hash's top bits are its place
	n     int
	at    []uint32 // where the pairs being added are looked for first
	added []uint16
}

func (s *pairSet) bytes() int64 { return int64(len(s.slots)) * 8 }

// add adds pairs, a batch at most, and calls fresh for those that were not there.
func (s *pairSet) add(pairs []uint64, fresh func(pair uint64)) {
	s.added = s.fresh(pairs, s.added[:0])
	for _, i := range s.added {
		fresh(pairs[i])
	}
}

// fresh adds pairs, a batch at most, and appends to out which of them were not
// there. All are hashed and their places read before any is looked for, so that
// the reads overlap.
func (s *pairSet) fresh(pairs []uint64, out []uint16) []uint16 {
	s.reserve(len(pairs))
	at, slots := s.places(pairs), s.slots
	mask := uint32(len(slots) - 1)
	n := len(out)
	for i, p := range pairs {
		k := at[i]
		for slots[k] != p {
			if slots[k] == 0 {
				slots[k] = p
				out = append(out, uint16(i))
				break
			}
			k = (k + 1) & mask
		}
	}
	s.n += len(out) - n
	return out
}

// addAll adds pairs that are all different, and not there.
func (s *pairSet) addAll(pairs []uint64) {
	s.reserve(len(pairs))
	s.n += len(pairs)
	for len(pairs) > 0 {
		n := min(len(pairs), pairBlock)
		s.put(pairs[:n])
		pairs = pairs[n:]
	}
}

// pairBlock is how many pairs are looked for at once.
const pairBlock = 1024

// put writes pairs that are not there.
func (s *pairSet) put(pairs []uint64) {
	at, slots := s.places(pairs), s.slots
	mask := uint32(len(slots) - 1)
	for i, p := range pairs {
		k := at[i]
		for slots[k] != 0 {
			k = (k + 1) & mask
		}
		slots[k] = p
	}
}

// places finds where pairs are looked for first, and reads there.
func (s *pairSet) places(pairs []uint64) []uint32 {
	if cap(s.at) < len(pairs) {
		s.at = make([]uint32, longer(cap(s.at), len(pairs)))
	}
	at, shift := s.at[:len(pairs)], s.shift&63
	for i, p := range pairs {
		at[i] = uint32(mixPair(p) >> shift)
	}
	s.touch(at)
	return at
}

// touch reads the places of at, independently of each other.
//
//go:noinline
func (s *pairSet) touch(at []uint32) (sum uint64) {
	for _, k := range at {
		sum ^= s.slots[k]
	}
	return sum
}

// room is how many slots there have to be for n more pairs.
func (s *pairSet) room(n int) int {
	size := len(s.slots)
	for (s.n+n)*2 > size {
		times := 4
		if size >= 1<<16 {
			times = 2
		}
		size = max(64, times*size)
	}
	return size
}

// growth is the memory that will be taken for n more pairs.
func (s *pairSet) growth(n int) int64 {
	if size := s.room(n); size > len(s.slots) {
		return int64(size) * 8
	}
	return 0
}

// reserve makes room for n more pairs.
func (s *pairSet) reserve(n int) {
	size := s.room(n)
	if size == len(s.slots) {
		return
	}
	old := s.slots
	s.slots = make([]uint64, size)
	batch.Claim(s.slots)
	s.shift = uint8(64 - bits.TrailingZeros(uint(len(s.slots))))
	// A place is the top bits of a hash, so that what is read in order is written
	// nearly in order.
	slots, mask := s.slots, uint32(len(s.slots)-1)
	for _, p := range old {
		if p == 0 {
			continue
		}
		k := uint32(mixPair(p) >> (s.shift & 63))
		for slots[k] != 0 {
			k = (k + 1) & mask
		}
		slots[k] = p
	}
}

// hashPair mixes both numbers.
func hashPair(p uint64) uint32 {
	h := p * 0x9E3779B97F4A7C15
	h = (h ^ h>>32) * 0xD6E8FEB86659FD93
	return uint32(h >> 32)
}
