package workload

import (
	"bufio"
	"fmt"
	"io"
	"strconv"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// Sink takes the top-level nodes of a data set, one after the other. Close must
// be called at the end; it does not close what is below.
type Sink interface {
	Node(n *Node) error
	Close() error
}

// Prefix is a label for a namespace, for the formats that have them. In RDF/XML
// every predicate must lie in one of the namespaces.
type Prefix = rdfio.Prefix

// NewSink writes nodes as text of the format: N-Triples, Turtle or RDF/XML.
func NewSink(w io.Writer, f rdfio.Format, prefixes []Prefix) (Sink, error) {
	t := &text{w: bufio.NewWriterSize(w, 1<<18), names: names{prefixes: prefixes, known: map[string]string{}}}
	switch f {
	case rdfio.NTriples:
		return &ntriples{t}, nil
	case rdfio.Turtle:
		return newTurtle(t), nil
	case rdfio.RDFXML:
		return newRDFXML(t), nil
	default:
		return nil, fmt.Errorf("workload: no writer of %v: use N-Triples, Turtle or RDF/XML", f)
	}
}

// text is what the writers share: a buffer that is written out after each node,
// and the number of nested nodes so far, from which they have their labels.
type text struct {
	names
	w      *bufio.Writer
	buf    []byte
	nested int
}

func (t *text) flush() error {
	_, err := t.w.Write(t.buf)
	t.buf = t.buf[:0]
	return err
}

func (t *text) label(n int) { t.buf = strconv.AppendInt(append(t.buf, 'n'), int64(n), 10) }

// names shortens IRIs. What it has found it remembers for predicates, of which
// there are few, and not for objects.
type names struct {
	prefixes []Prefix
	known    map[string]string
}

// split is the IRI's prefix label and local name, if a prefix fits and the rest
// is letters, digits and inner hyphens.
func (n *names) split(iri string) (label, local string, ok bool) {
	for _, p := range n.prefixes {
		if len(iri) > len(p.IRI) && iri[:len(p.IRI)] == p.IRI && plainName(iri[len(p.IRI):]) {
			return p.Label, iri[len(p.IRI):], true
		}
	}
	return "", "", false
}

// predicate is a predicate's prefixed name.
func (n *names) predicate(iri string) (string, bool) {
	if s, ok := n.known[iri]; ok {
		return s, s != ""
	}
	short := ""
	if label, local, ok := n.split(iri); ok {
		short = label + ":" + local
	}
	n.known[iri] = short
	return short, short != ""
}

// plainName reports whether s may stand after a prefix in Turtle and in XML
// without escapes.
func plainName(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
		if !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return false
		}
	}
	return true
}
