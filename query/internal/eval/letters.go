package eval

import (
	"strings"
	"unicode"
)

// toUpper is fn:upper-case: the full mappings of Unicode that do not depend on
// language or context, where strings.ToUpper maps one character to one.
func toUpper(s string) string {
	for i, r := range s {
		if r >= 0xDF && expandUpper(r) != "" {
			var b strings.Builder
			b.WriteString(strings.ToUpper(s[:i]))
			for _, r := range s[i:] {
				if r >= 0xDF {
					if e := expandUpper(r); e != "" {
						b.WriteString(e)
						continue
					}
				}
				b.WriteRune(unicode.ToUpper(r))
			}
			return b.String()
		}
	}
	return strings.ToUpper(s)
}

// toLower is fn:lower-case. One character has a longer full mapping.
func toLower(s string) string {
	s = strings.ReplaceAll(s, "\u0130", "i\u0307")
	return strings.ToLower(s)
}

// expandUpper is the upper case of a character that becomes several, or "".
func expandUpper(r rune) string {
	switch {
	case r >= 0x1F50 && r <= 0x1FFC:
		return expandGreek(r)
	case r >= 0xFB00 && r <= 0xFB17:
		return expandLigature(r)
	}
	switch r {
	case 0xDF:
		return "SS"
	case 0x149:
		return "\u02BCN"
	case 0x1F0:
		return "J\u030C"
	case 0x390:
		return "\u0399\u0308\u0301"
	case 0x3B0:
		return "\u03A5\u0308\u0301"
	case 0x587:
		return "\u0535\u0552"
	case 0x1E96:
		return "H\u0331"
	case 0x1E97:
		return "T\u0308"
	case 0x1E98:
		return "W\u030A"
	case 0x1E99:
		return "Y\u030A"
	case 0x1E9A:
		return "A\u02BE"
	}
	return ""
}

// expandLigature is expandUpper for the Latin and Armenian ligatures.
func expandLigature(r rune) string {
	switch r {
	case 0xFB00:
		return "FF"
	case 0xFB01:
		return "FI"
	case 0xFB02:
		return "FL"
	case 0xFB03:
		return "FFI"
	case 0xFB04:
		return "FFL"
	case 0xFB05, 0xFB06:
		return "ST"
	case 0xFB13:
		return "\u0544\u0546"
	case 0xFB14:
		return "\u0544\u0535"
	case 0xFB15:
		return "\u0544\u053B"
	case 0xFB16:
		return "\u054E\u0546"
	case 0xFB17:
		return "\u0544\u053D"
	}
	return ""
}

// expandGreek is expandUpper for Greek letters with breathings, accents and the
// iota subscript, which becomes a letter of its own.
func expandGreek(r rune) string {
	const iota = "\u0399"
	switch {
	case r >= 0x1F80 && r <= 0x1FAF: // eight letters, then their title case
		base := [...]rune{0x1F08, 0x1F28, 0x1F68}[(r-0x1F80)/16]
		return string(base+(r-0x1F80)%8) + iota
	}
	switch r {
	case 0x1F50:
		return "\u03A5\u0313"
	case 0x1F52, 0x1F54, 0x1F56:
		return "\u03A5\u0313" + [...]string{"\u0300", "\u0301", "\u0342"}[(r-0x1F52)/2]
	case 0x1FB2:
		return "\u1FBA" + iota
	case 0x1FC2:
		return "\u1FCA" + iota
	case 0x1FF2:
		return "\u1FFA" + iota
	case 0x1FB3, 0x1FBC:
		return "\u0391" + iota
	case 0x1FC3, 0x1FCC:
		return "\u0397" + iota
	case 0x1FF3, 0x1FFC:
		return "\u03A9" + iota
	case 0x1FB4:
		return "\u0386" + iota
	case 0x1FC4:
		return "\u0389" + iota
	case 0x1FF4:
		return "\u038F" + iota
	case 0x1FB6, 0x1FB7:
		return "\u0391\u0342" + iota[:2*int(r-0x1FB6)]
	case 0x1FC6, 0x1FC7:
		return "\u0397\u0342" + iota[:2*int(r-0x1FC6)]
	case 0x1FF6, 0x1FF7:
		return "\u03A9\u0342" + iota[:2*int(r-0x1FF6)]
	case 0x1FD2, 0x1FD3:
		return "\u0399\u0308" + [...]string{"\u0300", "\u0301"}[r-0x1FD2]
	case 0x1FE2, 0x1FE3:
		return "\u03A5\u0308" + [...]string{"\u0300", "\u0301"}[r-0x1FE2]
	case 0x1FD6:
		return "\u0399\u0342"
	case 0x1FE6:
		return "\u03A5\u0342"
	case 0x1FD7:
		return "\u0399\u0308\u0342"
	case 0x1FE7:
		return "\u03A5\u0308\u0342"
	case 0x1FE4:
		return "\u03A1\u0313"
	}
	return ""
}
