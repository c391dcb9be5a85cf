package graph

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestRanges: looking up many keys at once finds what one look-up each finds.
func TestRanges(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	g := New()
	var ts []Triple
	for range 3000 {
		ts = append(ts, Triple{
			S: NewIRI(fmt.Sprint("http://e/s", r.IntN(400))), P: NewIRI(fmt.Sprint("http://e/p", r.IntN(7))),
			O: NewTyped(fmt.Sprint(r.IntN(60)), XSD+"integer"),
		})
	}
	g.Add(ts...)
	v := g.Snapshot().Default()
	keys := append(slices.Clone(v.AllSubjects()), v.AllObjects()...)
	keys = append(keys, LocalID(3), keys[5])
	r.Shuffle(len(keys), func(i, k int) { keys[i], keys[k] = keys[k], keys[i] })
	lo, hi := make([]uint32, len(keys)), make([]uint32, len(keys))
	for _, p := range append(slices.Clone(v.Predicates()), keys[0]) {
		for name, find := range map[string]struct {
			many func(ID, []ID, []uint32, []uint32) ([]ID, bool)
			one  func(ID) []ID
		}{
			"objects":  {v.ObjectRanges, func(k ID) []ID { return v.Objects(k, p, nil) }},
			"subjects": {v.SubjectRanges, func(k ID) []ID { return v.Subjects(p, k, nil) }},
		} {
			column, ok := find.many(p, keys, lo, hi)
			if !ok {
				t.Fatalf("%s: no column", name)
			}
			for i, k := range keys {
				if got, want := column[lo[i]:hi[i]], find.one(k); !slices.Equal(got, want) {
					t.Fatalf("%s of %d and %d: got %v, want %v", name, k, p, got, want)
				}
			}
		}
	}
	if _, ok := New().Snapshot().Default().ObjectRanges(1, nil, nil, nil); ok {
		t.Error("an empty graph has a column")
	}
}
