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

// TestFilterNodes: = and != of columns of nodes keep the rows that testing each one
// would, also where triple terms, which may be equal by value, literals or nothing are
// among them.
func TestFilterNodes(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 18))
	g := graph.New()
	var terms []graph.Term
	for i := range 8 {
		terms = append(terms, graph.NewIRI(fmt.Sprint("http://example.com/", i)), graph.NewBlank(fmt.Sprint("b", i)))
	}
	nodes := len(terms)
	for _, one := range []string{"1", "01", "2"} {
		terms = append(terms, graph.NewTripleTerm(terms[0], terms[2], graph.NewTyped(one, graph.XSD+"integer")))
	}
	resources := len(terms)
	terms = append(terms, graph.NewLiteral("a"), graph.NewTyped("01", graph.XSD+"integer"))
	for _, term := range terms {
		g.Add(graph.Triple{S: terms[0], P: terms[2], O: term})
	}
	snap := g.Snapshot()
	env := &Env{Dict: NewDict(snap)}
	for _, among := range [][2]int{{nodes, nodes}, {resources, nodes}, {nodes, resources}, {resources, resources}, {len(terms), len(terms) + 1}, {nodes, -1}, {-1, nodes}} {
		for _, rel := range []value.Rel{value.EQ, value.NE, value.LT} {
			test := env.Dict.testColumns(rel, 0, 1)
			single := env.each(test)
			filter := env.Dict.filterNodes(env, rel, 0, 1, single)
			for range 20 {
				b := &batch.Batch{Cols: [][]graph.ID{nil, nil}, N: 100}
				var in []uint16
				for row := range b.N {
					for c := range b.Cols {
						id := graph.None
						if n := among[c]; n > 0 { // else all are unbound
							if k := r.IntN(n); k < len(terms) {
								id, _ = snap.Lookup(terms[k])
							}
						}
						b.Cols[c] = append(b.Cols[c], id)
					}
					if r.IntN(3) > 0 {
						in = append(in, uint16(row))
					}
				}
				before := []uint16{7}
				got, err := filter(b, in, before)
				want, _ := single(b, in, before)
				if err != nil || !slices.Equal(got, want) {
					t.Fatalf("%v, relation %d: %v %v, want %v", among, rel, got, err, want)
				}
			}
		}
	}
}
