package eval

import (
	"hash/maphash"
	"sync"
	"sync/atomic"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// madeTerms are the terms that a query computes, numbered in order of arrival. They
// are shared by the goroutines of the query: adding takes a lock, reading none. They
// lie in chunks, so that none is moved as more come.
type madeTerms struct {
	chunks atomic.Pointer[[]*madeChunk]
	bytes  atomic.Int64 // memory held

	mu    sync.Mutex
	n     int
	slots []uint32 // number + 1, open addressing; a power of two
	seed  maphash.Seed
}

// madeTerm is a term the query computed.
type madeTerm struct {
	term  graph.Term
	value value.Value
	num   number
}

const madeShift = 8

type madeChunk [1 << madeShift]madeTerm

// none is what is found for a number that no term has.
var noTerm madeTerm

// at is the n-th term.
func (m *madeTerms) at(n int) *madeTerm {
	dir := m.chunks.Load()
	if dir == nil || n>>madeShift >= len(*dir) {
		return &noTerm
	}
	return &(*dir)[n>>madeShift][n&(1<<madeShift-1)]
}

// maxLocal is how many terms local IDs can number.
const maxLocal = 1 << 30

// localBytes is about what a local term needs beside its text: its entry and its
// place in the table.
const localBytes = 200

// put is the ID of a term, which is made new if it is not there; v gives its value
// then. It is graph.None when there are too many.
func (m *madeTerms) put(t graph.Term, v func() value.Value) graph.ID {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.n*2 >= len(m.slots) {
		m.grow()
	}
	i := m.slot(t)
	if n := m.slots[i]; n != 0 {
		return graph.LocalID(int(n - 1))
	}
	if m.n >= maxLocal {
		return graph.None
	}
	x := v()
	m.add(madeTerm{term: t, value: x, num: classify(x)})
	m.slots[i] = uint32(m.n)
	return graph.LocalID(m.n - 1)
}

// slot is the place of a term, or the free one where it would be.
func (m *madeTerms) slot(t graph.Term) uint32 {
	mask := uint32(len(m.slots) - 1)
	i := uint32(maphash.Comparable(m.seed, t)) & mask
	for m.slots[i] != 0 && m.at(int(m.slots[i]-1)).term != t {
		i = (i + 1) & mask
	}
	return i
}

func (m *madeTerms) grow() {
	if m.slots == nil {
		m.seed = maphash.MakeSeed()
	}
	m.slots = make([]uint32, max(64, 4*len(m.slots)))
	for n := range m.n {
		m.slots[m.slot(m.at(n).term)] = uint32(n + 1)
	}
}

// add stores the next term. The directory that readers may have is never changed
// where they look.
func (m *madeTerms) add(t madeTerm) {
	if m.n&(1<<madeShift-1) == 0 {
		var dir []*madeChunk
		if old := m.chunks.Load(); old != nil {
			dir = *old
		}
		dir = append(dir, new(madeChunk))
		m.chunks.Store(&dir)
	}
	*m.at(m.n) = t
	m.n++
	m.bytes.Add(int64(len(t.term.Value())+len(t.term.Lang())) + localBytes)
}
