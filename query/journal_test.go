package query_test

import (
	"context"
	"errors"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// recorder keeps the changes it hears of.
type recorder struct {
	changes []func(*graph.Tx)
	commits int
	fail    error
}

func (r *recorder) Change(kind query.ChangeKind, q graph.Quad) error {
	r.changes = append(r.changes, func(tx *graph.Tx) {
		switch kind {
		case query.Insert:
			tx.Add(q)
		case query.Delete:
			tx.Remove(q)
		case query.Clear:
			tx.Clear(q.G)
		case query.Drop:
			tx.Drop(q.G)
		case query.Create:
			tx.Create(q.G)
		}
	})
	return r.fail
}

func (r *recorder) Commit() error { r.commits++; return nil }

// TestJournal: doing the changes of each update again on a second graph keeps it
// equal to the first, blank nodes and random values included.
func TestJournal(t *testing.T) {
	a, b := graph.New(), graph.New()
	updates := []string{
		`INSERT DATA { <urn:a> <urn:p> 1, 2, 3 . _:x <urn:p> _:y GRAPH <urn:g> { <urn:a> <urn:q> "x"@en--ltr } }`,
		`INSERT { ?s <urn:id> ?u, [] } WHERE { ?s <urn:p> ?o BIND(STRUUID() AS ?u) }`,
		`DELETE { <urn:a> <urn:p> ?o } INSERT { GRAPH <urn:h> { <urn:a> <urn:p> ?o } } WHERE { <urn:a> <urn:p> ?o FILTER(?o > 1) }`,
		`CREATE GRAPH <urn:empty>; COPY <urn:g> TO <urn:k>; MOVE <urn:h> TO <urn:g>; ADD DEFAULT TO <urn:k>`,
		`CLEAR GRAPH <urn:g>; DROP SILENT GRAPH <urn:none>; CLEAR NAMED`,
		`INSERT DATA { GRAPH <urn:g> { <urn:z> <urn:p> 1 } }; DROP DEFAULT`,
		`DROP ALL`,
	}
	for i, text := range updates {
		var r recorder
		if _, err := query.Update(context.Background(), a, text, query.WithJournal(&r)); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		b.Update(func(tx *graph.Tx) error {
			for _, do := range r.changes {
				do(tx)
			}
			return nil
		})
		if r.commits != 1 {
			t.Errorf("update %d: %d commits", i, r.commits)
		}
		x, y := a.Snapshot(), b.Snapshot()
		if x.Len() != y.Len() || len(x.Graphs()) != len(y.Graphs()) {
			t.Fatalf("after %s: %d triples in %d graphs, and %d in %d", text, x.Len(), len(x.Graphs()), y.Len(), len(y.Graphs()))
		}
		for q := range x.MatchQuads(graph.Any, graph.Any, graph.Any, graph.Any) {
			found := false
			for range y.MatchQuads(q.S, q.P, q.O, q.G) {
				found = true
			}
			if q.G.IsAny() && !b.Has(q.Triple) || !q.G.IsAny() && !found {
				t.Errorf("after %s: %v is missing", text, q)
			}
		}
	}
}

// TestJournalFails: what cannot be written down does not happen, SILENT or not,
// and an update that fails is not committed.
func TestJournalFails(t *testing.T) {
	g := graph.New()
	full := errors.New("disk full")
	for _, text := range []string{`INSERT DATA { <urn:a> <urn:p> 1 }`, `CREATE SILENT GRAPH <urn:g>`} {
		r := recorder{fail: full}
		if _, err := query.Update(context.Background(), g, text, query.WithJournal(&r)); !errors.Is(err, full) || r.commits != 0 {
			t.Errorf("%s: %v, %d commits", text, err, r.commits)
		}
	}
	var r recorder
	if _, err := query.Update(context.Background(), g, `INSERT DATA { <urn:a> <urn:p> 1 }; DROP GRAPH <urn:none>`, query.WithJournal(&r)); err == nil || r.commits != 0 {
		t.Errorf("%v, %d commits", err, r.commits)
	}
	if g.Len() != 0 || len(g.Snapshot().Graphs()) != 0 {
		t.Error("the graph has changed")
	}
}
