package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// hop is one predicate that a repetition of alternatives may follow.
type hop struct {
	id   graph.ID
	back bool
}

// rowHops is the number of hops from which a node's row is read once in their
// stead, and longRow the length up to which it is.
const (
	rowHops = 3
	longRow = 64
)

// hops are the predicates of a path that is an alternative of single links,
// forwards as it stands; ok is false for other paths. They are remembered.
func (w *walker) hops(p algebra.Path) (hops []hop, ok bool) {
	if h, found := w.flat[p]; found {
		return h, h != nil
	}
	h := w.flatten(p, false, make([]hop, 0, 4))
	if w.flat == nil {
		w.flat = map[algebra.Path][]hop{}
	}
	w.flat[p] = h
	return h, h != nil
}

// flatten appends the hops of p; nil when it is more than links.
func (w *walker) flatten(p algebra.Path, back bool, into []hop) []hop {
	switch p := p.(type) {
	case *algebra.Link:
		if id := w.predicate(p); !id.IsLocal() {
			into = append(into, hop{id, back})
		}
		return into
	case *algebra.Inverse:
		return w.flatten(p.Path, !back, into)
	case *algebra.Alt:
		if into = w.flatten(p.L, back, into); into == nil {
			return nil
		}
		return w.flatten(p.R, back, into)
	}
	return nil
}

// predicate is the ID of a link, remembered.
func (w *walker) predicate(p *algebra.Link) graph.ID {
	id, ok := w.ids[p]
	if !ok {
		id = w.x.Env.Dict.ID(p.IRI)
		if w.ids == nil {
			w.ids = map[*algebra.Link]graph.ID{}
		}
		w.ids[p] = id
	}
	return id
}

// set takes an empty set from those not in use; release gives it back.
func (w *walker) set() *idSet {
	if n := len(w.free); n > 0 {
		s := w.free[n-1]
		w.free = w.free[:n-1]
		return s
	}
	return &idSet{}
}

func (w *walker) release(s *idSet) {
	s.clear()
	w.free = append(w.free, s)
}

// step adds the nodes that one hop leads to from a node and emits those that
// are new; false stops the walk.
func (w *walker) step(hops []hop, from graph.ID, back bool, seen *idSet, emit emitFunc) bool {
	if from.IsLocal() {
		return true
	}
	take := func(ids []graph.ID) bool {
		for _, id := range ids {
			if seen.add(id) && !emit(id) {
				return false
			}
		}
		return true
	}
	if ps, ids, ok := w.wholeRow(hops, from, back); ok {
		for i, p := range ps {
			if follows(hops, p) && seen.add(ids[i]) && !emit(ids[i]) {
				return false
			}
		}
		return true
	}
	for _, h := range hops {
		w.st.Seeks++
		var ids []graph.ID
		if h.back != back {
			ids = w.view.Subjects(h.id, from, nil)
		} else {
			ids = w.view.Objects(from, h.id, nil)
		}
		if !take(ids) {
			return false
		}
	}
	return true
}

// wholeRow reads a node's row for several hops in the same direction; ok is
// false where looking up each is better.
func (w *walker) wholeRow(hops []hop, from graph.ID, back bool) (ps, ids []graph.ID, ok bool) {
	if len(hops) < rowHops {
		return nil, nil, false
	}
	for _, h := range hops {
		if h.back != hops[0].back {
			return nil, nil, false
		}
	}
	w.st.Seeks++
	if hops[0].back != back {
		ps, ids = w.view.InRow(from, nil, nil)
	} else {
		ps, ids = w.view.Row(from, nil, nil)
	}
	return ps, ids, len(ps) <= longRow
}

func follows(hops []hop, p graph.ID) bool {
	for _, h := range hops {
		if h.id == p {
			return true
		}
	}
	return false
}
