package syntax_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/query/syntax"
)

// The common slips: each text of testdata/slips.txt and what is said of it. When
// there are fixes, the mended text parses, or fails with another error. Run with
// -update to write the file's answers anew.
func TestSlips(t *testing.T) {
	const file = "testdata/slips.txt"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	mended, fixable := 0, 0
	for _, c := range strings.SplitAfter(string(data), "====\n") {
		text, _, ok := strings.Cut(c, "----\n")
		if !ok {
			continue
		}
		text = strings.TrimSuffix(text, "\n")
		b.WriteString(text + "\n----\n")
		_, _, err := syntax.ParseAny(text, syntax.Options{})
		var e *syntax.Error
		if !errors.As(err, &e) {
			t.Errorf("no error in %s", text)
			continue
		}
		checkError(t, text, text, err)
		drawError(t, text, text, err)
		b.WriteString(e.Pretty(text) + "====\n")
		if len(e.Fixes) == 0 {
			continue
		}
		fixable++
		fixed := syntax.Apply(text, e.Fixes)
		_, _, err = syntax.ParseAny(fixed, syntax.Options{})
		var again *syntax.Error
		switch {
		case err == nil:
			mended++
		case errors.As(err, &again) && again.Msg == e.Msg && again.Span.Start.Offset <= e.Span.Start.Offset:
			t.Errorf("the fix of %q mends nothing:\n%s\n%s", text, e.Pretty(text), fixed)
		default:
			t.Logf("mended in part: %s\n%s", fixed, again.Pretty(fixed))
		}
	}
	t.Logf("%d fixable, %d whole after one fix", fixable, mended)
	golden(t, file, b.String())
}

// Drawn errors: the caret stands under what it means, whatever the widths of the
// characters before it; long lines are cut around it; nothing that could disturb
// a terminal is drawn.
func TestPretty(t *testing.T) {
	for _, c := range []struct{ text, mark string }{
		{"SELECT * { ?s ?p !! }", "!"},
		{"SELECT * {\n\t?s\t?p !! }", "!"},
		{"SELECT * { ?s ?p '日本語', \"e\u0301\", '👩‍🔬' !! }", "!"},
		{"ASK { " + strings.Repeat("?s ?p 'long' . ", 50) + " !! " + strings.Repeat("?s ?p 'long' . ", 50) + "}", "!"},
		{"ASK { " + strings.Repeat("?s ?p '日本' . ", 50) + " !! }", "!"},
		{"\uFEFFASK { ?s ?p '\x1b[31m\u202e' !! }", "!"},
	} {
		_, err := syntax.Parse(c.text, syntax.Options{})
		var e *syntax.Error
		if !errors.As(err, &e) {
			t.Fatalf("no error in %s", c.text)
		}
		lines := strings.Split(e.Pretty(c.text), "\n")
		before, _, found := strings.Cut(lines[1], c.mark)
		caret := strings.Index(lines[2], "^")
		if !found || caret != columns(before) || columns(lines[1]) > 110 {
			t.Errorf("caret at %d, mark at %d:\n%s", caret, columns(before), strings.Join(lines, "\n"))
		}
		if strings.ContainsAny(strings.Join(lines, ""), "\x1b\u202e\t") {
			t.Errorf("control characters in %q", lines)
		}
	}
}

// columns is the width of the characters that the test uses.
func columns(s string) int {
	n, joined := 0, false
	for _, r := range s {
		switch {
		case r == 0x200D || r == 0x301:
		case joined:
		case r >= 0x3000:
			n += 2
		default:
			n++
		}
		joined = r == 0x200D
	}
	if strings.Contains(s, "\uFFFD") {
		n -= strings.Count(s, "\uFFFD")
	}
	return n
}
