package value

import (
	"math"
	"math/big"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// IsCast reports whether iri names a datatype that Cast casts to.
func IsCast(iri string) bool { return lookup(iri) != dtUnknown }

// Cast is the constructor function of the datatype named iri (SPARQL 1.1
// section 17.5 and XPath Functions 3.1 section 19.1): xsd:string, the numeric
// types and those derived from xsd:integer, xsd:boolean, and the date, time and
// duration types. The result is canonical. White space around a string is
// ignored, as XPath does.
func Cast(v Value, iri string) (Value, error) {
	dt := lookup(iri)
	switch {
	case v.kind == None:
		return Value{}, ErrUnbound
	case dt == dtUnknown:
		return Value{}, ErrCast
	case v.kind == IllTyped:
		return Value{}, ErrIllTyped
	case dt == dtString:
		return castString(v)
	case v.kind == String:
		return castText(v.lex, dt)
	}
	switch k := dt.kind(); {
	case k == Integer:
		return castInteger(v, dt)
	case k == Decimal:
		return castDecimal(v)
	case k == Float || k == Double:
		return castFloat(v, k)
	case k == Boolean:
		return castBoolean(v)
	case k >= DateTime && k <= GDay:
		return castCalendar(v, dt)
	}
	return castDuration(v, dt)
}

// castString gives the text of an IRI or string, and XPath's string of a value.
func castString(v Value) (Value, error) {
	switch {
	case v.kind == IRI || v.IsString():
		return NewString(v.lex), nil
	case v.kind == Float || v.kind == Double:
		return NewString(xpathDouble(v)), nil
	case v.kind == Other || !v.IsLiteral():
		return Value{}, ErrCast
	}
	return NewString(v.Canonical()), nil
}

// castText parses a string as dt.
func castText(s string, dt datatype) (Value, error) {
	v, st := parse(collapse(s), dt)
	switch st {
	case parsed:
		return v, nil
	case beyond:
		return Value{}, ErrRange
	}
	return Value{}, ErrCast
}

// collapse takes the white space off both ends.
func collapse(s string) string {
	if s != "" && s[0] > ' ' && s[len(s)-1] > ' ' {
		return s
	}
	return strings.Trim(s, " \t\r\n")
}

// castInteger truncates a number towards zero.
func castInteger(v Value, dt datatype) (Value, error) {
	var n Value
	switch v.kind {
	case Integer:
		n = v.primitive()
	case Boolean:
		n = NewInteger(v.num)
	case Decimal:
		digits, scale := v.unscaled()
		n = bigInteger(new(big.Int).Quo(digits, pow10(scale)))
	case Float, Double:
		f := v.float()
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return Value{}, ErrCast
		}
		b, _ := big.NewFloat(f).Int(nil)
		n = bigInteger(b)
	default:
		return Value{}, ErrCast
	}
	if !n.inRange(dt) {
		return Value{}, ErrRange
	}
	n.sub = dt
	return n, nil
}

// castDecimal gives the exact value of a number.
func castDecimal(v Value) (Value, error) {
	switch v.kind {
	case Decimal:
		return v.primitive(), nil
	case Integer:
		if v.ext == nil {
			return NewDecimal(v.num, 0), nil
		}
		return bigDecimal(v.bigInt(), 0), nil
	case Boolean:
		return NewDecimal(v.num, 0), nil
	case Float, Double:
		return exactDecimal(v.float())
	}
	return Value{}, ErrCast
}

// exactDecimal is the decimal numerically closest to f, which is f itself: a
// double is a whole number over a power of two.
func exactDecimal(f float64) (Value, error) {
	r := new(big.Rat).SetFloat64(f)
	if r == nil {
		return Value{}, ErrCast
	}
	scale := int(r.Denom().TrailingZeroBits())
	n := new(big.Int).Mul(r.Num(), pow10(scale))
	d := apd.NewWithBigInt(new(apd.BigInt).SetMathBigInt(n.Quo(n, r.Denom())), int32(-scale))
	return fromAPD(d), nil
}

// castFloat gives the nearest float or double.
func castFloat(v Value, k Kind) (Value, error) {
	f, ok := v.Float64()
	if v.kind == Boolean {
		f, ok = float64(v.num), true
	}
	switch {
	case !ok:
		return Value{}, ErrCast
	case k == Float:
		return NewFloat(float32(f)), nil
	}
	return NewDouble(f), nil
}

// castBoolean is true for numbers other than zero and NaN.
func castBoolean(v Value) (Value, error) {
	if v.kind != Boolean && !v.IsNumeric() {
		return Value{}, ErrCast
	}
	b, err := EBV(v)
	return NewBoolean(b), err
}

// castCalendar gives the parts of a dateTime or date that the type dt has; a
// date becomes the dateTime of its midnight.
func castCalendar(v Value, dt datatype) (Value, error) {
	k := dt.kind()
	if v.kind == k {
		if dt == dtDateTimeStamp && !v.hasZone() {
			return Value{}, ErrCast
		}
		v.has, v.lex, v.sub = false, "", dt
		return v, nil
	}
	if v.kind != DateTime && v.kind != Date || v.kind == Date && k == Time {
		return Value{}, ErrCast
	}
	year, month, day := v.date()
	seconds, atto := int64(0), int64(0)
	switch k {
	case DateTime:
		if dt == dtDateTimeStamp && !v.hasZone() {
			return Value{}, ErrCast
		}
	case Time:
		year, month, day = referenceYear, referenceMonth, referenceDay
		seconds, atto = v.clock(), v.aux
	case GYear:
		month, day = 1, 1
	case GYearMonth:
		day = 1
	case GMonth:
		year, day = referenceYear, 1
	case GMonthDay:
		year = referenceYear
	case GDay:
		year, month = referenceYear, referenceMonth
	}
	return Value{
		kind: k, sub: dt, zone: v.zone, aux: atto,
		num: daysFromDate(year, month, day)*secondsPerDay + seconds,
	}, nil
}

// castDuration keeps the parts of a duration that the type dt has.
func castDuration(v Value, dt datatype) (Value, error) {
	if !v.isDuration() {
		return Value{}, ErrCast
	}
	months, seconds, atto := v.parts()
	switch dt {
	case dtYearMonthDuration:
		seconds, atto = 0, 0
	case dtDayTimeDuration:
		months = 0
	}
	return newDuration(dt.kind(), months, seconds, atto)
}
