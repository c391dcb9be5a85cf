package bench

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"testing"

	"github.com/trivet-rdf/trivet/bench/workload"
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
)

// raggedCount joins two columns whose subjects are not all the same, or not there once.
const raggedCount = `PREFIX x: <http://example.org/>
SELECT (COUNT(*) AS ?n) { ?s x:left ?a ; x:right ?b }`

// ragged says how two columns over the same subjects differ.
type ragged struct {
	name          string
	missing, most int // percent of the subjects without a value; values of those with some: 1 to most
}

// raggedSubjects is of how many subjects the columns are.
const raggedSubjects = 200_000

// BenchmarkRateCount gives what one core does of a counted merge join where the sorted
// columns have gaps, on both sides, or several values a subject, or both. The rows of a
// second are those of the longer column.
func BenchmarkRateCount(b *testing.B) {
	for _, r := range []ragged{
		{"same", 0, 1}, {"10%-missing", 10, 1}, {"50%-missing", 50, 1}, {"1-to-3-values", 0, 3}, {"10%-missing-1-to-3-values", 10, 3}, {"50%-missing-1-to-3-values", 50, 3},
	} {
		b.Run(r.name, func(b *testing.B) { r.rate(b) })
	}
}

// rate times the join.
func (r ragged) rate(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	g, longer, joined := r.graph(b)
	q := query.MustParse(raggedCount)
	plan, err := q.Explain(context.Background(), g, query.PlanOnly)
	if err != nil {
		b.Fatal(err)
	}
	if !hasOperator(plan.Root, "join") {
		b.Fatalf("no join in the plan:\n%v", plan)
	}
	b.ReportAllocs()
	for b.Loop() {
		rows, err := q.Select(context.Background(), g)
		if err != nil {
			b.Fatal(err)
		}
		if n := drained(b, rows, true); n != joined {
			b.Fatalf("%d rows joined, want %d", n, joined)
		}
	}
	b.ReportMetric(float64(longer)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// graph makes the columns: it gives the rows of the longer one, and those of the join.
func (r ragged) graph(b *testing.B) (g *graph.Graph, longer, joined int64) {
	draw := workload.NewDraw(8, 0)
	var text bytes.Buffer
	var rows [2]int64
	for s := range raggedSubjects {
		of := [2]int64{}
		for side, name := range []string{"left", "right"} {
			if draw.IntN(100) < r.missing {
				continue
			}
			of[side] = int64(1 + draw.IntN(r.most))
			for v := range of[side] {
				fmt.Fprintf(&text, "<http://example.org/s%d> <http://example.org/%s> %q .\n", s, name, fmt.Sprint(v))
			}
			rows[side] += of[side]
		}
		joined += of[0] * of[1]
	}
	g = graph.New()
	if err := g.Load(context.Background(), &text, graph.WithFormat(rdfio.NTriples)); err != nil {
		b.Fatal(err)
	}
	return g, max(rows[0], rows[1]), joined
}
