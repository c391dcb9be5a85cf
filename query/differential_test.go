package query

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/reference"
	"github.com/trivet-rdf/trivet/query/internal/reference/gen"
)

var (
	differentialCases = flag.Int("cases", 4000, "number of random cases per size in TestDifferential")
	differentialSeed  = flag.Uint64("seed", 1, "first seed of TestDifferential")
)

// TestDifferential holds the executor against the specification: for random
// data and random queries, the full planner, the planner without its passes, the
// executor on several goroutines and the literal evaluator of package reference give
// the same answers.
func TestDifferential(t *testing.T) {
	for _, size := range []gen.Size{gen.Small, gen.Medium, gen.Large} {
		t.Run(fmt.Sprintf("size %d", size), func(t *testing.T) {
			n, skipped, failed := *differentialCases, 0, 0
			if size == gen.Large {
				n /= 8
			}
			if testing.Short() {
				n /= 8
			}
			for i := range n {
				c := gen.NewWith(*differentialSeed+uint64(i), gen.Options{Size: size}).Case()
				err := compareCase(c)
				if errors.Is(err, reference.ErrBudget) {
					skipped++
					continue
				}
				if err != nil {
					t.Errorf("%v\n%v", err, c)
					if failed++; failed >= 5 {
						t.Fatal("too many failures")
					}
				}
			}
			if skipped > n/10 {
				t.Errorf("%d of %d cases were too large to compare", skipped, n)
			}
		})
	}
}

// compareCase answers a case in all ways and reports the first difference.
func compareCase(c gen.Case) error {
	g := graph.New()
	g.AddQuads(c.Data...)
	q, err := Parse(c.Text)
	if err != nil {
		return fmt.Errorf("parse: %w", err)
	}
	snap := g.Snapshot()
	want, err := reference.Eval(context.Background(), snap, q.alg, reference.Options{})
	if err != nil {
		return fmt.Errorf("reference: %w", err)
	}
	for name, opts := range map[string][]Option{"planned": nil, "again": nil, "once more": nil, "without passes": {withoutPasses()}, "tallied": {withTallies()}, "turned": {withTurned(), withRanges(), withWorkers(3, 3)}, "replanned": {withReplans()}, "stars": {withStars(), withRanges()}, "in morsels": {withWorkers(3, 3)}} {
		got, err := answer(q, snap, opts)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := want.Same(got); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// answer runs a query and gives its answer in the reference's form.
func answer(q *Query, src Source, opts []Option) (*reference.Result, error) {
	res, err := q.Run(context.Background(), src, opts...)
	if err != nil {
		return nil, err
	}
	out := &reference.Result{Form: res.Form, Bool: res.Bool}
	if res.Rows != nil {
		for row, err := range res.Rows.Terms() {
			if err != nil {
				return nil, err
			}
			out.Rows = append(out.Rows, append([]graph.Term{}, row...))
		}
	}
	if res.Triples != nil {
		for t, err := range res.Triples.All() {
			if err != nil {
				return nil, err
			}
			out.Triples = append(out.Triples, t)
		}
	}
	return out, nil
}
