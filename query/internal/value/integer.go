package value

import (
	"math"
	"math/big"
	"math/bits"
	"strconv"
)

// MaxDigits is the greatest number of decimal digits of an integer or decimal
// that the package computes with.
const MaxDigits = 50_000

// maxBits is how many bits surely have no more than MaxDigits digits; a result
// beyond it is refused.
const maxBits = MaxDigits * 33219280 / 10000000

// NewInteger makes an xsd:integer.
func NewInteger(n int64) Value { return Value{kind: Integer, sub: dtInteger, num: n, zone: noZone} }

// NewBigInteger makes an xsd:integer of any size; b is not kept.
func NewBigInteger(b *big.Int) Value {
	if b.IsInt64() {
		return NewInteger(b.Int64())
	}
	return bigInteger(new(big.Int).Set(b))
}

// bigInteger is NewBigInteger that takes b over.
func bigInteger(b *big.Int) Value {
	if b.IsInt64() {
		return NewInteger(b.Int64())
	}
	return Value{kind: Integer, sub: dtInteger, zone: noZone, ext: &extra{big: b}}
}

// Int64 is the value of an Integer that fits; ok is false for other values.
func (v Value) Int64() (n int64, ok bool) { return v.num, v.kind == Integer && v.ext == nil }

// bigInt is the value of an Integer; the result must not be changed.
func (v Value) bigInt() *big.Int {
	if v.ext != nil {
		return v.ext.big
	}
	return big.NewInt(v.num)
}

// BigInt is a copy of the value of an Integer, nil for other kinds.
func (v Value) BigInt() *big.Int {
	if v.kind != Integer {
		return nil
	}
	return new(big.Int).Set(v.bigInt())
}

// parseInteger reads [+-]?[0-9]+ and checks the range of a derived type.
func parseInteger(s string, dt datatype) (Value, state) {
	body, neg := s, false
	if body != "" && (body[0] == '+' || body[0] == '-') {
		neg, body = body[0] == '-', body[1:]
	}
	if body == "" || digits(body) != len(body) {
		return Value{}, invalid
	}
	v := Value{kind: Integer, sub: dt, zone: noZone}
	if len(body) <= 18 {
		for i := range len(body) {
			v.num = v.num*10 + int64(body[i]-'0')
		}
		if neg {
			v.num = -v.num
		}
	} else {
		for len(body) > 1 && body[0] == '0' {
			body = body[1:]
		}
		if len(body) > MaxDigits {
			return Value{}, beyond
		}
		b, _ := new(big.Int).SetString(body, 10)
		if neg {
			b.Neg(b)
		}
		v = bigInteger(b)
		v.sub = dt
	}
	if dt != dtInteger && !v.inRange(dt) {
		return Value{}, invalid
	}
	return v, parsed
}

// inRange reports whether the integer v is in the value space of dt.
func (v Value) inRange(dt datatype) bool {
	sign := v.sign()
	switch dt {
	case dtInteger:
		return true
	case dtNonNegativeInteger:
		return sign >= 0
	case dtPositiveInteger:
		return sign > 0
	case dtNonPositiveInteger:
		return sign <= 0
	case dtNegativeInteger:
		return sign < 0
	case dtUnsignedLong:
		return sign >= 0 && (v.ext == nil || v.ext.big.IsUint64())
	}
	lo, hi := dt.bounds()
	return v.ext == nil && lo <= v.num && v.num <= hi
}

// bounds are the least and greatest value of a fixed-size integer type.
func (dt datatype) bounds() (lo, hi int64) {
	switch dt {
	case dtInt:
		return math.MinInt32, math.MaxInt32
	case dtShort:
		return math.MinInt16, math.MaxInt16
	case dtByte:
		return math.MinInt8, math.MaxInt8
	case dtUnsignedInt:
		return 0, math.MaxUint32
	case dtUnsignedShort:
		return 0, math.MaxUint16
	case dtUnsignedByte:
		return 0, math.MaxUint8
	}
	return math.MinInt64, math.MaxInt64
}

// sign is -1, 0 or 1 for an Integer or Decimal.
func (v Value) sign() int {
	switch {
	case v.ext == nil && v.num < 0:
		return -1
	case v.ext == nil && v.num > 0:
		return 1
	case v.ext == nil:
		return 0
	case v.kind == Integer:
		return v.ext.big.Sign()
	}
	return v.ext.dec.Sign()
}

// formatInteger is the canonical form of an integer.
func formatInteger(v Value) string {
	if v.ext != nil {
		return v.ext.big.String()
	}
	return strconv.FormatInt(v.num, 10)
}

// integerOp computes a op b for two integers; op is one of + - *.
func integerOp(op byte, a, b Value) (Value, error) {
	if a.ext == nil && b.ext == nil {
		if n, ok := smallOp(op, a.num, b.num); ok {
			return NewInteger(n), nil
		}
	}
	x, y := a.bigInt(), b.bigInt()
	if op == '*' && x.BitLen()+y.BitLen() > maxBits+1 {
		return Value{}, tooManyDigits()
	}
	z := new(big.Int)
	switch op {
	case '+':
		z.Add(x, y)
	case '-':
		z.Sub(x, y)
	case '*':
		z.Mul(x, y)
	}
	if z.BitLen() > maxBits {
		return Value{}, tooManyDigits()
	}
	return bigInteger(z), nil
}

// smallOp computes a op b in int64; ok is false on overflow.
func smallOp(op byte, a, b int64) (n int64, ok bool) {
	switch op {
	case '+':
		n = a + b
		return n, (a^n)&(b^n) >= 0
	case '-':
		n = a - b
		return n, (a^b)&(a^n) >= 0
	}
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	if hi != 0 || lo > math.MaxInt64 {
		return 0, false
	}
	if (a < 0) != (b < 0) {
		return -int64(lo), true
	}
	return int64(lo), true
}

// magnitude is |n| without overflow.
func magnitude(n int64) uint64 {
	if n < 0 {
		return uint64(-(n + 1)) + 1
	}
	return uint64(n)
}

// tooManyDigits is the error of a number beyond MaxDigits.
func tooManyDigits() error {
	return &LimitError{Name: "MaxDigits", Limit: "decimal digits of a number", Max: MaxDigits}
}

// Computed is the value of an xsd:integer whose lexical form is canonical
// because it was computed, and that fits an int64.
func (v Value) Computed() (n int64, ok bool) {
	return v.num, v.kind == Integer && v.ext == nil && v.sub == dtInteger && !v.has
}
