package eval

import (
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// Totals is one SUM or AVG for all groups of a GROUP BY: what NewAggregate does,
// for a batch at a time and without an object for each group.
type Totals struct {
	env   *Env
	start sum
	slot  int   // the column added up, or -1
	arg   *Expr // the expression added up otherwise
	sums  []sum // by group
	nums  numberVector
}

// NewTotals compiles a SUM or AVG without DISTINCT; nil for other aggregates.
func NewTotals(a algebra.Aggregate, schema []algebra.Var, env *Env) (*Totals, error) {
	name := strings.ToUpper(a.Name)
	if name != "SUM" && name != "AVG" || a.Distinct || a.Arg == nil {
		return nil, nil
	}
	if _, ok := env.Aggregates[a.Name]; ok {
		return nil, nil
	}
	t := &Totals{env: env, slot: -1, start: sum{dict: env.Dict, mean: name == "AVG"}}
	if ref, ok := a.Arg.(*algebra.VarRef); ok {
		for i, v := range schema {
			if v == ref.Var {
				t.slot = i
				return t, nil
			}
		}
	}
	var err error
	t.arg, err = Compile(a.Arg, schema, env)
	return t, err
}

// Add takes a batch's selected rows; group[i] is the group, below groups, of the
// i-th of them. The error is one that must stop the query.
func (t *Totals) Add(b *batch.Batch, group []uint32, groups int) error {
	t.sums = slices.Grow(t.sums, max(groups-len(t.sums), 0))
	for len(t.sums) < groups {
		t.sums = append(t.sums, t.start)
	}
	if len(group) == 0 {
		return nil
	}
	if t.slot >= 0 {
		return t.addColumn(b, group)
	}
	for i, g := range group {
		if i%heardEvery == 0 {
			if err := t.env.heard(); err != nil {
				return err
			}
		}
		if t.arg.quick != nil {
			if x := t.arg.quick(b, b.Row(i)); x.c == double {
				t.sums[g].n++
				t.sums[g].sum.AddDouble(x.f)
				continue
			}
		}
		v, err := t.arg.value(b, b.Row(i))
		switch {
		case err == nil:
			err = t.sums[g].value(v)
		case value.IsExpression(err):
			t.sums[g].fail()
			err = nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// addColumn adds up a column: doubles and integers that the snapshot holds as
// numbers are added as such.
func (t *Totals) addColumn(b *batch.Batch, group []uint32) error {
	ids := t.nums.read(t.env.Dict, b, t.slot)
	for i, g := range group {
		s := &t.sums[g]
		switch {
		case t.nums.kinds[i] == graph.PlainDouble:
			s.n++
			s.sum.AddDouble(t.nums.f[i])
		case ids[i] == graph.None:
			s.fail()
		default:
			if err := s.term(ids[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// numberVector is the selected rows of a column as numbers.
type numberVector struct {
	ids   []graph.ID
	f     []float64
	kinds []graph.Plain
}

// read fills the vector and gives the column's selected terms.
func (v *numberVector) read(d *Dict, b *batch.Batch, slot int) []graph.ID {
	ids := v.pick(b, slot)
	if len(v.kinds) < len(ids) {
		v.kinds = make([]graph.Plain, len(v.f))
	}
	d.snap.PlainNumbers(ids, v.f, v.kinds)
	return ids
}

// sure is read without kinds: see graph.Snapshot.SureNumbers.
func (v *numberVector) sure(d *Dict, b *batch.Batch, slot int) []graph.ID {
	ids := v.pick(b, slot)
	d.snap.SureNumbers(ids, v.f)
	return ids
}

// pick gives the column's selected terms, and makes room for their numbers.
func (v *numberVector) pick(b *batch.Batch, slot int) []graph.ID {
	n := b.Len()
	if len(v.f) < n {
		v.f = make([]float64, n)
	}
	if b.Sel == nil {
		return b.Cols[slot][:n]
	}
	v.ids = v.ids[:0]
	for _, r := range b.Sel {
		v.ids = append(v.ids, b.Cols[slot][r])
	}
	return v.ids
}

// Merge adds what o has of its group g to group to[g], below groups.
func (t *Totals) Merge(o *Totals, to []uint32, groups int) error {
	for len(t.sums) < groups {
		t.sums = append(t.sums, t.start)
	}
	for g := range o.sums {
		from, into := &o.sums[g], &t.sums[to[g]]
		into.n += from.n
		into.failed = into.failed || from.failed
		if err := into.sum.Merge(&from.sum); fatal(err) != nil {
			return err
		} else if err != nil {
			into.failed = true
		}
	}
	return nil
}

// Result is a group's value: graph.None when it is an error.
func (t *Totals) Result(group int) (graph.ID, error) { return t.sums[group].result() }

// sumBytes is the size of a sum.
const sumBytes = 80

// Bytes is about how much memory the sums hold.
func (t *Totals) Bytes() int64 { return int64(cap(t.sums)) * sumBytes }
