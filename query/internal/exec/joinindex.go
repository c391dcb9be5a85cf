package exec

import (
	"math/bits"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// joinIndex finds rows by key. Rows of one key stand next to each other, so that
// a key's rows are a range. For keys of one column it is an array by ID where IDs lie
// close together, else the ranks of IDs among those between the first and the last
// (idRanks), else a hash table of IDs (idSlots). Keys of two columns are packed in 64
// bits and hashed; keys of more columns are numbered first. A batch of keys is looked
// up at once, so that reads of memory overlap.
type joinIndex struct {
	rows   int
	width  int // columns of the key; with none, every row matches
	first  graph.ID
	off    []uint32   // the array: rows of id are off[id-first] to off[id-first+1]
	ranks  idRanks    // the ranks are rows, or with off, which is by rank, not yet
	table  idSlots    // of first rows
	starts []uint64   // with table: a bit for each row that is the first of its key, and one after the last; nil: all are
	slots  []keySlot  // the hash table of pairs, open addressing; a power of two
	shift  uint8      // a hash's top bits are its slot
	bits   []uint64   // a bit for each eighth of a slot, set where a key's hash falls
	wide   *rowTable  // numbers keys of more than two columns; off is by number
	ids    []graph.ID // keys' numbers
	row    []graph.ID
}

// keySlot is a key and its rows; hi is 0 in an empty one.
type keySlot struct {
	key    uint64
	lo, hi uint32
}

const keySlotBytes = 16

// arraySpan is how many IDs of a span an array may have for each slot of a hash table.
const arraySpan = 4

// leastBits is the number of slots from which on a table has bits.
const leastBits = 64

// indexing is what building an index needs: it is told of memory before that is
// taken, and asked now and then whether to go on.
type indexing struct {
	grow func(bytes int64) error
	hear func() error
}

// indexBlock is the number of rows between two looks at the context.
const indexBlock = 1 << 13

// blocks calls f for the numbers below n, a block at a time.
func (w *indexing) blocks(n int, f func(lo, hi int)) error {
	for lo := 0; lo < n; lo += indexBlock {
		if err := w.hear(); err != nil {
			return err
		}
		f(lo, min(lo+indexBlock, n))
	}
	return nil
}

// build indexes n rows by their key columns. It gives the order in which the rows
// have to be put, nil for the order they are in; rows of one key keep theirs.
func (x *joinIndex) build(cols [][]graph.ID, n int, w *indexing) (order []uint32, err error) {
	*x = joinIndex{rows: n, width: len(cols)}
	if n == 0 || x.width == 0 {
		return nil, nil
	}
	if x.width > 2 {
		return x.number(cols, w)
	}
	size := 2
	for size*2 < n*3 {
		size *= 2
	}
	if x.width == 1 {
		first, last, err := bounds(cols[0], w)
		if err != nil {
			return nil, err
		}
		switch span := int(last-first) + 1; {
		case span <= size*arraySpan:
			x.first = first
			return x.array(cols[0], span, w)
		case rankWords(span) <= size:
			return x.rank(cols[0], first, span, w)
		}
		return x.tabulate(cols[0], w)
	}
	return x.hash(cols, size, w)
}

// bytes is the memory that the index holds.
func (x *joinIndex) bytes() int64 {
	n := int64(len(x.off))*4 + int64(len(x.slots))*keySlotBytes + int64(len(x.bits)+len(x.ranks.words)+len(x.starts))*8 + x.table.bytes()
	if x.wide != nil {
		n += x.wide.bytes()
	}
	return n
}

func bounds(col []graph.ID, w *indexing) (first, last graph.ID, err error) {
	first, last = col[0], col[0]
	err = w.blocks(len(col), func(lo, hi int) {
		for _, id := range col[lo:hi] {
			first, last = min(first, id), max(last, id)
		}
	})
	return first, last, err
}

// array sorts the rows by counting them.
func (x *joinIndex) array(col []graph.ID, span int, w *indexing) (order []uint32, err error) {
	if err := w.grow(int64(span+2) * 4); err != nil {
		return nil, err
	}
	off, first := make([]uint32, span+2), x.first // off[span:] is an empty range for IDs beyond
	x.off = off
	sorted, last := true, first
	if err := w.blocks(len(col), func(lo, hi int) {
		for _, id := range col[lo:hi] {
			off[id-first]++
			sorted = sorted && id >= last
			last = id
		}
	}); err != nil {
		return nil, err
	}
	sum := uint32(0)
	if err := w.blocks(len(off), func(lo, hi int) {
		for i, n := range off[lo:hi] {
			if off[lo+i] = sum; !sorted {
				off[lo+i] = sum + n // the end: rows are put from there on backwards
			}
			sum += n
		}
	}); err != nil || sorted {
		return nil, err
	}
	if err := w.grow(int64(len(col)) * 4); err != nil {
		return nil, err
	}
	order = make([]uint32, len(col))
	return order, w.blocks(len(col), func(lo, hi int) {
		for r := len(col) - 1 - lo; r >= len(col)-hi; r-- {
			k := col[r] - first
			off[k]--
			order[off[k]] = uint32(r)
		}
	})
}

// number numbers keys of many columns and sorts the rows by that.
func (x *joinIndex) number(cols [][]graph.ID, w *indexing) (order []uint32, err error) {
	x.wide, x.row = newRowTable(len(cols)), make([]graph.ID, len(cols))
	if err := w.grow(int64(x.rows) * 4); err != nil {
		return nil, err
	}
	ids, held := make([]graph.ID, x.rows), int64(0)
	for lo := 0; lo < x.rows; lo += indexBlock {
		for r := lo; r < min(lo+indexBlock, x.rows); r++ {
			for c, col := range cols {
				x.row[c] = col[r]
			}
			k, _ := x.wide.put(x.row)
			ids[r] = graph.ID(k)
		}
		bytes := x.wide.bytes()
		if err := w.grow(bytes - held); err != nil {
			return nil, err
		}
		held = bytes
		if err := w.hear(); err != nil {
			return nil, err
		}
	}
	return x.array(ids, x.wide.n, w)
}

// hash puts the keys into slots. Where the rows of each key are found to stand
// together already they stay where they are.
func (x *joinIndex) hash(cols [][]graph.ID, size int, w *indexing) (order []uint32, err error) {
	n := x.rows
	if err := w.grow(int64(size)*(keySlotBytes+1) + int64(n)*4); err != nil {
		return nil, err
	}
	x.slots, x.shift = make([]keySlot, size), uint8(64-bits.TrailingZeros(uint(size)))
	batch.Claim(x.slots)
	if size >= leastBits {
		x.bits = make([]uint64, size/8)
	}
	places, keys := make([]uint32, n), make([]uint64, min(n, indexBlock))
	together := true
	if err := w.blocks(n, func(lo, hi int) {
		at := places[lo:hi]
		packKeys(keys[:hi-lo], cols, lo)
		x.places(keys[:hi-lo], at)
		x.mark(keys[:hi-lo])
		for i, k := range keys[:hi-lo] {
			s, ok := x.slot(k, int(at[i]))
			at[i] = uint32(s)
			r, slot := uint32(lo+i), &x.slots[s]
			if !ok {
				*slot = keySlot{k, r, r}
				at[i] |= firstOfKey
			} else if slot.hi != r {
				together = false
			}
			slot.hi++
		}
	}); err != nil {
		return nil, err
	}
	if together {
		return nil, nil
	}
	if err := w.grow(int64(n) * 4); err != nil {
		return nil, err
	}
	// A slot has its key's first row, and the end of as many rows from there on.
	order, next := make([]uint32, n), uint32(0)
	return order, w.blocks(n, func(lo, hi int) {
		for r := lo; r < hi; r++ {
			s := &x.slots[places[r]&^firstOfKey]
			if places[r]&firstOfKey != 0 {
				count := s.hi - s.lo
				s.lo, s.hi = next, next
				next += count
			}
			order[s.hi] = uint32(r)
			s.hi++
		}
	})
}

// firstOfKey marks the slot of a row that is the first of its key; there are fewer
// than 1<<31 slots.
const firstOfKey = 1 << 31

// packKeys packs the keys of two columns from row lo on into 64 bits each.
func packKeys(keys []uint64, cols [][]graph.ID, lo int) {
	a := cols[0][lo : lo+len(keys)]
	b := cols[1][lo : lo+len(keys)]
	for i, id := range a {
		keys[i] = uint64(id)<<32 | uint64(b[i])
	}
}

// places finds where keys are looked for first, and reads from there: none of the
// reads waits for another.
func (x *joinIndex) places(keys []uint64, at []uint32) {
	shift := x.shift & 63
	for i, k := range keys {
		at[i] = uint32(mixPair(k) >> shift)
	}
	if len(x.slots) > 1<<14 {
		touchSlots(x.slots, at)
	}
}

//go:noinline
func touchSlots(slots []keySlot, at []uint32) (sum uint64) {
	for _, k := range at {
		sum ^= slots[k].key
	}
	return sum
}

// slot is where a key is, or else would be, looked for from a place on.
func (x *joinIndex) slot(key uint64, at int) (int, bool) {
	for mask := len(x.slots) - 1; x.slots[at].hi != 0; at = (at + 1) & mask {
		if x.slots[at].key == key {
			return at, true
		}
	}
	return at, false
}

// mixPair mixes both halves into the top bits.
func mixPair(k uint64) uint64 {
	k *= 0x9E3779B97F4A7C15
	return (k ^ k>>32) * 0xD6E8FEB86659FD93
}

// find finds the ranges of rows of n keys, given as columns; lo and hi are as long.
func (x *joinIndex) find(cols [][]graph.ID, lo, hi []uint32) {
	switch {
	case x.rows == 0:
		clear(lo)
		clear(hi)
	case x.width == 0:
		for i := range lo {
			lo[i], hi[i] = 0, uint32(x.rows)
		}
	case x.wide != nil:
		x.findNumbers(cols, len(lo))
		x.findArray(x.ids, lo, hi)
	case x.ranks.words != nil:
		x.ranks.find(cols[0][:len(lo)], lo, hi)
		x.ranges(lo, hi)
	case x.table.slots != nil:
		x.findTable(cols[0][:len(lo)], lo, hi)
	case x.off != nil:
		x.findArray(cols[0][:len(lo)], lo, hi)
	default:
		x.findHash(cols, lo, hi)
	}
}

func (x *joinIndex) findArray(ids []graph.ID, lo, hi []uint32) {
	off, first, beyond := x.off, x.first, uint32(len(x.off)-2)
	lo, hi = lo[:len(ids)], hi[:len(ids)]
	for i, id := range ids {
		k := min(uint32(id-first), beyond)
		lo[i], hi[i] = off[k], off[k+1]
	}
}

// ranges turns ranks into ranges of rows, where they are none yet: lo is a rank, of a
// key that is there if hi is the next.
func (x *joinIndex) ranges(lo, hi []uint32) {
	if x.off == nil {
		return
	}
	off, beyond := x.off, uint32(len(x.off)-2)
	hi = hi[:len(lo)]
	for i, k := range lo {
		if hi[i] == k {
			k = beyond
		}
		lo[i], hi[i] = off[k], off[k+1]
	}
}

// findNumbers sets ids to the keys' numbers, and to one beyond for those that are
// not there.
func (x *joinIndex) findNumbers(cols [][]graph.ID, n int) {
	x.ids = x.ids[:0]
	for i := range n {
		for c, col := range cols {
			x.row[c] = col[i]
		}
		k, ok := x.wide.find(x.row)
		if !ok {
			k = x.wide.n
		}
		x.ids = append(x.ids, graph.ID(k))
	}
}

// mark sets the bits of keys.
func (x *joinIndex) mark(keys []uint64) {
	if x.bits == nil {
		return
	}
	shift := (x.shift - 3) & 63
	for _, k := range keys {
		at := mixPair(k) >> shift
		x.bits[at>>6] |= 1 << (at & 63)
	}
}

// keyBlock is a number of keys that fit the nearest cache.
const keyBlock = 256

// findHash looks keys up a block at a time. After a block of which few were there,
// the keys are held against the bits first.
func (x *joinIndex) findHash(cols [][]graph.ID, lo, hi []uint32) {
	var keys [keyBlock]uint64
	few := false
	for from := 0; from < len(lo); from += keyBlock {
		n := min(keyBlock, len(lo)-from)
		packKeys(keys[:n], cols, from)
		found := 0
		if few {
			found = x.findFew(keys[:n], lo[from:from+n], hi[from:from+n])
		} else {
			found = x.findKeys(keys[:n], lo[from:from+n], hi[from:from+n])
		}
		few = x.bits != nil && found*4 < n
	}
}

// findKeys finds the ranges of up to keyBlock keys and tells how many are there.
func (x *joinIndex) findKeys(keys []uint64, lo, hi []uint32) (found int) {
	var at [keyBlock]uint32
	x.places(keys, at[:len(keys)])
	slots, mask := x.slots, len(x.slots)-1
	for i, k := range keys {
		s := &slots[int(at[i])&mask]
		for at := int(at[i]); s.key != k && s.hi != 0; s = &slots[at] {
			at = (at + 1) & mask
		}
		found++
		lo[i], hi[i] = s.lo, s.hi
		if s.key != k || s.hi == 0 {
			lo[i], hi[i] = 0, 0
			found--
		}
	}
	return found
}

// findFew is findKeys for keys of which few are there. No branch depends on a key
// whose bit is not set.
func (x *joinIndex) findFew(keys []uint64, lo, hi []uint32) (found int) {
	var maybe [keyBlock]uint32
	n, shift := 0, (x.shift-3)&63
	for i, k := range keys {
		at := mixPair(k) >> shift
		maybe[n&(keyBlock-1)] = uint32(i)
		n += int(x.bits[at>>6] >> (at & 63) & 1)
	}
	clear(lo)
	clear(hi)
	slot := x.shift & 63
	for _, i := range maybe[:n] {
		if s, ok := x.slot(keys[i], int(mixPair(keys[i])>>slot)); ok {
			lo[i], hi[i] = x.slots[s].lo, x.slots[s].hi
			found++
		}
	}
	return found
}
