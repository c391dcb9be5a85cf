package query_test

import (
	"context"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/query"
)

// heldBy adds up the memory that a query's operators held.
func heldBy(t *testing.T, src query.Source, text string) (bytes int64) {
	t.Helper()
	p, err := query.MustParse(text, prefixes).Explain(context.Background(), src, query.Analyze)
	if err != nil {
		t.Fatal(err)
	}
	var add func(n *query.PlanNode)
	add = func(n *query.PlanNode) {
		bytes += n.Bytes
		for _, in := range n.Inputs {
			add(in)
		}
	}
	add(p.Root)
	return bytes
}

// TestCliffHashJoin: a hash join reads each side once; where the right side gives
// nothing it does not read the left one; a pattern on the right side stays in the
// store, beside which only the index takes memory.
func TestCliffHashJoin(t *testing.T) {
	g := hospital()
	within(t, g, 66_000, `SELECT (COUNT(*) AS ?c) { { SELECT DISTINCT ?v { ?l :value ?v ; :code ?c } } { SELECT DISTINCT ?v { ?p :born ?v ; :ward ?w } } }`)
	within(t, g, 12_100, `SELECT * { { SELECT ?p ?q { ?p :problem ?q ; :born ?b } } { SELECT DISTINCT ?q { ?l :value ?v . ?l :code ?q FILTER(?v > 5000) } } }`)
	within(t, g, 62_000, `SELECT * { ?p :ward ?w OPTIONAL { { SELECT ?p (MAX(?v) AS ?m) { ?l :of ?p ; :value ?v } GROUP BY ?p } } }`)
	// The shorter side of an OPTIONAL is held, also where that is the left one.
	const shorter = `SELECT ?w (COUNT(DISTINCT ?l) AS ?n) { ?p :ward ?w . ?w :label ?x OPTIONAL { ?l :of ?p ; :value ?v ; :code ?c } } GROUP BY ?w`
	within(t, g, 78_000, shorter)
	if _, plan := effort(t, g, shorter); !strings.Contains(plan, "hash right join  ?p") {
		t.Errorf("%s\nholds the longer side:\n%s", shorter, plan)
	}
	pairs := numbers(60_000)
	const text = `SELECT (COUNT(*) AS ?c) { { SELECT DISTINCT (?m + 0 AS ?n) { VALUES ?m { 1 2 3 } } } { SELECT ?s ?n { ?s :p ?n } } }`
	if held := heldBy(t, pairs, text); held > 1<<20 {
		t.Errorf("%d bytes held for\n%s", held, text)
	}
	equal(t, "rows", answer(t, pairs, text), "3")
}
