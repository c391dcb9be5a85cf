package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// Limits of a Loader without WithLoaderLimits.
const (
	DefaultLoaderDocuments = 256
	DefaultLoaderBytes     = 256 << 20
)

// ErrTooMany is the error of a loader that was asked for more documents than
// its limit.
var ErrTooMany = errors.New("fetch: too many documents for one query")

// loader is the memory of one query.Loader.
type loader struct {
	c         *Client
	documents int   // that may be fetched
	bytes     int64 // of all replies
	others    map[string]OpenOptions

	mu    sync.Mutex
	known map[string]*document
	spent int64
}

// document is one address on its way: done is closed when g or err is set.
type document struct {
	done chan struct{}
	g    *graph.Graph
	err  error
}

// LoaderOption changes what a Loader may fetch.
type LoaderOption func(*loader)

// WithLoaderLimits bounds one loader: how many documents it fetches and how
// many bytes all their replies may have. 0 keeps the default of 256 documents
// and 256 MiB. One reply is bounded by Config.MaxBody besides.
func WithLoaderLimits(documents int, bytes int64) LoaderOption {
	return func(l *loader) {
		if documents > 0 {
			l.documents = documents
		}
		if bytes > 0 {
			l.bytes = bytes
		}
	}
}

// WithOrigin lets the loader also read documents of another origin, such as
// "https://www.w3.org", by Open with o: never signed by the client. Redirects
// there must stay at that origin. Without it other origins are refused with
// ErrOrigin, so that a query cannot send requests wherever its text says.
func WithOrigin(origin string, o OpenOptions) LoaderOption {
	return func(l *loader) {
		if u, err := url.Parse(origin); err == nil && u.Host != "" {
			o.SameOrigin = true
			l.others[originOf(u)] = o
		}
	}
}

// Loader lets FROM, FROM NAMED and LOAD name the container's own URLs: they are
// fetched with the token of their record, as Graph does.
//
//	rows, err := query.Select(ctx, graph.New(), text, query.WithLoader(c.Loader()))
//
// The documents of one query are fetched side by side. A loader fetches each
// address once and remembers it, so make one for each query. URLs outside the container's api base are refused with ErrOrigin unless
// WithOrigin allows them, those of a record without a token with ErrNoToken:
// log in first. A collection's reply holds the statements one hop away too
// (medications come with their fulfillments); where the clauses name several
// collections of one record, those behind blank nodes are there once for each
// reply: Record merges them into one.
func (c *Client) Loader(opts ...LoaderOption) query.Loader {
	l := &loader{
		c: c, documents: DefaultLoaderDocuments, bytes: DefaultLoaderBytes,
		others: map[string]OpenOptions{}, known: map[string]*document{},
	}
	for _, opt := range opts {
		opt(l)
	}
	return l.load
}

// load is the query.Loader: the document of an address, fetched by whoever asks
// first.
func (l *loader) load(ctx context.Context, iri string) (*graph.Graph, error) {
	address, _, _ := strings.Cut(iri, "#")
	l.mu.Lock()
	d, ok := l.known[address]
	if !ok {
		if len(l.known) >= l.documents {
			l.mu.Unlock()
			return nil, fmt.Errorf("%w: at most %d", ErrTooMany, l.documents)
		}
		d = &document{done: make(chan struct{})}
		l.known[address] = d
	}
	l.mu.Unlock()
	if !ok {
		defer close(d.done)
		d.g, d.err = l.fetch(ctx, address)
		return d.g, d.err
	}
	select {
	case <-d.done:
		return d.g, d.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// fetch is the one request for a document.
func (l *loader) fetch(ctx context.Context, address string) (*graph.Graph, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return nil, fmt.Errorf("%w: %q is no http or https URL", ErrOrigin, address)
	}
	left, err := l.left()
	if err != nil {
		return nil, err
	}
	if o, ok := l.others[originOf(u)]; ok && !l.c.below(u) {
		o.MaxBody = min(left, cmp.Or(o.MaxBody, DefaultMaxBody))
		resp, err := o.request(ctx, address)
		return l.read(ctx, resp, err, o.Load...)
	}
	if !l.c.below(u) {
		return nil, fmt.Errorf("%w: %s is not below %s", ErrOrigin, plainURL(u), l.c.base)
	}
	resp, err := l.c.do(ctx, request{method: http.MethodGet, path: address, accept: rdfAccept, limit: min(left, l.c.c.MaxBody)})
	return l.read(ctx, resp, err)
}

// left is how many bytes may still come.
func (l *loader) left() (int64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.spent >= l.bytes {
		return 0, fmt.Errorf("%w of %d bytes for all documents of a query", ErrTooLarge, l.bytes)
	}
	return l.bytes - l.spent, nil
}

// read counts a reply and parses it.
func (l *loader) read(ctx context.Context, resp *Response, err error, opts ...graph.LoadOption) (*graph.Graph, error) {
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.spent += int64(len(resp.Body))
	over := l.spent > l.bytes // by replies that came at the same time
	l.mu.Unlock()
	if over {
		return nil, fmt.Errorf("%w of %d bytes for all documents of a query", ErrTooLarge, l.bytes)
	}
	g := graph.New()
	if err := resp.load(ctx, g, opts...); err != nil {
		return nil, err
	}
	return g, nil
}

// below reports whether a URL is of this container: its origin, its path under
// the api base, and no dot segments with which a path could leave it.
func (c *Client) below(u *url.URL) bool {
	if !sameOrigin(u, c.base) || !strings.HasPrefix(u.Path, c.base.Path+"/") {
		return false
	}
	for seg := range strings.SplitSeq(u.Path, "/") {
		if seg == "." || seg == ".." {
			return false
		}
	}
	return true
}
