package query_test

import (
	"fmt"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// The tests of this file count the work for the first rows of a query.

// labels is 20,000 books and 20,000 films with a title each, a tenth of which a book
// and a film have in common, and others that only one of them has.
func labels() *graph.Graph {
	const n = 20_000
	var ts []graph.Triple
	add := func(s, p string, i, title int) {
		name, _ := query.TermOf(fmt.Sprint("Title ", title))
		ts = append(ts, graph.Triple{S: iri(fmt.Sprint(s, i)), P: iri(p), O: name})
	}
	for i := range n {
		add("book", "title", i, i*7919%n)
		add("film", "called", i, (i*7)%n+n*9/10)
		add("song", "sung", i, 10*n+i)
	}
	g := graph.New()
	g.Add(ts...)
	return g
}

// TestCliffFirstPair: where two large sides have no key but an equality, the first
// rows come when a small part of both was read.
func TestCliffFirstPair(t *testing.T) {
	g := labels()
	within(t, g, 4_000, `ASK { ?b :title ?t . ?f :called ?u FILTER(?t = ?u) }`)
	within(t, g, 4_000, `SELECT * { ?b :title ?t . ?f :called ?u FILTER(?t = ?u) } LIMIT 10`)
	within(t, g, 500, `SELECT * { ?b :title ?t . ?f :called ?u } LIMIT 10`)
	within(t, g, 600, `SELECT * { ?b :title ?t { SELECT * { ?f :called ?u . ?s :sung ?v } LIMIT 10 } } LIMIT 10`)
}

// TestCliffFirstNone: where there is no first row after all, each side is read once.
func TestCliffFirstNone(t *testing.T) {
	g := labels()
	const pairs = `{ ?b :title ?t . ?s :sung ?u FILTER(?t = ?u) }`
	all, _ := effort(t, g, `SELECT * `+pairs)
	for _, text := range []string{`ASK ` + pairs, `SELECT * ` + pairs + ` LIMIT 10`} {
		if first, plan := effort(t, g, text); first > all+all/10 {
			t.Errorf("%s took %d rows and look-ups, all rows %d:\n%s", text, first, all, plan)
		}
	}
	// The right side is empty: the left one is not read.
	within(t, g, 40_100, `ASK { ?b :title ?t . ?s :sung ?u . ?s :title ?w FILTER(?t = ?u) }`)
}

// TestFirstPairsRestart: operators that were left in the middle start again.
func TestFirstPairsRestart(t *testing.T) {
	g := labels()
	for _, text := range []string{
		`ASK { ?b :title ?t . ?f :called ?u FILTER(?t = ?u) }`,
		`ASK { ?b :title ?t . ?f :called ?u FILTER(?t = ?u) FILTER(STRLEN(?t) > 4) }`,
	} {
		for range 4 {
			q := query.MustParse(text, prefixes)
			res, err := q.Run(t.Context(), g)
			if err != nil || !res.Bool {
				t.Fatalf("%s: %v, %v", text, res, err)
			}
		}
	}
}

// TestCliffExistsApart: EXISTS of what has nothing to do with the rows is found out once,
// and its first row is enough.
func TestCliffExistsApart(t *testing.T) {
	g := labels()
	within(t, g, 60_500, `SELECT ?b { ?b :title ?t FILTER EXISTS { ?f :called ?u . ?s :sung ?v } }`)
	within(t, g, 500, `ASK { ?b :title ?t FILTER EXISTS { ?f :called ?u . ?s :sung ?v } }`)
	within(t, g, 20_500, `SELECT ?b { ?b :title ?t FILTER NOT EXISTS { ?f :called ?u . ?s :sung ?v } }`)
	within(t, g, 500, `ASK { ?b :title ?t FILTER NOT EXISTS { ?f :called "none" } }`)
}
