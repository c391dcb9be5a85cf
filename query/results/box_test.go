package results

import (
	"fmt"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

func people(n int) *Table {
	t := &Table{Names: []string{"person", "name", "age"}}
	for i := range n {
		t.Rows = append(t.Rows, []graph.Term{
			graph.NewIRI(fmt.Sprintf("http://example.org/people/person-%d", i)),
			graph.NewLang("Name "+strings.Repeat("x", i%7), "en"),
			graph.NewTyped(fmt.Sprint(i), graph.XSD+"integer"),
		})
	}
	return t
}

func TestBoxLayout(t *testing.T) {
	table := &Table{Names: []string{"who", "text", "n"}, Rows: [][]graph.Term{
		{graph.NewIRI("http://example.org/people/alice"), graph.NewLiteral("a literal that goes on and on"), graph.NewTyped("1", graph.XSD+"integer")},
		{graph.NewIRI("http://other.example/long/path/to/name"), graph.NewLang("日本語", "ja"), graph.NewTyped("-22.5", graph.XSD+"decimal")},
		{graph.NewBlank("b1"), {}, {}},
	}}
	prefixes := map[string]string{"ex": "http://example.org/", "people": "http://example.org/people/"}
	tests := []struct {
		name string
		o    Options
		want string
	}{
		{"fits", Options{Prefixes: prefixes}, `
┌──────────────────────────────────────────┬───────────────────────────────┬───────┐
│ who                                      │ text                          │     n │
├──────────────────────────────────────────┼───────────────────────────────┼───────┤
│ people:alice                             │ a literal that goes on and on │     1 │
│ <http://other.example/long/path/to/name> │ 日本語@ja                     │ -22.5 │
│ _:b1                                     │ ·                             │     · │
└──────────────────────────────────────────┴───────────────────────────────┴───────┘
`}, {"cut", Options{Prefixes: prefixes, Width: 50}, `
┌────────────────────┬───────────────────┬───────┐
│ who                │ text              │     n │
├────────────────────┼───────────────────┼───────┤
│ people:alice       │ a literal that g… │     1 │
│ <http://oth…/name> │ 日本語@ja         │ -22.5 │
│ _:b1               │ ·                 │     · │
└────────────────────┴───────────────────┴───────┘
`}, {"wrap", Options{Prefixes: prefixes, Width: 50, Wrap: true}, `
┌────────────────────┬───────────────────┬───────┐
│ who                │ text              │     n │
├────────────────────┼───────────────────┼───────┤
│ people:alice       │ a literal that    │     1 │
│                    │ goes on and on    │       │
│ <http://other.exam │ 日本語@ja         │ -22.5 │
│ ple/long/path/to/n │                   │       │
│ ame>               │                   │       │
│ _:b1               │ ·                 │     · │
└────────────────────┴───────────────────┴───────┘
`}, {"plain", Options{Prefixes: prefixes, Plain: true, Width: 45}, `
who                 text                    n
people:alice        a literal that go…      1
<http://oth…/name>  日本語@ja           -22.5
_:b1                ·                       ·
`}, {"records", Options{Prefixes: prefixes, Width: 19, MaxRows: 2}, `
-[ 1 ]-
who  = people:alice
text = a literal that goes on and on
n    = 1

… 1 more
-[ 3 ]-
who  = _:b1
text = ·
n    = ·
`}}
	for _, tt := range tests {
		got := "\n" + write(t, Box, table, tt.o)
		if got != tt.want {
			t.Errorf("%s:%s\nwant%s", tt.name, got, tt.want)
		}
	}
}

func TestBoxHeadAndTail(t *testing.T) {
	for _, tt := range []struct {
		rows, limit int
		want        []int // rows shown
		more        string
	}{
		{10, 0, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, ""},
		{4, 4, []int{0, 1, 2, 3}, ""},
		{5, 4, []int{0, 1, 3, 4}, "… 1 more"},
		{1000, 5, []int{0, 1, 2, 998, 999}, "… 995 more"},
		{1000, 1, []int{0}, "… 999 more"},
		{0, 5, nil, ""},
	} {
		var b strings.Builder
		n, err := Copy(&b, Box, people(tt.rows), Options{MaxRows: tt.limit})
		if err != nil || n != tt.rows {
			t.Errorf("%d rows: %d, %v", tt.rows, n, err)
		}
		shown := strings.Count(b.String(), "person-")
		for _, i := range tt.want {
			if !strings.Contains(b.String(), fmt.Sprintf("person-%d>", i)) {
				t.Errorf("%d rows, at most %d: row %d is missing:\n%s", tt.rows, tt.limit, i, b.String())
			}
		}
		if shown != len(tt.want) || strings.Contains(b.String(), "more") != (tt.more != "") || !strings.Contains(b.String(), tt.more) {
			t.Errorf("%d rows, at most %d:\n%s", tt.rows, tt.limit, b.String())
		}
	}
}

// Every line has the same display width and fits, at every width.
func TestBoxFits(t *testing.T) {
	table := people(3)
	table.Rows = append(table.Rows,
		[]graph.Term{graph.NewLiteral("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧"), graph.NewLiteral("e\u0301e\u0301e\u0301 한국어 한국어"), {}},
		[]graph.Term{graph.NewTyped("x", "http://example.org/very/long/datatype"), graph.NewLiteral(strings.Repeat("long ", 5000)), {}})
	for _, wrapped := range []bool{false, true} {
		for w := range 200 {
			text := write(t, Box, table, Options{Width: w, Wrap: wrapped, MaxRows: 4})
			if strings.HasPrefix(text, "-[") || w == 0 {
				if w >= 3*narrowest+10 {
					t.Fatalf("width %d: records", w)
				}
				continue
			}
			lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
			for _, line := range lines {
				if width(line) > w || width(line) != width(lines[0]) {
					t.Fatalf("width %d: a line of %d columns\n%s", w, width(line), text)
				}
			}
		}
	}
	write(t, Box, &Table{}, Options{Width: 1})
	write(t, Box, &Table{Names: []string{"x"}, Rows: [][]graph.Term{{}}}, Options{Width: 1})
}

func TestBoxColor(t *testing.T) {
	table := &Table{Names: []string{"x"}, Rows: [][]graph.Term{{graph.NewIRI("http://e/a")}, {graph.NewLang("a", "en")}, {{}}}}
	for _, f := range []Format{Box, Line} {
		colored, dull := write(t, f, table, Options{Color: true}), write(t, f, table, Options{})
		if strings.Contains(dull, "\x1b") {
			t.Errorf("%s: an escape without colour: %q", f, dull)
		}
		if !strings.Contains(colored, ansiDim+"@en"+ansiReset) || !strings.Contains(colored, ansiDim+"·"+ansiReset) {
			t.Errorf("%s: %q", f, colored)
		}
		for _, code := range []string{ansiReset, ansiBold, ansiDim, ansiIRI} {
			colored = strings.ReplaceAll(colored, code, "")
		}
		if colored != dull {
			t.Errorf("%s: colour changes the text:\n%s\n%s", f, colored, dull)
		}
	}
}

// What a terminal would act on is shown and not sent (20 cases).
func TestTerminalEscapes(t *testing.T) {
	cases := map[string]string{
		"\x1b[31mred":             "␛[31mred",
		"\x1b]52;c;aGFjaw==\x07":  "␛]52;c;aGFjaw==␇",
		"\x1b]8;;http://x\x1b\\y": "␛]8;;http://x␛\\y",
		"\x1b]0;title\x07":        "␛]0;title␇",
		"\x1b[2J\x1b[H":           "␛[2J␛[H",
		"\x1bPq\x1b\\":            "␛Pq␛\\",
		"\x07bell":                "␇bell",
		"\u009b31m":               `\u009b31m`,
		"\u009d52;c;x\u009c":      `\u009d52;c;x\u009c`,
		"\u0085next":              `\u0085next`,
		"over\rwrite":             "over␍write",
		"a\nb":                    "a␊b",
		"a\tb":                    "a␉b",
		"a\x00b":                  "a␀b",
		"a\x08b":                  "a␈b",
		"a\x7fb":                  "a␡b",
		"\u202Eevil":              `\u202eevil`,
		"\u2066x\u2069":           `\u2066x\u2069`,
		"\u200Fx\u061C":           `\u200fx\u061c`,
		"a\u2028b\uFEFF":          `a\u2028b\ufeff`,
		"bad\xffutf8":             "bad\uFFFDutf8",
		"fine: é 日本 👩‍👧 e\u0301":  "fine: é 日本 👩‍👧 e\u0301",
	}
	for in, want := range cases {
		table := &Table{Names: []string{"x" + in}, Rows: [][]graph.Term{
			{graph.NewLiteral(in)}, {graph.NewIRI(in)}, {graph.NewBlank(in)}, {graph.NewTyped("1x", in)}, {graph.NewLang("x", in)},
			{graph.NewTripleTerm(graph.NewIRI("a:b"), graph.NewIRI("a:c"), graph.NewLiteral(in))},
		}}
		for _, o := range []Options{{}, {Plain: true}, {Width: 7}, {Width: 1, Wrap: true}, {Width: 80, Wrap: true}, {MaxRows: 1}} {
			for _, f := range []Format{Box, Line} {
				text := write(t, f, table, o)
				for _, r := range strings.ReplaceAll(text, "\n", "") {
					if strange(r) {
						t.Errorf("%s %+v: %q has %U", f, o, text, r)
					}
				}
				if o.Width == 0 && o.MaxRows == 0 && !strings.Contains(text, want) {
					t.Errorf("%s: %q, want %q in it", f, text, want)
				}
			}
		}
		if got := write(t, TSV, table, Options{}); want != in && strings.Contains(got, want) && !strings.Contains(in, "\x00") {
			t.Errorf("TSV shows instead of keeping: %q", got)
		}
	}
}

func TestShrink(t *testing.T) {
	s := newShower(Options{Prefixes: map[string]string{"": "http://e/", "a": "http://e/a/", "a2": "http://e/a/", "none": ""}})
	for iri, want := range map[string]string{
		"http://e/x": ":x", "http://e/": ":", "http://e/a/b": "a:b", "http://e/a/b/c": "<http://e/a/b/c>", "http://e/a b": "<http://e/a b>",
		"http://e/x.": "<http://e/x.>", "http://e/x.y": ":x.y", "http://e/-x": "<http://e/-x>", "http://e/é": ":é", "http://e/x\u202e": "<http://e/x\u202e>", "urn:x": "<urn:x>",
	} {
		if got := s.iri(iri); got != want {
			t.Errorf("%q: %q, want %q", iri, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, tt := range []struct {
		in   string
		w    int
		want string
	}{
		{"<http://example.org/people/alice>", 20, "<http://exam…/alice>"},
		{"<http://example.org/people/alice>", 5, "…ice>"},
		{"<http://example.org/people/>", 16, "<http:…/people/>"},
		{"<urn:isbn:12345>", 12, "<urn…:12345>"},
		{"<x>", 0, ""}, {"<xyz>", 1, "…"},
	} {
		if got := cutIRI(tt.in, tt.w); got != tt.want {
			t.Errorf("%s to %d: %q, want %q", tt.in, tt.w, got, tt.want)
		}
	}
}
