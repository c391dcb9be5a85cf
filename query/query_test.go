package query_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/syntax"
)

func TestTutorialQuery(t *testing.T) {
	g := turtle(t, `PREFIX vc: <http://www.w3.org/2006/vcard/ns#>
:1 vc:n [ vc:given-name "Ada" ; vc:family-name "Example" ] .`)
	rows, err := query.Select(context.Background(), g, `PREFIX vc: <http://www.w3.org/2006/vcard/ns#>
SELECT ?given ?family WHERE { [] vc:n ?n . OPTIONAL { ?n vc:given-name ?given } OPTIONAL { ?n vc:family-name ?family } }`)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for row, err := range rows.All() {
		if err != nil {
			t.Fatal(err)
		}
		count++
		equal(t, "name", row.String("given")+" "+row.String("family"), "Ada Example")
	}
	equal(t, "rows", count, 1)
}

func TestParseErrors(t *testing.T) {
	cases := []struct{ text, at, want string }{
		{"", "1:1", "SELECT"},
		{"SELECT ?x WHERE { ?x :p }", "1:25", ""},
		{"SELEC ?x { }", "1:1", "SELECT"},
		{"SELECT ?x { ?x nope:p 1 }", "1:16", "nope"},
		{"SELECT (?x AS ?y) ?y { ?x :p ?y }", "1:15", "y"},
		{"ASK { ?x :p 'a }", "1:13", ""},
		{"SELECT ?x (COUNT(?y) AS ?n) { ?x :p ?y }", "1:8", "x"},
	}
	for _, c := range cases {
		_, err := query.Parse(c.text, prefixes)
		var e *syntax.Error
		if !errors.As(err, &e) {
			t.Errorf("%q: got %v, want a *syntax.Error", c.text, err)
			continue
		}
		if !strings.HasPrefix(e.Error(), c.at+":") || !strings.Contains(e.Pretty(c.text), c.want) {
			t.Errorf("%q: got\n%s\nwant %s and %q", c.text, e.Pretty(c.text), c.at, c.want)
		}
	}
	if _, err := query.ParseUpdate("INSERT DATA { ?x <p> 1 }"); err == nil {
		t.Error("a variable in INSERT DATA was taken")
	}
	if _, err := query.Parse("INSERT DATA { <s> <p> 1 }"); err == nil {
		t.Error("Parse took an update")
	}
	if _, err := query.ParseUpdate("ASK {}"); err == nil {
		t.Error("ParseUpdate took a query")
	}
}

func TestMustParse(t *testing.T) {
	defer func() {
		if p := recover(); p == nil || !strings.Contains(p.(string), "1:") {
			t.Errorf("recovered %v, want a panic with the place", p)
		}
	}()
	query.MustParse("ASK { }")
	query.MustParse("ASK {")
}

func TestQueryAccessors(t *testing.T) {
	const text = "SELECT ?s (1 AS ?n) { ?s ?p ?o }"
	q := query.MustParse(text)
	equal(t, "Form", q.Form(), syntax.Select)
	equal(t, "String", q.String(), text)
	equal(t, "Vars", strings.Join(q.Vars(), ","), "s,n")
	equal(t, "Tree", q.Tree().Form, syntax.Select)
	q = query.MustParse("SELECT * { ?b ?p ?a . [] ?p ?c OPTIONAL { ?a ?d ?e } }")
	got := q.Vars()
	slices.Sort(got)
	equal(t, "Vars of *", strings.Join(got, ","), "a,b,c,d,e,p")
	equal(t, "Vars of ASK", len(query.MustParse("ASK { ?s ?p ?o }").Vars()), 0)
	u, err := query.ParseUpdate("CLEAR ALL")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "update", u.String()+" "+u.Tree().String(), "CLEAR ALL "+u.Tree().String())
}

// TestForms: each function takes its own form and refuses the others.
func TestForms(t *testing.T) {
	ctx, g := context.Background(), people(t)
	texts := map[syntax.Form]string{
		syntax.Select:    "SELECT ?s { ?s :age 36 }",
		syntax.Ask:       "ASK { ?s :age 36 }",
		syntax.Construct: "CONSTRUCT { ?s :old true } WHERE { ?s :age 36 }",
		syntax.Describe:  "DESCRIBE ?s { ?s :age 36 }",
	}
	calls := map[syntax.Form]func(text string) error{
		syntax.Select: func(text string) error {
			rows, err := query.Select(ctx, g, text, prefixes)
			if err == nil {
				err = rows.Close()
			}
			return err
		},
		syntax.Ask: func(text string) error {
			_, err := query.Ask(ctx, g, text, prefixes)
			return err
		},
		syntax.Construct: func(text string) error {
			ts, err := query.Construct(ctx, g, text, prefixes)
			if err == nil {
				err = ts.Close()
			}
			return err
		},
		syntax.Describe: func(text string) error {
			ts, err := query.Describe(ctx, g, text, prefixes)
			if err == nil {
				err = ts.Close()
			}
			return err
		},
	}
	for form, text := range texts {
		for asked, call := range calls {
			err := call(text)
			if (form == asked) != (err == nil) || form != asked && !errors.Is(err, query.ErrWrongForm) {
				t.Errorf("%s run as form %d: %v", text, asked, err)
			}
			if err := call("nonsense"); err == nil {
				t.Errorf("form %d took nonsense", asked)
			}
		}
		res, err := query.Run(ctx, g, text, prefixes)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "Run's form", res.Form, form)
		equal(t, "Run's rows", res.Rows != nil, form == syntax.Select)
		equal(t, "Run's triples", res.Triples != nil, form == syntax.Construct || form == syntax.Describe)
		equal(t, "Run's bool", res.Bool, form == syntax.Ask)
	}
	if _, err := query.Run(ctx, g, "nonsense"); err == nil {
		t.Error("Run took nonsense")
	}
}

func TestAsk(t *testing.T) {
	g := people(t)
	for text, want := range map[string]bool{
		"ASK { }":                             true,
		"ASK { :ada :age 36 }":                true,
		"ASK { :ada :age 37 }":                false,
		"ASK { ?s ?p ?o FILTER(false) }":      false,
		"ASK { ?x :none ?y } VALUES ?x { 1 }": false,
	} {
		got, err := query.Ask(context.Background(), g, text, prefixes)
		if got != want || err != nil {
			t.Errorf("%s: %v %v", text, got, err)
		}
	}
}

// triples gives the triples of a query as sorted text.
func triples(t *testing.T, src query.Source, text string, opts ...query.Option) string {
	t.Helper()
	res, err := query.Run(context.Background(), src, text, append([]query.Option{prefixes}, opts...)...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var out []string
	for tr, err := range res.Triples.All() {
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		out = append(out, short(tr.S)+" "+short(tr.P)+" "+short(tr.O))
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

func TestConstruct(t *testing.T) {
	g := people(t)
	cases := []struct{ name, text, want string }{
		{"once each", "CONSTRUCT { :all :has ?c . ?c a :Class } WHERE { ?s a ?c }",
			"Dog http://www.w3.org/1999/02/22-rdf-syntax-ns#type Class; Person http://www.w3.org/1999/02/22-rdf-syntax-ns#type Class; all has Dog; all has Person"},
		{"unbound left out", "CONSTRUCT { ?s :is ?a } WHERE { ?s a :Person OPTIONAL { ?s :age ?a } }", "ada is 36; bob is 25"},
		{"illegal left out", "CONSTRUCT { ?a :is ?s . ?s ?n ?a } WHERE { ?s :age ?a ; foaf:name ?n }", ""},
		{"new blank node a solution", "CONSTRUCT { _:b :of ?s ; :age ?a } WHERE { ?s :age ?a FILTER(?a < 30) }",
			"_:n0.0 age 25; _:n0.0 of bob"},
		{"short form", "CONSTRUCT WHERE { ?s :age ?a }", "ada age 36; bob age 25"},
		{"constant", "CONSTRUCT { :a :b :c } WHERE { ?s a :Person }", "a b c"},
		{"no solution", "CONSTRUCT { :a :b :c } WHERE { ?s a :Cat }", ""},
		{"limit counts solutions", "CONSTRUCT { ?s :x 1, 2 } WHERE { ?s :age ?a } ORDER BY ?a LIMIT 1", "bob x 1; bob x 2"},
		{"triple term", "CONSTRUCT { :c :says <<( ?s :age ?a )>> } WHERE { ?s :age ?a FILTER(?a < 30) }",
			"c says <<( <http://example.org/bob> <http://example.org/age> \"25\"^^<http://www.w3.org/2001/XMLSchema#integer> )>>"},
	}
	for _, c := range cases {
		equal(t, c.name, triples(t, g, c.text), c.want)
	}
}

// TestConstructBlankNodes: a template's blank nodes are the same within a
// solution, others in the next, and none of the data, whatever its labels.
func TestConstructBlankNodes(t *testing.T) {
	g := turtle(t, `:a :p 1, 2 .`)
	taken := []string{"n0.0", "n0-1.0", "n1.0", "n0.1"}
	for _, label := range taken {
		g.Add(graph.Triple{S: graph.NewBlank(label), P: iri("q"), O: iri("o")})
	}
	ts, err := query.Construct(context.Background(), g, `CONSTRUCT { _:b :v ?o . _:b :w ?o . _:c :v ?o } WHERE { :a :p ?o }`, prefixes)
	if err != nil {
		t.Fatal(err)
	}
	nodes := map[graph.Term]int{}
	for tr, err := range ts.All() {
		if err != nil {
			t.Fatal(err)
		}
		nodes[tr.S]++
	}
	equal(t, "nodes", len(nodes), 4)
	for _, label := range taken {
		if nodes[graph.NewBlank(label)] > 0 {
			t.Errorf("_:%s of the data was made anew", label)
		}
	}
	for range ts.All() {
		t.Error("a second loop gave triples")
	}
}

func TestDescribe(t *testing.T) {
	g := turtle(t, `:a :p [ :q [ :r 1 ] ; :s :b ] . :b :p 2 . :c :p _:c . _:c :back _:c .`)
	blank := func(s string) int { return strings.Count(s, "_:") }
	got := triples(t, g, "DESCRIBE :a")
	if strings.Count(got, ";") != 3 || blank(got) != 5 || strings.Contains(got, "b p 2") {
		t.Errorf("DESCRIBE :a gave %s", got)
	}
	equal(t, "two targets", strings.Count(triples(t, g, "DESCRIBE :b :c"), ";"), 2)
	equal(t, "by pattern", triples(t, g, "DESCRIBE ?x { ?x :p 2 }"), "b p 2")
	equal(t, "unknown", triples(t, g, "DESCRIBE :nobody"), "")
	equal(t, "star", strings.Count(triples(t, g, "DESCRIBE * { ?x :p ?y FILTER(isIRI(?x)) }"), ";"), 6)
	equal(t, "literals have none", triples(t, g, "DESCRIBE ?v { :b :p ?v }"), "")
}

func TestTriplesGraph(t *testing.T) {
	ctx, g := context.Background(), people(t)
	ts, err := query.Construct(ctx, g, "CONSTRUCT { ?s :seen true } WHERE { ?s a :Person }", prefixes)
	if err != nil {
		t.Fatal(err)
	}
	out, err := ts.Graph()
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "triples", out.Len(), 3)
	equal(t, "source", g.Len(), 13)
	equal(t, "has", out.Has(graph.Triple{S: iri("cy"), P: iri("seen"), O: graph.NewTyped("true", graph.XSD+"boolean")}), true)
	if ts.Timing().All == 0 || ts.Plan().Root == nil {
		t.Error("no timing or plan")
	}
	for range ts.All() {
		t.Error("a second loop gave triples")
	}
}
