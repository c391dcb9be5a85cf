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
func (p *idPages) at(id graph.ID) *uint32 { return &p.page(id)[id.Ordinal()%idPage] }

// page is the page that id is on.
func (p *idPages) page(id graph.ID) *[idPage]uint32 {
	page := p.place(id)
	if *page == nil {
		*page = new([idPage]uint32)
		(*page)[id.Ordinal()%idPage] = 0 // written before it is read: see claim
		p.pages++
	}
	return *page
}

// place is where the page that id is on is kept, nil when there is none yet.
func (p *idPages) place(id graph.ID) **[idPage]uint32 {
	kind, n := &p.kinds[id>>30], id.Ordinal()/idPage
	for n >= len(*kind) {
		*kind = append(*kind, nil)
	}
	return &(*kind)[n]
}

// adopt takes a page for its own where it has none yet; first is the first ID on it.
func (p *idPages) adopt(first graph.ID, page *[idPage]uint32) bool {
	place := p.place(first)
	if *place != nil {
		return false
	}
	*place = page
	p.pages++
	return true
}

// bytes is the memory held.
func (p *idPages) bytes() int64 {
	n := int64(p.pages) * idPage * 4
	for _, k := range p.kinds {
		n += int64(cap(k)) * 8
	}
	return n
}

// span is the memory that would be held if no page were missing between the first term
// and the last.
func (p *idPages) span() (n int64) {
	for _, k := range p.kinds {
		n += int64(len(k)) * idPage * 4
	}
	return n
}

// each calls f for every page with the first ID on it, by kind and ascending, until it
// gives an error.
func (p *idPages) each(f func(first graph.ID, page *[idPage]uint32) error) error {
	for kind, pages := range p.kinds {
		for at, page := range pages {
			if page == nil {
				continue
			}
			if err := f(graph.ID(kind)<<30|graph.ID(at*idPage), page); err != nil {
				return err
			}
		}
	}
	return nil
}
