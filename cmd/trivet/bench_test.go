package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestBenchCommand(t *testing.T) {
	dir := folder(t)
	queries := filepath.Join(dir, "queries")
	if err := os.Mkdir(queries, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"a.rq": "SELECT * { ?s ?p ?o }", "b.sparql": "ASK {}", "c.rq": "CONSTRUCT WHERE { ?s a ?c }", "notes.txt": "not a query",
	} {
		if err := os.WriteFile(filepath.Join(queries, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got := trivet(t, dir, "", "bench", "-d", "people.ttl", "-q", "queries", "--repeat", "3", "--json")
	rows := map[string]int{}
	for line := range strings.Lines(got.stdout) {
		var m measured
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		rows[m.Query] = m.Rows
	}
	if got.status != exitOK || len(rows) != 3 || rows["a.rq"] != 7 || rows["b.sparql"] != 1 || rows["c.rq"] != 2 {
		t.Errorf("%v %s", rows, got.stderr)
	}
	if got := trivet(t, dir, "", "bench", "-d", "people.ttl", "-q", "names.rq", "--repeat", "1"); !strings.HasPrefix(got.stdout, "?query\t?rows\t?median_ms") || !strings.Contains(got.stdout, "\"names.rq\"\t2\t") {
		t.Errorf("%q %s", got.stdout, got.stderr)
	}
	for args, status := range map[string]int{
		"bench|-d|people.ttl":                        exitUsage,
		"bench|-q|names.rq":                          exitUsage,
		"bench|-d|people.ttl|-q|nowhere":             exitIO,
		"bench|-d|people.ttl|-q|bad.rq":              exitError,
		"bench|-d|people.ttl|-q|names.rq|--repeat|0": exitUsage,
	} {
		if got := trivet(t, dir, "", strings.Split(args, "|")...); got.status != status {
			t.Errorf("%s: status %d %s", args, got.status, got.stderr)
		}
	}
}

// TestBenchGoesOn: an error in the folder names its file, and a query that fails
// leaves the others their figures.
func TestBenchGoesOn(t *testing.T) {
	dir := folder(t)
	queries := filepath.Join(dir, "queries")
	if err := os.Mkdir(queries, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(queries, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("a.rq", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")
	write("b.rq", "ASK {}")
	got := trivet(t, dir, "", "bench", "-d", "people.ttl", "-q", "queries", "--repeat", "2")
	if got.status == exitOK || !strings.Contains(got.stderr, "a.rq") || !strings.Contains(got.stdout, "\"a.rq\"\t\t") || !strings.Contains(got.stdout, "\"b.rq\"\t1\t") {
		t.Errorf("status %d\n%s\n%s", got.status, got.stdout, got.stderr)
	}
	got = trivet(t, dir, "", "bench", "-d", "people.ttl", "-q", "queries", "--repeat", "2", "--json")
	lines := strings.Split(got.stdout, "\n")
	if len(lines) < 2 || !strings.Contains(lines[0], `"error":`) || !strings.Contains(lines[1], `"runs":2`) {
		t.Errorf("%s", got.stdout)
	}
	write("c.rq", "SELECT * { ?s")
	got = trivet(t, dir, "", "bench", "-d", "people.ttl", "-q", "queries")
	if got.status != exitError || !strings.Contains(got.stderr, filepath.Join("queries", "c.rq")+":1:") {
		t.Errorf("status %d %s", got.status, got.stderr)
	}
}

func TestMedian(t *testing.T) {
	if median([]time.Duration{1, 2, 9}) != 2 || median([]time.Duration{1, 3}) != 2 || median([]time.Duration{5}) != 5 {
		t.Error("wrong middle")
	}
}
