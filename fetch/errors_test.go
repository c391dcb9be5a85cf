package fetch_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/sandbox"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

const richDemographics = "/records/" + rich + "/demographics"

// TestStatusErrors: every class of refusal, its sentinel and its hint.
func TestStatusErrors(t *testing.T) {
	srv, c := ready(t)
	for _, tt := range []struct {
		status int
		is     []error
		not    []error
	}{
		{400, nil, []error{fetch.ErrUnauthorized, fetch.ErrServer}},
		{401, []error{fetch.ErrUnauthorized}, []error{fetch.ErrForbidden}},
		{403, []error{fetch.ErrForbidden}, []error{fetch.ErrUnauthorized}},
		{404, []error{fetch.ErrNotFound}, nil},
		{410, []error{fetch.ErrNotFound}, nil},
		{429, []error{fetch.ErrUnavailable}, []error{fetch.ErrServer}},
		{500, []error{fetch.ErrServer}, []error{fetch.ErrUnavailable}},
		{503, []error{fetch.ErrServer, fetch.ErrUnavailable}, nil},
	} {
		srv.ClearFaults()
		srv.Inject(sandbox.Fault{Path: richDemographics, Status: tt.status, Body: "CANARY-body"})
		_, err := c.Graph(t.Context(), richDemographics+"?secret=CANARY-query")
		var status *fetch.StatusError
		if !errors.As(err, &status) || status.Status != tt.status {
			t.Fatalf("%d: %v", tt.status, err)
		}
		for _, want := range tt.is {
			if !errors.Is(err, want) {
				t.Errorf("%d is not %v", tt.status, want)
			}
		}
		for _, not := range tt.not {
			if errors.Is(err, not) {
				t.Errorf("%d is %v", tt.status, not)
			}
		}
		if strings.Contains(err.Error(), "CANARY") {
			t.Errorf("the error repeats body or query: %v", err)
		}
	}
}

// TestRealRefusals: the container's own 401, 403 and 404.
func TestRealRefusals(t *testing.T) {
	srv, c := ready(t)
	token, err := c.Token(t.Context(), rich)
	if err != nil {
		t.Fatal(err)
	}
	other := *token
	other.RecordID = tiny // the right token, for the wrong record
	c.Use(&other)
	if _, err := c.Graph(t.Context(), "/records/"+tiny+"/demographics"); !errors.Is(err, fetch.ErrForbidden) {
		t.Errorf("another record: %v", err)
	}
	if _, err := c.Get(t.Context(), "/records/"+rich+"/horoscopes/"); !errors.Is(err, fetch.ErrNotFound) {
		t.Errorf("unknown collection: %v", err)
	}
	if _, err := c.Get(t.Context(), "/records/1000003/demographics"); !errors.Is(err, fetch.ErrNoToken) {
		t.Errorf("no token: %v", err)
	}
	if _, err := client(t, srv, func(f *fetch.Config) { f.ConsumerSecret = "wrong" }).RequestToken(t.Context(), rich); !errors.Is(err, fetch.ErrUnauthorized) {
		t.Errorf("wrong secret: %v", err)
	}
	if why := srv.Recent()[0].Why; !strings.Contains(why, "signature_invalid") || srv.Recent()[0].BaseString == "" {
		t.Errorf("the container's log says %q", why)
	}
	debug := client(t, srv, func(f *fetch.Config) { f.ConsumerSecret, f.Debug = "wrong", true })
	_, err = debug.RequestToken(t.Context(), rich)
	var refused *fetch.StatusError
	if want := srv.Recent()[0].BaseString; !errors.As(err, &refused) || refused.BaseString != want || !strings.Contains(want, "smart_record_id") {
		t.Errorf("the base string of a POST: %+v, the container signed %s", refused, want)
	}
	debug.Use(&other)
	_, err = debug.Get(t.Context(), "/records/"+tiny+"/problems/?limit=3")
	if want := srv.Recent()[0].BaseString; !errors.As(err, &refused) || refused.BaseString != want || strings.Contains(err.Error(), want) {
		t.Errorf("the base string of a GET: %+v, the container signed %s", refused, want)
	}
	other.Secret = "wrong"
	c.Use(&other)
	if _, err := c.Graph(t.Context(), "/records/"+tiny+"/demographics"); !errors.Is(err, fetch.ErrUnauthorized) {
		t.Errorf("wrong token secret: %v", err)
	}
	if _, err := c.Graph(t.Context(), "/records/"+rich+"/nonsense"); err == nil {
		t.Error("no error")
	}
}

// TestReplay38 sends one signed request twice: the second is refused.
func TestReplay38(t *testing.T) {
	var seen *http.Request
	plain := &http.Transport{}
	t.Cleanup(plain.CloseIdleConnections)
	record := roundTripper(func(r *http.Request) (*http.Response, error) {
		seen = r.Clone(context.WithoutCancel(r.Context()))
		return plain.RoundTrip(r)
	})
	_, c := ready(t, func(f *fetch.Config) { f.Transport = record })
	if _, err := c.Get(t.Context(), richDemographics); err != nil {
		t.Fatal(err)
	}
	resp, err := plain.RoundTrip(seen)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("a replayed request got %d", resp.StatusCode)
	}
}

// TestHang: a container that never answers, and a caller who gives up.
func TestHang(t *testing.T) {
	srv, c := ready(t)
	srv.Inject(sandbox.Fault{Path: richDemographics, Hang: true})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := c.Graph(ctx, richDemographics); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	if _, err := c.Record(ctx, rich); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("record: %v", err)
	}
	slow := client(t, srv, func(f *fetch.Config) { f.Timeout = 20 * time.Millisecond })
	token, _ := c.Token(t.Context(), rich)
	slow.Use(token)
	if _, err := slow.Graph(t.Context(), richDemographics); err == nil || !errors.Is(err, fetch.ErrUnavailable) {
		t.Errorf("the client's own timeout: %v", err)
	}
}

// TestOversize: 10 GB are refused at the limit, announced or not.
func TestOversize(t *testing.T) {
	srv, c := ready(t, func(f *fetch.Config) { f.MaxBody = 1 << 20 })
	srv.Inject(sandbox.Fault{Path: richDemographics, Oversize: 10 << 30})
	if _, err := c.Graph(t.Context(), richDemographics); !errors.Is(err, fetch.ErrTooLarge) {
		t.Errorf("%v", err)
	}
	srv.ClearFaults()
	srv.Inject(sandbox.Fault{Path: richDemographics, Oversize: 10 << 30, Header: http.Header{"Content-Length": {"10737418240"}}})
	if _, err := c.Graph(t.Context(), richDemographics); !errors.Is(err, fetch.ErrTooLarge) {
		t.Errorf("announced: %v", err)
	}
	for _, size := range []int64{1<<20 - 1, 1 << 20} {
		srv.ClearFaults()
		srv.Inject(sandbox.Fault{Path: richDemographics, Oversize: size})
		if resp, err := c.Get(t.Context(), richDemographics); err != nil || int64(len(resp.Body)) != size {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
	srv.ClearFaults()
	srv.Inject(sandbox.Fault{Path: richDemographics, Oversize: 1<<20 + 1})
	if _, err := c.Get(t.Context(), richDemographics); !errors.Is(err, fetch.ErrTooLarge) {
		t.Errorf("one byte too many: %v", err)
	}
}

// TestContent: what is not the RDF it should be.
func TestContent(t *testing.T) {
	srv, c := ready(t)
	for _, tt := range []struct {
		name   string
		fault  sandbox.Fault
		parser bool // the error comes from a parser, with a position
	}{
		{"html", sandbox.Fault{ContentType: "text/html"}, false},
		{"json", sandbox.Fault{ContentType: "application/json"}, false},
		{"plain text", sandbox.Fault{ContentType: "text/plain"}, false},
		{"broken type", sandbox.Fault{ContentType: ";"}, false},
		{"truncated", sandbox.Fault{Truncate: 700}, true},
		{"other RDF", sandbox.Fault{ContentType: "text/turtle"}, true},
		{"not XML", sandbox.Fault{Status: 200, ContentType: "application/rdf+xml", Body: "oops"}, true},
		{"external entity", sandbox.Fault{Status: 200, ContentType: "application/rdf+xml",
			Body: `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&x;</rdf:RDF>`}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.fault.Path = richDemographics
			srv.ClearFaults()
			srv.Inject(tt.fault)
			g, err := c.Graph(t.Context(), richDemographics)
			var content *fetch.ContentError
			if !errors.Is(err, fetch.ErrContent) || !errors.As(err, &content) {
				t.Fatalf("%v", err)
			}
			var at *rdfio.Error
			if errors.As(err, &at) != tt.parser {
				t.Errorf("parser's error %v: %v", at, err)
			}
			if g.Len() != 0 {
				t.Errorf("%d triples of a broken reply", g.Len())
			}
		})
	}
}

// TestNegotiation: other RDF formats are read by their content type.
func TestNegotiation(t *testing.T) {
	srv, c := ready(t)
	for media, body := range map[string]string{
		"text/turtle":                `<x> <http://www.w3.org/2006/vcard/ns#given-name> "Ada" .`,
		"text/turtle; charset=utf-8": `<> <http://www.w3.org/2006/vcard/ns#given-name> "Ada" .`,
		"application/n-triples":      `<http://x> <http://www.w3.org/2006/vcard/ns#given-name> "Ada" .` + "\n",
		"application/xml":            `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:v="http://www.w3.org/2006/vcard/ns#"><rdf:Description v:given-name="Ada"/></rdf:RDF>`,
	} {
		srv.ClearFaults()
		srv.Inject(sandbox.Fault{Path: richDemographics, Status: 200, ContentType: media, Body: body})
		if g, err := c.Graph(t.Context(), richDemographics); err != nil || given(g) != "Ada" {
			t.Errorf("%s: %v", media, err)
		}
	}
}

// TestRetry: idempotent calls come back after 503, with what Retry-After asks
// for; a POST never does.
func TestRetry(t *testing.T) {
	var waits []time.Duration
	srv, c := ready(t, func(f *fetch.Config) {
		f.Sleep = func(ctx context.Context, d time.Duration) error { waits = append(waits, d); return ctx.Err() }
	})
	get := func(fault sandbox.Fault) (int, error) {
		waits = nil
		srv.ClearFaults()
		fault.Path = richDemographics
		srv.Inject(fault)
		_, err := c.Get(t.Context(), richDemographics)
		return len(waits), err
	}
	if n, err := get(sandbox.Fault{Status: 503, Times: 2}); n != 2 || err != nil {
		t.Errorf("twice 503: %d waits, %v", n, err)
	}
	if waits[0] < 200*time.Millisecond || waits[1] < 400*time.Millisecond || waits[1] > 600*time.Millisecond {
		t.Errorf("backoff %v", waits)
	}
	if n, err := get(sandbox.Fault{Status: 503, RetryAfter: 7 * time.Second, Times: 1}); n != 1 || err != nil || waits[0] != 7*time.Second {
		t.Errorf("Retry-After: %v, %v", waits, err)
	}
	if n, err := get(sandbox.Fault{Status: 503}); n != fetch.DefaultRetries || !errors.Is(err, fetch.ErrUnavailable) {
		t.Errorf("always 503: %d waits, %v", n, err)
	}
	if n, err := get(sandbox.Fault{Status: 503, RetryAfter: time.Hour}); n != 0 || !errors.Is(err, fetch.ErrUnavailable) {
		t.Errorf("an hour: %d waits, %v", n, err)
	}
	for _, status := range []int{400, 401, 403, 404, 500} {
		if n, err := get(sandbox.Fault{Status: status}); n != 0 || err == nil {
			t.Errorf("%d was tried again", status)
		}
	}
	srv.Inject(sandbox.Fault{Method: http.MethodPost, Status: 503})
	waits = nil
	if _, err := c.PostClinicalNote(t.Context(), rich, "text/turtle", []byte("")); !errors.Is(err, fetch.ErrUnavailable) || len(waits) != 0 {
		t.Errorf("POST: %d waits, %v", len(waits), err)
	}
}

// TestRedirects37: within the container a redirect is signed anew; to another
// host, port or scheme it is not followed and nothing is sent.
func TestRedirects37(t *testing.T) {
	var sent []*http.Request
	plain := &http.Transport{}
	t.Cleanup(plain.CloseIdleConnections)
	record := roundTripper(func(r *http.Request) (*http.Response, error) {
		sent = append(sent, r)
		return plain.RoundTrip(r)
	})
	srv, c := ready(t, func(f *fetch.Config) { f.Transport = record })
	other := sandbox.New(t)
	for _, clock := range []bool{false, true} { // signed by the library, and by ourselves
		path := richDemographics
		if clock {
			path += "?a=1&a=2"
		}
		srv.ClearFaults()
		srv.Inject(sandbox.Fault{Path: richDemographics, Redirect: "/records/" + rich + "/social_history"})
		sent = nil
		if _, err := c.Graph(t.Context(), path); err != nil || len(sent) != 2 {
			t.Fatalf("same origin: %d requests, %v", len(sent), err)
		}
		if a, b := sent[0].Header.Get("Authorization"), sent[1].Header.Get("Authorization"); a == "" || b == "" || a == b {
			t.Error("the redirected request was not signed anew")
		}
		for _, target := range []string{other.URL() + "/x", "http://attacker.example/x", "https://" + strings.TrimPrefix(srv.URL(), "http://") + "/x", "//attacker.example/x"} {
			srv.ClearFaults()
			srv.Inject(sandbox.Fault{Path: richDemographics, Redirect: target})
			sent = nil
			_, err := c.Graph(t.Context(), path)
			if !errors.Is(err, fetch.ErrRedirect) || len(sent) != 1 {
				t.Errorf("%s: %d requests, %v", target, len(sent), err)
			}
		}
	}
	if len(other.Recent()) != 0 {
		t.Errorf("the other host was asked: %+v", other.Recent())
	}
	srv.ClearFaults()
	srv.Inject(sandbox.Fault{Path: richDemographics, Redirect: richDemographics})
	if _, err := c.Get(t.Context(), richDemographics); !errors.Is(err, fetch.ErrRedirect) {
		t.Errorf("a circle: %v", err)
	}
}

// TestOtherOrigins: no path can make the client sign for another host.
func TestOtherOrigins(t *testing.T) {
	_, c := ready(t)
	for _, path := range []string{"http://attacker.example/records/1", "https://localhost/records/1", "http://user@127.0.0.1/", "http://127.0.0.1:1/"} {
		if _, err := c.Get(t.Context(), path); !errors.Is(err, fetch.ErrOrigin) {
			t.Errorf("%s: %v", path, err)
		}
	}
	for _, path := range []string{"/records/../oauth/debug", "/records/%2e%2e/x", "/./manifest"} {
		if _, err := c.Get(t.Context(), path); err == nil {
			t.Errorf("%s was fetched", path)
		}
	}
}

// TestTokenEndpoint45: whatever a token endpoint answers is bounded, and the
// error shows nothing of the body.
func TestTokenEndpoint45(t *testing.T) {
	srv := sandbox.New(t)
	c := client(t, srv)
	for name, fault := range map[string]sandbox.Fault{
		"1 GiB":      {Oversize: 1 << 30},
		"HTML":       {Status: 200, ContentType: "text/html", Body: "<html>CANARY</html>"},
		"302":        {Redirect: "http://attacker.example/?CANARY"},
		"error":      {Status: 200, Body: "oauth_problem=CANARY"},
		"no secret":  {Status: 200, Body: "oauth_token=CANARY"},
		"bad form":   {Status: 200, Body: "oauth_token=%zzCANARY"},
		"401":        {Status: 401, Body: "CANARY"},
		"500":        {Status: 500, Body: "oauth_token_secret=CANARY"},
		"empty":      {Status: 200},
		"just short": {Oversize: 64<<10 + 1},
	} {
		srv.ClearFaults()
		fault.Path = "/oauth/request_token"
		srv.Inject(fault)
		_, err := c.RequestToken(t.Context(), tiny)
		if err == nil || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestManifestErrors: manifests that would send signatures elsewhere.
func TestManifestErrors(t *testing.T) {
	for name, tt := range map[string]struct {
		body, contentType string
		want              error
	}{
		"not JSON":         {"{", "application/json", fetch.ErrContent},
		"wrong type":       {"{}", "text/html", fetch.ErrContent},
		"foreign endpoint": {`{"launch_urls":{"request_token":"https://attacker.example/t"}}`, "application/json", fetch.ErrOrigin},
		"foreign exchange": {`{"launch_urls":{"exchange_token":"https://attacker.example/t"}}`, "application/json", fetch.ErrOrigin},
		"plain authorize":  {`{"launch_urls":{"authorize_token":"http://smart.example/a"}}`, "application/json", fetch.ErrPlainHTTP},
		"script":           {`{"launch_urls":{"authorize_token":"javascript:alert(1)"}}`, "application/json", nil},
		"nothing":          {`{}`, "application/json", nil},
	} {
		srv := sandbox.New(t, sandbox.Options{Faults: []sandbox.Fault{{Path: "/manifest", Status: 200, Body: tt.body, ContentType: tt.contentType}}})
		_, err := client(t, srv).RequestToken(t.Context(), tiny)
		if err == nil || tt.want != nil && !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestConfig: what New refuses.
func TestConfig(t *testing.T) {
	good := fetch.Config{APIBase: "https://smart.example.org/api/", ConsumerKey: "a@b", ConsumerSecret: "s3cret"}
	change := func(f func(*fetch.Config)) fetch.Config { c := good; f(&c); return c }
	for name, tt := range map[string]struct {
		c    fetch.Config
		want error
		ok   bool
	}{
		"good":               {good, nil, true},
		"app id alone":       {change(func(c *fetch.Config) { c.ConsumerKey, c.AppID = "", "a@b" }), nil, true},
		"no key":             {change(func(c *fetch.Config) { c.ConsumerKey = "" }), nil, false},
		"no secret":          {change(func(c *fetch.Config) { c.ConsumerSecret = "" }), nil, false},
		"no base":            {change(func(c *fetch.Config) { c.APIBase = "" }), nil, false},
		"other scheme":       {change(func(c *fetch.Config) { c.APIBase = "ftp://x" }), nil, false},
		"user info":          {change(func(c *fetch.Config) { c.APIBase = "https://u:p@x" }), nil, false},
		"default secret":     {change(func(c *fetch.Config) { c.ConsumerSecret = secret }), fetch.ErrDefaultSecret, false},
		"default allowed":    {change(func(c *fetch.Config) { c.ConsumerSecret, c.AllowDefaultSecret = secret, true }), nil, true},
		"default, loopback":  {change(func(c *fetch.Config) { c.ConsumerSecret, c.APIBase = secret, "http://[::1]:7000" }), nil, true},
		"plain http":         {change(func(c *fetch.Config) { c.APIBase = "http://smart.example.org" }), fetch.ErrPlainHTTP, false},
		"plain http allowed": {change(func(c *fetch.Config) { c.APIBase, c.AllowPlainHTTP = "http://smart.example.org", true }), nil, true},
		"localhost.evil":     {change(func(c *fetch.Config) { c.APIBase = "http://localhost.evil.example" }), fetch.ErrPlainHTTP, false},
		"PLAINTEXT":          {change(func(c *fetch.Config) { c.Method = "PLAINTEXT" }), nil, true},
		"PLAINTEXT bare":     {change(func(c *fetch.Config) { c.Method, c.APIBase = "PLAINTEXT", "http://[::1]:7000" }), fetch.ErrPlainHTTP, false},
	} {
		_, err := fetch.New(tt.c)
		if (err == nil) != tt.ok || tt.want != nil && !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestNoConnection: a container that is not there is unavailable.
func TestNoConnection(t *testing.T) {
	srv := sandbox.New(t)
	waits := 0
	c := client(t, srv, func(f *fetch.Config) {
		f.Sleep = func(ctx context.Context, _ time.Duration) error { waits++; return ctx.Err() }
	})
	srv.Close()
	if _, err := c.Manifest(t.Context()); !errors.Is(err, fetch.ErrUnavailable) || waits != fetch.DefaultRetries {
		t.Errorf("%v after %d waits", err, waits)
	}
	// A container that comes up meanwhile is found, by a POST too: nothing was sent before.
	late, err := sandbox.Open(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	address := strings.TrimPrefix(srv.URL(), "http://")
	c = client(t, srv, func(f *fetch.Config) {
		f.ConsumerKey = "background@apps.smartplatforms.org"
		f.Sleep = func(context.Context, time.Duration) error { return late.Start(address) }
	})
	defer late.Close()
	if _, err := c.RecordToken(t.Context(), rich); err != nil {
		t.Errorf("a container that came up: %v", err)
	}
}

// TestClassesDistinct: no class is another's alias.
func TestClassesDistinct(t *testing.T) {
	all := []error{fetch.ErrUnauthorized, fetch.ErrForbidden, fetch.ErrNotFound, fetch.ErrUnavailable, fetch.ErrServer, fetch.ErrContent, fetch.ErrTooLarge}
	for i, a := range all {
		if slices.IndexFunc(all, func(b error) bool { return errors.Is(a, b) }) != i {
			t.Errorf("%v is another class too", a)
		}
	}
}
