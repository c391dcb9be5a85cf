package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// leastRoom is how many rows the first column of an operator has room for. Most
// queries give few rows, and would pay for whole batches in memory to clear.
const leastRoom = 32

// pace is how many rows an operator gives at once; zero for as many as a batch has.
type pace int

// quickRows is how many rows are given first where the first are wanted soon: the
// operators above then have little to do before they give theirs.
const quickRows = 64

func paceOf(n *plan.Step) pace {
	if n.Quick {
		return quickRows
	}
	return 0
}

// next is how many rows the next batch has at most; those after it have more.
func (p *pace) next() int {
	if *p == 0 {
		return batch.Size
	}
	n := int(*p)
	*p = pace(min(4*n, batch.Size))
	return n
}

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
