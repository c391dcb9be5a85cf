package exec

import (
	"math"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// starSpread makes a star's rows: for each row that is left, the product of its
// patterns' matches, the first pattern's changing slowest. Where no pattern has more
// than one match the batch's columns are handed on as they are and the matches are put
// beside them. It keeps the batch's order and holds one batch.
type starSpread struct {
	spreadColumns // match is an arm
	arms          []starArm
	pace          pace

	b     *batch.Batch // the batch being worked on; nil when the next is wanted
	rows  []uint16     // its rows that are left
	kept  []uint16
	next  int   // expanding: the place in rows
	given int64 // how many of its solutions were given

	runs    []starRun
	strides []int64 // by run: how many solutions go by before the arm's match changes
}

// starRun is a stretch of expanded rows: solutions of one row, from one on.
type starRun struct {
	at    int // the place in rows
	to, n int
	from  int64
}

// begin takes up a batch with all of its rows.
func (s *starSpread) begin(b *batch.Batch) {
	s.b, s.next, s.given = b, 0, 0
	s.rows = s.rows[:0]
	for i := range b.Len() {
		s.rows = append(s.rows, uint16(b.Row(i)))
	}
}

// give makes the next output batch of the batch being worked on; nil when that
// gives no more rows.
func (s *starSpread) give() *batch.Batch {
	if s.next == 0 && s.given == 0 && s.single() {
		return s.extend()
	}
	return s.expand()
}

// single reports whether no row becomes more than one.
func (s *starSpread) single() bool {
	for i := range s.arms {
		a := &s.arms[i]
		if !a.gives() {
			continue
		}
		most, hi := uint32(0), a.hi[:len(a.lo)]
		for k, lo := range a.lo {
			most = max(most, hi[k]-lo)
		}
		if most > 1 {
			return false
		}
	}
	return true
}

// matches is how many rows an arm makes of the row at a place.
func (a *starArm) matches(at int) int64 {
	if !a.gives() || a.lo[at] == a.hi[at] {
		return 1
	}
	return int64(a.hi[at] - a.lo[at])
}

// product is how many rows the row at a place becomes, or the largest number there is.
func (s *starSpread) product(at int) int64 {
	n := int64(1)
	for i := range s.arms {
		n = times(n, s.arms[i].matches(at))
	}
	return n
}

// times multiplies positive numbers, up to the largest there is.
func times(a, b int64) int64 {
	if b > math.MaxInt64/a {
		return math.MaxInt64
	}
	return a * b
}

// extend gives the rows that are left with their matches beside them.
func (s *starSpread) extend() *batch.Batch {
	b := s.b
	s.b = nil
	if len(s.rows) == 0 {
		return nil
	}
	s.out.Cols = s.out.Cols[:0]
	for i, c := range s.cols {
		switch {
		case c.in >= 0:
			s.out.Cols = append(s.out.Cols, b.Cols[c.in])
		case c.match < 0:
			s.out.Cols = append(s.out.Cols, unbound[:b.N])
		default:
			a, to := &s.arms[c.match], s.column(i, b.N)
			for k, r := range s.rows {
				to[r] = a.first(k)
			}
			s.out.Cols = append(s.out.Cols, to)
		}
	}
	s.out.N, s.out.Sel = b.N, s.rows
	if len(s.rows) == b.N {
		s.out.Sel = nil
	}
	return &s.out
}

// first is the first match of the row at a place; None where there is none.
func (a *starArm) first(at int) graph.ID {
	if lo := a.lo[at]; lo < a.hi[at] {
		return a.vals[lo]
	}
	return graph.None
}

// expand gives the next rows, one for each solution, copied.
func (s *starSpread) expand() *batch.Batch {
	n, limit := 0, s.pace.next()
	s.runs, s.strides = s.runs[:0], s.strides[:0]
	for s.next < len(s.rows) && n < limit {
		left := s.product(s.next) - s.given
		k := int(min(left, int64(limit-n)))
		s.runs = append(s.runs, starRun{at: s.next, to: n, n: k, from: s.given})
		s.strides = append(s.strides, 1)
		n += k
		if s.given += int64(k); int64(k) == left {
			s.next, s.given = s.next+1, 0
		}
	}
	if n > 0 {
		s.fill(n)
	}
	if s.next >= len(s.rows) {
		s.b = nil
	}
	if n == 0 {
		return nil
	}
	return &s.out
}

// fill makes the output's columns for n expanded rows.
func (s *starSpread) fill(n int) {
	s.out.Cols = s.out.Cols[:0]
	for i, c := range s.cols {
		if c.in < 0 && c.match < 0 {
			s.out.Cols = append(s.out.Cols, unbound[:n])
			continue
		}
		to := s.column(i, n)
		if c.in >= 0 {
			s.repeat(to, s.b.Cols[c.in])
		}
		s.out.Cols = append(s.out.Cols, to)
	}
	for i := len(s.arms) - 1; i >= 0; i-- {
		a := &s.arms[i]
		if !a.gives() {
			continue
		}
		for k, c := range s.cols {
			if c.in < 0 && c.match == i {
				s.spell(a, s.own[k])
			}
		}
		for k := range s.runs {
			s.strides[k] = times(s.strides[k], a.matches(s.runs[k].at))
		}
	}
	s.out.N, s.out.Sel = n, nil
}

// repeat writes each row's value once for each of its solutions.
func (s *starSpread) repeat(to, from []graph.ID) {
	for i := range s.runs {
		r := &s.runs[i]
		id, part := from[s.rows[r.at]], to[r.to:r.to+r.n]
		for k := range part {
			part[k] = id
		}
	}
}

// spell writes an arm's matches, each as often as the later arms' ask.
func (s *starSpread) spell(a *starArm, to []graph.ID) {
	for i := range s.runs {
		r, stride := &s.runs[i], s.strides[i]
		part := to[r.to : r.to+r.n]
		lo, hi := a.lo[r.at], a.hi[r.at]
		if hi-lo <= 1 {
			id := a.first(r.at)
			for k := range part {
				part[k] = id
			}
			continue
		}
		at := lo + uint32(r.from/stride%int64(hi-lo))
		left := stride - r.from%stride
		for k := range part {
			part[k] = a.vals[at]
			if left--; left == 0 {
				left = stride
				if at++; at == hi {
					at = lo
				}
			}
		}
	}
}
