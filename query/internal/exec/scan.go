package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// scanOp gives the matches of one triple pattern straight from the store's
// columns, without copying, in ascending order of the column the plan wants.
// With a variable predicate it goes predicate by predicate.
type scanOp struct {
	x    *Context
	st   *Stats
	node *plan.Step
	same [3]bool
	from []int // the position each output column comes from

	preds []graph.ID // predicates still to come, for a variable one
	cols  [3][]graph.ID
	n, at int
	pcol  []graph.ID // the current predicate, repeated
	pace  pace
	sel   []uint16
	begun bool
	out   batch.Batch

	morsels *morsels // the scan goes through one of them at a time; nil for all
}

func (x *Context) newScan(n *plan.Step, st *Stats) Operator {
	s := &scanOp{x: x, st: st, node: n, same: sameVars(n), morsels: x.morselsOf(n), pace: paceOf(n)}
	for _, v := range n.Vars {
		for i, slot := range []plan.Slot{n.S, n.P, n.O} {
			if slot.Var == v {
				s.from = append(s.from, i)
				break
			}
		}
	}
	return s
}

func (s *scanOp) Reset() { s.begun, s.pace = false, paceOf(s.node) }

func (s *scanOp) Next() (*batch.Batch, error) {
	if !s.begun {
		s.begin()
	}
	for {
		if s.at < s.n {
			if b := s.give(); b != nil {
				return b, nil
			}
			if err := s.x.check("scan", s.st.Rows); err != nil {
				return nil, err
			}
			continue
		}
		if len(s.preds) == 0 {
			return nil, nil
		}
		if err := s.x.check("scan", s.st.Rows); err != nil {
			return nil, err
		}
		s.openPredicate(s.preds[0])
		s.preds = s.preds[1:]
	}
}

// begin opens the pattern's columns, or lists the predicates to go through.
func (s *scanOp) begin() {
	s.begun = true
	s.cols, s.n, s.at, s.preds = [3][]graph.ID{}, 0, 0, nil
	if s.morsels != nil {
		s.cols, s.at, s.n = s.morsels.cols, s.x.run.from, s.x.run.to
		return
	}
	view := s.x.views[s.node.Scope]
	n := s.node
	if local(n.S) || local(n.P) || local(n.O) {
		return
	}
	switch {
	case n.P.Var == "":
		s.openPredicate(n.P.ID)
	case n.S.Var == "":
		s.st.Seeks++
		s.cols[1], s.cols[2] = view.Row(n.S.ID, nil, nil)
		s.n = len(s.cols[1])
		if n.O.Var == "" {
			m := matches{col: s.cols, n: s.n}
			m.keepWhere(2, n.O.ID)
			s.cols, s.n = m.col, m.n
		}
	case n.O.Var == "":
		s.st.Seeks++
		s.cols[1], s.cols[0] = view.InRow(n.O.ID, nil, nil)
		s.n = len(s.cols[1])
	default:
		s.preds = view.Predicates()
	}
}

// whole gives all rows at once, in the store's own columns; not for patterns with a
// variable predicate, or with one variable at two places.
func (s *scanOp) whole() (cols [][]graph.ID, n int, ok bool) {
	if s.node.P.Var != "" || s.same != [3]bool{} {
		return nil, 0, false
	}
	s.begin()
	for _, f := range s.from {
		cols = append(cols, s.cols[f])
	}
	s.at = s.n
	return cols, s.n, true
}

func local(s plan.Slot) bool { return s.Var == "" && s.ID.IsLocal() }

// openPredicate makes one predicate's matches current.
func (s *scanOp) openPredicate(p graph.ID) {
	s.st.Seeks++
	view, n := s.x.views[s.node.Scope], s.node
	s.at = 0
	s.cols = [3][]graph.ID{}
	switch {
	case n.S.Var == "" && n.O.Var == "":
		s.n = 0
		if view.Has(n.S.ID, p, n.O.ID) {
			s.n = 1
		}
	case n.S.Var == "":
		s.cols[2] = view.Objects(n.S.ID, p, nil)
		s.n = len(s.cols[2])
	case n.O.Var == "":
		s.cols[0] = view.Subjects(p, n.O.ID, nil)
		s.n = len(s.cols[0])
	case n.Sorted == n.O.Var && n.P.Var == "":
		s.cols[2], s.cols[0] = view.PairsByObject(p)
		s.n = len(s.cols[0])
	default:
		s.cols[0], s.cols[2] = view.Pairs(p)
		s.n = len(s.cols[0])
	}
	if n.P.Var != "" {
		if s.pcol == nil {
			s.pcol = make([]graph.ID, batch.Size)
		}
		for i := range s.pcol {
			s.pcol[i] = p
		}
	}
}

// give hands on the next rows of the current columns, or nil when none of them
// satisfies a variable that stands twice.
func (s *scanOp) give() *batch.Batch {
	end := min(s.at+s.pace.next(), s.n)
	var part [3][]graph.ID
	for i := range part {
		if s.cols[i] != nil {
			part[i] = s.cols[i][s.at:end]
		}
	}
	if part[1] == nil && s.pcol != nil {
		part[1] = s.pcol[:end-s.at]
	}
	s.out.Cols = s.out.Cols[:0]
	for _, f := range s.from {
		s.out.Cols = append(s.out.Cols, part[f])
	}
	s.out.N, s.out.Sel = end-s.at, nil
	s.at = end
	if s.same != [3]bool{} {
		s.selectSame(part)
		if len(s.sel) == 0 {
			return nil
		}
		s.out.Sel = s.sel
	}
	return &s.out
}

func (s *scanOp) selectSame(part [3][]graph.ID) {
	s.sel = s.sel[:0]
	for i := range s.out.N {
		if s.same[0] && part[0][i] != part[1][i] || s.same[1] && part[0][i] != part[2][i] || s.same[2] && part[1][i] != part[2][i] {
			continue
		}
		s.sel = append(s.sel, uint16(i))
	}
}
