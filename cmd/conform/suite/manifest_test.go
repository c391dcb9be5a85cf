package suite

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/testdata/oracle"
)

// write puts files into a folder and gives the path of the first.
func write(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		path := filepath.Join(dir, filepath.FromSlash(files[i]))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(files[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, filepath.FromSlash(files[0]))
}

const prefixes = `PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
PREFIX rdft: <http://www.w3.org/ns/rdftest#>
`

// A manifest of one's own: includes (also in a circle, also one that is not a
// list), entries that are blank nodes, a test base, every outcome.
func TestOwnManifest(t *testing.T) {
	path := write(t,
		"manifest.ttl", prefixes+`
<> a mf:Manifest ; mf:include ( <sub/m.ttl> <manifest.ttl> <sub/m.ttl> ) ; mf:entries (
  <#good>
  [ a rdft:TestTurtleNegativeSyntax ; mf:name "blank entry" ; mf:action <sub/bad.ttl> ]
  <#wrong> <#unknown> <#absent> ) .
<#good> a rdft:TestTurtleEval ; mf:name "good" ; mf:action <sub/good.ttl> ; mf:result <sub/good.nt> .
<#wrong> a rdft:TestTurtlePositiveSyntax ; mf:action <sub/bad.ttl> .
<#unknown> a <http://e/OtherTest> .
<#absent> a rdft:TestTurtlePositiveSyntax ; mf:action <nowhere.ttl> .`,
		"sub/m.ttl", prefixes+`
<> mf:assumedTestBase <http://base.example/sub/> ; mf:include <../last.ttl> ; mf:entries ( <http://e/based> ) .
<http://e/based> a <http://e/First>, rdft:TestTurtleEval ; mf:action <http://base.example/sub/rel.ttl> ; mf:result <rel.nt> .`,
		"sub/good.ttl", "<s> <http://e/p> [] .",
		"sub/good.nt", "<FILE> <http://e/p> _:x .",
		"sub/bad.ttl", "<s> <p> .",
		"sub/rel.ttl", "<s> <http://e/p> <rel.ttl> .",
		"sub/rel.nt", "<http://base.example/sub/s> <http://e/p> <http://base.example/sub/rel.ttl> .",
		"last.ttl", prefixes+"<> mf:entries () .",
	)
	good := filepath.Join(filepath.Dir(path), "sub", "good.nt")
	iri := FileIRI(filepath.Join(filepath.Dir(path), "sub", "s"))
	if err := os.WriteFile(good, []byte("<"+iri+"> <http://e/p> _:x .\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	m, err := Load(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, test := range m.All() {
		res := Run(context.Background(), test, RDFRunners())
		got = append(got, test.Name+":"+res.Outcome.String())
		if (res.Outcome == Pass) != (res.Message == "") {
			t.Errorf("%s: message %q", test.Name, res.Message)
		}
	}
	if want := "good:pass blank entry:pass wrong:fail unknown:skip absent:fail based:pass"; strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
}

func TestManifestErrors(t *testing.T) {
	for name, text := range map[string]string{
		"syntax":         "<> mf:entries",
		"missing file":   prefixes + "<> mf:include ( <nowhere.ttl> ) .",
		"remote include": prefixes + "<> mf:include ( <http://127.0.0.1/m.ttl> ) .",
	} {
		if _, err := Load(context.Background(), write(t, "manifest.ttl", text)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := Load(context.Background(), "nowhere.ttl"); err == nil {
		t.Error("a manifest that is not there: no error")
	}
}

// A runner that panics fails its own test and nothing else.
func TestRunnerPanics(t *testing.T) {
	runners := map[string]Runner{"x:": func(context.Context, *Test) error { panic("oops") }}
	if res := Run(context.Background(), &Test{Types: []string{"x:"}}, runners); res.Outcome != Fail || !strings.Contains(res.Message, "oops") {
		t.Errorf("%+v", res)
	}
}

// The manifest at the top of RDF 1.2 includes all of both versions; each test
// is there once.
func TestIncludes(t *testing.T) {
	m, err := Load(context.Background(), filepath.Join(oracle.W3C(t), "rdf", "rdf12", "manifest.ttl"))
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]bool)
	known := 0
	runners := RDFRunners()
	for _, test := range m.All() {
		if seen[test.IRI] {
			t.Errorf("%s is there twice", test.IRI)
		}
		seen[test.IRI] = true
		if runners[test.Type()] != nil {
			known++
		}
	}
	const all = 313 + 70 + 87 + 356 + 166 + 332
	if known != all {
		t.Errorf("%d tests of the RDF syntaxes, want %d", known, all)
	}
}
