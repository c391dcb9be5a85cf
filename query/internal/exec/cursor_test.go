package exec

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// TestCursorCount: counting keys alongside a column gives the sum of their ranges, and
// the keys whose range is empty, batch by batch, whatever stretches both have in common,
// however long runs are and however far apart keys lie.
func TestCursorCount(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for i := range 800 {
		values, wide := 1+r.IntN(2000), 1+r.IntN(3)*r.IntN(100)
		column := func(n, twice, gaps int) []graph.ID {
			var out []graph.ID
			id := graph.ID(1)
			for k := 0; len(out) < n && k < values; k++ {
				id += graph.ID(1 + r.IntN(wide))
				if r.IntN(100) >= gaps {
					out = append(out, id)
				}
				for r.IntN(100) < twice {
					out = append(out, id)
				}
			}
			return out
		}
		share := func() int { return [...]int{0, 2, 10, 50, 90}[r.IntN(5)] }
		col, all := column(9000, share(), share()), column(3000, share(), share())
		load := func() (keys, vals []graph.ID) { return col, nil }
		counting, ranging := cursor{}, cursor{}
		for keys := range slices.Chunk(all, 300) {
			if !counting.suits(keys, load) || !ranging.suits(keys, load) {
				break
			}
			lo, hi := make([]uint32, len(keys)), make([]uint32, len(keys))
			ranging.ranges(keys, lo, hi)
			want, without := int64(0), int64(0)
			for k := range keys {
				if want += int64(hi[k] - lo[k]); lo[k] == hi[k] {
					without++
				}
			}
			if got, none := counting.count(keys); got != want || none != without {
				t.Fatalf("case %d: %d rows, %d keys without, want %d, %d", i, got, none, want, without)
			}
		}
	}
}

// TestCursorCountLongRun: more rows of a key than its counter holds.
func TestCursorCountLongRun(t *testing.T) {
	for _, long := range []int{1<<16 - 2, 1<<16 - 1, 1 << 16, 1<<17 + 1} {
		col := make([]graph.ID, long, long+2)
		for i := range col {
			col[i] = 20
		}
		col = append(col, 21, 90)
		var keys []graph.ID
		for id := range graph.ID(100) {
			keys = append(keys, id)
		}
		c := cursor{keys: col}
		if got, none := c.count(keys); got != int64(long)+2 || none != 97 {
			t.Errorf("%d rows of a key: %d rows, %d keys without", long, got, none)
		}
	}
}
