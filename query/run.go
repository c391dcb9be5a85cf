package query

import (
	"context"
	"slices"
	"time"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/exec"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// run is one execution of a query.
type run struct {
	query  *Query
	alg    *algebra.Query
	cfg    *config // it does not change
	dict   *eval.Dict
	plan   *plan.Plan
	exec   *exec.Context
	root   exec.Operator
	vars   []algebra.Var
	ctx    context.Context
	cancel context.CancelFunc
	far    *RemoteAnswer // of a source elsewhere; then there is no plan
	budget *exec.Budget
	again  *planned    // where the operators are kept for the next run; nil for nowhere
	over   bool        // the last row was given
	counts exec.Counts // of operators that were given away

	began  time.Time
	timing Timing
}

// start plans the query on the source's state and makes its operators.
func (q *Query) start(ctx context.Context, src Source, opts []Option) (*run, error) {
	began := time.Now()
	r := &run{query: q, cfg: q.cfg.and(opts), began: began, ctx: ctx, cancel: func() {}}
	r.timing.Parse = q.parse
	if ctx.Err() != nil {
		return nil, &StopError{Operator: "start", Err: context.Cause(ctx)}
	}
	if r.cfg.timeout > 0 {
		r.ctx, r.cancel = context.WithTimeout(ctx, r.cfg.timeout)
	}
	open := func() error { return r.open(src) }
	if far, ok := src.(Remote); ok {
		open = func() error { return r.openRemote(far) }
	}
	if err := open(); err != nil {
		r.cancel()
		return nil, err
	}
	return r, nil
}

// open takes the source's state, plans on it, and makes the operators.
func (r *run) open(src Source) (err error) {
	if r.alg, err = r.query.bound(r.cfg); err != nil {
		return err
	}
	d := r.cfg.datasetOf(r.alg.Dataset)
	snap, err := r.cfg.fetchDataset(r.ctx, src.Snapshot(), d)
	if err != nil {
		return err
	}
	r.vars, r.budget = columns(r.alg), r.cfg.limits.budget()
	if r.resume(snap, d) {
		return nil
	}
	r.dict = eval.NewDict(snap)
	if err := r.prepare(r.cfg.source(snap, r.dict, d)); err != nil {
		return err
	}
	r.root = r.exec.Start(r.ctx, r.plan)
	return nil
}

// prepare plans the pattern and sets up its executor.
func (r *run) prepare(source *plan.Source) (err error) {
	options := r.cfg.planning()
	if r.plan, err = r.planOf(source, options); err != nil {
		return err
	}
	r.exec = &exec.Context{
		Env: &eval.Env{
			Dict: r.dict, Now: r.now(), Base: r.alg.Base,
			Limits:    r.cfg.limits.eval(),
			Functions: evalFunctions(r.ctx, r.cfg.functions), Aggregates: r.cfg.aggregates,
		},
		Source:  source,
		Service: r.serviceFunc(),
		Budget:  r.budget,
		Analyze: r.cfg.analyze,
		Plan:    options,
		Workers: r.cfg.workers,
	}
	r.timing.Plan = time.Since(r.began)
	return nil
}

// planning are the options that concern the planner.
func (c *config) planning() plan.Options {
	return plan.Options{NoPasses: c.noPasses, AlwaysTally: c.tallies, AlwaysTurn: c.turned, AlwaysReplan: c.replanned, AlwaysStar: c.stars, NeverStar: c.noStars, AlwaysRange: c.ranges}
}

// now is the time that NOW() gives.
func (r *run) now() time.Time {
	if r.cfg.now.IsZero() {
		return r.began
	}
	return r.cfg.now
}

// columns are the variables that the form needs of the pattern.
func columns(q *algebra.Query) []algebra.Var {
	switch q.Form {
	case formSelect:
		return q.Vars
	case formConstruct:
		var out []algebra.Var
		for _, v := range algebra.Vars(&algebra.BGP{Triples: q.Template}) {
			if slices.Contains(algebra.Vars(q.Pattern), v) {
				out = append(out, v)
			}
		}
		return out
	case formDescribe:
		var out []algebra.Var
		for _, t := range q.Targets {
			if t.IsVar() {
				out = append(out, t.Var)
			}
		}
		return out
	}
	return nil
}

// next gives the next batch with rows, nil at the end.
func (r *run) next() (*batch.Batch, error) {
	for {
		b, err := r.root.Next()
		if b == nil || err != nil {
			if r.timing.All == 0 {
				r.timing.All = time.Since(r.began)
			}
			r.over = err == nil
			return nil, err
		}
		if b.Len() == 0 {
			continue
		}
		if r.timing.First == 0 {
			r.timing.First = time.Since(r.began)
		}
		return b, nil
	}
}

// took is the run's timing so far.
func (r *run) took() Timing {
	t := r.timing
	if r.budget != nil {
		t.Memory = r.budget.Peak()
	}
	return t
}

// within reports whether one more than given may be given to the caller.
func (r *run) within(given int64) error {
	if most := r.cfg.limits.MaxRows; most >= 0 && given >= most {
		return &LimitError{Limit: "MaxRows", Max: most, Operator: "results", Rows: given}
	}
	return nil
}

// any reports whether there is a row.
func (r *run) any() (bool, error) {
	if r.far != nil {
		return r.far.Bool, nil
	}
	b, err := r.next()
	return b != nil, err
}
