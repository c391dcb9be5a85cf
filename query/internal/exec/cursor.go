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
//
// Where most of a stretch of IDs have one row each, the next key's row is as far from
// the last one's as the IDs are: it is looked at first. Such looks do not wait for each
// other, while the steps of a search do.
type cursor struct {
	far    bool // keys turned out to lie too far apart
	loose  bool // rows turned out not to lie as IDs do
	loaded bool
	keys   []graph.ID // the sorted column
	vals   []graph.ID // the column beside it; nil where the key is all there is
	at     int        // where the last key was found
	ahead  int        // by how much its ID was less than that
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
	c.at = c.seek(keys[0]) // a morsel, or what a filter has left, may begin anywhere
	c.ahead = c.at - int(keys[0])
	end := c.seek(keys[len(keys)-1])
	if (end-c.at)/len(keys) > cursorGap {
		c.far = true
		return false
	}
	return true
}

// seek is where k, or what follows it, stands in the column from the last key on.
func (c *cursor) seek(k graph.ID) int {
	if at := int(k) + c.ahead; at >= c.at && alone(c.keys, at, k) {
		return at
	}
	return c.at + gallop(c.keys[c.at:], k)
}

// alone reports whether k is at a place of a sorted column, and at no other. It may
// say no for the column's ends.
func alone(col []graph.ID, at int, k graph.ID) bool {
	return at > 0 && at < len(col)-1 && col[at-1] < k && col[at] == k && col[at+1] > k
}

// ranges finds where each of the ascending keys stands in the column, and says how many
// of them were not where they were guessed to be.
func (c *cursor) ranges(keys []graph.ID, lo, hi []uint32) (searched int) {
	col, at, end, ahead := c.keys, c.at, c.at, c.ahead
	lo, hi = lo[:len(keys)], hi[:len(keys)]
	last := graph.None
	for i, k := range keys {
		switch guess := int(k) + ahead; {
		case !c.loose && alone(col, guess, k):
			at, end = guess, guess+1
		case k != last || i == 0:
			at = end
			if at < len(col) && col[at] < k {
				at += near(col[at:], k)
			}
			end = at
			for end < len(col) && col[end] == k {
				end++
			}
			ahead = end - 1 - int(k)
			searched++
		}
		last = k
		lo[i], hi[i] = uint32(at), uint32(end)
	}
	c.at, c.last, c.ahead = at, last, ahead
	c.loose = c.loose || searched > len(keys)/2
	return searched
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
