package fetch_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/sandbox"
	"github.com/trivet-rdf/trivet/graph"
)

const backgroundID = "background@apps.smartplatforms.org"

// background is a client of the background app.
func background(t *testing.T, srv *sandbox.Server, change ...func(*fetch.Config)) *fetch.Client {
	return client(t, srv, append(change, func(o *fetch.Config) { o.ConsumerKey = backgroundID })...)
}

// TestLoadAll: many records come side by side, bounded, and are what each of
// them is alone.
func TestLoadAll(t *testing.T) {
	seen := &counted{paths: map[string]int{}, wait: 3, open: make(chan struct{})}
	t.Cleanup(http.DefaultTransport.(*http.Transport).CloseIdleConnections)
	srv := sandbox.New(t)
	c := background(t, srv, func(o *fetch.Config) { o.Transport = seen })
	records := srv.Records()
	told := map[string]int{}
	some := fetch.WithCollections("demographics", "medications/", "fulfillments/")
	all, err := c.LoadAll(t.Context(), nil, some, fetch.WithRecords(3), fetch.WithParallel(1), fetch.WithRecordProgress(func(p fetch.RecordProgress) { told[p.Record]++ }))
	if err != nil {
		t.Fatal(err)
	}
	if seen.top != 3 {
		t.Errorf("%d requests at once, not 3", seen.top)
	}
	one := graph.New()
	for _, id := range records {
		if told[id] != 3 {
			t.Errorf("record %s: told of %d collections", id, told[id])
		}
		if _, err := c.RecordToken(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if err := c.RecordInto(t.Context(), one, id, some); err != nil {
			t.Fatal(err)
		}
	}
	if !graph.Isomorphic(all, one) {
		t.Errorf("%d triples together, %d one by one", all.Len(), one.Len())
	}
	two, err := c.LoadAll(t.Context(), []string{rich, tiny, rich}, some)
	if err != nil || len(read(t, fetch.DemographicsOf, two)) != 2 {
		t.Errorf("two records: %v, %v", read(t, fetch.DemographicsOf, two), err)
	}
}

// TestLoadAllNamed: one named graph for each collection, each statement and its
// blank nodes in the graph of its own collection only.
func TestLoadAllNamed(t *testing.T) {
	srv, c := ready(t)
	g, err := c.LoadAll(t.Context(), []string{rich}, fetch.WithNamedGraphs())
	if err != nil {
		t.Fatal(err)
	}
	class := graph.NewIRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
	types := 0
	for q := range g.MatchQuads(graph.Any, class, graph.NewIRI("http://smartplatforms.org/terms#Fulfillment"), graph.Any) {
		types++
		if want := srv.URL() + "/records/" + rich + "/fulfillments"; strings.TrimSuffix(q.G.Value(), "/") != want {
			t.Errorf("%v stands in %v", q.S, q.G)
		}
	}
	plain, err := c.Record(t.Context(), rich)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(read(t, fetch.FulfillmentsOf, plain)); n != types || n == 0 {
		t.Errorf("%d fulfillments in named graphs, %d in one graph", types, n)
	}
}

// TestLoadAllFails: one record's failure is that of all and names it.
func TestLoadAllFails(t *testing.T) {
	srv, c := ready(t)
	if _, err := c.LoadAll(t.Context(), []string{rich, tiny}); !errors.Is(err, fetch.ErrNoToken) || !strings.Contains(err.Error(), "record "+tiny) {
		t.Errorf("a record without a token: %v", err)
	}
	if _, err := background(t, srv).LoadAll(t.Context(), []string{rich, "none"}); !errors.Is(err, fetch.ErrNotFound) || !strings.Contains(err.Error(), "record none") {
		t.Errorf("an unknown record: %v", err)
	}
	if _, err := c.LoadAll(t.Context(), nil); !errors.Is(err, fetch.ErrForbidden) {
		t.Errorf("every record for an app with a user: %v", err)
	}
	if g, err := c.LoadAll(t.Context(), []string{}); err != nil || g.Len() != 0 {
		t.Errorf("no record: %v", err)
	}
}
