package query

import (
	"context"
	"errors"
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

// UpdateResult counts the quads that an update changed.
type UpdateResult struct {
	Inserted, Deleted int
}

// ParseUpdate parses a SPARQL 1.1 Update request. Errors are as for Parse.
func ParseUpdate(text string, opts ...Option) (*UpdateQuery, error) {
	u := &UpdateQuery{text: text, cfg: config{limits: DefaultLimits()}.with(opts)}
	if most := u.cfg.limits.MaxQueryBytes; most > 0 && int64(len(text)) > most {
		return nil, &LimitError{Limit: "MaxQueryBytes", Max: most, Operator: "parse"}
	}
	var err error
	if u.tree, err = syntax.ParseUpdate(text, u.cfg.syntaxOptions()); err != nil {
		return nil, err
	}
	if u.ops, err = u.cfg.translation().TranslateUpdate(u.tree); err != nil {
		return nil, err
	}
	return u, nil
}

// Update parses and applies an update request.
func Update(ctx context.Context, g *graph.Graph, text string, opts ...Option) (UpdateResult, error) {
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
// the query is stopped, the graph is as it was.
func (u *UpdateQuery) Apply(ctx context.Context, g *graph.Graph, opts ...Option) (UpdateResult, error) {
	var res UpdateResult
	cfg := u.cfg.with(opts)
	if cfg.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, cfg.timeout)
		defer cancel()
	}
	err := g.Update(func(tx *graph.Tx) error {
		a := &applier{ctx: ctx, cfg: &cfg, tx: tx, res: &res, began: time.Now()}
		for _, op := range u.ops {
			if err := ctx.Err(); err != nil {
				return &StopError{Operator: "update", Elapsed: time.Since(a.began), Err: context.Cause(ctx)}
			}
			if err := a.apply(op); err != nil {
				return err
			}
		}
		return nil
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
	blank int // instances made, for the labels of new blank nodes
}

func (a *applier) apply(op algebra.Operation) error {
	switch op := op.(type) {
	case *algebra.InsertData:
		for _, q := range a.data(op.Quads) {
			a.add(q)
		}
		return nil
	case *algebra.DeleteData:
		for _, q := range a.data(op.Quads) {
			a.remove(q)
		}
		return nil
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

// silent forgives an operation's own failure, not that the update was stopped.
func silent(is bool, ctx context.Context, err error) error {
	if is && ctx.Err() == nil {
		return nil
	}
	return err
}

func (a *applier) add(q graph.Quad) {
	if a.tx.Add(q) {
		a.res.Inserted++
	}
}

func (a *applier) remove(q graph.Quad) {
	if a.tx.Remove(q) {
		a.res.Deleted++
	}
}

// data instantiates quads without a solution: one new blank node per label.
func (a *applier) data(quads []algebra.QuadPattern) []graph.Quad {
	in := &instance{run: &run{dict: eval.NewDict(a.tx.Snapshot())}, solution: a.fresh()}
	var out []graph.Quad
	for _, q := range quads {
		if quad, ok := a.quad(in, q); ok {
			out = append(out, quad)
		}
	}
	return out
}

// fresh gives a number not used before in this update, for labels of blank nodes.
func (a *applier) fresh() int {
	a.blank++
	return a.blank
}

// quad is a quad pattern's instance, if it is legal.
func (a *applier) quad(in *instance, q algebra.QuadPattern) (graph.Quad, bool) {
	t, ok := in.triple(q.TriplePattern)
	if !ok {
		return graph.Quad{}, false
	}
	out := graph.Quad{Triple: t}
	if q.Graph.IsVar() || !q.Graph.Term.IsAny() {
		if out.G, ok = in.term(q.Graph); !ok || !out.G.IsIRI() && !out.G.IsBlank() {
			return graph.Quad{}, false
		}
	}
	return out, true
}

// modify takes all solutions first, then deletes, then inserts.
func (a *applier) modify(op *algebra.Modify) error {
	r, err := a.solve(op)
	if err != nil {
		return err
	}
	defer r.stop()
	var del, ins []graph.Quad
	for {
		b, err := r.next()
		if err != nil {
			return err
		}
		if b == nil {
			break
		}
		for i := range b.Len() {
			in := &instance{run: r, b: b, row: b.Row(i), solution: a.fresh()}
			del = a.instances(del, in, op.Delete)
			ins = a.instances(ins, in, op.Insert)
		}
	}
	for _, q := range del {
		a.remove(q)
	}
	for _, q := range ins {
		a.add(q)
	}
	return nil
}

func (a *applier) instances(out []graph.Quad, in *instance, quads []algebra.QuadPattern) []graph.Quad {
	for _, q := range quads {
		if quad, ok := a.quad(in, q); ok {
			out = append(out, quad)
		}
	}
	return out
}

// solve starts the pattern of a Modify on the transaction's state.
func (a *applier) solve(op *algebra.Modify) (*run, error) {
	snap, err := a.cfg.fetchDataset(a.ctx, a.tx.Snapshot(), op.Dataset)
	if err != nil {
		return nil, err
	}
	r := &run{query: &Query{}, cfg: *a.cfg, began: a.began, cancel: func() {}, dict: eval.NewDict(snap)}
	r.cfg.limits.MaxRows = 0
	r.alg = &algebra.Query{Form: formSelect, Pattern: op.Pattern, Dataset: op.Dataset, Base: op.Base}
	r.vars = algebra.Vars(op.Pattern)
	source := dataset(snap, r.dict, op.Dataset)
	if !op.With.IsAny() && !op.Dataset.Given {
		source.Default = snap.Union(known(snap, []graph.Term{op.With}), false)
	}
	r.prepare(source)
	r.root = r.exec.Start(a.ctx, r.plan)
	return r, nil
}

// load is LOAD.
func (a *applier) load(op *algebra.Load) error {
	if a.cfg.loader == nil {
		return ErrNoLoader
	}
	g, err := a.cfg.loader(a.ctx, op.From.Value())
	if err != nil {
		return fmt.Errorf("LOAD <%s>: %w", op.From.Value(), err)
	}
	rename := apart(a.tx.Snapshot(), a.fresh())
	for q := range g.MatchQuads(graph.Any, graph.Any, graph.Any, graph.Any) {
		if q = rename(q); !op.Into.IsAny() {
			q.G = op.Into
		}
		a.add(q)
	}
	return nil
}

// Errors of graph management operations; SILENT forgives them.
var (
	// ErrNoGraph: CLEAR, DROP, COPY, MOVE or ADD of a graph that does not exist.
	ErrNoGraph = errors.New("there is no such graph")
	// ErrGraphExists: CREATE of a graph that exists.
	ErrGraphExists = errors.New("the graph exists already")
)

func (a *applier) clear(op *algebra.Clear) error {
	drop := a.tx.Clear
	if op.Drop {
		drop = a.tx.Drop
	}
	if name := op.Target.Graph; !name.IsAny() {
		n := a.count(name)
		if !drop(name) {
			return fmt.Errorf("%w: <%s>", ErrNoGraph, name.Value())
		}
		a.res.Deleted += n
		return nil
	}
	if op.Target.Default {
		a.res.Deleted += a.count(graph.Any)
		drop(graph.Any)
	}
	if op.Target.Named {
		s := a.tx.Snapshot()
		for _, id := range s.Graphs() {
			a.res.Deleted += s.Named(id).Len()
			drop(s.Term(id))
		}
	}
	return nil
}

// count is the number of triples in a graph, the zero Term being the default one.
func (a *applier) count(name graph.Term) int {
	s := a.tx.Snapshot()
	if name.IsAny() {
		return s.Default().Len()
	}
	if id, ok := s.Lookup(name); ok {
		return s.Named(id).Len()
	}
	return 0
}

func (a *applier) create(op *algebra.Create) error {
	if !a.tx.Create(op.Graph) {
		return fmt.Errorf("%w: <%s>", ErrGraphExists, op.Graph.Value())
	}
	return nil
}

// transfer is COPY, MOVE and ADD (section 3.2.3 to 3.2.5).
func (a *applier) transfer(op *algebra.Transfer) error {
	s := a.tx.Snapshot()
	if !op.From.IsAny() && !exists(s, op.From) {
		return fmt.Errorf("%w: <%s>", ErrNoGraph, op.From.Value())
	}
	if op.From == op.To {
		return nil
	}
	if op.Kind != "ADD" {
		a.res.Deleted += a.count(op.To)
		a.tx.Clear(op.To)
	}
	if op.From.IsAny() {
		for t := range s.Match(graph.Any, graph.Any, graph.Any) {
			a.add(graph.Quad{Triple: t, G: op.To})
		}
	} else {
		for q := range s.MatchQuads(graph.Any, graph.Any, graph.Any, op.From) {
			a.add(graph.Quad{Triple: q.Triple, G: op.To})
		}
	}
	if op.Kind == "MOVE" {
		a.res.Deleted += a.count(op.From)
		a.tx.Drop(op.From)
	}
	return nil
}

func exists(s *graph.Snapshot, name graph.Term) bool {
	id, ok := s.Lookup(name)
	if !ok {
		return false
	}
	for _, g := range s.Graphs() {
		if g == id {
			return true
		}
	}
	return false
}
