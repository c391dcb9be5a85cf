//go:build linux || darwin || freebsd || netbsd || openbsd

package graph

import (
	"os"
	"syscall"
	"time"
)

// staleAfter is how old a temporary file must be to be one that a crash has left: a
// younger one may be about to be locked, or to be renamed.
const staleAfter = time.Minute

// hold locks a temporary file while it is written. Without a lock, which some file
// systems do not have, its age alone speaks for it.
func hold(f newFile) {
	if file, ok := f.(*os.File); ok {
		_ = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	}
}

// abandoned reports whether nobody writes a file any more.
func abandoned(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
