package rdfio

import (
	"errors"
	"fmt"
	"io"
)

// Prefix binds a label to an IRI for a Writer.
type Prefix struct{ Label, IRI string }

// WriterOptions says how to write. The zero WriterOptions write without
// prefixes and without a base.
type WriterOptions struct {
	Prefixes  []Prefix // used by Turtle, TriG, RDF/XML and JSON-LD, in this order
	Base      string   // written as the base IRI, and IRIs below it relative to it (Turtle, TriG)
	Canonical bool     // N-Triples and N-Quads: canonical form (C14N): language tags in lower case

	// Streaming makes Turtle and TriG write each statement as it comes, with
	// prefixes and consecutive subjects grouped, but without buffering: blank
	// nodes keep their labels and lists their triples.
	Streaming bool
}

// Writer writes statements as RDF text. Output is deterministic: the same
// statements in the same order give the same bytes. A Writer is not safe for
// use by several goroutines at once.
type Writer struct {
	out    output
	format quadWriter
	graphs bool
	name   string
	closed bool
}

// quadWriter is one format's way to write.
type quadWriter interface {
	write(q *Quad) error // one statement
	finish() error       // what is open or buffered
}

// ErrClosed is the error of a Writer that is used after Close.
var ErrClosed = errors.New("rdfio: the Writer is closed")

// ErrNoGraphs is wrapped by the error of writing a named graph's statement in
// a format that has no graphs.
var ErrNoGraphs = errors.New("the format has no named graphs")

// NewWriter returns a Writer for format f on w. It buffers; Close flushes but
// does not close w. The error is about the format or the options.
func NewWriter(w io.Writer, f Format, o WriterOptions) (*Writer, error) {
	x := &Writer{out: output{w: w}, graphs: f.HasGraphs(), name: f.String()}
	var err error
	switch f {
	case NTriples, NQuads:
		x.format = &lineWriter{out: &x.out, canonical: o.Canonical, quads: f == NQuads}
	case Turtle, TriG:
		x.format, err = newTurtleWriter(&x.out, &o)
	case RDFXML:
		x.format, err = newRDFXMLWriter(&x.out, &o)
	case JSONLD:
		x.format, err = newJSONLDWriter(&x.out, &o)
	default:
		err = fmt.Errorf("rdfio: cannot write the format %s", f)
	}
	if err != nil {
		return nil, err
	}
	return x, nil
}

// Write writes one statement. It fails when the terms cannot be written so that
// they would be read again as the same (an IRI with a space, text that is not
// UTF-8, a literal as subject), when the statement is in a named graph and the
// format has none, and when w fails. After an error every call gives it again.
func (w *Writer) Write(q *Quad) error {
	switch {
	case w.closed:
		return ErrClosed
	case w.out.err != nil:
		return w.out.err
	case q.G.Kind != 0 && !w.graphs:
		return w.out.fail(fmt.Errorf("rdfio: cannot write graph <%s>: %w: %s", q.G.Value, ErrNoGraphs, w.name))
	}
	if err := checkStatement(q); err != nil {
		return w.out.fail(err)
	}
	if err := w.format.write(q); err != nil {
		return w.out.fail(err)
	}
	return w.out.err
}

// Close finishes the document and flushes it. The document is complete only
// when Close gives nil.
func (w *Writer) Close() error {
	if w.closed {
		return ErrClosed
	}
	if w.out.err == nil {
		if err := w.format.finish(); err != nil {
			w.out.fail(err)
		}
	}
	w.closed = true
	w.out.flush()
	w.out.buf = nil
	return w.out.err
}

// output is a buffered writer whose buffer is built by appending.
type output struct {
	w   io.Writer
	buf []byte
	err error // the first failure
}

// outputBytes is how much is gathered before it is written.
const outputBytes = 64 << 10

// done hands b, which grew from buf, back; it is written out when it is large.
func (o *output) done(b []byte) error {
	o.buf = b
	if len(b) >= outputBytes {
		o.flush()
	}
	return o.err
}

func (o *output) flush() {
	if o.err == nil && len(o.buf) > 0 {
		n, err := o.w.Write(o.buf)
		if err == nil && n < len(o.buf) {
			err = io.ErrShortWrite
		}
		o.err = err
	}
	o.buf = o.buf[:0]
}

// fail keeps the first error and gives it.
func (o *output) fail(err error) error {
	if o.err == nil {
		o.err = err
	}
	return o.err
}

// checkStatement refuses statements that RDF does not have.
func checkStatement(q *Quad) error {
	switch {
	case q.S.Kind != IRI && q.S.Kind != Blank:
		return fmt.Errorf("rdfio: a %s cannot be a subject", q.S.Kind)
	case q.P.Kind != IRI:
		return fmt.Errorf("rdfio: a %s cannot be a predicate", q.P.Kind)
	case q.G.Kind == Literal || q.G.Kind == TripleTerm:
		return fmt.Errorf("rdfio: a %s cannot name a graph", q.G.Kind)
	case q.O.Kind == TripleTerm:
		return checkTripleTerm(&q.O, 0)
	case q.O.Kind == 0:
		return errors.New("rdfio: a statement without an object")
	}
	return nil
}

// maxWriteDepth bounds how deep triple terms nest in what is written: as deep
// as a reader with default limits takes them.
const maxWriteDepth = 512

func checkTripleTerm(t *Term, depth int) error {
	switch tr := t.Triple; {
	case tr == nil:
		return errors.New("rdfio: a triple term without its triple")
	case depth >= maxWriteDepth:
		return &LimitError{Limit: "MaxDepth", Max: maxWriteDepth}
	case tr.S.Kind != IRI && tr.S.Kind != Blank:
		return fmt.Errorf("rdfio: a %s cannot be the subject of a triple term", tr.S.Kind)
	case tr.P.Kind != IRI:
		return fmt.Errorf("rdfio: a %s cannot be the predicate of a triple term", tr.P.Kind)
	case tr.O.Kind == 0:
		return errors.New("rdfio: a triple term without an object")
	case tr.O.Kind == TripleTerm:
		return checkTripleTerm(&tr.O, depth+1)
	}
	return nil
}
