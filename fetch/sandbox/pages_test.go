package sandbox

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/fetch/oauth"
)

// surfer is a caller with cookies.
func surfer(t testing.TB, srv *Server) *caller {
	c := newCaller(t, srv)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c.client.Jar = jar
	return c
}

func (c *caller) open(path string) answer {
	c.t.Helper()
	return c.do(http.MethodGet, path, "", "", nil)
}

func (c *caller) post(path string, form url.Values) answer {
	c.t.Helper()
	return c.do(http.MethodPost, path, oauth.FormType, form.Encode(), nil)
}

// logIn logs in as the demo user and returns where that leads.
func (c *caller) logIn(back string) answer {
	c.t.Helper()
	f, ok := findForm(c.open("/login?return_url=" + url.QueryEscape(back)).body)
	if !ok {
		c.t.Fatal("no login form")
	}
	f.values.Set("username", DefaultUser)
	f.values.Set("password", "demo")
	return c.post("/login", f.values)
}

// TestPageHeaders: every page forbids scripts, frames and caching.
func TestPageHeaders(t *testing.T) {
	srv := New(t)
	c := surfer(t, srv)
	c.logIn("/")
	values, _ := c.request("1000013", "oob")
	for _, path := range []string{"/", "/login", "/login/did_logout", "/apps/" + testApp + "/launch", "/apps/x@y/launch",
		"/oauth/authorize?oauth_token=" + values.Get("oauth_token"), "/oauth/authorize?oauth_token=x"} {
		a := c.open(path)
		policy := a.header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'; style-src 'self';") || !strings.Contains(policy, "frame-ancestors 'none'") ||
			a.header.Get("X-Frame-Options") != "DENY" || a.header.Get("Cache-Control") != "no-store" || a.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", path, a.header)
		}
		if !strings.Contains(a.body, `<html lang="en">`) || strings.Contains(a.body, "<script") || strings.Contains(a.body, "<b>O'M") {
			t.Errorf("%s shows raw markup or lacks a language: %.200s", path, a.body)
		}
	}
	if policy := c.open("/oauth/authorize?oauth_token=" + values.Get("oauth_token")).header.Get("Content-Security-Policy"); !strings.Contains(policy, "form-action 'self' http://localhost:8000") {
		t.Errorf("a browser would not follow to the callback: %s", policy)
	}
	if css := c.open("/style.css"); css.status != 200 || !strings.HasPrefix(css.header.Get("Content-Type"), "text/css") {
		t.Errorf("style: %d", css.status)
	}
}

// TestSession: cookie, CSRF token, login and logout.
func TestSession(t *testing.T) {
	srv := New(t)
	c := surfer(t, srv)
	first := c.open("/login")
	cookie := first.header.Get("Set-Cookie")
	if !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") {
		t.Errorf("cookie %q", cookie)
	}
	for name, form := range map[string]url.Values{
		"no token":    {"username": {DefaultUser}, "password": {"demo"}},
		"wrong token": {"username": {DefaultUser}, "password": {"demo"}, "csrf": {"x"}},
	} {
		if a := c.post("/login", form); a.status != http.StatusForbidden {
			t.Errorf("login with %s: %d", name, a.status)
		}
	}
	f, _ := findForm(first.body)
	f.values.Set("username", DefaultUser)
	if a := c.post("/login", f.values); a.status != 200 || !strings.Contains(a.body, `role="alert"`) {
		t.Errorf("without a password: %d", a.status)
	}
	in := c.logIn("/apps/" + testApp + "/launch")
	if in.status != 302 || in.header.Get("Location") != "/apps/"+testApp+"/launch" || in.header.Get("Set-Cookie") == "" {
		t.Errorf("login: %d %v", in.status, in.header)
	}
	if c.open("/apps/"+testApp+"/launch").status != 200 {
		t.Error("not logged in after logging in")
	}
	if out := c.open("/logout"); out.status != 302 || out.header.Get("Location") != "/login/did_logout" {
		t.Errorf("logout: %d", out.status)
	}
	if a := c.open("/apps/" + testApp + "/launch"); a.status != 302 || !strings.HasPrefix(a.header.Get("Location"), "/login?return_url=") {
		t.Errorf("after logging out: %d", a.status)
	}
	if a := c.post("/login", url.Values{"x": {strings.Repeat("y", maxForm)}}); a.status != http.StatusBadRequest {
		t.Errorf("a form too long: %d", a.status)
	}
}

// TestConsentCSRF: another site cannot make a logged-in user agree.
func TestConsentCSRF(t *testing.T) {
	srv := New(t)
	c := surfer(t, srv)
	c.logIn("/")
	values, _ := c.request("1000002", "oob")
	tok := values.Get("oauth_token")
	for _, csrf := range []string{"", "x"} {
		if a := c.post("/oauth/authorize", url.Values{"oauth_token": {tok}, "csrf": {csrf}, "decision": {"authorize"}}); a.status != http.StatusForbidden {
			t.Errorf("CSRF token %q: %d", csrf, a.status)
		}
	}
	stranger := surfer(t, srv) // a session that is not logged in has a token too
	f, _ := findForm(stranger.open("/login").body)
	if a := stranger.post("/oauth/authorize", url.Values{"oauth_token": {tok}, "csrf": {f.values.Get("csrf")}}); a.status != 302 || !strings.HasPrefix(a.header.Get("Location"), "/login") {
		t.Errorf("not logged in: %d %s", a.status, a.header.Get("Location"))
	}
	if got, ok := srv.state.token(tok); !ok || got.Verifier != "" {
		t.Error("the token was approved")
	}
}

// TestReturnURL: after logging in nobody is sent elsewhere.
func TestReturnURL(t *testing.T) {
	for in, want := range map[string]string{
		"/apps/x/launch?a=1": "/apps/x/launch?a=1", "": "/", "//evil.example": "/", "https://evil.example": "/", `/\evil.example`: "/",
		"/\t/evil.example": "/", "javascript:alert(1)": "/", "evil": "/", "/%0d%0aX: y": "/%0d%0aX: y",
	} {
		if got := localPath(in); got != want {
			t.Errorf("%q leads to %q", in, got)
		}
	}
	c := surfer(t, New(t))
	if a := c.logIn("//evil.example/"); a.header.Get("Location") != "/" {
		t.Errorf("sent to %q", a.header.Get("Location"))
	}
}

// TestLaunch: the record list, its search and its links.
func TestLaunch(t *testing.T) {
	srv := New(t)
	c := surfer(t, srv)
	c.logIn("/")
	all := c.open("/apps/" + testApp + "/launch")
	link := "http://localhost:8000/smartapp/index.html?record_id=1000001&amp;api_base=" + strings.ReplaceAll(url.QueryEscape(srv.URL()), "+", "&#43;")
	if strings.Count(all.body, "<li><a") != 13 || !strings.Contains(all.body, link) {
		t.Errorf("%d records, or no %s", strings.Count(all.body, "<li><a"), link)
	}
	if some := c.open("/apps/" + testApp + "/launch?q=" + url.QueryEscape("山田")); strings.Count(some.body, "<li><a") != 1 || !strings.Contains(some.body, "花子") {
		t.Errorf("search: %s", some.body)
	}
	if none := c.open("/apps/" + testApp + "/launch?q=%3Cscript%3E"); !strings.Contains(none.body, "No record matches") || strings.Contains(none.body, "<script>") {
		t.Error("search for nothing")
	}
	if a := c.open("/apps/background@apps.smartplatforms.org/launch"); !strings.Contains(a.body, "no index") {
		t.Errorf("an app without an index: %s", a.body)
	}
	back := c.open("/oauth/authorize?oauth_token=x")
	if back.status != 401 {
		t.Errorf("an unknown token: %d", back.status)
	}
}

// TestSharedBefore: a second login for the same record goes straight back.
func TestSharedBefore(t *testing.T) {
	srv := New(t)
	c := surfer(t, srv)
	c.login("1000002")
	c.token = oauth.Token{}
	values, _ := c.request("1000002", "oob")
	c.logIn("/")
	a := c.open("/oauth/authorize?oauth_token=" + values.Get("oauth_token"))
	if a.status != 302 || !strings.HasPrefix(a.header.Get("Location"), "http://localhost:8000/smartapp/authorize?oauth_token=") {
		t.Errorf("%d %s", a.status, a.header.Get("Location"))
	}
}

// TestFormSource: callbacks as sources of a content security policy.
func TestFormSource(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "http://localhost:8000/x?y=1": "http://localhost:8000", "https://a.example/": "https://a.example", "myapp://done": "myapp:", "%": "",
	} {
		if got := formSource(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}
