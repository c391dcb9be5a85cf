package suite

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query/results"
)

// table reads a TSV table whose columns are parted by spaces: simple terms only.
func table(t *testing.T, lines ...string) *results.Table {
	t.Helper()
	text := strings.ReplaceAll(strings.Join(lines, "\n"), " ", "\t")
	tab, err := results.Read(strings.NewReader(strings.ReplaceAll(text, "·", "")+"\n"), results.TSV)
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

func TestCompareTables(t *testing.T) {
	tests := []struct {
		name      string
		want, got []string
		c         Comparison
		err       string // part of the message; "" when they are equal
	}{
		{"same", []string{"?x ?y", "1 <a>"}, []string{"?x ?y", "1 <a>"}, Comparison{}, ""},
		{"other order of rows", []string{"?x", "1", "2"}, []string{"?x", "2", "1"}, Comparison{}, ""},
		{"other order of columns", []string{"?x ?y", "1 2"}, []string{"?y ?x", "2 1"}, Comparison{}, ""},
		{"no rows", []string{"?x"}, []string{"?x"}, Comparison{}, ""},
		{"wrong value", []string{"?x", "1", "2"}, []string{"?x", "1", "3"}, Comparison{}, `missing {?x="2"^^<xsd:integer>}; not expected {?x="3"`},
		{"wrong datatype", []string{"?x", "1"}, []string{"?x", "1.0"}, Comparison{}, "missing"},
		{"unbound", []string{"?x ?y", "1 ·"}, []string{"?x ?y", "1 1"}, Comparison{}, "not expected"},
		{"too few rows", []string{"?x", "1", "2", "3"}, []string{"?x", "1", "2"}, Comparison{}, "expected 3 rows, got 2; missing {?x=\"3\""},
		{"too many rows", []string{"?x", "1"}, []string{"?x", "1", "1"}, Comparison{}, "expected 1 rows, got 2; not expected"},
		{"multiplicities", []string{"?x", "1", "1", "2"}, []string{"?x", "1", "2", "2"}, Comparison{}, "missing"},
		{"missing variable", []string{"?x ?y"}, []string{"?x"}, Comparison{}, "expected the variables x y, got x"},
		{"other variable", []string{"?x"}, []string{"?y"}, Comparison{}, "expected the variables x, got y"},
		{"boolean", []string{"true"}, []string{"true"}, Comparison{}, ""},
		{"wrong boolean", []string{"true"}, []string{"false"}, Comparison{}, "expected true, got false"},
		{"rows for a boolean", []string{"true"}, []string{"?x"}, Comparison{}, "expected true, got rows"},
		{"language case", []string{"?x", `"a"@en-GB`}, []string{"?x", `"a"@EN-gb`}, Comparison{}, ""},
		{"language", []string{"?x", `"a"@en`}, []string{"?x", `"a"@fr`}, Comparison{}, "missing"},
		{"direction", []string{"?x", `"a"@en--ltr`}, []string{"?x", `"a"@en`}, Comparison{}, "missing"},

		{"numbers by value", []string{"?x ?y", "2.50 1e0"}, []string{"?x ?y", "2.5 1.0E0"}, Comparison{}, ""},
		{"integers by value", []string{"?x", "01"}, []string{"?x", "1"}, Comparison{}, "missing"},
		{"numbers by value differ", []string{"?x", "2.50"}, []string{"?x", "2.51"}, Comparison{}, "missing"},

		{"blank nodes", []string{"?x ?y", "_:a _:b", "_:b _:a"}, []string{"?x ?y", "_:y _:x", "_:x _:y"}, Comparison{}, ""},
		{"blank nodes merged", []string{"?x ?y", "_:a _:b"}, []string{"?x ?y", "_:a _:a"}, Comparison{}, "missing"},
		{"blank nodes split", []string{"?x ?y", "_:a _:a"}, []string{"?x ?y", "_:a _:b"}, Comparison{}, "missing"},
		{"blank node for an IRI", []string{"?x", "<a>"}, []string{"?x", "_:a"}, Comparison{}, "missing"},
		{"blank node across rows", []string{"?x ?y", "_:a 1", "_:a 2"}, []string{"?x ?y", "_:a 1", "_:b 2"}, Comparison{}, "missing"},
		{"cycles of 6 and of 3 and 3", ring(6), append(ring(3), ring(3, "z")[1:]...), Comparison{}, "blank nodes"},
		{"the same cycle from elsewhere", ring(6), rotate(ring(6, "z")), Comparison{}, ""},

		{"ordered", []string{"?x", "1", "2"}, []string{"?x", "1", "2"}, Comparison{Ordered: true}, ""},
		{"wrong order", []string{"?x", "1", "2"}, []string{"?x", "2", "1"}, Comparison{Ordered: true}, "row 1: expected"},
		{"ordered blank nodes", []string{"?x", "_:a", "_:b", "_:a"}, []string{"?x", "_:b", "_:a", "_:b"}, Comparison{Ordered: true}, ""},
		{"ordered blank nodes, wrong", []string{"?x", "_:a", "_:b", "_:a"}, []string{"?x", "_:b", "_:a", "_:a"}, Comparison{Ordered: true}, "row 3"},
		{"keys, with a tie", []string{"?k ?v", "1 1", "1 2", "2 3"}, []string{"?k ?v", "1 2", "1 1", "2 3"}, Comparison{Keys: []string{"k"}}, ""},
		{"keys, wrong order", []string{"?k ?v", "1 1", "1 2", "2 3"}, []string{"?k ?v", "1 2", "2 3", "1 1"}, Comparison{Keys: []string{"k"}}, "wrong order: row 2"},
		{"second key, wrong order", []string{"?k ?v", "1 1", "1 2"}, []string{"?k ?v", "1 2", "1 1"}, Comparison{Keys: []string{"k", "v", "gone"}}, "wrong order: row 1 has ?v"},

		{"lax", []string{"?x", "1", "1", "2"}, []string{"?x", "2", "1"}, Comparison{Lax: true}, ""},
		{"lax, row gone", []string{"?x", "1", "1", "2"}, []string{"?x", "1", "1"}, Comparison{Lax: true}, "expected 2 distinct rows, got 1"},
		{"lax, too often", []string{"?x", "1", "2"}, []string{"?x", "1", "2", "2"}, Comparison{Lax: true}, "more often"},
		{"lax, blank nodes", []string{"?x ?y", "_:a 1", "_:a 1", "_:b 2"}, []string{"?x ?y", "_:c 1", "_:d 2"}, Comparison{Lax: true}, ""},

		{"text", []string{"?x ?y", `"1" "http://e/a"`, `_:a ""`}, []string{"?x ?y", "1 <http://e/a>", "_:b ·"}, Comparison{Text: true}, ""},
		{"text differs", []string{"?x", `"1"`}, []string{"?x", "1.0"}, Comparison{Text: true}, "missing"},
	}
	for _, tt := range tests {
		err := CompareTables(table(t, tt.want...), table(t, tt.got...), tt.c)
		if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.err)
		}
	}
}

// ring is a table of n blank nodes, each beside the next.
func ring(n int, name ...string) []string {
	label := "_:a"
	if len(name) > 0 {
		label = "_:" + name[0]
	}
	lines := []string{"?x ?y"}
	for i := range n {
		lines = append(lines, fmt.Sprintf("%s%d %s%d", label, i, label, (i+1)%n))
	}
	return lines
}

func rotate(lines []string) []string {
	return append(append([]string{lines[0]}, lines[3:]...), lines[1:3]...)
}

func TestCompareTripleTerms(t *testing.T) {
	b := graph.NewBlank
	p := graph.NewIRI("http://e/p")
	one := &results.Table{Names: []string{"x"}, Rows: [][]graph.Term{{graph.NewTripleTerm(b("a"), p, b("b"))}, {b("a")}}}
	two := &results.Table{Names: []string{"x"}, Rows: [][]graph.Term{{graph.NewTripleTerm(b("c"), p, b("d"))}, {b("c")}}}
	three := &results.Table{Names: []string{"x"}, Rows: [][]graph.Term{{graph.NewTripleTerm(b("c"), p, b("d"))}, {b("d")}}}
	if err := CompareTables(one, two, Comparison{}); err != nil {
		t.Error(err)
	}
	if CompareTables(one, three, Comparison{}) == nil {
		t.Error("the object is taken for the subject")
	}
}

func TestEARL(t *testing.T) {
	list := []Result{
		{&Test{IRI: "http://e/t1"}, Pass, ""},
		{&Test{IRI: "http://e/t2"}, Fail, "expected \"a\"\ngot b"},
		{&Test{IRI: "http://e/t3"}, Skip, "no server"},
	}
	var b strings.Builder
	if err := WriteEARL(&b, list, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	err := rdfio.Read(t.Context(), strings.NewReader(b.String()), rdfio.Turtle, rdfio.Options{}, func(q *rdfio.Quad) error {
		if q.P.Value == "http://www.w3.org/ns/earl#outcome" {
			count[q.O.Value[strings.LastIndex(q.O.Value, "#")+1:]]++
		}
		if strings.HasSuffix(q.P.Value, "#test") && !strings.HasPrefix(q.O.Value, "http://e/t") {
			t.Errorf("test %v", q.O)
		}
		return nil
	})
	if err != nil || count["passed"] != 1 || count["failed"] != 1 || count["untested"] != 1 {
		t.Errorf("%v %v\n%s", count, err, b.String())
	}
}
