package rdfio

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/trivet-rdf/trivet/testdata/oracle"
)

// Every RDF/XML file of the SMART data is read without an error. Three of the
// examples are no RDF/XML in spite of their names.
func TestSMARTData(t *testing.T) {
	root := oracle.SMART(t)
	files, total := 0, 0
	other := map[string]bool{"ContainerManifest.rdf": true, "LabPanel.rdf": true, "Ontology.rdf": true}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || FormatByPath(path) != RDFXML || other[filepath.Base(path)] {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		n := 0
		if err := Read(context.Background(), f, RDFXML, Options{Base: "http://localhost:7000/", File: path}, func(q *Quad) error {
			n++
			quadLine(t, q)
			return nil
		}); err != nil {
			t.Error(err)
		}
		files++
		total += n
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 130 || total < 150_000 {
		t.Errorf("%d files with %d statements", files, total)
	}
}

// The ontology has one illegal xml:lang: its literal is plain, the other
// statements are what they would be without it.
func TestSMARTOntologyLanguage(t *testing.T) {
	f, err := os.Open(filepath.Join(oracle.SMART(t), "owl", "smart.owl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	plain, tagged := 0, 0
	err = Read(context.Background(), f, RDFXML, Options{}, func(q *Quad) error {
		if q.P.Value != "http://www.w3.org/2000/01/rdf-schema#comment" {
			return nil
		}
		if q.O.Lang == "" {
			plain++
		} else {
			tagged++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d plain comments, %d with a language", plain, tagged)
	if plain == 0 {
		t.Error("the comment with the illegal language is missing")
	}
}
