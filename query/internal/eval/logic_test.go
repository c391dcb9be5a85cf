package eval

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// TestLogic checks || && ! and the functional forms, errors among the operands:
// the truth table of SPARQL 1.1 section 17.2.
func TestLogic(t *testing.T) {
	check(t, []exprCase{
		{`true || true`, "true"}, {`true || false`, "true"}, {`false || false`, "false"},
		{`true || 1/0`, "true"}, {`1/0 || true`, "true"}, {`false || 1/0`, "error"}, {`1/0 || false`, "error"}, {`1/0 || 1/0`, "error"},
		{`true && true`, "true"}, {`true && false`, "false"}, {`false && 1/0`, "false"}, {`1/0 && false`, "false"}, {`true && 1/0`, "error"}, {`1/0 && true`, "error"},
		{`false || 1/0 || true`, "true"}, {`true && 1/0 && false`, "false"}, {`"a" && 1`, "true"}, {`"" || 0`, "false"}, {`:x || false`, "error"},
		{`!true`, "false"}, {`!0`, "true"}, {`!(1/0)`, "error"}, {`!!"a"`, "true"}, {`!"a"@en`, "error"},
		{`IF(true, 1, 1/0)`, "1"}, {`IF(false, 1/0, 2)`, "2"}, {`IF(1/0, 1, 2)`, "error"}, {`IF("", 1, 2)`, "2"},
		{`COALESCE(1/0, 2)`, "2"}, {`COALESCE(?u, 1/0, "x"@en)`, `"x"@en`}, {`COALESCE()`, "error"}, {`COALESCE(?u)`, "error"}, {`COALESCE(1, 1/0)`, "1"},
		{`BOUND(?u)`, "false"}, {`!BOUND(?u)`, "true"},
		{`2 IN (1, 2, 3)`, "true"}, {`2 IN (1, 3)`, "false"}, {`2 IN ()`, "false"}, {`2 IN (1/0, 2)`, "true"}, {`2 IN (2, 1/0)`, "true"}, {`2 IN (3, 1/0)`, "error"},
		{`2 IN (:x, "str", 2.0)`, "true"}, {`2 NOT IN ()`, "true"}, {`2 NOT IN (1/0, 2)`, "false"}, {`2 NOT IN (3, 1/0)`, "error"}, {`2 NOT IN (:x, "2")`, "true"},
		{`?u IN (1)`, "error"}, {`"a"^^:t IN ("b"^^:t)`, "error"}, {`"a"^^:t IN ("b"^^:t, "a"^^:t)`, "true"}, {`"a"@en IN ("A"@en, "a"@EN)`, "true"},
		{`1 IN ("x"^^xsd:integer)`, "error"}, {`1 IN ("x"^^xsd:integer, 1)`, "true"},
		{`1 = 1.0`, "true"}, {`1 != 1.0`, "false"}, {`1 < 2`, "true"}, {`"a" < "b"`, "true"}, {`"a" < 1`, "error"}, {`:a = :a`, "true"}, {`:a < :b`, "error"}, {`:a != "a"`, "true"},
		{`"a"@en = "a"`, "false"}, {`"x"^^:t = "y"^^:t`, "error"}, {`<<(:a :b 123)>> = <<(:a :b 123.0)>>`, "true"}, {`sameTerm(<<(:a :b 123)>>, <<(:a :b 123.0)>>)`, "false"},
		{`"2006-08-23Z"^^xsd:date = "2006-08-23"^^xsd:date`, "error"}, {`"2006-08-23Z"^^xsd:date > "2006-08-22"^^xsd:date`, "true"},
	})
}

// TestFilter compares Filter with the tests of single rows, and with what is
// expected, for expressions of many shapes over one table.
func TestFilter(t *testing.T) {
	f := newFixture(t)
	const vars = `?a ?b ?c`
	const rows = `(1 1 "x") (2 1.0 "y") (3 "3"^^xsd:byte :i) (UNDEF 5 "x"@en) ("5"^^xsd:double 5 "X"@EN)
		("x"^^xsd:integer 1 "x"@en) ("1.5"^^xsd:integer 2 true) (:i :i false) (9007199254740993 "9007199254740992"^^xsd:double 0)
		(9007199254740993 9007199254740992 "") ("NaN"^^xsd:double "NaN"^^xsd:double "x"^^:t) ("0.1"^^xsd:float 0.1 "y"^^:t)
		("2000-01-01"^^xsd:date "2000-01-01Z"^^xsd:date 1) ("99999999999999999999"^^xsd:integer 99999999999999999999.0 2.50)`
	tests := []struct {
		expr string
		want string // rows kept, from 0
	}{
		{`?a = 1`, "0"}, {`1 = ?a`, "0"}, {`?a > 1`, "1 2 4 8 9 13"}, {`1 < ?a`, "1 2 4 8 9 13"}, {`?a <= 2`, "0 1 11"}, {`2 >= ?a`, "0 1 11"},
		{`?a != 1`, "1 2 4 7 8 9 10 11 12 13"}, {`?a = 1.0`, "0"}, {`?a = 5e0`, "4"}, {`?a = 9007199254740992`, ""}, {`?a = 9007199254740993`, "8 9"}, {`?a = 9007199254740992e0`, "8 9"},
		{`?a = 99999999999999999999`, "13"}, {`?a >= 99999999999999999998`, "13"}, {`?a = "NaN"^^xsd:double`, ""}, {`?a != "NaN"^^xsd:double`, "0 1 2 4 7 8 9 10 11 12 13"},
		{`?a = "0.1"^^xsd:float`, "11"}, {`?a = 0.1`, "11"}, {`?a = 0.1e0`, ""},
		{`?a = ?b`, "0 2 4 7 8 11 13"}, {`?a != ?b`, "1 9 10"}, {`?a < ?b`, ""}, {`?a >= ?b`, "0 1 2 4 8 9 11 13"},
		{`?a = :i`, "7"}, {`?a != :i`, "0 1 2 4 5 6 8 9 10 11 12 13"}, {`?c = "x"`, "0"}, {`?c != "x"`, "1 2 3 4 5 6 7 8 9 12 13"}, {`?c = "x"@en`, "3 5"}, {`?c = "X"@en`, "4"},
		{`?c = :nowhere`, ""}, {`?c != :nowhere`, "0 1 2 3 4 5 6 7 8 9 10 11 12 13"}, {`?c = "x"^^:t`, "10"}, {`?c != "y"^^:t`, "2 3 4 5"}, {`?c = true`, "6"}, {`?c`, "0 1 6 12 13"}, {`!?c`, "7 8 9"},
		{`BOUND(?a)`, "0 1 2 4 5 6 7 8 9 10 11 12 13"}, {`!BOUND(?a)`, "3"}, {`BOUND(?nowhere)`, ""},
		{`?a > 1 && ?b > 1`, "2 4 8 9 13"}, {`?a = 1 || ?b = 1`, "0 1 5"}, {`?a = 1 || ?b = 5`, "0 3 4"}, {`?a = 1 || 1/0 || ?a = 2`, "0 1"}, {`(?a = 1 || ?a = 2) && ?c = "y"`, "1"},
		{`?a > 1 && ?a < 4`, "1 2"}, {`?a < 2 || ?a > 4`, "0 4 8 9 11 13"}, {`isNUMERIC(?a)`, "0 1 2 4 8 9 10 11 13"}, {`isIRI(?c)`, "2"}, {`isLITERAL(?a) && DATATYPE(?a) = xsd:integer`, "0 1 2 5 6 8 9 13"},
		{`sameTerm(?a, ?b)`, "0 7 10"}, {`sameTerm(?c, "x"@en)`, "3 5"}, {`sameTerm(?c, "x"@EN)`, "3 5"}, {`sameTerm(?a, 1)`, "0"},
		{`?a IN (1, 5, :i)`, "0 4 7"}, {`?a NOT IN (1, 5, :i)`, "1 2 8 9 10 11 12 13"}, {`?a IN (?b, 2)`, "0 1 2 4 7 8 11 13"}, {`?c IN ("x", "y"@en, 0)`, "0 8"},
		{`xsd:double(?a) > 1.5`, "1 2 4 8 9 13"}, {`LCASE(STR(?c)) = "x"`, "0 3 4 5 10"}, {`REGEX(STR(?c), "^[xy]$", "i")`, "0 1 3 4 5 10 11"}, {`CONTAINS(?c, "x")`, "0 3 5"}, {`STRLEN(STR(?c)) > 4`, "2 7"},
		{`?a + ?b = 2`, "0"}, {`-?a < -1`, "1 2 4 8 9 13"}, {`IF(BOUND(?a), ?a, 1) = 1`, "0 3"}, {`COALESCE(?a, ?b) = 5`, "3 4"}, {`LCASE(LANG(?c)) = "en"`, "3 4 5"}, {`langMATCHES(LANG(?c), "en")`, "3 4 5"},
		{`true`, "0 1 2 3 4 5 6 7 8 9 10 11 12 13"}, {`false`, ""}, {`1/0`, ""}, {`?nowhere`, ""}, {`YEAR(?a) = 2000`, "12"}, {`?a = "2000-01-01"^^xsd:date`, "12"}, {`?a < "2000-01-02"^^xsd:date`, "12"},
	}
	schema, b := f.rows(vars, rows)
	for _, tt := range tests {
		x := f.compile(tt.expr, schema)
		for round := range 2 { // the second time from memory
			sel, err := x.Filter(b, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := numbers(sel); got != tt.want {
				t.Errorf("%s keeps %q in round %d, want %q", tt.expr, got, round, tt.want)
			}
		}
		checkRows(t, tt.expr, x, b, tt.want)
		checkSelection(t, tt.expr, x, b, tt.want)
	}
}

// checkRows checks Test and ID against the rows that Filter should keep.
func checkRows(t *testing.T, expr string, x *Expr, b *batch.Batch, want string) {
	t.Helper()
	var kept []uint16
	for r := range b.N {
		ok, err := x.Test(b, r)
		if err != nil {
			t.Fatal(err)
		}
		if ok {
			kept = append(kept, uint16(r))
		}
	}
	if got := numbers(kept); got != want {
		t.Errorf("%s is true for %q, want %q", expr, got, want)
	}
}

// checkSelection checks Filter on a reversed selection of every other row, with
// something in the result already.
func checkSelection(t *testing.T, expr string, x *Expr, b *batch.Batch, want string) {
	t.Helper()
	c := *b
	expected := []uint16{99}
	for r := b.N - 1; r >= 0; r -= 2 {
		c.Sel = append(c.Sel, uint16(r))
		if slices.Contains(strings.Fields(want), number10(r)) {
			expected = append(expected, uint16(r))
		}
	}
	got, err := x.Filter(&c, []uint16{99})
	if err != nil || !slices.Equal(got, expected) {
		t.Errorf("%s with a selection keeps %v, want %v (%v)", expr, got, expected, err)
	}
}

func number10(n int) string { return numbers([]uint16{uint16(n)}) }

// numbers prints row numbers with spaces between.
func numbers(rows []uint16) string {
	var s []string
	for _, r := range rows {
		s = append(s, string(appendInt(nil, int(r))))
	}
	return strings.Join(s, " ")
}

func appendInt(b []byte, n int) []byte {
	if n >= 10 {
		b = appendInt(b, n/10)
	}
	return append(b, byte('0'+n%10))
}

// TestColumns checks the values of expressions over rows, twice for the memories.
func TestColumns(t *testing.T) {
	f := newFixture(t)
	tests := []struct{ expr, vars, rows, want string }{
		{`xsd:integer(?a)`, `?a`, `("1") ("x") (2.9) (UNDEF) ("1")`, `1 error 2 error 1`},
		{`UCASE(?a)`, `?a`, `("a") ("b"@en) (1) ("a")`, `"A" "B"@en error "A"`},
		{`IF(?a > 1, ?b, "no")`, `?a ?b`, `(1 2) (2 3.50) (UNDEF 1)`, `"no" "3.50"^^xsd:decimal error`},
		{`COALESCE(?a, ?b, 0)`, `?a ?b`, `(1 2) (UNDEF "01"^^xsd:integer) (UNDEF UNDEF)`, `1 01 0`},
		{`?a`, `?a`, `("01"^^xsd:integer) (1.0) (UNDEF)`, `01 "1.0"^^xsd:decimal error`},
		{`CONCAT(LCASE(?a), ?b)`, `?a ?b`, `("A" "b") ("A" "c") ("B" 1)`, `"ab" "ac" error`},
		{`?a + ?b * 2`, `?a ?b`, `(1 2) (1 2.5) ("x" 1)`, `5 "6"^^xsd:decimal error`},
		{`TRIPLE(?a, :p, ?b)`, `?a ?b`, `(:s 1) (1 1) (:s UNDEF)`, `<<(_<s>_<p>_1_)>> error error`},
		{`?a = ?a`, `?a`, `(1) ("x"^^:t) ("NaN"^^xsd:double) (UNDEF)`, `true true false error`},
	}
	for _, tt := range tests {
		for range 2 {
			got := f.column(tt.expr, tt.vars, tt.rows)
			for i := range got {
				got[i] = strings.ReplaceAll(got[i], " ", "_")
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("%s: %s, want %s", tt.expr, s, tt.want)
			}
		}
	}
}

// TestBlankPerRow checks that BNODE(label) is one node per solution and label.
func TestBlankPerRow(t *testing.T) {
	f := newFixture(t)
	schema, b := f.rows(`?a ?l`, `(1 "x") (2 "x") (3 "y") (3 1)`)
	one, two := f.compile(`BNODE(?l)`, schema), f.compile(`BNODE("x")`, append(schema, "made"))
	b.Cols = append(b.Cols, nil)
	for r := range b.N {
		id, err := one.ID(b, r)
		if err != nil {
			t.Fatal(err)
		}
		b.Cols[2] = append(b.Cols[2], id)
	}
	if id := b.Cols[2]; id[0] == id[1] || id[1] == id[2] || f.show(id[3]) != "error" {
		t.Errorf("nodes %v", id)
	}
	for r, same := range []bool{true, true, false} {
		id, _ := two.ID(b, r)
		if (id == b.Cols[2][r]) != same {
			t.Errorf("row %d: the same node in a second expression: %v, want %v", r, !same, same)
		}
	}
	rows := []algebra.Var{RowVar}
	x := f.compile(`BNODE("x")`, rows)
	_, b = f.rows(`?r`, `(1) (2) (1)`)
	i, _ := x.ID(b, 0)
	j, _ := x.ID(b, 1)
	k, _ := x.ID(b, 2)
	if i == j || i != k {
		t.Errorf("nodes by row number: %d %d %d", i, j, k)
	}
}

// TestExists checks the hook for EXISTS.
func TestExists(t *testing.T) {
	f := newFixture(t)
	e := &algebra.Exists{Not: true}
	x, err := Compile(e, []algebra.Var{"a"}, f.env)
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := x.Test(&batch.Batch{N: 1}, 0); ok || err != nil {
		t.Errorf("EXISTS without a hook: %v %v", ok, err)
	}
	stop := errors.New("stop")
	f.env.Exists = func(got *algebra.Exists, schema []algebra.Var) (func(*batch.Batch, int) (bool, error), error) {
		if got != e || len(schema) != 1 {
			t.Errorf("hook called with %v %v", got, schema)
		}
		return func(_ *batch.Batch, row int) (bool, error) {
			if row == 2 {
				return false, stop
			}
			return row == 1, nil
		}, nil
	}
	x, err = Compile(&algebra.Call{Op: "!", Args: []algebra.Expr{e}}, []algebra.Var{"a"}, f.env)
	if err != nil {
		t.Fatal(err)
	}
	sel, err := x.Filter(&batch.Batch{N: 2}, nil)
	if numbers(sel) != "0" || err != nil {
		t.Errorf("filter by EXISTS: %v %v", sel, err)
	}
	if _, err := x.Filter(&batch.Batch{N: 3}, nil); err != stop {
		t.Errorf("error of EXISTS: %v", err)
	}
}

// TestTripleColumns checks = between columns of resources, triple terms among them.
func TestTripleColumns(t *testing.T) {
	tr := func(n string) graph.Term {
		return graph.NewTripleTerm(graph.NewIRI("http://e/s"), graph.NewIRI("http://e/p"), graph.NewTyped(n, graph.XSD+"decimal"))
	}
	f := newFixture(t, tr("1"), tr("1.0"), tr("2"), graph.NewIRI("http://e/i"), graph.NewIRI("http://e/j"), graph.NewBlank("b"))
	d := f.env.Dict
	id := func(t graph.Term) graph.ID { return d.ID(t) }
	i, j, b := id(graph.NewIRI("http://e/i")), id(graph.NewIRI("http://e/j")), id(graph.NewBlank("b"))
	one, uno, two := id(tr("1")), id(tr("1.0")), id(tr("2"))
	for _, tt := range []struct {
		a, b graph.ID
		want bool
	}{{i, i, true}, {i, j, false}, {i, b, false}, {one, uno, true}, {one, two, false}, {one, i, false}, {one, one, true}, {b, b, true}} {
		for rel, want := range map[value.Rel]bool{value.EQ: tt.want, value.NE: !tt.want} {
			if got, err := d.test(rel, tt.a, tt.b); got != want || err != nil {
				t.Errorf("relation %d of %s and %s: %v, %v", rel, f.show(tt.a), f.show(tt.b), got, err)
			}
		}
	}
}
