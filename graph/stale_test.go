//go:build linux || darwin || freebsd || netbsd || openbsd

package graph

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestStaleFiles: a save removes the temporary files that crashes have left of the same
// target, and no others: none that is young or being written, of another name, or no
// file of ours.
func TestStaleFiles(t *testing.T) {
	dir := t.TempDir()
	old := time.Now().Add(-time.Hour)
	made := func(name string) *os.File {
		f, err := os.Create(filepath.Join(dir, name))
		if err == nil {
			err = os.Chtimes(f.Name(), old, old)
		}
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	left := made(".out.nt.tmp-123")
	left.Close()
	keep := []string{".out.nt.tmp-4", ".out.nt.tmp-5", ".out.nt.tmp-", ".out.nt.tmp-6x", ".other.nt.tmp-7", "out.nt.tmp-8", ".out.nt.tmp-9"}
	for _, name := range keep[:6] {
		f := made(name)
		defer f.Close()
		if name == keep[0] {
			hold(f) // it is written
		}
	}
	if err := os.Chtimes(filepath.Join(dir, keep[1]), time.Now(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, keep[6]), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(filepath.Join(dir, keep[6]), old, old); err != nil {
		t.Fatal(err)
	}
	if err := New().SaveFile(filepath.Join(dir, "out.nt")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left.Name()); err == nil {
		t.Error("what a crash has left is still there")
	}
	for _, name := range append(keep, "out.nt") {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}
