package graph

import (
	"strings"
	"unsafe"
)

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
	slab   []byte // room for more blocks; the writer's
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
	a.blocks = append(a.blocks, a.block(n))
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

// slabBlocks is how many blocks at most are allocated at once, so that the
// operating system can use large memory pages for them.
const slabBlocks = 16

// block returns a new block of at least n bytes. At most an eighth of a large
// arena is allocated ahead.
func (a *arena) block(n int) []byte {
	ahead := min(len(a.blocks)/8, slabBlocks)
	if n > blockSize || ahead < 2 {
		return makeBytes(max(n, blockSize))
	}
	if len(a.slab) == 0 {
		a.slab = makeBytes(ahead * blockSize)
	}
	b := a.slab[:blockSize:blockSize]
	a.slab = a.slab[blockSize:]
	return b
}

// hugeBytes is from which size on arrays are worth large memory pages: random
// access to many small pages costs a walk through the page table each time.
const hugeBytes = 4 << 20

func makeBytes(n int) []byte    { return huge(make([]byte, n)) }
func makeWords(n int) []uint64  { return huge(make([]uint64, n)) }
func makeIDs(n int) []ID        { return huge(make([]ID, n)) }
func makeUint32(n int) []uint32 { return huge(make([]uint32, n)) }
func makeUint16(n int) []uint16 { return huge(make([]uint16, n)) }

// huge asks for large pages for a large array that is still untouched.
func huge[T byte | uint16 | uint32 | uint64 | ID](s []T) []T {
	if n := len(s) * int(unsafe.Sizeof(*new(T))); n >= hugeBytes {
		adviseHuge(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), n))
	}
	return s
}

// aligned is the part of b that lies between multiples of size in memory.
func aligned(b []byte, size uintptr) []byte {
	at := uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	skip := (size - at%size) % size
	if skip >= uintptr(len(b)) {
		return nil
	}
	b = b[skip:]
	return b[:uintptr(len(b))&^(size-1)]
}

// unclearedBytes allocates memory that holds anything.
func unclearedBytes(n int) []byte {
	var b strings.Builder // the one door to such memory
	b.Grow(n)
	b.WriteByte(0)
	return bytesFrom(unsafe.StringData(b.String()), n)
}

// bytesFrom is the n bytes from first on.
func bytesFrom(first *byte, n int) []byte { return unsafe.Slice(first, n) }

// address is where b starts.
func address(b []byte) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(b)) }

// element is what the arrays of a snapshot file are of.
type element interface {
	uint16 | uint32 | uint64 | float64 | ID | triple
}

// bytesOf is the memory of an array as bytes.
func bytesOf[T element](s []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(*new(T))))
}

// arrayOf is the memory b as an array, without copying; false when its length or
// its place does not suit the elements.
func arrayOf[T element](b []byte) ([]T, bool) {
	size := int(unsafe.Sizeof(*new(T)))
	p := unsafe.Pointer(unsafe.SliceData(b))
	if len(b)%size != 0 || uintptr(p)%unsafe.Alignof(*new(T)) != 0 {
		return nil, false
	}
	return unsafe.Slice((*T)(p), len(b)/size), true
}

// littleEndian reports whether this machine's memory is as in a snapshot file.
func littleEndian() bool {
	x := uint32(byteOrder)
	return *(*byte)(unsafe.Pointer(&x)) == 4
}
