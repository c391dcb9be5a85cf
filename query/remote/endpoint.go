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
	"github.com/trivet-rdf/trivet/query/results"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// Defaults of an Endpoint.
const (
	// DefaultTimeout bounds a request whose context has no deadline.
	DefaultTimeout = 60 * time.Second
	// DefaultMaxBytes bounds the answer to one request.
	DefaultMaxBytes = 1 << 30
	// DefaultRetries is how often a read is tried again.
	DefaultRetries = 2
)

// Errors that requests give; match them with errors.Is.
var (
	// ErrEndpoint: the endpoint answered with an error, or not as expected.
	ErrEndpoint = errors.New("SPARQL endpoint")
	// ErrTooLarge: the answer is longer than the endpoint's limit.
	ErrTooLarge = errors.New("the answer is too large")
	// ErrRedirect: the endpoint sends requests on to another host.
	ErrRedirect = errors.New("the endpoint redirects to another host, which is not followed")
	// ErrPrivate: the host is at an address of a private network.
	ErrPrivate = errors.New("the host is not on the public network")
)

// Endpoint is a SPARQL endpoint. It does not change and may be used by many
// goroutines at once.
type Endpoint struct {
	url, updateURL, storeURL string

	repo     *sparql.Repo // sends queries, unless own
	client   *http.Client // sends the rest
	own      bool         // the client sends queries too
	public   bool         // the client connects to public addresses only
	header   http.Header
	digest   *digest
	timeout  time.Duration
	maxBytes int64
	retries  int
	results  results.Format // Unknown: what the answer looks like
	sleep    func(context.Context, time.Duration) error
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

// WithDigestAuth answers Digest challenges (RFC 7616) with a name and password;
// the password itself is not sent.
func WithDigestAuth(name, password string) Option {
	return func(e *Endpoint) { e.digest, e.own = &digest{name: name, password: password}, true }
}

// WithHeader sends a header field along.
func WithHeader(name, value string) Option { return func(e *Endpoint) { e.header.Set(name, value) } }

// WithTimeout bounds each request whose context has no deadline; reading its rows
// counts.
func WithTimeout(d time.Duration) Option { return func(e *Endpoint) { e.timeout = d } }

// WithMaxBytes bounds each answer's length.
func WithMaxBytes(n int64) Option { return func(e *Endpoint) { e.maxBytes = n } }

// WithRetries says how often a read is tried again when the endpoint is busy or
// the connection fails.
func WithRetries(n int) Option { return func(e *Endpoint) { e.retries = n } }

// WithSleep replaces the wait between tries, for tests.
func WithSleep(sleep func(ctx context.Context, d time.Duration) error) Option {
	return func(e *Endpoint) { e.sleep = sleep }
}

// WithUpdateURL sends updates to another URL than queries.
func WithUpdateURL(url string) Option { return func(e *Endpoint) { e.updateURL = url } }

// WithGraphStore says where the endpoint's Graph Store is (SPARQL 1.1 Graph Store
// HTTP Protocol, section 4.2).
func WithGraphStore(url string) Option { return func(e *Endpoint) { e.storeURL = url } }

// WithResults asks for the answers to SELECT and ASK in one format: results.JSON, XML,
// CSV or TSV. Otherwise JSON is asked for, and XML and TSV are understood; CSV has to
// be asked for, and loses what kinds of terms there are.
func WithResults(f results.Format) Option { return func(e *Endpoint) { e.results = f } }

// WithPublicOnly refuses to connect to loopback, private and other addresses that
// are not of the public network, whatever names lead there.
func WithPublicOnly() Option { return func(e *Endpoint) { e.public, e.own = true, true } }

// Open gives the endpoint at an http or https URL. Nothing is sent yet.
func Open(endpoint string, opts ...Option) (*Endpoint, error) {
	if err := checkURL(endpoint); err != nil {
		return nil, err
	}
	repo, err := sparql.NewRepo(endpoint)
	if err != nil {
		return nil, err
	}
	e := &Endpoint{
		url: endpoint, updateURL: endpoint, repo: repo, header: http.Header{},
		timeout: DefaultTimeout, maxBytes: DefaultMaxBytes, retries: DefaultRetries, sleep: sleep,
	}
	for _, o := range opts {
		o(e)
	}
	if e.results != results.Unknown && !e.results.Readable() {
		return nil, fmt.Errorf("answers cannot be read as %s, but as json, xml, csv and tsv", e.results)
	}
	for _, u := range []string{e.updateURL, e.storeURL} {
		if err := checkURL(u); u != "" && err != nil {
			return nil, err
		}
	}
	e.client = newClient(e.public)
	return e, nil
}

// checkURL refuses what is no URL of an endpoint.
func checkURL(endpoint string) error {
	u, err := url.Parse(endpoint)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("%q is not the http or https URL of an endpoint", endpoint)
	case u.User != nil:
		return errors.New("credentials are not taken from the URL of an endpoint, where logs would show them: use WithBasicAuth")
	}
	return nil
}

// URL is the endpoint's address.
func (e *Endpoint) URL() string { return e.url }

// String names the endpoint; its credentials are not shown.
func (e *Endpoint) String() string { return "SPARQL endpoint " + e.url }

// GoString is String.
func (e *Endpoint) GoString() string { return e.String() }

// Close closes connections that are kept for more requests. The endpoint can still
// be used.
func (e *Endpoint) Close() { e.client.CloseIdleConnections() }

// Error is a failed request.
type Error struct {
	Endpoint string
	Status   int // the HTTP status, where there was one
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

// fail wraps an error, unless it is one of the endpoint's already.
func (e *Endpoint) fail(ctx context.Context, err error) error {
	var own *Error
	if errors.As(err, &own) {
		return err
	}
	return &Error{Endpoint: e.url, Err: cause(ctx, err)}
}

// cause prefers the context's own error, which callers match.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// Select sends a SELECT query and gives its rows.
func (e *Endpoint) Select(ctx context.Context, text string) (*results.Table, error) {
	rows, err := e.Rows(ctx, text)
	if err != nil {
		return nil, err
	}
	return results.Collect(rows)
}

// Ask sends an ASK query and gives its answer.
func (e *Endpoint) Ask(ctx context.Context, text string) (bool, error) {
	return e.ask(ctx, text, nil)
}

// ask sends an ASK query with more parameters.
func (e *Endpoint) ask(ctx context.Context, text string, params url.Values) (bool, error) {
	rows, err := e.answer(ctx, text, params)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	switch {
	case rows.reader.Boolean() != nil:
		return *rows.reader.Boolean(), nil
	case len(rows.Vars()) == 1 && rows.Vars()[0] == virtuosoBoolean:
		table, err := results.Collect(rows)
		return err == nil && len(table.Rows) == 1 && table.Rows[0][0].Value() == "1", err
	}
	return false, e.fail(ctx, errors.New("rows where a boolean answer was expected"))
}

// virtuosoBoolean is the column in which Virtuoso 7.2.5 answers ASK, with a row of 1
// or 0, instead of with a boolean.
const virtuosoBoolean = "__ASK_RETVAL"

// Construct sends a CONSTRUCT or DESCRIBE query and gives the graph.
func (e *Endpoint) Construct(ctx context.Context, text string) (*graph.Graph, error) {
	body, err := e.read(ctx, request{field: "query", text: text, accept: acceptGraph})
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return e.loadGraph(ctx, body)
}

// Update sends an update request. It is sent once: an error of the connection may
// mean that it was done.
func (e *Endpoint) Update(ctx context.Context, text string) error {
	return e.change(ctx, request{field: "update", text: text, accept: "*/*", url: e.updateURL})
}

// change sends a request of which only the success is of interest.
func (e *Endpoint) change(ctx context.Context, r request) error {
	ctx, cancel := e.bounded(ctx)
	defer cancel()
	body, err := e.sendOwn(ctx, r)
	if err != nil {
		return e.fail(ctx, err)
	}
	defer body.Close()
	_, err = io.Copy(io.Discard, io.LimitReader(body, maxErrorBytes))
	if err != nil {
		return e.fail(ctx, err)
	}
	return nil
}

// Result is the answer to a query of any form: the field of its form is set.
type Result struct {
	Form  syntax.Form
	Rows  *Rows        // Select; to be closed
	Bool  bool         // Ask
	Graph *graph.Graph // Construct, Describe
}

// Run sends a query of any form, which is told by its first keyword; what the rest
// of it means is the endpoint's business.
func (e *Endpoint) Run(ctx context.Context, text string) (*Result, error) {
	var res Result
	var err error
	switch word := firstKeyword(text); word {
	case "SELECT":
		res.Form = syntax.Select
		res.Rows, err = e.Rows(ctx, text)
	case "ASK":
		res.Form = syntax.Ask
		res.Bool, err = e.Ask(ctx, text)
	case "CONSTRUCT", "DESCRIBE":
		if res.Form = syntax.Construct; word == "DESCRIBE" {
			res.Form = syntax.Describe
		}
		res.Graph, err = e.Construct(ctx, text)
	default:
		return nil, fmt.Errorf("a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, not with %q", word)
	}
	if err != nil {
		return nil, err
	}
	return &res, nil
}

// firstKeyword is the first keyword of a text after its prologue, in upper case.
func firstKeyword(text string) string {
	for _, t := range syntax.Tokens(text) {
		word := strings.ToUpper(text[t.Start:t.End])
		if t.Kind == syntax.TokenKeyword && word != "PREFIX" && word != "BASE" && word != "VERSION" {
			return word
		}
	}
	return ""
}
