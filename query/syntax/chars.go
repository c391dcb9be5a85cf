package syntax

import "unicode/utf8"

// The character classes of the grammar's terminals. Each takes a code point.

// isNameBase is PN_CHARS_BASE.
func isNameBase(r rune) bool {
	switch {
	case r < 0x80:
		return r >= 0 && isLetter(byte(r))
	case r < 0x300:
		return r >= 0xC0 && r != 0xD7 && r != 0xF7
	case r < 0x2000:
		return r >= 0x370 && r != 0x37E
	case r < 0x3001:
		return r == 0x200C || r == 0x200D || r >= 0x2070 && r <= 0x218F || r >= 0x2C00 && r <= 0x2FEF
	case r < 0x10000:
		return r <= 0xD7FF || r >= 0xF900 && r <= 0xFDCF || r >= 0xFDF0 && r <= 0xFFFD
	}
	return r <= 0xEFFFF
}

// isNameStart is PN_CHARS_U.
func isNameStart(r rune) bool { return r == '_' || isNameBase(r) }

// isVarChar is what may stand in a variable's name after its first character.
func isVarChar(r rune) bool {
	if r < 0x80 {
		return r >= 0 && isWordByte(byte(r))
	}
	return isNameBase(r) || r == 0xB7 || r >= 0x300 && r <= 0x36F || r == 0x203F || r == 0x2040
}

// isNameChar is PN_CHARS.
func isNameChar(r rune) bool { return r == '-' || isVarChar(r) }

func isLetter(c byte) bool   { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool    { return c >= '0' && c <= '9' }
func isWordByte(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' }
func isSpace(c byte) bool    { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func isHex(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

// isLocalEscape tells what may follow a backslash in a local name
// (PN_LOCAL_ESC).
func isLocalEscape(c byte) bool {
	switch c {
	case '_', '~', '.', '-', '!', '$', '&', '\'', '(', ')', '*', '+', ',', ';', '=', '/', '?', '#', '@', '%':
		return true
	}
	return false
}

// isIRIByte tells whether a byte may stand unescaped in IRIREF. Bytes of
// multi-byte characters may.
func isIRIByte(c byte) bool {
	switch c {
	case '<', '>', '"', '{', '}', '|', '^', '`', '\\':
		return false
	}
	return c > 0x20
}

// runeAt decodes the code point at off. At the end of the text, and where the
// bytes are not UTF-8, r is -1, which is in no character class.
func runeAt(s string, off int) (r rune, size int) {
	if off >= len(s) {
		return -1, 0
	}
	if s[off] < utf8.RuneSelf {
		return rune(s[off]), 1
	}
	r, size = utf8.DecodeRuneInString(s[off:])
	if r == utf8.RuneError && size == 1 {
		return -1, 1
	}
	return r, size
}
