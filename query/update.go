package query

import (
	"context"
	"fmt"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// UpdateQuery is a parsed update request. It does not change and may be used by
// many goroutines at once.
type UpdateQuery struct {
	text string
	tree *syntax.Update
	ops  []algebra.Operation
	cfg  config
}

// UpdateResult counts the quads that an update changed. One that is deleted and
// inserted again counts in both.
type UpdateResult struct {
	Inserted, Deleted int
}

// ParseUpdate parses a SPARQL 1.1 or 1.2 update request. Errors are as for
// [Parse].
func ParseUpdate(text string, opts ...Option) (*UpdateQuery, error) {
	u := &UpdateQuery{text: text, cfg: newConfig(opts)}
	if err := u.cfg.checkLength(text); err != nil {
		return nil, err
	}
	var err error
	if u.tree, err = syntax.ParseUpdate(text, u.cfg.syntaxOptions()); err != nil {
		return nil, parseError(err)
	}
	if u.ops, err = u.cfg.translation().TranslateUpdate(u.tree); err != nil {
		return nil, err
	}
	return u, nil
}

// Update parses and applies an update request, to a graph or an endpoint.
func Update(ctx context.Context, g Target, text string, opts ...Option) (UpdateResult, error) {
	u, err := ParseUpdate(text, opts...)
	if err != nil {
		return UpdateResult{}, err
	}
	return u.Apply(ctx, g)
}

// String is the text the update was parsed from.
func (u *UpdateQuery) String() string { return u.text }

// Tree is the update's syntax tree; it must not be changed.
func (u *UpdateQuery) Tree() *syntax.Update { return u.tree }

// Apply runs the operations in order, each on the state the one before left
// (SPARQL 1.1 Update section 3). They take effect together: when one fails, or
// the query is stopped, the graph is as it was. Queries that run meanwhile see
// the state before; other updates wait. Documents of LOAD are fetched before, side by
// side.
//
// A [Remote] is sent the request; how far it is applied when it fails, and how much
// it changed, is not known here.
func (u *UpdateQuery) Apply(ctx context.Context, dst Target, opts ...Option) (UpdateResult, error) {
	var res UpdateResult
	cfg := u.cfg.with(opts)
	if cfg.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, cfg.timeout)
		defer cancel()
	}
	if far, ok := dst.(Remote); ok {
		return res, u.applyRemote(ctx, far, &cfg)
	}
	g, ok := dst.(*graph.Graph)
	if !ok {
		return res, ErrTarget
	}
	ops, err := u.bound(&cfg)
	if err != nil {
		return res, err
	}
	began, loads := time.Now(), cfg.fetchLoads(ctx, ops)
	err = g.Update(func(tx *graph.Tx) error {
		a := &applier{ctx: ctx, cfg: &cfg, tx: tx, res: &res, began: began, loads: loads}
		for _, op := range ops {
			if err := a.stopped(); err != nil {
				return err
			}
			if err := a.apply(op); err != nil {
				return err
			}
		}
		return a.commit()
	})
	if err != nil {
		return UpdateResult{}, err
	}
	return res, nil
}

// applier applies operations inside a transaction.
type applier struct {
	ctx   context.Context
	cfg   *config
	tx    *graph.Tx
	res   *UpdateResult
	began time.Time
	loads map[*algebra.Load]loaded
	blank int   // instances made, for the labels of new blank nodes
	moved int   // quads added or removed, for hearing the context
	lost  error // the journal's first error
}

// stopped reports whether the context has ended.
func (a *applier) stopped() error {
	if a.ctx.Err() == nil {
		return nil
	}
	return &StopError{Operator: "update", Rows: int64(a.moved), Elapsed: time.Since(a.began), Err: context.Cause(a.ctx)}
}

func (a *applier) apply(op algebra.Operation) error {
	switch op := op.(type) {
	case *algebra.InsertData:
		return a.each(a.data(op.Quads), a.add)
	case *algebra.DeleteData:
		return a.each(a.data(op.Quads), a.remove)
	case *algebra.Modify:
		return a.modify(op)
	case *algebra.Load:
		return silent(op.Silent, a.ctx, a.load(op))
	case *algebra.Clear:
		return silent(op.Silent, a.ctx, a.clear(op))
	case *algebra.Create:
		return silent(op.Silent, a.ctx, a.create(op))
	case *algebra.Transfer:
		return silent(op.Silent, a.ctx, a.transfer(op))
	}
	return fmt.Errorf("unknown update operation %T", op)
}

func (a *applier) each(quads []graph.Quad, do func(graph.Quad) error) error {
	for _, q := range quads {
		if err := do(q); err != nil {
			return err
		}
	}
	return nil
}

// move counts a quad about to be added or removed, and hears the context.
func (a *applier) move() error {
	if a.moved++; a.moved%hearQuads == 0 {
		return a.stopped()
	}
	return nil
}

func (a *applier) add(q graph.Quad) error {
	if a.tx.Add(q) {
		a.res.Inserted++
		a.note(Insert, q)
	}
	return a.move()
}

func (a *applier) remove(q graph.Quad) error {
	if a.tx.Remove(q) {
		a.res.Deleted++
		a.note(Delete, q)
	}
	return a.move()
}

// data instantiates quads without a solution: one new blank node per label.
func (a *applier) data(quads []algebra.QuadPattern) []graph.Quad {
	t := newTemplate(eval.NewDict(a.tx.Snapshot()), quads, nil)
	t.begin(a.fresh())
	var out []graph.Quad
	for i := range t.quads {
		if q, ok := t.quad(&t.quads[i], nil, 0); ok {
			out = append(out, q)
		}
	}
	return out
}

// fresh gives a number not used before in this update, for labels of blank nodes.
func (a *applier) fresh() int {
	a.blank++
	return a.blank
}

// modify takes all solutions first, then deletes, then inserts.
func (a *applier) modify(op *algebra.Modify) error {
	r, err := a.solve(op)
	if err != nil {
		return err
	}
	defer r.stop()
	dict := r.dict
	del, ins := newTemplate(dict, op.Delete, r.vars), newTemplate(dict, op.Insert, r.vars)
	var deleted, inserted []graph.Quad
	for {
		b, err := r.next()
		if err != nil {
			return err
		}
		if b == nil {
			break
		}
		before := len(deleted) + len(inserted)
		for i := range b.Len() {
			nth := a.fresh()
			deleted = del.append(deleted, b, b.Row(i), nth)
			inserted = ins.append(inserted, b, b.Row(i), nth)
		}
		made := int64(len(deleted) + len(inserted) - before)
		if err := r.exec.Hold("update", made*quadBytes); err != nil {
			return err
		}
	}
	if err := a.each(deleted, a.remove); err != nil {
		return err
	}
	return a.each(inserted, a.add)
}

// quadBytes is about what a quad takes that waits to be added or removed: four
// terms of five words.
const quadBytes = 160

// solve starts the pattern of a Modify on the transaction's state.
func (a *applier) solve(op *algebra.Modify) (*run, error) {
	d := op.Dataset
	if a.cfg.dataset != nil {
		if d.Given || !op.With.IsAny() {
			return nil, ErrDataset
		}
		d = *a.cfg.dataset
	}
	snap, err := a.cfg.fetchDataset(a.ctx, a.tx.Snapshot(), d)
	if err != nil {
		return nil, err
	}
	r := &run{query: &Query{parsed: &parsed{}}, cfg: a.cfg, ctx: a.ctx, began: a.began, cancel: func() {}, dict: eval.NewDict(snap), budget: a.cfg.limits.budget()}
	r.alg = &algebra.Query{Form: formSelect, Pattern: op.Pattern, Dataset: d, Base: op.Base}
	r.vars = algebra.Vars(op.Pattern)
	source := a.cfg.source(snap, r.dict, d)
	if !op.With.IsAny() && !d.Given {
		source.Default = snap.Union(known(snap, []graph.Term{op.With}), false)
	}
	r.prepare(source)
	r.root = r.exec.Start(a.ctx, r.plan)
	return r, nil
}
