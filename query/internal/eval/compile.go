package eval

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// compiler turns one expression into code.
type compiler struct {
	env    *Env
	dict   *Dict
	schema []algebra.Var
	limits Limits
	shared map[*algebra.Call]*code // of calls that are computed once
}

// compile compiles any expression.
func (c *compiler) compile(e algebra.Expr) (*code, error) {
	switch e := e.(type) {
	case *algebra.Const:
		return c.constant(FromTerm(e.Term)), nil
	case *algebra.VarRef:
		return c.variable(e.Var), nil
	case *algebra.Call:
		return c.call(e)
	case *algebra.FuncCall:
		return c.function(e)
	case *algebra.Exists:
		return c.exists(e)
	case *algebra.TripleExpr:
		return c.strict("TRIPLE", []algebra.Expr{e.S, e.P, e.O}, e.At)
	}
	return c.failing(value.ErrType), nil
}

// compileAll compiles a list.
func (c *compiler) compileAll(list []algebra.Expr) ([]*code, error) {
	out := make([]*code, len(list))
	for i, e := range list {
		var err error
		if out[i], err = c.compile(e); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// constant is the code of a value known now. Its ID is made when first asked for.
func (c *compiler) constant(v value.Value) *code {
	n := c.dict.node(0)
	n.konst, n.quick, n.moment = &v, quickConstant(v), momentConstant(v)
	n.value = func(*batch.Batch, int) (value.Value, error) { return v, nil }
	id, d := graph.None, c.dict
	n.id = func(*batch.Batch, int) (graph.ID, error) {
		if id == graph.None {
			id = d.Intern(v)
		}
		return id, nil
	}
	return n
}

// failing is the code of an expression that always is an error.
func (c *compiler) failing(err error) *code {
	n := c.dict.node(0)
	n.value = func(*batch.Batch, int) (value.Value, error) { return value.Value{}, err }
	return n
}

// variable is the code of a variable.
func (c *compiler) variable(v algebra.Var) *code {
	for slot, w := range c.schema {
		if w == v {
			return c.column(slot)
		}
	}
	return c.failing(value.ErrUnbound)
}

// column is the code of a column.
func (c *compiler) column(slot int) *code {
	n := c.dict.node(0)
	n.slot, n.deps, n.quick, n.moment = slot, slot, c.dict.quickColumn(slot), c.dict.momentColumn(slot)
	n.text = c.dict.textColumn(slot)
	n.id = func(b *batch.Batch, row int) (graph.ID, error) { return b.Cols[slot][row], nil }
	d := c.dict
	n.value = func(b *batch.Batch, row int) (value.Value, error) {
		id := b.Cols[slot][row]
		if id == graph.None {
			return value.Value{}, value.ErrUnbound
		}
		return d.Value(id), nil
	}
	return n
}

// fold is n, or the constant it always gives.
func (c *compiler) fold(n *code) *code {
	if n.deps != none || !n.pure {
		return n
	}
	v, err := n.values()(nil, 0)
	switch {
	case err == nil:
		return c.constant(v)
	case value.IsExpression(err):
		return c.failing(err)
	}
	return n // a limit, which matters only if some row gets here
}

// parts prepares the parts of a node: when they depend on several columns, each
// that depends on one only is remembered by itself.
func parts(list []*code) []*code {
	sum := code{deps: none, pure: true}
	for _, p := range list {
		sum.join(p)
	}
	if sum.deps >= 0 && sum.pure {
		return list // the whole will be remembered
	}
	out := make([]*code, len(list))
	for i, p := range list {
		out[i] = p.remembered()
	}
	return out
}

// call compiles an operator or built-in.
func (c *compiler) call(e *algebra.Call) (*code, error) {
	switch e.Op {
	case "||", "&&":
		return c.junction(e)
	case "!":
		return c.not(e)
	case "=", "!=", "<", ">", "<=", ">=":
		return c.comparison(e)
	case "+", "-", "*", "/":
		return c.arithmetic(e)
	case algebra.Once:
		return c.once(e)
	case "IN", "NOT IN":
		return c.in(e)
	case "BOUND":
		return c.bound(e)
	case "IF":
		return c.conditional(e)
	case "COALESCE":
		return c.coalesce(e)
	case "BNODE":
		if len(e.Args) == 1 {
			return c.blankFor(e)
		}
	case "sameTerm", "SAMETERM":
		return c.sameTerm(e)
	}
	return c.strict(e.Op, e.Args, e.At)
}

// strict compiles a built-in that evaluates all its arguments.
func (c *compiler) strict(name string, list []algebra.Expr, at syntax.Span) (*code, error) {
	fn, ok := builtin(name)
	if !ok {
		return nil, &UnknownError{What: "function", Name: name, At: at}
	}
	if err := c.arity(fn, name, len(list), at); err != nil {
		return nil, err
	}
	args, err := c.compileAll(list)
	if err != nil {
		return nil, err
	}
	args = parts(args)
	n := c.dict.node(fn.cost, args...)
	n.pure = n.pure && !fn.volatile
	n.value = c.apply(fn.call, args)
	if p := datePartOf(name); p != 0 && args[0].moment != nil {
		p.fill(n, args[0].moment)
	}
	if name == "STR" && args[0].slot >= 0 {
		n.text = c.dict.textStr(args[0].slot)
	}
	if name == "SUBSTR" {
		c.substrings(n, args)
	}
	c.words(n, name, args)
	return c.fold(n), nil
}

// arity checks the number of arguments.
func (c *compiler) arity(fn function, name string, got int, at syntax.Span) error {
	if got < fn.min || fn.max >= 0 && got > fn.max {
		return &ArityError{Name: name, Got: got, Min: fn.min, Max: fn.max, At: at}
	}
	if got > c.limits.MaxArgs {
		return &LimitError{Name: "MaxArgs", Limit: "arguments of a function", Max: int64(c.limits.MaxArgs)}
	}
	return nil
}

// apply evaluates the arguments and calls f. The slice of arguments is used
// again for the next row; f must not keep it.
func (c *compiler) apply(f func(*Env, []value.Value) (value.Value, error), args []*code) valueFunc {
	env := c.env
	buf := make([]value.Value, len(args))
	if len(args) == 1 {
		arg := args[0].values()
		return func(b *batch.Batch, row int) (value.Value, error) {
			var err error
			if buf[0], err = arg(b, row); err != nil {
				return value.Value{}, err
			}
			return f(env, buf)
		}
	}
	get := make([]valueFunc, len(args))
	for i, a := range args {
		get[i] = a.values()
	}
	return func(b *batch.Batch, row int) (value.Value, error) {
		for i, g := range get {
			var err error
			if buf[i], err = g(b, row); err != nil {
				return value.Value{}, err
			}
		}
		return f(env, buf)
	}
}
