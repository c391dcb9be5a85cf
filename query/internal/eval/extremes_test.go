package eval

import (
	"math/rand/v2"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// TestExtremes holds MIN and MAX of batches against those of rows, in groups, whole and
// in two parts that are merged.
func TestExtremes(t *testing.T) {
	const groups = 7
	r := rand.New(rand.NewPCG(31, 32))
	schema := []algebra.Var{"a"}
	for range 40 {
		f, ids := mixedTerms(t, r)
		if r.IntN(3) > 0 {
			ids = ids[1:] // without unbound
		}
		for _, name := range []string{"MIN", "MAX"} {
			a := algebra.Aggregate{Name: name, Arg: &algebra.VarRef{Var: "a"}}
			start, err := NewAggregate(a, schema, f.env)
			if err != nil {
				t.Fatal(err)
			}
			whole, part := NewExtremes(a, schema, f.env), NewExtremes(a, schema, f.env)
			var want [groups]Accumulator
			to := make([]uint32, groups)
			for g := range want {
				want[g], to[g] = start(), uint32(g)
			}
			for n := range 6 {
				b := &batch.Batch{N: 40, Cols: [][]graph.ID{make([]graph.ID, 40)}}
				for i := range b.N {
					b.Cols[0][i] = ids[r.IntN(len(ids))]
					if i%3 == n%3 {
						b.Sel = append(b.Sel, uint16(i))
					}
				}
				group := make([]uint32, b.Len())
				for i := range group {
					group[i] = uint32(r.IntN(groups))
					if err := want[group[i]].Add(b, b.Row(i)); err != nil {
						t.Fatal(err)
					}
				}
				if n%2 == 0 {
					whole.Add(b, group, groups)
				} else {
					part.Add(b, group, groups)
				}
			}
			whole.Merge(part, to, groups)
			for g := range want {
				id, err := want[g].Result()
				if err != nil {
					t.Fatal(err)
				}
				if got := whole.Result(g); got != id {
					t.Fatalf("%s of group %d is %s, not %s", name, g, f.show(got), f.show(id))
				}
			}
		}
	}
}
