package exec

import (
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/radix"
)

// A hash join whose condition compares a column of each side has the rows of each key in
// the order of the right one's texts, so that the rows a left row asks for are a part of
// its range, found by halving. Where the right column has other terms than strings
// the condition is a filter of all pairs.

// order puts the rows of each key in the order that the condition asks about, where all are texts.
func (j *hashJoinOp) order(n int, work *indexing) error {
	j.texts, j.within = nil, nil
	defer j.setColumns()
	if j.node.Range == nil || !j.direct || n == 0 {
		return nil
	}
	if err := work.grow(int64(n) * (2*eval.TextBytes + 2*entryBytes + 4)); err != nil {
		return err
	}
	hear := func(int) error { return work.hear() }
	texts, err := j.x.Env.Dict.TextColumn(j.right[j.inRight], hear)
	if texts == nil || err != nil {
		return err
	}
	order, err := j.sortKeys(n, texts, hear)
	if err != nil {
		return err
	}
	if err := j.reorder(order, work); err != nil {
		return err
	}
	texts.Move(j.right[j.inRight], order)
	j.texts = texts
	j.within = j.x.Env.Dict.Range(texts, j.node.Range.Op)
	return nil
}

// sortKeys gives the order of the rows, each key's by text; those of one key stand together.
func (j *hashJoinOp) sortKeys(n int, texts *eval.TextColumn, hear func(int) error) ([]uint32, error) {
	list, order := make([]radix.Entry, n), make([]uint32, n)
	for i := range list {
		list[i].Row = uint32(i)
	}
	for at := 0; at < n; {
		end := at + 1
		for end < n && j.sameKey(at, end) {
			end++
		}
		if end > at+1 {
			if err := texts.Sort(list[at:end], hear); err != nil {
				return nil, err
			}
		}
		at = end
	}
	for i, e := range list {
		order[i] = e.Row
	}
	return order, nil
}

// sameKey reports whether two right rows have the same key.
func (j *hashJoinOp) sameKey(a, b int) bool {
	for _, c := range j.rKeys {
		if j.right[c][a] != j.right[c][b] {
			return false
		}
	}
	return true
}

// setColumns says what rows are made of: with a condition that is a filter, all that it may read.
func (j *hashJoinOp) setColumns() {
	from := j.pairs.outFrom
	if j.filters() {
		from = every(len(j.pairs.merge))
	}
	j.cols, j.own = j.pairs.spreadCols(from), nil
}

// filters reports whether the condition is a filter of the rows made.
func (j *hashJoinOp) filters() bool { return j.pairs.cond != nil && j.within == nil }
