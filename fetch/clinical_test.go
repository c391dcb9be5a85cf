package fetch_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// read reads the statements of one type.
func read[T any](t *testing.T, of func(context.Context, query.Source) ([]T, error), g *graph.Graph) []T {
	t.Helper()
	out, err := of(t.Context(), g)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// readers counts what is read of each type of statement.
var readers = map[string]func(*testing.T, *graph.Graph) int{
	"Allergy":          func(t *testing.T, g *graph.Graph) int { return len(read(t, fetch.AllergiesOf, g)) },
	"AllergyExclusion": func(t *testing.T, g *graph.Graph) int { return len(read(t, fetch.AllergyExclusionsOf, g)) },
	"ClinicalNote":     func(t *testing.T, g *graph.Graph) int { return len(read(t, fetch.ClinicalNotesOf, g)) },
	"Demographics":     func(t *testing.T, g *graph.Graph) int { return len(read(t, fetch.DemographicsOf, g)) },
	"Document":         func(t *testing.T, g *graph.Graph) int { return len(read(t, fetch.DocumentsOf, g)) },
	"Encounter":        func(t *testing.T, g *graph.Graph) int { return len(read(t, fetch.EncountersOf, g)) },
	"FamilyHistory":    func(t *testing.T, g *graph.Graph) int { return len(read(t, fetch.FamilyHistoriesOf, g)) },
	"Fulfillment":      func(t *testing.T, g *graph.Graph) int { return len(read(t, fetch.FulfillmentsOf, g)) },
	"ImagingStudy":     func(t *testing.T, g *graph.Graph) int { return len(read(t, fetch.ImagingStudiesOf, g)) },
	"Immunization":     func(t *testing.T, g *graph.Graph) int { return len(read(t, fetch.ImmunizationsOf, g)) },
	"LabPanel":         func(t *testing.T, g *graph.Graph) int { return len(read(t, fetch.LabPanelsOf, g)) },
	"LabResult":        func(t *testing.T, g *graph.Graph) int { return len(read(t, fetch.LabResultsOf, g)) },
	"MedicalImage":     func(t *testing.T, g *graph.Graph) int { return len(read(t, fetch.MedicalImagesOf, g)) },
	"Medication":       func(t *testing.T, g *graph.Graph) int { return len(read(t, fetch.MedicationsOf, g)) },
	"Photograph":       func(t *testing.T, g *graph.Graph) int { return len(read(t, fetch.PhotographsOf, g)) },
	"Problem":          func(t *testing.T, g *graph.Graph) int { return len(read(t, fetch.ProblemsOf, g)) },
	"Procedure":        func(t *testing.T, g *graph.Graph) int { return len(read(t, fetch.ProceduresOf, g)) },
	"SocialHistory":    func(t *testing.T, g *graph.Graph) int { return len(read(t, fetch.SocialHistoriesOf, g)) },
	"VitalSignSet":     func(t *testing.T, g *graph.Graph) int { return len(read(t, fetch.VitalSignsOf, g)) },
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
		for class, length := range readers {
			n := length(t, g)
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
	docs := read(t, fetch.DocumentsOf, g)
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
	studies, images := read(t, fetch.ImagingStudiesOf, g), read(t, fetch.MedicalImagesOf, g)
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
	note := read(t, fetch.ClinicalNotesOf, g)[0]
	if len(note.Content) == 0 || note.Provider == "" || note.Title == "" || note.MediaType != "text/plain" {
		t.Errorf("%+v", note)
	}
	for _, p := range read(t, fetch.LabPanelsOf, g) {
		if len(p.Results) == 0 || !strings.HasPrefix(p.Results[0], srv.URL()) {
			t.Errorf("%+v", p)
		}
	}
	if h := read(t, fetch.FamilyHistoriesOf, g)[0]; h.Relative.Title == "" || len(h.Problems) == 0 && h.Height.Text == "" {
		t.Errorf("%+v", h)
	}
	if s := read(t, fetch.SocialHistoriesOf, g); len(s) != 1 || s[0].Smoking.Title == "" {
		t.Errorf("%+v", s)
	}
	if p := read(t, fetch.ProceduresOf, g); len(p) == 0 || p[0].Name.Title == "" || p[0].Status.Title == "" || p[0].Date.Time.IsZero() {
		t.Errorf("%+v", p)
	}
}

// TestGeneratedFiles: what is in the repository is what the generator writes.
func TestGeneratedFiles(t *testing.T) {
	tool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command to run the generator with")
	}
	dir := t.TempDir()
	calls, types := filepath.Join(dir, "calls"), filepath.Join(dir, "types")
	out, err := exec.CommandContext(t.Context(), tool, "run", "gen.go", "gen_types.go", "-o", calls, "-types", types, "testdata/ontology.rdf").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for made, kept := range map[string]string{calls: "calls_gen.go", types: "clinical_gen.go"} {
		got, err := os.ReadFile(made)
		if err != nil {
			t.Fatal(err)
		}
		if want, err := os.ReadFile(kept); err != nil || string(got) != string(want) {
			t.Errorf("%s is not what the ontology gives (%v): run go generate", kept, err)
		}
	}
}

// TestTypesOfOddRecords: several values of what should have one, alternatives
// that containers write, blank nodes, lists and other people's names.
func TestTypesOfOddRecords(t *testing.T) {
	g, err := graph.Load(t.Context(), strings.NewReader(`@prefix sp: <http://smartplatforms.org/terms#> . @prefix v: <http://www.w3.org/2006/vcard/ns#> . @prefix dc: <http://purl.org/dc/terms/> .
		<m> a sp:Medication ; sp:startDate "2010", "2011" ; sp:endDate "2012-01-02T03:04:05Z", "2013" ; sp:quantity [ sp:value " 1.5 " ; sp:unit "{tablet}" ] ; sp:fulfillment <f2>, <f1> .
		<n> a sp:Medication ; sp:drugName [ dc:title "no code" ] .
		<f> a sp:Fulfillment ; sp:dispenseDaysSupply "30" ; sp:provider [ v:n [ v:family-name "Haddad" ] ] ; sp:pharmacy [ v:organization-name "P" ; v:adr [ v:country "Peru" ] ] .
		[] a sp:FamilyHistory ; sp:dateOfBirth "1920" ; sp:hasProblem [ dc:title "gout" ], [ dc:title "asthma" ] .
		<p> a sp:Procedure ; sp:provider [ v:n [ v:given-name "Ines" ; v:family-name "Okafor" ] ], [ v:n [ v:given-name "Noor" ] ] .
		<s> a sp:ImagingStudy ; sp:series [ sp:images (<c> <a> <b> <a>) ], [ dc:title "empty" ; sp:images () ] .
		<d> a sp:Document ; sp:resource [ sp:content [ sp:encoding "Base64" ; sp:value "aGk=" ] ] . <e> a sp:Document ; sp:resource [ sp:content [ sp:value "plain" ] ] .`),
		graph.WithName("x.ttl"), graph.WithBase("http://x/"))
	if err != nil {
		t.Fatal(err)
	}
	check := func(name string, got, want any) {
		t.Helper()
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	ms := read(t, fetch.MedicationsOf, g)
	check("each once", len(ms), 2)
	check("one of two dates", ms[0].Start.Text == "2010" || ms[0].Start.Text == "2011", true)
	check("quantity", ms[0].Quantity, fetch.Quantity{Text: " 1.5 ", Value: 1.5, Unit: "{tablet}"})
	check("fulfillments", ms[0].Fulfillments, []string{"http://x/f1", "http://x/f2"})
	check("drug", ms[1].Drug, fetch.Code{Title: "no code"})
	f := read(t, fetch.FulfillmentsOf, g)[0]
	check("supply", f.DaysSupply, fetch.Quantity{Text: "30", Value: 30, Unit: "d"})
	check("provider", f.Provider, "Haddad")
	check("pharmacy", f.Pharmacy+", "+f.PharmacyAddress.Country, "P, Peru")
	h := read(t, fetch.FamilyHistoriesOf, g)[0]
	check("relative", h.Birth.Time.Year()*10+len(h.Problems), 19202)
	check("providers", read(t, fetch.ProceduresOf, g)[0].Providers, []string{"Ines Okafor", "Noor"})
	for _, s := range read(t, fetch.ImagingStudiesOf, g)[0].Series {
		want := []string{"http://x/c", "http://x/a", "http://x/b", "http://x/a"}
		if s.Title == "empty" {
			want = nil
		}
		check("images of "+s.Title, s.Images, want)
	}
	ds := read(t, fetch.DocumentsOf, g)
	check("contents", string(ds[0].Content)+" "+string(ds[1].Content), "hi plain")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := fetch.MedicationsOf(ctx, g); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context gave %v", err)
	}
}
