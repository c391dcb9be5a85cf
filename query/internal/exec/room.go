package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// leastRoom is how many rows the first column of an operator has room for. Most
// queries give few rows, and would pay for whole batches in memory to clear.
const leastRoom = 32

// room gives a column of n rows, n at most a batch: col, or a longer one. What
// the rows hold is not said.
func room(col []graph.ID, n int) []graph.ID {
	if cap(col) < n {
		col = make([]graph.ID, longer(cap(col), n))
	}
	return col[:n]
}

// roomAfter is room for a column whose first rows are kept.
func roomAfter(col []graph.ID, kept, n int) []graph.ID {
	if cap(col) < n {
		old := col[:kept]
		col = make([]graph.ID, longer(cap(col), n))
		copy(col, old)
	}
	return col[:n]
}

// longer is the next length of a column of had rows that n do not fit in.
func longer(had, n int) int {
	return max(n, min(max(leastRoom, 4*had), batch.Size))
}
