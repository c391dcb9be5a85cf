package query

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// fleet is n ships with a name, and by their number none, one or several of other
// things; ship 7 has so many of three that its solutions fill several batches.
func fleet(n int) *graph.Graph {
	iri := func(s string, k int) graph.Term { return graph.NewIRI(fmt.Sprintf("http://s/%s%d", s, k)) }
	var ts []graph.Triple
	add := func(i int, p, o string, k int) {
		ts = append(ts, graph.Triple{S: iri("ship", i), P: graph.NewIRI("http://s/" + p), O: iri(o, k)})
	}
	for i := range n {
		add(i, "name", "name", i*7919%n)
		add(i, "kind", "kind", i%3)
		if i%5 != 0 {
			add(i, "port", "port", i%11)
		}
		for k := range i % 4 {
			add(i, "crew", "man", 5*i+k)
		}
		for k := range i % 3 {
			add(i, "cargo", "good", (i+k)%17)
		}
	}
	for k := range 60 {
		add(7, "crew", "man", 9000+k)
		add(7, "cargo", "good", k)
		add(7, "flag", "land", k%9)
	}
	g := graph.New()
	g.Add(ts...)
	return g
}

// starQueries look up several things of subjects that do not come in order.
var starQueries = []string{
	`SELECT * { ?s :name ?n OPTIONAL { ?s :port ?p } OPTIONAL { ?s :crew ?c } OPTIONAL { ?s :cargo ?g } OPTIONAL { ?s :flag ?f } }`,
	`SELECT * { ?s :name ?n ; :port ?p ; :crew ?c ; :cargo ?g }`,
	`SELECT ?s ?c { ?s :name ?n ; :kind :kind1 OPTIONAL { ?s :crew ?c } OPTIONAL { ?s :cargo ?g } FILTER NOT EXISTS { ?s :flag ?f } }`,
	`SELECT * { ?s :name ?n ; :kind ?k OPTIONAL { ?s :port ?p } FILTER EXISTS { ?s :crew ?c } MINUS { ?s :port :port3 } }`,
	`SELECT (COUNT(*) AS ?k) { ?s :name ?n OPTIONAL { ?s :port ?p } OPTIONAL { ?s :crew ?c } OPTIONAL { ?s :cargo ?g } }`,
	`SELECT ?k (COUNT(?c) AS ?m) (COUNT(DISTINCT ?g) AS ?l) { ?s :kind ?k ; :crew ?c ; :cargo ?g } GROUP BY ?k ORDER BY ?k`,
	`SELECT * { ?s :name ?n ; :crew ?c , ?d ; :cargo ?g } LIMIT 300`,
	`SELECT * { ?s :name ?n OPTIONAL { ?s :none ?x } OPTIONAL { ?s :crew ?c } }`,
	`SELECT * { :ship7 :name ?n ; :kind ?k ; :crew ?c ; :cargo ?g OPTIONAL { :ship7 :flag ?f } OPTIONAL { :ship7 :port ?p } }`,
	`SELECT * { ?s :kind ?k . :ship11 :crew ?c ; :cargo ?g ; :kind :kind2 FILTER NOT EXISTS { :ship11 :flag ?f } } LIMIT 9000`,
	`SELECT * { VALUES ?s { :ship9 :ship7 :nothing "text" :ship7 } ?s :kind ?k OPTIONAL { ?s :port ?p } OPTIONAL { ?s :none ?x } OPTIONAL { ?s :crew ?c } }`,
}

// TestStar: what is said of a subject, found by one look, gives the rows that one
// pattern after the other gives, in their order; after an update too.
func TestStar(t *testing.T) {
	g := fleet(5000)
	compare := func() {
		for _, text := range starQueries {
			rows, work := table(t, g, text, withStars(), withWorkers(1, 0))
			want, steps := table(t, g, text, withoutStars(), withWorkers(1, 0))
			if !slices.Equal(rows, want) {
				t.Errorf("%s: got %d rows, want %d, or another order", text, len(rows), len(want))
			}
			if !strings.Contains(work, "star") || strings.Contains(steps, "star") {
				t.Errorf("%s: with a star:\n%s\nwithout:\n%s", text, work, steps)
			}
		}
	}
	compare()
	if _, err := Update(context.Background(), g, shopPrefix+`DELETE DATA { :ship8 :crew :man40 } ; INSERT DATA { :ship8 :crew :other . :ship10 :port :port1 , :port2 . :new :crew :man1 }`); err != nil {
		t.Fatal(err)
	}
	compare()
}

// TestStarTooMany: solutions that are counted without being made may be more than there
// are numbers for.
func TestStarTooMany(t *testing.T) {
	var ts []graph.Triple
	for i := range 66_000 {
		ts = append(ts, graph.Triple{S: graph.NewIRI("http://s/hub"), P: graph.NewIRI("http://s/p"), O: graph.NewIRI(fmt.Sprint("http://s/o", i))})
	}
	g := graph.New()
	g.Add(ts...)
	rs, err := MustParse(shopPrefix+`SELECT (COUNT(*) AS ?n) { ?s :p :o1 OPTIONAL { ?s :p ?a } OPTIONAL { ?s :p ?b } OPTIONAL { ?s :p ?c } OPTIONAL { ?s :p ?d } }`).Select(context.Background(), g)
	if err == nil {
		for rs.Next() {
			t.Error("counted: ", rs.Row())
		}
		err = rs.Err()
		rs.Close()
	}
	var limit *LimitError
	if !errors.As(err, &limit) || limit.Operator != "star" {
		t.Error("got ", err)
	}
}

// TestStarTooManyInParts: nor is there a number for the sum of what several goroutines
// have counted, or one of them in several parts, where each part has one.
func TestStarTooManyInParts(t *testing.T) {
	var ts []graph.Triple
	name := func(kind string, i int) graph.Term { return graph.NewIRI(fmt.Sprint("http://s/", kind, i)) }
	for i := range 4096 {
		ts = append(ts, graph.Triple{S: name("s", i), P: graph.NewIRI("http://s/in"), O: name("g", i%7)})
	}
	for _, hub := range []int{0, 1000, 2000, 3000} { // 215^8 rows of each are 4.6e18
		for i := range 215 {
			ts = append(ts, graph.Triple{S: name("s", hub), P: graph.NewIRI("http://s/p"), O: name("o", i)})
		}
	}
	g := graph.New()
	g.Add(ts...)
	text := shopPrefix + `SELECT (COUNT(*) AS ?n) { ?s :in ?g ` + strings.Repeat("OPTIONAL { ?s :p [] } ", 8) + "}"
	for _, workers := range []int{1, 3} {
		rs, err := MustParse(text).Select(context.Background(), g, withStars(), withWorkers(workers, 64))
		if err == nil {
			for rs.Next() {
				t.Error(workers, " goroutines counted ", rs.Row())
			}
			err = rs.Err()
			rs.Close()
		}
		var limit *LimitError
		if !errors.As(err, &limit) || limit.Operator != "star" {
			t.Error(workers, " goroutines: ", err)
		}
	}
}
