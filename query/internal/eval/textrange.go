package eval

import (
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/radix"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// TextColumn is a column of strings of the data, with the first eight bytes of each.
type TextColumn struct {
	snap  *graph.Snapshot
	ids   []graph.ID
	heads []uint64
}

// TextBytes is what a TextColumn holds for each row beside the column.
const TextBytes = 8

// TextColumn reads the heads of a column's texts; nil where one of its terms is no xsd:string of
// the data. hear is told of work done, in rows, and may stop it.
func (d *Dict) TextColumn(ids []graph.ID, hear func(rows int) error) (*TextColumn, error) {
	c := &TextColumn{snap: d.snap, ids: ids, heads: make([]uint64, len(ids))}
	var is [ranksHeard]bool
	for at := 0; at < len(ids); at += ranksHeard {
		end := min(at+ranksHeard, len(ids))
		d.snap.StringHeads(ids[at:end], c.heads[at:end], is[:])
		for _, text := range is[:end-at] {
			if !text {
				return nil, nil
			}
		}
		if err := hear(end - at); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// Sort puts a list of rows in the order of their texts, which is that of SPARQL's <.
func (c *TextColumn) Sort(list []radix.Entry, hear func(rows int) error) error {
	for i := range list {
		list[i].Key = c.heads[list[i].Row]
	}
	if err := radix.Sort(list, hear); err != nil {
		return err
	}
	compare := func(a, b radix.Entry) int { return c.compare(c.ids[a.Row], c.ids[b.Row]) }
	for at := 0; at < len(list); {
		same, end := true, at+1
		for ; end < len(list) && list[end].Key == list[at].Key; end++ {
			same = same && c.ids[list[end].Row] == c.ids[list[at].Row]
		}
		if !same {
			if err := radix.SortFunc(list[at:end], compare, hear); err != nil {
				return err
			}
		}
		at = end
	}
	return nil
}

// compare compares the texts of two terms of the data.
func (c *TextColumn) compare(a, b graph.ID) int {
	if a == b {
		return 0
	}
	s, _ := c.snap.StringText(a)
	t, _ := c.snap.StringText(b)
	return strings.Compare(s, t)
}

// Move makes it the column ids, whose i-th row was the one order[i] names.
func (c *TextColumn) Move(ids []graph.ID, order []uint32) {
	heads := make([]uint64, len(order))
	for i, r := range order {
		heads[i] = c.heads[r]
	}
	c.ids, c.heads = ids, heads
}

// TextRange finds which rows of a TextColumn are less, or greater, than a text, in ranges
// whose rows are in order. It serves one goroutine; the column may serve several.
type TextRange struct {
	*TextColumn
	dict    *Dict
	first   bool // the rows asked for are a range's first ones, else its last
	through bool // those with the same text are among the first
	left    headVector
}

// Range makes a TextRange of a column for the comparison text op row, where op is <, <=, >
// or >=.
func (d *Dict) Range(c *TextColumn, op string) *TextRange {
	rel := relation(op)
	return &TextRange{TextColumn: c, dict: d, first: rel == value.GT || rel == value.GE, through: rel == value.GE || rel == value.LT}
}

// Narrow narrows ranges of rows of the column, from lo[i] to hi[i] for the i-th selected row of b, to
// those for which the comparison of that row's term in a column of b is true. With a term that is no
// xsd:string it is an error for all.
func (r *TextRange) Narrow(b *batch.Batch, slot int, lo, hi []uint32) {
	v := &r.left
	v.readBatch(r.dict, b, slot)
	hi = hi[:len(lo)]
	for i, from := range lo {
		if from == hi[i] {
			continue
		}
		head, ok := v.heads[i], v.is[i]
		if !ok {
			kind, s, is := r.dict.text(v.ids[i])
			if head, ok = graph.TextHead(s), is && kind == value.String; !ok {
				hi[i] = from
				continue
			}
		}
		if at := r.split(head, v.ids[i], from, hi[i]); r.first {
			hi[i] = at
		} else {
			lo[i] = at
		}
	}
}

// split is where the rows before a text, or through it, end.
func (r *TextRange) split(head uint64, id graph.ID, lo, hi uint32) uint32 {
	heads := r.heads
	at := search(lo, hi, func(row uint32) bool { return heads[row] < head })
	if at == hi || heads[at] != head {
		return at
	}
	text, known := "", false
	return search(at, hi, func(row uint32) bool {
		switch {
		case heads[row] != head:
			return false
		case r.ids[row] == id:
			return r.through
		case !known:
			_, text, known = r.dict.text(id)
		}
		s, _ := r.snap.StringText(r.ids[row])
		c := strings.Compare(s, text)
		return c < 0 || c == 0 && r.through
	})
}

// search is the first of the rows from lo on to hi for which before is false.
func search(lo, hi uint32, before func(row uint32) bool) uint32 {
	for lo < hi {
		if mid := lo + (hi-lo)/2; before(mid) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
