package eval

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// fixture evaluates expressions written in SPARQL.
type fixture struct {
	t   testing.TB
	env *Env
}

// newFixture makes an environment over a graph with the given terms in it.
func newFixture(t testing.TB, terms ...graph.Term) *fixture {
	t.Helper()
	g := graph.New()
	p := graph.NewIRI("http://e/p")
	triples := make([]graph.Triple, len(terms))
	for i, o := range terms {
		triples[i] = graph.Triple{S: graph.NewIRI("http://e/s"), P: p, O: o}
	}
	g.Add(triples...)
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	return &fixture{t: t, env: &Env{Dict: NewDict(g.Snapshot()), Now: now, Base: "http://e/base/"}}
}

const prologue = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX : <http://e/> "

// parse parses and translates a query.
func (f *fixture) parse(text string) *algebra.Query {
	f.t.Helper()
	q, err := syntax.Parse(prologue+text, syntax.Options{})
	if err != nil {
		f.t.Fatalf("%s: %v", text, err)
	}
	a, err := algebra.Options{Aggregate: func(iri string) bool { return strings.HasPrefix(iri, "http://agg/") }}.Translate(q)
	if err != nil {
		f.t.Fatalf("%s: %v", text, err)
	}
	return a
}

// expr gives the expression that text means.
func (f *fixture) expr(text string) algebra.Expr {
	f.t.Helper()
	q := f.parse("SELECT (" + text + " AS ?result) {}")
	for op := q.Pattern; ; {
		switch o := op.(type) {
		case *algebra.Project:
			op = o.Input
		case *algebra.Extend:
			return o.Expr
		default:
			f.t.Fatalf("%s: no expression in %T", text, op)
		}
	}
}

// rows makes a batch of rows written as in VALUES, without the brackets around
// all of them, for the variables of vars ("?a ?b").
func (f *fixture) rows(vars, rows string) ([]algebra.Var, *batch.Batch) {
	f.t.Helper()
	q := f.parse("SELECT * { VALUES (" + vars + ") { " + rows + " } }")
	var table *algebra.Table
	for op := q.Pattern; table == nil; {
		switch o := op.(type) {
		case *algebra.Project:
			op = o.Input
		case *algebra.Join:
			op = o.R
		case *algebra.Table:
			table = o
		default:
			f.t.Fatalf("no table in %T", op)
		}
	}
	b := &batch.Batch{N: len(table.Rows)}
	for i := range table.Vars {
		var col []graph.ID
		for _, r := range table.Rows {
			col = append(col, f.env.Dict.ID(r[i]))
		}
		b.Cols = append(b.Cols, col)
	}
	return table.Vars, b
}

// compile compiles text over a schema.
func (f *fixture) compile(text string, schema []algebra.Var) *Expr {
	f.t.Helper()
	x, err := Compile(f.expr(text), schema, f.env)
	if err != nil {
		f.t.Fatalf("%s: %v", text, err)
	}
	return x
}

// show prints a term shortly: integers, booleans and strings as in SPARQL, XSD
// types with their prefix, "error" for graph.None.
func (f *fixture) show(id graph.ID) string {
	if id == graph.None {
		return "error"
	}
	t := f.env.Dict.Term(id)
	s := t.NTriples()
	for _, typ := range []string{"integer", "boolean"} {
		if t.Datatype() == graph.XSD+typ {
			return t.Value()
		}
	}
	s = regexp.MustCompile(`<`+graph.XSD+`(\w+)>`).ReplaceAllString(s, "xsd:$1")
	s = regexp.MustCompile(`"(\d+)"\^\^xsd:integer`).ReplaceAllString(s, "$1")
	return strings.ReplaceAll(s, "<http://e/", "<")
}

// eval evaluates text without variables.
func (f *fixture) eval(text string) string {
	f.t.Helper()
	b := &batch.Batch{N: 1}
	x := f.compile(text, nil)
	id, err := x.ID(b, 0)
	if err != nil {
		return err.Error()
	}
	return f.show(id)
}

// column evaluates text for each row.
func (f *fixture) column(text, vars, rows string) []string {
	f.t.Helper()
	schema, b := f.rows(vars, rows)
	x := f.compile(text, schema)
	var out []string
	for i := range b.N {
		id, err := x.ID(b, i)
		if err != nil {
			f.t.Fatalf("%s: %v", text, err)
		}
		out = append(out, f.show(id))
	}
	return out
}
