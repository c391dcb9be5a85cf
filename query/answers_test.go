package query

import (
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/reference/gen"
)

// TestAnswers: queries that random ones seldom are, answered in all ways as the
// specification says.
func TestAnswers(t *testing.T) {
	var data []graph.Quad
	add := func(s, p string, o graph.Term) {
		data = append(data, graph.Quad{Triple: graph.Triple{S: urn(s), P: urn(p), O: o}})
	}
	for i, s := range []string{"a", "b", "c"} {
		add(s, "p", number(i))
		add(s, "q", urn("a"))
	}
	for _, text := range []string{
		// A sub-select hides a variable of a scan; the one outside is unbound.
		"SELECT DISTINCT ?s { { SELECT ?x { ?s :p ?n } } }",
		"SELECT (COUNT(DISTINCT ?s) AS ?k) { { SELECT ?x { ?s :p ?n } } }",
		// What draws does so once for each row of its own group.
		"SELECT (COUNT(DISTINCT ?x) AS ?k) { { BIND(UUID() AS ?x) } ?s :p ?n }",
		"SELECT ?s (COUNT(DISTINCT ?x) AS ?k) (COUNT(*) AS ?m) { { ?s :p ?n BIND(BNODE() AS ?x) } ?t :q ?z } GROUP BY ?s",
		"SELECT (COUNT(DISTINCT ?x) AS ?k) { ?s :p ?n OPTIONAL { BIND(RAND() AS ?x) } }",
		"SELECT ?s (COUNT(*) AS ?k) { ?t :q ?z { ?s :p ?n FILTER(RAND() < 0.5) } } GROUP BY ?s HAVING (COUNT(*) != 3)",
		"SELECT (COUNT(*) IN (0, 81) AS ?k) { ?s :p ?a . ?t :p ?b . ?u :p ?c . ?v :p ?d FILTER EXISTS { BIND(RAND() AS ?r) FILTER(?r < 0.5) } }",
		"SELECT (COUNT(*) IN (0, 81) AS ?k) { ?s :p ?a . ?t :p ?b . ?u :p ?c . ?v :p ?d FILTER EXISTS { ?s :q ?e FILTER(RAND() < 0.5) } }",
		"SELECT (COUNT(*) IN (0, 81) AS ?k) { ?s :p ?a . ?t :p ?b . ?u :p ?c . ?v :p ?d FILTER EXISTS { SELECT (SUM(RAND()) AS ?r) { ?e :q ?z } HAVING (SUM(RAND()) < 1.5) } }",
		"SELECT ?s (COUNT(*) AS ?k) { ?s :p ?a OPTIONAL { ?t :p ?b . ?u :p ?c . ?v :p ?d } FILTER(RAND() < 0.5) } GROUP BY ?s HAVING (COUNT(*) = 27)",
	} {
		if err := compareCase(gen.Case{Data: data, Text: "PREFIX : <urn:> " + text}); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}
