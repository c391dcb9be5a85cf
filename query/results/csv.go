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
		switch {
		case t.IsAny():
		case t.IsBlank():
			b = append(b, "_:"...)
			b = append(b, t.Value()...)
		case e.safe && formula(t):
			b = appendCSV(b, "'"+t.Value(), true)
		default:
			v := t.Value()
			b = appendCSV(b, v, t.IsLiteral() && (v == "" || strings.HasPrefix(v, "_:")))
		}
	}
	return append(b, "\r\n"...)
}

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
	if !quote && !strings.ContainsAny(s, ",\"\r\n") {
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
