package suite

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/trivet-rdf/trivet/testdata/oracle"
)

// Every RDF test suite of the W3C, with the exact number of its tests: none may
// fail, none may be skipped, none may be missing.
func TestRDF(t *testing.T) {
	root := filepath.Join(oracle.W3C(t), "rdf")
	runners := RDFRunners()
	for _, suite := range []struct {
		manifest string
		tests    int
	}{
		{"rdf11/rdf-turtle", 313},
		{"rdf11/rdf-n-triples", 70},
		{"rdf11/rdf-n-quads", 87},
		{"rdf11/rdf-trig", 356},
		{"rdf11/rdf-xml", 166},
		{"rdf12/rdf-n-triples/syntax", 29},
		{"rdf12/rdf-n-triples/c14n", 41},
		{"rdf12/rdf-n-quads/syntax", 27},
		{"rdf12/rdf-n-quads/c14n", 41},
		{"rdf12/rdf-turtle/syntax", 74},
		{"rdf12/rdf-turtle/eval", 29},
		{"rdf12/rdf-trig/syntax", 35},
		{"rdf12/rdf-trig/eval", 25},
		{"rdf12/rdf-xml/eval", 31},
	} {
		t.Run(suite.manifest, func(t *testing.T) {
			m, err := Load(context.Background(), filepath.Join(root, suite.manifest, "manifest.ttl"))
			if err != nil {
				t.Fatal(err)
			}
			tests := m.All()
			if len(tests) != suite.tests {
				t.Errorf("%d tests, want %d", len(tests), suite.tests)
			}
			for _, test := range tests {
				if res := Run(context.Background(), test, runners); res.Outcome != Pass {
					t.Errorf("%s %s (%s): %s", res.Outcome, test.Name, test.IRI, res.Message)
				}
			}
		})
	}
}
