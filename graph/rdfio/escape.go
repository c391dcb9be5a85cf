package rdfio

import "unicode/utf8"

// unescape appends the value of raw, the inside of an IRIREF or a string, to
// dst. In an IRI only \u and \U are escapes, and what they stand for must be
// allowed in an IRI. On a mistake at is its index in raw and msg says what is
// wrong; otherwise msg is "".
func unescape(dst, raw []byte, iri bool) (out []byte, at int, msg string) {
	for i := 0; i < len(raw); {
		c := raw[i]
		if c != '\\' {
			dst = append(dst, c)
			i++
			continue
		}
		if i+1 >= len(raw) {
			return dst, i, "a backslash with nothing after it"
		}
		switch e := raw[i+1]; e {
		case 'u', 'U':
			r, n, msg := hexEscape(raw[i:])
			if msg == "" && iri && !iriRune(r) {
				msg = "the escape " + string(raw[i:i+n]) + " stands for a character that an IRI cannot have"
			}
			if msg != "" {
				return dst, i, msg
			}
			dst = utf8.AppendRune(dst, r)
			i += n
		default:
			v := charEscape(e)
			if iri || v == 0 {
				return dst, i, "unknown escape " + quoteEscape(raw[i:], iri)
			}
			dst = append(dst, v)
			i += 2
		}
	}
	return dst, 0, ""
}

// charEscape is what a backslash and e stand for in a string, or 0.
func charEscape(e byte) byte {
	switch e {
	case 't':
		return '\t'
	case 'b':
		return '\b'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 'f':
		return '\f'
	case '"', '\'', '\\':
		return e
	}
	return 0
}

// quoteEscape names the escape at the start of b and what would be allowed.
func quoteEscape(b []byte, iri bool) string {
	_, n := utf8.DecodeRune(b[1:])
	if iri {
		return string(b[:1+n]) + ": an IRI has only \\uXXXX and \\UXXXXXXXX"
	}
	return string(b[:1+n]) + ": a string has \\t \\b \\n \\r \\f \\\" \\' \\\\ \\uXXXX \\UXXXXXXXX"
}

// hexEscape reads \uXXXX or \UXXXXXXXX at the start of b: the code point, the
// length of the escape, and a message when it is wrong.
func hexEscape(b []byte) (rune, int, string) {
	n := 6
	if b[1] == 'U' {
		n = 10
	}
	var v int64
	for i := 2; i < n; i++ {
		if i >= len(b) || hexValue(b[i]) < 0 {
			return 0, 0, "\\u needs 4 hexadecimal digits, \\U needs 8"
		}
		v = v<<4 | int64(hexValue(b[i]))
	}
	switch {
	case v >= 0xD800 && v <= 0xDFFF:
		return 0, n, "the escape " + string(b[:n]) + " is a surrogate, not a character"
	case v > utf8.MaxRune:
		return 0, n, "the escape " + string(b[:n]) + " is beyond U+10FFFF"
	}
	return rune(v), n, ""
}

// iriRune reports whether r may stand in an IRI.
func iriRune(r rune) bool {
	if r < utf8.RuneSelf {
		return class[byte(r)]&cIRI != 0
	}
	return !isBidiControl(r)
}

// unescapeLocal appends a local name without its backslashes to dst.
func unescapeLocal(dst, raw []byte) []byte {
	for i := 0; i < len(raw); i++ {
		if raw[i] == '\\' {
			i++
		}
		dst = append(dst, raw[i])
	}
	return dst
}
