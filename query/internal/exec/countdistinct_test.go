package exec

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// TestCountDistinct: terms are counted right where they lie close together and far
// apart, come in order and in none, in one part and in several that are merged; and
// what is held is in proportion to the terms, however far apart they lie.
func TestCountDistinct(t *testing.T) {
	const n, groups = 16_000, 7
	for _, gap := range []int{1, 30, 1000} { // between neighbours
		for _, ordered := range []bool{true, false} {
			for _, inline := range []bool{false, true} {
				for parts := range 4 {
					t.Run(fmt.Sprint(gap, ordered, inline, parts), func(t *testing.T) {
						r := rand.New(rand.NewPCG(uint64(gap), uint64(parts)))
						x := &Context{Budget: &Budget{}}
						all := make([]*countDistinct, max(parts, 1))
						for i := range all {
							all[i] = &countDistinct{x: x}
						}
						seen, want := map[uint64]bool{}, make([]int64, groups)
						for from := 0; from < 2*n; from += 2000 {
							col, group := make([]graph.ID, 2000), make([]uint32, 2000)
							for i := range col {
								k := (from + i) / 2
								if !ordered {
									k = r.IntN(n)
								}
								col[i], group[i] = graph.ID(1+k*gap), uint32(r.IntN(groups))
								if inline && r.IntN(3) == 0 {
									col[i] = graph.ID(2<<30 | k)
								}
								if r.IntN(50) == 0 {
									col[i] = graph.None
								}
								if pair := uint64(group[i])<<32 | uint64(col[i]); col[i] != graph.None && !seen[pair] {
									seen[pair] = true
									want[group[i]]++
								}
							}
							b := &batch.Batch{Cols: [][]graph.ID{col}, N: len(col)}
							if err := all[r.IntN(len(all))].add(b, group, groups); err != nil {
								t.Fatal(err)
							}
						}
						c := all[0]
						if parts > 0 {
							c = &countDistinct{x: x}
							for _, part := range all {
								if err := c.merge(part, []uint32{0, 1, 2, 3, 4, 5, 6}, groups); err != nil {
									t.Fatal(err)
								}
							}
						}
						if fmt.Sprint(c.n) != fmt.Sprint(want) {
							t.Errorf("%v, want %v", c.n, want)
						}
						if most := int64(len(seen))*64 + 3*fewPages*idPage*4; c.bytes() > most {
							t.Errorf("%d bytes are held for %d pairs, more than %d", c.bytes(), len(seen), most)
						}
					})
				}
			}
		}
	}
}

// TestCountDistinctSpread: pages are made for all terms only where the budget has room for them,
// and otherwise nothing is made.
func TestCountDistinctSpread(t *testing.T) {
	const terms, groups = 1 << 17, 3
	for _, room := range []bool{true, false} {
		x := &Context{Budget: &Budget{}}
		c := &countDistinct{x: x, sparse: true, n: make([]int64, groups)}
		b := &batch.Batch{Cols: [][]graph.ID{make([]graph.ID, batch.Size)}, N: batch.Size}
		group := make([]uint32, batch.Size)
		var err error
		for from := 1; err == nil && from < terms && !c.dense; from += batch.Size {
			for i := range group {
				b.Cols[0][i], group[i] = graph.ID(terms-from-i+batch.Size), uint32(i%groups)
			}
			if !room {
				x.Budget.MemoryBytes = 1
			}
			err = c.add(b, group, groups)
		}
		if e, ok := err.(*LimitError); room != (err == nil) || !room && (!ok || e.Limit != "MaxMemoryBytes") {
			t.Fatalf("room: %v; %v", room, err)
		}
		if c.dense != room || (c.first.pages > 0) != room {
			t.Errorf("room: %v; all pages are made: %v, %d of them", room, c.dense, c.first.pages)
		}
		if used := x.Budget.used.Load(); used != 0 && room {
			t.Errorf("%d bytes are still accounted", used)
		}
	}
}
