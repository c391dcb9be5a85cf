package exec

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// TestCursorCount: counting keys alongside a column gives the sum of their ranges,
// batch by batch, whatever stretches both have in common.
func TestCursorCount(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for i := range 500 {
		values := 1 + r.IntN(2000)
		column := func(n, twice, gaps int) []graph.ID {
			var out []graph.ID
			for id := graph.ID(1); len(out) < n && int(id) < values; id++ {
				if r.IntN(100) >= gaps {
					out = append(out, id)
				}
				if r.IntN(100) < twice {
					out = append(out, id)
				}
			}
			return out
		}
		col, all := column(3000, r.IntN(3)*2, r.IntN(3)), column(3000, r.IntN(3)*2, r.IntN(3))
		load := func() (keys, vals []graph.ID) { return col, nil }
		counting, ranging := cursor{}, cursor{}
		for keys := range slices.Chunk(all, 300) {
			if !counting.suits(keys, load) || !ranging.suits(keys, load) {
				break
			}
			lo, hi := make([]uint32, len(keys)), make([]uint32, len(keys))
			ranging.ranges(keys, lo, hi)
			want := int64(0)
			for k := range keys {
				want += int64(hi[k] - lo[k])
			}
			if got := counting.count(keys); got != want {
				t.Fatalf("case %d: %d rows, want %d", i, got, want)
			}
		}
	}
}
