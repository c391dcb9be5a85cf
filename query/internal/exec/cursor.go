package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

const (
	cursorRows = 64  // fewer rows than this in a batch are looked up one by one
	cursorGap  = 256 // so are rows whose keys lie further apart than this in the column
)

// cursor walks a predicate's sorted key column alongside ascending keys, which
// is a merge join when keys are dense and a galloping search when they are not.
type cursor struct {
	on     bool
	far    bool // keys turned out to lie too far apart
	key    int  // the position of the key: 0 or 2
	loaded bool
	keys   []graph.ID // the sorted column
	vals   []graph.ID // the column beside it
	at     int        // where the last key was found
	last   graph.ID
}

// begin decides for a batch whether to walk or to look up.
func (c *cursor) begin(s *stepOp, key int, b *batch.Batch) {
	c.on = false
	n := b.Len()
	if c.far || n < cursorRows {
		return
	}
	col := b.Cols[s.pos[key].col]
	if !ascending(b, col) {
		return
	}
	if !c.loaded {
		c.load(s, key)
	}
	first := col[b.Row(0)]
	if first < c.last {
		c.at = 0
	}
	end := c.at + gallop(c.keys[c.at:], col[b.Row(n-1)])
	if (end-c.at)/n > cursorGap {
		c.far = true
		return
	}
	c.on = true
}

// load takes the column sorted by the key. With the other end constant its
// matches are one sorted list.
func (c *cursor) load(s *stepOp, key int) {
	c.loaded, c.key, c.at, c.last = true, key, 0, 0
	p, other := s.pos[1].id, s.pos[2-key]
	switch {
	case key == 0 && other.free:
		c.keys, c.vals = s.view.Pairs(p)
	case key == 2 && other.free:
		c.keys, c.vals = s.view.PairsByObject(p)
	case key == 0:
		c.keys, c.vals = s.view.Subjects(p, other.id, nil), nil
	default:
		c.keys, c.vals = s.view.Objects(other.id, p, nil), nil
	}
}

// find sets s.m to the matches of the key in id.
func (c *cursor) find(s *stepOp, id [3]graph.ID) {
	k := id[c.key]
	if k < c.last {
		c.at = 0
	}
	c.last = k
	c.at += gallop(c.keys[c.at:], k)
	end := c.at
	for end < len(c.keys) && c.keys[end] == k {
		end++
	}
	if c.vals == nil {
		s.m.n = min(end-c.at, 1)
		return
	}
	s.m.n = end - c.at
	s.m.col[2-c.key] = c.vals[c.at:end]
}

// ascending reports whether the selected rows of col never go down.
func ascending(b *batch.Batch, col []graph.ID) bool {
	if b.Sel == nil {
		for i := 1; i < b.N; i++ {
			if col[i] < col[i-1] {
				return false
			}
		}
		return true
	}
	prev := graph.None
	for _, r := range b.Sel {
		if col[r] < prev {
			return false
		}
		prev = col[r]
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
