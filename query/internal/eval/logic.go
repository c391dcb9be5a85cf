package eval

import (
	"slices"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// chain gives the operands of a left-associative chain a op b op c ...; a chain
// may be long, so it is walked in a loop.
func chain(e *algebra.Call) []algebra.Expr {
	var out []algebra.Expr
	for {
		out = append(out, e.Args[1])
		left, ok := e.Args[0].(*algebra.Call)
		if !ok || left.Op != e.Op {
			out = append(out, e.Args[0])
			slices.Reverse(out)
			return out
		}
		e = left
	}
}

// junction compiles a || b || ... or a && b && ... (SPARQL 1.1 section 17.2):
// an operand that decides wins over errors in the others.
func (c *compiler) junction(e *algebra.Call) (*code, error) {
	args, err := c.compileAll(chain(e))
	if err != nil {
		return nil, err
	}
	args = parts(args)
	n := c.dict.node(0, args...)
	tests := make([]testFunc, len(args))
	filters := make([]filterFunc, len(args))
	for i, a := range args {
		tests[i] = a.tests()
		filters[i] = a.filters(c.env)
	}
	n.test = junctionTest(tests, e.Op == "||")
	if n.deps >= 0 && n.pure && n.cost >= costly && !allFilters(args) {
		return c.fold(n), nil // the whole is remembered
	}
	if e.Op == "||" {
		n.filter = filterAny(filters)
		return c.fold(n), nil
	}
	filters = filters[:0]
	for _, a := range c.spans(args) {
		filters = append(filters, a.filters(c.env))
	}
	n.filter = filterAll(filters)
	return c.fold(n), nil
}

// allFilters reports whether all parts have filters that are better than a memory.
func allFilters(list []*code) bool {
	return !slices.ContainsFunc(list, func(c *code) bool { return c.filter == nil })
}

// junctionTest evaluates operands until one equals decide; without such a one
// the first error is the result.
func junctionTest(tests []testFunc, decide bool) testFunc {
	return func(b *batch.Batch, row int) (bool, error) {
		var failed error
		for _, t := range tests {
			ok, err := t(b, row)
			if err != nil {
				if !value.IsExpression(err) {
					return false, err
				}
				if failed == nil {
					failed = err
				}
				continue
			}
			if ok == decide {
				return decide, nil
			}
		}
		return !decide, failed
	}
}

// not compiles !a.
func (c *compiler) not(e *algebra.Call) (*code, error) {
	if inner, ok := e.Args[0].(*algebra.Call); ok && inner.Op == "BOUND" {
		return c.boundIs(inner, false)
	}
	a, err := c.compile(e.Args[0])
	if err != nil {
		return nil, err
	}
	n := c.dict.node(0, a)
	test := a.tests()
	n.test = func(b *batch.Batch, row int) (bool, error) {
		ok, err := test(b, row)
		return !ok && err == nil, err
	}
	return c.fold(n), nil
}

// bound compiles BOUND(?v).
func (c *compiler) bound(e *algebra.Call) (*code, error) { return c.boundIs(e, true) }

// boundIs compiles BOUND(?v) = want.
func (c *compiler) boundIs(e *algebra.Call, want bool) (*code, error) {
	if len(e.Args) != 1 {
		return nil, &ArityError{Name: "BOUND", Got: len(e.Args), Min: 1, Max: 1, At: e.At}
	}
	a, err := c.compile(e.Args[0])
	if err != nil {
		return nil, err
	}
	if a.slot < 0 { // an unknown variable, or one replaced by its value
		id := a.ids()
		n := c.dict.node(0, a)
		n.test = func(b *batch.Batch, row int) (bool, error) {
			x, err := id(b, row)
			return (x != graph.None) == want, err
		}
		return c.fold(n), nil
	}
	slot := a.slot
	n := c.dict.node(0, a)
	n.filter = filterBound(slot, want)
	n.test = func(b *batch.Batch, row int) (bool, error) {
		return (b.Cols[slot][row] != graph.None) == want, nil
	}
	return n, nil
}

// conditional compiles IF(a, b, c): only the branch taken is evaluated.
func (c *compiler) conditional(e *algebra.Call) (*code, error) {
	if len(e.Args) != 3 {
		return nil, &ArityError{Name: "IF", Got: len(e.Args), Min: 3, Max: 3, At: e.At}
	}
	args, err := c.compileAll(e.Args)
	if err != nil {
		return nil, err
	}
	args = parts(args)
	n := c.dict.node(0, args...)
	test := args[0].tests()
	yes, no := args[1].values(), args[2].values()
	n.value = func(b *batch.Batch, row int) (value.Value, error) {
		ok, err := test(b, row)
		switch {
		case err != nil:
			return value.Value{}, err
		case ok:
			return yes(b, row)
		}
		return no(b, row)
	}
	yesID, noID := args[1].ids(), args[2].ids()
	n.id = func(b *batch.Batch, row int) (graph.ID, error) {
		ok, err := test(b, row)
		switch {
		case err != nil:
			return graph.None, fatal(err)
		case ok:
			return yesID(b, row)
		}
		return noID(b, row)
	}
	return c.fold(n), nil
}

// coalesce compiles COALESCE(a, ...): the first argument that is no error.
func (c *compiler) coalesce(e *algebra.Call) (*code, error) {
	if len(e.Args) > c.limits.MaxArgs {
		return nil, &LimitError{Name: "MaxArgs", Limit: "arguments of a function", Max: int64(c.limits.MaxArgs)}
	}
	args, err := c.compileAll(e.Args)
	if err != nil {
		return nil, err
	}
	args = parts(args)
	n := c.dict.node(0, args...)
	get := make([]valueFunc, len(args))
	ids := make([]idFunc, len(args))
	for i, a := range args {
		get[i], ids[i] = a.values(), a.ids()
	}
	n.value = func(b *batch.Batch, row int) (value.Value, error) {
		for _, g := range get {
			v, err := g(b, row)
			if err == nil || !value.IsExpression(err) {
				return v, err
			}
		}
		return value.Value{}, value.ErrUnbound
	}
	n.id = func(b *batch.Batch, row int) (graph.ID, error) {
		for _, id := range ids {
			x, err := id(b, row)
			if err != nil || x != graph.None {
				return x, err
			}
		}
		return graph.None, nil
	}
	return c.fold(n), nil
}

// exists compiles [NOT] EXISTS by the environment's means.
func (c *compiler) exists(e *algebra.Exists) (*code, error) {
	if c.env.Exists == nil {
		return c.failing(value.ErrType), nil
	}
	test, err := c.env.Exists(e, c.schema)
	if err != nil {
		return nil, err
	}
	n := c.dict.node(costly)
	n.pure, n.deps, n.test = false, many, test
	return n, nil
}
