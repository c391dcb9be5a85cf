package query_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/query"
)

// peak is the most that a query holds at any time, in bytes.
func peak(t *testing.T, src query.Source, text string) int64 {
	t.Helper()
	rows := sel(t, src, text)
	if _, err := list(rows); err != nil {
		t.Fatal(err)
	}
	return rows.Timing().Memory
}

// holds checks that a query holds at most so many bytes.
func holds(t *testing.T, src query.Source, most int64, text string) {
	t.Helper()
	if held := peak(t, src, text); held > most {
		t.Errorf("%s\nheld %d bytes, at most %d allowed", text, held, most)
	} else if testing.Verbose() {
		t.Logf("%d of %d bytes: %s", held, most, text)
	}
}

// TestCliffTopOfJoin: the best few of many joined rows: the join is made once, in step
// with its input, and no more rows are held than twice those wanted, or a batch.
func TestCliffTopOfJoin(t *testing.T) {
	g := hospital()
	for _, text := range []string{
		`SELECT ?n ?v { ?l :value ?v ; :of ?p . ?p :name ?n } ORDER BY DESC(?v) ?n LIMIT 5`,
		`SELECT ?n ?v { ?l :value ?v ; :of ?p . ?p :name ?n } ORDER BY ?n LIMIT 100`,
		`SELECT ?n ?v { ?l :value ?v ; :of ?p . ?p :name ?n } ORDER BY DESC(?v - 500) LIMIT 5 OFFSET 20`,
		`SELECT ?n ?v ?t { ?l :value ?v ; :of ?p . ?p :name ?n OPTIONAL { ?p :phone ?t } } ORDER BY ?t DESC(?v) LIMIT 5`,
	} {
		within(t, g, 80_000, text)
		holds(t, g, 600<<10, text)
	}
	// What the first key leaves behind the last row wanted is not stored: rows that come
	// in order cost a batch, whatever their number.
	few, many := numbers(3000), numbers(60_000)
	const text = `SELECT ?s ?n { ?s :p ?n } ORDER BY ?n LIMIT 10`
	if a, b := peak(t, few, text), peak(t, many, text); b > 2*a {
		t.Errorf("%s\nheld %d bytes for 3,000 rows and %d for 60,000", text, a, b)
	}
	within(t, many, 60_100, text)
}

// TestCliffGroup: GROUP BY reads its input once and holds its groups, not its rows.
func TestCliffGroup(t *testing.T) {
	g := hospital()
	within(t, g, 12_200, `SELECT ?c (COUNT(*) AS ?n) { ?l :code ?c } GROUP BY ?c`)
	within(t, g, 36_300, `SELECT ?c (AVG(?v) AS ?n) (MIN(?v) AS ?a) (MAX(?v) AS ?b) { ?l :code ?c ; :value ?v } GROUP BY ?c`)
	within(t, g, 85_000, `SELECT ?w (SUM(?v) AS ?n) { ?l :of ?p ; :value ?v . ?p :ward ?w } GROUP BY ?w ORDER BY DESC(?n) LIMIT 3`)
	within(t, g, 50_000, `SELECT ?w ?q (COUNT(DISTINCT ?p) AS ?n) { ?p :ward ?w ; :problem ?q } GROUP BY ?w ?q HAVING (COUNT(*) > 3)`)
	holds(t, g, 64<<10, `SELECT ?c (AVG(?v) AS ?n) (MIN(?v) AS ?a) (MAX(?v) AS ?b) { ?l :code ?c ; :value ?v } GROUP BY ?c`)
	holds(t, g, 64<<10, `SELECT ?d (SUM(?v) AS ?n) { ?l :value ?v } GROUP BY (FLOOR(?v / 100) AS ?d)`)
	// COUNT(DISTINCT) holds its terms once, in however many rows they come.
	holds(t, g, 256<<10, `SELECT ?c (COUNT(DISTINCT ?w) AS ?n) { ?l :code ?c ; :of ?p . ?p :ward ?w } GROUP BY ?c`)
	// A filter on a key's value comes before the groups.
	within(t, g, 1100, `SELECT ?w (COUNT(*) AS ?n) { ?p :ward ?w ; :name ?x FILTER (?w = :ward3) } GROUP BY ?w`)
	// With a constant in the key's stead one group is looked up.
	within(t, g, 320, `SELECT (COUNT(*) AS ?n) (MAX(?b) AS ?m) { ?p :ward :ward3 ; :born ?b }`)
}

// TestCliffGroupParts: the work of a long GROUP BY does not grow with the goroutines
// that share it, nor does what a LIMIT keeps from being read.
func TestCliffGroupParts(t *testing.T) {
	g := numbers(80_000)
	within(t, g, 320_200, `SELECT ?d (COUNT(DISTINCT ?t) AS ?n) (SUM(?n) AS ?m) { ?s :p ?n ; :next ?t } GROUP BY (FLOOR(?n / 10000) AS ?d)`)
	within(t, g, 400_100, `SELECT ?s ?t { ?s :p ?n ; :next ?t FILTER (?n != 7) }`)
	for _, text := range []string{
		`SELECT ?s ?t { ?s :p ?n ; :next ?t FILTER (?n > 7) } LIMIT 10`,
		`SELECT ?x { ?s :p ?n BIND (?n + 1 AS ?x) FILTER (?x > 7) } LIMIT 10`,
		`SELECT DISTINCT ?x { ?s :p ?n BIND (?n + 1 AS ?x) } LIMIT 10`,
		`ASK { ?s :p ?n ; :next ?t FILTER (?n > 7) }`,
	} {
		within(t, g, 8000, text)
	}
}

// TestCliffStream: rows that several goroutines make come in rounds that begin with one
// batch of the scan, so that who stops early has not made them work for all.
func TestCliffStream(t *testing.T) {
	g := numbers(80_000)
	rows, err := query.Select(context.Background(), g, `SELECT ?s ?t { ?s :p ?n ; :next ?t FILTER (?n != 7) }`, prefixes)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for i := range 3 {
		if !rows.Next() {
			t.Fatalf("%d rows, then %v", i, rows.Err())
		}
		if s, ok := rows.Row().Get("s"); !ok || !strings.HasSuffix(s.Value(), fmt.Sprint("s", i)) {
			t.Errorf("row %d has %v", i, s)
		}
	}
	if _, steps := rows.Used(); steps > 8*2048 {
		t.Errorf("%d steps for three rows", steps)
	}
}
