package query

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// TestCompareInJoins: a join whose sides are compared within it gives the rows that a filter above it
// leaves, for all four comparisons either way round: of texts that begin alike, that are the same, that
// the query has made, and of columns that have other terms too; with and without a shared variable, in
// one part and in several.
func TestCompareInJoins(t *testing.T) {
	compared := 0
	for _, odd := range []bool{false, true} {
		g := comparedGraph(odd)
		for _, shape := range []string{
			`?a <in> ?j ; <name> ?n . ?b <in> ?j ; <name> ?m`,
			`?a <name> ?n . ?b <name> ?m`,
			`?a <in> ?j ; <name> ?n . { SELECT ?j ?m { ?b <in> ?j ; <name> ?x BIND (CONCAT(?x, "") AS ?m) } }`,
			`{ SELECT ?j ?n { ?b <in> ?j ; <name> ?x BIND (CONCAT(?x, "~") AS ?n) } } ?a <in> ?j ; <name> ?m`,
		} {
			for _, op := range []string{"<", "<=", ">", ">="} {
				for _, sides := range []string{"?n %s ?m", "?m %s ?n"} {
					text := fmt.Sprintf(`BASE <http://x/> SELECT ?a ?j ?n ?m { `+shape+` FILTER (`+sides+`) }`, op)
					plan, err := MustParse(text).Explain(context.Background(), g, PlanOnly, withRanges())
					if err != nil {
						t.Fatal(err)
					}
					compared += comparisons(plan.Root)
					want := comparedRows(t, g, text, withoutPasses())
					for _, opts := range [][]Option{nil, {withRanges()}, {withRanges(), withWorkers(3, 3)}} {
						if got := comparedRows(t, g, text, opts...); !slices.Equal(got, want) {
							t.Fatalf("odd terms %v, %s: %d rows, want %d", odd, text, len(got), len(want))
						}
					}
				}
			}
		}
	}
	if compared < 48 {
		t.Errorf("%d of 64 plans compare in joins", compared)
	}
}

// comparedGraph has things in few places, with names.
func comparedGraph(odd bool) *graph.Graph {
	r := rand.New(rand.NewPCG(1, 2))
	g := graph.New()
	iri := func(s string) graph.Term { return graph.NewIRI("http://x/" + s) }
	names := []string{"", "a", "ab", "abcdefgh", "abcdefgh1", "abcdefgh2", "abcdefghi", "b\x00", "b", "zürich", "\U0001F600", "\uFFFD"}
	for i := range 80 {
		s := iri(fmt.Sprint("s", i))
		name := graph.NewLiteral(names[r.IntN(len(names))])
		if odd && i%9 == 0 {
			name = []graph.Term{graph.NewLang("ab", "en"), graph.NewTyped("7", graph.XSD+"integer"), iri("name"), graph.NewTyped("ab", "http://x/type")}[r.IntN(4)]
		}
		for _, tr := range []graph.Triple{{S: s, P: iri("in"), O: iri(fmt.Sprint("j", r.IntN(4)))}, {S: s, P: iri("name"), O: name}} {
			g.Add(tr)
		}
	}
	return g
}

// comparedRows gives the rows of an answer, sorted.
func comparedRows(t *testing.T, g *graph.Graph, text string, opts ...Option) []string {
	t.Helper()
	rows, err := MustParse(text).Select(context.Background(), g, opts...)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for row, err := range rows.All() {
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for i := range row.Len() {
			text += row.At(i).String() + "\t"
		}
		out = append(out, text)
	}
	slices.Sort(out)
	return out
}

// comparisons is how many hash joins of a plan compare.
func comparisons(n *PlanNode) (count int) {
	if n.Operator == "hash join" && strings.ContainsAny(n.Detail, "<>") {
		count++
	}
	for _, in := range n.Inputs {
		count += comparisons(in)
	}
	return count
}
