package query_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
)

// TestMain sees to it that no test of this package leaves a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const ex = "http://example.org/"

// prefixes are declared for all queries of the tests.
var prefixes = query.WithPrefixes(map[string]string{
	"": ex, "xsd": graph.XSD, "rdf": graph.RDF, "foaf": "http://xmlns.com/foaf/0.1/",
})

// turtle is a graph from Turtle or TriG, with the prefixes of the tests.
func turtle(t testing.TB, text string) *graph.Graph {
	t.Helper()
	head := "PREFIX : <" + ex + "> PREFIX xsd: <" + graph.XSD + "> PREFIX foaf: <http://xmlns.com/foaf/0.1/>\n"
	g, err := graph.Load(context.Background(), strings.NewReader(head+text), graph.WithFormat(rdfio.TriG))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func iri(local string) graph.Term { return graph.NewIRI(ex + local) }

// people is the data of many tests.
func people(t testing.TB) *graph.Graph {
	return turtle(t, `
:ada  a :Person ; foaf:name "Ada" ; :age 36 ; foaf:knows :bob, :cy .
:bob  a :Person ; foaf:name "Bob" ; :age 25 ; foaf:knows :cy .
:cy   a :Person ; foaf:name "Cy" .
:rex  a :Dog ; foaf:name "Rex"@en .`)
}

// short is a term in few characters: IRIs of the tests without their namespace,
// "-" for unbound.
func short(t graph.Term) string {
	switch {
	case t.IsAny():
		return "-"
	case t.IsIRI():
		return strings.TrimPrefix(t.Value(), ex)
	case t.IsLiteral() && (t.Datatype() == graph.XSDString || t.Datatype() == graph.XSD+"integer"):
		return t.Value()
	}
	return t.NTriples()
}

// list gives rows as "a b c", and the error that ended them.
func list(rows *query.Rows) ([]string, error) {
	out := []string{}
	for terms, err := range rows.Terms() {
		if err != nil {
			return out, err
		}
		parts := make([]string, len(terms))
		for i, t := range terms {
			parts[i] = short(t)
		}
		out = append(out, strings.Join(parts, " "))
	}
	return out, nil
}

// answer runs a SELECT query and gives its rows sorted, joined by "; ".
func answer(t testing.TB, src query.Source, text string, opts ...query.Option) string {
	t.Helper()
	rows, err := query.Select(context.Background(), src, text, append([]query.Option{prefixes}, opts...)...)
	if err != nil {
		t.Fatalf("%s\n%v", text, err)
	}
	out, err := list(rows)
	if err != nil {
		t.Fatalf("%s\n%v", text, err)
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

// failure runs a query of any form to its end and gives its error.
func failure(src query.Source, text string, opts ...query.Option) error {
	return failureIn(context.Background(), src, text, opts...)
}

func failureIn(ctx context.Context, src query.Source, text string, opts ...query.Option) error {
	res, err := query.Run(ctx, src, text, append([]query.Option{prefixes}, opts...)...)
	switch {
	case err != nil:
		return err
	case res.Rows != nil:
		for _, err := range res.Rows.All() {
			if err != nil {
				return err
			}
		}
	case res.Triples != nil:
		_, err = res.Triples.Graph()
	}
	return err
}

// equal compares two answers.
func equal(t testing.TB, what string, got, want any) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
