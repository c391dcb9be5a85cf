package results

import (
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// allTerms is every kind of term, and texts that formats find hard.
func allTerms() []graph.Term {
	iri := graph.NewIRI("http://example.org/a?b=1&c=<2>#d")
	terms := []graph.Term{
		{},
		graph.NewIRI("http://example.org/s"), iri, graph.NewIRI("urn:x:é\"{}|^`\\"),
		graph.NewBlank("b0"), graph.NewBlank("x.y-z_1"), graph.NewBlank("ünï"),
		graph.NewLiteral(""), graph.NewLiteral("plain"), graph.NewLiteral("_:b0"), graph.NewLiteral("true"),
		graph.NewLiteral("a,b\"c\"\td\r\ne\nf\rg"), graph.NewLiteral(" spaces "), graph.NewLiteral("\\u0041 \\ \\\\"),
		graph.NewLiteral("<b>&amp;</b> ]]> <!-- 'q'"), graph.NewLiteral("日本語 👩‍👩‍👧 e\u0301 \U0010FFFF"),
		graph.NewLiteral("\u2028\u2029\u202Ertl\uFEFF"), graph.NewLiteral(`ends with \`), graph.NewLiteral(`"`), graph.NewLiteral(`"""`),
		graph.NewLang("chat", "fr"), graph.NewLang("colour", "en-GB-oxendict"), graph.NewDirLang("שלום", "he", graph.RTL), graph.NewDirLang("hi", "en", graph.LTR),
		graph.NewTyped("1", graph.XSD+"integer"), graph.NewTyped("+01", graph.XSD+"integer"), graph.NewTyped("one", graph.XSD+"integer"),
		graph.NewTyped("1.", graph.XSD+"decimal"), graph.NewTyped("-.5", graph.XSD+"decimal"), graph.NewTyped("1e3", graph.XSD+"decimal"),
		graph.NewTyped("1.0E6", graph.XSD+"double"), graph.NewTyped("1.", graph.XSD+"double"), graph.NewTyped("NaN", graph.XSD+"double"), graph.NewTyped("1.e-3", graph.XSD+"double"),
		graph.NewTyped("true", graph.XSD+"boolean"), graph.NewTyped("1", graph.XSD+"boolean"), graph.NewTyped("2020-01-01", graph.XSD+"date"),
		graph.NewTyped("x\ty", "http://example.org/dt#a&b"), graph.NewTyped("", "http://example.org/dt"),
	}
	tt := graph.NewTripleTerm(iri, graph.NewIRI("http://example.org/p"), graph.NewLiteral("a \"q\"\n>>"))
	return append(terms, tt, graph.NewTripleTerm(graph.NewBlank("b"), graph.NewIRI("p:p"), tt),
		graph.NewTripleTerm(graph.NewBlank("b"), graph.NewIRI("p:p"), graph.NewDirLang("x", "ar", graph.RTL)))
}

// termTable has a row for each term, alone, repeated, and beside an unbound one.
func termTable() *Table {
	t := &Table{Names: []string{"x", "y", "ünï_1"}}
	for i, term := range allTerms() {
		row := []graph.Term{term, {}, term}
		if i%2 == 1 {
			row[1], row[2] = term, graph.Term{}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func write(t testing.TB, f Format, rows Rows, o Options) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, f, rows, o); err != nil {
		t.Fatalf("write %s: %v", f, err)
	}
	return b.String()
}

func sameTable(a, b *Table) bool {
	return slices.Equal(a.Names, b.Names) && slices.EqualFunc(a.Rows, b.Rows, func(x, y []graph.Term) bool { return slices.Equal(x, y) })
}

func TestRoundTrip(t *testing.T) {
	tables := map[string]*Table{
		"all terms":    termTable(),
		"no rows":      {Names: []string{"x"}},
		"no variables": {Rows: [][]graph.Term{{}, {}}},
		"nothing":      {},
		"one column":   {Names: []string{"x"}, Rows: [][]graph.Term{{{}}, {graph.NewLiteral("")}, {{}}}},
	}
	for name, table := range tables {
		for _, f := range []Format{JSON, XML, TSV} {
			text := write(t, f, table, Options{})
			got, err := Read(strings.NewReader(text), f)
			if err != nil {
				t.Errorf("%s, %s: %v\n%s", name, f, err, text)
				continue
			}
			if !sameTable(table, got) {
				t.Errorf("%s, %s: got %v\nwant %v", name, f, got, table)
			}
		}
	}
}

// CSV keeps only text: what comes back must have the same text and know blank
// nodes and unbound variables.
func TestRoundTripCSV(t *testing.T) {
	table := termTable()
	got, err := Read(strings.NewReader(write(t, CSV, table, Options{})), CSV)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Rows) != len(table.Rows) {
		t.Fatalf("%d rows, want %d", len(got.Rows), len(table.Rows))
	}
	for i, row := range table.Rows {
		for k, want := range row {
			have := got.Rows[i][k]
			if have.Value() != want.Value() || have.IsAny() != want.IsAny() || have.IsBlank() != want.IsBlank() {
				t.Errorf("row %d: got %v, want %v", i, have, want)
			}
		}
	}
}

func TestBooleans(t *testing.T) {
	for _, f := range Formats() {
		for _, v := range []bool{true, false} {
			var b strings.Builder
			if err := WriteBool(&b, f, v, Options{}); err != nil {
				t.Fatalf("%s: %v", f, err)
			}
			if !strings.Contains(b.String(), map[bool]string{true: "true", false: "false"}[v]) {
				t.Errorf("%s: %q", f, b.String())
			}
			if !f.Readable() {
				continue
			}
			got, err := Read(strings.NewReader(b.String()), f)
			if err != nil || got.Boolean == nil || *got.Boolean != v {
				t.Errorf("%s %v: read %v, %v", f, v, got, err)
			}
		}
	}
	if err := WriteBool(&strings.Builder{}, Unknown, true, Options{}); err == nil {
		t.Error("an unknown format is written")
	}
}

func TestGolden(t *testing.T) {
	table := &Table{Names: []string{"s", "n"}, Rows: [][]graph.Term{
		{graph.NewIRI("http://example.org/a"), graph.NewTyped("7", graph.XSD+"integer")},
		{graph.NewBlank("b"), graph.NewDirLang("a,\"b\"", "en", graph.LTR)},
		{{}, graph.NewTyped("x|<y>", "http://example.org/dt")},
	}}
	o := Options{Prefixes: map[string]string{"ex": "http://example.org/"}, Fragment: true}
	want := map[Format]string{
		JSON: `{"head":{"vars":["s","n"]},"results":{"bindings":[
{"s":{"type":"uri","value":"http://example.org/a"},"n":{"type":"literal","value":"7","datatype":"http://www.w3.org/2001/XMLSchema#integer"}},
{"s":{"type":"bnode","value":"b"},"n":{"type":"literal","value":"a,\"b\"","xml:lang":"en","its:dir":"ltr"}},
{"n":{"type":"literal","value":"x|<y>","datatype":"http://example.org/dt"}}
]}}
`,
		XML: `<?xml version="1.0" encoding="UTF-8"?>
<sparql xmlns="http://www.w3.org/2005/sparql-results#">
<head><variable name="s"/><variable name="n"/></head>
<results>
<result><binding name="s"><uri>http://example.org/a</uri></binding><binding name="n"><literal datatype="http://www.w3.org/2001/XMLSchema#integer">7</literal></binding></result>
<result><binding name="s"><bnode>b</bnode></binding><binding name="n"><literal xml:lang="en" xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0" its:dir="ltr">a,&quot;b&quot;</literal></binding></result>
<result><binding name="n"><literal datatype="http://example.org/dt">x|&lt;y&gt;</literal></binding></result>
</results>
</sparql>
`,
		CSV: "s,n\r\nhttp://example.org/a,7\r\n_:b,\"a,\"\"b\"\"\"\r\n,x|<y>\r\n",
		TSV: "?s\t?n\n<http://example.org/a>\t7\n_:b\t\"a,\\\"b\\\"\"@en--ltr\n\t\"x|<y>\"^^<http://example.org/dt>\n",
		JSONLines: `{"s":{"type":"uri","value":"http://example.org/a"},"n":{"type":"literal","value":"7","datatype":"http://www.w3.org/2001/XMLSchema#integer"}}
{"s":{"type":"bnode","value":"b"},"n":{"type":"literal","value":"a,\"b\"","xml:lang":"en","its:dir":"ltr"}}
{"n":{"type":"literal","value":"x|<y>","datatype":"http://example.org/dt"}}
`,
		Markdown: "| s | n |\n| --- | --- |\n| ex:a | 7 |\n| \\_:b | a,\"b\"@en--ltr |\n|  | x\\|&lt;y&gt;^^ex:dt |\n",
		Line:     "-[ 1 ]-\ns = ex:a\nn = 7\n-[ 2 ]-\ns = _:b\nn = a,\"b\"@en--ltr\n-[ 3 ]-\ns = ·\nn = x|<y>^^ex:dt\n",
		Count:    "3\n",
		HTML: `<table class="sparql-results">
<thead><tr><th scope="col">s</th><th scope="col">n</th></tr></thead>
<tbody>
<tr><td><a rel="nofollow noopener noreferrer" href="http://example.org/a">ex:a</a></td><td class="num">7</td></tr>
<tr><td dir="auto">_:b</td><td lang="en" dir="ltr">a,&#34;b&#34;<span class="note">@en--ltr</span></td></tr>
<tr><td class="unbound">·</td><td dir="auto">x|&lt;y&gt;<span class="note">^^ex:dt</span></td></tr>
</tbody>
</table>
`,
		Box: `┌──────┬───────────────┐
│ s    │ n             │
├──────┼───────────────┤
│ ex:a │             7 │
│ _:b  │ a,"b"@en--ltr │
│ ·    │ x|<y>^^ex:dt  │
└──────┴───────────────┘
`,
	}
	for _, f := range Formats() {
		if got := write(t, f, table, o); got != want[f] {
			t.Errorf("%s:\n%s\nwant\n%s", f, got, want[f])
		}
	}
}

// Characters that a format cannot hold become U+FFFD, and the document stays readable.
func TestUnrepresentable(t *testing.T) {
	table := &Table{Names: []string{"x"}, Rows: [][]graph.Term{{graph.NewLiteral("a\x00b\x1b\xffc\uFFFE")}}}
	for f, want := range map[Format]string{XML: "a\uFFFDb\uFFFD\uFFFDc\uFFFD", JSON: "a\x00b\x1b\uFFFDc\uFFFE"} {
		got, err := Read(strings.NewReader(write(t, f, table, Options{})), f)
		if err != nil || got.Rows[0][0].Value() != want {
			t.Errorf("%s: %v %v", f, got, err)
		}
	}
}

func TestFormats(t *testing.T) {
	for _, f := range Formats() {
		if FormatByName(f.String()) != f || FormatByName(" ."+strings.ToUpper(f.String())) != f {
			t.Errorf("%s is not found by its name", f)
		}
		if m := f.MediaType(); m != "" && FormatByMediaType(strings.ToUpper(m)+"; charset=utf-8") != f {
			t.Errorf("%s is not found by %s", f, m)
		}
		if f.Extension() == "" {
			t.Errorf("%s has no extension", f)
		}
	}
	if FormatByName("docx") != Unknown || FormatByMediaType("image/png") != Unknown || Unknown.MediaType() != "" {
		t.Error("an unknown format is found")
	}
	err := Write(&strings.Builder{}, Unknown, &Table{}, Options{})
	if err == nil || !strings.Contains(err.Error(), "json") {
		t.Errorf("unknown format: %v", err)
	}
}

// brokenRows fails after n rows.
type brokenRows struct{ n int }

var errBroken = errors.New("broken rows")

func (b brokenRows) Vars() []string { return []string{"x"} }
func (b brokenRows) Terms() iter.Seq2[[]graph.Term, error] {
	return func(yield func([]graph.Term, error) bool) {
		for range b.n {
			if !yield([]graph.Term{graph.NewLiteral("ok")}, nil) {
				return
			}
		}
		yield(nil, errBroken)
	}
}

// brokenWriter fails at its n-th call.
type brokenWriter struct{ n int }

func (b *brokenWriter) Write(p []byte) (int, error) {
	if b.n--; b.n < 0 {
		return 0, errBroken
	}
	return len(p), nil
}

func TestFailures(t *testing.T) {
	many := &Table{Names: []string{"x"}, Rows: slices.Repeat([][]graph.Term{{graph.NewLiteral("some text that fills the buffer")}}, 5000)}
	for _, f := range Formats() {
		var b strings.Builder
		n, err := Copy(&b, f, brokenRows{3}, Options{})
		if !errors.Is(err, errBroken) || n != 3 {
			t.Errorf("%s: broken rows give %d, %v", f, n, err)
		}
		if f != Count && strings.Count(b.String(), "ok") != 3 {
			t.Errorf("%s: the rows before the error are lost: %q", f, b.String())
		}
		for calls := range 2 {
			if calls > 0 && (f == Box || f == Count) {
				continue // one write in all
			}
			if _, err := Copy(&brokenWriter{calls}, f, many, Options{}); !errors.Is(err, errBroken) {
				t.Errorf("%s: writer broken at call %d gives %v", f, calls, err)
			}
		}
	}
	if _, err := Collect(brokenRows{2}); !errors.Is(err, errBroken) {
		t.Error("Collect hides the error")
	}
	if table, err := Collect(many); err != nil || table.Len() != 5000 {
		t.Errorf("Collect: %v", err)
	}
}

// A spreadsheet must not run a cell; the specification's raw values are the default.
func TestCSVSafe(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1": `"'=1+1"`, "+cmd": `"'+cmd"`, "-2+3": `"'-2+3"`, "@SUM(A1)": `"'@SUM(A1)"`, "\tx": "\"'\tx\"", "a=b": "a=b", "": `""`,
	} {
		table := &Table{Names: []string{"x"}, Rows: [][]graph.Term{{graph.NewLiteral(text)}}}
		if got := write(t, CSV, table, Options{CSVSafe: true}); got != "x\r\n"+want+"\r\n" {
			t.Errorf("safe %q: %q", text, got)
		}
		if raw := write(t, CSV, table, Options{}); strings.Contains(raw, "'") {
			t.Errorf("raw %q: %q", text, raw)
		}
	}
	numbers := &Table{Names: []string{"x", "y"}, Rows: [][]graph.Term{{graph.NewTyped("-3", graph.XSD+"int"), graph.NewTyped("-3+cmd", graph.XSD+"int")}}}
	if got := write(t, CSV, numbers, Options{CSVSafe: true}); got != "x,y\r\n-3,\"'-3+cmd\"\r\n" {
		t.Errorf("numbers: %q", got)
	}
}
