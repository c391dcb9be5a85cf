package query_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

func TestDatasets(t *testing.T) {
	g := turtle(t, `:d :p 0 . :g1 { :a :p 1 . _:x :b 1 } :g2 { :a :p 1, 2 . _:x :b 2 }`)
	union, server := query.WithUnionDefault(), query.WithDataset([]string{ex + "g1"}, []string{ex + "g2"})
	cases := []struct {
		text, want string
		opts       []query.Option
	}{
		{"SELECT ?o { ?s :p ?o }", "0", nil},
		{"SELECT ?o FROM :g1 { ?s :p ?o }", "1", nil},
		{"SELECT ?o FROM :g1 FROM :g2 { ?s :p ?o }", "1; 2", nil},
		{"SELECT ?g ?o { GRAPH ?g { ?s :p ?o } }", "g1 1; g2 1; g2 2", nil},
		{"SELECT ?g ?o FROM :g1 { GRAPH ?g { ?s :p ?o } }", "", nil},
		{"SELECT ?g ?o FROM NAMED :g2 { GRAPH ?g { ?s :p ?o } }", "g2 1; g2 2", nil},
		{"SELECT ?o FROM NAMED :g2 { ?s :p ?o }", "", nil},
		{"SELECT ?o FROM NAMED :g2 { GRAPH :g1 { ?s :p ?o } }", "", nil},
		{"SELECT ?g ?o ?n FROM :g1 FROM NAMED :g2 { ?s :p ?o GRAPH ?g { ?s :p ?n } }", "g2 1 1; g2 1 2", nil},
		{"SELECT ?o FROM :none { ?s :p ?o }", "", nil},
		{"SELECT (COUNT(DISTINCT ?x) AS ?n) FROM :g1 FROM :g2 { ?x :b ?o }", "1", nil},
		{"SELECT ?o { ?s :p ?o }", "0; 1; 2", []query.Option{union}},
		{"SELECT ?o FROM :g1 { ?s :p ?o }", "1", []query.Option{union}},
		{"SELECT ?g { GRAPH ?g { :a :p 2 } }", "g2", []query.Option{union}},
		{"SELECT ?g ?o ?n FROM :g2 FROM NAMED :g1 { ?s :p ?o GRAPH ?g { ?s :p ?n } }", "g2 1 1; g2 1 2", []query.Option{server}},
		{"SELECT ?o { ?s :p ?o }", "", []query.Option{query.WithDataset(nil, nil)}},
	}
	for _, c := range cases {
		equal(t, c.text, answer(t, g, c.text, c.opts...), c.want)
	}
	equal(t, "ASK", failure(g, "ASK FROM :g1 { :a :p 1 }"), nil)
	equal(t, "CONSTRUCT", triples(t, g, "CONSTRUCT { ?s :q ?o } FROM :g2 { ?s :p ?o }"), "a q 1; a q 2")
	equal(t, "DESCRIBE", triples(t, g, "DESCRIBE :a FROM :g1"), "a p 1")
}

// TestLoader: graphs that the source lacks are fetched, for the query only; its
// own graphs are not; the blank nodes of documents are kept apart.
func TestLoader(t *testing.T) {
	g := turtle(t, `:g1 { :a :p 1 . _:x :in 0 }`)
	before := quads(g)
	var mu sync.Mutex
	var asked []string
	loader := query.WithLoader(func(ctx context.Context, iri string) (*graph.Graph, error) {
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, strings.TrimPrefix(iri, ex))
		return fetched(ctx, iri)
	})
	for _, c := range []struct{ text, want, asked string }{
		{"SELECT ?s FROM :doc { ?s :p ?o }", "l", "doc"},
		{"SELECT ?s FROM :doc FROM :g1 { ?s :p ?o }", "a; l", "doc"},
		{"SELECT ?s FROM :g1 { ?s :p ?o }", "a", ""},
		{"SELECT ?s { ?s :p ?o }", "", ""},
		{"SELECT ?g FROM NAMED :doc FROM NAMED :g1 { GRAPH ?g { ?s :p ?o } }", "doc; g1", "doc"},
		{"SELECT (COUNT(DISTINCT ?b) AS ?n) FROM :blank1 FROM :blank2 FROM :g1 { ?b :in ?o }", "3", "blank1 blank2"},
		{"SELECT ?o FROM :doc FROM NAMED :doc { ?s :p ?o GRAPH :doc { ?s :p ?o } }", "loaded", "doc"},
	} {
		asked = nil
		equal(t, c.text, answer(t, g, c.text, loader), c.want)
		slices.Sort(asked) // they are asked for side by side
		equal(t, c.text, strings.Join(asked, " "), c.asked)
	}
	equal(t, "the source", quads(g), before)
	equal(t, "without a loader", answer(t, g, "SELECT ?s FROM :doc { ?s :p ?o }"), "")
}

func TestLoaderFails(t *testing.T) {
	g, gone := graph.New(), errors.New("gone")
	const text = "SELECT ?s FROM :doc { ?s ?p ?o }"
	err := failure(g, text, query.WithLoader(func(context.Context, string) (*graph.Graph, error) { return nil, gone }))
	equal(t, "wrapped", errors.Is(err, gone) && strings.Contains(err.Error(), ex+"doc"), true)
	err = failure(g, text, query.WithLoader(func(context.Context, string) (*graph.Graph, error) { return nil, nil }))
	equal(t, "nothing", err != nil && strings.Contains(err.Error(), "no graph"), true)
	var e *query.FuncError
	err = failure(g, text, query.WithLoader(func(context.Context, string) (*graph.Graph, error) { panic("boom") }))
	equal(t, "panic", errors.As(err, &e), true)
	// The loader hears the query's time limit.
	err = failure(g, text, query.WithTimeout(1), query.WithLoader(func(ctx context.Context, _ string) (*graph.Graph, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}))
	equal(t, "timeout", errors.Is(err, context.DeadlineExceeded), true)
}

// TestLoaderSideBySide: no document of a query comes before four are on their
// way, and a failure ends the others.
func TestLoaderSideBySide(t *testing.T) {
	const text = "SELECT ?s FROM :doc1 FROM :doc2 FROM NAMED :doc3 FROM NAMED :doc4 { ?s ?p ?o }"
	var waiting sync.WaitGroup
	waiting.Add(4)
	got := answer(t, graph.New(), text, query.WithLoader(func(_ context.Context, iri string) (*graph.Graph, error) {
		waiting.Done()
		waiting.Wait()
		return turtle(t, "<"+iri+"> :p 1 ."), nil
	}))
	equal(t, "rows", got, "doc1; doc2")
	gone := errors.New("gone")
	err := failure(graph.New(), text, query.WithLoader(func(ctx context.Context, iri string) (*graph.Graph, error) {
		if iri == ex+"doc3" {
			return nil, gone
		}
		<-ctx.Done()
		return nil, ctx.Err()
	}))
	equal(t, "failed", errors.Is(err, gone) && strings.Contains(err.Error(), ex+"doc3"), true)
}
