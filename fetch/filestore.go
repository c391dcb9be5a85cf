package fetch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// FileStore is a TokenStore in a folder: one file of mode 0600 per container,
// app, user and record, the folder of mode 0700. Files are replaced by
// renaming, so that a crash leaves the old token or the new one. A folder or
// file that others may read, and a symbolic link, are refused.
type FileStore struct {
	dir string
}

// NewFileStore makes a store in dir, which is made on the first Save.
func NewFileStore(dir string) *FileStore { return &FileStore{dir: dir} }

// DefaultTokenDir is where a command line keeps tokens: trivet/tokens in the
// user's configuration folder.
func DefaultTokenDir() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("fetch: no folder for tokens: %w", err)
	}
	return filepath.Join(dir, "trivet", "tokens"), nil
}

// stored is a token as it stands in its file: the one place where a secret is
// written out.
type stored struct {
	Key      string    `json:"token"`
	Secret   string    `json:"secret"`
	APIBase  string    `json:"api_base"`
	AppID    string    `json:"app_id"`
	RecordID string    `json:"record_id"`
	UserID   string    `json:"user_id"`
	Obtained time.Time `json:"obtained"`
}

func (s *stored) token() *Token {
	return &Token{Key: s.Key, Secret: Secret(s.Secret), APIBase: s.APIBase, AppID: s.AppID, RecordID: s.RecordID, UserID: s.UserID, Obtained: s.Obtained}
}

// maxTokenFile is the most a token's file may hold.
const maxTokenFile = 64 << 10

const tokenSuffix = ".token.json"

// name is the file of a token: the hash of what it is for, so that ids with
// any characters make a plain name.
func (f *FileStore) name(t *Token) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{t.APIBase, t.AppID, t.UserID, t.RecordID}, "\x00")))
	return filepath.Join(f.dir, hex.EncodeToString(sum[:16])+tokenSuffix)
}

// Save implements TokenStore.
func (f *FileStore) Save(_ context.Context, t *Token) error {
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return err
	}
	if err := f.checkDir(); err != nil {
		return err
	}
	data, err := json.Marshal(stored{t.Key, string(t.Secret), t.APIBase, t.AppID, t.RecordID, t.UserID, t.Obtained})
	if err != nil {
		return err
	}
	name := f.name(t)
	if _, err := os.Lstat(name); err == nil { // never replace what is not ours
		if err := checkPrivate(name, false); err != nil {
			return err
		}
	}
	return writeFile(f.dir, name, data)
}

// writeFile writes to a new file of mode 0600, whatever the umask, and renames
// it to name.
func writeFile(dir, name string, data []byte) error {
	tmp, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return err
	}
	err = tmp.Chmod(0o600)
	if err == nil {
		_, err = tmp.Write(data)
	}
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		os.Remove(tmp.Name())
	}
	return err
}

// Load implements TokenStore.
func (f *FileStore) Load(ctx context.Context, k TokenKey) (*Token, error) {
	var best *Token
	err := f.each(ctx, func(_ string, t *Token) error {
		if k.matches(t) && (best == nil || t.Obtained.After(best.Obtained)) {
			best = t
		}
		return nil
	})
	if err == nil && best == nil {
		err = ErrNoToken
	}
	return best, err
}

// Delete implements TokenStore.
func (f *FileStore) Delete(ctx context.Context, k TokenKey) error {
	return f.each(ctx, func(name string, t *Token) error {
		if !k.matches(t) {
			return nil
		}
		return os.Remove(name)
	})
}

// each reads every token of the folder, in the order of their names.
func (f *FileStore) each(ctx context.Context, do func(name string, t *Token) error) error {
	entries, err := os.ReadDir(f.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := f.checkDir(); err != nil {
		return err
	}
	for _, e := range slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !strings.HasSuffix(e.Name(), tokenSuffix) }) {
		if err := ctx.Err(); err != nil {
			return err
		}
		name := filepath.Join(f.dir, e.Name())
		t, err := readToken(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed meanwhile
		}
		if err != nil {
			return err
		}
		if err := do(name, t); err != nil {
			return err
		}
	}
	return nil
}

// readToken reads one file after checking that nobody else can, and that what
// was opened is what was checked.
func readToken(name string) (*Token, error) {
	if err := checkPrivate(name, false); err != nil {
		return nil, err
	}
	checked, err := os.Lstat(name)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if opened, err := file.Stat(); err != nil || !os.SameFile(checked, opened) {
		return nil, fmt.Errorf("fetch: %s changed while it was opened", name)
	}
	data, err := io.ReadAll(io.LimitReader(file, maxTokenFile))
	if err != nil {
		return nil, err
	}
	var s stored
	if json.Unmarshal(data, &s) != nil || s.Key == "" || s.Secret == "" { // the parser's error could quote the secret
		return nil, fmt.Errorf("fetch: %s is damaged: remove it and log in again", name)
	}
	return s.token(), nil
}

func (f *FileStore) checkDir() error { return checkPrivate(f.dir, true) }

// checkPrivate refuses symbolic links, other kinds of file, and modes that let
// anybody but the owner in.
func checkPrivate(name string, dir bool) error {
	info, err := os.Lstat(name)
	if err != nil {
		return err
	}
	mode, want := info.Mode(), "0600"
	if dir {
		want = "0700"
	}
	switch {
	case mode&fs.ModeSymlink != 0:
		return fmt.Errorf("fetch: %s is a symbolic link: tokens are not read through one", name)
	case dir && !mode.IsDir(), !dir && !mode.IsRegular():
		return fmt.Errorf("fetch: %s is not what a token store needs there", name)
	case mode.Perm()&0o077 != 0 && !windows():
		return fmt.Errorf("fetch: others can read %s (mode %04o): run chmod %s on it", name, mode.Perm(), want)
	}
	return nil
}

// windows reports whether permission bits mean nothing here.
func windows() bool { return filepath.Separator == '\\' }
