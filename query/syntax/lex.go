package syntax

import "strings"

// lexer cuts the text into tokens, on demand. It never fails: what is no token
// becomes a tError token, and explain says why.
type lexer struct {
	src     string
	pos     Pos // of the next byte
	nameEnd int // names that start before this offset are known not to be prefixes
}

// newLexer starts at the beginning of src, after a byte order mark.
func newLexer(src string) lexer {
	l := lexer{src: src, pos: Pos{Line: 1, Column: 1}}
	if strings.HasPrefix(src, "\uFEFF") {
		l.pos.Offset = len("\uFEFF")
	}
	return l
}

// next skips white space and comments and returns the token that follows.
func (l *lexer) next() token {
	l.skipSpace()
	t := token{start: l.pos}
	kind, end := l.scan(l.pos.Offset)
	t.kind = kind
	if kind == tWord {
		t.word = keyword(l.src[l.pos.Offset:end])
	}
	l.moveTo(end)
	t.end = l.pos
	return t
}

// skipSpace moves over WS and comments.
func (l *lexer) skipSpace() {
	for l.pos.Offset < len(l.src) {
		switch c := l.src[l.pos.Offset]; {
		case c == ' ' || c == '\t':
			l.pos.Offset++
			l.pos.Column++
		case c == '\n' || c == '\r':
			l.moveTo(l.pos.Offset + 1)
		case c == '#':
			l.moveTo(commentEnd(l.src, l.pos.Offset))
		default:
			return
		}
	}
}

// commentEnd is the offset of the line end, or of the end of the text, after a
// comment that starts at off.
func commentEnd(src string, off int) int {
	if n := strings.IndexAny(src[off:], "\r\n"); n >= 0 {
		return off + n
	}
	return len(src)
}

// moveTo moves the position to the offset end, counting lines and columns. A
// line ends with LF, CR LF or CR.
func (l *lexer) moveTo(end int) {
	l.pos = advance(l.src, l.pos, end)
}

// advance is the position at offset end, given an earlier position.
func advance(src string, p Pos, end int) Pos {
	for p.Offset < end {
		c := src[p.Offset]
		p.Offset++
		switch {
		case c == '\n', c == '\r' && !(p.Offset < len(src) && src[p.Offset] == '\n'):
			p.Line++
			p.Column = 1
		case c&0xC0 != 0x80 && c != '\r': // not a continuation byte: a new code point
			p.Column++
		}
	}
	return p
}

// position is the position of an offset in src. It counts from the start, so
// it is for errors only.
func position(src string, off int) Pos {
	return advance(src, newLexer(src).pos, min(off, len(src)))
}

// scan finds the kind and the end of the token at off. The longest match wins
// (grammar note 3).
func (l *lexer) scan(off int) (kind, int) {
	if off >= len(l.src) {
		return tEOF, off
	}
	switch c := l.src[off]; {
	case isLetter(c) || c >= 0x80:
		return l.scanName(off)
	case isDigit(c):
		return l.scanNumber(off, off)
	case c == '?' || c == '$':
		return l.scanVar(off)
	case c == '<':
		return l.scanLess(off)
	case c == '"' || c == '\'':
		return l.scanString(off)
	case c == ':':
		return tPName, l.localEnd(off + 1)
	case c == '_':
		return l.scanBlank(off)
	case c == '@':
		return l.scanLang(off)
	case c == '.' || c == '+' || c == '-':
		return l.scanSigned(off)
	}
	return l.scanPunct(off)
}

// at is the byte at off, or 0 at the end.
func (l *lexer) at(off int) byte {
	if off < len(l.src) {
		return l.src[off]
	}
	return 0
}

// either is long when the byte after off is c, and short otherwise.
func (l *lexer) either(off int, c byte, long, short kind) (kind, int) {
	if l.at(off+1) == c {
		return long, off + 2
	}
	return short, off + 1
}

// scanPunct reads the punctuation that no other rule begins with.
func (l *lexer) scanPunct(off int) (kind, int) {
	switch l.src[off] {
	case '{':
		return l.either(off, '|', tAnnOpen, tLBrace)
	case '|':
		if l.at(off+1) == '}' {
			return tAnnEnd, off + 2
		}
		return l.either(off, '|', tOr, tPipe)
	case ')':
		if strings.HasPrefix(l.src[off:], ")>>") {
			return tTermEnd, off + 3
		}
		return tRParen, off + 1
	case '>':
		if l.at(off+1) == '>' {
			return tReifEnd, off + 2
		}
		return l.either(off, '=', tGreaterEq, tGreater)
	case '!':
		return l.either(off, '=', tNotEq, tBang)
	case '^':
		return l.either(off, '^', tTypeMark, tCaret)
	case '=':
		return l.either(off, '=', tError, tEq)
	case '&':
		return l.either(off, '&', tAnd, tError)
	}
	return punct(l.src[off]), l.badEnd(off)
}

// punct is the kind of the punctuation that is one character long, whatever
// follows.
func punct(c byte) kind {
	switch c {
	case '}':
		return tRBrace
	case '(':
		return tLParen
	case '[':
		return tLBracket
	case ']':
		return tRBracket
	case ',':
		return tComma
	case ';':
		return tSemicolon
	case '*':
		return tStar
	case '/':
		return tSlash
	case '~':
		return tTilde
	}
	return tError
}

// badEnd is the end of a one-character token at off. A percent sign or a
// backslash takes the word after it along: it is part of a broken escape.
func (l *lexer) badEnd(off int) int {
	end := off + 1
	if c := l.src[off]; c == '%' || c == '\\' {
		for end < len(l.src) && isWordByte(l.src[end]) {
			end++
		}
	}
	return end
}

// scanSigned reads what begins with a dot or a sign: a number, or the character
// itself.
func (l *lexer) scanSigned(off int) (kind, int) {
	digits := off
	if l.src[off] != '.' {
		digits++
	}
	if isDigit(l.at(digits)) || l.at(digits) == '.' && isDigit(l.at(digits+1)) {
		return l.scanNumber(off, digits)
	}
	switch l.src[off] {
	case '.':
		return tDot, off + 1
	case '+':
		return tPlus, off + 1
	}
	return tMinus, off + 1
}

// scanLess reads what begins with "<": an IRI if the characters allow one, so
// that ?a<?b&&?c>?d holds the IRI <?b&&?c>, and an operator otherwise.
func (l *lexer) scanLess(off int) (kind, int) {
	if end := iriEnd(l.src, off); end > 0 {
		return tIRI, end
	}
	switch {
	case strings.HasPrefix(l.src[off:], "<<("):
		return tTermOpen, off + 3
	case l.at(off+1) == '<':
		return tReifOpen, off + 2
	}
	return l.either(off, '=', tLessEq, tLess)
}

// iriEnd is the end of the IRIREF at off, or -1 when there is none. Escapes are
// only measured here; unescapeIRI reads them.
func iriEnd(src string, off int) int {
	for i := off + 1; i < len(src); i++ {
		switch c := src[i]; {
		case c == '>':
			return i + 1
		case c == '\\' && i+1 < len(src) && (src[i+1] == 'u' || src[i+1] == 'U'):
			i++
		case !isIRIByte(c):
			return -1
		}
	}
	return -1
}
