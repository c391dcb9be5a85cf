package eval

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// TestFilterColumns: a comparison of two columns keeps the rows that testing each one
// would, for texts that begin alike, are short or hold zeros, and for other terms.
func TestFilterColumns(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	g := graph.New()
	terms := []graph.Term{graph.NewIRI("http://example.com/a"), graph.NewTyped("12", graph.XSD+"integer"), graph.NewLang("Ada", "en")}
	for i := range 60 {
		terms = append(terms, graph.NewLiteral(fmt.Sprint([]string{"", "Ada", "Ada Love", "Ada Lovelace \u00e9", "\x00"}[i%5], string(rune('a'+i/5)))))
	}
	for i, term := range terms {
		g.Add(graph.Triple{S: graph.NewIRI(fmt.Sprint("http://example.com/s", i)), P: graph.NewIRI("http://example.com/p"), O: term})
	}
	snap := g.Snapshot()
	env := &Env{Dict: NewDict(snap)}
	for _, mixed := range []bool{false, true} {
		for rel := value.EQ; rel <= value.GE; rel++ {
			test := env.Dict.testColumns(rel, 0, 1)
			filter := env.Dict.filterColumns(env, rel, 0, 1, test)
			for range 20 {
				b := &batch.Batch{Cols: [][]graph.ID{nil, nil}, N: 200}
				var in []uint16
				for row := range b.N {
					for c := range b.Cols {
						from := 3
						if mixed {
							from = 0
						}
						id, _ := snap.Lookup(terms[from+r.IntN(len(terms)-from)])
						if mixed && r.IntN(20) == 0 {
							id = graph.None
						}
						b.Cols[c] = append(b.Cols[c], id)
					}
					if r.IntN(3) > 0 {
						in = append(in, uint16(row))
					}
				}
				got, err := filter(b, in, nil)
				want, _ := env.each(test)(b, in, nil)
				if err != nil || !slices.Equal(got, want) {
					t.Fatalf("relation %d: %v %v, want %v", rel, got, err, want)
				}
			}
		}
	}
}
