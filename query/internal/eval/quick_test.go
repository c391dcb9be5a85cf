package eval

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// TestQuick compares numeric conditions over columns, which take the short ways,
// with package value, over numbers around every limit.
func TestQuick(t *testing.T) {
	numbers := []string{
		`3`, `10`, `0.3`, `0.333333333333333333`, `0.33333333333333333333333333333333333333333333`, `3.333333333333`, `0.0001`, `-0.01`, `1000000000000000`, `33333333333333.25`,
		`0`, `1`, `-1`, `7`, `134217727`, `134217728`, `9007199254740991`, `9007199254740992`, `9007199254740993`, `-9007199254740993`,
		`9223372036854775807`, `99999999999999999999`, `0.5`, `2.0`, `0.1`, `123456789012345.6`, `1234567890123456.7`, `1e0`, `-0e0`, `0.1e0`, `1e308`,
		`"NaN"^^xsd:double`, `"INF"^^xsd:double`, `"-INF"^^xsd:double`, `"0.1"^^xsd:float`, `"1"^^xsd:float`, `"16777217"^^xsd:float`, `16777217`, `"1"^^xsd:byte`,
		`"x"^^xsd:integer`, `"300"^^xsd:byte`, `"1.5"^^xsd:integer`, `"1e5"^^xsd:decimal`, `"a"`, `:i`, `UNDEF`, `true`, `"2000-01-01"^^xsd:date`,
	}
	r := rand.New(rand.NewPCG(1, 2))
	for _, known := range []bool{false, true} { // as local terms, and as terms of the data
		f := newFixture(t)
		pick := func() string { return numbers[r.IntN(len(numbers))] }
		var rows strings.Builder
		for range 1500 {
			fmt.Fprintf(&rows, "(%s %s %s) ", pick(), pick(), pick())
		}
		schema, b := f.rows(`?a ?b ?c`, rows.String())
		if known {
			var terms []graph.Term
			for _, id := range b.Cols[0] {
				if id != graph.None {
					terms = append(terms, f.env.Dict.Term(id))
				}
			}
			f = newFixture(t, terms...)
			schema, b = f.rows(`?a ?b ?c`, rows.String())
		}
		for _, rel := range []string{"=", "!=", "<", ">", "<=", ">="} {
			for _, left := range []string{"?a", "?a + ?b", "?a * ?b - 1", "?a / ?b", "2 * ?a / ?b", "?a * ?b", "?a / ((?b / 100) * (?b / 100))", "0.001 / ?a", "?a * ?b * 1000000.5", "?a / ?b + 1"} {
				expr := left + " " + rel + " ?c"
				checkAgainstValues(t, f, expr, schema, b)
				checkAgainstValues(t, f, left+" "+rel+" "+numbers[r.IntN(25)], schema, b)
			}
		}
	}
}

// checkAgainstValues compares Filter and Test with the operators of value.
func checkAgainstValues(t *testing.T, f *fixture, expr string, schema []algebra.Var, b *batch.Batch) {
	t.Helper()
	x := f.compile(expr, schema)
	sel, err := x.Filter(b, nil)
	if err != nil {
		t.Fatal(err)
	}
	kept := map[int]bool{}
	for _, r := range sel {
		kept[int(r)] = true
	}
	want := naive(f, f.expr(expr), schema, b)
	for r := range b.N {
		v, err := want(r)
		ok := false
		if err == nil {
			ok, err = value.EBV(v)
		}
		ok = ok && err == nil
		got, err := x.Test(b, r)
		if kept[r] != ok || got != ok || err != nil {
			t.Fatalf("%s for %s, %s, %s: Filter %v, Test %v %v, want %v", expr,
				f.show(b.Cols[0][r]), f.show(b.Cols[1][r]), f.show(b.Cols[2][r]), kept[r], got, err, ok)
		}
	}
}

// TestQuickCasts: comparisons of casts that are computed without values are those of
// the values.
func TestQuickCasts(t *testing.T) {
	words := []string{"1", "1.5", " 1.5", "+2", "-0", "1e3", "INF", "x", "", ".5", "5.", "9007199254740993", "1e999", "0.1", "123456789.123456789123"}
	var terms []graph.Term
	for _, w := range words {
		terms = append(terms, graph.NewLiteral(w), graph.NewLang(w, "en"), graph.NewTyped(w, graph.XSD+"double"), graph.NewTyped(w, "http://e/usd"), graph.NewTyped(w, graph.XSD+"decimal"))
	}
	f := newFixture(t, terms...)
	b := &batch.Batch{N: len(terms), Cols: [][]graph.ID{nil}}
	for _, term := range terms {
		b.Cols[0] = append(b.Cols[0], f.env.Dict.ID(term))
	}
	schema := []algebra.Var{"a"}
	for _, cast := range []string{"xsd:double(?a)", "xsd:decimal(?a)", "xsd:double(STR(?a))", "xsd:decimal(STR(?a))"} {
		for _, constant := range []string{"1", "1.5", "0.1e0", "9007199254740992", "123456789.1234567"} {
			for _, op := range []string{"<", "=", ">="} {
				text := cast + op + constant
				quick := f.compile(text, schema)
				slow := f.compile("IF(true, "+cast+", ?nowhere)"+op+constant, schema)
				for r := range b.N {
					got, err := quick.Test(b, r)
					want, err2 := slow.Test(b, r)
					if got != want || err != nil || err2 != nil {
						t.Errorf("%s with %v: %v %v, not %v %v", text, terms[r], got, err, want, err2)
					}
				}
			}
		}
	}
}
