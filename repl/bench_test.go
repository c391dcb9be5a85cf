package repl

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

var benchTriples = flag.Int("triples", 200_000, "size of the graph of the benchmarks, in triples")

// benchGraph is a graph of -triples triples, loaded as a file is: 50 classes,
// 200 predicates that are shared between them, labels, values that repeat.
var benchGraph = sync.OnceValue(func() *graph.Graph {
	r, w := io.Pipe()
	go func() {
		out := bufio.NewWriterSize(w, 1<<20)
		const ns = "<http://example.org/"
		for i := range *benchTriples / 5 {
			fmt.Fprintf(out, "%[1]ss%[2]d> <%[3]s> %[1]sC%[4]d> .\n%[1]ss%[2]d> <%[5]s> \"thing %[2]d\" .\n", ns, i, rdfType, i%50, rdfsLabel)
			fmt.Fprintf(out, "%[1]ss%[2]d> %[1]sp%[3]d> \"%[4]d\" .\n", ns, i, i%200, i%1000)
			fmt.Fprintf(out, "%[1]ss%[2]d> %[1]sq%[3]d> %[1]ss%[4]d> .\n%[1]ss%[2]d> %[1]sr0> %[1]sv%[5]d> .\n", ns, i, i%50, i/2, i%20)
		}
		_ = w.CloseWithError(out.Flush()) // never fails
	}()
	g, err := graph.Load(context.Background(), r, graph.WithFormat(rdfio.NTriples))
	if err != nil {
		panic(err)
	}
	return g
})

// tabPlaces are places of every kind where Tab is pressed.
func tabPlaces() []struct{ name, line string } {
	return []struct{ name, line string }{
		{"keyword", "SELECT * W"},
		{"class", "SELECT * { ?s a "},
		{"class by name", "SELECT * { ?s a ex:C1"},
		{"predicate", "SELECT * { ?s "},
		{"predicate of a class", "SELECT * { ?s a ex:C1 ; "},
		{"predicate beside another", "SELECT * { ?s ex:p7 ?x ; "},
		{"predicate of what another leads to", "SELECT * { ?s ex:q7 ?x . ?x "},
		{"predicate by local name", "SELECT * { ?s q1"},
		{"values", "SELECT * { ?s ex:r0 "},
		{"subject by name", "SELECT * { ex:s1234"},
		{"nothing fits", "SELECT * { ?s a ex:C1 ; ex:zzz"},
		{"command term", ".describe ex:s99"},
	}
}

// BenchmarkComplete presses Tab at places of every kind. The first key of a
// session pays nothing more than the others.
func BenchmarkComplete(b *testing.B) {
	for _, tt := range tabPlaces() {
		b.Run(tt.name, func(b *testing.B) {
			s := New(Config{Graph: benchGraph(), Prefixes: map[string]string{"ex": "http://example.org/"}})
			b.ReportAllocs()
			for b.Loop() {
				s.Complete(tt.line, len(tt.line))
			}
		})
	}
}

// BenchmarkCompleteAfterUpdates presses Tab for the first time after an update,
// on a graph that many small updates have changed: nothing is prepared.
func BenchmarkCompleteAfterUpdates(b *testing.B) {
	g := benchGraph()
	n := 0
	update := func(triples int) {
		var list []graph.Triple
		for range triples {
			n++
			s := graph.NewIRI(fmt.Sprintf("http://example.org/new%d", n))
			list = append(list, graph.Triple{S: s, P: graph.NewIRI(rdfType), O: graph.NewIRI(fmt.Sprintf("http://example.org/C%d", n%60))},
				graph.Triple{S: s, P: graph.NewIRI(fmt.Sprintf("http://example.org/p%d", n%200)), O: graph.NewLiteral(fmt.Sprint(n))})
		}
		g.Add(list...)
	}
	for i := range 300 {
		update(1 << (i % 9))
	}
	for _, tt := range tabPlaces() {
		b.Run(tt.name, func(b *testing.B) {
			s := New(Config{Graph: g, Prefixes: map[string]string{"ex": "http://example.org/"}})
			for range b.N {
				b.StopTimer()
				update(1)
				b.StartTimer()
				s.Complete(tt.line, len(tt.line))
			}
		})
	}
}

// BenchmarkPaint colours a statement of 10 KB at a key.
func BenchmarkPaint(b *testing.B) {
	line := "SELECT * { " + strings.Repeat(`?s ex:name "Ann" ; ex:age 42 . `, 330) + "}"
	p := newPainter(New(Config{Graph: people(b)}))
	b.SetBytes(int64(len(line)))
	for i := 0; b.Loop(); i++ {
		p.paint(line + strings.Repeat(" ", i%2)) // the same line twice would be remembered
	}
}

// BenchmarkFeed runs the smallest query: what the shell itself costs.
func BenchmarkFeed(b *testing.B) {
	s := New(Config{Graph: people(b), Interactive: true, Terminal: true})
	ctx := b.Context()
	for b.Loop() {
		s.Feed(ctx, "SELECT ?n { ex:ann ex:name ?n }")
	}
}
