package repl

import (
	"strings"
	"testing"
)

// TestPictureOfAQuery draws patterns of every kind.
func TestPictureOfAQuery(t *testing.T) {
	for _, tt := range []struct{ query, want string }{
		{"SELECT ?n { ?s a ex:Person ; ex:name ?n }", "?s  a ex:Person\n└─ ex:name → ?n\n"},
		{"SELECT * { ?s ex:knows+/ex:name ?n OPTIONAL { ?s ex:age 3 } }", "?s\n├─ ex:age  (optional)  3\n└─ ex:knows+/ex:name → ?n\n"},
		{"SELECT * { { ?s ex:a ?x } UNION { ?s ex:b ?x } }", "?s\n├─ ex:a  (union 1) → ?x\n└─ ex:b  (union 2) → ?x\n"},
		{"SELECT * { ?s ex:a [ ex:b ( 1 2 ) ] }", "?s\n└─ ex:a → [1]\n   └─ ex:b → (1 2)\n      ├─ item → 1\n      └─ item → 2\n"},
		{"SELECT * { ?s ex:a ?x FILTER(?x > 3) FILTER NOT EXISTS { ?s ex:c ?x } GRAPH ex:g { ?s ex:d ?x } MINUS { ?s ex:e ?x } }",
			"?s\n├─ ex:a → ?x\n│  └─ FILTER  (?x > 3)\n├─ ex:c  (not exists) → ?x ↑\n├─ ex:d  (graph ex:g) → ?x ↑\n└─ ex:e  (minus) → ?x ↑\n"},
		{"ASK {}", "(no triples)\n"},
	} {
		h := newHarness(t, nil)
		h.feed(t, ".picture "+tt.query)
		if out, errs := h.take(); out != tt.want {
			t.Errorf("%s\n%s%s", tt.query, out, errs)
		}
	}
}

func TestPictureFormats(t *testing.T) {
	h := newHarness(t, nil)
	h.feed(t, `SELECT * { ?s ex:name "<script>" ; ex:knows ?o }`)
	h.take()
	for flag, want := range map[string]string{"--svg": "<svg", "--dot": "digraph", "--mermaid": "flowchart", "--html": "<!DOCTYPE html>"} {
		for _, command := range []string{".picture ", ".graph "} {
			h.feed(t, command+flag)
			if out, errs := h.take(); !strings.HasPrefix(out, want) || flag != "--dot" && strings.Contains(out, "<script>") {
				t.Errorf("%s%s: %.200s%s", command, flag, out, errs)
			}
		}
	}
	h.feed(t, ".picture --png\n.picture INSERT DATA {}")
	if _, errs := h.take(); strings.Count(errs, "error:") != 2 {
		t.Errorf("wrong calls: %s", errs)
	}
}
