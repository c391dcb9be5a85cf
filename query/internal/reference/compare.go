package reference

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// Same reports how got, the answer of another evaluator to the same query,
// differs from want; nil if it does not. Rows are compared as multisets, sorted
// rows in their order up to ties, triples as graphs; blank nodes that either
// side computed may have other labels. Of got only the fields that hold answers
// are looked at.
func (want *Result) Same(got *Result) error {
	switch want.Form {
	case syntax.Ask:
		if want.Bool != got.Bool {
			return fmt.Errorf("want %t, got %t", want.Bool, got.Bool)
		}
		return nil
	case syntax.Select:
		if want.Ties != nil {
			return compareTied(want.Rows, got.Rows, want.Ties)
		}
		return Compare(want.Rows, got.Rows, false)
	}
	return CompareTriples(want.Triples, got.Triples)
}

// Compare reports how two tables differ; nil if they do not. Unless ordered they
// are multisets of rows. Blank nodes with different labels are the same if one
// renaming makes the tables equal.
func Compare(want, got [][]graph.Term, ordered bool) error {
	if len(want) != len(got) {
		return fmt.Errorf("want %d rows, got %d%s", len(want), len(got), difference(want, got))
	}
	if ordered {
		if slices.EqualFunc(want, got, slices.Equal) {
			return nil
		}
	} else if slices.Equal(sortedKeys(want), sortedKeys(got)) {
		return nil
	}
	if hasBlank(want) && hasBlank(got) && graph.Isomorphic(asGraph(want, ordered), asGraph(got, ordered)) {
		return nil
	}
	return fmt.Errorf("rows differ%s", difference(want, got))
}

// compareTied compares sorted tables: each run of tying rows as a multiset.
func compareTied(want, got [][]graph.Term, ties []int) error {
	if err := Compare(want, got, false); err != nil {
		return err
	}
	for from := 0; from < len(want); {
		to := from + 1
		for to < len(want) && ties[to] == ties[from] {
			to++
		}
		if err := Compare(want[from:to], got[from:to], false); err != nil {
			return fmt.Errorf("the order differs at row %d: %w", from+1, err)
		}
		from = to
	}
	return nil
}

// CompareTriples reports whether two sets of triples are different graphs.
func CompareTriples(want, got []graph.Triple) error {
	a, b := graph.New(), graph.New()
	a.Add(want...)
	b.Add(got...)
	if graph.Isomorphic(a, b) {
		return nil
	}
	return fmt.Errorf("graphs differ: want %d triples, got %d%s",
		a.Len(), b.Len(), difference(tripleRows(want), tripleRows(got)))
}

func tripleRows(ts []graph.Triple) [][]graph.Term {
	var out [][]graph.Term
	for _, t := range ts {
		out = append(out, []graph.Term{t.S, t.P, t.O})
	}
	return out
}

// rowKey is a row's text.
func rowKey(row []graph.Term) string {
	parts := make([]string, len(row))
	for i, t := range row {
		parts[i] = termKey(t)
	}
	return strings.Join(parts, " | ")
}

func sortedKeys(rows [][]graph.Term) []string {
	out := make([]string, len(rows))
	for i, row := range rows {
		out[i] = rowKey(row)
	}
	slices.Sort(out)
	return out
}

// difference lists rows that one side has more often than the other.
func difference(want, got [][]graph.Term) string {
	count := map[string]int{}
	for _, row := range want {
		count[rowKey(row)]++
	}
	for _, row := range got {
		count[rowKey(row)]--
	}
	var b strings.Builder
	shown := 0
	for _, k := range append(sortedKeys(want), sortedKeys(got)...) {
		n := count[k]
		if n == 0 || shown == 20 {
			continue
		}
		count[k] = 0
		shown++
		if n > 0 {
			fmt.Fprintf(&b, "\n  missing %dx %s", n, k)
		} else {
			fmt.Fprintf(&b, "\n  extra   %dx %s", -n, k)
		}
	}
	return b.String()
}

func hasBlank(rows [][]graph.Term) bool {
	return slices.ContainsFunc(rows, func(row []graph.Term) bool {
		return slices.ContainsFunc(row, func(t graph.Term) bool { return t.IsBlank() || t.IsTriple() })
	})
}

// asGraph writes a table as a graph that is isomorphic to another table's exactly
// if a renaming of blank nodes makes them equal: a node for each row, an edge for
// each bound column.
func asGraph(rows [][]graph.Term, ordered bool) *graph.Graph {
	g := graph.New()
	for i, row := range rows {
		node := graph.NewBlank("row." + strconv.Itoa(i))
		g.Add(graph.Triple{S: node, P: graph.NewIRI("x:row"), O: graph.NewLiteral("")})
		if ordered {
			g.Add(graph.Triple{S: node, P: graph.NewIRI("x:number"), O: graph.NewLiteral(strconv.Itoa(i))})
		}
		for j, t := range row {
			if !t.IsAny() {
				g.Add(graph.Triple{S: node, P: graph.NewIRI("x:column" + strconv.Itoa(j)), O: t})
			}
		}
	}
	return g
}
