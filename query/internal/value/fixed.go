package value

import (
	"math"
	"math/bits"
)

// fixed is a sum of floats as a whole number of 2^-64, in two's complement. A
// double of ordinary size is a multiple of that, so adding is exact, and takes a
// few integer operations instead of a comparison and a rounding for each part.
type fixed struct {
	hi int64  // the whole part, rounded down
	lo uint64 // the rest, in units of 2^-64
}

// The exponents of the doubles that a fixed takes: the last bit of a smaller one
// may lie below 2^-64, and a few larger ones could overflow.
const (
	fixedLeast = 52 - 64
	fixedMost  = 50
)

// add adds f; false, with nothing changed, when f is out of range or the sum would be.
func (x *fixed) add(f float64) bool {
	b := math.Float64bits(f)
	exp := int(b>>52&0x7FF) - 1023
	if exp < fixedLeast || exp > fixedMost {
		return f == 0
	}
	m, shift := b&(1<<52-1)|1<<52, uint(exp-fixedLeast)
	hi, lo := m>>(64-shift), m<<shift
	var carry uint64
	if b>>63 != 0 {
		lo, carry = bits.Sub64(x.lo, lo, 0)
		hi = uint64(x.hi) - hi - carry
		if x.hi < 0 && int64(hi) >= 0 {
			return false
		}
	} else {
		lo, carry = bits.Add64(x.lo, lo, 0)
		hi = uint64(x.hi) + hi + carry
		if x.hi >= 0 && int64(hi) < 0 {
			return false
		}
	}
	x.hi, x.lo = int64(hi), lo
	return true
}

// merge adds o; false, with nothing changed, when the sum would be out of range.
func (x *fixed) merge(o fixed) bool {
	lo, carry := bits.Add64(x.lo, o.lo, 0)
	hi := x.hi + o.hi + int64(carry)
	if (x.hi < 0) == (o.hi < 0) && (hi < 0) != (x.hi < 0) {
		return false
	}
	x.hi, x.lo = hi, lo
	return true
}

// zero reports whether x is 0.
func (x fixed) zero() bool { return x.hi == 0 && x.lo == 0 }

// round is the double nearest to x, the even one of two.
func (x fixed) round() float64 {
	hi, lo, sign := uint64(x.hi), x.lo, 1.0
	if x.hi < 0 {
		var borrow uint64
		lo, borrow = bits.Sub64(0, lo, 0)
		hi, _ = bits.Sub64(0, hi, borrow)
		sign = -1
	}
	shift := bits.LeadingZeros64(hi)
	if hi == 0 {
		shift = 64 + bits.LeadingZeros64(lo)
		hi, lo = lo<<(shift-64), 0
	} else {
		hi, lo = hi<<shift|lo>>(64-shift), lo<<shift
	}
	if hi == 0 {
		return 0
	}
	if lo != 0 {
		hi |= 1 // below the last bit kept: it decides between halves
	}
	kept, rest := hi>>11, hi&(1<<11-1)
	if rest > 1<<10 || rest == 1<<10 && kept&1 == 1 {
		kept++
	}
	return sign * math.Ldexp(float64(kept), 11-shift)
}

// parts are doubles whose sum x is exactly.
func (x fixed) parts() [4]float64 {
	const half = 1<<32 - 1
	return [4]float64{
		math.Ldexp(float64(x.hi>>32), 32), float64(x.hi & half),
		math.Ldexp(float64(x.lo>>32), -32), math.Ldexp(float64(x.lo&half), -64),
	}
}
