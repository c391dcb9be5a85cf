package repl

import (
	"strings"
	"testing"
)

// TestPredicatesOfAClass: what they lead to, and a value that says something.
func TestPredicatesOfAClass(t *testing.T) {
	h := newHarness(t, nil)
	h.feed(t, `INSERT DATA { ex:d1 a ex:Dose ; ex:amount [ ex:value 5 ; ex:unit "mg" ] ; ex:drug [ <http://purl.org/dc/terms/title> "Aspirin" ] . ex:d2 a ex:Dose ; ex:drug ex:ann, "text" }`)
	h.take()
	h.feed(t, ".predicates ex:Dose\n.sample ex:Dose 1")
	out, errs := h.take()
	for _, want := range []string{"[unit mg, value 5]", "[Aspirin]", " 100 ", " 50 ", "several"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s%s", want, out, errs)
		}
	}
}
