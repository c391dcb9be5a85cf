package repl

import "testing"

func TestInfix(t *testing.T) {
	for detail, want := range map[string]string{
		"(> ?d 2012)":                             "?d > 2012",
		"?b = (+ ?a 1)":                           "?b = ?a + 1",
		`(&& (> ?a 3) (regex ?n "^(A b" "i"))`:    `(?a > 3) && REGEX(?n, "^(A b", "i")`,
		"?s (path+ ex:knows) ?o":                  "?s ex:knows+ ?o",
		"?s (path* (seq ex:a (reverse ex:b))) ?o": "?s (ex:a/^ex:b)* ?o",
		"?s (notoneof ex:a (reverse ex:b)) ?o":    "?s !(ex:a|^ex:b) ?o",
		"?s (alt ex:a (path? ex:b)) ?o":           "?s ex:a|ex:b? ?o",
		"(! (bound ?end))":                        "!BOUND(?end)",
		"(in ?a 1 2)":                             "?a IN (1, 2)",
		"?s a ex:Person":                          "?s a ex:Person",
		"(unfinished ?a":                          "(unfinished ?a",
		`_:1 ex:name "a (text"`:                   `_:1 ex:name "a (text"`,
		"()":                                      "()",
		"(exprlist (> ?a 1) (< ?b 2))":            "(?a > 1) && (?b < 2)",
		"(if (bound ?a) ?a (concat ?b \"(\"))":    "IF(BOUND(?a), ?a, CONCAT(?b, \"(\"))",
	} {
		if got := infix(detail); got != want {
			t.Errorf("%s: got %s, want %s", detail, got, want)
		}
	}
}
