package value

import (
	"math"
	"math/bits"

	"github.com/cockroachdb/apd/v3"
)

// This file divides small decimals without big numbers: what quotient says, for
// operands and quotients of the usual sizes.

// wide is a number of 128 bits.
type wide struct{ hi, lo uint64 }

// pow10Table has 10^n for n up to 38, all that fit 128 bits.
var pow10Table = func() (t [39]wide) {
	t[0] = wide{0, 1}
	for i := 1; i < len(t); i++ {
		hi, lo := bits.Mul64(t[i-1].lo, 10)
		t[i] = wide{t[i-1].hi*10 + hi, lo}
	}
	return t
}()

// widePower is 10^n for n from 0 to 38.
func widePower(n int) wide { return pow10Table[n] }

// smallQuotient is quotient for operands of 64 bits; ok is false where that does not
// do.
func smallQuotient(a, b Value) (v Value, ok bool) {
	if a.ext != nil || b.ext != nil || a.num == 0 {
		return Value{}, false
	}
	x, y, ok := align(a.num, a.scale(), b.num, b.scale())
	if !ok {
		return Value{}, false
	}
	num, den := magnitude(x), magnitude(y)
	if g := gcd(num, den); g > 1 {
		num, den = num/g, den/g
	}
	neg := (x < 0) != (y < 0)
	if scale, finite := smallExpansion(den); finite {
		if scale > maxScale {
			return Value{}, false
		}
		hi, lo := bits.Mul64(num, uint64(smallPow10(int64(scale))))
		if hi >= den {
			return Value{}, false
		}
		q, _ := bits.Div64(hi, lo, den)
		return decimalOf(neg, wide{0, q}, scale), true
	}
	scale := max(quotientFraction, quotientDigits-smallMagnitude(num, den))
	if scale > 37 {
		return Value{}, false
	}
	q, ok := dividePower(num, scale, den)
	if q.hi >= pow19 {
		return Value{}, false // so that its digits are below 10^38
	}
	return decimalOf(neg, q, scale), ok
}

// scale is the digits after the point of an Integer or Decimal without ext.
func (v Value) scale() int64 {
	if v.kind == Integer {
		return 0
	}
	return v.aux
}

// gcd is the greatest common divisor; b is not 0.
func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// smallExpansion is expansion for 64 bits.
func smallExpansion(den uint64) (scale int, finite bool) {
	twos := bits.TrailingZeros64(den)
	den >>= twos
	fives := 0
	for den%5 == 0 {
		den /= 5
		fives++
	}
	return max(twos, fives), den == 1
}

// smallMagnitude is magnitude10 for 64 bits.
func smallMagnitude(num, den uint64) int {
	d := (bits.Len64(num)-bits.Len64(den))*1000/3322 - 1
	for ; ; d++ {
		x, y := wide{0, num}, wide{0, den}
		if d >= 0 {
			y = y.times(widePower(d).lo) // at most 10^19
		} else {
			x = x.times(widePower(-d).lo)
		}
		if x.hi < y.hi || x.hi == y.hi && x.lo < y.lo {
			return d
		}
	}
}

// times is x*m for an x of 64 bits.
func (x wide) times(m uint64) wide {
	hi, lo := bits.Mul64(x.lo, m)
	return wide{hi, lo}
}

// dividePower is num * 10^scale / den, rounded half to even; ok is false when that
// has more than 128 bits.
func dividePower(num uint64, scale int, den uint64) (q wide, ok bool) {
	p := widePower(scale)
	h1, l1 := bits.Mul64(p.lo, num)
	h2, l2 := bits.Mul64(p.hi, num)
	mid, carry := bits.Add64(h1, l2, 0)
	top := h2 + carry
	if top >= den {
		return wide{}, false
	}
	var r uint64
	q.hi, r = bits.Div64(top, mid, den)
	q.lo, r = bits.Div64(r, l1, den)
	if r > den-r || r == den-r && q.lo&1 == 1 {
		q.lo++
		if q.lo == 0 {
			q.hi++
		}
	}
	return q, true
}

// decimalOf makes ±digits / 10^scale; scale is from 0 to 38.
func decimalOf(neg bool, digits wide, scale int) Value {
	for scale > 0 {
		hi, r := digits.hi/10, digits.hi%10
		lo, r := bits.Div64(r, digits.lo, 10)
		if r != 0 {
			break
		}
		digits, scale = wide{hi, lo}, scale-1
	}
	if digits.hi == 0 && digits.lo < 1<<63 && scale <= maxScale {
		n := int64(digits.lo)
		if neg {
			n = -n
		}
		return Value{kind: Decimal, sub: dtDecimal, num: n, aux: int64(scale), zone: noZone}
	}
	d := &apd.Decimal{Negative: neg, Exponent: -int32(scale)}
	d.Coeff.SetUint64(digits.hi)
	d.Coeff.Lsh(&d.Coeff, 64)
	d.Coeff.Add(&d.Coeff, new(apd.BigInt).SetUint64(digits.lo))
	return Value{kind: Decimal, sub: dtDecimal, zone: noZone, ext: &extra{dec: d, digits: digits}}
}

// pow19 is the largest power of ten in 64 bits.
const pow19 = 10_000_000_000_000_000_000

// formatWide is the canonical form of ±digits / 10^scale, which has no zero at its
// end; scale is above 0, digits below 10^38.
func formatWide(neg bool, digits wide, scale int) string {
	var buf [80]byte
	high, low := bits.Div64(digits.hi, digits.lo, pow19)
	all := buf[:38]
	for i := 18; i >= 0; i-- {
		all[i], high = byte('0'+high%10), high/10
		all[i+19], low = byte('0'+low%10), low/10
	}
	for len(all) > scale+1 && all[0] == '0' {
		all = all[1:]
	}
	out := buf[38:38]
	if neg {
		out = append(out, '-')
	}
	out = append(out, all[:len(all)-scale]...)
	out = append(out, '.')
	return string(append(out, all[len(all)-scale:]...))
}

// approximate is a decimal of a wide number, or one without ext, as a double with a
// relative error below 10^-15; ok is false for others.
func (v Value) approximate() (f float64, ok bool) {
	switch {
	case v.ext == nil:
		return float64(v.num) / float64(smallPow10(v.scale())), true
	case v.ext.digits == (wide{}):
		return 0, false
	}
	d := v.ext.digits
	p := widePower(int(-v.ext.dec.Exponent))
	f = (float64(d.hi)*(1<<64) + float64(d.lo)) / (float64(p.hi)*(1<<64) + float64(p.lo))
	if v.ext.dec.Negative {
		f = -f
	}
	return f, true
}

// compareRounded compares two Integers or Decimals by their doubles; 0 when those
// are too close, or not to be had easily.
func compareRounded(a, b Value) int {
	x, ok1 := a.approximate()
	y, ok2 := b.approximate()
	reach := 1e-14 * max(math.Abs(x), math.Abs(y))
	switch {
	case !ok1 || !ok2:
		return 0
	case x < y-reach:
		return -1
	case x > y+reach:
		return 1
	}
	return 0
}
