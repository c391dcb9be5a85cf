//go:build unix

package main

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// askServer sends a query to a server and gives the answer as CSV.
func askServer(t *testing.T, base, text string) string {
	t.Helper()
	req, err := http.NewRequest("GET", base+"sparql?query="+url.QueryEscape(text), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "text/csv")
	return answerOf(t, req)
}

func answerOf(t *testing.T, req *http.Request) string {
	t.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode/100 != 2 {
		t.Fatalf("%s: %s %s %v", req.URL, res.Status, body, err)
	}
	return string(body)
}

// serving starts a server and gives it with its address.
func serving(t *testing.T, dir string, args ...string) (*running, string) {
	t.Helper()
	r := start(t, dir, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	line, err := r.stdout.ReadString('\n')
	if err != nil {
		t.Fatalf("%v: %s", err, r.stderr.String())
	}
	return r, strings.TrimSpace(line)
}

// TestServe: a server answers, takes an update from who has the token, ends with
// Ctrl-C, and knows the update when it is started again.
func TestServe(t *testing.T) {
	const count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
	dir := folder(t)
	if err := os.WriteFile(filepath.Join(dir, "token"), []byte("0123456789abcdef\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r, base := serving(t, dir, "-d", "people.ttl", "--data", "store", "--update", "--token-file", "token")
	before := askServer(t, base, count)
	form := url.Values{"update": {"INSERT DATA { <urn:a> <urn:b> <urn:c> }"}}
	req, _ := http.NewRequest("POST", base+"sparql", strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Bearer 0123456789abcdef")
	answerOf(t, req)
	after := askServer(t, base, count)
	if before == after {
		t.Errorf("%q before and after", before)
	}
	if got := trivet(t, dir, "", "serve", "--data", "store"); got.status == exitOK || !strings.Contains(got.stderr, "in use") {
		t.Errorf("a second server: %+v", got)
	}
	http.DefaultClient.CloseIdleConnections()
	if status := r.interrupt(); status != exitOK {
		t.Errorf("status %d: %s", status, r.stderr.String())
	}
	r, base = serving(t, dir, "--data", "store")
	if got := askServer(t, base, count); got != after {
		t.Errorf("%q after the restart, %q before", got, after)
	}
	http.DefaultClient.CloseIdleConnections()
	if status := r.interrupt(); status != exitOK {
		t.Errorf("status %d: %s", status, r.stderr.String())
	}
	if got := trivet(t, dir, "", "serve", "-d", "people.ttl", "--data", "store"); got.status != exitUsage || !strings.Contains(got.stderr, "holds a graph already") {
		t.Errorf("%+v", got)
	}
}

// TestServeRefuses: flags that do not go together.
func TestServeRefuses(t *testing.T) {
	dir := folder(t)
	for name, c := range map[string]struct {
		text string
		mode os.FileMode
	}{"short": {"abc", 0o600}, "open": {"0123456789abcdef", 0o644}} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(c.text), c.mode); err != nil {
			t.Fatal(err)
		}
	}
	for args, want := range map[string]string{
		"--update":                      "needs a token",
		"--update|--token-file|short":   "too short",
		"--update|--token-file|open":    "chmod 600",
		"--log|loud":                    "off, text or json",
		"--data|people.ttl":             "is a file",
		"--service|ftp://example.org":   "endpoint",
		"--update|--token-file|nothing": "nothing",
		"-d|nowhere.ttl|--data|fresh":   "nowhere.ttl",
	} {
		got := trivet(t, dir, "", append([]string{"serve", "--addr", "127.0.0.1:0"}, strings.Split(args, "|")...)...)
		if got.status == exitOK || !strings.Contains(got.stderr, want) || got.stdout != "" {
			t.Errorf("%s: %+v, want %q", args, got, want)
		}
	}
}
