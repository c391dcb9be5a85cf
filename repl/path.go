package repl

import (
	"context"
	"slices"

	"github.com/trivet-rdf/trivet/graph"
)

const (
	maxPathNodes = 1_000_000 // nodes a search visits
	maxPathEdges = 100_000   // edges followed from one node
)

// pathCommand finds how two things hang together.
func pathCommand() *command {
	c := &command{
		name: "path", args: "FROM TO", brief: "a shortest chain of triples between two things", group: groupExplore,
		detail:  "Triples are followed in both directions; types and literals are not passed\nthrough, because they join everything with everything.",
		example: ".path ex:bob ex:carla", takes: takesTerm,
	}
	c.run = func(s *Session, ctx context.Context, args string) error { return s.path(ctx, c, args) }
	return c
}

// path shows a shortest chain between two terms.
func (s *Session) path(ctx context.Context, c *command, args string) error {
	words, err := splitWords(args, true)
	if err != nil {
		return err
	}
	if len(words) != 2 {
		return c.usage("want two terms")
	}
	snap := s.g.Snapshot()
	var ends [2]graph.ID
	for i, w := range words {
		if ends[i], err = s.knownTerm(c, snap, w); err != nil {
			return err
		}
	}
	steps, err := shortest(ctx, snap, ends[0], ends[1])
	if err != nil {
		return err
	}
	if ends[0] == ends[1] {
		s.note("they are the same")
		return nil
	}
	if steps == nil {
		s.note("they are not connected")
		return nil
	}
	var rows [][]graph.Term
	for _, e := range steps {
		rows = append(rows, []graph.Term{snap.Term(e.s), snap.Term(e.p), snap.Term(e.o)})
	}
	return s.table([]string{"s", "p", "o"}, rows)
}

// edge is a triple by identifiers.
type edge struct{ s, p, o graph.ID }

// shortest searches breadth first from one node to another. The result is nil
// when there is no chain, and empty when they are the same node.
func shortest(ctx context.Context, snap *graph.Snapshot, from, to graph.ID) ([]edge, error) {
	w := walk{v: snap.Default(), typ: typeOf(snap), to: to, came: map[graph.ID]edge{from: {}}}
	if from == to {
		return []edge{}, nil
	}
	queue := []graph.ID{from}
	for len(queue) > 0 && len(w.came) < maxPathNodes {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var next []graph.ID
		for _, n := range queue {
			if snap.Term(n).IsLiteral() && n != from {
				continue
			}
			next = w.expand(n, next)
			if w.found {
				return w.back(from), nil
			}
		}
		queue = next
	}
	return nil, nil
}

// walk is a search that goes on.
type walk struct {
	v        *graph.View
	typ      graph.ID // rdf:type, which is followed to the goal only
	to       graph.ID
	came     map[graph.ID]edge // the triple each node was reached by
	found    bool
	ps, ends []graph.ID // buffers
}

// expand adds the neighbours of n that are new.
func (w *walk) expand(n graph.ID, next []graph.ID) []graph.ID {
	visit := func(other graph.ID, e edge) {
		if _, seen := w.came[other]; seen || e.p == w.typ && other != w.to {
			return
		}
		w.came[other] = e
		w.found = w.found || other == w.to
		next = append(next, other)
	}
	w.ps, w.ends = w.v.Row(n, w.ps[:0], w.ends[:0])
	for i := range min(len(w.ps), maxPathEdges) {
		visit(w.ends[i], edge{n, w.ps[i], w.ends[i]})
	}
	w.ps, w.ends = w.v.InRow(n, w.ps[:0], w.ends[:0])
	for i := range min(len(w.ps), maxPathEdges) {
		visit(w.ends[i], edge{w.ends[i], w.ps[i], n})
	}
	return next
}

// back gives the chain from the start to the goal.
func (w *walk) back(from graph.ID) []edge {
	var steps []edge
	for at := w.to; at != from; {
		e := w.came[at]
		steps = append(steps, e)
		if e.s == at {
			at = e.o
		} else {
			at = e.s
		}
	}
	slices.Reverse(steps)
	return steps
}
