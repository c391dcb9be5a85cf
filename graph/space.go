package graph

// Columns by ordinal are kept in pages, so that they grow without moving. All
// pages have pageSize elements, except that the first one of a small dictionary
// is smaller and grows by copying.
const (
	pageShift = 12
	pageSize  = 1 << pageShift
	pageMask  = pageSize - 1
	firstPage = 16
)

// setPaged stores v at index n of a paged column, of which n is the next or an
// existing index, and returns the directory. A page that snapshots may see is
// never replaced in a directory they share.
func setPaged[T any](pages [][]T, n int, v T) [][]T {
	page, at := n>>pageShift, n&pageMask
	switch {
	case page < len(pages) && at < len(pages[page]):
	case page == len(pages) && page > 0:
		pages = append(pages, make([]T, pageSize))
	default:
		size := firstPage
		for size <= at {
			size *= 2
		}
		grown := make([]T, size)
		if page < len(pages) {
			copy(grown, pages[page])
		}
		pages = append(append(make([][]T, 0, page+1), pages[:page]...), grown)
	}
	pages[page][at] = v
	return pages
}

// literalKey is a literal type as the fields of Term say it.
type literalKey struct {
	qual string
	lang bool
	dir  Direction
}

// space is one kind of term in a dictionary: numbered texts, and the table that
// finds them.
type space struct {
	n     int          // terms
	hint  int          // how many terms a load expects in the end, or 0
	halt  func() error // when a load should stop, or nil
	arena arena        // their texts, in order
	ends  [][]uint32   // where each text ends, relative to its page's base
	bases []uint64     // for each page: the end of the text before its first
	table *table
}

// text returns the text of ordinal i, which must be below n.
func (sp *space) text(i int) string {
	pos, n := span(sp.bounds(i))
	return sp.arena.view(pos, n)
}

// bounds returns the ends of the text before i and of i.
func (sp *space) bounds(i int) (before, end uint64) {
	page, at := sp.ends[i>>pageShift], i&pageMask
	base := sp.bases[i>>pageShift]
	if at == 0 {
		return base, base + uint64(page[0])
	}
	return base + uint64(page[at-1]), base + uint64(page[at])
}

// find returns the ordinal of the text, given in two parts, or -1.
func (sp *space) find(hash uint64, prefix, text string) int {
	return sp.table.find(hash, sp.n, func(n int) bool {
		have := sp.text(n)
		return len(have) == len(prefix)+len(text) && have[len(prefix):] == text && have[:len(prefix)] == prefix
	})
}

// add appends a new text, given in two parts, and enters it in the table.
func (sp *space) add(hash uint64, prefix, text string, hashOf func(int) uint64) (int, error) {
	if sp.n > int(^idKindMask) || sp.arena.end-sp.base() > 1<<31 {
		return 0, ErrFull
	}
	if sp.table.full() {
		if err := sp.grow(hashOf); err != nil {
			return 0, err
		}
	}
	pos := sp.arena.add(prefix, text)
	n := sp.push(pos)
	sp.table.insert(hash, n)
	return n, nil
}

// base is the base of the page that the next text belongs to.
func (sp *space) base() uint64 {
	if sp.n&pageMask == 0 {
		return sp.arena.end
	}
	return sp.bases[sp.n>>pageShift]
}

// push records the end of the text just added at the arena's end.
func (sp *space) push(pos uint64) int {
	n := sp.n
	if n&pageMask == 0 {
		before := pos
		if n > 0 {
			_, before = sp.bounds(n - 1)
		}
		sp.bases = append(sp.bases, before)
	}
	sp.ends = setPaged(sp.ends, n, uint32(sp.arena.end-sp.bases[n>>pageShift]))
	sp.n++
	return n
}

// grow replaces the table by one of twice the size, or of the size that a load
// expects to need. Terms go in by ordinal, so that the newest can be forgotten
// again.
func (sp *space) grow(hashOf func(int) uint64) error {
	return sp.resize(max(8, 2*sp.n, min(sp.hint+sp.hint/8, 16*sp.n)), hashOf)
}

func (sp *space) resize(room int, hashOf func(int) uint64) error {
	t := newTable(room)
	var hashes [touchGroup]uint64
	for i := 0; i < sp.n; i += touchGroup {
		if i%blockRows == 0 && sp.halt != nil {
			if err := sp.halt(); err != nil {
				return err
			}
		}
		group := hashes[:min(touchGroup, sp.n-i)]
		for k := range group {
			group[k] = hashOf(i + k)
			t.touched += t.first(group[k]) // see dict.touch
		}
		for k, h := range group {
			t.insert(h, i+k)
		}
	}
	sp.table = t
	return nil
}

// settle ends a load: a table that turned out far too large is made smaller.
func (sp *space) settle(hashOf func(int) uint64) {
	sp.hint, sp.halt = 0, nil
	if slots := len(sp.table.words) / bucketWords * bucketEntries; slots > 4096 && sp.n*5 < slots*2 {
		_ = sp.resize(sp.n+sp.n/4, hashOf) // nothing halts it any more
	}
}

// point is a state of a space to go back to.
type point struct {
	n     int
	table *table
	used  int // of the table
}

func (sp *space) point() point { return point{sp.n, sp.table, sp.table.used} }

// truncate forgets the terms added since p. If the table has been replaced, the
// old one comes back, which has only few of them.
func (sp *space) truncate(p point, hashOf func(int) uint64) {
	n := p.n
	if n == sp.n {
		return
	}
	sp.table = p.table
	for i := n + p.table.used - p.used - 1; i >= n; i-- {
		sp.table.forget(hashOf(i), i)
	}
	end := uint64(0)
	if n > 0 {
		_, end = sp.bounds(n - 1)
	}
	sp.arena.truncate(end)
	sp.n = n
	pages := (n + pageMask) >> pageShift
	sp.ends, sp.bases = sp.ends[:pages], sp.bases[:pages]
}
