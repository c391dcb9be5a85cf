package trivet_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/testdata/oracle"
)

// nameQuery is the tutorial's, with the subject said to be the demographics:
// a whole record has names of other people too.
var nameQuery = query.MustParse(`PREFIX vc: <http://www.w3.org/2006/vcard/ns#>
PREFIX sp: <http://smartplatforms.org/terms#>
SELECT ?given ?family WHERE {
  [] a sp:Demographics ; vc:n ?n .
  OPTIONAL { ?n vc:given-name ?given }
  OPTIONAL { ?n vc:family-name ?family }
}`)

// TestSampleRecords: every sample record loads and has one name.
func TestSampleRecords(t *testing.T) {
	ctx := context.Background()
	files, err := filepath.Glob(filepath.Join(oracle.SMART(t), "patients", "*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 47 {
		t.Fatalf("%d sample records, want 47", len(files))
	}
	all := graph.New()
	for _, f := range files {
		g, err := graph.LoadFile(ctx, f)
		if err != nil {
			t.Errorf("%s: %v", f, err)
			continue
		}
		if got := names(t, g); len(got) != 1 || got[0] == " " {
			t.Errorf("%s: names %q, want one", f, got)
		}
		if err := all.LoadFile(ctx, f); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
	if got := names(t, all); len(got) != 47 {
		t.Errorf("%d names in all records, want 47", len(got))
	}
	if err := all.Check(); err != nil {
		t.Error(err)
	}
}

// TestServedDemographics: the tutorial's own query on what a container serves.
func TestServedDemographics(t *testing.T) {
	ctx := context.Background()
	files, err := filepath.Glob(filepath.Join(oracle.SMART(t), "served", "*", "demographics.rdf"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		g, err := graph.LoadFile(ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := query.Select(ctx, g, `PREFIX vc: <http://www.w3.org/2006/vcard/ns#>
			SELECT ?given ?family WHERE { [] vc:n ?n . OPTIONAL { ?n vc:given-name ?given } OPTIONAL { ?n vc:family-name ?family } }`)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for row, err := range rows.All() {
			if err != nil || row.String("given") == "" || row.String("family") == "" {
				t.Errorf("%s: %v, %v", f, row.Map(), err)
			}
			n++
		}
		if n != 1 {
			t.Errorf("%s: %d names", f, n)
		}
	}
}

func names(t *testing.T, g *graph.Graph) []string {
	t.Helper()
	rows, err := nameQuery.Select(context.Background(), g)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for row, err := range rows.All() {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, row.String("given")+" "+row.String("family"))
	}
	return out
}
