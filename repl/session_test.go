package repl

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/graph"
)

// harness is a session with its output, over the people of testdata.
type harness struct {
	*Session
	out, err bytes.Buffer
}

// newHarness makes a session as a person at a terminal of 80 columns has it,
// without colour, pager or editor. change may adjust the configuration.
func newHarness(t *testing.T, change func(*Config)) *harness {
	t.Helper()
	h := &harness{}
	cfg := Config{
		Graph: people(t), Out: &h.out, Err: &h.err, Interactive: true, Terminal: true,
		Width: func() int { return 80 }, Height: func() int { return 24 },
		WaitUntil: func(context.Context, time.Duration) error { return nil },
	}
	if change != nil {
		change(&cfg)
	}
	h.Session = New(cfg)
	return h
}

// people is the graph of testdata/people.ttl.
func people(t testing.TB) *graph.Graph {
	t.Helper()
	path := filepath.Join("testdata", "people.ttl")
	if _, err := os.Stat(path); err != nil {
		path = "people.ttl" // inFolder
	}
	g, err := graph.LoadFile(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// feed feeds lines and gives the status after the last.
func (h *harness) feed(t *testing.T, lines string) Status {
	t.Helper()
	status := Ready
	for line := range strings.Lines(lines) {
		status = h.Feed(t.Context(), strings.TrimRight(line, "\n"))
	}
	return status
}

// take gives what was printed since the last take, times made equal.
func (h *harness) take() (out, err string) {
	out, err = h.out.String(), clockTimes().ReplaceAllString(h.err.String(), "T")
	h.out.Reset()
	h.err.Reset()
	return out, err
}

// inFolder runs a test in a folder of its own with a copy of the people.
func inFolder(t *testing.T) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "people.ttl"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	writeFile(t, "people.ttl", string(data))
	writeFile(t, "script.trv", "# a script\nASK { ex:ann a ex:Person }\n")
}

func TestContinuation(t *testing.T) {
	const (
		line  = "SELECT ?s { ?s a ex:Place }"
		first = "SELECT ?s"
	)
	tests := []struct {
		name   string
		lines  string
		status Status
		prompt string
		ran    bool   // a result was printed
		errors string // part of what is on standard error
	}{
		{"whole query on one line", line, Ready, "trivet> ", true, ""},
		{"empty line at a fresh prompt", "", Ready, "trivet> ", false, ""},
		{"blank line at a fresh prompt", "   ", Ready, "trivet> ", false, ""},
		{"comment at a fresh prompt", "# nothing", Ready, "trivet> ", false, ""},
		{"open query", first, Pending, "      > ", false, ""},
		{"open brace", "SELECT ?s {\n?s a ex:Place", Pending, "     {> ", false, ""},
		{"open string", "SELECT ?s { ?s ex:name '''Ann", Pending, `     "> `, false, ""},
		{"complete on several lines waits", "SELECT ?s {\n?s a ex:Place }", Pending, "   ok> ", false, ""},
		{"empty line runs it", "SELECT ?s {\n?s a ex:Place }\n\n", Ready, "trivet> ", true, ""},
		{"semicolon runs it", "SELECT ?s {\n?s a ex:Place };", Ready, "trivet> ", true, ""},
		{"semicolon on its own line runs it", "SELECT ?s {\n?s a ex:Place }\n;", Ready, "trivet> ", true, ""},
		{`\g runs it`, "SELECT ?s {\n?s a ex:Place } \\g", Ready, "trivet> ", true, ""},
		{"semicolon inside braces does not", "SELECT ?s { ?s a ex:Place ;", Pending, "     {> ", false, ""},
		{"more after it is complete", "SELECT ?s {\n?s a ex:Place }\nLIMIT 5\n\n", Ready, "trivet> ", true, ""},
		{"empty line inside a query goes on", "SELECT ?s {\n\n?s a ex:Place", Pending, "     {> ", false, ""},
		{"wrong at once", "SELECT ?s { ?s a ex:Place ) }", Ready, "trivet> ", false, "error:"},
		{"wrong on the second line", "SELECT ?s {\n?s a ) }", Ready, "trivet> ", false, "error:"},
		{"a dot command runs what is complete first", "SELECT ?s {\n?s a ex:Place }\n.mode", Ready, "trivet> ", true, "rows as box"},
		{"semicolon after an unfinished query is wrong", "SELECT ?s WHERE {\n?s a ex:Place\n} }\n", Ready, "trivet> ", false, "error:"},
		{"update on one line", "INSERT DATA { ex:x a ex:Place }", Ready, "trivet> ", false, "1 inserted"},
		{"updates joined by a semicolon", "INSERT DATA { ex:x a ex:Place } ;\nDELETE DATA { ex:x a ex:Place }\n\n", Ready, "trivet> ", false, "deleted"},
		{"prefix alone", "PREFIX p: <http://p.example/>", Pending, "      > ", false, ""},
		{"prefix and an empty line declare it", "PREFIX p: <http://p.example/>\n\n", Ready, "trivet> ", false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHarness(t, nil)
			status := h.feed(t, tt.lines)
			out, errs := h.take()
			if status != tt.status || h.Prompt() != tt.prompt {
				t.Errorf("status %d prompt %q, want %d %q", status, h.Prompt(), tt.status, tt.prompt)
			}
			if (out != "") != tt.ran {
				t.Errorf("printed %q, want a result: %v (%s)", out, tt.ran, errs)
			}
			if !strings.Contains(errs, tt.errors) || tt.errors == "" && strings.Contains(errs, "error:") {
				t.Errorf("standard error %q, want %q in it", errs, tt.errors)
			}
		})
	}
}

func TestPasteIsOneUnit(t *testing.T) {
	h := newHarness(t, nil)
	if got := h.Feed(t.Context(), "SELECT ?s {\n  ?s a ex:Place\n}"); got != Ready {
		t.Errorf("status %d, want the query run", got)
	}
	if out, _ := h.take(); !strings.Contains(out, "ex:town") {
		t.Errorf("got %q", out)
	}
	if got := h.Feed(t.Context(), "SELECT ?s {\n  ?s a"); got != Pending {
		t.Errorf("unfinished paste: status %d", got)
	}
	h.Abandon()
	h.Feed(t.Context(), ".mode csv\nSELECT ?s { ?s a ex:Place }\n.quit")
	if out, errs := h.take(); !strings.Contains(out, "http://example.org/town\r\n") || h.status() != Done {
		t.Errorf("pasted commands: %q %q", out, errs)
	}
}

func TestScriptLooksAhead(t *testing.T) {
	h := newHarness(t, func(c *Config) { c.Interactive, c.Terminal = false, false })
	h.feed(t, "SELECT ?s { ?s a ex:Person }\nORDER BY DESC(?s)\nLIMIT 1\nASK { ex:ann a ex:Place }\n.mode csv\nSELECT ?n { ex:ann ex:name ?n }\n")
	h.End(t.Context())
	out, errs := h.take()
	if want := "?s\n<http://example.org/carla>\nfalse\nn\r\nAnn\r\n"; out != want {
		t.Errorf("got %q, want %q (%s)", out, want, errs)
	}
	if h.Err() != nil {
		t.Errorf("error %v", h.Err())
	}
}

func TestScriptReportsUnfinishedStatement(t *testing.T) {
	h := newHarness(t, func(c *Config) { c.Interactive = false })
	h.feed(t, "SELECT ?s {\n?s a ex:Person")
	h.End(t.Context())
	if _, errs := h.take(); !strings.Contains(errs, "error:") || h.Err() == nil {
		t.Errorf("no error: %q %v", errs, h.Err())
	}
}

func TestAbandonDropsTheStatement(t *testing.T) {
	h := newHarness(t, nil)
	h.feed(t, "SELECT ?s {")
	h.Abandon()
	if h.Prompt() != "trivet> " {
		t.Errorf("prompt %q", h.Prompt())
	}
	if got := h.History(); len(got) != 1 || got[0] != "SELECT ?s {" {
		t.Errorf("history %q: what was typed can be recalled", got)
	}
	h.feed(t, "ASK { ex:ann a ex:Person }")
	if out, _ := h.take(); out != "true\n" {
		t.Errorf("got %q", out)
	}
}

func TestHistoryOfStatements(t *testing.T) {
	h := newHarness(t, nil)
	h.feed(t, "SELECT ?s {\n?s a ex:Place }\n\n.stats\nSELECT nonsense\n")
	want := []string{"SELECT ?s {\n?s a ex:Place }", ".stats", "SELECT nonsense"}
	if got := h.History(); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got %q, want %q", got, want)
	}
	if h.History() != nil {
		t.Error("given twice")
	}
}

func TestAutoPrefix(t *testing.T) {
	h := newHarness(t, nil)
	h.feed(t, "SELECT ?n { ex:ann ex:name ?n . ex:town rdfs:label ?l }")
	out, errs := h.take()
	if !strings.Contains(out, "Ann") || !strings.Contains(errs, "using PREFIX ex: <http://example.org/>") {
		t.Errorf("got %q %q", out, errs)
	}
	h.feed(t, "ASK { ex:ann foaf:name ?n }")
	if _, errs := h.take(); strings.Contains(errs, "using PREFIX ex:") || !strings.Contains(errs, "using PREFIX foaf: <http://xmlns.com/foaf/0.1/>") {
		t.Errorf("second time: %q", errs)
	}
	h.feed(t, ".prefix ex: <http://other.example/>\nASK { ex:ann ?p ?o }")
	if out, _ := h.take(); out != "false\n" {
		t.Errorf("a declared prefix did not win: %q", out)
	}
	h.feed(t, ".prefix auto off\nASK { foaf:a ?p ?o }")
	if _, errs := h.take(); !strings.Contains(errs, "error:") || !strings.Contains(errs, "foaf") {
		t.Errorf("guessing went on: %q", errs)
	}
}

func TestCancelKeepsTheShell(t *testing.T) {
	h := newHarness(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	h.Feed(ctx, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
	if _, errs := h.take(); !strings.Contains(errs, "stopped") {
		t.Errorf("got %q", errs)
	}
	h.feed(t, "ASK { ex:ann a ex:Person }")
	if out, _ := h.take(); out != "true\n" {
		t.Errorf("afterwards: %q", out)
	}
}

func TestTimeout(t *testing.T) {
	h := newHarness(t, nil)
	h.feed(t, ".timeout 1ns\nSELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
	if _, errs := h.take(); !strings.Contains(errs, "took longer than 1ns") || !strings.Contains(errs, "hint: .timeout") {
		t.Errorf("got %q", errs)
	}
}

func TestFailedCommandsChangeNothing(t *testing.T) {
	inFolder(t)
	writeFile(t, "bad.ttl", "@prefix ex: <http://example.org/> .\nex:new a ex:Thing .\nex:broken ")
	h := newHarness(t, nil)
	before := h.Graph().Len()
	for _, line := range []string{
		".load bad.ttl", ".load nowhere.ttl", ".load *.none", ".load", ".open bad.ttl", ".save x.unknown", ".save nowhere/x.ttl",
		".mode nonsense", ".width x", ".limit -1", ".timeout soon", ".let a-b", ".let x nonsense:", ".describe ex:nobody",
		".describe", ".sample ex:none", ".nonsense", ".r", ".prefix nonsense", ".run nobody", ".name a/b", ".fix", ".diff",
		".read nowhere", ".undo", ".watch x", ".timing maybe", ".predicates ex:none", "INSERT DATA { ex:a ex:b",
	} {
		h.feed(t, line+"\n\n")
		h.Abandon()
		out, errs := h.take()
		if out != "" || !strings.Contains(errs, "error:") && !strings.HasPrefix(line, "INSERT") {
			t.Errorf("%s: printed %q %q, want an error", line, out, errs)
		}
		if h.Graph().Len() != before {
			t.Fatalf("%s changed the graph", line)
		}
	}
}
