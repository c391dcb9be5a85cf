package query_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// wheel is a hub with n spokes both ways, by three predicates: any two patterns
// of a triangle have n² matches, the triangle has about 3n.
func wheel(n int) *graph.Graph {
	var ts []graph.Triple
	for _, p := range []string{"r", "s", "t"} {
		ts = append(ts, graph.Triple{S: iri("hub"), P: iri(p), O: iri("hub")})
		for i := range n {
			spoke := iri(fmt.Sprint("spoke", i))
			ts = append(ts, graph.Triple{S: iri("hub"), P: iri(p), O: spoke}, graph.Triple{S: spoke, P: iri(p), O: iri("hub")})
		}
	}
	g := graph.New()
	g.Add(ts...)
	return g
}

// TestCliffCycle: a triangle does not take the work of its largest join.
func TestCliffCycle(t *testing.T) {
	g := wheel(1000)
	const triangle = `SELECT * { ?a :r ?b . ?b :s ?c . ?c :t ?a }`
	within(t, g, 20_000, triangle)
	within(t, g, 20_000, `SELECT (COUNT(*) AS ?n) { ?a :r ?b . ?b :s ?c . ?c :t ?a }`)
	within(t, g, 20_000, `SELECT * { ?a :r ?b . ?b :s ?c . ?c :t ?a . ?a :t ?c }`)
	if _, plan := effort(t, g, triangle); !strings.Contains(plan, "intersection") {
		t.Errorf("no intersection:\n%s", plan)
	}
}

// TestCycles: cycles of every direction and length, also where a named graph
// or an outer row is involved, have the same rows with and without passes.
func TestCycles(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var ts []graph.Triple
	for range 900 {
		u, v := iri(fmt.Sprint("n", random.IntN(40))), iri(fmt.Sprint("n", random.IntN(40)))
		ts = append(ts, graph.Triple{S: u, P: iri(fmt.Sprint("p", random.IntN(2))), O: v})
	}
	g := graph.New()
	g.Add(ts...)
	for _, q := range []string{
		`SELECT * { ?a :p0 ?b . ?b :p0 ?c . ?c :p0 ?a }`,
		`SELECT * { ?a :p0 ?b . ?c :p1 ?b . ?c :p0 ?a }`,
		`SELECT ?a { ?a :p0 ?b . ?b :p1 ?c . ?a :p1 ?c }`,
		`SELECT * { ?a :p0 ?b . ?b :p0 ?c . ?c :p0 ?d . ?d :p1 ?a }`,
		`SELECT (COUNT(*) AS ?n) { ?a :p0 ?b . ?b :p0 ?c . ?c :p0 ?a . ?a :p1 ?c }`,
		`SELECT * { ?x :p0 ?a OPTIONAL { ?a :p0 ?b . ?b :p1 ?c . ?c :p0 ?a } }`,
		`SELECT * { ?x :p1 ?a FILTER NOT EXISTS { ?a :p0 ?b . ?b :p1 ?c . ?c :p0 ?a } }`,
		`SELECT * { ?a :p0 ?b . ?b :p0 ?c . ?c :p0 ?a FILTER(?b != ?c) } LIMIT 100000`,
	} {
		sameWithoutPasses(t, g, q)
	}
}

// sameWithoutPasses compares a query's rows, in any order, with those of the
// plan without passes.
func sameWithoutPasses(t *testing.T, g *graph.Graph, text string) {
	t.Helper()
	got, err := list(sel(t, g, text))
	if err != nil {
		t.Fatal(err)
	}
	want, err := list(sel(t, g, text, query.WithoutPasses()))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s: %d rows, without passes %d, or others", text, len(got), len(want))
	}
}
