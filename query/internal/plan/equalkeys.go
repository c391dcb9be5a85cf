package plan

import "github.com/trivet-rdf/trivet/query/internal/algebra"

// joinByKeys is a hash join with a condition, in which equalities of expressions, each
// of which reads one side, are equalities of columns computed there: OPTIONAL and EXISTS
// with FILTER(STR(?a) = STR(?b)) look for the value instead of trying all pairs. An
// expression that fails leaves its column unbound, which is equal to nothing, as an error
// is no match.
func (b *builder) joinByKeys(l, r Node, mode Mode, cond algebra.Expr) *HashJoin {
	if cond == nil || b.opts.NoPasses {
		return b.hashJoin(l, r, mode, cond, nil).(*HashJoin)
	}
	li, ri := l.About(), r.About()
	conds := conjuncts(cond)
	for i, c := range conds {
		e, ok := c.(*algebra.Call)
		if !ok || e.Op != "=" && e.Op != "SAMETERM" || len(e.Args) != 2 || equates(e) {
			continue
		}
		x, y := e.Args[0], e.Args[1]
		if !readsOnly(x, li, ri) || !readsOnly(y, ri, li) {
			if x, y = y, x; !readsOnly(x, li, ri) || !readsOnly(y, ri, li) {
				continue
			}
		}
		sides := []Node{l, r}
		k := &algebra.Call{Op: e.Op, At: e.At, Args: []algebra.Expr{b.keyOf(sides, 0, x), b.keyOf(sides, 1, y)}}
		l, r, conds[i] = sides[0], sides[1], k
	}
	return b.hashJoin(l, r, mode, allOf(conds), nil).(*HashJoin)
}

// readsOnly reports whether an expression reads something of one side of a join, and has
// the same value there as in the joined row: what it reads are columns of that side
// which the other has not.
func readsOnly(e algebra.Expr, side, other *Info) bool {
	vars := exprVars(e)
	for v := range vars {
		if !side.Has(v) || other.Has(v) {
			return false
		}
	}
	return len(vars) > 0 && Repeatable(e)
}

// linkedByValue reports whether a conjunct of cond is an equality between what left
// and right have alone.
func linkedByValue(cond algebra.Expr, left, right *Info) bool {
	if cond == nil {
		return false
	}
	for _, c := range conjuncts(cond) {
		e, ok := c.(*algebra.Call)
		if !ok || len(e.Args) != 2 || e.Op != "=" && e.Op != "SAMETERM" {
			continue
		}
		x, y := e.Args[0], e.Args[1]
		if readsOnly(x, left, right) && readsOnly(y, right, left) || readsOnly(y, left, right) && readsOnly(x, right, left) {
			return true
		}
	}
	return false
}
