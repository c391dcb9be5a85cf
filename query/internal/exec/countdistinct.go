package exec

import (
	"cmp"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// countDistinct is COUNT(DISTINCT ?v): terms are counted, so IDs are enough. The
// first group that a term is seen in is kept by the term, in pages; only those seen in
// more than one group, and inline ones, go into a set of pairs. Terms that lie far apart
// would have a page each, which costs more than the set: when pages turn out to be
// nearly empty, no more are made, and terms without one are in the set alone.
type countDistinct struct {
	x      *Context
	col    int
	n      []int64
	first  idPages // group + 1 by term
	placed int     // terms on the pages
	sparse bool    // no more pages are made
	dense  bool    // nor is that asked again: the set became larger than all pages
	seen   pairSet
	pairs  []uint64 // those of a batch
}

const (
	fewPages    = 1 << 9 // as many are made whatever is on them: 1 MiB
	sparsePages = 8      // times as many places as terms on them are too many
)

func (c *countDistinct) add(b *batch.Batch, group []uint32, groups int) error {
	for len(c.n) < groups {
		c.n = append(c.n, 0)
	}
	if len(group) == 0 {
		return nil
	}
	col, page, at := b.Cols[c.col], (*[idPage]uint32)(nil), -1
	for i, g := range group {
		r := i
		if b.Sel != nil {
			r = int(b.Sel[i])
		}
		id := col[r]
		if id == graph.None || id.IsInline() {
			c.note(id, g)
			continue
		}
		if n := int(id / idPage); n != at { // neighbours are often on one page
			page, at = c.page(id), n
		}
		if page == nil {
			c.pairs = append(c.pairs, uint64(g)<<32|uint64(id))
			continue
		}
		switch first := &page[id%idPage]; *first {
		case 0:
			*first = g + 1
			c.n[g]++
			c.placed++
		case g + 1:
		default:
			c.pairs = append(c.pairs, uint64(g)<<32|uint64(id))
		}
	}
	return c.settle()
}

// page is the page that id is on, nil where there is none and none is made.
func (c *countDistinct) page(id graph.ID) *[idPage]uint32 {
	if page := *c.first.place(id); page != nil || c.sparse {
		return page
	}
	if n := c.first.pages; n >= fewPages && n*idPage > sparsePages*c.placed && !c.dense {
		c.sparse = true
		return nil
	}
	return c.first.page(id)
}

// settle adds the pairs noted to the set.
func (c *countDistinct) settle() error {
	c.seen.add(c.pairs, func(pair uint64) { c.n[pair>>32]++ })
	c.pairs = c.pairs[:0]
	if c.sparse && c.seen.bytes() > c.first.span() {
		return c.spread()
	}
	return nil
}

// spread makes all pages and moves the set's pairs to them as far as they are the first
// of their terms: there were many terms after all, that came in no order. While it works
// the budget has the pages and both sets.
func (c *countDistinct) spread() error {
	old := c.seen.slots
	bytes := c.first.span() + int64(len(old))*8
	defer c.x.shrink(bytes)
	if err := c.x.grow("group", nil, bytes); err != nil {
		return err
	}
	c.sparse, c.dense, c.seen = false, true, pairSet{}
	for len(old) > 0 {
		n := min(len(old), indexBlock)
		for _, pair := range old[:n] {
			if pair != 0 && !c.place(pair) {
				c.pairs = append(c.pairs, pair)
			}
		}
		c.seen.addAll(c.pairs)
		c.pairs, old = c.pairs[:0], old[n:]
		if err := c.x.check("group", 0); err != nil {
			return err
		}
	}
	return nil
}

// place puts a pair on its page if it is the first of its term.
func (c *countDistinct) place(pair uint64) bool {
	id, g := graph.ID(pair), uint32(pair>>32)
	if id.IsInline() {
		return false
	}
	at := c.first.at(id)
	if *at != 0 {
		return false
	}
	*at = g + 1
	c.placed++
	return true
}

func (c *countDistinct) merges() bool { return true }

// merge takes over the terms of o, which is of no use afterwards: pages that only o has
// with its groups' new numbers, and all others term by term. Parts of a scan mostly have pages of their
// own of the column that it is sorted by.
func (c *countDistinct) merge(o aggregator, to []uint32, groups int) error {
	for len(c.n) < groups {
		c.n = append(c.n, 0)
	}
	from := o.(*countDistinct)
	err := from.first.each(func(id graph.ID, theirs *[idPage]uint32) error {
		// A page that is missing here says nothing where the set has terms without one.
		if c.sparse || !c.first.adopt(id, theirs) {
			for i, n := range theirs {
				if n > 0 {
					c.note(id+graph.ID(i), to[n-1])
				}
			}
			return cmp.Or(c.settle(), c.x.check("group", 0))
		}
		for i, n := range theirs {
			if n > 0 {
				theirs[i] = to[n-1] + 1
				c.n[to[n-1]]++
				c.placed++
			}
		}
		return c.x.check("group", 0)
	})
	if err != nil {
		return err
	}
	for at := 0; at < len(from.seen.slots); at += batch.Size {
		for _, pair := range from.seen.slots[at:min(at+batch.Size, len(from.seen.slots))] {
			if pair != 0 {
				c.note(graph.ID(pair), to[pair>>32])
			}
		}
		if err := cmp.Or(c.settle(), c.x.check("group", 0)); err != nil {
			return err
		}
	}
	return nil
}

// note counts a term for a group, or leaves that to the set of pairs.
func (c *countDistinct) note(id graph.ID, g uint32) {
	if id == graph.None {
		return
	}
	if !id.IsInline() {
		if page := c.page(id); page != nil {
			switch at := &page[id%idPage]; *at {
			case 0:
				*at = g + 1
				c.n[g]++
				c.placed++
				return
			case g + 1:
				return
			}
		}
	}
	c.pairs = append(c.pairs, uint64(g)<<32|uint64(id))
}

func (c *countDistinct) result(group int) (graph.ID, error) { return c.x.integer(c.n[group]), nil }
func (c *countDistinct) bytes() int64 {
	return c.first.bytes() + c.seen.bytes() + int64(cap(c.n))*8
}
