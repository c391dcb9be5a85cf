package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// sortOp is ORDER BY. It reads all its input, evaluates each key once a row,
// ranks the distinct values of each key, and sorts rows by rank. The order is
// total and stable. With a limit it keeps no more than a few times that many
// rows: those that sort behind the last one wanted are not even stored.
type sortOp struct {
	x    *Context
	st   *Stats
	in   Operator
	node *plan.Sort
	keys []*eval.Expr

	rows   *rowStore    // the input's columns
	vals   [][]graph.ID // each key's value by row; of a key that is a column, that column
	order  []uint32     // the rows in order
	cols   []int        // the input's column that a key is, or -1
	bound  *eval.Bound  // with a limit: the first key of the last row wanted so far
	leader *eval.Leader // finds that
	full   bool         // there are that many rows already
	held   int64
	ready  bool
	at     int
	pick   []uint16
	own    [][]graph.ID
	out    batch.Batch
}

func (x *Context) newSort(n *plan.Sort, st *Stats) Operator {
	s := &sortOp{x: x, st: st, node: n, pick: []uint16{}}
	x.tops[n] = s
	s.in = x.operator(n.Input)
	schema := n.Input.About().Vars
	for _, k := range n.Keys {
		e, err := eval.Compile(k.Expr, schema, x.Env)
		if err != nil {
			return &failed{err}
		}
		s.keys = append(s.keys, e)
		s.cols = append(s.cols, -1)
		if ref, ok := k.Expr.(*algebra.VarRef); ok {
			s.cols[len(s.cols)-1] = column(schema, ref.Var)
		}
	}
	s.own = make([][]graph.ID, len(schema))
	return s
}

func (s *sortOp) Reset() {
	s.ready = false
	s.x.shrink(s.held)
	s.held = 0
	s.in.Reset()
}

func (s *sortOp) Next() (*batch.Batch, error) {
	if !s.ready {
		if err := s.load(); err != nil {
			return nil, err
		}
	}
	if s.at >= len(s.order) {
		return nil, nil
	}
	end := min(s.at+batch.Size, len(s.order))
	s.out.Cols = s.out.Cols[:0]
	for c := range s.own {
		s.own[c] = room(s.own[c], end-s.at)
		col, src := s.own[c], s.rows.cols[c]
		for i, r := range s.order[s.at:end] {
			col[i] = src[r]
		}
		s.out.Cols = append(s.out.Cols, col)
	}
	s.out.N = end - s.at
	s.at = end
	return &s.out, nil
}

// load reads and sorts the input.
func (s *sortOp) load() error {
	s.rows = newRowStore(len(s.own))
	s.vals = make([][]graph.ID, len(s.keys))
	s.order, s.at, s.full = nil, 0, false
	if len(s.keys) > 0 {
		s.bound = eval.NewBound(s.x.Env, s.node.Keys[0].Desc)
	}
	in, all := s.x.stream(s.node.Input, s.in), every(len(s.own))
	keep := s.keep()
	for {
		b, err := in.Next()
		if err != nil {
			return err
		}
		if b == nil {
			break
		}
		if err := s.add(b, all); err != nil {
			return err
		}
		if keep > 0 && s.rows.n > keep {
			if err := s.cut(); err != nil {
				return err
			}
		}
	}
	s.ready = true
	return s.sortRows()
}

// leastKept is how many rows are kept at least before any are dropped.
const leastKept = 256

// leaderKept is the limit up to which what finds the bound is kept for the next time.
const leaderKept = 1 << 12

// keep is the number of rows above which a limited sort cuts back; 0: never.
func (s *sortOp) keep() int {
	const most = 1 << 20
	if s.node.Limit < 0 || s.node.Limit > most {
		return 0
	}
	return int(s.node.Limit)*2 + leastKept
}

// add stores a batch's rows and key values, except rows that are too late.
func (s *sortOp) add(b *batch.Batch, all []int) error {
	chosen := *b
	if s.full {
		var err error
		if chosen.Sel, err = s.inTime(b); err != nil {
			return err
		}
		if len(chosen.Sel) == 0 {
			return nil
		}
	}
	for k := range s.keys {
		if err := s.storeKey(k, &chosen); err != nil {
			return err
		}
	}
	bytes := s.rows.add(&chosen, all) + int64(chosen.Len())*(s.rowBytes()-int64(4*len(all)))
	return s.hold(bytes)
}

// rowBytes is what a row takes: its columns, its computed keys and its place in order.
func (s *sortOp) rowBytes() int64 {
	n := 4*len(s.own) + 8
	for _, c := range s.cols {
		if c < 0 {
			n += 4
		}
	}
	return int64(n)
}

// inTime gives the rows that may be wanted by their first key.
func (s *sortOp) inTime(b *batch.Batch) ([]uint16, error) {
	s.pick = s.pick[:0]
	if s.cols[0] >= 0 {
		s.pick = s.bound.InTime(b, s.cols[0], s.pick)
		return s.pick, nil
	}
	for i := range b.Len() {
		if err := s.x.row(plan.Name(s.node), s.st, i); err != nil {
			return nil, err
		}
		r := b.Row(i)
		id, err := s.keys[0].ID(b, r)
		if err != nil {
			return nil, err
		}
		if !s.bound.Behind(id) {
			s.pick = append(s.pick, uint16(r))
		}
	}
	return s.pick, nil
}

// storeKey stores the k-th key of a batch's rows, where it is computed.
func (s *sortOp) storeKey(k int, b *batch.Batch) error {
	if s.cols[k] >= 0 {
		return nil
	}
	for i := range b.Len() {
		if err := s.x.row(plan.Name(s.node), s.st, i); err != nil {
			return err
		}
		id, err := s.keys[k].ID(b, b.Row(i))
		if err != nil {
			return err
		}
		s.vals[k] = append(s.vals[k], id)
	}
	return nil
}

// alias makes the values of keys that are columns those columns.
func (s *sortOp) alias() {
	for k, c := range s.cols {
		if c >= 0 {
			s.vals[k] = s.rows.cols[c]
		}
	}
}

// cut keeps the rows stored that may be among the first Limit.
func (s *sortOp) cut() error {
	s.alias()
	err := s.lead()
	if most := s.keep() / 4 * 3; err == nil && len(s.order) > most {
		err = s.sortRows()
	}
	if err != nil {
		return err
	}
	kept := func(cols [][]graph.ID) [][]graph.ID {
		out := make([][]graph.ID, len(cols))
		for c, col := range cols {
			out[c] = pull(make([]graph.ID, len(s.order)), col, s.order)
		}
		return out
	}
	s.rows = &rowStore{cols: kept(s.rows.cols), n: len(s.order)}
	s.vals = kept(s.vals)
	s.alias()
	freed := s.held - int64(s.rows.n)*s.rowBytes()
	s.held -= freed
	s.x.shrink(freed)
	return nil
}
