package repl

import (
	"strings"
	"testing"
)

func TestWhyNoRowPassesAFilter(t *testing.T) {
	for _, tt := range []struct{ query, want string }{
		{"SELECT ?n { ?p ex:age ?n FILTER (?n > 100) }", "for example ?n is "},
		{`SELECT ?n { ?p ex:name ?n FILTER (?n > 100) }`, "it is an error for every row"},
		{"SELECT ?p { ?p a ex:Person FILTER NOT EXISTS { ?p ex:name ?n } }", "no row passes FILTER NOT EXISTS"},
		{"SELECT ?p { ?p a ex:Person OPTIONAL { ?p ex:nothing ?x } FILTER (?x > 3) }", "?x has no value"},
		{"SELECT ?p { ?p a ex:Person FILTER (1 > 3) }", "no row passes FILTER (1 > 3)"},
	} {
		h := newHarness(t, nil)
		h.feed(t, ".why "+tt.query)
		if out, errs := h.take(); !strings.Contains(errs, tt.want) || strings.Contains(errs, "error: ") {
			t.Errorf("%s\n%s%s", tt.query, out, errs)
		}
	}
	h := newHarness(t, nil)
	h.feed(t, ".why SELECT ?n { ?p ex:age ?n FILTER (?n > 100) }")
	if _, errs := h.take(); strings.Contains(errs, "error for every row") {
		t.Errorf("a false condition is called an error: %s", errs)
	}
}
