package eval

import (
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// arithmetic compiles + - * /. Chains of one operator are computed in a loop,
// from the left.
func (c *compiler) arithmetic(e *algebra.Call) (*code, error) {
	args, err := c.compileAll(chain(e))
	if err != nil {
		return nil, err
	}
	args = parts(args)
	n := c.dict.node(cheap, args...)
	op := value.Op(e.Op[0])
	n.quick = quickArithmetic(op, args)
	get := make([]valueFunc, len(args))
	for i, a := range args {
		get[i] = a.values()
	}
	n.value = func(b *batch.Batch, row int) (value.Value, error) {
		v, err := get[0](b, row)
		for _, g := range get[1:] {
			if err != nil {
				return value.Value{}, err
			}
			var w value.Value
			if w, err = g(b, row); err == nil {
				v, err = value.Arithmetic(op, v, w)
			}
		}
		return v, err
	}
	return c.fold(n), nil
}
