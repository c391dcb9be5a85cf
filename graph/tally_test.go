package graph

import (
	"slices"
	"testing"
)

// TestEqualRuns compares the galloping with counting one by one.
func TestEqualRuns(t *testing.T) {
	for _, lengths := range [][]int{nil, {1}, {5}, {1, 1, 1}, {1, 2, 3, 4, 5}, {64, 1, 63, 65, 2}, {1000, 1, 1000}} {
		var sorted []ID
		var want []Tally
		for i, n := range lengths {
			want = append(want, Tally{ID(i + 1), n})
			for range n {
				sorted = append(sorted, ID(i+1))
			}
		}
		if got := equalRuns(sorted, 0); !slices.Equal(got, want) {
			t.Errorf("%v: %v", lengths, got)
		}
		if got := equalRuns(sorted, 2); !slices.Equal(got, want[:min(2, len(want))]) {
			t.Errorf("the first two of %v: %v", lengths, got)
		}
	}
}

// TestTalliesAreNotMerged: counting what updates changed leaves no merged copy
// of the predicate behind, which a large graph would make for milliseconds.
func TestTalliesAreNotMerged(t *testing.T) {
	var base []triple
	for i := range ID(10_000) {
		base = append(base, triple{i + 10, 1, i%7 + 2})
	}
	l, ok := stack(runOf(base), newLayer([]triple{{20_000, 1, 2}}, []triple{base[5]})).(*layered)
	if !ok {
		t.Skip("the layers were merged at once")
	}
	v := &View{run: l}
	if got := v.CountByObject(1, 0); len(got) != 7 || got[0].N != 1430 {
		t.Errorf("by object: %v", got)
	}
	if got := v.CountBySubject(1, 1000); len(got) != 1000 || got[5].ID != 16 {
		t.Errorf("by subject: %v", got[:10])
	}
	if got := v.SomeSubjects(100); len(got) != 100 {
		t.Errorf("%d subjects", len(got))
	}
	l.merged.Range(func(key, _ any) bool {
		t.Errorf("%v was merged", key)
		return true
	})
}
