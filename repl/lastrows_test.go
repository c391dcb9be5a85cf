package repl

import (
	"strings"
	"testing"
)

func TestLastResultAsValues(t *testing.T) {
	for _, tt := range []struct {
		name, first, then, out, err string
	}{
		{"all columns", "SELECT ?s { ?s a ex:Place }", "SELECT ?l { VALUES _ ?s rdfs:label ?l }", "Town@en", ""},
		{"one of them", "SELECT ?s ?n { ?s ex:name ?n }", "SELECT ?a { VALUES ?s _ ?s ex:age ?a } ORDER BY ?a", "42", ""},
		{"two of them", "SELECT ?s ?n { ?s ex:name ?n }", "SELECT (COUNT(*) AS ?k) { VALUES (?n ?s) _ }", "3", ""},
		{"behind the group", "SELECT ?s { ?s a ex:Place }", "SELECT ?l { ?s rdfs:label ?l } VALUES _", "Town@en", ""},
		{"without a dot before and after", "SELECT ?s { ?s a ex:Place }", "SELECT ?l { ?s ex:size ?n VALUES _ ?s rdfs:label ?l }", "Town@en", ""},
		{"in an update", "SELECT ?s { ?s a ex:Place }", "DELETE { ?s ?p ?o } WHERE { VALUES _ ?s ?p ?o }", "", "0 inserted, 3 deleted"},
		{"equal rows once", "SELECT ?s { ?s ex:knows ?o }", "SELECT (COUNT(*) AS ?k) { VALUES _ }", "2", ""},
		{"nothing yet", "", "SELECT * { VALUES _ ?s ?p ?o }", "", "there is none yet"},
		{"no such column", "SELECT ?s { ?s a ex:Place }", "SELECT * { VALUES ?x _ }", "", "the last result has no column ?x\nhint: it has ?s"},
		{"blank nodes", "SELECT (BNODE() AS ?b) {}", "SELECT * { VALUES _ }", "", "?b has blank nodes"},
		{"wrong elsewhere", "SELECT ?s { ?s a ex:Place }", "SELECT * { VALUES _ ?s ex:size } }", "", "1:32:"},
		{"not in VALUES", "SELECT ?s { ?s a ex:Place }", "SELECT * { ?s ex:size _ }", "", "error: 1:23"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHarness(t, nil)
			h.feed(t, tt.first)
			h.take()
			if got := h.feed(t, tt.then); got != Ready {
				t.Fatalf("waits: %v", got)
			}
			out, err := h.take()
			if !strings.Contains(out, tt.out) || !strings.Contains(err, tt.err) {
				t.Errorf("got %s%s", out, err)
			}
		})
	}
}

func TestLastResultIsOfferedAndPainted(t *testing.T) {
	h := newHarness(t, nil)
	h.feed(t, "SELECT ?s { ?s a ex:Person }")
	if got := offered(h.Session, "SELECT * { VALUES |"); len(got) == 0 || got[0] != "_" {
		t.Errorf("offered %q", got)
	}
	if got := newPainter(h.Session).paint("SELECT * { VALUES _ ?s ?p ?o }"); !strings.Contains(got, sgrVariable+"_") {
		t.Errorf("painted %q", got)
	}
}
