package bench

import (
	"context"
	"testing"

	"github.com/trivet-rdf/trivet/bench/workload"
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// growsFaster are the queries whose work may grow faster than the data, with the
// reason. The factor is how much more work ten times the data may be.
func growsFaster() map[string]struct {
	factor float64
	why    string
} {
	type entry = struct {
		factor float64
		why    string
	}
	return map[string]entry{
		"sp2b q04": {30, "pairs of authors: the answer is quadratic in a journal's size"},
		"sp2b q08": {60, "Erdoes's circle grows, and its members write more"},
	}
}

// The work that a query may do at the small size without being looked at, and how
// much more ten times the data may take: a little over ten, for logarithms and for
// patients that are not all alike.
const (
	littleWork   = 20_000
	growthFactor = 14
)

// TestWorkGrowsLinearly counts rows and index look-ups of all operators of each
// plan, at 10k and 100k triples: a plan that goes over the data twice for each row
// shows here whatever the machine is doing at the time.
func TestWorkGrowsLinearly(t *testing.T) {
	if testing.Short() {
		t.Skip("needs 100k triples of each workload")
	}
	for _, w := range workloads(t) {
		small := dataset(t, w, "10k")
		large := dataset(t, w, "100k")
		for _, q := range w.Queries {
			name := w.Name + " " + q.Name
			before, after := work(t, small, q), work(t, large, q)
			factor := float64(growthFactor)
			if e, ok := growsFaster()[name]; ok {
				factor = e.factor
			}
			if got := float64(after) / float64(max(before, littleWork)); got > factor {
				t.Errorf("%s: %d rows and look-ups at 10k triples, %d at 100k: %.0f times the work, at most %.0f", name, before, after, got, factor)
			}
		}
	}
}

// work is the sum of all operators' rows and look-ups.
func work(t *testing.T, g *graph.Graph, q workload.Query) int64 {
	t.Helper()
	parsed, err := query.Parse(q.Text)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := parsed.Explain(context.Background(), g, query.Analyze, query.WithTimeout(patience))
	if err != nil {
		t.Errorf("%s: %v", q.Name, err)
		return 0
	}
	var sum func(n *query.PlanNode) int64
	sum = func(n *query.PlanNode) int64 {
		total := n.Rows + n.Seeks
		for _, in := range n.Inputs {
			total += sum(in)
		}
		return total
	}
	return sum(plan.Root)
}
