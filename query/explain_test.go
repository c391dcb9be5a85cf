package query_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

var updateGolden = flag.Bool("update", false, "write the golden files of this package anew")

// explained are the queries whose plans are golden: go test ./query -update
// writes them anew after a change of the planner.
var explained = []struct{ name, text string }{
	{"point", `SELECT ?n { :ada foaf:name ?n }`},
	{"join", `SELECT ?n ?m { ?a foaf:knows ?b . ?a foaf:name ?n . ?b foaf:name ?m FILTER(?n < ?m) }`},
	{"optional", `SELECT ?n ?a { ?p a :Person ; foaf:name ?n OPTIONAL { ?p :age ?a } MINUS { ?p :none ?x } }`},
	{"star", `SELECT * { ?k foaf:knows ?p . ?p foaf:name ?n OPTIONAL { ?p :age ?a } OPTIONAL { ?p foaf:knows ?q } FILTER NOT EXISTS { ?p :none ?x } }`},
	{"group", `SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c HAVING(COUNT(*) > 1) ORDER BY DESC(?n) LIMIT 3`},
	{"path", `SELECT DISTINCT ?x { VALUES ?s { :ada "7"^^xsd:integer "x"@en } { ?s foaf:knows+ ?x } UNION { GRAPH :g { ?s ^foaf:knows* ?x } } }`},
}

func explain(t *testing.T, src query.Source, text string, mode query.ExplainMode) *query.Plan {
	t.Helper()
	p, err := query.MustParse(text, prefixes).Explain(context.Background(), src, mode)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return p
}

// render writes a plan in one of its forms.
func render(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b strings.Builder
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestExplainText(t *testing.T) {
	g := people(t)
	for _, c := range explained {
		got := "# " + c.text + "\n" + render(t, explain(t, g, c.text, query.PlanOnly).Text)
		file := filepath.Join("testdata", "explain", c.name+".golden")
		if *updateGolden {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || string(want) != got {
			t.Errorf("%s: got\n%s\nwant\n%s (%v)", c.name, got, want, err)
		}
	}
}

// TestExplainAnalyze: the figures are those of the run.
func TestExplainAnalyze(t *testing.T) {
	p := explain(t, people(t), `SELECT ?n { ?p a :Person ; foaf:name ?n } ORDER BY ?n`, query.Analyze)
	equal(t, "Analyzed", p.Analyzed, true)
	equal(t, "rows", p.Root.Rows, int64(3))
	if p.Timing.Plan <= 0 || p.Timing.All < p.Timing.First || p.Timing.First <= 0 || p.Root.Time <= 0 {
		t.Errorf("timing %+v, root %v", p.Timing, p.Root.Time)
	}
	text := render(t, p.Text)
	for _, want := range []string{"rows 3", "seeks", "est ", "└─ "} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	only := explain(t, people(t), `SELECT ?n { ?p foaf:name ?n }`, query.PlanOnly)
	equal(t, "Analyzed", only.Analyzed, false)
	equal(t, "no rows", strings.Contains(render(t, only.Text), "rows"), false)
}

// TestExplainForms: every form has a plan; one that is stopped keeps its figures.
func TestExplainForms(t *testing.T) {
	g := people(t)
	for _, text := range []string{"ASK { ?s ?p ?o }", "CONSTRUCT { ?s :x ?o } { ?s :age ?o }", "DESCRIBE ?s { ?s :age 36 }", "DESCRIBE :ada", "SELECT * { }"} {
		if p := explain(t, g, text, query.Analyze); p.Root == nil || p.Root.Operator == "" {
			t.Errorf("%s has no plan", text)
		}
	}
	q := query.MustParse("SELECT * { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f } ORDER BY ?s", prefixes)
	p, err := q.Explain(context.Background(), g, query.Analyze, query.WithLimits(query.Limits{MaxSteps: 500}))
	var limit *query.LimitError
	if !errors.As(err, &limit) || p == nil || !strings.Contains(render(t, p.Text), "rows 13") {
		t.Errorf("stopped: %v, plan %v", err, p)
	}
	if _, err := q.Explain(context.Background(), g, query.PlanOnly, query.Bind("nope", 1)); err == nil {
		t.Error("a binding that fails was planned")
	}
}

// TestRowsPlan: rows show their plan while they run and at the end, and take the
// time when asked.
func TestRowsPlan(t *testing.T) {
	rows := sel(t, numbers(5000), "SELECT ?n { ?s :p ?n }", query.WithAnalyze())
	rows.Next()
	during := rows.Plan().Root.Rows
	for rows.Next() {
	}
	if after := rows.Plan(); during == 0 || during >= after.Root.Rows || after.Root.Rows != 5000 || after.Root.Time <= 0 {
		t.Errorf("%d rows, then %d in %v", during, after.Root.Rows, after.Root.Time)
	}
	if tm := rows.Timing(); tm.Parse <= 0 || tm.Plan <= 0 || tm.First < tm.Plan || tm.All < tm.First {
		t.Errorf("timing %+v", tm)
	}
}

func TestExplainJSON(t *testing.T) {
	for _, c := range explained {
		p := explain(t, people(t), c.text, query.Analyze)
		text := render(t, p.JSON)
		var back query.Plan
		d := json.NewDecoder(strings.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(&back); err != nil {
			t.Fatalf("%s: %v\n%s", c.name, err, text)
		}
		equal(t, c.name, render(t, back.JSON), text)
		equal(t, c.name, render(t, back.Text), render(t, p.Text))
	}
}

// hostileTexts are literals that try to leave the place they are written in.
var hostileTexts = []string{
	`<script>alert(1)</script>`, `]]>`, `</text></svg><svg onload="x">`, `"><img src=x onerror=y>`, `&amp;&lt;`, `javascript:alert(1)`, `'single' "double"`,
	"back`tick", `%%{init: {"theme":"x"}}%%`, `end"] --> n0`, `n0 --> n1; click n0 "javascript:x"`, `#quot;`, `|pipe| {brace} [bracket] (paren)`, "line\nbreak\r\ttab",
	"\u202Eright to left", "\x1b[31mred\x1b[0m", "\x00nul", "\x07bell", "\u0085next", "\u2028sep", `\u003cscript\u003e`, `日本語 é 👩‍👩‍👧`, "<!--", "--!>", "<![CDATA[", `$(whoami)`, `${x}`, strings.Repeat("long ", 100),
}

// hostilePlans are plans with those literals in patterns, filters and names.
func hostilePlans(t *testing.T) map[string]*query.Plan {
	plans := map[string]*query.Plan{}
	for _, text := range hostileTexts {
		g := graph.New()
		word := strings.ReplaceAll(strings.ReplaceAll(text, `\`, ""), "\x00", "")
		g.Add(graph.Triple{S: iri("a"), P: iri("p"), O: graph.NewLiteral(text)}, graph.Triple{S: iri("a"), P: iri("w"), O: graph.NewLiteral(word)}, graph.Triple{S: graph.NewIRI(ex + text), P: graph.NewIRI(ex + text), O: graph.NewLang(text, "en")})
		q := query.MustParse(`SELECT * { ?s :p ?o ; ?p ?q . ?x ?y ?z . ?s :w `+graph.NewLiteral(word).NTriples()+` FILTER(CONTAINS(STR(?o), "x") || ?o = ?z) }`, prefixes)
		p, err := q.Explain(context.Background(), g, query.Analyze, query.Bind("o", text), query.Bind("y", graph.NewIRI(ex+text)))
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		plans[text] = p
		// Plans may also come from elsewhere, as JSON.
		plans[text+" (made)"] = &query.Plan{Analyzed: true, Root: &query.PlanNode{Operator: text, Detail: text, Rows: 1, Estimated: 1e12, Inputs: []*query.PlanNode{{Operator: text, Detail: text, Bytes: 1 << 30}}}}
	}
	return plans
}

// TestExplainSVG: the picture is well-formed XML with a fixed set of elements and
// attributes, whatever stands in the plan.
func TestExplainSVG(t *testing.T) {
	allowed := map[string]bool{"svg": true, "rect": true, "text": true, "path": true}
	for text, p := range hostilePlans(t) {
		svg := render(t, p.SVG)
		d := xml.NewDecoder(strings.NewReader(svg))
		for {
			tok, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Errorf("%q: %v\n%s", text, err, svg)
				break
			}
			switch tok := tok.(type) {
			case xml.StartElement:
				if !allowed[tok.Name.Local] {
					t.Errorf("%q made an element %s", text, tok.Name.Local)
				}
				for _, a := range tok.Attr {
					if strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Name.Local, "href") {
						t.Errorf("%q made an attribute %s", text, a.Name.Local)
					}
				}
			case xml.Comment, xml.ProcInst, xml.Directive:
				t.Errorf("%q made %T", text, tok)
			}
		}
	}
	// Boxes do not overlap in one row of the picture.
	svg := render(t, explain(t, people(t), explained[4].text, query.PlanOnly).SVG)
	if n := strings.Count(svg, `font-weight="bold"`); n < 6 {
		t.Errorf("%d boxes in\n%s", n, svg)
	}
}

// TestExplainMermaid: a line of the chart is a node or an edge, and what stands
// in a label can end neither.
func TestExplainMermaid(t *testing.T) {
	line := regexp.MustCompile(`^(flowchart BT|  n\d+\["[^"<>&{}\[\]()|%` + "`" + `]*(<br>[^"<>&{}\[\]()|%` + "`" + `]*)*"\]|  n\d+ --> n\d+|)$`)
	for text, p := range hostilePlans(t) {
		for _, l := range strings.Split(render(t, p.Mermaid), "\n") {
			if !line.MatchString(l) {
				t.Errorf("%q made the line %q", text, l)
			}
		}
	}
}

// TestExplainTextHostile: no control character gets through to a terminal, and
// an operator stays on its line.
func TestExplainTextHostile(t *testing.T) {
	for text, p := range hostilePlans(t) {
		out := render(t, p.Text)
		lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
		if n := count(p.Root); len(lines) != n {
			t.Errorf("%q: %d lines for %d operators:\n%q", text, len(lines), n, out)
		}
		for _, r := range out {
			if r != '\n' && (r < ' ' || r >= 0x7F && r < 0xA0 || r == 0x2028 || r == 0x202E) {
				t.Errorf("%q: %U in %q", text, r, out)
				break
			}
		}
	}
}

func count(n *query.PlanNode) int {
	total := 1
	for _, in := range n.Inputs {
		total += count(in)
	}
	return total
}

// failingWriter fails at its n-th byte.
type failingWriter struct{ left int }

var errWrite = errors.New("disk full")

func (w *failingWriter) Write(p []byte) (int, error) {
	if len(p) > w.left {
		return w.left, errWrite
	}
	w.left -= len(p)
	return len(p), nil
}

// TestExplainWriteError: what the writer says is given back.
func TestExplainWriteError(t *testing.T) {
	p := explain(t, people(t), explained[1].text, query.PlanOnly)
	for name, write := range map[string]func(io.Writer) error{"text": p.Text, "json": p.JSON, "svg": p.SVG, "mermaid": p.Mermaid} {
		if err := write(&failingWriter{left: 10}); !errors.Is(err, errWrite) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var b bytes.Buffer
	if err := p.Text(&b); err != nil || b.Len() == 0 {
		t.Error(err)
	}
	_ = fmt.Sprint(p)
}
