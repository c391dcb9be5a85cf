package exec

import (
	"slices"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/plan"
	"github.com/trivet-rdf/trivet/query/internal/value"
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

	rows  *rowStore    // the input's columns
	vals  [][]graph.ID // each key's value by row
	order []uint32     // the rows in order
	last  graph.ID     // with a limit: the first key of the last row wanted so far
	full  bool         // there are that many rows already
	held  int64
	ready bool
	at    int
	pick  []uint16
	own   [][]graph.ID
	out   batch.Batch
}

func (x *Context) newSort(n *plan.Sort, st *Stats) Operator {
	s := &sortOp{x: x, st: st, in: x.operator(n.Input), node: n, pick: make([]uint16, 0, batch.Size)}
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
	s.order, s.at, s.full = nil, 0, false
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
	return max(int(s.node.Limit)*2, batch.Size)
}

// add stores a batch's rows and key values, except rows that are too late.
func (s *sortOp) add(b *batch.Batch, all []int) error {
	s.pick = s.pick[:0]
	for i := range b.Len() {
		if err := s.x.row(plan.Name(s.node), s.st, i); err != nil {
			return err
		}
		r := b.Row(i)
		for k, e := range s.keys {
			id, err := e.ID(b, r)
			if err != nil {
				return err
			}
			if k == 0 && s.full && s.tooLate(id) {
				break
			}
			s.vals[k] = append(s.vals[k], id)
			if k == len(s.keys)-1 {
				s.pick = append(s.pick, uint16(r))
			}
		}
	}
	chosen := *b
	chosen.Sel = s.pick
	bytes := s.rows.add(&chosen, all) + int64(len(s.pick))*int64(4*len(s.keys)+8)
	s.held += bytes
	return s.x.grow(plan.Name(s.node), s.st, bytes)
}

// tooLate reports whether a row with this first key sorts behind the last one wanted.
func (s *sortOp) tooLate(id graph.ID) bool {
	c := s.x.Env.Compare(id, s.last)
	if s.node.Keys[0].Desc {
		c = -c
	}
	return c > 0
}

// sortRows sets order to the rows in order. Equal rows keep their order of arrival.
func (s *sortOp) sortRows() (err error) {
	before := s.held
	defer func() {
		s.x.shrink(s.held - before)
		s.held = before
	}()
	ranks := make([][]uint32, len(s.vals))
	for k := range s.vals {
		if ranks[k], err = s.rank(k); err != nil {
			return err
		}
	}
	if err := s.hold(int64(s.rows.n) * 8); err != nil {
		return err
	}
	packed := make([]uint64, s.rows.n)
	for i := range packed {
		packed[i] = uint64(i)
		if len(ranks) > 0 {
			packed[i] |= uint64(ranks[0][i]) << 32
		}
	}
	compare := compareUint64
	if len(ranks) > 1 {
		compare = func(a, b uint64) int { return compareRanks(ranks, a, b) }
	}
	if err = sortSlice(s.x, packed, compare); err != nil {
		return err
	}
	if s.node.Limit >= 0 && int64(len(packed)) > s.node.Limit {
		packed = packed[:s.node.Limit]
	}
	s.order = s.order[:0]
	for _, p := range packed {
		s.order = append(s.order, uint32(p))
	}
	return nil
}

// hold accounts memory of the sort.
func (s *sortOp) hold(n int64) error {
	s.held += n
	return s.x.grow(plan.Name(s.node), s.st, n)
}

// valueBytes is the size of a key's value, and of what ranking it needs.
const valueBytes = 64 + 8

func compareUint64(a, b uint64) int {
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

// compareRanks compares rows packed with their first rank.
func compareRanks(ranks [][]uint32, a, b uint64) int {
	if a>>32 != b>>32 {
		return compareUint64(a, b)
	}
	for _, r := range ranks[1:] {
		if x, y := r[uint32(a)], r[uint32(b)]; x != y {
			return compareUint64(uint64(x), uint64(y))
		}
	}
	return compareUint64(a, b)
}

// rank gives each row the place of its k-th key among the key's values; values
// that are equal have the same, and descending keys count from the other end.
func (s *sortOp) rank(k int) ([]uint32, error) {
	distinct := newRowTable(1)
	nth := make([]uint32, s.rows.n)
	for i, id := range s.vals[k] {
		n, _ := distinct.put([]graph.ID{id})
		nth[i] = uint32(n)
	}
	if err := s.hold(distinct.bytes() + int64(len(nth))*4 + int64(distinct.n)*valueBytes); err != nil {
		return nil, err
	}
	values := make([]value.Value, distinct.n)
	sorted := make([]uint32, distinct.n)
	for i, id := range distinct.rows {
		sorted[i] = uint32(i)
		if id != graph.None {
			values[i] = s.x.Env.Dict.Value(id)
		}
	}
	compare := func(a, b uint32) int { return value.Order(values[a], values[b]) }
	if err := sortSlice(s.x, sorted, compare); err != nil {
		return nil, err
	}
	places := make([]uint32, distinct.n)
	place := uint32(0)
	for i, v := range sorted {
		if i > 0 && compare(sorted[i-1], v) != 0 {
			place++
		}
		places[v] = place
	}
	for i, n := range nth {
		nth[i] = places[n]
		if s.node.Keys[k].Desc {
			nth[i] = place - places[n]
		}
	}
	return nth, nil
}

// sortSlice sorts in runs, hearing the context between them, and merges.
func sortSlice[T any](x *Context, a []T, compare func(T, T) int) error {
	const run = 1 << 14
	for at := 0; at < len(a); at += run {
		part := a[at:min(at+run, len(a))]
		slices.SortFunc(part, compare)
		if err := x.steps("sort", nil, int64(len(part))); err != nil {
			return err
		}
		if err := x.check("sort", 0); err != nil {
			return err
		}
	}
	if len(a) <= run {
		return nil
	}
	from, to := a, make([]T, len(a))
	for width := run; width < len(a); width *= 2 {
		for at := 0; at < len(a); at += 2 * width {
			mid, end := min(at+width, len(a)), min(at+2*width, len(a))
			if err := mergeRuns(x, to[at:end], from[at:mid], from[mid:end], compare); err != nil {
				return err
			}
		}
		from, to = to, from
	}
	if &from[0] != &a[0] {
		copy(a, from)
	}
	return nil
}

func mergeRuns[T any](x *Context, dst, a, b []T, compare func(T, T) int) error {
	for i := range dst {
		if i&0x3FFF == 0x3FFF {
			if err := x.steps("sort", nil, 0x4000); err != nil {
				return err
			}
			if err := x.check("sort", 0); err != nil {
				return err
			}
		}
		if len(b) == 0 || len(a) > 0 && compare(b[0], a[0]) >= 0 {
			dst[i], a = a[0], a[1:]
		} else {
			dst[i], b = b[0], b[1:]
		}
	}
	return nil
}

// cut keeps the first Limit rows of those stored.
func (s *sortOp) cut() error {
	if err := s.sortRows(); err != nil {
		return err
	}
	kept := func(cols [][]graph.ID) [][]graph.ID {
		out := make([][]graph.ID, len(cols))
		for c, col := range cols {
			for _, r := range s.order {
				out[c] = append(out[c], col[r])
			}
		}
		return out
	}
	s.rows = &rowStore{cols: kept(s.rows.cols), n: len(s.order)}
	s.vals = kept(s.vals)
	if s.rows.n > 0 && int64(s.rows.n) == s.node.Limit && len(s.vals) > 0 {
		s.last, s.full = s.vals[0][s.rows.n-1], true
	}
	freed := s.held - int64(s.rows.n)*int64(4*len(s.own)+4*len(s.keys)+8)
	s.held -= freed
	s.x.shrink(freed)
	return nil
}
