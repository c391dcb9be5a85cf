package remote

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query/results"
)

const (
	acceptResults = "application/sparql-results+json, application/sparql-results+xml;q=0.8, text/tab-separated-values;q=0.5"
	acceptGraph   = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
)

// Rows are the rows of an answer, read as they are asked for, in whichever of the
// four formats they come; they implement results.Rows. One goroutine uses them at a
// time, and they must be closed, or looped over to the end.
type Rows struct {
	e      *Endpoint
	ctx    context.Context
	body   io.ReadCloser
	reader *results.Reader
}

// acceptResults are the formats that answers may come in.
func (e *Endpoint) acceptResults() string {
	if e.results != results.Unknown {
		return e.results.MediaType()
	}
	return acceptResults
}

// Rows sends a SELECT query.
func (e *Endpoint) Rows(ctx context.Context, text string) (*Rows, error) {
	return e.rows(ctx, text, nil)
}

// rows sends a SELECT query with more parameters.
func (e *Endpoint) rows(ctx context.Context, text string, params url.Values) (*Rows, error) {
	r, err := e.answer(ctx, text, params)
	if err == nil && r.reader.Boolean() != nil {
		r.Close()
		return nil, e.fail(ctx, errors.New("a boolean answer where rows were expected"))
	}
	return r, err
}

// answer sends a SELECT or ASK query and reads up to the first row.
func (e *Endpoint) answer(ctx context.Context, text string, params url.Values) (*Rows, error) {
	body, err := e.read(ctx, request{field: "query", text: text, accept: e.acceptResults(), params: params})
	if err != nil {
		return nil, err
	}
	in := bufio.NewReader(body)
	format := e.results
	if format == results.Unknown {
		if format, err = sniff(in); err != nil {
			body.Close()
			return nil, e.fail(ctx, err)
		}
	}
	reader, err := results.NewReader(in, format)
	if err != nil {
		body.Close()
		return nil, e.fail(ctx, err)
	}
	return &Rows{e: e, ctx: ctx, body: body, reader: reader}, nil
}

// sniff tells the format of an answer by its first letter: the library that sends
// queries does not hand on what the header says. CSV cannot be told from a text
// that is no answer; see WithResults.
func sniff(in *bufio.Reader) (results.Format, error) {
	for n := 1; n < 4096; n++ {
		head, err := in.Peek(n)
		if err != nil {
			return results.Unknown, fmt.Errorf("an empty answer: %w", err)
		}
		switch c := head[n-1]; c {
		case ' ', '\t', '\r', '\n', 0xEF, 0xBB, 0xBF: // and the byte order mark
		case '{':
			return results.JSON, nil
		case '<':
			return results.XML, nil
		case '?', '$':
			return results.TSV, nil
		default:
			return results.Unknown, fmt.Errorf("the answer begins with %q, as none of the formats that were asked for", head)
		}
	}
	return results.Unknown, errors.New("the answer begins with white space without end")
}

// Vars are the columns.
func (r *Rows) Vars() []string { return r.reader.Vars() }

// Terms loops over the rows that are left, zero Terms for unbound columns, and
// closes them at the end. An error comes last.
func (r *Rows) Terms() iter.Seq2[[]graph.Term, error] {
	return func(yield func([]graph.Term, error) bool) {
		defer r.Close()
		for row, err := range r.reader.Terms() {
			if err != nil {
				err = r.e.fail(r.ctx, err)
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// Close ends the request.
func (r *Rows) Close() error {
	return errors.Join(r.reader.Close(), r.body.Close())
}

// loadGraph reads a graph, whose format is told by how it begins.
func (e *Endpoint) loadGraph(ctx context.Context, body io.Reader) (*graph.Graph, error) {
	in := bufio.NewReaderSize(body, 4096)
	g, err := graph.Load(ctx, in, graph.WithFormat(graphFormat(in)), graph.WithBase(e.url))
	if err != nil {
		return nil, e.fail(ctx, err)
	}
	return g, nil
}

// graphFormat tells the format of a graph by how it begins.
func graphFormat(in *bufio.Reader) rdfio.Format {
	head, _ := in.Peek(4096) // an error comes again to whoever reads
	if f := rdfio.Sniff(head); f == rdfio.RDFXML || f == rdfio.JSONLD {
		return f
	}
	return rdfio.Turtle // which N-Triples is too
}
