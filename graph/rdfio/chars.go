package rdfio

// The lexical classes of ASCII characters, as bits in class.
const (
	cIRI    = 1 << iota // may stand in an IRIREF
	cSpace              // white space
	cText               // may stand in a short string as it is (both quotes excluded)
	cPN                 // PN_CHARS
	cLocal              // PN_CHARS, ':' or '.'
	cAlpha              // letter
	cDigit              // digit
	cNumber             // may stand in a number
	cAttr               // may stand in an XML attribute's value without any care
	cChars              // may stand in XML text without any care
)

// class is the table of lexical classes; bytes from 0x80 have none, so that
// loops over a class leave on them. It is never written after initialisation.
var class = buildClasses()

func buildClasses() (t [256]uint16) {
	for c := 0; c < 128; c++ {
		t[c] = classOf(byte(c))
	}
	return t
}

func classOf(c byte) (bits uint16) {
	if c > ' ' && !isAny(c, "<>\"{}|^`\\") {
		bits |= cIRI
	}
	if isAny(c, " \t\r\n") {
		bits |= cSpace
	}
	if !isAny(c, "\"'\\\r\n") {
		bits |= cText
	}
	alpha, digit := c|0x20 >= 'a' && c|0x20 <= 'z', c >= '0' && c <= '9'
	if alpha || digit || c == '_' || c == '-' {
		bits |= cPN | cLocal
	}
	if c == ':' || c == '.' {
		bits |= cLocal
	}
	if alpha {
		bits |= cAlpha
	}
	if digit {
		bits |= cDigit
	}
	if digit || isAny(c, ".eE+-") {
		bits |= cNumber
	}
	if c >= ' ' && !isAny(c, "<&\"'") {
		bits |= cAttr
	}
	if c >= ' ' && !isAny(c, "<&]") || c == '\n' || c == '\t' {
		bits |= cChars
	}
	return bits
}

func isAny(c byte, set string) bool {
	for i := 0; i < len(set); i++ {
		if set[i] == c {
			return true
		}
	}
	return false
}

func isAlpha(c byte) bool { return class[c]&cAlpha != 0 }
func isDigit(c byte) bool { return class[c]&cDigit != 0 }

// hexValue is the value of a hexadecimal digit, or -1.
func hexValue(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// isBase reports whether r, not ASCII, is PN_CHARS_BASE.
func isBase(r rune) bool {
	switch {
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

// isPN reports whether r, not ASCII, is PN_CHARS.
func isPN(r rune) bool {
	return isBase(r) || r == 0xB7 || r >= 0x300 && r <= 0x36F || r == 0x203F || r == 0x2040
}

// isBidiControl reports whether r is a bidirectional formatting character,
// which an IRI must not contain (RFC 3987, section 4.1).
func isBidiControl(r rune) bool {
	return r == 0x200E || r == 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}
