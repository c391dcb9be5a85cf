package graph

import "encoding/binary"

// TextHead is the first eight bytes of a text as a word, zeros after a shorter one:
// where the heads of two texts differ, they have the order of the texts.
func TextHead(s string) uint64 {
	if len(s) >= 8 {
		return binary.BigEndian.Uint64([]byte(s[:8]))
	}
	var b [8]byte
	copy(b[:], s)
	return binary.BigEndian.Uint64(b[:])
}

// StringHeads gives the TextHead of many terms that are an xsd:string of the
// dictionary: heads[i] is that of ids[i] where is[i] says that it is one. All slices
// have one length. Nothing that is read decides what is read next, so that the reads
// of memory do not wait for each other.
func (s *Snapshot) StringHeads(ids []ID, heads []uint64, is []bool) {
	heads, is = heads[:len(ids)], is[:len(ids)]
	sp, kinds := &s.dict.literals, s.dict.kinds
	for i, id := range ids {
		n := id.Ordinal()
		if !id.IsLiteral() || n >= sp.n {
			is[i] = false
			continue
		}
		is[i] = kinds[n>>pageShift][n&pageMask] == 0
		before, end := sp.bounds(n)
		pos, size := span(before, end)
		heads[i] = sp.arena.head(pos, size)
	}
}

// head is the TextHead of the n bytes at a position.
func (a *arena) head(pos uint64, n int) uint64 {
	at := int(pos & (blockSize - 1))
	if n == 0 || int(pos>>blockShift) >= len(a.blocks) {
		return 0
	}
	b := a.blocks[pos>>blockShift]
	if at+8 > len(b) {
		return TextHead(a.view(pos, min(n, 8)))
	}
	h := binary.BigEndian.Uint64(b[at:])
	if n < 8 {
		h &= ^uint64(0) << (64 - 8*uint(n))
	}
	return h
}
