package suite

import (
	"context"
	"errors"
	"fmt"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// updateEvaluation runs an update on the action's dataset and compares what is
// there afterwards with the result's. A test that does not say ut:success
// means success too.
func updateEvaluation(ctx context.Context, t *Test) error {
	text, base, err := t.requestText(t.Action)
	if err != nil {
		return err
	}
	data, err := t.dataset(ctx, t.Action, UT)
	if err != nil {
		return fmt.Errorf("the data: %w", err)
	}
	want, err := t.dataset(ctx, t.Result, UT)
	if err != nil {
		return fmt.Errorf("the expected data: %w", err)
	}
	if _, err := query.Update(ctx, data, text, query.WithBase(base), query.WithLoader(t.fetch)); err != nil {
		return err
	}
	return compareGraphs(want, data)
}

// compareGraphs reports how got differs from want, datasets included, or nil.
func compareGraphs(want, got *graph.Graph) error {
	if graph.Isomorphic(want, got) {
		return nil
	}
	missing, extra := quadsWithout(want, got), quadsWithout(got, want)
	if missing == nil && extra == nil {
		return fmt.Errorf("expected %d quads, got %d: they differ in their blank nodes", want.Len(), got.Len())
	}
	return errors.New(fmt.Sprintf("expected %d quads, got %d", want.Len(), got.Len()) + few("; missing", missing) + few("; not expected", extra))
}

// quadsWithout shows the quads of a, those with blank nodes left out, that b lacks.
func quadsWithout(a, b *graph.Graph) (list []string) {
	for q := range a.MatchQuads(graph.Any, graph.Any, graph.Any, graph.Any) {
		if hasBlank(q.S) || hasBlank(q.O) || hasBlank(q.G) {
			continue
		}
		found := false
		for other := range b.MatchQuads(q.S, q.P, q.O, graph.Any) {
			found = found || other.G == q.G
		}
		if !found {
			text := showTerm(q.S) + " " + showTerm(q.P) + " " + showTerm(q.O)
			if !q.G.IsAny() {
				text += " " + showTerm(q.G)
			}
			list = append(list, "("+text+")")
		}
	}
	return list
}
