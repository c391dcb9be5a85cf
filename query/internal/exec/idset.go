package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// idSet is a set of IDs that keeps them in order of arrival and is emptied in
// time proportional to its members.
type idSet struct {
	list  []graph.ID
	slots []uint32 // index + 1, open addressing; a power of two
}

// add reports whether id is new.
func (s *idSet) add(id graph.ID) bool {
	if len(s.list)*2 >= len(s.slots) {
		s.resize()
	}
	i := s.slot(id)
	if s.slots[i] != 0 {
		return false
	}
	s.list = append(s.list, id)
	s.slots[i] = uint32(len(s.list))
	return true
}

// slot is the place of id, or the free one where it would be.
func (s *idSet) slot(id graph.ID) uint32 {
	mask := uint32(len(s.slots) - 1)
	i := uint32((uint64(id)*0x9E3779B97F4A7C15)>>32) & mask
	for s.slots[i] != 0 && s.list[s.slots[i]-1] != id {
		i = (i + 1) & mask
	}
	return i
}

func (s *idSet) resize() {
	s.slots = make([]uint32, max(16, len(s.slots)*4))
	batch.Claim(s.slots)
	for n, id := range s.list {
		s.slots[s.slot(id)] = uint32(n + 1)
	}
}

// clear empties the set and keeps its memory.
func (s *idSet) clear() {
	if len(s.list)*8 > len(s.slots) {
		clear(s.slots)
		s.list = s.list[:0]
		return
	}
	for n := len(s.list) - 1; n >= 0; n-- { // last first, so that no chain is cut before its end is found
		i := s.slot(s.list[n])
		s.slots[i] = 0
	}
	s.list = s.list[:0]
}

// bytes is the memory the set holds.
func (s *idSet) bytes() int64 { return int64(cap(s.list)+len(s.slots)) * 4 }
