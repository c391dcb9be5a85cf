package query_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// sales are orders of customers, with amounts that are numbers, texts, dates and IRIs,
// many of them more than once, and some missing.
func sales(orders int) *graph.Graph {
	r := rand.New(rand.NewPCG(11, 12))
	var ts []graph.Triple
	add := func(s, p string, o graph.Term) { ts = append(ts, graph.Triple{S: iri(s), P: iri(p), O: o}) }
	whole := func(n int) graph.Term { return graph.NewTyped(fmt.Sprint(n), graph.XSD+"integer") }
	for c := range 100 {
		add(fmt.Sprint("c", c), "name", graph.NewLiteral(fmt.Sprint("name ", c%30)))
		if c%10 == 0 {
			add(fmt.Sprint("c", c), "country", iri("no"))
		}
	}
	for i := range orders {
		o := fmt.Sprint("o", i)
		add(o, "by", iri(fmt.Sprint("c", r.IntN(100))))
		add(o, "status", graph.NewLiteral([]string{"paid", "sent", "open"}[r.IntN(3)]))
		if r.IntN(50) > 0 {
			add(o, "part", iri(fmt.Sprint("p", r.IntN(500))))
		}
		n := r.IntN(orders)
		amount := whole(n)
		switch r.IntN(40) {
		case 0:
			amount = graph.NewLiteral(fmt.Sprint("text ", n))
		case 1:
			amount = graph.NewTyped(fmt.Sprintf("%d.25", n), graph.XSD+"decimal")
		case 2:
			amount = iri(fmt.Sprint("amount", n))
		case 3:
			amount = graph.NewTyped(fmt.Sprintf("2%03d-01-01", n%1000), graph.XSD+"date")
		}
		if add(o, "amount", amount); r.IntN(20) == 0 {
			add(o, "amount", whole(r.IntN(orders)))
		}
	}
	g := graph.New()
	g.Add(ts...)
	return g
}

// topQueries order by a key that a top filter stands behind, with what follows it.
var topQueries = []struct{ vars, pattern, key, tail string }{
	{"?a ?o ?n ?t", "?o :by ?c ; :amount ?a ; :status ?t . ?c :name ?n", "?a", "?o ?n ?t"},
	{"?a ?o ?n ?t", "?o :by ?c ; :amount ?a ; :status ?t . ?c :name ?n ; :country :no", "?a", "?o ?n ?t"},
	{"?a ?o ?p ?q", "?o :amount ?a OPTIONAL { ?o :part ?p } OPTIONAL { ?x :amount ?a ; :part ?q }", "?a", "?o ?p ?q"},
	{"?a ?o ?n", "?o :amount ?a MINUS { ?o :by :c7 } FILTER EXISTS { ?o :part ?q } ?o :by ?c . ?c :name ?n", "?a", "?o ?n"},
	{"?a ?o ?n ?k", "?o :by ?c . ?c :name ?n { SELECT ?c (COUNT(*) AS ?k) { ?y :by ?c } GROUP BY ?c } ?o :amount ?a", "?a", "?o ?n ?k"},
	{"?n ?o ?a", "?o :by ?c . ?c :name ?n . ?o :amount ?a FILTER(?a != 7)", "?n", "?o ?a"},
	{"?p ?o ?a", "?o :by ?c OPTIONAL { ?o :part ?p } ?o :amount ?a", "?p", "?o ?a"},
	{"?c ?o ?a", "?c :name ?n OPTIONAL { ?o :by ?c ; :amount ?a }", "?a", "?o ?c"},
	{"?a ?o ?l", "?o :amount ?a ; (:by/:name)|:status ?l", "?a", "?o ?l"},
}

// TestTopFilter: with a LIMIT the same rows come first as without, and what follows
// the key is joined for few rows.
func TestTopFilter(t *testing.T) {
	const orders = 20_000
	g := sales(orders)
	filters := 0
	for _, q := range topQueries {
		for _, order := range []string{q.key, "DESC(" + q.key + ")"} {
			text := "SELECT " + q.vars + " { " + q.pattern + " } ORDER BY " + order + " " + q.tail
			all, err := list(sel(t, g, text))
			if err != nil {
				t.Fatal(err)
			}
			for _, limit := range []int{1, 40, 1000} {
				limited := fmt.Sprintf("%s LIMIT %d", text, limit)
				first, err := list(sel(t, g, limited))
				if err != nil {
					t.Fatal(err)
				}
				if want := all[:min(limit, len(all))]; !slices.Equal(first, want) {
					t.Errorf("%s\ngave %d rows that are not the first ones:\n%v\nwant\n%v", limited, len(first), first[:min(5, len(first))], want[:min(5, len(want))])
				}
				if _, plan := effort(t, g, limited); strings.Contains(plan, "top filter") {
					filters++
				}
			}
		}
	}
	if filters < 30 {
		t.Errorf("%d plans have a top filter", filters)
	}
	within(t, g, 3*orders, "SELECT * { ?o :amount ?a ; :by ?c ; :status ?t ; :part ?p . ?c :name ?n } ORDER BY DESC(?a) LIMIT 10")
}
