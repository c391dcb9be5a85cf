package serve_test

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"

	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/serve"
)

// meter is a client that throws the answer away and looks at the heap on the way.
type meter struct {
	header http.Header
	bytes  int
	next   int
	most   uint64
}

func (m *meter) Header() http.Header { return m.header }
func (m *meter) WriteHeader(int)     {}
func (m *meter) Write(p []byte) (int, error) {
	if m.bytes += len(p); m.bytes >= m.next {
		m.next += 10 << 20
		m.most = max(m.most, heap())
	}
	return len(p), nil
}

// heap is what is in use after a garbage collection.
func heap() uint64 {
	var s runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&s)
	return s.HeapAlloc
}

// TestFlatMemory: an answer of tens of megabytes is never in memory, as rows or as
// bytes, in any format.
func TestFlatMemory(t *testing.T) {
	limits := query.ServerLimits()
	limits.MaxRows = query.NoLimit
	s := serve.New(numbers(400_000), serve.Options{Limits: limits})
	for _, c := range []struct{ path, accept, encoding string }{
		{"/sparql" + ask("SELECT * { ?s ?p ?o }"), "application/sparql-results+json", "identity"},
		{"/sparql" + ask("SELECT * { ?s ?p ?o }"), "application/sparql-results+xml", "gzip"},
		{"/sparql" + ask("SELECT * { ?s ?p ?o }"), "text/html", "identity"},
		{"/graphs?default", "text/turtle", "identity"},
		{"/graphs?default", "application/n-triples", "identity"},
	} {
		req := httptest.NewRequest("GET", c.path, http.NoBody)
		req.Header.Set("Accept", c.accept)
		req.Header.Set("Accept-Encoding", c.encoding)
		before := heap()
		m := &meter{header: http.Header{}}
		s.ServeHTTP(m, req)
		if grown := int64(m.most) - int64(before); grown > 8<<20 || m.bytes < 1<<20 {
			t.Errorf("%s as %s: %d bytes took %d bytes of heap", c.path, c.accept, m.bytes, grown)
		}
	}
}
