package value

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// A duration is months in num (YearMonthDuration, Duration), seconds in num
// (DayTimeDuration) or aux (Duration), attoseconds in aux (DayTimeDuration) or
// ext (Duration). All parts have the same sign.

// The greatest durations computed with; their sum in seconds fits an int64.
const (
	maxMonths  = 12 * MaxYear
	maxSeconds = 4_000_000_000_000_000_000
)

// secondsPerMonth is the average month, for ordering durations of different kinds.
const secondsPerMonth = 2_629_746

// newDuration makes a duration of that kind; parts a kind does not have must be 0.
func newDuration(k Kind, months, seconds, atto int64) (Value, error) {
	if months > maxMonths || months < -maxMonths || seconds > maxSeconds || seconds < -maxSeconds {
		return Value{}, ErrRange
	}
	v := Value{kind: k, sub: k.datatype(), zone: noZone}
	switch k {
	case YearMonthDuration:
		v.num = months
	case DayTimeDuration:
		v.num, v.aux = seconds, atto
	default:
		v.num, v.aux = months, seconds
		if atto != 0 {
			v.ext = &extra{atto: atto}
		}
	}
	return v, nil
}

// isDuration reports whether v is a duration.
func (v Value) isDuration() bool { return v.kind >= Duration && v.kind <= YearMonthDuration }

// parts gives a duration's months, seconds and attoseconds.
func (v Value) parts() (months, seconds, atto int64) {
	switch v.kind {
	case YearMonthDuration:
		return v.num, 0, 0
	case DayTimeDuration:
		return 0, v.num, v.aux
	}
	if v.ext != nil {
		atto = v.ext.atto
	}
	return v.num, v.aux, atto
}

// durationText reads the text of a duration, part by part.
type durationText struct {
	s    string
	ok   bool
	over bool
	any  bool // some part was read
}

// part takes a number followed by the letter, if they come next, and gives
// number * unit.
func (t *durationText) part(letter byte, unit int64) int64 {
	n := digits(t.s)
	if n == 0 || n == len(t.s) || t.s[n] != letter {
		return 0
	}
	text := t.s[:n]
	t.s, t.any = t.s[n+1:], true
	x, err := strconv.ParseInt(text, 10, 64)
	x, fits := smallOp('*', x, unit)
	if err != nil || !fits {
		t.over = true
		return 0
	}
	return x
}

// seconds takes n(.n)?S.
func (t *durationText) seconds() (whole, atto int64) {
	point := digits(t.s)
	if point == 0 || point == len(t.s) || t.s[point] != '.' {
		return t.part('S', 1), 0
	}
	n := digits(t.s[point+1:])
	frac := timeText{ok: true}
	atto = frac.fraction(t.s[point+1 : point+1+n])
	t.ok = t.ok && frac.ok
	t.over = t.over || frac.over
	t.s = t.s[:point] + t.s[point+1+n:]
	return t.part('S', 1), atto
}

// add sums parts, noting overflow.
func (t *durationText) add(parts ...int64) int64 {
	var sum int64
	for _, p := range parts {
		s, ok := smallOp('+', sum, p)
		if !ok {
			t.over = true
			return 0
		}
		sum = s
	}
	return sum
}

// parseDuration reads an xsd:duration, xsd:dayTimeDuration or
// xsd:yearMonthDuration: -?P(nY)?(nM)?(nD)?(T(nH)?(nM)?(n(.n)?S)?)?.
func parseDuration(s string, dt datatype) (Value, state) {
	t := durationText{ok: true}
	var neg bool
	t.s, neg = strings.CutPrefix(s, "-")
	if t.s == "" || t.s[0] != 'P' {
		return Value{}, invalid
	}
	t.s = t.s[1:]
	var months, seconds, atto int64
	if dt != dtDayTimeDuration {
		months = t.add(t.part('Y', 12), t.part('M', 1))
	}
	if dt != dtYearMonthDuration {
		days := t.part('D', secondsPerDay)
		if strings.HasPrefix(t.s, "T") {
			t.s, t.any = t.s[1:], false
			h, m := t.part('H', 3600), t.part('M', 60)
			var sec int64
			sec, atto = t.seconds()
			seconds = t.add(h, m, sec)
		}
		seconds = t.add(days, seconds)
	}
	if !t.ok || !t.any || t.s != "" {
		return Value{}, invalid
	}
	if neg {
		months, seconds, atto = -months, -seconds, -atto
	}
	v, err := newDuration(dt.kind(), months, seconds, atto)
	if t.over || err != nil {
		return Value{}, beyond
	}
	return v, parsed
}

// formatDuration is the canonical form: P1Y2M, P1DT2H3M4.5S, PT0S, P0M.
func formatDuration(v Value) string {
	months, seconds, atto := v.parts()
	b := make([]byte, 0, 32)
	if months < 0 || seconds < 0 || atto < 0 {
		b, months, seconds, atto = append(b, '-'), -months, -seconds, -atto
	}
	b = append(b, 'P')
	b = appendPart(b, months/12, 'Y')
	b = appendPart(b, months%12, 'M')
	if v.kind == YearMonthDuration && months == 0 {
		return "P0M"
	}
	b = appendPart(b, seconds/secondsPerDay, 'D')
	seconds %= secondsPerDay
	if seconds != 0 || atto != 0 {
		b = append(b, 'T')
		b = appendPart(b, seconds/3600, 'H')
		b = appendPart(b, seconds/60%60, 'M')
		if seconds%60 != 0 || atto != 0 {
			b = strconv.AppendInt(b, seconds%60, 10)
			b = append(appendFraction(b, atto), 'S')
		}
	}
	if b[len(b)-1] == 'P' {
		return "PT0S"
	}
	return string(b)
}

// appendPart writes a number with its letter, nothing for zero.
func appendPart(b []byte, n int64, letter byte) []byte {
	if n == 0 {
		return b
	}
	return append(strconv.AppendInt(b, n, 10), letter)
}

// temporalOp is Arithmetic when a or b is a date, time or duration.
func temporalOp(op Op, a, b Value) (Value, error) {
	switch {
	case a.isDuration() && b.isDuration():
		return durationOp(op, a, b)
	case a.isDuration() && b.IsNumeric() && (op == Multiply || op == Divide):
		return scaleDuration(op, a, b)
	case a.IsNumeric() && b.isDuration() && op == Multiply:
		return scaleDuration(op, b, a)
	case a.isDuration() && b.isCalendar() && op == Add:
		return shift(b, a, 1)
	case a.isCalendar() && b.isDuration() && op == Add:
		return shift(a, b, 1)
	case a.isCalendar() && b.isDuration() && op == Subtract:
		return shift(a, b, -1)
	case a.kind == b.kind && a.kind <= Time && op == Subtract:
		return difference(a, b)
	}
	return Value{}, ErrType
}

// shift is a dateTime, date or time plus or minus a duration: months first,
// the day pinned to the month's end, then seconds.
func shift(v, d Value, sign int64) (Value, error) {
	months, seconds, atto := d.parts()
	months, seconds, atto = months*sign, seconds*sign, atto*sign
	if v.kind > Time || v.kind == Time && months != 0 {
		return Value{}, ErrType
	}
	v.has, v.lex, v.sub = false, "", v.kind.datatype()
	if months != 0 {
		days, ok := addMonths(floorDiv(v.num, secondsPerDay), months)
		if !ok {
			return Value{}, ErrRange
		}
		v.num = days*secondsPerDay + v.clock()
	}
	v.aux += atto
	carry := floorDiv(v.aux, attoPerSecond)
	v.aux -= carry * attoPerSecond
	n, ok := smallOp('+', v.num, seconds)
	if !ok || !inYears(n+carry) {
		return Value{}, ErrRange
	}
	v.num = n + carry
	return v.normal(), nil
}

// difference is a - b for two dateTimes, dates or times, an xsd:dayTimeDuration.
// Both must have a time zone, or neither.
func difference(a, b Value) (Value, error) {
	if a.hasZone() != b.hasZone() {
		return Value{}, ErrIndeterminate
	}
	seconds, ok := smallOp('-', a.utc(), b.utc())
	if !ok {
		return Value{}, ErrRange
	}
	return sameSign(DayTimeDuration, 0, seconds, a.aux-b.aux)
}

// sameSign makes a duration, borrowing so that seconds and attoseconds agree in
// sign; |atto| must be below 2 seconds.
func sameSign(k Kind, months, seconds, atto int64) (Value, error) {
	seconds += atto / attoPerSecond
	atto %= attoPerSecond
	switch {
	case seconds > 0 && atto < 0:
		seconds, atto = seconds-1, atto+attoPerSecond
	case seconds < 0 && atto > 0:
		seconds, atto = seconds+1, atto-attoPerSecond
	}
	if months > 0 && (seconds < 0 || atto < 0) || months < 0 && (seconds > 0 || atto > 0) {
		return Value{}, ErrRange // XML Schema has no duration of mixed sign
	}
	return newDuration(k, months, seconds, atto)
}

// durationOp computes with two durations: sums and differences, and the ratio
// of two durations of the same totally ordered type, an xsd:decimal.
func durationOp(op Op, a, b Value) (Value, error) {
	if op == Divide && a.kind == b.kind && a.kind != Duration {
		x, y := durationNumber(a), durationNumber(b)
		return quotient(x, y)
	}
	if op != Add && op != Subtract {
		return Value{}, ErrType
	}
	k := a.kind
	if a.kind != b.kind {
		k = Duration
	}
	am, as, aa := a.parts()
	bm, bs, ba := b.parts()
	if op == Subtract {
		bm, bs, ba = -bm, -bs, -ba
	}
	return sameSign(k, am+bm, as+bs, aa+ba)
}

// durationNumber is the months or seconds of a totally ordered duration.
func durationNumber(v Value) Value {
	if v.kind == YearMonthDuration {
		return NewDecimal(v.num, 0)
	}
	return secondsDecimal(v.num, v.aux)
}

// scaleDuration is a duration times or divided by a number; months are rounded
// to whole ones, halves up, seconds to 18 decimals.
func scaleDuration(op Op, d, n Value) (Value, error) {
	if d.kind == Duration {
		return Value{}, ErrType
	}
	factor := n.factor()
	if factor == nil {
		f, _ := n.Float64()
		if op == Divide && math.IsInf(f, 0) {
			return newDuration(d.kind, 0, 0, 0)
		}
		return Value{}, ErrRange
	}
	if op == Divide {
		if factor.Sign() == 0 {
			return Value{}, ErrDivideByZero
		}
		factor.Inv(factor)
	}
	months, seconds, atto := d.parts()
	if d.kind == YearMonthDuration {
		m := factor.Mul(factor, new(big.Rat).SetInt64(months))
		r := new(big.Int).Add(new(big.Int).Lsh(m.Num(), 1), m.Denom())
		r.Div(r, new(big.Int).Lsh(m.Denom(), 1)) // floor(m + 1/2)
		if !r.IsInt64() {
			return Value{}, ErrRange
		}
		return newDuration(d.kind, r.Int64(), 0, 0)
	}
	total := new(big.Int).Mul(big.NewInt(seconds), big.NewInt(attoPerSecond))
	total.Add(total, big.NewInt(atto))
	total.Mul(total, factor.Num())
	total = divideHalfEven(total, factor.Denom())
	s, a := new(big.Int).QuoRem(total, big.NewInt(attoPerSecond), new(big.Int))
	if !s.IsInt64() {
		return Value{}, ErrRange
	}
	return newDuration(d.kind, 0, s.Int64(), a.Int64())
}

// factor is a number as an exact factor: a float as the shortest decimal that
// denotes it, so that 2.1 is meant as written; nil when it is not finite.
func (v Value) factor() *big.Rat {
	if v.kind != Float && v.kind != Double {
		return v.Rat()
	}
	r, ok := new(big.Rat).SetString(formatDouble(v))
	if !ok {
		return nil
	}
	return r
}

// equalDuration compares durations of any kind: equal when months and seconds are.
func equalDuration(a, b Value) bool {
	am, as, aa := a.parts()
	bm, bs, ba := b.parts()
	return am == bm && as == bs && aa == ba
}

// compareDuration orders durations of any kind by their average length, then by
// months; within xsd:dayTimeDuration and xsd:yearMonthDuration that is exact.
func compareDuration(a, b Value) int {
	am, as, aa := a.parts()
	bm, bs, ba := b.parts()
	if c := compareInt(am*secondsPerMonth+as, bm*secondsPerMonth+bs); c != 0 {
		return c
	}
	if c := compareInt(aa, ba); c != 0 {
		return c
	}
	return compareInt(am, bm)
}
