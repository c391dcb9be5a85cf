package query

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// TestTripleSet holds it against a map, with triples that differ in one place only.
func TestTripleSet(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	var held int64
	set := tripleSet{hold: func(bytes int64) error { held += bytes; return nil }}
	want := map[[3]graph.ID]bool{}
	for range 20_000 {
		x := [3]graph.ID{graph.ID(1 + r.IntN(40)), graph.ID(1 + r.IntN(5)), graph.ID(r.Uint32()&(3<<30) + uint32(1+r.IntN(40)))}
		if got, err := set.add(x[0], x[1], x[2]); got == want[x] || err != nil {
			t.Fatalf("%v is new: %v, %v", x, got, err)
		}
		want[x] = true
	}
	if set.n != len(want) || held != int64(len(set.slots))*tripleSlotBytes {
		t.Errorf("%d triples in %d bytes, want %d in %d", set.n, held, len(want), len(set.slots)*tripleSlotBytes)
	}
}

// TestConstructLimit: memory is asked for before there is more of it.
func TestConstructLimit(t *testing.T) {
	full := errors.New("full")
	set := tripleSet{hold: func(bytes int64) error { return full }}
	if fresh, err := set.add(1, 2, 3); fresh || err != full || set.slots != nil {
		t.Errorf("%v, %v, %d slots", fresh, err, len(set.slots))
	}
	g := graph.New()
	var ts []graph.Triple
	for i := range 5000 {
		ts = append(ts, graph.Triple{S: graph.NewIRI(fmt.Sprint("http://x/s", i)), P: graph.NewIRI("http://x/p"), O: graph.NewIRI("http://x/o")})
	}
	g.Add(ts...)
	res, err := MustParse(`CONSTRUCT WHERE { ?s ?p ?o }`).Construct(context.Background(), g, WithLimits(Limits{MaxMemoryBytes: 100_000}))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range res.All() {
		if err = e; e == nil {
			n++
		}
	}
	var limit *LimitError
	if !errors.As(err, &limit) || limit.Operator != "construct" || n == 0 {
		t.Errorf("%d triples, %v", n, err)
	}
}

// TestConstructOnce: each triple comes once, whichever quads of the template and rows
// it comes from, and terms are those of their row.
func TestConstructOnce(t *testing.T) {
	g := graph.New()
	for i := range 500 {
		add(t, g, fmt.Sprintf(`<http://x/s%d> <http://x/p> <http://x/o%d> ; <http://x/q> "%d"`, i%50, i%7, i%11))
	}
	q := MustParse(`CONSTRUCT { ?s <http://x/p> ?o . ?o <http://x/of> ?s . ?s ?p ?o . ?s <http://x/v> ?v . ?v <http://x/no> ?s . ?s <http://x/same> "x" . ?s <http://x/made> ?m }
		{ ?s ?p ?o ; <http://x/q> ?v FILTER(?p = <http://x/p>) BIND(CONCAT(STR(?s), " ", ?v) AS ?m) }`)
	res, err := q.Construct(context.Background(), g)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for triple, err := range res.All() {
		if err != nil {
			t.Fatal(err)
		}
		got[triple.S.NTriples()+" "+triple.P.NTriples()+" "+triple.O.NTriples()+" ."]++
	}
	want := map[string]bool{}
	for i := range 50 {
		s := fmt.Sprintf("<http://x/s%d>", i)
		want[s+` <http://x/same> "x" .`] = true
		for k := i; k < 500; k += 50 {
			o, v := fmt.Sprintf("<http://x/o%d>", k%7), fmt.Sprint(k%11)
			for _, line := range []string{s + " <http://x/p> " + o, o + " <http://x/of> " + s, s + ` <http://x/v> "` + v + `"`, s + ` <http://x/made> "` + s[1:len(s)-1] + " " + v + `"`} {
				want[line+" ."] = true
			}
		}
	}
	for line, n := range got {
		if n != 1 || !want[line] {
			t.Errorf("%d times %s", n, line)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d triples, want %d", len(got), len(want))
	}
}
