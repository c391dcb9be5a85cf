package graph

import "math"

// Instant is the value of an xsd:dateTime or xsd:date in a word: the milliseconds
// since 1970-01-01T00:00:00 on the clock of UTC, or on its own clock where it has no
// time zone, and the time zone. Of two that both have a zone, or both none, the
// larger one is the later, as far as Millis differs.
type Instant int64

// An Instant is Millis<<zoneBits, and below that 0 for no time zone, else zoneBias
// and the minutes east of UTC.
const (
	zoneBits = 11
	zoneBias = 1 << (zoneBits - 1)
	maxZone  = 14 * 60 // minutes (XML Schema 1.1 part 2, section 3.3.7)
)

// Millis is the milliseconds since 1970-01-01T00:00:00.
func (t Instant) Millis() int64 { return int64(t) >> zoneBits }

// Zone is the time zone in minutes east of UTC; ok is false for none.
func (t Instant) Zone() (minutes int, ok bool) {
	z := int(t) & (1<<zoneBits - 1)
	if z == 0 {
		return 0, false
	}
	return z - zoneBias, true
}

// Local is Millis on the clock of the time zone.
func (t Instant) Local() int64 {
	minutes, _ := t.Zone()
	return t.Millis() + int64(minutes)*60_000
}

// millisPerDay is the length of a day.
const millisPerDay = 86_400_000

// Date is the date on the clock of the time zone; ok is false beyond the years 1 to
// 9999, which no Instant of a literal is.
func (t Instant) Date() (year, month, day int, ok bool) {
	local := t.Local()
	days := local / millisPerDay
	if local%millisPerDay < 0 {
		days--
	}
	if days += epochDays; days < 0 || days >= dateDays {
		return 0, 0, 0, false
	}
	year, month, day = civil(int(days))
	return year, month, day, true
}

// NewInstant makes the Instant of milliseconds on the clock of UTC with a time zone
// of so many minutes, or on its own clock without one.
func NewInstant(millis int64, minutes int, zone bool) Instant {
	if !zone {
		return Instant(millis << zoneBits)
	}
	return Instant(millis<<zoneBits | int64(minutes+zoneBias))
}

// TimeType says which datatype an Instant is of.
type TimeType uint8

// What an Instant may be of.
const (
	NotInstant   TimeType = iota // another term, or a date that Instant does not say all about
	DateInstant                  // xsd:date: midnight of its day
	ClockInstant                 // xsd:dateTime
)

// timeTypeOf is the TimeType of a datatype.
func timeTypeOf(datatype string) TimeType {
	switch datatype {
	case xsdDate:
		return DateInstant
	case XSD + "dateTime":
		return ClockInstant
	}
	return NotInstant
}

// epochDays is 1970-01-01 as dayNumber counts.
const epochDays = 719162

// Parse reads the common lexical forms of the datatype: years 0001 to 9999, hours
// below 24, whole milliseconds. ok is false for others, valid or not.
func (k TimeType) Parse(s string) (t Instant, ok bool) {
	if k == NotInstant || len(s) < 10 || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	y1, ok1 := twoDigits(s[0:])
	y2, ok2 := twoDigits(s[2:])
	m, ok3 := twoDigits(s[5:])
	d, ok4 := twoDigits(s[8:])
	y := y1*100 + y2
	if !ok1 || !ok2 || !ok3 || !ok4 || y < 1 || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return 0, false
	}
	millis := int64(dayNumber(y, m, d)-epochDays) * millisPerDay
	s = s[10:]
	if k == ClockInstant {
		n, used := parseClock(s)
		if used == 0 {
			return 0, false
		}
		millis += n
		s = s[used:]
	}
	minutes, zone, ok := parseZone(s)
	if zone {
		millis -= int64(minutes) * 60_000
	}
	return NewInstant(millis, minutes, zone), ok
}

// twoDigits reads two digits at the start of s, which is that long.
func twoDigits(s string) (int, bool) {
	a, b := s[0]-'0', s[1]-'0'
	return int(a)*10 + int(b), a < 10 && b < 10
}

// parseClock reads Thh:mm:ss with up to three digits after a point, as milliseconds,
// and says how many bytes it is; 0 for anything else.
func parseClock(s string) (millis int64, used int) {
	if len(s) < 9 || s[0] != 'T' || s[3] != ':' || s[6] != ':' {
		return 0, 0
	}
	h, ok1 := twoDigits(s[1:])
	m, ok2 := twoDigits(s[4:])
	sec, ok3 := twoDigits(s[7:])
	if !ok1 || !ok2 || !ok3 || h > 23 || m > 59 || sec > 59 {
		return 0, 0
	}
	millis = int64(h*3600+m*60+sec) * 1000
	if len(s) == 9 || s[9] != '.' {
		return millis, 9
	}
	used = 10
	for unit := int64(100); used < len(s) && s[used]-'0' < 10; unit /= 10 {
		millis += unit * int64(s[used]-'0')
		used++
	}
	if used == 10 || used > 13 {
		return 0, 0
	}
	return millis, used
}

// parseZone reads nothing, Z, or ±hh:mm up to 14:00.
func parseZone(s string) (minutes int, zone, ok bool) {
	switch {
	case s == "":
		return 0, false, true
	case s == "Z":
		return 0, true, true
	case len(s) != 6 || s[0] != '+' && s[0] != '-' || s[3] != ':':
		return 0, false, false
	}
	h, ok1 := twoDigits(s[1:])
	m, ok2 := twoDigits(s[4:])
	if minutes = h*60 + m; !ok1 || !ok2 || m > 59 || minutes > maxZone {
		return 0, false, false
	}
	if s[0] == '-' {
		minutes = -minutes
	}
	return minutes, true, true
}

// bits is t as it is kept among the numbers: no date is a number.
func (t Instant) bits() float64 { return math.Float64frombits(uint64(t)) }

// sideValue is what is kept beside a literal of the type: its number or instant.
func (lt *literalType) sideValue(lexical string) (float64, bool) {
	if lt.time != NotInstant {
		t, ok := lt.time.Parse(lexical)
		return t.bits(), ok
	}
	return lt.numeric.parse(lexical)
}

// inlineInstant is the Instant of an inline xsd:date.
func inlineInstant(days int) Instant {
	return NewInstant(int64(days-epochDays)*millisPerDay, 0, false)
}

// Instant returns the instant of an xsd:dateTime or xsd:date. It is NotInstant for
// other terms, and for dates that milliseconds or a year of four digits do not hold
// or that are written unusually: hour 24, white space.
func (s *Snapshot) Instant(id ID) (t Instant, of TimeType) {
	if days, ok := id.Date(); ok {
		return inlineInstant(days), DateInstant
	}
	n := id.Ordinal()
	if !id.IsLiteral() || n >= s.dict.literals.n {
		return 0, NotInstant
	}
	of = s.dict.typeOf(n).time
	if of == NotInstant {
		return 0, NotInstant
	}
	f, ok := s.dict.numbers.at(n)
	if !ok {
		return 0, NotInstant
	}
	return Instant(math.Float64bits(f)), of
}

// Instants is Instant for many terms at once: t[i] is that of ids[i], of[i] what it
// is of. All slices have one length. The words are read before any is looked at, so
// that the reads of memory do not wait for each other.
func (s *Snapshot) Instants(ids []ID, t []Instant, of []TimeType) {
	t, of = t[:len(ids)], of[:len(ids)]
	pages, n := s.dict.numbers.pages, s.dict.literals.n
	for i, id := range ids {
		t[i] = notNumber
		if at := id.Ordinal(); id.IsLiteral() && at < n && at>>pageShift < len(pages) && pages[at>>pageShift] != nil {
			t[i] = Instant(math.Float64bits(pages[at>>pageShift][at&pageMask]))
		}
	}
	for i, id := range ids {
		of[i] = NotInstant
		if t[i] != notNumber {
			at := id.Ordinal()
			of[i] = s.dict.typeOf(at).time
		} else if days, ok := id.Date(); ok {
			t[i], of[i] = inlineInstant(days), DateInstant
		}
	}
}
