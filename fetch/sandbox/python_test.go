package sandbox

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/fetch/oauth"
)

// TestPythonClient has an independent implementation of OAuth go through the
// dance and make every call: Python's requests-oauthlib, found through
// TRIVET_PYTHON or as python3.
func TestPythonClient(t *testing.T) {
	python := cmp.Or(os.Getenv("TRIVET_PYTHON"), "python3")
	if err := exec.CommandContext(t.Context(), python, "-c", "import requests_oauthlib").Run(); err != nil {
		t.Skipf("%s has no requests_oauthlib: %v", python, err)
	}
	srv := New(t)
	type line struct {
		Name   string `json:"name"`
		Method string `json:"method"`
		Path   string `json:"path"`
	}
	var calls []line
	for _, c := range srv.calls {
		calls = append(calls, line{c.name, c.method, c.path})
	}
	input, err := json.Marshal(calls)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), python, "testdata/client.py", srv.URL(), "1000001")
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(input), &stderr
	output, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	var got struct {
		Token map[string]string `json:"token"`
		Calls []struct {
			Name   string `json:"name"`
			Status int    `json:"status"`
			Type   string `json:"type"`
		} `json:"calls"`
	}
	if err := json.Unmarshal(output, &got); err != nil {
		t.Fatal(err)
	}
	if got.Token["record_id"] != "1000001" || got.Token["user_id"] != DefaultUser || len(got.Calls) != 47 {
		t.Errorf("token for %q of %q, %d calls", got.Token["record_id"], got.Token["user_id"], len(got.Calls))
	}
	for _, c := range got.Calls {
		want := http.StatusOK
		if c.Name == "search_records" { // for frame and background apps only
			want = http.StatusForbidden
		}
		if c.Status != want {
			t.Errorf("%s: %d %s, want %d", c.Name, c.Status, c.Type, want)
		}
	}
}

// TestSignatureAnywhere: the parameters may be in the query or the form, as
// python-oauth2 sends them, unless Options.HeaderOnly; and never in two places.
func TestSignatureAnywhere(t *testing.T) {
	ask := func(srv *Server, method, query, form string) int {
		c := newCaller(t, srv)
		r, err := http.NewRequestWithContext(t.Context(), method, srv.URL()+"/users/search"+query, strings.NewReader(form))
		if err != nil {
			t.Fatal(err)
		}
		if form != "" {
			r.URL.Path = "/oauth/request_token"
			r.Header.Set("Content-Type", oauth.FormType)
		}
		if err := c.signer.Sign(r, []byte(form), oauth.Token{}); err != nil {
			t.Fatal(err)
		}
		params, err := oauth.Header(r.Header)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Del("Authorization")
		var moved []string
		for _, p := range params {
			moved = append(moved, oauth.Escape(p.Name)+"="+oauth.Escape(p.Value))
		}
		if form != "" {
			return c.do(method, r.URL.Path, oauth.FormType, form+"&"+strings.Join(moved, "&"), nil).status
		}
		return c.do(method, r.URL.Path+"?"+strings.Join(append(moved, r.URL.RawQuery), "&"), "", "", nil).status
	}
	srv, strict := New(t), New(t, Options{HeaderOnly: true})
	for _, c := range []struct {
		srv                 *Server
		method, query, form string
		want                int
	}{
		{srv, http.MethodGet, "?givenName=noor", "", 403}, // known, but an app alone may not search
		{strict, http.MethodGet, "?givenName=noor", "", 401},
		{srv, http.MethodPost, "", "oauth_callback=oob&smart_record_id=1000002", 200},
		{strict, http.MethodPost, "", "oauth_callback=oob&smart_record_id=1000002", 401},
		{srv, http.MethodPost, "", "oauth_callback=oob&oauth_callback=oob", 400},
	} {
		if got := ask(c.srv, c.method, c.query, c.form); got != c.want {
			t.Errorf("%s %s%s: %d, want %d", c.method, c.query, c.form, got, c.want)
		}
	}
}

// TestNextPageUnsigned: the URL of the next page repeats the parameters, but
// not those of this page's signature.
func TestNextPageUnsigned(t *testing.T) {
	srv := New(t)
	c := newCaller(t, srv)
	c.login("1000001")
	path := "/records/1000001/lab_results/?limit=2"
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.signer.Sign(r, nil, c.token); err != nil {
		t.Fatal(err)
	}
	params, err := oauth.Header(r.Header)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range params {
		path += "&" + oauth.Escape(p.Name) + "=" + oauth.Escape(p.Value)
	}
	a := c.do(http.MethodGet, path, "", "", nil)
	if a.status != 200 || !strings.Contains(a.body, "/lab_results/?offset=2&amp;limit=2<") || strings.Contains(a.body, "oauth_") {
		t.Errorf("%d %s", a.status, a.body)
	}
}
