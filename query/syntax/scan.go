package syntax

import (
	"strings"
	"unicode/utf8"
)

// scanName reads a prefixed name, or else a word: a keyword, a function or
// something unknown.
func (l *lexer) scanName(off int) (kind, int) {
	r, size := runeAt(l.src, off)
	if !isNameBase(r) {
		return tError, off + size
	}
	if off >= l.nameEnd {
		end := l.prefixEnd(off)
		if l.at(end) == ':' {
			return tPName, l.localEnd(end + 1)
		}
		// No name inside this run of characters can be followed by the colon
		// either; without this note a.a.a.a... would cost quadratic time.
		l.nameEnd = end
	}
	return tWord, l.wordEnd(off)
}

// wordEnd is the end of the word at off. A word with letters outside ASCII is
// no keyword; it is taken whole for the error message.
func (l *lexer) wordEnd(off int) int {
	for off < len(l.src) {
		if c := l.src[off]; c < utf8.RuneSelf {
			if !isWordByte(c) {
				break
			}
			off++
			continue
		}
		r, size := runeAt(l.src, off)
		if !isVarChar(r) {
			break
		}
		off += size
	}
	return off
}

// prefixEnd is the end of PN_PREFIX at off: name characters and dots, without
// a dot at the end.
func (l *lexer) prefixEnd(off int) int {
	end := off
	for off < len(l.src) {
		if l.src[off] == '.' {
			off++
			continue
		}
		r, size := runeAt(l.src, off)
		if !isNameChar(r) {
			break
		}
		off += size
		end = off
	}
	return end
}

// localEnd is the end of PN_LOCAL at off; off itself when there is none.
func (l *lexer) localEnd(off int) int {
	start, end := off, off
	for off < len(l.src) {
		c := l.src[off]
		switch {
		case c == '.' && off > start:
			off++
			continue
		case c == '%' && isHex(l.at(off+1)) && isHex(l.at(off+2)):
			off += 3
		case c == '\\' && isLocalEscape(l.at(off+1)):
			off += 2
		case c == ':' || isWordByte(c):
			off++
		default:
			r, size := runeAt(l.src, off)
			if !isNameChar(r) || off == start && !isNameStart(r) {
				return end
			}
			off += size
		}
		end = off
	}
	return end
}

// scanBlank reads BLANK_NODE_LABEL.
func (l *lexer) scanBlank(off int) (kind, int) {
	r, _ := runeAt(l.src, off+2)
	if l.at(off+1) != ':' || !isNameStart(r) && !isDigit(l.at(off+2)) {
		end := l.wordEnd(off)
		if l.at(end) == ':' {
			end++
		}
		return tError, end
	}
	return tBlank, l.prefixEnd(off + 2)
}

// scanVar reads VAR1 and VAR2. A question mark without a name is an operator of
// paths.
func (l *lexer) scanVar(off int) (kind, int) {
	end := off + 1
	for end < len(l.src) {
		r, size := runeAt(l.src, end)
		if !isVarChar(r) {
			break
		}
		if end == off+1 && !isNameStart(r) && !isDigit(l.src[end]) {
			break
		}
		end += size
	}
	switch {
	case end > off+1:
		return tVar, end
	case l.src[off] == '?':
		return tQuestion, end
	}
	return tError, end
}

// scanLang reads LANG_DIR. The direction is checked by the parser.
func (l *lexer) scanLang(off int) (kind, int) {
	end := off + 1
	for isLetter(l.at(end)) {
		end++
	}
	if end == off+1 {
		return tError, end
	}
	for l.at(end) == '-' && (isLetter(l.at(end+1)) || isDigit(l.at(end+1))) {
		end = l.alnumEnd(end + 1)
	}
	if l.at(end) == '-' && l.at(end+1) == '-' && isLetter(l.at(end+2)) {
		for end += 2; isLetter(l.at(end)); end++ {
		}
	}
	return tLang, end
}

func (l *lexer) alnumEnd(off int) int {
	for isLetter(l.at(off)) || isDigit(l.at(off)) {
		off++
	}
	return off
}

func (l *lexer) digitsEnd(off int) int {
	for isDigit(l.at(off)) {
		off++
	}
	return off
}

// scanNumber reads INTEGER, DECIMAL and DOUBLE; digits is where they begin,
// after a sign.
func (l *lexer) scanNumber(off, digits int) (kind, int) {
	kind, end := tInteger, l.digitsEnd(digits)
	if l.at(end) == '.' {
		if frac := l.digitsEnd(end + 1); frac > end+1 {
			kind, end = tDecimal, frac
		} else if exp := l.exponentEnd(end + 1); exp > 0 {
			return tDouble, exp
		}
	}
	if exp := l.exponentEnd(end); exp > 0 {
		return tDouble, exp
	}
	return kind, end
}

// exponentEnd is the end of EXPONENT at off, or -1.
func (l *lexer) exponentEnd(off int) int {
	if l.at(off)|0x20 != 'e' {
		return -1
	}
	off++
	if c := l.at(off); c == '+' || c == '-' {
		off++
	}
	if end := l.digitsEnd(off); end > off {
		return end
	}
	return -1
}

// scanString reads the four kinds of string. Escapes are only measured here;
// unescapeString reads them.
func (l *lexer) scanString(off int) (kind, int) {
	quote := l.src[off]
	if l.at(off+1) == quote && l.at(off+2) == quote {
		return l.scanLongString(off)
	}
	for i := off + 1; i < len(l.src); i++ {
		switch c := l.src[i]; c {
		case quote:
			return tString, i + 1
		case '\\':
			i++
			if c := l.at(i); c == '\n' || c == '\r' {
				return tError, i
			}
		case '\n', '\r':
			return tError, i
		}
	}
	return tError, len(l.src)
}

func (l *lexer) scanLongString(off int) (kind, int) {
	quotes := l.src[off : off+3]
	for i := off + 3; i < len(l.src); i++ {
		switch {
		case l.src[i] == '\\':
			i++
		case l.src[i] == quotes[0] && strings.HasPrefix(l.src[i:], quotes):
			return tString, i + 3
		}
	}
	return tError, len(l.src)
}
