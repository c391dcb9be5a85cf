package plan

import (
	"math"

	"github.com/trivet-rdf/trivet/graph"
)

// Costs of the operators' inner loops in nanoseconds, from the package's
// benchmarks; only their ratios matter.
const (
	costScan   = 1.5 // a row from a column
	costMerge  = 6   // a row against a sorted column, in step with it
	costLookup = 90  // a row by an index lookup at a random place
	costOut    = 4   // a row written
	costBuild  = 25  // a row into a hash table
	costProbe  = 20  // a row against a hash table
	costPath   = 900 // a row from one end of a property path
	costRow    = 40  // a row through an expression
)

// estimate is what is expected of a set of rows: how many, and how many
// different values each variable has.
type estimate struct {
	rows     float64
	distinct map[Var]float64
}

// values is the number of different values expected in v, at least 1.
func (e *estimate) values(v Var) float64 {
	d, ok := e.distinct[v]
	if !ok || d > e.rows {
		d = e.rows
	}
	return math.Max(d, 1)
}

// estimatePattern counts the matches of a triple pattern exactly, for its
// constants, and takes the numbers of different values from the statistics.
func estimatePattern(v *graph.View, s, p, o Slot) estimate {
	rows := float64(v.Count(s.ID, p.ID, o.ID))
	e := estimate{rows: rows, distinct: map[Var]float64{}}
	ds, dp, do := rows, rows, rows
	if p.Var == "" {
		st := v.Stat(p.ID)
		switch {
		case s.Var != "" && o.Var != "":
			ds, do = float64(st.Subjects), float64(st.Objects)
		}
	} else {
		dp = math.Min(rows, float64(len(v.Predicates())))
	}
	setMin(e.distinct, s.Var, ds)
	setMin(e.distinct, p.Var, dp)
	setMin(e.distinct, o.Var, do)
	if repeated(s, p, o) {
		e.rows = math.Sqrt(rows)
	}
	return e
}

// repeated reports whether a variable stands twice in a pattern.
func repeated(s, p, o Slot) bool {
	return s.Var != "" && (s.Var == p.Var || s.Var == o.Var) || p.Var != "" && p.Var == o.Var
}

func setMin(m map[Var]float64, v Var, d float64) {
	if v == "" {
		return
	}
	if old, ok := m[v]; !ok || d < old {
		m[v] = d
	}
}

// joined estimates the join of a and b: the product, divided by the larger
// number of different values for each shared variable. Further shared
// variables count with their square root, as they are seldom independent.
func joined(a, b *estimate) estimate {
	rows := a.rows * b.rows
	out := estimate{distinct: make(map[Var]float64, len(a.distinct)+len(b.distinct))}
	var divisors []float64
	for v := range b.distinct {
		if _, shared := a.distinct[v]; shared {
			divisors = append(divisors, math.Max(a.values(v), b.values(v)))
		}
	}
	largest := 0
	for i, d := range divisors {
		if d > divisors[largest] {
			largest = i
		}
	}
	for i, d := range divisors {
		if i == largest {
			rows /= d
		} else {
			rows /= math.Sqrt(d)
		}
	}
	out.rows = rows
	for v := range a.distinct {
		out.distinct[v] = math.Min(a.values(v), rows)
	}
	for v := range b.distinct {
		d := math.Min(b.values(v), rows)
		if old, ok := out.distinct[v]; !ok || d < old {
			out.distinct[v] = d
		}
	}
	return out
}
