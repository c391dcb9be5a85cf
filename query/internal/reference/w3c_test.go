package reference_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/reference"
	"github.com/trivet-rdf/trivet/query/internal/value"
	"github.com/trivet-rdf/trivet/query/results"
	"github.com/trivet-rdf/trivet/query/syntax"
	"github.com/trivet-rdf/trivet/testdata/oracle"
)

// Namespaces of the manifests.
const (
	mf = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
	qt = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
	rs = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
)

// notOurs are folders whose tests need more than an evaluator of queries.
var notOurs = []string{"entailment", "service", "protocol", "graph-store-protocol", "http-rdf-update", "csv-tsv-res"}

// skipped are tests that this evaluator does not claim, with the reason.
var skipped = map[string]string{
	"lang-3 : Graph matching with lang tag being a different case": "terms are compared with their language tags as written",
	"BNODE(str)": "needs the identity of a row, which a solution mapping does not have",
}

// TestW3C runs the evaluation tests of the SPARQL 1.0, 1.1 and 1.2 suites.
func TestW3C(t *testing.T) {
	root := oracle.W3C(t)
	passed := 0
	for _, version := range []string{"sparql10", "sparql11", "sparql12"} {
		folders, err := filepath.Glob(filepath.Join(root, "sparql", version, "*", "manifest.ttl"))
		if err != nil || len(folders) == 0 {
			t.Fatal("no manifests", err)
		}
		for _, manifest := range folders {
			name := filepath.Base(filepath.Dir(manifest))
			if slices.Contains(notOurs, name) {
				continue
			}
			t.Run(version+"/"+name, func(t *testing.T) { passed += runManifest(t, manifest) })
		}
	}
	t.Logf("%d tests passed", passed)
	if passed < 500 {
		t.Errorf("only %d tests passed", passed)
	}
}

// node is a place in a manifest.
type node struct {
	g *graph.Graph
	t graph.Term
}

// all are the objects of a property.
func (n node) all(property string) []node {
	var out []node
	for t := range n.g.Match(n.t, graph.NewIRI(property), graph.Any) {
		out = append(out, node{n.g, t.O})
	}
	return out
}

// one is the object of a property, or nothing.
func (n node) one(property string) node {
	for _, o := range n.all(property) {
		return o
	}
	return node{n.g, graph.NewIRI("x:nothing")}
}

// runManifest runs one manifest's tests and counts those that pass.
func runManifest(t *testing.T, manifest string) int {
	g := load(t, manifest)
	passed := 0
	for tr := range g.Match(graph.Any, graph.NewIRI(graph.RDF+"type"), graph.NewIRI(mf+"QueryEvaluationTest")) {
		test := node{g, tr.S}
		if !approved(test) {
			continue
		}
		name := test.one(mf + "name").t.Value()
		if skipped[name] != "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			if runTest(t, test) {
				passed++
			}
		})
	}
	return passed
}

// approved leaves out tests that are not in their manifest's list.
func approved(test node) bool {
	for range test.g.Match(graph.Any, graph.NewIRI(graph.RDF+"first"), test.t) {
		return true
	}
	return false
}

// runTest runs one test and reports whether it passed.
func runTest(t *testing.T, test node) bool {
	action := test.one(mf + "action")
	file := path(t, action.one(qt+"query").t)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := syntax.Parse(string(text), syntax.Options{Base: fileIRI(file)})
	if err != nil {
		t.Fatal(err)
	}
	q, err := algebra.Translate(tree)
	if err != nil {
		t.Fatal(err)
	}
	if q.Base == "" {
		q.Base = fileIRI(file)
	}
	data := graph.New()
	for _, d := range action.all(qt + "data") {
		add(t, data, d.t, graph.Term{})
	}
	for _, d := range action.all(qt + "graphData") {
		add(t, data, d.t, d.t)
	}
	for _, d := range append(slices.Clone(q.Dataset.Default), q.Dataset.Named...) {
		add(t, data, d, d)
	}
	got, err := reference.Eval(context.Background(), data.Snapshot(), q, reference.Options{Steps: 50_000_000})
	if err != nil {
		t.Fatal(err)
	}
	want := expected(t, path(t, test.one(mf+"result").t), got)
	if !test.one(mf+"resultCardinality").t.IsAny() && strings.HasSuffix(test.one(mf+"resultCardinality").t.Value(), "LaxCardinality") {
		want.Rows, got.Rows, got.Ties = unique(want.Rows), unique(got.Rows), nil
	}
	normalise(want.Rows)
	normalise(got.Rows)
	if err := got.Same(want); err != nil {
		t.Errorf("%v (want and got change places here)\n%s\n%s", err, text, q)
		return false
	}
	return true
}

// load reads a file as a graph.
func load(t *testing.T, file string) *graph.Graph {
	t.Helper()
	g, err := graph.LoadFile(context.Background(), file, graph.WithBase(fileIRI(file)))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// add loads the document named by an IRI into a graph of data.
func add(t *testing.T, data *graph.Graph, document, into graph.Term) {
	t.Helper()
	file := path(t, document)
	options := []graph.LoadOption{graph.WithBase(fileIRI(file))}
	if !into.IsAny() {
		options = append(options, graph.WithGraph(into))
	}
	if err := data.LoadFile(context.Background(), file, options...); err != nil {
		t.Fatal(err)
	}
}

func fileIRI(file string) string { return "file://" + file }

func path(t *testing.T, iri graph.Term) string {
	t.Helper()
	u, err := url.Parse(iri.Value())
	if err != nil || u.Scheme != "file" {
		t.Fatalf("no file: %s", iri.NTriples())
	}
	return u.Path
}

// expected reads a result file into a result of got's form.
func expected(t *testing.T, file string, got *reference.Result) *reference.Result {
	t.Helper()
	ext := filepath.Ext(file)
	if got.Form == syntax.Construct || got.Form == syntax.Describe {
		var out []graph.Triple
		for tr := range load(t, file).Match(graph.Any, graph.Any, graph.Any) {
			out = append(out, tr)
		}
		return &reference.Result{Triples: out}
	}
	if ext == ".ttl" || ext == ".rdf" {
		return resultSet(load(t, file), got.Vars)
	}
	formats := map[string]results.Format{".srx": results.XML, ".srj": results.JSON, ".tsv": results.TSV}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	table, err := results.Read(f, formats[ext])
	if err != nil {
		t.Fatal(err)
	}
	if table.Boolean != nil {
		return &reference.Result{Bool: *table.Boolean}
	}
	return &reference.Result{Rows: columns(table, got.Vars)}
}

// columns puts a table's columns into the order of vars.
func columns(table *results.Table, vars []algebra.Var) [][]graph.Term {
	out := make([][]graph.Term, len(table.Rows))
	for i, row := range table.Rows {
		out[i] = make([]graph.Term, len(vars))
		for j, v := range vars {
			if k := slices.Index(table.Names, string(v)); k >= 0 {
				out[i][j] = row[k]
			}
		}
	}
	return out
}

// resultSet reads a result set written as RDF.
func resultSet(g *graph.Graph, vars []algebra.Var) *reference.Result {
	out := &reference.Result{}
	index := map[int]int{} // row by rs:index
	for tr := range g.Match(graph.Any, graph.NewIRI(rs+"boolean"), graph.Any) {
		out.Bool = tr.O.Value() == "true"
	}
	for tr := range g.Match(graph.Any, graph.NewIRI(rs+"solution"), graph.Any) {
		solution := node{g, tr.O}
		row := make([]graph.Term, len(vars))
		for _, b := range solution.all(rs + "binding") {
			name := algebra.Var(b.one(rs + "variable").t.Value())
			if i := slices.Index(vars, name); i >= 0 {
				row[i] = b.one(rs + "value").t
			}
		}
		var at int
		if n, _ := fmt.Sscan(solution.one(rs+"index").t.Value(), &at); n == 1 {
			index[at] = len(out.Rows)
		}
		out.Rows = append(out.Rows, row)
	}
	if len(index) == len(out.Rows) {
		sorted := make([][]graph.Term, len(out.Rows))
		for at, row := range index {
			if at < 1 || at > len(sorted) {
				return out
			}
			sorted[at-1] = out.Rows[row]
		}
		out.Rows = sorted
	}
	return out
}

// normalise writes doubles, floats and decimals in their canonical form and
// language tags in lower case: the suites' results have several forms.
func normalise(rows [][]graph.Term) {
	for _, row := range rows {
		for i, t := range row {
			switch t.Datatype() {
			case graph.XSD + "double", graph.XSD + "float", graph.XSD + "decimal":
				v := value.New(t.Value(), t.Datatype(), "", value.NoDir)
				row[i] = graph.NewTyped(v.Canonical(), t.Datatype())
			case graph.RDFLangString:
				row[i] = graph.NewLang(t.Value(), strings.ToLower(t.Lang()))
			}
		}
	}
}

// unique removes duplicate rows.
func unique(rows [][]graph.Term) [][]graph.Term {
	var out [][]graph.Term
	for _, row := range rows {
		if !slices.ContainsFunc(out, func(r []graph.Term) bool { return slices.Equal(r, row) }) {
			out = append(out, row)
		}
	}
	return out
}
