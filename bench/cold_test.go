package bench

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/json"
	"io"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/bench/workload"
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/results"
)

// BenchmarkCold times queries as they come to a program that has other work in
// between: before each run the processor's caches are filled with other data and
// other code. Most of a small query's time is then that of reading code and data
// for the first time, and a loop over it tells little about it.
//
// WORKLOAD/QUERY is with plans remembered, WORKLOAD/QUERY/anew without. The medians:
// cold-µs from the text to the last byte, of that parse-µs to the algebra, plan-µs
// to the plan, and run-µs the rest. What comes in between is part of ns/op.
func BenchmarkCold(b *testing.B) {
	list := sizes(b)
	size := list[len(list)-1]
	evict := newEviction(b)
	for _, w := range workloads(b) {
		if w.Sizes[size] == 0 {
			continue
		}
		b.Run(w.Name, func(b *testing.B) {
			g := dataset(b, w, size)
			for _, q := range w.Queries {
				if !quick(b, w, g, q, size) {
					continue
				}
				b.Run(q.Name, func(b *testing.B) { cold(b, evict, g, q.Text) })
				b.Run(q.Name+"/anew", func(b *testing.B) { cold(b, evict, g, q.Text, query.WithoutReuse()) })
			}
		})
	}
}

// quickTime is how long the queries take at most that are timed cold: the caches
// matter little to others.
const quickTime = 5 * time.Millisecond

// quick checks a query's answer, and reports whether it is there soon.
func quick(b *testing.B, w *workload.Workload, g *graph.Graph, q workload.Query, size string) bool {
	parsed, err := query.Parse(q.Text)
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	if _, err := workload.Count(context.Background(), g, parsed); err != nil {
		b.Fatal(err)
	}
	took := time.Since(began)
	a, err := workload.Run(context.Background(), g, parsed)
	if err == nil {
		err = w.Check(q.Name, size, a)
	}
	if err != nil {
		b.Fatal(err)
	}
	return took < quickTime
}

// cold runs a query again and again, with other work in between.
func cold(b *testing.B, evict *eviction, g *graph.Graph, text string, opts ...query.Option) {
	var all, parse, plan, run []time.Duration
	for n := 0; b.Loop(); n++ {
		evict.now()
		began := time.Now()
		res, err := query.Run(context.Background(), g, text, opts...)
		if err != nil {
			b.Fatal(err)
		}
		if err := write(res); err != nil {
			b.Fatal(err)
		}
		took, t := time.Since(began), res.Timing()
		if n == 0 {
			continue // nothing is remembered yet
		}
		if len(opts) == 0 {
			t.Parse = 0 // that of the first time
		}
		all, parse, plan = append(all, took), append(parse, t.Parse), append(plan, t.Plan)
		run = append(run, took-t.Parse-t.Plan)
	}
	report := func(name string, times []time.Duration) {
		if len(times) > 0 {
			slices.Sort(times)
			b.ReportMetric(float64(times[len(times)/2])/1e3, name)
		}
	}
	report("cold-µs", all)
	report("parse-µs", parse)
	report("plan-µs", plan)
	report("run-µs", run)
}

// write writes an answer to nowhere.
func write(res *query.Result) error {
	switch {
	case res.Rows != nil:
		return results.Write(io.Discard, results.TSV, res.Rows, results.Options{})
	case res.Triples != nil:
		for _, err := range res.Triples.All() {
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// eviction is other work: more data than the second-level cache of a core holds,
// and a good deal of code.
type eviction struct {
	data []byte
	text []byte
	word *regexp.Regexp
	zip  *flate.Writer
	sum  int
}

func newEviction(tb testing.TB) *eviction {
	zip, err := flate.NewWriter(io.Discard, flate.DefaultCompression)
	if err != nil {
		tb.Fatal(err)
	}
	text := bytes.Repeat([]byte(`{"a": [1, 2.5, "three", {"b": null}], "c": "`+"\u00e9"+`"} `), 40)
	return &eviction{data: make([]byte, 16<<20), text: text, word: regexp.MustCompile(`(?i)[a-c]+": *(\[|")`), zip: zip}
}

// now does the work.
func (e *eviction) now() {
	for i := 0; i < len(e.data); i += 64 {
		e.data[i]++
	}
	for d := json.NewDecoder(bytes.NewReader(e.text)); ; e.sum++ {
		var v any
		if d.Decode(&v) != nil {
			break
		}
		out, _ := json.Marshal(v)
		e.sum += len(e.word.FindAllIndex(out, -1))
	}
	e.zip.Reset(io.Discard)
	_, _ = e.zip.Write(e.text)
	_ = e.zip.Close()
}
