package eval

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// Expr is an expression compiled for batches of one schema. It is used by one
// goroutine at a time.
type Expr struct {
	env    *Env
	id     idFunc
	value  valueFunc
	test   testFunc
	filter filterFunc
	quick  quickFunc // may be nil
	all    []uint16  // 0, 1, 2, ...: the selection of a batch without one
}

// Compile compiles e for batches whose column i is schema[i]. A variable that
// is not in the schema is unbound. The errors are those that no row can help:
// unknown functions, wrong numbers of arguments, limits.
func Compile(e algebra.Expr, schema []algebra.Var, env *Env) (*Expr, error) {
	c := compiler{env: env, dict: env.Dict, schema: schema, limits: env.Limits.withDefaults()}
	code, err := c.compile(e)
	if err != nil {
		return nil, err
	}
	code = code.remembered()
	x := &Expr{env: env, id: code.ids(), value: code.values(), test: code.tests(), quick: code.quick}
	x.filter = code.filter
	if x.filter == nil {
		x.filter = env.each(x.test)
	}
	return x, nil
}

// ID is the expression's value for a stored row of b: graph.None when it is an
// error or unbound. The error is one that must stop the query.
func (x *Expr) ID(b *batch.Batch, row int) (graph.ID, error) { return x.id(b, row) }

// Value is the expression's value for a stored row of b; an expression error is
// returned as such (value.IsExpression).
func (x *Expr) Value(b *batch.Batch, row int) (value.Value, error) { return x.value(b, row) }

// Test is the effective boolean value for a stored row of b; false for an
// expression error. The error is one that must stop the query.
func (x *Expr) Test(b *batch.Batch, row int) (bool, error) {
	t, err := x.test(b, row)
	if err != nil {
		return false, fatal(err)
	}
	return t, nil
}

// Filter appends to sel the rows of b's selection for which the effective
// boolean value is true, in order.
func (x *Expr) Filter(b *batch.Batch, sel []uint16) ([]uint16, error) {
	in := b.Sel
	if in == nil {
		for len(x.all) < b.N {
			x.all = append(x.all, uint16(len(x.all)))
		}
		in = x.all[:b.N]
	}
	return x.filter(b, in, sel)
}
