package repl

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDidYouMean makes a slip of each kind.
func TestDidYouMean(t *testing.T) {
	inFolder(t)
	for _, tt := range []struct{ line, want string }{
		{".clases", "did you mean .classes?"},
		{"classes", "did you mean the command .classes?"},
		{"nonsense", "a query begins with SELECT"},
		{"selct * { ?s ?p ?o }", "did you mean SELECT?"},
		{"SELECT * { ?s foa:name ?n }", "did you mean foaf: <http://xmlns.com/foaf/0.1/>?"},
		{"SELECT * { ?s zzz:height ?n }", ".prefix zzz: <http://example.org/>"},
		{"SELECT * { ?s a ex:Persn }", "did you mean ex:Person?"},
		{"SELECT * { ?s ex:nme ?n }", "did you mean ex:name?"},
		{"SELECT ?nam { ?s ex:name ?name }", "did you mean ?name?"},
		{".describe ex:anm", "did you mean ex:ann?"},
		{".predicates ex:Plce", "did you mean ex:Place?"},
		{".load peple.ttl", "did you mean people.ttl?"},
		{".load people", "did you mean people.ttl?"},
		{".mode jsn", "did you mean json?"},
		{".help lod", "did you mean .load?"},
	} {
		h := newHarness(t, nil)
		h.feed(t, tt.line)
		if _, errs := h.take(); !strings.Contains(errs, tt.want) {
			t.Errorf("%s\ngot  %s\nwant %s", tt.line, errs, tt.want)
		}
	}
}

// TestFixOfEverySlip: .fix runs what was meant, all slips mended.
func TestFixOfEverySlip(t *testing.T) {
	for _, line := range []string{
		"classes", "selct * { ?s ?p ?o }", "SELECT * { ?s foa:name ?n }",
		"SELECT ?n { ?s a ex:Persn ; ex:nme ?n }", "select count(*) { ?s ?p ?o }", "PREFIX ex: <http://example.org/> . ASK {}",
	} {
		h := newHarness(t, nil)
		h.feed(t, line)
		h.take()
		h.feed(t, ".fix")
		if out, errs := h.take(); strings.Contains(errs, "error:") || strings.Contains(errs, "class ex:") || out == "" && !strings.Contains(errs, "0 rows") {
			t.Errorf("%s: %s%s", line, out, errs)
		}
	}
}

func TestErrorsInColour(t *testing.T) {
	h := newHarness(t, func(c *Config) { c.Color = true })
	h.feed(t, "SELECT COUNT(*) { ?s ?p ?o }\nSELECT ?n { ?s ex:nme ?n }")
	_, errs := h.take()
	for _, want := range []string{sgrWrong + "^^^^^^^^" + sgrReset, sgrWarning + "^^^^^^" + sgrReset, sgrAdvice + "hint:" + sgrReset} {
		if !strings.Contains(errs, want) {
			t.Errorf("no %q in %q", want, errs)
		}
	}
}

func TestNearestFile(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"patients.ttl", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{"patient.ttl": "patients.ttl", "patients": "patients.ttl", "zzz": ""} {
		got := nearestFile(filepath.Join(dir, name))
		if want != "" {
			want = filepath.Join(dir, want)
		}
		if got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := nearestFile(filepath.Join(dir, "nowhere", "x")); got != "" {
		t.Errorf("in no folder: %q", got)
	}
}

func TestEmptyColumnsAreTold(t *testing.T) {
	for query, told := range map[string]bool{
		"SELECT (AVG(?n) AS ?mean) { ?s ex:name ?n }":                  true,
		"SELECT ?s (?n + 1 AS ?more) { ?s ex:name ?n }":                true,
		"SELECT (AVG(?a) AS ?mean) { ?s ex:age ?a }":                   false,
		"SELECT ?s ?x { ?s a ex:Place OPTIONAL { ?s ex:age ?x } }":     false,
		"SELECT ?s (?a + 1 AS ?x) { ?s a ex:Person ; ex:zzz ?a }":      false,
		"SELECT ?n (IF(?n = \"Ann\", 1, 1/0) AS ?x) { ?s ex:name ?n }": false,
	} {
		h := newHarness(t, nil)
		h.feed(t, query)
		if _, errs := h.take(); strings.Contains(errs, "has no value in any row") != told {
			t.Errorf("%s: %s", query, errs)
		}
	}
}

// TestWhatIsNotThere: what is said of files, folders, terms, graphs and services
// that are not there.
func TestWhatIsNotThere(t *testing.T) {
	inFolder(t)
	h := newHarness(t, nil)
	for line, want := range map[string]string{
		".load peple.ttl":                                "did you mean people.ttl?",
		".load nowhere/x.ttl":                            "nowhere/x.ttl: there is no folder nowhere",
		".save nowhere/x.ttl":                            "error: nowhere/x.ttl: there is no folder nowhere",
		".describe ex:an":                                "did you mean ex:ann?",
		".describe ex:x":                                 ".classes and .predicates list what is",
		".classes Nope":                                  "no class is called so",
		"LOAD <http://x.example/>":                       ".load FILE reads a file",
		"SELECT * { SERVICE <http://x.example/> {} }":    ".connect URL sends",
		"SELECT * FROM <http://x.example/> { ?s ?p ?o }": "there is no such graph",
		".path ex:ann ex:ann":                            "they are the same",
	} {
		h.feed(t, line)
		if _, errs := h.take(); !strings.Contains(errs, want) {
			t.Errorf("%s: %q, want %q", line, errs, want)
		}
	}
	h = newHarness(t, func(c *Config) { c.Interactive, c.Programs.Editor = false, []string{"true"} })
	h.feed(t, ".edit")
	if _, errs := h.take(); !strings.Contains(errs, "nobody is there to edit") {
		t.Errorf("in a script: %q", errs)
	}
}
