package repl

import (
	"context"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

// maxUndo is how many changes can be taken back. A snapshot shares almost all
// of its memory with the graph, but keeps what later merges would free.
const maxUndo = 20

// undoStep is the state before a change.
type undoStep struct {
	text   string // what changed it
	before *graph.Snapshot
}

// pushUndo notes the state before a change that was made.
func (s *Session) pushUndo(text string, before *graph.Snapshot) {
	s.undo = append(s.undo, undoStep{text: text, before: before})
	if len(s.undo) > maxUndo {
		s.undo = slices.Delete(s.undo, 0, 1)
	}
}

// undoLast takes the last change back.
func (s *Session) undoLast(ctx context.Context) error {
	if len(s.undo) == 0 {
		return &UsageError{Msg: "there is no change to take back"}
	}
	step := s.undo[len(s.undo)-1]
	added, removed, err := s.takeBack(ctx, step.before)
	if err != nil {
		return err
	}
	s.undo = s.undo[:len(s.undo)-1]
	s.note("taken back: %s (%s back, %s gone)", visible(summary(step.text)), count(added, "triple"), count(removed, "triple"))
	return nil
}

// missing gives the quads of a that b lacks. Both are snapshots of one graph,
// so that equal terms have equal identifiers.
func missing(a, b *graph.Snapshot) func(yield func(graph.Quad) bool) {
	return func(yield func(graph.Quad) bool) {
		graphs := append([]graph.ID{graph.None}, a.Graphs()...)
		for _, g := range graphs {
			name, va, vb := graph.Any, a.Default(), b.Default()
			if g != graph.None {
				name, va, vb = a.Term(g), a.Named(g), b.Named(g)
			}
			for _, p := range va.Predicates() {
				subjects, objects := va.Pairs(p)
				for i, subject := range subjects {
					if vb.Has(subject, p, objects[i]) {
						continue
					}
					t := graph.Triple{S: a.Term(subject), P: a.Term(p), O: a.Term(objects[i])}
					if !yield(graph.Quad{Triple: t, G: name}) {
						return
					}
				}
			}
		}
	}
}

// summary is the beginning of a text, on one line.
func summary(text string) string {
	words := strings.Join(strings.Fields(text), " ")
	if r := []rune(words); len(r) > 50 {
		return string(r[:50]) + "…"
	}
	return words
}
