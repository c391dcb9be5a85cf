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
	return page
}

// bytes is the memory held.
func (p *idPages) bytes() int64 {
	n := int64(p.pages) * idPage * 4
	for _, k := range p.kinds {
		n += int64(cap(k)) * 8
	}
	return n
}

// each calls f for every id with a number other than 0, by kind and ascending, until
// it gives an error.
func (p *idPages) each(f func(id graph.ID, n uint32) error) error {
	for kind, pages := range p.kinds {
		for at, page := range pages {
			if page == nil {
				continue
			}
			first := graph.ID(kind)<<30 | graph.ID(at*idPage)
			for i, n := range page {
				if n == 0 {
					continue
				}
				if err := f(first+graph.ID(i), n); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
