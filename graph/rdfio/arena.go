package rdfio

import "unsafe"

// view gives the bytes of b as a string without copying. The caller promises
// that they are never written again: b is part of an input chunk that has been
// parsed, or of an arena. This is the one unsafe place of the package.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// arenaChunk is the size of an arena's chunks in bytes: large enough that
// allocation does not show, small enough that a kept string does not pin much.
// The first chunks are smaller, for small documents.
const (
	arenaFirst = 1 << 10
	arenaChunk = 32 << 10
)

// arena holds computed strings in append-only chunks. A chunk is never written
// twice, so its strings stay valid as long as anyone holds them.
type arena struct {
	free []byte // the unused rest of the current chunk, length 0
	size int    // of the current chunk
}

// take returns an empty slice with room for at least n bytes. What is appended
// to it within that room becomes permanent by keep.
func (a *arena) take(n int) []byte {
	if cap(a.free) < n {
		a.size = min(max(2*a.size, arenaFirst), arenaChunk)
		a.free = make([]byte, 0, max(a.size, n))
	}
	return a.free
}

// keep makes b, which was built by appending to what take returned, permanent.
// If appending outgrew the room, b has storage of its own, which is as good.
func (a *arena) keep(b []byte) string {
	if cap(b) == cap(a.free) {
		a.free = b[len(b):]
	}
	return view(b)
}

// copy stores the bytes of b.
func (a *arena) copy(b []byte) string { return a.keep(append(a.take(len(b)), b...)) }

// join stores s followed by b.
func (a *arena) join(s string, b []byte) string {
	dst := append(a.take(len(s)+len(b)), s...)
	return a.keep(append(dst, b...))
}
