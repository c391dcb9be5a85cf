package remote_test

import (
	"context"
	"crypto/md5"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/remote"
	"github.com/trivet-rdf/trivet/query/results"
	"github.com/trivet-rdf/trivet/query/serve"
	"github.com/trivet-rdf/trivet/testdata/oracle"
)

const token = "0123456789abcdef-test"

// trivet serves g with this project's own server, in front of which flaky may stand.
func trivet(t *testing.T, g *graph.Graph, flaky func(http.Handler) http.Handler) (*remote.Endpoint, string) {
	t.Helper()
	return trivetWith(t, g, flaky, nil)
}

// trivetWith is trivet with a handler for SERVICE.
func trivetWith(t *testing.T, g *graph.Graph, flaky func(http.Handler) http.Handler, service query.ServiceHandler) (*remote.Endpoint, string) {
	t.Helper()
	var h http.Handler = serve.New(g, serve.Options{Updates: true, Token: token, Service: service})
	if flaky != nil {
		h = flaky(h)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	e := open(t, srv.URL+"/sparql", remote.WithBearer(token), remote.WithGraphStore(srv.URL+"/graphs"), remote.WithSleep(noSleep))
	t.Cleanup(e.Close)
	return e, srv.URL
}

func noSleep(ctx context.Context, d time.Duration) error { return ctx.Err() }

// sample is a dataset with blank nodes within and across graphs, literals of every
// kind and a triple term.
func sample(t *testing.T) *graph.Graph {
	t.Helper()
	var b strings.Builder
	for i := range 500 {
		fmt.Fprintf(&b, "<urn:s%d> <urn:p> %d .\n", i, i)
		fmt.Fprintf(&b, "<urn:s%d> <urn:card> [ <urn:name> \"n\\\"%d\\\\\\n\"@en--ltr ; <urn:next> [ <urn:n> %d.5 ] ] .\n", i, i, i)
	}
	b.WriteString("<urn:g> { <urn:a> <urn:b> <<( <urn:x> <urn:y> _:shared )>> } <urn:h> { _:shared <urn:q> 1e0 . <urn:c> <urn:d> \"é\" }\n")
	g, err := graph.Load(context.Background(), strings.NewReader(b.String()), graph.WithFormat(rdfio.TriG))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestUpload: what arrives is what was sent, however small the requests.
func TestUpload(t *testing.T) {
	src := sample(t)
	for _, batch := range []int{1, 7, 5000} {
		dst := graph.New()
		e, _ := trivet(t, dst, nil)
		calls := 0
		n, err := e.Upload(context.Background(), src, remote.UploadOptions{Batch: batch, Progress: func(remote.Uploaded) { calls++ }})
		if err != nil || n.Done != src.Len() || n.Total != src.Len() || n.Requests != calls {
			t.Errorf("batch %d: %+v, %v", batch, n, err)
		}
		if !graph.Isomorphic(src, dst) {
			t.Errorf("batch %d: something else has arrived: %d of %d", batch, dst.Len(), src.Len())
		}
	}
}

// TestUploadToStore: by the Graph Store, into a named graph, with IRIs for blank nodes.
func TestUploadToStore(t *testing.T) {
	src, dst := sample(t), graph.New()
	e, _ := trivet(t, dst, nil)
	into := graph.NewIRI("urn:into")
	n, err := e.Upload(context.Background(), src, remote.UploadOptions{GraphStore: true, Graph: into, Batch: 100, Skolem: "urn:node:"})
	if err != nil || n.Done != src.Len() || dst.Len() != src.Len() {
		t.Fatalf("%+v, %v; %d arrived", n, err, dst.Len())
	}
	for q := range dst.MatchQuads(graph.Any, graph.Any, graph.Any, graph.Any) {
		if q.S.IsBlank() || q.O.IsBlank() || q.G.IsAny() {
			t.Fatalf("%v", q)
		}
	}
	if _, err := open(t, e.URL()).Upload(context.Background(), src, remote.UploadOptions{GraphStore: true}); err == nil {
		t.Error("an upload to nowhere")
	}
}

// TestUploadGoesOn: an upload that fails goes on where it ended, and nothing is
// there twice.
func TestUploadGoesOn(t *testing.T) {
	src, dst := sample(t), graph.New()
	var count atomic.Int64
	e, _ := trivet(t, dst, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if count.Add(1)%4 == 0 {
				http.Error(w, "full", http.StatusInsufficientStorage)
				return
			}
			h.ServeHTTP(w, r)
		})
	})
	o := remote.UploadOptions{Batch: 50}
	var failed *remote.UploadError
	for tries := 0; ; tries++ {
		_, err := e.Upload(context.Background(), src, o)
		if err == nil {
			break
		}
		if !errors.As(err, &failed) || failed.Unsure || failed.Done < o.Skip || tries > 100 {
			t.Fatalf("%v", err)
		}
		o.Skip = failed.Done
	}
	if failed == nil || !graph.Isomorphic(src, dst) {
		t.Errorf("%v; %d of %d arrived", failed, dst.Len(), src.Len())
	}
}

// TestUploadAgain: requests without blank nodes are sent again when the endpoint is
// busy, those with blank nodes are not.
func TestUploadAgain(t *testing.T) {
	busy := func(h http.Handler) http.Handler {
		var count atomic.Int64
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if count.Add(1)%2 == 1 {
				w.Header().Set("Retry-After", "1")
				http.Error(w, "busy", http.StatusServiceUnavailable)
				return
			}
			h.ServeHTTP(w, r)
		})
	}
	dst := graph.New()
	e, _ := trivet(t, dst, busy)
	if n, err := e.Upload(context.Background(), people(), remote.UploadOptions{Batch: 1}); err != nil || dst.Len() != 2 {
		t.Errorf("%+v, %v", n, err)
	}
	e, _ = trivet(t, dst, busy)
	blank := graph.New()
	blank.Add(graph.Triple{S: graph.NewBlank("x"), P: graph.NewIRI("urn:p"), O: graph.NewBlank("y")})
	var failed *remote.UploadError
	if _, err := e.Upload(context.Background(), blank, remote.UploadOptions{}); !errors.As(err, &failed) || !failed.Unsure {
		t.Errorf("%v", err)
	}
}

// TestGraphStore: graphs come and go whole.
func TestGraphStore(t *testing.T) {
	ctx := context.Background()
	g, name := people(), graph.NewIRI("urn:g?x=1&y=2#z")
	e, _ := trivet(t, graph.New(), nil)
	for _, name := range []graph.Term{name, graph.Any} {
		if err := e.PutGraph(ctx, name, g.Snapshot()); err != nil {
			t.Fatal(err)
		}
		back, err := e.GetGraph(ctx, name)
		if err != nil || !graph.Isomorphic(g, back) {
			t.Errorf("%v: %v", name, err)
		}
		if err := e.DeleteGraph(ctx, name); err != nil {
			t.Error(err)
		}
	}
	var own *remote.Error
	if _, err := e.GetGraph(ctx, name); !errors.As(err, &own) || own.Status != 404 {
		t.Errorf("%v", err)
	}
}

// TestRun: the form is told without understanding the rest.
func TestRun(t *testing.T) {
	ctx := context.Background()
	e, _ := trivet(t, people(), nil)
	res, err := e.Run(ctx, "# SELECT\nPREFIX select: <urn:ask> ASK { ?s ?p ?o }")
	if err != nil || !res.Bool {
		t.Errorf("%+v, %v", res, err)
	}
	if res, err = e.Run(ctx, "describe <http://ex/ada>"); err != nil || res.Graph.Len() != 1 {
		t.Errorf("%+v, %v", res, err)
	}
	if res, err = e.Run(ctx, "SELECT * { ?s ?p ?o }"); err != nil {
		t.Fatal(err)
	}
	if table, err := results.Collect(res.Rows); err != nil || table.Len() != 2 {
		t.Errorf("%v, %v", table, err)
	}
	if _, err = e.Run(ctx, "CLEAR ALL"); err == nil {
		t.Error("an update as a query")
	}
	v, err := e.Vocabulary(ctx, 1000)
	if err != nil || len(v.Predicates) != 1 || v.Predicates[0] != (remote.TermCount{IRI: "http://ex/name", N: 2}) {
		t.Errorf("%+v, %v", v, err)
	}
}

// TestAnswers: documents as endpoints send them, good and bad.
func TestAnswers(t *testing.T) {
	body := ""
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, body) }))
	defer srv.Close()
	e := open(t, srv.URL)
	defer e.Close()
	row := `{"x":{"type":"uri","value":"urn:a"}}`
	for text, want := range map[string]int{
		`{"head":{"vars":["x"]},"results":{"bindings":[` + row + `]}}`:                                                                     1,
		" \n" + `{"head":{"vars":["x"]},"results":{"bindings":[]},"extra":[1,{"a":[]}]}`:                                                   0,
		`{"results":{"bindings":[` + row + `,` + row + `]},"head":{"vars":["x"]}}`:                                                         2,
		`<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/></head><results/></sparql>`: 0,
		"": -1, "{": -1, "[]": -1, "oops": -1, `{"head":{"vars":["x"]}}`: -1, `{"head":{},"results":[]}`: -1,
		`{"head":{"vars":["x"]},"results":{}}`:                        -1,
		`{"head":{"vars":["x"]},"results":{"bindings":[` + row + `]`:  -1,
		`{"head":{"vars":["x"]},"results":{"bindings":[` + row + `]}`: -1,
		`{"head":{"vars":["x"]},"results":{"bindings":[` + row[:9]:    -1,
		`{"head":{"vars":["x"]},"results":{"bindings":[{"x":{}}]}}`:   -1,
		`{"head":{"vars":["x"]},"boolean":true}`:                      -1,
	} {
		body = text
		table, err := e.Select(context.Background(), "SELECT * {}")
		switch {
		case want < 0 && !errors.Is(err, remote.ErrEndpoint):
			t.Errorf("%s: %v", text, err)
		case want >= 0 && (err != nil || table.Len() != want):
			t.Errorf("%s: %v, %v", text, table, err)
		}
	}
}

// TestRetries: a busy endpoint is asked again after as long as it says, but not
// without end, and one that refuses is not.
func TestRetries(t *testing.T) {
	for _, own := range []bool{false, true} {
		for _, c := range []struct {
			statuses []int
			calls    int
			ok       bool
		}{
			{[]int{200}, 1, true}, {[]int{503, 200}, 2, true}, {[]int{429, 502, 200}, 3, true},
			{[]int{503, 503, 503, 503}, 3, false}, {[]int{400, 200}, 1, false}, {[]int{500, 200}, 1, false}, {[]int{0, 200}, 2, true},
		} {
			calls := 0
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				status := c.statuses[calls]
				calls++
				if status == 0 {
					conn, _, _ := w.(http.Hijacker).Hijack()
					conn.Close()
					return
				}
				w.Header().Set("Retry-After", "7")
				w.WriteHeader(status)
				results.WriteBool(w, results.JSON, true, results.Options{})
			}))
			var waits []time.Duration
			opts := []remote.Option{remote.WithSleep(func(_ context.Context, d time.Duration) error {
				waits = append(waits, d)
				return nil
			})}
			if own {
				opts = append(opts, remote.WithDigestAuth("a", "b"))
			}
			e := open(t, srv.URL, opts...)
			ok, err := e.Ask(context.Background(), "ASK {}")
			if ok != c.ok || (err == nil) != c.ok || calls != c.calls || len(waits) != c.calls-1 {
				t.Errorf("%v, own %t: %t, %v after %d calls, %v", c.statuses, own, ok, err, calls, waits)
			}
			if own && len(waits) > 0 && c.statuses[0] == 503 && waits[0] != 7*time.Second {
				t.Errorf("waits %v", waits)
			}
			e.Close()
			srv.Close()
		}
	}
}

// TestUpdatesAreSentOnce: an update may have been done.
func TestUpdatesAreSentOnce(t *testing.T) {
	calls := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer srv.Close()
	e := open(t, srv.URL, remote.WithSleep(noSleep))
	defer e.Close()
	if err := e.Update(context.Background(), "CLEAR ALL"); !errors.Is(err, remote.ErrEndpoint) || calls != 1 {
		t.Errorf("%v after %d calls", err, calls)
	}
}

// TestRedirects: another host gets nothing, even when a connection to it is open.
func TestRedirects(t *testing.T) {
	var hits atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { hits.Add(1) }))
	defer other.Close()
	defer http.DefaultClient.CloseIdleConnections()
	for _, status := range []int{301, 302, 303, 307, 308} {
		srv := httptest.NewServer(http.RedirectHandler(other.URL+"/x", status))
		for i, opts := range [][]remote.Option{{}, {remote.WithDigestAuth("a", "b")}, {remote.WithBearer("secret")}} {
			res, err := http.Get(other.URL) // leaves a connection open in the default client
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			hits.Store(0)
			e := open(t, srv.URL, append(opts, remote.WithSleep(noSleep))...)
			_, err = e.Ask(context.Background(), "ASK {}")
			if !errors.Is(err, remote.ErrRedirect) || hits.Load() != 0 {
				t.Errorf("%d, options %d: %v, %d requests", status, i, err, hits.Load())
			}
			if err := e.Update(context.Background(), "CLEAR ALL"); !errors.Is(err, remote.ErrRedirect) || hits.Load() != 0 {
				t.Errorf("%d, update: %v, %d requests", status, err, hits.Load())
			}
			e.Close()
		}
		srv.Close()
	}
}

// TestDigest: the password opens a server that asks for a digest, and is not sent;
// the nonce is used again, and a wrong password is not tried for ever.
func TestDigest(t *testing.T) {
	calls := 0
	h := func(s string) string { return fmt.Sprintf("%x", md5.Sum([]byte(s))) }
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		auth := r.Header.Get("Authorization")
		field := func(name string) string {
			_, rest, _ := strings.Cut(auth, name+"=")
			return strings.Trim(strings.SplitN(rest, ",", 2)[0], `"`)
		}
		want := h(h("dba:SPARQL:secret") + ":n1:" + field("nc") + ":" + field("cnonce") + ":auth:" + h("POST:/sparql?x=1"))
		if auth == "" || field("response") != want {
			w.Header().Set("WWW-Authenticate", `Digest realm="SPARQL", nonce="n1", qop="auth", algorithm=MD5`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		results.WriteBool(w, results.JSON, r.PostFormValue("query") == "ASK {}", results.Options{})
	}))
	defer srv.Close()
	before, transport := *http.DefaultClient, reflect.ValueOf(http.DefaultTransport).Elem().FieldByName("Proxy").Pointer()
	e := open(t, srv.URL+"/sparql?x=1", remote.WithDigestAuth("dba", "secret"))
	defer e.Close()
	for i := range 2 {
		if ok, err := e.Ask(context.Background(), "ASK {}"); !ok || err != nil || calls != 2+i {
			t.Errorf("%t, %v after %d calls", ok, err, calls)
		}
	}
	wrong := open(t, srv.URL+"/sparql?x=1", remote.WithDigestAuth("dba", "wrong"))
	defer wrong.Close()
	calls = 0
	var own *remote.Error
	if _, err := wrong.Ask(context.Background(), "ASK {}"); !errors.As(err, &own) || own.Status != 401 || calls != 2 {
		t.Errorf("%v after %d calls", err, calls)
	}
	if text := fmt.Sprintf("%v %+v %#v", e, e, e); strings.Contains(text, "secret") {
		t.Errorf("the password is shown: %s", text)
	}
	if !reflect.DeepEqual(before, *http.DefaultClient) || transport != reflect.ValueOf(http.DefaultTransport).Elem().FieldByName("Proxy").Pointer() {
		t.Error("http.DefaultClient or its transport has changed")
	}
}

// TestErrorsAreShort: what a server says is cut, and cannot act on a terminal.
func TestErrorsAreShort(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, "\x1b]52;c;x\x07%s%d"+strings.Repeat("x", 1<<20))
	}))
	defer srv.Close()
	for _, opts := range [][]remote.Option{{}, {remote.WithDigestAuth("a", "b")}} {
		e := open(t, srv.URL, opts...)
		_, err := e.Ask(context.Background(), "ASK {}")
		if err == nil || len(err.Error()) > 1000 || strings.ContainsAny(err.Error(), "\x1b\x07") {
			t.Errorf("%.2000q", err)
		}
		e.Close()
	}
}

// TestPolicy: who may be asked by SERVICE.
func TestPolicy(t *testing.T) {
	srv := endpoint(t, people())
	listed := open(t, srv.URL)
	defer listed.Close()
	for i, c := range []struct {
		policy remote.Policy
		url    string
		want   error
	}{
		{remote.Policy{}, srv.URL, remote.ErrNotAllowed},
		{remote.Policy{Public: true}, srv.URL, remote.ErrPrivate},
		{remote.Policy{Public: true}, "http://localhost:1/", remote.ErrPrivate},
		{remote.Policy{Public: true}, "file:///etc/passwd", remote.ErrNotAllowed},
		{remote.Policy{Public: true}, "gopher://example.org/", remote.ErrNotAllowed},
		{remote.Policy{Public: true}, "data:text/plain,x", remote.ErrNotAllowed},
		{remote.Policy{Public: true}, "http://user:pw@example.org/", remote.ErrNotAllowed},
		{remote.Policy{Public: true, Endpoints: []*remote.Endpoint{listed}}, srv.URL, nil},
		{remote.Policy{Endpoints: []*remote.Endpoint{listed}}, srv.URL + "/", remote.ErrNotAllowed},
	} {
		text := fmt.Sprintf("SELECT * { SERVICE <%s> { ?s <http://ex/name> ?n } }", c.url)
		rows, err := query.Select(context.Background(), graph.New(), text, query.WithService(c.policy.Handler()))
		n := 0
		if err == nil {
			for rows.Next() {
				n++
			}
			err = rows.Err()
		}
		if !errors.Is(err, c.want) || c.want == nil && (err != nil || n != 2) {
			t.Errorf("%d: %s: %v, %d rows", i, c.url, err, n)
		}
	}
}

// TestW3CService runs the suite sparql11/service against servers of this project:
// the endpoints' names are replaced by the servers' addresses.
func TestW3CService(t *testing.T) {
	dir := filepath.Join(oracle.W3C(t), "sparql", "sparql11", "service")
	m, err := graph.LoadFile(context.Background(), filepath.Join(dir, "manifest.ttl"), graph.WithBase("file:///m/"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := query.Select(context.Background(), m, `
		PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
		PREFIX qt: <http://www.w3.org/2001/sw/DataAccess/tests/test-query#>
		SELECT ?test ?query ?data ?result (GROUP_CONCAT(CONCAT(STR(?e), " ", STR(?d)); separator="\n") AS ?services) {
			?test a mf:QueryEvaluationTest ; mf:action ?a ; mf:result ?result . ?a qt:query ?query
			OPTIONAL { ?a qt:data ?data }
			OPTIONAL { ?a qt:serviceData [ qt:endpoint ?e ; qt:data ?d ] }
		} GROUP BY ?test ?query ?data ?result ORDER BY ?test`)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for row, err := range rows.All() {
		if err != nil {
			t.Fatal(err)
		}
		n++
		t.Run(filepath.Base(row.String("query")), func(t *testing.T) { w3cService(t, dir, row) })
	}
	if n != 7 {
		t.Errorf("%d tests, want 7", n)
	}
}

func w3cService(t *testing.T, dir string, row query.Row) {
	names := strings.NewReplacer()
	var pairs []string
	var endpoints []*remote.Endpoint
	read := func(iri string) string {
		text, err := os.ReadFile(filepath.Join(dir, filepath.Base(iri)))
		if err != nil {
			t.Fatal(err)
		}
		return names.Replace(string(text))
	}
	load := func(text string) *graph.Graph {
		g, err := graph.Load(context.Background(), strings.NewReader(text), graph.WithFormat(rdfio.Turtle))
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	// An endpoint may ask the others, for SERVICE within SERVICE.
	among := func(ctx context.Context, call *query.ServiceCall) ([][]graph.Term, error) {
		return remote.Service(endpoints...)(ctx, call)
	}
	for _, line := range strings.Split(row.String("services"), "\n") {
		if name, data, ok := strings.Cut(line, " "); ok {
			e, url := trivetWith(t, load(read(data)), nil, among)
			endpoints = append(endpoints, e)
			pairs = append(pairs, name, url+"/sparql")
		}
	}
	names = strings.NewReplacer(pairs...)
	g := graph.New()
	if data := row.String("data"); data != "" {
		g = load(read(data))
	}
	got, err := query.Select(context.Background(), g, read(row.String("query")), query.WithService(remote.Service(endpoints...)))
	if err != nil {
		t.Fatal(err)
	}
	have, err := results.Collect(got)
	if err != nil {
		t.Fatal(err)
	}
	want, err := results.Read(strings.NewReader(read(row.String("result"))), results.XML)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := bag(have), bag(want); !slices.Equal(a, b) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(a, "\n"), strings.Join(b, "\n"))
	}
}

// bag is the rows of a table as sorted lines, columns by name.
func bag(table *results.Table) []string {
	var out []string
	for _, row := range table.Rows {
		var cells []string
		for i, t := range row {
			if !t.IsAny() {
				cells = append(cells, table.Names[i]+"="+t.NTriples())
			}
		}
		slices.Sort(cells)
		out = append(out, strings.Join(cells, " "))
	}
	slices.Sort(out)
	return out
}

// TestParallel: an endpoint is for many goroutines.
func TestParallel(t *testing.T) {
	e, _ := trivet(t, people(), nil)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if table, err := e.Select(context.Background(), "SELECT * { ?s ?p ?o }"); err != nil || table.Len() != 2 {
					t.Error(table, err)
				}
			}
		})
	}
	wg.Wait()
}
