package rdfio

import "unicode/utf8"

// The scanners in this file are pure functions over bytes: they start at an
// index, find where a token ends, and say how. They know nothing of refilling:
// a caller that gets short fetches more input and scans the token again.

// status is how a scanner ended.
type status uint8

const (
	plain   status = iota // complete; its bytes are its value
	escaped               // complete; it contains escapes
	short                 // the bytes end before the token does
	bad                   // the byte at the returned index is not allowed
)

// scanIRI scans the inside of an IRIREF from b[i], after '<', to the index of
// its '>'. Escapes are only skipped over: unescape checks them.
func scanIRI(b []byte, i int) (int, status) {
	st := plain
	for i < len(b) {
		c := b[i]
		if class[c]&cIRI != 0 {
			i++
			continue
		}
		switch {
		case c == '>':
			return i, st
		case c == '\\':
			st = escaped
			i++
		case c >= utf8.RuneSelf:
			r, n, s := decode(b, i)
			if s != plain {
				return i, s
			}
			if isBidiControl(r) {
				return i, bad
			}
			i += n
		default:
			return i, bad
		}
	}
	return i, short
}

// decode reads the code point at b[i]: its length, and short or bad when the
// bytes are incomplete or not UTF-8.
func decode(b []byte, i int) (rune, int, status) {
	r, n := utf8.DecodeRune(b[i:])
	if r == utf8.RuneError && n <= 1 {
		if !utf8.FullRune(b[i:]) {
			return r, 0, short
		}
		return r, 0, bad
	}
	return r, n, plain
}

// scanString scans the inside of a one-line string from b[i], after the
// opening quote, to the index of the closing one.
func scanString(b []byte, i int, quote byte) (int, status) {
	st := plain
	for i < len(b) {
		c := b[i]
		if class[c]&cText != 0 {
			i++
			continue
		}
		switch {
		case c == quote:
			return i, st
		case c == '"' || c == '\'':
			i++
		case c == '\\':
			st = escaped
			// A line end is no escape: the string stops there. Nor is half
			// of a character one.
			if i++; i < len(b) && b[i] != '\n' && b[i] != '\r' && b[i] < utf8.RuneSelf {
				i++
			}
		case c >= utf8.RuneSelf:
			_, n, s := decode(b, i)
			if s != plain {
				return i, s
			}
			i += n
		default: // CR, LF
			return i, bad
		}
	}
	return i, short
}

// scanLong scans the inside of a triple-quoted string from b[i], after the
// three opening quotes, to the index of the three closing ones.
func scanLong(b []byte, i int, quote byte) (int, status) {
	st := plain
	for i < len(b) {
		c := b[i]
		switch {
		case class[c]&(cText|cSpace) != 0:
			i++
		case c == quote:
			if i+2 >= len(b) {
				return i, short
			}
			if b[i+1] == quote && b[i+2] == quote {
				return i, st
			}
			i++
		case c == '\\':
			st = escaped
			if i++; i < len(b) && b[i] < utf8.RuneSelf {
				i++
			}
		case c < utf8.RuneSelf:
			i++
		default:
			_, n, s := decode(b, i)
			if s != plain {
				return i, s
			}
			i += n
		}
	}
	return i, short
}

// scanBlank scans a blank node label from b[i], after "_:", to the index after
// its last character. A label ends before trailing dots; short means that the
// bytes ended, so that the label may go on.
func scanBlank(b []byte, i int) (int, status) {
	start, end := i, i
	for i < len(b) {
		c := b[i]
		switch {
		case class[c]&cPN != 0:
			if i == start && c == '-' {
				return i, bad
			}
			i++
			end = i
		case c == '.' && i > start:
			i++
		case c >= utf8.RuneSelf:
			r, n, s := decode(b, i)
			if s != plain {
				return i, s
			}
			if i == start && !isBase(r) || !isPN(r) {
				return labelEnd(start, end, i)
			}
			i += n
			end = i
		default:
			return labelEnd(start, end, i)
		}
	}
	return end, short
}

func labelEnd(start, end, i int) (int, status) {
	if end == start {
		return i, bad
	}
	return end, plain
}

// scanLocal scans the local part of a prefixed name from b[i], after ':'.
// It ends before trailing dots that are not escaped and may be empty.
func scanLocal(b []byte, i int) (int, status) {
	st, start, end := plain, i, i
	for i < len(b) {
		c := b[i]
		switch {
		case class[c]&cLocal != 0:
			if i == start && (c == '-' || c == '.') {
				return end, st
			}
			i++
			if c != '.' {
				end = i
			}
		case c == '%':
			if i+2 >= len(b) {
				return i, short
			}
			if hexValue(b[i+1]) < 0 || hexValue(b[i+2]) < 0 {
				return i, bad
			}
			i += 3
			end = i
		case c == '\\':
			if i+1 >= len(b) {
				return i, short
			}
			if !isAny(b[i+1], "_~.-!$&'()*+,;=/?#@%") {
				return i, bad
			}
			i += 2
			st, end = escaped, i
		case c >= utf8.RuneSelf:
			r, n, s := decode(b, i)
			if s != plain {
				return i, s
			}
			if !isPN(r) || i == start && !isBase(r) {
				return end, st
			}
			i += n
			end = i
		default:
			return end, st
		}
	}
	return end, short
}

// scanName scans a run of PN_CHARS and dots from b[i]: a prefix label or a
// keyword, without trailing dots.
func scanName(b []byte, i int) (int, status) {
	end := i
	for i < len(b) {
		c := b[i]
		switch {
		case class[c]&cPN != 0:
			i++
			end = i
		case c == '.':
			i++
		case c >= utf8.RuneSelf:
			r, n, s := decode(b, i)
			if s != plain {
				return i, s
			}
			if !isPN(r) {
				return end, plain
			}
			i += n
			end = i
		default:
			return end, plain
		}
	}
	return end, short
}

// scanLang scans a language tag with an optional base direction from b[i],
// after '@', to the index after it: [a-zA-Z]+ ('-' [a-zA-Z0-9]+)* ('--' [a-zA-Z]+)?
func scanLang(b []byte, i int) (int, status) {
	for i < len(b) {
		c := b[i]
		if class[c]&(cAlpha|cDigit) == 0 && c != '-' {
			return i, plain
		}
		i++
	}
	return i, short
}

// splitLang takes a scanned tag apart and checks it: subtags have 1 to 8
// letters (the first) or letters and digits (RFC 5646, section 2.1), the base
// direction is ltr or rtl. msg is "" when all is well.
func splitLang(tag string) (lang string, dir Direction, msg, hint string) {
	lang = tag
	for i := 0; i+1 < len(tag); i++ {
		if tag[i] != '-' || tag[i+1] != '-' {
			continue
		}
		lang = tag[:i]
		switch d := tag[i+2:]; d {
		case "ltr":
			dir = LTR
		case "rtl":
			dir = RTL
		default:
			return "", 0, "unknown base direction --" + d, "it is --ltr or --rtl, in lower case"
		}
		break
	}
	if !validLang(lang) {
		return "", 0, "invalid language tag @" + tag,
			"a tag is letters, then parts of letters and digits after hyphens, each of at most 8 characters"
	}
	return lang, dir, "", ""
}

// validLang reports whether tag is a well-formed language tag in the sense of
// the RDF grammars and of RFC 5646's subtag lengths.
func validLang(tag string) bool {
	n, first := 0, true
	for i := 0; i < len(tag); i++ {
		switch c := tag[i]; {
		case c == '-':
			if n == 0 {
				return false
			}
			n, first = 0, false
		case isAlpha(c) || isDigit(c) && !first:
			if n++; n > 8 {
				return false
			}
		default:
			return false
		}
	}
	return n > 0
}

// hasScheme reports whether an IRI starts with a scheme and a colon, which
// makes it absolute (RFC 3986, section 3.1).
func hasScheme[T string | []byte](iri T) bool {
	if len(iri) == 0 || !isAlpha(iri[0]) {
		return false
	}
	for i := 1; i < len(iri); i++ {
		c := iri[i]
		if c == ':' {
			return true
		}
		if class[c]&(cAlpha|cDigit) == 0 && c != '+' && c != '-' && c != '.' {
			return false
		}
	}
	return false
}
