package eval

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// The three ways to evaluate an expression for a row of a batch. In all of them
// an expression error is an error for which value.IsExpression holds, and any
// other error stops the query.
type (
	valueFunc func(b *batch.Batch, row int) (value.Value, error)
	testFunc  func(b *batch.Batch, row int) (bool, error)     // effective boolean value
	idFunc    func(b *batch.Batch, row int) (graph.ID, error) // graph.None for an expression error
)

// code is a compiled expression: at least one of value, test and id is set, and
// the others are made from it on demand.
type code struct {
	dict   *Dict
	value  valueFunc
	test   testFunc
	id     idFunc
	filter filterFunc // a faster way to filter a batch; may be nil
	text   textFunc   // the text of a string without making a value; may be nil
	span   *span      // what filter is, where it is one; may be nil
	quick  quickFunc  // a faster way to compare numbers; may be nil
	moment momentFunc // a faster way to compare dates; may be nil

	slot  int          // the column of a plain variable, or -1
	konst *value.Value // the value of a constant, or nil
	deps  int          // the one column it depends on, or none or many
	pure  bool         // the same for the same values of its columns
	cost  int          // rough: what remembering results is worth
}

// What deps says besides a column.
const (
	none = -1
	many = -2
)

// costs of operations; results of at least costly are worth remembering.
const (
	cheap  = 1
	costly = 3
)

// values gives the value function.
func (c *code) values() valueFunc {
	if c.value != nil {
		return c.value
	}
	if c.test != nil {
		test := c.test
		return func(b *batch.Batch, row int) (value.Value, error) {
			t, err := test(b, row)
			if err != nil {
				return value.Value{}, err
			}
			return value.NewBoolean(t), nil
		}
	}
	id, d := c.id, c.dict
	return func(b *batch.Batch, row int) (value.Value, error) {
		x, err := id(b, row)
		if err != nil {
			return value.Value{}, err
		}
		if x == graph.None {
			return value.Value{}, value.ErrUnbound
		}
		return d.Value(x), nil
	}
}

// tests gives the test function.
func (c *code) tests() testFunc {
	if c.test != nil {
		return c.test
	}
	if c.slot >= 0 {
		return c.dict.testSlot(c.slot)
	}
	v := c.values()
	return func(b *batch.Batch, row int) (bool, error) {
		x, err := v(b, row)
		if err != nil {
			return false, err
		}
		return value.EBV(x)
	}
}

// testSlot is the effective boolean value of a column; booleans need no look-up.
func (d *Dict) testSlot(slot int) testFunc {
	return func(b *batch.Batch, row int) (bool, error) {
		id := b.Cols[slot][row]
		if t, ok := id.Boolean(); ok {
			return t, nil
		}
		return value.EBV(d.Value(id))
	}
}

// ids gives the ID function.
func (c *code) ids() idFunc {
	if c.id != nil {
		return c.id
	}
	if c.test != nil {
		test := c.test
		return func(b *batch.Batch, row int) (graph.ID, error) {
			t, err := test(b, row)
			if err != nil {
				return graph.None, fatal(err)
			}
			return graph.BooleanID(t), nil
		}
	}
	v, d := c.value, c.dict
	return func(b *batch.Batch, row int) (graph.ID, error) {
		x, err := v(b, row)
		if err != nil {
			return graph.None, fatal(err)
		}
		return d.Intern(x), nil
	}
}

// fatal is err unless it is an expression error, for which it is nil.
func fatal(err error) error {
	if value.IsExpression(err) {
		return nil
	}
	return err
}

// join adds what e depends on to c.
func (c *code) join(e *code) {
	c.pure = c.pure && e.pure
	c.cost += e.cost
	switch {
	case e.deps == none || e.deps == c.deps:
	case c.deps == none:
		c.deps = e.deps
	default:
		c.deps = many
	}
}

// node starts a code that is computed from parts.
func (d *Dict) node(cost int, parts ...*code) *code {
	c := &code{dict: d, slot: -1, deps: none, pure: true, cost: cost}
	for _, p := range parts {
		c.join(p)
	}
	return c
}
