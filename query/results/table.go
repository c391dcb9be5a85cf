package results

import (
	"iter"

	"github.com/trivet-rdf/trivet/graph"
)

// Table is a result held in memory, as Read gives it: rows, or the answer of
// an ASK query. It implements Rows.
type Table struct {
	Names   []string       // the variables, without "?"
	Rows    [][]graph.Term // one term per variable; the zero Term is unbound
	Boolean *bool          // the answer of an ASK query, else nil
}

// Vars are the names of the variables.
func (t *Table) Vars() []string { return t.Names }

// Terms gives the rows; no error ever.
func (t *Table) Terms() iter.Seq2[[]graph.Term, error] {
	return func(yield func([]graph.Term, error) bool) {
		for _, row := range t.Rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// Len is the number of rows.
func (t *Table) Len() int { return len(t.Rows) }

// Collect reads all rows into a Table. Where rows end with an error, it
// returns those before it, and the error.
func Collect(rows Rows) (*Table, error) {
	t := &Table{Names: append([]string(nil), rows.Vars()...)}
	for terms, err := range rows.Terms() {
		if err != nil {
			return t, err
		}
		t.Rows = append(t.Rows, append([]graph.Term(nil), terms...))
	}
	return t, nil
}
