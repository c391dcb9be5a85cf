package syntax_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/trivet-rdf/trivet/query/syntax"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a text with a golden file, or writes the file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (run with -update to write it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// The layout of the golden files.
func TestFormatGolden(t *testing.T) {
	inputs, err := filepath.Glob("testdata/*.input")
	if err != nil || len(inputs) == 0 {
		t.Fatal("no inputs", err)
	}
	for _, file := range inputs {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := syntax.Format(string(data))
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		golden(t, strings.TrimSuffix(file, ".input")+".golden", got)
		checkFormat(t, file, string(data), got)
	}
}

// checkFormat checks that a formatted text means the same, holds the same
// comments, and is left alone by another formatting.
func checkFormat(t *testing.T, name, text, formatted string) {
	t.Helper()
	again, err := syntax.Format(formatted)
	if err != nil {
		t.Errorf("%s: formatted text: %v\n%s", name, err, formatted)
		return
	}
	if diff := cmp.Diff(formatted, again); diff != "" {
		t.Errorf("%s: not idempotent:\n%s", name, diff)
	}
	if a, b := words(text), words(formatted); a != b {
		t.Errorf("%s: words changed:\n%s", name, cmp.Diff(a, b))
	}
}

// words is a text without its spaces, keywords in one case.
func words(text string) string {
	var b strings.Builder
	for _, tok := range syntax.Tokens(text) {
		word := text[tok.Start:tok.End]
		switch tok.Kind {
		case syntax.TokenSpace:
			continue
		case syntax.TokenKeyword, syntax.TokenFunction:
			word = strings.ToUpper(word)
		case syntax.TokenComment:
			word = strings.TrimRight(word, " \t\f\v")
		}
		b.WriteString(word + "\n")
	}
	return b.String()
}

// Every query and update of the suites can be formatted.
func TestFormatSuites(t *testing.T) {
	n := 0
	for _, c := range suiteCases(t) {
		if c.negative {
			continue
		}
		formatted, err := syntax.Format(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		n++
		checkFormat(t, c.name, c.text, formatted)
		before, err1 := c.parse()
		c.text = formatted
		after, err2 := c.parse()
		if err1 != nil || err2 != nil {
			t.Errorf("%s: %v, %v", c.name, err1, err2)
		} else if diff := cmp.Diff(before, after, ignorePlaces); diff != "" {
			t.Errorf("%s: the tree changed:\n%s\n%s", c.name, diff, formatted)
		}
	}
	t.Logf("%d texts", n)
}

// A text that does not parse is refused.
func TestFormatRefuses(t *testing.T) {
	if got, err := syntax.Format("SELECT * {"); err == nil {
		t.Errorf("formatted: %s", got)
	}
}
