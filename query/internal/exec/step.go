package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// place is one position of a triple pattern as an operator sees it: a
// constant, a column of the input, or a variable the pattern binds.
type place struct {
	id    graph.ID // the constant
	col   int      // the input's column, or -1
	maybe bool     // that column may be unbound; the pattern then binds it
	free  bool     // neither: the pattern binds it
}

func placeOf(s plan.Slot, in plan.Node) place {
	if s.Var == "" {
		return place{id: s.ID, col: -1}
	}
	if in != nil {
		if c := column(in.About().Vars, s.Var); c >= 0 {
			return place{col: c, maybe: !in.About().Certain.Has(s.Var)}
		}
	}
	return place{col: -1, free: true}
}

// at is the position's value for one row: None where the pattern is to bind it.
func (p *place) at(b *batch.Batch, row int) graph.ID {
	if p.col >= 0 {
		return b.Cols[p.col][row]
	}
	return p.id
}

// outCol says where an output column comes from: an input column, a position
// of the match (0 s, 1 p, 2 o), or, for a column that may be unbound, both.
type outCol struct{ in, match int }

// stepOp joins input rows with the matches of one triple pattern of any shape,
// looked up row by row; common shapes have probeOp. It keeps the order of its
// input, holds no memory but one batch, and stops between batches.
type stepOp struct {
	x    *Context
	st   *Stats
	in   Operator
	node *plan.Step
	pos  [3]place
	same [3]bool // which of s=p, s=o, p=o must hold for a variable that stands twice
	cols []outCol

	view *graph.View
	b    *batch.Batch // the input batch being worked on
	next int          // its next selected row
	row  int          // the storage row the pending matches belong to
	m    matches
	bufs [3][]graph.ID
	own  [][]graph.ID // the output's columns
	sel  []uint16
	pace pace
	most int // rows of the batch being made
	out  batch.Batch
}

// matches are the triples that match for one row: a nil column is one the row
// (or a constant) fixes.
type matches struct {
	col   [3][]graph.ID
	n     int // how many
	given int // how many already handed on
}

func (x *Context) newStep(n *plan.Step, st *Stats) Operator {
	if n.Input == nil {
		return x.newScan(n, st)
	}
	if key, ok := probes(n); ok {
		return x.newProbe(n, st, key)
	}
	s := &stepOp{x: x, st: st, in: x.operator(n.Input), node: n, pace: paceOf(n)}
	s.pos = [3]place{placeOf(n.S, n.Input), placeOf(n.P, n.Input), placeOf(n.O, n.Input)}
	s.same = sameVars(n)
	for _, v := range n.Vars {
		s.cols = append(s.cols, s.source(v))
	}
	if n.Mode == plan.Inner || n.Mode == plan.Outer {
		s.own = make([][]graph.ID, len(s.cols))
	}
	s.Reset()
	return s
}

// sameVars finds variables that stand at two positions.
func sameVars(n *plan.Step) [3]bool {
	eq := func(a, b plan.Slot) bool { return a.Var != "" && a.Var == b.Var }
	return [3]bool{eq(n.S, n.P), eq(n.S, n.O), eq(n.P, n.O)}
}

func (s *stepOp) source(v plan.Var) outCol {
	c := outCol{in: column(s.node.Input.About().Vars, v), match: -1}
	for i, slot := range []plan.Slot{s.node.S, s.node.P, s.node.O} {
		if slot.Var == v && (c.in < 0 || s.pos[i].maybe) {
			c.match = i
		}
	}
	return c
}

func (s *stepOp) Reset() {
	s.view = s.x.views[s.node.Scope]
	s.b, s.m, s.pace = nil, matches{}, paceOf(s.node)
	s.in.Reset()
}

func (s *stepOp) Next() (*batch.Batch, error) {
	if s.node.Mode == plan.Semi || s.node.Mode == plan.Anti || s.tests() {
		return s.nextSelected()
	}
	n := 0
	for s.most = s.pace.next(); n < s.most; {
		if s.m.given < s.m.n {
			n = s.emit(n)
			continue
		}
		ok, err := s.advance()
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
	}
	if n == 0 {
		return nil, nil
	}
	s.out.Cols = s.out.Cols[:0]
	for _, c := range s.own {
		s.out.Cols = append(s.out.Cols, c[:n])
	}
	s.out.N = n
	return &s.out, nil
}

// tests reports whether the pattern binds nothing, so that an inner join just
// selects rows.
func (s *stepOp) tests() bool {
	if s.node.Mode != plan.Inner {
		return false
	}
	for i := range s.pos {
		if s.pos[i].free || s.pos[i].maybe {
			return false
		}
	}
	return true
}

// nextSelected gives input batches with the rows selected that have a match
// (or, for an anti join, that have none).
func (s *stepOp) nextSelected() (*batch.Batch, error) {
	for {
		b, err := s.in.Next()
		if b == nil || err != nil {
			return nil, err
		}
		s.begin(b)
		s.sel = s.sel[:0]
		for i := range b.Len() {
			if i%hearRows == hearRows-1 {
				if err := s.x.check(plan.Name(s.node), s.st.Rows); err != nil {
					return nil, err
				}
			}
			row := b.Row(i)
			s.find(row)
			if (s.m.n > 0) != (s.node.Mode == plan.Anti) {
				s.sel = append(s.sel, uint16(row))
			}
		}
		s.m = matches{}
		if len(s.sel) == 0 {
			continue
		}
		s.out.Cols = s.out.Cols[:0]
		for _, c := range s.cols {
			s.out.Cols = append(s.out.Cols, b.Cols[c.in])
		}
		s.out.N, s.out.Sel = b.N, s.sel
		return &s.out, nil
	}
}

// begin takes up a new input batch.
func (s *stepOp) begin(b *batch.Batch) { s.b, s.next = b, 0 }

// advance finds the matches of the next input row; false at the end.
func (s *stepOp) advance() (bool, error) {
	for s.b == nil || s.next >= s.b.Len() {
		b, err := s.in.Next()
		if b == nil || err != nil {
			s.b = nil
			return false, err
		}
		s.begin(b)
	}
	if s.next%hearRows == 0 {
		if err := s.x.check(plan.Name(s.node), s.st.Rows); err != nil {
			return false, err
		}
	}
	s.row = s.b.Row(s.next)
	s.next++
	s.find(s.row)
	if s.m.n == 0 && s.node.Mode == plan.Outer {
		s.m = matches{n: 1}
	}
	return true, nil
}

// find sets m to the matches of a row.
func (s *stepOp) find(row int) {
	s.m = matches{}
	s.st.Seeks++
	id := [3]graph.ID{s.pos[0].at(s.b, row), s.pos[1].at(s.b, row), s.pos[2].at(s.b, row)}
	if id[0].IsLocal() || id[1].IsLocal() || id[2].IsLocal() {
		return // computed by the query: in no triple
	}
	s.lookup(id)
	if s.same != [3]bool{} {
		s.keepSame(id)
	}
}

// lookup finds the matches by the index that fits the bound positions.
func (s *stepOp) lookup(id [3]graph.ID) {
	v, m := s.view, &s.m
	sb, pb, ob := id[0] != graph.None, id[1] != graph.None, id[2] != graph.None
	switch {
	case sb && pb && ob:
		if v.Has(id[0], id[1], id[2]) {
			m.n = 1
		}
	case sb && pb:
		m.col[2] = v.Objects(id[0], id[1], s.bufs[2][:0])
		m.n = len(m.col[2])
	case pb && ob:
		m.col[0] = v.Subjects(id[1], id[2], s.bufs[0][:0])
		m.n = len(m.col[0])
	case sb:
		m.col[1], m.col[2] = v.Row(id[0], s.bufs[1][:0], s.bufs[2][:0])
		m.n = len(m.col[1])
		if ob {
			m.keepWhere(2, id[2])
		}
	case ob:
		m.col[1], m.col[0] = v.InRow(id[2], s.bufs[1][:0], s.bufs[0][:0])
		m.n = len(m.col[1])
	case pb:
		m.col[0], m.col[2] = v.Pairs(id[1])
		m.n = len(m.col[0])
	default:
		s.everything()
	}
}

// everything makes all triples of the view the matches.
func (s *stepOp) everything() {
	for i := range s.bufs {
		s.bufs[i] = s.bufs[i][:0]
	}
	for _, p := range s.view.Predicates() {
		ss, oo := s.view.Pairs(p)
		s.bufs[0] = append(s.bufs[0], ss...)
		s.bufs[2] = append(s.bufs[2], oo...)
		for range ss {
			s.bufs[1] = append(s.bufs[1], p)
		}
	}
	s.m = matches{col: s.bufs, n: len(s.bufs[0])}
}

// keepWhere keeps the matches whose column k is id.
func (m *matches) keepWhere(k int, id graph.ID) {
	var kept [3][]graph.ID
	for i := range m.n {
		if m.col[k][i] != id {
			continue
		}
		for c := range kept {
			if m.col[c] != nil {
				kept[c] = append(kept[c], m.col[c][i])
			}
		}
	}
	m.col, m.n = kept, len(kept[k])
}

// keepSame keeps the matches in which a variable that stands twice has one value.
func (s *stepOp) keepSame(id [3]graph.ID) {
	m := s.m
	value := func(k, i int) graph.ID {
		if m.col[k] == nil {
			return id[k]
		}
		return m.col[k][i]
	}
	var kept matches
	for i := range m.n {
		v := [3]graph.ID{value(0, i), value(1, i), value(2, i)}
		if s.same[0] && v[0] != v[1] || s.same[1] && v[0] != v[2] || s.same[2] && v[1] != v[2] {
			continue
		}
		for c := range kept.col {
			kept.col[c] = append(kept.col[c], v[c])
		}
		kept.n++
	}
	s.m = kept
}

// emit writes pending matches to the output from row n on and gives the new
// number of rows.
func (s *stepOp) emit(n int) int {
	k := min(s.m.n-s.m.given, s.most-n)
	for i, c := range s.cols {
		s.own[i] = roomAfter(s.own[i], n, n+k)
		dst := s.own[i][n:]
		if c.match >= 0 && s.m.col[c.match] != nil {
			copy(dst, s.m.col[c.match][s.m.given:])
			continue
		}
		v := graph.None
		if c.in >= 0 {
			v = s.b.Cols[c.in][s.row]
		}
		for j := range dst {
			dst[j] = v
		}
	}
	s.m.given += k
	return n + k
}
