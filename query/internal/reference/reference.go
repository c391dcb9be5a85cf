package reference

import (
	"context"
	"errors"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// ErrBudget is the error of an evaluation that took more than Options.Steps.
var ErrBudget = errors.New("reference: the work budget is used up")

// ErrService is the error of a SERVICE that is not SILENT: there is no remote
// end here.
var ErrService = errors.New("reference: SERVICE cannot be called")

// DefaultSteps is the work budget when Options gives none.
const DefaultSteps = 2_000_000

// Options are the settings of one evaluation. The zero value will do.
type Options struct {
	Steps int       // work budget in steps; 0 is DefaultSteps
	Env   *eval.Env // for functions: time, custom functions; nil for a plain one
}

// Result is the answer of a query of any form.
type Result struct {
	Form    syntax.Form
	Vars    []algebra.Var  // SELECT: the columns
	Rows    [][]graph.Term // SELECT: the zero Term is unbound
	Ties    []int          // SELECT ... ORDER BY: rows of equal numbers may change places
	Bool    bool           // ASK
	Triples []graph.Triple // CONSTRUCT and DESCRIBE: a set
}

// evaluator is the state of one evaluation.
type evaluator struct {
	ctx   context.Context
	steps int // left
	data  dataset
	env   *eval.Env
	fresh int // blank nodes made
}

// Eval answers q over s.
func Eval(ctx context.Context, s *graph.Snapshot, q *algebra.Query, o Options) (*Result, error) {
	e := &evaluator{ctx: ctx, steps: o.Steps, env: o.Env, data: newDataset(s, q.Dataset)}
	if e.steps == 0 {
		e.steps = DefaultSteps
	}
	if e.env == nil {
		now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		e.env = &eval.Env{Dict: eval.NewDict(s), Now: now, Base: q.Base}
	}
	rows, ties, err := e.sequence(q.Pattern)
	if err != nil {
		return nil, err
	}
	out := &Result{Form: q.Form, Vars: q.Vars}
	switch q.Form {
	case syntax.Select:
		out.Rows, out.Ties = table(rows, q.Vars), ties
	case syntax.Ask:
		out.Bool = len(rows) > 0
	case syntax.Construct:
		out.Triples, err = e.construct(q.Template, rows)
	case syntax.Describe:
		out.Triples, err = e.describe(q.Targets, rows)
	}
	return out, err
}

// step counts n steps of work, and hears the context.
func (e *evaluator) step(n int) error {
	e.steps -= n
	if e.steps < 0 {
		return ErrBudget
	}
	return e.ctx.Err()
}

// table writes solutions as rows.
func table(rows []solution, vars []algebra.Var) [][]graph.Term {
	out := make([][]graph.Term, len(rows))
	for i, mu := range rows {
		out[i] = make([]graph.Term, len(vars))
		for j, v := range vars {
			out[i][j] = mu[v]
		}
	}
	return out
}

// sequence evaluates a whole query's pattern as eval does, and tells which rows
// tie under its ORDER BY; ties is nil when it has none.
func (e *evaluator) sequence(op algebra.Op) (rows []solution, ties []int, err error) {
	empty := solution{}
	switch o := op.(type) {
	case *algebra.OrderBy:
		rows, err := e.eval(e.data.def, o.Input, empty)
		if err != nil {
			return nil, nil, err
		}
		return e.orderBy(e.data.def, o.Keys, rows)
	case *algebra.Project:
		rows, ties, err := e.sequence(o.Input)
		return project(rows, o.Vars), ties, err
	case *algebra.Distinct:
		rows, ties, err := e.sequence(o.Input)
		rows, ties = distinct(rows, ties)
		return rows, ties, err
	case *algebra.Reduced:
		return e.sequence(o.Input)
	case *algebra.Slice:
		rows, ties, err := e.sequence(o.Input)
		from, to := bounds(o, len(rows))
		if ties != nil {
			ties = ties[from:to]
		}
		return rows[from:to], ties, err
	}
	rows, err = e.eval(e.data.def, op, empty)
	return rows, nil, err
}

// bounds are the ends of what Slice keeps of n rows.
func bounds(s *algebra.Slice, n int) (from, to int) {
	from, to = int(min(s.Offset, int64(n))), n
	if s.Limit >= 0 && s.Limit < int64(to-from) {
		to = from + int(s.Limit)
	}
	return from, to
}
