package plan

import (
	"slices"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// filterBelow puts a comparison of a computed column with a constant below the
// computation, so that terms are made for the rows that stay only; nil where that
// is not the same or not worth it. The expression reads one column: its values are
// remembered by term, and computing it twice costs a look-up.
func (b *builder) filterBelow(node Node, f algebra.Expr) Node {
	x, ok := node.(*Extend)
	if !ok || b.opts.NoPasses || x.Input.About().Has(x.Var) || len(exprVars(x.Expr)) != 1 || !Repeatable(x.Expr) {
		return nil
	}
	c, ok := f.(*algebra.Call)
	if !ok || len(c.Args) != 2 {
		return nil
	}
	switch c.Op {
	case "=", "!=", "<", ">", "<=", ">=":
	default:
		return nil
	}
	moved := *c
	moved.Args = []algebra.Expr{c.Args[0], c.Args[1]}
	for i, a := range c.Args {
		ref, ok := a.(*algebra.VarRef)
		if _, constant := c.Args[1-i].(*algebra.Const); ok && constant && ref.Var == x.Var {
			moved.Args[i] = x.Expr
			return b.extend(b.condition(x.Input, &moved), x.Var, x.Expr)
		}
	}
	return nil
}

// Repeatable reports whether an expression gives the same each time and on any
// goroutine: built-ins that draw or number nothing, and casts.
func Repeatable(e algebra.Expr) bool {
	var args []algebra.Expr
	switch e := e.(type) {
	case *algebra.Const, *algebra.VarRef:
		return true
	case *algebra.Call:
		if drawing(e) {
			return false
		}
		args = e.Args
	case *algebra.FuncCall:
		if e.Own || !value.IsCast(e.IRI) {
			return false
		}
		args = e.Args
	default:
		return false
	}
	for _, a := range args {
		if !Repeatable(a) {
			return false
		}
	}
	return true
}

// drawing reports whether a call gives something new each time, whatever its operands.
func drawing(e *algebra.Call) bool {
	switch e.Op {
	case "RAND", "UUID", "STRUUID", "BNODE":
		return true
	}
	return false
}

// draws reports whether an expression, nil for none, gives something new each time it is
// worked out, so that it must be as often as the query says: once for a row of its own
// group.
func draws(e algebra.Expr) bool {
	switch e := e.(type) {
	case *algebra.Call:
		return drawing(e) || slices.ContainsFunc(e.Args, draws)
	case *algebra.FuncCall:
		return slices.ContainsFunc(e.Args, draws)
	case *algebra.TripleExpr:
		return draws(e.S) || draws(e.P) || draws(e.O)
	case *algebra.Exists:
		return Draws(e.Input)
	}
	return false
}

// Draws reports whether there is an expression in op that draws.
func Draws(op algebra.Op) (found bool) {
	algebra.Walk(op, func(op algebra.Op) {
		switch op := op.(type) {
		case *algebra.Filter:
			found = found || draws(op.Cond)
		case *algebra.LeftJoin:
			found = found || draws(op.Cond)
		case *algebra.Extend:
			found = found || draws(op.Expr)
		case *algebra.OrderBy:
			found = found || slices.ContainsFunc(op.Keys, func(k algebra.OrderKey) bool { return draws(k.Expr) })
		case *algebra.Group:
			found = found || slices.ContainsFunc(op.Keys, func(k algebra.GroupKey) bool { return draws(k.Expr) }) ||
				slices.ContainsFunc(op.Aggs, func(a algebra.Aggregate) bool { return draws(a.Arg) || slices.ContainsFunc(a.Args, draws) })
		}
	})
	return found
}
