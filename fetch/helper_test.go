package fetch_test

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/sandbox"
)

const (
	appID  = "my-app@apps.smartplatforms.org"
	secret = sandbox.DefaultSecret
	rich   = "1000001" // the sample patient with everything
	tiny   = "1000002"
)

// client is a client of a sandbox, closed with the test.
func client(t testing.TB, srv *sandbox.Server, change ...func(*fetch.Config)) *fetch.Client {
	t.Helper()
	config := fetch.Config{APIBase: srv.URL(), ConsumerKey: appID, ConsumerSecret: secret, Sleep: noSleep}
	for _, f := range change {
		f(&config)
	}
	c, err := fetch.New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// noSleep is the waiting of tests.
func noSleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }

// dance brings a client through the steps one by one, the way a web
// application does, with a visitor who agrees.
func dance(t testing.TB, c *fetch.Client, record string) *fetch.Token {
	t.Helper()
	ctx := t.Context()
	a, err := c.RequestToken(ctx, record)
	if err != nil {
		t.Fatal(err)
	}
	callback, err := sandbox.Visitor{Record: record}.Consent(ctx, a.URL)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(callback)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := a.Verifier(u.Query())
	if err != nil {
		t.Fatal(err)
	}
	token, err := c.Exchange(ctx, a, verifier)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// ready is a sandbox, and a client with a token for the rich patient.
func ready(t testing.TB, change ...func(*fetch.Config)) (*sandbox.Server, *fetch.Client) {
	t.Helper()
	srv := sandbox.New(t)
	c := client(t, srv, change...)
	dance(t, c, rich)
	return srv, c
}

// browse is an opener for Login: a visitor who agrees and whose browser then
// goes to the callback. wait ends when it has.
func browse(t testing.TB, v sandbox.Visitor) (open func(string) error, wait func()) {
	var running sync.WaitGroup
	return func(address string) error {
		running.Add(1)
		go func() {
			defer running.Done()
			callback, err := v.Consent(t.Context(), address)
			if err != nil {
				t.Errorf("consent: %v", err)
				return
			}
			visit(t, callback)
		}()
		return nil
	}, running.Wait
}

// visit opens a page and reads nothing of it.
func visit(t testing.TB, address string) int {
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Errorf("%v", err)
		return 0
	}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		t.Errorf("%v", err)
		return 0
	}
	resp.Body.Close()
	return resp.StatusCode
}

// roundTripper is a function as a transport.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
