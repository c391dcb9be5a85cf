package fetch_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/sandbox"
)

// TestRedaction44 prints every value that holds a secret in every way Go
// prints things, and every error a wrong secret leads to.
func TestRedaction44(t *testing.T) {
	const canary = "CANARY-93b1"
	srv := sandbox.New(t)
	if err := srv.App("c@example.org", canary, ""); err != nil {
		t.Fatal(err)
	}
	config := fetch.Config{APIBase: srv.URL(), ConsumerKey: "c@example.org", ConsumerSecret: canary}
	c, err := fetch.New(config)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	token := &fetch.Token{Key: "k", Secret: canary, RecordID: tiny}
	c.Use(token)
	auth := fetch.NewAuthorization("t", canary, tiny, time.Now())
	_, refused := c.Get(t.Context(), "/records/"+tiny+"/demographics?q="+canary)
	_, foreign := c.Get(t.Context(), "http://u:"+canary+"@attacker.example/?"+canary)
	_, exchange := c.Exchange(t.Context(), auth, canary)
	_, callback := auth.Verifier(url.Values{"oauth_token": {canary}, "oauth_verifier": {canary}})
	_, public := fetch.New(fetch.Config{APIBase: "ftp://" + "x", ConsumerKey: "a", ConsumerSecret: canary})
	_, surl := token.SURL()
	for _, err := range []error{refused, foreign, exchange, callback, public} {
		if err == nil {
			t.Fatal("a call that should fail did not")
		}
	}
	var log strings.Builder
	values := []any{
		config, &config, c, token, *token, auth, surl, fetch.Secret(canary), refused, foreign, exchange, callback, public, srv.Recent(),
		map[string]any{"t": token}, struct{ T *fetch.Token }{token}, []fetch.Token{*token}, sandbox.App{Secret: canary}, sandbox.User{Password: canary}, sandbox.Visitor{Password: canary},
	}
	for _, v := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&log, verb+"\n", v)
		}
		if j, err := json.Marshal(v); err == nil {
			log.Write(j)
		}
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v)
	}
	for _, leak := range []string{canary, fmt.Sprintf("%x", canary), string(surl)} {
		if i := strings.Index(log.String(), leak); i >= 0 {
			t.Errorf("a secret shows: ...%s", log.String()[max(0, i-200):i+40])
		}
	}
}

// TestDefaults48: no path through the package touches the process's default
// client and transport.
func TestDefaults48(t *testing.T) {
	client48, transport48 := *http.DefaultClient, http.DefaultTransport.(*http.Transport).Clone()
	tls48 := http.DefaultTransport.(*http.Transport).TLSClientConfig
	_, c := ready(t)
	if _, err := c.Record(t.Context(), rich); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Scratchpad(rich, "").Put(t.Context(), "text/plain", []byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := fetch.Open(t.Context(), c.APIBase()+"/ontology", fetch.OpenOptions{}); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(*http.DefaultClient, client48) {
		t.Error("http.DefaultClient was changed")
	}
	now := http.DefaultTransport.(*http.Transport)
	if now.MaxIdleConns != transport48.MaxIdleConns || now.TLSClientConfig != tls48 || now.ResponseHeaderTimeout != transport48.ResponseHeaderTimeout {
		t.Error("http.DefaultTransport was changed")
	}
	used := false
	http.DefaultTransport = roundTripper(func(*http.Request) (*http.Response, error) { used = true; return nil, errors.New("no") })
	defer func() { http.DefaultTransport = now }()
	if _, err := c.Get(t.Context(), richDemographics); err != nil || used {
		t.Errorf("the default transport was used: %v, %v", used, err)
	}
}
