package query

import (
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// farAway answers SERVICE from a graph and keeps the patterns it was sent.
type farAway struct {
	g        *graph.Graph
	mu       sync.Mutex
	patterns []string
	meet     int // calls wait until so many are there
	full     chan struct{}
}

func (f *farAway) handle(ctx context.Context, call *ServiceCall) ([][]graph.Term, error) {
	f.mu.Lock()
	f.patterns = append(f.patterns, call.Pattern)
	if len(f.patterns) == f.meet {
		close(f.full)
	}
	f.mu.Unlock()
	if f.meet > 0 {
		select {
		case <-f.full:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	// What is answered is the text that was sent, as an endpoint would.
	rows, err := Select(ctx, f.g, "SELECT * "+call.Pattern)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i, v := range rows.Vars() {
		at[v] = i
	}
	var out [][]graph.Term
	for terms, err := range rows.Terms() {
		if err != nil {
			return nil, err
		}
		row := make([]graph.Term, len(call.Vars))
		for i, v := range call.Vars {
			if c, ok := at[v]; ok {
				row[i] = terms[c]
			}
		}
		out = append(out, row)
	}
	return out, nil
}

func urn(s string) graph.Term { return graph.NewIRI("urn:" + s) }

func number(i int) graph.Term { return graph.NewTyped(fmt.Sprint(i), graph.XSD+"integer") }

// farAnswer is the sorted answer of a query whose SERVICE is f.
func farAnswer(t *testing.T, g *graph.Graph, f *farAway, text string, opts ...Option) []string {
	t.Helper()
	f.patterns = nil
	rows, err := Select(context.Background(), g, text, append(opts, WithService(f.handle))...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	out := []string{}
	for terms, err := range rows.Terms() {
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		line := ""
		for i, term := range terms {
			if !term.IsAny() {
				line += rows.Vars()[i] + "=" + term.NTriples() + " "
			}
		}
		out = append(out, line)
	}
	slices.Sort(out)
	return out
}

// chain has n subjects s0, s1 ... with the property p and their numbers.
func chain(n int, p string) *graph.Graph {
	g := graph.New()
	for i := range n {
		g.Add(graph.Triple{S: urn(fmt.Sprintf("s%d", i)), P: urn(p), O: number(i)})
	}
	return g
}

// TestServiceBindings: an endpoint joined with few rows is asked for their values,
// in parts at the same time; joined with many rows, or with values that cannot be
// sent, it is asked once and for all.
func TestServiceBindings(t *testing.T) {
	const text = "SELECT * { ?s <urn:p> ?n SERVICE <urn:e> { ?s <urn:q> ?m } }"
	for _, c := range []struct{ local, parts, values int }{{0, 0, 0}, {1, 1, 1}, {100, 1, 100}, {101, 2, 101}, {1000, 10, 1000}, {1001, 1, 0}} {
		f := &farAway{g: chain(2000, "q"), meet: min(c.parts, 4), full: make(chan struct{})}
		got := farAnswer(t, chain(c.local, "p"), f, text)
		if len(got) != c.local || len(f.patterns) != c.parts {
			t.Errorf("%d rows: %d answers by %d calls, want %d calls", c.local, len(got), len(f.patterns), c.parts)
		}
		if n := strings.Count(strings.Join(f.patterns, ""), "<urn:s"); n != c.values {
			t.Errorf("%d rows: %d values were sent, want %d", c.local, n, c.values)
		}
	}
	blank := chain(3, "p")
	blank.Add(graph.Triple{S: graph.NewBlank("b"), P: urn("p"), O: number(9)})
	f := &farAway{g: chain(3, "q")}
	if got := farAnswer(t, blank, f, text); len(got) != 3 || len(f.patterns) != 1 || strings.Contains(f.patterns[0], "VALUES") {
		t.Errorf("blank: %v, %q", got, f.patterns)
	}
}

// TestServiceBlankNodesInParts: a blank node that comes in the answers to two parts
// is one node, so the endpoint is asked for all at once.
func TestServiceBlankNodesInParts(t *testing.T) {
	far := graph.New()
	for i := range 300 {
		far.Add(graph.Triple{S: urn(fmt.Sprintf("s%d", i)), P: urn("q"), O: graph.NewBlank("one")})
	}
	f := &farAway{g: far}
	got := farAnswer(t, chain(150, "p"), f, "SELECT (COUNT(DISTINCT ?b) AS ?n) { ?s <urn:p> ?x SERVICE <urn:e> { ?s <urn:q> ?b } }")
	if want := []string{"n=" + number(1).NTriples() + " "}; !slices.Equal(got, want) {
		t.Errorf("%v after %d calls", got, len(f.patterns))
	}
}

// TestServiceFilters: filters go along when the pattern binds what they read and
// they mean the same everywhere.
func TestServiceFilters(t *testing.T) {
	for _, c := range []struct {
		text string
		sent string // of the filter; "" when it must not be sent
	}{
		{"SERVICE <urn:e> { ?s <urn:q> ?m } FILTER(?m < 3 && STRSTARTS(STR(?s), 'urn:s'))", "STRSTARTS"},
		{"SERVICE <urn:e> { ?s <urn:q> ?m } FILTER(?m IN (1, 2, 7))", " IN "},
		{"SERVICE <urn:e> { ?s <urn:q> ?m } FILTER(!(-?m > 2) || xsd:string(?m) = '1')", "XMLSchema#string>"},
		{"OPTIONAL { SERVICE <urn:e> { ?s <urn:q> ?m } FILTER(?m = 2) }", "FILTER"},
		{"SERVICE <urn:e> { ?s <urn:q> ?m } FILTER(?m < ?n + 3)", ""},
		{"SERVICE <urn:e> { ?s <urn:q> ?m } FILTER(?m < 3 || RAND() < 0)", ""},
		{"SERVICE <urn:e> { ?s <urn:q> ?m } FILTER(?m < 3 || NOW() < ?m)", ""},
		{"SERVICE <urn:e> { ?s <urn:q> ?m } FILTER EXISTS { ?s <urn:p> ?m }", ""},
		{"SERVICE <urn:e> { ?s <urn:q> ?m OPTIONAL { ?s <urn:r> ?x } } FILTER(!BOUND(?x))", ""},
		{"SERVICE <urn:e> { ?s <urn:q> ?m } FILTER(<urn:own>(?m) = 1 || ?m < 3)", ""},
	} {
		text := "PREFIX xsd: <" + graph.XSD + "> SELECT * { ?s <urn:p> ?n " + c.text + " }"
		f := &farAway{g: chain(9, "q")}
		own := WithFunction("urn:own", func(context.Context, []graph.Term) (graph.Term, error) { return number(2), nil })
		got, want := farAnswer(t, chain(5, "p"), f, text, own), []string(nil)
		sent := strings.Join(f.patterns, " ")
		if c.sent == "" && strings.Contains(sent, "FILTER") || !strings.Contains(sent, c.sent) {
			t.Errorf("%s: sent %s", c.text, sent)
		}
		if want = farAnswer(t, chain(5, "p"), f, text, own, withoutPasses()); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", c.text, got, want)
		}
	}
}

// TestServiceLeavesUnbound: what an endpoint leaves unbound is not what a filter says.
func TestServiceLeavesUnbound(t *testing.T) {
	far := chain(3, "q")
	far.Add(graph.Triple{S: urn("s1"), P: urn("r"), O: urn("x")})
	const text = "SELECT ?s { VALUES ?e { <urn:e> } SERVICE ?e { ?s <urn:q> ?m OPTIONAL { ?s <urn:r> ?x } } FILTER(?x = <urn:x>) }"
	got := farAnswer(t, graph.New(), &farAway{g: far}, text)
	if want := []string{"s=<urn:s1> "}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// unlabelled takes out of blank nodes which call they came by.
func unlabelled(lines []string) []string {
	label := regexp.MustCompile(`_:s[0-9]+\.`)
	for i, line := range lines {
		lines[i] = label.ReplaceAllString(line, "_:s.")
	}
	slices.Sort(lines)
	return lines
}

// TestServiceRandom: what is sent along never changes the answer.
func TestServiceRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	term := func() graph.Term {
		return []graph.Term{urn("a"), urn("b"), urn("c"), number(1), number(2), graph.NewLiteral("x"), graph.NewBlank("z")}[r.IntN(7)]
	}
	random := func() *graph.Graph {
		g := graph.New()
		for range r.IntN(12) {
			s := term()
			for s.IsLiteral() {
				s = term()
			}
			g.Add(graph.Triple{S: s, P: urn(string("pqr"[r.IntN(3)])), O: term()})
		}
		return g
	}
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	for range 6000 {
		local, f := random(), &farAway{g: random()}
		inner := pick("?x <urn:p> ?y", "?x <urn:p> ?y OPTIONAL { ?x <urn:q> ?z }", "{ ?x <urn:p> ?y } UNION { ?x <urn:q> ?z }",
			"SELECT ?x (COUNT(*) AS ?y) { ?x ?p ?o } GROUP BY ?x", "?x <urn:p> ?y FILTER(?y != 1)", "VALUES (?x ?y) { (UNDEF 1) (<urn:a> UNDEF) }",
			"?x <urn:p> ?y MINUS { ?x <urn:q> ?y }")
		service := "SERVICE " + pick("", "SILENT ") + "<urn:e> { " + inner + " }"
		outer := pick("?x <urn:p> ?w", "?w <urn:p> ?y", "?x <urn:q> ?y", "OPTIONAL { ?x <urn:q> ?y }", "{ ?x <urn:p> ?w } UNION { ?w <urn:r> ?y }", "VALUES ?x { <urn:a> UNDEF }", "")
		other := "SERVICE " + pick("", "SILENT ") + "?e { " + pick("?x <urn:p> ?y", "?y <urn:q> ?z", "?x <urn:r> ?e") + " }"
		text := "SELECT * { " + outer + " " + pick(service, "OPTIONAL { "+service+" }", "MINUS { "+service+" }", "{ "+service+" } UNION { ?x <urn:r> ?y }",
			"FILTER EXISTS { "+service+" }", "OPTIONAL { ?x <urn:r> ?v "+service+" }", "OPTIONAL { "+service+" ?y <urn:q> ?v FILTER(?y != 1) }",
			"OPTIONAL { ?x <urn:p> ?y OPTIONAL { "+service+" } }", "MINUS { "+service+" ?y <urn:q> ?v }", "FILTER NOT EXISTS { ?x <urn:r> ?v "+service+" }",
			"{ "+service+" } UNION { SERVICE <urn:f> { ?x <urn:r> ?z } }", "{ "+service+" OPTIONAL { ?y <urn:q> ?v } }", "{ "+service+" BIND(?y AS ?v) }",
			"VALUES ?e { <urn:e> <urn:f> } "+other, "VALUES (?e ?x) { (<urn:e> <urn:a>) (<urn:f> <urn:b>) (<urn:e> <urn:b>) } "+other) + " " + pick("", "FILTER(?y = 1)", "FILTER(ISIRI(?x) && ?y != 2)", "FILTER(BOUND(?z))", "?x ?q ?v") + " }"
		got := unlabelled(farAnswer(t, local, f, text))
		if want := unlabelled(farAnswer(t, local, f, text, withoutPasses())); !slices.Equal(got, want) {
			t.Fatalf("%s\ngot  %q\nwant %q", text, got, want)
		}
	}
}

// TestServiceHashed: many rows are joined with many solutions in work that grows
// with their sum, although a SERVICE might leave variables unbound.
func TestServiceHashed(t *testing.T) {
	f := &farAway{g: chain(4000, "q")}
	limits := WithLimits(Limits{MaxSteps: 60_000})
	got := farAnswer(t, chain(4000, "p"), f, "SELECT * { ?s <urn:p> ?n SERVICE <urn:e> { ?s <urn:q> ?m } }", limits)
	if len(got) != 4000 {
		t.Errorf("%d rows", len(got))
	}
}
