package query_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// The tests of this file are named after what users of other engines complained
// of most, by the numbers of the project's survey (numbers left out concern
// loading and storing, or what is no query engine's work).

// TestComplaint01TimeoutsStopEvaluation: a deadline ends the work itself, not
// only the wait for it, and the error says what was going on.
func TestComplaint01TimeoutsStopEvaluation(t *testing.T) {
	g := numbers(20_000)
	for _, text := range []string{
		"SELECT * { ?a :p ?x . ?b :p ?y . ?c :p ?z FILTER(?x + ?y + ?z < 0) }",
		"SELECT (COUNT(*) AS ?n) { ?a (:next|^:next)* ?b . ?b (:next|^:next)* ?c }",
		"SELECT ?a { ?a :p ?x . ?b :p ?y } ORDER BY ?y",
		"SELECT DISTINCT ?a ?b { ?a :p ?x . ?b :p ?y }",
		"SELECT ?a (MAX(?x + ?y) AS ?n) { ?a :p ?x . ?b :p ?y } GROUP BY ?a",
	} {
		err := failure(g, text, query.WithTimeout(1_000_000), query.WithLimits(query.NoLimits()))
		var stop *query.StopError
		if !errors.As(err, &stop) || !errors.Is(err, context.DeadlineExceeded) || stop.Operator == "" {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestComplaint02SortAndDistinctMemory: ORDER BY and DISTINCT hold what they
// must and no more; with a limit they end with an error, not the process.
func TestComplaint02SortAndDistinctMemory(t *testing.T) {
	g := numbers(50_000)
	for _, text := range []string{"SELECT * { ?s ?p ?o } ORDER BY ?o", "SELECT DISTINCT * { ?s ?p ?o }"} {
		var e *query.LimitError
		if err := failure(g, text, query.WithLimits(query.Limits{MaxMemoryBytes: 1 << 20})); !errors.As(err, &e) {
			t.Errorf("%s: %v", text, err)
		}
	}
	// The first three of all need room for a few, and duplicates no room at all.
	small := query.WithLimits(query.Limits{MaxMemoryBytes: 600 << 10})
	equal(t, "top", answer(t, g, "SELECT ?n { ?s :p ?n } ORDER BY DESC(?n) LIMIT 3", small), "49997; 49998; 49999")
	equal(t, "distinct", answer(t, g, "SELECT DISTINCT ?p { ?s ?p ?o }", small), "next; p")
}

// TestComplaint03MemoryLimitPerQuery: one query over its limit does not disturb
// those beside it.
func TestComplaint03MemoryLimitPerQuery(t *testing.T) {
	g := numbers(5000)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			limit := int64(1 << 30)
			if i%2 == 0 {
				limit = 1 << 12
			}
			err := failure(g, "SELECT * { ?s :p ?n } ORDER BY DESC(?n)", query.WithLimits(query.Limits{MaxMemoryBytes: limit}))
			if (err != nil) != (i%2 == 0) {
				t.Errorf("limit %d: %v", limit, err)
			}
		}()
	}
	wg.Wait()
}

// TestComplaint05Optional: a chain of OPTIONALs takes work in proportion to its
// rows.
func TestComplaint05Optional(t *testing.T) {
	g := hospital()
	text := "SELECT * { ?p :ward :ward3 "
	for i := range 8 {
		text += fmt.Sprintf("OPTIONAL { ?p :problem ?q%d FILTER(?q%d = :problem%d) } OPTIONAL { ?p :phone ?t%d } ", i, i, i, i)
	}
	within(t, g, 30_000, text+"}")
}

// TestComplaint06JoinOrder: the worst order of writing is as good as the best.
func TestComplaint06JoinOrder(t *testing.T) {
	g := hospital()
	best, _ := effort(t, g, `SELECT * { ?w :label "Ward 3" . ?p :ward ?w . ?p :born 1943 . ?l :of ?p . ?l :value ?v . ?l :code ?c }`)
	worst, plan := effort(t, g, `SELECT * { ?l :code ?c . ?l :value ?v . ?l :of ?p . ?p :born 1943 . ?p :ward ?w . ?w :label "Ward 3" }`)
	if worst > 2*best {
		t.Errorf("%d steps, %d when written well:\n%s", worst, best, plan)
	}
}

// TestComplaint07PlanningOverhead: parsing and planning the tutorial's query on
// a few triples is a small, fixed amount of work.
func TestComplaint07PlanningOverhead(t *testing.T) {
	g := turtle(t, `:1 foaf:name [ foaf:given "Ada" ; foaf:family "Example" ] .`)
	const text = `SELECT ?g ?f { ?p foaf:name ?n OPTIONAL { ?n foaf:given ?g } OPTIONAL { ?n foaf:family ?f } }`
	allocs := testing.AllocsPerRun(100, func() {
		rows, err := query.Select(context.Background(), g, text, prefixes)
		if err != nil {
			t.Fatal(err)
		}
		for range rows.All() {
		}
	})
	if allocs > 1000 {
		t.Errorf("%v allocations for the whole query", allocs)
	}
}

// TestComplaint08PropertyPaths: direction, *, +, ?, with each end bound or not,
// cycles, and zero length.
func TestComplaint08PropertyPaths(t *testing.T) {
	g := turtle(t, `:a :p :b . :b :p :c . :c :p :a . :c :q :d . :e :q :e .`)
	for path, want := range map[string]string{
		":a :p+ ?x":                "a; b; c",
		":a :p* ?x":                "a; b; c",
		":a :p? ?x":                "a; b",
		"?x :p+ :a":                "a; b; c",
		"?x :q? :d":                "c; d",
		":a ^:p ?x":                "c",
		":a ^:p+ ?x":               "a; b; c",
		":a (:p/:p) ?x":            "c",
		":a :p*/:q ?x":             "d",
		":a !:p ?x":                "",
		":c !:p ?x":                "d",
		":c !^:p ?x":               "",
		":d !(:p|^:p) ?x":          "c",
		"?x :q+ ?x":                "e",
		":nobody :p* ?x":           "nobody",
		"?x :p? :nobody":           "nobody",
		":a (:p|:q)+ :d . ?x a ?y": "",
		":a ((:p*)*)* ?x":          "a; b; c",
		":a (:p+)? ?x":             "a; b; c",
		":c (:p|^:q)* ?x":          "a; b; c",
		":d (^:q/:p)* ?x":          "a; d",
		":a :p{0}? ?x":             "error",
	} {
		text := "SELECT ?x { " + path + " }"
		if want == "error" {
			equal(t, path, failure(g, text) != nil, true)
			continue
		}
		equal(t, path, answer(t, g, text), want)
	}
	equal(t, "both ends free", answer(t, g, "SELECT (COUNT(*) AS ?n) { ?x :p* ?y }"), "11")
	// A clique of 64 under nested stars, and a chain of 100,000 from its far end.
	clique := graph.New()
	for i := range 64 {
		for k := range 64 {
			clique.Add(graph.Triple{S: iri(fmt.Sprint("n", i)), P: iri("p"), O: iri(fmt.Sprint("n", k))})
		}
	}
	within(t, clique, 20_000, "SELECT * { ?x (((:p*)*)*)* ?y }")
	chain := numbers(100_000)
	within(t, chain, 400_000, "SELECT * { ?x :next+ :s100000 }")
}

// TestComplaint09CountEverything: COUNT and GROUP BY over all triples.
func TestComplaint09CountEverything(t *testing.T) {
	g := hospital()
	n := g.Len()
	equal(t, "all", answer(t, g, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"), fmt.Sprint(n))
	equal(t, "subjects", answer(t, g, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"), fmt.Sprint(4000+12000+40+499))
	equal(t, "by predicate", answer(t, g, "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p HAVING(COUNT(*) > 8000)"), "code 12000; of 12000; value 12000")
	within(t, g, 2*int64(n)+500, "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n)")
}

// TestComplaint10ExactLiterals: terms come back as they were written.
func TestComplaint10ExactLiterals(t *testing.T) {
	terms := []string{`"01"^^xsd:integer`, `"1"^^xsd:integer`, `"1"^^xsd:int`, `"1.0"^^xsd:decimal`, `"1.00"^^xsd:decimal`, `"+1"^^xsd:integer`, `"-0"^^xsd:integer`,
		`"1E0"^^xsd:double`, `"1e0"^^xsd:double`, `"1.0e0"^^xsd:double`, `"1"^^xsd:float`, `"true"^^xsd:boolean`, `"1"^^xsd:boolean`, `"abc"^^xsd:integer`,
		`"2024-01-01"^^xsd:date`, `"2024-01-01Z"^^xsd:date`, `"2024-01-01+00:00"^^xsd:date`, `"2024-01-01T24:00:00"^^xsd:dateTime`,
		`"123456789012345678901234567890"^^xsd:integer`, `"0.1234567890123456789"^^xsd:decimal`, `"a"`, `"a"@en`, `"a"@en-GB`, `"a"^^:mine`, `" 1 "^^xsd:integer`}
	g := turtle(t, ":s :p "+strings.Join(terms, " , ")+" .")
	equal(t, "triples", g.Len(), len(terms))
	for _, term := range terms {
		got, err := query.One[graph.Term](context.Background(), g, "SELECT ?o { ?s ?p ?o FILTER(sameTerm(?o, "+term+")) }", prefixes)
		if err != nil {
			t.Errorf("%s: %v", term, err)
			continue
		}
		text := strings.ReplaceAll(strings.ReplaceAll(got.NTriples(), "<"+graph.XSD, "xsd:"), "<"+ex, ":")
		equal(t, "term", strings.ReplaceAll(text, ">", ""), term)
	}
}

// TestComplaint11ServicePerRow: see TestServiceOneCall; here with OPTIONAL, and
// with an endpoint per row.
func TestComplaint11ServicePerRow(t *testing.T) {
	g := numbers(3000)
	for text, calls := range map[string]int{
		"SELECT * { ?s :p ?n OPTIONAL { SERVICE :e { ?s :q ?x } } }":                           1,
		"SELECT * { ?s :p ?n . SERVICE :e { ?s :q ?x } FILTER(?n > 3) }":                       1,
		"SELECT * { ?s :p ?n BIND(IF(?n < 10, :e, :f) AS ?e) SERVICE ?e { ?s :q ?x } }":        2,
		"SELECT * { ?s :p ?n FILTER EXISTS { ?s :next ?t } MINUS { SERVICE :e { ?s :q 1 } } }": 1,
	} {
		e := &endpoint{g: turtle(t, `:s1 :q 1 .`)}
		answer(t, g, text, e.option())
		equal(t, text, len(e.calls), calls)
	}
}

// TestComplaint12ErrorsWithPlaceAndHint: what is wrong, where, and what to do.
func TestComplaint12ErrorsWithPlaceAndHint(t *testing.T) {
	for text, want := range map[string]string{
		"SELECT ?x WHERE { ?x foaf:naem ?n ":   "1:35",
		"SELCT ?x WHERE { ?x ?y ?z }":          "SELECT",
		"SELECT ?x { ?x unknown:p ?y }":        "unknown",
		"SELECT ?x { ?x foaf:name \"Ada }":     "1:26",
		"SELECT ?x { ?x foaf:name ?n } LIMT 3": "LIMIT",
		"SELECT ?x { FILTER(LEN(?x) > 3) }":    "STRLEN",
	} {
		_, err := query.Parse(text, prefixes)
		var e *syntax.Error
		if !errors.As(err, &e) || !strings.Contains(e.Pretty(text), want) || !strings.Contains(e.Pretty(text), "^") {
			t.Errorf("%s\n%v\nwant %s", text, err, want)
		}
	}
}

// TestComplaint19ConstantTimeCount: Len, and COUNT of one predicate, do not look
// at the triples.
func TestComplaint19ConstantTimeCount(t *testing.T) {
	for _, n := range []int{100, 10_000} {
		g := numbers(n)
		equal(t, "Len", g.Len(), 2*n)
		rows := sel(t, g, "SELECT (COUNT(*) AS ?n) { ?s :p ?o }")
		got, _ := list(rows)
		_, steps := rows.Used()
		equal(t, "count", strings.Join(got, ""), fmt.Sprint(n))
		if steps > 20 {
			t.Errorf("COUNT of %d took %d steps", n, steps)
		}
	}
}

// TestComplaint20Streaming: rows come while the query runs; the first of many
// does not wait for the last, and the rest is never computed.
func TestComplaint20Streaming(t *testing.T) {
	g := numbers(20_000)
	for _, text := range []string{
		"SELECT * { ?s ?p ?o }", "SELECT * { ?s :p ?n . ?s :next ?t }", "SELECT * { ?s :p ?n FILTER(?n >= 0) }",
		"SELECT DISTINCT ?s { ?s :p ?n }", "SELECT * { { ?s :p ?n } UNION { ?s :next ?n } }",
		"SELECT * { ?s :p ?n OPTIONAL { ?s :next ?t . ?t :p ?m } } LIMIT 10",
	} {
		rows := sel(t, g, text)
		if !rows.Next() {
			t.Fatal(text, rows.Err())
		}
		if _, steps := rows.Used(); steps > 70_000 {
			t.Errorf("%s: %d steps to the first row", text, steps)
		}
		rows.Close()
	}
}

// TestComplaint20DatasetsAreFree: FROM and the union of all graphs do not copy
// data.
func TestComplaint20DatasetsAreFree(t *testing.T) {
	g := graph.New()
	for i := range 2000 {
		v, _ := query.TermOf(i)
		g.AddQuads(graph.Quad{Triple: graph.Triple{S: iri("s"), P: iri("p"), O: v}, G: iri(fmt.Sprint("g", i%10))})
	}
	text := "SELECT (COUNT(*) AS ?n) { ?s :p ?o }"
	equal(t, "union", answer(t, g, text, query.WithUnionDefault()), "2000")
	from := strings.Replace(text, "{", "FROM :g1 FROM :g2 {", 1)
	equal(t, "FROM", answer(t, g, from), "400")
	equal(t, "one graph", answer(t, g, strings.Replace(text, "{", "FROM :g3 {", 1)), "200")
	equal(t, "GRAPH", answer(t, g, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s :p ?o } } GROUP BY ?g HAVING(COUNT(*) != 200)"), "")
}

// TestComplaint20ReadWhileWriting: a query sees one state of the graph, whatever
// is written meanwhile.
func TestComplaint20ReadWhileWriting(t *testing.T) {
	g := graph.New()
	g.Add(graph.Triple{S: iri("a"), P: iri("n"), O: iri("x")}, graph.Triple{S: iri("b"), P: iri("n"), O: iri("x")})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 100 {
			// Both or none have the value at any time.
			if _, err := update(g, fmt.Sprintf("DELETE { ?s :n ?o } INSERT { ?s :n :v%d } WHERE { ?s :n ?o }", i)); err != nil {
				t.Error(err)
			}
		}
	}()
	for range 100 {
		equal(t, "one value", answer(t, g, "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s :n ?o }"), "1")
	}
	<-done
}
