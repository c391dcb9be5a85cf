package remote_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/remote"
	"github.com/trivet-rdf/trivet/query/serve"
)

// traffic counts what goes through a server.
type traffic struct{ requests, asked, answered atomic.Int64 }

// countedWriter counts what is answered.
type countedWriter struct {
	http.ResponseWriter
	n *atomic.Int64
}

func (w countedWriter) Write(b []byte) (int, error) {
	w.n.Add(int64(len(b)))
	return w.ResponseWriter.Write(b)
}

// countedServer serves a graph and counts requests and bytes.
func countedServer(t *testing.T, g *graph.Graph) (string, *traffic) {
	t.Helper()
	n, inner := &traffic{}, serve.New(g, serve.Options{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.requests.Add(1)
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		n.asked.Add(int64(len(body) + len(r.URL.RawQuery)))
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		inner.ServeHTTP(countedWriter{w, &n.answered}, r)
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/sparql", n
}

// TestServiceTraffic: over the wire, an endpoint of 20,000 things is asked for the few
// that 30 rows lead to, wherever the SERVICE stands and however it is named.
func TestServiceTraffic(t *testing.T) {
	iri := func(kind string, i int) graph.Term { return graph.NewIRI(fmt.Sprintf("urn:%s:%d", kind, i)) }
	far, local := graph.New(), graph.New()
	for i := range 20_000 {
		far.Add(graph.Triple{S: iri("thing", i), P: iri("p", 0), O: graph.NewLiteral(fmt.Sprint("thing ", i))})
	}
	for i := range 5000 {
		local.Add(graph.Triple{S: iri("s", i), P: iri("link", 0), O: iri("thing", i)})
	}
	first, n := countedServer(t, far)
	second, m := countedServer(t, far)
	for i := range 30 {
		local.Add(graph.Triple{S: iri("s", i), P: iri("few", 0), O: graph.NewIRI([]string{first, second}[i%2])})
	}
	handler := query.WithService(remote.Service(open(t, first), open(t, second)))
	for _, c := range []struct {
		text           string
		rows, requests int64
		answered       int64 // bytes at most; all of it would be 4 MB
	}{
		{"?s <urn:few:0> ?e OPTIONAL { ?s <urn:link:0> ?x SERVICE <" + first + "> { ?x <urn:p:0> ?n } }", 30, 1, 10_000},
		{"?s <urn:few:0> ?e . ?s <urn:link:0> ?x SERVICE ?e { ?x <urn:p:0> ?n }", 30, 2, 10_000},
		{"?s <urn:few:0> ?e OPTIONAL { ?s <urn:link:0> ?x SERVICE ?e { ?x <urn:p:0> ?n } FILTER(STRENDS(?n, '7')) }", 30, 2, 2500},
		{"?s <urn:few:0> ?e . ?s <urn:link:0> ?x { SERVICE <" + first + "> { ?x <urn:p:0> ?n } } UNION { SERVICE <" + second + "> { ?x <urn:p:0> ?n } }", 60, 2, 20_000},
	} {
		for _, count := range []*atomic.Int64{&n.requests, &n.asked, &n.answered, &m.requests, &m.asked, &m.answered} {
			count.Store(0)
		}
		rows, err := query.Select(t.Context(), local, "SELECT * { "+c.text+" }", handler)
		if err != nil {
			t.Fatal(err)
		}
		got := int64(0)
		for rows.Next() {
			got++
		}
		if err := rows.Err(); err != nil {
			t.Fatalf("%s: %v", c.text, err)
		}
		requests, asked, answered := n.requests.Load()+m.requests.Load(), n.asked.Load()+m.asked.Load(), n.answered.Load()+m.answered.Load()
		t.Logf("%d rows by %d requests, %d bytes asked, %d answered", got, requests, asked, answered)
		if got != c.rows || requests != c.requests || answered > c.answered || asked > 5000 {
			t.Errorf("%s: %d rows by %d requests of %d bytes, %d bytes of answers", c.text, got, requests, asked, answered)
		}
	}
}
