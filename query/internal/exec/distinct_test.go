package exec

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// TestDistinct: of equal rows the first is kept, in the order they come, also
// where variables are unbound, where sorted rows turn out not to be at last, and where
// there are so many that they are taken in rounds, by several goroutines or one.
func TestDistinct(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 72 {
		width, n := i%6, 1+r.IntN(20_000)
		most := manyWords
		if i >= 60 {
			n, most = 60_000+r.IntN(60_000), 10_000+r.IntN(50_000)
		}
		values := 1 + r.IntN(3*n)
		cols := make([][]graph.ID, width)
		for c := range cols {
			for range n {
				cols[c] = append(cols[c], graph.ID(r.IntN(values)))
			}
		}
		if width > 0 && i%3 > 0 {
			slices.Sort(cols[0][:n-n/(1+i%3)/2]) // some cases to the end, some not
		}
		in := &tableOp{n: n, cols: cols}
		d := &distinctOp{x: &Context{Budget: &Budget{}, Workers: Workers{Most: 1 + i%4}}, st: &Stats{}, in: in, cols: width, few: i%7 == 0, most: most}
		d.forget()
		seen := map[string]bool{}
		var want []string
		for r := range n {
			if k := keyAt(cols, r); !seen[k] {
				seen[k] = true
				want = append(want, k)
			}
		}
		for again := range 2 {
			var got []string
			for {
				b, err := d.Next()
				if err != nil {
					t.Fatal(err)
				}
				if b == nil {
					break
				}
				for k := range b.Len() {
					got = append(got, keyAt(b.Cols, b.Row(k)))
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("case %d, run %d: %d rows of %d, want %d", i, again, len(got), n, len(want))
			}
			if used := d.x.Budget.used.Load(); used != d.bytes() || width > 0 && used < int64(4*len(want)) {
				t.Fatalf("case %d: %d bytes accounted, %d held, for %d rows", i, used, d.bytes(), len(want))
			}
			if most := int64(18*len(want) + 16*roundRows); i >= 60 && width > 0 && width < 3 && d.bytes() > most {
				t.Fatalf("case %d: %d bytes for %d rows, more than %d", i, d.bytes(), len(want), most)
			}
			d.Reset()
		}
	}
}

// TestDistinctLimit: what rounds hold is accounted, and refused where it is too much.
func TestDistinctLimit(t *testing.T) {
	const n, most = 200_000, 1_500_000
	col := make([]graph.ID, n)
	for i := range col {
		col[i] = graph.ID(n - i)
	}
	d := &distinctOp{x: &Context{Budget: &Budget{MemoryBytes: most}}, st: &Stats{}, in: &tableOp{n: n, cols: [][]graph.ID{col}}, cols: 1, most: 10_000}
	d.forget()
	rows := 0
	for {
		b, err := d.Next()
		if e, ok := err.(*LimitError); ok && e.Limit == "MaxMemoryBytes" {
			break
		}
		if b == nil || err != nil {
			t.Fatalf("%d rows, %v: not stopped, with %d bytes held of %d", rows, err, d.bytes(), most)
		}
		rows += b.Len()
	}
	if d.round == nil || d.bytes() < most || d.bytes() > 2*most || rows == 0 {
		t.Errorf("stopped after %d rows with %d bytes held, of %d", rows, d.bytes(), most)
	}
}

// BenchmarkDistinct removes the duplicates of a million rows, of which nine in ten
// are distinct: as they come, and sorted.
func BenchmarkDistinct(b *testing.B) {
	const n = 1 << 20
	for _, width := range []int{1, 2, 3} {
		for _, sorted := range []bool{false, true} {
			name := fmt.Sprint(width, "-columns")
			if sorted {
				name += "-sorted"
			}
			cols := keyColumns(rand.New(rand.NewPCG(3, 4)), n, width, 1<<22, 1, sorted)
			b.Run(name, func(b *testing.B) {
				b.ReportAllocs()
				rows := 0
				for b.Loop() {
					d := &distinctOp{x: &Context{Budget: &Budget{}}, st: &Stats{}, in: &tableOp{n: n, cols: cols}, cols: width, most: manyWords}
					d.forget()
					rows = 0
					for {
						out, err := d.Next()
						if err != nil {
							b.Fatal(err)
						}
						if out == nil {
							break
						}
						rows += out.Len()
					}
				}
				b.ReportMetric(float64(rows), "rows")
				b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
			})
		}
	}
}
