package query_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/bench"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/results"
)

// BenchmarkFront times what every query pays before its first row, however small
// its answer: the text to algebra (parse), algebra to operators (plan), and all
// of it to the last byte (whole). On 100,000 triples of each workload.
func BenchmarkFront(b *testing.B) {
	all, err := bench.Workloads()
	if err != nil {
		b.Fatal(err)
	}
	for _, w := range all {
		if w.Name == "trainmarks" {
			continue
		}
		b.Run(w.Name, func(b *testing.B) {
			g, err := w.Graph(context.Background(), 100_000)
			if err != nil {
				b.Fatal(err)
			}
			for _, q := range w.Queries {
				if strings.HasPrefix(q.Name, "bi-") {
					continue
				}
				b.Run(q.Name, func(b *testing.B) { front(b, g, q.Text) })
			}
		})
	}
}

func front(b *testing.B, g query.Source, text string) {
	b.Run("parse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			query.MustParse(text)
		}
	})
	b.Run("plan", func(b *testing.B) {
		q := query.MustParse(text)
		b.ReportAllocs()
		for b.Loop() {
			if err := query.Prepare(q, g); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("whole", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			res, err := query.Run(context.Background(), g, text)
			if err != nil {
				b.Fatal(err)
			}
			if res.Rows == nil {
				continue
			}
			if err := results.Write(io.Discard, results.TSV, res.Rows, results.Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
