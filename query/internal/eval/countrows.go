package eval

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// countRows gives COUNT(*) or COUNT(DISTINCT *).
func countRows(distinct bool, schema []algebra.Var, env *Env) func() Accumulator {
	if !distinct {
		return func() Accumulator { return &rowCount{dict: env.Dict} }
	}
	var slots []int
	for i, v := range schema {
		if !v.Hidden() {
			slots = append(slots, i)
		}
	}
	return func() Accumulator {
		return &distinctRows{dict: env.Dict, slots: slots, seen: map[string]struct{}{}}
	}
}

// rowCount is COUNT(*).
type rowCount struct {
	dict *Dict
	n    int64
}

// Add implements Accumulator.
func (c *rowCount) Add(*batch.Batch, int) error { c.n++; return nil }

// Result implements Accumulator.
func (c *rowCount) Result() (graph.ID, error) { return c.dict.Intern(value.NewInteger(c.n)), nil }

// Bytes implements Accumulator.
func (c *rowCount) Bytes() int64 { return 0 }

// distinctRows is COUNT(DISTINCT *).
type distinctRows struct {
	dict  *Dict
	slots []int
	seen  map[string]struct{} // rows as the bytes of their IDs
	key   []byte
}

// Add implements Accumulator.
func (c *distinctRows) Add(b *batch.Batch, row int) error {
	c.key = c.key[:0]
	for _, s := range c.slots {
		id := b.Cols[s][row]
		c.key = append(c.key, byte(id>>24), byte(id>>16), byte(id>>8), byte(id))
	}
	if _, ok := c.seen[string(c.key)]; !ok {
		c.seen[string(c.key)] = struct{}{}
	}
	return nil
}

// Result implements Accumulator.
func (c *distinctRows) Result() (graph.ID, error) {
	return c.dict.Intern(value.NewInteger(int64(len(c.seen)))), nil
}

// Bytes implements Accumulator.
func (c *distinctRows) Bytes() int64 { return int64(len(c.seen)) * int64(4*len(c.slots)+48) }

// newCustom compiles a custom aggregate.
func newCustom(a algebra.Aggregate, schema []algebra.Var, env *Env, start func() Aggregator) (func() Accumulator, error) {
	list := a.Args
	if len(list) == 0 && a.Arg != nil {
		list = []algebra.Expr{a.Arg}
	}
	args := make([]*Expr, len(list))
	for i, e := range list {
		var err error
		if args[i], err = Compile(e, schema, env); err != nil {
			return nil, err
		}
	}
	return func() Accumulator {
		c := &custom{iri: a.Name, at: a.At, dict: env.Dict, args: args}
		if a.Distinct {
			c.seen = map[string]struct{}{}
		}
		_, c.err = guard(c.iri, c.at, func() (value.Value, error) {
			c.state = start()
			return value.NewBoolean(true), nil
		})
		if c.state == nil && c.err == nil {
			c.err = &FuncError{IRI: c.iri, At: c.at}
		}
		return c
	}, nil
}

// custom is a custom aggregate's state.
type custom struct {
	iri   string
	at    syntax.Span
	dict  *Dict
	args  []*Expr
	state Aggregator
	seen  map[string]struct{} // DISTINCT: the arguments seen, as the bytes of their IDs
	err   error               // from making the state
	bad   bool                // an Add was an expression error, and so is the result
}

// Add implements Accumulator.
func (c *custom) Add(b *batch.Batch, row int) error {
	if c.err != nil || c.bad {
		return c.err
	}
	values := make([]value.Value, len(c.args))
	var key []byte
	for i, a := range c.args {
		v, err := a.value(b, row)
		if err != nil {
			return fatal(err)
		}
		values[i] = v
		if c.seen != nil {
			id := c.dict.Intern(v)
			key = append(key, byte(id>>24), byte(id>>16), byte(id>>8), byte(id))
		}
	}
	if c.seen != nil {
		if _, ok := c.seen[string(key)]; ok {
			return nil
		}
		c.seen[string(key)] = struct{}{}
	}
	_, err := guard(c.iri, c.at, func() (value.Value, error) {
		return value.NewBoolean(true), c.state.Add(values)
	})
	c.bad = c.bad || err != nil
	return fatal(err)
}

// Result implements Accumulator.
func (c *custom) Result() (graph.ID, error) {
	if c.err != nil || c.bad {
		return graph.None, c.err
	}
	v, err := guard(c.iri, c.at, c.state.Result)
	if err != nil {
		return graph.None, fatal(err)
	}
	return c.dict.Intern(v), nil
}

// Bytes implements Accumulator.
func (c *custom) Bytes() int64 { return 64 + int64(len(c.seen))*int64(4*len(c.args)+48) }
