package graph

import (
	"math/bits"
	"sync/atomic"
)

// A table finds a term's ordinal by its hash. It is an array of 64-byte buckets,
// one cache line each:
//
//	word 0     tags of entries 0 to 7, one byte each; 0 is a free entry
//	word 1     tags of entries 8 to 11; the upper half is not used
//	words 2-7  ordinals of entries 0 to 11, two to a word
//
// A full bucket overflows into the next. Entries are only ever added, by one
// writer, while readers look on: the ordinal is stored before its tag, both
// atomically, and a reader passes over ordinals at or above the number of terms
// in its snapshot. Because nothing is removed but the newest entries (forget), a
// term's entry never lies behind a free one on its probe path.
type table struct {
	words []uint64 // 8 for each bucket
	used  int      // entries in use; the writer's

	touched uint64 // keeps the compiler from dropping loads made for the cache
}

const (
	bucketWords   = 8
	bucketEntries = 12
	highBits      = 0x8080808080808080
	lowBits       = 0x0101010101010101
)

// newTable returns a table with room for n entries before it has to grow.
func newTable(n int) *table {
	buckets := max(1, n*5/4/bucketEntries+1)
	return &table{words: makeWords(buckets * bucketWords)}
}

// full reports whether the table should grow before the next entry: at four
// fifths, above which overflow becomes common.
func (t *table) full() bool {
	return t.used*5 >= len(t.words)/bucketWords*bucketEntries*4
}

// bucketOf maps a hash to the first word of its bucket, by multiplication so
// that the number of buckets may be any.
func (t *table) bucketOf(hash uint64) int {
	hi, _ := bits.Mul64(hash, uint64(len(t.words)/bucketWords))
	return int(hi) * bucketWords
}

// tagOf takes the tag from low bits; bucketOf uses the high ones.
func tagOf(hash uint64) uint64 {
	if tag := hash & 0xff; tag != 0 {
		return tag
	}
	return 1
}

// matchTag sets the high bit of each byte of word that equals tag. It may set
// one above a true match too; the caller compares the term itself.
func matchTag(word, tag uint64) uint64 {
	x := word ^ tag*lowBits
	return (x - lowBits) &^ x & highBits
}

func (t *table) ordinal(bucket, entry int) uint32 {
	w := atomic.LoadUint64(&t.words[bucket+2+entry/2])
	return uint32(w >> (entry % 2 * 32))
}

// find calls same for each entry below limit that may be the term with that
// hash, until it says yes. The result is that ordinal, or -1.
func (t *table) find(hash uint64, limit int, same func(ordinal int) bool) int {
	tag := tagOf(hash)
	for at, left := t.bucketOf(hash), len(t.words); left > 0; left -= bucketWords {
		w0 := atomic.LoadUint64(&t.words[at])
		w1 := atomic.LoadUint64(&t.words[at+1])
		for m := matchTag(w0, tag); m != 0; m &= m - 1 {
			n := int(t.ordinal(at, bits.TrailingZeros64(m)/8))
			if n < limit && same(n) {
				return n
			}
		}
		for m := matchTag(w1, tag) & 0xffffffff; m != 0; m &= m - 1 {
			n := int(t.ordinal(at, 8+bits.TrailingZeros64(m)/8))
			if n < limit && same(n) {
				return n
			}
		}
		if w1>>24&0xff == 0 { // entries fill in order: the last one free ends the search
			return -1
		}
		if at += bucketWords; at == len(t.words) {
			at = 0
		}
	}
	return -1
}

// first loads the first word that find looks at.
func (t *table) first(hash uint64) uint64 { return t.words[t.bucketOf(hash)] }

// guess is the first ordinal that find would compare, or -1; the writer's.
func (t *table) guess(hash uint64) int {
	at := t.bucketOf(hash)
	if m := matchTag(t.words[at], tagOf(hash)); m != 0 {
		return int(t.ordinal(at, bits.TrailingZeros64(m)/8))
	}
	if m := matchTag(t.words[at+1], tagOf(hash)) & 0xffffffff; m != 0 {
		return int(t.ordinal(at, 8+bits.TrailingZeros64(m)/8))
	}
	return -1
}

// insert adds an entry that find has not found; the table must not be full.
func (t *table) insert(hash uint64, ordinal int) {
	tag := tagOf(hash)
	at := t.bucketOf(hash)
	for {
		n := t.filled(at)
		if n < bucketEntries {
			t.set(at, n, tag, uint64(ordinal))
			t.used++
			return
		}
		if at += bucketWords; at == len(t.words) {
			at = 0
		}
	}
}

// filled is the number of entries in use in the bucket at that word.
func (t *table) filled(at int) int {
	if w := t.words[at]; w>>56 == 0 {
		return (bits.Len64(w) + 7) / 8
	}
	return 8 + (bits.Len32(uint32(t.words[at+1]))+7)/8
}

func (t *table) set(at, entry int, tag, ordinal uint64) {
	w := &t.words[at+2+entry/2]
	shift := entry % 2 * 32
	atomic.StoreUint64(w, *w&^(0xffffffff<<shift)|ordinal<<shift)
	w = &t.words[at+entry/8]
	shift = entry % 8 * 8
	atomic.StoreUint64(w, *w&^(0xff<<shift)|tag<<shift)
}

// forget removes the newest entry of the table, which has that hash and ordinal.
// Called newest first it undoes inserts exactly.
func (t *table) forget(hash uint64, ordinal int) {
	at := t.bucketOf(hash)
	for {
		for n := t.filled(at) - 1; n >= 0; n-- {
			if int(t.ordinal(at, n)) == ordinal {
				t.set(at, n, 0, 0)
				t.used--
				return
			}
		}
		if at += bucketWords; at == len(t.words) {
			at = 0
		}
	}
}
