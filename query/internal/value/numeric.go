package value

import (
	"math"
	"math/big"
)

// Op is an arithmetic operator.
type Op byte

// The arithmetic operators.
const (
	Add      Op = '+'
	Subtract Op = '-'
	Multiply Op = '*'
	Divide   Op = '/'
)

// Arithmetic computes a op b (SPARQL 1.1 section 17.3): numbers with type
// promotion, integers divided giving a decimal, and the sums, differences,
// products and quotients of dates, times and durations that XPath has.
func Arithmetic(op Op, a, b Value) (Value, error) {
	if a.IsNumeric() && b.IsNumeric() {
		return numericOp(op, a, b)
	}
	switch {
	case a.kind == None || b.kind == None:
		return Value{}, ErrUnbound
	case a.isTemporal() || b.isTemporal():
		return temporalOp(op, a, b)
	}
	return Value{}, ErrType
}

// numericOp computes with two numbers in the larger of their types.
func numericOp(op Op, a, b Value) (Value, error) {
	switch promote(a, b) {
	case Integer:
		if op == Divide {
			return quotient(a, b)
		}
		return integerOp(byte(op), a, b)
	case Decimal:
		if op == Divide {
			return quotient(a, b)
		}
		return decimalOp(byte(op), a, b)
	case Float:
		return NewFloat(float32Op(op, a.toFloat32(), b.toFloat32())), nil
	}
	x, _ := a.Float64()
	y, _ := b.Float64()
	return NewDouble(float64Op(op, x, y)), nil
}

// promote is the type two numbers are computed in: the kinds are in the order
// of promotion.
func promote(a, b Value) Kind { return max(a.kind, b.kind) }

// toFloat32 is a number promoted to xsd:float.
func (v Value) toFloat32() float32 {
	f, _ := v.Float64()
	return float32(f)
}

// Approx is a number as a double; unique says that no other integer with up to
// 53 bits and no other decimal with up to 15 digits has the same double, so that
// comparing the doubles of two such numbers compares the numbers.
func (v Value) Approx() (f float64, unique bool) {
	f, _ = v.Float64()
	switch v.kind {
	case Integer:
		return f, v.ext == nil && magnitude(v.num) <= 1<<53
	case Decimal:
		return f, v.ext == nil && magnitude(v.num) < 1e15
	}
	return f, false
}

// WithLexical is an xsd:decimal that was computed, with its lexical form, which must
// be v.Lexical(), so that it need not be made again.
func (v Value) WithLexical(lexical string) Value {
	if v.kind == Decimal && !v.has {
		v.lex, v.has = lexical, true
	}
	return v
}

// float64Op computes in IEEE 754 doubles.
func float64Op(op Op, x, y float64) float64 {
	switch op {
	case Add:
		return x + y
	case Subtract:
		return x - y
	case Multiply:
		return x * y
	}
	return x / y
}

// float32Op computes in IEEE 754 singles.
func float32Op(op Op, x, y float32) float32 {
	switch op {
	case Add:
		return x + y
	case Subtract:
		return x - y
	case Multiply:
		return x * y
	}
	return x / y
}

// Negate is unary minus.
func Negate(v Value) (Value, error) {
	switch v.kind {
	case Integer:
		return integerOp('-', NewInteger(0), v)
	case Decimal:
		return decimalOp('-', NewDecimal(0, 0), v)
	case Float:
		return NewFloat(float32(-v.float())), nil
	case Double:
		return NewDouble(-v.float()), nil
	}
	return Value{}, notNumeric(v)
}

// Plus is unary plus: the number itself, in its primitive type.
func Plus(v Value) (Value, error) {
	if !v.IsNumeric() {
		return Value{}, notNumeric(v)
	}
	return v.primitive(), nil
}

// notNumeric is the error for an operand that is no number.
func notNumeric(v Value) error {
	switch v.kind {
	case None:
		return ErrUnbound
	case IllTyped:
		return ErrIllTyped
	}
	return ErrType
}

// primitive is a number as a computed value of its primitive type: a derived
// integer becomes an xsd:integer, and the lexical form canonical.
func (v Value) primitive() Value {
	v.has, v.lex, v.zone = false, "", noZone
	if v.kind == Integer {
		v.sub = dtInteger
	}
	return v
}

// Abs is fn:abs.
func Abs(v Value) (Value, error) {
	switch v.kind {
	case Integer, Decimal:
		if v.sign() < 0 {
			return Negate(v)
		}
		return v.primitive(), nil
	case Float:
		return NewFloat(float32(math.Abs(v.float()))), nil
	case Double:
		return NewDouble(math.Abs(v.float())), nil
	}
	return Value{}, notNumeric(v)
}

// Ceil is fn:ceiling: the least whole number not below v, in v's type.
func Ceil(v Value) (Value, error) { return roundTo(v, math.Ceil, roundCeil) }

// Floor is fn:floor: the greatest whole number not above v, in v's type.
func Floor(v Value) (Value, error) { return roundTo(v, math.Floor, roundFloor) }

// Round is fn:round: the nearest whole number, halves towards positive infinity.
func Round(v Value) (Value, error) { return roundTo(v, roundFloat, roundHalfUp) }

// The ways to round a decimal: how far to move the number before taking the floor.
type rounding uint8

const (
	roundFloor rounding = iota
	roundCeil
	roundHalfUp
)

// roundTo rounds a number to a whole one with f for floats and r for decimals.
func roundTo(v Value, f func(float64) float64, r rounding) (Value, error) {
	switch v.kind {
	case Integer:
		return v.primitive(), nil
	case Decimal:
		return roundDecimal(v, r), nil
	case Float:
		return NewFloat(float32(f(v.float()))), nil
	case Double:
		return NewDouble(f(v.float())), nil
	}
	return Value{}, notNumeric(v)
}

// roundFloat rounds halves up and keeps the sign of zero, as fn:round does.
func roundFloat(f float64) float64 {
	r := math.Floor(f)
	if f-r >= 0.5 {
		r++
	}
	if r == 0 {
		return math.Copysign(0, f)
	}
	return r
}

// roundDecimal rounds a decimal to a whole number.
func roundDecimal(v Value, r rounding) Value {
	n, scale := v.unscaled()
	if scale == 0 {
		return v.primitive()
	}
	unit := pow10(scale)
	x := new(big.Int).Set(n)
	switch r {
	case roundCeil:
		x.Add(x, unit)
		x.Sub(x, big.NewInt(1))
	case roundHalfUp:
		x.Add(x, new(big.Int).Rsh(unit, 1))
	}
	return bigDecimal(x.Div(x, unit), 0) // Div floors for a positive divisor
}
