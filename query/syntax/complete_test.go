package syntax_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/trivet-rdf/trivet/query/syntax"
)

const foaf = "http://xmlns.com/foaf/0.1/"

// completionCase is a text with a bar where something is to be completed.
type completionCase struct {
	text     string
	word     string
	roles    syntax.Role
	keywords string // some of them
	not      string // none of them
}

func completionCases() []completionCase {
	const (
		v, iri, pred, class = syntax.RoleVariable, syntax.RoleIRI, syntax.RolePredicate, syntax.RoleClass
		fn, graph, service  = syntax.RoleFunction, syntax.RoleGraph, syntax.RoleService
	)
	return []completionCase{
		{"|", "", 0, "SELECT PREFIX INSERT CLEAR", "WHERE LIMIT"},
		{"SEL|", "SEL", 0, "SELECT ASK", "WHERE"},
		{"PREFIX fo|", "fo", syntax.RolePrefix, "", "SELECT"},
		{"PREFIX foaf: |", "", syntax.RolePrefixIRI, "", "SELECT"},
		{"PREFIX foaf: <http|", "<http", syntax.RolePrefixIRI, "", "SELECT"},
		{"SELECT |", "", v, "DISTINCT REDUCED", "WHERE"},
		{"SELECT * |", "", 0, "WHERE FROM", "LIMIT"},
		{"SELECT * FROM |", "", graph, "NAMED", ""},
		{"SELECT * { |", "", v | iri, "OPTIONAL FILTER BIND SELECT", "LIMIT DISTINCT"},
		{"SELECT * { ?s |", "", v | pred, "a", "OPTIONAL"},
		{"SELECT * { ?s foaf:n| ?o }", "foaf:n", v | pred, "a", ""},
		{"SELECT * { ?s <http://x|", "<http://x", v | pred, "", ""},
		{"SELECT * { ?s a |", "", v | iri | class, "", "OPTIONAL"},
		{"SELECT * { ?s a foaf:|", "foaf:", v | iri | class, "", ""},
		{"SELECT * { ?s ?p |", "", v | iri, "", "OPTIONAL"},
		{"SELECT * { ?s ?p ?o |", "", 0, "OPTIONAL FILTER", "a"},
		{"SELECT * { ?s ?p ?o ; |", "", v | pred, "a", "LIMIT"},
		{"SELECT * { ?s ^foaf:knows/|", "", pred, "a", ""},
		{"SELECT * { ?s ?p ?o FILTER (|", "", v | iri | fn, "NOT EXISTS", "OPTIONAL"},
		{"SELECT * { ?s ?p ?o FILTER (STR|", "STR", v | iri | fn, "", ""},
		{"SELECT * { ?s ?p ?o FILTER (?o <|", "", v | iri | fn, "", ""},
		{"SELECT * { ?s ?p ?o FILTER (?o <= ?|", "?", v | iri | fn, "", ""},
		{"SELECT * { ?s ?p ?o FILTER (?o |", "", 0, "IN NOT", "OPTIONAL"},
		{"SELECT * { GRAPH |", "", graph | v, "", ""},
		{"SELECT * { SERVICE |", "", service | v, "SILENT", ""},
		{"SELECT * { ?s ?p ?o } |", "", 0, "ORDER GROUP LIMIT VALUES", "FILTER SELECT"},
		{"SELECT * { ?s ?p ?o } ORDER |", "", 0, "BY", "LIMIT"},
		{"SELECT * { ?s ?p ?o } ORDER BY |", "", v | fn, "ASC DESC", ""},
		{"SELECT * { ?s ?p ?o } LIMIT |", "", 0, "", "OFFSET"},
		{"SELECT * { ?s ?p \"abc|", "", 0, "", "SELECT"},
		{"SELECT * # abc|", "", 0, "", "WHERE"},
		{"SELECT * # abc\n|", "", 0, "WHERE", ""},
		{"SELECT * { ?s ?p 12|", "", 0, "", "OPTIONAL"},
		{"SELECT * { ?s ?p '1'^^|", "", syntax.RoleDatatype, "", ""},
		{"INSERT |", "", 0, "DATA", "WHERE"},
		{"CLEAR |", "", 0, "ALL DEFAULT GRAPH NAMED SILENT", ""},
		{"INSERT DATA { <a> |", "", v | pred, "a", ""},
		{"CLEAR ALL; |", "", 0, "INSERT LOAD", "SELECT"},
		{"SELECT * { ?s ?p ?o . } ) ; OPTIONAL { ?s |", "", v | pred, "a", ""},
		{"SELECT ?? { ?s foo ?o . ?x |", "", v | pred, "a", ""},
	}
}

// What may follow at the bar.
func TestCompleteAt(t *testing.T) {
	for _, c := range completionCases() {
		at := strings.Index(c.text, "|")
		got := syntax.CompleteAt(c.text[:at]+c.text[at+1:], at)
		roles := got.Roles
		if c.roles&syntax.RoleIRI == 0 {
			roles &^= syntax.RoleIRI
		}
		if got.Word != c.word || got.Start != at-len(c.word) && c.word != "" || got.End != at || roles != c.roles {
			t.Errorf("%s: word %q at %d to %d, roles %b, want %q, %b", c.text, got.Word, got.Start, got.End, got.Roles, c.word, c.roles)
		}
		for _, w := range strings.Fields(c.keywords) {
			if !slices.Contains(got.Keywords, w) {
				t.Errorf("%s: no %s in %v", c.text, w, got.Keywords)
			}
		}
		for _, w := range strings.Fields(c.not) {
			if slices.Contains(got.Keywords, w) {
				t.Errorf("%s: %s in %v", c.text, w, got.Keywords)
			}
		}
		if has := len(got.Functions) > 0; has != (got.Roles&syntax.RoleFunction != 0) {
			t.Errorf("%s: functions %v", c.text, got.Functions)
		}
	}
}

// What the text says of the subject comes with its properties.
func TestCompleteKnown(t *testing.T) {
	const text = `PREFIX foaf: <http://xmlns.com/foaf/0.1/>
SELECT ?name WHERE {
  ?doc foaf:maker ?p .
  ?p a foaf:Person, <http://example.org/Patient> ; foaf:name ?name .
  OPTIONAL { ?p foaf:knows [ foaf:name ?other ] ;
    |
  FILTER (?later > 1)
}`
	at := strings.Index(text, "|")
	got := syntax.CompleteAt(text[:at]+text[at+1:], at)
	want := syntax.Completion{
		Start: at, End: at, Roles: syntax.RoleVariable | syntax.RolePredicate,
		Subject: "?p", Types: []string{foaf + "Person", "http://example.org/Patient"},
		Properties: []string{foaf + "name", foaf + "knows"}, Incoming: []string{foaf + "maker"},
		Variables: []string{"name", "doc", "p", "other", "later"}, Prefixes: map[string]string{"foaf": foaf},
	}
	got.Keywords = nil
	if diff := cmp.Diff(want, got, cmp.FilterPath(func(p cmp.Path) bool { return p.String() == "options" }, cmp.Ignore())); diff != "" {
		t.Error(diff)
	}
	for text, want := range map[string]string{
		"SELECT * { ?p foaf:knows |":             foaf + "knows",
		"SELECT * { ?p ?q |":                     "",
		"SELECT * { ?p foaf:knows ?q |":          "",
		"SELECT * { ?p foaf:name 1, |":           foaf + "name",
		"SELECT * { ?p foaf:knows [ foaf:name |": foaf + "name",
	} {
		if got := syntax.CompleteAt(strings.TrimSuffix(text, "|"), len(text)-1); got.Predicate != want {
			t.Errorf("%s: property %q, want %q", text, got.Predicate, want)
		}
	}
	const maker, knows, name = foaf + "maker", foaf + "knows", foaf + "name"
	for text, want := range map[string][3]string{ // types, properties, incoming
		"SELECT * { ?d foaf:maker [ |":                         {"", "", maker},
		"SELECT * { ?d foaf:maker [ foaf:name ?n ; |":          {"", name, maker},
		"SELECT * { ?d foaf:maker [ ] ; |":                     {"", maker, ""},
		"SELECT * { ?d foaf:maker [ foaf:knows [ |":            {"", "", knows},
		"SELECT * { ?d foaf:maker/|":                           {"", "", maker},
		"SELECT * { ?d foaf:maker/foaf:knows*/|":               {"", "", knows},
		"SELECT * { ?d foaf:maker/^foaf:knows/|":               {"", knows, ""},
		"SELECT * { ?d (foaf:maker|foaf:knows)/|":              {"", "", ""},
		"SELECT * { ?d foaf:maker/foaf:knows ?p . ?p |":        {"", "", knows},
		"SELECT * { ?d foaf:maker/foaf:knows [ |":              {"", "", knows},
		"SELECT * { ?d (foaf:maker/foaf:knows)/foaf:name/|":    {"", "", name},
		"SELECT * { ?d !foaf:maker/|":                          {"", "", ""},
		"SELECT * { ?d foaf:maker/foaf:name ?x ; a foaf:D ; |": {foaf + "D", "", ""},
	} {
		got := syntax.CompleteAt(strings.TrimSuffix(text, "|"), len(text)-1)
		if have := [3]string{strings.Join(got.Types, " "), strings.Join(got.Properties, " "), strings.Join(got.Incoming, " ")}; have != want {
			t.Errorf("%s: types, properties, incoming %q, want %q", text, have, want)
		}
	}
	inner := syntax.CompleteAt("SELECT * { ?x foaf:knows [ a foaf:Agent ; ", 100)
	if !slices.Equal(inner.Types, []string{foaf + "Agent"}) {
		t.Errorf("types of the inner node: %v", inner.Types)
	}
}

// Whether a text is finished.
func TestIncomplete(t *testing.T) {
	cases := []struct {
		text   string
		status syntax.Status
		open   syntax.Open
		depth  int
	}{
		{"", syntax.NeedsMore, syntax.OpenClause, 0},
		{"SELECT", syntax.NeedsMore, syntax.OpenClause, 0},
		{"SELEC", syntax.NeedsMore, syntax.OpenClause, 0},
		{"SELEC ", syntax.Wrong, 0, 0},
		{"SELECT * { ?s ?p", syntax.NeedsMore, syntax.OpenBrace, 1},
		{"SELECT * { ?s ?p ?o OPTIONAL { ?s", syntax.NeedsMore, syntax.OpenBrace, 2},
		{"SELECT * { { } UNION {", syntax.NeedsMore, syntax.OpenBrace, 2},
		{"SELECT * { ?s ?p <http://exa", syntax.NeedsMore, syntax.OpenIRI, 1},
		{"SELECT * { ?s ?p \"abc", syntax.NeedsMore, syntax.OpenString, 1},
		{"SELECT * { ?s ?p \"abc\n", syntax.Wrong, 0, 0},
		{"SELECT * { ?s ?p \"\"\"abc\n", syntax.NeedsMore, syntax.OpenString, 1},
		{"SELECT * { ?s ?p ?o }", syntax.Complete, 0, 0},
		{"SELECT * { ?s ?p ?o }\nLIMIT 5", syntax.Complete, 0, 0},
		{"SELECT * { ?s ?p ?o } LIMIT", syntax.NeedsMore, syntax.OpenClause, 0},
		{"SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", syntax.NeedsMore, syntax.OpenClause, 0},
		{"SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } LIMIT 5", syntax.Wrong, 0, 0},
		{"SELECT * { ?s ?p ?o } }", syntax.Wrong, 0, 0},
		{"SELECT * { ?s ?p ?o . . ", syntax.Wrong, 0, 0},
		{"INSERT DATA { <a> <b> ", syntax.NeedsMore, syntax.OpenBrace, 1},
		{"INSERT { <a> <b> <c> }", syntax.NeedsMore, syntax.OpenClause, 0},
		{"CLEAR ALL ;", syntax.Complete, 0, 0},
		{"PREFIX ex: <http://x/>", syntax.NeedsMore, syntax.OpenClause, 0},
	}
	for _, c := range cases {
		got := syntax.Incomplete(c.text, syntax.Options{})
		if got.Status != c.status || got.Open != c.open || got.Depth != c.depth || (got.Err == nil) != (c.status == syntax.Complete) {
			t.Errorf("%q: got %+v, want %+v", c.text, got, c)
		}
	}
}

// Every token has the colour of its kind.
func TestTokens(t *testing.T) {
	text := "PREFIX : <x>#c\nselect ?x{a:b a 'y'@en--ltr,_:b,1.5e3;STR(true)FOO&&. \xff \"open"
	var got []string
	kinds := []string{"space", "comment", "keyword", "function", "variable", "iri", "name", "blank", "string", "lang", "number", "punct", "error"}
	for _, tok := range syntax.Tokens(text) {
		if tok.Kind != syntax.TokenSpace {
			got = append(got, kinds[tok.Kind]+" "+text[tok.Start:tok.End])
		}
	}
	want := []string{
		"keyword PREFIX", "name :", "iri <x>", "comment #c", "keyword select", "variable ?x", "punct {", "name a:b", "keyword a",
		"string 'y'", "lang @en--ltr", "punct ,", "blank _:b", "punct ,", "number 1.5e3", "punct ;", "function STR", "punct (",
		"keyword true", "punct )", "error FOO", "punct &&", "punct .", "error \xff", "error \"open",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	checkTokens(t, text)
	checkTokens(t, "\uFEFFSELECT")
	for _, c := range suiteCases(t) {
		checkTokens(t, c.text)
	}
}
