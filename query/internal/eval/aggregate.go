package eval

import (
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// Accumulator is an aggregate's state for one group.
type Accumulator interface {
	// Add takes a stored row of b into the group. The error is one that must
	// stop the query.
	Add(b *batch.Batch, row int) error
	// Result is the aggregate's value: graph.None when it is an error.
	Result() (graph.ID, error)
	// Bytes is about how much memory the state holds.
	Bytes() int64
}

// Merger is an Accumulator whose state can take over that of another one for the
// same group: the result is as if all had been added to it, in any order.
type Merger interface {
	Merge(o Accumulator) error
}

// NewAggregate compiles an aggregate (SPARQL 1.1 section 18.5.1) for batches
// whose column i is schema[i], and gives a function that starts a group. Rows
// for which the argument is an error or unbound count as the specification
// says: COUNT, SAMPLE and MAX pass over them; SUM, AVG, GROUP_CONCAT and MIN
// (where errors come first in order) become errors. GROUP_CONCAT takes the text
// of IRIs and of all literals, not of strings only. COUNT(DISTINCT *) counts
// the distinct rows over the variables of schema that are not hidden.
func NewAggregate(a algebra.Aggregate, schema []algebra.Var, env *Env) (func() Accumulator, error) {
	name := strings.ToUpper(a.Name)
	if custom, ok := env.Aggregates[a.Name]; ok && custom != nil {
		return newCustom(a, schema, env, custom)
	}
	if a.Arg == nil {
		if name != "COUNT" {
			return nil, &UnknownError{What: "aggregate", Name: a.Name + "(*)", At: a.At}
		}
		return countRows(a.Distinct, schema, env), nil
	}
	start := sinks(name, a, env)
	if start == nil {
		return nil, &UnknownError{What: "aggregate", Name: "<" + a.Name + ">", At: a.At}
	}
	arg, err := Compile(a.Arg, schema, env)
	if err != nil {
		return nil, err
	}
	_, column := a.Arg.(*algebra.VarRef)
	if name == "MIN" || name == "MAX" {
		return func() Accumulator { return &overExtreme{arg: arg, column: column, extreme: *start().(*extreme)} }, nil
	}
	switch {
	case a.Distinct:
		return func() Accumulator { return &distinct{arg: arg, sink: start()} }, nil
	case column:
		return func() Accumulator { return &overTerms{arg: arg, sink: start()} }, nil
	}
	return func() Accumulator { return &overValues{arg: arg, sink: start()} }, nil
}

// sink is what an aggregate does with the values of its argument.
type sink interface {
	term(id graph.ID) error    // a value that has an ID
	value(v value.Value) error // a computed value
	fail()                     // an error or unbound
	result() (graph.ID, error)
	bytes() int64
}

// sinks gives the function that starts the aggregate with that name, or nil.
func sinks(name string, a algebra.Aggregate, env *Env) func() sink {
	switch name {
	case "COUNT":
		return func() sink { return &count{dict: env.Dict} }
	case "SUM":
		return func() sink { return &sum{dict: env.Dict} }
	case "AVG":
		return func() sink { return &sum{dict: env.Dict, mean: true} }
	case "MIN":
		return func() sink { return &extreme{env: env, want: -1} }
	case "MAX":
		return func() sink { return &extreme{env: env, want: 1} }
	case "SAMPLE":
		return func() sink { return &sample{dict: env.Dict} }
	case "GROUP_CONCAT":
		return func() sink { return &groupConcat{env: env, separator: a.Separator} }
	}
	return nil
}

// overTerms feeds a sink with a column.
type overTerms struct {
	arg  *Expr
	sink sink
}

// Add implements Accumulator.
func (o *overTerms) Add(b *batch.Batch, row int) error {
	id, err := o.arg.id(b, row)
	if err != nil {
		return err
	}
	if id == graph.None {
		o.sink.fail()
		return nil
	}
	return o.sink.term(id)
}

// Result implements Accumulator.
func (o *overTerms) Result() (graph.ID, error) { return o.sink.result() }

// Bytes implements Accumulator.
func (o *overTerms) Bytes() int64 { return o.sink.bytes() }

// overValues feeds a sink with an expression.
type overValues struct {
	arg  *Expr
	sink sink
}

// Add implements Accumulator.
func (o *overValues) Add(b *batch.Batch, row int) error {
	v, err := o.arg.value(b, row)
	switch {
	case err == nil:
		return o.sink.value(v)
	case value.IsExpression(err):
		o.sink.fail()
		return nil
	}
	return err
}

// Result implements Accumulator.
func (o *overValues) Result() (graph.ID, error) { return o.sink.result() }

// Bytes implements Accumulator.
func (o *overValues) Bytes() int64 { return o.sink.bytes() }

// overExtreme is MIN or MAX; duplicates do not matter to it.
type overExtreme struct {
	extreme
	arg    *Expr
	column bool
}

// Add implements Accumulator.
func (o *overExtreme) Add(b *batch.Batch, row int) error {
	if o.column {
		id, err := o.arg.id(b, row)
		switch {
		case err != nil:
			return err
		case id == graph.None:
			o.fail()
			return nil
		}
		return o.term(id)
	}
	v, err := o.arg.value(b, row)
	switch {
	case err == nil:
		return o.value(v)
	case value.IsExpression(err):
		o.fail()
		return nil
	}
	return err
}

// Merge implements Merger.
func (o *overExtreme) Merge(other Accumulator) error {
	from := &other.(*overExtreme).extreme
	o.failed = o.failed || from.failed
	if from.best.Kind() != value.None {
		o.take(from.best, from.id)
	}
	return nil
}

// Result implements Accumulator.
func (o *overExtreme) Result() (graph.ID, error) { return o.result() }

// Bytes implements Accumulator.
func (o *overExtreme) Bytes() int64 { return o.bytes() }

// distinct feeds a sink with the distinct terms of its argument.
type distinct struct {
	arg  *Expr
	sink sink
	seen idSet
}

// Add implements Accumulator.
func (d *distinct) Add(b *batch.Batch, row int) error {
	id, err := d.arg.id(b, row)
	if err != nil {
		return err
	}
	if id == graph.None {
		d.sink.fail()
		return nil
	}
	if !d.seen.add(id) {
		return nil
	}
	return d.sink.term(id)
}

// Result implements Accumulator.
func (d *distinct) Result() (graph.ID, error) { return d.sink.result() }

// Bytes implements Accumulator.
func (d *distinct) Bytes() int64 { return d.sink.bytes() + d.seen.bytes() }

// idSet is a set of IDs: a short list until it grows.
type idSet struct {
	few  []graph.ID
	many map[graph.ID]struct{}
}

// fewIDs is how many IDs are searched one by one.
const fewIDs = 8

// add adds id and reports whether it is new.
func (s *idSet) add(id graph.ID) bool {
	if s.many != nil {
		n := len(s.many)
		s.many[id] = struct{}{}
		return len(s.many) > n
	}
	for _, x := range s.few {
		if x == id {
			return false
		}
	}
	if len(s.few) < fewIDs {
		s.few = append(s.few, id)
		return true
	}
	s.many = make(map[graph.ID]struct{}, 4*fewIDs)
	for _, x := range s.few {
		s.many[x] = struct{}{}
	}
	s.many[id] = struct{}{}
	return true
}

// bytes is about how much memory the set holds.
func (s *idSet) bytes() int64 { return int64(4*cap(s.few) + 12*len(s.many)) }
