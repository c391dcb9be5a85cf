package fetch

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/dghubble/oauth1"

	"github.com/trivet-rdf/trivet/fetch/oauth"
)

// newTransport is a transport with a limit on every wait. The overall limit of
// a call is the http.Client's timeout.
func newTransport() http.RoundTripper {
	dial := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: dial.DialContext, ForceAttemptHTTP2: true,
		MaxIdleConns: 32, MaxIdleConnsPerHost: 8, MaxConnsPerHost: 32, IdleConnTimeout: 60 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 30 * time.Second, MaxResponseHeaderBytes: 256 << 10,
	}
}

// newHTTP is an http.Client on a transport, with this client's timeout and
// redirect rule.
func (c *Client) newHTTP(rt http.RoundTripper) *http.Client {
	return &http.Client{Transport: rt, Timeout: c.c.Timeout, CheckRedirect: checkRedirect}
}

// checkRedirect follows a redirect only within the origin that was asked:
// net/http itself would drop the Authorization header when the host changes,
// but a signing transport puts a fresh one on every hop.
func checkRedirect(r *http.Request, via []*http.Request) error {
	if len(via) > 5 {
		return fmt.Errorf("%w: more than 5", ErrRedirect)
	}
	if from := via[0].URL; !sameOrigin(r.URL, from) {
		return fmt.Errorf("%w: %s sends to another origin, %s", ErrRedirect, from.Host, originOf(r.URL))
	}
	return nil
}

// signer is the http.Client that signs for a token (nil: for the app alone).
func (c *Client) signer(ctx context.Context, t *Token, extra ...oauth.Param) *http.Client {
	own := &ownSigner{c: c, extra: extra, next: c.c.Transport}
	if t != nil {
		own.token = oauth.Token{Key: t.Key, Secret: string(t.Secret)}
	}
	hmac := c.c.Method == oauth.HMACSHA1 || c.c.Method == oauth.HMACSHA256
	if t == nil || len(extra) > 0 || c.c.Clock != nil || !hmac {
		return c.newHTTP(guard{own, c.base})
	}
	return c.newHTTP(guard{&choice{library: c.library(ctx, t), own: own}, c.base})
}

// library is github.com/dghubble/oauth1's transport for a token. Its Config
// gets a Noncer of ours, because it would else write its default one into it.
func (c *Client) library(ctx context.Context, t *Token) http.RoundTripper {
	config := &oauth1.Config{
		ConsumerKey: c.c.ConsumerKey, ConsumerSecret: c.c.ConsumerSecret, Noncer: noncer{},
		Signer: &oauth1.HMACSigner{ConsumerSecret: c.c.ConsumerSecret},
	}
	if c.c.Method == oauth.HMACSHA256 {
		config.Signer = &oauth1.HMAC256Signer{ConsumerSecret: c.c.ConsumerSecret}
	}
	ctx = context.WithValue(ctx, oauth1.HTTPClient, &http.Client{Transport: c.c.Transport})
	return config.Client(ctx, oauth1.NewToken(t.Key, string(t.Secret))).Transport
}

type noncer struct{}

// Nonce returns 128 random bits as text.
func (noncer) Nonce() string { return oauth.NewNonce() }

// choice signs with the library what the library signs as RFC 5849 says, and
// with fetch/oauth the rest.
type choice struct {
	library http.RoundTripper
	own     *ownSigner
}

// RoundTrip signs and sends.
func (s *choice) RoundTrip(r *http.Request) (*http.Response, error) {
	if librarySigns(r) {
		return s.library.RoundTrip(r)
	}
	return s.own.RoundTrip(r)
}

// librarySigns reports whether the base string of dghubble/oauth1 v0.7.3 is
// right for r (security.md section 3): no body, whose hash or form it may
// miss; no repeated parameter, of which it signs the first only; a path; a host
// that its splitting at ":" understands; no port that is another scheme's.
func librarySigns(r *http.Request) bool {
	if r.Body != nil && r.Body != http.NoBody || r.URL.Path == "" || r.URL.Opaque != "" {
		return false
	}
	if r.Host != "" && r.Host != r.URL.Host || strings.Contains(r.URL.Host, "[") || r.URL.Host != strings.ToLower(r.URL.Host) {
		return false
	}
	if port := r.URL.Port(); port == "443" && r.URL.Scheme == "http" || port == "80" && r.URL.Scheme == "https" {
		return false
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return false
	}
	for name, values := range query {
		if len(values) > 1 || strings.HasPrefix(name, "oauth_") {
			return false
		}
	}
	return true
}

// ownSigner signs with fetch/oauth.
type ownSigner struct {
	c     *Client
	token oauth.Token
	extra []oauth.Param
	next  http.RoundTripper
}

// RoundTrip signs a copy of r and sends it.
func (s *ownSigner) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil && r.Body != http.NoBody {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r.Body.Close()
	}
	signed := r.Clone(r.Context())
	if body != nil {
		signed.Body = io.NopCloser(bytes.NewReader(body))
	}
	sg := &oauth.Signer{
		Consumer: s.c.c.ConsumerKey, Keys: oauth.Keys{ConsumerSecret: s.c.c.ConsumerSecret, Private: s.c.c.PrivateKey},
		Method: s.c.c.Method, BodyHash: body != nil, Now: s.c.now,
	}
	if err := sg.Sign(signed, body, s.token, s.extra...); err != nil {
		return nil, err
	}
	return s.next.RoundTrip(signed)
}

// guard is the last door: whatever the redirect rule let through, nothing is
// signed for an origin that is not the container's.
type guard struct {
	signer http.RoundTripper
	base   *url.URL
}

// RoundTrip passes requests to the container's origin on.
func (g guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if !sameOrigin(r.URL, g.base) {
		return nil, fmt.Errorf("%w: %s", ErrOrigin, originOf(r.URL))
	}
	return g.signer.RoundTrip(r)
}
