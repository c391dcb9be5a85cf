package syntax

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// stringBody is a string token without its quotes; start is where it begins in
// the token.
func stringBody(tok string) (body string, start int) {
	if len(tok) >= 6 && tok[1] == tok[0] && tok[2] == tok[0] {
		return tok[3 : len(tok)-3], 3
	}
	return tok[1 : len(tok)-1], 1
}

// isLongString tells whether a string token has triple quotes.
func isLongString(tok string) bool { _, n := stringBody(tok); return n == 3 }

// badEscape is an escape sequence that cannot be read: where it is, counted
// from the start of the text given, and what is wrong.
type badEscape struct {
	off, end  int
	msg, hint string
}

// unescapeString reads the escapes of a string (section 19.2): \t \n \r \b \f
// \" \' \\ and \uXXXX, \UXXXXXXXX. What an escape yields is not read again.
func unescapeString(s string) (string, *badEscape) {
	i := strings.IndexByte(s, '\\')
	if i < 0 {
		return s, nil
	}
	var b strings.Builder
	b.Grow(len(s))
	last := 0
	for ; i < len(s); i++ {
		if s[i] != '\\' {
			continue
		}
		b.WriteString(s[last:i])
		if c := simpleEscape(s, i+1); c != 0 {
			b.WriteByte(c)
			i++
		} else {
			r, end, bad := codepoint(s, i)
			if bad != nil {
				return "", bad
			}
			b.WriteRune(r)
			i = end - 1
		}
		last = i + 1
	}
	b.WriteString(s[last:])
	return b.String(), nil
}

// simpleEscape is the character that ECHAR with the letter at off stands for,
// or 0.
func simpleEscape(s string, off int) byte {
	if off >= len(s) {
		return 0
	}
	switch s[off] {
	case 't':
		return '\t'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case '"', '\'', '\\':
		return s[off]
	}
	return 0
}

// codepoint reads the numeric escape at off, which holds a backslash.
func codepoint(s string, off int) (r rune, end int, bad *badEscape) {
	digits := 0
	switch {
	case strings.HasPrefix(s[off:], `\u`):
		digits = 4
	case strings.HasPrefix(s[off:], `\U`):
		digits = 8
	default:
		_, size := runeAt(s, off+1)
		return 0, 0, &badEscape{off, off + 1 + size, "this escape sequence means nothing in SPARQL",
			`write \\ for a backslash; the others are \t \n \r \b \f \" \' \uXXXX \UXXXXXXXX`}
	}
	end = off + 2
	for end < len(s) && end < off+2+digits && isHex(s[end]) {
		end++
	}
	if end != off+2+digits {
		return 0, 0, &badEscape{off, end, "this escape sequence needs " + strconv.Itoa(digits) + " hexadecimal digits", ""}
	}
	v, err := strconv.ParseUint(s[off+2:end], 16, 32)
	if err != nil || !utf8.ValidRune(rune(v)) || v > utf8.MaxRune {
		return 0, 0, &badEscape{off, end, "this escape sequence stands for no character",
			`code points go up to 10FFFF, without the surrogates D800 to DFFF; write one \U escape for characters beyond FFFF`}
	}
	return rune(v), end, nil
}

// unescapeIRI reads the numeric escapes of an IRI without its angle brackets,
// and checks that what they stand for may be in an IRI.
func unescapeIRI(s string) (string, *badEscape) {
	if strings.IndexByte(s, '\\') < 0 {
		return s, checkIRI(s)
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			i++
			continue
		}
		r, end, bad := codepoint(s, i)
		if bad != nil {
			return "", bad
		}
		if r < utf8.RuneSelf && !isIRIByte(byte(r)) {
			return "", &badEscape{i, end, "this escape stands for a character that no IRI may hold", "use percent encoding, such as %20 for a space"}
		}
		b.WriteRune(r)
		i = end
	}
	if bad := checkIRI(b.String()); bad != nil {
		bad.off, bad.end = 0, len(s) // places in the result are not places in the text
		return "", bad
	}
	return b.String(), nil
}

// checkIRI refuses a second "#": a fragment cannot hold one (RFC 3987).
func checkIRI(s string) *badEscape {
	first := strings.IndexByte(s, '#')
	if first < 0 {
		return nil
	}
	if second := strings.IndexByte(s[first+1:], '#'); second >= 0 {
		at := first + 1 + second
		return &badEscape{at, at + 1, `an IRI cannot hold "#" twice`, "write %23 for the second one"}
	}
	return nil
}

// unescapeLocal takes the backslashes of PN_LOCAL_ESC away. Percent escapes
// stay as they are.
func unescapeLocal(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
