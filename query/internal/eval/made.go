package eval

import (
	"hash/maphash"
	"math/bits"
	"sync"
	"sync/atomic"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// madeTerms are the terms that a query computes, numbered in order of arrival. They
// are shared by the goroutines of the query: adding takes a lock, reading none. They
// lie in chunks, so that none is moved as more come; most queries make few, and the
// first chunks are small.
type madeTerms struct {
	chunks atomic.Pointer[[][]madeTerm]
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

// The first chunk has 1<<madeFirst terms, and each after it as many as those before it
// together, but none more than 1<<madeShift.
const (
	madeFirst = 3
	madeShift = 8
)

// madePlace is the chunk of the n-th term, and its place there.
func madePlace(n int) (chunk, at int) {
	if n >= 1<<madeShift {
		return n>>madeShift + madeShift - madeFirst, n & (1<<madeShift - 1)
	}
	if n < 1<<madeFirst {
		return 0, n
	}
	top := bits.Len(uint(n)) - 1
	return top - madeFirst + 1, n - 1<<top
}

// madeRoom is how many terms the chunk has room for.
func madeRoom(chunk int) int { return 1 << min(madeFirst+max(chunk-1, 0), madeShift) }

// none is what is found for a number that no term has.
var noTerm madeTerm

// at is the n-th term.
func (m *madeTerms) at(n int) *madeTerm {
	dir := m.chunks.Load()
	chunk, at := madePlace(n)
	if dir == nil || chunk >= len(*dir) {
		return &noTerm
	}
	return &(*dir)[chunk][at]
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
	batch.Claim(m.slots)
	for n := range m.n {
		m.slots[m.slot(m.at(n).term)] = uint32(n + 1)
	}
}

// add stores the next term. The directory that readers may have is never changed
// where they look.
func (m *madeTerms) add(t madeTerm) {
	if chunk, at := madePlace(m.n); at == 0 {
		var dir [][]madeTerm
		if old := m.chunks.Load(); old != nil {
			dir = *old
		}
		dir = append(dir, make([]madeTerm, madeRoom(chunk)))
		m.chunks.Store(&dir)
	}
	*m.at(m.n) = t
	m.n++
	m.bytes.Add(int64(len(t.term.Value())+len(t.term.Lang())) + localBytes)
}
