package sandbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/fetch/oauth"
	"github.com/trivet-rdf/trivet/graph"
)

const testApp = "my-app@apps.smartplatforms.org"

// caller signs and sends requests the plain way, without package fetch.
type caller struct {
	t      testing.TB
	srv    *Server
	client *http.Client
	signer *oauth.Signer
	token  oauth.Token
}

func newCaller(t testing.TB, srv *Server) *caller {
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &caller{
		t: t, srv: srv, signer: &oauth.Signer{Consumer: testApp, Keys: oauth.Keys{ConsumerSecret: DefaultSecret}, Now: srv.o.Clock},
		client: &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
}

// answer is a reply, read.
type answer struct {
	status int
	header http.Header
	body   string
}

// do sends a request; sign nil leaves it unsigned.
func (c *caller) do(method, path, contentType, body string, sign *oauth.Signer, extra ...oauth.Param) answer {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.srv.URL()+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if sign != nil {
		if err := sign.Sign(r, []byte(body), c.token, extra...); err != nil {
			c.t.Fatal(err)
		}
	}
	return c.send(r)
}

func (c *caller) send(r *http.Request) answer {
	c.t.Helper()
	resp, err := c.client.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(data)}
}

// get is a signed GET.
func (c *caller) get(path string) answer {
	c.t.Helper()
	return c.do(http.MethodGet, path, "", "", c.signer)
}

// request asks for a request token as the Python client does: everything in
// the form body.
func (c *caller) request(record, callback string) (url.Values, int) {
	c.t.Helper()
	form := url.Values{"oauth_callback": {callback}}
	if record != "" {
		form.Set("smart_record_id", record)
	}
	a := c.do(http.MethodPost, "/oauth/request_token", oauth.FormType, form.Encode(), c.signer)
	values, _ := url.ParseQuery(a.body)
	return values, a.status
}

// login gives the caller an access token for a record.
func (c *caller) login(record string) url.Values {
	c.t.Helper()
	c.token = oauth.Token{}
	values, status := c.request(record, "oob")
	if status != http.StatusOK || values.Get("oauth_callback_confirmed") != "true" {
		c.t.Fatalf("request token: %d %v", status, values)
	}
	callback, err := Visitor{Record: record}.Consent(c.t.Context(), c.srv.URL()+"/oauth/authorize?oauth_token="+values.Get("oauth_token"))
	if err != nil {
		c.t.Fatal(err)
	}
	back, err := url.Parse(callback)
	if err != nil {
		c.t.Fatal(err)
	}
	c.token = oauth.Token{Key: values.Get("oauth_token"), Secret: values.Get("oauth_token_secret")}
	a := c.do(http.MethodPost, "/oauth/access_token", "", "", c.signer, oauth.Param{Name: "oauth_verifier", Value: back.Query().Get("oauth_verifier")})
	values, _ = url.ParseQuery(a.body)
	if a.status != http.StatusOK || values.Get("oauth_token") == "" {
		c.t.Fatalf("access token: %d %s", a.status, a.body)
	}
	c.token = oauth.Token{Key: values.Get("oauth_token"), Secret: values.Get("oauth_token_secret")}
	return values
}

// TestPythonDance is the dance as the Python client sends it, with the
// callback of the manifest.
func TestPythonDance(t *testing.T) {
	srv := New(t)
	c := newCaller(t, srv)
	c.signer.Nonce = func() string { return "42" } // the same nonce again and again, under other tokens
	values := c.login("1000002")
	if values.Get("record_id") != "1000002" || values.Get("user_id") != DefaultUser {
		t.Errorf("%v", values)
	}
	c.signer.Nonce = nil
	c.signer.BodyHash = true // the Python client sends it on GET too
	a := c.get("/records/1000002/demographics")
	if a.status != 200 || a.header.Get("Content-Type") != "application/rdf+xml" || !strings.Contains(a.body, "Ada") {
		t.Errorf("%d %s %s", a.status, a.header.Get("Content-Type"), a.body)
	}
	if a := c.get("/users/" + url.PathEscape(values.Get("user_id"))); a.status != 200 || !strings.Contains(a.body, "terms#user") {
		t.Errorf("the user_id of the token does not work: %d", a.status)
	}
}

// TestPrincipals: who may call what.
func TestPrincipals(t *testing.T) {
	srv := New(t)
	nobody, app, user := newCaller(t, srv), newCaller(t, srv), newCaller(t, srv)
	user.login("1000002")
	back := newCaller(t, srv)
	back.signer.Consumer = "background@apps.smartplatforms.org"
	for _, tt := range []struct {
		method, path             string
		nobody, app, user, back_ int
	}{
		{"GET", "/", 200, 200, 200, 200},
		{"GET", "/manifest", 200, 200, 200, 200},
		{"GET", "/ontology", 200, 200, 200, 200},
		{"GET", "/apps/", 200, 200, 200, 200},
		{"GET", "/apps/manifests/", 200, 200, 200, 200},
		{"GET", "/apps/manifests", 200, 200, 200, 200},
		{"GET", "/apps/" + testApp + "/manifest", 200, 200, 200, 200},
		{"GET", "/apps/nobody@example.org/manifest", 404, 404, 404, 404},
		{"GET", "/oauth/debug", 200, 200, 200, 200},
		{"GET", "/records/1000002/demographics", 401, 403, 200, 403},
		{"GET", "/records/1000001/demographics", 401, 403, 403, 403},
		{"GET", "/records/9/demographics", 401, 403, 403, 403},
		{"GET", "/records/1000002/allergies/", 401, 403, 200, 403},
		{"GET", "/records/1000002/nonsense/", 401, 403, 404, 403},
		{"GET", "/records/1000002/nonsense", 401, 403, 404, 403},
		{"GET", "/records/1000002/problems/00000000-0000-4000-8000-000000000000", 401, 403, 200, 403},
		{"GET", "/records/1000002", 401, 403, 200, 403},
		{"GET", "/record_by_token/", 401, 403, 200, 403},
		{"GET", "/records/search", 401, 403, 403, 200},
		{"GET", "/users/search", 401, 403, 200, 403},
		{"GET", "/users/" + DefaultUser, 401, 403, 200, 403},
		{"GET", "/users/nobody@example.org", 401, 403, 404, 403},
		{"PUT", "/records/1000002/apps/" + testApp + "/scratchpad", 401, 403, 200, 403},
		{"PUT", "/records/1000002/apps/x@y/scratchpad", 401, 403, 403, 403},
		{"GET", "/users/" + DefaultUser + "/apps/" + testApp + "/preferences", 401, 403, 200, 403},
		{"POST", "/apps/background@apps.smartplatforms.org/tokens/records/first", 401, 403, 403, 200},
		{"POST", "/apps/" + testApp + "/tokens/records/first", 401, 403, 403, 403},
		{"POST", "/oauth/access_token", 401, 401, 401, 401},
		{"PUT", "/records/1000002/demographics", 405, 405, 405, 405},
		{"DELETE", "/manifest", 405, 405, 405, 405},
		{"OPTIONS", "/users/search", 200, 200, 200, 200},
		{"GET", "/nothing", 404, 404, 404, 404},
	} {
		for name, c := range map[string]struct {
			c    *caller
			sign *oauth.Signer
			want int
		}{"nobody": {nobody, nil, tt.nobody}, "app": {app, app.signer, tt.app}, "user": {user, user.signer, tt.user}, "background": {back, back.signer, tt.back_}} {
			a := c.c.do(tt.method, tt.path, "", "", c.sign)
			if a.status != c.want {
				t.Errorf("%s %s by %s: %d, want %d", tt.method, tt.path, name, a.status, c.want)
			}
			if a.status == 401 && (!strings.HasPrefix(a.header.Get("WWW-Authenticate"), "OAuth realm=") || a.body != "Unauthorized\n") {
				t.Errorf("%s %s: 401 with %q and %q", tt.method, tt.path, a.header.Get("WWW-Authenticate"), a.body)
			}
			if a.status == 405 && a.header.Get("Allow") == "" {
				t.Errorf("%s %s: 405 without Allow", tt.method, tt.path)
			}
		}
	}
}

// TestTamperHTTP39: the same over HTTP: what arrives changed is refused.
func TestTamperHTTP39(t *testing.T) {
	srv := New(t)
	c := newCaller(t, srv)
	c.login("1000001")
	path := "/records/1000001/lab_results/?loinc=2085-9"
	for name, change := range map[string]func(*http.Request){
		"method": func(r *http.Request) { r.Method = http.MethodPut },
		"query":  func(r *http.Request) { r.URL.RawQuery = "loinc=2093-3" },
		"more":   func(r *http.Request) { r.URL.RawQuery += "&limit=1" },
		"path":   func(r *http.Request) { r.URL.Path = "/records/1000001/lab_panels/" },
		"host":   func(r *http.Request) { r.Host = "localhost:1" },
		"signature": func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), `oauth_signature="`, `oauth_signature="A`, 1))
		},
		"nonce": func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), `oauth_nonce="`, `oauth_nonce="A`, 1))
		},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL()+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.signer.Sign(r, nil, c.token); err != nil {
			t.Fatal(err)
		}
		change(r)
		if a := c.send(r); a.status != 401 && name != "method" || a.status == 200 {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	doubled := c.do(http.MethodGet, path+"&oauth_nonce=1", "", "", c.signer)
	if doubled.status != http.StatusBadRequest {
		t.Errorf("a doubled parameter: %d", doubled.status)
	}
}

// TestTimestamps38: the window over HTTP.
func TestTimestamps38(t *testing.T) {
	now := time.Unix(1_500_000_000, 0)
	srv := New(t, Options{Clock: func() time.Time { return now }})
	c := newCaller(t, srv)
	for offset, want := range map[int]int{0: 200, 300: 200, -300: 200, 301: 401, -301: 401} {
		c.signer.Now = func() time.Time { return now.Add(time.Duration(offset) * time.Second) }
		form := url.Values{"oauth_callback": {"oob"}}.Encode()
		if a := c.do(http.MethodPost, "/oauth/request_token", oauth.FormType, form, c.signer); a.status != want {
			t.Errorf("%+d s: %d, want %d", offset, a.status, want)
		}
	}
}

// TestCallbacks42: where a user may be sent. Only the registered callback
// counts, or for a native app a loopback address.
func TestCallbacks42(t *testing.T) {
	const registered = "https://ok.example/cb?x=1"
	app := App{Secret: DefaultSecret, Manifest: Manifest{ID: testApp, Name: "a", Description: "d", Mode: "ui", Index: "https://ok.example/", Icon: "https://ok.example/i", Callback: registered}}
	native := app
	native.Native = true
	srv, open := New(t, Options{Apps: []App{app}}), New(t, Options{Apps: []App{native}})
	for callback, want := range map[string]int{ // by the native app; any other may use the first two only
		"oob": 200, registered: 200,
		"http://127.0.0.1:4000/cb": 201, "http://localhost:4000/any?y=1": 201, "http://[::1]:4000/": 201,
		"": 400, "https://ok.example/cb": 400, registered + "&y=2": 400, "https://ok.example.evil/cb?x=1": 400,
		"https://ok.example@evil.example/cb?x=1": 400, "http://ok.example/cb?x=1": 400, registered + "#f": 400,
		"https://OK.example/cb?x=1": 400, "//ok.example/cb?x=1": 400, "javascript:alert(1)": 400,
		"http://127.0.0.1/cb": 400, "https://127.0.0.1:4000/cb": 400, "http://127.0.0.1:4000@evil.example/": 400, "http://127.0.0.1.evil.example:4000/": 400,
		"http://user@127.0.0.1:4000/": 400, "http://127.0.0.1:4000/#f": 400, "http://127.0.0.1:4000/\r\nX: y": 400, "http://10.0.0.1:4000/": 400,
	} {
		if _, status := newCaller(t, open).request("1000002", callback); status != min(want, 200) && status != want {
			t.Errorf("native app, %q: %d", callback, status)
		}
		if want == 201 {
			want = 400
		}
		if _, status := newCaller(t, srv).request("1000002", callback); status != want {
			t.Errorf("%q: %d, want %d", callback, status, want)
		}
	}
	values, _ := newCaller(t, srv).request("1000002", "oob")
	callback, err := Visitor{}.Consent(t.Context(), srv.URL()+"/oauth/authorize?oauth_token="+values.Get("oauth_token"))
	if err != nil || !strings.HasPrefix(callback, registered+"&oauth_token=") {
		t.Errorf("sent to %q, %v", callback, err)
	}
}

// TestHosts: names that are not this machine's are not answered (DNS
// rebinding), whatever else the request says.
func TestHosts(t *testing.T) {
	srv := New(t, Options{Hosts: []string{"box.local"}})
	c := newCaller(t, srv)
	for host, want := range map[string]int{
		"localhost": 200, "LOCALHOST:99": 200, "127.0.0.1": 200, "[::1]:80": 200, "127.9.9.9": 200, "box.local:7000": 200,
		"attacker.example": 421, "localhost.attacker.example": 421, "10.0.0.1": 421, "127.0.0.1.attacker.example": 421, "0.0.0.0": 421,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL()+"/manifest", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		if a := c.send(r); a.status != want {
			t.Errorf("%s: %d, want %d", host, a.status, want)
		}
	}
}

// TestBodyLimit: n - 1, n, n + 1 bytes of a signed body.
func TestBodyLimit(t *testing.T) {
	srv := New(t, Options{MaxBody: 1000})
	c := newCaller(t, srv)
	c.login("1000002")
	for size, want := range map[int]int{999: 200, 1000: 200, 1001: 413} {
		a := c.do(http.MethodPut, "/records/1000002/apps/"+testApp+"/scratchpad", "text/plain", strings.Repeat("x", size), c.signer)
		if a.status != want {
			t.Errorf("%d bytes: %d", size, a.status)
		}
	}
}

// TestDebug: what the debug page says, and that it is no oracle unless asked.
func TestDebug(t *testing.T) {
	for _, debug := range []bool{false, true} {
		srv := New(t, Options{Debug: debug})
		c := newCaller(t, srv)
		good := c.get("/oauth/debug?b=2&a=1")
		c.signer.Keys.ConsumerSecret = "wrong"
		bad := c.get("/oauth/debug")
		if good.status != 200 || !strings.Contains(good.body, "the signature is right") || !strings.Contains(good.body, "a%3D1%26b%3D2") {
			t.Errorf("%s", good.body)
		}
		if bad.status != 200 || !strings.Contains(bad.body, "signature_invalid") || strings.Contains(bad.body, "expected signature:") != debug {
			t.Errorf("debug %v: %s", debug, bad.body)
		}
	}
}

// TestLogWhy: the log of recent requests says why a signature failed, and
// holds no secret.
func TestLogWhy(t *testing.T) {
	srv := New(t)
	c := newCaller(t, srv)
	c.signer.Keys.ConsumerSecret = "wrong"
	c.request("1000002", "oob")
	last := srv.Recent()[0]
	if last.Status != 401 || !strings.Contains(last.Why, "signature_invalid") || !strings.Contains(last.BaseString, "smart_record_id%3D1000002") {
		t.Errorf("%+v", last)
	}
	index := c.do(http.MethodGet, "/", "", "", nil)
	if !strings.Contains(index.body, "signature_invalid") || strings.Contains(index.body, DefaultSecret) {
		t.Error("the index does not say why, or says too much")
	}
	for range 300 {
		srv.log.add(Request{})
	}
	if n := len(srv.Recent()); n != 200 {
		t.Errorf("%d lines kept", n)
	}
}

// TestPersistence: notes, app data and tokens survive a restart; a request of
// before it cannot be replayed after it.
func TestPersistence(t *testing.T) {
	dir := t.TempDir()
	now := time.Unix(1_500_000_000, 0)
	clock := func() time.Time { return now }
	first := New(t, Options{Data: dir, Clock: clock})
	c := newCaller(t, first)
	c.login("1000002")
	note := `@prefix sp: <http://smartplatforms.org/terms#> . [] a sp:ClinicalNote ; sp:belongsTo <` + first.URL() + `/records/1000002> .`
	if a := c.do(http.MethodPost, "/records/1000002/clinical_notes/", "text/turtle", note, c.signer); a.status != 200 {
		t.Fatal(a.body)
	}
	if a := c.do(http.MethodPut, "/records/1000002/apps/"+testApp+"/scratchpad", "text/x", "kept", c.signer); a.status != 200 {
		t.Fatal(a.body)
	}
	notes := c.get("/records/1000002/clinical_notes/")
	first.Close()

	now = now.Add(time.Minute)
	c.srv = New(t, Options{Data: dir, Clock: clock})
	if a := c.get("/records/1000002/apps/" + testApp + "/scratchpad"); a.body != "kept" || a.header.Get("Content-Type") != "text/x" {
		t.Errorf("scratchpad %q", a.body)
	}
	again := c.get("/records/1000002/clinical_notes/")
	if path := "/records/1000002/clinical_notes/"; strings.Count(again.body, path) == 0 || strings.Count(again.body, path) != strings.Count(notes.body, path) {
		t.Error("the note is gone")
	}
	c.signer.Now = func() time.Time { return now.Add(-30 * time.Second) }
	if a := c.get("/records/1000002/demographics"); a.status != 401 {
		t.Errorf("a request stamped before the restart got %d", a.status)
	}
	if _, err := Open(Options{Data: dir, Patients: "/nowhere"}); err == nil {
		t.Error("a folder that is not there")
	}
}

// TestHandlerAlone: without Start, under another server, the api base is the
// address the request came to.
func TestHandlerAlone(t *testing.T) {
	s, err := Open(Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, _ := http.NewRequestWithContext(context.Background(), http.MethodGet, "/manifest", nil)
	r.Host = "localhost:1234"
	w := &writer{header: http.Header{}}
	s.ServeHTTP(w, r)
	if !strings.Contains(w.String(), `"api_base": "http://localhost:1234"`) {
		t.Error(w.String())
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"", "nonsense", "127.0.0.1:99999"} {
		if err := s.Start(bad); err == nil {
			t.Errorf("started at %q", bad)
		}
	}
}

type writer struct {
	bytes.Buffer
	header http.Header
}

func (w *writer) Header() http.Header { return w.header }
func (w *writer) WriteHeader(int)     {}

// TestConsentRefusals: what a browser that does not play along gets.
func TestConsentRefusals(t *testing.T) {
	srv := New(t)
	c := newCaller(t, srv)
	values, _ := c.request("1000002", "oob")
	page := srv.URL() + "/oauth/authorize?oauth_token=" + values.Get("oauth_token")
	for name, v := range map[string]Visitor{
		"wrong password": {Email: DefaultUser, Password: "x"},
		"no such user":   {Email: "x@y", Password: "demo"},
		"disabled":       {Email: "away@sandbox.example", Password: "demo"},
	} {
		if callback, err := v.Consent(t.Context(), page); err == nil {
			t.Errorf("%s: sent to %s", name, callback)
		}
	}
	if _, err := (Visitor{}).Consent(t.Context(), srv.URL()+"/oauth/authorize?oauth_token=unknown"); err == nil {
		t.Error("an unknown token was authorized")
	}
	if _, err := (Visitor{}).Consent(t.Context(), page); err != nil {
		t.Fatal(err)
	}
	if _, err := (Visitor{}).Consent(t.Context(), page); err == nil {
		t.Error("a used token was authorized")
	}
	claimed, _ := c.request("1000001", "oob")
	srv.state.claim(claimed.Get("oauth_token"), "nurse@sandbox.example")
	if _, err := (Visitor{}).Consent(t.Context(), srv.URL()+"/oauth/authorize?oauth_token="+claimed.Get("oauth_token")); err == nil {
		t.Error("another user's token was authorized")
	}
	denied, _ := c.request("1000001", "oob")
	if _, err := (Visitor{Deny: true}).Consent(t.Context(), srv.URL()+"/oauth/authorize?oauth_token="+denied.Get("oauth_token")); !errors.Is(err, ErrDenied) {
		t.Errorf("denied: %v", err)
	}
}

// reply parses an RDF answer.
func (a answer) graph(t testing.TB) *graph.Graph {
	t.Helper()
	g, err := graph.Load(t.Context(), strings.NewReader(a.body), graph.WithName("reply.rdf"))
	if err != nil {
		t.Fatalf("%v in %.300s", err, a.body)
	}
	return g
}
