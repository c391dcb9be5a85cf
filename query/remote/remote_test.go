package remote_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/remote"
	"github.com/trivet-rdf/trivet/query/results"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// endpoint answers queries over g as a SPARQL endpoint does.
func endpoint(t *testing.T, g *graph.Graph) *httptest.Server {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if text := r.PostFormValue("update"); text != "" {
			if _, err := query.Update(r.Context(), g, text); err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			w.WriteHeader(http.StatusNoContent)
			return
		}
		res, err := query.Run(r.Context(), g, r.PostFormValue("query"))
		switch {
		case err != nil:
			http.Error(w, "100%d wrong: "+err.Error(), http.StatusBadRequest)
		case res.Form == syntax.Ask:
			results.WriteBool(w, results.JSON, res.Bool, results.Options{})
		case res.Form == syntax.Select:
			results.Write(w, results.XML, res.Rows, results.Options{})
		default:
			out, _ := res.Triples.Graph()
			out.Save(w, rdfio.NTriples)
		}
	}))
	t.Cleanup(srv.Close)
	return srv
}

func people() *graph.Graph {
	g := graph.New()
	for _, n := range []string{"ada", "bob"} {
		g.Add(graph.Triple{S: graph.NewIRI("http://ex/" + n), P: graph.NewIRI("http://ex/name"), O: graph.NewLang(n, "en-GB")})
	}
	return g
}

func open(t *testing.T, url string, opts ...remote.Option) *remote.Endpoint {
	t.Helper()
	e, err := remote.Open(url, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestForms(t *testing.T) {
	ctx := context.Background()
	g := people()
	e := open(t, endpoint(t, g).URL)
	table, err := e.Select(ctx, "SELECT ?n { ?s <http://ex/name> ?n } ORDER BY ?n")
	if err != nil || len(table.Rows) != 2 || table.Rows[0][0] != graph.NewLang("ada", "en-GB") {
		t.Errorf("Select = %v, %v", table, err)
	}
	if ok, err := e.Ask(ctx, "ASK { <http://ex/ada> ?p ?o }"); !ok || err != nil {
		t.Errorf("Ask = %v, %v", ok, err)
	}
	out, err := e.Construct(ctx, "CONSTRUCT WHERE { ?s ?p ?o }")
	if err != nil || !graph.Isomorphic(out, g) {
		t.Errorf("Construct = %v, %v", out, err)
	}
	if err := e.Update(ctx, "DELETE WHERE { <http://ex/ada> ?p ?o }"); err != nil || g.Len() != 1 {
		t.Errorf("Update: %v, %d triples left", err, g.Len())
	}
}

func TestServiceAsksAllowedEndpointsOnly(t *testing.T) {
	ctx := context.Background()
	srv := endpoint(t, people())
	local := graph.New()
	local.Add(graph.Triple{S: graph.NewIRI("http://ex/ada"), P: graph.NewIRI("http://ex/age"), O: graph.NewLiteral("36")})
	text := fmt.Sprintf("SELECT ?n ?a { ?s <http://ex/age> ?a SERVICE <%s> { ?s <http://ex/name> ?n } }", srv.URL)
	rows, err := query.Select(ctx, local, text, query.WithService(remote.Service(open(t, srv.URL))))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for row, err := range rows.All() {
		if err != nil || row.String("n") != "ada" || row.String("a") != "36" {
			t.Errorf("row %v, %v", row.Map(), err)
		}
		n++
	}
	if n != 1 {
		t.Errorf("%d rows", n)
	}
	rows, err = query.Select(ctx, local, text, query.WithService(remote.Service()))
	if err == nil {
		for rows.Next() {
		}
		err = rows.Err()
	}
	if !errors.Is(err, remote.ErrNotAllowed) {
		t.Errorf("without permission: %v", err)
	}
}

func TestFailures(t *testing.T) {
	ctx := context.Background()
	e := open(t, endpoint(t, people()).URL)
	if _, err := e.Select(ctx, "SELECT nonsense"); !errors.Is(err, remote.ErrEndpoint) || !strings.Contains(err.Error(), "400") {
		t.Errorf("a refused query: %v", err)
	}
	if _, err := e.Ask(ctx, "SELECT * { ?s ?p ?o }"); !errors.Is(err, remote.ErrEndpoint) {
		t.Errorf("rows for ASK: %v", err)
	}
	if err := e.Update(ctx, "DELETE nonsense"); !errors.Is(err, remote.ErrEndpoint) || !strings.Contains(err.Error(), "400") {
		t.Errorf("a refused update: %v", err)
	}
	if _, err := remote.Open("ftp://ex"); err == nil {
		t.Error("ftp is accepted")
	}
	endless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(`{"head":{"vars":["x"]},"results":{"bindings":[`))
		for r.Context().Err() == nil {
			if _, err := w.Write([]byte(`{"x":{"type":"literal","value":"y"}},`)); err != nil {
				return
			}
		}
	}))
	defer endless.Close()
	if _, err := open(t, endless.URL, remote.WithMaxBytes(1<<16)).Select(ctx, "SELECT * {}"); !errors.Is(err, remote.ErrTooLarge) {
		t.Errorf("an endless answer: %v", err)
	}
	hung := make(chan struct{})
	hangs := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hung }))
	defer hangs.Close()
	defer close(hung)
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := open(t, hangs.URL).Select(ctx, "SELECT * {}"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestDefaultClientIsLeftAlone: credentials and limits of an endpoint are its
// own; the library below would put them into the whole process's client.
func TestDefaultClientIsLeftAlone(t *testing.T) {
	before := *http.DefaultClient
	var got http.Header
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header
		results.WriteBool(w, results.JSON, true, results.Options{})
	}))
	defer srv.Close()
	e := open(t, srv.URL, remote.WithBasicAuth("alice", "secret"), remote.WithTimeout(time.Minute))
	if _, err := e.Ask(context.Background(), "ASK {}"); err != nil {
		t.Fatal(err)
	}
	if got.Get("Authorization") == "" {
		t.Error("no credentials were sent")
	}
	if !reflect.DeepEqual(before, *http.DefaultClient) {
		t.Error("http.DefaultClient has changed")
	}
	if text := fmt.Sprintf("%v %+v %#v", e, e, e); strings.Contains(text, "c2VjcmV0") || strings.Contains(text, "secret") {
		t.Errorf("credentials are shown: %s", text)
	}
}
