package sandbox_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/fetch/oauth"
	"github.com/trivet-rdf/trivet/fetch/sandbox"
)

// authorizeURL takes a request token for a record and gives the page that asks
// the user.
func authorizeURL(t *testing.T, srv *sandbox.Server, record string) string {
	t.Helper()
	body := url.Values{"oauth_callback": {"oob"}, "smart_record_id": {record}}.Encode()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL()+"/oauth/request_token", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", oauth.FormType)
	signer := oauth.Signer{Consumer: "my-app@apps.smartplatforms.org", Keys: oauth.Keys{ConsumerSecret: sandbox.DefaultSecret}}
	if err := signer.Sign(req, []byte(body), oauth.Token{}); err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	resp, err := transport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var reply bytes.Buffer
	if _, err := reply.ReadFrom(resp.Body); err != nil {
		t.Fatal(err)
	}
	values, err := url.ParseQuery(reply.String())
	if err != nil || values.Get("oauth_token") == "" {
		t.Fatalf("request token: %s: %s", resp.Status, reply.String())
	}
	return srv.URL() + "/oauth/authorize?oauth_token=" + values.Get("oauth_token")
}

// TestVisitors: the empty fields of a visitor stand for the demo user's, one by
// one, and what is given is used.
func TestVisitors(t *testing.T) {
	srv := sandbox.New(t)
	cases := []struct {
		name string
		v    sandbox.Visitor
		want string // in the callback, or in the error
	}{
		{"nothing given", sandbox.Visitor{}, "oauth_verifier="},
		{"the demo user without a password", sandbox.Visitor{Email: sandbox.DefaultUser}, "oauth_verifier="},
		{"the demo user's password alone", sandbox.Visitor{Password: "demo"}, "oauth_verifier="},
		{"another user", sandbox.Visitor{Email: "nurse@sandbox.example"}, "oauth_verifier="},
		{"a wrong password", sandbox.Visitor{Password: "wrong"}, "the login failed"},
		{"a stranger", sandbox.Visitor{Email: "stranger@sandbox.example"}, "the login failed"},
		{"someone who refuses", sandbox.Visitor{Deny: true}, sandbox.ErrDenied.Error()},
	}
	for _, c := range cases {
		record := "1000001"
		if c.v.Deny { // one that was not agreed to before
			record = "1000002"
		}
		got, err := c.v.Consent(t.Context(), authorizeURL(t, srv, record))
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, not %q", c.name, got, c.want)
		}
	}
	if got := (sandbox.Visitor{}).String(); got != "visitor "+sandbox.DefaultUser {
		t.Errorf("the zero visitor prints as %q", got)
	}
}
