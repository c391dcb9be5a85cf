package exec

import (
	"slices"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// serviceJoinOp is SERVICE ?v: each endpoint that ?v takes is asked once, and
// its answers are joined with the rows of that endpoint. When the rows are few, each
// is asked for the values in its own.
type serviceJoinOp struct {
	x    *Context
	node *plan.Service
	in   Operator
	left *gatherOp // in, when values may be sent
	name int       // the input's column of ?v
	vars []plan.Var
	pair pairer

	rows   *rowStore
	ranges map[graph.ID][2]int // an endpoint's rows
	shared [][2]int            // columns of both sides, pairwise
	next   int                 // the left row being paired
	at     int                 // its next right row
}

func (x *Context) newServiceJoin(n *plan.Service) Operator {
	lv := n.Input.About().Vars
	s := &serviceJoinOp{x: x, node: n, in: x.operator(n.Input), name: column(lv, n.Name.Var), vars: algebra.Vars(n.Op.Input)}
	s.rows, s.ranges = newRowStore(len(s.vars)), map[graph.ID][2]int{}
	if len(n.Bind) > 0 && !dependsOnRun(n.Input) {
		s.left = &gatherOp{x: x, in: s.in, vars: lv}
		s.in = s.left
	}
	for r, v := range s.vars {
		if l := column(lv, v); l >= 0 {
			s.shared = append(s.shared, [2]int{l, r})
		}
	}
	if err := s.pair.init(x, plan.Inner, nil, n.Vars, lv, s.vars); err != nil {
		return &failed{err}
	}
	return s
}

func (s *serviceJoinOp) Reset() {
	s.pair.reset()
	s.in.Reset()
}

func (s *serviceJoinOp) Next() (*batch.Batch, error) {
	if s.left != nil && s.left.kept == nil {
		if err := s.gather(); err != nil {
			return nil, err
		}
	}
	for {
		if s.pair.b == nil {
			b, err := s.in.Next()
			if b == nil || err != nil {
				return nil, err
			}
			s.pair.begin(b)
			s.next, s.at = 0, 0
		}
		last, err := s.collect()
		if err != nil {
			return nil, err
		}
		out, err := s.pair.flush(s.rows.cols, last)
		if out != nil || err != nil {
			return out, err
		}
	}
}

// gather asks all endpoints for the values in their rows, when these are few.
func (s *serviceJoinOp) gather() error {
	bind := s.node.Bind
	values, few, err := s.left.values(append([]int{s.name}, places(bind, s.left.vars)...))
	if err != nil || !few {
		return err
	}
	var wants []wanted
	rows := map[graph.ID][][]graph.ID{}
	for _, row := range values.all() {
		if rows[row[0]] == nil {
			wants = append(wants, wanted{endpoint: row[0]})
		}
		rows[row[0]] = append(rows[row[0]], row[1:])
	}
	for i := range wants {
		wants[i].parts = s.x.tables(bind, rows[wants[i].endpoint])
	}
	s.rows = newRowStore(len(s.vars))
	clear(s.ranges)
	return s.answered(wants)
}

// answered asks endpoints and notes which rows are theirs.
func (s *serviceJoinOp) answered(wants []wanted) error {
	from := s.rows.n
	return s.x.ask(s.node.Op, wants, s.vars, s.rows, func(i, rows int) {
		s.ranges[wants[i].endpoint] = [2]int{from, rows}
		from = rows
	})
}

// collect pairs left rows with their endpoints' answers until the batch is
// done (true) or full.
func (s *serviceJoinOp) collect() (bool, error) {
	b := s.pair.b
	for ; s.next < b.Len(); s.next++ {
		l := b.Row(s.next)
		r, err := s.answers(b.Cols[s.name][l])
		if err != nil {
			return true, err
		}
		for ; s.at < r[1]-r[0]; s.at++ {
			if s.pair.full() {
				return false, nil
			}
			if s.compatible(b, l, r[0]+s.at) {
				s.pair.add(l, r[0]+s.at)
			}
		}
		s.at = 0
	}
	return true, nil
}

// sameTime is how many endpoints are asked at the same time.
const sameTime = 4

// answers gives the range of an endpoint's rows, asking it the first time, together
// with some of those that come after it.
func (s *serviceJoinOp) answers(endpoint graph.ID) ([2]int, error) {
	if r, ok := s.ranges[endpoint]; ok {
		return r, nil
	}
	wants := []wanted{{endpoint: endpoint}}
	b := s.pair.b
	for i := s.next + 1; i < b.Len() && len(wants) < sameTime; i++ {
		e := b.Cols[s.name][b.Row(i)]
		among := slices.ContainsFunc(wants, func(w wanted) bool { return w.endpoint == e })
		if _, known := s.ranges[e]; !known && e != graph.None && !among {
			wants = append(wants, wanted{endpoint: e})
		}
	}
	err := s.answered(wants)
	return s.ranges[endpoint], err
}

func (s *serviceJoinOp) compatible(b *batch.Batch, l, r int) bool {
	for _, c := range s.shared {
		x, y := b.Cols[c[0]][l], s.rows.cols[c[1]][r]
		if x != y && x != graph.None && y != graph.None {
			return false
		}
	}
	return true
}
