package remote

import (
	"bufio"
	"context"
	"errors"
	"io"
	"iter"
	"net/url"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/syntax"
)

var _ query.Remote = (*Endpoint)(nil)

// Snapshot is an empty graph. It makes an Endpoint a query.Source: query.Select and
// its siblings send their text to the endpoint instead of looking at it.
func (e *Endpoint) Snapshot() *graph.Snapshot { return graph.New().Snapshot() }

// Load reads a document and uploads its statements, by INSERT DATA in bounded
// requests, each blank node staying one node. See Upload for more control.
func (e *Endpoint) Load(ctx context.Context, r io.Reader, opts ...graph.LoadOption) error {
	g, err := graph.Load(ctx, r, opts...)
	if err != nil {
		return err
	}
	_, err = e.Upload(ctx, g, UploadOptions{})
	return err
}

// Answer sends a query or an update for package query. The rows and triples of the
// answer are read as they are asked for.
func (e *Endpoint) Answer(ctx context.Context, q query.RemoteQuery) (*query.RemoteAnswer, error) {
	out := &query.RemoteAnswer{From: e.url}
	params := url.Values{}
	if q.Update {
		params["using-graph-uri"], params["using-named-graph-uri"] = q.Defaults, q.Named
		return out, e.change(ctx, request{field: "update", text: q.Text, accept: "*/*", url: e.updateURL, params: params})
	}
	params["default-graph-uri"], params["named-graph-uri"] = q.Defaults, q.Named
	switch q.Form {
	case syntax.Ask:
		var err error
		out.Bool, err = e.ask(ctx, q.Text, params)
		return out, err
	case syntax.Select:
		rows, err := e.rows(ctx, q.Text, params)
		if err != nil {
			return nil, err
		}
		out.Vars, out.Rows, out.Close = rows.Vars(), rows.Terms(), rows.Close
		return out, nil
	}
	body, err := e.read(ctx, request{field: "query", text: q.Text, accept: acceptGraph, params: params})
	if err != nil {
		return nil, err
	}
	out.Triples, out.Close = e.triples(ctx, body), body.Close
	return out, nil
}

// errLeft ends the reading of triples that nobody wants any more.
var errLeft = errors.New("the rest is not wanted")

// triples reads a graph triple by triple.
func (e *Endpoint) triples(ctx context.Context, body io.ReadCloser) iter.Seq2[graph.Triple, error] {
	return func(yield func(graph.Triple, error) bool) {
		defer body.Close()
		in := bufio.NewReaderSize(body, 64<<10)
		err := rdfio.Read(ctx, in, graphFormat(in), rdfio.Options{Base: e.url}, func(q *rdfio.Quad) error {
			if !yield(graph.Triple{S: graph.FromRDFIO(&q.S), P: graph.FromRDFIO(&q.P), O: graph.FromRDFIO(&q.O)}, nil) {
				return errLeft
			}
			return nil
		})
		if err != nil && !errors.Is(err, errLeft) {
			yield(graph.Triple{}, e.fail(ctx, err))
		}
	}
}
