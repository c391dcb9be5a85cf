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

// generator writes random expressions over ?a ?b ?c.
type generator struct{ r *rand.Rand }

// pick chooses one.
func (g generator) pick(list ...string) string { return list[g.r.IntN(len(list))] }

// term writes a constant; the same few, so that things are often equal.
func (g generator) term() string {
	return g.pick(`0`, `1`, `2`, `-1`, `1.0`, `0.5`, `1e0`, `"NaN"^^xsd:double`, `"1"^^xsd:byte`, `"x"^^xsd:integer`, `9007199254740993`, `9007199254740992e0`,
		`"a"`, `"A"`, `"1"`, `""`, `"abc"`, `"a"@en`, `"a"@EN`, `"b"@en--ltr`, `true`, `false`, `"1"^^xsd:boolean`, `:a`, `:b`, `"a"^^:t`, `"b"^^:t`,
		`"2000-01-01"^^xsd:date`, `"2000-01-01Z"^^xsd:date`, `"2000-01-01T00:00:00Z"^^xsd:dateTime`, `"P1D"^^xsd:dayTimeDuration`, `<<(:a :b 1)>>`, `<<(:a :b 1.0)>>`)
}

// expr writes an expression of a depth of at most n operators.
func (g generator) expr(n int) string {
	if n <= 0 || g.r.IntN(8) == 0 {
		if g.r.IntN(3) == 0 {
			return g.term()
		}
		return g.pick(`?a`, `?b`, `?c`, `?a`, `?nowhere`)
	}
	x := func() string { return g.expr(n - 1) }
	switch g.r.IntN(12) {
	case 0, 1, 2:
		return fmt.Sprintf(`(%s %s %s)`, x(), g.pick(`=`, `!=`, `<`, `>`, `<=`, `>=`), x())
	case 3, 4:
		return fmt.Sprintf(`(%s %s %s)`, x(), g.pick(`||`, `&&`), x())
	case 5:
		return fmt.Sprintf(`(%s %s %s)`, x(), g.pick(`+`, `-`, `*`, `/`), x())
	case 6:
		return fmt.Sprintf(`(%s %s (%s, %s, %s))`, x(), g.pick(`IN`, `NOT IN`), g.term(), x(), g.term())
	case 7:
		return fmt.Sprintf(g.unary(), x())
	case 8:
		return fmt.Sprintf(g.pick(`CONCAT(%s, %s)`, `CONTAINS(%s, %s)`, `STRSTARTS(%s, %s)`, `STRAFTER(%s, %s)`, `REGEX(%s, %s)`, `sameTerm(%s, %s)`, `langMATCHES(%s, %s)`, `STRDT(%s, %s)`, `SUBSTR(%s, %s)`), x(), x())
	case 9:
		return fmt.Sprintf(`IF(%s, %s, %s)`, x(), x(), x())
	case 10:
		return fmt.Sprintf(`COALESCE(%s, %s)`, x(), x())
	}
	return g.pick(`BOUND(?a)`, `BOUND(?b)`, `(!BOUND(?c))`, `BOUND(?nowhere)`)
}

// unary chooses a form with one operand.
func (g generator) unary() string {
	return g.pick(`(!%s)`, `(- %s)`, `(!(!%s))`, `STR(%s)`, `LCASE(%s)`, `UCASE(STR(%s))`, `STRLEN(%s)`, `DATATYPE(%s)`, `LANG(%s)`, `isNUMERIC(%s)`, `isLITERAL(%s)`,
		`ABS(%s)`, `ROUND(%s)`, `xsd:integer(%s)`, `xsd:double(%s)`, `xsd:string(%s)`, `xsd:boolean(%s)`, `YEAR(%s)`, `MD5(%s)`, `SUBJECT(%s)`, `OBJECT(%s)`, `isIRI(%s)`)
}

// TestRandom compares compiled expressions with their plain evaluation, over
// rows whose terms are in the data, computed, or both.
func TestRandom(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(11, 12))}
	rounds := 60
	if testing.Short() {
		rounds = 10
	}
	for range rounds {
		var rows strings.Builder
		for range 60 {
			for i := range 3 {
				rows.WriteString([]string{"(", " ", " "}[i])
				if g.r.IntN(10) == 0 {
					rows.WriteString("UNDEF")
				} else {
					rows.WriteString(g.term())
				}
			}
			rows.WriteString(") ")
		}
		f := newFixture(t)
		schema, b := f.rows(`?a ?b ?c`, rows.String())
		var terms []graph.Term
		for _, id := range b.Cols[0] {
			if t := f.env.Dict.Term(id); !t.IsAny() {
				terms = append(terms, t)
			}
		}
		f = newFixture(t, terms...)
		schema, b = f.rows(`?a ?b ?c`, rows.String())
		for range 40 {
			checkPlain(t, f, g.expr(1+g.r.IntN(4)), schema, b)
		}
	}
}

// checkPlain compares ID, Value, Test and Filter with the plain evaluation, in
// two rounds because of the memories.
func checkPlain(t *testing.T, f *fixture, expr string, schema []algebra.Var, b *batch.Batch) {
	t.Helper()
	want := naive(f, f.expr(expr), schema, b)
	x := f.compile(expr, schema)
	for range 2 {
		sel, err := x.Filter(b, nil)
		if err != nil {
			t.Fatalf("%s: %v", expr, err)
		}
		kept := make([]bool, b.N)
		for _, r := range sel {
			kept[r] = true
		}
		for r := range b.N {
			v, verr := want(r)
			id, err := x.ID(b, r)
			if err != nil || !sameResult(f.env.Dict.Value(id), v, verr) {
				t.Fatalf("%s\n for %s %s %s\nID %s, want %v %v", expr, f.show(b.Cols[0][r]), f.show(b.Cols[1][r]), f.show(b.Cols[2][r]), f.show(id), v.Lexical(), verr)
			}
			if got, err := x.Value(b, r); (err == nil) != (verr == nil) || err == nil && !value.SameTerm(got, v) {
				t.Fatalf("%s in row %d: Value %s %v, want %s %v", expr, r, got.Lexical(), err, v.Lexical(), verr)
			}
			ok, err := naiveTest(want, r)
			ok = ok && err == nil
			if got, err := x.Test(b, r); got != ok || kept[r] != ok || err != nil {
				t.Fatalf("%s\n for %s %s %s\nTest %v %v, Filter %v, want %v", expr, f.show(b.Cols[0][r]), f.show(b.Cols[1][r]), f.show(b.Cols[2][r]), got, err, kept[r], ok)
			}
		}
	}
}

// sameResult reports whether got is the term of v, or nothing for an error.
func sameResult(got, v value.Value, err error) bool {
	if err != nil {
		return got.Kind() == value.None
	}
	return value.SameTerm(got, v)
}
