package query_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// hostile is a query that would work for a long time, or for ever, and a place
// in it where the query is cancelled: at the n-th call of :tick, which gives
// true. What the operator under test has before it then is far more than the
// bound.
type hostile struct {
	operator string // as the plan names it
	text     string
	n        int   // the call of :tick that cancels
	calls    int   // calls of :tick after that, at most
	steps    int64 // steps of work after that, at most
}

const (
	batchCalls = 64 // expressions hear the context once in so many rows
	batchRows  = 3*2048 + 300
)

var hostileQueries = []hostile{
	{"scan", "SELECT ?s { ?s ?p ?o FILTER(:tick(?s)) }", 5, batchCalls, batchRows},
	{"scan", "SELECT ?s { ?s :p ?n FILTER(:tick(?n)) }", 3000, batchCalls, batchRows},
	{"filter", "SELECT ?s { ?s :p ?n FILTER(REGEX(STR(?s), '(a|b)*c(d|e)*f') || :tick(?n)) }", 100, batchCalls, batchRows},
	{"filter", "SELECT ?s { ?s :p ?n FILTER(:tick(?n) && REGEX(STR(?s), 'x')) }", 100, batchCalls, batchRows},
	{"extend", "SELECT ?x { ?s :p ?n BIND(:tick(?n) AS ?x) }", 100, batchCalls, batchRows},
	{"extend", "SELECT (REPLACE(STR(?s), '[0-9]+', IF(:tick(?n), 'y', 'x')) AS ?x) { ?s :p ?n }", 4000, batchCalls, batchRows},
	{"index join", "SELECT * { ?s :p ?n FILTER(:tick(?n)) ?s :next ?t . ?t ?q ?o . ?t ?r ?u }", 2000, batchCalls, batchRows},
	{"hash join", "SELECT * { VALUES ?n { 1 } FILTER(:tick(?n)) ?s :next ?t . ?a ?b ?c }", 1, 0, batchRows},
	{"hash join", "SELECT (COUNT(*) AS ?c) { { SELECT ?n { ?s :p ?n FILTER(:tick(?n)) } } { SELECT ?m { ?t :p ?m } } }", 2000, batchCalls, batchRows},
	{"hash join", "SELECT * { ?s :p ?n OPTIONAL { ?s :p ?k FILTER(:tick(?k)) } { ?t :p ?m OPTIONAL { ?t :next ?k } } }", 2000, batchCalls, batchRows},
	{"hash join", "SELECT * { { SELECT ?n { ?s :p ?n } } { SELECT ?m { ?t :p ?m FILTER(:tick(?m)) } } FILTER(?n + ?m = -1) }", 3000, batchCalls, batchRows},
	{"hash left join", "SELECT * { ?s :p ?n FILTER(:tick(?n)) OPTIONAL { { SELECT ?m { ?t :p ?m } } FILTER(?n + ?m = -1) } }", 2000, batchCalls, batchRows},
	{"hash left join", "SELECT * { ?s :p ?n OPTIONAL { { SELECT ?m { ?t :p ?m } } FILTER(:tick(?m) && ?n + ?m = -1) } }", 2000, batchCalls, batchRows},
	{"hash right join", "SELECT * { ?s :p ?n OPTIONAL { SELECT ?s ?t ?k { { ?s :next ?t } UNION { ?t :next ?s } UNION { ?s :p ?t } BIND(:tick(?t) AS ?k) } } }", 1000, batchCalls, batchRows},
	{"nested left join", "SELECT * { ?s :p ?n OPTIONAL { ?s :next ?t . ?t :p ?u FILTER(:tick(?u)) } FILTER(?n < 5000) OPTIONAL { ?t :next ?v . ?v :p ?w } }", 1000, batchCalls, batchRows},
	{"nested semi join", "SELECT * { ?s :p ?n FILTER EXISTS { { ?s :next ?t } UNION { ?t :next ?k } FILTER(:tick(?n)) } }", 1000, batchCalls, batchRows},
	{"filter", "SELECT * { ?s :p ?n FILTER(?n < 0 || EXISTS { { SELECT ?m { ?t :p ?m FILTER(:tick(?m)) } } FILTER(?n + ?m < 0) }) }", 1000, batchCalls, batchRows},
	{"hash minus", "SELECT * { ?s :p ?n OPTIONAL { ?s :p ?k FILTER(:tick(?k)) } MINUS { { SELECT ?k { ?t :p ?m OPTIONAL { ?t :next ?k } } } } }", 2000, batchCalls, batchRows},
	{"index anti join", "SELECT * { ?s ?p ?n FILTER(:tick(?n)) ?s ?q ?t MINUS { ?s :none ?n } }", 2000, batchCalls, batchRows},
	{"path", "SELECT * { VALUES ?s { :s0 } FILTER(:tick(?s)) ?s :next* ?o }", 1, 0, 2 * batchRows},
	{"path", "SELECT * { VALUES ?s { :s0 } FILTER(:tick(?s)) ?s (:next|^:next)+ ?o }", 1, 0, 2 * batchRows},
	{"path", "SELECT * { ?s :p ?n FILTER(:tick(?n)) ?s !:p+ ?o }", 10, batchCalls, 2 * batchRows},
	{"path", "SELECT * { VALUES ?s { :loop } FILTER(:tick(?s)) ?s (:l|:l)/(:l|:l)/(:l|:l)/(:l|:l)/(:l|:l)/(:l|:l)/(:l|:l)/(:l|:l)/(:l|:l)/(:l|:l)/(:l|:l)/(:l|:l)/(:l|:l)/(:l|:l)/(:l|:l)/(:l|:l)/(:l|:l)/(:l|:l)/(:l|:l)/(:l|:l)/(:l|:l)/(:l|:l) ?o }", 1, 0, 3 * batchRows},
	{"sort", "SELECT ?s { ?s :p ?n } ORDER BY :tick(?n) ?s", 3000, batchCalls, batchRows},
	{"sort", "SELECT ?s { ?s :p ?n FILTER(:tick(?n)) } ORDER BY STR(?s)", 20_000, 0, 20_000},
	{"top", "SELECT ?s { ?s :p ?n } ORDER BY (IF(:tick(?n), ?n, 0)) LIMIT 3", 3000, batchCalls, batchRows},
	{"group", "SELECT ?k (COUNT(?s) AS ?c) { ?s :p ?n } GROUP BY (:tick(?n) AS ?k)", 3000, batchCalls, batchRows},
	{"group", "SELECT (SUM(IF(:tick(?n), ?n, 0)) AS ?c) { ?s :p ?n }", 3000, batchCalls, batchRows},
	{"group", "SELECT (GROUP_CONCAT(DISTINCT IF(:tick(?n), STR(?s), '')) AS ?c) { ?s :p ?n }", 3000, batchCalls, batchRows},
	{"distinct", "SELECT DISTINCT ?x { ?s :p ?n BIND(:tick(?n) AS ?x) }", 3000, batchCalls, batchRows},
	{"distinct", "SELECT DISTINCT ?n { ?s ?p ?n . ?t :p ?m FILTER(:tick(?m)) }", 3000, batchCalls, batchRows},
	{"union", "SELECT * { { ?s :p ?n FILTER(:tick(?n)) } UNION { ?s :next ?n } UNION { ?s ?p ?n } }", 19_999, batchCalls, batchRows},
	{"slice", "SELECT * { ?s :p ?n FILTER(:tick(?n)) } OFFSET 1000000000", 3000, batchCalls, batchRows},
	{"slice", "SELECT * { ?s :p ?n . ?t :p ?m FILTER(:tick(?m)) } OFFSET 1000000000 LIMIT 1", 3000, batchCalls, batchRows},
	{"graph", "SELECT * { GRAPH ?g { ?s :in ?n FILTER(:tick(?n)) } }", 5, batchCalls, batchRows},
	{"graph", "SELECT * { GRAPH ?h { ?s :in ?n FILTER(:tick(?n)) } OPTIONAL { GRAPH ?g { ?s :none ?n } } }", 5, batchCalls, batchRows},
	{"values", "SELECT * { VALUES (?a ?b) {" + strings.Repeat(" (1 2)", 9000) + " } FILTER(:tick(?a)) }", 3000, batchCalls, batchRows},
	{"service", "SELECT * { ?s :p ?n SERVICE :e { ?x :p ?y } FILTER(:tick(?n)) }", 3000, batchCalls, batchRows},
	{"service", "SELECT * { VALUES ?e { :e :f :g } SERVICE ?e { ?x :p ?y } FILTER(:tick(?x)) }", 100, batchCalls, batchRows},
	{"unpack", "SELECT * { ?s :says <<( ?a :p ?n )>> FILTER(:tick(?n)) }", 3000, batchCalls, batchRows},
	{"project", "SELECT ?b { { SELECT ?n (?n AS ?b) { ?s :p ?n FILTER(:tick(?n)) } } }", 3000, batchCalls, batchRows},
}

// hostileData is a chain of 20,000 nodes with numbers, a loop, triple terms and
// named graphs.
func hostileData(t testing.TB) *graph.Graph {
	g := numbers(20_000)
	loop, n := iri("loop"), graph.NewTyped("1", graph.XSD+"integer")
	ts := []graph.Triple{{S: loop, P: iri("l"), O: loop}}
	for i := range 9000 {
		ts = append(ts, graph.Triple{S: loop, P: iri("says"), O: graph.NewTripleTerm(iri(fmt.Sprint("s", i)), iri("p"), n)})
	}
	g.Add(ts...)
	for i := range 20 {
		g.AddQuads(graph.Quad{Triple: graph.Triple{S: loop, P: iri("in"), O: n}, G: iri(fmt.Sprint("g", i))})
	}
	if err := g.Check(); err != nil {
		t.Fatal(err)
	}
	return g
}

// manyRows is a service handler that gives 5,000 rows.
func manyRows(_ context.Context, call *query.ServiceCall) ([][]graph.Term, error) {
	out := make([][]graph.Term, 5000)
	for i := range out {
		out[i] = make([]graph.Term, len(call.Vars))
		for c := range out[i] {
			out[i][c] = iri(fmt.Sprint("r", i))
		}
	}
	return out, nil
}

// TestCancel: a query that is cancelled while an operator works ends with a
// *StopError that names an operator, after little further work, counted in
// steps rather than time.
func TestCancel(t *testing.T) {
	g := hostileData(t)
	seen := map[string]bool{}
	for _, h := range hostileQueries {
		run := cancelled(t, g, h)
		var stop *query.StopError
		switch {
		case run.err == nil || !errors.As(run.err, &stop):
			t.Errorf("%s\n%v after %d calls, want a *StopError", h.text, run.err, run.calls)
			continue
		case !errors.Is(run.err, errEnough) || stop.Operator == "" || stop.Elapsed <= 0 || !strings.Contains(run.err.Error(), stop.Operator):
			t.Errorf("%s\n%v", h.text, run.err)
		case run.calls-h.n > h.calls:
			t.Errorf("%s\n%d calls after the end, at most %d allowed", h.text, run.calls-h.n, h.calls)
		case run.after-run.before > h.steps:
			t.Errorf("%s\n%d steps after the end, at most %d allowed", h.text, run.after-run.before, h.steps)
		case !strings.Contains(run.plan, h.operator):
			t.Errorf("%s\nis about %s, but the plan is\n%s", h.text, h.operator, run.plan)
		}
		seen[h.operator] = true
	}
	t.Logf("%d operators", len(seen))
	equal(t, "the next query", answer(t, g, "SELECT ?n { :s7 :p ?n }"), "7")
}

var errEnough = errors.New("enough")

// cancelRun is what became of a hostile query.
type cancelRun struct {
	calls         int   // of :tick
	before, after int64 // steps when it was cancelled, and at its end
	plan          string
	err           error
}

func cancelled(t *testing.T, g *graph.Graph, h hostile) (out cancelRun) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	var rows *query.Rows
	tick := func(context.Context, []graph.Term) (graph.Term, error) {
		if out.calls++; out.calls == h.n {
			_, out.before = rows.Used()
			cancel(errEnough)
		}
		return graph.NewTyped("true", graph.XSD+"boolean"), nil
	}
	rows, err := query.Select(ctx, g, h.text, prefixes, query.WithFunction(ex+"tick", tick), query.WithService(manyRows))
	if err != nil {
		t.Fatalf("%s\n%v", h.text, err)
	}
	defer rows.Close()
	for rows.Next() {
	}
	out.err = rows.Err()
	_, out.after = rows.Used()
	var text strings.Builder
	if err := rows.Plan().Text(&text); err != nil {
		t.Fatal(err)
	}
	out.plan = text.String()
	return out
}

// TestCancelByReader: whoever reads the rows cancels after the first one, or when
// none has come for a while; at most the batch at hand still comes.
func TestCancelByReader(t *testing.T) {
	g := hostileData(t)
	for _, h := range hostileQueries {
		ctx, cancel := context.WithCancelCause(context.Background())
		calls, n := 0, 0
		tick := func(context.Context, []graph.Term) (graph.Term, error) {
			if calls++; calls == h.n && n == 0 {
				cancel(errEnough)
			}
			return graph.NewTyped("true", graph.XSD+"boolean"), nil
		}
		rows, err := query.Select(ctx, g, h.text, prefixes, query.WithService(manyRows), query.WithFunction(ex+"tick", tick))
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			if n++; n == 1 {
				cancel(errEnough)
			}
		}
		var stop *query.StopError
		if err := rows.Err(); n > 2048 || err != nil && !(errors.As(err, &stop) && errors.Is(err, errEnough)) || err == nil && n == 2048 {
			t.Errorf("%s\n%d rows, then %v", h.text, n, err)
		}
		cancel(nil)
	}
}

// TestCancelOtherForms: ASK, CONSTRUCT and DESCRIBE are stopped like SELECT.
func TestCancelOtherForms(t *testing.T) {
	g := hostileData(t)
	for _, text := range []string{
		"ASK { ?s :p ?n FILTER(:tick(?n) && ?n < 0) }",
		"CONSTRUCT { ?s :x ?n } { ?s :p ?n FILTER(:tick(?n)) }",
		"DESCRIBE ?s { ?s :p ?n FILTER(:tick(?n)) }",
	} {
		calls := 0
		ctx, cancel := context.WithCancelCause(context.Background())
		err := failureIn(ctx, g, text, query.WithFunction(ex+"tick", func(context.Context, []graph.Term) (graph.Term, error) {
			if calls++; calls == 3000 {
				cancel(errEnough)
			}
			return graph.NewTyped("true", graph.XSD+"boolean"), nil
		}))
		var stop *query.StopError
		if !errors.As(err, &stop) || calls > 3000+batchCalls {
			t.Errorf("%s: %v after %d calls", text, err, calls)
		}
		cancel(nil)
	}
	// The description of one node can be long: it hears the context too.
	deep := graph.New()
	var ts []graph.Triple
	for i := range 5000 {
		ts = append(ts, graph.Triple{S: graph.NewBlank(fmt.Sprint("b", i)), P: iri("p"), O: graph.NewBlank(fmt.Sprint("b", i+1))})
	}
	deep.Add(append(ts, graph.Triple{S: iri("a"), P: iri("p"), O: graph.NewBlank("b0")})...)
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	out, err := query.Describe(ctx, deep, "DESCRIBE :a", prefixes)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err = range out.All() {
		if n++; n == 10 {
			cancel(errEnough)
		}
	}
	if n > 12 || !errors.Is(err, errEnough) {
		t.Errorf("%d triples, then %v", n, err)
	}
}
