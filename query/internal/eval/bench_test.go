package eval

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// benchRows makes batches of 2,048 rows over a dictionary of n distinct terms
// that make gives.
func benchRows(b *testing.B, n int, term func(i int) graph.Term) (*fixture, []*batch.Batch) {
	b.Helper()
	terms := make([]graph.Term, n)
	for i := range terms {
		terms[i] = term(i)
	}
	f := newFixture(b, terms...)
	r := rand.New(rand.NewPCG(1, 2))
	var out []*batch.Batch
	for range 50 {
		bt := &batch.Batch{N: batch.Size, Cols: [][]graph.ID{make([]graph.ID, batch.Size), make([]graph.ID, batch.Size)}}
		for _, col := range bt.Cols {
			for i := range col {
				col[i] = f.env.Dict.ID(terms[r.IntN(n)])
			}
		}
		out = append(out, bt)
	}
	return f, out
}

// BenchmarkFilter filters batches by conditions of several shapes; one operation
// is one row.
func BenchmarkFilter(b *testing.B) {
	integer := func(i int) graph.Term { return graph.NewTyped(fmt.Sprint(i), graph.XSD+"integer") }
	double := func(i int) graph.Term { return graph.NewTyped(fmt.Sprintf("%d.25E0", i), graph.XSD+"double") }
	text := func(i int) graph.Term { return graph.NewLiteral(fmt.Sprintf("%d", i)) }
	name := func(i int) graph.Term { return graph.NewLang(fmt.Sprintf("Name number %d", i), "en") }
	iri := func(i int) graph.Term { return graph.NewIRI(fmt.Sprintf("http://e/node/%d", i)) }
	cases := []struct {
		name, expr string
		distinct   int
		term       func(int) graph.Term
	}{
		{"integer", `?a > 5000`, 10000, integer},
		{"integer-range", `?a > 2500 && ?a < 7500`, 10000, integer},
		{"integer-columns", `?a > ?b`, 10000, integer},
		{"double", `?a > 5000`, 10000, double},
		{"double-columns", `?a > ?b`, 10000, double},
		{"iri-equal", `?a = <http://e/node/77>`, 10000, iri},
		{"iri-columns", `?a != ?b`, 10000, iri},
		{"string-equal", `?a = "77"`, 10000, text},
		{"cast", `<http://www.w3.org/2001/XMLSchema#double>(?a) > 5000`, 10000, text},
		{"cast-distinct", `<http://www.w3.org/2001/XMLSchema#double>(?a) > 5000`, 1000000, text},
		{"regex", `REGEX(?a, "9$")`, 10000, name},
		{"regex-distinct", `REGEX(?a, "9$")`, 1000000, name},
		{"lcase-contains", `CONTAINS(LCASE(STR(?a)), "number 77")`, 10000, name},
		{"arithmetic", `?a * 2 + ?b > 9000`, 10000, integer},
		{"in", `?a IN (1, 10, 100, 1000)`, 10000, integer},
	}
	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) {
			f, rows := benchRows(b, c.distinct, c.term)
			x := f.compile(c.expr, []algebra.Var{"a", "b"})
			sel := make([]uint16, 0, batch.Size)
			b.ReportAllocs()
			b.ResetTimer()
			for i := 0; i < b.N; i += batch.Size {
				var err error
				if sel, err = x.Filter(rows[i/batch.Size%len(rows)], sel[:0]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSum adds a column up; one operation is one row.
func BenchmarkSum(b *testing.B) {
	for _, c := range []struct {
		name string
		term func(int) graph.Term
	}{
		{"integer", func(i int) graph.Term { return graph.NewTyped(fmt.Sprint(i), graph.XSD+"integer") }},
		{"decimal", func(i int) graph.Term { return graph.NewTyped(fmt.Sprintf("%d.25", i), graph.XSD+"decimal") }},
		{"double", func(i int) graph.Term { return graph.NewTyped(fmt.Sprintf("%d.25E0", i), graph.XSD+"double") }},
	} {
		b.Run(c.name, func(b *testing.B) {
			f, rows := benchRows(b, 10000, c.term)
			start, err := NewAggregate(algebra.Aggregate{Name: "SUM", Arg: &algebra.VarRef{Var: "a"}}, []algebra.Var{"a", "b"}, f.env)
			if err != nil {
				b.Fatal(err)
			}
			acc := start()
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				if err := acc.Add(rows[i/batch.Size%len(rows)], i%batch.Size); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCompile compiles a small filter.
func BenchmarkCompile(b *testing.B) {
	f := newFixture(b)
	e := f.expr(`?a > 5 && REGEX(STR(?b), "^x", "i") || LANG(?b) = "en"`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compile(e, []algebra.Var{"a", "b"}, f.env); err != nil {
			b.Fatal(err)
		}
	}
}
