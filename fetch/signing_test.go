package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/fetch/oauth"
)

// capture is a transport that keeps the request and answers nothing.
type capture struct{ got *http.Request }

var errCaptured = errors.New("captured")

func (c *capture) RoundTrip(r *http.Request) (*http.Response, error) {
	c.got = r
	return nil, errCaptured
}

// TestLibrarySigns: dghubble/oauth1 signs what it signs right, fetch/oauth the
// rest, and the verifier accepts all of it. Each line that the library may not
// sign is one of its traps.
func TestLibrarySigns(t *testing.T) {
	tests := []struct {
		method, url string
		body        string
		contentType string
		library     bool
	}{
		{"GET", "http://localhost:7000/records/1/demographics", "", "", true},
		{"GET", "http://localhost:7000/records/1/lab_results/?limit=5&loinc=1%7C2&x=a+b&y=%C3%A9~", "", "", true},
		{"DELETE", "http://localhost:7000/records/1/apps/a@b/scratchpad", "", "", true},
		{"GET", "http://localhost:7000/a%2Fb", "", "", true},
		{"GET", "http://localhost:7000/x?a=1&a=2", "", "", false},
		{"GET", "http://localhost:7000/x?oauth_x=1", "", "", false},
		{"GET", "http://localhost:7000/x?a=%zz", "", "", false},
		{"GET", "http://localhost:7000/x?a=1;b=2", "", "", false},
		{"GET", "http://localhost:7000", "", "", false},
		{"GET", "http://localhost:443/x", "", "", false},
		{"GET", "http://LOCALHOST:7000/x", "", "", false},
		{"GET", "http://[::1]:7000/x", "", "", false},
		{"GET", "http://[::1]/x", "", "", false},
		{"PUT", "http://localhost:7000/x", "data", "application/rdf+xml", false},
		{"POST", "http://localhost:7000/x", "a=1&a=2", "application/x-www-form-urlencoded; charset=utf-8", false},
	}
	for _, method := range []oauth.Method{oauth.HMACSHA1, oauth.HMACSHA256} {
		for _, tt := range tests {
			via := &capture{}
			c, err := New(Config{APIBase: "http://localhost:7000", ConsumerKey: "app", ConsumerSecret: "a&b%", Transport: via, Method: method})
			if err != nil {
				t.Fatal(err)
			}
			r, err := http.NewRequestWithContext(t.Context(), tt.method, tt.url, strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			if tt.body == "" {
				r.Body = nil
			}
			if tt.contentType != "" {
				r.Header.Set("Content-Type", tt.contentType)
			}
			if got := librarySigns(r); got != tt.library {
				t.Errorf("%s %s: library signs: %v", tt.method, tt.url, got)
			}
			rt := c.signer(t.Context(), &Token{Key: "tok", Secret: "s"}).Transport.(guard).signer
			if _, err := rt.RoundTrip(r); !errors.Is(err, errCaptured) {
				if strings.Contains(tt.url, "%zz") {
					continue // neither signs what a server would read in two ways
				}
				t.Fatal(err)
			}
			if r.Header.Get("Authorization") != "" {
				t.Error("the caller's request was changed")
			}
			keys := func(consumer, token string) (oauth.Keys, bool) {
				return oauth.Keys{ConsumerSecret: "a&b%", TokenSecret: "s"}, consumer == "app" && token == "tok"
			}
			if _, err := oauth.NewVerifier(keys, oauth.VerifierOptions{}).Verify(via.got, []byte(tt.body)); err != nil {
				t.Errorf("%s %s %s: %v", method, tt.method, tt.url, err)
			}
		}
	}
}

// TestGuard: the last door lets nothing signed out to another origin, even
// were there no redirect rule.
func TestGuard(t *testing.T) {
	via := &capture{}
	c, err := New(Config{APIBase: "https://smart.example", ConsumerKey: "app", ConsumerSecret: "s", Transport: via})
	if err != nil {
		t.Fatal(err)
	}
	client := c.signer(t.Context(), &Token{Key: "k", Secret: "s"})
	for _, u := range []string{"http://smart.example/", "https://smart.example:444/", "https://other.example/"} {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, u, nil)
		if _, err := client.Do(r); !errors.Is(err, ErrOrigin) || via.got != nil {
			t.Errorf("%s: %v", u, err)
		}
	}
	if client.Timeout == 0 || client.CheckRedirect == nil || c.http.Timeout == 0 || c.http.CheckRedirect == nil {
		t.Error("a client without timeout or redirect rule")
	}
}

// TestSkewHint: a 401 from a container whose clock is off says so.
func TestSkewHint(t *testing.T) {
	now := time.Unix(1_500_000_000, 0)
	answer := transportFunc(func(r *http.Request) (*http.Response, error) {
		h := http.Header{"Date": {now.Add(10 * time.Minute).UTC().Format(http.TimeFormat)}}
		return &http.Response{StatusCode: 401, Header: h, Body: http.NoBody, Request: r}, nil
	})
	c, err := New(Config{APIBase: "http://localhost", ConsumerKey: "app", ConsumerSecret: "s", Transport: answer, Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	c.Use(&Token{Key: "k", Secret: "s", RecordID: "1"})
	_, err = c.Get(t.Context(), "/records/1/demographics")
	if c.Skew() != 10*time.Minute || err == nil || !strings.Contains(err.Error(), "10m0s off") {
		t.Errorf("skew %v, %v", c.Skew(), err)
	}
}

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestRetryAfter(t *testing.T) {
	now := time.Unix(1_500_000_000, 0)
	for value, want := range map[string]time.Duration{
		"": 0, "3": 3 * time.Second, " 3 ": 3 * time.Second, "-1": 0, "x": 0, "99999999999": 0,
		now.Add(time.Minute).UTC().Format(http.TimeFormat): time.Minute, now.Add(-time.Minute).UTC().Format(http.TimeFormat): 0,
	} {
		if got := retryAfter(http.Header{"Retry-After": {value}}, now); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

func TestEscapeQuery(t *testing.T) {
	for in, want := range map[string]string{
		"http://h/x?rxnorm=1|2&date_from=2010-01-01T00:00:00+02:00&limit=5": "http://h/x?rxnorm=1%7C2&date_from=2010-01-01T00%3A00%3A00%2B02%3A00&limit=5",
		"http://h/x?a=b c%20d&e=100%":                                       "http://h/x?a=b+c+d&e=100%25",
		"http://h/x?a":                                                      "http://h/x?a=",
		"http://h/x":                                                        "http://h/x",
		"http://h/x?":                                                       "http://h/x",
	} {
		if got, err := escapeQuery(in); err != nil || got != want {
			t.Errorf("%s\n got %s, %v\nwant %s", in, got, err, want)
		}
	}
	if got, err := escapeQuery("http://h\x7f/?a=1"); err == nil {
		t.Error(got)
	}
}

func TestOrigins(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{"http://localhost:7000/x", "http://127.0.0.1:7000/y", true}, {"http://[::1]:80/", "http://localhost/", true},
		{"https://A.example/", "https://a.example:443/", true}, {"https://a.example/", "http://a.example/", false},
		{"https://a.example/", "https://a.example:444/", false}, {"https://a.example/", "https://a.example.evil/", false},
		{"http://localhost/", "http://localhost.evil/", false},
	} {
		a, errA := url.Parse(tt.a)
		b, errB := url.Parse(tt.b)
		if errA != nil || errB != nil || sameOrigin(a, b) != tt.same {
			t.Errorf("%s and %s", tt.a, tt.b)
		}
	}
}

func TestSleep(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := sleep(t.Context(), 0); err != nil {
		t.Error(err)
	}
}

// TestListen: which callbacks a listener opens.
func TestListen(t *testing.T) {
	l, err := listen("")
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	if !strings.HasPrefix(l.url, "http://127.0.0.1:") || len(l.path) < 32 {
		t.Error(l.url)
	}
	for _, bad := range []string{"https://localhost:1/", "http://example.org:8000/x", "http://localhost/x", "http://localhost:8000/?x=1", ":"} {
		if l, err := listen(bad); err == nil {
			l.close()
			t.Errorf("%s is listened at", bad)
		}
	}
}
