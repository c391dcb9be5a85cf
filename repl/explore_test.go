package repl

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// recordGraph is a graph in the manner of health records: nodes without a name, each
// with a coded name and a quantity, all of one record.
func recordGraph() *graph.Graph {
	g := graph.New()
	add := func(s graph.Term, p string, o graph.Term) {
		g.Add(graph.Triple{S: s, P: graph.NewIRI("http://r.example/" + p), O: o})
	}
	typ := func(s graph.Term, class string) {
		g.Add(graph.Triple{S: s, P: graph.NewIRI(rdfType), O: graph.NewIRI("http://r.example/" + class)})
	}
	whole := graph.NewBlank("record")
	typ(whole, "Record")
	for i := range 9 {
		drug := graph.NewBlank(fmt.Sprintf("drug%d", i))
		code, amount := graph.NewBlank(fmt.Sprintf("code%d", i)), graph.NewBlank(fmt.Sprintf("amount%d", i))
		typ(drug, "Drug")
		add(drug, "of", whole)
		add(drug, "owner", graph.NewIRI("http://r.example/me"))
		add(drug, "code", code)
		add(code, "title", graph.NewLiteral(fmt.Sprintf("Drug %d", i)))
		if i%2 == 0 {
			add(drug, "amount", amount)
			add(amount, "value", integer(i))
			add(amount, "unit", graph.NewLiteral("mg"))
			add(amount, "value", integer(i+100))
		}
	}
	return g
}

// withRecord makes a session one over recordGraph.
func withRecord(c *Config) {
	c.Graph, c.Prefixes = recordGraph(), map[string]string{"r": "http://r.example/"}
}

// TestDraft: a drafted query asks for what the data has, and gives rows.
func TestDraft(t *testing.T) {
	h := newHarness(t, withRecord)
	h.feed(t, ".draft r:Drug")
	out, errs := h.take()
	const want = `PREFIX r: <http://r.example/>
SELECT ?code ?amount {
  ?drug a r:Drug ;
    r:code/r:title ?code .
  OPTIONAL { ?drug r:amount/r:value ?amount }
} LIMIT 10
`
	if !strings.HasPrefix(errs, want) || !strings.Contains(out, "│ Drug 8 │    108 │") {
		t.Errorf("got %s\n%s", errs, out)
	}
	if got := h.History(); len(got) == 0 || got[len(got)-1] != strings.TrimSuffix(want, "\n") && got[0] != strings.TrimSuffix(want, "\n") {
		t.Errorf("Up would bring %q", got)
	}
	if h.lastText != strings.TrimSuffix(want, "\n") {
		t.Errorf(".edit would open %q", h.lastText)
	}
}

// TestDescribeSaysHowManyMore: of many edges that are alike a terminal shows
// some, a pipe all of them; nodes without a name are told by what they have.
func TestDescribeSaysHowManyMore(t *testing.T) {
	for _, terminal := range []bool{true, false} {
		h := newHarness(t, func(c *Config) { withRecord(c); c.Terminal = terminal })
		h.feed(t, ".describe r:Drug")
		out, _ := h.take()
		if more := strings.Contains(out, "… 4 more"); more != terminal || strings.Count(out, "_:drug") != map[bool]int{true: 5, false: 9}[terminal] {
			t.Errorf("terminal %v:\n%s", terminal, out)
		}
	}
	h := newHarness(t, func(c *Config) { withRecord(c); c.Width = func() int { return 120 } })
	h.feed(t, ".describe _:drug2")
	if out, errs := h.take(); !strings.Contains(out, "a r:Record") || !strings.Contains(out, "Drug 2") || !strings.Contains(out, "[unit mg, value 102, value 2]") {
		t.Errorf("got\n%s%s", out, errs)
	}
	h.feed(t, ".graph _:drug2")
	if out, _ := h.take(); strings.Count(out, "a r:Drug") != 1 || !strings.Contains(out, `r:title  "Drug 2"`) {
		t.Errorf("the picture has more than the parts:\n%s", out)
	}
}

// TestPlanFitsTheScreen: no line of a plan is wider than the screen, columns
// are left out before the tree is cut, and numbers stay.
func TestPlanFitsTheScreen(t *testing.T) {
	q, err := query.Parse(`PREFIX ex: <http://example.org/> SELECT ?name (COUNT(?b) AS ?n) { ?a ex:knows ?b ; ex:name ?name ; ex:age ?age . ?b ex:name ?other
FILTER(?age > 3 && CONTAINS(?name, "A rather long text to look for in the name")) } GROUP BY ?name ORDER BY ?name`)
	if err != nil {
		t.Fatal(err)
	}
	for _, width := range []int{0, 20, 40, 60, 79, 80, 100, 120, 300} {
		for _, analyze := range []bool{false, true} {
			var b strings.Builder
			if err := Explain(t.Context(), &b, q, people(t), PlanView{Analyze: analyze, Width: width}); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(b.String()) {
				if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); width >= 80 && n > width && !strings.HasPrefix(line, "parse ") {
					t.Errorf("width %d: %d columns: %s", width, n, line)
				}
			}
			if all := strings.Contains(b.String(), "memory") && strings.Contains(b.String(), "█"); analyze && all != (width == 0 || width >= 120) {
				t.Errorf("width %d: all columns %v\n%s", width, all, b.String())
			}
			if analyze && !strings.Contains(b.String(), "rows") {
				t.Errorf("width %d: no rows\n%s", width, b.String())
			}
		}
	}
}

// TestListsWithoutAPager: a terminal without a pager gets the head and the tail
// of a long list, a pipe all of it.
func TestListsWithoutAPager(t *testing.T) {
	g := graph.New()
	for i := range 100 {
		g.Add(graph.Triple{S: graph.NewBlank("s"), P: graph.NewIRI(rdfType), O: graph.NewIRI(fmt.Sprintf("http://r.example/C%d", i))})
	}
	for _, terminal := range []bool{true, false} {
		h := newHarness(t, func(c *Config) { c.Graph, c.Terminal = g, terminal })
		h.feed(t, ".classes")
		out, _ := h.take()
		if n := strings.Count(out, "http://r.example/C"); n != map[bool]int{true: shownRows, false: 100}[terminal] || strings.Contains(out, "… 60 more") != terminal {
			t.Errorf("terminal %v: %d classes\n%s", terminal, n, out)
		}
	}
}
