package plan

import (
	"math"
	"slices"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// Each row of a grouping has other keys than all the others, so that a join on all of
// them gives no more rows than the other side has. What an aggregate gives is no key, and
// values that several groups have in common are to be expected.

// groupKnown is how many different values the columns of so many groups of in have.
func groupKnown(in *Info, keys []Key, aggs []algebra.Aggregate, rows float64) known {
	k := known{number: &numbering{}}
	add := func(v Var, n float64) {
		if k.number.of(v) < 0 {
			k.number.add(v)
			k.values = append(k.values, math.Max(math.Min(n, rows), 1))
		}
	}
	for _, key := range keys {
		if len(keys) == 1 {
			add(key.Out, rows)
		} else if in.known.number.of(key.In) >= 0 {
			add(key.Out, in.distinct(key.In))
		}
	}
	for _, a := range aggs {
		add(a.Var, aggregated(in, &a, rows))
	}
	return k
}

// named is k with v, which has the values of as, if these are known.
func (k known) named(v, as Var) known {
	i := k.number.of(as)
	if i < 0 || k.number.of(v) >= 0 {
		return k
	}
	out := known{&numbering{}, append(slices.Clone(k.values), k.values[i])}
	for _, w := range k.number.names {
		out.number.add(w)
	}
	out.number.add(v)
	return out
}

// aggregated guesses how many different values an aggregate has in so many groups. They
// come together: the latest days of all are near the end, and counts that are all
// different add up to all rows.
func aggregated(in *Info, a *algebra.Aggregate, rows float64) float64 {
	if a.Name == "COUNT" {
		return math.Sqrt(2 * in.Rows)
	}
	n := math.Pow(rows, 0.75)
	if ref, ok := a.Arg.(*algebra.VarRef); ok && (a.Name == "MIN" || a.Name == "MAX" || a.Name == "SAMPLE") {
		n = math.Min(n, in.distinct(ref.Var))
	}
	return n
}

// keysOf are columns of which no two of n's rows have the same values together, as they
// are after a grouping; nil where none are known.
func keysOf(n Node) []Var {
	var keys []Var
	switch n := n.(type) {
	case *Group:
		for _, k := range n.Keys {
			keys = append(keys, k.Out)
		}
	case *Tally:
		keys = n.Vars[:len(n.Keys)]
	case *Filter:
		return keysOf(n.Input)
	case *Extend:
		return keysOf(n.Input)
	case *Sort:
		return keysOf(n.Input)
	case *Slice:
		return keysOf(n.Input)
	case *Distinct:
		return keysOf(n.Input)
	case *Project:
		keys = keysOf(n.Input)
	}
	for _, v := range keys {
		if !n.About().Has(v) {
			return nil
		}
	}
	return keys
}

// keyed is an atom whose rows have keys, by the numbers of variables.
type keyed struct {
	atom uint64 // its bit
	keys []int
}

// findKeys finds the atoms whose rows have keys.
func (o *orderer) findKeys() {
	for i := range o.atoms {
		if o.atoms[i].unit == nil {
			continue
		}
		if vars := keysOf(o.atoms[i].unit); len(vars) > 0 {
			k := keyed{atom: 1 << i}
			for _, v := range vars {
				k.keys = append(k.keys, o.number.of(v))
			}
			o.keyed = append(o.keyed, k)
		}
	}
}

// byKeys corrects the estimate of the join of two sets where one of them is an atom with
// keys: on all of its keys the join gives no more rows than the other side has, on other
// columns no fewer.
func (o *orderer) byKeys(rows float64, left, right uint64, a float64, av []float64, b float64, bv []float64) float64 {
	for i := range o.keyed {
		k := &o.keyed[i]
		if k.atom == right {
			left, right, a, av, b, bv = right, left, b, bv, a, av
		}
		if k.atom != left {
			continue
		}
		if k.boundBy(bv) {
			rows = math.Min(rows, b)
		} else {
			rows = math.Max(rows, b)
		}
	}
	return rows
}

// boundBy reports whether rows with so many values of each variable bind all keys.
func (k *keyed) boundBy(values []float64) bool {
	for _, v := range k.keys {
		if values[v] == 0 {
			return false
		}
	}
	return true
}
