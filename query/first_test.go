package query

import (
	"fmt"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/reference"
	"github.com/trivet-rdf/trivet/query/internal/reference/gen"
)

// TestFirstRows: for random queries, LIMIT gives so many of the rows that there are
// without it, each as often as there at most; which ones is not said. ASK of them is
// whether there is one.
func TestFirstRows(t *testing.T) {
	n := 3000
	if testing.Short() {
		n = 300
	}
	compared := 0
	for i := range n {
		size := []gen.Size{gen.Small, gen.Medium}[i%2]
		c := gen.NewWith(uint64(i)+90_000, gen.Options{Size: size}).Case()
		q, err := Parse(c.Text)
		if err != nil || q.Form() != formSelect || strings.Contains(c.Text, "LIMIT") || strings.Contains(c.Text, "OFFSET") {
			continue
		}
		g := graph.New()
		g.AddQuads(c.Data...)
		all, err := answer(q, g, nil)
		if err != nil {
			t.Fatalf("%v\n%v", err, c)
		}
		for _, k := range []int{1, 3, 70, 1000} {
			if err := firstOf(c.Text, g, k, all); err != nil {
				t.Fatalf("LIMIT %d: %v\n%v", k, err, c)
			}
		}
		compared++
	}
	if compared < n/4 {
		t.Errorf("only %d of %d cases were compared", compared, n)
	}
}

// firstOf compares the first k rows of a query, asked for in all ways, with all.
func firstOf(text string, g *graph.Graph, k int, all *reference.Result) error {
	q, err := Parse(fmt.Sprint(text, " LIMIT ", k))
	if err != nil {
		return nil // its text cannot go on like that
	}
	for name, opts := range map[string][]Option{"planned": nil, "again": nil, "in morsels": {withWorkers(3, 3)}} {
		first, err := answer(q, g, opts)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		left := map[string]int{}
		for _, row := range all.Rows {
			left[fmt.Sprint(row)]++
		}
		for _, row := range first.Rows {
			if left[fmt.Sprint(row)]--; left[fmt.Sprint(row)] < 0 {
				return fmt.Errorf("%s: %v is no further row of the query", name, row)
			}
		}
		if len(first.Rows) != min(k, len(all.Rows)) {
			return fmt.Errorf("%s: %d rows of %d", name, len(first.Rows), len(all.Rows))
		}
	}
	return nil
}
