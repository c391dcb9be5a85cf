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
			for _, left := range []string{"?a", "?a + ?b", "?a * ?b - 1", "?a / ?b", "2 * ?a / ?b"} {
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
