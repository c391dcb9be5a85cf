package query

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/exec"
	"github.com/trivet-rdf/trivet/query/internal/plan"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// run is one execution of a query.
type run struct {
	query  *Query
	alg    *algebra.Query
	cfg    config
	dict   *eval.Dict
	plan   *plan.Plan
	exec   *exec.Context
	root   exec.Operator
	vars   []algebra.Var
	cancel context.CancelFunc

	began  time.Time
	timing Timing
	given  int64
}

// start plans the query on the source's state and makes its operators.
func (q *Query) start(ctx context.Context, src Source, opts []Option) (*run, error) {
	began := time.Now()
	r := &run{query: q, cfg: q.cfg.with(opts), began: began, cancel: func() {}}
	r.timing.Parse = q.parse
	if err := ctx.Err(); err != nil {
		return nil, &StopError{Operator: "start", Err: context.Cause(ctx)}
	}
	var err error
	if r.alg, err = q.bound(&r.cfg); err != nil {
		return nil, err
	}
	snap := src.Snapshot()
	if snap, err = r.cfg.fetchDataset(ctx, snap, r.alg.Dataset); err != nil {
		return nil, err
	}
	r.dict = eval.NewDict(snap)
	source := dataset(snap, r.dict, r.alg.Dataset)
	r.vars = columns(r.alg)
	r.prepare(source)
	if r.cfg.timeout > 0 {
		ctx, r.cancel = context.WithTimeout(ctx, r.cfg.timeout)
	}
	r.root = r.exec.Start(ctx, r.plan)
	return r, nil
}

// prepare plans the pattern and sets up its executor.
func (r *run) prepare(source *plan.Source) {
	options := plan.Options{NoPasses: r.cfg.noPasses}
	r.plan = plan.Build(r.alg.Pattern, r.vars, source, options)
	now := r.cfg.now
	if now.IsZero() {
		now = r.began
	}
	r.exec = &exec.Context{
		Env: &eval.Env{
			Dict: r.dict, Now: now, Base: r.alg.Base,
			Functions: r.cfg.functions, Aggregates: r.cfg.aggregates,
		},
		Source:  source,
		Service: serviceFunc(r.cfg.service),
		Budget:  &exec.Budget{MemoryBytes: r.cfg.limits.MaxMemoryBytes},
		Analyze: r.cfg.analyze,
		Plan:    options,
	}
	r.timing.Plan = time.Since(r.began)
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

// bound gives the algebra with the run's bindings joined in.
func (q *Query) bound(cfg *config) (*algebra.Query, error) {
	if len(cfg.binds) == 0 {
		return q.alg, nil
	}
	data := &syntax.Data{Rows: [][]syntax.Term{{}}}
	terms := map[string]graph.Term{}
	for i, b := range cfg.binds {
		if b.err != nil {
			return nil, fmt.Errorf("binding ?%s: %w", b.name, b.err)
		}
		mark := fmt.Sprintf("\x00bind:%d", i)
		terms[mark] = b.term
		data.Vars = append(data.Vars, &syntax.Var{Name: b.name})
		data.Rows[0] = append(data.Rows[0], &syntax.IRI{Value: mark})
	}
	tree := *q.tree
	where := &syntax.Group{Elements: []syntax.Pattern{data}}
	if q.tree.Pattern != nil {
		where.Loc = q.tree.Pattern.Loc
		where.Elements = append(where.Elements, q.tree.Pattern.Elements...)
	}
	tree.Pattern = where
	alg, err := cfg.translation().Translate(&tree)
	if err != nil {
		return nil, err
	}
	algebra.Walk(alg.Pattern, func(op algebra.Op) {
		if t, ok := op.(*algebra.Table); ok {
			unmark(t, terms)
		}
	})
	return alg, nil
}

// unmark puts the bound terms in place of their marks.
func unmark(t *algebra.Table, terms map[string]graph.Term) {
	for _, row := range t.Rows {
		for i := range row {
			if b, ok := terms[row[i].Value()]; ok {
				row[i] = b
			}
		}
	}
}

// dataset is the source's dataset, or the one that FROM and FROM NAMED name.
func dataset(snap *graph.Snapshot, dict *eval.Dict, d algebra.Dataset) *plan.Source {
	src := &plan.Source{Snapshot: snap, Intern: dict.ID, Default: snap.Default(), Named: snap.Graphs()}
	if !d.Given {
		return src
	}
	src.Default = snap.Union(known(snap, d.Default), false)
	src.Named = known(snap, d.Named)
	return src
}

// known are the IDs of those graphs that the snapshot holds, ascending.
func known(snap *graph.Snapshot, names []graph.Term) []graph.ID {
	var out []graph.ID
	for _, n := range names {
		if id, ok := snap.Lookup(n); ok && snap.Named(id).Len() > 0 {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// fetchDataset loads the graphs of a dataset that the snapshot lacks, when
// there is a loader. The source itself is not changed.
func (c *config) fetchDataset(ctx context.Context, snap *graph.Snapshot, d algebra.Dataset) (*graph.Snapshot, error) {
	if c.loader == nil || !d.Given {
		return snap, nil
	}
	var missing []graph.Term
	for _, n := range append(slices.Clone(d.Default), d.Named...) {
		if len(known(snap, []graph.Term{n})) == 0 && !slices.Contains(missing, n) {
			missing = append(missing, n)
		}
	}
	if len(missing) == 0 {
		return snap, nil
	}
	all := graph.New()
	var quads []graph.Quad
	for q := range snap.MatchQuads(graph.Any, graph.Any, graph.Any, graph.Any) {
		quads = append(quads, q)
	}
	all.AddQuads(quads...)
	for i, n := range missing {
		if err := c.fetchInto(ctx, all, n, i); err != nil {
			return nil, err
		}
	}
	return all.Snapshot(), nil
}

// fetchInto loads one graph under its name; nth tells the fetches of a query apart.
func (c *config) fetchInto(ctx context.Context, into *graph.Graph, name graph.Term, nth int) error {
	g, err := c.loader(ctx, name.Value())
	if err != nil {
		return fmt.Errorf("loading <%s>: %w", name.Value(), err)
	}
	rename := apart(into.Snapshot(), nth)
	var quads []graph.Quad
	for t := range g.Match(graph.Any, graph.Any, graph.Any) {
		quads = append(quads, rename(graph.Quad{Triple: t, G: name}))
	}
	into.AddQuads(quads...)
	return nil
}

// apart gives a function that renames a document's blank nodes so that they
// are no node of the snapshot: blank nodes of two documents are never the same.
func apart(s *graph.Snapshot, nth int) func(graph.Quad) graph.Quad {
	renamed := map[graph.Term]graph.Term{}
	var term func(t graph.Term) graph.Term
	term = func(t graph.Term) graph.Term {
		if inner, ok := t.Triple(); ok {
			return graph.NewTripleTerm(term(inner.S), inner.P, term(inner.O))
		}
		if !t.IsBlank() {
			return t
		}
		if _, ok := renamed[t]; !ok {
			renamed[t] = newBlank(s, fmt.Sprintf("d%d.%s", nth, t.Value()))
		}
		return renamed[t]
	}
	return func(q graph.Quad) graph.Quad {
		q.S, q.O = term(q.S), term(q.O)
		if q.G.IsBlank() {
			q.G = term(q.G)
		}
		return q
	}
}

// next gives the next batch, observing MaxRows.
func (r *run) next() (*batch.Batch, error) {
	for {
		b, err := r.root.Next()
		if b == nil || err != nil {
			if r.timing.All == 0 {
				r.timing.All = time.Since(r.began)
			}
			return nil, err
		}
		if b.Len() == 0 {
			continue
		}
		if r.given == 0 {
			r.timing.First = time.Since(r.began)
		}
		r.given += int64(b.Len())
		if most := r.cfg.limits.MaxRows; most > 0 && r.given > most {
			over := int(r.given - most)
			if over >= b.Len() {
				return nil, &LimitError{Limit: "MaxRows", Max: most, Operator: "results", Rows: most}
			}
			return cut(b, b.Len()-over), nil
		}
		return b, nil
	}
}

// cut is the first n selected rows of b.
func cut(b *batch.Batch, n int) *batch.Batch {
	sel := make([]uint16, n)
	for i := range sel {
		sel[i] = uint16(b.Row(i))
	}
	return &batch.Batch{Cols: b.Cols, N: b.N, Sel: sel}
}

// any reports whether there is a row.
func (r *run) any() (bool, error) {
	b, err := r.next()
	return b != nil, err
}

// stop ends the run; it may be called again.
func (r *run) stop() { r.cancel() }
