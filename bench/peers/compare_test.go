package main

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/bench"
	"github.com/trivet-rdf/trivet/bench/workload"
)

// TestComparisonIsPossible: every slice names a workload, a size and engines that
// there are, and no two have one name, for they would share their figures.
func TestComparisonIsPossible(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range comparison() {
		w, err := bench.Workload(s.workload)
		if err != nil {
			t.Fatal(err)
		}
		if w.Sizes[s.size] == 0 {
			t.Errorf("%s: no such size", s.name())
		}
		for _, p := range s.peers {
			if !slices.Contains(peerNames(), p) {
				t.Errorf("%s: no engine %s", s.name(), p)
			}
		}
		if seen[s.name()] || s.rounds < 1 || s.limit < time.Second || s.total < time.Second {
			t.Errorf("%s: twice, or without bounds", s.name())
		}
		seen[s.name()] = true
	}
	for _, name := range []string{"records-1M-trivet-anew-oxigraph-virtuoso", "records-50M-growth", "sp2b-250k-jena", "lubm-10M-jena", "records-10M-rdf4j"} {
		if !seen[name] {
			t.Errorf("no %s among %v", name, seen)
		}
	}
	for _, s := range earlier() {
		if seen[s.name()] {
			t.Errorf("%s is measured still", s.name())
		}
	}
}

func TestChoose(t *testing.T) {
	all := comparison()
	some, err := choose(all, "^lubm-1M-jena-")
	if err != nil || len(some) != 1 || some[0].workload != "lubm" {
		t.Errorf("%v, %v", some, err)
	}
	if none, err := choose(all, "none"); err != nil || len(none) > 0 {
		t.Errorf("none: %v, %v", none, err)
	}
	if _, err := choose(all, "lumb"); err == nil || !strings.Contains(err.Error(), "lubm-1M-") {
		t.Errorf("a name that there is not: %v, want those there are", err)
	}
	if _, err := choose(all, "("); err == nil {
		t.Error("a bad expression: no error")
	}
}

// TestSliceIsResumed: what was measured before is not asked again, and what is
// measured is kept after each query.
func TestSliceIsResumed(t *testing.T) {
	dir := t.TempDir()
	o := options{cache: dir}
	k := &keeper{folder: dir}
	s := &slice{workload: "lubm", size: "10k", queries: "^q0[12]$", rounds: 1, limit: time.Minute, total: time.Second}
	first := &report{Workload: "lubm", Size: "10k", Queries: []row{{Query: "q02", Timings: []timing{{Median: 7, Runs: 1}}}}}
	if err := k.save(s, first); err != nil {
		t.Fatal(err)
	}
	if err := k.measure(o, s); err != nil {
		t.Fatal(err)
	}
	r, err := k.load(s)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Queries) != 2 || r.Queries[0].Query != "q01" || r.Queries[0].Timings[0].Runs == 0 || r.Queries[1].Timings[0].Median != 7 {
		t.Errorf("%+v", r.Queries)
	}
	if r.Queries[0].Wrong != "" {
		t.Error(r.Queries[0].Wrong)
	}
	if err := os.WriteFile(k.file(s), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := k.load(s); err == nil || !strings.Contains(err.Error(), k.file(s)) {
		t.Errorf("broken figures: %v, want the file's name", err)
	}
}

// TestTurns: with -turn a line is waited for, once in a turn, and the end of the
// input stops the comparison.
func TestTurns(t *testing.T) {
	k := &keeper{turn: time.Hour, lines: bufio.NewScanner(strings.NewReader("go\n"))}
	for range 3 {
		if err := k.wait("x"); err != nil {
			t.Fatal(err)
		}
	}
	k.until = time.Time{}
	if err := k.wait("x"); !errors.Is(err, errStop) {
		t.Errorf("after the input's end: %v", err)
	}
	if err := (&keeper{}).wait("x"); err != nil {
		t.Errorf("without turns: %v", err)
	}
}

// TestHopelessIsNotAskedAgain: what took too long with less data is skipped with
// its reason.
func TestHopelessIsNotAskedAgain(t *testing.T) {
	k := &keeper{folder: t.TempDir()}
	small := &slice{workload: "records", size: "1M", peers: fastest()}
	r := &report{Workload: "records", Size: "1M", Engines: []about{{Name: "trivet"}, {Name: "oxigraph"}},
		Queries: []row{{Query: "33", Timings: []timing{{Median: 1}, {Failure: "over 10s"}}}, {Query: "34", Timings: []timing{{Median: 1}, {Failure: "crash"}}}}}
	if err := k.save(small, r); err != nil {
		t.Fatal(err)
	}
	w, err := bench.Workload("records")
	if err != nil {
		t.Fatal(err)
	}
	got, err := k.hopeless(&slice{workload: "records", size: "10M", peers: native()}, w.Sizes)
	if err != nil || len(got) != 1 || got["oxigraph 33"] != "over 10s at 1M" {
		t.Errorf("%v, %v", got, err)
	}
}

// TestNewestFigureCounts: of two slices that asked an engine the same, the later one
// is shown, query by query, and what is left of the earlier one.
func TestNewestFigureCounts(t *testing.T) {
	k := &keeper{folder: t.TempDir()}
	kept := func(s slice, r *report) {
		t.Helper()
		r.Workload, r.Size, r.Engines = s.workload, s.size, []about{{Name: "trivet", Version: "Trivet"}}
		for _, p := range s.peers {
			r.Engines = append(r.Engines, about{Name: p, Version: p})
		}
		if err := k.save(&s, r); err != nil {
			t.Fatal(err)
		}
	}
	took := func(s float64) timing { return timing{Median: s, Runs: 3, Answer: &workload.Answer{Rows: 9}} }
	kept(earlier()[1], &report{Queries: []row{
		{Query: "q1", At: "2026-11-30 10:00:00", Timings: []timing{took(1), took(0.5), took(8), took(8)}, Differs: []string{"jena: 8 rows", "rdf4j: 7 rows"}},
		{Query: "q2", At: "2026-11-30 10:01:00", Timings: []timing{took(1), {Failure: "over 10s"}, took(8), took(8)}}}})
	kept(slice{workload: "sp2b", size: "250k", peers: onJava()[:1]}, &report{Queries: []row{
		{Query: "q1", At: "2026-11-30 11:00:00", Timings: []timing{took(1), took(30)}}}})
	reports, err := k.reports()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	page(&out, reports, "p.svg", "")
	for _, want := range []string{
		"| query | rows | Trivet ms | jena ms | ratio | jena-tdb2 ms | ratio | rdf4j ms | ratio |",
		"| q1 | 9 | 1000 ±0 % | 30000 ±0 % | 30 | 8000 ±0 % | 8.0 |",
		"| q2 | 9 | 1000 ±0 % | > 10s |  | 8000",
		"| sp2b | 250k | 30 (1, 0, 1) | 8.0 (2, 0, 0) |",
		"Nowhere in these figures.", "`rdf4j`: 7 rows against 9",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "`jena`: 8 rows against") {
		t.Error("an answer that was given earlier is held against an engine")
	}
}

// TestNothingLeftOfASlice: a report whose engines were all asked again goes.
func TestNothingLeftOfASlice(t *testing.T) {
	of := func(at string, engines ...string) *report {
		r := &report{Workload: "w", Size: "1M", Queries: []row{{Query: "q", At: at}}}
		for _, name := range engines {
			r.Engines = append(r.Engines, about{Name: name})
			r.Queries[0].Timings = append(r.Queries[0].Timings, timing{Median: 1, Runs: 1})
		}
		return r
	}
	alone, old, later := of("1", "trivet"), of("1", "trivet", "a", "b"), of("2", "trivet", "b", "a")
	if got := newest([]*report{alone, old, later}); len(got) != 2 || got[0] != alone || got[1] != later || len(later.Engines) != 3 {
		t.Errorf("%d reports left: want Trivet's alone and the later one", len(got))
	}
}

// TestColumnsInAnotherOrder: an engine that gives the same columns in another
// order gives the same answer.
func TestColumnsInAnotherOrder(t *testing.T) {
	m := &meter{}
	sums := map[uint64]bool{}
	for _, text := range []string{"?a\t?b\n1\t2\n", "?b\t?a\n2\t1\n"} {
		file := filepath.Join(t.TempDir(), "r")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		a, err := m.read(file, "rows")
		if err != nil {
			t.Fatal(err)
		}
		sums[a.Sum] = true
	}
	if len(sums) != 1 {
		t.Error("two answers")
	}
	if got := columns([]string{"a", "c"}, []string{"a", "b"}); !slices.Equal(got, []int{0, 1}) {
		t.Errorf("other variables: %v, want them as they are", got)
	}
}

// pageOf is the document over made-up figures of a win, a loss, a failure, a
// time-out, another answer, and of growth.
func pageOf(t *testing.T) (text, picture string) {
	t.Helper()
	ok := func(s float64) timing {
		return timing{Median: s, Runs: 5, Spread: 0.05, Answer: &workload.Answer{Rows: 9}}
	}
	small, grown := ok(0.001), ok(0.014)
	small.Operators, small.Cold = []operator{{"project", "?s", 10, 0}, {"scan", "?s a C", 9, 1}}, 0.002
	grown.Operators, grown.Cold = []operator{{"project", "?s", 40, 0}, {"scan", "?s a C", 199, 1}}, 0.026
	grown.Held, grown.Peak = 20<<20, 30<<20
	engines := []about{{Name: "trivet", Version: "Trivet"}, {Name: "oxigraph", Version: "Oxigraph <1>", Load: 2}, {Name: "virtuoso", Version: "Virtuoso 7"}}
	all := []*report{
		{Workload: "lubm", Size: "1M", Machine: "a machine", Engines: engines, Queries: []row{
			{Query: "q1", Timings: []timing{ok(0.001), ok(0.020), ok(0.002)}},
			{Query: "q2", Timings: []timing{ok(0.004), {Median: 0.002, Runs: 5, Spread: 0.05, Answer: &workload.Answer{Rows: 8}}, {Failure: "over 10s"}}, Differs: []string{"oxigraph: 8 rows (sum 1)"}},
			{Query: "q3", Timings: []timing{ok(0.1), {Failure: "crash\nmore"}, {Median: 3, Runs: 1}}},
		}},
		{Workload: "lubm", Size: "1M", Engines: []about{{Name: "trivet"}, {Name: "jena", Version: "Jena"}}, Queries: []row{{Query: "q2", Timings: []timing{ok(0.005), ok(0.5)}, At: "2026-11-30 12:00:00", Trivet: "Trivet 1234567"}}},
		{Workload: "lubm", Size: "100k", Engines: engines[:1], Queries: []row{{Query: "q1", Timings: []timing{small}}}},
		{Workload: "lubm", Size: "1M", Engines: engines[:1], Reads: []float64{2, 20, 90}, Queries: []row{{Query: "q1", Timings: []timing{grown}}}},
	}
	var out bytes.Buffer
	page(&out, all, "p.svg", "BenchmarkRate/x/1M-2 9 5000 ns/op 2500000 rows/s 7 B/op 1 allocs/op\nBenchmarkPlan/parse/y-2 9 5000 ns/op\nok\n")
	return out.String(), strips(all)
}

func TestDocumentShowsEverything(t *testing.T) {
	text, _ := pageOf(t)
	for _, want := range []string{
		"| lubm | 1M | 3.2 (1, 1, 1) | 7.7 (2, 0, 1) | 100 (1, 0, 0) |",     // the summary
		"- lubm 1M q2: 4.00 ms, oxigraph 2.00 ms (0.50)",                    // losses
		"| q1 | 9 | 1.00 ±5 % | 20.0 ±5 % | 20 | 2.00 ±5 % | 2.0 | | |",     // a line, without Jena
		"| q2 | 9 | 4.00 ±5 % | 2.00 ±5 % | **0.50** | > 10s |  | 500 ±5 %", // Jena's ratio is to its own turns
		"| 100 |",
		"3000 once",
		"- lubm q2 at 1M, `oxigraph`: 8 rows against 9. As Trivet: jena.",
		"- `oxigraph`, lubm at 1M, crash: q3",
		"| q1 | 1.00 ±5 % | **14.0**, 10 | 14.0 ±5 % | 9 |", // growth
		"| lubm q1 | 100k to 1M | 14.0 | 10.0 | 12.0 | 50000 → 58333 | 13.0 | more work: `scan ?s a C` 10 → 200 |",
		"one read at a random place took 2 ns in 1 MB, 20 in 16 MB and 90 in 256 MB.",
		"| lubm 1M q1 | 20 | 30 |", "No query held more than 1 GiB.", // memory
		"| Rate/x/1M | 2.5 M rows/s |\n| Plan/parse/y | 5.0 µs |", // rates
		"- a machine", "`oxigraph`: Oxigraph <1>", "![", "(p.svg)", "oxigraph 2.0 s",
		"By turns with jena: Trivet 1234567, 2026-11-30 12:00:00 to 2026-11-30 12:00:00.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestStripsAreXML(t *testing.T) {
	_, picture := pageOf(t)
	d, circles, red := xml.NewDecoder(strings.NewReader(picture)), 0, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, picture)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "circle" {
			circles++
			for _, a := range e.Attr {
				if a.Name.Local == "fill" && a.Value == "#d33" {
					red++
				}
			}
		}
	}
	if circles != 5 || red != 1 {
		t.Errorf("%d dots, %d of them red: want 5 and 1", circles, red)
	}
}

// TestInstalledOnce: a stamp keeps an installation from running again, and a
// failure leaves none.
func TestInstalledOnce(t *testing.T) {
	folder, runs := filepath.Join(t.TempDir(), "x"), 0
	broken := errors.New("broken")
	if err := installed(folder, "1", func() error { runs++; return broken }); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	for range 2 {
		if err := installed(folder, "1", func() error { runs++; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if err := installed(folder, "2", func() error { runs++; return nil }); err != nil || runs != 3 {
		t.Errorf("%d runs, %v: want one that fails, one that does not, and one of the next version", runs, err)
	}
	if p := pom([]string{"g.h:a:1.2"}); !strings.Contains(p, "<groupId>g.h</groupId><artifactId>a</artifactId><version>1.2</version>") {
		t.Errorf("pom: %s", p)
	}
}
