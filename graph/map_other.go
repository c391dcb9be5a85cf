//go:build !(linux || darwin || freebsd || netbsd || openbsd)

package graph

import (
	"io"
	"os"
)

// mapFile reads a file into memory, where it cannot be mapped.
func mapFile(f *os.File, size int) ([]byte, error) {
	b := bytesOf(makeWords((size + 7) / 8))[:size]
	_, err := io.ReadFull(f, b)
	return b, err
}
