package exec

import (
	"math"
	"slices"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// starOp joins input rows with the matches of several patterns of one subject. It finds
// the matches of a whole batch before it uses any: those of patterns whose columns can be
// walked alongside ascending subjects, which drops rows cheaply, and then all others by
// one look at each subject's row. It keeps the order of its input, in which a row's
// solutions come as joining one pattern after the other gives them. It holds no memory
// but one batch, and stops between batches.
type starOp struct {
	x       *Context
	st      *Stats
	in      Operator
	node    *plan.Star
	subject place // never maybe

	view *graph.View
	keys []graph.ID // of the rows that are left

	preds  []graph.ID // looked for in the subjects' rows
	lo, hi [][]uint32

	starSpread
}

// starArm is one pattern of a star.
type starArm struct {
	p     graph.ID
	other place // the object; never maybe
	mode  plan.Mode
	tests bool // the object is bound too: the pattern binds nothing

	cur    cursor
	found  bool       // its matches in the batch are found
	lo, hi []uint32   // by row that is left: its matches, of vals
	vals   []graph.ID // objects; nil where matches are told by hi > lo alone
	made   []graph.ID // vals where the view has no such column
}

func (x *Context) newStar(n *plan.Star, st *Stats) Operator {
	s := &starOp{x: x, st: st, in: x.operator(n.Input), node: n}
	schema := n.Input.About().Vars
	s.subject = placeOf(n.Patterns[0].S, n.Input)
	s.arms = make([]starArm, len(n.Patterns))
	for i := range n.Patterns {
		p := &n.Patterns[i]
		other := placeOf(p.O, n.Input)
		s.arms[i] = starArm{p: p.P.ID, other: other, mode: p.Mode, tests: !other.free}
	}
	for _, v := range n.Vars {
		c := outCol{in: column(schema, v), match: -1}
		for i := range n.Patterns {
			if p := &n.Patterns[i]; c.in < 0 && p.O.Var == v && s.arms[i].gives() {
				c.match = i
			}
		}
		s.cols = append(s.cols, c)
	}
	s.Reset()
	return s
}

// gives reports whether the pattern's matches are rows of the answer.
func (a *starArm) gives() bool {
	return !a.tests && (a.mode == plan.Inner || a.mode == plan.Outer)
}

func (s *starOp) Reset() {
	s.view = s.x.views[s.node.Patterns[0].Scope]
	s.b, s.pace = nil, 0
	for i := range s.arms {
		s.arms[i].cur = cursor{}
		if s.node.Patterns[i].Quick {
			s.pace = quickRows
		}
	}
	s.in.Reset()
}

func (s *starOp) Next() (*batch.Batch, error) {
	for {
		if s.b == nil {
			b, err := s.in.Next()
			if b == nil || err != nil {
				return nil, err
			}
			if err := s.find(b); err != nil {
				return nil, err
			}
		} else if err := s.x.check(plan.Name(s.node), s.st.Rows); err != nil {
			return nil, err
		}
		if out := s.give(); out != nil {
			return out, nil
		}
	}
}

// count adds up how many rows each batch becomes.
func (s *starOp) count() (int64, error) {
	var n int64
	for {
		if err := s.x.check(plan.Name(s.node), n); err != nil {
			return n, err
		}
		b, err := s.in.Next()
		if b == nil || err != nil {
			s.b = nil
			return n, err
		}
		if err := s.find(b); err != nil {
			return n, err
		}
		for i := range s.rows {
			k := s.product(i)
			if k >= math.MaxInt64-n {
				return n, uncountable(plan.Name(s.node), s.st)
			}
			n += k
		}
	}
}

// find finds the matches of a batch, and which of its rows are left.
func (s *starOp) find(b *batch.Batch) error {
	s.begin(b)
	s.takeKeys(b)
	s.st.Seeks += int64(len(s.keys))
	walked := false
	for i := range s.arms {
		a := &s.arms[i]
		a.lo, a.hi = ranges(a.lo, len(s.keys)), ranges(a.hi, len(s.keys))
		a.found = a.cur.suits(s.keys, func() (keys, vals []graph.ID) { return s.load(a) })
		if a.found {
			a.cur.ranges(s.keys, a.lo, a.hi)
			a.vals = a.cur.vals
			walked = true
		}
	}
	if walked {
		s.narrow()
	}
	if err := s.look(); err != nil {
		return err
	}
	if s.subject.col < 0 {
		s.repeatRanges()
	}
	s.narrow()
	return nil
}

// takeKeys takes the subjects of a batch; a constant one once.
func (s *starOp) takeKeys(b *batch.Batch) {
	if s.keys = s.keys[:0]; s.subject.col < 0 {
		if len(s.rows) > 0 {
			s.keys = append(s.keys, s.subject.id)
		}
		return
	}
	if col := b.Cols[s.subject.col]; b.Sel != nil {
		s.keys = selected(b, col, s.keys)
	} else {
		s.keys = append(s.keys, col[:b.N]...)
	}
}

// repeatRanges gives all rows of the batch what was found for the constant.
func (s *starOp) repeatRanges() {
	n := len(s.rows)
	for len(s.keys) < n {
		s.keys = append(s.keys, s.subject.id)
	}
	for i := range s.arms {
		a := &s.arms[i]
		a.lo, a.hi = filled(a.lo, n), filled(a.hi, n)
	}
}

// filled is a list of n times what is the only one in list.
func filled(list []uint32, n int) []uint32 {
	for len(list) < n {
		list = append(list, list[0])
	}
	return list
}

// ranges is room for the starts or ends of n ranges.
func ranges(old []uint32, n int) []uint32 {
	if cap(old) < n {
		return make([]uint32, n, longer(cap(old), n))
	}
	return old[:n]
}

// load takes the columns of an arm sorted by subject. With a constant object its
// matches are one sorted list.
func (s *starOp) load(a *starArm) (keys, vals []graph.ID) {
	if a.tests && a.other.col < 0 {
		return s.view.Subjects(a.p, a.other.id, nil), nil
	}
	return s.view.Pairs(a.p)
}

// look finds the matches that are not found yet, in the subjects' rows.
func (s *starOp) look() error {
	s.preds, s.lo, s.hi = s.preds[:0], s.lo[:0], s.hi[:0]
	for i := range s.arms {
		if a := &s.arms[i]; !a.found {
			s.preds, s.lo, s.hi = append(s.preds, a.p), append(s.lo, a.lo), append(s.hi, a.hi)
		}
	}
	vals, ok := s.view.StarRanges(s.preds, s.keys, s.lo, s.hi)
	for i := range s.arms {
		a := &s.arms[i]
		switch {
		case a.found:
			continue
		case ok:
			a.vals = vals
		default:
			if err := s.lookUp(a); err != nil {
				return err
			}
		}
		a.found = true
	}
	return nil
}

// lookUp finds the matches of one arm.
func (s *starOp) lookUp(a *starArm) (err error) {
	var ok bool
	if a.vals, ok = s.view.ObjectRanges(a.p, s.keys, a.lo, a.hi); !ok {
		a.made, err = s.x.lookEach(s.st, lookUps{plan.Name(s.node), s.view, a.p, 0}, s.keys, a.made[:0], a.lo, a.hi)
		a.vals = a.made
	}
	return err
}

// narrow drops the rows that a pattern whose matches are found leaves none of.
func (s *starOp) narrow() {
	kept := s.kept[:0]
	for i := range s.keys {
		kept = append(kept, uint16(i))
	}
	for i := range s.arms {
		if a := &s.arms[i]; a.found && a.mode != plan.Outer {
			kept = s.passing(a, kept)
		}
	}
	if s.kept = kept; len(kept) == len(s.keys) {
		return
	}
	for i := range s.arms {
		a := &s.arms[i]
		if a.found {
			for k, at := range kept {
				a.lo[k], a.hi[k] = a.lo[at], a.hi[at]
			}
		}
		a.lo, a.hi = a.lo[:len(kept)], a.hi[:len(kept)]
	}
	for k, at := range kept {
		s.keys[k], s.rows[k] = s.keys[at], s.rows[at]
	}
	s.keys, s.rows = s.keys[:len(kept)], s.rows[:len(kept)]
}

// passing keeps of the places those that an arm lets pass.
func (s *starOp) passing(a *starArm, places []uint16) []uint16 {
	want, k := a.mode != plan.Anti, 0
	for _, at := range places {
		places[k] = at
		lo, hi := a.lo[at], a.hi[at]
		matched := lo < hi
		if matched && a.tests && a.vals != nil {
			matched = contains(a.vals[lo:hi], a.other.at(s.b, int(s.rows[at])))
		}
		if matched == want {
			k++
		}
	}
	return places[:k]
}

// contains reports whether id is in sorted.
func contains(sorted []graph.ID, id graph.ID) bool {
	if len(sorted) <= 8 {
		return slices.Contains(sorted, id)
	}
	_, found := slices.BinarySearch(sorted, id)
	return found
}
