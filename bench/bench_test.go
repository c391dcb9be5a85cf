package bench

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/bench/workload"
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
)

var update = flag.Bool("update", false, "write the answers found into answers.txt")

// sizes are those asked for: 100k, and with TRIVET_BENCH_SIZE=1M or 10M also the
// larger ones up to it.
func sizes(tb testing.TB) []string {
	all := []string{"100k", "250k", "1M", "10M"}
	asked := os.Getenv("TRIVET_BENCH_SIZE")
	if asked == "" {
		return all[:1]
	}
	for i, s := range all {
		if s == asked {
			return all[:i+1]
		}
	}
	tb.Fatalf("TRIVET_BENCH_SIZE=%s: want one of %v", asked, all)
	return nil
}

// sizesOf are those that the workload has.
func sizesOf(tb testing.TB, w *workload.Workload) []string {
	return slices.DeleteFunc(sizes(tb), func(s string) bool { return w.Sizes[s] == 0 })
}

// data is a workload's graph, kept for the next benchmark over the same. Only the
// latest is kept: ten million triples are not to be had twice.
type data struct {
	sync.Mutex
	name string
	g    *graph.Graph
}

var kept data

func dataset(tb testing.TB, w *workload.Workload, size string) *graph.Graph {
	tb.Helper()
	kept.Lock()
	defer kept.Unlock()
	if name := w.Name + " " + size; kept.name != name {
		kept.g = nil
		g, err := w.Graph(context.Background(), w.Sizes[size])
		if err != nil {
			tb.Fatal(err)
		}
		kept.name, kept.g = name, g
	}
	return kept.g
}

func workloads(tb testing.TB) []*workload.Workload {
	tb.Helper()
	all, err := Workloads()
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

// patience stops a query that would hold up all others: a thousand times what any
// should take.
const patience = 2 * time.Minute

// TestAnswers compares every query's answer with the pinned one at two sizes, and
// at the larger ones that TRIVET_BENCH_SIZE asks for.
func TestAnswers(t *testing.T) {
	for _, w := range workloads(t) {
		t.Run(w.Name, func(t *testing.T) {
			found := map[string]workload.Answer{}
			list := []string{"10k"}
			if !testing.Short() {
				list = append(list, sizesOf(t, w)...)
			}
			for _, size := range list {
				answersAt(t, w, size, found)
			}
			if *update {
				writeAnswers(t, w, found)
			}
		})
	}
}

func answersAt(t *testing.T, w *workload.Workload, size string, found map[string]workload.Answer) {
	g := dataset(t, w, size)
	for _, q := range w.Queries {
		parsed, err := query.Parse(q.Text)
		if err != nil {
			t.Errorf("%s: %v", q.Name, err)
			continue
		}
		a, err := workload.Run(context.Background(), g, parsed, query.WithTimeout(patience))
		if err != nil {
			t.Errorf("%s at %s: %v", q.Name, size, err)
			continue
		}
		key := q.Name + " " + size
		found[key] = a
		if *update {
			continue
		}
		if _, ok := w.Golden[key]; !ok {
			t.Errorf("%s has no pinned answer: run with -update", key)
		}
		if err := w.Check(q.Name, size, a); err != nil {
			t.Error(err)
		}
	}
}

// writeAnswers replaces what was found and keeps the answers of other sizes.
func writeAnswers(t *testing.T, w *workload.Workload, found map[string]workload.Answer) {
	var lines []string
	for _, q := range w.Queries {
		for _, size := range []string{"10k", "100k", "250k", "1M", "10M"} {
			key := q.Name + " " + size
			a, ok := found[key]
			if !ok {
				a, ok = w.Golden[key]
			}
			if ok {
				lines = append(lines, fmt.Sprintf("%s %s", key, a))
			}
		}
	}
	text := "# query, size, rows, checksum: written by go test ./bench -run TestAnswers -update\n" + strings.Join(lines, "\n") + "\n"
	if err := os.WriteFile(filepath.Join(w.Name, "answers.txt"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestRowsGrow is a check of the data: a query that finds something at the small
// size finds no less in ten times as much.
func TestRowsGrow(t *testing.T) {
	for _, w := range workloads(t) {
		for _, q := range w.Queries {
			small, large := w.Golden[q.Name+" 10k"], w.Golden[q.Name+" 100k"]
			if small.Rows > large.Rows && !aboutOne(w.Name, q.Name) {
				t.Errorf("%s %s: %d rows at 10k, %d at 100k", w.Name, q.Name, small.Rows, large.Rows)
			}
		}
	}
}

// aboutOne reports whether a query asks about a resource whose neighbours are as
// many in data of any size, more or less: most of BSBM's and WatDiv's do.
func aboutOne(workload, query string) bool {
	return workload == "watdiv" || workload == "bsbm" && strings.HasPrefix(query, "explore")
}

func BenchmarkLoad(b *testing.B) {
	w, err := Workload("records")
	if err != nil {
		b.Fatal(err)
	}
	for _, f := range []rdfio.Format{rdfio.NTriples, rdfio.Turtle, rdfio.RDFXML} {
		for _, size := range sizesOf(b, w) {
			name := strings.ToLower(strings.NewReplacer("-", "", "/", "").Replace(f.String()))
			b.Run(name+"/"+size, func(b *testing.B) { load(b, w, f, size) })
		}
	}
}

func load(b *testing.B, w *workload.Workload, f rdfio.Format, size string) {
	var text bytes.Buffer
	if err := w.Write(&text, f, w.Sizes[size]); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.SetBytes(int64(text.Len()))
	triples := 0
	for b.Loop() {
		g, err := graph.Load(context.Background(), bytes.NewReader(text.Bytes()), graph.WithFormat(f))
		if err != nil {
			b.Fatal(err)
		}
		triples = g.Len()
	}
	if triples < w.Sizes[size] {
		b.Fatalf("%d triples, want %s", triples, size)
	}
	b.ReportMetric(float64(triples)*float64(b.N)/b.Elapsed().Seconds(), "triples/s")
}

func BenchmarkSelect(b *testing.B)     { named(b, "records") }
func BenchmarkSP2B(b *testing.B)       { named(b, "sp2b") }
func BenchmarkBSBM(b *testing.B)       { named(b, "bsbm") }
func BenchmarkWatDiv(b *testing.B)     { named(b, "watdiv") }
func BenchmarkLUBM(b *testing.B)       { named(b, "lubm") }
func BenchmarkTrainmarks(b *testing.B) { named(b, "trainmarks") }

func named(b *testing.B, name string) {
	w, err := Workload(name)
	if err != nil {
		b.Fatal(err)
	}
	queries(b, w)
}

// queries times each query at each size, sizes outside so that a graph is built
// once.
func queries(b *testing.B, w *workload.Workload) {
	for _, size := range sizesOf(b, w) {
		for _, q := range w.Queries {
			b.Run(q.Name+"/"+size, func(b *testing.B) { one(b, w, q, size) })
		}
	}
}

func one(b *testing.B, w *workload.Workload, q workload.Query, size string) {
	g := dataset(b, w, size)
	parsed, err := query.Parse(q.Text)
	if err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	a, err := workload.Run(ctx, g, parsed)
	if err == nil {
		err = w.Check(q.Name, size, a)
	}
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if rows, err := workload.Count(ctx, g, parsed); err != nil || rows != a.Rows {
			b.Fatalf("%d rows, want %d; %v", rows, a.Rows, err)
		}
	}
	b.ReportMetric(float64(a.Rows), "rows")
}

func BenchmarkLookup(b *testing.B) {
	w, err := Workload("records")
	if err != nil {
		b.Fatal(err)
	}
	for _, size := range sizesOf(b, w) {
		b.Run("subject/"+size, func(b *testing.B) { lookupSubject(b, dataset(b, w, size)) })
		b.Run("object/"+size, func(b *testing.B) { lookupObject(b, dataset(b, w, size)) })
		b.Run("has/"+size, func(b *testing.B) { lookupHas(b, dataset(b, w, size)) })
	}
}

// some is up to a thousand triples from all over the graph.
func some(g *graph.Graph) []graph.Triple {
	var all []graph.Triple
	step, i := max(g.Len()/1000, 1), 0
	for t := range g.Match(graph.Any, graph.Any, graph.Any) {
		if i%step == 0 {
			all = append(all, t)
		}
		i++
	}
	// In an order that has nothing to do with the store's.
	sort.Slice(all, func(a, b int) bool { return all[a].O.Value()+all[a].S.Value() < all[b].O.Value()+all[b].S.Value() })
	return all
}

func lookupSubject(b *testing.B, g *graph.Graph) {
	triples := some(g)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		t := triples[i%len(triples)]
		i++
		found := false
		for m := range g.Match(t.S, t.P, graph.Any) {
			found = found || m.O == t.O
		}
		if !found {
			b.Fatalf("not found: %v", t)
		}
	}
}

func lookupObject(b *testing.B, g *graph.Graph) {
	triples := some(g)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		t := triples[i%len(triples)]
		i++
		for m := range g.Match(graph.Any, t.P, t.O) {
			if m.P != t.P {
				b.Fatalf("found %v for %v", m, t)
			}
			break // the first of perhaps thousands
		}
	}
}

func lookupHas(b *testing.B, g *graph.Graph) {
	triples := some(g)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if t := triples[i%len(triples)]; !g.Has(t) {
			b.Fatalf("not found: %v", t)
		}
		i++
	}
}
