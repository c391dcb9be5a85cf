package query_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/trivet-rdf/trivet/bench"
	"github.com/trivet-rdf/trivet/bench/workload"
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/reference"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// TestWorkloadsAgreeWithReference asks every query of every workload of the
// engine and of the specification evaluated literally, on as much data as the
// latter can take. What other engines answer differently to these queries is
// therefore not an error of this one.
func TestWorkloadsAgreeWithReference(t *testing.T) {
	if testing.Short() {
		t.Skip("the literal evaluation takes its time")
	}
	all, err := bench.Workloads()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range all {
		t.Run(w.Name, func(t *testing.T) {
			left := slices.DeleteFunc(slices.Clone(w.Queries), func(q workload.Query) bool { return notForReference()[w.Name+" "+q.Name] != "" })
			for _, triples := range sizesForReference(w.Name) {
				g, err := w.Graph(context.Background(), triples)
				if err != nil {
					t.Fatal(err)
				}
				var next []workload.Query
				for _, q := range left {
					if err := agrees(g, q); errors.Is(err, reference.ErrBudget) {
						next = append(next, q)
					} else if err != nil {
						t.Errorf("%s over %d triples: %v", q.Name, g.Len(), err)
					}
				}
				t.Logf("%d of %d queries over %d triples", len(left)-len(next), len(w.Queries), g.Len())
				left = next
			}
			for _, q := range left {
				t.Errorf("%s is too much for the reference at every size", q.Name)
			}
		})
	}
}

// referenceSteps bounds the literal evaluation of one query to a second or so.
const referenceSteps = 20_000_000

// sizesForReference are how many triples each workload's queries are asked of: first
// the number that most of them can be, then less for the others.
func sizesForReference(workload string) []int {
	switch workload {
	case "sp2b":
		return []int{1_000, 300}
	case "lubm":
		return []int{1_000} // one department
	}
	return []int{4_000, 1_000}
}

// notForReference are the queries that the literal evaluation cannot answer on the
// least data there is.
func notForReference() map[string]string {
	return map[string]string{
		"records 28-path-plus": "a path from everywhere to everywhere",
		"lubm q07":             "one department is 7,000 triples, and the join of its people with all courses comes first",
		"lubm q09":             "the same with three classes",
	}
}

// agrees compares the two answers as multisets.
func agrees(g *graph.Graph, q workload.Query) error {
	tree, err := syntax.Parse(q.Text, syntax.Options{})
	if err != nil {
		return err
	}
	alg, err := algebra.Translate(tree)
	if err != nil {
		return err
	}
	res, err := reference.Eval(context.Background(), g.Snapshot(), alg, reference.Options{Steps: referenceSteps})
	if err != nil {
		return err
	}
	var want workload.Answer
	for _, row := range res.Rows {
		want.Add(row)
	}
	for _, t := range res.Triples {
		want.Add([]graph.Term{t.S, t.P, t.O})
	}
	if res.Bool {
		want = workload.Answer{Rows: 1, Sum: 1}
	}
	parsed, err := query.Parse(q.Text)
	if err != nil {
		return err
	}
	got, err := workload.Run(context.Background(), g, parsed)
	if err == nil && got != want {
		err = errors.New("answered " + got.String() + ", the reference " + want.String())
	}
	return err
}
