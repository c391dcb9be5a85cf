package syntax_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/trivet-rdf/trivet/query/syntax"
	"github.com/trivet-rdf/trivet/testdata/oracle"
)

// A suiteCase is a query or update of the W3C suites with what its manifests
// say of it.
type suiteCase struct {
	name     string // path below the suites' folder
	text     string
	update   bool
	negative bool
}

// suiteCases reads the manifests below the suites' folder, without a Turtle
// parser: it looks for the types of tests, and for the files that they name.
func suiteCases(t testing.TB) []suiteCase {
	t.Helper()
	root := filepath.Join(oracle.W3C(t), "sparql")
	var cases []suiteCase
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasPrefix(d.Name(), "manifest") || filepath.Ext(path) != ".ttl" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		for _, entry := range manifestEntries(string(data)) {
			for _, file := range entry.files {
				full := filepath.Join(filepath.Dir(path), file)
				text, err := os.ReadFile(full)
				if err != nil || seen[full] {
					continue
				}
				seen[full] = true
				name, _ := filepath.Rel(root, full)
				cases = append(cases, suiteCase{name, string(text), filepath.Ext(file) == ".ru", entry.negative})
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(cases, func(a, b suiteCase) int { return strings.Compare(a.name, b.name) })
	return cases
}

type manifestEntry struct {
	negative bool
	files    []string // .rq and .ru
}

// manifestEntries cuts a manifest into statements at the dots that end lines,
// and takes from each the kind of test and the names of queries and updates.
func manifestEntries(text string) []manifestEntry {
	var entries []manifestEntry
	var statement strings.Builder
	for line := range strings.Lines(text) {
		if code := strings.TrimSpace(line); strings.HasPrefix(code, "#") {
			continue
		}
		statement.WriteString(line)
		if !strings.HasSuffix(strings.TrimSpace(line), ".") {
			continue
		}
		s := statement.String()
		statement.Reset()
		e := manifestEntry{negative: strings.Contains(s, "mf:Negative")}
		for _, part := range strings.Split(s, "<")[1:] {
			file, _, _ := strings.Cut(part, ">")
			if ext := filepath.Ext(file); ext == ".rq" || ext == ".ru" {
				e.files = append(e.files, file)
			}
		}
		entries = append(entries, e)
	}
	return entries
}

// parse reads the case's text and gives its print, or the error.
func (c suiteCase) parse() (syntax.Node, error) {
	o := syntax.Options{Base: "http://example.org/base/"}
	if c.update {
		u, err := syntax.ParseUpdate(c.text, o)
		if err != nil {
			return nil, err
		}
		return u, nil
	}
	q, err := syntax.Parse(c.text, o)
	if err != nil {
		return nil, err
	}
	return q, nil
}

// Every query and update of the suites parses, or is refused with a position
// inside the text, as its manifest says.
func TestSuites(t *testing.T) {
	counts := map[string]int{}
	for _, c := range suiteCases(t) {
		kind := "positive"
		if c.negative {
			kind = "negative"
		}
		_, err := c.parse()
		counts[kind]++
		counts[kind+" of "+c.name[:strings.IndexByte(c.name, filepath.Separator)]]++
		if c.negative != (err != nil) {
			t.Errorf("%s (%s): %v\n%s", c.name, kind, err, c.text)
		}
		checkError(t, c.name, c.text, err)
	}
	t.Log(counts)
	if counts["positive"] < 800 || counts["negative"] < 150 {
		t.Errorf("too few cases found: %v", counts)
	}
}

// checkError checks that an error is an *Error with a place inside the text.
func checkError(t testing.TB, name, text string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	var e *syntax.Error
	if !errors.As(err, &e) {
		t.Fatalf("%s: %T is no *syntax.Error", name, err)
	}
	start, end := e.Span.Start, e.Span.End
	if start.Offset < 0 || start.Offset > end.Offset || end.Offset > len(text) || start.Line < 1 || start.Column < 1 {
		t.Errorf("%s: place %v of %q is outside the text", name, e.Span, e.Msg)
	}
	if e.Msg == "" {
		t.Errorf("%s: no message", name)
	}
}

// ignorePlaces compares trees apart from the places of their nodes.
var ignorePlaces = cmp.Comparer(func(a, b syntax.Loc) bool { return true })

// Printing and parsing again gives the same tree.
func TestSuitesRoundTrip(t *testing.T) {
	n := 0
	for _, c := range suiteCases(t) {
		tree, err := c.parse()
		if err != nil {
			continue
		}
		n++
		printed := c
		printed.text = tree.String()
		again, err := printed.parse()
		if err != nil {
			t.Errorf("%s: %v\nprint: %s", c.name, err, printed.text)
			continue
		}
		if diff := cmp.Diff(tree, again, ignorePlaces); diff != "" {
			t.Errorf("%s: the tree changed\nprint: %s\n%s", c.name, printed.text, diff)
		}
		if twice := again.String(); twice != printed.text {
			t.Errorf("%s: the print changed\n%s\n%s", c.name, printed.text, twice)
		}
	}
	t.Logf("%d trees", n)
}
