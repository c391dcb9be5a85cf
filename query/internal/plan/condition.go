package plan

import "github.com/trivet-rdf/trivet/query/internal/algebra"

// conjuncts splits a && b && c.
func conjuncts(e algebra.Expr) []algebra.Expr {
	if c, ok := e.(*algebra.Call); ok && c.Op == "&&" {
		return append(conjuncts(c.Args[0]), conjuncts(c.Args[1])...)
	}
	return []algebra.Expr{e}
}

// existsOf sees through e to an EXISTS, with its negations folded in.
func existsOf(e algebra.Expr) (*algebra.Exists, bool) {
	switch e := e.(type) {
	case *algebra.Exists:
		return e, true
	case *algebra.Call:
		if e.Op == "!" {
			if x, ok := existsOf(e.Args[0]); ok {
				n := *x
				n.Not = !n.Not
				return &n, true
			}
		}
	}
	return nil, false
}

// exprVars is the set of variables an expression reads, those of EXISTS
// patterns included.
func exprVars(e algebra.Expr) map[Var]bool {
	m := map[Var]bool{}
	addExprVars(e, m)
	return m
}

func addExprVars(e algebra.Expr, m map[Var]bool) {
	switch e := e.(type) {
	case *algebra.VarRef:
		m[e.Var] = true
	case *algebra.Call:
		for _, a := range e.Args {
			addExprVars(a, m)
		}
	case *algebra.FuncCall:
		for _, a := range e.Args {
			addExprVars(a, m)
		}
	case *algebra.TripleExpr:
		addExprVars(e.S, m)
		addExprVars(e.P, m)
		addExprVars(e.O, m)
	case *algebra.Exists:
		addPatternVars(e.Input, m)
		addContextVars(e.Correlated, m)
	}
}

// addContextVars adds the outer variables of an EXISTS whose pattern has a
// MINUS.
func addContextVars(op algebra.Op, m map[Var]bool) {
	if !hasMinus(op) {
		return
	}
	algebra.Walk(op, func(op algebra.Op) {
		if c, ok := op.(*algebra.Context); ok {
			for _, v := range c.Vars {
				m[v] = true
			}
		}
	})
}

// hasMinus reports whether a pattern has a MINUS. Inside EXISTS both its sides
// hold all outer values, and which variables two solutions share decides; so
// such a pattern depends on all outer variables and is run row by row.
func hasMinus(op algebra.Op) bool {
	found := false
	algebra.Walk(op, func(op algebra.Op) {
		if _, ok := op.(*algebra.Minus); ok {
			found = true
		}
	})
	return found
}

// addPatternVars adds every variable mentioned in a pattern, in scope or not.
func addPatternVars(op algebra.Op, m map[Var]bool) {
	algebra.Walk(op, func(op algebra.Op) {
		addOwnVars(op, m)
		switch op := op.(type) {
		case *algebra.Filter:
			addExprVars(op.Cond, m)
		case *algebra.LeftJoin:
			if op.Cond != nil {
				addExprVars(op.Cond, m)
			}
		case *algebra.OrderBy:
			for _, k := range op.Keys {
				addExprVars(k.Expr, m)
			}
		}
	})
}

// addOwnVars adds the variables that op itself mentions, not those of its
// inputs, which the walk comes to: asking for all at each operator would make
// deep patterns slow to plan.
func addOwnVars(op algebra.Op, m map[Var]bool) {
	switch op := op.(type) {
	case *algebra.Graph:
		m[op.Name.Var] = true
	case *algebra.Service:
		m[op.Name.Var] = true
	case *algebra.Extend:
		m[op.Var] = true
		addExprVars(op.Expr, m)
	case *algebra.Group:
		addGroupVars(op, m)
	case *algebra.BGP, *algebra.PathPattern, *algebra.Table, *algebra.Context, *algebra.Project:
		for _, v := range algebra.Vars(op) {
			m[v] = true
		}
	}
	delete(m, "")
}

func addGroupVars(g *algebra.Group, m map[Var]bool) {
	for _, k := range g.Keys {
		m[k.Var] = true
		addExprVars(k.Expr, m)
	}
	for _, a := range g.Aggs {
		m[a.Var] = true
		if a.Arg != nil {
			addExprVars(a.Arg, m)
		}
		for _, e := range a.Args {
			addExprVars(e, m)
		}
	}
}

// condition keeps the rows of node for which f is true.
func (b *builder) condition(node Node, f algebra.Expr) Node {
	if x, ok := existsOf(f); ok && !b.opts.NoPasses {
		if n := b.exists(node, x); n != nil {
			return n
		}
	}
	if n := b.filterBelow(node, f); n != nil {
		return n
	}
	bounds, stacked := bounded(f), 1
	if in, ok := node.(*Filter); ok {
		if bounds != "" && bounds == in.bounds && !b.opts.NoPasses || in.stacked == mostStacked {
			return in.and(f, bounds)
		}
		stacked += in.stacked
	}
	return derive(&Filter{Input: node, Cond: f, bounds: bounds, stacked: stacked}, node, costRow)
}

// mostStacked is how many filters stand one on the other; more are one, with all of
// their conditions. A query may have as many as its text has room for, and plans are
// gone through by recursion.
const mostStacked = 64

// and is the filter with one more condition. bounds is the variable that it compares
// with constants.
func (n *Filter) and(f algebra.Expr, bounds Var) *Filter {
	out := *n
	out.Cond = &algebra.Call{Op: "&&", Args: []algebra.Expr{n.Cond, f}, At: f.Where()}
	out.Rows *= selectivity(f)
	if bounds != n.bounds {
		out.bounds = ""
	}
	return &out
}

// bounded is the variable that an expression compares with constants, once or several
// times: one filter then looks at it once. It is "" for other expressions.
func bounded(e algebra.Expr) Var {
	c, ok := e.(*algebra.Call)
	if !ok || len(c.Args) != 2 {
		return ""
	}
	switch c.Op {
	case "&&":
		if v := bounded(c.Args[1]); v == bounded(c.Args[0]) {
			return v
		}
	case "<", ">", "<=", ">=":
		for i, a := range c.Args {
			ref, ok := a.(*algebra.VarRef)
			if _, constant := c.Args[1-i].(*algebra.Const); ok && constant {
				return ref.Var
			}
		}
	}
	return ""
}

// exists makes [NOT] EXISTS a semi or anti join, or gives nil when the pattern
// must be run row by row with the row's values put in.
func (b *builder) exists(node Node, x *algebra.Exists) Node {
	mode := Semi
	if x.Not {
		mode = Anti
	}
	outer := b.has(node.About())
	if n := b.askedExists(node, x.Input, mode); n != nil && !hasMinus(x.Input) {
		return n
	}
	if hasMinus(x.Input) || !b.correlatable(x.Input, outer) {
		return nil
	}
	if st, ok := b.singleStep(x.Input, node, mode); ok {
		return st
	}
	if n := b.existsApart(x.Input, node, mode); n != nil {
		return n
	}
	if n := b.existsByHash(x.Input, node, mode); n != nil {
		return n
	}
	if b.choices < maxChoices && b.independent(x.Input, node) {
		defer b.choice()()
		b.folding = &folding{want: outer}
		r := b.whole(x.Input)
		b.folding = nil
		n := b.turned(b.hashJoin(node, r, mode, nil, nil).(*HashJoin))
		if b.opts.AlwaysTurn && n.Mode.Holds() || n.work() < node.About().Rows*b.rowCost(x.Input, node) {
			return n
		}
	}
	return b.lateral(node, x.Input, mode, nil)
}

// independent reports whether op, run on its own and joined with node's rows,
// gives what it gives with each row's values put in: its filters and
// expressions read nothing of node that op itself leaves unbound, and all
// shared variables are bound on both sides.
func (b *builder) independent(op algebra.Op, node Node) bool {
	for _, v := range algebra.Vars(op) {
		if node.About().Has(v) {
			return b.apart(op, node)
		}
	}
	return false
}

// rowCost guesses the work of running op seeded with one row, in nanoseconds.
func (b *builder) rowCost(op algebra.Op, node Node) float64 {
	info := node.About()
	seed := newSeed(info.Vars, info.Certain, 1)
	n := b.onto(op, seed)
	return n.About().Cost + costLookup
}

// lateral joins node with op seeded by its rows.
func (b *builder) lateral(node Node, op algebra.Op, mode Mode, cond algebra.Expr) Node {
	info := node.About()
	row := b.freshVar()
	vars := append(append([]Var{}, info.Vars...), row)
	seed := newSeed(vars, info.Certain.and(row), info.Rows)
	seed.Sorted, seed.Row = info.Sorted, row
	return lateralOf(node, b.onto(op, seed), row, mode, cond)
}

// lateralOf is a Lateral with the right side planned already, row its row column.
func lateralOf(node, r Node, row Var, mode Mode, cond algebra.Expr) Node {
	info := node.About()
	n := &Lateral{L: node, R: r, Row: row, Mode: mode, Cond: cond}
	n.Info = Info{Certain: info.Certain, Rows: info.Rows, Cost: info.Cost + r.About().Cost}
	n.Vars = append(n.Vars, info.Vars...)
	if mode == Semi || mode == Anti {
		n.Rows = info.Rows / 2
		n.Sorted = info.Sorted
		return n
	}
	n.Rows = max(info.Rows, r.About().Rows)
	for _, v := range r.About().Vars {
		if v != row && !info.Has(v) {
			n.Vars = append(n.Vars, v)
		}
	}
	n.Cost += n.Rows * costOut
	return n
}
