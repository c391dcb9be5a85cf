package graph

import "slices"

// rowIndex maps IDs to ranges of rows: position in an offset array where the IDs
// of a section are dense, binary search in a list of keys where they are sparse.
// Sections are the 32 values of an ID's top five bits, which separate the kinds
// of ID and the forms of inline IDs.
type rowIndex struct {
	slot     [32]uint8 // for each section 1 + its position in sections, or 0
	sections []section
}

type section struct {
	first ID       // of a dense section: off[0] belongs to it; of a sparse one with dir: its first key
	keys  []ID     // of a sparse section: off[i] belongs to keys[i]; nil if dense
	off   []uint32 // where each row starts; one more element for the last row's end
	dir   []uint32 // of a large sparse section: where keys from first + i<<shift on start
	shift uint8
}

const sectionShift = 27

// find returns the range of rows of id.
func (x *rowIndex) find(id ID) (lo, hi int) {
	slot := x.slot[id>>sectionShift]
	if slot == 0 {
		return 0, 0
	}
	sec := &x.sections[slot-1]
	if sec.keys == nil {
		i := int(id - sec.first)
		if id < sec.first || i+1 >= len(sec.off) {
			return 0, 0
		}
		return int(sec.off[i]), int(sec.off[i+1])
	}
	i, ok := sec.search(id)
	if !ok {
		return 0, 0
	}
	return int(sec.off[i]), int(sec.off[i+1])
}

// all appends every ID that has rows to dst.
func (x *rowIndex) all(dst []ID) []ID {
	for i := range x.sections {
		sec := &x.sections[i]
		if sec.keys != nil {
			dst = append(dst, sec.keys...)
			continue
		}
		for j := range len(sec.off) - 1 {
			if sec.off[j] != sec.off[j+1] {
				dst = append(dst, sec.first+ID(j))
			}
		}
	}
	return dst
}

// rows is the number of rows in all.
func (x *rowIndex) rows() int {
	if len(x.sections) == 0 {
		return 0
	}
	off := x.sections[len(x.sections)-1].off
	return int(off[len(off)-1])
}

// newRowIndex counts the keys in lists, each of which is sorted. Every
// occurrence is one row; where it goes is then told by place, in the order of
// the lists.
func newRowIndex(j *job, lists [][]ID) (*rowIndex, error) {
	x := &rowIndex{}
	cut := cutSections(lists)
	for sec := range cut {
		if len(cut[sec]) == 0 {
			continue
		}
		x.sections = append(x.sections, newSection(cut[sec]))
		x.slot[sec] = uint8(len(x.sections))
	}
	for _, list := range lists {
		at := cursor{index: x}
		if err := j.blocks(len(list), func(lo, hi int) {
			for _, id := range list[lo:hi] {
				at.row(id)[0]++
			}
		}); err != nil {
			return nil, err
		}
	}
	x.accumulate()
	return x, nil
}

// cutSections cuts sorted lists into the parts that fall in each section.
func cutSections(lists [][]ID) (cut [32][][]ID) {
	for _, list := range lists {
		for len(list) > 0 {
			sec := list[0] >> sectionShift
			n := len(list)
			if list[n-1]>>sectionShift != sec {
				n, _ = slices.BinarySearch(list, (sec+1)<<sectionShift)
			}
			cut[sec] = append(cut[sec], list[:n])
			list = list[n:]
		}
	}
	return cut
}

// newSection chooses dense or sparse: dense as long as it costs at most four
// offsets for each row.
func newSection(lists [][]ID) section {
	first, last, total := lists[0][0], ID(0), 0
	for _, list := range lists {
		first, last, total = min(first, list[0]), max(last, list[len(list)-1]), total+len(list)
	}
	if span := int(last-first) + 1; span <= 4*total+16 {
		return section{first: first, off: makeUint32(span + 1)}
	}
	keys := append(makeIDs(0), mergeKeys(lists)...)
	sec := section{keys: keys, off: makeUint32(len(keys) + 1)}
	sec.direct()
	return sec
}

// mergeKeys is the distinct IDs of sorted lists.
func mergeKeys(lists [][]ID) []ID {
	switch len(lists) {
	case 1:
		return distinct(make([]ID, 0, countDistinct(lists[0])), lists[0])
	case 2:
		a, b := mergeKeys(lists[:1]), mergeKeys(lists[1:])
		return unionIDs(make([]ID, 0, len(a)+len(b)), a, b)
	}
	half := len(lists) / 2
	a, b := mergeKeys(lists[:half]), mergeKeys(lists[half:])
	return unionIDs(make([]ID, 0, len(a)+len(b)), a, b)
}

// directKeys is from how many keys on a sparse section has a directory, which
// for evenly spread keys saves all but two or three steps of the search.
const directKeys = 64

// direct makes the directory of a sparse section: one entry for about 4 keys.
func (sec *section) direct() {
	if len(sec.keys) < directKeys {
		return
	}
	sec.first = sec.keys[0]
	span := uint64(sec.keys[len(sec.keys)-1]-sec.first) + 1
	for span>>sec.shift > uint64(len(sec.keys)/4) {
		sec.shift++
	}
	sec.dir = makeUint32(int(span>>sec.shift) + 2)
	next := 0
	for i, id := range sec.keys {
		for ; next <= int((id-sec.first)>>sec.shift); next++ {
			sec.dir[next] = uint32(i)
		}
	}
	for ; next < len(sec.dir); next++ {
		sec.dir[next] = uint32(len(sec.keys))
	}
}

// search finds the position of a key in a sparse section.
func (sec *section) search(id ID) (int, bool) {
	if sec.dir == nil {
		return slices.BinarySearch(sec.keys, id)
	}
	at := int((id - sec.first) >> sec.shift)
	if id < sec.first || at+1 >= len(sec.dir) {
		return 0, false
	}
	lo := int(sec.dir[at])
	i, ok := slices.BinarySearch(sec.keys[lo:sec.dir[at+1]], id)
	return lo + i, ok
}

// accumulate turns the counts, each kept one element to the right, into starts,
// kept there too: place moves each on to its row's end, which is the next start.
func (x *rowIndex) accumulate() {
	start := uint32(0)
	for i := range x.sections {
		off := x.sections[i].off
		off[0] = start
		for j := 1; j < len(off); j++ {
			n := off[j]
			off[j] = start
			start += n
		}
	}
}

// cursor finds the rows of ascending IDs of one list, while an index is built.
type cursor struct {
	index *rowIndex
	sec   *section
	which ID // section of sec, plus one
	at    int
}

// row returns the offset that belongs to id, as a slice of one.
func (c *cursor) row(id ID) []uint32 {
	if c.which != id>>sectionShift+1 {
		c.which = id>>sectionShift + 1
		c.sec = &c.index.sections[c.index.slot[c.which-1]-1]
		c.at = 0
	}
	i := int(id - c.sec.first)
	if c.sec.keys != nil {
		c.at += searchFrom(c.sec.keys[c.at:], id)
		i = c.at
	}
	return c.sec.off[i+1 : i+2]
}

// place returns the next free row of id.
func (c *cursor) place(id ID) uint32 {
	off := c.row(id)
	at := off[0]
	off[0]++
	return at
}

// searchFrom is the position of the first element of sorted that is not below
// id, found by steps that double from the start.
func searchFrom(sorted []ID, id ID) int {
	step := 1
	for step < len(sorted) && sorted[step-1] < id {
		step *= 2
	}
	lo := step / 2
	n, _ := slices.BinarySearch(sorted[lo:min(step, len(sorted))], id)
	return lo + n
}
