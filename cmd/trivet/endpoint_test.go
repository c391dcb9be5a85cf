package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/sandbox"
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/serve"
)

const endpointToken = "0123456789abcdef"

// far serves a graph.
func far(t *testing.T, g *graph.Graph) string {
	t.Helper()
	server := httptest.NewServer(serve.New(g, serve.Options{Updates: true, Token: endpointToken}))
	t.Cleanup(server.Close)
	return server.URL
}

// TestEndpointCommands: every command that has data of its own can have an
// endpoint's.
func TestEndpointCommands(t *testing.T) {
	dir, g := folder(t), graph.New()
	base := far(t, g)
	for name, text := range map[string]string{"auth": "bearer " + endpointToken, "open": "bearer x", "bad": "token", "wrong": "bearer x"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(filepath.Join(dir, "open"), 0o644); err != nil {
		t.Fatal(err)
	}
	at := []string{"--endpoint", base + "/sparql", "--endpoint-auth", "auth"}
	for _, tt := range []struct {
		args   []string
		stdout string // part of it
		stderr string
		status int
	}{
		{[]string{"load", "people.ttl", "--graph", "urn:g"}, "", "statements sent to", exitOK},
		{[]string{"load", "people.ttl", "--graph-store", base + "/graphs", "--batch", "2"}, "", "statements sent to", exitOK},
		{[]string{"update", "-e", "INSERT DATA { <urn:new> a <urn:Kind> ; <urn:size> 7 }"}, "", "done by", exitOK},
		{[]string{"update", "-e", "INSERT DATA { <urn:new> "}, "", "error", exitError},
		{[]string{"update", "-o", "x.ttl", "-e", "CLEAR ALL"}, "", "trivet save --endpoint", exitUsage},
		{[]string{"query", "-f", "csv", "-e", "SELECT ?n { <urn:new> <urn:size> ?n }"}, "n\r\n7\r\n", "", exitOK},
		{[]string{"describe", "<urn:new>"}, "urn:size", "", exitOK},
		{[]string{"stats", "-f", "csv"}, "class,urn:Kind,1", "", exitOK},
		{[]string{"bench", "-q", "q.rq", "--repeat", "1"}, "q.rq", "", exitOK},
		{[]string{"save", "--graph", "urn:g", "-o", "back.nt"}, "", "", exitOK},
		{[]string{"save", "people.ttl", "-o", "back.nt"}, "", "usage", exitUsage},
		{[]string{"stats", "people.ttl"}, "", "usage", exitUsage},
		{[]string{"load", "people.ttl", "--batch", "0"}, "", "--batch", exitUsage},
		{[]string{"load", "people.ttl", "--endpoint-auth", "open"}, "", "chmod 600", exitUsage},
		{[]string{"load", "people.ttl", "--endpoint-auth", "wrong"}, "", "wants to know who asks", exitError},
		{[]string{"load", "people.ttl", "--endpoint-auth", "bad"}, "", "bearer TOKEN", exitUsage},
		{[]string{"load", "people.ttl", "--endpoint", "ftp://x"}, "", "http", exitUsage},
	} {
		if err := os.WriteFile(filepath.Join(dir, "q.rq"), []byte("ASK { ?s ?p ?o }"), 0o600); err != nil {
			t.Fatal(err)
		}
		got := trivet(t, dir, "", append(append([]string{tt.args[0]}, at...), tt.args[1:]...)...)
		if got.status != tt.status || !strings.Contains(got.stdout, tt.stdout) || !strings.Contains(got.stderr, tt.stderr) {
			t.Errorf("%q: status %d, %q %q", tt.args, got.status, got.stdout, got.stderr)
		}
	}
	if got := trivet(t, dir, "", "diff", "people.ttl", "back.nt"); got.status != exitOK {
		t.Errorf("what was fetched back: %s", got.stdout)
	}
}

// TestLoadGoesOn: an upload that breaks off says how to go on, and does.
func TestLoadGoesOn(t *testing.T) {
	dir, g := folder(t), graph.New()
	var lines strings.Builder
	for i := range 30 {
		lines.WriteString("<urn:s> <urn:p> " + strings.Repeat("1", i+1) + " .\n")
	}
	if err := os.WriteFile(filepath.Join(dir, "many.ttl"), []byte(lines.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	served := serve.New(g, serve.Options{Updates: true, Token: endpointToken})
	n := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n++; n == 3 {
			http.Error(w, "down", http.StatusInternalServerError)
			return
		}
		served.ServeHTTP(w, r)
	}))
	defer server.Close()
	env := []string{"TRIVET_ENDPOINT_AUTH=bearer " + endpointToken}
	args := []string{"load", "many.ttl", "--endpoint", server.URL + "/sparql", "--batch", "10"}
	got := trivetEnv(t, dir, "", env, args...)
	if got.status == exitOK || !strings.Contains(got.stderr, "--skip 20") || g.Len() != 20 {
		t.Fatalf("%+v, %d stored", got, g.Len())
	}
	got = trivetEnv(t, dir, "", env, append(args, "--skip", "20")...)
	if got.status != exitOK || !strings.Contains(got.stderr, "10 statements sent") || g.Len() != 30 {
		t.Errorf("%+v, %d stored", got, g.Len())
	}
}

// TestShipRecord: one command takes a SMART record to an endpoint.
func TestShipRecord(t *testing.T) {
	container, err := sandbox.Open(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := container.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	defer container.Close()
	dir, g := folder(t), graph.New()
	store := fetch.NewFileStore(filepath.Join(dir, "config", "trivet", "tokens"))
	client, err := fetch.New(fetch.Config{APIBase: container.URL(), ConsumerKey: demoApp, ConsumerSecret: sandbox.DefaultSecret, Tokens: store})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	consent := func(page string) error {
		callback, err := sandbox.Visitor{Email: sandbox.DefaultUser, Password: "demo"}.Consent(t.Context(), page)
		if err != nil {
			return err
		}
		res, err := http.Get(callback)
		if err == nil {
			err = res.Body.Close()
		}
		return err
	}
	if _, err := client.Login(t.Context(), fetch.LoginOptions{Record: demoRecord, Open: consent}); err != nil {
		t.Fatal(err)
	}
	base := far(t, g)
	env := []string{"TRIVET_ENDPOINT_AUTH=bearer " + endpointToken, "XDG_CONFIG_HOME=" + filepath.Join(dir, "config")}
	got := trivetEnv(t, dir, "", env, "fetch", "record", "--record", demoRecord, "--container", container.URL(), "--endpoint", base+"/sparql", "--graph", "urn:record")
	if got.status != exitOK || !strings.Contains(got.stderr, "statements sent") {
		t.Fatalf("%+v", got)
	}
	want := trivetEnv(t, dir, "", env, "fetch", "record", "--record", demoRecord, "--container", container.URL(), "-f", "nt")
	if n := strings.Count(want.stdout, "\n"); n < 100 || g.Len() != n {
		t.Errorf("%d triples of %d arrived", g.Len(), n)
	}
}
