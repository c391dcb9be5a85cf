package algebra_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/syntax"
)

var rewrite = flag.Bool("rewrite", false, "write the results into the testdata files")

// prologue stands before the queries of testdata.
const prologue = "PREFIX : <x:>\nPREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"

// TestTranslate compares translations with testdata/*.txt. A file is a list of
// cases between lines of "====": the text, a line "----", and the s-expressions.
// Run with -rewrite to write the results, and read the difference.
func TestTranslate(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { goldens(t, file) })
	}
}

// goldens runs the cases of one file.
func goldens(t *testing.T, file string) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range strings.Split(string(data), "\n====\n") {
		text, want, _ := strings.Cut(strings.TrimSpace(c), "\n----")
		got := translate(text)
		out = append(out, strings.TrimSpace(text)+"\n----\n"+got)
		if !*rewrite && strings.TrimSpace(want) != got {
			t.Errorf("%s\ngives\n%s\nwant\n%s", text, got, strings.TrimSpace(want))
		}
	}
	if *rewrite {
		if err := os.WriteFile(file, []byte(strings.Join(out, "\n====\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// translate gives the s-expressions of a query or update, or the error.
func translate(text string) string {
	q, err := syntax.Parse(prologue+text, syntax.Options{})
	if err == nil {
		query, err := algebra.Translate(q)
		if err != nil {
			return "error: " + err.Error()
		}
		return query.String()
	}
	u, updateErr := syntax.ParseUpdate(prologue+text, syntax.Options{})
	if updateErr != nil {
		return "error: " + err.Error()
	}
	ops, err := algebra.TranslateUpdate(u)
	if err != nil {
		return "error: " + err.Error()
	}
	var lines []string
	for _, op := range ops {
		lines = append(lines, algebra.OperationSSE(op))
	}
	return strings.Join(lines, "\n")
}

// pattern translates the pattern of a query.
func pattern(t *testing.T, text string) algebra.Op {
	t.Helper()
	q, err := syntax.Parse(prologue+text, syntax.Options{})
	if err != nil {
		t.Fatal(err)
	}
	query, err := algebra.Translate(q)
	if err != nil {
		t.Fatal(err)
	}
	return query.Pattern
}

// TestVars: which variables are in scope, in which order, and which are surely
// bound.
func TestVars(t *testing.T) {
	for _, c := range []struct{ where, vars, certain string }{
		{"?b :p ?a . ?a ?c []", "b a c .0", "a b c .0"},
		{"?s :p/:q ?o", "s .0 o", "o s .0"},
		{"?s :p* ?o", "s o", "o s"},
		{"?s :p ?o OPTIONAL { ?o :q ?x }", "s o x", "o s"},
		{"?s :p ?o MINUS { ?o :q ?x }", "s o", "o s"},
		{"{ ?s :p ?o } UNION { ?s :q ?x }", "s o x", "s"},
		{"GRAPH ?g { ?s :p ?o }", "g s o", "g o s"},
		{"?s :p ?o BIND (?o + 1 AS ?x) BIND (?o AS ?y) BIND (3 AS ?z)", "s o x y z", "o s y z"},
		{"VALUES (?x ?y) { (1 2) (UNDEF 3) }", "x y", "y"},
		{"{ SELECT ?o ?n { ?s :p ?o } }", "o n", "o"},
		{"{ SELECT ?o (COUNT(*) AS ?n) (SUM(?s) AS ?m) { ?s :p ?o } GROUP BY ?o }", "o n m", "n o"},
		{"?s :p ?o FILTER EXISTS { ?s :q ?hidden }", "s o", "o s"},
		{"SERVICE ?e { ?s :p ?o }", "e s o", ""},
		{"?s :p <<( ?a :q ?b )>>", "s a b", "a b s"},
	} {
		op := pattern(t, "SELECT * WHERE { "+c.where+" }").(*algebra.Project).Input
		if got := names(algebra.Vars(op)); got != c.vars {
			t.Errorf("%s: in scope are %q, want %q", c.where, got, c.vars)
		}
		var certain []algebra.Var
		for _, v := range strings.Fields(c.certain) {
			certain = append(certain, algebra.Var(v))
		}
		got := algebra.Certain(op)
		if len(got) != len(certain) {
			t.Errorf("%s: certain are %v, want %v", c.where, got, certain)
		}
		for _, v := range certain {
			if !got[v] {
				t.Errorf("%s: %s is not certain", c.where, v)
			}
		}
	}
}

func names(vars []algebra.Var) string {
	var out []string
	for _, v := range vars {
		out = append(out, string(v))
	}
	return strings.Join(out, " ")
}

// TestContext: the pattern of EXISTS in both forms, and the scope of the context.
func TestContext(t *testing.T) {
	op := pattern(t, "ASK { ?s :p ?o FILTER EXISTS { ?s :q ?x FILTER NOT EXISTS { ?x :r ?o } } }")
	outer := op.(*algebra.Filter).Cond.(*algebra.Exists)
	if got := algebra.SSE(outer.Input); strings.Contains(strings.SplitN(got, "notexists", 2)[0], "context") {
		t.Errorf("the plain form has a context:\n%s", got)
	}
	filter := outer.Correlated.(*algebra.Filter)
	if !algebra.HasContext(filter) {
		t.Error("the correlated form has no context")
	}
	context := filter.Input.(*algebra.Join).L.(*algebra.Context)
	if got := names(context.Vars); got != "s o" {
		t.Errorf("outer context has %q", got)
	}
	inner := filter.Cond.(*algebra.Exists).Correlated.(*algebra.Join).L.(*algebra.Context)
	if got := names(inner.Vars); got != "s o x" {
		t.Errorf("inner context has %q", got)
	}
}

// TestCustomAggregate: a call by IRI is an aggregate when written with DISTINCT,
// or when the options say so.
func TestCustomAggregate(t *testing.T) {
	isMedian := func(iri string) bool { return iri == "x:median" }
	for _, c := range []struct {
		text    string
		options algebra.Options
		want    string
	}{
		{"SELECT (:median(?x) AS ?m) { ?s :p ?x }", algebra.Options{}, "(extend ((?m (<x:median> ?x)))"},
		{"SELECT (:median(?x) AS ?m) { ?s :p ?x }", algebra.Options{Aggregate: isMedian}, "(group () ((?.0 (<x:median> ?x)))"},
		{"SELECT (:median(DISTINCT ?x) AS ?m) { ?s :p ?x }", algebra.Options{}, "(group () ((?.0 (<x:median> distinct ?x)))"},
	} {
		tree, err := syntax.Parse(prologue+c.text, syntax.Options{Aggregate: c.options.Aggregate})
		if err != nil {
			t.Fatal(err)
		}
		q, err := c.options.Translate(tree)
		if err != nil {
			t.Fatal(err)
		}
		if got := q.String(); !strings.Contains(got, c.want) {
			t.Errorf("%s gives\n%s\nwant %s", c.text, got, c.want)
		}
	}
}

// TestServiceText: the text for the remote end needs no prologue.
func TestServiceText(t *testing.T) {
	op := pattern(t, `ASK { SERVICE :e { ?s :p|^:q ?o ; a :C . [] !(:a|^:b) "x"^^:t
		FILTER (:f(?o) < xsd:integer(1) && EXISTS { GRAPH :g { ?s :r <y> } }) } }`)
	want := `{ ?s <x:p>|^<x:q> ?o ; a <x:C> . [] !(<x:a>|^<x:b>) "x"^^<x:t> . ` +
		`FILTER (<x:f>(?o) < <http://www.w3.org/2001/XMLSchema#integer>(1) && EXISTS { GRAPH <x:g> { ?s <x:r> <y> . } }) }`
	if got := op.(*algebra.Service).Text; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestLongChains: chains as long as the parser lets them be need no deep stack.
func TestLongChains(t *testing.T) {
	const n = 50_000
	or := "ASK { ?s :p ?o FILTER (?o = 0" + strings.Repeat(" || ?o = 1", n) + ") }"
	if op := pattern(t, or); op.(*algebra.Filter).Cond.(*algebra.Call).Op != "||" {
		t.Error("no disjunction")
	}
	path := pattern(t, "ASK { ?s :p"+strings.Repeat("/:p", 10_000)+" ?o }")
	if got := len(path.(*algebra.BGP).Triples); got != 10_001 {
		t.Errorf("%d triples", got)
	}
	union := pattern(t, "ASK { { ?s :p 0 }"+strings.Repeat(" UNION { ?s :p 1 }", 5_000)+" }")
	if got := names(algebra.Vars(union)); got != "s" {
		t.Errorf("in scope: %q", got)
	}
	if !algebra.Certain(union)["s"] {
		t.Error("s is not certain")
	}
}

// TestErrors: trees that the parser would not make.
func TestErrors(t *testing.T) {
	v := &syntax.Var{Name: "x"}
	count := &syntax.Aggregate{Name: "COUNT", Star: true}
	one := &syntax.TermExpr{Term: v}
	for name, q := range map[string]*syntax.Query{
		"no form":             {},
		"aggregate in filter": {Form: syntax.Ask, Pattern: &syntax.Group{Elements: []syntax.Pattern{&syntax.Filter{Expr: count}}}},
		"nested aggregate": {
			Form:       syntax.Select,
			Pattern:    &syntax.Group{},
			Projection: []*syntax.Projection{{Var: v, Expr: &syntax.Aggregate{Name: "SUM", Arg: count}}},
		},
		"aggregate as key": {Form: syntax.Ask, Pattern: &syntax.Group{}, GroupBy: []*syntax.GroupKey{{Expr: count}}},
		"variable in VALUES": {Form: syntax.Ask, Pattern: &syntax.Group{Elements: []syntax.Pattern{
			&syntax.Data{Vars: []*syntax.Var{v}, Rows: [][]syntax.Term{{v}}},
		}}},
		"VALUES row too wide": {Form: syntax.Ask, Pattern: &syntax.Group{Elements: []syntax.Pattern{
			&syntax.Data{Vars: []*syntax.Var{v}, Rows: [][]syntax.Term{{nil, nil}}},
		}}},
		"empty union": {Form: syntax.Ask, Pattern: &syntax.Group{Elements: []syntax.Pattern{&syntax.Union{}}}},
		"literal as graph": {Form: syntax.Ask, Pattern: &syntax.Group{Elements: []syntax.Pattern{
			&syntax.Graph{Name: &syntax.Literal{Lexical: "x"}, Group: &syntax.Group{}},
		}}},
		"path in template": {Form: syntax.Construct, Pattern: &syntax.Group{}, Template: []*syntax.Triples{{
			Subject: v, Properties: []*syntax.Property{{
				Path:    &syntax.PathRepeat{Path: &syntax.PathIRI{IRI: &syntax.IRI{Value: "x:p"}}, Mod: '*'},
				Objects: []*syntax.Object{{Term: v}},
			}},
		}}},
		"describe of a literal": {Form: syntax.Describe, Targets: []syntax.Term{&syntax.Literal{Lexical: "x"}}},
		"no term":               {Form: syntax.Ask, Pattern: &syntax.Group{}, Having: []syntax.Expr{&syntax.TermExpr{}}},
	} {
		got, err := algebra.Translate(q)
		var typed *syntax.Error
		if err == nil || got != nil || !errors.As(err, &typed) {
			t.Errorf("%s: got %v, error %v", name, got, err)
		}
	}
	if _, err := algebra.Translate(&syntax.Query{Form: syntax.Ask, Having: []syntax.Expr{one}}); err != nil {
		t.Error("HAVING without groups is a filter:", err)
	}
}

func ExampleSSE() {
	tree, err := syntax.Parse("SELECT ?name { ?p <x:name> ?name OPTIONAL { ?p <x:age> ?age FILTER (?age > 17) } }", syntax.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	q, err := algebra.Translate(tree)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(algebra.SSE(q.Pattern))
	// Output:
	// (project (?name)
	//   (leftjoin
	//     (bgp (triple ?p <x:name> ?name))
	//     (bgp (triple ?p <x:age> ?age))
	//     (> ?age 17)))
}
