package syntax_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/query/syntax"
)

// parseBoth reads a text as a query and as an update and checks both errors.
func parseBoth(t testing.TB, name, text string) {
	t.Helper()
	_, err := syntax.Parse(text, syntax.Options{})
	checkError(t, name, text, err)
	drawError(t, name, text, err)
	_, err = syntax.ParseUpdate(text, syntax.Options{})
	checkError(t, name, text, err)
	drawError(t, name, text, err)
}

// drawError checks that an error can be drawn and that its fixes are inside the
// text.
func drawError(t testing.TB, name, text string, err error) {
	t.Helper()
	var e *syntax.Error
	if !errors.As(err, &e) {
		return
	}
	drawn := e.Pretty(text)
	if lines := strings.Count(drawn, "\n"); lines < 3 || lines > 5 {
		t.Errorf("%s: %d lines drawn:\n%s", name, lines, drawn)
	}
	for _, f := range e.Fixes {
		if f.Span.Start.Offset > f.Span.End.Offset || f.Span.End.Offset > len(text) {
			t.Errorf("%s: fix %v of %q is outside the text", name, f, e.Msg)
		}
	}
}

// Random bytes, and random words of the language, never panic and give errors
// inside the text.
func TestRandomTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	words := []string{
		"SELECT", "*", "?x", "{", "}", "(", ")", "[", "]", "<<", ">>", "<<(", ")>>", "{|", "|}", "~", ".", ",", ";",
		"<http://a/b>", "ex:a", "_:b", "'s'", `"""long"""`, "@en--ltr", "^^", "1", "-2.5", "1e6", "true", "a", "UNION",
		"OPTIONAL", "FILTER", "BIND", "AS", "VALUES", "UNDEF", "GRAPH", "SERVICE", "MINUS", "EXISTS", "NOT", "IN",
		"COUNT", "GROUP_CONCAT", "SEPARATOR", "=", "IF", "REGEX", "GROUP", "BY", "HAVING", "ORDER", "DESC", "LIMIT",
		"INSERT", "DELETE", "DATA", "WHERE", "WITH", "USING", "NAMED", "LOAD", "INTO", "CLEAR", "ALL", "COPY", "TO",
		"PREFIX", "ex:", "BASE", "VERSION", "\"1.2\"", "#c\n", "|", "/", "^", "!", "&&", "||", "<", ">", "+", "-", "?", "\n",
		"“", "\u00a0", "\xff", "é", "日本",
	}
	for i := range 10_000 {
		var b strings.Builder
		for range r.IntN(40) {
			if i%2 == 0 {
				b.WriteByte(byte(r.IntN(256)))
			} else {
				b.WriteString(words[r.IntN(len(words))])
				if r.IntN(3) > 0 {
					b.WriteByte(' ')
				}
			}
		}
		text := b.String()
		parseBoth(t, fmt.Sprintf("%q", text), text)
		checkTokens(t, text)
		syntax.Incomplete(text, syntax.Options{})
		syntax.CompleteAt(text, r.IntN(len(text)+1))
		if t.Failed() {
			t.FailNow()
		}
	}
}

// checkTokens checks that tokens cover the text exactly.
func checkTokens(t testing.TB, text string) {
	t.Helper()
	at := 0
	for _, tok := range syntax.Tokens(text) {
		if tok.Start != at || tok.End <= tok.Start {
			t.Fatalf("token %v at %d of %q", tok, at, text)
		}
		at = tok.End
	}
	if at != len(text) {
		t.Fatalf("tokens end at %d of %d in %q", at, len(text), text)
	}
}

// Every query and update of the suites, cut at every byte, is whole, or could go
// on; it is never wrong. Errors lie inside the text.
func TestTruncatedSuites(t *testing.T) {
	cuts := 0
	for _, c := range suiteCases(t) {
		step := 1 + len(c.text)/4000 // the one large request takes too long at every byte
		if testing.Short() {
			step += 10
		}
		for n := 0; n < len(c.text); n += step {
			text := c.text[:n]
			cuts++
			if n%11 == 0 {
				syntax.CompleteAt(c.text, n)
			}
			s := syntax.Incomplete(text, syntax.Options{Base: "http://example.org/base/"})
			if s.Err != nil {
				checkError(t, c.name, text, s.Err)
			}
			if s.Status == syntax.Wrong && !c.negative {
				t.Errorf("%s cut at %d: %v\n%s", c.name, n, s.Err, text)
				break
			}
		}
	}
	t.Logf("%d cuts", cuts)
}

// nestings are the constructs that nest, each as what opens and closes a level
// around the middle. The whole holds outer other levels.
func nestings() map[string]struct {
	before, open, middle, close, after string
	outer                              int
	update                             bool
} {
	type nesting = struct {
		before, open, middle, close, after string
		outer                              int
		update                             bool
	}
	return map[string]nesting{
		"group":          {before: "ASK ", open: "{ ", close: "} "},
		"optional":       {before: "ASK { ", open: "OPTIONAL { ", close: "} ", after: "}", outer: 1},
		"union":          {before: "ASK { ", open: "{} UNION { ", close: "} ", after: "}", outer: 1},
		"subquery":       {before: "ASK { ", open: "SELECT * { ", close: "} ", after: "}", outer: 1},
		"parentheses":    {before: "ASK { FILTER ", open: "(", middle: "1", close: ")", after: "}", outer: 1},
		"negation":       {before: "ASK { FILTER (", open: "!", middle: "?x", after: ")}", outer: 2},
		"call":           {before: "ASK { FILTER ", open: "STR(", middle: "1", close: ")", after: "}", outer: 1},
		"function":       {before: "ASK { FILTER ", open: "<f>(", middle: "1", close: ")", after: "}", outer: 1},
		"in":             {before: "ASK { FILTER (", open: "1 IN (", middle: "1", close: ")", after: ")}", outer: 2},
		"exists":         {before: "ASK { ", open: "FILTER EXISTS { ", close: "} ", after: "}", outer: 1},
		"path":           {before: "ASK { ?s ", open: "(", middle: "<p>", close: ")", after: " ?o }", outer: 1},
		"property list":  {before: "ASK { ?s <p> ", open: "[ <p> ", middle: "1", close: "]", after: " }", outer: 1},
		"collection":     {before: "ASK { ?s <p> ", open: "( ", middle: "1", close: ")", after: " }", outer: 1},
		"triple term":    {before: "ASK { ?s <p> ", open: "<<( ?s <p> ", middle: "1", close: ")>>", after: " }", outer: 1},
		"reified triple": {before: "ASK { ?s <p> ", open: "<< ?s <p> ", middle: "1", close: ">>", after: " }", outer: 1},
		"annotation":     {before: "ASK { ?s <p> ?o ", open: "{| <p> ?o ", close: "|}", after: " }", outer: 1},
		"data term":      {before: "ASK { VALUES ?x { ", open: "<<( <s> <p> ", middle: "1", close: ")>>", after: " } }", outer: 1},
		"update list":    {before: "INSERT DATA { <s> <p> ", open: "[ <p> ", middle: "1", close: "]", after: " }", update: true},
	}
}

// 256 levels are read; 257 are refused with a place and a *LimitError.
func TestDepth(t *testing.T) {
	for name, n := range nestings() {
		build := func(levels int) string {
			levels -= n.outer
			return n.before + strings.Repeat(n.open, levels) + n.middle + strings.Repeat(n.close, levels) + n.after
		}
		parse := func(text string) error {
			var err error
			if n.update {
				_, err = syntax.ParseUpdate(text, syntax.Options{})
			} else {
				_, err = syntax.Parse(text, syntax.Options{})
			}
			return err
		}
		if err := parse(build(256)); err != nil {
			t.Errorf("%s: 256 levels: %.200v", name, err)
		}
		err := parse(build(257))
		var limit *syntax.LimitError
		if !errors.As(err, &limit) || limit.Limit != "MaxDepth" || limit.Max != 256 {
			t.Errorf("%s: 257 levels: %.200v", name, err)
		}
		checkError(t, name, build(257), err)
	}
}

// A million levels are refused, in a process of its own because running out of
// stack cannot be caught. The child bounds its own memory use.
func TestMillionLevels(t *testing.T) {
	if os.Getenv("SYNTAX_MILLION") == "" {
		cmd := exec.Command(os.Args[0], "-test.run=^TestMillionLevels$", "-test.v")
		cmd.Env = append(os.Environ(), "SYNTAX_MILLION=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%.2000s", err, out)
		}
		return
	}
	for name, n := range nestings() {
		text := n.before + strings.Repeat(n.open, 1_000_000)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		o := syntax.Options{Limits: syntax.Limits{MaxTextBytes: 1 << 30}}
		_, _, err := syntax.ParseAny(text, o)
		syntax.Incomplete(text[:1_000_000], syntax.Options{})
		syntax.CompleteAt(text[:1_000_000], 1_000_000)
		runtime.ReadMemStats(&after)
		var limit *syntax.LimitError
		if !errors.As(err, &limit) {
			t.Errorf("%s: %.200v", name, err)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 {
			t.Errorf("%s: %d bytes allocated", name, used)
		}
	}
}

// Chains are read and printed by loops; one over the limit is refused.
func TestChains(t *testing.T) {
	chains := map[string]struct{ before, item, sep, after string }{
		"or":       {"ASK { FILTER (", "1", "||", ") }"},
		"and":      {"ASK { FILTER (", "1", "&&", ") }"},
		"sum":      {"ASK { FILTER (", "1", " - ", ") }"},
		"product":  {"ASK { FILTER (", "1", "*", ") }"},
		"sequence": {"ASK { ?s ", ":", "/", " ?o }"},
		"choice":   {"ASK { ?s ", ":", "|", " ?o }"},
		"negated":  {"ASK { ?s !(", ":", "|", ") ?o }"},
		"union":    {"ASK { ", "{}", "UNION", " }"},
	}
	for name, c := range chains {
		build := func(n int) string {
			return "PREFIX : <> " + c.before + strings.Repeat(c.item+c.sep, n-1) + c.item + c.after
		}
		q, err := syntax.Parse(build(100_000), syntax.Options{})
		if err != nil {
			t.Errorf("%s: %.200v", name, err)
			continue
		}
		nodes := 0
		syntax.Walk(q, func(syntax.Node) bool { nodes++; return true })
		if nodes < 100_000 {
			t.Errorf("%s: only %d nodes walked", name, nodes)
		}
		if _, err := syntax.Parse(q.String(), syntax.Options{Limits: syntax.Limits{MaxTextBytes: 1 << 24}}); err != nil {
			t.Errorf("%s: the print: %.200v", name, err)
		}
		_, err = syntax.Parse(build(100_001), syntax.Options{})
		var limit *syntax.LimitError
		if !errors.As(err, &limit) || limit.Limit != "MaxChain" {
			t.Errorf("%s: one more: %.200v", name, err)
		}
	}
}

// Each limit is allowed to be reached and not to be passed.
func TestLimits(t *testing.T) {
	limits := syntax.Limits{MaxTextBytes: 200, MaxListItems: 3, MaxArgs: 3, MaxValuesRows: 3}
	cases := map[string]struct {
		limit string
		build func(n int) string
		at    int
	}{
		"text": {"MaxTextBytes", func(n int) string { return "ASK {}" + strings.Repeat(" ", n-6) }, 200},
		"in": {"MaxListItems", func(n int) string {
			return "ASK { FILTER (1 IN (1" + strings.Repeat(",1", n-1) + ")) }"
		}, 3},
		"concat":   {"MaxArgs", func(n int) string { return "ASK { FILTER CONCAT(1" + strings.Repeat(",1", n-1) + ") }" }, 3},
		"function": {"MaxArgs", func(n int) string { return "ASK { FILTER <f>(1" + strings.Repeat(",1", n-1) + ") }" }, 3},
		"values":   {"MaxValuesRows", func(n int) string { return "ASK { VALUES ?x { " + strings.Repeat("1 ", n) + "} }" }, 3},
		"rows":     {"MaxValuesRows", func(n int) string { return "ASK { VALUES (?x) { " + strings.Repeat("(1) ", n) + "} }" }, 3},
	}
	for name, c := range cases {
		o := syntax.Options{Limits: limits}
		for _, n := range []int{c.at - 1, c.at} {
			if _, err := syntax.Parse(c.build(n), o); err != nil {
				t.Errorf("%s: %d: %v", name, n, err)
			}
		}
		_, err := syntax.Parse(c.build(c.at+1), o)
		var limit *syntax.LimitError
		if !errors.As(err, &limit) || limit.Limit != c.limit || limit.Max != c.at {
			t.Errorf("%s: %d: %v", name, c.at+1, err)
		}
	}
}
