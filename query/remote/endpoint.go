package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/knakk/sparql"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query/results"
)

// Defaults of an Endpoint.
const (
	// DefaultTimeout bounds a request whose context has no deadline.
	DefaultTimeout = 60 * time.Second
	// DefaultMaxBytes bounds the answer to one request.
	DefaultMaxBytes = 1 << 30
)

// Errors that requests give; match them with errors.Is.
var (
	// ErrEndpoint: the endpoint answered with an error, or not as expected.
	ErrEndpoint = errors.New("SPARQL endpoint")
	// ErrTooLarge: the answer is longer than the endpoint's limit.
	ErrTooLarge = errors.New("the answer is too large")
)

// Endpoint is a SPARQL endpoint. It does not change and may be used by many
// goroutines at once.
type Endpoint struct {
	url      string
	repo     *sparql.Repo
	header   http.Header
	timeout  time.Duration
	maxBytes int64
}

// Option changes how an endpoint is asked.
type Option func(*Endpoint)

// WithBearer sends a bearer token along.
func WithBearer(token string) Option {
	return func(e *Endpoint) { e.header.Set("Authorization", "Bearer "+token) }
}

// WithBasicAuth sends a name and password along.
func WithBasicAuth(name, password string) Option {
	return func(e *Endpoint) {
		r := http.Request{Header: e.header}
		r.SetBasicAuth(name, password)
	}
}

// WithTimeout bounds each request.
func WithTimeout(d time.Duration) Option { return func(e *Endpoint) { e.timeout = d } }

// WithMaxBytes bounds each answer's length.
func WithMaxBytes(n int64) Option { return func(e *Endpoint) { e.maxBytes = n } }

// Open gives the endpoint at an http or https URL. Nothing is sent yet.
func Open(endpoint string, opts ...Option) (*Endpoint, error) {
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%q is not the http or https URL of an endpoint", endpoint)
	}
	repo, err := sparql.NewRepo(endpoint)
	if err != nil {
		return nil, err
	}
	e := &Endpoint{url: endpoint, repo: repo, header: http.Header{}, timeout: DefaultTimeout, maxBytes: DefaultMaxBytes}
	for _, o := range opts {
		o(e)
	}
	return e, nil
}

// URL is the endpoint's address.
func (e *Endpoint) URL() string { return e.url }

// String names the endpoint; its credentials are not shown.
func (e *Endpoint) String() string { return "SPARQL endpoint " + e.url }

// GoString is String.
func (e *Endpoint) GoString() string { return e.String() }

// call is one request, as github.com/knakk/sparql takes it.
type call struct {
	ctx    context.Context
	e      *Endpoint
	field  string // "query" or "update"
	text   string
	accept string
}

// GenRequest implements sparql.Provider: an application/x-www-form-urlencoded
// POST (SPARQL 1.1 Protocol, section 2.1.2).
func (c call) GenRequest(endpoint string) (*http.Request, error) {
	body := strings.NewReader(url.Values{c.field: {c.text}}.Encode())
	req, err := http.NewRequestWithContext(c.ctx, http.MethodPost, endpoint, body)
	if err != nil {
		return nil, err
	}
	for k, v := range c.e.header {
		req.Header[k] = v
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", c.accept)
	return req, nil
}

// do sends a request and hands its answer, cut at the limit, to read.
func (e *Endpoint) do(ctx context.Context, field, text, accept string, read func(io.Reader) error) error {
	ctx, cancel := context.WithTimeout(ctx, e.timeout)
	defer cancel()
	body, err := e.repo.QueryWithoutParsing(call{ctx, e, field, text, accept})
	if err != nil {
		return &Error{Endpoint: e.url, Err: cause(ctx, err)}
	}
	defer body.Close()
	limited := &io.LimitedReader{R: body, N: e.maxBytes + 1}
	err = read(limited)
	switch {
	case limited.N <= 0:
		return &Error{Endpoint: e.url, Err: ErrTooLarge}
	case err != nil:
		return &Error{Endpoint: e.url, Err: cause(ctx, err)}
	}
	return nil
}

// cause prefers the context's own error, which callers match.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// Error is a failed request.
type Error struct {
	Endpoint string
	Err      error
}

// maxMessage bounds what is shown of an endpoint's own words, in bytes.
const maxMessage = 500

// Error implements error. What the server said is cut and made printable.
func (e *Error) Error() string {
	msg := e.Err.Error()
	if len(msg) > maxMessage {
		msg = msg[:maxMessage] + "…"
	}
	return e.Endpoint + ": " + strings.ToValidUTF8(strings.Map(printable, msg), "�")
}

func printable(r rune) rune {
	if r < ' ' || r >= 0x7F && r < 0xA0 {
		return ' '
	}
	return r
}

// Unwrap gives the reason.
func (e *Error) Unwrap() error { return e.Err }

// Is makes every Error match ErrEndpoint.
func (e *Error) Is(target error) bool { return target == ErrEndpoint }

const acceptResults = "application/sparql-results+json, application/sparql-results+xml;q=0.8"

// table asks for a result table.
func (e *Endpoint) table(ctx context.Context, text string) (*results.Table, error) {
	var t *results.Table
	err := e.do(ctx, "query", text, acceptResults, func(r io.Reader) error {
		head := make([]byte, 1)
		if _, err := io.ReadFull(r, head); err != nil {
			return fmt.Errorf("an empty answer: %w", err)
		}
		format := results.JSON
		if head[0] == '<' {
			format = results.XML
		}
		var err error
		t, err = results.Read(io.MultiReader(strings.NewReader(string(head)), r), format)
		return err
	})
	return t, err
}

// Select sends a SELECT query and gives its rows.
func (e *Endpoint) Select(ctx context.Context, text string) (*results.Table, error) {
	t, err := e.table(ctx, text)
	if err == nil && t.Boolean != nil {
		return nil, &Error{Endpoint: e.url, Err: errors.New("a boolean answer where rows were expected")}
	}
	return t, err
}

// Ask sends an ASK query and gives its answer.
func (e *Endpoint) Ask(ctx context.Context, text string) (bool, error) {
	t, err := e.table(ctx, text)
	if err != nil {
		return false, err
	}
	if t.Boolean == nil {
		return false, &Error{Endpoint: e.url, Err: errors.New("rows where a boolean answer was expected")}
	}
	return *t.Boolean, nil
}

// Construct sends a CONSTRUCT or DESCRIBE query and gives the graph.
func (e *Endpoint) Construct(ctx context.Context, text string) (*graph.Graph, error) {
	var g *graph.Graph
	err := e.do(ctx, "query", text, "application/n-triples, text/turtle;q=0.9", func(r io.Reader) error {
		var err error
		g, err = graph.Load(ctx, r, graph.WithFormat(rdfio.Turtle), graph.WithBase(e.url))
		return err
	})
	return g, err
}

// Update sends an update request. The library takes no answer but 200 for a
// success, and endpoints often answer 204, so the request goes out directly.
func (e *Endpoint) Update(ctx context.Context, text string) error {
	ctx, cancel := context.WithTimeout(ctx, e.timeout)
	defer cancel()
	req, err := call{ctx, e, "update", text, "*/*"}.GenRequest(e.url)
	if err != nil {
		return err
	}
	client := http.Client{Transport: http.DefaultTransport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	res, err := client.Do(req)
	if err != nil {
		return &Error{Endpoint: e.url, Err: cause(ctx, err)}
	}
	defer res.Body.Close()
	said, err := io.ReadAll(io.LimitReader(res.Body, maxMessage))
	switch {
	case res.StatusCode < 200 || res.StatusCode > 299:
		return &Error{Endpoint: e.url, Err: fmt.Errorf("the update was refused: %s %s", res.Status, said)}
	case err != nil:
		return &Error{Endpoint: e.url, Err: cause(ctx, err)}
	}
	return nil
}
