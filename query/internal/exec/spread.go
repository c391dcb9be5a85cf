package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// spread makes a join's rows from ranges: the matches of the i-th selected row of
// a batch are the rows lo[i] to hi[i] of some right columns. Where no row has
// more than one match, the batch's columns are handed on as they are and the
// right values are put beside them; else rows are copied, run by run. It keeps
// the batch's order and holds one batch.
type spread struct {
	spreadColumns // match is a right column
	mode          plan.Mode
	pace          pace

	b      *batch.Batch // the batch being worked on; nil when the next is wanted
	n      int          // its selected rows
	lo, hi []uint32     // by selected row
	right  [][]graph.ID
	next   int // expanding: the selected row
	given  int // how many of its matches were given

	runs []run
	sel  []uint16
	at   []uint32 // extending: the right row for each of sel
}

// spreadColumns are what a join's rows are made in.
type spreadColumns struct {
	cols []outCol     // the output's columns
	own  [][]graph.ID // those that are no input's
	out  batch.Batch
}

// run is a stretch of expanded rows: those from one row of the batch, with
// neighbouring right rows.
type run struct {
	row     uint16
	n       uint16
	to      uint16
	nothing bool   // an outer join's row without a match
	from    uint32 // the first right row
}

// begin takes up a batch and makes room for its ranges.
func (s *spread) begin(b *batch.Batch) {
	s.b, s.n, s.next, s.given = b, b.Len(), 0, 0
	if cap(s.lo) < s.n {
		size := longer(cap(s.lo), s.n)
		s.lo, s.hi = make([]uint32, size), make([]uint32, size)
	}
	s.lo, s.hi = s.lo[:s.n], s.hi[:s.n]
}

// give makes the next output batch of the batch being worked on; nil when that
// gives no more rows.
func (s *spread) give() *batch.Batch {
	if s.mode == plan.Semi || s.mode == plan.Anti {
		return s.choose(s.mode == plan.Semi)
	}
	if s.next == 0 && s.given == 0 {
		if most, matched := s.most(); most <= 1 {
			return s.extend(matched)
		}
	}
	return s.expand()
}

// most is the largest number of matches of a row, and how many matches there are.
func (s *spread) most() (most uint32, matches int) {
	hi := s.hi[:len(s.lo)]
	sum := 0
	for i, lo := range s.lo {
		k := hi[i] - lo
		most = max(most, k)
		sum += int(k)
	}
	return most, sum
}

// choose gives the rows that have a match, or those that have none.
func (s *spread) choose(want bool) *batch.Batch {
	s.sel = s.selection(s.n)
	hi, k := s.hi[:len(s.lo)], 0
	for i, lo := range s.lo {
		s.sel[k] = uint16(s.b.Row(i))
		if lo < hi[i] == want {
			k++
		}
	}
	s.sel = s.sel[:k]
	if k == s.n {
		return s.pass(s.b.Sel)
	}
	return s.pass(s.sel)
}

// selection is room for n selected rows.
func (s *spread) selection(n int) []uint16 {
	if cap(s.sel) < n {
		return make([]uint16, n, longer(cap(s.sel), n))
	}
	return s.sel[:n]
}

// pass gives the chosen rows of the batch, if there are any, and is done with it.
func (s *spread) pass(sel []uint16) *batch.Batch {
	s.out.Cols = s.out.Cols[:0]
	for i, c := range s.cols {
		switch {
		case c.in >= 0:
			s.out.Cols = append(s.out.Cols, s.b.Cols[c.in])
		case c.match >= 0 && s.mode != plan.Semi && s.mode != plan.Anti:
			s.out.Cols = append(s.out.Cols, s.own[i][:s.b.N])
		default:
			s.out.Cols = append(s.out.Cols, unbound[:s.b.N])
		}
	}
	s.out.N, s.out.Sel = s.b.N, sel
	s.b = nil
	if s.out.Len() == 0 {
		return nil
	}
	return &s.out
}

// extend gives the batch with the right columns beside it, for rows with at most
// one match.
func (s *spread) extend(matched int) *batch.Batch {
	if matched == s.n && s.b.Sel == nil {
		for i, c := range s.cols {
			if c.in < 0 && c.match >= 0 {
				pull(s.column(i, s.n), s.right[c.match], s.lo)
			}
		}
		return s.pass(nil)
	}
	if s.mode == plan.Outer {
		return s.extendOuter()
	}
	s.sel = s.selection(s.n)
	if cap(s.at) < s.n {
		s.at = make([]uint32, cap(s.sel))
	}
	s.at = s.at[:s.n]
	hi, k := s.hi[:len(s.lo)], 0
	for i, lo := range s.lo {
		s.sel[k], s.at[k] = uint16(s.b.Row(i)), lo
		k += int(hi[i] - lo)
	}
	s.sel, s.at = s.sel[:k], s.at[:k]
	for i, c := range s.cols {
		if c.in < 0 && c.match >= 0 {
			to, from := s.column(i, s.b.N), s.right[c.match]
			for j, r := range s.sel {
				to[r] = from[s.at[j]]
			}
		}
	}
	if k == s.n {
		return s.pass(s.b.Sel)
	}
	return s.pass(s.sel)
}

// extendOuter is extend for all rows of an outer join.
func (s *spread) extendOuter() *batch.Batch {
	for i, c := range s.cols {
		if c.in >= 0 || c.match < 0 {
			continue
		}
		to, from := s.column(i, s.b.N), s.right[c.match]
		for j, lo := range s.lo {
			id := graph.None
			if lo < s.hi[j] {
				id = from[lo]
			}
			to[s.b.Row(j)] = id
		}
	}
	return s.pass(s.b.Sel)
}

// pull sets to[i] to from[at[i]], and gives to.
func pull(to, from []graph.ID, at []uint32) []graph.ID {
	to = to[:len(at)]
	for i, r := range at {
		to[i] = from[r]
	}
	return to
}

// column is the i-th column's own memory for n rows.
func (s *spreadColumns) column(i, n int) []graph.ID {
	if s.own == nil {
		s.own = make([][]graph.ID, len(s.cols))
	}
	s.own[i] = room(s.own[i], n)
	return s.own[i]
}

// expand gives the next rows, one for each match, copied.
func (s *spread) expand() *batch.Batch {
	n, limit := 0, s.pace.next()
	s.runs = s.runs[:0]
	for s.next < s.n && n < limit {
		lo, hi := int(s.lo[s.next])+s.given, int(s.hi[s.next])
		r := run{row: uint16(s.b.Row(s.next)), to: uint16(n), from: uint32(lo)}
		k := min(hi-lo, limit-n)
		if k <= 0 {
			if s.given == 0 && s.mode == plan.Outer {
				r.nothing, r.n = true, 1
				s.runs = append(s.runs, r)
				n++
			}
			s.next, s.given = s.next+1, 0
			continue
		}
		r.n = uint16(k)
		s.runs = append(s.runs, r)
		n += k
		if s.given += k; lo+k == hi {
			s.next, s.given = s.next+1, 0
		}
	}
	if n == 0 {
		s.b = nil
		return nil
	}
	s.fill(n)
	if s.next >= s.n {
		s.b = nil
	}
	return &s.out
}

// fill makes the output's columns for n expanded rows.
func (s *spread) fill(n int) {
	s.out.Cols = s.out.Cols[:0]
	for i, c := range s.cols {
		if c.in < 0 && c.match < 0 {
			s.out.Cols = append(s.out.Cols, unbound[:n])
			continue
		}
		to := s.column(i, n)
		if c.in >= 0 {
			s.repeat(to, s.b.Cols[c.in])
		} else {
			s.copy(to, s.right[c.match])
		}
		s.out.Cols = append(s.out.Cols, to)
	}
	s.out.N, s.out.Sel = n, nil
}

// repeat writes each row's value once for each of its matches.
func (s *spread) repeat(to, from []graph.ID) {
	for i := range s.runs {
		r := &s.runs[i]
		id, part := from[r.row], to[r.to:r.to+r.n]
		for j := range part {
			part[j] = id
		}
	}
}

// copy writes the matches' values.
func (s *spread) copy(to, from []graph.ID) {
	for i := range s.runs {
		r := &s.runs[i]
		part := to[r.to : r.to+r.n]
		switch {
		case r.nothing:
			part[0] = graph.None
		case r.n < 16:
			for j, id := range from[r.from : r.from+uint32(r.n)] {
				part[j] = id
			}
		default:
			copy(part, from[r.from:])
		}
	}
}

// total is how many rows the batch becomes.
func (s *spread) total() int64 {
	sum, empty := int64(0), int64(0)
	hi := s.hi[:len(s.lo)]
	for i, lo := range s.lo {
		k := int64(hi[i] - lo)
		sum += k
		if k == 0 {
			empty++
		}
	}
	switch s.mode {
	case plan.Outer:
		return sum + empty
	case plan.Semi:
		return int64(s.n) - empty
	case plan.Anti:
		return empty
	}
	return sum
}
