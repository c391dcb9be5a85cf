package rdfio

import (
	"context"
	"io"
)

// Limits bounds what a document may cost. A zero field is its default.
type Limits struct {
	MaxTokenBytes  int   // longest IRI, literal or other token, bytes; 16 MiB
	MaxDepth       int   // deepest nesting of [ ], ( ), << >>, {| |}, XML elements, JSON; 512
	MaxRatio       int64 // decompressed over compressed bytes; 200
	MaxTotalBytes  int64 // decompressed bytes of one document; 4 GiB
	MaxEntities    int   // entity declarations of one XML document; 1,000
	MaxEntityBytes int   // text that entities expand to in one XML document, bytes; 1 MiB
}

// withDefaults is l with its zero fields filled in.
func (l Limits) withDefaults() Limits {
	def(&l.MaxTokenBytes, 16<<20)
	def(&l.MaxDepth, 512)
	def(&l.MaxRatio, 200)
	def(&l.MaxTotalBytes, 4<<30)
	def(&l.MaxEntities, 1000)
	def(&l.MaxEntityBytes, 1<<20)
	return l
}

func def[T int | int64](field *T, value T) {
	if *field == 0 {
		*field = value
	}
}

// Options says how to read one document. The zero Options read a document
// without a base IRI under the default limits.
type Options struct {
	Base   string // base IRI that relative references are resolved against, or ""
	File   string // name for error messages
	Limits Limits

	// SkipBad is called for each bad statement of a line format (N-Triples,
	// N-Quads); true skips the line and goes on. Nil stops at the first.
	SkipBad func(*Error) bool

	// Prefix is told of each prefix declaration, in order: @prefix, xmlns, and
	// the terms of a JSON-LD document's own context that name a namespace. Nil
	// is fine.
	Prefix func(label, iri string)

	// Contexts holds the remote JSON-LD contexts a document may name, by URL.
	// Any other is refused; nothing is ever fetched.
	Contexts map[string][]byte

	// BlankPrefix is put before every blank node label of this document, so
	// that the labels of two documents do not meet.
	BlankPrefix string
}

// Read reads the whole document in format f from r and calls emit for each
// statement, in order. The Quad is reused between calls, its strings are not.
// An error of emit ends the reading and is returned as it is; so is ctx.Err().
// A document error is an *Error, and so is a failure of r, which it wraps. A
// byte order mark at the start is accepted once. r is not decompressed here:
// see Decompress.
func Read(ctx context.Context, r io.Reader, f Format, o Options, emit func(*Quad) error) error {
	o.Limits = o.Limits.withDefaults()
	var err error
	switch f {
	case NTriples, NQuads:
		err = readLines(ctx, r, f, o, emit)
	case RDFXML:
		err = readRDFXML(ctx, r, o, emit)
	case JSONLD:
		err = readJSONLD(ctx, r, o, emit)
	case Turtle, TriG:
		err = readTurtle(ctx, r, f, o, emit)
	default:
		err = &Error{File: o.File, Msg: "no reader for the format " + f.String()}
	}
	return unstop(err)
}

// stop carries an error of emit out of a reader untouched.
type stop struct{ error }

// unstop gives what a stop carries, and other errors as they are.
func unstop(err error) error {
	if s, ok := err.(stop); ok {
		return s.error
	}
	return err
}
