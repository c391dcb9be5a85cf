package exec

import (
	"sync/atomic"
	"testing"

	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// TestMarkOnce: rows of a key are marked once, however many left rows have it: by pairs
// the test would take hours.
func TestMarkOnce(t *testing.T) {
	const rows, first = 1 << 22, 100
	u := &unmatchedRows{matched: make([]atomic.Uint64, rows/64), left: rows}
	lo, hi := make([]uint32, batch.Size), make([]uint32, batch.Size)
	for i := range lo {
		lo[i], hi[i] = first, rows // the one key
		if i%3 == 0 {
			hi[i] = first // none
		}
	}
	for range 10_000 {
		u.mark(lo, hi)
	}
	if u.left != first {
		t.Errorf("%d rows are not marked, want %d", u.left, first)
	}
	u.mark([]uint32{first - 1, 0}, []uint32{first, 3})
	if u.left != first-4 {
		t.Errorf("%d rows are not marked, want %d", u.left, first-4)
	}
}
