package query

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// TestComputedColumnsInlined: a computed column that one expression reads is none; its
// answers, with what is unbound or an error, are those of a column.
func TestComputedColumnsInlined(t *testing.T) {
	g := graph.New()
	for i := range 12 {
		add(t, g, fmt.Sprintf(`<http://x/s%d> <http://x/a> %d ; <http://x/b> %d.5`, i, i, i%3), fmt.Sprintf(`<http://x/s%d> <http://x/c> "c%d"`, i, i%2))
	}
	add(t, g, `<http://x/odd> <http://x/a> "odd" ; <http://x/b> 1 ; <http://x/c> "c0"`)
	const pattern = `?s <http://x/a> ?a ; <http://x/b> ?b ; <http://x/c> ?c `
	for _, c := range []struct {
		text    string
		extends string // the computed columns that are left
		rows    string
	}{
		{`SELECT ?s { ` + pattern + `BIND(?a / ?b AS ?x) FILTER(?x > 5) }`, "", "<http://x/s10> <http://x/s3> <http://x/s6> <http://x/s9>"},
		{`SELECT ?s { ` + pattern + `BIND(?a / ?b AS ?x) FILTER(?x > 2 && ?x < 3 || ?x = 18) }`, "", "<http://x/s4> <http://x/s9>"},
		{`SELECT ?s { ` + pattern + `BIND(?a + ?b AS ?x) BIND(?x * ?x AS ?y) FILTER(?y > 150) }`, "", "<http://x/s11>"},
		{`SELECT ?k (COUNT(*) AS ?n) { ` + pattern + `BIND(?a / ?b AS ?x) BIND(IF(?x < 2, "low", IF(?x < 6, "mid", "high")) AS ?k) } GROUP BY ?k`, "k n", `"high" 4 "low" 3 "mid" 5 UNDEF 1`},
		{`SELECT (SUM(?x) AS ?n) { ` + pattern + `BIND(?a * ?b AS ?x) FILTER(ISNUMERIC(?a)) }`, "n", "107"},
		{`SELECT ?c (SUM(?x) AS ?n) { ` + pattern + `BIND(?a * ?b AS ?x) } GROUP BY ?c`, "n", `"c0" UNDEF "c1" 58`},
		// What must stay a column.
		{`SELECT (COUNT(?x) AS ?n) { ` + pattern + `BIND(?a * ?b AS ?x) }`, "n x", "12"},
		{`SELECT ?s ?x { ` + pattern + `BIND(?a / ?b AS ?x) FILTER(?x > 10) }`, "x", "<http://x/s6> 12 <http://x/s9> 18"},
		{`SELECT ?s { ` + pattern + `BIND(?a / ?b AS ?x) FILTER(!BOUND(?x)) }`, "x", "<http://x/odd>"},
		{`SELECT ?s { ` + pattern + `BIND(RAND() * ?a AS ?x) FILTER(?x < -1 || ?x > 1000) }`, "x", ""},
		{`SELECT (SUM(?x) AS ?n) (MAX(?x) AS ?m) { ` + pattern + `BIND(?a * ?b AS ?x) FILTER(ISNUMERIC(?a)) }`, "m n x", "107 27.5"},
		{`SELECT (COUNT(DISTINCT ?x) AS ?n) { ` + pattern + `BIND(?a * ?b AS ?x) }`, "n x", "11"},
		{`SELECT ?x (COUNT(*) AS ?n) { ` + pattern + `BIND(?a * 0 + ?b * 0 AS ?x) } GROUP BY ?x`, "n x", "0 12 UNDEF 1"},
	} {
		q := MustParse(c.text)
		rows, err := q.Select(context.Background(), g)
		if err != nil {
			t.Fatalf("%s: %v", c.text, err)
		}
		var got []string
		for row, err := range rows.All() {
			if err != nil {
				t.Fatalf("%s: %v", c.text, err)
			}
			var line []string
			for i := range row.Len() {
				line = append(line, shown(row.At(i)))
			}
			got = append(got, strings.Join(line, " "))
		}
		if s := strings.Join(slices.Sorted(slices.Values(got)), " "); s != c.rows {
			t.Errorf("%s\n%s\nwant %s", c.text, s, c.rows)
		}
		if left := strings.Join(extends(rows.Plan().Root), " "); left != c.extends {
			t.Errorf("%s\ncomputed: %q, want %q\n%v", c.text, left, c.extends, rows.Plan())
		}
	}
}

// shown is a term as it stands in a text.
func shown(t graph.Term) string {
	switch {
	case t.IsAny():
		return "UNDEF"
	case t.IsLiteral() && t.Datatype() != graph.XSDString:
		return t.Value()
	}
	return t.NTriples()
}

// extends are the variables that a plan computes, in order.
func extends(n *PlanNode) (vars []string) {
	if n.Operator == "extend" {
		name, _, _ := strings.Cut(strings.TrimPrefix(n.Detail, "?"), " ")
		vars = append(vars, name)
	}
	for _, in := range n.Inputs {
		vars = append(vars, extends(in)...)
	}
	slices.Sort(vars)
	return vars
}

// TestInlineDoesNotExplode: columns that read each other twice stay columns before the
// expression has doubled too often.
func TestInlineDoesNotExplode(t *testing.T) {
	g := graph.New()
	add(t, g, `<http://x/s> <http://x/a> 1 ; <http://x/b> 2`)
	var text strings.Builder
	text.WriteString(`SELECT ?s { ?s <http://x/a> ?a ; <http://x/b> ?b BIND(?a + ?b AS ?x0) `)
	for i := range 40 {
		fmt.Fprintf(&text, "BIND(?x%d + ?x%d - ?b AS ?x%d) ", i, i, i+1)
	}
	text.WriteString(`FILTER(?x40 > 0) }`)
	rows, err := MustParse(text.String()).Select(context.Background(), g)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range rows.All() {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 1 {
		t.Errorf("%d rows", n)
	}
}
