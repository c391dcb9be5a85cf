package query_test

import (
	"fmt"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// weights is 2,000 patients with three weights each, of which some have a
// note, and many other things.
func weights() *graph.Graph {
	var ts []graph.Triple
	for i := range 6000 {
		s := iri(fmt.Sprint("set", i))
		day, _ := query.TermOf(i)
		if i%3 == 2 { // the last ones of all patients come close together
			day, _ = query.TermOf(10_000 + i%7)
		}
		kg, _ := query.TermOf(50 + i%60)
		ts = append(ts, graph.Triple{S: s, P: iri("of"), O: iri(fmt.Sprint("patient", i/3))},
			graph.Triple{S: s, P: iri("day"), O: day}, graph.Triple{S: s, P: iri("kg"), O: kg})
	}
	for i := range 60_000 {
		day, _ := query.TermOf(i * 7919 % 40)
		ts = append(ts, graph.Triple{S: iri(fmt.Sprint("other", i)), P: iri("of"), O: iri(fmt.Sprint("patient", i/30))},
			graph.Triple{S: iri(fmt.Sprint("other", i)), P: iri("day"), O: day})
	}
	for i := range 6 {
		ts = append(ts, graph.Triple{S: iri(fmt.Sprint("set", 1000*i)), P: iri("note"), O: iri("good")})
	}
	g := graph.New()
	g.Add(ts...)
	return g
}

// TestCliffGroupKeys: what a sub-select has grouped is joined back by its keys, not by what the
// aggregate gives, which many groups have in common.
func TestCliffGroupKeys(t *testing.T) {
	g := weights()
	within(t, g, 80_000, `SELECT ?p ?last ?kg { { SELECT ?p (MAX(?d) AS ?last) { ?s :of ?p ; :day ?d ; :kg ?w } GROUP BY ?p } ?x :of ?p ; :day ?last ; :kg ?kg }`)
}

// TestCliffFixedPredicate: a predicate that a filter names is one of the pattern.
func TestCliffFixedPredicate(t *testing.T) {
	g := weights()
	within(t, g, 50, `SELECT * { ?s :kg ?k ; ?p ?v FILTER(?p = :note) }`)
}
