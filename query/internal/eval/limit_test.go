package eval

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

func mustInteger(t *testing.T, n int64) graph.ID {
	t.Helper()
	id, ok := graph.IntegerID(n)
	if !ok {
		t.Fatalf("%d has no inline ID", n)
	}
	return id
}

// TestStringLimit checks each function that makes strings at its limit and one
// beyond.
func TestStringLimit(t *testing.T) {
	f := newFixture(t)
	f.env.Limits.MaxStringBytes = 12
	tests := []struct {
		expr string
		ok   bool
	}{
		{`CONCAT(?s, ?s)`, true}, {`CONCAT(?s, ?s, "x")`, false},
		{`UCASE("ßßßßßß")`, true}, {`UCASE("ŉŉŉŉŉ")`, false}, {`LCASE("ABCDEFGHIJKL")`, true}, {`LCASE("ABCDEFGHIJKLM")`, false},
		{`REPLACE(?s, "a", "bc")`, true}, {`REPLACE(?s, "a", "bcd")`, false}, {`REPLACE("abcabcabcabca", "x", "y")`, false},
		{`ENCODE_FOR_URI("abcd")`, true}, {`ENCODE_FOR_URI("abcde")`, false},
	}
	schema, b := f.rows(`?s`, `("aaaaaa")`)
	for _, tt := range tests {
		_, err := f.compile(tt.expr, schema).ID(b, 0)
		var limit *LimitError
		if tt.ok && err != nil || !tt.ok && (!errors.As(err, &limit) || limit.Max != 12) {
			t.Errorf("%s: %v, ok should be %v", tt.expr, err, tt.ok)
		}
	}
	for _, tt := range []struct {
		rows string
		ok   bool
	}{{`("aaaa") ("bbb") ("ccc")`, true}, {`("aaaa") ("bbbb") ("ccc")`, false}} {
		_, err := f.aggregate(`GROUP_CONCAT(?a)`, `?a`, tt.rows)
		if (err == nil) != tt.ok {
			t.Errorf("GROUP_CONCAT of %s: %v", tt.rows, err)
		}
	}
	// A limit under a condition that no row meets is never reached.
	if got := f.eval(`IF(false, CONCAT("aaaaaaa", "bbbbbbb"), 1)`); got != "1" {
		t.Errorf("a limit in a branch not taken: %s", got)
	}
}

// TestListLimits checks the limits that are known at compile time.
func TestListLimits(t *testing.T) {
	f := newFixture(t)
	f.env.Limits = Limits{MaxArgs: 3, MaxList: 3}
	f.env.Functions = map[string]Function{"http://e/f": func([]value.Value) (value.Value, error) { return value.NewInteger(1), nil }}
	for expr, ok := range map[string]bool{
		`CONCAT("a","b","c")`: true, `CONCAT("a","b","c","d")`: false, `1 IN (1,2,3)`: true, `1 NOT IN (1,2,3,4)`: false,
		`COALESCE(1,2,3)`: true, `COALESCE(1,2,3,4)`: false, `:f(1,2,3)`: true, `:f(1,2,3,4)`: false,
	} {
		_, err := Compile(f.expr(expr), nil, f.env)
		var limit *LimitError
		if (err == nil) != ok || !ok && !errors.As(err, &limit) {
			t.Errorf("%s: %v, ok should be %v", expr, err, ok)
		}
	}
}

// TestRegexLimits checks the limits of regular expressions: invalid ones are
// expression errors, oversized ones stop the query.
func TestRegexLimits(t *testing.T) {
	f := newFixture(t)
	schema, b := f.rows(`?s ?p`, fmt.Sprintf(`(%q %q) (%q %q)`, strings.Repeat("a", 1000), strings.Repeat("a", 4096), "a", strings.Repeat("a", 4097)))
	x := f.compile(`REGEX(?s, ?p)`, schema)
	if _, err := x.ID(b, 0); err != nil {
		t.Errorf("a pattern of 4 KiB: %v", err)
	}
	var limit *LimitError
	if _, err := x.ID(b, 1); !errors.As(err, &limit) || limit.Max != 4096 {
		t.Errorf("a pattern of 4 KiB + 1: %v", err)
	}
	f.env.Limits.MaxRegexSteps = 10000
	x = f.compile(`REGEX(?s, "(x+x+)+y")`, schema)
	if _, err := x.ID(b, 0); !errors.As(err, &limit) || limit.Max != 10000 {
		t.Errorf("a match beyond the bound on work: %v", err)
	}
	if _, err := x.ID(b, 1); err != nil {
		t.Errorf("a match within the bound on work: %v", err)
	}
	if _, err := f.compile(`REPLACE(?s, "(x+x+)+y", "")`, schema).ID(b, 0); !errors.As(err, &limit) {
		t.Errorf("a replacement beyond the bound on work: %v", err)
	}
}

// TestRegexCache checks that patterns from data use a bounded cache.
func TestRegexCache(t *testing.T) {
	f := newFixture(t)
	var rows strings.Builder
	for i := range 200 {
		fmt.Fprintf(&rows, `("a%d" "^a%d$") `, i, i%100)
	}
	schema, b := f.rows(`?s ?p`, rows.String())
	sel, err := f.compile(`REGEX(?s, ?p)`, schema).Filter(b, nil)
	if err != nil || len(sel) != 100 {
		t.Errorf("%d rows match, %v", len(sel), err)
	}
	if c := &f.env.Dict.regexes; len(c.patterns) > maxPatterns || len(c.order) != len(c.patterns) {
		t.Errorf("the cache holds %d patterns", len(c.patterns))
	}
	p, err := f.env.pattern("^a99$", "")
	again, _ := f.env.pattern("^a99$", "")
	if err != nil || p != again {
		t.Errorf("the newest pattern was not kept: %v", err)
	}
}

// TestHostileRegex runs patterns that explode elsewhere; they must give an
// answer, an expression error or a limit.
func TestHostileRegex(t *testing.T) {
	f := newFixture(t)
	input := strings.Repeat("a", 30000) + "!"
	for _, p := range []string{
		`(a+)+$`, `(a|a)*$`, `(a|aa)+$`, `(.*)*b`, `(a?){50}a{50}$`, `(a{100}){100}`, `((((((((((a*)*)*)*)*)*)*)*)*)*)*b`,
		`(x+x+)+y`, strings.Repeat("(", 1001) + strings.Repeat(")", 1001), `[a-z-[aeiou-[e]]]+`, `(\w+\s?)*$`, `a**`, `\p{L}{1000}`,
	} {
		_, err := regexMatch(f.env, []value.Value{value.NewString(input), value.NewString(p)})
		var limit *LimitError
		if err != nil && !value.IsExpression(err) && !errors.As(err, &limit) {
			t.Errorf("%.40s: %v", p, err)
		}
	}
}

// TestCancel checks that a filter hears the context.
func TestCancel(t *testing.T) {
	f := newFixture(t)
	ctx, cancel := context.WithCancel(context.Background())
	f.env.Ctx = ctx
	schema, b := f.rows(`?a ?b`, `("a" "b")`)
	x := f.compile(`CONCAT(?a, ?b) = "ab"`, schema)
	if sel, err := x.Filter(b, nil); len(sel) != 1 || err != nil {
		t.Fatalf("filter: %v %v", sel, err)
	}
	cancel()
	if _, err := x.Filter(b, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("filter after cancel: %v", err)
	}
}

// TestLongChains checks that long chains of operators need no deep stack.
func TestLongChains(t *testing.T) {
	f := newFixture(t)
	const n = 100_000
	one := &algebra.Const{Term: graph.NewTyped("1", graph.XSD+"integer")}
	for op, want := range map[string]string{"+": "100001", "-": "-99999", "*": "1", "||": "true", "&&": "true"} {
		var e algebra.Expr = one
		for range n {
			e = &algebra.Call{Op: op, Args: []algebra.Expr{e, one}}
		}
		x, err := Compile(e, nil, f.env)
		if err != nil {
			t.Fatal(err)
		}
		id, err := x.ID(&batch.Batch{N: 1}, 0)
		if f.show(id) != want || err != nil {
			t.Errorf("a chain of %s gives %s, %v", op, f.show(id), err)
		}
	}
}

// TestCustomFunction checks custom functions and their misbehaviour.
func TestCustomFunction(t *testing.T) {
	f := newFixture(t)
	var kept []value.Value
	f.env.Functions = map[string]Function{
		"http://e/double": func(a []value.Value) (value.Value, error) {
			kept = a
			return value.Arithmetic(value.Add, a[0], a[0])
		},
		"http://e/panic": func([]value.Value) (value.Value, error) { panic("oh") },
		"http://e/index": func(a []value.Value) (value.Value, error) { return a[5], nil },
		"http://e/nil":   func([]value.Value) (value.Value, error) { return value.Value{}, nil },
		"http://e/fail":  func([]value.Value) (value.Value, error) { return value.Value{}, errors.New("no luck") },
		"http://e/bad":   func([]value.Value) (value.Value, error) { return value.Value{}, value.ErrArgument },
		value.XSDInteger: func([]value.Value) (value.Value, error) { return value.NewInteger(42), nil },
	}
	tests := []struct{ expr, want, fails string }{
		{`:double(4)`, "8", ""}, {`:double("x")`, "error", ""}, {`:double(?unbound)`, "error", ""}, {`:bad(1)`, "error", ""},
		{`COALESCE(:bad(1), "else")`, `"else"`, ""}, {`xsd:integer("1")`, "42", ""},
		{`:panic(1)`, "", "custom function <http://e/panic> panicked: oh"}, {`:index(1)`, "", "out of range"}, {`:nil()`, "", "neither a value nor an error"},
		{`:fail()`, "", "failed: no luck"}, {`COALESCE(:panic(), 1)`, "", "panicked"}, {`:panic() || true`, "", "panicked"}, {`true || :panic()`, "true", ""},
	}
	for _, tt := range tests {
		id, err := f.compile(tt.expr, nil).ID(&batch.Batch{N: 1}, 0)
		var bad *FuncError
		switch {
		case tt.fails == "" && (err != nil || f.show(id) != tt.want):
			t.Errorf("%s = %s, %v; want %s", tt.expr, f.show(id), err, tt.want)
		case tt.fails != "" && (!errors.As(err, &bad) || !strings.Contains(err.Error(), tt.fails)):
			t.Errorf("%s: %v; want a FuncError with %q", tt.expr, err, tt.fails)
		}
	}
	x := f.compile(`:double(?a)`, []algebra.Var{"a"})
	b := &batch.Batch{N: 2, Cols: [][]graph.ID{{mustInteger(t, 1), mustInteger(t, 2)}}}
	for r := range 2 {
		if _, err := x.ID(b, r); err != nil {
			t.Fatal(err)
		}
		if r == 0 {
			first := kept
			defer func() {
				if n, _ := first[0].Int64(); n != 1 {
					t.Error("arguments kept by a function were overwritten")
				}
			}()
		}
	}
}

// TestCompileErrors checks what no row can help.
func TestCompileErrors(t *testing.T) {
	f := newFixture(t)
	var unknown *UnknownError
	if _, err := Compile(f.expr(`:nosuch(1)`), nil, f.env); !errors.As(err, &unknown) || unknown.Name != "<http://e/nosuch>" {
		t.Errorf("unknown function: %v", err)
	}
	if _, err := Compile(&algebra.Call{Op: "NOSUCH"}, nil, f.env); !errors.As(err, &unknown) {
		t.Errorf("unknown built-in: %v", err)
	}
	var arity *ArityError
	for _, c := range []*algebra.Call{{Op: "STRLEN"}, {Op: "IF"}, {Op: "BOUND"}, {Op: "SAMETERM"}, {Op: "RAND", Args: []algebra.Expr{&algebra.VarRef{}}}} {
		if _, err := Compile(c, nil, f.env); !errors.As(err, &arity) || !strings.Contains(err.Error(), "arguments") {
			t.Errorf("%s with %d arguments: %v", c.Op, len(c.Args), err)
		}
	}
	if _, err := Compile(f.expr(`xsd:integer(1, 2)`), nil, f.env); !errors.As(err, &arity) {
		t.Errorf("cast of two arguments: %v", err)
	}
}
