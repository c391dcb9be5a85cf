package query

import (
	"fmt"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// Function is a custom function: terms in, a term out. An error makes the call
// an expression error (in a FILTER the row is dropped). It may be called from
// several goroutines when queries run side by side. A panic stops the query
// with an error.
type Function func(args []graph.Term) (graph.Term, error)

// WithFunction makes f callable in queries as <iri>(...). An unbound argument
// makes the call an expression error without f being asked.
func WithFunction(iri string, f Function) Option {
	return func(c *config) {
		c.functions = extended(c.functions, iri, func(args []value.Value) (value.Value, error) {
			t, err := f(termsOf(args))
			return valueOf(t, err)
		})
	}
}

// Func1 makes a Function of a Go function of one argument; arguments and result
// are converted as by [Row.Scan] and [TermOf].
func Func1[A, R any](f func(A) (R, error)) Function {
	return func(args []graph.Term) (graph.Term, error) {
		var a A
		if err := arguments(args, &a); err != nil {
			return graph.Any, err
		}
		r, err := f(a)
		return result(r, err)
	}
}

// Func2 makes a Function of a Go function of two arguments.
func Func2[A, B, R any](f func(A, B) (R, error)) Function {
	return func(args []graph.Term) (graph.Term, error) {
		var a A
		var b B
		if err := arguments(args, &a, &b); err != nil {
			return graph.Any, err
		}
		r, err := f(a, b)
		return result(r, err)
	}
}

func arguments(args []graph.Term, dst ...any) error {
	if len(args) != len(dst) {
		return fmt.Errorf("%d arguments, %d wanted", len(args), len(dst))
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
	return TermOf(r)
}

// Aggregator is the state of a custom aggregate for one group.
type Aggregator interface {
	// Add takes the arguments of one solution; solutions in which one of them is
	// unbound or an error are left out.
	Add(args []graph.Term) error
	// Result gives the group's value, after the last Add. An error leaves the
	// aggregate's variable unbound.
	Result() (graph.Term, error)
}

// WithAggregate makes an aggregate callable in queries as <iri>(...); create
// makes the state of a new group.
func WithAggregate(iri string, create func() Aggregator) Option {
	return func(c *config) {
		c.aggregates = extended(c.aggregates, iri, func() eval.Aggregator { return aggregator{create()} })
	}
}

type aggregator struct{ Aggregator }

func (a aggregator) Add(args []value.Value) error {
	if err := a.Aggregator.Add(termsOf(args)); err != nil {
		return value.ErrArgument
	}
	return nil
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
		return value.Value{}, value.ErrArgument
	}
	return eval.FromTerm(t), nil
}
