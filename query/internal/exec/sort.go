package exec

import (
	"sort"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// sortOp is ORDER BY: it reads all its input, evaluates each key once a row,
// and sorts row numbers. The order is total and stable. With a limit it keeps
// no more than a few times that many rows.
type sortOp struct {
	x    *Context
	st   *Stats
	in   Operator
	node *plan.Sort
	keys []*eval.Expr

	rows  *rowStore    // the input's columns
	vals  [][]graph.ID // each key's value by row
	order []uint32
	held  int64
	ready bool
	at    int
	own   [][]graph.ID
	out   batch.Batch
}

func (x *Context) newSort(n *plan.Sort, st *Stats) Operator {
	s := &sortOp{x: x, st: st, in: x.operator(n.Input), node: n}
	schema := n.Input.About().Vars
	for _, k := range n.Keys {
		e, err := eval.Compile(k.Expr, schema, x.Env)
		if err != nil {
			return &failed{err}
		}
		s.keys = append(s.keys, e)
	}
	s.own = make([][]graph.ID, len(schema))
	for i := range s.own {
		s.own[i] = make([]graph.ID, batch.Size)
	}
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
	for c, col := range s.own {
		src := s.rows.cols[c]
		for i, r := range s.order[s.at:end] {
			col[i] = src[r]
		}
		s.out.Cols = append(s.out.Cols, col[:end-s.at])
	}
	s.out.N = end - s.at
	s.at = end
	return &s.out, nil
}

// load reads and sorts the input.
func (s *sortOp) load() error {
	s.rows = newRowStore(len(s.own))
	s.vals = make([][]graph.ID, len(s.keys))
	s.order, s.at = s.order[:0], 0
	all := every(len(s.own))
	keep := s.keep()
	for {
		b, err := s.in.Next()
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

// keep is the number of rows above which a limited sort cuts back; 0: never.
func (s *sortOp) keep() int {
	const most = 1 << 20
	if s.node.Limit < 0 || s.node.Limit > most {
		return 0
	}
	return max(int(s.node.Limit)*2, 2*batch.Size)
}

// add stores a batch and its key values.
func (s *sortOp) add(b *batch.Batch, all []int) error {
	bytes := s.rows.add(b, all)
	for k, e := range s.keys {
		for i := range b.Len() {
			if err := s.x.row("sort", s.st, i); err != nil {
				return err
			}
			id, err := e.ID(b, b.Row(i))
			if err != nil {
				return err
			}
			s.vals[k] = append(s.vals[k], id)
		}
	}
	bytes += int64(b.Len()) * int64(4*len(s.keys)+4)
	s.held += bytes
	return s.x.grow("sort", s.st, bytes)
}

// less orders two rows; equal keys keep their order of arrival.
func (s *sortOp) less(a, b uint32) bool {
	for k, vals := range s.vals {
		va, vb := vals[a], vals[b]
		if va == vb {
			continue
		}
		if c := s.x.Env.Compare(va, vb); c != 0 {
			return (c < 0) != s.node.Keys[k].Desc
		}
	}
	return a < b
}

// sortRows sorts in runs, hearing the context between them, and merges.
func (s *sortOp) sortRows() error {
	const run = 1 << 14
	s.order = s.order[:0]
	for i := range s.rows.n {
		s.order = append(s.order, uint32(i))
	}
	for at := 0; at < len(s.order); at += run {
		part := s.order[at:min(at+run, len(s.order))]
		sort.Slice(part, func(i, j int) bool { return s.less(part[i], part[j]) })
		if err := s.x.check("sort", s.st.Rows); err != nil {
			return err
		}
	}
	spare := make([]uint32, len(s.order))
	for width := run; width < len(s.order); width *= 2 {
		for at := 0; at < len(s.order); at += 2 * width {
			mid, end := min(at+width, len(s.order)), min(at+2*width, len(s.order))
			if err := s.merge(spare[at:end], s.order[at:mid], s.order[mid:end]); err != nil {
				return err
			}
		}
		s.order, spare = spare, s.order
	}
	if s.node.Limit >= 0 && int64(len(s.order)) > s.node.Limit {
		s.order = s.order[:s.node.Limit]
	}
	return nil
}

func (s *sortOp) merge(dst, a, b []uint32) error {
	for i := range dst {
		if i&0x3FFF == 0x3FFF {
			if err := s.x.check("sort", s.st.Rows); err != nil {
				return err
			}
		}
		if len(b) == 0 || len(a) > 0 && !s.less(b[0], a[0]) {
			dst[i], a = a[0], a[1:]
		} else {
			dst[i], b = b[0], b[1:]
		}
	}
	return nil
}

// cut keeps the first Limit rows of those stored, in their order of arrival
// among equals.
func (s *sortOp) cut() error {
	if err := s.sortRows(); err != nil {
		return err
	}
	shrunk := newRowStore(len(s.rows.cols))
	pickAll := func(cols [][]graph.ID) [][]graph.ID {
		out := make([][]graph.ID, len(cols))
		for c, col := range cols {
			for _, r := range s.order {
				out[c] = append(out[c], col[r])
			}
		}
		return out
	}
	shrunk.cols, shrunk.n = pickAll(s.rows.cols), len(s.order)
	s.vals = pickAll(s.vals)
	s.rows = shrunk
	freed := s.held - int64(shrunk.n)*int64(4*len(s.own)+4*len(s.keys)+4)
	s.held -= freed
	s.x.shrink(freed)
	return nil
}
