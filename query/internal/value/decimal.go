package value

import (
	"math/big"
	"math/bits"
	"strconv"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// A Decimal is num / 10^aux with aux between 0 and maxScale and no trailing
// zero in the fraction, when num fits int64; otherwise ext.dec, reduced the
// same way. So equal decimals have equal representations.

// maxScale is the greatest scale of a decimal kept in an int64.
const maxScale = 18

// NewDecimal makes the xsd:decimal unscaled / 10^scale; scale is from 0 to 18.
func NewDecimal(unscaled int64, scale int) Value {
	for scale > 0 && unscaled%10 == 0 {
		unscaled, scale = unscaled/10, scale-1
	}
	return Value{kind: Decimal, sub: dtDecimal, num: unscaled, aux: int64(scale), zone: noZone}
}

// NewWritten makes the xsd:decimal unscaled / 10^scale that was written with
// exactly scale digits after the point; scale is from 1 to 18.
func NewWritten(unscaled int64, scale int) Value {
	v := NewDecimal(unscaled, scale)
	v.zone = int16(scale)
	return v
}

// formatWritten is the lexical form of a NewWritten.
func formatWritten(v Value) string {
	s := formatDecimal(v)
	if v.aux == 0 {
		s += "."
	}
	for range int64(v.zone) - v.aux {
		s += "0"
	}
	return s
}

// ParseDecimal makes an xsd:decimal from its lexical form; ok is false when the
// text is none or has too many digits.
func ParseDecimal(s string) (v Value, ok bool) {
	v, st := parseDecimal(s)
	return v, st == parsed
}

// parseDecimal reads [+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+).
func parseDecimal(s string) (Value, state) {
	neg := false
	if s != "" && (s[0] == '+' || s[0] == '-') {
		neg, s = s[0] == '-', s[1:]
	}
	whole := s[:digits(s)]
	frac := ""
	if rest := s[len(whole):]; rest != "" {
		if rest[0] != '.' || digits(rest[1:]) != len(rest)-1 {
			return Value{}, invalid
		}
		frac = rest[1:]
	}
	if whole == "" && frac == "" {
		return Value{}, invalid
	}
	whole, frac = strings.TrimLeft(whole, "0"), strings.TrimRight(frac, "0")
	if len(whole)+len(frac) > MaxDigits {
		return Value{}, beyond
	}
	if len(whole)+len(frac) <= maxScale {
		var n int64
		for i := range len(whole) {
			n = n*10 + int64(whole[i]-'0')
		}
		for i := range len(frac) {
			n = n*10 + int64(frac[i]-'0')
		}
		if neg {
			n = -n
		}
		return NewDecimal(n, len(frac)), parsed
	}
	b, _ := new(big.Int).SetString(whole+frac, 10)
	if neg {
		b.Neg(b)
	}
	return bigDecimal(b, len(frac)), parsed
}

// bigDecimal makes unscaled / 10^scale, scale >= 0; it takes unscaled over.
func bigDecimal(unscaled *big.Int, scale int) Value {
	if unscaled.IsInt64() && scale <= maxScale {
		return NewDecimal(unscaled.Int64(), scale)
	}
	d := apd.NewWithBigInt(new(apd.BigInt).SetMathBigInt(unscaled), int32(-scale))
	return fromAPD(d)
}

// fromAPD makes a decimal of a finite d, which it takes over.
func fromAPD(d *apd.Decimal) Value {
	d.Reduce(d) // strips all trailing zeros; the exponent may become positive
	if d.Exponent > 0 {
		d.Coeff.Mul(&d.Coeff, new(apd.BigInt).SetMathBigInt(pow10(int(d.Exponent))))
		d.Exponent = 0
	}
	if d.Exponent >= -maxScale && d.Coeff.IsInt64() {
		n := d.Coeff.Int64()
		if d.Negative {
			n = -n
		}
		return NewDecimal(n, int(-d.Exponent))
	}
	return Value{kind: Decimal, sub: dtDecimal, zone: noZone, ext: &extra{dec: d}}
}

// pow10 is 10^n.
func pow10(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// smallPow10 is 10^n for n up to 18.
func smallPow10(n int64) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// unscaled gives an Integer or Decimal as digits / 10^scale; the digits must
// not be changed.
func (v Value) unscaled() (digits *big.Int, scale int) {
	switch {
	case v.kind == Integer:
		return v.bigInt(), 0
	case v.ext == nil:
		return big.NewInt(v.num), int(v.aux)
	}
	d := v.ext.dec
	b := new(big.Int).Set(d.Coeff.MathBigInt())
	if d.Negative {
		b.Neg(b)
	}
	return b, int(-d.Exponent)
}

// apd gives an Integer or Decimal as an apd.Decimal, not to be changed.
func (v Value) apd() *apd.Decimal {
	switch {
	case v.kind == Integer && v.ext != nil:
		return apd.NewWithBigInt(new(apd.BigInt).SetMathBigInt(v.ext.big), 0)
	case v.kind == Integer:
		return apd.New(v.num, 0)
	case v.ext == nil:
		return apd.New(v.num, int32(-v.aux))
	}
	return v.ext.dec
}

// Rat is the exact value of an Integer, Decimal or finite Float or Double, nil
// for other values.
func (v Value) Rat() *big.Rat {
	switch v.kind {
	case Integer, Decimal:
		n, scale := v.unscaled()
		return new(big.Rat).SetFrac(n, pow10(scale))
	case Float, Double:
		return new(big.Rat).SetFloat64(v.float()) // nil when not finite
	}
	return nil
}

// exact is the context of operations without rounding.
func exact() *apd.Context {
	c := apd.BaseContext
	return &c
}

// decimalOp computes a op b for integers and decimals as an xsd:decimal; op is
// one of + - *.
func decimalOp(op byte, a, b Value) (Value, error) {
	if a.ext == nil && b.ext == nil {
		if v, ok := smallDecimalOp(op, a, b); ok {
			return v, nil
		}
	}
	x, y, z := a.apd(), b.apd(), new(apd.Decimal)
	if x.NumDigits()+y.NumDigits()-int64(min(x.Exponent, 0)+min(y.Exponent, 0)) > 2*MaxDigits {
		return Value{}, tooManyDigits()
	}
	var err error
	switch op {
	case '+':
		_, err = exact().Add(z, x, y)
	case '-':
		_, err = exact().Sub(z, x, y)
	case '*':
		_, err = exact().Mul(z, x, y)
	}
	if err != nil || z.NumDigits() > MaxDigits || -z.Exponent > MaxDigits {
		return Value{}, tooManyDigits()
	}
	return fromAPD(z), nil
}

// smallDecimalOp is decimalOp in int64; ok is false on overflow.
func smallDecimalOp(op byte, a, b Value) (Value, bool) {
	sa, sb := a.aux, b.aux
	if op == '*' {
		n, ok := smallOp('*', a.num, b.num)
		if !ok || sa+sb > maxScale {
			return Value{}, false
		}
		return NewDecimal(n, int(sa+sb)), true
	}
	x, y, ok := align(a.num, sa, b.num, sb)
	if !ok {
		return Value{}, false
	}
	n, ok := smallOp(op, x, y)
	if !ok {
		return Value{}, false
	}
	return NewDecimal(n, int(max(sa, sb))), true
}

// align brings two scaled integers to the larger of their scales.
func align(x, sx, y, sy int64) (int64, int64, bool) {
	ok := true
	switch {
	case sx < sy:
		x, ok = smallOp('*', x, smallPow10(sy-sx))
	case sy < sx:
		y, ok = smallOp('*', y, smallPow10(sx-sy))
	}
	return x, y, ok
}

// The precision of a quotient without finite decimal expansion.
const (
	quotientDigits   = 34 // significant digits, those of IEEE 754 decimal128
	quotientFraction = 18 // digits after the point at least (the least XML Schema asks for)
)

// quotient computes a / b for integers and decimals as an xsd:decimal. The
// result is exact when it has a finite decimal expansion; otherwise it is
// rounded half to even to 34 significant digits, or to 18 digits after the
// point where that is more precise.
func quotient(a, b Value) (Value, error) {
	if b.sign() == 0 {
		return Value{}, ErrDivideByZero
	}
	if a.kind == Integer && b.kind == Integer && a.ext == nil && b.ext == nil && b.num != -1 && a.num%b.num == 0 {
		return NewDecimal(a.num/b.num, 0), nil
	}
	if v, ok := smallQuotient(a, b); ok {
		return v, nil
	}
	n, sn := a.unscaled()
	d, sd := b.unscaled()
	if n.BitLen()+d.BitLen() > maxBits {
		return Value{}, tooManyDigits()
	}
	num, den := new(big.Int).Set(n), new(big.Int).Set(d)
	if sd > sn {
		num.Mul(num, pow10(sd-sn))
	} else if sn > sd {
		den.Mul(den, pow10(sn-sd))
	}
	if den.Sign() < 0 {
		num.Neg(num)
		den.Neg(den)
	}
	if g := new(big.Int).GCD(nil, nil, new(big.Int).Abs(num), den); g.BitLen() > 1 {
		num.Quo(num, g)
		den.Quo(den, g)
	}
	if scale, ok := expansion(den); ok && scale <= MaxDigits {
		num.Mul(num, pow10(scale))
		return bigDecimal(num.Quo(num, den), scale), nil
	}
	return rounded(num, den), nil
}

// expansion gives the number of decimals of 1/den when den has no prime factor
// but 2 and 5; den must be positive and is not changed.
func expansion(den *big.Int) (scale int, ok bool) {
	twos := int(den.TrailingZeroBits())
	rest := new(big.Int).Rsh(den, uint(twos))
	// The exponent of 5 in binary: divide by 5^(2^k) from the largest k down.
	powers := []*big.Int{big.NewInt(5)}
	for p := powers[0]; p.BitLen()*2-1 <= rest.BitLen(); {
		p = new(big.Int).Mul(p, p)
		powers = append(powers, p)
	}
	fives := 0
	q, m := new(big.Int), new(big.Int)
	for k := len(powers) - 1; k >= 0; k-- {
		if q.QuoRem(rest, powers[k], m); m.Sign() == 0 {
			rest, q = q, rest
			fives += 1 << k
		}
	}
	return max(twos, fives), rest.BitLen() <= 1
}

// rounded is num/den rounded half to even as quotient says.
func rounded(num, den *big.Int) Value {
	scale := max(quotientFraction, quotientDigits-magnitude10(num, den))
	n := new(big.Int).Mul(num, pow10(scale))
	return bigDecimal(divideHalfEven(n, den), scale)
}

// magnitude10 is the number of digits of num/den before the point; zero or
// negative for the zeros after it. Neither may be zero.
func magnitude10(num, den *big.Int) int {
	abs := new(big.Int).Abs(num)
	d := (num.BitLen()-den.BitLen())*1000/3322 - 1 // at most one below
	for {
		x, y := abs, den
		if d >= 0 {
			y = new(big.Int).Mul(den, pow10(d))
		} else {
			x = new(big.Int).Mul(abs, pow10(-d))
		}
		if x.Cmp(y) < 0 {
			return d
		}
		d++
	}
}

// divideHalfEven is n/d rounded half to even; d is positive, n is overwritten.
func divideHalfEven(n, d *big.Int) *big.Int {
	neg := n.Sign() < 0
	q, r := new(big.Int).QuoRem(n.Abs(n), d, new(big.Int))
	if c := r.Lsh(r, 1).Cmp(d); c > 0 || c == 0 && q.Bit(0) == 1 {
		q.Add(q, big.NewInt(1))
	}
	if neg {
		q.Neg(q)
	}
	return q
}

// decimalFloat is the double nearest to a Decimal.
func decimalFloat(v Value) float64 {
	if v.ext == nil {
		// Both operands are exact below 2^53 and 10^22, so the division rounds once.
		if magnitude(v.num) < 1<<53 {
			return float64(v.num) / float64(smallPow10(v.aux))
		}
		if v.aux == 0 {
			return float64(v.num)
		}
	}
	text := v.lex
	if !v.has {
		text = formatDecimal(v)
	}
	f, _ := strconv.ParseFloat(text, 64)
	return f
}

// formatDecimal is the canonical form of XML Schema 1.1: no point in whole
// numbers, no zeros in front or at the end.
func formatDecimal(v Value) string {
	if v.ext != nil {
		if d := v.ext.digits; d != (wide{}) && v.ext.dec.Exponent < 0 {
			return formatWide(v.ext.dec.Negative, d, int(-v.ext.dec.Exponent))
		}
		return v.ext.dec.Text('f')
	}
	if v.aux == 0 {
		return strconv.FormatInt(v.num, 10)
	}
	var buf [24]byte
	s := strconv.AppendUint(buf[:0], magnitude(v.num), 10)
	out := make([]byte, 0, len(s)+maxScale+2)
	if v.num < 0 {
		out = append(out, '-')
	}
	point := len(s) - int(v.aux)
	if point <= 0 {
		out = append(out, '0', '.')
		for range -point {
			out = append(out, '0')
		}
		return string(append(out, s...))
	}
	out = append(append(out, s[:point]...), '.')
	return string(append(out, s[point:]...))
}

// compareExact compares two Integers or Decimals.
func compareExact(a, b Value) int {
	if a.ext == nil && b.ext == nil {
		if a.aux == b.aux {
			return compareInt(a.num, b.num)
		}
		return compareScaled(a, b)
	}
	if c := compareRounded(a, b); c != 0 {
		return c
	}
	if a.kind == Integer && b.kind == Integer {
		return a.bigInt().Cmp(b.bigInt())
	}
	return a.apd().Cmp(b.apd())
}

// compareScaled compares small numbers of different scales in 128 bits.
func compareScaled(a, b Value) int {
	if c := compareInt(int64(a.sign()), int64(b.sign())); c != 0 || a.num == 0 {
		return c
	}
	s := max(a.aux, b.aux)
	ah, al := bits.Mul64(magnitude(a.num), uint64(smallPow10(s-a.aux)))
	bh, bl := bits.Mul64(magnitude(b.num), uint64(smallPow10(s-b.aux)))
	c := 0
	switch {
	case ah != bh:
		c = 1
		if ah < bh {
			c = -1
		}
	case al != bl:
		c = 1
		if al < bl {
			c = -1
		}
	}
	if a.num < 0 {
		return -c
	}
	return c
}

// compareInt compares two integers.
func compareInt(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
