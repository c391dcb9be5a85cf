package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// walker follows property paths in one graph (SPARQL 1.1 section 18.4).
// Sequences and alternatives keep duplicates; repetitions are sets, found by
// breadth-first search that visits each node once.
type walker struct {
	x     *Context
	st    *Stats
	view  *graph.View
	steps int

	ids  map[*algebra.Link]graph.ID // predicates looked up
	flat map[algebra.Path][]hop     // see hops
	free []*idSet                   // sets not in use
}

// emitFunc takes a node reached; false stops the walk.
type emitFunc func(graph.ID) bool

// walk emits the nodes that path leads to from a node, or, backwards, those
// from which it leads there. It reports whether the walk went to its end.
func (w *walker) walk(path algebra.Path, from graph.ID, back bool, emit emitFunc) (bool, error) {
	if err := w.hear(); err != nil {
		return false, err
	}
	switch p := path.(type) {
	case *algebra.Link:
		return w.link(p, from, back, emit), nil
	case *algebra.Inverse:
		return w.walk(p.Path, from, !back, emit)
	case *algebra.Negated:
		return w.negated(p, from, back, emit), nil
	case *algebra.Alt:
		more, err := w.walk(p.L, from, back, emit)
		if !more || err != nil {
			return false, err
		}
		return w.walk(p.R, from, back, emit)
	case *algebra.Seq:
		return w.seq(p, from, back, emit)
	case *algebra.Repeat:
		return w.repeat(p, from, back, emit)
	}
	return true, nil
}

// hear accounts a step, and looks now and then whether the query must stop.
func (w *walker) hear() error {
	w.steps++
	if w.steps&0x3FF != 0 {
		return nil
	}
	if err := w.x.steps("path", w.st, 0x400); err != nil {
		return err
	}
	return w.x.check("path", w.st.Rows)
}

func (w *walker) link(p *algebra.Link, from graph.ID, back bool, emit emitFunc) bool {
	id := w.predicate(p)
	if id.IsLocal() || from.IsLocal() {
		return true
	}
	w.st.Seeks++
	var ids []graph.ID
	if back {
		ids = w.view.Subjects(id, from, nil)
	} else {
		ids = w.view.Objects(from, id, nil)
	}
	for _, n := range ids {
		if !emit(n) {
			return false
		}
	}
	return true
}

func (w *walker) seq(p *algebra.Seq, from graph.ID, back bool, emit emitFunc) (bool, error) {
	first, second := p.L, p.R
	if back {
		first, second = second, first
	}
	var err error
	more, err2 := w.walk(first, from, back, func(mid graph.ID) bool {
		var on bool
		on, err = w.walk(second, mid, back, emit)
		return on && err == nil
	})
	if err == nil {
		err = err2
	}
	return more && err == nil, err
}

// repeat is ZeroOrOnePath, ZeroOrMorePath and OneOrMorePath: the list of
// visited nodes is the search's queue.
func (w *walker) repeat(p *algebra.Repeat, from graph.ID, back bool, emit emitFunc) (bool, error) {
	seen, held := w.set(), int64(0)
	defer func() {
		w.x.shrink(held)
		w.release(seen)
	}()
	if p.Min == 0 && seen.add(from) && !emit(from) {
		return false, nil
	}
	more, err := w.expand(p.Path, from, back, seen, emit)
	if !more || err != nil || p.Once {
		return more, err
	}
	for at := 0; at < len(seen.list); at++ {
		if more, err := w.expand(p.Path, seen.list[at], back, seen, emit); !more || err != nil {
			return false, err
		}
		if grown := seen.bytes() - held; grown > 1<<16 {
			held += grown
			if err := w.x.grow("path", w.st, grown); err != nil {
				return false, err
			}
		}
	}
	return true, nil
}

// expand emits what path leads to from a node and is not in seen yet.
func (w *walker) expand(path algebra.Path, from graph.ID, back bool, seen *idSet, emit emitFunc) (bool, error) {
	if hops, ok := w.hops(path); ok {
		if err := w.hear(); err != nil {
			return false, err
		}
		return w.step(hops, from, back, seen, emit), nil
	}
	return w.walk(path, from, back, func(n graph.ID) bool { return !seen.add(n) || emit(n) })
}

func (w *walker) negated(p *algebra.Negated, from graph.ID, back bool, emit emitFunc) bool {
	if from.IsLocal() {
		return true
	}
	w.st.Seeks++
	if p.HasForward && !w.others(p.Forward, from, back, emit) {
		return false
	}
	return !p.HasInverse || w.others(p.Inverse, from, !back, emit)
}

// others emits the neighbours over predicates that are not excluded.
func (w *walker) others(excluded []graph.Term, from graph.ID, back bool, emit emitFunc) bool {
	var preds, ids []graph.ID
	if back {
		preds, ids = w.view.InRow(from, nil, nil)
	} else {
		preds, ids = w.view.Row(from, nil, nil)
	}
	var not []graph.ID
	for _, t := range excluded {
		not = append(not, w.x.Env.Dict.ID(t))
	}
next:
	for i, p := range preds {
		for _, e := range not {
			if p == e {
				continue next
			}
		}
		if !emit(ids[i]) {
			return false
		}
	}
	return true
}

// isNode reports whether a path between two variables can have this value at
// an end: only nodes of the graph, even where a path of length zero would do
// (from or to a constant, the constant counts too). None, which is not bound
// yet, can.
func (w *walker) isNode(id graph.ID) bool {
	return id == graph.None || !id.IsLocal() &&
		(w.view.Count(id, graph.None, graph.None) > 0 || w.view.Count(graph.None, graph.None, id) > 0)
}

// starts are the nodes from which path may lead anywhere, ascending or not,
// without duplicates.
func (w *walker) starts(path algebra.Path, back bool) []graph.ID {
	set := newRowTable(1)
	w.addStarts(path, back, set)
	return set.rows
}

func (w *walker) addStarts(path algebra.Path, back bool, set *rowTable) {
	add := func(ids []graph.ID) {
		for _, id := range ids {
			set.put([]graph.ID{id})
		}
	}
	switch p := path.(type) {
	case *algebra.Link:
		id := w.x.Env.Dict.ID(p.IRI)
		if id.IsLocal() {
			return
		}
		if back {
			o, _ := w.view.PairsByObject(id)
			add(o)
			return
		}
		s, _ := w.view.Pairs(id)
		add(s)
	case *algebra.Inverse:
		w.addStarts(p.Path, !back, set)
	case *algebra.Alt:
		w.addStarts(p.L, back, set)
		w.addStarts(p.R, back, set)
	case *algebra.Seq:
		if back {
			w.addStarts(p.R, back, set)
		} else {
			w.addStarts(p.L, back, set)
		}
	case *algebra.Repeat:
		if p.Min > 0 {
			w.addStarts(p.Path, back, set)
			return
		}
		add(w.view.AllSubjects())
		add(w.view.AllObjects())
	case *algebra.Negated:
		add(w.view.AllSubjects())
		add(w.view.AllObjects())
	}
}
