package sandbox

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/fetch/oauth"
)

const (
	machineID     = "chrome@apps.example"
	machineSecret = "the machine's own"
	newID         = "new@apps.example"
)

func newManifest(id, callback string) string {
	return `{"id": "` + id + `", "name": "New", "description": "an app", "mode": "ui", "index": "http://localhost:9000/", ` +
		`"icon": "http://localhost:9000/i.png", "oauth_callback": "` + callback + `"}`
}

// withMachineApp is a container with a machine app, and that app's signature.
func withMachineApp(t *testing.T) (*Server, *caller, *oauth.Signer) {
	srv := New(t)
	m := Manifest{ID: machineID, Name: "Chrome", Description: "manages apps", Mode: "background"}
	if err := srv.AddApp(App{Manifest: m, Secret: machineSecret, Machine: true}); err != nil {
		t.Fatal(err)
	}
	return srv, newCaller(t, srv), &oauth.Signer{Consumer: machineID, Keys: oauth.Keys{ConsumerSecret: machineSecret}, Now: srv.o.Clock}
}

// TestMachineApps: an app is registered, its secret told, its manifest changed,
// and it is removed with its tokens.
func TestMachineApps(t *testing.T) {
	srv, c, sign := withMachineApp(t)
	path := "/apps/" + newID + "/manifest"
	put := func(callback string) {
		t.Helper()
		if got := c.do(http.MethodPut, path, "application/json", newManifest(newID, callback), sign); got.status != 200 || got.body != "ok" {
			t.Fatalf("PUT: %d %q", got.status, got.body)
		}
	}
	put("http://localhost:9000/one")
	credentials := func() map[string]string {
		t.Helper()
		got := c.do(http.MethodGet, "/apps/"+newID+"/credentials", "", "", sign)
		var out map[string]string
		if err := json.Unmarshal([]byte(got.body), &out); got.status != 200 || err != nil || len(out) != 2 || out["consumer_key"] != newID {
			t.Fatalf("credentials: %d %q", got.status, got.body)
		}
		return out
	}
	secret := credentials()["consumer_secret"]
	if len(secret) < 20 {
		t.Errorf("the secret %q can be guessed", secret)
	}
	asNew := &oauth.Signer{Consumer: newID, Keys: oauth.Keys{ConsumerSecret: secret}, Now: srv.o.Clock}
	form := url.Values{"oauth_callback": {"oob"}}.Encode()
	if got := c.do(http.MethodPost, "/oauth/request_token", oauth.FormType, form, asNew); got.status != 200 {
		t.Errorf("the new app's request token: %d", got.status)
	}
	srv.state.shares[share{"1000001", newID, DefaultUser}] = true
	put("http://localhost:9000/one")
	if !srv.state.shared(share{"1000001", newID, DefaultUser}) || credentials()["consumer_secret"] != secret {
		t.Error("the same manifest once more changed secret or consents")
	}
	put("http://localhost:9000/two")
	if srv.state.shared(share{"1000001", newID, DefaultUser}) || credentials()["consumer_secret"] != secret {
		t.Error("another callback has to be agreed to anew, with the same secret")
	}
	if got := c.do(http.MethodDelete, path, "", "", sign); got.status != 200 || got.body != "ok" {
		t.Errorf("DELETE: %d %q", got.status, got.body)
	}
	for _, gone := range []string{path, "/apps/" + newID + "/credentials"} {
		if got := c.do(http.MethodGet, gone, "", "", sign); got.status != 404 {
			t.Errorf("%s after DELETE: %d", gone, got.status)
		}
	}
	if got := c.do(http.MethodPost, "/oauth/request_token", oauth.FormType, form, asNew); got.status != 401 {
		t.Errorf("the removed app's request token: %d", got.status)
	}
}

// TestMachineRefusals: nobody else may, and what a machine app may not either.
func TestMachineRefusals(t *testing.T) {
	srv, c, sign := withMachineApp(t)
	good := newManifest(newID, "http://localhost:9000/")
	wrong := &oauth.Signer{Consumer: machineID, Keys: oauth.Keys{ConsumerSecret: "guessed"}, Now: srv.o.Clock}
	path := func(id string) string { return "/apps/" + id + "/manifest" }
	cases := []struct {
		name, method, path, body string
		sign                     *oauth.Signer
		status                   int
	}{
		{"unsigned", http.MethodPut, path(newID), good, nil, 401},
		{"a wrong secret", http.MethodPut, path(newID), good, wrong, 401},
		{"another app", http.MethodPut, path(newID), good, c.signer, 403},
		{"another app, itself", http.MethodDelete, path(testApp), "", c.signer, 403},
		{"another app's own secret", http.MethodGet, "/apps/" + testApp + "/credentials", "", c.signer, 403},
		{"another id", http.MethodPut, path("other@apps.example"), good, sign, 404},
		{"no JSON", http.MethodPut, path(newID), "{", sign, 400},
		{"a bad manifest", http.MethodPut, path(newID), strings.Replace(good, `"ui"`, `"none"`, 1), sign, 400},
		{"a callback that is a script", http.MethodPut, path(newID), newManifest(newID, "javascript:alert(1)"), sign, 400},
		{"itself", http.MethodPut, path(machineID), newManifest(machineID, ""), sign, 404},
		{"itself away", http.MethodDelete, path(machineID), "", sign, 404},
		{"its own secret", http.MethodGet, "/apps/" + machineID + "/credentials", "", sign, 404},
		{"an unknown app", http.MethodDelete, path(newID), "", sign, 404},
		{"an unknown app's secret", http.MethodGet, "/apps/" + newID + "/credentials", "", sign, 404},
		{"a record", http.MethodGet, "/records/1000001/demographics", "", sign, 403},
		{"a token of a record", http.MethodPost, "/apps/" + machineID + "/tokens/records/first", "", sign, 403},
		{"a request token", http.MethodPost, "/oauth/request_token", "", sign, 403},
	}
	for _, x := range cases {
		got := c.do(x.method, x.path, "application/json", x.body, x.sign)
		if got.status != x.status || strings.Contains(got.body, machineSecret) {
			t.Errorf("%s: %d %q, not %d", x.name, got.status, got.body, x.status)
		}
	}
	if got := c.do(http.MethodGet, "/apps/manifests/", "", "", c.signer); strings.Contains(got.body, machineID) {
		t.Error("the machine app is listed")
	}
	m := Manifest{ID: machineID, Name: "Chrome", Description: "manages apps", Mode: "background"}
	for _, secret := range []string{"", DefaultSecret} {
		if err := srv.AddApp(App{Manifest: m, Machine: true, Secret: secret}); err == nil {
			t.Errorf("a machine app with the secret %q was taken", secret)
		}
	}
}

// TestAllowedOrigin: every reply names the container's own origin as the one
// whose scripts may read it.
func TestAllowedOrigin(t *testing.T) {
	srv := New(t)
	c := newCaller(t, srv)
	for _, x := range []struct{ method, path string }{
		{http.MethodGet, "/manifest"}, {http.MethodGet, "/"}, {http.MethodGet, "/records/1000001/problems/"}, {http.MethodOptions, "/manifest"}, {http.MethodGet, "/nothing"},
	} {
		got := c.do(x.method, x.path, "", "", nil).header.Values("Access-Control-Allow-Origin")
		if len(got) != 1 || got[0] != srv.URL() {
			t.Errorf("%s %s: %q, not %q", x.method, x.path, got, srv.URL())
		}
	}
}
