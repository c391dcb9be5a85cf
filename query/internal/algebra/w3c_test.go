package algebra_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/syntax"
	"github.com/trivet-rdf/trivet/testdata/oracle"
)

// TestTranslateW3C: whatever of the suites parses is translated, and what the
// translation says of its own scopes holds together.
func TestTranslateW3C(t *testing.T) {
	root := filepath.Join(oracle.W3C(t), "sparql")
	queries, updates := 0, 0
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch filepath.Ext(path) {
		case ".rq":
			queries += translateQuery(t, path)
		case ".ru":
			updates += translateUpdate(t, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d queries and %d updates translated", queries, updates)
	if queries < 900 || updates < 140 {
		t.Errorf("only %d queries and %d updates translated", queries, updates)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// translateQuery translates a query file that parses, and counts it.
func translateQuery(t *testing.T, path string) int {
	tree, err := syntax.Parse(read(t, path), syntax.Options{Base: "http://e/"})
	if err != nil {
		return 0 // a negative syntax test
	}
	before := tree.String()
	q, err := algebra.Translate(tree)
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return 0
	}
	if tree.String() != before {
		t.Errorf("%s: the tree has changed", path)
	}
	vars := map[algebra.Var]bool{}
	for _, v := range algebra.Vars(q.Pattern) {
		vars[v] = true
	}
	for v := range algebra.Certain(q.Pattern) {
		if !vars[v] {
			t.Errorf("%s: ?%s is certain, but not in scope", path, v)
		}
	}
	if text := q.String(); strings.Count(text, "(") != strings.Count(text, ")") && !strings.ContainsAny(tree.String(), `"'<`) {
		t.Errorf("%s: unbalanced\n%s", path, text)
	}
	return 1
}

// translateUpdate translates an update file that parses, and counts it.
func translateUpdate(t *testing.T, path string) int {
	tree, err := syntax.ParseUpdate(read(t, path), syntax.Options{Base: "http://e/"})
	if err != nil {
		return 0
	}
	ops, err := algebra.TranslateUpdate(tree)
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return 0
	}
	for _, op := range ops {
		if algebra.OperationSSE(op) == "" {
			t.Errorf("%s: nothing printed", path)
		}
	}
	return 1
}
