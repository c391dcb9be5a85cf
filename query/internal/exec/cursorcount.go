package exec

import (
	"sync"

	"github.com/trivet-rdf/trivet/graph"
)

const (
	// tallySpan is how many IDs lie between the keys that are counted together: their
	// counters are 32 kB, which the first cache holds.
	tallySpan = 1 << 14

	// tallyGap is how far apart those keys may lie on average. Counters cost what the
	// span does, a search what the keys do.
	tallyGap = 64

	tallyFew = 8 // fewer keys than this are searched for

	// stretch is what two columns must have in common for it to be worth the look.
	stretch = 32
)

// keyTally counts the rows of a column that ascending keys have, without a branch
// that depends on the IDs: where columns have gaps, or several rows a key, which of
// two sorted lists is to go on cannot be foretold.
type keyTally struct {
	rows [tallySpan]uint16 // of the column, by ID from the block's first key on
}

var keyTallies = sync.Pool{New: func() any { return new(keyTally) }}

// count adds up how many rows of the column each of the ascending keys has, and how
// many of the keys have none.
func (c *cursor) count(keys []graph.ID) (total, without int64) {
	for len(keys) > 0 {
		c.at += gallop(c.keys[c.at:], keys[0])
		if n := inStep(keys, c.keys[c.at:]); n >= stretch || n > 0 && n == len(keys)-1 {
			total += int64(n)
			keys, c.at = keys[n:], c.at+n
			continue
		}
		n := span(keys)
		end := c.at + gallop(c.keys[c.at:], keys[n-1]+1)
		t, w := countBlock(keys[:n], c.keys[c.at:end])
		total, without = total+t, without+w
		c.last, keys = keys[n-1], keys[n:]
	}
	return total, without
}

// countBlock is keyTally.count, or what is better for such keys and rows.
func countBlock(keys, rows []graph.ID) (total, without int64) {
	if far := len(keys)*tallyGap < int(keys[len(keys)-1]-keys[0]); far || len(keys) < tallyFew || len(rows) > 1<<16-1 {
		return countRuns(keys, rows)
	}
	t := keyTallies.Get().(*keyTally)
	defer keyTallies.Put(t)
	return t.count(keys, rows)
}

// span is how many of the keys lie within tallySpan from the first.
func span(keys []graph.ID) int {
	if keys[len(keys)-1]-keys[0] < tallySpan {
		return len(keys)
	}
	return gallop(keys, keys[0]+tallySpan)
}

// count counts the rows of each key. All rows lie between the first key and the last.
func (t *keyTally) count(keys, rows []graph.ID) (total, without int64) {
	base := keys[0]
	clear(t.rows[:keys[len(keys)-1]-base+1])
	for _, id := range rows {
		t.rows[(id-base)%tallySpan]++
	}
	for _, k := range keys {
		n := int64(t.rows[(k-base)%tallySpan])
		total += n
		without += int64(uint64(n-1) >> 63)
	}
	return total, without
}

// countRuns is keyTally.count for few keys, for keys that lie far apart, and for more
// rows than a counter holds.
func countRuns(keys, rows []graph.ID) (total, without int64) {
	at, end := 0, 0
	for i, k := range keys {
		if i == 0 || k != keys[i-1] {
			at = end + gallop(rows[end:], k)
			end = at + gallop(rows[at:], k+1)
		}
		total += int64(end - at)
		without += int64(uint64(end-at-1) >> 63)
	}
	return total, without
}

// inStep is how many of the first of two ascending columns' values are the same, each
// once in both; the last ones are never among them. Most joins on subjects with one
// value each are of such stretches.
func inStep(a, b []graph.ID) int {
	n := min(len(a), len(b)) - 1
	if n < 1 || a[0] != b[0] {
		return 0
	}
	a, b = a[:n+1], b[:n+1]
	k := 0
	for ; k+4 <= n; k += 4 {
		x, y := (*[5]graph.ID)(a[k:]), (*[5]graph.ID)(b[k:])
		if (x[1]^y[1])|(x[2]^y[2])|(x[3]^y[3])|(x[4]^y[4]) != 0 || x[0] == x[1] || x[1] == x[2] || x[2] == x[3] || x[3] == x[4] {
			break
		}
	}
	for k < n && a[k+1] == b[k+1] && a[k] != a[k+1] {
		k++
	}
	return k
}
