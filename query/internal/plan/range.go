package plan

import "github.com/trivet-rdf/trivet/query/internal/algebra"

// A comparison of a column of one side of a join with one of the other is a filter of
// all pairs of rows. Where a key has many rows it is less work to put those in the order of
// their column, so that the ones asked for are the first or the last.

// Comparison is a column of the left side of a join compared with one of the right: L Op R,
// where Op is <, <=, > or >=.
type Comparison struct {
	Op   string
	L, R Var
}

// rangeGain is how many times as many rows as both sides have the join must be expected to have,
// before the comparison, to be worth the order.
const rangeGain = 4

// compareInJoins moves comparisons from filters to the joins below them that they compare the sides of.
func (b *builder) compareInJoins(n Node) Node {
	if b.opts.NoPasses || b.work.err != nil {
		return n
	}
	for _, at := range inputsOf(n) {
		if *at != nil {
			*at = b.compareInJoins(*at)
		}
	}
	f, ok := n.(*Filter)
	if !ok {
		return n
	}
	j, ok := f.Input.(*HashJoin)
	if !ok || j.Mode != Inner || j.Cond != nil || len(j.Loose) > 0 || j.Seeded != "" {
		return n
	}
	l, r := j.L.About(), j.R.About()
	if _, far := j.R.(*Service); far || !b.opts.AlwaysRange && j.Rows < rangeGain*(l.Rows+r.Rows) {
		return n
	}
	if j.Range = comparisonOf(f.Cond, l, r); j.Range == nil {
		return n
	}
	j.Cond = f.Cond
	j.Rows, j.Cost = f.Rows, f.Cost
	return j
}

// comparisonOf is a condition as a comparison of a column that only the left side has with one that
// only the right side has, nil where it is none.
func comparisonOf(cond algebra.Expr, l, r *Info) *Comparison {
	c, ok := cond.(*algebra.Call)
	if !ok || len(c.Args) != 2 {
		return nil
	}
	other, ok := mirrored[c.Op]
	if !ok {
		return nil
	}
	a, isVar := c.Args[0].(*algebra.VarRef)
	z, areVars := c.Args[1].(*algebra.VarRef)
	switch {
	case !isVar || !areVars:
		return nil
	case l.Has(a.Var) && !r.Has(a.Var) && r.Has(z.Var) && !l.Has(z.Var):
		return &Comparison{c.Op, a.Var, z.Var}
	case l.Has(z.Var) && !r.Has(z.Var) && r.Has(a.Var) && !l.Has(a.Var):
		return &Comparison{other, z.Var, a.Var}
	}
	return nil
}

// mirrored are the comparisons that have an order, with what they are with their operands exchanged.
var mirrored = map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<="}
