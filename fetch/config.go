package fetch

import (
	"cmp"
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/trivet-rdf/trivet/fetch/oauth"
)

// DefaultSecret is the consumer secret of the SMART tutorials. It is public:
// New refuses it for containers beyond loopback.
const DefaultSecret = "smartapp-secret"

// Limits and times that a zero field of Config stands for.
const (
	DefaultTimeout = 30 * time.Second
	DefaultMaxBody = 64 << 20
	DefaultRetries = 2
	maxTokenBody   = 64 << 10 // replies of the token endpoints and manifests' like
)

// Config says which app talks to which container. It never prints its secret.
type Config struct {
	APIBase        string // the container: "https://smart.example.org", no slash at the end needed
	AppID          string // "" is ConsumerKey: in the reference container they are the same
	ConsumerKey    string // "" is AppID
	ConsumerSecret string
	Method         oauth.Method    // "" is HMAC-SHA1, the only one of the reference container; PLAINTEXT needs https
	PrivateKey     *rsa.PrivateKey // of RSA-SHA1, which needs no ConsumerSecret

	Tokens    TokenStore        // nil keeps tokens in memory
	Transport http.RoundTripper // nil is a transport of the client's own
	UserAgent string            // "" is "trivet"

	Timeout time.Duration // one try of one call, body included; 0 is 30 s
	MaxBody int64         // bytes of one reply; 0 is 64 MiB
	Retries int           // further tries of idempotent calls when the container is unavailable; 0 is 2, negative none

	Clock func() time.Time                                 // nil is time.Now; another one also stamps the signatures
	Sleep func(ctx context.Context, d time.Duration) error // waits between tries; nil is a timer

	Debug bool // keep what was signed in the StatusError of a 401

	AllowDefaultSecret bool // use DefaultSecret beyond loopback all the same
	AllowPlainHTTP     bool // use http beyond loopback all the same
}

// String names app and container and hides the secret.
func (c Config) String() string { return "fetch.Config(" + c.ConsumerKey + " at " + c.APIBase + ")" }

// GoString hides the secret.
func (c Config) GoString() string { return c.String() }

// Format hides the secret from every verb of fmt.
func (c Config) Format(w fmt.State, _ rune) { formatted(w, c.String()) }

// LogValue hides the secret from log/slog.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalText hides the secret from JSON.
func (c Config) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Client is one app at one container. It is safe for many goroutines. It
// prints as app and container, never with a secret.
type Client struct {
	c    Config
	base *url.URL     // APIBase without a slash at the end
	http *http.Client // without credentials; the signing clients share its transport

	handoff *oauth.Verifier

	mu       sync.Mutex
	manifest *Manifest
	current  *Token            // the last token used or got
	byRecord map[string]*Token // tokens by record
	skew     time.Duration     // the container's clock minus ours, from its last Date header
}

// New checks the configuration and makes a client. It does not connect.
func New(c Config) (*Client, error) {
	base, err := url.Parse(strings.TrimRight(c.APIBase, "/"))
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" || base.RawQuery != "" || base.User != nil {
		return nil, fmt.Errorf("fetch: APIBase %q: expected the http or https URL of a container, such as http://localhost:7000", c.APIBase)
	}
	c.AppID, c.ConsumerKey = cmp.Or(c.AppID, c.ConsumerKey), cmp.Or(c.ConsumerKey, c.AppID)
	if err := c.checkMethod(base); err != nil {
		return nil, err
	}
	local := loopback(base.Hostname())
	if c.ConsumerSecret == DefaultSecret && !local && !c.AllowDefaultSecret {
		return nil, fmt.Errorf("%w: change the consumer secret before you use %s, or set AllowDefaultSecret", ErrDefaultSecret, base.Host)
	}
	if base.Scheme == "http" && !local && !c.AllowPlainHTTP {
		return nil, fmt.Errorf("%w: use https for %s, or set AllowPlainHTTP", ErrPlainHTTP, base.Host)
	}
	c.fill()
	cl := &Client{c: c, base: base, byRecord: map[string]*Token{}}
	cl.http, cl.handoff = cl.newHTTP(c.Transport), cl.newHandoff()
	return cl, nil
}

// checkMethod checks that the credentials are those the signature method needs.
func (c *Config) checkMethod(base *url.URL) error {
	c.Method = cmp.Or(c.Method, oauth.HMACSHA1)
	switch {
	case !c.Method.Known():
		return fmt.Errorf("fetch: signature method %q: expected HMAC-SHA1, HMAC-SHA256, RSA-SHA1 or PLAINTEXT", c.Method)
	case c.Method == oauth.RSASHA1 && (c.ConsumerKey == "" || c.PrivateKey == nil):
		return errors.New("fetch: RSA-SHA1 needs ConsumerKey and PrivateKey")
	case c.Method != oauth.RSASHA1 && (c.ConsumerKey == "" || c.ConsumerSecret == ""):
		return errors.New("fetch: ConsumerKey and ConsumerSecret are needed: the app's credentials at the container")
	case c.Method == oauth.Plaintext && base.Scheme != "https":
		return fmt.Errorf("%w: PLAINTEXT sends the secrets themselves, so it needs https", ErrPlainHTTP)
	}
	return nil
}

// fill sets what a zero field stands for.
func (c *Config) fill() {
	if c.Tokens == nil {
		c.Tokens = NewMemoryStore()
	}
	if c.Transport == nil {
		c.Transport = newTransport()
	}
	c.UserAgent = cmp.Or(c.UserAgent, "trivet")
	c.Timeout = cmp.Or(c.Timeout, DefaultTimeout)
	c.MaxBody = cmp.Or(c.MaxBody, DefaultMaxBody)
	c.Retries = cmp.Or(c.Retries, DefaultRetries)
	if c.Sleep == nil {
		c.Sleep = sleep
	}
}

// now is the configured clock's time.
func (c *Client) now() time.Time {
	if c.c.Clock != nil {
		return c.c.Clock()
	}
	return time.Now()
}

// Close ends idle connections. The client can be used again afterwards.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// APIBase is the container's base URL, without a slash at the end.
func (c *Client) APIBase() string { return c.base.String() }

// AppID is the app's id at the container.
func (c *Client) AppID() string { return c.c.AppID }

// String names app and container.
func (c *Client) String() string {
	return "fetch.Client(" + c.c.ConsumerKey + " at " + c.base.String() + ")"
}

// GoString is String.
func (c *Client) GoString() string { return c.String() }

// Format is String for every verb of fmt.
func (c *Client) Format(w fmt.State, _ rune) { formatted(w, c.String()) }

// LogValue is String.
func (c *Client) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalText is String.
func (c *Client) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// loopback reports whether a host name can only be this machine.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// sameOrigin compares scheme, host and port. The names of the loopback
// interface count as one host.
func sameOrigin(a, b *url.URL) bool {
	return originOf(a) == originOf(b)
}

func originOf(u *url.URL) string {
	host, port := strings.ToLower(u.Hostname()), u.Port()
	if loopback(host) {
		host = "localhost"
	}
	scheme := strings.ToLower(u.Scheme)
	switch {
	case port != "":
	case scheme == "https":
		port = "443"
	case scheme == "http":
		port = "80"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

// sleep waits for d or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
