package reference_test

import (
	"context"
	"errors"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/reference"
	"github.com/trivet-rdf/trivet/query/internal/reference/gen"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// cases is how many random cases each property is tried on.
const cases = 600

// run evaluates a text over quads; ok is false for a case that is too large.
func run(t *testing.T, data []graph.Quad, text string) (r *reference.Result, ok bool) {
	t.Helper()
	tree, err := syntax.Parse(text, syntax.Options{})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	q, err := algebra.Translate(tree)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return evaluate(t, data, q)
}

func evaluate(t *testing.T, data []graph.Quad, q *algebra.Query) (r *reference.Result, ok bool) {
	t.Helper()
	g := graph.New()
	g.AddQuads(data...)
	r, err := reference.Eval(context.Background(), g.Snapshot(), q, reference.Options{Steps: 300_000})
	if errors.Is(err, reference.ErrBudget) {
		return nil, false
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, q)
	}
	return r, true
}

// TestPartition: each row's condition is true, false or an error, and only one
// of these.
func TestPartition(t *testing.T) {
	for seed := range uint64(cases) {
		p := gen.New(seed).Partition()
		all, ok := run(t, p.Data, p.All)
		if !ok {
			continue
		}
		var parts [][]graph.Term
		for _, text := range []string{p.True, p.False, p.Error} {
			r, enough := run(t, p.Data, text)
			if ok = ok && enough; !ok {
				break
			}
			parts = append(parts, r.Rows...)
		}
		if !ok {
			continue
		}
		if err := reference.Compare(all.Rows, parts, false); err != nil {
			t.Fatalf("%v\n%s", err, p)
		}
	}
}

// TestExistsOfNothing: with an empty context solution EXISTS is ASK, and its
// plain form has the rows of its correlated one.
func TestExistsOfNothing(t *testing.T) {
	for seed := range uint64(cases) {
		g := gen.New(seed)
		data, where := g.Pattern()
		ask, ok := run(t, data, g.Prologue()+"ASK "+where)
		exists, enough := run(t, data, g.Prologue()+"ASK { FILTER EXISTS "+where+" }")
		if ok && enough && ask.Bool != exists.Bool {
			t.Fatalf("seed %d: ASK is %t, EXISTS %t\n%s", seed, ask.Bool, exists.Bool, where)
		}
	}
}

// TestScopes: what algebra.Vars and algebra.Certain say of an operator holds for
// each of its solutions.
func TestScopes(t *testing.T) {
	for seed := range uint64(cases) {
		g := gen.NewWith(seed, gen.Options{Size: gen.Medium})
		data, where := g.Pattern()
		tree, err := syntax.Parse(g.Prologue()+"ASK "+where, syntax.Options{})
		if err != nil {
			t.Fatal(err)
		}
		q, err := algebra.Translate(tree)
		if err != nil {
			t.Fatal(err)
		}
		for _, op := range operators(q.Pattern) {
			checkScope(t, data, op)
		}
	}
}

// operators are op and those below it.
func operators(op algebra.Op) []algebra.Op {
	out := []algebra.Op{op}
	add := func(inputs ...algebra.Op) {
		for _, in := range inputs {
			out = append(out, operators(in)...)
		}
	}
	switch o := op.(type) {
	case *algebra.Join:
		add(o.L, o.R)
	case *algebra.LeftJoin:
		add(o.L, o.R)
	case *algebra.Union:
		add(o.L, o.R)
	case *algebra.Minus:
		add(o.L, o.R)
	case *algebra.Filter:
		add(o.Input)
	case *algebra.Graph:
		add(o.Input)
	case *algebra.Extend:
		add(o.Input)
	case *algebra.Group:
		add(o.Input)
	case *algebra.Project:
		add(o.Input)
	case *algebra.Distinct:
		add(o.Input)
	case *algebra.Slice:
		add(o.Input)
	case *algebra.OrderBy:
		add(o.Input)
	}
	return out
}

// checkScope evaluates op and looks at what its solutions bind.
func checkScope(t *testing.T, data []graph.Quad, op algebra.Op) {
	t.Helper()
	vars := algebra.Vars(op)
	r, ok := evaluate(t, data, &algebra.Query{Form: syntax.Select, Pattern: op, Vars: vars})
	if !ok {
		return
	}
	certain := algebra.Certain(op)
	for _, row := range r.Rows {
		for i, v := range vars {
			if certain[v] && row[i].IsAny() {
				t.Fatalf("?%s is certain, but not bound, in\n%s", v, algebra.SSE(op))
			}
		}
	}
}
