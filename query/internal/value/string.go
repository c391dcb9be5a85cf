package value

import "strings"

// NewString makes an xsd:string.
func NewString(s string) Value {
	return Value{kind: String, sub: dtString, lex: s, has: true, zone: noZone}
}

// NewLang makes a string with a language tag, which must not be empty, and
// perhaps a base direction.
func NewLang(s, lang string, dir Dir) Value {
	return Value{kind: LangString, lex: s, qual: lang, dir: dir, has: true, zone: noZone}
}

// Like makes a string of the same kind as v, which must be a string literal:
// the same language and direction, another text (SPARQL 1.2 section 17.4.3).
func (v Value) Like(s string) Value {
	v.lex = s
	return v
}

// Compatible reports whether b may be the second argument of a string function
// whose first is a (SPARQL 1.2 section 17.4.3, argument compatibility): both
// are string literals and b is an xsd:string, or both have the same language
// and direction.
func Compatible(a, b Value) bool {
	if !a.IsString() || !b.IsString() {
		return false
	}
	return b.kind == String || sameLang(a, b)
}

// sameLang reports whether a and b have the same language, letter case aside,
// and direction; two strings without language do.
func sameLang(a, b Value) bool {
	return a.kind == b.kind && a.dir == b.dir && (a.qual == b.qual || strings.EqualFold(a.qual, b.qual))
}
