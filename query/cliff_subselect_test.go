package query_test

import (
	"strings"
	"testing"
)

// TestCliffSubSelectTwice: a sub-select that occurs twice, under whatever names, is
// worked out once. Grouping 12,000 labs takes 36,000 rows and look-ups and more.
func TestCliffSubSelectTwice(t *testing.T) {
	g := hospital()
	const twice = `SELECT * {
		{ SELECT ?w ?c (COUNT(?l) AS ?n) { ?l :of ?p ; :code ?c . ?p :ward ?w } GROUP BY ?w ?c }
		{ SELECT ?w (MAX(?m) AS ?most) { { SELECT ?w ?d (COUNT(?x) AS ?m) { ?x :of ?y ; :code ?d . ?y :ward ?w } GROUP BY ?w ?d } } GROUP BY ?w }
		FILTER(?n = ?most) }`
	within(t, g, 60_000, twice)
	if _, plan := effort(t, g, twice); strings.Count(plan, "shared") != 2 || strings.Count(plan, "as elsewhere") != 1 {
		t.Errorf("the rows are not shared:\n%s", plan)
	}
	random := strings.ReplaceAll(twice, "COUNT(", "SUM(RAND() + ")
	if _, plan := effort(t, g, random); strings.Contains(plan, "shared") {
		t.Errorf("RAND() was asked once for both:\n%s", plan)
	}
}

// TestCliffSubSelectSeeded: a sub-select is run for the few values that the rows
// around it have.
func TestCliffSubSelectSeeded(t *testing.T) {
	g := hospital()
	within(t, g, 100, `SELECT * { ?p :name "Name 17" { SELECT ?p (AVG(?v) AS ?mean) { ?l :of ?p ; :value ?v } GROUP BY ?p } }`)
	within(t, g, 100, `SELECT * { { SELECT ?p (COUNT(?v) AS ?n) { ?l :of ?p ; :value ?v } GROUP BY ?p HAVING (COUNT(?v) > 1) } ?p :name "Name 17" }`)
	within(t, g, 100, `SELECT * { ?p :name "Name 17" { SELECT DISTINCT ?p ?c { ?l :of ?p ; :code ?c } } }`)
	within(t, g, 60, `SELECT * { ?p :name "Name 17" { SELECT ?p (?v * 2 AS ?w) { ?l :of ?p ; :value ?v } ORDER BY ?w } }`)
	// A LIMIT counts rows of all values; one count is of all.
	for _, text := range []string{
		`SELECT * { ?p :name "Name 17" { SELECT ?p ?v { ?l :of ?p ; :value ?v } ORDER BY ?v ?p LIMIT 5 } }`,
		`SELECT * { ?p :name "Name 17" { SELECT (COUNT(?l) AS ?n) { ?l :of ?p } } }`,
	} {
		if _, plan := effort(t, g, text); strings.Contains(plan, "outer rows") {
			t.Errorf("%s was run for some of its rows:\n%s", text, plan)
		}
	}
}
