package results

import (
	"sync"

	"github.com/trivet-rdf/trivet/graph"
)

// tsvEncoder writes SPARQL Query Results TSV: terms in Turtle syntax, numbers
// bare where Turtle reads them back as the same term.
type tsvEncoder struct{}

func (e *tsvEncoder) begin(b []byte, vars []string) []byte {
	for i, v := range vars {
		if i > 0 {
			b = append(b, '\t')
		}
		b = append(b, '?')
		b = append(b, v...)
	}
	return append(b, '\n')
}

func (e *tsvEncoder) row(b []byte, _ int, terms []graph.Term) []byte {
	for i, t := range terms {
		if i > 0 {
			b = append(b, '\t')
		}
		if !t.IsAny() {
			b = appendTurtle(b, t)
		}
	}
	return append(b, '\n')
}

// textRows is of how many rows the texts are looked up together.
const textRows = 256

// textColumn is the texts of some rows of a column.
type textColumn struct {
	texts []string
	kinds []graph.TextKind
	last  knownIRI
}

var textColumns = sync.Pool{New: func() any { return new([]textColumn) }}

// takeColumns gives columns with room for the texts of so many rows.
func takeColumns(width, room int) *[]textColumn {
	columns := textColumns.Get().(*[]textColumn)
	if cap(*columns) < width {
		*columns = make([]textColumn, width)
	}
	*columns = (*columns)[:width]
	for k := range *columns {
		c := &(*columns)[k]
		if len(c.texts) < room {
			c.texts, c.kinds = make([]string, room), make([]graph.TextKind, room)
		}
	}
	return columns
}

// giveColumns gives back what takeColumns gave. The texts are not kept alive.
func giveColumns(columns *[]textColumn, room int) {
	for k := range *columns {
		c := &(*columns)[k]
		clear(c.texts[:room])
		c.last = knownIRI{}
	}
	textColumns.Put(columns)
}

// chunk appends all rows of c, which has so many columns.
func (e *tsvEncoder) chunk(b []byte, c textual, width int) []byte {
	room := min(textRows, c.Len())
	columns := takeColumns(width, room)
	defer giveColumns(columns, room)
	cols := *columns
	for at := 0; at < c.Len(); at += textRows {
		n := min(textRows, c.Len()-at)
		for k := range cols {
			c.Texts(at, k, cols[k].texts[:n], cols[k].kinds[:n])
		}
		for i := range n {
			for k := range cols {
				if k > 0 {
					b = append(b, '\t')
				}
				b = cols[k].append(b, i, c, at+i, k)
			}
			b = append(b, '\n')
		}
	}
	return b
}

// append appends the i-th term of the column, which is in a row and column of c.
func (x *textColumn) append(b []byte, i int, c textual, row, col int) []byte {
	switch text := x.texts[i]; x.kinds[i] {
	case graph.IRIText:
		return x.last.append(b, text)
	case graph.BlankText:
		return append(b, text...)
	case graph.StringText:
		return graph.NewLiteral(text).AppendNTriples(b)
	}
	if t := c.Term(row, col); !t.IsAny() {
		return appendTurtle(b, t)
	}
	return b
}

// knownIRI is an IRI without characters that are escaped. Most IRIs of a column
// begin as the one before, so that only what follows must be looked at.
type knownIRI struct{ text string }

// append appends an IRI in angle brackets.
func (k *knownIRI) append(b []byte, iri string) []byte {
	n := 0
	for n+8 <= len(iri) && n+8 <= len(k.text) && iri[n:n+8] == k.text[n:n+8] {
		n += 8
	}
	for i := n; i < len(iri); i++ {
		if escapedInIRI[iri[i]] {
			return graph.NewIRI(iri).AppendNTriples(b)
		}
	}
	k.text = iri
	b = append(b, '<')
	b = append(b, iri...)
	return append(b, '>')
}

// escapedInIRI has the characters that IRIREF does not allow (N-Triples, production
// IRIREF).
var escapedInIRI = func() (t [256]bool) {
	for c := range 33 {
		t[c] = true
	}
	for _, c := range []byte("<>\"{}|^`\\") {
		t[c] = true
	}
	return t
}()

func (e *tsvEncoder) end(b []byte, _ int) []byte { return b }

// appendTurtle appends t in Turtle syntax on one line: canonical N-Triples,
// which escapes tabs and line ends, but for numbers.
func appendTurtle(b []byte, t graph.Term) []byte {
	if bareNumber(t) {
		return append(b, t.Value()...)
	}
	return t.AppendNTriples(b)
}

// bareNumber reports whether Turtle reads t's lexical form, written without
// quotes, back as t (Turtle, productions INTEGER, DECIMAL and DOUBLE).
func bareNumber(t graph.Term) bool {
	v := t.Value()
	if !t.IsLiteral() || v == "" || v[0] > '9' {
		return false
	}
	dt := t.Datatype()
	return dt != graph.XSDString && numberDatatype(v) == dt
}

// numberDatatype is the datatype Turtle gives to v as a bare number, or "".
func numberDatatype(v string) string {
	i := 0
	if i < len(v) && (v[i] == '+' || v[i] == '-') {
		i++
	}
	whole := digits(v, &i)
	dot, fraction := false, 0
	if i < len(v) && v[i] == '.' {
		dot = true
		i++
		fraction = digits(v, &i)
	}
	if whole+fraction == 0 {
		return ""
	}
	switch {
	case i == len(v) && !dot:
		return xsdInteger
	case i == len(v) && fraction > 0:
		return xsdDecimal
	case i == len(v) || v[i]|0x20 != 'e':
		return ""
	}
	i++
	if i < len(v) && (v[i] == '+' || v[i] == '-') {
		i++
	}
	if digits(v, &i) == 0 || i != len(v) {
		return ""
	}
	return xsdDouble
}

func digits(v string, i *int) int {
	start := *i
	for *i < len(v) && v[*i] >= '0' && v[*i] <= '9' {
		*i++
	}
	return *i - start
}
