package eval

import (
	"math"

	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// quickFunc gives a number for comparing: class unique for a whole number below
// 2^53 (an integer, or a decimal without fraction), double for an xsd:double, coarse
// for a decimal with a fraction that its double identifies, which is not for
// computing. Any other class means that the slow way must decide, errors among it.
type quickFunc func(b *batch.Batch, row int) number

// wholeLimit is beyond the whole numbers for which a double is surely exact: a
// result that was rounded is not below it.
const wholeLimit = 1 << 53

// whole reports whether f is a whole number below wholeLimit.
func whole(f float64) bool { return math.Trunc(f) == f && math.Abs(f) < wholeLimit }

// quickColumn is the quick number of a column.
func (d *Dict) quickColumn(slot int) quickFunc {
	return func(b *batch.Batch, row int) number {
		id := b.Cols[slot][row]
		if n, ok := id.Integer(); ok {
			return number{float64(n), unique}
		}
		return quickOf(d.number(id))
	}
}

// quickOf is the quick number of a number.
func quickOf(x number) number {
	switch {
	case x.c == double, x.c == unique && whole(x.f):
		return x
	case x.c == unique:
		return number{x.f, coarse}
	}
	return number{0, other}
}

// quickConstant is the quick number of a constant, or nil.
func quickConstant(v value.Value) quickFunc {
	x := quickOf(classify(v))
	if x.c == other {
		return nil
	}
	return func(*batch.Batch, int) number { return x }
}

// quickCast is the quick number of the cast of a text to xsd:double or xsd:decimal, nil
// for other casts.
func quickCast(text textFunc, iri string) quickFunc {
	switch iri {
	case value.XSD + "double":
		return func(b *batch.Batch, row int) number {
			if s, ok := text(b, row); ok {
				if f, ok := value.ParseDouble(s); ok {
					return number{f, double}
				}
			}
			return number{0, other}
		}
	case value.XSD + "decimal":
		return func(b *batch.Batch, row int) number {
			if s, ok := text(b, row); ok {
				if v, ok := value.ParseDecimal(s); ok {
					return quickOf(classify(v))
				}
			}
			return number{0, other}
		}
	}
	return nil
}

// quickArithmetic computes with quick numbers. Whole numbers stay exact or give
// up; a quotient of them is a decimal, which is left to the slow way.
func quickArithmetic(op value.Op, args []*code) quickFunc {
	get := make([]quickFunc, len(args))
	for i, a := range args {
		if a.quick == nil {
			return nil
		}
		get[i] = a.quick
	}
	return func(b *batch.Batch, row int) number {
		x := get[0](b, row)
		for _, g := range get[1:] {
			y := g(b, row)
			if x.c != unique && x.c != double || y.c != unique && y.c != double {
				return number{0, other}
			}
			c := max(x.c, y.c) // double comes after unique
			if op == value.Divide && c == unique {
				return number{0, other}
			}
			x = number{quickOp(op, x.f, y.f), c}
			if c == unique {
				if !whole(x.f) {
					return number{0, other}
				}
				x.f += 0 // integers have no -0
			}
		}
		return x
	}
}

// quickOp computes in doubles.
func quickOp(op value.Op, x, y float64) float64 {
	switch op {
	case value.Add:
		return x + y
	case value.Subtract:
		return x - y
	case value.Multiply:
		return x * y
	}
	return x / y
}

// quickTest is slow with the quick way tried first.
func quickTest(rel value.Rel, x, y quickFunc, slow testFunc) testFunc {
	accept := mask(rel)
	return func(b *batch.Batch, row int) (bool, error) {
		v := x(b, row)
		if v.c > other {
			if w := y(b, row); w.c > other {
				return outcome(v.f, w.f)&accept != 0, nil
			}
		}
		return slow(b, row)
	}
}
