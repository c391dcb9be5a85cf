package value

import (
	"strconv"
	"strings"
)

// maxZone is the greatest time zone in minutes.
const maxZone = 14 * 60

// timeText reads the text of dates and times; ok turns false at the first
// character that does not fit.
type timeText struct {
	s    string
	ok   bool
	over bool // in the lexical space, but beyond what is computed with
}

// lit takes the byte c.
func (t *timeText) lit(c byte) {
	if !t.ok || t.s == "" || t.s[0] != c {
		t.ok = false
		return
	}
	t.s = t.s[1:]
}

// two takes two digits with a value between lo and hi.
func (t *timeText) two(lo, hi int) int {
	if !t.ok || digits(t.s) < 2 {
		t.ok = false
		return lo
	}
	n := int(t.s[0]-'0')*10 + int(t.s[1]-'0')
	t.s = t.s[2:]
	t.ok = n >= lo && n <= hi
	return n
}

// year takes -?([1-9][0-9]{3,}|0[0-9]{3}).
func (t *timeText) year() int64 {
	neg := strings.HasPrefix(t.s, "-")
	if neg {
		t.s = t.s[1:]
	}
	n := digits(t.s)
	if !t.ok || n < 4 || n > 4 && t.s[0] == '0' {
		t.ok = false
		return 0
	}
	text := t.s[:n]
	t.s = t.s[n:]
	y, err := strconv.ParseInt(text, 10, 64)
	if err != nil || y > MaxYear {
		t.over = true
		return 0
	}
	if neg {
		y = -y
	}
	return y
}

// clock takes hh:mm:ss(.s+)? and gives seconds, 86400 for 24:00:00, and attoseconds.
func (t *timeText) clock() (seconds, atto int64) {
	h := t.two(0, 24)
	t.lit(':')
	m := t.two(0, 59)
	t.lit(':')
	s := t.two(0, 59)
	if t.ok && t.s != "" && t.s[0] == '.' {
		n := digits(t.s[1:])
		atto = t.fraction(t.s[1 : 1+n])
		t.s = t.s[1+n:]
	}
	if h == 24 && (m != 0 || s != 0 || atto != 0) {
		t.ok = false
	}
	return int64(h)*3600 + int64(m)*60 + int64(s), atto
}

// fraction reads the digits after the point of seconds, as attoseconds.
func (t *timeText) fraction(text string) int64 {
	if text == "" {
		t.ok = false
		return 0
	}
	text = strings.TrimRight(text, "0")
	if len(text) > 18 {
		t.over = true
		return 1
	}
	var n int64
	for i := range 18 {
		n *= 10
		if i < len(text) {
			n += int64(text[i] - '0')
		}
	}
	return n
}

// zone takes the rest: nothing, Z, or (+|-)hh:mm up to 14:00.
func (t *timeText) zone() int16 {
	if !t.ok || t.s == "" {
		return noZone
	}
	if t.s == "Z" {
		t.s = ""
		return 0
	}
	sign := 1
	switch t.s[0] {
	case '-':
		sign = -1
	case '+':
	default:
		t.ok = false
		return noZone
	}
	t.s = t.s[1:]
	h := t.two(0, 14)
	t.lit(':')
	minutes := h*60 + t.two(0, 59)
	t.ok = t.ok && t.s == "" && minutes <= maxZone
	return int16(sign * minutes)
}

// result makes the value when the whole text was read.
func (t *timeText) result(v Value) (Value, state) {
	switch {
	case !t.ok || t.s != "":
		return Value{}, invalid
	case t.over || !inYears(v.num):
		return Value{}, beyond
	}
	return v, parsed
}

// parseDateTime reads an xsd:dateTime or xsd:dateTimeStamp.
func parseDateTime(s string, dt datatype) (Value, state) {
	t := timeText{s: s, ok: true}
	year := t.year()
	t.lit('-')
	month := t.two(1, 12)
	t.lit('-')
	day := t.two(1, daysInMonth(year, month))
	t.lit('T')
	seconds, atto := t.clock()
	zone := t.zone()
	if dt == dtDateTimeStamp && zone == noZone {
		return Value{}, invalid
	}
	return t.result(Value{
		kind: DateTime, sub: dt, zone: zone, aux: atto,
		num: daysFromDate(year, month, day)*secondsPerDay + seconds,
	})
}

// parseCalendar reads the other kinds of date and time.
func parseCalendar(s string, dt datatype) (Value, state) {
	t := timeText{s: s, ok: true}
	year, month, day := int64(referenceYear), referenceMonth, referenceDay
	var seconds, atto int64
	switch dt {
	case dtDate:
		year = t.year()
		t.lit('-')
		month = t.two(1, 12)
		t.lit('-')
		day = t.two(1, daysInMonth(year, month))
	case dtTime:
		seconds, atto = t.clock()
		seconds %= secondsPerDay
	case dtGYear:
		year, month, day = t.year(), 1, 1
	case dtGYearMonth:
		year = t.year()
		t.lit('-')
		month, day = t.two(1, 12), 1
	case dtGMonth:
		t.lit('-')
		t.lit('-')
		month, day = t.two(1, 12), 1
	case dtGMonthDay:
		t.lit('-')
		t.lit('-')
		month = t.two(1, 12)
		t.lit('-')
		day = t.two(1, daysInMonth(referenceYear, month))
	case dtGDay:
		t.lit('-')
		t.lit('-')
		t.lit('-')
		day = t.two(1, 31)
	}
	zone := t.zone()
	return t.result(Value{
		kind: dt.kind(), sub: dt, zone: zone, aux: atto,
		num: daysFromDate(year, month, day)*secondsPerDay + seconds,
	})
}

// formatTime is the canonical form of a date or time, in its own time zone.
func formatTime(v Value) string {
	year, month, day := v.date()
	b := make([]byte, 0, 32)
	switch v.kind {
	case DateTime, Date, GYear, GYearMonth:
		b = appendYear(b, year)
	case GMonth, GMonthDay, GDay:
		b = append(b, '-')
	}
	switch v.kind {
	case DateTime, Date, GYearMonth, GMonth, GMonthDay:
		b = append(b, '-')
		b = appendTwo(b, int64(month))
	case GDay:
		b = append(b, '-')
	}
	switch v.kind {
	case DateTime, Date, GMonthDay, GDay:
		b = append(b, '-')
		b = appendTwo(b, int64(day))
	}
	if v.kind == DateTime {
		b = append(b, 'T')
	}
	if v.kind == DateTime || v.kind == Time {
		b = appendClock(b, v.clock(), v.aux)
	}
	return string(appendZone(b, v))
}

// appendYear writes a year with at least four digits.
func appendYear(b []byte, year int64) []byte {
	if year < 0 {
		b = append(b, '-')
	}
	n := magnitude(year)
	for limit := uint64(1000); limit > 1 && n < limit; limit /= 10 {
		b = append(b, '0')
	}
	return strconv.AppendUint(b, n, 10)
}

// appendTwo writes two digits.
func appendTwo(b []byte, n int64) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }

// appendClock writes hh:mm:ss with the fraction, if any.
func appendClock(b []byte, seconds, atto int64) []byte {
	b = append(appendTwo(b, seconds/3600), ':')
	b = append(appendTwo(b, seconds/60%60), ':')
	return appendFraction(appendTwo(b, seconds%60), atto)
}

// appendFraction writes the point and the digits of attoseconds, nothing for zero.
func appendFraction(b []byte, atto int64) []byte {
	if atto == 0 {
		return b
	}
	s := strconv.FormatInt(attoPerSecond+atto, 10) // 1 and 18 digits
	return append(append(b, '.'), strings.TrimRight(s[1:], "0")...)
}

// appendZone writes the time zone: nothing, Z, or ±hh:mm.
func appendZone(b []byte, v Value) []byte {
	switch {
	case v.zone == noZone:
		return b
	case v.zone == 0:
		return append(b, 'Z')
	}
	minutes, sign := int64(v.zone), byte('+')
	if minutes < 0 {
		minutes, sign = -minutes, '-'
	}
	b = append(appendTwo(append(b, sign), minutes/60), ':')
	return appendTwo(b, minutes%60)
}
