package eval

import (
	"math"

	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// quickFunc gives a number for comparing: class unique for a whole number below
// 2^53 (an integer, or a decimal without fraction), double for an xsd:double, coarse
// for a decimal with a fraction that its double identifies, which only products and
// quotients are computed of, and near for those. Any other class means that the slow way
// must decide, errors among it.
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

// What near numbers are: their doubles are off by less than a part in nearPart, which
// leaves room for the roundings of a thousand operands, and their decimals are not so
// small or large that those would be rounded otherwise.
const (
	nearPart = 1e12
	nearLow  = 1e-3
	nearHigh = 1e15
)

// nearly is a number near f.
func nearly(f float64) number {
	if a := math.Abs(f); a < nearLow || a > nearHigh || a != a {
		return number{0, other}
	}
	return number{f, near}
}

// isExact reports whether the class is of numbers that are computed exactly, or
// rounded as doubles are.
func (c class) isExact() bool { return c == unique || c == double }

// isDecimal reports whether it is of integers and decimals.
func (c class) isDecimal() bool { return c == unique || c == coarse || c == near }

// quickArithmetic computes with quick numbers. Whole numbers stay exact or give up;
// products and quotients of decimals are near.
func quickArithmetic(op value.Op, args []*code) quickFunc {
	get := make([]quickFunc, len(args))
	for i, a := range args {
		if a.quick == nil {
			return nil
		}
		get[i] = a.quick
	}
	if len(args) > 1000 {
		return nil // see nearPart
	}
	return func(b *batch.Batch, row int) number {
		x := get[0](b, row)
		for _, g := range get[1:] {
			if x = quickResult(op, x, g(b, row)); x.c == other {
				break
			}
		}
		return x
	}
}

// quickResult computes with two quick numbers.
func quickResult(op value.Op, x, y number) number {
	f := quickOp(op, x.f, y.f)
	switch {
	case x.c.isExact() && y.c.isExact() && max(x.c, y.c) == double: // double comes after unique
		return number{f, double}
	case x.c == unique && y.c == unique && op != value.Divide && whole(f):
		return number{f + 0, unique} // integers have no -0
	case x.c.isDecimal() && y.c.isDecimal() && (op == value.Multiply || op == value.Divide):
		return nearly(f)
	}
	return number{0, other}
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
				if o := quickOutcome(v, w); o != 0 {
					return o&accept != 0, nil
				}
			}
		}
		return slow(b, row)
	}
}

// quickOutcome compares two quick numbers; 0 when they are too near to each other.
func quickOutcome(v, w number) uint8 {
	if v.c == near || w.c == near {
		if !(math.Abs(v.f-w.f)*nearPart > math.Max(math.Abs(v.f), math.Abs(w.f))) {
			return 0
		}
	}
	return outcome(v.f, w.f)
}
