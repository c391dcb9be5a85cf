package query_test

import (
	"strings"
	"testing"
)

// TestCliffInnerCondition: what a condition in an OPTIONAL says of a variable that only
// its pattern may bind is asked there, for each of its rows, not for each pair.
func TestCliffInnerCondition(t *testing.T) {
	g := hospital()
	const text = `SELECT * { ?p :ward ?w OPTIONAL { ?l :of ?p ; :code ?c OPTIONAL { ?l :value ?v } FILTER(!bound(?v)) } }`
	if _, plan := effort(t, g, text); !strings.Contains(plan, "anti join") {
		t.Errorf("%s\nasks its condition of pairs:\n%s", text, plan)
	}
	const both = `SELECT * { ?p :ward ?v OPTIONAL { ?l :of ?p ; :code ?c OPTIONAL { ?l :value ?v } FILTER(!bound(?v)) } }`
	if _, plan := effort(t, g, both); strings.Contains(plan, "anti join") {
		t.Errorf("%s\nasks its condition where the left side's ?v is not seen:\n%s", both, plan)
	}
}
