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
