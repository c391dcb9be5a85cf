package syntax_test

import (
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/query/syntax"
)

func TestWarnings(t *testing.T) {
	cases := []struct{ query, want string }{
		{"SELECT ?name { ?s <p> ?nmae }", "1:8 ?name has no value in the pattern | did you mean ?nmae?"},
		{"SELECT ?name { ?s <p> ?name }", ""},
		{"SELECT ?x { { SELECT ?y { ?x <p> ?y } } }", "1:8 ?x has no value in the pattern"},
		{"SELECT (?a + 1 AS ?b) (?b + 1 AS ?c) { ?a <p> 1 }", ""},
		{"SELECT (?z + 1 AS ?b) { ?a <p> 1 }", "1:9 ?z has no value in SELECT"},
		{"SELECT ?x { } VALUES ?x { 1 }", ""},
		{"SELECT ?x { VALUES (?x) { (1) } }", ""},
		{"SELECT ?g { GRAPH ?g { ?s ?p ?o } }", ""},
		{"SELECT * { ?s <p> ?o { FILTER (?o > 1) } }", "1:32 ?o has no value in the group of this FILTER | a filter sees"},
		{"SELECT * { ?s <p> ?o OPTIONAL { ?s <q> ?r FILTER (?o > ?r) } }", ""},
		{"SELECT * { ?s <p> ?o FILTER EXISTS { { ?s <q> ?r FILTER (?o > ?r) } } }", ""},
		{"SELECT * { FILTER (?o > 1) ?s <p> ?o }", ""},
		{"SELECT * { BIND (?o AS ?x) ?s <p> ?o }", "1:18 ?o has no value in this BIND | BIND sees"},
		{"SELECT * { ?s <p> ?o MINUS { ?x <q> ?y } }", "1:22 this MINUS takes nothing away | use FILTER NOT EXISTS"},
		{"SELECT * { ?s <p> ?o MINUS { ?s <q> ?y } }", ""},
		{"SELECT * { ?s <p> ?o } ORDER BY ?x", "1:33 ?x has no value in ORDER BY"},
		{"SELECT (COUNT(*) AS ?n) { ?s <p> ?o } GROUP BY ?s HAVING (?n > 1) ORDER BY ?n", ""},
		{"SELECT (COUNT(*) AS ?n) { ?s <p> ?o } GROUP BY ?t", "1:48 ?t has no value in GROUP BY"},
		{"CONSTRUCT { ?s <q> ?x } { ?s <p> ?o }", "1:20 ?x has no value in the pattern, so the template"},
		{"CONSTRUCT WHERE { ?s <p> ?o }", ""},
		{"DESCRIBE ?x { ?s <p> ?o }", "1:10 ?x has no value"},
		{"ASK { ?s <p> ?o }", ""},
	}
	for _, c := range cases {
		q, err := syntax.Parse(c.query, syntax.Options{})
		if err != nil {
			t.Errorf("%s: %v", c.query, err)
			continue
		}
		checkWarnings(t, c.query, c.want, syntax.Warnings(q))
	}
	u, err := syntax.ParseUpdate("DELETE { ?s <p> ?x } INSERT { ?s <q> ?o } WHERE { ?s <p> ?o }", syntax.Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkWarnings(t, u.String(), "1:17 ?x has no value in the pattern, so the DELETE template", syntax.UpdateWarnings(u))
}

// checkWarnings compares warnings with "line:column message | hint", both cut.
func checkWarnings(t *testing.T, text, want string, got []syntax.Warning) {
	t.Helper()
	if want == "" || len(got) != 1 {
		if want != "" || len(got) != 0 {
			t.Errorf("%s: got %v, want %q", text, got, want)
		}
		return
	}
	place, rest, _ := strings.Cut(want, " ")
	msg, hint, _ := strings.Cut(rest, " | ")
	drawn := got[0].Pretty(text)
	if !strings.HasPrefix(drawn, place+": ") || !strings.HasPrefix(got[0].Msg, msg) || !strings.HasPrefix(got[0].Hint, hint) {
		t.Errorf("%s: got %s want %q", text, drawn, want)
	}
}
