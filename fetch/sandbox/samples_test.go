package sandbox

import (
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// TestSamplePatients checks the sizes and the coverage of the sample records:
// at least 12, from tiny to about 12,000 triples, every type among them.
func TestSamplePatients(t *testing.T) {
	s, err := Open(Options{})
	if err != nil {
		t.Fatal(err)
	}
	classes, sizes := map[string]int{}, map[string]int{}
	for _, id := range s.Records() {
		g := graph.New()
		for _, k := range s.kinds {
			for tr := range anonymous(t, s.render(t, id, k.path)).Match(graph.Any, graph.Any, graph.Any) {
				if !tr.S.IsBlank() && !tr.O.IsBlank() {
					g.Add(tr)
				}
			}
		}
		for _, st := range s.state.record(id).list {
			classes[st.kind.class]++
			sizes[id] += len(st.triples)
		}
		sizes[id] += g.Len()
	}
	for _, k := range s.kinds {
		if classes[k.class] == 0 {
			t.Errorf("no sample patient has a %s", k.class)
		}
	}
	if n := len(sizes); n < 12 {
		t.Errorf("%d sample patients", n)
	}
	if n := sizes["1000012"]; n < 11_000 || n > 14_000 {
		t.Errorf("the large patient has %d triples", n)
	}
	if n := sizes["1000002"]; n > 20 {
		t.Errorf("the tiny patient has %d triples", n)
	}
	t.Log(sizes)
}
