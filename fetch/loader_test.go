package fetch_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// counted counts the requests for records by path, and how many were on their
// way at once.
type counted struct {
	mu       sync.Mutex
	paths    map[string]int
	now, top int
	wait     int // requests that have to be on their way before any is answered
	open     chan struct{}
}

func (n *counted) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasPrefix(r.URL.Path, "/records/") {
		n.mu.Lock()
		n.paths[r.URL.Path]++
		n.now++
		n.top = max(n.top, n.now)
		open := n.open
		if open != nil && n.now == n.wait {
			close(open)
			n.open = nil
		}
		n.mu.Unlock()
		if open != nil {
			select {
			case <-open:
			case <-r.Context().Done():
				return nil, r.Context().Err()
			}
		}
		defer func() {
			n.mu.Lock()
			n.now--
			n.mu.Unlock()
		}()
	}
	return http.DefaultTransport.RoundTrip(r)
}

func countRows(t *testing.T, text string, opts ...query.Option) (int, error) {
	t.Helper()
	rows, err := query.Select(t.Context(), graph.New(), text, opts...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	n := 0
	for _, err := range rows.All() {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// TestLoader: FROM, FROM NAMED and LOAD of the container's URLs, each fetched
// once, signed.
func TestLoader(t *testing.T) {
	seen := &counted{paths: map[string]int{}}
	t.Cleanup(http.DefaultTransport.(*http.Transport).CloseIdleConnections)
	srv, c := ready(t, func(o *fetch.Config) { o.Transport = seen })
	record := srv.URL() + "/records/" + rich
	med, prob := record+"/medications/", record+"/problems/"
	const sp = "PREFIX sp: <http://smartplatforms.org/terms#> "
	want, err := c.Graph(t.Context(), med)
	if err != nil {
		t.Fatal(err)
	}
	direct := len(read(t, fetch.MedicationsOf, want))
	clear(seen.paths)

	text := sp + fmt.Sprintf("SELECT ?m FROM <%s> FROM NAMED <%s> FROM NAMED <%s> { ?m a sp:Medication GRAPH <%s> { ?m a sp:Medication } }", med, med, prob, med)
	if n, err := countRows(t, text, query.WithLoader(c.Loader())); err != nil || n != direct || n == 0 {
		t.Errorf("FROM: %d medications, %v; the call itself gives %d", n, err, direct)
	}
	for _, path := range []string{"/records/" + rich + "/medications/", "/records/" + rich + "/problems/"} {
		if seen.paths[path] != 1 {
			t.Errorf("%s was fetched %d times", path, seen.paths[path])
		}
	}
	clear(seen.paths)
	g := graph.New()
	update := fmt.Sprintf("LOAD <%s> INTO GRAPH <urn:a> ; LOAD <%s#here> INTO GRAPH <urn:b>", med, med)
	if _, err := query.Update(t.Context(), g, update, query.WithLoader(c.Loader())); err != nil {
		t.Fatal(err)
	}
	if n := seen.paths["/records/"+rich+"/medications/"]; n != 1 || g.Len() == 0 {
		t.Errorf("LOAD twice: fetched %d times, %d triples", n, g.Len())
	}
}

// TestLoaderSideBySide: no request of a query is answered before three are on
// their way.
func TestLoaderSideBySide(t *testing.T) {
	seen := &counted{paths: map[string]int{}}
	t.Cleanup(http.DefaultTransport.(*http.Transport).CloseIdleConnections)
	srv, c := ready(t, func(o *fetch.Config) { o.Transport = seen })
	record := srv.URL() + "/records/" + rich + "/"
	text := fmt.Sprintf("SELECT ?s FROM <%sproblems/> FROM <%sallergies/> FROM NAMED <%smedications/> { ?s a ?t }", record, record, record)
	seen.wait, seen.open = 3, make(chan struct{})
	if n, err := countRows(t, text, query.WithLoader(c.Loader())); err != nil || n == 0 {
		t.Errorf("%d rows, %v", n, err)
	}
	if len(seen.paths) != 3 || seen.top != 3 {
		t.Errorf("%v, %d at once", seen.paths, seen.top)
	}
}

// TestLoaderRefuses: other origins, other paths, other records, too much.
func TestLoaderRefuses(t *testing.T) {
	var hits atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		if r.Header.Get("Authorization") != "" {
			t.Error("a request to another origin was signed")
		}
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "http://192.0.2.1/", http.StatusFound)
			return
		}
		w.Header().Set("Content-Type", "text/turtle")
		fmt.Fprint(w, "<urn:a> a <urn:B> .")
	}))
	defer other.Close()
	srv, c := ready(t)
	record := srv.URL() + "/records/" + rich
	allowed := c.Loader(fetch.WithOrigin(other.URL, fetch.OpenOptions{}))
	cases := []struct {
		name   string
		loader query.Loader
		iri    string
		want   error
	}{
		{"another origin", c.Loader(), other.URL + "/x", fetch.ErrOrigin},
		{"another scheme", c.Loader(), strings.Replace(record, "http:", "ftp:", 1), fetch.ErrOrigin},
		{"a file", c.Loader(), "file:///etc/passwd", fetch.ErrOrigin},
		{"no URL", c.Loader(), "urn:a", fetch.ErrOrigin},
		{"user info", c.Loader(), strings.Replace(record, "//", "//a:b@", 1), fetch.ErrOrigin},
		{"dot segments", c.Loader(), record + "/../" + tiny + "/demographics", fetch.ErrOrigin},
		{"another record", c.Loader(), srv.URL() + "/records/" + tiny + "/demographics", fetch.ErrNoToken},
		{"nothing there", c.Loader(), record + "/nothing/", fetch.ErrNotFound},
		{"more bytes than allowed", c.Loader(fetch.WithLoaderLimits(0, 100)), record + "/medications/", fetch.ErrTooLarge},
		{"an allowed origin", allowed, other.URL + "/x", nil},
		{"away from an allowed origin", allowed, other.URL + "/away", fetch.ErrRedirect},
		{"a third origin", allowed, "http://192.0.2.1/", fetch.ErrOrigin},
	}
	for _, x := range cases {
		g, err := x.loader(t.Context(), x.iri)
		if !errors.Is(err, x.want) || x.want == nil && (err != nil || g.Len() != 1) {
			t.Errorf("%s: %v, expected %v", x.name, err, x.want)
		}
	}
	if n := hits.Load(); n != 2 {
		t.Errorf("the other origin was asked %d times", n)
	}
	few := c.Loader(fetch.WithLoaderLimits(1, 0))
	if _, err := few(t.Context(), record+"/problems/"); err != nil {
		t.Error(err)
	}
	if _, err := few(t.Context(), record+"/medications/"); !errors.Is(err, fetch.ErrTooMany) {
		t.Errorf("more documents than allowed: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Loader()(ended, record+"/problems/"); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}
