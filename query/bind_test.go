package query_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// TestBindIsValues: a binding does what VALUES at the start of WHERE does, with
// OPTIONAL, MINUS, sub-selects, aggregates, and the tail of the query.
func TestBindIsValues(t *testing.T) {
	g := people(t)
	wheres := []struct{ head, body, tail string }{
		{"SELECT ?n", "?p foaf:name ?n", ""},
		{"SELECT *", "?p foaf:knows ?q", ""},
		{"SELECT ?q", "OPTIONAL { ?p foaf:knows ?q }", ""},
		{"SELECT ?p ?a", "OPTIONAL { ?p :age ?a } FILTER(!BOUND(?a))", ""},
		{"SELECT ?q", "?q a :Person MINUS { ?p foaf:knows ?q }", ""},
		{"SELECT ?q", "?q a :Person FILTER NOT EXISTS { ?p foaf:knows ?q }", ""},
		{"SELECT ?p ?q", "{ ?p :age ?q } UNION { ?q foaf:knows ?p }", ""},
		{"SELECT ?n", "{ SELECT ?n { ?p foaf:name ?n } }", ""},
		{"SELECT ?n", "{ SELECT ?p ?n { ?p foaf:name ?n } }", ""},
		{"SELECT (COUNT(?q) AS ?n)", "?p foaf:knows ?q", ""},
		{"SELECT ?p (COUNT(?q) AS ?n)", "?p foaf:knows ?q", "GROUP BY ?p"},
		{"SELECT ?x", "BIND(STR(?p) AS ?x)", ""},
		{"SELECT ?x", "{ BIND(STR(?p) AS ?x) }", ""},
		{"SELECT ?q", "?p foaf:knows+ ?q", "ORDER BY ?q LIMIT 1"},
		{"SELECT (STR(?p) AS ?x)", "", ""},
		{"SELECT ?p", "FILTER(?p = :ada)", ""},
		{"SELECT ?p ?q", "?p foaf:knows ?q", "VALUES ?p { :bob :ada }"},
	}
	for _, w := range wheres {
		plain := w.head + " WHERE { " + w.body + " } " + w.tail
		as := w.head + " WHERE { VALUES ?p { :ada } " + w.body + " } " + w.tail
		equal(t, plain, answer(t, g, plain, query.Bind("p", iri("ada"))), answer(t, g, as))
	}
	two := "SELECT * { ?p foaf:knows ?q OPTIONAL { ?q :age ?a } }"
	equal(t, "two", answer(t, g, two, query.Bind("p", iri("ada")), query.Bind("a", 25)),
		answer(t, g, strings.Replace(two, "{", "{ VALUES (?p ?a) { (:ada 25) }", 1)))
}

func TestBindForms(t *testing.T) {
	g := people(t)
	ask := query.MustParse("ASK { ?p :age ?a }", prefixes)
	for name, want := range map[string]bool{"ada": true, "cy": false} {
		got, err := ask.Ask(context.Background(), g, query.Bind("p", iri(name)))
		if got != want || err != nil {
			t.Errorf("ASK of %s: %v %v", name, got, err)
		}
	}
	equal(t, "CONSTRUCT", triples(t, g, "CONSTRUCT { ?p :y ?a } { ?p :age ?a }", query.Bind("p", iri("bob"))), "bob y 25")
	equal(t, "CONSTRUCT WHERE", triples(t, g, "CONSTRUCT WHERE { ?p :age ?a }", query.Bind("p", iri("bob"))), "bob age 25")
	equal(t, "DESCRIBE", strings.Count(triples(t, g, "DESCRIBE ?p", query.Bind("p", iri("rex"))), ";"), 1)
	equal(t, "DESCRIBE with a pattern", strings.Count(triples(t, g, "DESCRIBE ?p { ?q foaf:knows ?p }", query.Bind("q", iri("bob"))), ";"), 1)
}

// TestBindTerms: any term can be bound, blank nodes of the data too, and text is
// never taken as SPARQL.
func TestBindTerms(t *testing.T) {
	g := turtle(t, `:a :p [ :q 1 ] , "x" , "x"@en , <<( :s :p 1 )>> , 007 .`)
	objects := g.Match(iri("a"), graph.Any, graph.Any)
	for tr := range objects {
		equal(t, tr.O.NTriples(), answer(t, g, "SELECT ?s { ?s :p ?o }", query.Bind("o", tr.O)), "a")
	}
	for tr := range g.Match(graph.Any, iri("q"), graph.Any) {
		equal(t, "blank subject", answer(t, g, "SELECT ?v { ?b :q ?v }", query.Bind("b", tr.S)), "1")
	}
	equal(t, "other blank", answer(t, g, "SELECT ?v { ?b :q ?v }", query.Bind("b", graph.NewBlank("nobody"))), "")
	hostile := `x" } ; DROP ALL #`
	equal(t, "hostile text", answer(t, g, "SELECT ?s { ?s ?p ?o }", query.Bind("o", hostile)), "")
	rows := sel(t, g, "SELECT (?o AS ?x) { }", query.Bind("o", hostile))
	defer rows.Close()
	rows.Next()
	equal(t, "hostile text", rows.Row().String("x"), hostile)
	mark := graph.NewIRI("\x00bind:0")
	equal(t, "no mark", answer(t, g, "SELECT ?m { VALUES ?o { 1 } }", query.Bind("m", mark), query.Bind("o", 1)), mark.Value())
}

// TestBindNames: the sigil may be written; the last value of a variable holds.
func TestBindNames(t *testing.T) {
	g := people(t)
	const text = "SELECT ?n { ?p foaf:name ?n }"
	equal(t, "?p", answer(t, g, text, query.Bind("?p", iri("ada"))), "Ada")
	equal(t, "$p", answer(t, g, text, query.Bind("$p", iri("ada"))), "Ada")
	equal(t, "twice", answer(t, g, text, query.Bind("p", iri("ada")), query.Bind("p", iri("bob"))), "Bob")
	q := query.MustParse(text, prefixes, query.Bind("p", iri("ada")))
	for _, name := range []string{"bob", "cy"} {
		rows, err := q.Select(context.Background(), g, query.Bind("p", iri(name)))
		if err != nil {
			t.Fatal(err)
		}
		got, _ := list(rows)
		equal(t, name, strings.ToLower(strings.Join(got, " ")), name)
	}
	rows, err := q.Select(context.Background(), g)
	if err != nil {
		t.Fatal(err)
	}
	got, _ := list(rows)
	equal(t, "the query's own", strings.Join(got, " "), "Ada")
}

func TestBindErrors(t *testing.T) {
	g := people(t)
	cases := []struct {
		text string
		bind query.Option
		want string
	}{
		{"SELECT ?name { ?s foaf:name ?name }", query.Bind("nmae", 1), "no such variable; did you mean ?name?"},
		{"SELECT ?name { ?s foaf:name ?name }", query.Bind("", 1), "no such variable"},
		{"SELECT ?s { ?s ?p ?o }", query.Bind("s", nil), "binding ?s: nil is no value"},
		{"SELECT ?s { ?s ?p ?o }", query.Bind("s", graph.Any), "zero Term"},
		{"SELECT ?s { ?s ?p ?o }", query.Bind("s", []int{1}), "no RDF term for a []int"},
	}
	for _, c := range cases {
		err := failure(g, c.text, c.bind)
		var e *query.BindError
		if !errors.As(err, &e) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.text, err, c.want)
		}
	}
}

// TestBindAssigned: what the query assigns itself, where VALUES could not stand
// before it, cannot be bound.
func TestBindAssigned(t *testing.T) {
	g := people(t)
	for _, text := range []string{
		"SELECT (1 AS ?x) { }",
		"SELECT * { BIND(1 AS ?x) }",
		"SELECT ?x { ?s ?p ?o } GROUP BY (STR(?o) AS ?x)",
		"CONSTRUCT { :a :b ?x } WHERE { ?s ?p ?o BIND(STR(?o) AS ?x) }",
	} {
		var e *query.BindError
		if err := failure(g, text, query.Bind("x", 2)); !errors.As(err, &e) || !strings.Contains(err.Error(), "gives it a value itself") {
			t.Errorf("%s: %v", text, err)
		}
	}
	_, err := query.Update(context.Background(), g, "INSERT { ?s :x ?x } WHERE { ?s :age ?a BIND(1 AS ?x) }", prefixes, query.Bind("x", 2))
	equal(t, "update", err != nil, true)
	equal(t, "nested", answer(t, g, "SELECT * { { BIND(1 AS ?x) } UNION { BIND(2 AS ?x) } }", query.Bind("x", 2)), "2")
	equal(t, "sub-select", answer(t, g, "SELECT * { { SELECT (COUNT(*) AS ?x) { ?s :age ?a } } }", query.Bind("x", 2)), "2")
}
