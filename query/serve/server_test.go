package serve_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/results"
	"github.com/trivet-rdf/trivet/query/serve"
)

// numbers is a graph of n triples <urn:s> <urn:p> i.
func numbers(n int) *graph.Graph {
	g := graph.New()
	ts := make([]graph.Triple, n)
	for i := range ts {
		ts[i] = graph.Triple{S: graph.NewIRI("urn:s"), P: graph.NewIRI("urn:p"), O: graph.NewTyped(fmt.Sprint(i), graph.XSD+"integer")}
	}
	g.Add(ts...)
	return g
}

// call sends a request; header comes in pairs.
func call(t testing.TB, method, url, body string, header ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			req.Host = header[i+1]
		}
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(text)
}

func ask(q string) string { return "?query=" + url.QueryEscape(q) }

// TestRefusals is the table of what is not done, and with which status.
func TestRefusals(t *testing.T) {
	limits := query.ServerLimits()
	limits.MaxRows = 5
	open := start(t, numbers(10), serve.Options{Updates: true, Token: token, Limits: limits, MaxBody: 1000, MaxTriples: 2})
	closed := start(t, numbers(10), serve.Options{})
	bearer := "Bearer " + token
	const q, u, form, ttl = "application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded", "text/turtle"
	for _, c := range []struct {
		base, method, path, body string
		header                   []string
		status                   int
	}{
		{closed, "POST", "/sparql", "CLEAR ALL", []string{"Content-Type", u}, 403},
		{closed, "POST", "/sparql", "CLEAR ALL", []string{"Content-Type", u, "Authorization", bearer}, 403},
		{closed, "PUT", "/graphs?default", "", []string{"Content-Type", ttl}, 403},
		{closed, "DELETE", "/graphs?default", "", nil, 403},
		{open, "POST", "/sparql", "CLEAR ALL", []string{"Content-Type", u}, 401},
		{open, "POST", "/sparql", "update=CLEAR+ALL", []string{"Content-Type", form}, 401},
		{open, "POST", "/sparql", "CLEAR ALL", []string{"Content-Type", u, "Authorization", "Bearer " + token + "x"}, 401},
		{open, "POST", "/sparql", "CLEAR ALL", []string{"Content-Type", u, "Authorization", "Basic " + token}, 401},
		{open, "DELETE", "/graphs?default", "", nil, 401},
		{open, "GET", "/sparql?update=CLEAR+ALL", "", []string{"Authorization", bearer}, 405},
		{open, "PUT", "/sparql", "", nil, 405},
		{open, "PATCH", "/graphs?default", "", nil, 405},
		{open, "PUT", "/graphs", "", nil, 405},
		{open, "POST", "/metrics", "", nil, 405},
		{open, "GET", "/sparql" + ask("SELECT * { ?s ?p ?o }"), "", []string{"Accept", "image/png"}, 406},
		{open, "GET", "/sparql" + ask("CONSTRUCT WHERE { ?s ?p ?o }"), "", []string{"Accept", "text/csv"}, 406},
		{open, "GET", "/graphs?default", "", []string{"Accept", "image/png"}, 406},
		{open, "POST", "/sparql", "ASK {}", []string{"Content-Type", "text/plain"}, 415},
		{open, "POST", "/sparql", "ASK {}", []string{"Content-Type", q, "Content-Encoding", "gzip"}, 415},
		{open, "PUT", "/graphs?default", "x", []string{"Content-Type", "image/png", "Authorization", bearer}, 415},
		{open, "POST", "/sparql", "ASK {} #" + strings.Repeat("x", 256<<10), []string{"Content-Type", q}, 413},
		{open, "POST", "/sparql", strings.Repeat("x", 2<<20), []string{"Content-Type", q}, 413},
		{open, "PUT", "/graphs?default", "# " + strings.Repeat("x", 1000), []string{"Content-Type", ttl, "Authorization", bearer}, 413},
		{open, "PUT", "/graphs?default", "<urn:a> <urn:p> 1, 2, 3 .", []string{"Content-Type", ttl, "Authorization", bearer}, 413},
		{open, "PUT", "/graphs?default", "<urn:a> <urn:p> ", []string{"Content-Type", ttl, "Authorization", bearer}, 400},
		{open, "PUT", "/graphs?graph=urn:g", "<urn:a> <urn:p> 1 <urn:h> .", []string{"Content-Type", "application/n-quads", "Authorization", bearer}, 400},
		{open, "GET", "/graphs?graph=a%20b", "", nil, 400},
		{open, "GET", "/graphs?graph=urn:g&default", "", nil, 400},
		{open, "GET", "/graphs/x?default", "", nil, 400},
		{open, "GET", "/graphs?graph=urn:none", "", nil, 404},
		{open, "DELETE", "/graphs?graph=urn:none", "", []string{"Authorization", bearer}, 404},
		{open, "GET", "/nowhere", "", nil, 404},
		{open, "GET", "/sparql" + ask("SELECT"), "", nil, 400},
		{open, "GET", "/sparql?query=%FF", "", nil, 400},
		{open, "GET", "/sparql?query=%zz", "", nil, 400},
		{open, "GET", "/sparql" + ask("ASK {}") + "&using-graph-uri=urn:g", "", nil, 400},
		{open, "GET", "/sparql" + ask("SELECT * { ?s ?p ?o }"), "", nil, 422},
		{open, "GET", "/sparql" + ask("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"), "", nil, 403},
		{open, "POST", "/sparql", "LOAD <file:///etc/passwd>", []string{"Content-Type", u, "Authorization", bearer}, 403},
		{open, "POST", "/sparql", "DROP GRAPH <urn:none>", []string{"Content-Type", u, "Authorization", bearer}, 409},
		{open, "GET", "/api/queries", "", nil, 401},
		{open, "DELETE", "/api/queries/1", "", nil, 401},
		{closed, "DELETE", "/api/queries/1", "", nil, 404},
		{open, "POST", "/api/tokens", "{}", []string{"Content-Type", "text/plain"}, 415},
	} {
		res, text := call(t, c.method, c.base+c.path, c.body, c.header...)
		if res.StatusCode != c.status {
			t.Errorf("%s %.80s %v: %d, want %d: %.200s", c.method, c.path, c.header, res.StatusCode, c.status, text)
		}
		if c.status == 405 && res.Header.Get("Allow") == "" || c.status == 401 && res.Header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s %.80s: header is missing: %v", c.method, c.path, res.Header)
		}
	}
}

// TestErrorsTeach: people get the place drawn, programs get it in JSON.
func TestErrorsTeach(t *testing.T) {
	base := start(t, numbers(1), serve.Options{})
	text := "SELECT * {\n ?s ?p }"
	if _, got := call(t, "GET", base+"/sparql"+ask(text), ""); !strings.Contains(got, "2:") || !strings.Contains(got, "^") {
		t.Errorf("no place in %q", got)
	}
	_, got := call(t, "GET", base+"/sparql"+ask(text), "", "Accept", "application/problem+json")
	var p struct {
		Status, Line, Column int
		Detail               string
	}
	if err := json.Unmarshal([]byte(got), &p); err != nil || p.Status != 400 || p.Line != 2 || p.Detail == "" {
		t.Errorf("%s: %+v, %v", got, p, err)
	}
}

func TestFormats(t *testing.T) {
	base := start(t, numbers(3), serve.Options{})
	for _, c := range []struct{ query, accept, want string }{
		{"SELECT * { ?s ?p ?o }", "", "application/sparql-results+json"},
		{"SELECT * { ?s ?p ?o }", "*/*", "application/sparql-results+json"},
		{"SELECT * { ?s ?p ?o }", "application/sparql-results+xml", "application/sparql-results+xml"},
		{"SELECT * { ?s ?p ?o }", "text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values; charset=utf-8"},
		{"SELECT * { ?s ?p ?o }", "application/*;q=0.2, text/csv;q=0.3", "text/csv; charset=utf-8"},
		{"SELECT * { ?s ?p ?o }", "application/sparql-results+json;q=0, */*", "application/sparql-results+xml"},
		{"SELECT * { ?s ?p ?o }", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"},
		{"ASK {}", "application/json", "application/json"},
		{"CONSTRUCT WHERE { ?s ?p ?o }", "", "text/turtle; charset=utf-8"},
		{"CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples", "application/n-triples"},
		{"CONSTRUCT WHERE { ?s ?p ?o }", "application/rdf+xml", "application/rdf+xml"},
		{"CONSTRUCT WHERE { ?s ?p ?o }", "application/ld+json", "application/ld+json"},
		{"DESCRIBE <urn:s>", "text/html", "text/plain; charset=utf-8"},
	} {
		res, _ := call(t, "GET", base+"/sparql"+ask(c.query), "", "Accept", c.accept)
		if got := res.Header.Get("Content-Type"); res.StatusCode != 200 || got != c.want {
			t.Errorf("%s, %s: %d %s, want %s", c.query, c.accept, res.StatusCode, got, c.want)
		}
	}
	for _, f := range rdfio.Formats() {
		_, text := call(t, "GET", base+"/graphs?default", "", "Accept", f.MediaType())
		g, err := graph.Load(context.Background(), strings.NewReader(text), graph.WithFormat(f))
		if err != nil || g.Len() != 3 {
			t.Errorf("%v: %v", f, err)
		}
	}
}

// TestGzipAndStreaming: a long answer comes whole, compressed or not.
func TestGzipAndStreaming(t *testing.T) {
	const n = 50_000
	limits := query.ServerLimits()
	base := start(t, numbers(n), serve.Options{Limits: limits})
	for _, encoding := range []string{"identity", "gzip"} {
		res, text := call(t, "GET", base+"/sparql"+ask("SELECT * { ?s ?p ?o }"), "", "Accept-Encoding", encoding)
		var r io.Reader = strings.NewReader(text)
		if encoding == "gzip" {
			if res.Header.Get("Content-Encoding") != "gzip" {
				t.Fatalf("header %v", res.Header)
			}
			var err error
			if r, err = gzip.NewReader(r); err != nil {
				t.Fatal(err)
			}
		}
		table, err := results.Read(r, results.JSON)
		if err != nil || table.Len() != n {
			t.Errorf("%s: %v", encoding, err)
		}
	}
}

// TestCutAnswer: an answer that fails after its beginning was sent is not taken
// for a complete one.
func TestCutAnswer(t *testing.T) {
	limits := query.ServerLimits()
	limits.MaxRows = 20_000
	base := start(t, numbers(30_000), serve.Options{Limits: limits})
	for _, encoding := range []string{"identity", "gzip"} {
		req, _ := http.NewRequest("GET", base+"/sparql"+ask("SELECT * { ?s ?p ?o }"), nil)
		req.Header.Set("Accept-Encoding", encoding)
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			continue // cut before the header
		}
		if _, err := io.Copy(io.Discard, res.Body); err == nil {
			t.Errorf("%s: the answer seems complete", encoding)
		}
		res.Body.Close()
	}
}

func TestGraphTags(t *testing.T) {
	bearer := "Bearer " + token
	base := start(t, numbers(3), serve.Options{Updates: true, Token: token})
	put := func(want int, header ...string) {
		t.Helper()
		header = append(header, "Authorization", bearer, "Content-Type", "text/turtle")
		if res, text := call(t, "PUT", base+"/graphs?graph=urn:g", "<urn:a> <urn:p> 1 .", header...); res.StatusCode != want {
			t.Errorf("%v: %d, want %d: %s", header, res.StatusCode, want, text)
		}
	}
	put(412, "If-Match", "*")
	put(201, "If-None-Match", "*")
	put(412, "If-None-Match", "*")
	res, _ := call(t, "GET", base+"/graphs?graph=urn:g", "")
	tag := res.Header.Get("ETag")
	if res, text := call(t, "GET", base+"/graphs?graph=urn:g", "", "If-None-Match", tag); res.StatusCode != 304 || text != "" {
		t.Errorf("%d %q", res.StatusCode, text)
	}
	put(204, "If-Match", tag)
	put(204, "If-Match", `"other"`, "If-Match", "*")
	call(t, "POST", base+"/graphs?graph=urn:g", "<urn:a> <urn:p> 2 .", "Authorization", bearer, "Content-Type", "text/turtle")
	put(412, "If-Match", tag)
	if res, _ := call(t, "GET", base+"/graphs?graph=urn:g", "", "If-None-Match", tag); res.StatusCode != 200 {
		t.Errorf("an old tag: %d", res.StatusCode)
	}
	if res, _ := call(t, "DELETE", base+"/graphs?graph=urn:g", "", "Authorization", bearer); res.StatusCode != 204 {
		t.Errorf("DELETE: %d", res.StatusCode)
	}
}

// TestDataset: all graphs together come and go as N-Quads.
func TestDataset(t *testing.T) {
	bearer := "Bearer " + token
	base := start(t, graph.New(), serve.Options{Updates: true, Token: token})
	doc := "<urn:a> <urn:p> _:x .\n_:x <urn:p> \"y\"@en <urn:g> .\n"
	if res, text := call(t, "POST", base+"/graphs", doc, "Authorization", bearer, "Content-Type", "application/n-quads"); res.StatusCode != 204 {
		t.Fatalf("%d %s", res.StatusCode, text)
	}
	_, text := call(t, "GET", base+"/graphs", "", "Accept", "application/n-quads")
	g, err := graph.Load(context.Background(), strings.NewReader(text), graph.WithFormat(rdfio.NQuads))
	w, _ := graph.Load(context.Background(), strings.NewReader(doc), graph.WithFormat(rdfio.NQuads))
	if err != nil || !graph.Isomorphic(g, w) {
		t.Errorf("%v, %s", err, text)
	}
}

// TestWhoAsks: the guard against pages of other sites (CORS, CSRF, DNS rebinding).
func TestWhoAsks(t *testing.T) {
	plain := start(t, numbers(1), serve.Options{Updates: true, Token: token})
	named := start(t, numbers(1), serve.Options{Hosts: []string{"db.example"}})
	cors := start(t, numbers(1), serve.Options{Updates: true, Token: token, Origins: []string{"https://app.example"}})
	star := start(t, numbers(1), serve.Options{Origins: []string{"*"}})
	q := "/sparql" + ask("ASK {}")
	preflight := []string{"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization"}
	for i, c := range []struct {
		base, method, path string
		header             []string
		status             int
		allowed            string
	}{
		{plain, "GET", q, []string{"Host", "localhost:3030"}, 200, ""},
		{plain, "GET", q, []string{"Host", "[::1]:3030"}, 200, ""},
		{plain, "GET", q, []string{"Host", "attacker.example"}, 421, ""},
		{plain, "GET", q, []string{"Host", "127.0.0.1.attacker.example"}, 421, ""},
		{plain, "GET", "/", []string{"Host", "attacker.example"}, 421, ""},
		{plain, "GET", q, []string{"Host", "192.168.0.1"}, 421, ""},
		{named, "GET", q, []string{"Host", "db.example"}, 200, ""},
		{named, "GET", q, []string{"Host", "DB.example:80"}, 200, ""},
		{named, "GET", q, []string{"Host", "other.example"}, 421, ""},
		{plain, "GET", q, []string{"Origin", "https://evil.example"}, 200, ""},
		{plain, "GET", q, []string{"Origin", "null"}, 200, ""},
		{plain, "POST", "/sparql", []string{"Origin", "https://evil.example", "Content-Type", "application/x-www-form-urlencoded"}, 403, ""},
		{plain, "POST", "/sparql", []string{"Origin", "null", "Content-Type", "application/x-www-form-urlencoded"}, 403, ""},
		{plain, "OPTIONS", "/sparql", append([]string{"Origin", "https://evil.example"}, preflight...), 403, ""},
		{cors, "GET", q, []string{"Origin", "https://app.example"}, 200, "https://app.example"},
		{cors, "GET", q, []string{"Origin", "https://evil.example"}, 200, ""},
		{cors, "OPTIONS", "/sparql", append([]string{"Origin", "https://app.example"}, preflight...), 204, "https://app.example"},
		{star, "OPTIONS", "/sparql", append([]string{"Origin", "https://any.example"}, preflight...), 204, "https://any.example"},
	} {
		res, text := call(t, c.method, c.base+c.path, "query=ASK+{}", c.header...)
		if res.StatusCode != c.status || res.Header.Get("Access-Control-Allow-Origin") != c.allowed {
			t.Errorf("%d: %s %v: %d %v, want %d: %s", i, c.method, c.header, res.StatusCode, res.Header, c.status, text)
		}
		auth := strings.Contains(res.Header.Get("Access-Control-Allow-Headers"), "Authorization")
		if auth != (c.method == "OPTIONS" && c.base == cors && c.status == 204) {
			t.Errorf("%d: Authorization allowed: %t", i, auth)
		}
	}
	if res, _ := call(t, "POST", plain+"/sparql", "query=ASK+{}", "Origin", plain, "Content-Type", "application/x-www-form-urlencoded"); res.StatusCode != 200 {
		t.Errorf("the server's own page: %d", res.StatusCode)
	}
}

// blocker is a SERVICE handler that waits until it is let go, or stopped.
type blocker struct {
	entered chan struct{}
	let     chan struct{}
}

func newBlocker() *blocker {
	return &blocker{entered: make(chan struct{}, 100), let: make(chan struct{})}
}

func (b *blocker) handle(ctx context.Context, call *query.ServiceCall) ([][]graph.Term, error) {
	b.entered <- struct{}{}
	select {
	case <-b.let:
		return [][]graph.Term{make([]graph.Term, len(call.Vars))}, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

const blocked = `SELECT * { SERVICE <urn:wait> { ?s ?p "secret" } }`

// TestBusy: one computes, one waits, the third is sent away and told when to come
// again; all that were taken are answered.
func TestBusy(t *testing.T) {
	b := newBlocker()
	s := serve.New(numbers(1), serve.Options{Service: b.handle, Concurrent: 1, Queue: 1})
	base := startServer(t, s)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			if res, text := call(t, "GET", base+"/sparql"+ask(blocked), ""); res.StatusCode != 200 {
				t.Errorf("%d %s", res.StatusCode, text)
			}
		})
	}
	<-b.entered
	for !strings.Contains(metric(t, base, "trivet_queries_waiting"), " 1") {
	}
	res, _ := call(t, "GET", base+"/sparql"+ask("ASK {}"), "")
	if res.StatusCode != 503 || res.Header.Get("Retry-After") == "" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	if res, _ := call(t, "GET", base+"/health", ""); res.StatusCode != 200 {
		t.Errorf("health: %d", res.StatusCode)
	}
	close(b.let)
	wg.Wait()
}

// metric is the line of a metric.
func metric(t testing.TB, base, name string) string {
	_, text := call(t, "GET", base+"/metrics", "")
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, name+" ") || strings.HasPrefix(line, name+"{") {
			return line
		}
	}
	return ""
}

// TestCancel: a query is listed, without its literals, and ended.
func TestCancel(t *testing.T) {
	b := newBlocker()
	s := serve.New(numbers(1), serve.Options{Service: b.handle, Token: token})
	base := startServer(t, s)
	done := make(chan int)
	go func() {
		res, _ := call(t, "GET", base+"/sparql"+ask(blocked), "")
		done <- res.StatusCode
	}()
	<-b.entered
	_, text := call(t, "GET", base+"/api/queries", "", "Authorization", "Bearer "+token)
	var list struct{ Queries []serve.Running }
	if err := json.Unmarshal([]byte(text), &list); err != nil || len(list.Queries) != 1 || strings.Contains(text, "secret") || !strings.Contains(text, "urn:wait") {
		t.Fatalf("%v: %s", err, text)
	}
	if res, _ := call(t, "DELETE", base+"/api/queries/"+list.Queries[0].ID, "", "Authorization", "Bearer "+token); res.StatusCode != 204 {
		t.Errorf("DELETE: %d", res.StatusCode)
	}
	if status := <-done; status != 503 {
		t.Errorf("the ended query: %d", status)
	}
}

func TestTimeout(t *testing.T) {
	b := newBlocker()
	base := start(t, numbers(1), serve.Options{Service: b.handle, Timeout: 20 * time.Millisecond})
	res, text := call(t, "GET", base+"/sparql"+ask(blocked), "")
	if res.StatusCode != 503 || !strings.Contains(text, "too long") {
		t.Errorf("%d %s", res.StatusCode, text)
	}
}

// TestClientGone: a query ends when its client does.
func TestClientGone(t *testing.T) {
	b := newBlocker()
	s := serve.New(numbers(1), serve.Options{Service: b.handle})
	base := startServer(t, s)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() {
		req, _ := http.NewRequestWithContext(ctx, "GET", base+"/sparql"+ask(blocked), nil)
		res, err := http.DefaultTransport.RoundTrip(req)
		if err == nil {
			res.Body.Close()
		}
		done <- err
	}()
	<-b.entered
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	for len(s.Active()) > 0 {
	}
}

// TestSlowClients: many clients that ask for much and read nothing stop nobody.
func TestSlowClients(t *testing.T) {
	limits := query.ServerLimits()
	limits.MaxRows = query.NoLimit
	s := serve.New(numbers(200_000), serve.Options{Limits: limits, Concurrent: 2, Queue: 100})
	base := startServer(t, s)
	for range 64 {
		conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "GET /sparql%s HTTP/1.1\r\nHost: localhost\r\n\r\n", ask("SELECT * { ?s ?p ?o }"))
	}
	for stalled := 0; stalled < 64; {
		if res, text := call(t, "GET", base+"/sparql"+ask("ASK { <urn:s> ?p 7 }"), ""); res.StatusCode != 200 || !strings.Contains(text, "true") {
			t.Fatalf("%d %s", res.StatusCode, text)
		}
		stalled = 0
		for _, r := range s.Active() {
			if r.Stalled {
				stalled++
			}
		}
	}
}

// TestShutdown: running queries may finish, later ones find nobody.
func TestShutdown(t *testing.T) {
	b := newBlocker()
	s := serve.New(numbers(1), serve.Options{Service: b.handle})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error)
	go func() { served <- s.Serve(ctx, l) }()
	base := "http://" + l.Addr().String()
	done := make(chan int)
	go func() {
		res, _ := call(t, "GET", base+"/sparql"+ask(blocked), "")
		done <- res.StatusCode
	}()
	<-b.entered
	stop()
	for {
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			break
		}
		conn.Close()
	}
	close(b.let)
	if status := <-done; status != 200 {
		t.Errorf("the running query: %d", status)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// TestPanic: the client gets a number, the log the particulars, and the server
// goes on.
func TestPanic(t *testing.T) {
	var log bytes.Buffer
	s := serve.New(numbers(1), serve.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	s.SetPanic("the cause")
	base := startServer(t, s)
	for range 2 {
		res, text := call(t, "GET", base+"/sparql"+ask("ASK {}"), "")
		if res.StatusCode != 500 || strings.Contains(text, "cause") || strings.Contains(text, ".go") || !strings.Contains(text, "request ") {
			t.Errorf("%d %s", res.StatusCode, text)
		}
	}
	if !strings.Contains(log.String(), "the cause") || !strings.Contains(log.String(), ".go") {
		t.Errorf("log: %s", log.String())
	}
}

// TestLog: records have the query without its literals, unless they are asked for,
// and never the token.
func TestLog(t *testing.T) {
	for _, literals := range []bool{false, true} {
		var log bytes.Buffer // written before the answer is sent
		base := start(t, numbers(1), serve.Options{Log: slog.New(slog.NewJSONHandler(&log, nil)), LogQueries: literals, Token: token, Updates: true})
		call(t, "POST", base+"/sparql", `INSERT DATA { <urn:s> <urn:name> "canary" } # canary`, "Content-Type", "application/sparql-update", "Authorization", "Bearer "+token)
		if strings.Contains(log.String(), "canary") != literals || !strings.Contains(log.String(), "urn:name") {
			t.Errorf("literals %t: %s", literals, log.String())
		}
		if strings.Contains(log.String(), token) {
			t.Error("the token is in the log")
		}
	}
}

func TestMetrics(t *testing.T) {
	base := start(t, numbers(7), serve.Options{})
	call(t, "GET", base+"/sparql"+ask("ASK {}"), "")
	call(t, "GET", base+"/sparql"+ask("ASK"), "")
	res, text := call(t, "GET", base+"/metrics", "")
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "application/openmetrics-text") || !strings.HasSuffix(text, "# EOF\n") {
		t.Errorf("%v %s", res.Header, text)
	}
	sample := regexp.MustCompile(`^[a-z_]+(\{[a-z]+="[^"\\]*"(,[a-z]+="[^"\\]*")*\})? [0-9.e+-]+$`)
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		if !strings.HasPrefix(line, "# ") && !sample.MatchString(line) {
			t.Errorf("no sample: %s", line)
		}
	}
	for _, want := range []string{
		"trivet_triples 7\n", `trivet_http_requests_total{area="sparql",status="200"} 1`,
		`trivet_query_failures_total{kind="query",status="400"} 1`, `trivet_query_seconds_count{kind="query"} 2`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}

// TestHostileConnections: what costs nothing to send costs little to refuse.
func TestHostileConnections(t *testing.T) {
	s := serve.New(numbers(1), serve.Options{})
	s.SetHeaderTimeout(50 * time.Millisecond)
	base := startServer(t, s)
	many := strings.Repeat("X-Y: z\r\n", 10_001)
	long := "X-Y: " + strings.Repeat("z", 2<<20) + "\r\n"
	for name, header := range map[string]string{"10,001 headers": many, "2 MiB of header": long} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		go fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: localhost\r\n%s\r\n", header)
		if res, err := http.ReadResponse(bufio.NewReader(conn), nil); err == nil && res.StatusCode != 431 {
			t.Errorf("%s: %d", name, res.StatusCode)
		}
		conn.Close()
	}
	conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "GET / HT") // and no more: the server hangs up
	if text, _ := io.ReadAll(conn); bytes.HasPrefix(text, []byte("HTTP/1.1 2")) {
		t.Errorf("%s", text)
	}
}
