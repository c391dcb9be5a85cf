package query_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// stressed are queries that hold much more than a small memory limit.
var stressed = []struct{ where, text string }{
	{"hash join", "SELECT * { ?a :p ?b ; :next ?x . ?c :p ?d ; :next ?y . ?e :p ?f ; :next ?z FILTER(?b + ?d + ?f < 0) }"},
	{"hash join", "SELECT * { { SELECT DISTINCT ?s ?n { ?s :p ?n } } { SELECT DISTINCT ?s ?t { ?s :next ?t } } }"},
	{"hash left join", "SELECT * { ?a :p ?b OPTIONAL { { SELECT ?d ?e ?f { ?e ?f ?d } } FILTER(?b + ?d < 0) } }"},
	{"hash minus", "SELECT * { ?s ?p ?o MINUS { { SELECT ?s ?o ?x { ?s ?q ?o . ?s :next ?x } } } }"},
	{"sort", "SELECT * { ?s ?p ?o } ORDER BY ?o ?s"},
	{"sort", "SELECT * { ?a :p ?b . ?c :p ?d } ORDER BY ?b"},
	{"sort", "SELECT ?s { ?s ?p ?o } ORDER BY STR(?s)"},
	{"top", "SELECT ?a ?c { ?a :p ?b . ?c :p ?d } ORDER BY ?b LIMIT 5000000"},
	{"distinct", "SELECT DISTINCT ?s ?p ?o { ?s ?p ?o }"},
	{"distinct", "SELECT DISTINCT ?a ?c { ?a :p ?b . ?c :p ?d }"},
	{"group", "SELECT ?s ?o (COUNT(*) AS ?c) { ?s ?p ?o } GROUP BY ?s ?o"},
	{"group", "SELECT ?a ?c (SUM(?d) AS ?x) { ?a :p ?b . ?c :p ?d } GROUP BY ?a ?c"},
	{"group", "SELECT (COUNT(DISTINCT ?o) AS ?c) { ?s ?p ?o . ?s :next ?t }"},
	{"group", "SELECT (COUNT(DISTINCT CONCAT(STR(?s), STR(?o))) AS ?c) { ?s ?p ?o }"},
	{"group", "SELECT (COUNT(DISTINCT *) AS ?c) { ?s ?p ?o }"},
	{"group", "SELECT ?p (GROUP_CONCAT(?s) AS ?c) { ?s ?p ?o } GROUP BY ?p"},
	{"group", "SELECT (GROUP_CONCAT(DISTINCT ?s) AS ?c) { ?s ?p ?o }"},
	{"group", "SELECT (SAMPLE(DISTINCT ?o) AS ?c) { ?s ?p ?o }"},
	{"extend", "SELECT (CONCAT(STR(?s), STR(?o)) AS ?c) { ?s ?p ?o }"},
	{"extend", "SELECT (BNODE() AS ?c) { ?s ?p ?o }"},
	{"extend", "SELECT (REPLACE('" + strings.Repeat("a", 1000) + "', 'a', CONCAT(STR(?s), '" + strings.Repeat("b", 1000) + "')) AS ?c) { ?s ?p ?o }"},
	{"path", "SELECT (COUNT(*) AS ?c) { ?s (:next|^:next)* ?o }"},
	{"path", "SELECT (COUNT(*) AS ?c) { :s0 (:none|:next" + strings.Repeat("/(:next|^:next)", 30) + ") ?o }"},
	{"construct", "CONSTRUCT { ?s :seen ?o } { ?s ?p ?o }"},
	{"exists", "SELECT * { ?s ?p ?o FILTER(?o = 1 || EXISTS { ?s :next ?x FILTER(?x != ?o) }) }"},
}

// TestMemoryLimit: what would take too much memory ends with a *LimitError that
// says where; what it held until then was about what the limit says; and the
// next query has all the memory again.
func TestMemoryLimit(t *testing.T) {
	const most = 1 << 20
	g := numbers(60_000)
	view := g.Snapshot().Default() // the lists that it makes when first asked are not the query's
	view.AllSubjects()
	view.AllObjects()
	for i, c := range stressed {
		if testing.Short() && i%3 > 0 {
			continue
		}
		held, err := heldAtEnd(g, c.text, most)
		var e *query.LimitError
		if !errors.As(err, &e) || e.Limit != "MaxMemoryBytes" || e.Max != most {
			t.Errorf("%.120s\n%v, want a *LimitError", c.text, err)
			continue
		}
		equal(t, fmt.Sprintf("%.120s", c.text), e.Operator, c.where)
		// The batches of the operators are not counted: some 16 KiB a column.
		if slack := int64(1 << 20); held > most*5/4+slack {
			t.Errorf("%.120s\nheld %d KiB with a limit of %d KiB", c.text, held>>10, most>>10)
		}
		equal(t, "the next query", answer(t, g, "SELECT ?n { ?s :p ?n . ?s :next ?t } ORDER BY DESC(?n) LIMIT 1", query.WithLimits(query.Limits{MaxMemoryBytes: most})), "59999")
	}
}

// heldAtEnd runs a query to its error and gives the bytes of the heap that it
// holds then.
func heldAtEnd(g *graph.Graph, text string, most int64) (int64, error) {
	before := heap()
	res, err := query.Run(context.Background(), g, text, prefixes, query.WithLimits(query.Limits{MaxMemoryBytes: most}))
	switch {
	case err != nil:
		return 0, err
	case res.Triples != nil:
		for _, err = range res.Triples.All() {
		}
	default:
		for res.Rows.Next() {
		}
		err = res.Rows.Err()
	}
	held := heap() - before
	runtime.KeepAlive(res)
	return held, err
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestMemoryGivenBack: operators that run again and again give back what they
// held, so that a query of many small parts is not stopped.
func TestMemoryGivenBack(t *testing.T) {
	g := numbers(20_000)
	small := query.WithLimits(query.Limits{MaxMemoryBytes: 1 << 20})
	for _, c := range []struct{ text, want string }{
		{"SELECT (COUNT(*) AS ?c) { ?s :p ?n FILTER(?n < 3000) ?s :next/:next* ?t . ?t :p 3005 }", "3000"},
		{"SELECT (COUNT(*) AS ?c) { ?s :p ?n OPTIONAL { ?s :next ?t . ?t :next ?u } }", "20000"},
		{"SELECT (COUNT(*) AS ?c) { ?s :p ?n FILTER EXISTS { ?s :next ?t . ?t :p ?m } }", "19999"},
		{"SELECT ?n { ?s :p ?n } ORDER BY DESC(?n) LIMIT 1", "19999"},
	} {
		equal(t, c.text, answer(t, g, c.text, small), c.want)
	}
}

// TestStepLimit: work without results is bounded by steps.
func TestStepLimit(t *testing.T) {
	g := numbers(20_000)
	for _, text := range []string{
		"SELECT * { ?a :p ?b . ?c :p ?d FILTER(?b + ?d < 0) }",
		"SELECT * { ?s :p ?n OPTIONAL { ?s :p ?k } { ?t :p ?m OPTIONAL { ?t :next ?k } } }",
		"SELECT (COUNT(*) AS ?c) { ?s :next+ ?o }",
		"SELECT (COUNT(*) AS ?c) { ?s ?p ?o . ?t ?q ?o . ?t ?r ?x . ?y ?r ?x }",
		"SELECT ?s { ?s ?p ?o } ORDER BY ?o",
	} {
		var e *query.LimitError
		if err := failure(g, text, query.WithLimits(query.Limits{MaxSteps: 100_000})); !errors.As(err, &e) || e.Limit != "MaxSteps" {
			t.Errorf("%s: %v", text, err)
		}
	}
}
