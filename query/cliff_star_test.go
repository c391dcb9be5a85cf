package query_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// market is 60,000 goods with a maker, every second with a rating, and 60,000 books with
// two authors; ten books have a maker and a rating too.
func market() *graph.Graph {
	var ts []graph.Triple
	add := func(s, p, o string, i int) {
		ts = append(ts, graph.Triple{S: iri(fmt.Sprint(s, i)), P: iri(p), O: iri(o)})
	}
	for i := range 60_000 {
		add("good", "maker", fmt.Sprint("maker", i%100), i)
		if i%2 == 0 {
			add("good", "rating", fmt.Sprint("stars", i%5), i)
		}
		add("book", "author", fmt.Sprint("author", i%1000), i)
		add("book", "author", fmt.Sprint("author", i%999), i)
		if i < 100 {
			add("maker", "country", fmt.Sprint("country", i%7), i)
		}
		if i%6000 == 0 {
			add("book", "maker", "maker7", i)
			add("book", "rating", "stars2", i)
		}
	}
	g := graph.New()
	g.Add(ts...)
	return g
}

// TestCliffOptionals: what several OPTIONALs ask of a subject is found by one look at it,
// where subjects come in no order.
func TestCliffOptionals(t *testing.T) {
	g := hospital()
	const optionals = `SELECT * { ?l :code :code7 ; :of ?p OPTIONAL { ?p :phone ?t } OPTIONAL { ?p :born ?b } OPTIONAL { ?p :name ?n } OPTIONAL { ?p :ward ?w } }`
	within(t, g, 1500, optionals)
	if _, plan := effort(t, g, optionals); strings.Count(plan, "optional ?p") != 4 {
		t.Errorf("the OPTIONALs are looked up one after the other:\n%s", plan)
	}
	// Where subjects ascend, columns are walked side by side.
	if _, plan := effort(t, g, `SELECT * { ?p :born ?b OPTIONAL { ?p :phone ?t } OPTIONAL { ?p :name ?n } }`); strings.Contains(plan, "star") {
		t.Errorf("a look at each subject:\n%s", plan)
	}
}

// TestCliffStar: which predicates occur together is known, so what few subjects have
// together comes first, in whatever order it is written. Taken for themselves, ratings
// and makers are fewest.
func TestCliffStar(t *testing.T) {
	g := market()
	patterns := []string{"?x :rating ?r .", "?x :maker ?m .", "?x :author ?a .", "?m :country ?c ."}
	permutations(len(patterns), func(order []int) {
		var text []string
		for _, i := range order {
			text = append(text, patterns[i])
		}
		within(t, g, 61_000, "SELECT * { "+strings.Join(text, " ")+" }")
	})
}
