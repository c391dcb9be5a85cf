package query_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// The tests of this file count work, rows given and index look-ups of all
// operators together, where engines are known to fall off a cliff: a plan that
// is out of shape does not take twice the work but thousands of times.

// effort runs a query to its end and gives the work it took and its plan.
func effort(t *testing.T, src query.Source, text string, opts ...query.Option) (work int64, plan string) {
	t.Helper()
	q := query.MustParse(text, prefixes)
	p, err := q.Explain(context.Background(), src, query.Analyze, opts...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var b strings.Builder
	if err := p.Text(&b); err != nil {
		t.Fatal(err)
	}
	var add func(n *query.PlanNode)
	add = func(n *query.PlanNode) {
		work += n.Rows + n.Seeks
		for _, in := range n.Inputs {
			add(in)
		}
	}
	add(p.Root)
	return work, b.String()
}

// within checks that a query takes at most so much work.
func within(t *testing.T, src query.Source, most int64, text string) {
	t.Helper()
	if work, plan := effort(t, src, text); work > most {
		t.Errorf("%s\ntook %d rows and look-ups, at most %d allowed:\n%s", text, work, most, plan)
	} else if testing.Verbose() {
		t.Logf("%d of %d: %s\n%s", work, most, text, plan)
	}
}

// hospital is 4,000 patients with 3 labs and 2 problems each, among 40 wards,
// with names, and a tree of 500 places.
func hospital() *graph.Graph {
	var ts []graph.Triple
	add := func(s, p string, o any) {
		var object graph.Term
		if name, ok := o.(string); ok && strings.HasPrefix(name, ":") {
			object = iri(name[1:])
		} else {
			object, _ = query.TermOf(o)
		}
		ts = append(ts, graph.Triple{S: iri(s), P: iri(p), O: object})
	}
	for i := range 4000 {
		p := fmt.Sprint("patient", i)
		ts = append(ts, graph.Triple{S: iri(p), P: graph.NewIRI(graph.RDF + "type"), O: iri("Patient")})
		add(p, "name", fmt.Sprint("Name ", i))
		add(p, "ward", fmt.Sprint(":ward", i%40))
		add(p, "born", 1920+i%100)
		for k := range 3 {
			lab := fmt.Sprint("lab", i, "_", k)
			add(lab, "of", ":"+p)
			add(lab, "code", fmt.Sprint(":code", (i*7+k*13)%50))
			add(lab, "value", (i*31+k*17)%1000)
		}
		add(p, "problem", fmt.Sprint(":problem", i%97))
		add(p, "problem", fmt.Sprint(":problem", i%89))
		if i%3 == 0 {
			add(p, "phone", fmt.Sprint("555-", i))
		}
	}
	for i := range 40 {
		add(fmt.Sprint("ward", i), "place", fmt.Sprint(":place", i*12))
		add(fmt.Sprint("ward", i), "label", fmt.Sprint("Ward ", i))
	}
	for i := 1; i < 500; i++ {
		add(fmt.Sprint("place", i), "within", fmt.Sprint(":place", i/2))
	}
	g := graph.New()
	g.Add(ts...)
	return g
}

// TestCliffOptional: after a selective pattern, an OPTIONAL looks up what it
// needs; several do so one after the other.
func TestCliffOptional(t *testing.T) {
	g := hospital()
	within(t, g, 30, `SELECT * { ?p :name "Name 17" OPTIONAL { ?p :phone ?t } }`)
	within(t, g, 60, `SELECT * { ?p :name "Name 17" OPTIONAL { ?l :of ?p . ?l :value ?v } }`)
	within(t, g, 90, `SELECT * { ?p :name "Name 17" OPTIONAL { ?p :phone ?t } OPTIONAL { ?p :problem ?q } OPTIONAL { ?l :of ?p ; :code ?c ; :value ?v FILTER(?v > 10) } }`)
	within(t, g, 60, `SELECT * { ?p :name "Name 17" OPTIONAL { ?p :ward ?w OPTIONAL { ?w :place ?x OPTIONAL { ?x :within ?y } } } }`)
	within(t, g, 60, `SELECT * { ?p :name "Name 17" OPTIONAL { { ?p :phone ?t } UNION { ?p :ward ?t } } }`)
	within(t, g, 60, `SELECT * { ?p :name "Name 17" . MINUS { ?p :phone ?t . ?p :ward :ward3 } }`)
	// The selective pattern stands last.
	within(t, g, 60, `SELECT * { ?p a :Patient OPTIONAL { ?p :phone ?t } ?p :name "Name 17" }`)
}

// TestCliffSmallAnswer: two large sides with a small answer meet in a join that
// reads each at most once.
func TestCliffSmallAnswer(t *testing.T) {
	g := hospital()
	within(t, g, 45_000, `SELECT * { ?l :value 7 . ?l :of ?p . ?p :ward :ward3 }`)
	within(t, g, 3000, `SELECT * { ?l :value 7 ; :code ?c . ?m :value 24 ; :code ?c }`)
	within(t, g, 60_000, `SELECT ?p { ?l :of ?p ; :value ?v . ?p :born ?v }`)
}

// TestCliffTop: ORDER BY with LIMIT keeps few rows.
func TestCliffTop(t *testing.T) {
	g := hospital()
	q := query.MustParse(`SELECT ?l ?v { ?l :value ?v } ORDER BY DESC(?v) LIMIT 10`, prefixes)
	p, err := q.Explain(context.Background(), g, query.Analyze)
	if err != nil {
		t.Fatal(err)
	}
	var bytes int64
	var add func(n *query.PlanNode)
	add = func(n *query.PlanNode) {
		bytes += n.Bytes
		for _, in := range n.Inputs {
			add(in)
		}
	}
	add(p.Root)
	if bytes > 512<<10 {
		t.Errorf("ORDER BY LIMIT 10 of 12,000 rows held %d bytes", bytes)
	}
	within(t, g, 12_100, `SELECT ?l ?v { ?l :value ?v } ORDER BY DESC(?v) LIMIT 10`)
	// A limit alone stops the scan and the joins below it.
	within(t, g, 20_000, `SELECT * { ?l :of ?p . ?p :name ?n OPTIONAL { ?p :phone ?t } } LIMIT 10`)
}

// TestCliffDistinct: duplicates go before the sort, not after it.
func TestCliffDistinct(t *testing.T) {
	g := hospital()
	_, plan := effort(t, g, `SELECT DISTINCT ?c { ?l :code ?c } ORDER BY ?c`)
	if strings.Index(plan, "distinct") < strings.Index(plan, "sort") || !strings.Contains(plan, "sort") {
		t.Errorf("duplicates are sorted:\n%s", plan)
	}
	within(t, g, 24_500, `SELECT DISTINCT ?c { ?l :code ?c } ORDER BY ?c`)
}

// TestCliffCount: counts come from the index.
func TestCliffCount(t *testing.T) {
	g := hospital()
	for _, text := range []string{
		`SELECT (COUNT(*) AS ?n) { ?s ?p ?o }`,
		`SELECT (COUNT(*) AS ?n) { ?s :value ?o }`,
		`SELECT (COUNT(*) AS ?n) { ?s a :Patient }`,
		`SELECT (COUNT(?s) AS ?n) { ?s :value ?o }`,
		`SELECT (COUNT(?s) AS ?n) { ?s ?p ?o }`,
	} {
		rows := sel(t, g, text)
		if _, err := list(rows); err != nil {
			t.Fatal(err)
		}
		if _, steps := rows.Used(); steps > 100 {
			t.Errorf("%s took %d steps", text, steps)
		}
	}
	within(t, g, 2100, `ASK { ?s ?p ?o }`)
}

// TestCliffPath: a path with one end bound starts there.
func TestCliffPath(t *testing.T) {
	g := hospital()
	within(t, g, 100, `SELECT * { :place400 :within* ?x }`)
	within(t, g, 100, `SELECT * { :place400 :within+ ?x . ?x :within ?y }`)
	within(t, g, 1600, `SELECT * { ?x :within* :place1 }`)
	within(t, g, 120, `SELECT * { ?p :name "Name 17" ; :ward/:place/:within* ?x }`)
	within(t, g, 200, `SELECT * { ?x ^:within/^:within :place400 }`)
	within(t, g, 300, `SELECT * { ?x :within+ ?y . :ward33 :place ?x }`)
	within(t, g, 300, `SELECT * { ?x :within+ ?y FILTER(?x = :place400) }`)
	within(t, g, 100, `ASK { :place400 :within* :place1 }`)
}

// TestCliffFilter: equality in a FILTER is a look-up; an implicit join in a
// FILTER is a join.
func TestCliffFilter(t *testing.T) {
	g := hospital()
	within(t, g, 700, `SELECT * { ?p :ward ?w ; :name ?n FILTER(?w = :ward3) }`)
	within(t, g, 700, `SELECT * { ?p :ward ?w ; :name ?n FILTER(sameTerm(?w, :ward3)) }`)
	within(t, g, 1300, `SELECT * { ?p :ward ?w ; :name ?n FILTER(?w IN (:ward3, :ward4)) }`)
	within(t, g, 700, `SELECT * { ?p :ward ?w ; :name ?n FILTER(?n != "" && ?w = :ward3) }`)
	within(t, g, 9000, `SELECT * { ?p :name ?n ; :ward ?w FILTER(?n = "Name 17") }`)
	within(t, g, 9000, `SELECT * { ?p :born ?y ; :ward ?w FILTER(?y < 1921) }`)
	within(t, g, 700, `SELECT * { ?p :ward ?w . ?w :label ?l FILTER(?l = "Ward 3") }`)
}

// TestCliffImplicitJoin: two patterns that only a FILTER joins.
func TestCliffImplicitJoin(t *testing.T) {
	g := hospital()
	within(t, g, 60_000, `SELECT ?p ?q { ?p :ward :ward3 ; :born ?a . ?q :ward :ward4 ; :born ?b FILTER(?a = ?b) }`)
	within(t, g, 60_000, `SELECT ?x ?y { ?x :place ?a . ?y :within ?b FILTER(?a = ?y) }`)
	within(t, g, 60_000, `SELECT ?x ?y { ?x :born ?a . ?y :value ?b FILTER(?a = ?b) }`)
	within(t, g, 60_000, `SELECT ?x ?y { ?x :born ?a OPTIONAL { ?y :value ?b FILTER(?a = ?b && ?y != ?x) } }`)
	within(t, g, 60_000, `SELECT ?x { ?x :born ?a OPTIONAL { ?y :value ?b FILTER(?a = ?b) } FILTER(!BOUND(?y)) }`)
	within(t, g, 60_000, `SELECT ?x { ?x :ward ?w ; :born ?a OPTIONAL { ?y :born ?b . ?y :ward ?v FILTER(?w = ?v && ?b < ?a) } FILTER(!BOUND(?y)) }`)
}

// TestCliffSameTerms: equality within a group is a join where it means the same
// term; both names are bound.
func TestCliffSameTerms(t *testing.T) {
	g := hospital()
	within(t, g, 600, `SELECT ?q (COUNT(?y) AS ?n) { :patient7 :problem ?x . ?q :problem ?y FILTER(?x = ?y) } GROUP BY ?q`)
	within(t, g, 60, `SELECT * { ?p :name "Name 17" ; :ward ?w . ?x :place ?y ; :label ?z FILTER(?x = ?w) }`)
	within(t, g, 60, `SELECT * { ?p :name "Name 17" . ?l :of ?q ; :value ?v FILTER(sameTerm(?q, ?p)) }`)
	within(t, g, 100, `SELECT * { ?p :name "Name 17" . ?q :name ?n . ?l :of ?r ; :value ?v FILTER(?q = ?p && ?r = ?q) }`)
}

// TestCliffComputedJoin: equality of expressions between patterns that share nothing
// is a join on what they give.
func TestCliffComputedJoin(t *testing.T) {
	g := hospital()
	within(t, g, 60_000, `SELECT ?x ?y { ?x :born ?a . ?y :value ?b FILTER(STR(?a) = STR(?b)) }`)
	within(t, g, 60_000, `SELECT ?x ?y { ?x :name ?a . ?y :label ?b FILTER(STRAFTER(?a, " ") = STRAFTER(?b, " ")) }`)
	within(t, g, 60_000, `SELECT ?x ?y { ?x :ward :ward3 ; :born ?a . ?y :ward :ward4 ; :born ?b FILTER(?a + 1 = ?b) }`)
}

// TestCliffBushy: two selective ends meet in the middle, each worked out on its
// own; what only widens the rows under DISTINCT does not.
func TestCliffBushy(t *testing.T) {
	g := hospital()
	within(t, g, 6000, `SELECT * { ?a :ward :ward3 ; :problem ?q . ?b :ward :ward4 ; :problem ?q }`)
	within(t, g, 2500, `SELECT * { ?l :value 7 ; :of ?a . ?a :problem ?q . ?m :value 24 ; :of ?b . ?b :problem ?q }`)
	// A patient who shares a problem and a ward with another: 90 share a problem.
	within(t, g, 6000, `SELECT DISTINCT ?o { :patient7 :problem ?q ; :ward ?w . ?o :problem ?q ; :ward ?w }`)
	within(t, g, 400_000, `SELECT DISTINCT ?a ?b { ?p :ward ?a ; :problem ?q . ?r :problem ?q ; :ward ?b }`)
	within(t, g, 40_000, `SELECT (COUNT(DISTINCT ?w) AS ?n) { ?l :code :code7 ; :of ?p . ?p :problem ?q . ?r :problem ?q ; :ward ?w }`)
}

// TestCliffSeededUnion: a union is run for the rows at hand.
func TestCliffSeededUnion(t *testing.T) {
	g := hospital()
	within(t, g, 300, `SELECT * { ?p :name "Name 17" { ?p :problem ?x } UNION { ?l :of ?p ; :value ?x } }`)
	within(t, g, 300, `SELECT * { { ?p :problem ?x } UNION { ?l :of ?p ; :code ?x } ?p :name "Name 17" }`)
	within(t, g, 300, `SELECT * { ?p :name "Name 17" { { ?p :problem ?x } UNION { ?p :ward ?x } ?p :born ?y } UNION { ?l :of ?p ; :value ?x } }`)
}

// TestCliffExists: EXISTS and NOT EXISTS stop at the first match, and start from
// the rows at hand.
func TestCliffExists(t *testing.T) {
	g := hospital()
	within(t, g, 100, `SELECT * { ?p :name "Name 17" FILTER EXISTS { ?l :of ?p ; :value ?v } }`)
	within(t, g, 100, `SELECT * { ?p :name "Name 17" FILTER NOT EXISTS { ?l :of ?p ; :value 1000 } }`)
	within(t, g, 100, `ASK { ?p :name "Name 17" FILTER EXISTS { ?l :of ?p ; :value ?v FILTER(?v > 3) } }`)
	within(t, g, 700, `SELECT * { ?p :ward :ward3 FILTER EXISTS { ?p :phone ?t } }`)
	within(t, g, 700, `SELECT * { ?p :ward :ward3 FILTER NOT EXISTS { ?p :phone ?t } }`)
	within(t, g, 6000, `SELECT * { ?p :ward :ward3 FILTER EXISTS { ?p :ward/:place/:within+ :place1 } }`)
}

// TestCliffMaximum: the greatest of something by NOT EXISTS of a greater: each row
// stops at the first that is.
func TestCliffMaximum(t *testing.T) {
	g := hospital()
	within(t, g, 60_000, `SELECT ?p ?y { ?p :ward :ward3 ; :born ?y FILTER NOT EXISTS { ?q :ward :ward3 ; :born ?z FILTER(?z > ?y) } }`)
	within(t, g, 60_000, `SELECT ?p ?y { ?p :born ?y FILTER NOT EXISTS { ?q :born ?z FILTER(?z > ?y) } }`)
	within(t, g, 90_000, `SELECT ?l { ?l :of ?p ; :value ?v FILTER NOT EXISTS { ?m :of ?p ; :value ?w FILTER(?w > ?v) } }`)
	within(t, g, 60_000, `SELECT ?p { ?p :born ?y FILTER EXISTS { ?l :value ?v FILTER(?v = ?y) } }`)
}

// TestCliffCross: parts of a query without common variables are not multiplied
// before they must be.
func TestCliffCross(t *testing.T) {
	g := hospital()
	within(t, g, 5000, `SELECT * { ?p :name "Name 17" . ?q :ward :ward3 }`)
	within(t, g, 5000, `SELECT * { ?a :name "Name 17" . ?b :name "Name 18" . ?a :ward ?w . ?b :ward ?x }`)
	within(t, g, 45_000, `SELECT * { ?l :value 7 . ?p :ward ?w . ?l :of ?p }`)
}

// TestCliffValues: values given with the query, or bound, drive look-ups.
func TestCliffValues(t *testing.T) {
	g := hospital()
	within(t, g, 40, `SELECT * { VALUES ?p { :patient1 :patient2 } ?p :name ?n ; :ward ?w }`)
	within(t, g, 40, `SELECT * { ?p :name ?n ; :ward ?w } VALUES ?p { :patient1 :patient2 }`)
	work, plan := effort(t, g, `SELECT * { ?p :name ?n ; :ward ?w ; :born ?b OPTIONAL { ?l :of ?p ; :value ?v } }`, query.Bind("p", iri("patient7")))
	if work > 60 {
		t.Errorf("a bound variable took %d:\n%s", work, plan)
	}
	within(t, g, 400, `SELECT * { ?p :name ?n . { SELECT ?p { ?p :ward :ward3 } LIMIT 5 } }`)
}

// TestCliffOrder: the order in which six patterns are written does not matter:
// all 720 give plans within twice the work of the best.
func TestCliffOrder(t *testing.T) {
	g := hospital()
	patterns := []string{"?l :code :code7", "?l :of ?p", "?l :value ?v", "?p :ward ?w", "?w :label \"Ward 3\"", "?p :name ?n"}
	var least, most int64
	var worst string
	permutations(len(patterns), func(order []int) {
		var b strings.Builder
		for _, i := range order {
			b.WriteString(patterns[i] + " . ")
		}
		work, plan := effort(t, g, "SELECT * { "+b.String()+"}")
		if least == 0 || work < least {
			least = work
		}
		if work > most {
			most, worst = work, b.String()+"\n"+plan
		}
	})
	t.Logf("from %d to %d", least, most)
	if most > 2*least {
		t.Errorf("from %d to %d: %s", least, most, worst)
	}
	if most > 3000 {
		t.Errorf("%d is too much: %s", most, worst)
	}
}

// permutations calls f with each order of n things.
func permutations(n int, f func([]int)) {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	var rec func(k int)
	rec = func(k int) {
		if k == n {
			f(order)
			return
		}
		for i := k; i < n; i++ {
			order[k], order[i] = order[i], order[k]
			rec(k + 1)
			order[k], order[i] = order[i], order[k]
		}
	}
	rec(0)
}

// TestCliffCountJoin: joins under COUNT are not enumerated.
func TestCliffCountJoin(t *testing.T) {
	g := hospital()
	// 49 million pairs of patients, and as many pairs of labs in rings.
	within(t, g, 70_000, `SELECT (COUNT(*) AS ?n) { ?a :ward ?w . ?b :ward ?w . ?a :problem ?q . ?b :problem ?q }`)
	within(t, g, 50_000, `SELECT (COUNT(*) AS ?n) { ?l :code ?c . ?m :code ?c . ?l :of ?p . ?p :ward ?w }`)
	within(t, g, 50_000, `SELECT ?w (COUNT(*) AS ?n) { ?l :code ?c . ?m :code ?c . ?l :of ?p . ?p :ward ?w } GROUP BY ?w`)
}

// TestCliffDistinctColumn: the distinct values of a column are read from the
// index, not collected from its triples.
func TestCliffDistinctColumn(t *testing.T) {
	g := hospital()
	within(t, g, 20, `SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }`)
	within(t, g, 20, `SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }`)
	within(t, g, 20, `SELECT (COUNT(DISTINCT ?c) AS ?n) { ?l :code ?c }`)
	within(t, g, 200, `SELECT DISTINCT ?c { ?l :code ?c }`)
}

// TestCliffFirst: ASK and a small LIMIT stop at their first rows, which come before
// whole batches of the others.
func TestCliffFirst(t *testing.T) {
	g := hospital()
	// A ward has 100 patients, their problems some thousands of others.
	within(t, g, 800, `ASK { { ?a :ward :ward3 ; :problem ?x . ?b :problem ?x ; :ward ?w . ?w2 ^:ward ?b FILTER(?a != ?b) }
		UNION { ?a :ward :ward4 ; :problem ?x . ?b :problem ?x } }`)
	within(t, g, 600, `ASK { ?a :ward ?w . ?b :ward ?w ; :problem ?x . ?c :problem ?x ; :name ?n }`)
	within(t, g, 900, `SELECT ?n { ?a :ward ?w . ?b :ward ?w ; :problem ?x . ?c :problem ?x ; :name ?n } LIMIT 10`)
}

// TestCliffComputed: a comparison of a computed column with a constant is tested
// before terms are made of what is computed.
func TestCliffComputed(t *testing.T) {
	g := hospital()
	text := `SELECT ?l ?x { ?l :value ?v BIND (STR(?v) AS ?x) FILTER (?x = "7") }`
	work, plan := effort(t, g, text)
	if !strings.Contains(plan, `filter  (= (str ?v) "7")`) || work > 12_200 {
		t.Errorf("%s\ntook %d rows and look-ups:\n%s", text, work, plan)
	}
}
