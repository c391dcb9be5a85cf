package sandbox

import (
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/testdata/oracle"
)

// typed counts the nodes of an sp: class in a reply.
func typed(t testing.TB, a answer, class string) int {
	t.Helper()
	n := 0
	for range a.graph(t).Match(graph.Any, graph.NewIRI(nsRDF+"type"), graph.NewIRI(nsSP+class)) {
		n++
	}
	return n
}

// TestFilters is the table of reference.md section 2.2, on the encounters'
// sister with dates and codes: the problems (2009-03-02, 2009-08-01,
// 2011-05-20, 2013-02-03) and laboratory results of the rich patient.
func TestFilters(t *testing.T) {
	srv := New(t)
	c := newCaller(t, srv)
	c.login("1000001")
	for query, want := range map[string]int{
		"":                     4,
		"date_from=2009":       4,
		"date_from=2009-08":    3,
		"date_from=2009-08-01": 3,
		"date_from_including=2009-08-01T00:00:00Z": 3,
		"date_from_excluding=2009-08":              2,
		"date_from_excluding=2009-08-01":           2,
		"date_from_excluding=2009":                 2,
		"date_to=2009":                             2,
		"date_to=2009-03":                          1,
		"date_to=2009-03-02":                       1,
		"date_to_including=2011":                   3,
		"date_to_excluding=2011":                   2,
		"date_to_excluding=2009-03-02":             0,
		"date_to_excluding=2009-03-03":             1,
		"date_from=2009-04&date_to=2012":           2,
		"date_from=2020":                           0,
		"snomed=44054006":                          1,
		"snomed=44054006|38341003":                 2,
		"snomed=":                                  4,
		"snomed=1|2":                               0,
		"snomed=44054006&date_to=2010":             0,
		"rxnorm=1&unknown=2":                       4,
		"limit=x&offset=2":                         4,
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		a := c.get("/records/1000001/problems/?" + q.Encode())
		if got := typed(t, a, "Problem"); got != want {
			t.Errorf("%s: %d problems, want %d", query, got, want)
		}
		if has := strings.Contains(a.body, "ResponseSummary"); has != (want > 0) {
			t.Errorf("%s: summary %v of %d results", query, has, want)
		}
	}
	for query, want := range map[string]int{"encounter_type=emergency": 1, "encounter_type=home|virtual": 0} {
		if got := typed(t, c.get("/records/1000001/vital_sign_sets/?"+strings.ReplaceAll(query, "|", "%7C")), "VitalSignSet"); got != want {
			t.Errorf("%s: %d sets, want %d", query, got, want)
		}
	}
	if got := typed(t, c.get("/records/1000001/medications/?rxnorm=617311"), "Fulfillment"); got != 6 {
		t.Errorf("one hop: %d fulfillments", got)
	}
}

// TestPaging: limit, offset, order and the next page's URL.
func TestPaging(t *testing.T) {
	srv := New(t)
	c := newCaller(t, srv)
	c.login("1000001")
	var dates []string
	path, pages := "/records/1000001/encounters/?limit=7&x=a|b", 0
	for path != "" {
		u, err := url.Parse(strings.ReplaceAll(path, "|", "%7C"))
		if err != nil {
			t.Fatal(err)
		}
		g := c.get(u.RequestURI()).graph(t)
		if pages++; pages > 5 {
			t.Fatal("too many pages")
		}
		path = ""
		for s := range g.Match(graph.Any, graph.NewIRI(nsRDF+"type"), graph.NewIRI(nsAPI+"ResponseSummary")) {
			for n := range g.Match(s.S, graph.NewIRI(nsAPI+"nextPageURL"), graph.Any) {
				if path = n.O.Value(); !strings.Contains(path, "x=a|b&offset=") {
					t.Errorf("next page %q", path)
				}
			}
			for l := range g.Match(s.S, graph.NewIRI(nsAPI+"resultOrder"), graph.Any) {
				dates = append(dates, listDates(g, l.O)...)
			}
		}
	}
	if pages != 3 || len(dates) != 19 || !slices.IsSortedFunc(dates, func(a, b string) int { return -strings.Compare(a, b) }) {
		t.Errorf("%d pages, dates %v", pages, dates)
	}
	for query, want := range map[string]int{"limit=0": 0, "limit=5&offset=100": 0, "limit=100&offset=18": 1, "limit=5&offset=-1": 5, "limit=-1": 19, "limit=999999999999999999999": 19} {
		if got := typed(t, c.get("/records/1000001/encounters/?"+query), "Encounter"); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	if got := typed(t, c.get("/records/1000001/documents/?limit=5"), "Document"); got != 0 {
		t.Errorf("documents are sorted by a property that does not exist, so a limit leaves none; got %d", got)
	}
}

// listDates reads the start dates of an RDF list's members.
func listDates(g *graph.Graph, head graph.Term) []string {
	var out []string
	for head.Value() != nsRDF+"nil" {
		rest := graph.NewIRI(nsRDF + "nil")
		for f := range g.Match(head, graph.NewIRI(nsRDF+"first"), graph.Any) {
			for d := range g.Match(f.O, graph.NewIRI(nsSP+"startDate"), graph.Any) {
				out = append(out, d.O.Value())
			}
		}
		for r := range g.Match(head, graph.NewIRI(nsRDF+"rest"), graph.Any) {
			rest = r.O
		}
		head = rest
	}
	return out
}

// TestAllergies: exclusions come unfiltered, each half has its own summary.
func TestAllergies(t *testing.T) {
	srv := New(t)
	c := newCaller(t, srv)
	c.login("1000008")
	for query, want := range map[string][3]int{"": {3, 1, 2}, "?date_from=2003": {2, 1, 2}, "?date_from=2020": {0, 1, 1}, "?limit=1": {1, 1, 2}} {
		a := c.get("/records/1000008/allergies/" + query)
		got := [3]int{typed(t, a, "Allergy"), typed(t, a, "AllergyExclusion"), 0}
		for range a.graph(t).Match(graph.Any, graph.NewIRI(nsRDF+"type"), graph.NewIRI(nsAPI+"ResponseSummary")) {
			got[2]++
		}
		if got != want {
			t.Errorf("%s: %v allergies, exclusions, summaries; want %v", query, got, want)
		}
	}
}

// TestItems: every item of every collection answers at its own IRI.
func TestItems(t *testing.T) {
	srv := New(t)
	for _, id := range []string{"1000001", "1000008", "1000009"} {
		c := newCaller(t, srv)
		c.login(id)
		for _, st := range srv.state.record(id).list {
			a := c.get(st.path)
			if a.status != 200 || st.kind.file != (a.header.Get("Content-Type") != "application/rdf+xml") {
				t.Errorf("%s: %d %s", st.path, a.status, a.header.Get("Content-Type"))
			}
			if st.kind.file {
				a = c.get(st.path + "?format=metadata")
			}
			if !strings.Contains(a.body, `"`+srv.URL()+st.path+`"`) {
				t.Errorf("%s is not in its own reply", st.path)
			}
		}
	}
	c := newCaller(t, New(t, Options{StrictItems: true}))
	c.login("1000001")
	if a := c.get("/records/1000001/problems/unknown"); a.status != 404 {
		t.Errorf("strict: %d", a.status)
	}
}

// TestRecordSearch: both spellings of the parameters.
func TestRecordSearch(t *testing.T) {
	srv := New(t)
	c := newCaller(t, srv)
	c.signer.Consumer = "background@apps.smartplatforms.org"
	for query, want := range map[string]int{
		"": 13, "family_name=quin": 1, "familyName=QUIN": 1, "given_name=a": 1, "gender=FEMALE": 6, "birthday=1980-02-29": 1, "date_of_birth=1980-02-29": 1,
		"zipcode=8001": 1, "app_id=8001": 1, "medical_record_number=1000007": 1, "family_name=zzz": 0, "family_name=quin&gender=male": 0,
	} {
		if got := typed(t, c.get("/records/search?"+query), "Demographics"); got != want {
			t.Errorf("%q: %d, want %d", query, got, want)
		}
	}
	names := 0
	for range c.get("/records/search").graph(t).Match(graph.Any, graph.NewIRI(nsRDF+"type"), graph.NewIRI(nsVCard+"Name")) {
		names++
	}
	if names != 12 { // one patient has no name; blank nodes of two records must not merge
		t.Errorf("%d names", names)
	}
}

func TestUserSearch(t *testing.T) {
	srv := New(t)
	c := newCaller(t, srv)
	c.login("1000001")
	for query, want := range map[string]int{"": 3, "given_name=oo": 1, "givenName=NOOR": 1, "family_name=x": 0, "department=radio": 1, "role=nurse": 1} {
		if got := typed(t, c.get("/users/search?"+query), "User"); got != want {
			t.Errorf("%q: %d, want %d", query, got, want)
		}
	}
}

// TestOntology: 47 calls, each with what a generator needs; and every GET of a
// record collection that it names is answered.
func TestOntology(t *testing.T) {
	srv := New(t)
	c := newCaller(t, srv)
	c.login("1000001")
	g := c.get("/ontology").graph(t)
	n := 0
	for call := range g.Match(graph.Any, graph.NewIRI(nsRDF+"type"), graph.NewIRI(nsAPI+"Call")) {
		n++
		get := func(name string) string {
			for v := range g.Match(call.S, graph.NewIRI(nsAPI+name), graph.Any) {
				return v.O.Value()
			}
			t.Errorf("a call without %s", name)
			return ""
		}
		path := get("path")
		get("target")
		get("clientMethodName")
		if get("httpMethod") == "GET" && get("category") == "record" && get("cardinality") == "multiple" {
			if a := c.get(strings.ReplaceAll(path, "{record_id}", "1000001")); a.status != 200 {
				t.Errorf("%s: %d", path, a.status)
			}
		}
	}
	if n != 47 {
		t.Errorf("%d calls", n)
	}
}

var update = flag.Bool("update", false, "write ../testdata/ontology.rdf")

// TestOntologyFile: the file that the client's calls are generated from is
// what this container serves.
func TestOntologyFile(t *testing.T) {
	s, err := Open(Options{})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join("..", "testdata", "ontology.rdf")
	if *update {
		if err := os.WriteFile(name, s.ontology, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil || string(want) != string(s.ontology) {
		t.Errorf("%s is not what is served (%v): run this test with -update, then go generate in fetch", name, err)
	}
}

// TestOntologyOracle: our calls are those of the SMART ontology: the same
// names, methods, paths and targets.
func TestOntologyOracle(t *testing.T) {
	file := filepath.Join(oracle.SMART(t), "owl", "smart.owl")
	g, err := graph.LoadFile(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for call := range g.Match(graph.Any, graph.NewIRI(nsRDF+"type"), graph.NewIRI(nsAPI+"Call")) {
		get := func(name string) string {
			for v := range g.Match(call.S, graph.NewIRI(nsAPI+name), graph.Any) {
				return v.O.Value()
			}
			return ""
		}
		want[get("clientMethodName")] = get("httpMethod") + " " + get("path") + " " + get("target") + " " + get("cardinality") + " " + get("category")
	}
	for _, c := range smartCalls(kinds()) {
		cardinality := "single"
		if c.multiple {
			cardinality = "multiple"
		}
		got := c.method + " " + c.path + " " + c.target + " " + cardinality + " " + c.category
		if want[c.name] != got {
			t.Errorf("%s\n ours   %s\n theirs %s", c.name, got, want[c.name])
		}
		delete(want, c.name)
	}
	for name := range want {
		t.Errorf("we lack %s", name)
	}
}

// TestManifestOracle: the validator takes the sample apps' manifests, and
// TestManifests refuses what the rules forbid.
func TestManifestOracle(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(oracle.SMART(t), "manifests", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseManifest(data); err != nil {
			t.Errorf("%s: %v", filepath.Base(file), err)
		}
	}
}

func TestManifests(t *testing.T) {
	good := `{"id":"a@b","name":"n","description":"d","mode":"ui","index":"http://x/","icon":"http://x/i"`
	for _, ok := range []string{good + `}`, good + `,"smart_version":"1.0.2","scope":"record","optimalBrowserEnvironments":["tablet"]}`,
		`{"id":"a@b","name":"n","description":"d","mode":"background"}`, good + `,"oauth_callback":"myapp://done"}`} {
		if _, err := ParseManifest([]byte(ok)); err != nil {
			t.Errorf("%s: %v", ok, err)
		}
	}
	s, err := Open(Options{})
	if err != nil {
		t.Fatal(err)
	}
	if secret, err := s.LoadApp([]byte(good+`}`), ""); err != nil || len(secret) < 16 {
		t.Errorf("loaded with %q, %v", secret, err)
	}
	if _, err := s.LoadApp([]byte(good), "x"); err == nil {
		t.Error("a broken manifest was loaded")
	}
	for _, bad := range []string{"", "[]", good, good + `,"extra":1}`, good + `}{}`, `{"id":"a@b","mode":"ui"}`, good + `,"smart_version":"1.x"}`, good + `,"scope":"world"}`,
		`{"id":"nope","name":"n","description":"d","mode":"background"}`, `{"id":"a/b@c","name":"n","description":"d","mode":"background"}`,
		`{"id":"a@b","name":"n","description":"d","mode":"background","index":"http://x/"}`, `{"id":"a@b","name":"n","description":"d","mode":"ui"}`,
		`{"id":"a@b","name":"n","description":"d","mode":"other"}`, good + `,"oauth_callback":"javascript:alert(1)"}`, good + `,"oauth_callback":"/relative"}`,
		good + `,"optimalBrowserEnvironments":["watch"]}`, good + `,"requires":{"x":{"methods":["PATCH"]}}}`} {
		if m, err := ParseManifest([]byte(bad)); err == nil {
			t.Errorf("%s accepted as %v", bad, m)
		}
	}
}

// TestPatientFolder: names, ids, documents and what is refused.
func TestPatientFolder(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) {
		t.Helper()
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Open(Options{Patients: dir}); err == nil {
		t.Error("an empty folder")
	}
	const one = `@prefix sp: <http://smartplatforms.org/terms#> . [] a sp:Demographics . `
	write("p77.ttl", one)
	write("abc.ttl", one+`[] a sp:Document ; sp:fileName "a.txt" .`)
	write("documents/abc/a.txt", "hello")
	write("readme.md", "not RDF")
	s, err := Open(Options{Patients: dir})
	if err != nil || !slices.Equal(s.Records(), []string{"77", "abc"}) {
		t.Fatalf("%v", err)
	}
	if got := string(s.state.record("abc").files["a.txt"]); got != "hello" {
		t.Errorf("document %q", got)
	}
	for name, content := range map[string]string{"bad id.ttl": one, "broken.ttl": "oops", "nothing.ttl": "", "two.ttl": one + "[] a sp:Demographics ."} {
		write(name, content)
		if _, err := Open(Options{Patients: dir}); err == nil || !strings.Contains(err.Error(), strings.TrimSuffix(name, ".ttl")) {
			t.Errorf("%s: %v", name, err)
		}
		os.Remove(filepath.Join(dir, name))
	}
}
