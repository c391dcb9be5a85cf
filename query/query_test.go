package query_test

import (
	"context"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

func TestTutorialQuery(t *testing.T) {
	const vc = "http://www.w3.org/2006/vcard/ns#"
	g := graph.New()
	n := graph.NewBlank("n")
	g.Add(
		graph.Triple{S: graph.NewIRI("http://ex/1"), P: graph.NewIRI(vc + "n"), O: n},
		graph.Triple{S: n, P: graph.NewIRI(vc + "given-name"), O: graph.NewLiteral("Ada")},
		graph.Triple{S: n, P: graph.NewIRI(vc + "family-name"), O: graph.NewLiteral("Example")},
	)
	rows, err := query.Select(context.Background(), g, `PREFIX vc: <http://www.w3.org/2006/vcard/ns#>
SELECT ?given ?family WHERE { [] vc:n ?n . OPTIONAL { ?n vc:given-name ?given } OPTIONAL { ?n vc:family-name ?family } }`)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for row, err := range rows.All() {
		if err != nil {
			t.Fatal(err)
		}
		count++
		if got := row.String("given") + " " + row.String("family"); got != "Ada Example" {
			t.Errorf("name = %q", got)
		}
	}
	if count != 1 {
		t.Errorf("%d rows, want 1", count)
	}
}
