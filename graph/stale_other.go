//go:build !(linux || darwin || freebsd || netbsd || openbsd)

package graph

import "time"

// staleAfter is how old a temporary file must be to be one that a crash has left.
const staleAfter = 24 * time.Hour

func hold(newFile) {}

func abandoned(string) bool { return true }
