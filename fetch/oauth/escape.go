package oauth

import (
	"strings"
)

const upperHex = "0123456789ABCDEF"

// unreserved says which bytes RFC 3986 leaves unescaped: letters, digits and
// "-._~". RFC 5849 section 3.6 escapes everything else, in upper case.
var unreserved = func() (set [256]bool) {
	for c := range set {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~", byte(c)) >= 0:
			set[c] = true
		}
	}
	return set
}()

// appendEscape appends the percent-encoding of s to dst, runs of unreserved
// bytes at once.
func appendEscape[T string | []byte](dst []byte, s T) []byte {
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if unreserved[c] {
			continue
		}
		dst = append(dst, s[start:i]...)
		dst = append(dst, '%', upperHex[c>>4], upperHex[c&15])
		start = i + 1
	}
	return append(dst, s[start:]...)
}

// Escape percent-encodes s as RFC 5849 section 3.6 asks: every byte besides
// letters, digits, "-", ".", "_" and "~" becomes %XX with upper-case digits.
// It works on bytes, so text that is not UTF-8 is encoded as it is.
func Escape(s string) string {
	for i := 0; i < len(s); i++ {
		if !unreserved[s[i]] {
			return string(appendEscape(make([]byte, 0, len(s)+16), s))
		}
	}
	return s
}

// unescape decodes %XX and, for form data and queries, "+" as a space. It
// reports false for an escape that is cut short or not hexadecimal.
func unescape(s string, plus bool) (string, bool) {
	if strings.IndexByte(s, '%') < 0 && (!plus || strings.IndexByte(s, '+') < 0) {
		return s, true
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '%':
			if i+2 >= len(s) {
				return "", false
			}
			hi, lo := unhex(s[i+1]), unhex(s[i+2])
			if hi < 0 || lo < 0 {
				return "", false
			}
			out = append(out, byte(hi<<4|lo))
			i += 2
		case c == '+' && plus:
			out = append(out, ' ')
		default:
			out = append(out, c)
		}
	}
	return string(out), true
}

// unhex is the value of one hexadecimal digit, or -1.
func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
