package bench

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/oauth"
	"github.com/trivet-rdf/trivet/fetch/sandbox"
	"github.com/trivet-rdf/trivet/query"
)

const (
	backgroundApp = "background@apps.smartplatforms.org"
	richRecord    = "1000001"
	largeRecord   = "1000012" // about 12,000 triples
)

// tutorial is the query of the SMART REST tutorial.
const tutorial = `PREFIX v: <http://www.w3.org/2006/vcard/ns#>
SELECT ?given ?family { [] v:n ?n . OPTIONAL { ?n v:given-name ?given } OPTIONAL { ?n v:family-name ?family } }`

// background starts a container and gives a client of the background app, which
// needs no user.
func background(tb testing.TB, o sandbox.Options) *fetch.Client {
	tb.Helper()
	srv := sandbox.New(tb, o)
	c, err := fetch.New(fetch.Config{APIBase: srv.URL(), ConsumerKey: backgroundApp, ConsumerSecret: sandbox.DefaultSecret})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(c.Close)
	return c
}

// percentiles reports the median and the 99th percentile of times.
func percentiles(b *testing.B, times []time.Duration) {
	if len(times) == 0 {
		return
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds()), "median-µs")
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds()), "p99-µs")
}

// BenchmarkFetchSign signs a GET with a token and one parameter.
func BenchmarkFetchSign(b *testing.B) {
	s := &oauth.Signer{Consumer: backgroundApp, Keys: oauth.Keys{ConsumerSecret: sandbox.DefaultSecret}}
	r := httptest.NewRequest(http.MethodGet, "http://localhost:7000/records/1000001/medications/?limit=10", nil)
	token := oauth.Token{Key: "abcdefghijklmnopqrst", Secret: "abcdefghijklmnopqrst"}
	b.ReportAllocs()
	for b.Loop() {
		if err := s.Sign(r, nil, token); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFetchVerify verifies such requests, each once.
func BenchmarkFetchVerify(b *testing.B) {
	keys := oauth.Keys{ConsumerSecret: sandbox.DefaultSecret, TokenSecret: "abcdefghijklmnopqrst"}
	s := &oauth.Signer{Consumer: backgroundApp, Keys: keys}
	v := oauth.NewVerifier(func(string, string) (oauth.Keys, bool) { return keys, true }, oauth.VerifierOptions{Nonces: oauth.NewNonces(1<<24, 0)})
	requests := make([]*http.Request, 4096)
	sign := func() {
		for i := range requests {
			requests[i] = httptest.NewRequest(http.MethodGet, "http://localhost:7000/records/1000001/medications/?limit=10", nil)
			if err := s.Sign(requests[i], nil, oauth.Token{Key: "abcdefghijklmnopqrst", Secret: keys.TokenSecret}); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%len(requests) == 0 {
			b.StopTimer()
			sign()
			b.StartTimer()
		}
		if _, err := v.Verify(requests[i%len(requests)], nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFetchDemographics fetches the demographics of a record, signed and
// over loopback, parses them and asks the tutorial's query.
func BenchmarkFetchDemographics(b *testing.B) {
	c := background(b, sandbox.Options{})
	if _, err := c.RecordToken(b.Context(), richRecord); err != nil {
		b.Fatal(err)
	}
	q, err := query.Parse(tutorial)
	if err != nil {
		b.Fatal(err)
	}
	var times []time.Duration
	for b.Loop() {
		start := time.Now()
		g, err := c.GetDemographics(b.Context(), richRecord)
		if err != nil {
			b.Fatal(err)
		}
		rows, err := q.Select(b.Context(), g)
		if err != nil {
			b.Fatal(err)
		}
		if n := rowsOf(b, rows); n != 1 {
			b.Fatalf("%d rows", n)
		}
		times = append(times, time.Since(start))
	}
	percentiles(b, times)
}

// rowsOf counts the rows of an answer and ends it.
func rowsOf(b *testing.B, rows *query.Rows) (n int) {
	defer rows.Close()
	for _, err := range rows.All() {
		if err != nil {
			b.Fatal(err)
		}
		n++
	}
	return n
}

// BenchmarkFetchRecord fetches every collection of the large record into one
// graph.
func BenchmarkFetchRecord(b *testing.B) {
	c := background(b, sandbox.Options{})
	if _, err := c.RecordToken(b.Context(), largeRecord); err != nil {
		b.Fatal(err)
	}
	var times []time.Duration
	size := 0
	for b.Loop() {
		start := time.Now()
		g, err := c.Record(b.Context(), largeRecord)
		if err != nil {
			b.Fatal(err)
		}
		size = g.Len()
		times = append(times, time.Since(start))
	}
	b.ReportMetric(float64(size), "triples")
	percentiles(b, times)
}

// BenchmarkFetchThousand fetches a thousand small records, eight requests in
// flight: 17,000 signed GETs and 1,000 tokens.
func BenchmarkFetchThousand(b *testing.B) {
	dir := b.TempDir()
	for i := range 1000 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("r%04d.ttl", i)), smallRecord(i), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	c := background(b, sandbox.Options{Patients: dir})
	for b.Loop() {
		g, err := c.LoadAll(b.Context(), nil, fetch.WithRecords(8), fetch.WithParallel(1))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(g.Len()), "triples")
	}
	b.ReportMetric(18_001*float64(b.N)/b.Elapsed().Seconds(), "requests/s")
}

// smallRecord is a patient with one problem.
func smallRecord(n int) []byte {
	return fmt.Appendf(nil, `@prefix sp: <http://smartplatforms.org/terms#> . @prefix v: <http://www.w3.org/2006/vcard/ns#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix dcterms: <http://purl.org/dc/terms/> .
[] a sp:Demographics ; foaf:gender "female" ; v:bday "19%02d-01-01" ; v:n [ a v:Name ; v:given-name "Given%d" ; v:family-name "Family%d" ] .
[] a sp:Problem ; sp:startDate "2001" ; sp:problemName [ a sp:CodedValue ; dcterms:title "Asthma" ] .
`, n%100, n, n)
}

// BenchmarkFetchContainer is the container under signed GETs of demographics
// from all cores, client and server in this process. bench/load has the client
// in a process of its own.
func BenchmarkFetchContainer(b *testing.B) {
	c := background(b, sandbox.Options{MaxNonces: 1 << 24})
	if _, err := c.RecordToken(context.Background(), richRecord); err != nil {
		b.Fatal(err)
	}
	path := "/records/" + url.PathEscape(richRecord) + "/demographics"
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := c.Get(context.Background(), path); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
}
