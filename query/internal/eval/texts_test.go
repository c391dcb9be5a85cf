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

// TestHeadVector: heads are those of the texts, whether they are read or remembered,
// where terms come again and where each comes once.
func TestHeadVector(t *testing.T) {
	g := graph.New()
	for i := range 2 * manyMemories {
		g.Add(graph.Triple{S: graph.NewIRI("http://example.com/s"), P: graph.NewIRI("http://example.com/p"), O: graph.NewLiteral(fmt.Sprint(i))})
	}
	snap := g.Snapshot()
	s, _ := snap.Lookup(graph.NewIRI("http://example.com/s"))
	var all []graph.ID
	for i := range 2 * manyMemories {
		id, _ := snap.Lookup(graph.NewLiteral(fmt.Sprint(i)))
		all = append(all, id)
	}
	d, r := NewDict(snap), rand.New(rand.NewPCG(15, 16))
	var v headVector
	largest, next := 0, 0
	for round, values := range []int{100, 3 * headMemories, 10, len(all)} { // values that come
		for range 200 {
			col, rows := make([]graph.ID, batch.Size), []uint16{}
			for i := range col {
				col[i] = all[r.IntN(values)]
				if next++; values == len(all) { // each once before one comes again
					col[i] = all[next%values]
				}
				switch r.IntN(20) {
				case 0:
					col[i] = graph.None
				case 1:
					col[i] = s
				}
				if r.IntN(10) > 0 {
					rows = append(rows, uint16(i))
				}
			}
			v.read(d, col, rows)
			largest = max(largest, len(v.memo))
			if got, want := d.Bytes(), int64(len(v.memo))*16; got != want {
				t.Fatalf("%d bytes are accounted, %d remembered", got, want)
			}
			for i, r := range rows {
				text, is := snap.StringText(col[r])
				if is != v.is[i] || is && graph.TextHead(text) != v.heads[i] {
					t.Fatalf("round %d, row %d: %x %v, want that of %q", round, i, v.heads[i], v.is[i], text)
				}
			}
		}
	}
	if largest != manyMemories || v.memo != nil || v.plain != neverAgain {
		t.Errorf("%d were remembered, %d are still", largest, len(v.memo))
	}
}
