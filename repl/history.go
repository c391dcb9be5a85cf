package repl

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"unicode/utf8"
)

const (
	maxHistoryEntries = 10_000
	maxHistoryBytes   = 16 << 20 // of the file; only its end is read when it is larger
	maxHistoryEntry   = 64 << 10 // a longer statement is not worth recalling by arrow key
)

// history is the file of statements entered, one statement per line with
// newlines escaped. The file is the user's alone (mode 0600 in a folder of mode
// 0700). Whatever is wrong with it, the shell works: errors are warnings.
type history struct {
	path    string // "" keeps the history in memory only
	entries []string
}

// stateDir is the folder for the shell's state: XDG_STATE_HOME/trivet or the
// system's counterpart.
func stateDir() (string, error) {
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "trivet"), nil
	}
	if runtime.GOOS == "windows" {
		dir, err := os.UserCacheDir()
		return filepath.Join(dir, "trivet"), err
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".local", "state", "trivet"), err
}

// openHistory reads the history at path. It always gives a history that works;
// the error says what is lost (unreadable file, damaged lines).
func openHistory(path string) (*history, error) {
	h := &history{path: path}
	if path == "" {
		return h, nil
	}
	data, err := readHistory(path)
	if err != nil {
		h.path = ""
		return h, fmt.Errorf("history is not kept: %w", err)
	}
	bad := 0
	for line := range bytes.Lines(data) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			continue
		}
		if !utf8.Valid(line) || bytes.IndexByte(line, 0) >= 0 {
			bad++
			continue
		}
		h.entries = append(h.entries, decodeEntry(string(line)))
	}
	h.trim()
	if bad > 0 {
		return h, fmt.Errorf("history %s: %d damaged lines skipped", path, bad)
	}
	return h, nil
}

// readHistory makes folder and file as they should be and gives the file's end.
func readHistory(path string) ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", path)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		if err := f.Chmod(0o600); err != nil {
			return nil, err
		}
	}
	if extra := info.Size() - maxHistoryBytes; extra > 0 {
		if _, err := f.Seek(extra, io.SeekStart); err != nil {
			return nil, err
		}
	}
	return io.ReadAll(io.LimitReader(f, maxHistoryBytes))
}

// trim cuts the entries to the newest and, when the file has grown well past
// that, writes it anew. A failure to do so loses nothing and is not reported.
func (h *history) trim() {
	extra := len(h.entries) - maxHistoryEntries
	if extra <= 0 {
		return
	}
	h.entries = h.entries[extra:]
	if extra < maxHistoryEntries/10 {
		return
	}
	var b bytes.Buffer
	for _, e := range h.entries {
		b.WriteString(encodeEntry(e) + "\n")
	}
	tmp, err := os.CreateTemp(filepath.Dir(h.path), ".history-*") // 0600 by itself
	if err != nil {
		return
	}
	_, werr := tmp.Write(b.Bytes())
	if err := errors.Join(werr, tmp.Close()); err != nil || os.Rename(tmp.Name(), h.path) != nil {
		_ = os.Remove(tmp.Name())
	}
}

// add appends a statement to the list and the file. Statements that must not
// be kept are ignored.
func (h *history) add(statement string) error {
	statement, ok := historyEntry(statement)
	if !ok || len(h.entries) > 0 && h.entries[len(h.entries)-1] == statement {
		return nil
	}
	h.entries = append(h.entries, statement)
	if h.path == "" {
		return nil
	}
	f, err := os.OpenFile(h.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	// One write of one line: appends of shells side by side do not mix.
	_, err = f.WriteString(encodeEntry(statement) + "\n")
	return errors.Join(err, f.Close())
}

// historyEntry gives the form in which a statement is kept, and false for one
// that is not: empty, begun with a space (the user's wish), very long, or
// holding a secret.
func historyEntry(statement string) (string, bool) {
	if strings.HasPrefix(statement, " ") || len(statement) > maxHistoryEntry || !utf8.ValidString(statement) {
		return "", false
	}
	statement = strings.TrimSpace(strings.ReplaceAll(statement, "\x00", ""))
	if statement == "" || hasSecret(statement) {
		return "", false
	}
	return statement, true
}

// hasSecret reports whether a statement may hold a credential.
func hasSecret(statement string) bool {
	low := strings.ToLower(statement)
	for _, word := range []string{
		".login", `\login`, "oauth_", "authorization:", "bearer ", "password", "passwd", "secret", "token=", "api_key", "apikey",
	} {
		if strings.Contains(low, word) {
			return true
		}
	}
	return false
}

// encodeEntry writes a statement as one line.
func encodeEntry(s string) string {
	return strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`).Replace(s)
}

// decodeEntry is the reverse of encodeEntry; an unknown escape stays as it is.
func decodeEntry(s string) string {
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\r`, "\r").Replace(s)
}
