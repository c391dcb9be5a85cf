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

// TestCursorRanges: the range of each key is what a search of the whole column finds,
// whether IDs and rows go in step or not.
func TestCursorRanges(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for i := range 600 {
		most, gaps, twice := 1+r.IntN(4), [...]int{0, 0, 1, 10, 60}[r.IntN(5)], [...]int{0, 0, 1, 10, 60}[r.IntN(5)]
		var col, all []graph.ID
		for id := graph.ID(1 + r.IntN(100)); len(col) < 3000; id += graph.ID(1 + r.IntN(most)) {
			if r.IntN(100) >= gaps {
				col = append(col, id)
			}
			for r.IntN(100) < twice {
				col = append(col, id)
			}
			for range r.IntN(3) {
				all = append(all, id)
			}
		}
		c := cursor{}
		load := func() (keys, vals []graph.ID) { return col, nil }
		for keys := range slices.Chunk(all, 1+r.IntN(300)) {
			if r.IntN(10) == 0 {
				continue
			}
			if !c.suits(keys, load) {
				continue
			}
			lo, hi := make([]uint32, len(keys)), make([]uint32, len(keys))
			c.ranges(keys, lo, hi)
			for k, key := range keys {
				first, _ := slices.BinarySearch(col, key)
				end, _ := slices.BinarySearch(col, key+1)
				if int(lo[k]) != first || int(hi[k]) != end {
					t.Fatalf("case %d: key %d is at %d to %d, want %d to %d", i, key, lo[k], hi[k], first, end)
				}
			}
		}
	}
}

// TestCursorGuesses: where IDs have a row each, all but the first few keys are found at
// the first look, however many lie between them; where they do not, guessing ends.
func TestCursorGuesses(t *testing.T) {
	for _, stride := range []graph.ID{1, 3} {
		var col, keys []graph.ID
		for id := graph.ID(1000); id < 9000; id++ {
			col = append(col, id*stride+id%stride*id%7)
			if id%11 == 0 {
				keys = append(keys, col[len(col)-1])
			}
		}
		slices.Sort(col)
		slices.Sort(keys)
		c := cursor{}
		if !c.suits(keys, func() (keys, vals []graph.ID) { return col, nil }) {
			t.Fatal("the keys are not dense enough")
		}
		searched := c.ranges(keys, make([]uint32, len(keys)), make([]uint32, len(keys)))
		if in := stride == 1; in && searched > 2 || c.loose == in {
			t.Errorf("stride %d: %d of %d keys are searched for, guessing ended: %v", stride, searched, len(keys), c.loose)
		}
	}
}
