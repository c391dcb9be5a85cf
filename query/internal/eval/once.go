package eval

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// once compiles a call of algebra.Once: an expression that stands in several places of
// another. All places share one code, which keeps its latest value.
func (c *compiler) once(e *algebra.Call) (*code, error) {
	if n := c.shared[e]; n != nil {
		return n, nil
	}
	n, err := c.compile(e.Args[0])
	if err != nil {
		return nil, err
	}
	if n.konst == nil && n.slot < 0 && n.pure && n.value != nil {
		slots := c.slots(e.Args[0], nil)
		m := *n
		m.value = (&latest{sameRow: newSameRow(slots), get: n.value}).value
		if n.quick != nil {
			m.quick = (&latestNumber{sameRow: newSameRow(slots), get: n.quick}).number
		}
		n = &m
	}
	if c.shared == nil {
		c.shared = map[*algebra.Call]*code{}
	}
	c.shared[e] = n
	return n, nil
}

// slots appends the columns that an expression reads, each at least once.
func (c *compiler) slots(e algebra.Expr, out []int) []int {
	switch e := e.(type) {
	case *algebra.VarRef:
		for slot, v := range c.schema {
			if v == e.Var {
				return append(out, slot)
			}
		}
	case *algebra.Call:
		for _, a := range e.Args {
			out = c.slots(a, out)
		}
	case *algebra.FuncCall:
		for _, a := range e.Args {
			out = c.slots(a, out)
		}
	}
	return out
}

// sameRow knows the terms that a row had in some columns: a value that is computed of
// the same ones is the same.
type sameRow struct {
	slots []int
	ids   []graph.ID
	known bool // the value of ids is
}

func newSameRow(slots []int) sameRow {
	return sameRow{slots: slots, ids: make([]graph.ID, len(slots))}
}

// still reports whether the value is known for a row, and takes the row's terms.
func (x *sameRow) still(b *batch.Batch, row int) bool {
	same := x.known
	for i, slot := range x.slots {
		id := b.Cols[slot][row]
		same = same && id == x.ids[i]
		x.ids[i] = id
	}
	return same
}

// latest is the latest value of an expression.
type latest struct {
	sameRow
	v   value.Value
	err error
	get valueFunc
}

// value gives the value for a row.
func (x *latest) value(b *batch.Batch, row int) (value.Value, error) {
	if !x.still(b, row) {
		x.v, x.err = x.get(b, row)
		x.known = fatal(x.err) == nil
	}
	return x.v, x.err
}

// latestNumber is latest for quick numbers.
type latestNumber struct {
	sameRow
	x   number
	get quickFunc
}

// number gives the number for a row.
func (x *latestNumber) number(b *batch.Batch, row int) number {
	if !x.still(b, row) {
		x.x, x.known = x.get(b, row), true
	}
	return x.x
}
