package suite

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/testdata/oracle"
)

// ignored has the tests of the SPARQL suites that are not expected to pass, by
// IRI, each with its reason. A test here that passes is a failure: the entry
// is to be deleted.
func ignored() map[string]string {
	return map[string]string{}
}

// serverGroups are the folders of sparql11 whose tests need a server, or an
// entailment regime, which the engine does not have.
func serverGroups() []string {
	return []string{"entailment", "graph-store-protocol", "http-rdf-update", "protocol", "service-description"}
}

// Every SPARQL suite of the W3C, with the exact number of its tests, and how
// many of them need a server and are skipped. sparql10 has 483 descriptions of
// tests, but optional-filter-005-simplified is no entry of its manifest, since
// SPARQL 1.1 reads that query the other way.
func TestSPARQL(t *testing.T) {
	root := filepath.Join(oracle.W3C(t), "sparql")
	reasons := ignored()
	for _, suite := range []struct {
		manifest       string
		tests, servers int
	}{
		{"sparql10/manifest.ttl", 482, 0},
		{"sparql11/manifest-all.ttl", 505, 120},
		{"sparql12/manifest.ttl", 269, 0},
	} {
		t.Run(suite.manifest, func(t *testing.T) {
			m, err := Load(t.Context(), filepath.Join(root, suite.manifest))
			if err != nil {
				t.Fatal(err)
			}
			tests, servers := 0, 0
			for _, test := range m.All() {
				if inGroup(test, serverGroups()) {
					servers++
					if res := Run(t.Context(), test, SPARQLRunners()); res.Outcome != Skip || !strings.HasPrefix(res.Message, "skipped: ") {
						t.Errorf("%s: %s %s", test.Name, res.Outcome, res.Message)
					}
					continue
				}
				tests++
				checkTest(t, test, reasons)
			}
			if tests != suite.tests || servers != suite.servers {
				t.Errorf("%d tests and %d for servers, want %d and %d", tests, servers, suite.tests, suite.servers)
			}
		})
	}
	for iri := range reasons {
		t.Errorf("the ignored test %s is in no suite", iri)
	}
}

func inGroup(t *Test, groups []string) bool {
	folder := filepath.Base(filepath.Dir(t.Manifest.Path))
	return slices.Contains(groups, folder)
}

// checkTest runs a test, and takes it off the ignore list.
func checkTest(t *testing.T, test *Test, reasons map[string]string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	res := Run(ctx, test, SPARQLRunners())
	reason, listed := reasons[test.IRI]
	delete(reasons, test.IRI)
	switch {
	case listed && reason == "":
		t.Errorf("%s is ignored without a reason", test.IRI)
	case listed && res.Outcome == Pass:
		t.Errorf("%s passes: delete it from the ignore list", test.IRI)
	case !listed && res.Outcome != Pass:
		t.Errorf("%s %s/%s: %s", res.Outcome, filepath.Base(filepath.Dir(test.Manifest.Path)), test.Name, res.Message)
	}
}

// Our own manifests: all pass, but for those that say they are skipped; and
// every test of failing fails for the reason that its name tells.
func TestOwnManifests(t *testing.T) {
	good, err := Load(t.Context(), "../testdata/manifest.ttl")
	if err != nil {
		t.Fatal(err)
	}
	runners := SPARQLRunners()
	for typ, r := range RDFRunners() {
		runners[typ] = r
	}
	for _, test := range good.All() {
		want := Pass
		if strings.HasPrefix(test.Name, "skipped") {
			want = Skip
		}
		if res := Run(t.Context(), test, runners); res.Outcome != want || want == Skip && res.Message == "" {
			t.Errorf("%s: %s %s", test.Name, res.Outcome, res.Message)
		}
	}
	if n := len(good.All()); n != 31 {
		t.Errorf("%d tests", n)
	}
	bad, err := Load(t.Context(), "../testdata/failing/manifest.ttl")
	if err != nil {
		t.Fatal(err)
	}
	reasons := failures()
	for _, test := range bad.All() {
		res := Run(t.Context(), test, runners)
		want, ok := reasons[test.Name]
		if res.Outcome != Fail || !ok || !strings.Contains(res.Message, want) {
			t.Errorf("%s: %s %q, want a failure with %q", test.Name, res.Outcome, res.Message, want)
		}
		delete(reasons, test.Name)
	}
	for name := range reasons {
		t.Errorf("no test %q", name)
	}
}

// failures has what the message of each failing test says.
func failures() map[string]string {
	return map[string]string{
		"wrong value":                  `missing {?age="37"`,
		"wrong order":                  "wrong order: row 1",
		"wrong order by rs:index":      "row 1: expected",
		"wrong blank nodes":            "missing",
		"too few rows":                 "expected 4 rows, got 3",
		"too many rows":                "expected 2 rows, got 3",
		"wrong variables":              "expected the variables age nom",
		"wrong boolean":                "expected false, got true",
		"rows for a boolean":           "expected false, got rows",
		"wrong text":                   `missing {?age="7" ?name="Bob"}`,
		"wrong graph":                  "expected 2 quads, got 2",
		"wrong blank nodes in a graph": "differ in their blank nodes",
		"REDUCED loses a row":          "expected 3 distinct rows, got 2",
		"a bad query accepted":         "",
		"a good query refused":         "the text was accepted",
		"a bad update accepted":        "",
		"wrong data after an update":   "expected 3 quads, got 3; missing",
		"no such file":                 "missing.rq",
		"wrong triples":                "",
		"a bad document accepted":      "",
		"a good document refused":      "accepted",
	}
}
