package value

import (
	"math"
	"time"
)

// Dates and times hold num, the seconds since 1970-01-01T00:00:00 on their own
// clock, aux, the attoseconds beyond, and zone. Parts that a kind does not have
// are those of 1972-12-31T00:00:00, the reference XPath uses.

const (
	referenceYear  = 1972
	referenceMonth = 12
	referenceDay   = 31
)

// NewDateTime makes an xsd:dateTime from a Go time, to the nanosecond, in t's zone.
func NewDateTime(t time.Time) Value {
	_, offset := t.Zone()
	return Value{
		kind: DateTime, sub: dtDateTime, zone: int16(offset / 60),
		num: t.Unix() + int64(offset), aux: int64(t.Nanosecond()) * 1_000_000_000,
	}
}

// NewDay makes the xsd:date without time zone that is days after 0001-01-01.
func NewDay(days int) Value {
	const first = -719162 // 0001-01-01
	return Value{kind: Date, sub: dtDate, zone: noZone, num: (first + int64(days)) * secondsPerDay}
}

// isCalendar reports whether v is a date, time or part of a date.
func (v Value) isCalendar() bool { return v.kind >= DateTime && v.kind <= GDay }

// isTemporal reports whether v is of a date, time or duration type.
func (v Value) isTemporal() bool { return v.kind >= DateTime && v.kind <= YearMonthDuration }

// hasZone reports whether a date or time has a time zone.
func (v Value) hasZone() bool { return v.zone != noZone }

// utc is the seconds on the clock of UTC; without a zone those of v's own clock.
func (v Value) utc() int64 {
	if v.zone == noZone {
		return v.num
	}
	return v.num - int64(v.zone)*60
}

// date gives the year, month and day.
func (v Value) date() (year int64, month, day int) {
	return dateFromDays(floorDiv(v.num, secondsPerDay))
}

// clock gives the seconds since midnight.
func (v Value) clock() int64 { return v.num - floorDiv(v.num, secondsPerDay)*secondsPerDay }

// Year is the year of a dateTime, date, gYear or gYearMonth (fn:year-from-dateTime).
func Year(v Value) (Value, error) {
	if v.kind != DateTime && v.kind != Date && v.kind != GYear && v.kind != GYearMonth {
		return Value{}, notTemporal(v)
	}
	y, _, _ := v.date()
	return NewInteger(y), nil
}

// Month is the month of a dateTime, date, gYearMonth, gMonth or gMonthDay.
func Month(v Value) (Value, error) {
	switch v.kind {
	case DateTime, Date, GYearMonth, GMonth, GMonthDay:
		_, m, _ := v.date()
		return NewInteger(int64(m)), nil
	}
	return Value{}, notTemporal(v)
}

// Day is the day of a dateTime, date, gMonthDay or gDay.
func Day(v Value) (Value, error) {
	switch v.kind {
	case DateTime, Date, GMonthDay, GDay:
		_, _, d := v.date()
		return NewInteger(int64(d)), nil
	}
	return Value{}, notTemporal(v)
}

// Hours is the hour of a dateTime or time, as written.
func Hours(v Value) (Value, error) {
	if v.kind != DateTime && v.kind != Time {
		return Value{}, notTemporal(v)
	}
	return NewInteger(v.clock() / 3600), nil
}

// Minutes is the minute of a dateTime or time.
func Minutes(v Value) (Value, error) {
	if v.kind != DateTime && v.kind != Time {
		return Value{}, notTemporal(v)
	}
	return NewInteger(v.clock() / 60 % 60), nil
}

// Seconds is the second of a dateTime or time with its fraction, an xsd:decimal.
func Seconds(v Value) (Value, error) {
	if v.kind != DateTime && v.kind != Time {
		return Value{}, notTemporal(v)
	}
	return secondsDecimal(v.clock()%60, v.aux), nil
}

// Timezone is the time zone as an xsd:dayTimeDuration; without one an error.
func Timezone(v Value) (Value, error) {
	if !v.isCalendar() {
		return Value{}, notTemporal(v)
	}
	if !v.hasZone() {
		return Value{}, ErrArgument
	}
	return newDuration(DayTimeDuration, 0, int64(v.zone)*60, 0)
}

// TZ is the time zone as written in canonical form: "Z", "-05:00", or "" for none.
func TZ(v Value) (Value, error) {
	if !v.isCalendar() {
		return Value{}, notTemporal(v)
	}
	return NewString(string(appendZone(nil, v))), nil
}

// notTemporal is the error for an argument that is no date or time of the right kind.
func notTemporal(v Value) error { return notNumeric(v) }

// Adjust gives v on the clock of another time zone (fn:adjust-dateTime-to-timezone).
// With no zone given (kind None) the zone is taken off. zone must be a
// dayTimeDuration of whole minutes, at most 14 hours either way.
func Adjust(v, zone Value) (Value, error) {
	if v.kind != DateTime && v.kind != Date && v.kind != Time {
		return Value{}, notTemporal(v)
	}
	v.has, v.lex, v.sub = false, "", v.kind.datatype()
	if zone.kind == None {
		v.zone = noZone
		return v, nil
	}
	if zone.kind != DayTimeDuration || zone.num%60 != 0 || zone.aux != 0 || zone.num > maxZone*60 || zone.num < -maxZone*60 {
		return Value{}, ErrArgument
	}
	minutes := zone.num / 60
	if v.hasZone() {
		v.num = v.utc() + zone.num
	}
	v.zone = int16(minutes)
	return v.normal(), nil
}

// datatype is the primitive datatype of a kind of date.
func (k Kind) datatype() datatype {
	return [...]datatype{
		DateTime: dtDateTime, Date: dtDate, Time: dtTime, GYear: dtGYear, GYearMonth: dtGYearMonth,
		GMonth: dtGMonth, GMonthDay: dtGMonthDay, GDay: dtGDay, Duration: dtDuration,
		DayTimeDuration: dtDayTimeDuration, YearMonthDuration: dtYearMonthDuration,
	}[k]
}

// normal brings a computed date or time back to its kind: midnight for dates,
// the reference day for times.
func (v Value) normal() Value {
	switch v.kind {
	case Date:
		v.num -= v.clock()
		v.aux = 0
	case Time:
		v.num = reference() + v.clock()
	}
	return v
}

// reference is the midnight that starts the reference day.
func reference() int64 {
	return daysFromDate(referenceYear, referenceMonth, referenceDay) * secondsPerDay
}

// inYears reports whether the seconds of a date are within MaxYear.
func inYears(seconds int64) bool {
	const limit = (MaxYear + 1) * 366 * secondsPerDay
	if seconds >= limit || seconds <= -limit {
		return false
	}
	y, _, _ := dateFromDays(floorDiv(seconds, secondsPerDay))
	return y <= MaxYear && y >= -MaxYear
}

// Millis is the milliseconds since 1970-01-01T00:00:00 of an xsd:dateTime or xsd:date,
// on the clock of UTC where it has a time zone and on its own where not, and the zone
// in minutes. ok is false for other kinds, finer fractions, and beyond 100,000 years.
func (v Value) Millis() (ms int64, zone int, zoned, ok bool) {
	const limit = 100_000 * 366 * secondsPerDay
	if v.kind != DateTime && v.kind != Date || v.aux%attoPerMilli != 0 || v.num > limit || v.num < -limit {
		return 0, 0, false, false
	}
	ms = v.utc()*1000 + v.aux/attoPerMilli
	if v.hasZone() {
		return ms, int(v.zone), true, true
	}
	return ms, 0, false, true
}

// compareTime compares two values of one kind of date or time. When one has a
// time zone and the other not, the answer holds for every zone of 14 hours
// either way, or is ErrIndeterminate (XML Schema 1.1 part 2, section 3.3.7).
func compareTime(a, b Value) (int, error) {
	if a.hasZone() == b.hasZone() {
		return compareInstant(a, b), nil
	}
	if a.hasZone() {
		c, err := compareTime(b, a)
		return -c, err
	}
	earliest, latest := a, a // a's own zone may be anywhere within 14 hours
	earliest.num -= maxZone * 60
	latest.num += maxZone * 60
	return decide(compareInstant(earliest, b), compareInstant(latest, b))
}

// decide gives the answer both comparisons agree on.
func decide(c1, c2 int) (int, error) {
	if c1 == c2 && c1 != 0 {
		return c1, nil
	}
	return 0, ErrIndeterminate
}

// compareInstant compares on the clock of UTC, taking no zone as UTC.
func compareInstant(a, b Value) int {
	if c := compareInt(a.utc(), b.utc()); c != 0 {
		return c
	}
	return compareInt(a.aux, b.aux)
}

// secondsDecimal is seconds with attoseconds as an xsd:decimal.
func secondsDecimal(seconds, atto int64) Value {
	if atto == 0 {
		return NewDecimal(seconds, 0)
	}
	v, err := decimalOp('+', NewDecimal(seconds, 0), NewDecimal(atto, maxScale))
	if err != nil {
		return NewDecimal(seconds, 0)
	}
	return v
}

// GoTime is the instant of an xsd:dateTime or xsd:date as a Go time, UTC when it
// has no zone; ok is false for other kinds and beyond Go's range.
func (v Value) GoTime() (t time.Time, ok bool) {
	if v.kind != DateTime && v.kind != Date {
		return time.Time{}, false
	}
	const limit = math.MaxInt64 / 64
	if v.num > limit || v.num < -limit {
		return time.Time{}, false
	}
	loc := time.UTC
	if v.hasZone() && v.zone != 0 {
		loc = time.FixedZone("", int(v.zone)*60)
	}
	return time.Unix(v.utc(), v.aux/1_000_000_000).In(loc), true
}
