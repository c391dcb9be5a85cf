package bench

import (
	"context"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/results"
)

// The queries behind the rates. What each must be done by is checked in its plan,
// so that a rate is never that of another operator.
const (
	// Two columns in the same order, one match each: counted without making rows.
	mergeCount = `PREFIX shop: <http://benchmark.example/>
SELECT (COUNT(*) AS ?n) { ?o shop:placedBy ?c ; shop:contains ?p }`

	// Every order looks its customer up in a hash table that is not an index.
	hashProbe = `PREFIX shop: <http://benchmark.example/>
SELECT (COUNT(*) AS ?n) { ?o shop:placedBy ?c OPTIONAL { { SELECT ?c (COUNT(?y) AS ?k) { ?c shop:country ?y } GROUP BY ?c } } }`

	// The same with its rows made, each with a column of the hash table.
	hashRows = `PREFIX shop: <http://benchmark.example/>
SELECT ?o ?k { ?o shop:placedBy ?c OPTIONAL { { SELECT ?c (COUNT(?y) AS ?k) { ?c shop:country ?y } GROUP BY ?c } } }`

	everything = `SELECT ?s ?p ?o WHERE { ?s ?p ?o }`
)

// BenchmarkRate gives what the engine's inner loops do in a second, by one core
// unless results are encoded: rows/s of a join of two sorted columns that is only
// counted, of probes of a hash table, and MB/s (of 10^6 bytes) of results written.
func BenchmarkRate(b *testing.B) {
	for _, size := range sizes(b) {
		if size == "250k" {
			continue // SP2Bench's
		}
		b.Run("merge-join-count/"+size, func(b *testing.B) { joinRate(b, size, mergeCount, "join", true) })
		b.Run("hash-probe-count/"+size, func(b *testing.B) { joinRate(b, size, hashProbe, "hash left join", true) })
		b.Run("hash-probe-rows/"+size, func(b *testing.B) { joinRate(b, size, hashRows, "hash left join", false) })
		b.Run("write-tsv/"+size, func(b *testing.B) { writeRate(b, "records", size, results.TSV) })
		b.Run("write-json/"+size, func(b *testing.B) { writeRate(b, "records", size, results.JSON) })
		b.Run("write-json-typed/"+size, func(b *testing.B) { writeRate(b, "trainmarks", size, results.JSON) })
		b.Run("write-xml/"+size, func(b *testing.B) { writeRate(b, "records", size, results.XML) })
		b.Run("write-csv/"+size, func(b *testing.B) { writeRate(b, "records", size, results.CSV) })
	}
}

// joinRate times a join of trainmarks' orders by the named operator; the rows are
// counted by the query or made.
func joinRate(b *testing.B, size, text, operator string, counted bool) {
	w, err := Workload("trainmarks")
	if err != nil {
		b.Fatal(err)
	}
	g := dataset(b, w, size)
	q := query.MustParse(text)
	plan, err := q.Explain(context.Background(), g, query.PlanOnly)
	if err != nil {
		b.Fatal(err)
	}
	if !hasOperator(plan.Root, operator) {
		b.Fatalf("no %s in the plan:\n%v", operator, plan)
	}
	b.ReportAllocs()
	var joined int64
	for b.Loop() {
		rows, err := q.Select(context.Background(), g)
		if err != nil {
			b.Fatal(err)
		}
		joined = drained(b, rows, counted)
	}
	if joined < int64(w.Sizes[size])/10 {
		b.Fatalf("%d rows joined, want one for each order", joined)
	}
	b.ReportMetric(float64(joined)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// drained reads all rows; it gives their number or, counted, that in the one row.
func drained(b *testing.B, rows *query.Rows, counted bool) (n int64) {
	for row, err := range rows.All() {
		if err != nil {
			b.Fatal(err)
		}
		if n++; counted {
			n = row.Int("n")
		}
	}
	return n
}

// hasOperator reports whether a plan has the operator, or another kind of it: an
// index join is a join.
func hasOperator(n *query.PlanNode, name string) bool {
	if n.Operator == name || n.Operator == "index "+name || n.Operator == "tally" && name == "join" {
		return true
	}
	for _, in := range n.Inputs {
		if hasOperator(in, name) {
			return true
		}
	}
	return false
}

// counter counts the bytes that are written to it.
type counter struct{ n int64 }

// Write implements io.Writer.
func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}

// writeRate times all triples of a workload as rows of a result: the values of records
// are texts, those of trainmarks numbers and dates.
func writeRate(b *testing.B, name, size string, format results.Format) {
	w, err := Workload(name)
	if err != nil {
		b.Fatal(err)
	}
	g := dataset(b, w, size)
	q := query.MustParse(everything)
	b.ReportAllocs()
	var out counter
	for b.Loop() {
		rows, err := q.Select(context.Background(), g)
		if err == nil {
			err = results.Write(&out, format, rows, results.Options{})
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(out.n)/b.Elapsed().Seconds()/1e6, "MB/s")
}

// BenchmarkPlan is what happens to a query before it runs: parsing its text, and
// planning, which the tutorial's query should have behind it within 100 µs. Nothing
// remembered is used.
func BenchmarkPlan(b *testing.B) {
	w, err := Workload("records")
	if err != nil {
		b.Fatal(err)
	}
	g := dataset(b, w, "100k")
	for _, q := range w.Queries {
		switch q.Name {
		case "01-tutorial", "31-like-me", "49-worst-order":
			b.Run("parse/"+q.Name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					query.MustParse(q.Text, query.WithoutReuse())
				}
			})
			b.Run("plan/"+q.Name, func(b *testing.B) { planning(b, g, query.MustParse(q.Text)) })
		}
	}
}

// planning times a run up to its plan, and reports the plan's part of it.
func planning(b *testing.B, g *graph.Graph, q *query.Query) {
	b.ReportAllocs()
	var plans time.Duration
	for b.Loop() {
		rows, err := q.Select(context.Background(), g, query.WithoutReuse())
		if err != nil {
			b.Fatal(err)
		}
		plans += rows.Timing().Plan
		if err := rows.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(plans.Nanoseconds())/float64(b.N)/1000, "plan-µs")
}
