package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/bench/workload"
)

// TestMain lets this test be its own child, as the command is.
func TestMain(m *testing.M) {
	if os.Getenv(childFlag) != "" {
		sweepSize = 1 << 20
		if err := child(os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

const triplesText = `<http://e/a> <http://e/p> "1" .
<http://e/a> <http://e/q> _:b .
_:b <http://e/p> "2.50"^^<http://www.w3.org/2001/XMLSchema#decimal> .
`

// trivets are so many children that answer with Trivet over three triples.
func trivets(t *testing.T, count int) []*engine {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(t.TempDir(), "d.nt")
	if err := os.WriteFile(data, []byte(triplesText), 0o644); err != nil {
		t.Fatal(err)
	}
	var list []*engine
	for range count {
		e := &engine{name: "trivet", command: []string{self}, env: []string{childFlag + "=1"}, data: data}
		t.Cleanup(e.stop)
		list = append(list, e)
	}
	return list
}

func TestRoundsOverTwoEngines(t *testing.T) {
	m := &meter{options: options{rounds: 3, limit: time.Minute, total: time.Minute, cache: t.TempDir()}, size: "10k",
		workload: &workload.Workload{Name: "w"}, engines: trivets(t, 2)}
	for text, rows := range map[string]int{
		"SELECT * { ?s ?p ?o }": 3, "ASK { ?s ?p ?o }": 1, "ASK { ?s ?s ?s }": 0,
		"CONSTRUCT { ?o <http://e/r> ?s } { ?s <http://e/q> ?o }": 1,
	} {
		r := m.query(workload.Query{Name: "q", Text: text})
		for i := range r.Timings {
			s := r.Timings[i]
			if s.Failure != "" || s.Answer == nil || s.Answer.Rows != rows || s.Runs < 3 || s.Median <= 0 {
				t.Errorf("%s: %+v", text, s)
			}
		}
		if len(r.Differs) > 0 || r.ratio(1) <= 0 {
			t.Errorf("%s: differs %v, ratio %v", text, r.Differs, r.ratio(1))
		}
	}
}

func TestFailuresAreRemarks(t *testing.T) {
	m := &meter{options: options{rounds: 2, limit: time.Minute, total: time.Minute, cache: t.TempDir()}, size: "10k", engines: trivets(t, 1),
		workload: &workload.Workload{Name: "w", Golden: map[string]workload.Answer{"q 10k": {Rows: 7}}}}
	r := m.query(workload.Query{Name: "bad", Text: "SELECT {"})
	if r.Timings[0].Failure == "" || r.Timings[0].Runs != 0 {
		t.Errorf("a syntax error: %+v", r.Timings[0])
	}
	r = m.query(workload.Query{Name: "q", Text: "SELECT * { ?s ?p ?o }"})
	if !strings.Contains(r.Wrong, "3 rows") {
		t.Errorf("a pinned answer of 7 rows: %q", r.Wrong)
	}
}

// endless is a query of 3^20 rows over three triples.
func endless() string {
	text := "SELECT * {"
	for i := range 20 {
		text += fmt.Sprintf(" ?s%d ?p%d ?o%d .", i, i, i)
	}
	return text + " }"
}

func TestLimitKillsAndStartsAnew(t *testing.T) {
	e := trivets(t, 1)[0]
	if err := e.start(); err != nil {
		t.Fatal(err)
	}
	stopped, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := e.query(stopped, request{Query: endless()}); !errors.Is(err, errLimit) {
		t.Fatalf("error %v, want the limit", err)
	}
	if e.cmd != nil {
		t.Error("the child is still there")
	}
	if r, err := e.query(context.Background(), request{Query: "ASK {}"}); err != nil || r.Kind != "boolean" {
		t.Errorf("after the limit: %+v, %v", r, err)
	}
}

// TestLimitIsHeard: an engine that can stop a query does so, and keeps its data.
func TestLimitIsHeard(t *testing.T) {
	e := trivets(t, 1)[0]
	if err := e.start(); err != nil {
		t.Fatal(err)
	}
	if _, err := e.ask(context.Background(), request{Query: endless(), Limit: 1}); !errors.Is(err, errLimit) || e.cmd == nil {
		t.Fatalf("error %v, want the limit and the child alive", err)
	}
	if r, err := e.query(context.Background(), request{Query: "ASK {}"}); err != nil || r.Kind != "boolean" {
		t.Errorf("after the limit: %+v, %v", r, err)
	}
}

func TestChildThatEnds(t *testing.T) {
	e := &engine{name: "none", command: []string{"false"}}
	if err := e.start(); err == nil {
		t.Error("a child that ends at once: no error")
	}
	e = &engine{name: "none", command: []string{filepath.Join(t.TempDir(), "none")}}
	if err := e.start(); err == nil {
		t.Error("a command that there is not: no error")
	}
}

func TestReadAnswerForms(t *testing.T) {
	dir := t.TempDir()
	sums := map[uint64]bool{}
	for kind, text := range map[string]string{
		"rows": "?s\t?v\n_:b0\t2.5\n",
		"json": `{"head":{"vars":["s","v"]},"results":{"bindings":[{"s":{"type":"bnode","value":"x"},"v":{"type":"typed-literal","value":"2.50","datatype":"http://www.w3.org/2001/XMLSchema#decimal"}}]}}`,
	} {
		file := filepath.Join(dir, kind)
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		a, err := (&meter{}).read(file, kind)
		if err != nil || a.Rows != 1 {
			t.Fatalf("%s: %v, %v", kind, a, err)
		}
		sums[a.Sum] = true
	}
	if len(sums) != 1 {
		t.Error("TSV and JSON of one row have different sums")
	}
}

func TestReportShowsWinsLossesAndFailures(t *testing.T) {
	ok := func(s float64) timing {
		return timing{Median: s, Runs: 5, Spread: 0.05, Answer: &workload.Answer{Rows: 9}}
	}
	r := &report{Workload: "w", Size: "1M", Engines: []about{{Name: "trivet", Version: "Trivet"}, {Name: "other", Version: "Other <1>"}}, Queries: []row{
		{Query: "win", Timings: []timing{ok(0.001), ok(0.020)}},
		{Query: "loss", Timings: []timing{ok(0.004), ok(0.002)}, Differs: []string{"other: 8 rows"}},
		{Query: "failure", Timings: []timing{ok(0.1), {Failure: "over 30s\nmore"}}},
	}}
	var out bytes.Buffer
	r.markdown(&out)
	for _, want := range []string{"| win | 9 | 1.00 ±5 % | 20.0 ±5 % | 20 |", "| **0.50** |", "failed", "over 30s\n", "another answer from other: 8 rows", "| geometric mean | | | | 3.2 |"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	svg := chart([]*report{r})
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := d.Token(); err != nil {
			if !errors.Is(err, io.EOF) {
				t.Errorf("the chart is not XML: %v\n%s", err, svg)
			}
			break
		}
	}
	if text, err := json.Marshal(r); err != nil || !bytes.Contains(text, []byte(`"medianSeconds":0.001`)) {
		t.Errorf("JSON %s, %v", text, err)
	}
}

func TestGrowth(t *testing.T) {
	at := func(s float64, rows int) *report {
		return &report{Workload: "w", Size: "x", Queries: []row{{Query: "q", Timings: []timing{{Median: s, Runs: 1, Answer: &workload.Answer{Rows: rows}}}}}}
	}
	var out bytes.Buffer
	growth(&out, []*report{at(0.001, 10), at(0.012, 95)})
	if !strings.Contains(out.String(), "| q | 1.00 | 12.0 | 12.0 | 9.5 |") {
		t.Errorf("got\n%s", out.String())
	}
}
