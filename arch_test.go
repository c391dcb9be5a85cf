package trivet

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/trivet-rdf/trivet"

// floors says on which floor each package stands; a package imports only lower
// floors (DESIGN.md, "Rooms and floors"). A package not listed fails the test.
var floors = map[string]int{
	"graph/rdfio": 0, "query/syntax": 0, "fetch/oauth": 0,
	"graph": 1, "query/internal/value": 1, "query/internal/radix": 1,
	"query/internal/algebra": 2, "query/internal/batch": 2,
	"query/internal/plan": 3, "query/internal/eval": 3,
	"query/internal/exec": 4, "query/internal/reference": 4, "query/internal/reference/gen": 4,
	"query/results": 5, "query": 5,
	"fetch": 6, "fetch/sandbox": 6, "query/remote": 6, "query/serve": 6,
	"repl":              7,
	"cmd/conform/suite": 7,
	"cmd/trivet":        8, "cmd/conform": 8, "cmd/smartapp": 8,
	"testdata/oracle": 0,
	"":                8,
}

// siblings are the imports allowed within a floor, with the reason.
var siblings = map[string]string{
	"fetch/sandbox -> fetch": "the sandbox's test helper hands out a client for the container",
}

// homes says in which package each third-party library may be imported.
var homes = map[string]string{
	"github.com/knakk/rdf":                  "graph",
	"github.com/knakk/sparql":               "query/remote",
	"github.com/dghubble/oauth1":            "fetch",
	"github.com/chzyer/readline":            "repl",
	"github.com/piprate/json-gold":          "graph/rdfio",
	"github.com/klauspost/compress":         "graph/rdfio",
	"github.com/cockroachdb/apd/v3":         "query/internal/value",
	"github.com/rivo/uniseg":                "query/results",
	"github.com/spf13/cobra":                "cmd/trivet",
	"github.com/schollz/progressbar/v3":     "cmd/trivet",
	"golang.org/x/sync":                     "",
	"golang.org/x/term":                     "",
	"golang.org/x/sys":                      "",
	"golang.org/x/text":                     "",
	"github.com/google/go-cmp":              "tests",
	"go.uber.org/goleak":                    "tests",
	"github.com/rogpeppe/go-internal":       "tests",
	"github.com/cockroachdb/datadriven":     "tests",
	"github.com/spf13/pflag":                "cmd/trivet",
	"github.com/cpuguy83/go-md2man/v2":      "cmd/trivet",
	"golang.org/x/exp":                      "",
	"github.com/pmezard/go-difflib/difflib": "tests",
}

// source is one Go file that is not a test.
type source struct {
	pkg  string // folder, relative to the module
	file string
	tree *ast.File
	set  *token.FileSet
}

func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" && name != "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() && strings.HasPrefix(filepath.ToSlash(name), "bench") {
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(filepath.Dir(name))
		if pkg == "." {
			pkg = ""
		}
		out = append(out, source{pkg: pkg, file: filepath.ToSlash(name), tree: tree, set: set})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func imports(f *ast.File) []string {
	var out []string
	for _, i := range f.Imports {
		p, _ := strconv.Unquote(i.Path.Value)
		out = append(out, p)
	}
	return out
}

// TestFloors: imports go down only.
func TestFloors(t *testing.T) {
	for _, s := range sources(t) {
		if strings.HasPrefix(s.pkg, "bench") {
			continue // bench stands on top of everything
		}
		floor, known := floors[s.pkg]
		if !known {
			t.Errorf("%s: package %q stands on no floor: add it to floors and to DESIGN.md", s.file, s.pkg)
			continue
		}
		for _, p := range imports(s.tree) {
			if p != module && !strings.HasPrefix(p, module+"/") {
				continue
			}
			below := strings.TrimPrefix(strings.TrimPrefix(p, module), "/")
			if strings.HasPrefix(below, s.pkg+"/internal/") || s.pkg == "query/internal/reference/gen" {
				continue
			}
			if _, ok := siblings[s.pkg+" -> "+below]; ok {
				continue
			}
			if at, ok := floors[below]; !ok || at >= floor {
				t.Errorf("%s (floor %d) imports %s (floor %d): imports go down only", s.file, floor, below, at)
			}
		}
	}
}

// TestEachLibraryHasOneHome: a third-party library is imported in one package,
// so that it can be replaced there.
func TestEachLibraryHasOneHome(t *testing.T) {
	for _, s := range sources(t) {
		for _, p := range imports(s.tree) {
			if !strings.Contains(strings.SplitN(p, "/", 2)[0], ".") || strings.HasPrefix(p, module) {
				continue
			}
			home, known := "", false
			for lib, h := range homes {
				if p == lib || strings.HasPrefix(p, lib+"/") {
					home, known = h, true
				}
			}
			switch {
			case !known:
				t.Errorf("%s imports %s: give it a home here and a reason in DESIGN.md", s.file, p)
			case home != "" && home != s.pkg:
				t.Errorf("%s imports %s, whose home is %s", s.file, p, home)
			}
		}
	}
}

// TestSyntaxUsesTheStandardLibraryOnly: tools import the parser alone.
func TestSyntaxUsesTheStandardLibraryOnly(t *testing.T) {
	for _, s := range sources(t) {
		if s.pkg != "query/syntax" && s.pkg != "fetch/oauth" {
			continue
		}
		for _, p := range imports(s.tree) {
			if strings.Contains(strings.SplitN(p, "/", 2)[0], ".") {
				t.Errorf("%s imports %s", s.file, p)
			}
		}
	}
}

// TestUnsafeAndProcesses: unsafe and os/exec stay where they are needed.
func TestUnsafeAndProcesses(t *testing.T) {
	allowed := map[string][]string{
		"unsafe":  {"graph/rdfio/arena.go", "graph/arena.go"},
		"os/exec": {"repl/", "cmd/", "bench/"},
	}
	for _, s := range sources(t) {
		for _, p := range imports(s.tree) {
			places, guarded := allowed[p]
			if !guarded {
				continue
			}
			ok := false
			for _, place := range places {
				ok = ok || s.file == place || strings.HasSuffix(place, "/") && strings.HasPrefix(s.file, place)
			}
			if !ok {
				t.Errorf("%s imports %s", s.file, p)
			}
		}
	}
}

// TestNoNetworkBelowFetch: what parses, stores and evaluates cannot reach the network.
func TestNoNetworkBelowFetch(t *testing.T) {
	for _, s := range sources(t) {
		if floor, ok := floors[s.pkg]; !ok || floor >= 6 || s.pkg == "fetch/oauth" {
			continue
		}
		for _, p := range imports(s.tree) {
			if p == "net" || p == "net/http" {
				t.Errorf("%s imports %s", s.file, p)
			}
		}
	}
}

// TestRequiredLibraries: the four libraries the project is built on are used.
func TestRequiredLibraries(t *testing.T) {
	want := map[string]bool{
		"github.com/knakk/rdf": false, "github.com/chzyer/readline": false,
		"github.com/dghubble/oauth1": false, "github.com/knakk/sparql": false,
	}
	for _, s := range sources(t) {
		for _, p := range imports(s.tree) {
			if _, ok := want[p]; ok {
				want[p] = true
			}
		}
	}
	for p, used := range want {
		if !used {
			t.Errorf("%s is imported nowhere", p)
		}
	}
}

// TestTopLevel: the top level holds the rooms of the design and root files.
func TestTopLevel(t *testing.T) {
	rooms := map[string]bool{"graph": true, "query": true, "fetch": true, "repl": true, "cmd": true, "testdata": true, "bench": true, "docs": true}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !rooms[path.Base(e.Name())] {
			t.Errorf("folder %s is no room of the design", e.Name())
		}
	}
}
