package fetch_test

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/oauth"
)

// verifying is a server that answers signed requests only, over TLS or not.
func verifying(t *testing.T, tls bool, method oauth.Method, keys oauth.Keys) *httptest.Server {
	v := oauth.NewVerifier(func(consumer, token string) (oauth.Keys, bool) {
		return keys, consumer == appID && (token == "" || token == "t")
	}, oauth.VerifierOptions{Methods: []oauth.Method{method}})
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			_, err = v.Verify(r, body)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		fmt.Fprint(w, r.Method)
	}))
	if tls {
		srv.StartTLS()
	} else {
		srv.Start()
	}
	t.Cleanup(srv.Close)
	return srv
}

// TestMethods: a server that takes one signature method takes the client's.
func TestMethods(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		method oauth.Method
		tls    bool
		config fetch.Config
		keys   oauth.Keys
	}{
		{oauth.HMACSHA1, false, fetch.Config{ConsumerSecret: "c"}, oauth.Keys{ConsumerSecret: "c", TokenSecret: "s"}},
		{oauth.HMACSHA256, false, fetch.Config{ConsumerSecret: "c"}, oauth.Keys{ConsumerSecret: "c", TokenSecret: "s"}},
		{oauth.RSASHA1, false, fetch.Config{PrivateKey: key}, oauth.Keys{Public: &key.PublicKey}},
		{oauth.Plaintext, true, fetch.Config{ConsumerSecret: "c"}, oauth.Keys{ConsumerSecret: "c", TokenSecret: "s"}},
	}
	for _, x := range cases {
		srv := verifying(t, x.tls, x.method, x.keys)
		config := x.config
		config.APIBase, config.ConsumerKey, config.Method, config.Transport = srv.URL, appID, x.method, srv.Client().Transport
		c, err := fetch.New(config)
		if err != nil {
			t.Fatal(err)
		}
		c.Use(&fetch.Token{Key: "t", Secret: "s"})
		if resp, err := c.Get(t.Context(), "/x?a=1&a=2"); err != nil || string(resp.Body) != "GET" {
			t.Errorf("%s: %v, %v", x.method, resp, err)
		}
		c.Use(&fetch.Token{Key: "other", Secret: "s"})
		if _, err := c.Get(t.Context(), "/x"); !errors.Is(err, fetch.ErrUnauthorized) {
			t.Errorf("%s with another token: %v", x.method, err)
		}
		c.Close()
	}
}

// TestMethodConfigs: what a method needs is asked for, and a hand-off signed
// with an empty secret is not taken for one.
func TestMethodConfigs(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		config fetch.Config
		want   string
	}{
		{fetch.Config{Method: "HMAC-MD5", ConsumerSecret: "c"}, "expected HMAC-SHA1"},
		{fetch.Config{Method: oauth.RSASHA1, ConsumerSecret: "c"}, "PrivateKey"},
		{fetch.Config{Method: oauth.HMACSHA1, PrivateKey: key}, "ConsumerSecret"},
		{fetch.Config{Method: oauth.Plaintext, ConsumerSecret: "c"}, "https"},
		{fetch.Config{Method: oauth.Plaintext, ConsumerSecret: "c", AllowPlainHTTP: true}, "https"},
	}
	for _, x := range cases {
		x.config.APIBase, x.config.ConsumerKey = "http://localhost:7000", appID
		if _, err := fetch.New(x.config); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v, expected %q", x.config.Method, err, x.want)
		}
	}
	c, err := fetch.New(fetch.Config{APIBase: "http://localhost:7000", ConsumerKey: appID, Method: oauth.RSASHA1, PrivateKey: key})
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprintf("%+v %#v", fetch.Config{PrivateKey: key}, c); strings.Contains(text, key.D.String()) {
		t.Error("the private key prints")
	}
	r, err := http.NewRequest(http.MethodGet, "http://localhost:8000/?x=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	forged := &oauth.Signer{Consumer: appID}
	extra := []oauth.Param{{Name: "smart_oauth_token", Value: "k"}, {Name: "smart_oauth_token_secret", Value: "s"}, {Name: "smart_container_api_base", Value: "http://localhost:7000"}}
	if err := forged.Sign(r, nil, oauth.Token{}, extra...); err != nil {
		t.Fatal(err)
	}
	if token, err := c.Handoff(r.URL.String() + "&oauth_header=" + strings.ReplaceAll(strings.ReplaceAll(r.Header.Get("Authorization"), "%", "%25"), " ", "%20")); !errors.Is(err, fetch.ErrCallback) {
		t.Errorf("a hand-off without a secret: %v, %v", token, err)
	}
}
