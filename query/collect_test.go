package query_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

type person struct {
	ID    graph.Term `sparql:"p"`
	Name  string
	Age   query.Opt[int] `sparql:"a"`
	Other string         `sparql:"-"`
	notes string
}

const personQuery = "SELECT ?p ?name ?a { ?p a :Person ; foaf:name ?name OPTIONAL { ?p :age ?a } } ORDER BY ?name"

func TestCollect(t *testing.T) {
	got, err := query.Collect[person](context.Background(), people(t), personQuery, prefixes)
	if err != nil {
		t.Fatal(err)
	}
	want := []person{
		{ID: iri("ada"), Name: "Ada", Age: query.Opt[int]{Value: 36, Bound: true}},
		{ID: iri("bob"), Name: "Bob", Age: query.Opt[int]{Value: 25, Bound: true}},
		{ID: iri("cy"), Name: "Cy"},
	}
	equal(t, "rows", len(got), len(want))
	for i := range want {
		equal(t, want[i].Name, got[i], want[i])
	}
	_ = want[0].notes
}

type named struct{ Name string }

type hidden struct{ Deep string }

type embedding struct {
	*Base
	named
	Since *time.Time `sparql:"since"`
}

// Base is exported, so that a pointer to it can be made when it is embedded.
type Base struct{ A int }

// TestCollectEmbedded: fields of embedded structs take columns; embedded
// pointers are made.
func TestCollectEmbedded(t *testing.T) {
	got, err := query.Collect[embedding](context.Background(), people(t),
		"SELECT ?name ?a ?since { ?p foaf:name ?name ; :age ?a OPTIONAL { ?p :since ?since } } ORDER BY ?a LIMIT 1", prefixes)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].A != 25 || got[0].Name != "Bob" || got[0].Since != nil {
		t.Errorf("got %+v", got)
	}
}

type animal struct {
	Name  string
	Owner struct {
		ID   graph.Term `sparql:"id"`
		Name string
		Born struct{ Year int }
	} `sparql:"owner,optional"`
	Home struct {
		Code string `sparql:"zip"`
	} `sparql:"home"`
}

// TestCollectNested: a struct inside takes the columns named after it and its
// fields; an optional one bears unbound variables, another does not.
func TestCollectNested(t *testing.T) {
	ctx, g := context.Background(), people(t)
	got, err := query.Collect[animal](ctx, g, `SELECT ?name ?owner_id ?owner_name ?owner_born_year ?home_zip {
		VALUES (?name ?owner_id ?owner_name ?owner_born_year ?home_zip) { ("Rex" :ada "Ada" 1815 "A1") ("Stray" UNDEF UNDEF UNDEF "B2") } }`, prefixes)
	if err != nil || len(got) != 2 {
		t.Fatal(got, err)
	}
	rex, stray := got[0], got[1]
	equal(t, "owner", rex.Owner.ID, iri("ada"))
	equal(t, "owner's name", rex.Owner.Name, "Ada")
	equal(t, "two deep", rex.Owner.Born.Year, 1815)
	equal(t, "tag", rex.Home.Code, "A1")
	equal(t, "none", stray.Owner.Name == "" && stray.Owner.ID.IsAny() && stray.Owner.Born.Year == 0, true)
	for text, want := range map[string]string{
		`SELECT ?home_zip { OPTIONAL { ?x :none ?home_zip } }`:      "column ?home_zip: the variable is unbound",
		`SELECT ?home_code { BIND(1 AS ?home_code) }`:               "column ?home_code has no field",
		`SELECT ?owner_born_year { BIND("x" AS ?owner_born_year) }`: "column ?owner_born_year: ",
	} {
		if _, err := query.Collect[animal](ctx, g, text, prefixes); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// TestCollectOne: any other type takes a single column.
func TestCollectOne(t *testing.T) {
	ctx, g := context.Background(), people(t)
	names, err := query.Collect[string](ctx, g, "SELECT ?n { ?p foaf:name ?n } ORDER BY ?n", prefixes)
	equal(t, "strings", strings.Join(names, " "), "Ada Bob Cy Rex")
	equal(t, "err", err, nil)
	ages, err := query.Collect[*int](ctx, g, "SELECT ?a { ?p a :Person OPTIONAL { ?p :age ?a } } ORDER BY ?a", prefixes)
	equal(t, "err", err, nil)
	equal(t, "pointers", len(ages) == 3 && ages[0] == nil && *ages[1] == 25, true)
	terms, err := query.Collect[graph.Term](ctx, g, "SELECT ?p { ?p :age 25 }", prefixes)
	equal(t, "err", err, nil)
	equal(t, "terms", len(terms) == 1 && terms[0] == iri("bob"), true)
	opts, err := query.Collect[query.Opt[float64]](ctx, g, "SELECT (1.5 AS ?x) { }")
	equal(t, "err", err, nil)
	equal(t, "Opt", len(opts) == 1 && opts[0].Value == 1.5, true)
}

func TestCollectErrors(t *testing.T) {
	ctx, g := context.Background(), people(t)
	check := func(name string, err error, want string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	_, err := query.Collect[named](ctx, g, personQuery, prefixes)
	check("no field", err, "column ?p has no field in query_test.named: tag one with `sparql:\"p\"`")
	_, err = query.Collect[struct{ A int }](ctx, g, "SELECT ?a { ?p a :Person OPTIONAL { ?p :age ?a } }", prefixes)
	check("unbound", err, "column ?a: the variable is unbound")
	_, err = query.Collect[struct{ Name int }](ctx, g, "SELECT ?name { ?p foaf:name ?name }", prefixes)
	check("wrong type", err, "column ?name: ")
	_, err = query.Collect[string](ctx, g, "SELECT ?p ?a { ?p :age ?a }", prefixes)
	check("two columns into a string", err, "2 columns")
	_, err = query.Collect[struct {
		X int `sparql:"a"`
		Y int `sparql:"a"`
	}](ctx, g, "SELECT ?a { ?p :age ?a }", prefixes)
	check("two fields", err, "two fields")
	_, err = query.Collect[struct {
		A int `sparql:"-"`
	}](ctx, g, "SELECT ?a { ?p :age ?a }", prefixes)
	check("left out", err, "no field")
	_, err = query.Collect[struct{ *hidden }](ctx, g, "SELECT (1 AS ?deep) { }")
	check("behind an unexported pointer", err, "no field")
	_, err = query.Collect[string](ctx, g, "SELEC")
	check("syntax", err, "1:1")
	_, err = query.Collect[string](ctx, g, "ASK { }")
	equal(t, "form", errors.Is(err, query.ErrWrongForm), true)
	_, err = query.Collect[string](ctx, g, "SELECT ?n { ?p foaf:name ?n }", prefixes, query.WithLimits(query.Limits{MaxRows: 1}))
	check("limit", err, "MaxRows")
}

// TestEach: rows one at a time, the loop may end early, an error comes last.
func TestEach(t *testing.T) {
	ctx, g := context.Background(), people(t)
	n := 0
	for p, err := range query.Each[person](ctx, g, personQuery, prefixes) {
		equal(t, "err", err, nil)
		equal(t, "name", p.Name, "Ada")
		n++
		break
	}
	equal(t, "rows", n, 1)
	good, bad := 0, 0
	for _, err := range query.Each[string](ctx, g, "SELECT ?n { ?p foaf:name ?n }", prefixes, query.WithLimits(query.Limits{MaxRows: 3})) {
		if err != nil {
			bad++
		} else {
			good++
		}
	}
	equal(t, "good", good, 3)
	equal(t, "bad", bad, 1)
	for _, err := range query.Each[string](ctx, g, "nonsense") {
		equal(t, "error given", err != nil, true)
		bad++
	}
	equal(t, "bad", bad, 2)
}

func TestCollectRows(t *testing.T) {
	q := query.MustParse("SELECT ?q { ?p foaf:knows ?q } ORDER BY ?q", prefixes)
	rows, err := q.Select(context.Background(), people(t), query.Bind("p", iri("ada")))
	if err != nil {
		t.Fatal(err)
	}
	got, err := query.CollectRows[graph.Term](rows)
	equal(t, "err", err, nil)
	equal(t, "rows", len(got) == 2 && got[0] == iri("bob") && got[1] == iri("cy"), true)
	if _, err := query.CollectRows[named](rows); err == nil {
		t.Error("column ?q went into no field")
	}
	equal(t, "closed", rows.Next(), false)
}

func TestOne(t *testing.T) {
	ctx, g := context.Background(), people(t)
	n, err := query.One[int](ctx, g, "SELECT (COUNT(*) AS ?n) { ?s a :Person }", prefixes)
	equal(t, "count", n, 3)
	equal(t, "err", err, nil)
	_, err = query.One[string](ctx, g, "SELECT ?n { ?p foaf:name ?n }", prefixes)
	equal(t, "many", err, query.ErrManyRows)
	_, err = query.One[string](ctx, g, "SELECT ?n { ?p :none ?n }", prefixes)
	equal(t, "none", err, query.ErrNoRows)
	_, err = query.One[string](ctx, g, "SELECT ?n {")
	equal(t, "syntax", err != nil, true)
}
