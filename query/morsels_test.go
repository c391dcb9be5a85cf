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

// shop is n orders of 40 customers in 7 countries, with amounts, days and notes.
func shop(n int) *graph.Graph {
	iri := func(s string, k int) graph.Term { return graph.NewIRI(fmt.Sprintf("http://s/%s%d", s, k)) }
	p := func(s string) graph.Term { return graph.NewIRI("http://s/" + s) }
	var ts []graph.Triple
	for c := range 40 {
		ts = append(ts, graph.Triple{S: iri("c", c), P: p("name"), O: graph.NewLiteral(fmt.Sprintf("Name %d", c%11))},
			graph.Triple{S: iri("c", c), P: p("country"), O: iri("land", c*c%7)})
	}
	for i := range n {
		o := iri("o", i)
		amount := graph.NewTyped(fmt.Sprintf("%d.%02d", i*37%500, i%100), graph.XSD+"double")
		if i%5 == 0 {
			amount = graph.NewTyped(fmt.Sprint(i%90), graph.XSD+"integer")
		}
		ts = append(ts, graph.Triple{S: o, P: p("by"), O: iri("c", i*i%40)}, graph.Triple{S: o, P: p("amount"), O: amount},
			graph.Triple{S: o, P: p("day"), O: graph.NewTyped(fmt.Sprintf("2020-%02d-%02d", 1+i%12, 1+i%28), graph.XSD+"date")})
		if i%3 == 0 {
			ts = append(ts, graph.Triple{S: o, P: p("note"), O: graph.NewLiteral(fmt.Sprint(i % 17))})
		}
	}
	g := graph.New()
	g.Add(ts...)
	return g
}

const shopPrefix = "PREFIX : <http://s/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "

// morselQueries have pipelines of every operator that workers run.
var morselQueries = []string{
	`SELECT ?c (COUNT(*) AS ?n) (SUM(?a) AS ?s) { ?o :by ?c ; :amount ?a } GROUP BY ?c`,
	`SELECT ?n (AVG(?a) AS ?s) (MIN(?a) AS ?l) (MAX(?d) AS ?m) { ?o :by ?c ; :amount ?a ; :day ?d . ?c :name ?n } GROUP BY ?n`,
	`SELECT ?l (COUNT(DISTINCT ?c) AS ?n) (COUNT(DISTINCT ?o) AS ?m) (COUNT(DISTINCT ?a) AS ?k) { ?o :by ?c ; :amount ?a . ?c :country ?l } GROUP BY ?l`,
	`SELECT ?l ?n ?d (COUNT(?t) AS ?k) { ?o :by ?c ; :day ?d . ?c :country ?l ; :name ?n OPTIONAL { ?o :note ?t } } GROUP BY ?l ?n ?d`,
	`SELECT (COUNT(*) AS ?n) { ?o :amount ?a FILTER (?a > 20 && ?a < 400) }`,
	`SELECT (COUNT(*) AS ?n) (MAX(?a) AS ?m) { ?o :amount ?a ; :day ?d FILTER (?d >= "2020-03-01"^^xsd:date) FILTER NOT EXISTS { ?o :note ?t } }`,
	`SELECT ?x (SUM(?y) AS ?s) { ?o :amount ?a ; :day ?d BIND (SUBSTR(STR(?d), 1, 7) AS ?x) BIND (xsd:double(?a) * 2 AS ?y) } GROUP BY ?x`,
	`SELECT (SUM(?a) AS ?s) (COUNT(?a) AS ?n) { ?o :amount ?a ; :note "nothing" }`,
	`SELECT ?t (SUM(?t) AS ?s) { ?o :note ?t ; :amount ?a } GROUP BY ?t`,
	`SELECT ?l ?n (COUNT(DISTINCT ?c) AS ?k) (COUNT(DISTINCT ?o) AS ?m) (SUM(?a) AS ?s) { ?c :country ?l ; :name ?n OPTIONAL { ?o :by ?c ; :amount ?a } } GROUP BY ?l ?n`,
	`SELECT ?o ?n { ?o :by ?c ; :amount ?a . ?c :name ?n FILTER (?a > 20 && ?a < 400) }`,
	`SELECT ?o ?x ?t { ?o :day ?d ; :amount ?a OPTIONAL { ?o :note ?t } BIND (SUBSTR(STR(?d), 1, 7) AS ?x) FILTER (?a != 7) }`,
	`SELECT ?o ?p { ?o :by ?c ; :note ?t . ?p :by ?c ; :note ?t FILTER (?o < ?p) }`,
	`SELECT ?c ?l ?d { ?c :country ?l OPTIONAL { ?o :by ?c ; :day ?d } }`,
	`SELECT ?o ?d ?n ?m { ?o :by ?c ; :day ?d OPTIONAL { ?o :note ?n . ?o :amount ?m FILTER (?m > 9) } } ORDER BY ?o ?n`,
	`SELECT ?c (COUNT(*) AS ?k) (COUNT(?m) AS ?l) (SUM(?m) AS ?s) { ?o :by ?c OPTIONAL { ?o :note ?n ; :amount ?m OPTIONAL { ?o :day ?d . ?d :none ?x } } } GROUP BY ?c ORDER BY ?c`,
	`SELECT ?o { ?o :by ?c FILTER NOT EXISTS { ?o :note ?n ; :amount ?m FILTER (?m > 9) } } ORDER BY ?o`,
	`SELECT DISTINCT ?c ?d { ?o :by ?c ; :day ?d FILTER (?d > "2020-02-02"^^xsd:date) }`,
	`SELECT ?o ?a { ?o :by ?c ; :amount ?a FILTER (?a > 3) } ORDER BY DESC(?a) ?o`,
	`SELECT ?c (GROUP_CONCAT(?t) AS ?k) { ?o :by ?c ; :note ?t } GROUP BY ?c`,
	`SELECT ?t ?m { { SELECT ?t (COUNT(*) AS ?k) { ?o :note ?t } GROUP BY ?t } OPTIONAL { SELECT ?t ?m { ?p :note ?t ; :by ?m FILTER (STR(?m) != "") } } }`,
	`SELECT (COUNT(*) AS ?n) { ?c :country ?l ; :name ?n OPTIONAL { ?o :by ?c ; :amount ?a } }`,
	`SELECT ?o ?c { ?o :by ?c ; :amount ?a MINUS { SELECT DISTINCT ?o { ?o :note ?n ; :day ?d FILTER (STR(?n) IN ("3", "14")) } } }`,
	`SELECT ?o ?c ?e { ?o :by ?c ; :amount ?a OPTIONAL { SELECT DISTINCT ?o ?e { ?o :note ?n ; :day ?e FILTER (STR(?n) IN ("3", "14")) } } }`,
	`SELECT ?n (COUNT(?o) AS ?k) (COUNT(DISTINCT ?n) AS ?m) (MAX(?d) AS ?x) { ?c :name ?n OPTIONAL { ?o :by ?c ; :day ?d } OPTIONAL { ?p :by ?c ; :note "nothing" } } GROUP BY ?n`,
}

// table is a query's rows in order, and the rows and look-ups of its operators.
func table(t *testing.T, g *graph.Graph, text string, opts ...Option) (rows []string, work string) {
	t.Helper()
	q := MustParse(shopPrefix + text)
	rs, err := q.Select(context.Background(), g, opts...)
	if err != nil {
		t.Fatal(err)
	}
	for row, err := range rs.Terms() {
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		rows = append(rows, fmt.Sprint(row))
	}
	p, err := q.Explain(context.Background(), g, Analyze, opts...)
	if err != nil {
		t.Fatal(err)
	}
	var walk func(n *PlanNode)
	walk = func(n *PlanNode) {
		work += fmt.Sprintf("%s: %d rows, %d look-ups\n", n.Operator, n.Rows, n.Seeks)
		for _, in := range n.Inputs {
			walk(in)
		}
	}
	walk(p.Root)
	return rows, work
}

// TestMorsels: whatever the number of goroutines and the length of morsels, rows
// come in the order of one goroutine, and the work counted is the same.
func TestMorsels(t *testing.T) {
	g := shop(700)
	for _, text := range morselQueries {
		want, work := table(t, g, text, withWorkers(1, 0))
		stars, starWork := table(t, g, text, withStars(), withWorkers(1, 0))
		for _, workers := range []int{2, 5} {
			for _, morsel := range []int{1, 64, 1000} {
				got, counted := table(t, g, text, withWorkers(workers, morsel))
				if !slices.Equal(got, want) {
					t.Errorf("%s\n%d goroutines, morsels of %d: %s\nwant %s", text, workers, morsel, got, want)
				}
				if got, counted := table(t, g, text, withStars(), withWorkers(workers, morsel)); !slices.Equal(got, stars) || counted != starWork {
					t.Errorf("%s\nwith stars, %d goroutines, morsels of %d: %s\n%swant %s\n%s", text, workers, morsel, got, counted, stars, starWork)
				}
				if counted != work {
					t.Errorf("%s\n%d goroutines, morsels of %d:\n%swant\n%s", text, workers, morsel, counted, work)
				}
			}
		}
	}
}

// TestMorselLimits: limits hold for all goroutines together, and a stop is heard.
func TestMorselLimits(t *testing.T) {
	g := shop(3000)
	for _, text := range morselQueries {
		q := MustParse(shopPrefix + text)
		run := func(ctx context.Context, opts ...Option) (*Rows, error) {
			rs, err := q.Select(ctx, g, append(opts, withWorkers(3, 64))...)
			if err != nil {
				return nil, err
			}
			for rs.Next() {
			}
			return rs, rs.Err()
		}
		rs, err := run(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		_, steps := rs.Used()
		rs.Close()
		var limit *LimitError
		if rs, err := run(context.Background(), WithLimits(Limits{MaxSteps: steps / 2})); !errors.As(err, &limit) || limit.Limit != "MaxSteps" {
			t.Errorf("%s: %d steps allowed of %d: %v", text, steps/2, steps, err)
		} else {
			rs.Close()
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := run(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: after a cancel: %v", text, err)
		}
	}
}

// topMorsels have a top filter in a pipeline: its key is bound by the scan, by a
// look-up, by the left side of a hash join, and rows are told apart by it, or hardly.
var topMorsels = []string{
	`SELECT ?o ?a ?n { ?o :by ?c ; :amount ?a . ?c :name ?n } ORDER BY DESC(?a) ?o LIMIT 10`,
	`SELECT ?o ?a ?d { ?o :amount ?a ; :day ?d } ORDER BY ?a LIMIT 7`,
	`SELECT ?o ?d ?n ?t { ?o :day ?d ; :by ?c . ?c :name ?n OPTIONAL { ?o :note ?t } } ORDER BY DESC(?d) LIMIT 40`,
	`SELECT ?o ?c ?a ?d { ?o :by ?c ; :amount ?a ; :day ?d FILTER (?a != 7) } ORDER BY ?a DESC(?c) LIMIT 30 OFFSET 3`,
	`SELECT ?o ?a ?m { ?o :by ?c ; :amount ?a OPTIONAL { ?o :note ?n . ?o :day ?m FILTER (?m > "2020-05-05"^^xsd:date) } } ORDER BY DESC(?a) ?o LIMIT 20`,
}

// TestTopMorsels: under a top filter several goroutines give the rows that one gives,
// those that are equal in the same order. The work differs, as the bound moves between
// rounds, but is the same each time, and joins above stay with few rows.
func TestTopMorsels(t *testing.T) {
	const orders = 9000
	g := shop(orders)
	for _, text := range topMorsels {
		want, work := table(t, g, text, withWorkers(1, 0))
		if !strings.Contains(work, "top filter") {
			t.Errorf("%s has no top filter:\n%s", text, work)
		}
		for _, workers := range []int{2, 5} {
			for _, morsel := range []int{64, 1000} {
				got, counted := table(t, g, text, withWorkers(workers, morsel))
				if !slices.Equal(got, want) {
					t.Errorf("%s\n%d goroutines, morsels of %d: %s\nwant %s", text, workers, morsel, got, want)
				}
				if _, again := table(t, g, text, withWorkers(workers, morsel)); again != counted {
					t.Errorf("%s\n%d goroutines, morsels of %d:\n%sand then\n%s", text, workers, morsel, counted, again)
				}
			}
		}
	}
	_, work := table(t, g, topMorsels[0], withWorkers(3, 256))
	var rows, seeks int
	_, above, _ := strings.Cut(work, "top: ")
	for _, line := range strings.Split(above, "\n") {
		if strings.HasPrefix(line, "top filter") {
			break
		}
		if _, err := fmt.Sscanf(line[strings.Index(line, ":")+1:], "%d rows, %d look-ups", &rows, &seeks); err == nil && rows > orders/5 {
			t.Errorf("a join above the top filter gives %d rows of %d:\n%s", rows, orders, work)
		}
	}
}
