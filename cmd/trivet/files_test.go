package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSnapshotFiles saves to a snapshot file and uses it wherever a file can be.
func TestSnapshotFiles(t *testing.T) {
	dir := folder(t)
	if got := trivet(t, dir, "", "save", "people.ttl", "graphs.trig", "-o", "all.trivet"); got.status != exitOK {
		t.Fatal(got.stderr)
	}
	if got := trivet(t, dir, "", "convert", "people.ttl", "-f", "trivet", "-o", "named"); got.status != exitOK {
		t.Fatal(got.stderr)
	}
	for _, tt := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"load", "named"}, exitOK, "7\n"},
		{[]string{"load", "named", "more.nt"}, exitOK, "8\n"},
		{[]string{"load", "more.nt", "named"}, exitOK, "8\n"},
		{[]string{"diff", "people.ttl", "named"}, exitOK, ""},
		{[]string{"check", "named", "all.trivet"}, exitOK, "named: 7 triples"},
		{[]string{"convert", "named"}, exitOK, "ex:"},
		{[]string{"query", "-d", "named", "-e", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}, exitOK, "7"},
		{[]string{"stats", "all.trivet"}, exitOK, "named graphs"},
		{[]string{"stats", "named"}, exitOK, "\"blank nodes\"\t"},
		{[]string{"stats", "named", "-f", "csv"}, exitOK, "bytes in all,"},
		{[]string{"convert", "people.ttl", "-f", "trivet"}, exitUsage, "-o FILE.trivet"},
		{[]string{"load", "named", "--data-format", "ttl"}, exitError, "is a snapshot file"},
	} {
		got := trivet(t, dir, "", tt.args...)
		if got.status != tt.status || !strings.Contains(got.stdout+got.stderr, tt.want) {
			t.Errorf("%q: status %d, %q %q", tt.args, got.status, got.stdout, got.stderr)
		}
	}
}

// TestFilesThatAreNot gives the commands every kind of wrong file: the message
// says which file and what is wrong with it, and the exit status of what kind.
func TestFilesThatAreNot(t *testing.T) {
	dir := folder(t)
	for name, text := range map[string]string{
		"foreign.trivet": "hello", "cut.trivet": "\x89TRIVET\n", "cut.ttl.gz": "\x1f\x8b\x08\x00",
		"turtle.nt": "@prefix e: <http://e/> . e:a e:b 1 .", "empty.nt": "", "empty": "", "text": "What is this?",
		"bad.nt":  "<http://e/a> <http://e/b> 1 .\n<http://e/a> <http://e/b> \"1\" .\nbad\n",
		"many.nt": strings.Repeat("bad\n", 30),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args   string
		status int
		want   []string
	}{
		{"load foreign.trivet", exitError, []string{"foreign.trivet", "not a snapshot file"}},
		{"load cut.trivet", exitError, []string{"cut.trivet", "damaged"}},
		{"load cut.ttl.gz", exitError, []string{"cut.ttl.gz", "gzip"}},
		{"load turtle.nt", exitError, []string{"turtle.nt:1:1", "looks like Turtle"}},
		{"load empty.nt empty", exitOK, []string{"0\n"}},
		{"load text", exitError, []string{"text", "unknown format"}},
		{"load folder", exitIO, []string{"folder", "directory"}},
		{"load absent.nt", exitIO, []string{"absent.nt"}},
		{"convert people.ttl -o folder/none/x.nt", exitIO, []string{"folder/none"}},
		{"convert people.ttl -o x.foo", exitUsage, []string{"x.foo", "-f"}},
		{"convert people.ttl -f nt -o folder", exitIO, []string{"folder", "directory"}},
		{"diff people.ttl absent.nt", exitIO, []string{"absent.nt"}},
		{"check bad.nt", exitError, []string{"bad.nt:1:27", "bad.nt:3:1", "2 lines are wrong, 1 triples are right"}},
		{"check absent.nt bad.nt people.ttl", exitError, []string{"absent.nt", "people.ttl: 7 triples", "2 of 3 files"}},
		{"check absent.nt people.ttl", exitIO, []string{"absent.nt", "people.ttl: 7 triples", "1 of 2 files"}},
		{"load --skip-bad many.nt", exitOK, []string{"many.nt:10:1", "skipped 30 bad lines"}},
	} {
		got := trivet(t, dir, "", strings.Fields(tt.args)...)
		all := got.stdout + got.stderr
		for _, want := range tt.want {
			if got.status != tt.status || !strings.Contains(all, want) {
				t.Errorf("%s: status %d, want %d and %q in:\n%s", tt.args, got.status, tt.status, want, all)
			}
		}
		if strings.Contains(all, "many.nt:11:1") {
			t.Error("--skip-bad tells of every line")
		}
	}
}

// TestOutputIsReplaced converts a file onto itself and to compressed files; a
// conversion that fails leaves what was there.
func TestOutputIsReplaced(t *testing.T) {
	dir := folder(t)
	for _, args := range []string{"convert people.ttl -o people.nt.gz", "convert people.nt.gz -f nt -o people.nt", "convert people.nt -f ttl -o people.nt"} {
		if got := trivet(t, dir, "", strings.Fields(args)...); got.status != exitOK {
			t.Fatalf("%s: %s", args, got.stderr)
		}
	}
	packed, err := os.ReadFile(filepath.Join(dir, "people.nt.gz"))
	if err != nil || !strings.HasPrefix(string(packed), "\x1f\x8b") {
		t.Errorf("not compressed: %q %v", packed, err)
	}
	if got := trivet(t, dir, "", "diff", "people.ttl", "people.nt.gz"); got.status != exitOK {
		t.Error(got.stdout, got.stderr)
	}
	before, err := os.ReadFile(filepath.Join(dir, "people.ttl"))
	if err != nil {
		t.Fatal(err)
	}
	if got := trivet(t, dir, "", "convert", "graphs.trig", "-o", "people.ttl"); got.status != exitUsage {
		t.Errorf("status %d, %s", got.status, got.stderr)
	}
	if after, _ := os.ReadFile(filepath.Join(dir, "people.ttl")); string(after) != string(before) {
		t.Error("a conversion that failed changed the file")
	}
}
