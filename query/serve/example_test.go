package serve_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/serve"
)

// A Server is an http.Handler.
func Example() {
	g := graph.New()
	g.Add(graph.Triple{S: graph.NewIRI("http://ex/ada"), P: graph.NewIRI("http://ex/name"), O: graph.NewLiteral("Ada")})
	s := serve.New(g, serve.Options{})

	req := httptest.NewRequest("GET", "/sparql?query="+url.QueryEscape(`SELECT ?n { ?s <http://ex/name> ?n }`), http.NoBody)
	req.Header.Set("Accept", "text/csv")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, req)
	fmt.Printf("%d %q\n", w.Code, w.Body.String())
	// Output: 200 "n\r\nAda\r\n"
}
