package watdiv

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// made is the data of scale one, nearly.
func made(t *testing.T, triples int) *graph.Graph {
	t.Helper()
	var text bytes.Buffer
	if err := Write(&text, rdfio.NTriples, triples); err != nil {
		t.Fatal(err)
	}
	g, err := graph.Load(context.Background(), &text, graph.WithFormat(rdfio.NTriples))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// objects counts how often each resource is the value of a predicate.
func objects(g *graph.Graph, predicate string) map[string]int {
	counts := map[string]int{}
	for t := range g.Match(graph.Any, graph.NewIRI(predicate), graph.Any) {
		counts[t.O.Value()]++
	}
	return counts
}

func total(counts map[string]int) int {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return sum
}

// TestPublishedShares holds the shares of the largest predicates against those of
// the published data sets, where friendOf is 41 % and follows 30 % of all.
func TestPublishedShares(t *testing.T) {
	g := made(t, 100_000)
	for _, c := range []struct {
		predicate string
		low, high float64
	}{{wsdbm + "friendOf", 38, 46}, {wsdbm + "follows", 26, 34}, {wsdbm + "likes", 0.8, 1.5}, {wsdbm + "subscribes", 1, 2},
		{wsdbm + "makesPurchase", 1, 1.7}, {gr + "includes", 0.7, 1}, {sorg + "legalName", 0, 0.01}} {
		share := 100 * float64(total(objects(g, c.predicate))) / float64(g.Len())
		if share < c.low || share > c.high {
			t.Errorf("%s: %.2f %% of the triples, want %v to %v", c.predicate, share, c.low, c.high)
		}
	}
}

// TestChoices: the three ways to choose targets have their shapes.
func TestChoices(t *testing.T) {
	g := made(t, 300_000)
	countries := objects(g, sorg+"nationality")
	if first, last := countries[iri(country, 0)], countries[iri(country, 24)]; first < 5*max(last, 1) {
		t.Errorf("nationality: %d of the first country and %d of the last, want Zipf's skew", first, last)
	}
	ages := objects(g, foaf+"age")
	if centre, edge := ages[iri(ageGroup, 4)], ages[iri(ageGroup, 0)]; centre < 10*max(edge, 1) {
		t.Errorf("age: %d in the middle and %d at the edge, want a bell", centre, edge)
	}
	genders := objects(g, wsdbm+"gender")
	if a, b := genders[iri(gender, 0)], genders[iri(gender, 1)]; a < b*8/10 || b < a*8/10 {
		t.Errorf("gender: %d and %d, want as many", a, b)
	}
}

// TestLinksKeepTheirRules: purchases and reviews belong to one, and who is
// followed by virtue of a role has it.
func TestLinksKeepTheirRules(t *testing.T) {
	g := made(t, 50_000)
	for _, p := range []string{wsdbm + "makesPurchase", rev + "hasReview", sorg + "contactPoint"} {
		if counts := objects(g, p); len(counts) == 0 || slices.Max(slices.Collect(maps.Values(counts))) > 1 {
			t.Errorf("%s: a target twice, or none at all: %d", p, len(counts))
		}
	}
	typ := graph.NewIRI(rdfType)
	for actor := range objects(g, sorg+"actor") {
		if !g.Has(graph.Triple{S: graph.NewIRI(actor), P: typ, O: graph.NewIRI(iri(role, 2))}) {
			t.Errorf("%s acts without the role of an actor", actor)
		}
	}
	for t2 := range g.Match(graph.Any, graph.NewIRI(wsdbm+"makesPurchase"), graph.Any) {
		if !g.Has(graph.Triple{S: t2.S, P: typ, O: graph.NewIRI(iri(role, 0))}) {
			t.Errorf("%v buys without the role of a buyer", t2.S)
		}
	}
}

func TestStrideMeetsEveryNumber(t *testing.T) {
	for _, size := range []int{1, 2, 50, 7919, 2 * 7919, 10_000} {
		seen := make([]bool, size)
		for i := range size {
			seen[i*stride(size)%size] = true
		}
		if slices.Contains(seen, false) {
			t.Errorf("%d: some are never taken", size)
		}
	}
}

// TestEveryKindIsThere: each kind that has attributes or links of its own is a
// subject, also in a small town.
func TestEveryKindIsThere(t *testing.T) {
	g := made(t, 10_000)
	found := map[string]bool{}
	for t := range g.Match(graph.Any, graph.Any, graph.Any) {
		found[strings.TrimRight(strings.TrimPrefix(t.S.Value(), wsdbm), "0123456789")] = true
	}
	for k, m := range model() {
		if want := len(m.groups)+len(m.links) > 0; want != found[kind(k).String()] {
			t.Errorf("%s: a subject %v, want %v", kind(k), !want, want)
		}
	}
}
