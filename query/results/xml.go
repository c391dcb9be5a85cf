package results

import (
	"unicode/utf8"

	"github.com/trivet-rdf/trivet/graph"
)

// The names of SPARQL Query Results XML.
const (
	xmlSpace = "http://www.w3.org/2005/sparql-results#"
	itsSpace = "http://www.w3.org/2005/11/its"
	xmlHead  = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sparql xmlns=\"" + xmlSpace + "\">\n"
)

// xmlEncoder writes SPARQL Query Results XML, a row a line.
type xmlEncoder struct {
	open [][]byte // `<binding name="name">` of each variable
	more []opened // the same with the element of the kind of text
}

func (e *xmlEncoder) begin(b []byte, vars []string) []byte {
	e.open, e.more = make([][]byte, len(vars)), make([]opened, len(vars))
	b = append(b, xmlHead...)
	b = append(b, "<head>"...)
	for i, v := range vars {
		name := appendXML(nil, v)
		b = append(b, `<variable name="`...)
		b = append(b, name...)
		b = append(b, `"/>`...)
		e.open[i] = append(append([]byte(`<binding name="`), name...), `">`...)
		e.more[i] = opening("", e.open[i], &xmlOpen)
	}
	return append(b, "</head>\n<results>\n"...)
}

func (e *xmlEncoder) row(b []byte, _ int, terms []graph.Term) []byte {
	b = append(b, "<result>"...)
	for i, t := range terms {
		if !t.IsAny() {
			b = e.term(b, i, t)
		}
	}
	return append(b, "</result>\n"...)
}

// xmlOpen is what comes before a text, and xmlClose what comes after it.
var (
	xmlOpen  = openings{graph.IRIText: "<uri>", graph.BlankText: "<bnode>", graph.StringText: "<literal>"}
	xmlClose = openings{
		graph.IRIText: "</uri></binding>", graph.BlankText: "</bnode></binding>", graph.StringText: "</literal></binding>",
	}
)

func (e *xmlEncoder) texts(b []byte, _ int, cols []textColumn, i int) []byte {
	b = append(b, "<result>"...)
	for k := range cols {
		x := &cols[k]
		text, kind := x.texts[i], x.kinds[i]
		if kind == graph.NoText {
			if t := x.term(i); !t.IsAny() {
				b = e.term(b, k, t)
			}
			continue
		}
		if kind == graph.AgainText {
			b = x.again(b)
			continue
		}
		start := len(b)
		b = append(b, e.more[k][kind]...)
		switch {
		case kind == graph.IRIText && x.last.plain(text, &escapedInXML):
			b = append(b, text...)
		case kind == graph.BlankText:
			b = appendXML(b, text[2:])
		default:
			b = appendXML(b, text)
		}
		b = x.wrote(append(b, xmlClose[kind]...), start, kind)
	}
	return append(b, "</result>\n"...)
}

// term appends the i-th column's term.
func (e *xmlEncoder) term(b []byte, i int, t graph.Term) []byte {
	b = append(b, e.open[i]...)
	b = appendXMLTerm(b, t)
	return append(b, "</binding>"...)
}

func (e *xmlEncoder) end(b []byte, _ int) []byte {
	return append(b, "</results>\n</sparql>\n"...)
}

func appendXMLTerm(b []byte, t graph.Term) []byte {
	switch t.Kind() {
	case graph.IRI:
		b = append(b, "<uri>"...)
		b = appendXML(b, t.Value())
		return append(b, "</uri>"...)
	case graph.Blank:
		b = append(b, "<bnode>"...)
		b = appendXML(b, t.Value())
		return append(b, "</bnode>"...)
	case graph.TripleTerm:
		return appendXMLTriple(b, t)
	}
	b = append(b, "<literal"...)
	if lang := t.Lang(); lang != "" {
		b = append(b, ` xml:lang="`...)
		b = appendXML(b, lang)
		b = append(b, '"')
		if t.Dir() != graph.NoDirection {
			// Declared here and not on the root: whether a result has any
			// direction is not known when the root is written.
			b = append(b, ` xmlns:its="`+itsSpace+`" its:version="2.0" its:dir="`...)
			b = append(b, t.Dir().String()...)
			b = append(b, '"')
		}
	} else if dt := t.Datatype(); dt != graph.XSDString {
		b = append(b, ` datatype="`...)
		b = appendXML(b, dt)
		b = append(b, '"')
	}
	b = append(b, '>')
	b = appendXML(b, t.Value())
	return append(b, "</literal>"...)
}

func appendXMLTriple(b []byte, t graph.Term) []byte {
	tr, _ := t.Triple()
	b = append(b, "<triple><subject>"...)
	b = appendXMLTerm(b, tr.S)
	b = append(b, "</subject><predicate>"...)
	b = appendXMLTerm(b, tr.P)
	b = append(b, "</predicate><object>"...)
	b = appendXMLTerm(b, tr.O)
	return append(b, "</object></triple>"...)
}

// escapedInXML has the bytes that appendXML looks at.
var escapedInXML = below(' ', "&<>\"").beyondASCII()

// appendXML appends s as XML character data that is safe in an attribute's
// value too. Carriage returns, tabs and line feeds are written as references,
// so that no reader normalises them away; what XML 1.0 cannot hold (section
// 2.2) becomes U+FFFD.
func appendXML(b []byte, s string) []byte {
	start := 0
	for i := plainStart(s, '&', '<', '>', '"'); i < len(s); {
		c := s[i]
		if !escapedInXML[c] {
			i++
			continue
		}
		size, with := 1, ""
		if c < utf8.RuneSelf {
			with = xmlEscape(c)
		} else {
			var r rune
			r, size = utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 || r == 0xFFFE || r == 0xFFFF {
				with = "\uFFFD"
			}
		}
		if with != "" {
			b = append(b, s[start:i]...)
			b = append(b, with...)
			start = i + size
		}
		i += size
	}
	return append(b, s[start:]...)
}

func xmlEscape(c byte) string {
	switch c {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '"':
		return "&quot;"
	case '\n':
		return "&#10;"
	case '\r':
		return "&#13;"
	case '\t':
		return "&#9;"
	}
	return "\uFFFD"
}
