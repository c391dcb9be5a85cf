package fetch

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

// Dates filters a collection by its type's date. Values are ISO 8601 dates of
// any precision: From "2010" is the whole of 2010 and later, To "2010-05" goes
// to the end of May, FromAfter "2010" starts in 2011, ToBefore "2010" ends with
// 2009.
type Dates struct {
	From, FromAfter, To, ToBefore string
}

func (d Dates) add(v url.Values) {
	addOne(v, "date_from", d.From)
	addOne(v, "date_from_excluding", d.FromAfter)
	addOne(v, "date_to", d.To)
	addOne(v, "date_to_excluding", d.ToBefore)
}

// Paging cuts a collection into pages, the newest results first. A Limit of 0
// asks for everything in the container's own order.
type Paging struct {
	Limit, Offset int
}

func (p Paging) add(v url.Values) {
	if p.Limit > 0 {
		v.Set("limit", strconv.Itoa(p.Limit))
	}
	if p.Offset > 0 {
		v.Set("offset", strconv.Itoa(p.Offset))
	}
}

func addOne(v url.Values, name, value string) {
	if value != "" {
		v.Set(name, value)
	}
}

func addAny(v url.Values, name string, values []string) {
	addOne(v, name, strings.Join(values, "|"))
}

// withQuery adds parameters to a path.
func withQuery(path string, v url.Values) string {
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// call is a signed call with a body, which may be empty.
func (c *Client) call(ctx context.Context, method, path, contentType string, body []byte) (*Response, error) {
	if body == nil && method == http.MethodPut {
		body = []byte{}
	}
	return c.do(ctx, request{method: method, path: path, body: body, contentType: contentType})
}

// callGraph is call for a reply of RDF.
func (c *Client) callGraph(ctx context.Context, method, path, contentType string, body []byte) (*graph.Graph, error) {
	resp, err := c.do(ctx, request{method: method, path: path, body: body, contentType: contentType, accept: rdfAccept})
	if err != nil {
		return nil, err
	}
	return resp.Graph(ctx)
}

// callJSON is a signed GET of JSON.
func (c *Client) callJSON(ctx context.Context, path string) (json.RawMessage, error) {
	resp, err := c.do(ctx, request{method: http.MethodGet, path: path, accept: "application/json"})
	if err != nil {
		return nil, err
	}
	var raw json.RawMessage
	return raw, readJSON(resp, "JSON", &raw)
}
