package query_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// endpoint answers calls from a graph, and counts them.
type endpoint struct {
	g     *graph.Graph
	mu    sync.Mutex
	calls []*query.ServiceCall
}

func (e *endpoint) option() query.Option {
	return query.WithService(func(ctx context.Context, call *query.ServiceCall) ([][]graph.Term, error) {
		e.mu.Lock()
		e.calls = append(e.calls, call)
		e.mu.Unlock()
		rows, err := call.Query().Select(ctx, e.g)
		if err != nil {
			return nil, err
		}
		var out [][]graph.Term
		for terms, err := range rows.Terms() {
			if err != nil {
				return nil, err
			}
			out = append(out, append([]graph.Term{}, terms...))
		}
		return out, nil
	})
}

func TestService(t *testing.T) {
	g := people(t)
	for _, c := range []struct {
		text, want string
		calls      int
	}{
		{"SELECT ?n ?c { ?s foaf:name ?n SERVICE :e { ?s :city ?c } }", "Ada Paris; Bob Rome", 1},
		{"SELECT ?n ?c { ?s foaf:name ?n OPTIONAL { SERVICE :e { ?s :city ?c } } }", `"Rex"@en -; Ada Paris; Bob Rome; Cy -`, 1},
		{"SELECT ?c { SERVICE :e { ?s :city ?c FILTER(STRLEN(?c) > 4) } }", "Paris", 1},
		{"SELECT ?c { SERVICE :e { SELECT ?c { ?s :city ?c } ORDER BY ?c LIMIT 1 } }", "Paris", 1},
		{"SELECT ?c ?d { SERVICE :e { ?s :city ?c } SERVICE :f { ?s :city ?d } }", "Paris Paris; Rome Rome", 2},
		{"SELECT ?c { VALUES ?e { :e :f } SERVICE ?e { :ada :city ?c } }", "Paris; Paris", 2},
		{"SELECT ?c { SERVICE SILENT :e { ?s :city ?c } }", "Paris; Rome", 1},
	} {
		e := &endpoint{g: turtle(t, `:ada :city "Paris" . :bob :city "Rome" .`)}
		equal(t, c.text, answer(t, g, c.text, e.option()), c.want)
		equal(t, c.text, len(e.calls), c.calls)
		if !strings.Contains(e.calls[0].Pattern, "<"+ex+"city>") || e.calls[0].Silent != strings.Contains(c.text, "SILENT") {
			t.Errorf("%s: call %+v", c.text, e.calls[0])
		}
		if _, err := query.Parse("SELECT * " + e.calls[0].Pattern); err != nil {
			t.Errorf("%s: pattern %s: %v", c.text, e.calls[0].Pattern, err)
		}
	}
}

// TestServiceOneCall: an endpoint is asked once, however many rows there are to
// join with.
func TestServiceOneCall(t *testing.T) {
	g := graph.New()
	for i := range 5000 {
		g.Add(graph.Triple{S: iri("s"), P: iri("p"), O: graph.NewTyped(strings.Repeat("1", 1+i%5), graph.XSD+"integer")}, graph.Triple{S: graph.NewBlank(strings.Repeat("b", i%9+1)), P: iri("q"), O: iri("o")})
	}
	e := &endpoint{g: turtle(t, `:s :r 1 .`)}
	answer(t, g, "SELECT * { ?s :p ?o SERVICE :e { ?s :r ?x } }", e.option())
	equal(t, "calls", len(e.calls), 1)
}

// TestServiceRefused: no handler, no call.
func TestServiceRefused(t *testing.T) {
	g := people(t)
	equal(t, "refused", errors.Is(failure(g, "SELECT * { SERVICE :e { ?s ?p ?o } }"), query.ErrNoService), true)
	equal(t, "SILENT", answer(t, g, "SELECT ?o { SERVICE SILENT :e { ?s ?p ?o } }"), "-")
	e := &endpoint{g: g}
	err := failure(g, "SELECT * { SERVICE ?e { ?s ?p ?o } }", e.option())
	equal(t, "no endpoint", err != nil && len(e.calls) == 0, true)
}

// TestServiceFails: a handler's failure is the query's, or one empty solution
// with SILENT; that the query was stopped, or is over a limit, is never hidden.
func TestServiceFails(t *testing.T) {
	g, gone := people(t), errors.New("gone")
	handler := func(rows [][]graph.Term, err error) query.Option {
		return query.WithService(func(context.Context, *query.ServiceCall) ([][]graph.Term, error) { return rows, err })
	}
	const plain, silent = "SELECT ?x { SERVICE :e { ?x :p ?y } }", "SELECT ?x { SERVICE SILENT :e { ?x :p ?y } }"
	equal(t, "error", errors.Is(failure(g, plain, handler(nil, gone)), gone), true)
	equal(t, "silent error", answer(t, g, silent, handler(nil, gone)), "-")
	equal(t, "no rows", answer(t, g, plain, handler(nil, nil)), "")
	narrow := handler([][]graph.Term{{iri("x")}}, nil)
	equal(t, "narrow row", strings.Contains(failure(g, plain, narrow).Error(), "1 columns, 2 wanted"), true)
	equal(t, "silent narrow row", answer(t, g, silent, narrow), "-")
	panics := query.WithService(func(context.Context, *query.ServiceCall) ([][]graph.Term, error) { panic("boom") })
	var fe *query.FuncError
	equal(t, "panic", errors.As(failure(g, plain, panics), &fe), true)
	equal(t, "silent panic", answer(t, g, silent, panics), "-")

	ctx, cancel := context.WithCancel(context.Background())
	stops := query.WithService(func(ctx context.Context, _ *query.ServiceCall) ([][]graph.Term, error) {
		cancel()
		return nil, ctx.Err()
	})
	err := failureIn(ctx, g, silent, stops)
	var stop *query.StopError
	equal(t, "silent cancel", errors.As(err, &stop) && stop.Operator == "service" && errors.Is(err, context.Canceled), true)
	late := query.WithService(func(ctx context.Context, _ *query.ServiceCall) ([][]graph.Term, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	})
	err = failure(g, silent, late, query.WithTimeout(1))
	equal(t, "silent timeout", errors.Is(err, context.DeadlineExceeded), true)
	var limit *query.LimitError
	many := handler([][]graph.Term{{graph.NewLiteral(strings.Repeat("x", 100)), graph.Any}}, nil)
	err = failure(g, silent, many, query.WithLimits(query.Limits{MaxServiceBytes: 99}))
	equal(t, "silent limit", errors.As(err, &limit) && limit.Limit == "MaxServiceBytes", true)
}

// TestServiceBlankNodes: blank nodes of an endpoint are no nodes of the data, nor
// of another call, whatever their labels.
func TestServiceBlankNodes(t *testing.T) {
	g := graph.New()
	g.Add(graph.Triple{S: graph.NewBlank("b"), P: iri("p"), O: iri("local")})
	rows := [][]graph.Term{{graph.NewBlank("b")}, {graph.NewBlank("b")}, {graph.NewBlank("c")}}
	h := query.WithService(func(context.Context, *query.ServiceCall) ([][]graph.Term, error) { return rows, nil })
	equal(t, "not joined", answer(t, g, "SELECT ?o { SERVICE :e { ?x a :C } ?x :p ?o }", h), "")
	equal(t, "one call", answer(t, g, "SELECT (COUNT(DISTINCT ?x) AS ?n) { SERVICE :e { ?x a :C } }", h), "2")
	equal(t, "two calls", answer(t, g, "SELECT (COUNT(DISTINCT ?x) AS ?n) { VALUES ?e { :e :f } SERVICE ?e { ?x a :C } }", h), "4")
}
