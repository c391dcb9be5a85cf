package rdfio

import (
	"errors"
	"strings"
	"testing"
)

// Encodings, escapes and control characters: what is accepted and as what, and
// what is refused and where. X stands for the case's text in each template.
func TestEncodings(t *testing.T) {
	const bom = "\uFEFF"
	const (
		literal = "<http://e/s> <http://e/p> \"X\" ."
		iri     = "<http://e/s> <http://e/p> <http://e/X> ."
		label   = "<http://e/s> <http://e/p> _:X ."
		comment = "# X\n<http://e/s> <http://e/p> \"v\" ."
		lang    = "<http://e/s> <http://e/p> \"v\"@X ."
		start   = "X<http://e/s> <http://e/p> \"v\" ."
		between = "<http://e/s> <http://e/p> \"v\" .X<http://e/s> <http://e/p> \"w\" ."
	)
	const refused = "\x00refused"
	for i, test := range []struct{ template, x, want string }{
		// invalid UTF-8
		{literal, "\xff", refused}, {literal, "\xc3", refused}, {literal, "\xc0\x80", refused},
		{literal, "\xed\xa0\x80", refused}, {literal, "\xf4\x90\x80\x80", refused}, {literal, "\xe2\x82", refused},
		{iri, "\xff", refused}, {label, "\xff", refused}, {comment, "\xff", refused}, {comment, "é", "v"},
		// surrogates and the end of Unicode
		{literal, `\uD800`, refused}, {literal, `\uDC00`, refused}, {literal, `\uD83D\uDE00`, refused},
		{literal, `\U0000D800`, refused}, {literal, `\U00110000`, refused}, {literal, `\U0010FFFF`, "\U0010FFFF"},
		{literal, `\UFFFFFFFF`, refused}, {iri, `\uD800`, refused},
		// NUL and controls: N-Triples allows them inside strings, and nowhere else
		{literal, "\x00", "\x00"}, {literal, `\u0000`, "\x00"}, {literal, "\x1f", "\x1f"}, {literal, "\x7f", "\x7f"},
		{iri, "\x00", refused}, {iri, `\u0000`, refused}, {iri, "\x1f", refused}, {start, "\x00", refused},
		{iri, `\u0020`, refused}, {iri, `\u003E`, refused}, {iri, "a b", refused},
		// byte order mark: once, at the start
		{start, bom, "v"}, {start, bom + bom, refused}, {start, " " + bom, refused}, {literal, bom, bom},
		// line ends
		{between, "\n", "v|w"}, {between, "\r\n", "v|w"}, {between, "\r", "v|w"}, {literal, "a\nb", refused}, {literal, "a\rb", refused},
		// bidirectional formatting characters
		{iri, "\u202E", refused}, {iri, "\u200F", refused}, {iri, `\u2066`, refused}, {literal, "\u202E", "\u202E"},
		// escapes
		{literal, `\t\b\n\r\f\"\'\\`, "\t\b\n\r\f\"'\\"}, {literal, `\a`, refused}, {literal, `\u12`, refused}, {literal, `\x41`, refused},
		{literal, `\u00e9`, "é"}, {iri, `\n`, refused}, {iri, `\u00E9`, "http://e/é"},
		// language tags
		{lang, "en-GB", "v"}, {lang, "en--us", refused}, {lang, "en-", refused}, {lang, "abcdefghi", refused}, {lang, "1a", refused}, {lang, "en_GB", refused},
	} {
		doc := strings.ReplaceAll(test.template, "X", test.x)
		for _, f := range []Format{NTriples, NQuads, Turtle, TriG} {
			quads, err := parse([]byte(doc), f, Options{File: "doc"})
			if test.want == refused {
				var e *Error
				if !errors.As(err, &e) || e.Line < 1 || e.Column < 1 {
					t.Errorf("%d, %s: %q: got %v, %v", i, f, doc, quads, err)
				}
				continue
			}
			var values []string
			for _, q := range quads {
				values = append(values, q.O.Value)
			}
			if got := strings.Join(values, "|"); err != nil || got != test.want {
				t.Errorf("%d, %s: %q: got %q, %v; want %q", i, f, doc, got, err, test.want)
			}
		}
	}
}
