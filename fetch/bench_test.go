package fetch_test

import (
	"testing"

	"github.com/trivet-rdf/trivet/fetch"
)

// BenchmarkDemographics is one signed GET over loopback, verified by the
// sandbox, parsed into a graph.
func BenchmarkDemographics(b *testing.B) {
	_, c := ready(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Graph(b.Context(), richDemographics); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkGet is the same without the parsing.
func BenchmarkGet(b *testing.B) {
	_, c := ready(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Get(b.Context(), richDemographics); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRecord is the record of about 12,000 triples, 4 collections at a
// time.
func BenchmarkRecord(b *testing.B) {
	_, c := ready(b)
	dance(b, c, "1000012")
	for b.Loop() {
		g, err := c.Record(b.Context(), "1000012", fetch.WithParallel(4))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(g.Len()), "triples")
	}
}
