package query

import (
	"iter"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// Timing says how long the parts of a query took, and what memory.
type Timing struct {
	Parse time.Duration // text to algebra, whenever that was
	Plan  time.Duration // algebra to plan
	First time.Duration // from the start of the run, planning included, to the first row
	All   time.Duration // to the end of the rows; zero before that

	// Memory is the most that the query held, in bytes as Limits.MaxMemoryBytes counts
	// them: without the graph, and without the rows that the caller keeps.
	Memory int64
}

// Rows are the solutions of a SELECT query, computed as they are asked for. One
// goroutine uses them at a time.
type Rows struct {
	run    *run
	schema *schema
	b      *batch.Batch
	at     int
	slab   []graph.ID // where the IDs of the batch's rows are kept
	row    Row
	given  int64
	err    error
	done   bool
}

// schema are the columns of rows.
type schema struct {
	names []string
	index map[string]int // nil for few columns
}

// fewColumns are found by looking through the names.
const fewColumns = 8

// column is the column with that name. Of two the last counts.
func (s *schema) column(name string) (int, bool) {
	if s.index != nil {
		i, ok := s.index[name]
		return i, ok
	}
	for i := len(s.names) - 1; i >= 0; i-- {
		if s.names[i] == name {
			return i, true
		}
	}
	return 0, false
}

func newRows(r *run) *Rows {
	s := &schema{names: make([]string, len(r.vars))}
	for i, v := range r.vars {
		s.names[i] = string(v)
	}
	if len(s.names) > fewColumns {
		s.index = make(map[string]int, len(s.names))
		for i, name := range s.names {
			s.index[name] = i
		}
	}
	return &Rows{run: r, schema: s}
}

// Vars are the columns, in the order of the SELECT clause.
func (rs *Rows) Vars() []string { return rs.schema.names }

// All loops over the rows that are left and closes them at the end, also when
// the loop is left early. An error comes last, with a zero Row.
func (rs *Rows) All() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		defer rs.Close()
		for rs.Next() {
			if !yield(rs.Row(), nil) {
				return
			}
		}
		if rs.err != nil {
			yield(Row{}, rs.err)
		}
	}
}

// Terms loops over the rows as slices of terms, in column order, zero Terms for
// unbound columns. The slice is used again for the next row.
func (rs *Rows) Terms() iter.Seq2[[]graph.Term, error] {
	return func(yield func([]graph.Term, error) bool) {
		defer rs.Close()
		terms := make([]graph.Term, len(rs.schema.names))
		for rs.Next() {
			for i, id := range rs.row.ids {
				terms[i] = graph.Any
				if id != graph.None {
					terms[i] = rs.run.dict.Term(id)
				}
			}
			if !yield(terms, nil) {
				return
			}
		}
		if rs.err != nil {
			yield(nil, rs.err)
		}
	}
}

// Next moves to the next row and reports whether there is one. After false, Err
// tells whether the rows ended or failed.
func (rs *Rows) Next() bool {
	if rs.done {
		return false
	}
	for rs.b == nil || rs.at >= rs.b.Len() {
		b, err := rs.run.next()
		if b == nil || err != nil {
			rs.err = err
			rs.Close()
			return false
		}
		rs.b, rs.at = b, 0
		rs.slab = make([]graph.ID, 0, b.Len()*len(b.Cols))
	}
	if err := rs.run.within(rs.given); err != nil {
		rs.err = err
		rs.Close()
		return false
	}
	r := rs.b.Row(rs.at)
	rs.at++
	rs.given++
	start := len(rs.slab)
	for _, c := range rs.b.Cols {
		rs.slab = append(rs.slab, c[r])
	}
	rs.row = Row{schema: rs.schema, dict: rs.run.dict.Reader(), ids: rs.slab[start:len(rs.slab):len(rs.slab)]}
	return true
}

// Row is the current row. It stays valid after the next call of Next.
func (rs *Rows) Row() Row { return rs.row }

// Err is the error that ended the rows, if one did.
func (rs *Rows) Err() error { return rs.err }

// Close ends the query; rows already given stay valid. It gives the error that
// ended the rows, if one did, and may be called again.
func (rs *Rows) Close() error {
	if !rs.done {
		rs.done = true
		rs.b = nil
		rs.run.stop()
	}
	return rs.err
}

// Timing is how long the query has taken so far.
func (rs *Rows) Timing() Timing { return rs.run.took() }

// Warnings are what is likely a slip in the query; see [Query.Warnings].
func (rs *Rows) Warnings() []Warning { return rs.run.warnings() }

// Plan is the query's plan with the rows counted so far and, under
// [WithAnalyze], the time per operator.
func (rs *Rows) Plan() *Plan { return rs.run.explain(true) }
