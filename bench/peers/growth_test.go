package main

import (
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/bench/workload"
	"github.com/trivet-rdf/trivet/graph"
)

// TestWhyAStepGrew: the reason follows from the figures.
func TestWhyAStepGrew(t *testing.T) {
	of := func(ms, cold, spread float64, ops ...operator) *timing {
		return &timing{Median: ms / 1000, Cold: cold / 1000, Spread: spread, Runs: 5, Operators: ops, Answer: &workload.Answer{Rows: 1}}
	}
	step := func(small, large *timing) string {
		at := func(size string, x *timing) *report {
			return &report{Size: size, Queries: []row{{Query: "q", Timings: []timing{*x}}}}
		}
		return stepBetween(at("100k", small), at("1M", large), "q").line("w q")
	}
	scan := func(rows int64) operator { return operator{"scan", "?s :p ?o", rows, 1} }
	look := func(rows int64) operator { return operator{"index join", "?o :q ?v", rows, rows} }
	for want, got := range map[string]string{
		"| the work was not counted |":                         step(of(1, 1, 0), of(20, 20, 0)),
		"| caches: linear when swept |":                        step(of(1, 3, 0, scan(99)), of(20, 30, 0, scan(999))),
		"20.0 | 10.0 | 10.0 | 10000 → 20000 | 10.0 |":          step(of(1, 3, 0, scan(99)), of(20, 30, 0, scan(999))),
		"| memory: a row takes 10000 ns more |":                step(of(1, 1, 0, scan(99)), of(20, 20, 0, scan(999))),
		"| the runs differ: ±30 % and ±0 % |":                  step(of(1, 1, 0.3, scan(99)), of(20, 20, 0, scan(999))),
		"| more work: `index join ?o :q ?v` 20 → 4000; memory": step(of(1, 0, 0, look(10), scan(10)), of(200, 0, 0, look(2000), scan(20))),
		"1 hash join, 1 scan in place of 1 index join |":       step(of(1, 1, 0, look(50), scan(50)), of(13, 13, 0, operator{"hash join", "?o", 500, 0}, scan(500), scan(500))),
		"| another plan: joins in another order; memory: a":    step(of(1, 1, 0, look(5), scan(9)), of(20, 20, 0, scan(94), look(50))),
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
}

// TestGrowthOfTrivetAlone: figures from between the turns of other engines are not
// held against those of Trivet alone.
func TestGrowthOfTrivetAlone(t *testing.T) {
	of := func(size string, engines ...string) *report {
		r := &report{Workload: "w", Size: size}
		for _, name := range engines {
			r.Engines = append(r.Engines, about{Name: name})
		}
		return r
	}
	d := &document{all: []*report{of("250k", "trivet", "x"), of("100k", "trivet"), of("1M", "trivet", "x"), of("1M", "trivet")}}
	if got := d.sizesOf("w"); len(got) != 2 || got[0].Size != "100k" || got[1] != d.all[3] {
		t.Errorf("%d sizes", len(got))
	}
	d.all = d.all[:3]
	if got := d.sizesOf("w"); len(got) != 3 {
		t.Errorf("%d sizes without two of Trivet alone, want all", len(got))
	}
}

// TestWorkIsCounted: a child says what the operators of any form of query did.
func TestWorkIsCounted(t *testing.T) {
	g := graph.New()
	g.Add(graph.Triple{S: graph.NewIRI("http://e/a"), P: graph.NewIRI("http://e/p"), O: graph.NewIRI("http://e/b")})
	for _, text := range []string{"SELECT * { ?s ?p ?o }", "ASK { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"} {
		a, res, err := timed(t.Context(), g, text, &strings.Builder{})
		if err != nil || a.Kind == "" {
			t.Fatal(err)
		}
		list := operators(res.Plan().Root)
		if last := list[len(list)-1]; last.Kind != "scan" || last.work() < 1 || !strings.Contains(last.Detail, "?s ?p ?o") {
			t.Errorf("%s: %+v", text, list)
		}
	}
}

// TestSweep: the child sweeps the caches, and times reads, where there is memory for it.
func TestSweep(t *testing.T) {
	sweepSize = 1 << 20
	s := &sweeper{}
	if ownMemory(1) == nil {
		t.Skip("this system gives no memory outside of the heap")
	}
	times, err := s.reads()
	if err != nil || len(times) != len(readSizes) || times[0] <= 0 {
		t.Errorf("%v, %v", times, err)
	}
}
