package graph

import "iter"

// Match lists the triples of the default graph that match, Any being a wildcard,
// sorted by subject in the order in which the graph first saw the terms. The
// sequence is of the graph as it is when Match is called; changing the graph
// while going through it is safe and does not show.
func (g *Graph) Match(s, p, o Term) iter.Seq[Triple] { return g.Snapshot().Match(s, p, o) }

// MatchQuads is Match for one named graph or, when gr is Any, for all graphs,
// the default graph first.
func (g *Graph) MatchQuads(s, p, o, gr Term) iter.Seq[Quad] {
	return g.Snapshot().MatchQuads(s, p, o, gr)
}

// Match is Graph.Match for this snapshot.
func (s *Snapshot) Match(subj, pred, obj Term) iter.Seq[Triple] {
	return func(yield func(Triple) bool) {
		s.match(s.def, subj, pred, obj, yield)
	}
}

// MatchQuads is Graph.MatchQuads for this snapshot.
func (s *Snapshot) MatchQuads(subj, pred, obj, gr Term) iter.Seq[Quad] {
	return func(yield func(Quad) bool) {
		if !gr.IsAny() {
			if id, ok := s.Lookup(gr); ok {
				s.matchNamed(id, subj, pred, obj, yield)
			}
			return
		}
		if !s.match(s.def, subj, pred, obj, func(t Triple) bool { return yield(Quad{Triple: t}) }) {
			return
		}
		for _, id := range s.Graphs() {
			if !s.matchNamed(id, subj, pred, obj, yield) {
				return
			}
		}
	}
}

func (s *Snapshot) matchNamed(g ID, subj, pred, obj Term, yield func(Quad) bool) bool {
	name := s.Term(g)
	return s.match(s.Named(g), subj, pred, obj, func(t Triple) bool { return yield(Quad{t, name}) })
}

// match yields the matches of one view and reports whether to go on.
func (s *Snapshot) match(v *View, subj, pred, obj Term, yield func(Triple) bool) bool {
	var ids [3]ID
	for i, t := range [3]Term{subj, pred, obj} {
		if t.IsAny() {
			continue
		}
		id, ok := s.Lookup(t)
		if !ok {
			return true
		}
		ids[i] = id
	}
	emit := func(a, b, c ID) bool {
		t := Triple{subj, pred, obj} // terms given need not be looked up
		if ids[0] == None {
			t.S = s.Term(a)
		}
		if ids[1] == None {
			t.P = s.Term(b)
		}
		if ids[2] == None {
			t.O = s.Term(c)
		}
		return yield(t)
	}
	return v.match(ids[0], ids[1], ids[2], emit)
}

// match calls emit for every matching triple until it says no, and reports
// whether it never did.
func (v *View) match(s, p, o ID, emit func(s, p, o ID) bool) bool {
	switch {
	case s != None && p != None && o != None:
		return !v.Has(s, p, o) || emit(s, p, o)
	case s != None && p != None:
		return emitColumns(nil, v.Objects(s, p, nil), func(_, o ID) bool { return emit(s, p, o) })
	case p != None && o != None:
		return emitColumns(nil, v.Subjects(p, o, nil), func(_, s ID) bool { return emit(s, p, o) })
	case p != None:
		ss, os := v.Pairs(p)
		return emitColumns(ss, os, func(s, o ID) bool { return emit(s, p, o) })
	case o != None && s == None:
		ps, ss := v.InRow(o, nil, nil)
		return emitColumns(ps, ss, func(p, s ID) bool { return emit(s, p, o) })
	case s != None:
		return v.matchRow(s, o, nil, nil, emit)
	}
	var pbuf, obuf []ID
	for _, s := range v.AllSubjects() {
		ps, os := v.Row(s, pbuf, obuf)
		if !emitColumns(ps, os, func(p, o ID) bool { return emit(s, p, o) }) {
			return false
		}
		pbuf = ps
	}
	return true
}

// matchRow yields a subject's row, with one object only unless o is None.
func (v *View) matchRow(s, o ID, pbuf, obuf []ID, emit func(s, p, o ID) bool) bool {
	ps, os := v.Row(s, pbuf, obuf)
	return emitColumns(ps, os, func(p, x ID) bool { return o != None && x != o || emit(s, p, x) })
}

// emitColumns calls emit for each row of two columns; a may be nil.
func emitColumns(a, b []ID, emit func(a, b ID) bool) bool {
	for i, y := range b {
		x := None
		if a != nil {
			x = a[i]
		}
		if !emit(x, y) {
			return false
		}
	}
	return true
}
