package results

import (
	"unicode/utf8"

	"github.com/trivet-rdf/trivet/graph"
)

// jsonEncoder writes SPARQL Query Results JSON, a row a line, or with lines
// only the rows.
type jsonEncoder struct {
	lines bool
	keys  [][]byte // `"name":` of each variable, escaped
	open  []opened // `,"name":{"type":...,"value":` by the kind of text
}

// jsonOpen is what comes before a text.
var jsonOpen = openings{
	graph.IRIText: `{"type":"uri","value":"`, graph.BlankText: `{"type":"bnode","value":"`, graph.StringText: `{"type":"literal","value":"`,
}

func (e *jsonEncoder) begin(b []byte, vars []string) []byte {
	e.keys = make([][]byte, len(vars))
	for i, v := range vars {
		e.keys[i] = append(appendJSONString(nil, v), ':')
	}
	e.open = make([]opened, len(vars))
	for i, key := range e.keys {
		e.open[i] = opening(",", key, &jsonOpen)
	}
	if e.lines {
		return b
	}
	b = append(b, `{"head":{"vars":[`...)
	for i, v := range vars {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendJSONString(b, v)
	}
	return append(b, `]},"results":{"bindings":[`...)
}

func (e *jsonEncoder) row(b []byte, n int, terms []graph.Term) []byte {
	b = e.start(b, n)
	first := len(b)
	for i, t := range terms {
		if !t.IsAny() {
			b = e.term(b, first, i, t)
		}
	}
	return e.finish(b)
}

// start begins the n-th row.
func (e *jsonEncoder) start(b []byte, n int) []byte {
	if !e.lines {
		if n > 0 {
			b = append(b, ',')
		}
		b = append(b, '\n')
	}
	return append(b, '{')
}

// term appends the i-th column's term; the row began at first.
func (e *jsonEncoder) term(b []byte, first, i int, t graph.Term) []byte {
	if len(b) > first {
		b = append(b, ',')
	}
	b = append(b, e.keys[i]...)
	return appendJSONTerm(b, t)
}

// finish ends a row.
func (e *jsonEncoder) finish(b []byte) []byte {
	b = append(b, '}')
	if e.lines {
		b = append(b, '\n')
	}
	return b
}

func (e *jsonEncoder) texts(b []byte, n int, cols []textColumn, i int) []byte {
	b = e.start(b, n)
	first := len(b)
	for k := range cols {
		x := &cols[k]
		text, kind := x.texts[i], x.kinds[i]
		if kind == graph.NoText {
			if t := x.term(i); !t.IsAny() {
				b = e.term(b, first, k, t)
			}
			continue
		}
		again := kind == graph.AgainText
		if again {
			kind = x.kind
		}
		open := e.open[k][kind]
		if len(b) == first {
			open = open[1:]
		}
		b = append(b, open...)
		if again {
			b = x.again(b)
			continue
		}
		start := len(b)
		switch {
		case kind == graph.IRIText && x.last.plain(text, &escapedInJSON):
			b = append(b, text...)
		case kind == graph.BlankText:
			b = appendJSONText(b, text[2:])
		default:
			b = appendJSONText(b, text)
		}
		b = x.wrote(append(b, `"}`...), start, kind)
	}
	return e.finish(b)
}

func (e *jsonEncoder) end(b []byte, n int) []byte {
	if e.lines {
		return b
	}
	if n > 0 {
		b = append(b, '\n')
	}
	return append(b, "]}}\n"...)
}

// appendJSONTerm appends the object of one term (SPARQL 1.2 Query Results
// JSON, section 4.2.2, "Encoding RDF terms").
func appendJSONTerm(b []byte, t graph.Term) []byte {
	switch t.Kind() {
	case graph.IRI:
		b = append(b, `{"type":"uri","value":`...)
	case graph.Blank:
		b = append(b, `{"type":"bnode","value":`...)
	case graph.TripleTerm:
		return appendJSONTriple(b, t)
	default:
		b = append(b, `{"type":"literal","value":`...)
	}
	b = appendJSONString(b, t.Value())
	if t.IsLiteral() {
		if lang := t.Lang(); lang != "" {
			b = append(b, `,"xml:lang":`...)
			b = appendJSONString(b, lang)
			if t.Dir() != graph.NoDirection {
				b = append(b, `,"its:dir":"`...)
				b = append(b, t.Dir().String()...)
				b = append(b, '"')
			}
		} else if dt := t.Datatype(); dt != graph.XSDString {
			b = append(b, `,"datatype":`...)
			b = appendJSONString(b, dt)
		}
	}
	return append(b, '}')
}

func appendJSONTriple(b []byte, t graph.Term) []byte {
	tr, _ := t.Triple()
	b = append(b, `{"type":"triple","value":{"subject":`...)
	b = appendJSONTerm(b, tr.S)
	b = append(b, `,"predicate":`...)
	b = appendJSONTerm(b, tr.P)
	b = append(b, `,"object":`...)
	b = appendJSONTerm(b, tr.O)
	return append(b, "}}"...)
}

// appendJSONString appends s as a JSON string (RFC 8259, section 7).
func appendJSONString(b []byte, s string) []byte {
	return append(appendJSONText(append(b, '"'), s), '"')
}

// escapedInJSON has the bytes that appendJSONText looks at.
var escapedInJSON = below(' ', `"\`).beyondASCII()

// appendJSONText appends what is between the quotes of a JSON string. Bytes that are
// not UTF-8 become U+FFFD, since JSON could not be read otherwise.
func appendJSONText(b []byte, s string) []byte {
	start := 0
	for i := plainStart(s, '"', '"', '\\', '\\'); i < len(s); {
		c := s[i]
		if !escapedInJSON[c] {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				b = append(b, s[start:i]...)
				b = append(b, "\uFFFD"...)
				start = i + 1
			}
			i += size
			continue
		}
		b = append(b, s[start:i]...)
		b = appendJSONEscape(b, c)
		i++
		start = i
	}
	return append(b, s[start:]...)
}

func appendJSONEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	}
	const hex = "0123456789abcdef"
	return append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
}
