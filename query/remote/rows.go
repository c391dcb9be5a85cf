package remote

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query/results"
)

const (
	acceptResults = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
	acceptGraph   = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
)

// batchRows is how many rows are read at a time.
const batchRows = 256

// Rows are the rows of an answer, read as they are asked for; they implement
// results.Rows. JSON is read in pieces, XML at once. One goroutine uses them at a
// time, and they must be closed, or looped over to the end.
type Rows struct {
	e       *Endpoint
	ctx     context.Context
	body    io.ReadCloser
	vars    []string
	boolean *bool
	table   *results.Table // rows that were read and not given
	dec     *json.Decoder  // within "bindings"; nil at the end
}

// Rows sends a SELECT query.
func (e *Endpoint) Rows(ctx context.Context, text string) (*Rows, error) {
	r, err := e.answer(ctx, text)
	if err == nil && r.boolean != nil {
		r.Close()
		return nil, e.fail(ctx, errors.New("a boolean answer where rows were expected"))
	}
	return r, err
}

// answer sends a SELECT or ASK query and reads up to the first row.
func (e *Endpoint) answer(ctx context.Context, text string) (*Rows, error) {
	body, err := e.read(ctx, request{field: "query", text: text, accept: acceptResults})
	if err != nil {
		return nil, err
	}
	r := &Rows{e: e, ctx: ctx, body: body}
	if err := r.begin(); err != nil {
		r.Close()
		return nil, e.fail(ctx, err)
	}
	return r, nil
}

// begin finds out the format and reads the head.
func (r *Rows) begin() error {
	in := bufio.NewReader(r.body)
	for {
		first, err := in.Peek(1)
		if err != nil {
			return fmt.Errorf("an empty answer: %w", err)
		}
		if first[0] != ' ' && first[0] != '\n' && first[0] != '\r' && first[0] != '\t' {
			break
		}
		_, _ = in.Discard(1) // it was peeked at
	}
	if first, _ := in.Peek(1); first[0] != '{' {
		return r.whole(in, results.XML)
	}
	r.dec = json.NewDecoder(in)
	return r.head()
}

// whole reads an answer at once.
func (r *Rows) whole(in io.Reader, f results.Format) error {
	t, err := results.Read(in, f)
	if err != nil {
		return err
	}
	r.vars, r.boolean, r.table, r.dec = t.Names, t.Boolean, t, nil
	return nil
}

// head reads the members of the answer up to the first row. When the rows come
// before their names, which JSON allows, they are read at once.
func (r *Rows) head() error {
	if _, err := r.dec.Token(); err != nil { // {
		return err
	}
	members := map[string]json.RawMessage{}
	for r.dec.More() {
		name, err := r.dec.Token()
		if err != nil {
			return err
		}
		if name == "results" && members["head"] != nil {
			if err := json.Unmarshal(members["head"], &struct{ Vars *[]string }{&r.vars}); err != nil {
				return err
			}
			return r.bindings()
		}
		var value json.RawMessage
		if err := r.dec.Decode(&value); err != nil {
			return err
		}
		members[fmt.Sprint(name)] = value
	}
	if _, err := r.dec.Token(); err != nil { // }
		return err
	}
	text, err := json.Marshal(members)
	if err != nil {
		return err
	}
	return r.whole(bytes.NewReader(text), results.JSON)
}

// bindings reads into "results" up to the first row.
func (r *Rows) bindings() error {
	if t, err := r.dec.Token(); err != nil || t != json.Delim('{') {
		return errors.Join(errors.New("results is no object"), err)
	}
	for r.dec.More() {
		name, err := r.dec.Token()
		if err != nil {
			return err
		}
		if name == "bindings" {
			if t, err := r.dec.Token(); err != nil || t != json.Delim('[') {
				return errors.Join(errors.New("bindings is no array"), err)
			}
			return nil
		}
		var skipped json.RawMessage
		if err := r.dec.Decode(&skipped); err != nil {
			return err
		}
	}
	return errors.New("there are no bindings")
}

// next reads more rows into table; io.EOF at the end.
func (r *Rows) next() error {
	if r.dec == nil {
		return io.EOF
	}
	vars, err := json.Marshal(r.vars)
	if err != nil {
		return err
	}
	var doc bytes.Buffer
	fmt.Fprintf(&doc, `{"head":{"vars":%s},"results":{"bindings":[`, vars)
	n := 0
	for ; n < batchRows && r.dec.More(); n++ {
		var row json.RawMessage
		if err := r.dec.Decode(&row); err != nil {
			return err
		}
		if n > 0 {
			doc.WriteByte(',')
		}
		doc.Write(row)
	}
	if n == 0 {
		if err := r.finish(); err != nil {
			return err
		}
		return io.EOF
	}
	doc.WriteString("]}}")
	r.table, err = results.Read(&doc, results.JSON)
	return err
}

// finish reads what follows the rows: an answer that breaks off there is not whole.
func (r *Rows) finish() error {
	dec := r.dec
	r.dec = nil
	for depth := 3; depth > 0; { // ] } }
		t, err := dec.Token()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
		switch t {
		case json.Delim('}'), json.Delim(']'):
			depth--
		case json.Delim('{'), json.Delim('['):
			depth++
		}
	}
	return nil
}

// Vars are the columns.
func (r *Rows) Vars() []string { return r.vars }

// Terms loops over the rows that are left, zero Terms for unbound columns, and
// closes them at the end. An error comes last.
func (r *Rows) Terms() iter.Seq2[[]graph.Term, error] {
	return func(yield func([]graph.Term, error) bool) {
		defer r.Close()
		for {
			for r.table != nil && len(r.table.Rows) > 0 {
				row := r.table.Rows[0]
				r.table.Rows = r.table.Rows[1:]
				if !yield(row, nil) {
					return
				}
			}
			err := r.next()
			if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				return
			}
			if err != nil {
				yield(nil, r.e.fail(r.ctx, err))
				return
			}
		}
	}
}

// Close ends the request.
func (r *Rows) Close() error {
	r.dec, r.table = nil, nil
	return r.body.Close()
}

// loadGraph reads a graph, whose format is told by how it begins.
func (e *Endpoint) loadGraph(ctx context.Context, body io.Reader) (*graph.Graph, error) {
	in := bufio.NewReaderSize(body, 4096)
	head, _ := in.Peek(4096) // an error comes again below
	format := rdfio.Sniff(head)
	if format != rdfio.RDFXML && format != rdfio.JSONLD {
		format = rdfio.Turtle // which N-Triples is too
	}
	g, err := graph.Load(ctx, in, graph.WithFormat(format), graph.WithBase(e.url))
	if err != nil {
		return nil, e.fail(ctx, err)
	}
	return g, nil
}
