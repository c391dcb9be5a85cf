//go:build linux || darwin || freebsd || netbsd || openbsd

package graph

import (
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// mapFile maps a file into memory. Writing to the memory changes private copies
// of its pages, never the file.
//
// The mapping is laid over memory that was allocated as any other and not
// touched yet. So the garbage collector, which sees every slice and string that
// points into it, knows when the last one is gone, wherever a program keeps it:
// a term's text outlives its graph. Then the finalizer puts ordinary memory in
// the mapping's place before the collector uses it again. A file counts as heap
// in full, though the operating system has only those pages of it in memory
// that were read.
func mapFile(f *os.File, size int) ([]byte, error) {
	page := os.Getpagesize()
	length := (size + page - 1) &^ (page - 1)
	room := unclearedBytes(length + page)
	b := aligned(room, uintptr(page))[:length]
	if err := mapOver(b, int(f.Fd()), unix.MAP_PRIVATE); err != nil {
		return nil, err
	}
	// The finalizer must not hold on to the memory that it is for.
	whole := len(room)
	runtime.SetFinalizer(&room[0], func(first *byte) {
		b := aligned(bytesFrom(first, whole), uintptr(page))[:length]
		// If this fails, private pages of the file stay: they serve as well.
		_ = mapOver(b, -1, unix.MAP_PRIVATE|unix.MAP_ANON)
	})
	return b[:size:size], nil
}

// mapOver replaces the memory of b by a mapping. Checked pointers (-race) do not
// like that the kernel gives back an address of the heap, which is thrown away.
//
//go:nocheckptr
func mapOver(b []byte, fd, flags int) error {
	p := address(b)
	_, err := unix.MmapPtr(fd, 0, p, uintptr(len(b)), unix.PROT_READ|unix.PROT_WRITE, flags|unix.MAP_FIXED)
	runtime.KeepAlive(b)
	return os.NewSyscallError("mmap", err)
}
