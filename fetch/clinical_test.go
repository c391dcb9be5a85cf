package fetch_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/graph"
)

// readers counts what is read of each type of statement.
var readers = map[string]func(*graph.Graph) int{
	"Allergy":          func(g *graph.Graph) int { return len(fetch.AllergiesOf(g)) },
	"AllergyExclusion": func(g *graph.Graph) int { return len(fetch.AllergyExclusionsOf(g)) },
	"ClinicalNote":     func(g *graph.Graph) int { return len(fetch.ClinicalNotesOf(g)) },
	"Demographics":     func(g *graph.Graph) int { return len(fetch.DemographicsOf(g)) },
	"Document":         func(g *graph.Graph) int { return len(fetch.DocumentsOf(g)) },
	"Encounter":        func(g *graph.Graph) int { return len(fetch.EncountersOf(g)) },
	"FamilyHistory":    func(g *graph.Graph) int { return len(fetch.FamilyHistoriesOf(g)) },
	"Fulfillment":      func(g *graph.Graph) int { return len(fetch.FulfillmentsOf(g)) },
	"ImagingStudy":     func(g *graph.Graph) int { return len(fetch.ImagingStudiesOf(g)) },
	"Immunization":     func(g *graph.Graph) int { return len(fetch.ImmunizationsOf(g)) },
	"LabPanel":         func(g *graph.Graph) int { return len(fetch.LabPanelsOf(g)) },
	"LabResult":        func(g *graph.Graph) int { return len(fetch.LabResultsOf(g)) },
	"MedicalImage":     func(g *graph.Graph) int { return len(fetch.MedicalImagesOf(g)) },
	"Medication":       func(g *graph.Graph) int { return len(fetch.MedicationsOf(g)) },
	"Photograph":       func(g *graph.Graph) int { return len(fetch.PhotographsOf(g)) },
	"Problem":          func(g *graph.Graph) int { return len(fetch.ProblemsOf(g)) },
	"Procedure":        func(g *graph.Graph) int { return len(fetch.ProceduresOf(g)) },
	"SocialHistory":    func(g *graph.Graph) int { return len(fetch.SocialHistoriesOf(g)) },
	"VitalSignSet":     func(g *graph.Graph) int { return len(fetch.VitalSignsOf(g)) },
}

// TestEveryTypeIsRead: each type that the ontology's calls on records give has
// a Go type, and every statement of it in every sample record is read.
func TestEveryTypeIsRead(t *testing.T) {
	ontology, err := os.ReadFile("testdata/ontology.rdf")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`target[^>]*terms#(\w+)"`).FindAllStringSubmatch(string(ontology), -1) {
		others := []string{"AppManifest", "ContainerManifest", "Ontology", "ScratchpadData", "User", "UserPreferences"}
		if readers[m[1]] == nil && !slices.Contains(others, m[1]) {
			t.Errorf("%s has no Go type", m[1])
		}
	}
	srv, _ := ready(t)
	c := background(t, srv)
	found := map[string]int{}
	for token, err := range c.Records(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		g, err := c.Record(t.Context(), token.RecordID)
		if err != nil {
			t.Fatal(err)
		}
		for class, read := range readers {
			n := read(g)
			if want := count(g, class); n != want {
				t.Errorf("record %s: %d of %d %s", token.RecordID, n, want, class)
			}
			found[class] += n
		}
	}
	for class := range readers {
		if found[class] == 0 && class != "Photograph" { // which is bytes in every container
			t.Errorf("no sample record has a %s", class)
		}
	}
}

// TestDocumentTypes reads the patient with documents, images and a study.
func TestDocumentTypes(t *testing.T) {
	srv, c := ready(t)
	dance(t, c, "1000009")
	g, err := c.GetDocuments(t.Context(), "1000009", fetch.DocumentsQuery{Format: "combined"})
	if err != nil {
		t.Fatal(err)
	}
	docs := fetch.DocumentsOf(g)
	if len(docs) != 2 {
		t.Fatalf("%+v", docs)
	}
	for _, d := range docs {
		if d.Location != d.IRI || len(d.Hash) != 64 || int(d.Size.Value) != len(d.Content) || len(d.Content) == 0 || len(d.Types) == 0 || d.Date.Time.IsZero() {
			t.Errorf("%+v", d)
		}
		if png := strings.HasPrefix(string(d.Content), "\x89PNG"); png != (d.MediaType == "image/png") {
			t.Errorf("%s: %q", d.MediaType, d.Content[:8])
		}
	}
	if g, err = c.Record(t.Context(), "1000009"); err != nil {
		t.Fatal(err)
	}
	studies, images := fetch.ImagingStudiesOf(g), fetch.MedicalImagesOf(g)
	if len(studies) != 1 || len(images) != 2 || len(studies[0].Series) != 1 || len(studies[0].Series[0].Images) != 2 || studies[0].Modalities[0].Title == "" {
		t.Fatalf("%+v %+v", studies, images)
	}
	for _, i := range images {
		if i.Study != studies[0].IRI || !slices.Contains(studies[0].Series[0].Images, i.IRI) || i.Content != nil {
			t.Errorf("%+v", i)
		}
	}
	dance(t, c, rich)
	if g, err = c.Record(t.Context(), rich); err != nil {
		t.Fatal(err)
	}
	note := fetch.ClinicalNotesOf(g)[0]
	if len(note.Content) == 0 || note.Provider == "" || note.Title == "" || note.MediaType != "text/plain" {
		t.Errorf("%+v", note)
	}
	for _, p := range fetch.LabPanelsOf(g) {
		if len(p.Results) == 0 || !strings.HasPrefix(p.Results[0], srv.URL()) {
			t.Errorf("%+v", p)
		}
	}
	if h := fetch.FamilyHistoriesOf(g)[0]; h.Relative.Title == "" || len(h.Problems) == 0 && h.Height.Text == "" {
		t.Errorf("%+v", h)
	}
	if s := fetch.SocialHistoriesOf(g); len(s) != 1 || s[0].Smoking.Title == "" {
		t.Errorf("%+v", s)
	}
	if p := fetch.ProceduresOf(g); len(p) == 0 || p[0].Name.Title == "" || p[0].Status.Title == "" || p[0].Date.Time.IsZero() {
		t.Errorf("%+v", p)
	}
}
