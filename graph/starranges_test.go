package graph

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestStarRanges: what one look at a row finds is what a look-up for each predicate
// finds, in short rows and in long ones.
func TestStarRanges(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	g := New()
	var ts []Triple
	for i := range 6000 {
		s := r.IntN(900)
		if i%3 == 0 {
			s = r.IntN(9)
		}
		ts = append(ts, Triple{
			S: NewIRI(fmt.Sprint("http://e/s", s)), P: NewIRI(fmt.Sprint("http://e/p", r.IntN(4)*r.IntN(6))),
			O: NewTyped(fmt.Sprint(r.IntN(300)), XSD+"integer"),
		})
	}
	g.Add(ts...)
	v := g.Snapshot().Default()
	keys := append(slices.Clone(v.AllSubjects()), v.AllObjects()[:50]...)
	keys = append(keys, LocalID(3), keys[5], None)
	r.Shuffle(len(keys), func(i, k int) { keys[i], keys[k] = keys[k], keys[i] })
	preds := append(slices.Clone(v.Predicates()), keys[0])
	for range 200 {
		var want []ID
		var lo, hi [][]uint32
		for range 1 + r.IntN(StarMost) {
			want = append(want, preds[r.IntN(len(preds))])
			lo, hi = append(lo, make([]uint32, len(keys))), append(hi, make([]uint32, len(keys)))
		}
		column, ok := v.StarRanges(want, keys, lo, hi)
		if !ok {
			t.Fatal("no column")
		}
		for k, p := range want {
			for i, s := range keys {
				if got, want := column[lo[k][i]:hi[k][i]], v.Objects(s, p, nil); !slices.Equal(got, want) {
					t.Fatalf("objects of %d and %d: got %v, want %v", s, p, got, want)
				}
			}
		}
	}
	g.Remove(ts[0])
	later := g.Snapshot().Default()
	gone, _ := g.Snapshot().Lookup(ts[0].P)
	if _, ok := later.StarRanges([]ID{preds[1], gone}, nil, make([][]uint32, 2), make([][]uint32, 2)); ok {
		t.Error("a predicate that an update changed has a column")
	}
	if _, ok := New().Snapshot().Default().StarRanges([]ID{1}, nil, nil, nil); ok {
		t.Error("an empty graph has a column")
	}
}
