package syntax

import "testing"

// The examples of RFC 3986, sections 5.4.1 and 5.4.2. A reference with a scheme
// is left as it is, as SPARQL asks.
func TestResolveIRI(t *testing.T) {
	const base = "http://a/b/c/d;p?q"
	for ref, want := range map[string]string{
		"g:h": "g:h", "g": "http://a/b/c/g", "./g": "http://a/b/c/g", "g/": "http://a/b/c/g/", "/g": "http://a/g",
		"//g": "http://g", "?y": "http://a/b/c/d;p?y", "g?y": "http://a/b/c/g?y", "#s": "http://a/b/c/d;p?q#s",
		"g#s": "http://a/b/c/g#s", "g?y#s": "http://a/b/c/g?y#s", ";x": "http://a/b/c/;x", "g;x": "http://a/b/c/g;x",
		"g;x?y#s": "http://a/b/c/g;x?y#s", "": "http://a/b/c/d;p?q", ".": "http://a/b/c/", "./": "http://a/b/c/",
		"..": "http://a/b/", "../": "http://a/b/", "../g": "http://a/b/g", "../..": "http://a/", "../../": "http://a/",
		"../../g": "http://a/g", "../../../g": "http://a/g", "../../../../g": "http://a/g", "/./g": "http://a/g",
		"/../g": "http://a/g", "g.": "http://a/b/c/g.", ".g": "http://a/b/c/.g", "g..": "http://a/b/c/g..",
		"..g": "http://a/b/c/..g", "./../g": "http://a/b/g", "./g/.": "http://a/b/c/g/", "g/./h": "http://a/b/c/g/h",
		"g/../h": "http://a/b/c/h", "g;x=1/./y": "http://a/b/c/g;x=1/y", "g;x=1/../y": "http://a/b/c/y",
		"g?y/./x": "http://a/b/c/g?y/./x", "g?y/../x": "http://a/b/c/g?y/../x", "g#s/./x": "http://a/b/c/g#s/./x",
		"g#s/../x": "http://a/b/c/g#s/../x", "http:g": "http:g",
	} {
		if got := resolveIRI(base, ref); got != want {
			t.Errorf("%q: got %q, want %q", ref, got, want)
		}
	}
	for _, c := range [][3]string{
		{"http://a", "b", "http://a/b"},
		{"http://a?q", "b", "http://a/b"},
		{"urn:x:y", "z", "urn:z"},
		{"urn:x:y", "#z", "urn:x:y#z"},
		{"http://a/b", "http://c/../d", "http://c/../d"},
		{"", "../d", "../d"},
		{"http://a/b#f", "", "http://a/b"},
		{"file:///a/b", "../c", "file:///c"},
	} {
		if got := resolveIRI(c[0], c[1]); got != c[2] {
			t.Errorf("%q against %q: got %q, want %q", c[1], c[0], got, c[2])
		}
	}
}

// The width of what terminals show.
func TestWidth(t *testing.T) {
	for text, want := range map[string]int{
		"abc": 3, "é": 1, "e\u0301": 1, "日本": 4, "한": 2, "ｆ": 2, "😀": 2, "👩‍🔬": 2, "👍🏽": 2, "🇫🇮": 2, "❤️": 2,
		"\t": 4, "ab\tc": 5, "\x1b": 1, "a\u200bb": 2, "α": 1, "\u202ex": 2, "ا": 1,
	} {
		n := 0
		for _, c := range cells(text) {
			n += c.width
		}
		if n != want {
			t.Errorf("%q: width %d, want %d", text, n, want)
		}
	}
}

// Misspellings are recognised, and chance likenesses are not.
func TestNearest(t *testing.T) {
	for word, want := range map[string]string{
		"SELCT": "SELECT", "slect": "SELECT", "FITLER": "FILTER", "OPTINAL": "OPTIONAL", "WHER": "WHERE", "wehre": "WHERE",
		"GRUOP": "GROUP", "ODER": "ORDER", "LIMITS": "LIMIT", "x": "", "name": "NAMED", "person": "", "table": "",
	} {
		if got := nearest(word, keywords()); got != want {
			t.Errorf("%s: got %q, want %q", word, got, want)
		}
	}
	for word, want := range map[string]string{
		"LENGTH": "STRLEN", "substring": "SUBSTR", "isuri": "isURI", "CONTAIN": "CONTAINS", "STRSTART": "STRSTARTS",
		"lower": "LCASE", "GROUPCONCAT": "GROUP_CONCAT", "frobnicate": "",
	} {
		if got := suggestFunction(word); got != want {
			t.Errorf("%s: got %q, want %q", word, got, want)
		}
	}
}

// The lists of words agree with the functions that recognise them.
func TestWords(t *testing.T) {
	for _, w := range keywords() {
		if !isKeyword(w) || keyword(w) != w || isFunction(w) {
			t.Errorf("%s is no keyword", w)
		}
	}
	for _, w := range functions() {
		if up := keyword(w); up == "" || !isFunction(up) || spelling(up) != w || isKeyword(up) {
			t.Errorf("%s is no function", w)
		}
	}
	if keyword("a") != "a" || keyword("A") != "" || keyword("ENCODE_FOR_URI") == "" || keyword("ENCODE_FOR_URIS") != "" {
		t.Error("a, or the longest keyword")
	}
}
