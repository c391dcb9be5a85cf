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
	} {
		if err := compareCase(gen.Case{Data: data, Text: "PREFIX : <urn:> " + text}); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}
