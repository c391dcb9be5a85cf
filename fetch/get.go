package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/fetch/oauth"
)

// Response is a reply with status 2xx, its body read.
type Response struct {
	Status      int
	Header      http.Header
	ContentType string // the Content-Type header as sent
	Body        []byte
	URL         string // after redirects
}

// credentials says how a call is signed.
type credentials uint8

const (
	byToken credentials = iota // with the token of its record, or the current one
	byApp                      // with the consumer's secret alone
	unsigned
)

// request is one call to the container.
type request struct {
	method      string
	path        string // absolute, or relative to the api base
	body        []byte
	contentType string
	accept      string
	sign        credentials
	token       *Token        // signs instead of the one the path implies
	extra       []oauth.Param // further signed parameters
	limit       int64         // of the reply's body; 0 is Config.MaxBody
}

// Get is a signed GET. path is relative to the api base
// ("/records/1000001/medications/?limit=5") or an absolute URL of the same
// container. The token is that of the record in the path, else the current one.
// A status that is not 2xx is a *StatusError.
func (c *Client) Get(ctx context.Context, path string) (*Response, error) {
	return c.do(ctx, request{method: http.MethodGet, path: path})
}

// do sends a request, tries idempotent ones again while the container is
// unavailable, and reads the reply.
func (c *Client) do(ctx context.Context, q request) (*Response, error) {
	u, err := c.resolve(q.path)
	if err != nil {
		return nil, err
	}
	if q.token == nil && q.sign == byToken {
		if q.token, err = c.tokenFor(ctx, u); err != nil {
			return nil, err
		}
	}
	client := c.http
	if q.sign != unsigned {
		client = c.signer(ctx, q.token, q.extra...)
	}
	for try := 0; ; try++ {
		resp, err := c.send(ctx, client, u, q)
		wait, again := c.again(ctx, q, try, err)
		if !again {
			return resp, err
		}
		if slept := c.c.Sleep(ctx, wait); slept != nil {
			return nil, errors.Join(err, slept)
		}
	}
}

// again decides about another try: when no connection came about, so that
// nothing was sent, or when the container said it is unavailable and the call
// may be repeated; not when a longer wait is asked for than the context allows.
func (c *Client) again(ctx context.Context, q request, try int, err error) (time.Duration, bool) {
	if err == nil || try >= c.c.Retries || ctx.Err() != nil {
		return 0, false
	}
	var status *StatusError
	refused := errors.As(err, &status)
	if refused && (q.method == http.MethodPost || !unavailable(status.Status)) || !refused && !notDialled(err) {
		return 0, false
	}
	const longest = 30 * time.Second
	wait := time.Duration(0)
	if refused {
		wait = status.Retry
	}
	if wait == 0 {
		wait = 200 * time.Millisecond << try
		wait += rand.N(wait / 2) // so that many clients do not come back at once
	}
	if deadline, ok := ctx.Deadline(); wait > longest || ok && c.now().Add(wait).After(deadline) {
		return 0, false
	}
	return wait, true
}

// notDialled reports whether a call failed before there was a connection, and
// not because there is no such host.
func notDialled(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	return errors.As(err, &op) && op.Op == "dial" && !(errors.As(err, &dns) && dns.IsNotFound) && !errors.Is(err, context.Canceled)
}

// send is one try.
func (c *Client) send(ctx context.Context, client *http.Client, u *url.URL, q request) (*Response, error) {
	var body io.Reader
	if q.body != nil {
		body = bytes.NewReader(q.body)
	}
	req, err := http.NewRequestWithContext(ctx, q.method, u.String(), body)
	if err != nil {
		return nil, fmt.Errorf("fetch: %w", err)
	}
	req.Header.Set("User-Agent", c.c.UserAgent)
	if q.accept != "" {
		req.Header.Set("Accept", q.accept)
	}
	if q.contentType != "" {
		req.Header.Set("Content-Type", q.contentType)
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, c.failed(ctx, q.method, u, err)
	}
	defer resp.Body.Close()
	c.learnSkew(resp.Header)
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		io.CopyN(io.Discard, resp.Body, 4<<10) // so that the connection can be used again
		return nil, c.statusError(q.method, u, resp)
	}
	limit := q.limit
	if limit == 0 {
		limit = c.c.MaxBody
	}
	data, err := readBody(resp, limit)
	if err != nil {
		return nil, c.failed(ctx, q.method, u, err)
	}
	return &Response{
		Status: resp.StatusCode, Header: resp.Header, ContentType: resp.Header.Get("Content-Type"),
		Body: data, URL: resp.Request.URL.String(),
	}, nil
}

// failed wraps an error without a reply. net/http's own wrapper goes: its text
// repeats the URL with the query.
func (c *Client) failed(ctx context.Context, method string, u *url.URL, err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
		if cause := ctx.Err(); cause != nil {
			err = cause
		}
	}
	return &transportError{method, plainURL(u), err}
}

// readBody reads a reply of at most limit bytes. A longer one is refused before
// it is read when its length is announced.
func readBody(resp *http.Response, limit int64) ([]byte, error) {
	tooLarge := fmt.Errorf("%w of %d bytes", ErrTooLarge, limit)
	if resp.ContentLength > limit {
		return nil, tooLarge
	}
	var buf bytes.Buffer
	if resp.ContentLength > 0 {
		buf.Grow(int(resp.ContentLength) + bytes.MinRead)
	}
	n, err := buf.ReadFrom(io.LimitReader(resp.Body, limit+1))
	if err != nil {
		return nil, err
	}
	if n > limit {
		return nil, tooLarge
	}
	return buf.Bytes(), nil
}

// statusError describes a refused call, with a hint where there is one.
func (c *Client) statusError(method string, u *url.URL, resp *http.Response) error {
	e := &StatusError{Method: method, URL: plainURL(u), Status: resp.StatusCode, Retry: retryAfter(resp.Header, c.now())}
	switch {
	case resp.StatusCode == http.StatusUnauthorized:
		if c.c.Debug {
			e.BaseString = signedBase(resp.Request)
		}
		e.Hint = "the token may have expired, or a secret is wrong: log in again, or look at the container's /oauth/debug"
		if skew := c.Skew(); skew > time.Minute || skew < -time.Minute {
			e.Hint = fmt.Sprintf("this machine's clock is %v off the container's: set it right", skew.Round(time.Second))
		}
	case resp.StatusCode == http.StatusForbidden:
		e.Hint = "the token is for another record, or the app may not make this call"
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		e.Hint = "the container answered with a redirect that leads nowhere"
	}
	return e
}

// signedBase is the base string of a request that was sent, "" when it was not
// signed or its form cannot be had again.
func signedBase(r *http.Request) string {
	var body []byte
	if r.GetBody != nil {
		again, err := r.GetBody()
		if err != nil {
			return ""
		}
		defer again.Close()
		if body, err = io.ReadAll(again); err != nil {
			return ""
		}
	}
	params, err := oauth.Header(r.Header)
	if err != nil {
		return ""
	}
	m := oauth.NewMessage(r, body)
	m.Params = params
	base, err := m.BaseString()
	if err != nil {
		return ""
	}
	return base
}

// retryAfter reads the header in both its forms.
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.Atoi(v); err == nil && seconds > 0 && seconds < 1<<20 {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(v); err == nil && at.After(now) {
		return at.Sub(now)
	}
	return 0
}

// learnSkew compares the container's clock with ours.
func (c *Client) learnSkew(h http.Header) {
	at, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.skew = at.Sub(c.now())
}

// Skew is how far the container's clock is ahead of this machine's, to about a
// second, as of its last reply. Containers refuse requests more than 300
// seconds off.
func (c *Client) Skew() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.skew
}

// resolve makes a URL below the api base. Dot segments cannot lead out of it.
func (c *Client) resolve(path string) (*url.URL, error) {
	if before, _, _ := strings.Cut(path, "?"); strings.Contains(before, "://") {
		u, err := url.Parse(path)
		if err != nil {
			return nil, fmt.Errorf("fetch: %q is no URL", path)
		}
		if !sameOrigin(u, c.base) || u.User != nil {
			return nil, fmt.Errorf("%w: %s is not at %s", ErrOrigin, originOf(u), c.base)
		}
		u.Fragment, u.RawFragment = "", ""
		return u, nil
	}
	ref, err := url.Parse(c.base.String() + "/" + strings.TrimPrefix(path, "/"))
	if err != nil {
		return nil, fmt.Errorf("fetch: %q is no path", path)
	}
	for seg := range strings.SplitSeq(ref.Path, "/") {
		if seg == "." || seg == ".." {
			return nil, fmt.Errorf("fetch: path %q: dot segments are not allowed", path)
		}
	}
	ref.Fragment, ref.RawFragment = "", ""
	return ref, nil
}
