package query

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestOperatorsAgainOfEachKind: operators that gather, walk and share start again
// without anything of the run before, and count what their own run does.
func TestOperatorsAgainOfEachKind(t *testing.T) {
	g := shop(400)
	for operator, text := range map[string]string{
		"group":          `SELECT ?c (COUNT(*) AS ?k) (MAX(?d) AS ?m) (COUNT(DISTINCT ?n) AS ?x) (SAMPLE(?n) AS ?y) { ?o :by ?c ; :day ?d ; :note ?n } GROUP BY ?c ORDER BY ?c`,
		"extend":         `SELECT (COUNT(*) AS ?n) (COUNT(?t) AS ?m) (MIN(?d) AS ?x) { ?o :by ?c ; :day ?d OPTIONAL { ?o :note ?t } }`,
		"path":           `SELECT ?x { :c3 (:country|^:country|^:by)+ ?x } ORDER BY ?x`,
		"tally":          `SELECT ?n (COUNT(*) AS ?k) { ?a :by ?c . ?b :by ?c . ?e :by ?c . ?c :name ?n } GROUP BY ?n ORDER BY ?n`,
		"shared":         `SELECT * { { SELECT ?c (COUNT(?o) AS ?n) { ?o :by ?c } GROUP BY ?c } { SELECT (MAX(?k) AS ?n) { { SELECT ?c (COUNT(?o) AS ?k) { ?o :by ?c } GROUP BY ?c } } } } ORDER BY ?c`,
		"hash left join": `SELECT ?o ?n ?t { ?c :name ?n . ?o :by ?c OPTIONAL { ?o :note ?t . ?p :note ?t . ?p :by :c4 } } ORDER BY ?o ?n ?t`,
	} {
		q := MustParse(shopPrefix + text)
		run := func(opts ...Option) (rows []string, work string) {
			rs, err := q.Select(context.Background(), g, opts...)
			if err != nil {
				t.Fatal(err)
			}
			for row, err := range rs.Terms() {
				if err != nil {
					t.Fatal(err)
				}
				rows = append(rows, fmt.Sprint(row))
			}
			var walk func(n *PlanNode)
			walk = func(n *PlanNode) {
				work += fmt.Sprintf("%s: %d rows, %d look-ups\n", n.Operator, n.Rows, n.Seeks)
				for _, in := range n.Inputs {
					walk(in)
				}
			}
			walk(rs.Plan().Root)
			return rows, work
		}
		want, work := run(WithoutReuse())
		if len(want) == 0 || !strings.Contains(work, operator) {
			t.Errorf("%s gives %d rows, and is no case of %s:\n%s", text, len(want), operator, work)
		}
		used := false
		for range 20 { // under the race detector a pool forgets now and then
			if got, counted := run(); !slices.Equal(got, want) || counted != work {
				t.Fatalf("%s\ngave %s after\n%swant %s after\n%s", text, got, counted, want, work)
			}
			p := q.plan.Load()
			if x := p.idle.Get(); x != nil {
				used = true
				p.idle.Put(x)
			}
		}
		if !used {
			t.Errorf("no operators were kept of %s", text)
		}
	}
}
