package rdfio

import (
	"encoding/hex"
	"errors"
	"fmt"
	"unicode/utf8"
)

// lineWriter writes N-Triples and N-Quads. Its form is the canonical one of RDF
// 1.2 N-Triples, section "Canonicalization", but for the case of language tags,
// which only canonical changes. Lines come in the order of Write.
type lineWriter struct {
	out       *output
	canonical bool
	quads     bool
}

func (l *lineWriter) write(q *Quad) error {
	b, err := l.term(l.out.buf, &q.S)
	if err != nil {
		return err
	}
	if b, err = l.term(append(b, ' '), &q.P); err != nil {
		return err
	}
	if b, err = l.term(append(b, ' '), &q.O); err != nil {
		return err
	}
	if q.G.Kind != 0 {
		if b, err = l.term(append(b, ' '), &q.G); err != nil {
			return err
		}
	}
	return l.out.done(append(b, " .\n"...))
}

func (l *lineWriter) finish() error { return nil }

// term appends t.
func (l *lineWriter) term(b []byte, t *Term) ([]byte, error) {
	switch t.Kind {
	case IRI:
		return appendIRI(b, t.Value)
	case Blank:
		return appendBlank(b, t.Value), nil
	case Literal:
		return l.literal(b, t)
	}
	var err error
	b = append(b, "<<( "...)
	for i, part := range []*Term{&t.Triple.S, &t.Triple.P, &t.Triple.O} {
		if i > 0 {
			b = append(b, ' ')
		}
		if b, err = l.term(b, part); err != nil {
			return b, err
		}
	}
	return append(b, " )>>"...), nil
}

// literal appends t with its language or datatype.
func (l *lineWriter) literal(b []byte, t *Term) ([]byte, error) {
	b, err := appendQuoted(b, t.Value)
	switch {
	case err != nil:
		return b, err
	case t.Lang != "":
		return appendLang(b, t, l.canonical)
	case t.Datatype != "" && t.Datatype != xsdString:
		return appendIRI(append(b, "^^"...), t.Datatype)
	}
	return b, nil
}

// AppendTerm appends t to b as N-Triples writes it, and gives the longer slice.
// The error says why t cannot be written: an IRI with characters that IRIs do
// not have, text that is not UTF-8, a malformed triple term.
func AppendTerm(b []byte, t *Term) ([]byte, error) {
	if t.Kind == 0 {
		return b, errors.New("rdfio: no term to write")
	}
	if t.Kind == TripleTerm {
		if err := checkTripleTerm(t, 0); err != nil {
			return b, err
		}
	}
	var l lineWriter
	return l.term(b, t)
}

// appendIRI appends <iri>. An IRI that the grammar cannot express is refused:
// escaping it would make another document than was meant.
func appendIRI(b []byte, iri string) ([]byte, error) {
	if !hasScheme(iri) {
		return b, fmt.Errorf("rdfio: cannot write the IRI <%s>: %w", clip(iri), ErrRelativeIRI)
	}
	if err := checkIRI(iri); err != nil {
		return b, err
	}
	b = append(append(b, '<'), iri...)
	return append(b, '>'), nil
}

// checkIRI refuses text with characters that an IRIREF cannot contain.
func checkIRI(iri string) error {
	for i := 0; i < len(iri); i++ {
		if class[iri[i]]&cIRI != 0 {
			continue
		}
		if iri[i] < utf8.RuneSelf {
			return fmt.Errorf("rdfio: cannot write the IRI <%s>: it contains %q", clip(iri), iri[i])
		}
		r, n := utf8.DecodeRuneInString(iri[i:])
		if r == utf8.RuneError && n <= 1 || isBidiControl(r) {
			return fmt.Errorf("rdfio: cannot write the IRI <%s>: it contains %q", clip(iri), iri[i:i+n])
		}
		i += n - 1
	}
	return nil
}

// BlankLabel is the label that a [Writer] writes for a blank node with any text as
// label: the text itself where RDF's grammars can express it. Two texts never become
// one label.
func BlankLabel(text string) string { return string(appendBlank(nil, text)[len("_:"):]) }

// appendBlank appends _:label. A label that the grammar cannot express becomes
// "enc" and its bytes in hexadecimal; a label that looks like such a one gets
// an x behind it, so that two labels never become one.
func appendBlank(b []byte, label string) []byte {
	b = append(b, "_:"...)
	if !validLabel(label) {
		return appendEncoded(b, label)
	}
	b = append(b, label...)
	if looksEncoded(label) {
		b = append(b, 'x')
	}
	return b
}

func appendEncoded(b []byte, label string) []byte {
	return hex.AppendEncode(append(b, "enc"...), []byte(label))
}

func validLabel(label string) bool {
	if label == "" {
		return false
	}
	for i, r := range label {
		switch {
		case r == utf8.RuneError:
			return false // not UTF-8, or U+FFFD itself, which gets encoded as well
		case r >= utf8.RuneSelf:
			if !isPN(r) || i == 0 && !isBase(r) {
				return false
			}
		case class[byte(r)]&cPN != 0:
			if i == 0 && r == '-' {
				return false
			}
		case r != '.' || i == 0 || i == len(label)-1:
			return false
		}
	}
	return true
}

func looksEncoded(label string) bool {
	if len(label) < 3 || label[:3] != "enc" {
		return false
	}
	i := 3
	for i < len(label) && hexValue(label[i]) >= 0 {
		i++
	}
	for i < len(label) && label[i] == 'x' {
		i++
	}
	return i == len(label)
}

// appendQuoted appends "text" with the escapes of canonical N-Triples.
func appendQuoted(b []byte, text string) ([]byte, error) {
	b = append(b, '"')
	done := 0
	for i := 0; i < len(text); {
		c := text[i]
		if c >= ' ' && c < 0x7F && c != '"' && c != '\\' {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(text[i:])
			if r == utf8.RuneError && n <= 1 {
				return b, errNotUTF8(c)
			}
			if r == 0xFFFE || r == 0xFFFF {
				b = append(b, text[done:i]...)
				b = fmt.Appendf(b, "\\u%04X", r)
				done = i + n
			}
			i += n
			continue
		}
		b = append(b, text[done:i]...)
		b = appendEscape(b, c)
		i++
		done = i
	}
	return append(append(b, text[done:]...), '"'), nil
}

func errNotUTF8(c byte) error {
	return fmt.Errorf("rdfio: cannot write a literal that is not UTF-8: byte 0x%02X", c)
}

// appendEscape appends the escape for the ASCII character c.
func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	case '\b':
		return append(b, '\\', 'b')
	case '\f':
		return append(b, '\\', 'f')
	case '"', '\\':
		return append(b, '\\', c)
	}
	const digits = "0123456789ABCDEF"
	return append(b, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
}

// appendLang appends @lang and the base direction of t.
func appendLang(b []byte, t *Term, lower bool) ([]byte, error) {
	lang := t.Lang
	if !validLang(lang) {
		return b, fmt.Errorf("rdfio: cannot write the language tag %q", clip(lang))
	}
	if lower {
		lang = lowerASCII(lang)
	}
	b = append(append(b, '@'), lang...)
	if t.Dir != NoDirection {
		b = append(append(b, "--"...), t.Dir.String()...)
	}
	return b, nil
}
