package engines

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/bench/records"
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/remote"
	"github.com/trivet-rdf/trivet/query/results"
)

// started starts an engine for a test, or skips it by name.
func started(t *testing.T, e Engine) (context.Context, *Running) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	t.Cleanup(cancel)
	r, err := e.Start(ctx, t.TempDir())
	if errors.Is(err, ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Stop)
	return ctx, r
}

// shipment is a graph of what engines agree on: IRIs, blank nodes, integers, strings
// and tagged strings.
func shipment(t *testing.T) *graph.Graph {
	t.Helper()
	var b strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&b, "<urn:s%d> <urn:n> %d ; <urn:card> [ <urn:name> \"näme \\\"%d\\\"\"@en ; <urn:note> \"a\\nb\" ] .\n", i, i, i)
	}
	g, err := graph.Load(context.Background(), strings.NewReader(b.String()), graph.WithFormat(rdfio.Turtle))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestEngines ships a graph to each engine, asks it the same questions as the local
// graph, fetches it back, and uses the Graph Store and SERVICE.
func TestEngines(t *testing.T) {
	for _, e := range All() {
		t.Run(e.Name, func(t *testing.T) {
			ctx, far := started(t, e)
			src, into := shipment(t), graph.NewIRI("urn:trivet:test")
			n, err := far.Upload(ctx, src, remote.UploadOptions{Graph: into})
			if err != nil || n.Done != src.Len() {
				t.Fatalf("%+v, %v", n, err)
			}
			back, err := far.Construct(ctx, "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <urn:trivet:test> { ?s ?p ?o } }")
			if err != nil || back.Len() != src.Len() {
				t.Errorf("CONSTRUCT: %v, %v", back, err)
			}
			for _, text := range []string{
				`SELECT ?s ?n FROM <urn:trivet:test> { ?s <urn:n> ?n FILTER(?n > 990) }`,
				`SELECT (COUNT(*) AS ?c) FROM <urn:trivet:test> { ?s <urn:card> [ <urn:name> ?name ] }`,
				`SELECT ?name FROM <urn:trivet:test> { <urn:s7> <urn:card>/<urn:name> ?name }`,
				`SELECT ?s FROM <urn:trivet:test> { ?s <urn:n> ?n OPTIONAL { ?s <urn:none> ?x } FILTER(!BOUND(?x) && ?n < 3) }`,
				`SELECT (SUM(?n) AS ?sum) FROM <urn:trivet:test> { ?s <urn:n> ?n }`,
			} {
				got, want := bag(ctx, t, far, text), bag(ctx, t, src, strings.Replace(text, "FROM <urn:trivet:test>", "", 1))
				if !slices.Equal(got, want) {
					t.Errorf("%s:\nthere %v\nhere  %v", text, got, want)
				}
			}
			graphStore(ctx, t, far)
		})
	}
}

// graphStore uses the Graph Store, and SERVICE with values from here.
func graphStore(ctx context.Context, t *testing.T, far *Running) {
	name, g := graph.NewIRI("urn:trivet:people"), graph.New()
	for _, n := range []string{"ada", "bob"} {
		g.Add(graph.Triple{S: graph.NewIRI("http://ex/" + n), P: graph.NewIRI("http://ex/name"), O: graph.NewLang(n, "en")})
	}
	if err := far.PutGraph(ctx, name, g.Snapshot()); err != nil {
		t.Fatal(err)
	}
	if back, err := far.GetGraph(ctx, name); err != nil || !graph.Isomorphic(back, g) {
		t.Errorf("GET: %v", err)
	}
	text := fmt.Sprintf("SELECT ?s ?n { ?s <http://ex/name> ?n SERVICE <%s> { GRAPH <urn:trivet:people> { ?s <http://ex/name> ?m } } FILTER(LANG(?m) = 'en') }", far.URL())
	rows, err := query.Select(ctx, g, text, query.WithService(remote.Service(far.Endpoint)))
	if err != nil {
		t.Fatal(err)
	}
	if table, err := results.Collect(rows); err != nil || table.Len() != 2 {
		t.Errorf("SERVICE: %v, %v", table, err)
	}
	if err := far.DeleteGraph(ctx, name); err != nil {
		t.Error(err)
	}
	if ok, err := far.Ask(ctx, "ASK { GRAPH <urn:trivet:people> { ?s ?p ?o } }"); ok || err != nil {
		t.Errorf("after DELETE: %t, %v", ok, err)
	}
}

// bag is a query's answer as sorted lines. Numbers are compared by value, since
// engines may keep any lexical form; blank nodes by being blank.
func bag(ctx context.Context, t *testing.T, src query.Source, text string, opts ...query.Option) []string {
	t.Helper()
	res, err := query.Run(ctx, src, text, opts...)
	if err != nil {
		return []string{"error: " + err.Error()}
	}
	out := []string{}
	switch {
	case res.Rows != nil:
		for row, err := range res.Rows.Terms() {
			if err != nil {
				return []string{"error: " + err.Error()}
			}
			line := ""
			for _, term := range row {
				line += canonical(term) + "\t"
			}
			out = append(out, line)
		}
	case res.Triples != nil:
		for tr, err := range res.Triples.All() {
			if err != nil {
				return []string{"error: " + err.Error()}
			}
			out = append(out, canonical(tr.S)+canonical(tr.P)+canonical(tr.O))
		}
	default:
		out = append(out, fmt.Sprint(res.Bool))
	}
	slices.Sort(out)
	return out
}

// canonical is a term as text that does not depend on who wrote it.
func canonical(t graph.Term) string {
	var f float64
	switch {
	case t.IsAny():
		return "-"
	case t.IsBlank():
		return "_:"
	case t.IsLiteral() && t.Datatype() != graph.XSDString:
		if _, err := fmt.Sscanf(t.Value(), "%g", &f); err == nil && strings.Trim(t.Value(), "+-0123456789.eE") == "" {
			return fmt.Sprintf("%.9g", f)
		}
	}
	return t.NTriples()
}

// TestRecordsWorkload: the queries of the records workload have the same answers
// here and on each engine, but for the differences that are noted with it.
func TestRecordsWorkload(t *testing.T) {
	w, err := records.Workload()
	if err != nil {
		t.Fatal(err)
	}
	local, err := records.Graph(t.Context(), records.Options{Triples: 10_000, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range All() {
		t.Run(e.Name, func(t *testing.T) {
			ctx, far := started(t, e)
			o := remote.UploadOptions{Skolem: "urn:node:"}
			var opts []query.Option
			if e.Name == "Virtuoso" { // its default graph is all graphs together, its own among them
				o.Graph, opts = graph.NewIRI("urn:records"), []query.Option{query.WithDataset([]string{"urn:records"}, nil)}
			}
			if _, err := far.Upload(ctx, local, o); err != nil {
				t.Fatal(err)
			}
			same, named := 0, skolem(local)
			for _, q := range w.Queries {
				got, want := bag(ctx, t, far, q.Text, opts...), bag(ctx, t, named, q.Text)
				if slices.Equal(got, want) {
					same++
					if e.Notes[q.Name] != "" {
						t.Errorf("%s: the same answer, although it is noted: %s", q.Name, e.Notes[q.Name])
					}
				} else if e.Notes[q.Name] == "" {
					t.Errorf("%s:\nthere %d %.300s\nhere  %d %.300s", q.Name, len(got), strings.Join(got, "; "), len(want), strings.Join(want, "; "))
				}
			}
			t.Logf("%d of %d answers are the same", same, len(w.Queries))
		})
	}
}

// skolem is a graph with its blank nodes named as Upload names them.
func skolem(g *graph.Graph) *graph.Graph {
	out := graph.New()
	name := func(t graph.Term) graph.Term {
		if t.IsBlank() {
			return graph.NewIRI("urn:node:" + t.Value())
		}
		return t
	}
	for t := range g.Match(graph.Any, graph.Any, graph.Any) {
		out.Add(graph.Triple{S: name(t.S), P: t.P, O: name(t.O)})
	}
	return out
}
