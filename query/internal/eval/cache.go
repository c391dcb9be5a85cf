package eval

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// cache remembers something for term IDs: an open-addressing table that doubles
// up to limit entries and then starts again empty. graph.None is no key. The
// zero cache with a limit set, a power of two, is ready to use.
type cache[V any] struct {
	keys  []graph.ID
	vals  []V
	shift uint // 32 - log2(len(keys))
	n     int
	limit int // entries at most
}

// find gives the place of id's entry, or nil. It is valid until the next put.
func (c *cache[V]) find(id graph.ID) *V {
	if c.n == 0 {
		return nil
	}
	mask := len(c.keys) - 1
	for i := c.slot(id); ; i = (i + 1) & mask {
		switch c.keys[i] {
		case id:
			return &c.vals[i]
		case graph.None:
			return nil
		}
	}
}

// put adds an entry for id, which has none yet.
func (c *cache[V]) put(id graph.ID, v V) {
	if c.n >= len(c.keys)/4*3 {
		c.grow()
	}
	c.n++
	i := c.free(id)
	c.keys[i], c.vals[i] = id, v
}

// slot is where the search for id starts (Fibonacci hashing).
func (c *cache[V]) slot(id graph.ID) int { return int(uint32(id) * 0x9E3779B1 >> c.shift) }

// free is the first free place for id.
func (c *cache[V]) free(id graph.ID) int {
	i := c.slot(id)
	for c.keys[i] != graph.None {
		i = (i + 1) & (len(c.keys) - 1)
	}
	return i
}

// full reports whether the next put empties the table first.
func (c *cache[V]) full() bool {
	return len(c.keys) > 0 && len(c.keys) >= c.limit && c.n >= len(c.keys)/4*3
}

// grow doubles the table, or empties it at its limit.
func (c *cache[V]) grow() {
	if c.full() {
		clear(c.keys)
		clear(c.vals)
		c.n = 0
		return
	}
	size := max(64, 2*len(c.keys))
	keys, vals := c.keys, c.vals
	c.keys, c.vals = make([]graph.ID, size), make([]V, size)
	batch.Claim(c.keys)
	c.shift = 32
	for s := size; s > 1; s /= 2 {
		c.shift--
	}
	for i, id := range keys {
		if id != graph.None {
			j := c.free(id)
			c.keys[j], c.vals[j] = id, vals[i]
		}
	}
}

// store is a cache for what is large: entries lie in chunks and are not moved when
// the table grows.
type store[V any] struct {
	at     cache[uint32] // the number of an entry
	chunks [][]V
	n      int
}

const storeShift = 6

func newStore[V any](limit int) store[V] { return store[V]{at: cache[uint32]{limit: limit}} }

// find gives the place of id's entry, or nil. It is valid until the next put.
func (s *store[V]) find(id graph.ID) *V {
	at := s.at.find(id)
	if at == nil {
		return nil
	}
	return &s.chunks[*at>>storeShift][*at&(1<<storeShift-1)]
}

// put adds an entry for id, which has none yet.
func (s *store[V]) put(id graph.ID, v V) {
	if s.at.full() {
		s.n = 0
	}
	if s.n>>storeShift == len(s.chunks) {
		s.chunks = append(s.chunks, make([]V, 1<<storeShift))
	}
	s.chunks[s.n>>storeShift][s.n&(1<<storeShift-1)] = v
	s.at.put(id, uint32(s.n))
	s.n++
}
