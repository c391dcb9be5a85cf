package query_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sort"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

func TestFunctions(t *testing.T) {
	g := people(t)
	bmi := query.WithFunction(ex+"bmi", query.Func2(func(kg, m float64) (float64, error) { return kg / (m * m), nil }))
	loud := query.WithFunction(ex+"loud", query.Func1(func(s string) (string, error) { return strings.ToUpper(s) + "!", nil }))
	between := query.WithFunction(ex+"between", query.Func3(func(x, lo, hi int) (bool, error) { return lo <= x && x <= hi, nil }))
	first := query.WithFunction(ex+"first", func(_ context.Context, args []graph.Term) (graph.Term, error) {
		if len(args) == 0 {
			return iri("nothing"), nil
		}
		return args[0], nil
	})
	cases := []struct{ text, want string }{
		{"SELECT ?x { BIND(:bmi(80, 2) AS ?x) }", `"2.0E1"^^<` + graph.XSD + `double>`},
		{"SELECT (:loud(?n) AS ?x) { :ada foaf:name ?n }", "ADA!"},
		{"SELECT ?s { ?s :age ?a FILTER(:between(?a, 20, 30)) }", "bob"},
		{"SELECT ?x { BIND(:first() AS ?x) }", "nothing"},
		{"SELECT ?x { BIND(:first(:ada, 1) AS ?x) }", "ada"},
		{"SELECT ?x { BIND(:first(:first(\"a\"@en)) AS ?x) }", `"a"@en`},
		{"SELECT ?s ?x { ?s a :Person OPTIONAL { ?s :age ?a } BIND(:first(?a) AS ?x) }", "ada 36; bob 25; cy -"},
		{"SELECT ?s { ?s a :Person FILTER(:between(?s, 1, 2)) }", ""},
		{"SELECT ?s { ?s a :Person FILTER(!:between(?s, 1, 2) || true) }", "ada; bob; cy"},
		{"SELECT (:loud(GROUP_CONCAT(?n)) AS ?x) { { SELECT ?n { ?s :age ?a ; foaf:name ?n } ORDER BY ?n } }", "ADA BOB!"},
		{"SELECT ?s { ?s :age ?a } ORDER BY :first(?a) LIMIT 1", "bob"},
	}
	for _, c := range cases {
		equal(t, c.text, answer(t, g, c.text, bmi, loud, between, first), c.want)
	}
}

// TestFunctionMisbehaves: what a function does wrong stops the query with a
// *FuncError that names it, or is an expression error; the next query works.
func TestFunctionMisbehaves(t *testing.T) {
	g := people(t)
	bad := errors.New("no connection")
	functions := []query.Option{
		query.WithFunction(ex+"panics", func(context.Context, []graph.Term) (graph.Term, error) { panic("boom") }),
		query.WithFunction(ex+"nil", func(context.Context, []graph.Term) (graph.Term, error) {
			var m map[string]int
			m["a"] = 1
			return graph.Any, nil
		}),
		query.WithFunction(ex+"nothing", func(context.Context, []graph.Term) (graph.Term, error) { return graph.Any, nil }),
		query.WithFunction(ex+"fatal", func(context.Context, []graph.Term) (graph.Term, error) { return graph.Any, query.Fatal(bad) }),
		query.WithFunction(ex+"fails", func(context.Context, []graph.Term) (graph.Term, error) { return iri("x"), bad }),
		query.WithFunction(ex+"odd", query.Func1(func(int) (struct{}, error) { return struct{}{}, nil })),
		query.WithFunction(ex+"one", query.Func1(func(n int) (int, error) { return n, nil })),
	}
	for _, c := range []struct{ call, want string }{
		{":panics(?a)", "panicked: boom"},
		{":nil(?a)", "panicked: assignment to entry in nil map"},
		{":nothing(?a)", "neither a value nor an error"},
		{":fatal(?a)", "failed: no connection"},
		{":odd(?a)", "no RDF term for a struct {}"},
		{":one(?a, ?a)", "called with 2 arguments, 1 wanted"},
		{":one()", "called with 0 arguments, 1 wanted"},
	} {
		for _, text := range []string{
			"SELECT ?x { ?s :age ?a BIND(" + c.call + " AS ?x) }",
			"SELECT ?s { ?s :age ?a FILTER(" + c.call + " = 1) }",
			"SELECT ?s { ?s :age ?a } ORDER BY " + c.call,
			"SELECT (SUM(" + c.call + ") AS ?n) { ?s :age ?a }",
			"SELECT ?s { ?s :age ?a FILTER EXISTS { ?s :age ?b FILTER(" + c.call + " = ?b) } }",
			"ASK { ?s :age ?a FILTER(COALESCE(" + c.call + ", 1) = 1) }",
			"CONSTRUCT { ?s :x ?x } { ?s :age ?a BIND(" + c.call + " AS ?x) }",
		} {
			err := failure(g, text, functions...)
			var e *query.FuncError
			if !errors.As(err, &e) || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(c.call, ":"+strings.TrimPrefix(e.IRI, ex)) {
				t.Errorf("%s: %v, want a *FuncError %q", text, err, c.want)
			}
		}
	}
	equal(t, "the error is inside", errors.Is(failure(g, "SELECT (:fatal() AS ?x) {}", functions...), bad), true)
	equal(t, "an expression error", answer(t, g, "SELECT ?s ?x { ?s :age ?a BIND(:fails(?a) AS ?x) }", functions...), "ada -; bob -")
	equal(t, "the next query", answer(t, g, "SELECT (COUNT(*) AS ?n) { ?s :age ?a }", functions...), "2")
}

// TestUnknownFunction: calling what is not there is an error that names it.
func TestUnknownFunction(t *testing.T) {
	err := failure(people(t), "SELECT (:nope(?a) AS ?x) { ?s :age ?a }")
	var e *query.UnknownError
	if !errors.As(err, &e) || e.At.Start.Column != 9 || !strings.Contains(err.Error(), ex+"nope") {
		t.Errorf("got %v", err)
	}
}

// median is a custom aggregate.
type median struct{ values []float64 }

func (m *median) Add(args []graph.Term) error {
	var f float64
	if _, err := fmt.Sscan(args[0].Value(), &f); err != nil {
		return err
	}
	m.values = append(m.values, f)
	return nil
}

func (m *median) Result() (graph.Term, error) {
	if len(m.values) == 0 {
		return graph.Any, errors.New("no values")
	}
	sort.Float64s(m.values)
	return query.TermOf(int(math.Round(m.values[len(m.values)/2])))
}

func TestAggregates(t *testing.T) {
	g := turtle(t, `:a :g 1 ; :v 5, 1, 9 . :b :g 2 ; :v 4 . :c :g 2 ; :v 4 . :d :g 3 ; :v "x" . :e :g 4 .`)
	option := query.WithAggregate(ex+"median", func() query.Aggregator { return &median{} })
	for _, c := range []struct{ text, want string }{
		{"SELECT (:median(?v) AS ?m) { ?s :v ?v FILTER(isNumeric(?v)) }", "4"},
		{"SELECT ?g (:median(?v) AS ?m) { ?s :g ?g OPTIONAL { ?s :v ?v } } GROUP BY ?g", "1 5; 2 4; 3 -; 4 -"},
		{"SELECT (:median(DISTINCT ?v) AS ?m) { ?s :v ?v FILTER(isNumeric(?v)) }", "5"},
		{"SELECT ?g { ?s :g ?g ; :v ?v } GROUP BY ?g HAVING(:median(?v) > 4)", "1"},
		{"SELECT ?g { ?s :g ?g ; :v ?v } GROUP BY ?g ORDER BY DESC(:median(?v)) LIMIT 1", "1"},
		{"SELECT (:median(?v + 1) AS ?m) { ?s :v ?v }", "5"},
	} {
		equal(t, c.text, answer(t, g, c.text, option), c.want)
	}
	// Without the option the same text is a call of an unknown function.
	if err := failure(g, "SELECT (:median(?v) AS ?m) { ?s :v ?v }"); err == nil {
		t.Error(":median is not known")
	}
}

type badAggregate struct{ add, result func() (graph.Term, error) }

func (b badAggregate) Add([]graph.Term) error {
	_, err := b.add()
	return err
}
func (b badAggregate) Result() (graph.Term, error) { return b.result() }

func TestAggregateMisbehaves(t *testing.T) {
	g := people(t)
	type f = func() (graph.Term, error)
	fine := f(func() (graph.Term, error) { return iri("x"), nil })
	boom := f(func() (graph.Term, error) { panic("boom") })
	fatal := f(func() (graph.Term, error) { return graph.Any, query.Fatal(errors.New("no connection")) })
	none := f(func() (graph.Term, error) { return graph.Any, nil })
	cases := []struct {
		create func() query.Aggregator
		want   string
	}{
		{func() query.Aggregator { return badAggregate{boom, fine} }, "panicked: boom"},
		{func() query.Aggregator { return badAggregate{fine, boom} }, "panicked: boom"},
		{func() query.Aggregator { return badAggregate{fatal, fine} }, "no connection"},
		{func() query.Aggregator { return badAggregate{fine, fatal} }, "no connection"},
		{func() query.Aggregator { return badAggregate{fine, none} }, "neither"},
		{func() query.Aggregator { return nil }, "neither"},
		{func() query.Aggregator { panic("boom") }, "panicked: boom"},
	}
	for i, c := range cases {
		err := failure(g, "SELECT (:agg(?a) AS ?x) { ?s :age ?a }", query.WithAggregate(ex+"agg", c.create))
		var e *query.FuncError
		if !errors.As(err, &e) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("case %d: %v, want a *FuncError %q", i, err, c.want)
		}
	}
}

type contextKey struct{}

// TestFunctionContext: a function is given the context of its run.
func TestFunctionContext(t *testing.T) {
	q := query.MustParse("SELECT (:who() AS ?x) { }", prefixes, query.WithFunction(ex+"who", func(ctx context.Context, _ []graph.Term) (graph.Term, error) {
		return graph.NewLiteral(ctx.Value(contextKey{}).(string)), nil
	}))
	for _, who := range []string{"ada", "bob"} {
		rows, err := q.Select(context.WithValue(context.Background(), contextKey{}, who), graph.New())
		if err != nil {
			t.Fatal(err)
		}
		got, err := list(rows)
		equal(t, who, strings.Join(got, " "), who)
		equal(t, "err", err, nil)
	}
	// A function that waits hears the query's end; the query says where it was.
	ctx, cancel := context.WithCancel(context.Background())
	wait := query.WithFunction(ex+"wait", func(ctx context.Context, _ []graph.Term) (graph.Term, error) {
		cancel()
		<-ctx.Done()
		return graph.Any, ctx.Err()
	})
	err := failureIn(ctx, people(t), "SELECT (:wait() AS ?x) { ?s ?p ?o }", wait)
	var stop *query.StopError
	equal(t, "a *StopError", errors.As(err, &stop), true)
	equal(t, "of a cancelled query", errors.Is(err, context.Canceled), true)
}

// TestFunctionsOfCasts: a function by the IRI of a cast is called in its stead, and once
// a row, although casts may be computed again where that is cheaper than a term.
func TestFunctionsOfCasts(t *testing.T) {
	g := numbers(50)
	for _, text := range []string{
		"SELECT ?x { ?s :p ?n BIND(xsd:integer(?n) AS ?x) FILTER(?x > 5) }",
		"SELECT (SUM(?x) AS ?y) { ?s :p ?n BIND(xsd:integer(?n) AS ?x) FILTER(?x != 7) }",
		"ASK { ?s :p ?n BIND(xsd:integer(?n) AS ?x) FILTER(?x < 0 && BOUND(?x)) }",
	} {
		calls := 0
		own := query.WithFunction(graph.XSD+"integer", func(_ context.Context, args []graph.Term) (graph.Term, error) {
			calls++
			return args[0], nil
		})
		q := query.MustParse(text, prefixes, query.WithPrefix("xsd", graph.XSD))
		for _, opts := range [][]query.Option{{own}, {own, query.Bind("s", iri("s1"))}} {
			calls = 0
			if _, err := q.Explain(context.Background(), g, query.Analyze, opts...); err != nil {
				t.Fatal(err)
			}
			if want := 50 - 49*(len(opts)-1); calls != want {
				t.Errorf("%s: %d calls for %d rows", text, calls, want)
			}
		}
	}
}
