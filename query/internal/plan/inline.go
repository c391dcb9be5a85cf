package plan

import "github.com/trivet-rdf/trivet/query/internal/algebra"

// A computed column that one expression reads, and nobody else, need not be a column:
// its expression is put where it is read. Then no term is made of its values, which
// takes longer than to compute a number.

// inlineSize bounds the nodes that an expression grows by: columns that read each
// other twice would double it again and again.
const inlineSize = 100

// inlineBelow puts computed columns that only e reads into it, as long as there are
// some right below. It gives the new expression and input.
func inlineBelow(e algebra.Expr, input Node, want wants) (algebra.Expr, Node) {
	for {
		x, ok := input.(*Extend)
		if !ok || want.has(x.Var) || !inlinable(x, e) {
			return e, input
		}
		e, input = substituted(e, x), x.Input
	}
}

// inlineGroup does the same for the only aggregate that reads a column below n. Casts
// and the like of one column are left there: they are computed once a term, and columns
// are added up faster than expressions. So are those that are counted: what goroutines
// have counted of a column is merged.
func inlineGroup(n *Group) {
	reads := groupReads(n)
	input := n.Input
	if p, ok := input.(*Project); ok && reads.within(p.Vars) {
		input = p.Input
	}
	x, ok := input.(*Extend)
	if !ok || len(exprVars(x.Expr)) < 2 {
		return
	}
	for _, k := range n.Keys {
		if k.In == x.Var {
			return
		}
	}
	reader := -1
	for i, a := range n.Aggs {
		switch {
		case a.Arg == nil && a.Distinct:
			return
		case !aggregateReads(a, x.Var):
		case reader >= 0 || a.Distinct || a.Name == "COUNT" || len(a.Args) > 0 || !inlinable(x, a.Arg):
			return
		default:
			reader = i
		}
	}
	if reader < 0 {
		return
	}
	n.Aggs = append([]algebra.Aggregate{}, n.Aggs...)
	n.Aggs[reader].Arg = substituted(n.Aggs[reader].Arg, x)
	n.Input = x.Input
}

// aggregateReads reports whether an aggregate reads v.
func aggregateReads(a algebra.Aggregate, v Var) bool {
	m := map[Var]bool{}
	if a.Arg != nil {
		addExprVars(a.Arg, m)
	}
	for _, e := range a.Args {
		addExprVars(e, m)
	}
	return m[v]
}

// inlinable reports whether what x computes may stand for its variable in e: an
// unbound variable is an error there, as is whatever leaves it unbound.
func inlinable(x *Extend, e algebra.Expr) bool {
	if x.Input.About().Has(x.Var) || !Repeatable(x.Expr) || !Repeatable(e) {
		return false
	}
	n, asks := mentions(e, x.Var)
	return n > 0 && !asks && n*exprSize(x.Expr) <= inlineSize
}

// mentions counts where e reads v, and reports whether it asks if v is bound.
func mentions(e algebra.Expr, v Var) (n int, asks bool) {
	switch e := e.(type) {
	case *algebra.VarRef:
		if e.Var == v {
			n = 1
		}
	case *algebra.Call:
		for _, a := range e.Args {
			k, bound := mentions(a, v)
			n, asks = n+k, asks || bound || k > 0 && e.Op == "BOUND"
		}
	case *algebra.FuncCall:
		for _, a := range e.Args {
			k, bound := mentions(a, v)
			n, asks = n+k, asks || bound
		}
	}
	return n, asks
}

// exprSize is the number of nodes of an expression.
func exprSize(e algebra.Expr) int {
	n := 1
	switch e := e.(type) {
	case *algebra.Call:
		for _, a := range e.Args {
			n += exprSize(a)
		}
	case *algebra.FuncCall:
		for _, a := range e.Args {
			n += exprSize(a)
		}
	}
	return n
}

// substituted is e with what x computes in the place of its variable.
func substituted(e algebra.Expr, x *Extend) algebra.Expr {
	with := x.Expr
	if n, _ := mentions(e, x.Var); n > 1 {
		with = &algebra.Call{Op: algebra.Once, Args: []algebra.Expr{with}}
	}
	return substitute(e, x.Var, with)
}

// substitute is e with another expression in the place of v. What does not change is
// shared: expressions belong to the query.
func substitute(e algebra.Expr, v Var, with algebra.Expr) algebra.Expr {
	switch e := e.(type) {
	case *algebra.VarRef:
		if e.Var == v {
			return with
		}
	case *algebra.Call:
		if args, changed := substituteAll(e.Args, v, with); changed {
			c := *e
			c.Args = args
			return &c
		}
	case *algebra.FuncCall:
		if args, changed := substituteAll(e.Args, v, with); changed {
			c := *e
			c.Args = args
			return &c
		}
	}
	return e
}

func substituteAll(list []algebra.Expr, v Var, with algebra.Expr) (out []algebra.Expr, changed bool) {
	out = make([]algebra.Expr, len(list))
	for i, a := range list {
		out[i] = substitute(a, v, with)
		changed = changed || out[i] != a
	}
	return out, changed
}
