package rdfio

import (
	"strings"
	"unicode/utf8"
)

// turtleWriter writes Turtle and TriG. It gathers the statements, up to
// prettyMax, so that it can group them by subject, nest the blank nodes that
// occur once and write lists as lists: see pretty.go. A document that is larger
// than that, or WriterOptions.Streaming, is written statement by statement:
// with prefixes, and grouped only where the same subject comes again at once.
type turtleWriter struct {
	out   *output
	names *shortener

	gather bool
	most   int // prettyMax
	held   quadList

	head bool // the prefixes have been written
	open bool // a statement is waiting for its ';', ',' or '.'
	last Quad // the statement written last
}

// prettyMax is how many statements a writer gathers: 64 MiB of them, without the
// strings. Nobody reads a longer document for its layout, and beyond it memory
// stays flat.
const prettyMax = 1 << 18

func newTurtleWriter(out *output, o *WriterOptions) (*turtleWriter, error) {
	names, err := newShortener(o)
	return &turtleWriter{out: out, names: names, gather: !o.Streaming, most: prettyMax}, err
}

func (t *turtleWriter) write(q *Quad) error {
	if !t.gather {
		return t.stream(q)
	}
	t.held.add(q)
	if t.held.n < t.most {
		return nil
	}
	t.gather = false
	for i := range t.held.n {
		if err := t.stream(t.held.at(i)); err != nil {
			return err
		}
	}
	t.held = quadList{}
	return nil
}

func (t *turtleWriter) finish() error {
	if t.gather {
		return t.pretty()
	}
	b := t.header(t.out.buf, nil)
	return t.out.done(t.closeStatement(b, t.last.G.Kind != 0))
}

// header appends the base and the prefixes, once: all of them, or those that
// used tells.
func (t *turtleWriter) header(b []byte, used []bool) []byte {
	if t.head {
		return b
	}
	t.head = true
	start := len(b)
	if t.names.base.known {
		b = append(append(append(b, "@base <"...), t.names.baseRaw...), "> .\n"...)
	}
	for i, p := range t.names.prefixes {
		if used == nil || used[i] {
			b = append(append(append(b, "@prefix "...), p.Label...), ": <"...)
			b = append(append(b, p.IRI...), "> .\n"...)
		}
	}
	if len(b) > start {
		b = append(b, '\n')
	}
	return b
}

// closeStatement appends the '.' of what is open, and the '}' of its graph.
func (t *turtleWriter) closeStatement(b []byte, graph bool) []byte {
	if t.open {
		b = append(b, " .\n"...)
		if graph {
			b = append(b, "}\n"...)
		}
	}
	t.open = false
	return b
}

// stream writes one statement behind the last one.
func (t *turtleWriter) stream(q *Quad) error {
	b := t.header(t.out.buf, nil)
	var err error
	l := &t.last
	sameGraph := t.open && l.G == q.G
	switch {
	case sameGraph && l.S == q.S && l.P == q.P:
		b = append(b, ", "...)
		b, err = t.objectTerm(b, &q.O)
	case sameGraph && l.S == q.S:
		b = append(b, " ;\n    "...)
		b, err = t.predicateObject(b, q)
	default:
		b = t.closeStatement(b, !sameGraph && l.G.Kind != 0)
		if !sameGraph && q.G.Kind != 0 {
			if b, err = t.term(b, &q.G); err != nil {
				return err
			}
			b = append(b, " {\n"...)
		}
		if b, err = t.term(b, &q.S); err != nil {
			return err
		}
		b, err = t.predicateObject(append(b, ' '), q)
	}
	if err != nil {
		return err
	}
	t.last, t.open = *q, true
	return t.out.done(b)
}

func (t *turtleWriter) predicateObject(b []byte, q *Quad) ([]byte, error) {
	b, err := t.verb(b, &q.P)
	if err != nil {
		return b, err
	}
	return t.objectTerm(append(b, ' '), &q.O)
}

// objectTerm appends an object: rdf:nil as the empty list, which could not
// stand everywhere, and any other term as term does.
func (t *turtleWriter) objectTerm(b []byte, x *Term) ([]byte, error) {
	if x.Kind == IRI && x.Value == rdfNil {
		return append(b, "()"...), nil
	}
	return t.term(b, x)
}

// verb appends a predicate.
func (t *turtleWriter) verb(b []byte, p *Term) ([]byte, error) {
	if p.Value == rdfType {
		return append(b, 'a'), nil
	}
	return t.names.appendName(b, p.Value)
}

// term appends a term in its short form.
func (t *turtleWriter) term(b []byte, x *Term) ([]byte, error) {
	switch x.Kind {
	case IRI:
		return t.names.appendName(b, x.Value)
	case Blank:
		return appendBlank(b, x.Value), nil
	case Literal:
		return t.literal(b, x)
	}
	b, err := t.term(append(b, "<<( "...), &x.Triple.S)
	if err != nil {
		return b, err
	}
	if b, err = t.verb(append(b, ' '), &x.Triple.P); err != nil {
		return b, err
	}
	if b, err = t.term(append(b, ' '), &x.Triple.O); err != nil {
		return b, err
	}
	return append(b, " )>>"...), nil
}

// literal appends a literal: numbers and booleans bare where the grammar has
// them, text with line ends in triple quotes.
func (t *turtleWriter) literal(b []byte, x *Term) ([]byte, error) {
	if x.Lang == "" && isBare(x) {
		return append(b, x.Value...), nil
	}
	var err error
	if strings.IndexByte(x.Value, '\n') >= 0 {
		b, err = appendLong(b, x.Value)
	} else {
		b, err = appendQuoted(b, x.Value)
	}
	switch {
	case err != nil:
		return b, err
	case x.Lang != "":
		return appendLang(b, x, false)
	case x.Datatype != "" && x.Datatype != xsdString:
		return t.names.appendName(append(b, "^^"...), x.Datatype)
	}
	return b, nil
}

// isBare reports whether the literal's text alone is read as the same literal.
func isBare(x *Term) bool {
	switch x.Datatype {
	case xsdBoolean:
		return x.Value == "true" || x.Value == "false"
	case xsdInteger, xsdDecimal, xsdDouble:
		if x.Value == "" {
			return false
		}
		n, datatype := scanNumber([]byte(x.Value))
		return n == len(x.Value) && datatype == x.Datatype
	}
	return false
}

// appendLong appends text in triple quotes, with line feeds as they are.
func appendLong(b []byte, text string) ([]byte, error) {
	b = append(b, `"""`...)
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\n' || c >= ' ' && c < 0x7F && c != '"' && c != '\\':
			b = append(b, c)
		case c == '"' && i+1 < len(text) && text[i+1] != '"':
			b = append(b, c)
		case c < utf8.RuneSelf:
			b = appendEscape(b, c)
		default:
			r, n := utf8.DecodeRuneInString(text[i:])
			if r == utf8.RuneError && n <= 1 {
				return b, errNotUTF8(c)
			}
			b = append(b, text[i:i+n]...)
			i += n - 1
		}
	}
	return append(b, `"""`...), nil
}
