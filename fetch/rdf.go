package fetch

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// rdfAccept asks for what can be read, the container's own format first.
const rdfAccept = "application/rdf+xml, text/turtle;q=0.9, application/n-triples;q=0.8, application/trig;q=0.7, application/n-quads;q=0.7, application/ld+json;q=0.6"

// rdfFormat is the format of a Content-Type that means RDF, else Unknown.
// text/plain and application/json, which some use for RDF, mean something else
// from most servers and are not taken for it.
func rdfFormat(contentType string) rdfio.Format {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil || media == "text/plain" || media == "application/json" {
		return rdfio.Unknown
	}
	return rdfio.FormatByMediaType(media)
}

// Graph is a signed GET of RDF into a new graph. The reply's content type
// decides the format; one that is not RDF is a *ContentError.
func (c *Client) Graph(ctx context.Context, path string) (*graph.Graph, error) {
	g := graph.New()
	return g, c.GraphInto(ctx, g, path)
}

// GraphInto is Graph into an existing graph, which stays as it was on any
// error. Options of graph.Load are applied: graph.WithGraph puts the triples
// into a named graph.
func (c *Client) GraphInto(ctx context.Context, g *graph.Graph, path string, opts ...graph.LoadOption) error {
	resp, err := c.do(ctx, request{method: http.MethodGet, path: path, accept: rdfAccept})
	if err != nil {
		return err
	}
	return resp.load(ctx, g, opts...)
}

// Graph parses the reply as RDF.
func (r *Response) Graph(ctx context.Context) (*graph.Graph, error) {
	g := graph.New()
	return g, r.load(ctx, g)
}

// load parses the reply into g.
func (r *Response) load(ctx context.Context, g *graph.Graph, opts ...graph.LoadOption) error {
	format := rdfFormat(r.ContentType)
	if format == rdfio.Unknown {
		return &ContentError{URL: withoutQuery(r.URL), ContentType: r.ContentType, Want: "RDF"}
	}
	where := withoutQuery(r.URL)
	all := append([]graph.LoadOption{graph.WithFormat(format), graph.WithBase(r.URL), graph.WithName(where)}, opts...)
	err := g.Load(ctx, bytes.NewReader(r.Body), all...)
	if err == nil || ctx.Err() != nil {
		return err
	}
	return &ContentError{URL: where, ContentType: r.ContentType, Want: format.String(), Err: err}
}

// OpenOptions say how Open reads RDF from the web.
type OpenOptions struct {
	Bearer    Secret            // sent as "Authorization: Bearer": for SMART on FHIR and the like
	Accept    string            // "" asks for every RDF format
	Transport http.RoundTripper // nil is a transport of its own
	MaxBody   int64             // bytes; 0 is 64 MiB
	AllowHTTP bool              // send Bearer over plain http beyond loopback
	Load      []graph.LoadOption

	SameOrigin bool // refuse redirects to another origin
}

// Open reads RDF from any http or https URL by content negotiation, without
// OAuth. Redirects are followed, as linked data needs, but never from https to
// http, and with a bearer token not to another origin.
func Open(ctx context.Context, address string, o OpenOptions) (*graph.Graph, error) {
	resp, err := o.request(ctx, address)
	if err != nil {
		return nil, err
	}
	g := graph.New()
	return g, resp.load(ctx, g, o.Load...)
}

// request checks an address and gets what is there.
func (o *OpenOptions) request(ctx context.Context, address string) (*Response, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return nil, fmt.Errorf("fetch: %q: expected an http or https URL", address)
	}
	if o.Bearer != "" && u.Scheme == "http" && !loopback(u.Hostname()) && !o.AllowHTTP {
		return nil, fmt.Errorf("%w: the bearer token is not sent to %s", ErrPlainHTTP, u.Host)
	}
	return o.get(ctx, u)
}

// get is the one request of Open.
func (o *OpenOptions) get(ctx context.Context, u *url.URL) (*Response, error) {
	rt := o.Transport
	if rt == nil {
		own := newTransport().(*http.Transport)
		defer own.CloseIdleConnections()
		rt = own
	}
	client := o.newHTTP(rt)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("fetch: %w", err)
	}
	req.Header.Set("Accept", cmp.Or(o.Accept, rdfAccept))
	if o.Bearer != "" {
		req.Header.Set("Authorization", "Bearer "+string(o.Bearer))
	}
	resp, err := client.Do(req)
	if err != nil {
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		return nil, &transportError{req.Method, plainURL(u), err}
	}
	defer resp.Body.Close()
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		io.CopyN(io.Discard, resp.Body, 4<<10)
		return nil, &StatusError{Method: req.Method, URL: plainURL(u), Status: resp.StatusCode}
	}
	data, err := readBody(resp, cmp.Or(o.MaxBody, DefaultMaxBody))
	if err != nil {
		return nil, &transportError{req.Method, plainURL(u), err}
	}
	return &Response{Status: resp.StatusCode, Header: resp.Header, ContentType: resp.Header.Get("Content-Type"), Body: data, URL: resp.Request.URL.String()}, nil
}

// newHTTP is the http.Client of Open.
func (o *OpenOptions) newHTTP(rt http.RoundTripper) *http.Client {
	return &http.Client{Transport: rt, Timeout: DefaultTimeout, CheckRedirect: o.checkRedirect}
}

func (o *OpenOptions) checkRedirect(r *http.Request, via []*http.Request) error {
	from := via[len(via)-1].URL
	switch {
	case len(via) > 5:
		return fmt.Errorf("%w: more than 5", ErrRedirect)
	case from.Scheme == "https" && r.URL.Scheme != "https":
		return fmt.Errorf("%w: from https to %s", ErrRedirect, strings.ToLower(r.URL.Scheme))
	case o.SameOrigin && !sameOrigin(r.URL, via[0].URL):
		return fmt.Errorf("%w: to another origin, %s", ErrRedirect, originOf(r.URL))
	case o.Bearer != "" && !sameOrigin(r.URL, via[0].URL):
		return fmt.Errorf("%w: a bearer token is not sent on to %s", ErrRedirect, originOf(r.URL))
	}
	return nil
}
