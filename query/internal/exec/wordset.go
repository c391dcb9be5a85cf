package exec

import (
	"math"
	"sync"

	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// wordSet is a set of many words that are not 0: tables for the words whose hashes begin
// alike. Each grows by itself and by half, and they begin with different sizes, so that
// they do it one after the other: what is held beside the words is much the same at any
// number of them, and never two sets at once. Tables of one's own let several goroutines add.
type wordSet struct {
	tables [wordTables]wordTable
}

const (
	wordTables = 64
	tableBits  = 58 // a hash's bits above are its table, the 32 below its place
	wordBlock  = 512
	leastWords = 1 << 12
)

// wordTable has open addressing.
type wordTable struct {
	slots []uint64
	n     int // words
	most  int // as many as may be: seven of ten slots
}

// newWordSet makes a set with room for n words.
func newWordSet(n int) *wordSet {
	s := &wordSet{}
	for i := range s.tables {
		s.tables[i].make(firstSlots(n, i))
	}
	return s
}

// firstSlots is the number of slots that the i-th table of a set for n words begins with.
func firstSlots(n, i int) int {
	least := float64(max(n, leastWords)) / wordTables * 1.5
	return int(least * math.Pow(1.5, float64(i)/wordTables))
}

// wordSetBytes is the memory that newWordSet takes.
func wordSetBytes(n int) (bytes int64) {
	for i := range wordTables {
		bytes += int64(firstSlots(n, i)) * 8
	}
	return bytes
}

func (t *wordTable) make(slots int) {
	t.slots, t.most = make([]uint64, slots), slots/10*7
	batch.Claim(t.slots)
}

// grow makes the table half as large again. Places are in the order of hashes, so that
// what is read in order is written nearly in order.
func (t *wordTable) grow() {
	old := t.slots
	t.make(len(old) + len(old)/2)
	for _, w := range old {
		if w == 0 {
			continue
		}
		k := t.place(mixPair(w))
		for t.slots[k] != 0 {
			if k++; k == len(t.slots) {
				k = 0
			}
		}
		t.slots[k] = w
	}
}

// place is where a word of a hash is looked for first.
func (t *wordTable) place(hash uint64) int {
	return int(uint64(uint32(hash>>(tableBits-32))) * uint64(len(t.slots)) >> 32)
}

// bytes is the memory held.
func (s *wordSet) bytes() (n int64) {
	for i := range s.tables {
		n += int64(len(s.tables[i].slots)) * 8
	}
	return n
}

// wordAdder adds words to one of several shares of a set's tables.
type wordAdder struct {
	set           *wordSet
	share, shares int
	fresh         []uint64 // a bit for each of the words added last that was not there

	at     []uint32 // of a block: words of the share
	hashes []uint64
}

// addWords adds words, on a goroutine for each of the adders, which have a share each of
// one set. Of equal words the first is fresh.
func addWords(adders []wordAdder, words []uint64) {
	var wait sync.WaitGroup
	for i := range adders[1:] {
		wait.Go(func() { adders[i+1].add(words) })
	}
	adders[0].add(words)
	wait.Wait()
}

// add adds those of the words that are of the share.
func (a *wordAdder) add(words []uint64) {
	if a.at == nil {
		a.at, a.hashes = make([]uint32, wordBlock), make([]uint64, wordBlock)
	}
	if n := (len(words) + 63) / 64; cap(a.fresh) < n {
		a.fresh = make([]uint64, n)
	} else {
		a.fresh = a.fresh[:n]
		clear(a.fresh)
	}
	for from := 0; from < len(words); from += wordBlock {
		a.put(words[from:min(from+wordBlock, len(words))], uint32(from))
	}
}

// put adds a block's words of the share. All are hashed and their places read before any
// is looked for, so that the reads overlap.
func (a *wordAdder) put(words []uint64, from uint32) {
	at, hashes, n := a.at, a.hashes, 0
	for i, w := range words {
		h := mixPair(w)
		at[n], hashes[n] = uint32(i), h
		n += one(int(h>>tableBits)*a.shares/wordTables == a.share) // neighbours: counters on a line of their own
	}
	a.touch(hashes[:n])
	for j, i := range at[:n] {
		w, h := words[i], hashes[j]
		t := &a.set.tables[h>>tableBits]
		if t.n >= t.most {
			t.grow()
		}
		k, slots := t.place(h), t.slots
		for slots[k] != w {
			if slots[k] == 0 {
				slots[k] = w
				t.n++
				a.fresh[(from+i)/64] |= 1 << ((from + i) % 64)
				break
			}
			if k++; k == len(slots) {
				k = 0
			}
		}
	}
}

// touch reads the places of hashes, independently of each other.
//
//go:noinline
func (a *wordAdder) touch(hashes []uint64) (sum uint64) {
	for _, h := range hashes {
		t := &a.set.tables[h>>tableBits]
		sum ^= t.slots[t.place(h)]
	}
	return sum
}

// one is 1 for true.
func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
