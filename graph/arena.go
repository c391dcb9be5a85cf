package graph

import "unsafe"

// This file is the package's only use of unsafe: text in arenas seen as strings
// without copying. It is sound because arena bytes are written once, before
// their term is published, and never change or move afterwards: a block that
// must grow is copied and the old one stays as it was.

const (
	blockShift = 20 // positions per block: 1 MiB
	blockSize  = 1 << blockShift
	firstBlock = 1 << 10 // a new arena's first block is this small and grows by copying
)

// arena is append-only text, addressed by position. A position's block is its
// upper bits; a text lies within one block. Text longer than a block has a block
// of its own size, and the directory entries it runs over are nil.
type arena struct {
	blocks [][]byte
	end    uint64 // position after the last text
}

// view returns the n bytes of text at position pos as a string.
func (a *arena) view(pos uint64, n int) string {
	if n == 0 {
		return ""
	}
	b := a.blocks[pos>>blockShift][pos&(blockSize-1):]
	return unsafe.String(&b[:n][0], n)
}

// add appends text in two parts (prefix may be empty) and returns its position.
func (a *arena) add(prefix, text string) uint64 {
	n := len(prefix) + len(text)
	pos := a.place(n)
	if n > 0 {
		b := a.blocks[pos>>blockShift][pos&(blockSize-1):]
		copy(b[copy(b, prefix):], text)
	}
	a.end = pos + uint64(n)
	return pos
}

// place finds room for n bytes in one block: after the last text if its block
// has room, else at the start of a new block (see span, which relies on this).
func (a *arena) place(n int) uint64 {
	block := int(a.end >> blockShift)
	at := int(a.end & (blockSize - 1))
	switch {
	case n == 0, block < len(a.blocks) && at+n <= len(a.blocks[block]):
		return a.end
	case block == 0 && at+n <= blockSize:
		a.growFirst(at, n)
		return a.end
	}
	block = len(a.blocks)
	// Readers hold their own slice header of the directory: entries they can
	// see are never written again, new ones come after their length.
	a.blocks = append(a.blocks, makeBytes(max(n, blockSize)))
	for extra := n - 1; extra >= blockSize; extra -= blockSize {
		a.blocks = append(a.blocks, nil)
	}
	return uint64(block) << blockShift
}

// span is where a text lies that ends at position end, given the end of the text
// before it.
func span(before, end uint64) (pos uint64, n int) {
	if before < end && before>>blockShift != (end-1)>>blockShift {
		before = (before + blockSize - 1) &^ (blockSize - 1)
	}
	return before, int(end - before)
}

// growFirst replaces the first block by a larger copy. Snapshots keep the old.
func (a *arena) growFirst(at, n int) {
	size := firstBlock
	for size < at+n {
		size *= 2
	}
	b := makeBytes(size)
	if len(a.blocks) > 0 {
		copy(b, a.blocks[0][:at])
	}
	a.blocks = [][]byte{b}
}

// truncate forgets all text from position end on. No snapshot may know of it.
func (a *arena) truncate(end uint64) {
	a.end = end
	a.blocks = a.blocks[:(end+blockSize-1)>>blockShift]
}

func makeBytes(n int) []byte    { return make([]byte, n) }
func makeWords(n int) []uint64  { return make([]uint64, n) }
func makeIDs(n int) []ID        { return make([]ID, n) }
func makeUint32(n int) []uint32 { return make([]uint32, n) }
func makeUint16(n int) []uint16 { return make([]uint16, n) }
