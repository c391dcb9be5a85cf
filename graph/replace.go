package graph

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// files is what replacing a file needs of an operating system; tests put one
// that fails in its place.
type files struct {
	create func(dir, pattern string) (newFile, error)
	rename func(from, to string) error
	remove func(name string) error
	sync   func(dir string) error
}

// newFile is a file being written.
type newFile interface {
	io.Writer
	Name() string
	Chmod(fs.FileMode) error
	Sync() error
	Close() error
}

// osFiles is the real one.
func osFiles() files {
	return files{
		create: func(dir, pattern string) (newFile, error) { return os.CreateTemp(dir, pattern) },
		rename: os.Rename, remove: os.Remove, sync: syncFolder,
	}
}

// replace writes a file so that at every moment, and after a failure or a crash,
// path holds either all of the old content or all of the new: the content goes
// to a temporary file in the same folder, which is synced and then renamed. Temporary
// files that crashes have left of the same path are removed.
func (fs files) replace(path string, write func(io.Writer) error) error {
	// Follow a link, so that the link stays and its target is replaced.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return writeTo(path, info, write)
	}
	fs.removeStale(path)
	f, err := fs.create(filepath.Dir(path), temporary(path)+"*")
	if err != nil {
		var at *os.PathError
		if errors.As(err, &at) {
			at.Path = path // the name that the caller knows
		}
		return err
	}
	hold(f)
	err = errors.Join(write(f), f.Chmod(modeOf(path)))
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = fs.rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, fs.remove(f.Name()))
	}
	return fs.sync(filepath.Dir(path))
}

// temporary is how the names of path's temporary files begin; digits follow.
func temporary(path string) string { return "." + filepath.Base(path) + ".tmp-" }

// removeStale removes temporary files of path that nobody writes any more. What cannot
// be removed now may be the next time.
func (fs files) removeStale(path string) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return
	}
	for _, e := range entries {
		digits, ours := strings.CutPrefix(e.Name(), temporary(path))
		if !ours || digits == "" || strings.Trim(digits, "0123456789") != "" {
			continue
		}
		name := filepath.Join(filepath.Dir(path), e.Name())
		info, err := e.Info()
		if err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > staleAfter && abandoned(name) {
			_ = fs.remove(name)
		}
	}
}

// writeTo writes to what is there and no regular file: a pipe or a device.
func writeTo(path string, info fs.FileInfo, write func(io.Writer) error) error {
	if info.IsDir() {
		return &os.PathError{Op: "write", Path: path, Err: syscall.EISDIR}
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// modeOf is the permissions of the file that is replaced, or those of a new one.
func modeOf(path string) fs.FileMode {
	if info, err := os.Stat(path); err == nil {
		return info.Mode().Perm()
	}
	return 0o644
}

// syncFolder makes a rename in a folder last. Windows has no such thing.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
