package remote

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

// errNoStore: an Endpoint was opened without WithGraphStore.
var errNoStore = errors.New("where the Graph Store is was not said: open the endpoint with WithGraphStore")

// typeNTriples is what graphs are sent as.
const typeNTriples = "application/n-triples"

// graphURL is the URL of a graph in the Graph Store (section 4.2), the zero Term
// being the default graph.
func (e *Endpoint) graphURL(name graph.Term) (string, error) {
	if e.storeURL == "" {
		return "", errNoStore
	}
	sep := "?"
	if strings.Contains(e.storeURL, "?") {
		sep = "&"
	}
	if name.IsAny() {
		return e.storeURL + sep + "default", nil
	}
	return e.storeURL + sep + "graph=" + url.QueryEscape(name.Value()), nil
}

// GetGraph fetches a graph, the zero Term being the default graph.
func (e *Endpoint) GetGraph(ctx context.Context, name graph.Term) (*graph.Graph, error) {
	address, err := e.graphURL(name)
	if err != nil {
		return nil, err
	}
	body, err := e.read(ctx, request{method: http.MethodGet, url: address, accept: acceptGraph})
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return e.loadGraph(ctx, body)
}

// PutGraph replaces a graph by the default graph of src, in one request. That it is
// done twice does no harm, so it is tried again as reads are.
func (e *Endpoint) PutGraph(ctx context.Context, name graph.Term, src *graph.Snapshot) error {
	address, err := e.graphURL(name)
	if err != nil {
		return err
	}
	var b strings.Builder
	var line []byte
	for t := range src.Match(graph.Any, graph.Any, graph.Any) {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		line = appendTriple(line[:0], t)
		b.Write(line)
	}
	return e.repeatable(ctx, request{method: http.MethodPut, url: address, media: typeNTriples, text: b.String()})
}

// DeleteGraph removes a graph, or empties the default graph.
func (e *Endpoint) DeleteGraph(ctx context.Context, name graph.Term) error {
	address, err := e.graphURL(name)
	if err != nil {
		return err
	}
	return e.change(ctx, request{method: http.MethodDelete, url: address})
}

// repeatable sends a change that may be sent again.
func (e *Endpoint) repeatable(ctx context.Context, r request) error {
	for try := 0; ; try++ {
		err := e.change(ctx, r)
		if err == nil {
			return nil
		}
		wait, again := again(ctx, err, try)
		if !again || try >= e.retries || e.sleep(ctx, wait) != nil {
			return err
		}
	}
}

// appendTriple appends a triple in N-Triples, which SPARQL understands too.
func appendTriple(b []byte, t graph.Triple) []byte {
	b = append(t.S.AppendNTriples(b), ' ')
	b = append(t.P.AppendNTriples(b), ' ')
	return append(t.O.AppendNTriples(b), " .\n"...)
}
