package query_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// document is a graph with one triple about an IRI.
func document(name string) *graph.Graph {
	g := graph.New()
	g.Add(graph.Triple{S: graph.NewIRI(name), P: iri("p"), O: graph.NewBlank("b")})
	return g
}

// TestLoadsSideBySide: the LOADs of an update are fetched four at a time and applied
// in their order, whatever they end in, and other updates need not wait for them.
func TestLoadsSideBySide(t *testing.T) {
	g := turtle(t, updateData)
	var here atomic.Int32
	first := make(chan struct{})
	loader := query.WithLoader(func(ctx context.Context, name string) (*graph.Graph, error) {
		if here.Add(1) == 4 {
			if _, err := update(g, "INSERT DATA { :other :p 1 }"); err != nil { // nobody holds the graph
				t.Error(err)
			}
			close(first)
		}
		select {
		case <-first: // all four are here
			return document(name), nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	})
	text := "LOAD :d1 ; LOAD :d2 INTO GRAPH :g ; CLEAR GRAPH :g ; LOAD :d3 INTO GRAPH :g ; LOAD :d4"
	if _, err := update(g, text, loader); err != nil {
		t.Fatal(err)
	}
	for q, want := range map[string]bool{
		"ASK { :d1 :p ?x . :d4 :p ?y FILTER(?x != ?y) }": true, "ASK { GRAPH :g { :d3 :p [] } }": true,
		"ASK { GRAPH ?g { :d2 :p [] } }": false, "ASK { :other :p 1 }": true,
	} {
		if got, err := query.Ask(t.Context(), g, q, prefixes); err != nil || got != want {
			t.Errorf("%s: %t, %v", q, got, err)
		}
	}
}

// TestLoadsFail: the first LOAD in the order of the text whose failure is not forgiven
// is the update's error, those after it are ended, and nothing changes.
func TestLoadsFail(t *testing.T) {
	gone := errors.New("gone")
	loader := query.WithLoader(func(ctx context.Context, name string) (*graph.Graph, error) {
		switch {
		case strings.HasSuffix(name, "gone"):
			return nil, gone
		case strings.HasSuffix(name, "slow"):
			<-ctx.Done()
			return nil, ctx.Err()
		}
		return document(name), nil
	})
	for text, want := range map[string]string{
		"LOAD :d ; LOAD :gone ; LOAD :slow":                                 "gone",
		"LOAD SILENT :gone ; LOAD :d ; LOAD :gone ; LOAD :slow":             "gone",
		"LOAD :gone ; LOAD :slow ; LOAD :slow ; LOAD :slow ; LOAD :slow":    "gone",
		"CLEAR GRAPH :none ; LOAD :gone":                                    "no such graph",
		"LOAD SILENT :gone ; INSERT DATA { :new :p 1 } ; LOAD SILENT :gone": "",
	} {
		g := turtle(t, updateData)
		before := quads(g)
		_, err := update(g, text, loader)
		if want == "" {
			if err != nil || g.Len() != 6 {
				t.Errorf("%s: %v, %d quads", text, err, g.Len())
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
		equal(t, text, quads(g), before)
	}
}
