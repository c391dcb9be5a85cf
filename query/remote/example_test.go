package remote_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/remote"
	"github.com/trivet-rdf/trivet/query/serve"
)

// A graph is shipped to an endpoint, asked there, and joined with local data.
func Example() {
	ctx := context.Background()
	srv := httptest.NewServer(serve.New(graph.New(), serve.Options{Updates: true, Token: "a token of 16 letters"}))
	defer srv.Close()
	e, err := remote.Open(srv.URL+"/sparql", remote.WithBearer("a token of 16 letters"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()

	g, _ := graph.Load(ctx, strings.NewReader(`<http://ex/ada> <http://ex/name> "Ada" .`), graph.WithFormat(rdfio.Turtle))
	sent, err := e.Upload(ctx, g, remote.UploadOptions{})
	fmt.Println(sent.Done, "uploaded,", err)

	rows, err := e.Rows(ctx, `SELECT ?name { ?s <http://ex/name> ?name }`)
	if err != nil {
		fmt.Println(err)
		return
	}
	for row, err := range rows.Terms() {
		fmt.Println(row[0].NTriples(), err)
	}

	local, _ := graph.Load(ctx, strings.NewReader(`<http://ex/ada> <http://ex/age> 36 .`), graph.WithFormat(rdfio.Turtle))
	joined, err := query.Select(ctx, local,
		`SELECT ?name ?age { ?s <http://ex/age> ?age SERVICE <`+e.URL()+`> { ?s <http://ex/name> ?name } }`,
		query.WithService(remote.Service(e)))
	if err != nil {
		fmt.Println(err)
		return
	}
	for row, err := range joined.All() {
		fmt.Println(row.String("name"), row.Int("age"), err)
	}
	// Output:
	// 1 uploaded, <nil>
	// "Ada" <nil>
	// Ada 36 <nil>
}
