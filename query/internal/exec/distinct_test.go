package exec

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
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

// TestDistinctRuns: where one of two columns comes in long runs the first of equal rows
// is kept as otherwise, and the set is one of groups: also where values are unbound, where
// one group has most rows, where rows were sorted at first, and where runs come late.
func TestDistinctRuns(t *testing.T) {
	r, grouped := rand.New(rand.NewPCG(5, 6)), 0
	for i := range 24 {
		n := 60_000 + r.IntN(100_000)
		groups, members := 2+r.IntN(3000), 2+r.IntN(2000)
		cols := make([][]graph.ID, 2)
		if i%5 == 0 { // rows without runs, and at times sorted, that are not grouped at once
			for k := range 30_000 {
				cols[0], cols[1] = append(cols[0], graph.ID(k/4)), append(cols[1], graph.ID(r.IntN(100_000)*(i%2)))
			}
		}
		for len(cols[0]) < n {
			group := graph.ID(r.IntN(groups))
			if r.IntN(3) == 0 {
				group = graph.ID(r.IntN(2))
			}
			for range leastRun + r.IntN(100) {
				cols[0], cols[1] = append(cols[0], group), append(cols[1], graph.ID(r.IntN(members)))
			}
		}
		if i%2 == 0 {
			cols[0], cols[1] = cols[1], cols[0]
		}
		x := &Context{Budget: &Budget{}, Workers: Workers{Most: 2}}
		d := &distinctOp{x: x, st: &Stats{}, in: &tableOp{n: len(cols[0]), cols: cols}, cols: 2, few: i%7 == 0, most: manyWords}
		d.forget()
		seen := map[string]bool{}
		var want []string
		for r := range cols[0] {
			if k := keyAt(cols, r); !seen[k] {
				seen[k] = true
				want = append(want, k)
			}
		}
		if got := rowsOf(t, d); !slices.Equal(got, want) {
			t.Fatalf("case %d: %d rows, want %d", i, len(got), len(want))
		}
		if d.groups != nil {
			grouped++
		} else if len(want) > 6*leastGrouped {
			t.Fatalf("case %d: the set of %d rows is not one of groups", i, len(want))
		}
		if used := x.Budget.used.Load(); used != d.bytes() {
			t.Fatalf("case %d: %d bytes accounted, %d held", i, used, d.bytes())
		}
		if most := int64(24*len(want) + 200*(groups+members) + 16*roundRows); d.groups != nil && d.bytes() > most {
			t.Fatalf("case %d: %d bytes for %d rows, more than %d", i, d.bytes(), len(want), most)
		}
	}
	if grouped < 10 {
		t.Errorf("%d sets of groups", grouped)
	}
}

// rowsOf gives the keys of all rows.
func rowsOf(t *testing.T, op Operator) (keys []string) {
	t.Helper()
	for {
		b, err := op.Next()
		if err != nil {
			t.Fatal(err)
		}
		if b == nil {
			return keys
		}
		for k := range b.Len() {
			keys = append(keys, keyAt(b.Cols, b.Row(k)))
		}
	}
}

// TestDistinctAsks: the memory for sets is asked for before it is taken, where a set grows
// and where rounds begin.
func TestDistinctAsks(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, c := range []struct{ n, most int }{{25_000, 20_000}, {100_000, manyWords}} {
		col := make([]graph.ID, c.n)
		for i, k := range r.Perm(c.n) {
			col[i] = graph.ID(k + 1)
		}
		distinct := func(budget *Budget) *distinctOp {
			d := &distinctOp{x: &Context{Budget: budget}, st: &Stats{}, in: &tableOp{n: c.n, cols: [][]graph.ID{col}}, cols: 1, most: c.most}
			d.forget()
			return d
		}
		free := distinct(&Budget{})
		rowsOf(t, free)
		budget := &Budget{MemoryBytes: free.x.Budget.peak.Load() - 100_000}
		d := distinct(budget)
		var err error
		for b := (&batch.Batch{}); b != nil && err == nil; {
			b, err = d.Next()
		}
		if e, ok := err.(*LimitError); !ok || e.Limit != "MaxMemoryBytes" {
			t.Fatalf("%d rows: %v", c.n, err)
		}
		if d.bytes() > budget.MemoryBytes || d.round != nil {
			t.Errorf("%d rows: %d bytes are held, more than the %d allowed", c.n, d.bytes(), budget.MemoryBytes)
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

// BenchmarkDistinctRuns removes the duplicates of a million pairs, of which nine in ten
// are distinct, in runs of one value of the second column: of no particular order.
func BenchmarkDistinctRuns(b *testing.B) {
	const n = 1 << 20
	for _, run := range []int{1, 4, 8, 16, 40, 400} {
		b.Run(fmt.Sprint(run), func(b *testing.B) {
			r := rand.New(rand.NewPCG(9, 10))
			cols := [][]graph.ID{make([]graph.ID, n), make([]graph.ID, n)}
			group := graph.ID(0)
			for i := range n {
				if i%run == 0 {
					group = graph.ID(r.IntN(16_000))
				}
				cols[0][i], cols[1][i] = graph.ID(1<<20+r.IntN(300)), 1<<18+group
			}
			b.ReportAllocs()
			rows := 0
			for b.Loop() {
				d := &distinctOp{x: &Context{Budget: &Budget{}}, st: &Stats{}, in: &tableOp{n: n, cols: cols}, cols: 2, most: manyWords}
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
