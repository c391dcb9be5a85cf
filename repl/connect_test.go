package repl

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query/serve"
)

// endpoint answers every SPARQL request with fixed answers and keeps the texts.
func endpoint(t *testing.T, texts *[]string) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		text := string(body)
		if form, err := url.ParseQuery(text); err == nil && form.Get("query")+form.Get("update") != "" {
			text = form.Get("query") + form.Get("update")
		}
		if text == "" {
			text = r.URL.Query().Get("query")
		}
		if strings.Contains(text, "LIMIT") { // a question for completion
			http.Error(w, "too dear", http.StatusForbidden)
			return
		}
		*texts = append(*texts, text)
		switch {
		case strings.Contains(text, "CONSTRUCT"):
			w.Header().Set("Content-Type", "text/turtle")
			_, _ = io.WriteString(w, "<http://example.org/far> <http://example.org/p> 1 .")
		case strings.Contains(text, "ASK"):
			w.Header().Set("Content-Type", "application/sparql-results+json")
			_, _ = io.WriteString(w, `{"head":{},"boolean":true}`)
		case strings.Contains(text, "SELECT"):
			w.Header().Set("Content-Type", "application/sparql-results+json")
			_, _ = io.WriteString(w, `{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"http://example.org/far"}}]}}`)
		case strings.Contains(text, "INSERT"):
			w.WriteHeader(http.StatusOK)
		default:
			http.Error(w, "no \x1b[2J", http.StatusTeapot)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL + "/sparql"
}

func TestConnect(t *testing.T) {
	var texts []string
	address := endpoint(t, &texts)
	h := newHarness(t, nil)
	h.feed(t, ".connect "+address)
	h.take()
	if u, _ := url.Parse(address); h.Prompt() != "trivet "+u.Host+"> " {
		t.Errorf("prompt %q", h.Prompt())
	}
	for _, tt := range []struct{ line, out, errs string }{
		{"SELECT ?s { ?s a ex:Place }", "ex:far", "1 row"},
		{"ASK { ex:ann ?p ?o }", "true\n", ""},
		{"CONSTRUCT WHERE { ?s ?p ?o }", "ex:far ex:p 1", "1 triple"},
		{"INSERT DATA { ex:a ex:b 1 }", "", "done"},
		{"SELECT ?s { ?s a ) }", "", "error:"},
		{".connect", "", address},
		{"DESCRIBE ex:ann", "", "error:"},
	} {
		h.feed(t, tt.line)
		out, errs := h.take()
		if !strings.Contains(out, tt.out) || !strings.Contains(errs, tt.errs) || strings.ContainsRune(out+errs, 0x1b) {
			t.Errorf("%s: %q %q", tt.line, out, errs)
		}
	}
	if len(texts) != 5 || texts[0] != "PREFIX ex: <http://example.org/>\nSELECT ?s { ?s a ex:Place }" {
		t.Errorf("sent %q", texts)
	}
	h.feed(t, ".let s ex:ann\nSELECT ?s { ?s ?p ?o }\n.let s")
	if _, errs := h.take(); !strings.Contains(errs, ".let does not reach") || len(texts) != 5 {
		t.Errorf(".let: %q", errs)
	}
	h.feed(t, ".connect off\nSELECT ?s { ?s a ex:Place }")
	if out, _ := h.take(); !strings.Contains(out, "ex:town") || h.Prompt() != "trivet> " {
		t.Errorf("back home: %q %q", out, h.Prompt())
	}
	h.feed(t, ".connect ftp://x/\n.connect a b")
	if _, errs := h.take(); strings.Count(errs, "error:") != 2 {
		t.Errorf("wrong calls: %q", errs)
	}
}

// TestConnectCompletes: while connected, completion is from the endpoint's data, by
// statistics queries on samples; afterwards from the session's again.
func TestConnectCompletes(t *testing.T) {
	g, err := graph.Load(context.Background(), strings.NewReader(`<urn:s> a <http://far.example/Thing> ; <http://far.example/size> 1 .`), graph.WithFormat(rdfio.Turtle))
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	handler := serve.New(g, serve.Options{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(body))
		texts = append(texts, form.Get("query"))
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		handler.ServeHTTP(w, r)
	}))
	defer server.Close()
	h := newHarness(t, nil)
	offers := func(line, want string) bool {
		for _, c := range h.Complete(line, len(line)).Items {
			if strings.Contains(c.Text, want) {
				return true
			}
		}
		return false
	}
	h.feed(t, ".connect "+server.URL+"/sparql")
	if _, errs := h.take(); strings.Contains(errs, "only part") {
		t.Errorf("connecting: %q", errs)
	}
	for _, text := range texts {
		if !strings.Contains(text, "LIMIT") {
			t.Errorf("not a sample: %s", text)
		}
	}
	if !offers("SELECT * { ?s a ", "far.example/Thing") || !offers("SELECT * { ?s ", "far.example/size") || offers("SELECT * { ?s a ", "Person") {
		t.Error("the endpoint's terms are not offered, or others are")
	}
	h.feed(t, ".connect off")
	if offers("SELECT * { ?s a ", "far.example/Thing") || !offers("SELECT * { ?s a ", "Person") {
		t.Error("after .connect off")
	}
}
