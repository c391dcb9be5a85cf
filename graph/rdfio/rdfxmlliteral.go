package rdfio

import (
	"slices"
	"strings"
)

// xmlLiteral reads the content of the element in hand, up to its end tag, as
// exclusive canonical XML with comments, which is the lexical form of an
// rdf:XMLLiteral (RDF 1.2 XML Syntax, section 7.2.17).
func (p *rdfXML) xmlLiteral() (string, bool) {
	var b []byte
	var shown []binding // the declarations that have been written and are in scope
	var marks []int     // their number at each open element's start
	for {
		switch p.next() {
		case xmlText:
			b = appendXMLText(b, p.text)
		case xmlComment:
			b = append(append(append(b, "<!--"...), p.text...), "-->"...)
		case xmlPI:
			b = append(append(append(b, "<?"...), p.text...), "?>"...)
		case xmlStart:
			marks = append(marks, len(shown))
			b, shown = p.appendStart(b, shown)
		case xmlEnd:
			if len(marks) == 0 {
				return p.arena.copy(b), true
			}
			shown = shown[:marks[len(marks)-1]]
			marks = marks[:len(marks)-1]
			b = append(append(append(b, "</"...), p.name.raw...), '>')
		case xmlEOF:
			return "", false
		}
		if len(b) > p.lim.MaxTokenBytes {
			p.limit("MaxTokenBytes", p.lim.MaxTokenBytes)
			return "", false
		}
	}
}

// appendStart appends the start tag in hand: the namespaces that it visibly
// uses and that are not shown yet, by prefix, then its attributes, by namespace
// and local name.
func (p *rdfXML) appendStart(b []byte, shown []binding) ([]byte, []binding) {
	b = append(append(b, '<'), p.name.raw...)
	used := []binding{{p.name.prefix, p.name.ns}}
	attrs := slices.Clone(p.attrs)
	for _, a := range attrs {
		if a.name.prefix != "" {
			used = append(used, binding{a.name.prefix, a.name.ns})
		}
	}
	slices.SortFunc(used, func(x, y binding) int { return strings.Compare(x.prefix, y.prefix) })
	for _, u := range slices.Compact(used) {
		if u.prefix == "xml" || current(shown, u.prefix) == u.iri {
			continue
		}
		shown = append(shown, u)
		b = append(b, " xmlns"...)
		if u.prefix != "" {
			b = append(append(b, ':'), u.prefix...)
		}
		b = append(appendXMLAttr(append(b, `="`...), u.iri), '"')
	}
	slices.SortFunc(attrs, func(x, y xmlAttr) int {
		if c := strings.Compare(x.name.ns, y.name.ns); c != 0 {
			return c
		}
		return strings.Compare(x.name.local, y.name.local)
	})
	for _, a := range attrs {
		b = append(append(b, ' '), a.name.raw...)
		b = append(appendXMLAttr(append(b, `="`...), a.value), '"')
	}
	return append(b, '>'), shown
}

// current is what the last shown declaration of prefix binds it to, or "".
func current(shown []binding, prefix string) string {
	for i := len(shown) - 1; i >= 0; i-- {
		if shown[i].prefix == prefix {
			return shown[i].iri
		}
	}
	return ""
}

// appendXMLText appends character data in canonical form.
func appendXMLText(b []byte, s string) []byte {
	for i := range len(s) {
		switch c := s[i]; c {
		case '&':
			b = append(b, "&amp;"...)
		case '<':
			b = append(b, "&lt;"...)
		case '>':
			b = append(b, "&gt;"...)
		case '\r':
			b = append(b, "&#xD;"...)
		default:
			b = append(b, c)
		}
	}
	return b
}

// appendXMLAttr appends the inside of an attribute's value in canonical form.
func appendXMLAttr(b []byte, s string) []byte {
	for i := range len(s) {
		switch c := s[i]; c {
		case '&':
			b = append(b, "&amp;"...)
		case '<':
			b = append(b, "&lt;"...)
		case '"':
			b = append(b, "&quot;"...)
		case '\t':
			b = append(b, "&#x9;"...)
		case '\n':
			b = append(b, "&#xA;"...)
		case '\r':
			b = append(b, "&#xD;"...)
		default:
			b = append(b, c)
		}
	}
	return b
}
