package query_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// numbers is a graph of n triples :s<i> :p i, and :next from each to the next.
func numbers(n int) *graph.Graph {
	ts := make([]graph.Triple, 0, 2*n)
	for i := range n {
		s := iri(fmt.Sprint("s", i))
		v, _ := query.TermOf(i)
		ts = append(ts, graph.Triple{S: s, P: iri("p"), O: v}, graph.Triple{S: s, P: iri("next"), O: iri(fmt.Sprint("s", i+1))})
	}
	g := graph.New()
	g.Add(ts...)
	return g
}

// TestSharedQuery: 64 goroutines run one prepared query at once, each with its
// own values; under -race this also shows that a Query does not change.
func TestSharedQuery(t *testing.T) {
	g := numbers(200)
	q := query.MustParse(`SELECT ?s ?t (STR(?n) AS ?text) { ?s :p ?n ; :next ?t OPTIONAL { ?t :p ?m FILTER(:even(?m)) }
 FILTER NOT EXISTS { ?s :none ?x } FILTER(?n < 10 || EXISTS { ?t :p ?u FILTER(?u = ?n + 1) }) } ORDER BY ?n LIMIT 5`,
		prefixes, query.WithFunction(ex+"even", query.Func1(func(n int) (bool, error) { return n%2 == 0, nil })))
	u, err := query.ParseUpdate("DELETE { ?s :touched ?o } INSERT { ?s :touched ?n } WHERE { ?s :p ?n OPTIONAL { ?s :touched ?o } }", prefixes)
	if err != nil {
		t.Fatal(err)
	}
	rounds := 12
	if testing.Short() {
		rounds = 4
	}
	var wg sync.WaitGroup
	for w := range 64 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range rounds {
				n := (w*rounds + i) % 190
				if w%16 == 0 {
					if _, err := u.Apply(context.Background(), g, query.Bind("n", n)); err != nil {
						t.Error(err)
					}
					continue
				}
				rows, err := q.Select(context.Background(), g, query.Bind("n", n))
				if err != nil {
					t.Error(err)
					return
				}
				got, err := list(rows)
				if want := fmt.Sprintf("s%d s%d %d", n, n+1, n); err != nil || strings.Join(got, ";") != want {
					t.Errorf("got %v %v, want %s", got, err, want)
				}
			}
		}()
	}
	wg.Wait()
	if err := g.Check(); err != nil {
		t.Error(err)
	}
}

// TestWriteInLoop: the loop over a query's rows may change the graph; the rows
// do not change, and nothing waits for anything.
func TestWriteInLoop(t *testing.T) {
	for range 8 {
		g := numbers(1500)
		rows := sel(t, g, "SELECT ?s ?n { ?s :p ?n OPTIONAL { ?s :q ?x } }")
		n := 0
		for row, err := range rows.All() {
			if err != nil {
				t.Fatal(err)
			}
			s, _ := row.Get("s")
			v, _ := row.Get("n")
			g.Remove(graph.Triple{S: s, P: iri("p"), O: v})
			g.Add(graph.Triple{S: s, P: iri("q"), O: v}, graph.Triple{S: iri(fmt.Sprint("new", n)), P: iri("p"), O: v})
			if n++; n%500 == 1 {
				if _, err := update(g, "INSERT { ?s :r ?n } WHERE { ?s :q ?n }"); err != nil {
					t.Fatal(err)
				}
			}
			if n > 1500 {
				t.Fatal("the rows grow")
			}
		}
		equal(t, "rows", n, 1500)
		equal(t, "changed", answer(t, g, "SELECT (COUNT(*) AS ?n) { ?s :q ?x }"), "1500")
		if testing.Short() {
			break
		}
	}
}

// TestTwoCursors: two results of one goroutine are moved in turns.
func TestTwoCursors(t *testing.T) {
	g := numbers(5000)
	a, b := sel(t, g, "SELECT ?n { ?s :p ?n } ORDER BY ?n"), sel(t, g, "SELECT ?n { ?s :p ?n } ORDER BY DESC(?n)")
	defer a.Close()
	defer b.Close()
	for i := range 5000 {
		if !a.Next() || !b.Next() || a.Row().Int("n") != int64(i) || b.Row().Int("n") != int64(4999-i) {
			t.Fatalf("row %d: %v %v", i, a.Row().Map(), b.Row().Map())
		}
	}
}

// TestNoGoroutine: running a query starts no goroutine that outlives it, be it
// read to its end, left early, closed, stopped or forgotten.
func TestNoGoroutine(t *testing.T) {
	g := numbers(300)
	before := goleak.IgnoreCurrent()
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	for i := range 1000 {
		rows, err := query.Select(ctx, g, "SELECT * { ?s :next+ ?o }", prefixes, query.WithTimeout(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		switch i % 3 {
		case 0:
			for range rows.All() {
				break
			}
		case 1:
			rows.Next()
			rows.Close()
		}
	}
	goleak.VerifyNone(t, before)
}

// TestTimeout: a query that takes too long is stopped, and says where and why.
func TestTimeout(t *testing.T) {
	g := numbers(3000)
	for _, opts := range [][]query.Option{{query.WithTimeout(time.Millisecond)}, nil} {
		ctx, cancel := context.Background(), func() {}
		if opts == nil {
			ctx, cancel = context.WithTimeout(ctx, time.Millisecond)
		}
		err := failureIn(ctx, g, "SELECT (COUNT(*) AS ?n) { ?a :p ?x . ?b :p ?y . ?c :p ?z FILTER(?x + ?y + ?z = -1) }", opts...)
		var stop *query.StopError
		late := errors.As(err, &stop) && stop.Operator == "start" // a slow machine may not come further
		if stop == nil || stop.Operator == "" || stop.Elapsed <= 0 && !late || !strings.Contains(err.Error(), "deadline") {
			t.Errorf("got %v", err)
		}
		cancel()
	}
}
