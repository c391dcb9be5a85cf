package repl

import (
	"regexp"
	"strings"
	"testing"
)

var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestPainterKeepsTheText(t *testing.T) {
	h := newHarness(t, nil)
	for _, line := range []string{
		"", " ", "SELECT ?s { ?s a ex:Person . FILTER(?x > 1.5) } # é", `"open`, "'''", "<http://x", "}", ")](", ".load x y", ".quit",
		"\xff\xfe", "漢字 ?変数 😀", "a" + newlineMark + "# c" + newlineMark + "SELECT", "««paste 1: 3 lines»", "\x00\x07", "\\stats",
	} {
		p := newPainter(h.Session)
		if got := sgr.ReplaceAllString(p.paint(line), ""); got != line {
			t.Errorf("%q became %q", line, got)
		}
		if p.paint(line) != p.paint(line) {
			t.Errorf("%q: painted differently the second time", line)
		}
	}
}

func TestPainterColours(t *testing.T) {
	h := newHarness(t, nil)
	tests := []struct{ line, want string }{
		{"SELECT", sgrKeyword + "SELECT" + sgrReset},
		{"?x", sgrVariable + "?x" + sgrReset},
		{`"text"`, sgrString + `"text"` + sgrReset},
		{".stats", sgrCommand + ".stats" + sgrReset},
		{"{ }", "{ }"},
		{"{ } }", "{ } " + sgrWrong + "}" + sgrReset},
		{"( }", "( " + sgrWrong + "}" + sgrReset},
		{"# x" + newlineMark + "?x", sgrComment + "# x" + sgrReset + newlineMark + sgrVariable + "?x" + sgrReset},
		{"42", sgrNumber + "42" + sgrReset},
	}
	for _, tt := range tests {
		if got := newPainter(h.Session).paint(tt.line); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.line, got, tt.want)
		}
	}
	h.feed(t, "SELECT * {")
	if got := newPainter(h.Session).paint("}"); got != "}" {
		t.Errorf("the brace that closes the line before: %q", got)
	}
}

func TestPainterMarksUnknownPrefixes(t *testing.T) {
	h := newHarness(t, nil)
	for line, wrong := range map[string]bool{
		"ASK { ex:a foaf:b 1 }": false, "ASK { nope:a ?p 1 }": true, "PREFIX nope: <http://x/> ASK { nope:a ?p 1 }": false,
	} {
		if got := strings.Contains(newPainter(h.Session).paint(line), sgrWrong); got != wrong {
			t.Errorf("%s: marked wrong: %v", line, got)
		}
	}
}

func FuzzPaint(f *testing.F) {
	f.Add("SELECT ?s { ?s a ex:Person }")
	s := New(Config{})
	f.Fuzz(func(t *testing.T, line string) {
		if strings.Contains(line, "\x1b") {
			return
		}
		if got := sgr.ReplaceAllString(newPainter(s).paint(line), ""); got != line {
			t.Errorf("%q became %q", line, got)
		}
	})
}
