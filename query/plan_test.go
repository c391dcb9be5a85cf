package query_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/query"
)

// countdown is a context that ends when it is looked at for the n-th time.
type countdown struct {
	context.Context
	looks, n int // n: 0 for never
}

func (c *countdown) Err() error {
	if c.looks++; c.n > 0 && c.looks >= c.n {
		return context.Canceled
	}
	return nil
}

// longTexts are queries that take long to plan, each for another reason.
func longTexts(n int) map[string]string {
	each := func(format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i, i+1)
		}
		return b.String()
	}
	return map[string]string{
		"parts":     "SELECT * {" + each("?a%d :p ?b%d . ") + "}",
		"equal":     "SELECT * {" + each("?a%d :p ?b%d . ") + "FILTER(?a0 = ?b2)}",
		"chain":     "SELECT * {" + each("?a%d :p ?a%d . ") + "}",
		"half":      "SELECT ?a0 ?a9 {" + each("?a%d :p ?a%d . ") + "}",
		"filters":   "SELECT * {" + each("?a%d :p ?a%d . ") + each("FILTER(?a%d != ?a%d)") + "}",
		"optionals": "SELECT * {" + each("OPTIONAL { ?a%d :p ?a%d }") + "}",
		"lifted":    "SELECT * {" + each("OPTIONAL { ?a%d :p ?a%d . }  ?s :p ?o .") + "}",
		"binds":     "SELECT * { ?a0 :p ?o " + each("BIND(?a%d AS ?a%d)") + "}",
		"minus":     "SELECT * {" + each("?a%d :p ?a%d . ") + each("MINUS { ?a%d :q ?x . ?a%d :r ?x }") + "}",
		"groups":    "SELECT * {" + each("{ ?a%d :p ?a%d }") + "}",
		"unions":    "SELECT * {" + each("{ ?a%d :p ?x } UNION { ?a%d :p ?y }") + "}",
	}
}

// TestPlanningStops: planning hears its context all the way through, and stops with the
// typed error.
func TestPlanningStops(t *testing.T) {
	g := numbers(3)
	for name, text := range longTexts(400) {
		q, err := query.Parse(text, prefixes, query.WithLimits(query.NoLimits()))
		if err != nil {
			t.Fatal(err)
		}
		all := &countdown{Context: context.Background()}
		if _, err := q.Explain(all, g, query.PlanOnly); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if all.looks < 12 {
			t.Errorf("%s: %d looks at the context", name, all.looks)
			continue
		}
		for _, at := range []int{all.looks / 4, all.looks / 2, all.looks * 3 / 4} {
			ctx := &countdown{Context: context.Background(), n: at}
			_, err := q.Select(ctx, g)
			var stop *query.StopError
			if !errors.As(err, &stop) || stop.Operator != "plan" || !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v at the look %d of %d", name, err, at, all.looks)
			}
		}
	}
}
