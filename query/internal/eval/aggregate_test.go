package eval

import (
	"errors"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// aggregate runs an aggregate written as in SELECT over rows.
func (f *fixture) aggregate(text, vars, rows string) (string, error) {
	f.t.Helper()
	q := f.parse("SELECT (" + text + " AS ?result) { VALUES (" + vars + ") {} }")
	var group *algebra.Group
	for op := q.Pattern; group == nil; {
		switch o := op.(type) {
		case *algebra.Project:
			op = o.Input
		case *algebra.Extend:
			op = o.Input
		case *algebra.Group:
			group = o
		default:
			f.t.Fatalf("%s: no group in %T", text, op)
		}
	}
	schema, b := f.rows(vars, rows)
	start, err := NewAggregate(group.Aggs[0], schema, f.env)
	if err != nil {
		return "", err
	}
	acc := start()
	for r := range b.N {
		if err := acc.Add(b, r); err != nil {
			return "", err
		}
	}
	if acc.Bytes() < 0 {
		f.t.Errorf("%s holds %d bytes", text, acc.Bytes())
	}
	id, err := acc.Result()
	return f.show(id), err
}

// TestAggregates checks the aggregates over groups with and without errors.
func TestAggregates(t *testing.T) {
	const mixed = `(1) (2.5) (2.5) (UNDEF) ("x"@en)`
	const ints = `(1) (2) (2) (3)`
	tests := []struct{ agg, rows, want string }{
		{`COUNT(*)`, mixed, "5"}, {`COUNT(*)`, ``, "0"}, {`COUNT(?a)`, mixed, "4"}, {`COUNT(DISTINCT ?a)`, mixed, "3"}, {`COUNT(DISTINCT *)`, mixed, "4"},
		{`COUNT(1/0)`, ints, "0"}, {`COUNT(?a + 1)`, mixed, "3"}, {`COUNT(DISTINCT ?a > 1)`, mixed, "2"},
		{`SUM(?a)`, ints, "8"}, {`SUM(DISTINCT ?a)`, ints, "6"}, {`SUM(?a)`, ``, "0"}, {`SUM(?a)`, mixed, "error"}, {`SUM(?a * 2)`, ints, "16"}, {`SUM(?a)`, `(1) ("2")`, "error"},
		{`SUM(?a)`, `(9223372036854775807) (1)`, "9223372036854775808"}, {`SUM(?a)`, `(0.1) (0.2) (1)`, `"1.3"^^xsd:decimal`}, {`SUM(?a)`, `(1e0) (2)`, `"3.0E0"^^xsd:double`},
		{`SUM(?a)`, `(0.1e0) (0.2e0) (0.3e0)`, `"6.0E-1"^^xsd:double`}, {`SUM(?a)`, `("1"^^xsd:byte)`, "1"}, {`SUM(?a)`, `("x"^^xsd:integer)`, "error"},
		{`AVG(?a)`, ints, `"2"^^xsd:decimal`}, {`AVG(?a)`, ``, "0"}, {`AVG(?a)`, `(UNDEF)`, "0"}, {`AVG(?a)`, `(UNDEF) (1)`, "error"}, {`AVG(?a)`, `("x")`, "error"},
		{`AVG(?a)`, `(1) (2)`, `"1.5"^^xsd:decimal`}, {`AVG(DISTINCT ?a)`, `(1) (2) (2)`, `"1.5"^^xsd:decimal`}, {`AVG(?a)`, `(1) (1) (2)`, `"1.333333333333333333333333333333333"^^xsd:decimal`},
		{`MIN(?a)`, ints, "1"}, {`MAX(?a)`, ints, "3"}, {`MIN(?a)`, ``, "error"}, {`MAX(?a)`, ``, "error"}, {`MIN(?a)`, mixed, "error"}, {`MAX(?a)`, mixed, `"x"@en`},
		{`MAX(?a)`, `(UNDEF)`, "error"}, {`MIN(?a)`, `("b") ("a") (:i)`, "<i>"}, {`MAX(?a)`, `(1) (1.0) (1e0)`, "1"}, {`MIN(?a + 0)`, `(3) (2)`, "2"},
		{`MIN(?a)`, `(1e0) (1.0) ("1"^^xsd:byte)`, `"1"^^xsd:byte`}, {`MIN(?a)`, `("1"^^xsd:byte) (1.0) (1e0)`, `"1"^^xsd:byte`},
		{`SAMPLE(?a)`, `(UNDEF) (7) (8)`, "7"}, {`SAMPLE(?a)`, `(UNDEF)`, "error"}, {`SAMPLE(?a + 1)`, `(7)`, "8"},
		{`GROUP_CONCAT(?a)`, `("1") ("22")`, `"1 22"`}, {`GROUP_CONCAT(?a; SEPARATOR=":")`, `("a"@en) (1.50) (:i)`, `"a:1.50:http://e/i"`}, {`GROUP_CONCAT(DISTINCT ?a; SEPARATOR="")`, `("1") ("2") ("1")`, `"12"`},
		{`GROUP_CONCAT(?a)`, ``, `""`}, {`GROUP_CONCAT(?a)`, `("") ("")`, `" "`}, {`GROUP_CONCAT(?a)`, `("a") (UNDEF)`, "error"}, {`GROUP_CONCAT(BNODE())`, `(1)`, "error"}, {`GROUP_CONCAT(STR(?a))`, `(1) (2)`, `"1 2"`},
	}
	f := newFixture(t)
	for _, tt := range tests {
		got, err := f.aggregate(tt.agg, `?a`, tt.rows)
		if got != tt.want || err != nil {
			t.Errorf("%s over %s = %s, %v; want %s", tt.agg, tt.rows, got, err, tt.want)
		}
	}
}

// concatAll is a custom aggregate: the texts of all arguments of all rows.
type concatAll struct{ text string }

func (c *concatAll) Add(args []value.Value) error {
	for _, a := range args {
		switch a.Lexical() {
		case "panic":
			panic("told to")
		case "fail":
			return errors.New("told to")
		case "bad":
			return value.ErrType
		}
		c.text += a.Lexical()
	}
	return nil
}

func (c *concatAll) Result() (value.Value, error) {
	if c.text == "none" {
		return value.Value{}, nil
	}
	return value.NewString(c.text), nil
}

// TestCustomAggregate checks custom aggregates and their misbehaviour.
func TestCustomAggregate(t *testing.T) {
	f := newFixture(t)
	f.env.Aggregates = map[string]func() Aggregator{
		"http://agg/all":  func() Aggregator { return &concatAll{} },
		"http://agg/nil":  func() Aggregator { return nil },
		"http://agg/boom": func() Aggregator { panic("boom") },
	}
	tests := []struct{ agg, rows, want, fails string }{
		{`<http://agg/all>(?a)`, `("x") ("y") ("x")`, `"xyx"`, ""},
		{`<http://agg/all>(DISTINCT ?a)`, `("x") ("y") ("x")`, `"xy"`, ""},
		{`<http://agg/all>(?a)`, `("x") (UNDEF) ("y")`, `"xy"`, ""},
		{`<http://agg/all>(?a, 1)`, `("x") ("y")`, `"x1y1"`, ""},
		{`<http://agg/all>(?a)`, `("x") ("bad")`, `error`, ""},
		{`<http://agg/all>(?a)`, `("panic")`, ``, "panicked"},
		{`<http://agg/all>(?a)`, `("fail")`, ``, "failed: told to"},
		{`<http://agg/all>(?a)`, `("none")`, ``, "neither"},
		{`<http://agg/nil>(?a)`, `("x")`, ``, "neither"},
		{`<http://agg/boom>(?a)`, `("x")`, ``, "boom"},
	}
	for _, tt := range tests {
		got, err := f.aggregate(tt.agg, `?a`, tt.rows)
		var bad *FuncError
		switch {
		case tt.fails == "" && (err != nil || got != tt.want):
			t.Errorf("%s over %s = %s, %v; want %s", tt.agg, tt.rows, got, err, tt.want)
		case tt.fails != "" && (!errors.As(err, &bad) || !strings.Contains(err.Error(), tt.fails)):
			t.Errorf("%s over %s: %v; want a FuncError with %q", tt.agg, tt.rows, err, tt.fails)
		}
	}
	var unknown *UnknownError
	if _, err := f.aggregate(`<http://agg/other>(?a)`, `?a`, ``); !errors.As(err, &unknown) {
		t.Errorf("unknown aggregate: %v", err)
	}
}

// TestManyDistinct takes DISTINCT over the sizes where its set changes form.
func TestManyDistinct(t *testing.T) {
	var s idSet
	for n := range 100 {
		if !s.add(mustInteger(t, int64(n))) || s.add(mustInteger(t, int64(n/2))) {
			t.Fatalf("set is wrong at %d", n)
		}
	}
}
