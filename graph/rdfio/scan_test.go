package rdfio

import (
	"strings"
	"testing"
)

// Each scanner on a token and what follows it: where the token ends and how.
// On every shorter piece of the same input a scanner must either say short or
// give the same answer: that is what lets a parser fetch more and try again.
func TestScanners(t *testing.T) {
	quoted := func(b []byte, i int) (int, status) { return scanString(b, i, '"') }
	single := func(b []byte, i int) (int, status) { return scanString(b, i, '\'') }
	long := func(b []byte, i int) (int, status) { return scanLong(b, i, '"') }
	for _, test := range []struct {
		name string
		scan func([]byte, int) (int, status)
		in   string
		end  int
		st   status
	}{
		{"IRI", scanIRI, "http://e/>x", 9, plain}, {"IRI", scanIRI, ">", 0, plain}, {"IRI", scanIRI, "é😀>", 6, plain},
		{"IRI", scanIRI, `a\u0041>`, 7, escaped}, {"IRI", scanIRI, "a b>", 1, bad}, {"IRI", scanIRI, "a\n>", 1, bad},
		{"IRI", scanIRI, "a\xff>", 1, bad}, {"IRI", scanIRI, "a\u202E>", 1, bad}, {"IRI", scanIRI, "a{>", 1, bad}, {"IRI", scanIRI, "\x00>", 0, bad},
		{"string", quoted, `abc" .`, 3, plain}, {"string", quoted, `" .`, 0, plain}, {"string", quoted, `it's" .`, 4, plain},
		{"string", quoted, `a\"b" .`, 4, escaped}, {"string", quoted, `a\\" .`, 3, escaped}, {"string", quoted, "a\nb\"", 1, bad}, {"string", quoted, "é\xc3x\"", 2, bad},
		{"string", single, `say "x"' .`, 7, plain}, {"string", quoted, "\x00\t\" .", 2, plain},
		{"long", long, `a"b""c""" .`, 6, plain}, {"long", long, `""" .`, 0, plain}, {"long", long, "a\r\nb\"\"\" .", 4, plain}, {"long", long, `a\"""" .`, 3, escaped}, {"long", long, "\xffx\"\"\"", 0, bad},
		{"blank", scanBlank, "a1 ", 2, plain}, {"blank", scanBlank, "a.b. ", 3, plain}, {"blank", scanBlank, "1-x, ", 3, plain}, {"blank", scanBlank, "_é·x;", 6, plain},
		{"blank", scanBlank, "-a ", 0, bad}, {"blank", scanBlank, ".a ", 0, bad}, {"blank", scanBlank, " ", 0, bad}, {"blank", scanBlank, "·a ", 0, bad}, {"blank", scanBlank, "a× ", 1, plain},
		{"local", scanLocal, "a.b:c. ", 5, plain}, {"local", scanLocal, " ", 0, plain}, {"local", scanLocal, "%41x ", 4, plain}, {"local", scanLocal, `a\,b\. `, 6, escaped},
		{"local", scanLocal, "-a ", 0, plain}, {"local", scanLocal, ".a ", 0, plain}, {"local", scanLocal, "%4z ", 0, bad}, {"local", scanLocal, `\q `, 0, bad}, {"local", scanLocal, "é‿;", 5, plain}, {"local", scanLocal, "1a,", 2, plain},
		{"name", scanName, "a.b:c", 3, plain}, {"name", scanName, "a.:c", 1, plain}, {"name", scanName, ":c", 0, plain}, {"name", scanName, "é:c", 2, plain}, {"name", scanName, "a\xff:", 1, bad},
		{"language", scanLang, "en-GB--ltr .", 10, plain}, {"language", scanLang, " .", 0, plain},
		{"XML name", scanXMLName, "a:b-1.x>", 7, plain}, {"XML name", scanXMLName, "_é=", 3, plain}, {"XML name", scanXMLName, "1a>", 0, bad}, {"XML name", scanXMLName, ":a>", 0, bad},
		{"XML name", scanXMLName, "a:>", 2, bad}, {"XML name", scanXMLName, "a:b:c>", 3, bad}, {"XML name", scanXMLName, "a:1>", 2, bad}, {"XML name", scanXMLName, " ", 0, bad},
	} {
		end, st := test.scan([]byte(test.in), 0)
		if end != test.end || st != test.st {
			t.Errorf("%s %q: got %d, %d; want %d, %d", test.name, test.in, end, st, test.end, test.st)
		}
		for cut := range len(test.in) {
			if e, s := test.scan([]byte(test.in[:cut]), 0); s != short && (e != end || s != st) {
				t.Errorf("%s %q cut at %d: got %d, %d; the whole gives %d, %d", test.name, test.in, cut, e, s, end, st)
			}
		}
	}
}

func TestScanNumber(t *testing.T) {
	for in, want := range map[string]string{
		"1": "1 integer", "+1": "+1 integer", "-01": "-01 integer", "1.": "1 integer", "1.5": "1.5 decimal", ".5": ".5 decimal", "-.5": "-.5 decimal",
		"1e5": "1e5 double", "1.e5": "1.e5 double", "1.5E-5": "1.5E-5 double", ".5e+5": ".5e+5 double", "1e": "1 integer", "1.5e+": "1.5 decimal", "1.5.": "1.5 decimal",
		"1..": "1 integer", "1-2": "1 integer", ".": " ", "+": " ", "-.": " ", "e5": " ", ".e5": " ", "+e": " ",
	} {
		n, datatype := scanNumber([]byte(in))
		if got := in[:n] + " " + strings.TrimPrefix(datatype, xsdNS); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestSplitLang(t *testing.T) {
	for in, want := range map[string]string{
		"en": "en ", "en-GB": "en-GB ", "en--ltr": "en ltr", "zh-Hant-TW--rtl": "zh-Hant-TW rtl", "x-private1": "x-private1 ", "EN": "EN ",
		"": "!", "en-": "!", "-en": "!", "en--": "!", "en--LTR": "!", "en--auto": "!", "--ltr": "!", "en-abcdefghi": "!", "abcdefghi": "!", "1en": "!", "en---ltr": "!", "e1": "!",
	} {
		lang, dir, msg, hint := splitLang(in)
		got := lang + " " + dir.String()
		if msg != "" {
			got = "!"
			if hint == "" {
				t.Errorf("%q: no hint", in)
			}
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// Positions through every kind of line end, in pieces of every size.
func TestMark(t *testing.T) {
	const text = "ab\ncé\r\nd\r\re\n\r\nf\r"
	type at struct{ line, col int }
	want := []at{ // of each byte
		{1, 1}, {1, 2}, {1, 3}, {2, 1}, {2, 2}, {2, 2}, {2, 3}, {2, 3}, {3, 1}, {3, 2}, {4, 1}, {5, 1}, {5, 2}, {6, 1}, {6, 1}, {7, 1}, {7, 2},
	}
	for i := range len(text) {
		if text[i] == 0xA9 || text[i] == '\n' && i > 0 && text[i-1] == '\r' {
			continue // no place of its own
		}
		for cut := range i + 1 {
			if cut > 0 && cut < len(text) && text[cut] == 0xA9 {
				continue // pieces are cut between characters
			}
			m := mark{line: 1}.after([]byte(text[:cut]))
			line, col, off := m.place([]byte(text[cut:]), i-cut)
			if line != want[i].line || col != want[i].col || off != int64(i) {
				t.Errorf("byte %d, piece cut at %d: got %d:%d (%d), want %d:%d", i, cut, line, col, off, want[i].line, want[i].col)
			}
		}
	}
}
