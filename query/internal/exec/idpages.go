package exec

import "github.com/trivet-rdf/trivet/graph"

// idPages holds a number for each term of a dictionary, 0 at first: arrays by
// ordinal, in pages that are made when they are first written. The zero value is
// ready to use. It holds at most 4 bytes for each term of the dictionary, and what
// the query has made.
type idPages struct {
	kinds [4][]*[idPage]uint32 // by the kind of ID, the top two bits
	pages int
}

// idPage is the length of a page.
const idPage = 512

// at is the place of id, which is not inline: those do not lie together.
func (p *idPages) at(id graph.ID) *uint32 {
	kind, n := &p.kinds[id>>30], id.Ordinal()
	for n/idPage >= len(*kind) {
		*kind = append(*kind, nil)
	}
	page := (*kind)[n/idPage]
	if page == nil {
		page = new([idPage]uint32)
		(*kind)[n/idPage] = page
		p.pages++
	}
	return &page[n%idPage]
}

// bytes is the memory held.
func (p *idPages) bytes() int64 {
	n := int64(p.pages) * idPage * 4
	for _, k := range p.kinds {
		n += int64(cap(k)) * 8
	}
	return n
}
