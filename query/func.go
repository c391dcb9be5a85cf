package query

import (
	"context"
	"errors"
	"fmt"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// Function is a custom function: terms in, a term out. An error makes the call
// an expression error (in a FILTER the row is dropped); one made by [Fatal]
// stops the query. ctx is the query's: a function that waits must hear it. A
// Function may be called from several goroutines when queries run side by side.
// A panic, and the zero Term without an error, stop the query with a
// [*FuncError].
type Function func(ctx context.Context, args []graph.Term) (graph.Term, error)

// FuncError says that a custom function, aggregate, service handler or loader
// panicked, or that a function gave an error made by [Fatal], or neither a value
// nor an error.
type FuncError = eval.FuncError

// UnknownError says that a query calls a function or aggregate that is neither
// built in nor given by [WithFunction] or [WithAggregate].
type UnknownError = eval.UnknownError

// Fatal marks an error of a custom function or aggregate as one that must stop
// the query rather than make the expression an error: such as a service that
// cannot be reached, or a wrong number of arguments.
func Fatal(err error) error {
	if err == nil {
		return nil
	}
	return &fatalError{err}
}

type fatalError struct{ err error }

func (e *fatalError) Error() string { return e.err.Error() }
func (e *fatalError) Unwrap() error { return e.err }

// WithFunction makes f callable in queries as <iri>(...). An unbound argument
// makes the call an expression error without f being asked.
func WithFunction(iri string, f Function) Option {
	return func(c *config) { c.functions = extended(c.functions, iri, f) }
}

// evalFunctions gives the functions with a run's context.
func evalFunctions(ctx context.Context, functions map[string]Function) map[string]eval.Function {
	if len(functions) == 0 {
		return nil
	}
	out := make(map[string]eval.Function, len(functions))
	for iri, f := range functions {
		out[iri] = func(args []value.Value) (value.Value, error) {
			t, err := f(ctx, termsOf(args))
			return valueOf(t, err)
		}
	}
	return out
}

// Func1 makes a Function of a Go function of one argument; arguments and result
// are converted as by [Row.Scan] and [TermOf]. An argument that cannot be
// converted makes the call an expression error; a call with another number of
// arguments stops the query.
func Func1[A, R any](f func(A) (R, error)) Function {
	return func(_ context.Context, args []graph.Term) (graph.Term, error) {
		var a A
		if err := arguments(args, &a); err != nil {
			return graph.Any, err
		}
		r, err := f(a)
		return result(r, err)
	}
}

// Func2 makes a Function of a Go function of two arguments, as [Func1] does.
func Func2[A, B, R any](f func(A, B) (R, error)) Function {
	return func(_ context.Context, args []graph.Term) (graph.Term, error) {
		var a A
		var b B
		if err := arguments(args, &a, &b); err != nil {
			return graph.Any, err
		}
		r, err := f(a, b)
		return result(r, err)
	}
}

// Func3 makes a Function of a Go function of three arguments, as [Func1] does.
func Func3[A, B, C, R any](f func(A, B, C) (R, error)) Function {
	return func(_ context.Context, args []graph.Term) (graph.Term, error) {
		var a A
		var b B
		var c C
		if err := arguments(args, &a, &b, &c); err != nil {
			return graph.Any, err
		}
		r, err := f(a, b, c)
		return result(r, err)
	}
}

func arguments(args []graph.Term, dst ...any) error {
	if len(args) != len(dst) {
		return Fatal(fmt.Errorf("called with %d arguments, %d wanted", len(args), len(dst)))
	}
	for i, d := range dst {
		if err := convert(args[i], d); err != nil {
			return fmt.Errorf("argument %d: %w", i+1, err)
		}
	}
	return nil
}

func result(r any, err error) (graph.Term, error) {
	if err != nil {
		return graph.Any, err
	}
	t, err := TermOf(r)
	if err != nil {
		return graph.Any, Fatal(err)
	}
	return t, nil
}

// Aggregator is the state of a custom aggregate for one group.
type Aggregator interface {
	// Add takes the arguments of one solution; solutions in which one of them is
	// unbound or an error are left out. An error makes the aggregate's result an
	// error; one made by [Fatal] stops the query.
	Add(args []graph.Term) error
	// Result gives the group's value, after the last Add. An error leaves the
	// aggregate's variable unbound.
	Result() (graph.Term, error)
}

// WithAggregate makes an aggregate callable in queries as <iri>(...); create
// makes the state of a new group. Give it to Parse: a call of an aggregate is
// read differently from that of a function.
func WithAggregate(iri string, create func() Aggregator) Option {
	return func(c *config) {
		c.aggregates = extended(c.aggregates, iri, func() eval.Aggregator {
			if a := create(); a != nil {
				return aggregator{a}
			}
			return nil
		})
	}
}

type aggregator struct{ Aggregator }

func (a aggregator) Add(args []value.Value) error {
	return expressionError(a.Aggregator.Add(termsOf(args)))
}

func (a aggregator) Result() (value.Value, error) {
	t, err := a.Aggregator.Result()
	return valueOf(t, err)
}

// extended copies a map with one more entry, so that options never change what
// another query holds.
func extended[V any](m map[string]V, key string, v V) map[string]V {
	out := make(map[string]V, len(m)+1)
	for k, w := range m {
		out[k] = w
	}
	out[key] = v
	return out
}

func termsOf(args []value.Value) []graph.Term {
	out := make([]graph.Term, len(args))
	for i, v := range args {
		out[i] = eval.ToTerm(v)
	}
	return out
}

func valueOf(t graph.Term, err error) (value.Value, error) {
	if err != nil {
		return value.Value{}, expressionError(err)
	}
	return eval.FromTerm(t), nil
}

// expressionError is the executor's form of a custom function's error.
func expressionError(err error) error {
	var fatal *fatalError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &fatal):
		return fatal.err
	}
	return value.ErrArgument
}
