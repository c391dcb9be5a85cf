package repl

import (
	"context"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/results"
)

// hostileTexts are literals that must not act on the terminal.
func hostileTexts() []string {
	return []string{
		"\x1b[31mred", "\x1b]52;c;aGVsbG8=\x07", "\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\", "\x1b]0;title\x07", "\x07bell",
		"\u009b31m", "\u0090q", "a\rb", "a\bb", "\x7f", "\u202ereversed", "\u2066isolated", "\u200fmark", "\x00nul", "\x1bc reset",
		"\x1b[2J", "\x0e\x0f", "\u2028line", "a\tb\nc", "\x1b[?2004h",
	}
}

func TestHostileTextIsShownNotSent(t *testing.T) {
	g := graph.New()
	for i, text := range hostileTexts() {
		g.Add(graph.Triple{S: graph.NewIRI("http://example.org/s"), P: graph.NewIRI("http://example.org/p" + thousands(i)), O: graph.NewLiteral(text)},
			graph.Triple{S: graph.NewIRI("http://example.org/s"), P: graph.NewIRI(rdfsLabel), O: graph.NewLiteral(text)},
			graph.Triple{S: graph.NewIRI("http://example.org/s\x1b[31m" + thousands(i)), P: graph.NewIRI(rdfType), O: graph.NewIRI("http://example.org/C\x1b]0;x\x07")})
	}
	lines := []string{
		"SELECT * { ?s ?p ?o }", ".describe http://example.org/s", ".classes", ".predicates", ".sample", ".stats", ".explain SELECT * { ?s ?p 'x\\u001by' }",
		"ASK { <http://x/\x1b[31m> ?p ?o }", ".nonsense\x1b[31m", ".load \x1b[31m", ".help \x1b]0;x\x07", ".mode \x1b[1m", ".describe \x1b[1m",
		"SELECT ?s { ?s ?p '\x1b[1m }", ".run \x1b[1m",
	}
	for _, mode := range []string{"box", "table", "markdown", "line"} {
		h := newHarness(t, func(c *Config) { c.Graph = g })
		h.feed(t, ".mode "+mode)
		for _, line := range lines {
			h.Feed(t.Context(), line)
			h.Abandon()
			out, errs := h.take()
			for _, r := range out + errs {
				if r != '\n' && hostile(r) {
					t.Errorf("%s, %q: %U gets out", mode, line, r)
					break
				}
			}
		}
	}
}

func TestWidths(t *testing.T) {
	for _, width := range []int{0, 1, 19, 80, 1000} {
		h := newHarness(t, func(c *Config) { c.Width = func() int { return width } })
		h.feed(t, "SELECT * { ?s ?p ?o }\n.classes\n.describe ex:ann\n.stats\n.help\n.prefix\n.predicates ex:Person\n.explain")
		if out, errs := h.take(); out == "" || strings.Contains(errs, "error") {
			t.Errorf("width %d: %q", width, errs)
		}
	}
}

// TestNoEscapeWithoutATerminal runs every command's example as a script: no
// escape character, no prompt, no table.
func TestNoEscapeWithoutATerminal(t *testing.T) {
	record, _ := smart(t)
	for _, c := range commandTable() {
		t.Run(c.name, func(t *testing.T) {
			inFolder(t)
			h := newHarness(t, func(cfg *Config) {
				cfg.Interactive, cfg.Terminal, cfg.Record = false, false, record
			})
			if c.name != "login" {
				h.feed(t, c.example+"\nSELECT * { ?s ?p ?o }\n.stats\n")
			}
			h.End(t.Context())
			out, errs := h.take()
			if strings.ContainsRune(out+errs, 0x1b) || strings.Contains(out, "┌") || strings.Contains(out, "trivet>") {
				t.Errorf("%q %q", out, errs)
			}
		})
	}
}

// failing are rows that end with an error.
type failing struct{ n int }

func (f failing) Vars() []string { return []string{"n"} }

func (f failing) Terms() iter.Seq2[[]graph.Term, error] {
	return func(yield func([]graph.Term, error) bool) {
		for i := range f.n {
			if !yield([]graph.Term{integer(i)}, nil) {
				return
			}
		}
		yield(nil, context.Canceled)
	}
}

func TestRowsBeforeAnErrorAreKeptAndMarked(t *testing.T) {
	for _, pager := range []bool{false, true} {
		h := newHarness(t, func(c *Config) {
			if pager {
				c.Programs.Pager = []string{"cat"}
			}
		})
		err := h.show(t.Context(), failing{3}, func() string { return "" })
		out, errs := h.take()
		if !errors.Is(err, context.Canceled) || !strings.Contains(out, "2 │") || !strings.Contains(errs, "3 rows before it stopped: the result is not complete") {
			t.Errorf("pager %v: %q %q %v", pager, out, errs, err)
		}
		if h.last == nil || len(h.last.Rows) != 3 {
			t.Error("the rows are not kept for .diff")
		}
	}
}

func TestMachineFormatsStayUnfinished(t *testing.T) {
	h := newHarness(t, nil)
	h.feed(t, ".mode json")
	if err := h.show(t.Context(), failing{1}, func() string { return "" }); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if out, _ := h.take(); strings.HasSuffix(strings.TrimSpace(out), "]}}") {
		t.Errorf("half a result looks whole: %q", out)
	}
}

func TestLongResults(t *testing.T) {
	long := &results.Table{Names: []string{"n"}}
	for i := range keptRows + 100 {
		long.Rows = append(long.Rows, []graph.Term{integer(i)})
	}
	h := newHarness(t, nil)
	if err := h.show(t.Context(), long, func() string { return "" }); err != nil {
		t.Fatal(err)
	}
	out, errs := h.take()
	if n := strings.Count(out, "\n"); n > shownRows+10 {
		t.Errorf("%d lines on the screen", n)
	}
	if !strings.Contains(errs, "stopped at the limit of 10,000 rows") {
		t.Errorf("said %q", errs)
	}
	h.feed(t, ".limit 0")
	if err := h.show(t.Context(), long, func() string { return "" }); err != nil {
		t.Fatal(err)
	}
	if _, errs := h.take(); !strings.Contains(errs, "10,100 rows") {
		t.Errorf("without a limit: %q", errs)
	}
}

func TestNumbers(t *testing.T) {
	for n, want := range map[int]string{0: "0", 12: "12", 123: "123", 1234: "1,234", -1234567: "-1,234,567", 1000000: "1,000,000"} {
		if got := thousands(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
	for d, want := range map[time.Duration]string{
		0: "0 µs", 120 * time.Microsecond: "120 µs", 12345 * time.Microsecond: "12.3 ms", 999 * time.Millisecond: "999 ms",
		1500 * time.Millisecond: "1.50 s", 90 * time.Second: "1m30s",
	} {
		if got := duration(d); got != want {
			t.Errorf("%s: %s, want %s", d, got, want)
		}
	}
	for _, tt := range []struct {
		n          int
		noun, want string
	}{{1, "row", "1 row"}, {2, "row", "2 rows"}, {0, "class", "0 classes"}, {2, "query", "2 queries"}} {
		if got := count(tt.n, tt.noun); got != tt.want {
			t.Errorf("%q", got)
		}
	}
}
