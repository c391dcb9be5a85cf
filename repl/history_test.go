package repl

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestHistoryRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "trivet", "history")
	h, err := openHistory(path)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"SELECT *\nWHERE { ?s ?p ?o }", `FILTER(?x = "a\nb\\")`, ".stats", "é 漢 \u2424"}
	for _, s := range want {
		if err := h.add(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.add(want[3]); err != nil { // a repetition is kept once
		t.Fatal(err)
	}
	again, err := openHistory(path)
	if err != nil || !slices.Equal(again.entries, want) {
		t.Errorf("got %q, %v", again.entries, err)
	}
}

func TestHistoryIsPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no permission bits")
	}
	path := filepath.Join(t.TempDir(), "trivet", "history")
	h, err := openHistory(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.add("ASK {}"); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: mode %v, %v; want %v", name, info.Mode().Perm(), err, want)
		}
	}
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := openHistory(path); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("a readable history stayed %v", info.Mode().Perm())
	}
}

func TestHistorySkips(t *testing.T) {
	for _, s := range []string{
		"", "   ", " SELECT private", ".login http://x", `\login x`, "oauth_token=abc", "Authorization: OAuth x",
		`.fetch http://h/?token=abc`, "x\xff", strings.Repeat("x", maxHistoryEntry+1),
	} {
		if kept, ok := historyEntry(s); ok {
			t.Errorf("kept %.40q", kept)
		}
	}
	for _, s := range []string{"SELECT 1", ".stats", "a\nb"} {
		if _, ok := historyEntry(s); !ok {
			t.Errorf("not kept: %q", s)
		}
	}
}

func TestHistoryOfBadFiles(t *testing.T) {
	dir := t.TempDir()
	corrupt := filepath.Join(dir, "corrupt")
	writeFile(t, corrupt, "good\n\xff\xfe\nbad\x00line\r\n\nalso good\nno newline at the end")
	h, err := openHistory(corrupt)
	if err == nil || !strings.Contains(err.Error(), "2 damaged lines") {
		t.Errorf("warning: %v", err)
	}
	if want := []string{"good", "also good", "no newline at the end"}; !slices.Equal(h.entries, want) {
		t.Errorf("got %q", h.entries)
	}
	for name, path := range map[string]string{"folder": dir, "under a file": filepath.Join(corrupt, "x", "history")} {
		h, err := openHistory(path)
		if err == nil || h == nil {
			t.Fatalf("%s: history %v, err %v", name, h, err)
		}
		if err := h.add("SELECT"); err != nil || len(h.entries) != 1 {
			t.Errorf("%s: in memory: %v %q", name, err, h.entries)
		}
	}
}

func TestHistoryKeepsTheNewest(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	var b strings.Builder
	for i := range maxHistoryEntries + maxHistoryEntries/10 + 5 {
		fmt.Fprintf(&b, "ASK { %d }\n", i)
	}
	writeFile(t, path, b.String())
	h, err := openHistory(path)
	if err != nil || len(h.entries) != maxHistoryEntries {
		t.Fatalf("%d entries, %v", len(h.entries), err)
	}
	data, err := os.ReadFile(path)
	if err != nil || strings.Count(string(data), "\n") != maxHistoryEntries {
		t.Errorf("the file has %d lines, %v", strings.Count(string(data), "\n"), err)
	}
	if info, _ := os.Stat(path); runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("rewritten as %v", info.Mode().Perm())
	}
}

// writeFile writes a file for a test.
func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
