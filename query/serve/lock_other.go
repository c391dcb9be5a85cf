//go:build !unix

package serve

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// lockFolder takes the folder for this process. The file is removed when the lock
// is closed; after a crash it has to be removed by hand.
func lockFolder(dir string) (io.Closer, error) {
	name := filepath.Join(dir, "lock")
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("%s: %w (or a crash has left the file lock)", dir, ErrInUse)
	}
	return removing{f}, nil
}

// removing removes its file when it is closed.
type removing struct{ *os.File }

// Close closes and removes the file.
func (r removing) Close() error {
	if err := r.File.Close(); err != nil {
		return err
	}
	return os.Remove(r.Name())
}
