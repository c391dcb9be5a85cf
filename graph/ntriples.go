package graph

import (
	"strings"
	"unicode/utf8"
)

// NTriples returns t in canonical N-Triples form (RDF 1.2 N-Triples, section
// 4): what AppendNTriples appends.
func (t Term) NTriples() string {
	if t.kind == TripleTerm {
		return t.value
	}
	return string(t.AppendNTriples(nil))
}

// AppendNTriples appends t in canonical N-Triples form to dst and returns the
// extended slice. The zero Term appends nothing.
func (t Term) AppendNTriples(dst []byte) []byte {
	switch t.kind {
	case IRI:
		return appendIRI(dst, t.value)
	case Blank:
		return append(append(dst, "_:"...), t.value...)
	case Literal:
		return t.appendLiteral(dst)
	case TripleTerm:
		return append(dst, t.value...)
	}
	return dst
}

func (t Term) appendLiteral(dst []byte) []byte {
	dst = append(dst, '"')
	dst = appendEscaped(dst, t.value)
	dst = append(dst, '"')
	switch {
	case t.lang:
		dst = append(append(dst, '@'), t.qual...)
		if t.dir != NoDirection {
			dst = append(append(dst, "--"...), t.dir.String()...)
		}
	case t.qual != "":
		dst = appendIRI(append(dst, "^^"...), t.qual)
	}
	return dst
}

const upperHex = "0123456789ABCDEF"

// appendUnicode appends the \uXXXX form of a code point below U+10000.
func appendUnicode(dst []byte, r rune) []byte {
	return append(dst, '\\', 'u', upperHex[r>>12&15], upperHex[r>>8&15], upperHex[r>>4&15], upperHex[r&15])
}

// appendIRI writes <iri>; what the grammar's IRIREF does not allow becomes \uXXXX.
func appendIRI(dst []byte, iri string) []byte {
	const ( // the characters that are escaped, as bits
		low  = 1<<33 - 1 | 1<<'"' | 1<<'<' | 1<<'>'
		high = 1<<('\\'-64) | 1<<('^'-64) | 1<<('`'-64) | 1<<('{'-64) | 1<<('|'-64) | 1<<('}'-64)
	)
	escaped := [4]uint64{low, high, 0, 0}
	dst = append(dst, '<')
	start := 0
	for i := plainIRI(iri); i < len(iri); i += plainIRI(iri[i:]) {
		for end := min(i+8, len(iri)); i < end; i++ {
			c := iri[i]
			if escaped[c>>6]>>(c&63)&1 == 0 {
				continue
			}
			dst = append(dst, iri[start:i]...)
			dst = appendUnicode(dst, rune(c))
			start = i + 1
		}
	}
	dst = append(dst, iri[start:]...)
	return append(dst, '>')
}

// appendEscaped writes a lexical form with the canonical escapes: the named
// ones where there is a name, \uXXXX for other controls, DEL, U+FFFE and U+FFFF.
func appendEscaped(dst []byte, s string) []byte {
	start := 0
	for i := plainText(s); i < len(s); i += plainText(s[i:]) {
		for end := min(i+8, len(s)); i < end; i++ {
			c := s[i]
			if c >= ' ' && c != '"' && c != '\\' && c != 0x7f && c != 0xef {
				continue
			}
			if c == 0xef { // U+FFFE and U+FFFF are EF BF BE and EF BF BF
				if r, _ := utf8.DecodeRuneInString(s[i:]); r == 0xfffe || r == 0xffff {
					dst = appendUnicode(append(dst, s[start:i]...), r)
					i += 2
					start = i + 1
				}
				continue
			}
			dst = append(dst, s[start:i]...)
			start = i + 1
			if at := strings.IndexByte("\b\t\n\f\r\"\\", c); at >= 0 {
				dst = append(dst, '\\', `btnfr"\`[at])
			} else {
				dst = appendUnicode(dst, rune(c))
			}
		}
	}
	return append(dst, s[start:]...)
}

// Triple returns the parts of a triple term; ok is false for any other term.
func (t Term) Triple() (tr Triple, ok bool) {
	if t.kind != TripleTerm {
		return Triple{}, false
	}
	p := termReader{text: t.value}
	tr, ok = p.triple()
	return tr, ok && p.at == len(p.text)
}

// termReader reads back the canonical text that AppendNTriples writes.
type termReader struct {
	text string
	at   int
}

func (p *termReader) eat(s string) bool {
	if !strings.HasPrefix(p.text[p.at:], s) {
		return false
	}
	p.at += len(s)
	return true
}

func (p *termReader) triple() (Triple, bool) {
	if !p.eat("<<( ") {
		return Triple{}, false
	}
	var part [3]Term
	for i := range part {
		t, ok := p.term()
		if !ok || !p.eat(" ") {
			return Triple{}, false
		}
		part[i] = t
	}
	return Triple{part[0], part[1], part[2]}, p.eat(")>>")
}

func (p *termReader) term() (Term, bool) {
	rest := p.text[p.at:]
	switch {
	case strings.HasPrefix(rest, "<<("):
		start := p.at
		if _, ok := p.triple(); !ok {
			return Term{}, false
		}
		return Term{kind: TripleTerm, value: p.text[start:p.at]}, true
	case strings.HasPrefix(rest, "<"):
		iri, ok := p.until('<', '>')
		return NewIRI(iri), ok
	case strings.HasPrefix(rest, "_:"):
		n := strings.IndexByte(rest, ' ')
		if n < 0 {
			return Term{}, false
		}
		p.at += n
		return NewBlank(rest[2:n]), true
	case strings.HasPrefix(rest, `"`):
		return p.literal()
	}
	return Term{}, false
}

func (p *termReader) literal() (Term, bool) {
	lexical, ok := p.until('"', '"')
	switch {
	case !ok:
		return Term{}, false
	case p.eat("^^"):
		datatype, ok := p.until('<', '>')
		return NewTyped(lexical, datatype), ok
	case p.eat("@"):
		n := strings.IndexByte(p.text[p.at:], ' ')
		if n < 0 {
			return Term{}, false
		}
		tag := p.text[p.at : p.at+n]
		p.at += n
		if lang, ok := strings.CutSuffix(tag, "--ltr"); ok {
			return NewDirLang(lexical, lang, LTR), true
		}
		if lang, ok := strings.CutSuffix(tag, "--rtl"); ok {
			return NewDirLang(lexical, lang, RTL), true
		}
		return NewLang(lexical, tag), true
	}
	return NewLiteral(lexical), true
}

// until reads open, text with escapes, close, and returns the text unescaped.
func (p *termReader) until(open, end byte) (string, bool) {
	if p.at >= len(p.text) || p.text[p.at] != open {
		return "", false
	}
	start := p.at + 1
	escaped := false
	for i := start; i < len(p.text); i++ {
		switch p.text[i] {
		case '\\':
			escaped = true
			i++
		case end:
			p.at = i + 1
			if !escaped {
				return p.text[start:i], true
			}
			return unescape(p.text[start:i])
		}
	}
	return "", false
}

// unescape undoes the escapes of appendEscaped and appendIRI.
func unescape(s string) (string, bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		i++
		if i >= len(s) {
			return "", false
		}
		if s[i] == 'u' && i+4 < len(s) {
			r, ok := hex4(s[i+1 : i+5])
			if !ok {
				return "", false
			}
			b.WriteRune(r)
			i += 4
			continue
		}
		at := strings.IndexByte(`btnfr"\`, s[i])
		if at < 0 {
			return "", false
		}
		b.WriteByte("\b\t\n\f\r\"\\"[at])
	}
	return b.String(), true
}

func hex4(s string) (rune, bool) {
	var r rune
	for i := 0; i < len(s); i++ {
		at := strings.IndexByte(upperHex, s[i])
		if at < 0 {
			return 0, false
		}
		r = r<<4 | rune(at)
	}
	return r, true
}
