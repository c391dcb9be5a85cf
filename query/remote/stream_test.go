package remote_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"runtime/metrics"
	"slices"
	"testing"

	"github.com/trivet-rdf/trivet/query/remote"
	"github.com/trivet-rdf/trivet/query/results"
)

// document is how an answer of one column is written in a format.
type document struct {
	format          results.Format
	head, row, tail string // row has a verb for a number
	sep             string
}

func documents() []document {
	return []document{
		{results.JSON, `{"link":[],"head":{"vars":["x"]},"results":{"distinct":false,"bindings":[`, `{"x":{"type":"literal","value":"%d"}}`, `]}}`, ","},
		{results.XML, `<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/></head><results>`,
			`<result><binding name="x"><literal>%d</literal></binding></result>`, `</results></sparql>`, "\n"},
		{results.TSV, "?x\n", `"%d"` + "\n", "", ""},
		{results.CSV, "x\n", "%d\n", "", ""},
	}
}

// write writes rows from..to.
func (d document) write(w io.Writer, from, to int) {
	for i := from; i < to; i++ {
		if i > 0 {
			io.WriteString(w, d.sep)
		}
		fmt.Fprintf(w, d.row, i)
	}
}

// reading opens an endpoint that is told the format only where it has to be.
func (d document) reading(t *testing.T, url string) *remote.Endpoint {
	if d.format == results.CSV {
		return open(t, url, remote.WithResults(d.format))
	}
	return open(t, url)
}

// TestRowsStream: rows are given while the endpoint still sends, in every format.
func TestRowsStream(t *testing.T) {
	for _, d := range documents() {
		more := make(chan struct{})
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, d.head)
			d.write(w, 0, 3000)
			w.(http.Flusher).Flush()
			<-more
			d.write(w, 3000, 3001)
			io.WriteString(w, d.tail)
		}))
		e := d.reading(t, srv.URL)
		rows, err := e.Rows(context.Background(), "SELECT * {}")
		if err != nil {
			t.Fatalf("%v: %v", d.format, err)
		}
		n := 0
		for row, err := range rows.Terms() {
			if err != nil || row[0].Value() != fmt.Sprint(n) {
				t.Fatalf("%v: %v, %v", d.format, row, err)
			}
			if n == 10 {
				close(more) // until now the server cannot have ended
			}
			n++
		}
		if n != 3001 || !slices.Equal(rows.Vars(), []string{"x"}) {
			t.Errorf("%v: %d rows, %v", d.format, n, rows.Vars())
		}
		e.Close()
		srv.Close()
	}
}

// TestRowsFlat: a long answer is read in memory that does not
// depend on its length, in every format.
func TestRowsFlat(t *testing.T) {
	const count = 200_000
	for _, d := range documents() {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, d.head)
			d.write(w, 0, count)
			io.WriteString(w, d.tail)
		}))
		e := d.reading(t, srv.URL)
		rows, err := e.Rows(context.Background(), "SELECT * {}")
		if err != nil {
			t.Fatal(err)
		}
		n, least, most := 0, ^uint64(0), uint64(0)
		for _, err := range rows.Terms() {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n%(count/10) == 0 {
				live := liveBytes()
				least, most = min(least, live), max(most, live)
			}
		}
		if n != count || most-least > 1<<20 {
			t.Errorf("%v: %d rows, heap from %d to %d", d.format, n, least, most)
		}
		e.Close()
		srv.Close()
	}
}

// liveBytes is the size of the heap's live objects: the least that three collections
// find, since each counts what the server, which goes on writing, allocates meanwhile.
func liveBytes() uint64 {
	least, sample := ^uint64(0), []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	for range 3 {
		runtime.GC()
		metrics.Read(sample)
		least = min(least, sample[0].Value.Uint64())
	}
	return least
}

// TestRowsLeft: rows that nobody wants any more end the request.
func TestRowsLeft(t *testing.T) {
	for _, d := range documents() {
		gone := make(chan struct{})
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, d.head)
			d.write(w, 0, 1000)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			close(gone)
		}))
		e := d.reading(t, srv.URL)
		rows, err := e.Rows(context.Background(), "SELECT * {}")
		if err != nil {
			t.Fatal(err)
		}
		for range rows.Terms() {
			break
		}
		<-gone
		e.Close()
		srv.Close()
	}
}
