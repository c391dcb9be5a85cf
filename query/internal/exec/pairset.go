package exec

// pairSet is a set of pairs of numbers, packed in 64 bits; 0 is no pair. The
// zero set is empty.
type pairSet struct {
	slots []uint64 // open addressing; a power of two
	n     int
	at    []uint32 // where the pairs being added are looked for first
}

func (s *pairSet) bytes() int64 { return int64(len(s.slots)) * 8 }

// add adds pairs and calls fresh for those that were not there. All are hashed
// and their places read before any is looked for, so that the reads overlap.
func (s *pairSet) add(pairs []uint64, fresh func(pair uint64)) {
	for (s.n+len(pairs))*2 > len(s.slots) {
		s.grow()
	}
	if cap(s.at) < len(pairs) {
		s.at = make([]uint32, len(pairs))
	}
	at, mask := s.at[:len(pairs)], uint32(len(s.slots)-1)
	for i, p := range pairs {
		at[i] = hashPair(p) & mask
	}
	s.touch(at)
	for i, p := range pairs {
		k := at[i]
		for s.slots[k] != p {
			if s.slots[k] == 0 {
				s.slots[k] = p
				s.n++
				fresh(p)
				break
			}
			k = (k + 1) & mask
		}
	}
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

func (s *pairSet) grow() {
	old := s.slots
	times := 4
	if len(old) >= 1<<16 {
		times = 2 // by no more than has to be accounted at once
	}
	s.slots = make([]uint64, max(64, times*len(old)))
	mask := uint32(len(s.slots) - 1)
	for _, p := range old {
		if p == 0 {
			continue
		}
		k := hashPair(p) & mask
		for s.slots[k] != 0 {
			k = (k + 1) & mask
		}
		s.slots[k] = p
	}
}

// hashPair mixes both numbers.
func hashPair(p uint64) uint32 {
	h := p * 0x9E3779B97F4A7C15
	h = (h ^ h>>32) * 0xD6E8FEB86659FD93
	return uint32(h >> 32)
}
