package query_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sort"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// limitCase is a query that needs exactly need of one limit.
type limitCase struct {
	limit string
	need  int64
	src   query.Source
	text  string
	opts  []query.Option
	where string // the operator that the error must name
}

// limitCases has at least one case for each limit whose need is known.
func limitCases(t *testing.T) []limitCase {
	g, none := people(t), graph.New()
	of := func(n int, s string) string { return strings.Repeat(s, n) }
	service := query.WithService(func(_ context.Context, call *query.ServiceCall) ([][]graph.Term, error) {
		return [][]graph.Term{{graph.NewLiteral("0123456789")}, {graph.NewLang("01234", "fr")}}, nil
	})
	return []limitCase{
		{"MaxQueryBytes", 100, none, "ASK { } #" + of(91, "x"), nil, "parse"},
		{"MaxDepth", 20, none, "ASK " + of(20, "{") + of(20, "}"), nil, "parse"},
		{"MaxChain", 30, none, "ASK { FILTER(false" + of(29, " || true") + ") }", nil, "parse"},
		{"MaxChain", 30, none, "ASK { ?s :p" + of(29, "/:p") + " ?o }", nil, "parse"},
		{"MaxChain", 30, none, "ASK { { }" + of(29, " UNION { }") + " }", nil, "parse"},
		{"MaxListItems", 30, none, "ASK { FILTER(1 IN (0" + of(29, ", 0") + ")) }", nil, "parse"},
		{"MaxArgs", 30, none, "ASK { FILTER(CONCAT(''" + of(29, ", ''") + ") = '') }", nil, "parse"},
		{"MaxArgs", 30, none, "ASK { FILTER(:f(1" + of(29, ", 1") + ")) }", []query.Option{query.WithFunction(ex+"f", func(context.Context, []graph.Term) (graph.Term, error) { return iri("x"), nil })}, "parse"},
		{"MaxValuesRows", 30, none, "SELECT * { VALUES ?x { " + of(30, "1 ") + "} }", nil, "parse"},
		{"MaxRows", 13, g, "SELECT * { ?s ?p ?o }", nil, "results"},
		{"MaxRows", 6000, numbers(3000), "SELECT * { ?s ?p ?o }", nil, "results"},
		{"MaxRows", 3, g, "CONSTRUCT { ?s :x ?c . :all :has ?c } { ?s a ?c FILTER(?s != :cy && ?s != :rex) }", nil, "results"},
		{"MaxRows", 5, g, "DESCRIBE :ada", nil, "results"},
		{"MaxStringBytes", 11, none, "SELECT (CONCAT('hello', ' ', 'world') AS ?x) { }", nil, "extend"},
		{"MaxStringBytes", 7, g, "SELECT (GROUP_CONCAT(?n; separator='-') AS ?x) { VALUES ?n { 'abc' 'xyz' } }", nil, "group"},
		{"MaxStringBytes", 30, none, "SELECT (REPLACE('aaaaaaaaaa', 'a', 'bbb') AS ?x) { }", nil, "extend"},
		{"MaxStringBytes", 12, none, "SELECT ?n { VALUES ?n { 'abcd' } FILTER(ENCODE_FOR_URI('////') != ?n) }", nil, "filter"},
		{"MaxRegexBytes", 10, g, "SELECT ?n { ?s foaf:name ?n FILTER(REGEX(?n, '" + of(10, "a") + "')) }", nil, "filter"},
		{"MaxServiceCalls", 2, none, "SELECT * { SERVICE :e { ?x :p 1 } SERVICE :f { ?y :p 1 } }", []query.Option{service}, "service"},
		{"MaxServiceBytes", 17, none, "SELECT * { SERVICE :e { ?x :p 1 } }", []query.Option{service}, "service"},
		{"MaxServiceBytes", 34, none, "SELECT * { SERVICE :e { ?x :p 1 } SERVICE :f { ?y :p 1 } }", []query.Option{service}, "service"},
	}
}

// with is a set of limits with one set to n.
func with(limit string, n int64) query.Option {
	var l query.Limits
	reflect.ValueOf(&l).Elem().FieldByName(limit).SetInt(n)
	return query.WithLimits(l)
}

// over runs a case with n of its limit and checks that it is over it, or not.
func (c *limitCase) over(t *testing.T, n int64, want bool) {
	t.Helper()
	err := failure(c.src, c.text, append([]query.Option{with(c.limit, n)}, c.opts...)...)
	var e *query.LimitError
	switch {
	case !want && err != nil:
		t.Errorf("%s %d: %v\n%.80s", c.limit, n, err, c.text)
	case want && !errors.As(err, &e):
		t.Errorf("%s %d: %v, want a *LimitError\n%.80s", c.limit, n, err, c.text)
	case want && (e.Limit != c.limit || e.Max != n || c.where != "" && e.Operator != c.where):
		t.Errorf("%s %d: %+v\n%.80s", c.limit, n, e, c.text)
	case want && c.where == "parse" && c.limit != "MaxQueryBytes":
		var s *syntax.Error
		if !errors.As(err, &s) || s.Span.Start.Offset == 0 || s.Span.End.Offset > len(c.text) {
			t.Errorf("%s: %v has no place\n%.80s", c.limit, err, c.text)
		}
	}
}

// TestLimits: each limit at what a query needs, one below and one above, and
// with no limit.
func TestLimits(t *testing.T) {
	for _, c := range limitCases(t) {
		c.over(t, c.need-1, true)
		c.over(t, c.need, false)
		c.over(t, c.need+1, false)
		c.over(t, query.NoLimit, false)
	}
}

// TestMeasuredLimits: the limits whose units are our own have a sharp edge too;
// it is looked for.
func TestMeasuredLimits(t *testing.T) {
	g := numbers(700)
	cases := []limitCase{
		{limit: "MaxRegexSteps", src: people(t), text: "SELECT ?n { ?s foaf:name ?n FILTER(REGEX(?n, '(a|b)*c')) }", where: "filter"},
		{limit: "MaxSteps", src: g, text: "SELECT ?s { ?s :p ?n . ?s :next ?t . ?t :p ?m }"},
		{limit: "MaxSteps", src: g, text: "SELECT ?o { :s0 :next+ ?o }"},
		{limit: "MaxMemoryBytes", src: g, text: "SELECT ?s { ?s :p ?n } ORDER BY DESC(?n)", where: "sort"},
		{limit: "MaxMemoryBytes", src: g, text: "SELECT DISTINCT ?t ?n { ?s :next ?t . ?t :p ?n }", where: "distinct"},
		{limit: "MaxMemoryBytes", src: g, text: "SELECT ?n (COUNT(?s) AS ?c) { ?s :p ?n } GROUP BY ?n", where: "group"},
		{limit: "MaxMemoryBytes", src: g, text: "SELECT ?k (SAMPLE(DISTINCT ?s) AS ?c) { ?s :p ?n } GROUP BY (FLOOR(?n / 100) AS ?k)", where: "group"},
		{limit: "MaxMemoryBytes", src: g, text: "SELECT (CONCAT(STR(?s), 'x') AS ?x) { ?s :p ?n }", where: "extend"},
		{limit: "MaxMemoryBytes", src: g, text: "SELECT (COUNT(*) AS ?c) { ?s :p ?n ; :next ?u . ?t :p ?m ; :next ?v FILTER(?n + ?m = 5) }", where: "hash join"},
		{limit: "MaxMemoryBytes", src: g, text: "SELECT (COUNT(*) AS ?c) { :s0 :next+ ?o }", where: "path"},
		{limit: "MaxMemoryBytes", src: turtle(t, ":a :p :a ."), text: "SELECT ?x { :a (:p|:p)/(:p|:p)/(:p|:p)/(:p|:p)/(:p|:p)/(:p|:p)/(:p|:p)/(:p|:p) ?x } ORDER BY ?x"},
		{limit: "MaxMemoryBytes", src: g, text: "CONSTRUCT { ?s :x ?n } { ?s :p ?n }", where: "construct"},
		{limit: "MaxMemoryBytes", src: turtle(t, ":a :p [ :p [ :p [ ] ] ] ."), text: "DESCRIBE :a", where: "describe"},
	}
	for _, c := range cases {
		least := int64(sort.Search(1<<26, func(n int) bool {
			return failure(c.src, c.text, append(c.opts, with(c.limit, int64(n+1)))...) == nil
		})) + 1
		if least < 2 || least > 1<<25 {
			t.Errorf("%s: the least is %d\n%s", c.limit, least, c.text)
			continue
		}
		c.over(t, least-1, true)
		c.over(t, least/2, true)
		c.over(t, least, false)
		c.over(t, least+1, false)
		c.over(t, query.NoLimit, false)
	}
}

// TestLookUpsAccount: the matches that a view must copy, since no column of its own has
// them, are in the budget, whether patterns are looked up one by one or as a star.
func TestLookUpsAccount(t *testing.T) {
	var b strings.Builder
	for _, g := range []string{"g1", "g2"} {
		fmt.Fprintf(&b, ":%s { :s :r :%s . ", g, g)
		for i := range 5000 {
			fmt.Fprintf(&b, ":s :p :%s%d . ", g, i)
		}
		b.WriteString("} ")
	}
	g := turtle(t, b.String())
	for _, text := range []string{
		"SELECT (COUNT(*) AS ?n) { VALUES ?s { :s } ?s :p ?o }",
		"SELECT (COUNT(*) AS ?n) { VALUES ?s { :s } ?s :p ?o . ?s :r ?x }",
		"SELECT ?s ?o ?x { VALUES ?s { :s } ?s :p ?o . ?s :r ?x }",
	} {
		err := failure(g, text, query.WithUnionDefault(), query.WithLimits(query.Limits{MaxMemoryBytes: 20_000}))
		var e *query.LimitError
		if !errors.As(err, &e) || e.Limit != "MaxMemoryBytes" {
			t.Errorf("%s: %v", text, err)
		}
		if err := failure(g, text, query.WithUnionDefault(), query.WithLimits(query.Limits{MaxMemoryBytes: 200_000})); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestLimitsOfUpdates: updates observe the same limits, and change nothing.
func TestLimitsOfUpdates(t *testing.T) {
	g := numbers(3000)
	for _, c := range []struct {
		limit string
		n     int64
		text  string
	}{
		{"MaxQueryBytes", 10, "INSERT DATA { :a :b :c }"},
		{"MaxDepth", 5, "INSERT { :a :b :c } WHERE { { { { { { } } } } } }"},
		{"MaxMemoryBytes", 1 << 16, "INSERT { ?s :x ?n } WHERE { ?s :p ?n }"},
		{"MaxSteps", 1000, "INSERT DATA { :a :b :c } ; INSERT { ?s :x ?n } WHERE { ?s :p ?n }"},
		{"MaxStringBytes", 3, "INSERT { ?s :x ?x } WHERE { ?s :p ?n BIND(CONCAT('ab', 'cd') AS ?x) }"},
	} {
		before := g.Snapshot()
		_, err := update(g, c.text, with(c.limit, c.n))
		var e *query.LimitError
		if !errors.As(err, &e) || e.Limit != c.limit || e.Max != c.n {
			t.Errorf("%s: %v", c.limit, err)
		}
		equal(t, "the graph", g.Snapshot(), before)
	}
}

// TestLimitDefaults: zero fields are the defaults, a run's limits replace those
// of the query, and every field stands in the table.
func TestLimitDefaults(t *testing.T) {
	var zero query.Limits
	for name, l := range map[string]query.Limits{"default": query.DefaultLimits(), "server": query.ServerLimits(), "no": query.NoLimits()} {
		v := reflect.ValueOf(l)
		for i := range v.NumField() {
			if v.Field(i).Int() == 0 {
				t.Errorf("%s limits: %s is not set", name, v.Type().Field(i).Name)
			}
		}
	}
	server, library := reflect.ValueOf(query.ServerLimits()), reflect.ValueOf(query.DefaultLimits())
	for i := range server.NumField() {
		if l := library.Field(i).Int(); l > 0 && server.Field(i).Int() > l {
			t.Errorf("%s is wider for servers", server.Type().Field(i).Name)
		}
	}
	g := people(t)
	long := "ASK { } #" + strings.Repeat("x", 1<<20)
	for _, l := range []query.Limits{zero, query.DefaultLimits()} {
		equal(t, "1 MiB is too long", failure(g, long, query.WithLimits(l)) != nil, true)
	}
	equal(t, "1 MiB", failure(g, long[:1<<20]), nil)
	equal(t, "no limits", failure(g, long, query.WithLimits(query.NoLimits())), nil)
	q := query.MustParse("SELECT ?s { ?s ?p ?o }", query.WithLimits(query.Limits{MaxRows: 3}))
	for _, c := range []struct {
		opts []query.Option
		want int
	}{{nil, 3}, {[]query.Option{query.WithLimits(query.Limits{MaxRows: 5})}, 5}, {[]query.Option{query.WithLimits(zero)}, 13}} {
		rows, err := q.Select(context.Background(), g, c.opts...)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := list(rows)
		equal(t, "rows", len(got), c.want)
	}
}

// TestDepth: each construct that can be nested is refused one level beyond the
// limit, with the place, and evaluated at the limit; so are 4,096 levels, the
// most that any limits allow.
func TestDepth(t *testing.T) {
	constructs := map[string]func(n int) string{
		"groups":    func(n int) string { return "ASK " + strings.Repeat("{", n) + strings.Repeat("}", n) },
		"optionals": func(n int) string { return "ASK {" + strings.Repeat("OPTIONAL {", n-1) + strings.Repeat("}", n) },
		"unions":    func(n int) string { return "ASK {" + strings.Repeat("{} UNION {", n-1) + strings.Repeat("}", n) },
		"graphs":    func(n int) string { return "ASK {" + strings.Repeat("GRAPH ?g {", n-1) + strings.Repeat("}", n) },
		"minus":     func(n int) string { return "ASK {" + strings.Repeat("?s ?p ?o MINUS {", n-1) + strings.Repeat("}", n) },
		"parentheses": func(n int) string {
			return "ASK { FILTER" + strings.Repeat("(", n-1) + "1" + strings.Repeat(")", n-1) + "}"
		},
		"not": func(n int) string { return "ASK { FILTER(" + strings.Repeat("!", n-2) + "true) }" },
		"calls": func(n int) string {
			return "ASK { FILTER(" + strings.Repeat("STR(", n-2) + "1" + strings.Repeat(")", n-2) + ") }"
		},
		"paths": func(n int) string {
			return "ASK { ?s " + strings.Repeat("(", n-1) + ":p" + strings.Repeat(")*", n-1) + " ?o }"
		},
		"blank nodes": func(n int) string {
			return "ASK { " + strings.Repeat("[ :p ", n-1) + "1" + strings.Repeat("]", n-1) + " }"
		},
		"lists": func(n int) string { return "ASK { " + strings.Repeat("(", n-1) + "1" + strings.Repeat(")", n-1) + " }" },
		"triple terms": func(n int) string {
			return "ASK { ?s ?p " + strings.Repeat("<<( ?s ?p ", n-1) + "?o" + strings.Repeat(" )>>", n-1) + " }"
		},
		"sub-selects": func(n int) string {
			return "SELECT * {" + strings.Repeat("{ SELECT * {", (n-1)/2) + strings.Repeat("}}", (n-1)/2) + "}"
		},
		"mixed": func(n int) string {
			const four = "?s :p ?o . ?o :p ?x OPTIONAL { ?s :p ?o . ?o :q ?x MINUS { ?s :p ?x FILTER NOT EXISTS { ?s :p ?o . ?o :p ?x FILTER(?x = 1 || EXISTS {"
			return "ASK {" + strings.Repeat(four, n/5) + strings.Repeat("})}}}", n/5) + "}"
		},
		"nested exists": func(n int) string { return "ASK {" + strings.Repeat("FILTER EXISTS {", n-1) + strings.Repeat("}", n) },
	}
	g := turtle(t, `:a :p :b . :g1 { :a :p 1 }`)
	for name, text := range constructs {
		limit := query.WithLimits(query.Limits{MaxDepth: 40})
		if err := failure(g, text(39), limit); err != nil {
			t.Errorf("%s 39 deep: %v", name, err)
		}
		err := failure(g, text(43), limit)
		var e *query.LimitError
		var s *syntax.Error
		if !errors.As(err, &e) || e.Limit != "MaxDepth" || !errors.As(err, &s) || s.Span.End.Offset > len(text(43)) {
			t.Errorf("%s 43 deep: %v", name, err)
		}
		if err := failure(g, text(255)); err != nil {
			t.Errorf("%s 255 deep: %v", name, err)
		}
	}
	for name, text := range constructs {
		err := failure(g, text(100_000), query.WithLimits(query.NoLimits()))
		var e *query.LimitError
		if !errors.As(err, &e) || e.Max != 4096 {
			t.Errorf("%s 100,000 deep without limits: %v", name, err)
		}
	}
}

// TestLongChains: 100,000 operands are read and evaluated without recursion.
func TestLongChains(t *testing.T) {
	g := turtle(t, `:a :p :a .`)
	none := query.WithLimits(query.NoLimits())
	for _, text := range []string{
		"ASK { FILTER(false" + strings.Repeat(" || false", 99_998) + " || true) }",
		"ASK { FILTER(true" + strings.Repeat(" && true", 99_999) + ") }",
		"ASK { FILTER(1" + strings.Repeat(" + 1", 99_999) + " = 100000) }",
		"ASK { :a :p" + strings.Repeat("|:p", 9_999) + " :a }",
		"ASK { :a (:p" + strings.Repeat("/:p", 9_999) + ")? ?x }",
	} {
		got, err := query.Ask(context.Background(), g, text, prefixes, none)
		if !got || err != nil {
			t.Errorf("%.40s...: %v %v", text, got, err)
		}
	}
}

// TestLimitMessage: the error says which limit, its value and the place.
func TestLimitMessage(t *testing.T) {
	err := failure(numbers(3000), "SELECT DISTINCT ?s ?n { ?s :p ?n }", query.WithLimits(query.Limits{MaxMemoryBytes: 1000}))
	want := fmt.Sprintf("query stopped: MaxMemoryBytes of %d reached in distinct", 1000)
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}
