package results

import (
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

// csvEncoder writes SPARQL Query Results CSV: RFC 4180 with a header, the text
// of each term without its kind. An unbound variable is an empty cell and an
// empty literal a quoted empty cell; a literal that starts with "_:" is quoted
// and a blank node is not. Readers may ignore those two differences, Read does not.
type csvEncoder struct {
	safe bool
}

func (e *csvEncoder) begin(b []byte, vars []string) []byte {
	for i, v := range vars {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendCSV(b, v, false)
	}
	return append(b, "\r\n"...)
}

func (e *csvEncoder) row(b []byte, _ int, terms []graph.Term) []byte {
	for i, t := range terms {
		if i > 0 {
			b = append(b, ',')
		}
		b = e.term(b, t)
	}
	return append(b, "\r\n"...)
}

// term appends a cell.
func (e *csvEncoder) term(b []byte, t graph.Term) []byte {
	switch {
	case t.IsAny():
		return b
	case t.IsBlank():
		b = append(b, "_:"...)
		return append(b, t.Value()...)
	case e.safe && formula(t):
		return appendCSV(b, "'"+t.Value(), true)
	}
	v := t.Value()
	return appendCSV(b, v, t.IsLiteral() && looksUnbound(v))
}

// looksUnbound reports whether a literal is quoted so as not to look like an unbound
// variable or a blank node.
func looksUnbound(v string) bool { return v == "" || strings.HasPrefix(v, "_:") }

func (e *csvEncoder) texts(b []byte, _ int, cols []textColumn, i int) []byte {
	for k := range cols {
		if k > 0 {
			b = append(b, ',')
		}
		x, start := &cols[k], len(b)
		text, kind := x.texts[i], x.kinds[i]
		switch {
		case kind == graph.NoText:
			b = e.term(b, x.term(i))
			continue
		case kind == graph.AgainText:
			b = x.again(b)
			continue
		case kind == graph.IRIText && x.last.plain(text, &quotedInCSV): // no formula: it begins with a letter
			b = append(b, text...)
		case kind == graph.IRIText:
			b = appendCSV(b, text, false)
		case kind == graph.BlankText:
			b = append(b, text...)
		case e.safe:
			b = e.term(b, graph.NewLiteral(text))
		default:
			b = appendCSV(b, text, looksUnbound(text))
		}
		b = x.wrote(b, start, kind)
	}
	return append(b, "\r\n"...)
}

// quotedInCSV has the characters for which RFC 4180 wants quotes.
var quotedInCSV = below(0, ",\"\r\n")

func (e *csvEncoder) end(b []byte, _ int) []byte { return b }

// formula reports whether a spreadsheet might run the cell as a formula.
func formula(t graph.Term) bool {
	v := t.Value()
	if v == "" || !strings.ContainsRune("=+-@\t\r\n", rune(v[0])) {
		return false
	}
	return !isNumber(t)
}

// appendCSV appends a cell, quoted where RFC 4180 asks for it or quote is true.
func appendCSV(b []byte, s string, quote bool) []byte {
	if !quote && !quotedInCSV.in(s) {
		return append(b, s...)
	}
	b = append(b, '"')
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			break
		}
		b = append(b, s[:i+1]...)
		b = append(b, '"')
		s = s[i+1:]
	}
	b = append(b, s...)
	return append(b, '"')
}
