package repl

import (
	"slices"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// TestRuns compares the galloping with counting one by one.
func TestRuns(t *testing.T) {
	for _, lengths := range [][]int{nil, {1}, {5}, {1, 1, 1}, {1, 2, 3, 4, 5}, {64, 1, 63, 65, 2}, {1000, 1, 1000}} {
		var sorted []graph.ID
		var want []tally
		for i, n := range lengths {
			want = append(want, tally{graph.ID(i + 1), n})
			for range n {
				sorted = append(sorted, graph.ID(i+1))
			}
		}
		if got := runs(sorted, len(sorted)); !slices.Equal(got, want) {
			t.Errorf("%v: %v", lengths, got)
		}
		if got := runs(sorted, 2); !slices.Equal(got, want[:min(2, len(want))]) {
			t.Errorf("the first two of %v: %v", lengths, got)
		}
	}
}

func TestSampled(t *testing.T) {
	list := make([]graph.ID, 1000)
	if got := sampled(list, 1000); len(got) != 1000 {
		t.Errorf("all: %d", len(got))
	}
	if got := sampled(list, 300); len(got) == 0 || len(got) > 300 {
		t.Errorf("some: %d", len(got))
	}
}
