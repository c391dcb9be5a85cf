package query

import (
	"context"
	"errors"
	"fmt"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// load is LOAD.
func (a *applier) load(op *algebra.Load) error {
	if a.cfg.loader == nil {
		return ErrNoLoader
	}
	doc := a.loads[op]
	if doc.err != nil {
		return fmt.Errorf("LOAD <%s>: %w", op.From.Value(), doc.err)
	}
	rename := apart(a.tx.Snapshot(), "d", a.fresh())
	for q := range doc.g.MatchQuads(graph.Any, graph.Any, graph.Any, graph.Any) {
		if q = rename(q); !op.Into.IsAny() {
			q.G = op.Into
		}
		if err := a.add(q); err != nil {
			return err
		}
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
	kind := Clear
	if op.Drop {
		kind = Drop
	}
	if name := op.Target.Graph; !name.IsAny() {
		if !a.empty(kind, name) {
			return fmt.Errorf("%w: <%s>", ErrNoGraph, name.Value())
		}
		return nil
	}
	if op.Target.Default {
		a.empty(kind, graph.Any)
	}
	if op.Target.Named {
		s := a.tx.Snapshot()
		for _, id := range s.Graphs() {
			a.empty(kind, s.Term(id))
		}
	}
	return nil
}

// empty clears or drops a graph, the default graph for the zero Term, and
// reports whether there was one.
func (a *applier) empty(kind ChangeKind, name graph.Term) bool {
	drop := a.tx.Clear
	if kind == Drop {
		drop = a.tx.Drop
	}
	n := a.count(name)
	if !drop(name) {
		return false
	}
	a.res.Deleted += n
	a.note(kind, graph.Quad{G: name})
	return true
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
	a.note(Create, graph.Quad{G: op.Graph})
	return nil
}

// silent forgives an operation's own failure, not that the update was stopped or
// over a limit.
func silent(is bool, ctx context.Context, err error) error {
	var limit *LimitError
	if is && ctx.Err() == nil && !errors.As(err, &limit) {
		return nil
	}
	return err
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
		a.empty(Clear, op.To)
	}
	if err := a.copy(s, op.From, op.To); err != nil {
		return err
	}
	if op.Kind == "MOVE" {
		a.empty(Drop, op.From)
	}
	return nil
}

// copy adds the triples of a graph to another.
func (a *applier) copy(s *graph.Snapshot, from, to graph.Term) error {
	if from.IsAny() {
		for t := range s.Match(graph.Any, graph.Any, graph.Any) {
			if err := a.add(graph.Quad{Triple: t, G: to}); err != nil {
				return err
			}
		}
		return nil
	}
	for q := range s.MatchQuads(graph.Any, graph.Any, graph.Any, from) {
		if err := a.add(graph.Quad{Triple: q.Triple, G: to}); err != nil {
			return err
		}
	}
	return nil
}

// exists reports whether the snapshot has a graph of that name, empty or not.
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
