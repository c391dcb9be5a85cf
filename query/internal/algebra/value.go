package algebra

import (
	"github.com/trivet-rdf/trivet/query/syntax"
)

// scope is where an expression stands: the operators whose solutions it is
// evaluated over, merged, and the query level when that one is grouped.
type scope struct {
	ops   []Op
	level *grouping // nil unless variables and aggregates must go through a Group
}

// vars are the variables in scope, hidden ones too.
func (s scope) vars() []Var {
	var c collector
	for _, op := range s.ops {
		c.op(op)
	}
	if s.level != nil {
		c.op(s.level.group())
		for _, v := range s.level.aliases {
			c.add(v)
		}
	}
	return c.vars
}

// expr translates an expression. Chains of left-associative operators are walked
// in a loop, so that a long a || b || ... needs no deep stack.
func (t *translator) expr(e syntax.Expr, s scope) (Expr, error) {
	var chain []*syntax.Binary
	for {
		b, ok := e.(*syntax.Binary)
		if !ok {
			break
		}
		chain = append(chain, b)
		e = b.L
	}
	out, err := t.operandExpr(e, s)
	if err != nil {
		return nil, err
	}
	for i := len(chain) - 1; i >= 0; i-- {
		right, err := t.expr(chain[i].R, s)
		if err != nil {
			return nil, err
		}
		out = &Call{Op: chain[i].Op, Args: []Expr{out, right}, At: chain[i].Where()}
	}
	return out, nil
}

// operandExpr translates an expression that is no binary operator.
func (t *translator) operandExpr(e syntax.Expr, s scope) (Expr, error) {
	switch e := e.(type) {
	case *syntax.TermExpr:
		return t.termExpr(e.Term, s)
	case *syntax.Unary:
		return t.unary(e, s)
	case *syntax.In:
		return t.in(e, s)
	case *syntax.Call:
		args, err := t.exprs(e.Args, s)
		return &Call{Op: e.Name, Args: args, At: e.Where()}, err
	case *syntax.FunctionCall:
		if t.isAggregate(e) {
			return t.aggregateCall(e, s)
		}
		args, err := t.exprs(e.Args, s)
		own := t.options.Function != nil && t.options.Function(e.Name.Value)
		return &FuncCall{IRI: e.Name.Value, Args: args, At: e.Where(), Own: own}, err
	case *syntax.Aggregate:
		return t.aggregate(e, s)
	case *syntax.Exists:
		return t.exists(e, s)
	}
	return nil, fail(e, "this cannot stand in an expression", "")
}

func (t *translator) exprs(in []syntax.Expr, s scope) ([]Expr, error) {
	out := make([]Expr, len(in))
	for i, e := range in {
		var err error
		if out[i], err = t.expr(e, s); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (t *translator) unary(e *syntax.Unary, s scope) (Expr, error) {
	x, err := t.expr(e.X, s)
	op := e.Op
	if op != "!" {
		op = "u" + op
	}
	return &Call{Op: op, Args: []Expr{x}, At: e.Where()}, err
}

func (t *translator) in(e *syntax.In, s scope) (Expr, error) {
	x, err := t.expr(e.X, s)
	if err != nil {
		return nil, err
	}
	list, err := t.exprs(e.List, s)
	op := "IN"
	if e.Not {
		op = "NOT IN"
	}
	return &Call{Op: op, Args: append([]Expr{x}, list...), At: e.Where()}, err
}

// termExpr translates a variable, a constant, or a triple term whose parts may
// be variables. Above a Group a variable is what the grouping makes of it.
func (t *translator) termExpr(term syntax.Term, s scope) (Expr, error) {
	switch term := term.(type) {
	case *syntax.Var:
		if s.level != nil {
			return s.level.variable(t, term), nil
		}
		return &VarRef{Var: Var(term.Name), At: term.Where()}, nil
	case *syntax.TripleTerm:
		if c, err := constant(term); err == nil {
			return &Const{Term: c, At: term.Where()}, nil
		}
		var parts [3]Expr
		for i, part := range [3]syntax.Term{term.S, term.P, term.O} {
			var err error
			if parts[i], err = t.termExpr(part, s); err != nil {
				return nil, err
			}
		}
		return &TripleExpr{S: parts[0], P: parts[1], O: parts[2], At: term.Where()}, nil
	}
	c, err := constant(term)
	if err != nil {
		return nil, err
	}
	return &Const{Term: c, At: term.Where()}, nil
}

// exists translates [NOT] EXISTS { ... }. Its groups start with the context
// solution, which holds the variables in scope here.
func (t *translator) exists(e *syntax.Exists, s scope) (Expr, error) {
	outer := t.context
	t.context = &Context{Vars: s.vars()}
	correlated, err := t.group(e.Group)
	t.context = outer
	if err != nil {
		return nil, err
	}
	out := &Exists{Not: e.Not, Correlated: correlated, At: e.Where()}
	out.Input = withoutContext(correlated)
	return out, nil
}
