package graph

import "strings"

// canonicalLang writes a language tag in the letter case that BCP 47 recommends
// (RFC 5646 section 2.1.1): "en-US", "zh-Hant-TW". Tags that differ in case
// only are the same tag (RDF 1.2 Concepts, section 3.4), so a Graph must not
// hold both.
func canonicalLang(tag string) string {
	if simpleLang(tag) {
		return tag
	}
	parts := strings.Split(tag, "-")
	private := false // after a singleton everything is lower case
	for i, p := range parts {
		switch {
		case i == 0 || private:
			parts[i] = strings.ToLower(p)
		case len(p) == 2:
			parts[i] = strings.ToUpper(p)
		case len(p) == 4 && p[0] > '9':
			parts[i] = strings.ToUpper(p[:1]) + strings.ToLower(p[1:])
		default:
			parts[i] = strings.ToLower(p)
		}
		private = private || len(p) == 1
	}
	return strings.Join(parts, "-")
}

// simpleLang reports whether a tag is one subtag in lower case, as most are.
func simpleLang(tag string) bool {
	for i := range len(tag) {
		if c := tag[i]; c == '-' || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}
