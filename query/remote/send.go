package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// maxErrorBytes is how much of an error's text is read.
const maxErrorBytes = 64 << 10

// request is one request to an endpoint.
type request struct {
	method string // POST if empty
	url    string // the endpoint's if empty
	field  string // "query" or "update": text is sent as this field of a form
	text   string
	media  string // without field: the type of the text
	accept string
	params url.Values // more fields of the form
}

// build makes the HTTP request (SPARQL 1.1 Protocol, section 2.1.2).
func (r request) build(ctx context.Context, e *Endpoint, target string) (*http.Request, error) {
	text, media := r.text, r.media
	if r.field != "" {
		form := url.Values{r.field: {r.text}}
		maps.Copy(form, r.params)
		text, media = form.Encode(), "application/x-www-form-urlencoded"
	}
	method := r.method
	if method == "" {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(ctx, method, target, strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	for k, v := range e.header {
		req.Header[k] = v
	}
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	if r.accept != "" {
		req.Header.Set("Accept", r.accept)
	}
	return req, nil
}

// call is a request as github.com/knakk/sparql takes it. It implements
// sparql.Provider.
type call struct {
	ctx context.Context
	e   *Endpoint
	r   request
}

// GenRequest makes the request.
func (c call) GenRequest(endpoint string) (*http.Request, error) {
	req, err := c.r.build(c.ctx, c.e, endpoint)
	if err == nil {
		// The transport would decompress what it has asked for itself; an error's
		// text could then be much longer than what was sent.
		req.Header.Set("Accept-Encoding", "identity")
	}
	return req, err
}

// redirectGuard ends a request when it is about to be sent to another host than it
// was made for: http.DefaultClient, which github.com/knakk/sparql sends with,
// follows redirects anywhere. A connection that is there already is closed before
// the request is written to it.
func redirectGuard(ctx context.Context, endpoint string) (context.Context, context.CancelCauseFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	var mu sync.Mutex
	astray := false
	trace := &httptrace.ClientTrace{
		GetConn: func(hostPort string) {
			if hostPort != hostPortOf(endpoint) && !viaProxy(endpoint, hostPort) {
				mu.Lock()
				astray = true
				mu.Unlock()
				cancel(ErrRedirect)
			}
		},
		GotConn: func(info httptrace.GotConnInfo) {
			mu.Lock()
			defer mu.Unlock()
			if astray {
				_ = info.Conn.Close() // nothing has been written to it
			}
		},
	}
	return httptrace.WithClientTrace(ctx, trace), cancel
}

// hostPortOf is the address that a transport connects to for a URL.
func hostPortOf(endpoint string) string {
	u, err := url.Parse(endpoint)
	if err != nil {
		return ""
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// viaProxy reports whether the address is that of the proxy that the environment
// names for the endpoint.
func viaProxy(endpoint, hostPort string) bool {
	req, err := http.NewRequest(http.MethodPost, endpoint, nil)
	if err != nil {
		return false
	}
	proxy, err := http.ProxyFromEnvironment(req)
	return err == nil && proxy != nil && hostPortOf(proxy.String()) == hostPort
}

// refusal is how github.com/knakk/sparql words an error status.
func refusal() *regexp.Regexp { return regexp.MustCompile(`^Query: SPARQL request failed: (\d{3})`) }

// sendRepo sends a query through github.com/knakk/sparql.
func (e *Endpoint) sendRepo(ctx context.Context, r request) (io.ReadCloser, error) {
	ctx, cancel := redirectGuard(ctx, e.url)
	body, err := e.repo.QueryWithoutParsing(call{ctx, e, r})
	if err == nil {
		return &closing{body, func() { cancel(nil) }}, nil
	}
	cancel(nil)
	if errors.Is(context.Cause(ctx), ErrRedirect) {
		return nil, ErrRedirect
	}
	if m := refusal().FindStringSubmatch(err.Error()); m != nil {
		status, _ := strconv.Atoi(m[1])
		return nil, &Error{Endpoint: e.url, Status: status, Err: err}
	}
	return nil, err
}

// closing does something more when a body is closed.
type closing struct {
	io.ReadCloser
	then func()
}

// Close closes the body.
func (c *closing) Close() error {
	defer c.then()
	return c.ReadCloser.Close()
}

// sendOwn sends a request with the endpoint's own client.
func (e *Endpoint) sendOwn(ctx context.Context, r request) (io.ReadCloser, error) {
	target := r.url
	if target == "" {
		target = e.url
	}
	req, err := r.build(ctx, e, target)
	if err != nil {
		return nil, err
	}
	e.digest.authorise(req)
	res, err := e.client.Do(req)
	if err == nil && res.StatusCode == http.StatusUnauthorized && e.digest.challenged(res) {
		drain(res.Body)
		if req, err = r.build(ctx, e, target); err != nil {
			return nil, err
		}
		e.digest.authorise(req)
		res, err = e.client.Do(req)
	}
	if err != nil {
		return nil, err
	}
	if res.StatusCode/100 != 2 {
		return nil, e.refused(res)
	}
	return res.Body, nil
}

// refused is the error of an answer that is none.
func (e *Endpoint) refused(res *http.Response) error {
	defer res.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(res.Body, maxErrorBytes)) // what there is of it
	return &Error{Endpoint: e.url, Status: res.StatusCode, Err: &statusError{
		status: res.Status, text: strings.TrimSpace(string(text)), after: res.Header.Get("Retry-After"),
	}}
}

// statusError is an HTTP status that is no success.
type statusError struct{ status, text, after string }

// Error implements error.
func (e *statusError) Error() string {
	if e.text == "" {
		return e.status
	}
	return e.status + ": " + e.text
}

// drain reads the rest of a short answer, so that its connection can be used again.
func drain(body io.ReadCloser) {
	_, _ = io.Copy(io.Discard, io.LimitReader(body, maxErrorBytes))
	body.Close()
}

// bounded gives a context a deadline if it has none.
func (e *Endpoint) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok || e.timeout <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, e.timeout)
}

// read sends a request that changes nothing, again if that may help, and gives the
// answer, which ends with ErrTooLarge when it is too long. It must be closed.
func (e *Endpoint) read(ctx context.Context, r request) (io.ReadCloser, error) {
	ctx, cancel := e.bounded(ctx)
	for try := 0; ; try++ {
		body, err := e.send(ctx, r)
		if err == nil {
			return &closing{&limitedBody{body, ctx, e.maxBytes}, cancel}, nil
		}
		wait, again := again(ctx, err, try)
		if again = again && try < e.retries; again {
			again = e.sleep(ctx, wait) == nil
		}
		if !again {
			err = e.fail(ctx, err)
			cancel()
			return nil, err
		}
	}
}

func (e *Endpoint) send(ctx context.Context, r request) (io.ReadCloser, error) {
	if e.own || r.field != "query" {
		return e.sendOwn(ctx, r)
	}
	return e.sendRepo(ctx, r)
}

// The waits between tries.
const (
	firstWait = 200 * time.Millisecond
	maxWait   = 30 * time.Second
)

// again reports whether a failed read may succeed when tried once more, and after
// how long: when the endpoint is busy or behind a proxy that does not reach it, or
// the connection failed.
func again(ctx context.Context, err error, try int) (time.Duration, bool) {
	if ctx.Err() != nil || errors.Is(err, ErrRedirect) || errors.Is(err, ErrPrivate) {
		return 0, false
	}
	wait := min(firstWait<<min(try, 10), maxWait)
	var own *Error
	if errors.As(err, &own) && own.Status != 0 {
		var status *statusError
		if errors.As(err, &status) {
			if s, err := strconv.Atoi(status.after); err == nil && s >= 0 {
				wait = time.Duration(min(s, 3600)) * time.Second
			}
		}
		switch own.Status {
		case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return wait, wait <= maxWait
		}
		return 0, false
	}
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		return 0, false
	}
	var failed *url.Error
	return wait, errors.As(err, &failed)
}

// sleep waits, or until the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// limitedBody is an answer that may not be longer than left.
type limitedBody struct {
	io.ReadCloser
	ctx  context.Context
	left int64
}

// Read reads; the error prefers the context's own.
func (l *limitedBody) Read(p []byte) (int, error) {
	if l.left <= 0 {
		var probe [1]byte
		if n, err := l.ReadCloser.Read(probe[:]); n == 0 && err != nil {
			return 0, err
		}
		return 0, ErrTooLarge
	}
	n, err := l.ReadCloser.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("the answer breaks off: %w", cause(l.ctx, err))
	}
	return n, err
}
