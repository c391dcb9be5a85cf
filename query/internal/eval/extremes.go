package eval

import (
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// Extremes is one MIN or MAX of a column for all groups of a GROUP BY: what
// NewAggregate does, for a batch at a time and without an object for each group.
type Extremes struct {
	env  *Env
	want int // -1 for MIN, 1 for MAX
	slot int
	best []extremum // by group
	nums numberVector
}

// extremum is the best term of a group so far.
type extremum struct {
	f      float64
	id     graph.ID
	number bool // f is id's, or nearest to it
	failed bool // a minimum among errors, which come first
}

// NewExtremes makes a MIN or MAX of a column; nil for other aggregates.
func NewExtremes(a algebra.Aggregate, schema []algebra.Var, env *Env) *Extremes {
	name := strings.ToUpper(a.Name)
	ref, ok := a.Arg.(*algebra.VarRef)
	if name != "MIN" && name != "MAX" || !ok {
		return nil
	}
	if _, ok := env.Aggregates[a.Name]; ok {
		return nil
	}
	e := &Extremes{env: env, want: 1, slot: slices.Index(schema, ref.Var)}
	if name == "MIN" {
		e.want = -1
	}
	if e.slot < 0 {
		return nil
	}
	return e
}

// Add takes a batch's selected rows; group[i] is the group, below groups, of the i-th
// of them.
func (e *Extremes) Add(b *batch.Batch, group []uint32, groups int) {
	e.grow(groups)
	if len(group) == 0 {
		return
	}
	ids := e.nums.read(e.env.Dict, b, e.slot)
	for i, g := range group {
		best, id := &e.best[g], ids[i]
		if id == best.id && id != graph.None {
			continue
		}
		if f := e.nums.f[i]; e.nums.kinds[i] != graph.NotPlain && f == f && best.number {
			if f == best.f {
				e.tie(best, id)
			} else if (f > best.f) == (e.want > 0) {
				best.f, best.id = f, id
			}
			continue
		}
		e.take(best, id)
	}
}

// grow makes room for so many groups.
func (e *Extremes) grow(groups int) {
	e.best = slices.Grow(e.best, max(groups-len(e.best), 0))
	for len(e.best) < groups {
		e.best = append(e.best, extremum{})
	}
}

// take replaces the best term by another one if that beats it.
func (e *Extremes) take(best *extremum, id graph.ID) {
	if id == graph.None {
		best.failed = best.failed || e.want < 0
		return
	}
	d := e.env.Dict
	if s, ok := d.snap.StringText(id); ok && !best.number {
		if t, ok := d.snap.StringText(best.id); ok {
			if strings.Compare(s, t) == e.want {
				best.id = id
			}
			return
		}
	}
	f, number := d.near(id)
	switch {
	case best.id == graph.None:
	case number && best.number && f != best.f:
		if (f > best.f) != (e.want > 0) {
			return
		}
	case e.env.Compare(id, best.id) == -e.want:
		return
	default:
		e.tie(best, id)
		return
	}
	best.f, best.id, best.number = f, id, number
}

// tie replaces the best term by one that is not behind it if it comes before by the
// order that tells all terms apart.
func (e *Extremes) tie(best *extremum, id graph.ID) {
	d := e.env.Dict
	if value.OrderTerms(d.Value(id), d.Value(best.id)) == e.want {
		best.id = id
		best.f, best.number = d.near(id)
	}
}

// near is a number's nearest double, where that is no NaN: different ones have the
// order of the numbers.
func (d *Dict) near(id graph.ID) (f float64, ok bool) {
	x := d.number(id)
	return x.f, x.c != other && x.f == x.f
}

// Merge adds what o has of its group g to group to[g], below groups.
func (e *Extremes) Merge(o *Extremes, to []uint32, groups int) {
	e.grow(groups)
	for g := range o.best {
		from, into := &o.best[g], &e.best[to[g]]
		into.failed = into.failed || from.failed
		if from.id != graph.None && from.id != into.id {
			e.take(into, from.id)
		}
	}
}

// Result is a group's value: graph.None when it is an error.
func (e *Extremes) Result(group int) graph.ID {
	if e.best[group].failed {
		return graph.None
	}
	return e.best[group].id
}

// extremumBytes is the size of an extremum.
const extremumBytes = 16

// Bytes is about how much memory the terms hold.
func (e *Extremes) Bytes() int64 { return int64(cap(e.best)) * extremumBytes }
