package exec

import (
	"math/bits"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// idBits is a set of terms of a dictionary: a bit for each by its ordinal, in pages that
// are made when they are first written. The zero value is ready to use. Inline terms
// do not lie together and are not for it.
type idBits struct {
	kinds [4][]*[bitPage / 64]uint64 // by the kind of ID, the top two bits
	pages int
}

// bitPage is how many terms are on a page.
const bitPage = 4096

// page is the page that id is on.
func (p *idBits) page(id graph.ID) *[bitPage / 64]uint64 {
	kind, n := &p.kinds[id>>30], id.Ordinal()/bitPage
	for n >= len(*kind) {
		*kind = append(*kind, nil)
	}
	if (*kind)[n] == nil {
		(*kind)[n] = new([bitPage / 64]uint64)
		p.pages++
	}
	return (*kind)[n]
}

// add adds the members of o.
func (p *idBits) add(o *idBits) {
	for kind, pages := range o.kinds {
		for n, from := range pages {
			if from == nil {
				continue
			}
			into := p.page(graph.ID(kind)<<30 | graph.ID(n*bitPage))
			for i, w := range from {
				into[i] |= w
			}
		}
	}
}

// len is the number of members.
func (p *idBits) len() (n int64) {
	for _, pages := range p.kinds {
		for _, page := range pages {
			if page == nil {
				continue
			}
			for _, w := range page {
				n += int64(bits.OnesCount64(w))
			}
		}
	}
	return n
}

// bytes is the memory held.
func (p *idBits) bytes() int64 {
	n := int64(p.pages) * bitPage / 8
	for _, k := range p.kinds {
		n += int64(cap(k)) * 8
	}
	return n
}

// countTerms is COUNT(DISTINCT ?v) of everything, where there are no groups to tell
// apart.
type countTerms struct {
	x      *Context
	col    int
	terms  idBits
	inline pairSet
	n      int64    // inline terms
	words  []uint64 // inline terms of a batch
}

func (c *countTerms) add(b *batch.Batch, group []uint32, _ int) error {
	if len(group) == 0 {
		return nil
	}
	col, page, at := b.Cols[c.col], (*[bitPage / 64]uint64)(nil), -1
	for i := range group {
		r := i
		if b.Sel != nil {
			r = int(b.Sel[i])
		}
		id := col[r]
		if id == graph.None || id.IsInline() {
			if id != graph.None {
				c.words = append(c.words, uint64(id))
			}
			continue
		}
		if n := int(id / bitPage); n != at { // neighbours are often on one page
			page, at = c.terms.page(id), n
		}
		page[id%bitPage/64] |= 1 << (id % 64)
	}
	c.settle()
	return nil
}

// settle adds the inline terms noted to their set.
func (c *countTerms) settle() {
	c.inline.add(c.words, func(uint64) { c.n++ })
	c.words = c.words[:0]
}

func (c *countTerms) merges() bool { return true }

func (c *countTerms) merge(o aggregator, _ []uint32, _ int) error {
	from := o.(*countTerms)
	c.terms.add(&from.terms)
	for i, w := range from.inline.slots {
		if w != 0 {
			c.words = append(c.words, w)
		}
		if i%batch.Size == batch.Size-1 {
			c.settle()
			if err := c.x.check("group", int64(i)); err != nil {
				return err
			}
		}
	}
	c.settle()
	return nil
}

func (c *countTerms) result(int) (graph.ID, error) { return c.x.integer(c.terms.len() + c.n), nil }
func (c *countTerms) bytes() int64                 { return c.terms.bytes() + c.inline.bytes() }
