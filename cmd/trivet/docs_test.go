package main

import (
	"bytes"
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/sandbox"
	"github.com/trivet-rdf/trivet/repl"
)

// TestDocsAreCurrent compares docs/man and docs/completions with what the
// commands give now.
func TestDocsAreCurrent(t *testing.T) {
	dir := t.TempDir()
	if got := trivet(t, dir, "", "docs", "."); got.status != exitOK {
		t.Fatal(got.stderr)
	}
	files := 0
	for _, folder := range []string{"man", "completions"} {
		made, err := os.ReadDir(filepath.Join(dir, folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range made {
			files++
			name := filepath.Join(folder, f.Name())
			want, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := os.ReadFile(filepath.Join("..", "..", "docs", name)); err != nil || !bytes.Equal(got, want) {
				t.Errorf("docs/%s is not what the commands give now: make docs writes it anew (%v)", name, err)
			}
		}
	}
	if files < 20 {
		t.Errorf("only %d files", files)
	}
}

// TestTour types the lines of the tour.
func TestTour(t *testing.T) {
	help := trivet(t, t.TempDir(), "", "help", "tour")
	if help.status != exitOK || !strings.Contains(help.stdout, "Ten minutes with the shell") {
		t.Fatalf("%q %s", help.stdout, help.stderr)
	}
	server := sandbox.New(t)
	client, err := fetch.New(fetch.Config{APIBase: server.URL(), ConsumerKey: demoApp, ConsumerSecret: sandbox.DefaultSecret})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ctx := t.Context()
	auth, err := client.RequestToken(ctx, demoRecord)
	if err != nil {
		t.Fatal(err)
	}
	callback, err := sandbox.Visitor{Email: sandbox.DefaultUser, Password: "demo"}.Consent(ctx, auth.URL)
	if err != nil {
		t.Fatal(err)
	}
	if err := exchange(ctx, client, auth, callback); err != nil {
		t.Fatal(err)
	}
	record, err := client.Record(ctx, demoRecord)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	s := repl.New(repl.Config{
		Graph: record, Out: &out, Err: &out, Interactive: true, Terminal: true, Prefixes: demoPrefixes(),
		Record: repl.RecordConfig{Client: client, RecordID: demoRecord},
	})
	for line := range strings.Lines(help.stdout) {
		typed, ok := strings.CutPrefix(strings.TrimSpace(line), "trivet> ")
		if !ok {
			continue
		}
		out.Reset()
		if s.Feed(ctx, typed) != repl.Ready || out.Len() == 0 && !strings.HasPrefix(typed, ".mode") || strings.Contains(out.String(), "error:") {
			t.Errorf("%s\n%s", typed, out.String())
		}
	}
}

// exchange ends the dance with the address the container sent the user to.
func exchange(ctx context.Context, client *fetch.Client, auth *fetch.Authorization, callback string) error {
	verifier, err := auth.Verifier(queryOf(callback))
	if err != nil {
		return err
	}
	_, err = client.Exchange(ctx, auth, verifier)
	return err
}

// queryOf is the query of an address.
func queryOf(address string) url.Values {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	return u.Query()
}
