package exec

import (
	"math/bits"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/plan"
	"github.com/trivet-rdf/trivet/query/internal/radix"
)

// rank is a sort key: each row's place among the key's values.
type rank struct {
	places []uint32
	bits   int // that places have
}

// sortRows sets order to the rows in order. Equal rows keep their order of arrival.
func (s *sortOp) sortRows() (err error) {
	s.alias()
	before := s.held
	defer func() {
		s.x.shrink(s.held - before)
		s.held = before
	}()
	ranks := make([]rank, len(s.vals))
	for k := range s.vals {
		if ranks[k], err = s.rank(k); err != nil {
			return err
		}
	}
	if err := s.hold(int64(s.rows.n) * 2 * entryBytes); err != nil {
		return err
	}
	list := make([]radix.Entry, s.rows.n)
	for i := range list {
		list[i].Row = uint32(i)
	}
	for len(ranks) > 0 {
		first := len(ranks) - 1
		for width := ranks[first].bits; first > 0 && width+ranks[first-1].bits <= 64; first-- {
			width += ranks[first-1].bits
		}
		compose(list, ranks[first:])
		if list, err = s.radix(list); err != nil {
			return err
		}
		ranks = ranks[:first]
	}
	if s.node.Limit >= 0 && int64(len(list)) > s.node.Limit {
		list = list[:s.node.Limit]
	}
	s.order = s.order[:0]
	for _, e := range list {
		s.order = append(s.order, e.Row)
	}
	return nil
}

// lead sets order to the rows that are among the first Limit by their first key
// alone, with all that may have the last one's, and moves the bound to that. Without
// keys, and before there are so many rows, these are all rows.
func (s *sortOp) lead() error {
	s.order = s.order[:0]
	if len(s.vals) == 0 || s.node.Limit == 0 || int64(s.rows.n) < s.node.Limit {
		for r := range s.rows.n {
			s.order = append(s.order, uint32(r))
		}
		return nil
	}
	before := s.held
	defer func() {
		if s.node.Limit > leaderKept {
			s.leader = nil
		}
		s.x.shrink(s.held - before)
		s.held = before
	}()
	if err := s.hold(int64(s.rows.n) * eval.LeaderBytes); err != nil {
		return err
	}
	if s.leader == nil {
		s.leader = new(eval.Leader)
	}
	order, last, err := s.leader.Lead(s.x.Env, s.vals[0][:s.rows.n], int(s.node.Limit), s.node.Keys[0].Desc, s.order, s.hear)
	if err != nil {
		return err
	}
	s.order = order
	s.bound.Set(s.vals[0][last])
	s.full = true
	return nil
}

// radix sorts entries by key, long lists on two goroutines.
func (s *sortOp) radix(list []radix.Entry) ([]radix.Entry, error) {
	if len(list) < 2*s.x.least() || s.x.workers() < 2 {
		return list, radix.Sort(list, s.hear)
	}
	return radix.SortHalves(list, s.hear)
}

// entryBytes is the size of an entry, of which a sort has two for each row.
const entryBytes = 16

// compose makes the keys of entries from ranks, the first of which counts most.
func compose(list []radix.Entry, ranks []rank) {
	for i := range list {
		list[i].Key = 0
	}
	for _, r := range ranks {
		for i := range list {
			e := &list[i]
			e.Key = e.Key<<r.bits | uint64(r.places[e.Row])
		}
	}
}

// hear accounts work of the sort, in rows, and hears whether the query must stop.
func (s *sortOp) hear(rows int) error {
	if err := s.x.steps("sort", nil, int64(rows)); err != nil {
		return err
	}
	return s.x.check("sort", 0)
}

// hold accounts memory of the sort. What its counters show is the most held at a time:
// cuts give memory back.
func (s *sortOp) hold(n int64) error {
	s.held += n
	before := s.st.Bytes
	err := s.x.grow(plan.Name(s.node), s.st, n)
	s.st.Bytes = max(before, s.held)
	return err
}

// rank finds the places of the rows' k-th keys; values that are equal have the
// same, and descending keys count from the other end.
func (s *sortOp) rank(k int) (rank, error) {
	nth := make([]uint32, s.rows.n)
	ids, bytes, err := s.distinct(k, nth)
	if err != nil {
		return rank{}, err
	}
	if err := s.hold(bytes + int64(len(nth))*4 + int64(len(ids))*eval.RankBytes); err != nil {
		return rank{}, err
	}
	places, top, err := s.x.Env.Ranks(ids, s.hear)
	if err != nil {
		return rank{}, err
	}
	if s.node.Keys[k].Desc {
		for i, p := range places {
			places[i] = top - p
		}
	}
	for i, n := range nth {
		nth[i] = places[n]
	}
	return rank{nth, bits.Len32(top)}, nil
}

// distinct gives the different values of the k-th key, and sets nth to their
// numbers by row. bytes is what that took.
func (s *sortOp) distinct(k int, nth []uint32) (ids []graph.ID, bytes int64, err error) {
	const part = 1 << 14
	table := newGroupTable([]int{0})
	words := make([]uint64, min(part, len(nth)))
	for at := 0; at < len(nth); at += part {
		end := min(at+part, len(nth))
		for i, id := range s.vals[k][at:end] {
			words[i] = uint64(id)
		}
		table.numberWords(words[:end-at], nth[at:end])
		if err := s.x.check("sort", 0); err != nil {
			return nil, 0, err
		}
	}
	ids = make([]graph.ID, table.len())
	for i, w := range table.words {
		ids[i] = graph.ID(w)
	}
	return ids, table.bytes() + int64(len(ids))*4, nil
}
