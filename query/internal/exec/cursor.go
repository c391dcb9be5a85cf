package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

const (
	cursorRows = 64 // fewer rows than this in a batch are looked up one by one
	cursorGap  = 64 // so are rows whose keys lie further apart than this in the column
)

// cursor walks a sorted key column alongside ascending keys, which is a merge
// join when keys are dense and a galloping search when they are not.
type cursor struct {
	far    bool // keys turned out to lie too far apart
	loaded bool
	keys   []graph.ID // the sorted column
	vals   []graph.ID // the column beside it; nil where the key is all there is
	at     int        // where the last key was found
	last   graph.ID
}

// suits decides for the keys of a batch whether to walk or to look up; load gives
// the columns when they are first needed.
func (c *cursor) suits(keys []graph.ID, load func() (keys, vals []graph.ID)) bool {
	if c.far || len(keys) < cursorRows || !ascending(keys) {
		return false
	}
	if !c.loaded {
		c.loaded, c.at, c.last = true, 0, 0
		c.keys, c.vals = load()
	}
	if keys[0] < c.last {
		c.at = 0
	}
	c.at += gallop(c.keys[c.at:], keys[0]) // a morsel, or what a filter has left, may begin anywhere
	end := c.at + gallop(c.keys[c.at:], keys[len(keys)-1])
	if (end-c.at)/len(keys) > cursorGap {
		c.far = true
		return false
	}
	return true
}

// ranges finds where each of the ascending keys stands in the column.
func (c *cursor) ranges(keys []graph.ID, lo, hi []uint32) {
	col, at, end := c.keys, c.at, c.at
	last := graph.None
	for i, k := range keys {
		if k != last || i == 0 {
			at, last = end, k
			if at < len(col) && col[at] < k {
				at += near(col[at:], k)
			}
			end = at
			for end < len(col) && col[end] == k {
				end++
			}
		}
		lo[i], hi[i] = uint32(at), uint32(end)
	}
	c.at, c.last = at, last
}

// ascending reports whether keys never go down.
func ascending(keys []graph.ID) bool {
	for i := 1; i < len(keys); i++ {
		if keys[i] < keys[i-1] {
			return false
		}
	}
	return true
}

// gallop is the index of the first element of keys that is >= k: doubling
// steps, then binary search, so that near keys are found in few looks.
func gallop(keys []graph.ID, k graph.ID) int {
	if len(keys) == 0 || keys[0] >= k {
		return 0
	}
	step := 1
	for step < len(keys) && keys[step] < k {
		step *= 2
	}
	lo, hi := step/2, min(step, len(keys))
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if keys[mid] < k {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// near is gallop for a k that is likely among the next few: it looks at eight at a
// time, without a branch for each, before it goes on in longer steps.
func near(keys []graph.ID, k graph.ID) int {
	at := 0
	for ; at < nearKeys && at+8 <= len(keys); at += 8 {
		b := (*[8]graph.ID)(keys[at:])
		if b[7] < k {
			continue
		}
		return at + below(b[0], k) + below(b[1], k) + below(b[2], k) + below(b[3], k) +
			below(b[4], k) + below(b[5], k) + below(b[6], k)
	}
	return at + gallop(keys[at:], k)
}

// nearKeys is how many keys near looks at, a multiple of eight.
const nearKeys = 32

// below is 1 if a is below b, else 0.
func below(a, b graph.ID) int { return int((uint64(a) - uint64(b)) >> 63) }

// selected gives the selected values of a column: the column itself, or buf.
func selected(b *batch.Batch, col, buf []graph.ID) []graph.ID {
	if b.Sel == nil {
		return col[:b.N]
	}
	buf = buf[:0]
	for _, r := range b.Sel {
		buf = append(buf, col[r])
	}
	return buf
}
