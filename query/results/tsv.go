package results

import "github.com/trivet-rdf/trivet/graph"

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

func (e *tsvEncoder) texts(b []byte, _ int, cols []textColumn, i int) []byte {
	for k := range cols {
		if k > 0 {
			b = append(b, '\t')
		}
		x, start := &cols[k], len(b)
		text, kind := x.texts[i], x.kinds[i]
		switch {
		case kind == graph.NoText:
			if t := x.term(i); !t.IsAny() {
				b = appendTurtle(b, t)
			}
			continue
		case kind == graph.AgainText:
			b = x.again(b)
			continue
		case kind == graph.IRIText:
			b = appendIRI(b, text, &x.last)
		case kind == graph.BlankText:
			b = append(b, text...)
		default:
			b = graph.NewLiteral(text).AppendNTriples(b)
		}
		b = x.wrote(b, start, kind)
	}
	return append(b, '\n')
}

// appendIRI appends an IRI in angle brackets.
func appendIRI(b []byte, iri string, last *plainText) []byte {
	if !last.plain(iri, &escapedInIRI) {
		return graph.NewIRI(iri).AppendNTriples(b)
	}
	b = append(b, '<')
	b = append(b, iri...)
	return append(b, '>')
}

// escapedInIRI has the characters that IRIREF does not allow (N-Triples, production
// IRIREF).
var escapedInIRI = below(33, "<>\"{}|^`\\")

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
