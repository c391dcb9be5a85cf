package eval

import (
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// relation is the comparison operator with that token.
func relation(op string) value.Rel {
	switch op {
	case "=":
		return value.EQ
	case "!=":
		return value.NE
	case "<":
		return value.LT
	case ">":
		return value.GT
	case "<=":
		return value.LE
	}
	return value.GE
}

// mirrored is the operator with its operands exchanged.
func mirrored(rel value.Rel) value.Rel {
	switch rel {
	case value.LT:
		return value.GT
	case value.GT:
		return value.LT
	case value.LE:
		return value.GE
	case value.GE:
		return value.LE
	}
	return rel
}

// comparison compiles a = b, a < b and so on, by the shape of the operands.
func (c *compiler) comparison(e *algebra.Call) (*code, error) {
	args, err := c.compileAll(e.Args)
	if err != nil {
		return nil, err
	}
	return c.compare(relation(e.Op), args[0], args[1]), nil
}

// compare compiles a rel b.
func (c *compiler) compare(rel value.Rel, a, b *code) *code {
	if a.konst != nil && b.konst == nil {
		a, b, rel = b, a, mirrored(rel)
	}
	list := parts([]*code{a, b})
	a, b = list[0], list[1]
	n := c.dict.node(cheap, a, b)
	switch {
	case a.slot >= 0 && b.slot >= 0:
		n.test = c.dict.testColumns(rel, a.slot, b.slot)
		n.filter = c.dict.filterNodes(c.env, rel, a.slot, b.slot, c.dict.filterColumns(c.env, rel, a.slot, b.slot, n.test))
		return n
	case a.slot >= 0 && b.konst != nil:
		c.compareConstant(n, rel, a.slot, *b.konst)
		return n
	}
	x, y := a.values(), b.values()
	n.test = func(b *batch.Batch, row int) (bool, error) {
		v, err := x(b, row)
		if err != nil {
			return false, err
		}
		w, err := y(b, row)
		if err != nil {
			return false, err
		}
		return value.Test(rel, v, w)
	}
	if a.quick != nil && b.quick != nil {
		n.test = quickTest(rel, a.quick, b.quick, n.test)
	}
	if a.moment != nil && b.moment != nil && a.konst == nil {
		n.test, n.cost = momentTest(rel, a.moment, b.moment, n.test), cheap
	}
	return c.fold(n)
}

// testColumns compares two columns.
func (d *Dict) testColumns(rel value.Rel, s, t int) testFunc {
	return func(b *batch.Batch, row int) (bool, error) {
		return d.test(rel, b.Cols[s][row], b.Cols[t][row])
	}
}

// compareConstant fills in the code that compares a column with a constant: by
// ID where equal terms are the only equal values, by number, or by value.
func (c *compiler) compareConstant(n *code, rel value.Rel, slot int, k value.Value) {
	d := c.dict
	num, at := classify(k), momentOf(k)
	n.test = func(b *batch.Batch, row int) (bool, error) {
		id := b.Cols[slot][row]
		if id == graph.None {
			return false, value.ErrUnbound
		}
		if num.c != other {
			if x := d.number(id); x.c != other {
				if o := relate(x, num); o != 0 {
					return mask(rel)&o != 0, nil
				}
			}
		}
		if at.of != graph.NotInstant {
			if o := relateMoments(d.moment(id), at); o != 0 {
				return mask(rel)&o != 0, nil
			}
		}
		return value.Test(rel, d.Value(id), k)
	}
	switch {
	case num.c != other:
		n.filter = d.filterNumber(slot, mask(rel), num, n.test)
	case rel == value.EQ && (k.Kind() == value.IRI || k.Kind() == value.Blank || k.Kind() == value.String):
		n.filter = filterID(slot, d.Intern(k), true)
	case rel == value.NE && (k.Kind() == value.IRI || k.Kind() == value.Blank):
		n.filter = filterID(slot, d.Intern(k), false)
	default:
		n.cost = costly
		c.compareTyped(n, rel, slot, k)
	}
}

// compareTyped fills in faster code where the constant is a date or a string:
// dates that are their own ID are compared by it, texts without making values.
func (c *compiler) compareTyped(n *code, rel value.Rel, slot int, k value.Value) {
	d, slow := c.dict, n.test
	if m := momentOf(k); m.of != graph.NotInstant {
		n.filter = d.filterMoment(slot, mask(rel), m, rememberTest(slot, slow))
	}
	if id, ok := d.snap.Lookup(ToTerm(k)); ok {
		if _, ok := id.Date(); ok {
			if n.span = daySpan(slot, mask(rel), id, rememberTest(slot, slow)); n.span != nil {
				n.filter = n.span.filter(d)
			}
			return
		}
	}
	if k.Kind() != value.String {
		return
	}
	accept, text := mask(rel), k.Lexical()
	n.test = func(b *batch.Batch, row int) (bool, error) {
		if kind, s, ok := d.text(b.Cols[slot][row]); ok && kind == value.String {
			return outcomeOf(strings.Compare(s, text))&accept != 0, nil
		}
		return slow(b, row)
	}
	if n.span = textSpan(slot, accept, text, n.test); n.span != nil {
		n.filter = n.span.filter(d)
	}
}

// outcomeOf is the outcome that cmp.Compare reports as c.
func outcomeOf(c int) uint8 {
	switch {
	case c < 0:
		return less
	case c > 0:
		return greater
	}
	return equal
}

// sameTerm compiles sameTerm(a, b).
func (c *compiler) sameTerm(e *algebra.Call) (*code, error) {
	if len(e.Args) != 2 {
		return nil, &ArityError{Name: "sameTerm", Got: len(e.Args), Min: 2, Max: 2, At: e.At}
	}
	args, err := c.compileAll(e.Args)
	if err != nil {
		return nil, err
	}
	args = parts(args)
	n := c.dict.node(cheap, args...)
	d, x, y := c.dict, args[0].ids(), args[1].ids()
	n.test = func(b *batch.Batch, row int) (bool, error) {
		i, err := x(b, row)
		if err != nil {
			return false, err
		}
		j, err := y(b, row)
		switch {
		case err != nil:
			return false, err
		case i == graph.None || j == graph.None:
			return false, value.ErrUnbound
		case i == j:
			return true, nil
		case i.IsInline() || j.IsInline():
			return false, nil // inline IDs are canonical, so no other ID is the same term
		}
		return value.SameTerm(d.Value(i), d.Value(j)), nil // language tags differ in case
	}
	return c.fold(n), nil
}
