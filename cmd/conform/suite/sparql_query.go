package suite

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/results"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// queryEvaluation runs a query and compares its answer with the expected one.
// An answer that the manifest gives in a SPARQL result format is written and
// read in that format first, so that the writers are tested as well.
func queryEvaluation(ctx context.Context, t *Test) error {
	d := t.Manifest.Graph
	if d.Object(t.Action, SD+"entailmentRegime").Kind != 0 {
		return fmt.Errorf("%w: entailment regimes are not part of the engine", ErrSkip)
	}
	text, base, err := t.requestText(t.Action)
	if err != nil {
		return err
	}
	data, err := t.dataset(ctx, t.Action, QT)
	if err != nil {
		return fmt.Errorf("the data: %w", err)
	}
	services, err := t.services(ctx)
	if err != nil {
		return err
	}
	path, err := t.Manifest.File(t.Result.Value)
	if err != nil {
		return fmt.Errorf("the expected result: %w", err)
	}
	want, err := ReadExpected(ctx, path, t.Manifest.Base(t.Result.Value))
	if err != nil {
		return fmt.Errorf("the expected result: %w", err)
	}
	q, err := query.Parse(text, query.WithBase(base))
	if err != nil {
		return err
	}
	got, err := q.Run(ctx, data, query.WithLoader(t.fetch), query.WithService(services))
	if err != nil {
		return err
	}
	return t.compareAnswer(got, want, q.Tree())
}

func (t *Test) compareAnswer(got *query.Result, want *Expected, tree *syntax.Query) error {
	if want.Graph != nil {
		if got.Triples == nil {
			return errors.New("expected a graph, and the query gives none")
		}
		g, err := got.Triples.Graph()
		if err != nil {
			return err
		}
		return compareGraphs(want.Graph, g)
	}
	table, err := tableOf(got)
	if err != nil {
		return err
	}
	if want.Format != results.Unknown {
		if table, err = throughFormat(table, want.Format); err != nil {
			return err
		}
	}
	lax := t.Manifest.Graph.Object(t.Node, MF+"resultCardinality").Value == MF+"LaxCardinality"
	return CompareTables(want.Table, table, Comparison{
		Ordered: want.Ordered, Keys: orderKeys(tree), Text: want.Format == results.CSV, Lax: lax,
	})
}

// tableOf reads the whole answer of a SELECT or ASK query.
func tableOf(r *query.Result) (*results.Table, error) {
	switch {
	case r.Rows != nil:
		return results.Collect(r.Rows)
	case r.Triples != nil:
		return nil, errors.New("expected rows or a boolean, and the query gives a graph")
	}
	return &results.Table{Boolean: &r.Bool}, nil
}

// throughFormat writes t as f and reads it back.
func throughFormat(t *results.Table, f results.Format) (*results.Table, error) {
	var b bytes.Buffer
	err := error(nil)
	if t.Boolean != nil {
		err = results.WriteBool(&b, f, *t.Boolean, results.Options{})
	} else {
		err = results.Write(&b, f, t, results.Options{})
	}
	if err != nil {
		return nil, err
	}
	again, err := results.Read(&b, f)
	if err != nil {
		return nil, fmt.Errorf("our own %s cannot be read: %w", f, err)
	}
	return again, nil
}

// orderKeys are the variables that ORDER BY sorts by, up to the first key that
// is a longer expression: the sequence of their values is settled by the query.
func orderKeys(q *syntax.Query) (keys []string) {
	for _, k := range q.OrderBy {
		e, ok := k.Expr.(*syntax.TermExpr)
		if !ok {
			break
		}
		v, ok := e.Term.(*syntax.Var)
		if !ok {
			break
		}
		keys = append(keys, v.Name)
	}
	return keys
}

// services answers SERVICE from the test's qt:serviceData; any other endpoint fails.
func (t *Test) services(ctx context.Context) (query.ServiceHandler, error) {
	d := t.Manifest.Graph
	at := make(map[graph.Term]*graph.Graph)
	for _, node := range d.Objects(t.Action, QT+"serviceData") {
		g, err := t.dataset(ctx, node, QT)
		if err != nil {
			return nil, fmt.Errorf("the service's data: %w", err)
		}
		at[graph.NewIRI(d.Object(node, QT+"endpoint").Value)] = g
	}
	var handler query.ServiceHandler
	handler = func(ctx context.Context, call *query.ServiceCall) ([][]graph.Term, error) {
		g, ok := at[call.Endpoint]
		if !ok {
			return nil, fmt.Errorf("no endpoint %s in this test", call.Endpoint.NTriples())
		}
		rows, err := call.Query().Select(ctx, g, query.WithService(handler))
		if err != nil {
			return nil, err
		}
		table, err := results.Collect(rows)
		return table.Rows, err
	}
	return handler, nil
}
