package fetch_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/sandbox"
	"github.com/trivet-rdf/trivet/graph"
)

const nsAPI = "http://smartplatforms.org/terms/api#"

// TestGeneratedCalls makes every call of the ontology through its generated
// method, against a container: none may fail.
func TestGeneratedCalls(t *testing.T) {
	srv := sandbox.New(t)
	ontology, err := os.Open("testdata/ontology.rdf")
	if err != nil {
		t.Fatal(err)
	}
	defer ontology.Close()
	g, err := graph.Load(t.Context(), ontology, graph.WithName("ontology.rdf"))
	if err != nil {
		t.Fatal(err)
	}
	app, background := client(t, srv), client(t, srv, func(f *fetch.Config) { f.ConsumerKey = "background@apps.smartplatforms.org" })
	dance(t, app, "1000009")
	n := 0
	for call := range g.Match(graph.Any, graph.NewIRI(nsRDF+"type"), graph.NewIRI(nsAPI+"Call")) {
		n++
		value := func(name string) string {
			for v := range g.Match(call.S, graph.NewIRI(nsAPI+name), graph.Any) {
				return v.O.Value()
			}
			return ""
		}
		c := app
		if value("clientMethodName") == "search_records" {
			c = background
		}
		method := reflect.ValueOf(c).MethodByName(goName(value("clientMethodName")))
		if !method.IsValid() {
			t.Errorf("no method for %s", value("clientMethodName"))
			continue
		}
		args := arguments(t, method.Type(), value("path"))
		results := method.Call(args)
		if err, _ := results[len(results)-1].Interface().(error); err != nil {
			t.Errorf("%s: %v", value("clientMethodName"), err)
		}
	}
	if n != 47 {
		t.Errorf("%d calls", n)
	}
}

// goName is GetMedications for get_medications.
func goName(s string) string {
	var b strings.Builder
	for _, part := range strings.Split(s, "_") {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

// arguments fills a method's parameters: the placeholders of the path first,
// then zero queries, and a note as the body.
func arguments(t *testing.T, method reflect.Type, path string) []reflect.Value {
	args := []reflect.Value{reflect.ValueOf(t.Context())}
	fill := map[string]string{"record_id": "1000009", "user_id": sandbox.DefaultUser, "smart_app_id": appID, "descriptor": appID}
	for _, part := range strings.Split(path, "{")[1:] {
		name, _, _ := strings.Cut(part, "}")
		v, ok := fill[name]
		if !ok {
			v = "00000000-0000-4000-8000-000000000000" // an unknown item is an empty reply
		}
		if strings.HasPrefix(name, "document_") || strings.HasPrefix(name, "medical_image_") {
			v = "unknown"
		}
		args = append(args, reflect.ValueOf(v))
	}
	for len(args) < method.NumIn() {
		in := method.In(len(args))
		switch {
		case in.Kind() == reflect.String:
			args = append(args, reflect.ValueOf("text/turtle"))
		case in.Kind() == reflect.Slice:
			args = append(args, reflect.ValueOf([]byte("[] a <http://smartplatforms.org/terms#ClinicalNote> .")))
		default:
			args = append(args, reflect.Zero(in))
		}
	}
	return args
}

// TestTypedQueries: filters and paging as Go values.
func TestTypedQueries(t *testing.T) {
	_, c := ready(t)
	ctx := t.Context()
	g, err := c.GetMedications(ctx, rich, fetch.MedicationsQuery{Rxnorm: []string{"617311", "861007"}, Dates: fetch.Dates{From: "2012"}})
	if err != nil || count(g, "Medication") != 1 {
		t.Errorf("%d medications, %v", count(g, "Medication"), err)
	}
	g, err = c.GetProblems(ctx, rich, fetch.ProblemsQuery{Dates: fetch.Dates{FromAfter: "2009", ToBefore: "2013"}})
	if err != nil || count(g, "Problem") != 1 {
		t.Errorf("%d problems, %v", count(g, "Problem"), err)
	}
	pages := 0
	for _, err := range c.AllEncounters(ctx, rich, fetch.EncountersQuery{Paging: fetch.Paging{Limit: 10}}) {
		if err != nil {
			t.Fatal(err)
		}
		pages++
	}
	if pages != 2 {
		t.Errorf("%d pages", pages)
	}
}

// TestClinicalTypes reads the rich patient into Go values.
func TestClinicalTypes(t *testing.T) {
	_, c := ready(t)
	g, err := c.Record(t.Context(), rich)
	if err != nil {
		t.Fatal(err)
	}
	who := read(t, fetch.DemographicsOf, g)
	if len(who) != 1 || who[0].Given != "Marisol" || who[0].Birth.Time.Year() != 1958 || len(who[0].Phones) != 2 || who[0].Addresses[0].Country != "USA" || who[0].MRNs[0] != rich {
		t.Errorf("%+v", who)
	}
	current := 0
	for _, m := range read(t, fetch.MedicationsOf, g) {
		if m.End.Text == "" {
			current++
		}
		if m.Drug.Title == "" || m.Drug.IRI == "" || m.Start.Time.IsZero() || m.Frequency.Value < 1 || m.Quantity.Unit == "" {
			t.Errorf("%+v", m)
		}
	}
	if current != 4 {
		t.Errorf("%d current medications", current)
	}
	high := 0
	for _, l := range read(t, fetch.LabResultsOf, g) {
		if l.High.Value > 0 && l.Value.Value > l.High.Value {
			high++
		}
		if l.Value.Text == "" && l.Narrative == "" || l.Date.Time.IsZero() {
			t.Errorf("%+v", l)
		}
	}
	if high < 10 {
		t.Errorf("%d results over their range", high)
	}
	if n := len(read(t, fetch.FulfillmentsOf, g)); n != 18 || read(t, fetch.FulfillmentsOf, g)[0].DaysSupply.Value < 10 {
		t.Errorf("%d fulfillments", n)
	}
	if ps := read(t, fetch.ProblemsOf, g); len(ps) != 4 || ps[0].Name.Title == "" {
		t.Errorf("%+v", ps)
	}
	if es := read(t, fetch.EncountersOf, g); len(es) != 19 || es[0].Facility != "Springvale Clinic" || es[0].Type.Title == "" {
		t.Errorf("%+v", es[0])
	}
	if as := read(t, fetch.AllergiesOf, g); len(as) != 2 || as[0].Allergen.Title == "" || as[1].Allergen.Title == "" || as[0].Severity.Title == "" {
		t.Errorf("%+v", as)
	}
	refused := 0
	for _, i := range read(t, fetch.ImmunizationsOf, g) {
		if i.Refusal.Title != "" {
			refused++
		}
	}
	if refused != 1 {
		t.Errorf("%d refused", refused)
	}
	for _, v := range read(t, fetch.VitalSignsOf, g) {
		if v.Systolic.Value < 80 || v.Systolic.Unit != "mm[Hg]" || v.Encounter == "" || v.Height.Value != 163 || v.Weight.String() == "" {
			t.Errorf("%+v", v)
		}
	}
	if len(read(t, fetch.DemographicsOf, graph.New())) != 0 {
		t.Error("something of nothing")
	}
}

// TestMissingParts: records that lack things, or hold nonsense, read as zeros.
func TestMissingParts(t *testing.T) {
	g, err := graph.Load(t.Context(), strings.NewReader(`@prefix sp: <http://smartplatforms.org/terms#> .
		<a> a sp:Demographics . <b> a sp:LabResult ; sp:quantitativeResult [ sp:valueAndUnit [ sp:value "many" ] ] . <c> a sp:VitalSignSet . <d> a sp:Medication ; sp:startDate "soon" .`),
		graph.WithName("x.ttl"), graph.WithBase("http://x/"))
	if err != nil {
		t.Fatal(err)
	}
	if d := read(t, fetch.DemographicsOf, g)[0]; d.Given != "" || d.Birth.Text != "" || d.Addresses != nil {
		t.Errorf("%+v", d)
	}
	if l := read(t, fetch.LabResultsOf, g)[0]; l.Value.Text != "many" || l.Value.Value != 0 {
		t.Errorf("%+v", l)
	}
	if v := read(t, fetch.VitalSignsOf, g)[0]; v.Systolic != (fetch.Quantity{}) {
		t.Errorf("%+v", v)
	}
	if m := read(t, fetch.MedicationsOf, g)[0]; m.Start.Text != "soon" || !m.Start.Time.IsZero() {
		t.Errorf("%+v", m)
	}
}

func TestParseDate(t *testing.T) {
	for in, want := range map[string]string{
		"2010": "2010-01-01T00:00:00Z", "2010-05": "2010-05-01T00:00:00Z", "2010-05-12": "2010-05-12T00:00:00Z", "2010-05-12T04:00:00Z": "2010-05-12T04:00:00Z",
		"2010-05-12T04:00:00+02:00": "2010-05-12T02:00:00Z", "2010-05-12T04:00:00": "2010-05-12T04:00:00Z", "": "", "2010-13": "", "May": "",
	} {
		d := fetch.ParseDate(in)
		got := ""
		if !d.Time.IsZero() {
			got = d.Time.UTC().Format("2006-01-02T15:04:05Z07:00")
		}
		if got != want || d.String() != in {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}
