package query

import (
	"fmt"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/eval"
)

// Row is one solution. It holds term IDs and decodes a term when asked for it;
// it stays valid for as long as it is kept.
type Row struct {
	schema *schema
	dict   *eval.Terms
	ids    []graph.ID
}

// Len is the number of columns.
func (r Row) Len() int { return len(r.ids) }

// Vars are the columns' names.
func (r Row) Vars() []string {
	if r.schema == nil {
		return nil
	}
	return r.schema.names
}

// At is the term in column i, or the zero Term when it is unbound.
func (r Row) At(i int) graph.Term {
	if id := r.ids[i]; id != graph.None {
		return r.dict.Term(id)
	}
	return graph.Any
}

// Get is the value of a variable, and whether it is bound. A name that is no
// column is unbound.
func (r Row) Get(name string) (graph.Term, bool) {
	if i, ok := r.column(name); ok {
		t := r.At(i)
		return t, !t.IsAny()
	}
	return graph.Any, false
}

func (r Row) column(name string) (int, bool) {
	if r.schema == nil {
		return 0, false
	}
	return r.schema.column(name)
}

// String is a variable's value as bare text: an IRI, a literal's lexical form,
// or a blank node's label; "" when unbound.
func (r Row) String(name string) string {
	t, _ := r.Get(name)
	return t.Value()
}

// Int is a variable's value as an int64, 0 when it is unbound or is no whole
// number that fits; Scan tells those apart.
func (r Row) Int(name string) int64 {
	var n int64
	t, _ := r.Get(name)
	if convert(t, &n) != nil {
		return 0
	}
	return n
}

// Float is a variable's value as a float64: of a numeric literal, or of a plain
// string that is written like a number. 0 when it is neither.
func (r Row) Float(name string) float64 {
	var f float64
	t, _ := r.Get(name)
	if convert(t, &f) != nil {
		return 0
	}
	return f
}

// Bool is a variable's value as a bool, false when it is not a boolean.
func (r Row) Bool(name string) bool {
	var b bool
	t, _ := r.Get(name)
	return convert(t, &b) == nil && b
}

// Time is a variable's value as a time: of an xsd:dateTime or xsd:date, or of a
// plain string written like one. Without a time zone it is UTC. The zero Time
// when it is neither.
func (r Row) Time(name string) time.Time {
	var at time.Time
	t, _ := r.Get(name)
	if convert(t, &at) != nil {
		return time.Time{}
	}
	return at
}

// Map gives the bound variables by name.
func (r Row) Map() map[string]graph.Term {
	m := make(map[string]graph.Term, len(r.ids))
	for i, name := range r.Vars() {
		if t := r.At(i); !t.IsAny() {
			m[name] = t
		}
	}
	return m
}

// Scan copies the columns, in order, into the variables that dst point to, as
// [Collect] does for fields. An unbound column leaves its variable alone when
// that is a pointer or an [Opt], and is an error otherwise.
func (r Row) Scan(dst ...any) error {
	if len(dst) != len(r.ids) {
		return fmt.Errorf("scan: %d columns into %d variables", len(r.ids), len(dst))
	}
	for i, d := range dst {
		if err := convert(r.At(i), d); err != nil {
			return fmt.Errorf("scan: column ?%s: %w", r.schema.names[i], err)
		}
	}
	return nil
}
