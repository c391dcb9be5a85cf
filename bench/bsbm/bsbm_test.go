package bsbm

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
)

func made(t *testing.T, triples int) *graph.Graph {
	t.Helper()
	var text bytes.Buffer
	if err := Write(&text, rdfio.NTriples, triples); err != nil {
		t.Fatal(err)
	}
	g, err := graph.Load(context.Background(), &text, graph.WithFormat(rdfio.NTriples))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

const prefixes = "PREFIX bsbm: <" + vocabulary + "> PREFIX inst: <" + instances + "> PREFIX rev: <" + rev + "> PREFIX foaf: <" + foaf + "> PREFIX rdfs: <" + rdfs + "> PREFIX country: <" + countries + "> "

// count answers a query for one number.
func count(t *testing.T, g *graph.Graph, pattern string) int {
	t.Helper()
	res, err := query.Run(context.Background(), g, prefixes+"SELECT * WHERE {"+pattern+"}")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range res.Rows.Terms() {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

// TestPublishedCounts: the benchmark's data of 284 products are 100,000 triples,
// with 5,680 offers of as many products and 2,840 reviews.
func TestPublishedCounts(t *testing.T) {
	g := made(t, 100_000)
	products := count(t, g, "?x a bsbm:Product")
	if products < 255 || products > 315 {
		t.Errorf("%d products, want about 284", products)
	}
	for pattern, want := range map[string]int{
		"?x a bsbm:Offer": 20 * products, "?x a rev:Review": 10 * products, "?x a foaf:Person": products / 2,
		"?x bsbm:rating1 ?r": 7 * products, `?x rev:text ?text FILTER (lang(?text) = "en")`: 5 * products,
		"?x a bsbm:Product ; bsbm:productPropertyTextual4 ?text": products * 7 / 10,
	} {
		if got := count(t, g, pattern); got < want*9/10 || got > want*11/10 {
			t.Errorf("%s: %d, want about %d", pattern, got, want)
		}
	}
	people, american := count(t, g, "?x a foaf:Person"), count(t, g, "?x a foaf:Person ; bsbm:country country:US")
	if share := 100 * american / people; share < 30 || share > 50 {
		t.Errorf("%d %% of the reviewers are from the United States, want about 40", share)
	}
}

// TestProductsHaveTheTypesAbove and the features of these types only.
func TestProductsHaveTheTypesAbove(t *testing.T) {
	g := made(t, 100_000)
	products := count(t, g, "?x a bsbm:Product")
	if n := count(t, g, "?x a bsbm:Product , inst:ProductType1"); n != products {
		t.Errorf("%d of %d products have the type of all", n, products)
	}
	if n := count(t, g, "?x a ?t . ?t rdfs:subClassOf ?above FILTER NOT EXISTS { ?x a ?above }"); n > 0 {
		t.Errorf("%d times a product lacks the type above its own", n)
	}
	if n := count(t, g, "?x bsbm:productFeature ?f"); n < 5*products || n > 40*products {
		t.Errorf("%d features of %d products", n, products)
	}
}

// TestTreeDeepens: with more products there are more levels and types.
func TestTreeDeepens(t *testing.T) {
	types := func(triples int) int { return count(t, made(t, triples), "?x a bsbm:ProductType") }
	if small, large := types(10_000), types(1_000_000); small > 8 || large < 25 {
		t.Errorf("%d types at 10k, %d at 1M", small, large)
	}
}

// TestQueriesAreTheBenchmarks: twelve to explore, eight to analyse, all of which
// parse, and the forms that the definition has.
func TestQueriesAreTheBenchmarks(t *testing.T) {
	w, err := Workload()
	if err != nil {
		t.Fatal(err)
	}
	explore, bi := 0, 0
	for _, q := range w.Queries {
		if _, err := query.Parse(q.Text); err != nil {
			t.Errorf("%s: %v", q.Name, err)
		}
		if strings.HasPrefix(q.Name, "explore-") {
			explore++
		} else {
			bi++
		}
	}
	if explore != 12 || bi != 8 {
		t.Errorf("%d to explore and %d to analyse", explore, bi)
	}
}
