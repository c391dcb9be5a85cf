package exec

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// free is an index's building that nothing bounds.
func free() *indexing {
	return &indexing{grow: func(int64) error { return nil }, hear: func() error { return nil }}
}

// keyColumns are n random keys of some columns, of so many values each.
func keyColumns(r *rand.Rand, n, width, values, spread int, sorted bool) [][]graph.ID {
	cols := make([][]graph.ID, width)
	for c := range cols {
		for range n {
			cols[c] = append(cols[c], graph.ID(1+r.IntN(values)*spread))
		}
	}
	if sorted && width > 0 {
		slices.Sort(cols[0])
	}
	return cols
}

func keyAt(cols [][]graph.ID, r int) string {
	key := ""
	for _, col := range cols {
		key += fmt.Sprint(col[r], " ")
	}
	return key
}

// TestJoinIndex: every key, there or not, finds the rows that have it, in their
// order, in each form of index.
func TestJoinIndex(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	forms := map[string]int{}
	for i := range 1200 {
		n, width, values := r.IntN(300), r.IntN(4), 1+r.IntN(400)
		spread := [...]int{1, 40, 100_000}[i/4%3]
		cols := keyColumns(r, n, width, values, spread, i%3 == 0)
		if width > 0 && i%5 == 0 { // each key once
			slices.Sort(cols[0])
			cols[0] = slices.Compact(cols[0])
			n = len(cols[0])
			if i%3 > 0 {
				r.Shuffle(n, func(a, b int) { cols[0][a], cols[0][b] = cols[0][b], cols[0][a] })
			}
		}
		var x joinIndex
		order, err := x.build(cols, n, free())
		if err != nil {
			t.Fatal(err)
		}
		if order == nil {
			forms["in place"]++
			for r := range n {
				order = append(order, uint32(r))
			}
		}
		want := map[string][]uint32{}
		for r := range n {
			want[keyAt(cols, r)] = append(want[keyAt(cols, r)], uint32(r))
		}
		asked := keyColumns(r, batch.Size, width, values+2, spread, false)
		lo, hi := make([]uint32, batch.Size), make([]uint32, batch.Size)
		x.find(asked, lo, hi)
		found := 0
		for k := range lo {
			found += min(int(hi[k]-lo[k]), 1)
			if got := order[lo[k]:hi[k]]; !slices.Equal(got, want[keyAt(asked, k)]) {
				t.Fatalf("case %d: rows %v of key %s, want %v", i, got, keyAt(asked, k), want[keyAt(asked, k)])
			}
		}
		switch {
		case x.wide != nil:
			forms["numbered"]++
		case x.ranks.words != nil && x.off == nil:
			forms["ranks"]++
		case x.ranks.words != nil:
			forms["ranks with ranges"]++
		case x.off != nil:
			forms["array"]++
		case x.starts != nil:
			forms["table of ranges"]++
		case x.table.slots != nil:
			forms["table"]++
		case x.slots != nil:
			forms["pairs"]++
		}
		if few := found > 0 && found < len(lo)/5; few && x.bits != nil {
			forms["few pairs"]++
		} else if few && x.table.slots != nil {
			forms["few"]++
		}
		if width == 1 && x.drops() {
			checkPresent(t, &x, asked[0], lo, hi)
			forms["dropped"]++
		}
	}
	for _, form := range []string{
		"in place", "numbered", "array", "ranks", "ranks with ranges", "table", "table of ranges", "pairs", "few", "few pairs", "dropped",
	} {
		if forms[form] < 10 {
			t.Errorf("%d indexes are of the form %s", forms[form], form)
		}
	}
}

// checkPresent: the rows that have a match are those whose range is not empty, of all
// rows and of some.
func checkPresent(t *testing.T, x *joinIndex, col []graph.ID, lo, hi []uint32) {
	t.Helper()
	var all, odd, want, wantOdd []uint16
	for i := range col {
		if lo[i] < hi[i] {
			want = append(want, uint16(i))
		}
		if i%2 == 0 {
			continue
		}
		if odd = append(odd, uint16(i)); lo[i] < hi[i] {
			wantOdd = append(wantOdd, uint16(i))
		}
	}
	buf := make([]uint16, len(col))
	if all = x.present(col, nil, buf); !slices.Equal(all, want) {
		t.Fatalf("rows %v have a match, want %v", all, want)
	}
	if got := x.present(col, odd, buf); !slices.Equal(got, wantOdd) {
		t.Fatalf("of the odd rows %v have a match, want %v", got, wantOdd)
	}
}

// TestJoinIndexStops: memory is asked for before it is taken, and the context is
// heard within every block of rows.
func TestJoinIndexStops(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	stop := errors.New("stop")
	const n = 10 * indexBlock
	for _, cols := range [][][]graph.ID{
		keyColumns(r, n, 1, n/2, 1, false), keyColumns(r, n, 1, n, 10_000, false), keyColumns(r, n, 1, n, 40, false), keyColumns(r, n, 1, n/4, 40, false), keyColumns(r, n, 2, 300, 1, false), keyColumns(r, n, 3, 20, 1, false),
	} {
		var x joinIndex
		asked, heard := int64(0), 0
		work := &indexing{
			grow: func(n int64) error { asked += n; return nil },
			hear: func() error { heard++; return nil },
		}
		if _, err := x.build(cols, n, work); err != nil {
			t.Fatal(err)
		}
		if asked < x.bytes() || heard < n/indexBlock {
			t.Errorf("%d columns: %d bytes asked for, %d held; the context heard %d times", len(cols), asked, x.bytes(), heard)
		}
		for at := range heard {
			left := at
			work := &indexing{grow: work.grow, hear: func() error {
				if left--; left < 0 {
					return stop
				}
				return nil
			}}
			if _, err := x.build(cols, n, work); !errors.Is(err, stop) {
				t.Fatalf("stopped at look %d of %d: %v", at, heard, err)
			}
		}
		if _, err := x.build(cols, n, &indexing{grow: func(int64) error { return stop }, hear: work.hear}); !errors.Is(err, stop) {
			t.Errorf("no memory: %v", err)
		}
	}
}

// BenchmarkHashProbe looks a million keys up, by batch, in an index of a million
// rows: by array and by hash, with one row a key and with four.
func BenchmarkHashProbe(b *testing.B) {
	const n = 1 << 20
	r := rand.New(rand.NewPCG(5, 6))
	for _, c := range []struct {
		name          string
		width, spread int
		values        int
	}{
		{"array", 1, 1, n}, {"array-4", 1, 1, n / 4}, {"ranks", 1, 20, n}, {"hash", 1, 1000, n}, {"hash-4", 1, 1000, n / 4}, {"pairs", 2, 1, 1 << 10},
	} {
		b.Run(c.name, func(b *testing.B) {
			cols := keyColumns(r, n, c.width, c.values, c.spread, false)
			var x joinIndex
			if _, err := x.build(cols, n, free()); err != nil {
				b.Fatal(err)
			}
			asked := keyColumns(r, n, c.width, c.values, c.spread, false)
			lo, hi := make([]uint32, batch.Size), make([]uint32, batch.Size)
			part := make([][]graph.ID, c.width)
			b.ReportAllocs()
			for b.Loop() {
				for from := 0; from < n; from += batch.Size {
					for k := range asked {
						part[k] = asked[k][from : from+batch.Size]
					}
					x.find(part, lo, hi)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mprobes/s")
		})
	}
}

// BenchmarkHashBuild indexes a million rows.
func BenchmarkHashBuild(b *testing.B) {
	const n = 1 << 20
	r := rand.New(rand.NewPCG(7, 8))
	for _, c := range []struct {
		name          string
		width, spread int
		values        int
		sorted        bool
	}{
		{"array", 1, 1, n, false}, {"array-sorted", 1, 1, n, true}, {"array-4", 1, 1, n / 4, false}, {"hash", 1, 1000, n, false}, {"hash-4", 1, 1000, n / 4, false}, {"pairs", 2, 1, 1 << 10, false},
	} {
		b.Run(c.name, func(b *testing.B) {
			cols := keyColumns(r, n, c.width, c.values, c.spread, c.sorted)
			b.ReportAllocs()
			for b.Loop() {
				var x joinIndex
				if _, err := x.build(cols, n, free()); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
		})
	}
}
