package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestEndpoint(t *testing.T) {
	dir := folder(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		text := string(body)
		if form, err := url.ParseQuery(text); err == nil && form.Get("query") != "" {
			text = form.Get("query")
		}
		w.Header().Set("Content-Type", "application/sparql-results+json")
		switch {
		case strings.Contains(text, "ASK"):
			_, _ = io.WriteString(w, `{"head":{},"boolean":false}`)
		case strings.Contains(text, "PREFIX e: <http://e.example/>"):
			_, _ = io.WriteString(w, `{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"literal","value":"one"}},{"s":{"type":"literal","value":"two"}}]}}`)
		case strings.Contains(text, "CONSTRUCT"):
			w.Header().Set("Content-Type", "text/turtle")
			_, _ = io.WriteString(w, "<http://example.org/far> <http://example.org/p> 1 .")
		default:
			http.Error(w, "no", http.StatusTeapot)
		}
	}))
	defer server.Close()
	at := []string{"--endpoint", server.URL}
	for _, tt := range []struct {
		args   []string
		stdout string
		status int
	}{
		{[]string{"query", "--prefix", "e: <http://e.example/>", "-e", "SELECT ?s { ?s a e:x }"}, "?s\n\"one\"\n\"two\"\n", exitOK},
		{[]string{"query", "--prefix", "e: <http://e.example/>", "--limit", "1", "-f", "count", "-e", "SELECT ?s { ?s a e:x }"}, "1\n", exitOK},
		{[]string{"query", "-f", "nt", "-e", "CONSTRUCT WHERE { ?s ?p ?o }"}, "<http://example.org/far> <http://example.org/p> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n", exitOK},
		{[]string{"ask", "-e", "{ ?s ?p ?o }"}, "false\n", exitOK},
		{[]string{"ask", "--exit", "-e", "{ ?s ?p ?o }"}, "", exitFalse},
		{[]string{"query", "-e", "SELECT nonsense"}, "", exitError},
		{[]string{"query", "-d", "people.ttl", "-e", "ASK {}"}, "", exitUsage},
	} {
		if got := trivet(t, dir, "", append(tt.args, at...)...); got.stdout != tt.stdout || got.status != tt.status {
			t.Errorf("%q: status %d, %q %s", tt.args, got.status, got.stdout, got.stderr)
		}
	}
	got := trivet(t, dir, "ASK { ?s ?p ?o }\n", "repl", "--endpoint", server.URL)
	if got.stdout != "false\n" {
		t.Errorf("repl: %q %s", got.stdout, got.stderr)
	}
	if got := trivet(t, dir, "", "query", "--endpoint", "http://127.0.0.1:1/", "-e", "ASK {}"); got.status != exitNetwork {
		t.Errorf("unreachable: status %d %s", got.status, got.stderr)
	}
}
