package bench

import (
	"bytes"
	"context"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// TestDeterministic: each workload's text is the same every time, and of the size
// that was asked for.
func TestDeterministic(t *testing.T) {
	for _, w := range workloads(t) {
		var a, b bytes.Buffer
		for _, out := range []*bytes.Buffer{&a, &b} {
			if err := w.Write(out, rdfio.NTriples, 10_000); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s: two runs differ", w.Name)
		}
		if n := bytes.Count(a.Bytes(), []byte("\n")); n < 9_900 || n > 16_000 {
			t.Errorf("%s: %d triples, want about 10,000", w.Name, n)
		}
	}
}

// TestTextsAgree: the Turtle and the RDF/XML of a workload hold the graph of its
// N-Triples.
func TestTextsAgree(t *testing.T) {
	for _, w := range workloads(t) {
		var first *graph.Graph
		for _, f := range []rdfio.Format{rdfio.NTriples, rdfio.Turtle, rdfio.RDFXML} {
			var text bytes.Buffer
			if err := w.Write(&text, f, 2_000); err != nil {
				t.Fatalf("%s as %v: %v", w.Name, f, err)
			}
			g, err := graph.Load(context.Background(), &text, graph.WithFormat(f))
			if err != nil {
				t.Fatalf("%s as %v: %v", w.Name, f, err)
			}
			if first == nil {
				first = g
			} else if !graph.Isomorphic(first, g) {
				t.Errorf("%s as %v is another graph", w.Name, f)
			}
		}
	}
}

// TestPublishedShape holds the data against the class counts that the benchmarks
// publish, within a factor.
func TestPublishedShape(t *testing.T) {
	if testing.Short() {
		t.Skip("needs 100k triples of each workload")
	}
	const sp2b = "http://localhost/vocabulary/bench/"
	const bsbm = "http://www4.wiwiss.fu-berlin.de/bizer/bsbm/v01/vocabulary/"
	const ub = "http://swat.cse.lehigh.edu/onto/univ-bench.owl#"
	for _, c := range []struct {
		workload, class string
		want            int // at 100k triples
	}{
		// SP2Bench prints 4,013 articles at 50k and 17,145 at 250k.
		{"sp2b", sp2b + "Article", 7_500}, {"sp2b", sp2b + "Inproceedings", 2_200}, {"sp2b", sp2b + "Journal", 180}, {"sp2b", sp2b + "Proceedings", 65},
		// LUBM's one university has 5,916 undergraduates of 7,790 students in 100k triples without inference.
		{"lubm", ub + "UndergraduateStudent", 5_000}, {"lubm", ub + "GraduateStudent", 1_600}, {"lubm", ub + "Chair", 13},
		// BSBM's 284 products are 100k triples. WatDiv has a fifth of its thousand users in the least of three roles.
		{"bsbm", bsbm + "Product", 284}, {"bsbm", bsbm + "Offer", 5_680}, {"bsbm", bsbm + "Vendor", 6},
		{"watdiv", "http://db.uwaterloo.ca/~galuc/wsdbm/Role2", 200},
		{"trainmarks", "http://benchmark.example/Customer", 1_000}, {"trainmarks", "http://benchmark.example/Order", 13_300},
	} {
		w, err := Workload(c.workload)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		typ := graph.NewIRI(rdfType)
		for range dataset(t, w, "100k").Match(graph.Any, typ, graph.NewIRI(c.class)) {
			n++
		}
		if n < c.want*2/3 || n > c.want*3/2 {
			t.Errorf("%s: %d of %s, want about %d", c.workload, n, c.class, c.want)
		}
	}
}

const rdfType = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
