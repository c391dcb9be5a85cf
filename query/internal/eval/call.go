package eval

import (
	"slices"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// function compiles a call by IRI: a custom function, or else a cast.
func (c *compiler) function(e *algebra.FuncCall) (*code, error) {
	custom, ok := c.env.Functions[e.IRI]
	switch {
	case ok && custom != nil:
		return c.custom(e, custom)
	case !value.IsCast(e.IRI):
		return nil, &UnknownError{What: "function", Name: "<" + e.IRI + ">", At: e.At}
	case len(e.Args) != 1:
		return nil, &ArityError{Name: "<" + e.IRI + ">", Got: len(e.Args), Min: 1, Max: 1, At: e.At}
	}
	a, err := c.compile(e.Args[0])
	if err != nil {
		return nil, err
	}
	n := c.dict.node(costly, a)
	get, iri := a.values(), e.IRI
	n.value = func(b *batch.Batch, row int) (value.Value, error) {
		v, err := get(b, row)
		if err != nil {
			return value.Value{}, err
		}
		return value.Cast(v, iri)
	}
	if a.slot >= 0 {
		n.quick = quickCast(c.dict.stringColumn(a.slot), iri)
		n.moment = c.dict.momentCast(a.slot, iri)
	} else if a.text != nil {
		n.quick = quickCast(a.text, iri)
	}
	return c.fold(n), nil
}

// custom compiles the call of a custom function. What it gives may change from
// call to call, so nothing is remembered.
func (c *compiler) custom(e *algebra.FuncCall, f Function) (*code, error) {
	if len(e.Args) > c.limits.MaxArgs {
		return nil, &LimitError{Name: "MaxArgs", Limit: "arguments of a function", Max: int64(c.limits.MaxArgs)}
	}
	args, err := c.compileAll(e.Args)
	if err != nil {
		return nil, err
	}
	args = parts(args)
	n := c.dict.node(costly, args...)
	n.pure, n.deps = false, many
	n.value = c.apply(func(_ *Env, a []value.Value) (value.Value, error) {
		return guard(e.IRI, e.At, func() (value.Value, error) { return f(slices.Clone(a)) })
	}, args)
	return n, nil
}

// guard runs custom code: a panic, an error that is no expression error, and a
// missing value become a *FuncError.
func guard(iri string, at syntax.Span, f func() (value.Value, error)) (v value.Value, err error) {
	defer func() {
		if p := recover(); p != nil {
			v, err = value.Value{}, &FuncError{IRI: iri, At: at, Panic: p}
		}
	}()
	v, err = f()
	switch {
	case err != nil && !value.IsExpression(err):
		return value.Value{}, &FuncError{IRI: iri, At: at, Err: err}
	case err == nil && v.Kind() == value.None:
		return value.Value{}, &FuncError{IRI: iri, At: at}
	}
	return v, err
}
