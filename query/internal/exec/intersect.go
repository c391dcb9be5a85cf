package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// intersectOp joins each input row with the values of one variable that match
// several patterns: it intersects the patterns' sorted lists, the shortest one
// first. It keeps the order of its input, holds one batch and the lists of one
// row, and hears the context between rows.
type intersectOp struct {
	x    *Context
	st   *Stats
	in   Operator
	node *plan.Intersect
	ends []listEnd
	cols []int // by output column: the input's, or -1 for the variable

	view  *graph.View
	b     *batch.Batch
	next  int // the next selected row of b
	row   int // the row that found belongs to
	found []graph.ID
	given int
	lists [][]graph.ID
	both  [2][]graph.ID
	own   [][]graph.ID
	out   batch.Batch
}

// listEnd is where one pattern's list comes from: the objects of the subjects
// in a column, or the subjects of the objects in it.
type listEnd struct {
	col     int
	p       graph.ID
	objects bool
}

func (x *Context) newIntersect(n *plan.Intersect, st *Stats) Operator {
	s := &intersectOp{x: x, st: st, in: x.operator(n.Input), node: n}
	schema := n.Input.About().Vars
	for _, p := range n.Patterns {
		e := listEnd{p: p.P.ID, objects: p.O.Var == n.Var}
		if e.objects {
			e.col = column(schema, p.S.Var)
		} else {
			e.col = column(schema, p.O.Var)
		}
		s.ends = append(s.ends, e)
	}
	s.lists, s.own = make([][]graph.ID, len(s.ends)), make([][]graph.ID, len(n.Vars))
	for _, v := range n.Vars {
		s.cols = append(s.cols, column(schema, v))
	}
	s.Reset()
	return s
}

func (s *intersectOp) Reset() {
	s.view = s.x.views[s.node.Patterns[0].Scope]
	s.b, s.found, s.given = nil, nil, 0
	s.in.Reset()
}

func (s *intersectOp) Next() (*batch.Batch, error) {
	n := 0
	for n < batch.Size {
		if s.given < len(s.found) {
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

// count implements counter: no row is written.
func (s *intersectOp) count() (int64, error) {
	var n int64
	for {
		ok, err := s.advance()
		if !ok || err != nil {
			return n, err
		}
		n += int64(len(s.found))
	}
}

// advance finds the values for the next input row; false at the end.
func (s *intersectOp) advance() (bool, error) {
	for s.b == nil || s.next >= s.b.Len() {
		b, err := s.in.Next()
		if b == nil || err != nil {
			s.b = nil
			return false, err
		}
		s.b, s.next = b, 0
	}
	if s.next%hearRows == 0 {
		if err := s.x.check(plan.Name(s.node), s.st.Rows); err != nil {
			return false, err
		}
	}
	s.row = s.b.Row(s.next)
	s.next++
	s.find()
	return true, nil
}

// find sets found to the values that match all patterns for the row.
func (s *intersectOp) find() {
	s.found, s.given = nil, 0
	shortest := 0
	for i, e := range s.ends {
		s.st.Seeks++
		id := s.b.Cols[e.col][s.row]
		if id.IsLocal() {
			return // computed by the query: in no triple
		}
		if e.objects {
			s.lists[i] = s.view.Objects(id, e.p, nil)
		} else {
			s.lists[i] = s.view.Subjects(e.p, id, nil)
		}
		if len(s.lists[i]) == 0 {
			return
		}
		if len(s.lists[i]) < len(s.lists[shortest]) {
			shortest = i
		}
	}
	s.lists[0], s.lists[shortest] = s.lists[shortest], s.lists[0]
	s.found = s.lists[0]
	for i, list := range s.lists[1:] {
		out := &s.both[i&1] // found is not in it: it is the other one, or a list
		*out = intersectSorted((*out)[:0], s.found, list)
		s.found = *out
	}
}

// intersectSorted appends the values of a that are in b to out. It gallops
// through b, so that it takes len(a) steps of the logarithm of the gaps.
func intersectSorted(out, a, b []graph.ID) []graph.ID {
	for _, id := range a {
		b = b[gallop(b, id):]
		if len(b) == 0 {
			break
		}
		if b[0] == id {
			out = append(out, id)
		}
	}
	return out
}

// emit writes values to the output from row n on and gives the new number of rows.
func (s *intersectOp) emit(n int) int {
	k := min(len(s.found)-s.given, batch.Size-n)
	for i, c := range s.cols {
		s.own[i] = roomAfter(s.own[i], n, n+k)
		dst := s.own[i][n:]
		if c < 0 {
			copy(dst, s.found[s.given:])
			continue
		}
		v := s.b.Cols[c][s.row]
		for j := range dst {
			dst[j] = v
		}
	}
	s.given += k
	return n + k
}
