package main

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/sandbox"
)

const (
	testID     = "small@apps.example"
	testSecret = "a secret of this test"
)

// TestMain fails when a test leaves a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// clock is the app's; the container's is the real one.
func clock() time.Time { return time.Now() }

// servers are the app and the container, two servers on loopback.
func servers(t *testing.T, change ...func(*settings)) (at string, srv *sandbox.Server) {
	t.Helper()
	srv = sandbox.New(t)
	web := httptest.NewUnstartedServer(nil)
	at = "http://" + web.Listener.Addr().String()
	err := srv.AddApp(sandbox.App{Secret: testSecret, Manifest: sandbox.Manifest{
		ID: testID, Name: "Small app", Description: "an app of a test", Mode: "ui", Scope: "record",
		Index: at + indexPath, Icon: at + "/icon.png", Callback: at + callbackPath,
	}})
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	o := settings{URL: at, Now: clock, Container: fetch.Config{
		APIBase: srv.URL(), ConsumerKey: testID, ConsumerSecret: testSecret, Transport: transport, Retries: -1,
	}}
	for _, f := range change {
		f(&o)
	}
	a, err := newApp(o)
	if err != nil {
		t.Fatal(err)
	}
	web.Config.Handler = a
	web.Start()
	t.Cleanup(func() {
		web.Close()
		transport.CloseIdleConnections()
	})
	return at, srv
}

// browser keeps cookies and follows redirects, as a browser without scripts.
type browser struct {
	t      *testing.T
	client *http.Client
	at     *url.URL
	status int
	page   string
}

func newBrowser(t *testing.T) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &browser{t: t, client: &http.Client{Jar: jar, Transport: transport, Timeout: 30 * time.Second}, at: &url.URL{}}
}

// open loads a page, relative to the one shown.
func (b *browser) open(target string, form url.Values) {
	b.t.Helper()
	u, err := b.at.Parse(target)
	if err != nil {
		b.t.Fatal(err)
	}
	method, body := http.MethodGet, io.Reader(nil)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(b.t.Context(), method, u.String(), body)
	if err != nil {
		b.t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", b.at.Scheme+"://"+b.at.Host)
	}
	resp, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.at, b.status, b.page = resp.Request.URL, resp.StatusCode, string(page)
}

var (
	inputs = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)
	action = regexp.MustCompile(`<form method="post" action="([^"]*)"`)
)

// submit sends the page's form with its hidden fields and more.
func (b *browser) submit(more url.Values) {
	b.t.Helper()
	to := action.FindStringSubmatch(b.page)
	if to == nil {
		b.t.Fatalf("no form at %s:\n%s", b.at, b.page)
	}
	form := url.Values{}
	for _, m := range inputs.FindAllStringSubmatch(b.page, -1) {
		form.Set(html.UnescapeString(m[1]), html.UnescapeString(m[2]))
	}
	for name, values := range more {
		form[name] = values
	}
	b.open(html.UnescapeString(to[1]), form)
}

// login fills in the container's login form.
func (b *browser) login() {
	b.t.Helper()
	b.submit(url.Values{"username": {sandbox.DefaultUser}, "password": {"demo"}})
}

// follow opens the link whose address holds a text.
func (b *browser) follow(part string) {
	b.t.Helper()
	for _, m := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(b.page, -1) {
		if link := html.UnescapeString(m[1]); strings.Contains(link, part) {
			b.open(link, nil)
			return
		}
	}
	b.t.Fatalf("no link with %q at %s:\n%s", part, b.at, b.page)
}

// shows fails when the page lacks a text.
func (b *browser) shows(status int, texts ...string) {
	b.t.Helper()
	for _, text := range texts {
		if !strings.Contains(html.UnescapeString(b.page), text) {
			b.t.Errorf("%s does not show %q:\n%s", b.at, text, b.page)
		}
	}
	if b.status != status {
		b.t.Errorf("%s: status %d, not %d", b.at, b.status, status)
	}
}

// agree goes the whole way from the app's index to a record.
func (b *browser) agree(at, record string) {
	b.t.Helper()
	b.open(at+"/", nil)
	if strings.Contains(b.page, `name="password"`) {
		b.login()
	}
	b.follow("record_id=" + record)
	if strings.Contains(b.page, `name="oauth_token"`) {
		b.submit(url.Values{"decision": {"authorize"}})
	}
}
