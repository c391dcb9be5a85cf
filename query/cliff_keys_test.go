package query_test

import (
	"strings"
	"testing"
)

// operators counts the lines of a plan.
func operators(plan string) int { return strings.Count(strings.TrimSpace(plan), "\n") }

// TestCliffConstant: what is said of a constant is one look, in one operator, and what
// hangs on it is looked up from there.
func TestCliffConstant(t *testing.T) {
	g := hospital()
	for _, c := range []struct {
		text      string
		work      int64
		operators int
	}{
		{`SELECT * { :patient7 :name ?n ; :ward ?w ; :born ?b }`, 4, 3},
		{`SELECT * { :patient6 :name ?n ; :ward ?w ; :born ?b OPTIONAL { :patient6 :phone ?t } OPTIONAL { :patient6 :none ?x } }`, 6, 3},
		{`SELECT * { :patient7 :name ?n ; :ward ?w ; :born ?b ; :problem ?q . ?w :label ?l ; :place ?x OPTIONAL { :patient7 :phone ?t } }`, 20, 6},
		{`SELECT * { :patient7 :name ?n ; :ward :ward7 ; :born ?b . :lab9_1 :code ?c ; :value ?v }`, 8, 4},
	} {
		work, plan := effort(t, g, c.text)
		if work > c.work || operators(plan) > c.operators || !strings.Contains(plan, "star") {
			t.Errorf("%s\ntook %d rows and look-ups, at most %d allowed, by %d operators, at most %d allowed:\n%s", c.text, work, c.work, operators(plan), c.operators, plan)
		}
	}
	// Parts that hang together by a constant's values alone are not looked up for each
	// other's rows.
	within(t, g, 40_000, `SELECT (COUNT(*) AS ?k) { :patient7 :ward ?w ; :born ?b . ?p :ward ?w . ?q :born ?b }`)
}

// TestCliffComputedKeys: equality of expressions in OPTIONAL, EXISTS and NOT EXISTS is a
// join on what they give.
func TestCliffComputedKeys(t *testing.T) {
	g := hospital()
	within(t, g, 70_000, `SELECT ?x ?y { ?x :born ?a OPTIONAL { ?y :value ?b FILTER(STR(?a) = STR(?b)) } }`)
	within(t, g, 110_000, `SELECT ?x ?y { ?x :born ?a OPTIONAL { ?y :value ?b FILTER(?a = ?b + 1000 && ?x != ?y) } }`)
	within(t, g, 70_000, `SELECT ?x { ?x :born ?a FILTER EXISTS { ?y :value ?b FILTER(?a = ?b + 1000) } }`)
	within(t, g, 70_000, `SELECT ?x { ?x :name ?a FILTER NOT EXISTS { ?y :label ?b FILTER(STRAFTER(?a, " ") = STRAFTER(?b, " ")) } }`)
	within(t, g, 70_000, `SELECT ?x { ?x :born ?a OPTIONAL { ?y :value ?b FILTER(STR(?a) = STR(?b)) } FILTER(!BOUND(?y)) }`)
}

// TestCliffHeldLeft: EXISTS and MINUS hold the shorter side, also where that is the left
// one.
func TestCliffHeldLeft(t *testing.T) {
	g := hospital()
	for _, c := range []struct {
		text, plan string
		most, held int64
	}{
		{`SELECT ?p ?w { ?p :ward ?w FILTER EXISTS { ?l :of ?p ; :value ?v ; :code ?c } }`, "right semi join", 75_000, 80 << 10},
		{`SELECT ?p { ?p :ward :ward3 MINUS { SELECT ?p { ?l :of ?p ; :value ?v ; :code ?c FILTER(?v > 900) } } }`, "hash right anti join", 60_000, 40 << 10},
	} {
		work, plan := effort(t, g, c.text)
		if work > c.most || !strings.Contains(plan, c.plan) {
			t.Errorf("%s\ntook %d rows and look-ups, at most %d allowed:\n%s", c.text, work, c.most, plan)
		}
		if held := heldBy(t, g, c.text); held > c.held {
			t.Errorf("%s\nheld %d bytes, at most %d allowed", c.text, held, c.held)
		}
	}
}
