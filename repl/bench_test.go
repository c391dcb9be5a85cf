package repl

import (
	"flag"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

var benchTriples = flag.Int("triples", 200_000, "size of the graph of the benchmarks, in triples")

// benchGraph is a graph of -triples triples: 50 classes, 200 predicates that
// are shared between them, labels, values that repeat.
var benchGraph = sync.OnceValue(func() *graph.Graph {
	g := graph.New()
	const perSubject = 5
	batch := make([]graph.Triple, 0, 100_000)
	iri := func(kind string, n int) graph.Term {
		return graph.NewIRI(fmt.Sprintf("http://example.org/%s%d", kind, n))
	}
	for i := range *benchTriples / perSubject {
		s := iri("s", i)
		batch = append(batch,
			graph.Triple{S: s, P: graph.NewIRI(rdfType), O: iri("C", i%50)},
			graph.Triple{S: s, P: graph.NewIRI(rdfsLabel), O: graph.NewLiteral(fmt.Sprintf("thing %d", i))},
			graph.Triple{S: s, P: iri("p", i%200), O: integer(i % 1000)},
			graph.Triple{S: s, P: iri("q", i%50), O: iri("s", i/2)},
			graph.Triple{S: s, P: iri("r", 0), O: iri("v", i%20)})
		if len(batch)+perSubject > cap(batch) {
			g.Add(batch...)
			batch = batch[:0]
		}
	}
	g.Add(batch...)
	return g
})

// BenchmarkComplete presses Tab at places of every kind. The first key of a
// session pays nothing more than the others.
func BenchmarkComplete(b *testing.B) {
	for _, tt := range []struct{ name, line string }{
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
	} {
		b.Run(tt.name, func(b *testing.B) {
			s := New(Config{Graph: benchGraph(), Prefixes: map[string]string{"ex": "http://example.org/"}})
			b.ReportAllocs()
			for b.Loop() {
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
