package fetch_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/sandbox"
	"github.com/trivet-rdf/trivet/graph"
)

const (
	nsV   = "http://www.w3.org/2006/vcard/ns#"
	nsSP  = "http://smartplatforms.org/terms#"
	nsRDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
)

// given is the given name in a graph, or "".
func given(g *graph.Graph) string {
	for t := range g.Match(graph.Any, graph.NewIRI(nsV+"given-name"), graph.Any) {
		return t.O.Value()
	}
	return ""
}

// TestDance is the whole job: manifest, request token, consent, verifier,
// exchange, a signed GET, and the patient's name in a graph.
func TestDance(t *testing.T) {
	srv := sandbox.New(t)
	c := client(t, srv)
	m, err := c.Manifest(t.Context())
	if err != nil || m.APIBase != srv.URL() || len(m.Capabilities) < 20 {
		t.Fatalf("manifest %+v, %v", m, err)
	}
	launch, err := c.LaunchURL(t.Context())
	if err != nil || launch != srv.URL()+"/apps/"+appID+"/launch" {
		t.Errorf("launch URL %q, %v", launch, err)
	}
	token := dance(t, c, tiny)
	if token.RecordID != tiny || token.UserID != sandbox.DefaultUser || token.AppID != appID {
		t.Errorf("token for record %q, user %q", token.RecordID, token.UserID)
	}
	g, err := c.Graph(t.Context(), "/records/"+tiny+"/demographics")
	if err != nil {
		t.Fatal(err)
	}
	if given(g) != "Ada" {
		t.Errorf("given name %q", given(g))
	}
}

// TestDanceAgainstAnOldContainer: no oauth_callback_confirmed, as the
// reference container, is no failure.
func TestDanceUnconfirmed(t *testing.T) {
	srv := sandbox.New(t)
	srv.Inject(sandbox.Fault{Path: "/oauth/request_token", Status: 200, Body: "oauth_token=a&oauth_token_secret=b", ContentType: "text/plain"})
	a, err := client(t, srv).RequestToken(t.Context(), tiny)
	if err != nil || a.Token != "a" {
		t.Errorf("%v, %v", a, err)
	}
	srv.ClearFaults()
	srv.Inject(sandbox.Fault{Path: "/oauth/request_token", Status: 200, Body: "oauth_token=a&oauth_token_secret=b&oauth_callback_confirmed=false"})
	if _, err := client(t, srv).RequestToken(t.Context(), tiny); err == nil {
		t.Error("an unconfirmed callback was accepted")
	}
}

func TestLogin(t *testing.T) {
	srv := sandbox.New(t)
	c := client(t, srv)
	open, wait := browse(t, sandbox.Visitor{})
	token, err := c.Login(t.Context(), fetch.LoginOptions{Record: tiny, Open: open})
	wait()
	if err != nil {
		t.Fatal(err)
	}
	again, err := c.Login(t.Context(), fetch.LoginOptions{Record: tiny}) // no Open: it must not be needed
	if err != nil || again.Key != token.Key {
		t.Errorf("the stored token was not used: %v, %v", again, err)
	}
	srv.ExpireTokens()
	open, wait = browse(t, sandbox.Visitor{})
	fresh, err := c.Login(t.Context(), fetch.LoginOptions{Record: tiny, Open: open})
	wait()
	if err != nil || fresh.Key == token.Key {
		t.Errorf("after expiry: %v, %v", fresh, err)
	}
}

// TestLoginChoosing: the app names no record, the user picks one.
func TestLoginChoosing(t *testing.T) {
	c := client(t, sandbox.New(t))
	open, wait := browse(t, sandbox.Visitor{Record: "1000006"})
	token, err := c.Login(t.Context(), fetch.LoginOptions{Open: open})
	wait()
	if err != nil || token.RecordID != "1000006" {
		t.Fatalf("%v, %v", token, err)
	}
	if g, err := c.Graph(t.Context(), "/records/1000006/demographics"); err != nil || given(g) != "花子" {
		t.Errorf("%v", err)
	}
}

// TestLoginByCode: an app without a callback; the user copies the verifier.
func TestLoginByCode(t *testing.T) {
	srv := sandbox.New(t)
	if err := srv.App("cli@example.org", "s3cret", ""); err != nil {
		t.Fatal(err)
	}
	c := client(t, srv, func(f *fetch.Config) { f.ConsumerKey, f.ConsumerSecret = "cli@example.org", "s3cret" })
	var shown string
	open := func(address string) error { shown = address; return nil }
	ask := func(ctx context.Context) (string, error) { return sandbox.Visitor{}.Consent(ctx, shown) }
	token, err := c.Login(t.Context(), fetch.LoginOptions{Record: tiny, Open: open, Ask: ask})
	if err != nil || token.RecordID != tiny {
		t.Fatalf("%v, %v", token, err)
	}
	for _, wrong := range []string{"", "wrong", "http://localhost/?oauth_token=x&oauth_verifier=y"} {
		_, err := c.Login(t.Context(), fetch.LoginOptions{Record: tiny, Fresh: true, Open: open, Ask: func(context.Context) (string, error) { return wrong, nil }})
		if !errors.Is(err, fetch.ErrCallback) && !errors.Is(err, fetch.ErrUnauthorized) {
			t.Errorf("answer %q: %v", wrong, err)
		}
	}
}

func TestLoginDenied(t *testing.T) {
	c := client(t, sandbox.New(t))
	var consent error
	open := func(address string) error {
		_, consent = sandbox.Visitor{Deny: true}.Consent(t.Context(), address)
		return consent
	}
	if _, err := c.Login(t.Context(), fetch.LoginOptions{Record: tiny, Open: open}); !errors.Is(err, sandbox.ErrDenied) {
		t.Errorf("%v", err)
	}
}

func TestLoginCancelled(t *testing.T) {
	c := client(t, sandbox.New(t))
	ctx, cancel := context.WithCancel(t.Context())
	open := func(string) error { cancel(); return nil }
	if _, err := c.Login(ctx, fetch.LoginOptions{Record: tiny, Open: open}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// TestForeignCallback41 sends a callback with another login's token to the
// listener: the session must not take it over.
func TestForeignCallback41(t *testing.T) {
	srv := sandbox.New(t)
	attacker := client(t, srv)
	mine, err := attacker.RequestToken(t.Context(), rich)
	if err != nil {
		t.Fatal(err)
	}
	stolen, err := sandbox.Visitor{}.Consent(t.Context(), mine.URL)
	if err != nil {
		t.Fatal(err)
	}
	foreign, _ := url.Parse(stolen)

	victim := client(t, srv)
	var browser sync.WaitGroup
	defer browser.Wait()
	open := func(address string) error {
		browser.Go(func() {
			callback, err := sandbox.Visitor{}.Consent(t.Context(), address)
			if err != nil {
				t.Errorf("%v", err)
				return
			}
			u, _ := url.Parse(callback)
			u.RawQuery = foreign.RawQuery
			if status := visit(t, u.String()); status != 400 {
				t.Errorf("the listener answered %d", status)
			}
		})
		return nil
	}
	_, err = victim.Login(t.Context(), fetch.LoginOptions{Record: tiny, Open: open})
	if !errors.Is(err, fetch.ErrCallback) {
		t.Fatalf("a foreign callback was accepted: %v", err)
	}
	if _, err := victim.Token(t.Context(), ""); !errors.Is(err, fetch.ErrNoToken) {
		t.Errorf("there is a token: %v", err)
	}
}

// TestVerifiers41: wrong, missing, reused and expired verifiers, and the
// verifier of another token.
func TestVerifiers41(t *testing.T) {
	now := time.Unix(1_500_000_000, 0)
	clock := func() time.Time { return now }
	srv := sandbox.New(t, sandbox.Options{Clock: clock})
	c := client(t, srv, func(f *fetch.Config) { f.Clock = clock })
	start := func() (*fetch.Authorization, string) {
		a, err := c.RequestToken(t.Context(), tiny)
		if err != nil {
			t.Fatal(err)
		}
		callback, err := sandbox.Visitor{}.Consent(t.Context(), a.URL)
		if err != nil {
			t.Fatal(err)
		}
		u, _ := url.Parse(callback)
		verifier, err := a.Verifier(u.Query())
		if err != nil {
			t.Fatal(err)
		}
		return a, verifier
	}
	exchange := func(a *fetch.Authorization, verifier string, want error) {
		t.Helper()
		if _, err := c.Exchange(t.Context(), a, verifier); !errors.Is(err, want) || err == nil {
			t.Errorf("got %v, want %v", err, want)
		}
	}
	a, va := start()
	b, vb := start()
	exchange(a, "", fetch.ErrCallback)
	again := fetch.NewAuthorization(a.Parts())
	exchange(again, vb, fetch.ErrUnauthorized)                             // another token's verifier
	exchange(fetch.NewAuthorization(a.Parts()), va, fetch.ErrUnauthorized) // the first wrong try has spent it
	if _, err := c.Exchange(t.Context(), b, vb); err != nil {
		t.Fatal(err)
	}
	exchange(b, vb, fetch.ErrCallback)                                     // the client remembers
	exchange(fetch.NewAuthorization(b.Parts()), vb, fetch.ErrUnauthorized) // so does the container
	late, vl := start()
	now = now.Add(11 * time.Minute)
	exchange(late, vl, fetch.ErrCallback)
	token, lateSecret, record, _ := late.Parts()
	exchange(fetch.NewAuthorization(token, lateSecret, record, now), vl, fetch.ErrUnauthorized)
}

func TestAuthorizationVerifier(t *testing.T) {
	a := fetch.NewAuthorization("tok", "s", "1", time.Time{})
	for query, want := range map[string]string{
		"oauth_token=tok&oauth_verifier=v":                  "v",
		"oauth_token=other&oauth_verifier=v":                "",
		"oauth_verifier=v":                                  "",
		"oauth_token=tok":                                   "",
		"oauth_token=tok&oauth_verifier=":                   "",
		"oauth_token=tok&oauth_token=tok&oauth_verifier=v":  "",
		"oauth_token=tok&oauth_verifier=v&oauth_verifier=w": "",
	} {
		values, _ := url.ParseQuery(query)
		got, err := a.Verifier(values)
		if got != want || (err == nil) != (want != "") || err != nil && !errors.Is(err, fetch.ErrCallback) {
			t.Errorf("%s: %q, %v", query, got, err)
		}
	}
}

// TestTokenLife: the container refuses a token after an hour, and the hint
// says what to do.
func TestTokenLife(t *testing.T) {
	now := time.Unix(1_500_000_000, 0)
	clock := func() time.Time { return now }
	srv := sandbox.New(t, sandbox.Options{Clock: clock})
	c := client(t, srv, func(f *fetch.Config) { f.Clock = clock })
	dance(t, c, tiny)
	now = now.Add(59 * time.Minute)
	if _, err := c.Get(t.Context(), "/records/"+tiny+"/demographics"); err != nil {
		t.Fatal(err)
	}
	now = now.Add(2 * time.Minute)
	_, err := c.Get(t.Context(), "/records/"+tiny+"/demographics")
	if !errors.Is(err, fetch.ErrUnauthorized) || !strings.Contains(err.Error(), "log in again") && !strings.Contains(err.Error(), "clock") {
		t.Errorf("%v", err)
	}
}
