package query_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// chain is 50,000 things with a value, each with a part whose maker has a place, all
// at random, so that nothing is in step with anything.
func chain() *graph.Graph {
	const n = 50_000
	rng := rand.New(rand.NewPCG(1, 2))
	var ts []graph.Triple
	add := func(s string, i int, p, o string, k int) {
		ts = append(ts, graph.Triple{S: iri(fmt.Sprint(s, i)), P: iri(p), O: iri(fmt.Sprint(o, k))})
	}
	parts, makers := rng.Perm(n), rng.Perm(n)
	for i := range n {
		value, _ := query.TermOf(i)
		ts = append(ts, graph.Triple{S: iri(fmt.Sprint("thing", i)), P: iri("value"), O: value})
		add("thing", i, "part", "part", parts[i])
		add("part", i, "maker", "maker", makers[i])
		add("maker", i, "place", "place", i%100)
		add("place", i%100, "within", "land", i%10)
	}
	g := graph.New()
	g.Add(ts...)
	return g
}

// TestCliffReplanned: when a join begins with many times fewer rows than a filter was
// guessed to leave, the rest is joined by look-ups, and the tables that were planned
// are not built.
func TestCliffReplanned(t *testing.T) {
	g := chain()
	const text = `SELECT ?x ?l { ?x :value ?v ; :part ?p . ?p :maker ?m . ?m :place ?o . ?o :within ?l FILTER(?v > %d) }`
	few := fmt.Sprintf(text, 49_990)
	within(t, g, 51_000, few)
	if _, plan := effort(t, g, few); !strings.Contains(plan, "replanned: estimated 17.5k, got 9") {
		t.Errorf("the plan does not say that it was changed:\n%s", plan)
	}
	if _, plan := effort(t, g, fmt.Sprintf(text, 30_000)); strings.Contains(plan, "replanned") {
		t.Errorf("about as many rows as expected, and the plan was changed:\n%s", plan)
	}
	// So few that more of them do not matter.
	if _, plan := effort(t, g, `SELECT * { ?x :value ?v ; :part ?p . ?p :maker ?m . FILTER(?v > 49990) }`); strings.Contains(plan, "adaptive") {
		t.Errorf("two joins were made adaptive:\n%s", plan)
	}
}

// TestCliffReplannedLarger: with many times more rows than expected, tables take the
// place of look-ups at random.
func TestCliffReplannedLarger(t *testing.T) {
	g := chain()
	const many = `SELECT ?x ?l { ?x :value ?v ; :part ?p . ?p :maker ?m . ?m :place ?o . ?o :within ?l FILTER(?v >= 0 && ?v < 60000 && ?v > -1 && ?v > -2 && ?v > -3) }`
	_, plan := effort(t, g, many)
	if !strings.Contains(plan, "replanned") || !strings.Contains(plan, "hash join") {
		t.Errorf("the plan was not changed:\n%s", plan)
	}
	if testing.Verbose() {
		t.Log(plan)
	}
}

// TestReplannedTogether: a plan that is decided again serves several runs at once.
func TestReplannedTogether(t *testing.T) {
	g := chain()
	q := query.MustParse(`SELECT ?x ?l { ?x :value ?v ; :part ?p . ?p :maker ?m . ?m :place ?o . ?o :within ?l FILTER(?v > 49990) }`, prefixes)
	var runs sync.WaitGroup
	for range 4 {
		runs.Go(func() {
			for range 3 {
				res, err := q.Run(context.Background(), g)
				if err != nil {
					t.Error(err)
					return
				}
				n := 0
				for _, err := range res.Rows.Terms() {
					if err != nil {
						t.Error(err)
					}
					n++
				}
				if n != 9 {
					t.Errorf("%d rows, want 9", n)
				}
			}
		})
	}
	runs.Wait()
}
