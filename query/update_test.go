package query_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// quads are a graph's quads as sorted text.
func quads(g *graph.Graph) string {
	var out []string
	for q := range g.MatchQuads(graph.Any, graph.Any, graph.Any, graph.Any) {
		s := short(q.S) + " " + short(q.P) + " " + short(q.O)
		if !q.G.IsAny() {
			s += " @" + short(q.G)
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

func update(g *graph.Graph, text string, opts ...query.Option) (query.UpdateResult, error) {
	return query.Update(context.Background(), g, text, append([]query.Option{prefixes}, opts...)...)
}

const updateData = `:a :p 1 . :b :p 2 . :g1 { :c :p 3 } :g2 { :d :p 4 . :c :p 3 }`

// fetched answers LOAD and FROM in the tests.
func fetched(_ context.Context, iri string) (*graph.Graph, error) {
	docs := map[string]string{"doc": `:l :p "loaded" .`, "blank1": `_:x :in 1 .`, "blank2": `_:x :in 2 .`, "trig": `:t :p 1 . :inner { :u :p 2 }`}
	text, ok := docs[strings.TrimPrefix(iri, ex)]
	if !ok {
		return nil, fmt.Errorf("no document")
	}
	g := graph.New()
	return g, g.Load(context.Background(), strings.NewReader("PREFIX : <"+ex+">\n"+text), graph.WithName("doc.trig"))
}

// TestUpdate: every form of operation, what it leaves, and what it counts.
func TestUpdate(t *testing.T) {
	const all = "a p 1; b p 2; c p 3 @g1; c p 3 @g2; d p 4 @g2"
	cases := []struct {
		text, want string
		ins, del   int
	}{
		{"INSERT DATA { :x :p 9 . GRAPH :g1 { :y :p 8 } }", "a p 1; b p 2; c p 3 @g1; c p 3 @g2; d p 4 @g2; x p 9; y p 8 @g1", 2, 0},
		{"INSERT DATA { :a :p 1 }", all, 0, 0},
		{"DELETE DATA { :a :p 1 . GRAPH :g2 { :c :p 3 } }", "b p 2; c p 3 @g1; d p 4 @g2", 0, 2},
		{"DELETE DATA { :nobody :p 1 }", all, 0, 0},
		{"DELETE WHERE { ?s :p 1 }", "b p 2; c p 3 @g1; c p 3 @g2; d p 4 @g2", 0, 1},
		{"DELETE WHERE { GRAPH ?g { :c :p ?o } }", "a p 1; b p 2; d p 4 @g2", 0, 2},
		{"DELETE { ?s :p ?o } INSERT { ?s :q ?o } WHERE { ?s :p ?o }", "a q 1; b q 2; c p 3 @g1; c p 3 @g2; d p 4 @g2", 2, 2},
		{"DELETE { ?s :p ?o } WHERE { ?s :p ?o FILTER(?o > 1) }", "a p 1; c p 3 @g1; c p 3 @g2; d p 4 @g2", 0, 1},
		{"INSERT { ?s :twice ?d } WHERE { ?s :p ?o BIND(2 * ?o AS ?d) }", "a p 1; a twice 2; b p 2; b twice 4; c p 3 @g1; c p 3 @g2; d p 4 @g2", 2, 0},
		{"DELETE { ?s :p ?o } INSERT { ?s :p ?o } WHERE { ?s :p ?o }", all, 2, 2},
		{"INSERT { ?o :p ?s . ?s ?o 1 . ?s :q ?none } WHERE { ?s :p ?o }", all, 0, 0},
		{"WITH :g1 DELETE { ?s :p ?o } INSERT { ?s :q ?o } WHERE { ?s :p ?o }", "a p 1; b p 2; c p 3 @g2; c q 3 @g1; d p 4 @g2", 1, 1},
		{"INSERT { GRAPH :g3 { ?s :p ?o } } USING :g1 WHERE { ?s :p ?o }", "a p 1; b p 2; c p 3 @g1; c p 3 @g2; c p 3 @g3; d p 4 @g2", 1, 0},
		{"INSERT { GRAPH ?g { ?s :q ?o } } USING NAMED :g2 WHERE { GRAPH ?g { ?s :p ?o } }", all[:len(all)-len("; d p 4 @g2")] + "; c q 3 @g2; d p 4 @g2; d q 4 @g2", 2, 0},
		{"WITH :g1 INSERT { ?s :q ?o } USING :g2 WHERE { ?s :p ?o }", "a p 1; b p 2; c p 3 @g1; c p 3 @g2; c q 3 @g1; d p 4 @g2; d q 4 @g1", 2, 0},
		{"CLEAR DEFAULT", "c p 3 @g1; c p 3 @g2; d p 4 @g2", 0, 2},
		{"CLEAR GRAPH :g2", "a p 1; b p 2; c p 3 @g1", 0, 2},
		{"CLEAR NAMED", "a p 1; b p 2", 0, 3},
		{"CLEAR ALL", "", 0, 5},
		{"CLEAR SILENT GRAPH :none", all, 0, 0},
		{"DROP ALL", "", 0, 5},
		{"DROP GRAPH :g1", "a p 1; b p 2; c p 3 @g2; d p 4 @g2", 0, 1},
		{"DROP SILENT GRAPH :none", all, 0, 0},
		{"CREATE GRAPH :new", all, 0, 0},
		{"CREATE SILENT GRAPH :g1", all, 0, 0},
		{"COPY DEFAULT TO :g1", "a p 1; a p 1 @g1; b p 2; b p 2 @g1; c p 3 @g2; d p 4 @g2", 2, 1},
		{"COPY :g1 TO :g2", "a p 1; b p 2; c p 3 @g1; c p 3 @g2", 1, 2},
		{"COPY :g1 TO :g1", all, 0, 0},
		{"COPY SILENT :none TO :g1", all, 0, 0},
		{"MOVE :g2 TO DEFAULT", "c p 3; c p 3 @g1; d p 4", 2, 4},
		{"MOVE :g1 TO :g1", all, 0, 0},
		{"ADD :g1 TO DEFAULT", "a p 1; b p 2; c p 3; c p 3 @g1; c p 3 @g2; d p 4 @g2", 1, 0},
		{"LOAD :doc", "a p 1; b p 2; c p 3 @g1; c p 3 @g2; d p 4 @g2; l p loaded", 1, 0},
		{"LOAD :doc INTO GRAPH :g1", "a p 1; b p 2; c p 3 @g1; c p 3 @g2; d p 4 @g2; l p loaded @g1", 1, 0},
		{"LOAD :trig INTO GRAPH :g9", "a p 1; b p 2; c p 3 @g1; c p 3 @g2; d p 4 @g2; t p 1 @g9; u p 2 @g9", 2, 0},
		{"LOAD SILENT :nothing", all, 0, 0},
		{"INSERT DATA { :x :p 1 } ; DELETE { ?s :p 1 } WHERE { ?s :p 1 }", "b p 2; c p 3 @g1; c p 3 @g2; d p 4 @g2", 1, 2},
		{"PREFIX q: <http://q/> INSERT DATA { :x q:p 1 } ; PREFIX q: <" + ex + "> DELETE DATA { q:a q:p 1 }", "b p 2; c p 3 @g1; c p 3 @g2; d p 4 @g2; x http://q/p 1", 1, 1},
		{"", all, 0, 0},
	}
	for _, c := range cases {
		g := turtle(t, updateData)
		got, err := update(g, c.text, query.WithLoader(fetched))
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		equal(t, c.text, quads(g), c.want)
		equal(t, c.text, got, query.UpdateResult{Inserted: c.ins, Deleted: c.del})
		if err := g.Check(); err != nil {
			t.Errorf("%s: %v", c.text, err)
		}
	}
}

// TestUpdateFails: whatever fails, wherever in the sequence, leaves the graph
// as it was, and tells why.
func TestUpdateFails(t *testing.T) {
	boom := query.WithFunction(ex+"boom", func(context.Context, []graph.Term) (graph.Term, error) { panic("boom") })
	failing := []struct {
		text string
		want error
	}{
		{"CLEAR GRAPH :none", query.ErrNoGraph},
		{"DROP GRAPH :none", query.ErrNoGraph},
		{"CREATE GRAPH :g1", query.ErrGraphExists},
		{"COPY :none TO :g1", query.ErrNoGraph},
		{"MOVE :none TO :g1", query.ErrNoGraph},
		{"ADD :none TO DEFAULT", query.ErrNoGraph},
		{"LOAD :doc", query.ErrNoLoader},
		{"INSERT { ?s :x ?x } WHERE { ?s :p ?o BIND(:boom() AS ?x) }", nil},
		{"INSERT { ?s :x 1 } WHERE { SERVICE :s { ?s :p ?o } }", query.ErrNoService},
	}
	for _, f := range failing {
		for _, text := range []string{
			f.text,
			"INSERT DATA { :x :p 1 } ; DELETE WHERE { ?s :p 1 } ; CREATE GRAPH :other ; " + f.text,
			"DROP NAMED ; CREATE GRAPH :g1 ; " + f.text + " ; INSERT DATA { :never :p 1 }",
		} {
			g := turtle(t, updateData)
			before, version := quads(g), g.Snapshot()
			got, err := update(g, text, boom)
			if err == nil || f.want != nil && !errors.Is(err, f.want) {
				t.Errorf("%s: %v, want %v", text, err, f.want)
			}
			equal(t, text, quads(g), before)
			equal(t, text, got, query.UpdateResult{})
			equal(t, text, g.Snapshot(), version)
		}
	}
	g := turtle(t, updateData)
	loader := func(context.Context, string) (*graph.Graph, error) { panic("loader") }
	_, err := update(g, "CLEAR ALL ; LOAD :doc", query.WithLoader(loader))
	var e *query.FuncError
	equal(t, "a loader's panic", errors.As(err, &e), true)
	_, err = update(g, "CLEAR ALL ; LOAD :doc", query.WithLoader(func(context.Context, string) (*graph.Graph, error) { return nil, nil }))
	equal(t, "a loader of nothing", err != nil && strings.Contains(err.Error(), ex+"doc"), true)
	equal(t, "after", g.Len(), 5)
}

// TestUpdateStopped: an update that is cancelled on its way changes nothing, and
// SILENT does not hide it.
func TestUpdateStopped(t *testing.T) {
	for _, text := range []string{
		"INSERT { ?s :x ?x } WHERE { ?s :p ?o BIND(:cancel() AS ?x) }",
		"INSERT { ?s :x ?x } WHERE { ?s :p ?o BIND(:cancel() AS ?x) } ; INSERT DATA { :x :p 1 }",
		"INSERT DATA { :x :p 1 } ; LOAD SILENT :doc",
		"CLEAR ALL ; LOAD SILENT :doc ; CLEAR ALL",
	} {
		g := turtle(t, updateData)
		before := quads(g)
		ctx, cancel := context.WithCancelCause(context.Background())
		why := errors.New("the user left")
		_, err := query.Update(ctx, g, text, prefixes,
			query.WithFunction(ex+"cancel", func(context.Context, []graph.Term) (graph.Term, error) {
				cancel(why)
				return iri("x"), nil
			}),
			query.WithLoader(func(context.Context, string) (*graph.Graph, error) {
				cancel(why)
				return nil, errors.New("loader")
			}))
		equal(t, text, quads(g), before)
		if strings.Contains(text, "LOAD") && err == nil || !strings.Contains(text, "LOAD") && !errors.Is(err, why) {
			t.Errorf("%s: %v", text, err)
		}
		cancel(nil)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var stop *query.StopError
	_, err := query.Update(ctx, graph.New(), "INSERT DATA { <s> <p> 1 }")
	equal(t, "cancelled before", errors.As(err, &stop) && errors.Is(err, context.Canceled), true)
}

// TestUpdateBlankNodes: blank nodes of two operations, two solutions and two
// updates are never the same, and none is one of the data.
func TestUpdateBlankNodes(t *testing.T) {
	subjects := func(g *graph.Graph) int {
		nodes := map[graph.Term]bool{}
		for q := range g.MatchQuads(graph.Any, graph.Any, graph.Any, graph.Any) {
			if q.S.IsBlank() {
				nodes[q.S] = true
			}
		}
		return len(nodes)
	}
	g := turtle(t, `:a :p 1, 2 .`)
	add := func(text string, want int) {
		t.Helper()
		before := subjects(g)
		if _, err := update(g, text, query.WithLoader(fetched)); err != nil {
			t.Fatal(err)
		}
		equal(t, text, subjects(g)-before, want)
	}
	for range 3 {
		add("INSERT DATA { _:b :q 1 ; :r 2 . _:c :q 1 }", 2)
		add("INSERT DATA { _:b :q 1 } ; INSERT DATA { _:c :q 1 . [] :q 1 }", 3)
		add("INSERT { _:b :q ?o ; :r ?o } WHERE { :a :p ?o }", 2)
		add("INSERT { _:b :q ?o . _:c :q ?o } WHERE { :a :p ?o } ; INSERT { _:b :q ?o } WHERE { :a :p ?o }", 6)
		add("INSERT { ?b :q 1 } WHERE { :a :p ?o BIND(BNODE() AS ?b) }", 2)
		add("INSERT { ?b :q ?o } WHERE { :a :p ?o BIND(BNODE('x') AS ?b) }", 2)
		add("LOAD :blank1 ; LOAD :blank2", 2)
		add("LOAD :blank1", 1)
		add("DELETE WHERE { ?b :q 1 } ; INSERT DATA { _:b :gone 1 } ; DELETE WHERE { ?b :gone 1 }", -subjectsWith(g, "q", "1"))
	}
	// Copies of a graph keep its nodes.
	add("COPY DEFAULT TO :copy", 0)
}

// subjectsWith counts the blank subjects that only have the property with value.
func subjectsWith(g *graph.Graph, p, value string) int {
	n := 0
	v := graph.NewTyped(value, graph.XSD+"integer")
	for tr := range g.Match(graph.Any, iri(p), v) {
		others := 0
		for range g.Match(tr.S, graph.Any, graph.Any) {
			others++
		}
		if tr.S.IsBlank() && others == 1 {
			n++
		}
	}
	return n
}

// TestUpdateBind: values hold for the pattern of every operation.
func TestUpdateBind(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"DELETE WHERE { ?s :p ?o }", "b p 2; c p 3 @g1; c p 3 @g2; d p 4 @g2"},
		{"DELETE { ?s :p ?o } INSERT { ?s :q ?o } WHERE { ?s :p ?o }", "a q 1; b p 2; c p 3 @g1; c p 3 @g2; d p 4 @g2"},
		{"INSERT { ?s :new true } WHERE { OPTIONAL { ?s :none ?x } }", `a new "true"^^<` + graph.XSD + `boolean>; a p 1; b p 2; c p 3 @g1; c p 3 @g2; d p 4 @g2`},
		{"DELETE { ?s :p ?o } WHERE { ?s :p ?o } ; INSERT { ?s :q 1 } WHERE { }", "a q 1; b p 2; c p 3 @g1; c p 3 @g2; d p 4 @g2"},
		{"INSERT DATA { :x :p 1 } ; DELETE WHERE { ?s :p ?o }", "b p 2; c p 3 @g1; c p 3 @g2; d p 4 @g2; x p 1"},
	} {
		g := turtle(t, updateData)
		if _, err := update(g, c.text, query.Bind("s", iri("a"))); err != nil {
			t.Errorf("%s: %v", c.text, err)
		}
		equal(t, c.text, quads(g), c.want)
	}
	var e *query.BindError
	_, err := update(graph.New(), "DELETE WHERE { ?s :p ?o }", query.Bind("x", 1))
	equal(t, "unknown variable", errors.As(err, &e), true)
	u, err := query.ParseUpdate("INSERT { :x :value ?v } WHERE { }", prefixes)
	if err != nil {
		t.Fatal(err)
	}
	g := graph.New()
	for i := range 3 {
		if _, err := u.Apply(context.Background(), g, query.Bind("v", i)); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "prepared", quads(g), "x value 0; x value 1; x value 2")
}

// TestUpdateDataset: the dataset of the protocol takes the place of USING.
func TestUpdateDataset(t *testing.T) {
	g := turtle(t, updateData)
	if _, err := update(g, "INSERT { ?s :found true } WHERE { ?s :p ?o }", query.WithDataset([]string{ex + "g1"}, nil)); err != nil {
		t.Fatal(err)
	}
	equal(t, "from :g1", strings.Contains(quads(g), "c found"), true)
	equal(t, "not from the default graph", strings.Contains(quads(g), "a found"), false)
	for _, text := range []string{"WITH :g1 DELETE { ?s :p ?o } WHERE { ?s :p ?o }", "DELETE { ?s :p ?o } USING :g1 WHERE { ?s :p ?o }"} {
		_, err := update(g, text, query.WithDataset([]string{ex + "g2"}, nil))
		equal(t, text, errors.Is(err, query.ErrDataset), true)
	}
}
