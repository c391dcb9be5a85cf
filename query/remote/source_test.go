package remote_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/remote"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// both runs a function on a graph and on an endpoint that serves the same graph, and
// compares what it says.
func both(t *testing.T, what string, local *graph.Graph, far *remote.Endpoint, f func(src query.Source) []string) {
	t.Helper()
	want, got := f(local), f(far)
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) || len(got) == 0 {
		t.Errorf("%s:\nendpoint %q\ngraph    %q", what, got, want)
	}
}

// TestInPlaceOfAGraph: the functions of package query take an endpoint where they
// take a graph, and give the same.
func TestInPlaceOfAGraph(t *testing.T) {
	ctx, g := context.Background(), people()
	e, _ := trivet(t, g, nil)
	prefix := query.WithPrefix("x", "http://ex/")
	both(t, "Select", g, e, func(src query.Source) (out []string) {
		rows, err := query.Select(ctx, src, "SELECT ?n ?s ?none { ?s x:name ?n OPTIONAL { ?s x:none ?none } }", prefix)
		if err != nil {
			t.Fatal(err)
		}
		for row, err := range rows.All() {
			out = append(out, fmt.Sprint(row.String("n"), row.Map(), row.Vars(), err))
		}
		return append(out, fmt.Sprint(rows.Err(), rows.Close()))
	})
	both(t, "Ask", g, e, func(src query.Source) []string {
		yes, err := query.Ask(ctx, src, "ASK { x:ada ?p ?o }", prefix)
		no, err2 := query.Ask(ctx, src, "ASK { x:ada ?p x:bob }", prefix)
		return []string{fmt.Sprint(yes, err, no, err2)}
	})
	for _, text := range []string{"CONSTRUCT { ?n x:of ?s } WHERE { ?s x:name ?n }", "CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE x:ada"} {
		both(t, text, g, e, func(src query.Source) (out []string) {
			res, err := query.Run(ctx, src, text, prefix)
			if err != nil {
				t.Fatal(err)
			}
			for tr, err := range res.Triples.All() {
				out = append(out, fmt.Sprint(tr, err))
			}
			return append(out, "end")
		})
	}
	type named struct{ S, N string }
	both(t, "Collect", g, e, func(src query.Source) (out []string) {
		list, err := query.Collect[named](ctx, src, "SELECT ?s ?n { ?s x:name ?n }", prefix)
		for _, one := range list {
			out = append(out, fmt.Sprint(one))
		}
		return append(out, fmt.Sprint(err))
	})
	both(t, "limits", g, e, func(src query.Source) []string {
		rows, err := query.Select(ctx, src, "SELECT * { ?s ?p ?o }", query.WithLimits(query.Limits{MaxRows: 1}))
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
		}
		return []string{rows.Err().Error()}
	})
}

// TestUpdateElsewhere: Update and Load change an endpoint's data; WithDataset is the
// protocol's.
func TestUpdateElsewhere(t *testing.T) {
	ctx, g := context.Background(), people()
	e, _ := trivet(t, g, nil)
	for name, dst := range map[string]query.Target{"endpoint": e, "graph": graph.New()} {
		if _, err := query.Update(ctx, dst, "INSERT DATA { x:new x:p 1 GRAPH x:g { x:in x:p 2 } }", query.WithPrefix("x", "http://ex/")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := dst.Load(ctx, strings.NewReader("<urn:loaded> <urn:p> [] ."), graph.WithFormat(rdfio.Turtle)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for text, want := range map[string]bool{"ASK { <http://ex/new> ?p 1 }": true, "ASK { <urn:loaded> ?p ?o }": true, "ASK { <http://ex/in> ?p ?o }": false} {
			if got, err := query.Ask(ctx, dst, text); got != want || err != nil {
				t.Errorf("%s: %s: %t, %v", name, text, got, err)
			}
		}
		inGraph, err := query.Ask(ctx, dst, "ASK { <http://ex/in> ?p ?o }", query.WithDataset([]string{"http://ex/g"}, nil))
		if !inGraph || err != nil {
			t.Errorf("%s: WithDataset: %t, %v", name, inGraph, err)
		}
	}
}

// TestElsewhereRefuses: what cannot be done elsewhere is said, not done wrongly.
func TestElsewhereRefuses(t *testing.T) {
	ctx, g := context.Background(), people()
	e, _ := trivet(t, g, nil)
	var bad *syntax.Error
	if _, err := query.Select(ctx, e, "SELECT * { ?s ?p }"); !errors.As(err, &bad) {
		t.Errorf("a mistake: %v", err)
	}
	if _, err := query.Select(ctx, e, "SELECT * { ?s ?p ?o }", query.Bind("s", 1)); !errors.Is(err, query.ErrRemote) {
		t.Errorf("Bind: %v", err)
	}
	if _, err := query.MustParse("ASK {}").Explain(ctx, e, query.PlanOnly); !errors.Is(err, query.ErrRemote) {
		t.Errorf("Explain: %v", err)
	}
	if _, err := e.Upload(ctx, e, remote.UploadOptions{}); err == nil {
		t.Error("an endpoint was uploaded")
	}
	if _, err := query.Select(ctx, e, "SELECT * { ?s ?p ?o SERVICE <urn:x> {} }"); !errors.Is(err, remote.ErrEndpoint) {
		t.Errorf("refused there: %v", err)
	}
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := query.Ask(stopped, e, "ASK {}"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := query.Update(ctx, snapshotTarget{g}, "CLEAR ALL"); !errors.Is(err, query.ErrTarget) {
		t.Errorf("a target of another kind: %v", err)
	}
}

// snapshotTarget looks like something that could be changed.
type snapshotTarget struct{ query.Source }

func (snapshotTarget) Load(context.Context, io.Reader, ...graph.LoadOption) error { return nil }
