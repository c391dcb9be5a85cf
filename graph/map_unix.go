//go:build linux || darwin || freebsd || netbsd || openbsd

package graph

import (
	"os"

	"golang.org/x/sys/unix"
)

// mapFile maps a file into memory. Writing to the memory changes private copies
// of its pages, never the file. The mapping stays until the process ends:
// strings and slices of the graph may point into it.
func mapFile(f *os.File, size int) ([]byte, error) {
	b, err := unix.Mmap(int(f.Fd()), 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE)
	if err != nil {
		return nil, os.NewSyscallError("mmap", err)
	}
	return b, nil
}

// unmapFile undoes mapFile for a file that turned out to be damaged.
func unmapFile(b []byte) { _ = unix.Munmap(b) }
