package plan

import (
	"math"
	"slices"

	"github.com/trivet-rdf/trivet/graph"
)

// Costs of the operators' inner loops in nanoseconds, from the package's
// benchmarks; only their ratios matter.
const (
	costScan   = 1.5  // a row from a column
	costMerge  = 6    // a row against a sorted column, in step with it
	costLookup = 200  // a row by an index lookup at a random place of a large column,
	costWarm   = 120  // the same for some thousands of rows,
	costNear   = 80   // and of a column that is not large
	costOut    = 4    // a row written
	costBuild  = 25   // a row into a hash table
	costTable  = 1500 // a hash table, however small
	costProbe  = 12   // a row against a hash table in the nearest caches,
	costFar    = 16   // and how much more against one that is in none of them
	costPath   = 300  // a row from one end of a property path,
	costStep   = 90   // and each node it leads to
	costRow    = 40   // a row through an expression
)

// farRows is the number of rows from which on columns and hash tables are in no near
// cache.
const farRows = 1 << 18

// So many lookups read little enough of a large column for the shared caches, and
// enough to be taken together. The work for one row, which is multiplied by how many
// there are, is not among them.
const (
	warmLeast = 1 << 8
	warmMost  = 10_000
)

// probeCost is the work of holding rows against a hash table of so many.
func probeCost(rows, table float64) float64 {
	if table < farRows {
		return costTable + rows*costProbe
	}
	return rows * (costProbe + costFar)
}

// lookupCost is the work of looking rows up among so many matches.
func lookupCost(rows, matches float64) float64 {
	if matches < farRows {
		return rows * costNear
	}
	if rows >= warmLeast && rows < warmMost {
		return rows * costWarm
	}
	return rows * costLookup
}

// estimate is what is expected of a set of rows: how many, and how many
// different values each variable has.
type estimate struct {
	rows     float64
	vars     []Var
	distinct []float64 // by variable
}

// estimate is what the node is expected to give.
func (i *Info) estimate() estimate {
	e := estimate{rows: i.Rows, vars: i.Vars, distinct: make([]float64, len(i.Vars))}
	for k, v := range i.Vars {
		e.distinct[k] = i.distinct(v)
	}
	return e
}

// values is the number of different values expected in the i-th variable, at least 1.
func (e *estimate) values(i int) float64 {
	return math.Max(math.Min(e.distinct[i], e.rows), 1)
}

// mentions reports whether v is among the variables.
func (e *estimate) mentions(v Var) bool { return slices.Contains(e.vars, v) }

// add adds a variable with d values, or with fewer, if it is there already.
func (e *estimate) add(v Var, d float64) {
	if v == "" {
		return
	}
	if i := slices.Index(e.vars, v); i >= 0 {
		e.distinct[i] = math.Min(e.distinct[i], d)
		return
	}
	if e.vars == nil {
		e.vars, e.distinct = make([]Var, 0, 3), make([]float64, 0, 3)
	}
	e.vars, e.distinct = append(e.vars, v), append(e.distinct, d)
}

// estimatePattern counts the matches of a triple pattern exactly, for its
// constants, and takes the numbers of different values from the statistics.
func estimatePattern(v *graph.View, s, p, o Slot) estimate {
	rows := float64(v.Count(s.ID, p.ID, o.ID))
	e := estimate{rows: rows}
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
	e.add(s.Var, ds)
	e.add(p.Var, dp)
	e.add(o.Var, do)
	if repeated(s, p, o) {
		e.rows = math.Sqrt(rows)
	}
	return e
}

// repeated reports whether a variable stands twice in a pattern.
func repeated(s, p, o Slot) bool {
	return s.Var != "" && (s.Var == p.Var || s.Var == o.Var) || p.Var != "" && p.Var == o.Var
}

// mostlyDifferent is the share of different values from which a column is taken
// for a key.
const mostlyDifferent = 0.9

// joinedRows estimates the join of two sets of rows, given how many different
// values each variable has in them (0: not there), and fills in the result's.
// The product of the sizes is divided by the larger number of values for each
// shared variable; after the first, with their square root, as variables are
// seldom independent. Where neither side has mostly different values, the mean
// of both numbers is taken in the larger's stead: that all values of one side are
// among the other's, evenly, is then seldom true.
func joinedRows(a float64, av []float64, b float64, bv, out []float64) float64 {
	rows, largest := a*b, 1.0
	rest := 1.0
	for v := range out {
		if av[v] == 0 || bv[v] == 0 {
			continue
		}
		x, y := math.Min(av[v], math.Max(a, 1)), math.Min(bv[v], math.Max(b, 1))
		d := math.Max(x, y)
		if x < mostlyDifferent*a && y < mostlyDifferent*b {
			d = math.Sqrt(x * y)
		}
		if d > largest {
			d, largest = largest, d
		}
		rest *= math.Sqrt(d)
	}
	rows /= largest * rest
	most := math.Max(rows, 1)
	for v := range out {
		d := av[v]
		if d == 0 || bv[v] > 0 && bv[v] < d {
			d = bv[v]
		}
		if d > 0 {
			out[v] = math.Min(d, most)
		}
	}
	return rows
}

// joinedInfo estimates the join of a plan's rows, of which nothing but the size
// is known, with a pattern's matches.
func joinedInfo(in *Info, e *estimate) float64 {
	rows := in.Rows * e.rows
	largest := 1.0
	for i, v := range e.vars {
		if in.Has(v) {
			largest = math.Max(largest, e.values(i))
		}
	}
	return rows / math.Max(largest, 1)
}

// joinRows guesses the size of a join of plans: a key join gives about as many
// rows as its larger side, no key a cross product.
func joinRows(l, r *Info, keys int) float64 {
	if keys == 0 {
		return l.Rows * r.Rows
	}
	return max(l.Rows, r.Rows)
}
