package graph

import "strconv"

// An inline ID carries a literal whose lexical form can be rebuilt from it byte
// for byte. Below the two kind bits are 3 bits of form and 27 bits of payload:
//
//	0  xsd:boolean  payload 0 "false", 1 "true"
//	1  xsd:date     days since 0001-01-01, for YYYY-MM-DD without a zone, 0001 to 9999
//	2  xsd:integer  from -2^27 to 2^27-1: forms 2 and 3 are one range, offset by 2^27
//	4  xsd:decimal  tenths; 5: hundredths; 6: thousandths; each offset by 2^26
//
// Only lexical forms that the formatter below writes are inline ("7", never
// "+7", "07" or "7.0" as integer), so two different terms never share an ID.
// Within integers and within dates, IDs are ordered as the values are.
const (
	formShift  = 27
	formMask   = ID(7) << formShift
	payload    = ID(1)<<formShift - 1
	formBool   = ID(0) << formShift
	formDate   = ID(1) << formShift
	formInt    = ID(2) << formShift
	formInt2   = ID(3) << formShift
	formDec1   = ID(4) << formShift // formDec1 + (scale-1)<<formShift for scale 1 to 3
	formDec3   = ID(6) << formShift
	intBias    = 1 << 27
	decBias    = 1 << 26
	dateDays   = 3652059 // days from 0001-01-01 to 9999-12-31, both counted
	maxDecimal = 3       // most fractional digits of an inline decimal
)

const (
	xsdInteger = XSD + "integer"
	xsdBoolean = XSD + "boolean"
	xsdDecimal = XSD + "decimal"
	xsdDate    = XSD + "date"
)

// IntegerID returns the inline ID of the canonical xsd:integer n; ok is false
// when n is out of the inline range, -2^27 to 2^27-1.
func IntegerID(n int64) (id ID, ok bool) {
	if n < -intBias || n >= intBias {
		return None, false
	}
	return idInline | formInt + ID(n+intBias), true
}

// BooleanID returns the inline ID of "true" or "false" as xsd:boolean.
func BooleanID(b bool) ID {
	if b {
		return idInline | formBool | 1
	}
	return idInline | formBool
}

// Integer returns the value of an inline xsd:integer.
func (id ID) Integer() (n int64, ok bool) {
	if f := id & (idKindMask | formMask); f != idInline|formInt && f != idInline|formInt2 {
		return 0, false
	}
	return int64(id&^idKindMask-formInt) - intBias, true
}

// Boolean returns the value of an inline xsd:boolean.
func (id ID) Boolean() (value, ok bool) {
	if id&(idKindMask|formMask) != idInline|formBool {
		return false, false
	}
	return id&payload == 1, true
}

// Date returns the value of an inline xsd:date as days since 0001-01-01.
func (id ID) Date() (days int, ok bool) {
	if id&(idKindMask|formMask) != idInline|formDate {
		return 0, false
	}
	return int(id & payload), true
}

// Decimal returns the value of an inline xsd:decimal: mantissa / 10^scale.
func (id ID) Decimal() (mantissa int64, scale int, ok bool) {
	f := id & formMask
	if !id.IsInline() || f < formDec1 || f > formDec3 {
		return 0, 0, false
	}
	return int64(id&payload) - decBias, int((f-formDec1)>>formShift) + 1, true
}

// FirstDay and LastDay are the inline IDs of 0001-01-01 and 9999-12-31. Those of the
// days between lie between, in order.
const (
	FirstDay = idInline | formDate
	LastDay  = FirstDay + dateDays - 1
)

// inlineID returns the inline ID of the literal with that lexical form and
// datatype, if it has one.
func inlineID(lexical, datatype string) (ID, bool) {
	// The datatypes concerned all have the same first 33 bytes: look at the
	// length first, it decides most cases without comparing text.
	switch len(datatype) {
	case len(xsdInteger): // also xsd:boolean and xsd:decimal
		switch datatype {
		case xsdInteger:
			return inlineInteger(lexical)
		case xsdDecimal:
			return inlineDecimal(lexical)
		case xsdBoolean:
			return inlineBoolean(lexical)
		}
	case len(xsdDate):
		if datatype == xsdDate {
			return inlineDate(lexical)
		}
	}
	return None, false
}

func inlineBoolean(s string) (ID, bool) {
	switch s {
	case "true":
		return BooleanID(true), true
	case "false":
		return BooleanID(false), true
	}
	return None, false
}

func inlineInteger(s string) (ID, bool) {
	digits := s
	if digits != "" && digits[0] == '-' {
		digits = digits[1:]
	}
	if digits == "" || len(digits) > 9 || digits[0] == '0' && len(s) > 1 {
		return None, false
	}
	n := int64(0)
	for i := 0; i < len(digits); i++ {
		d := digits[i] - '0'
		if d > 9 {
			return None, false
		}
		n = n*10 + int64(d)
	}
	if len(digits) != len(s) {
		n = -n
	}
	return IntegerID(n)
}

func inlineDecimal(s string) (ID, bool) {
	digits := s
	if digits != "" && digits[0] == '-' {
		digits = digits[1:]
	}
	if len(digits) < 3 || len(digits) > 10 || digits[0] == '0' && digits[1] != '.' {
		return None, false
	}
	m, scale, point := int64(0), 0, false
	for i := 0; i < len(digits); i++ {
		c := digits[i]
		switch {
		case c == '.' && !point && i > 0:
			point = true
			continue
		case c < '0' || c > '9':
			return None, false
		case point:
			scale++
		}
		m = m*10 + int64(c-'0')
	}
	negative := len(digits) != len(s)
	if scale == 0 || scale > maxDecimal || m >= decBias || negative && m == 0 {
		return None, false
	}
	if negative {
		m = -m
	}
	return idInline | formDec1 + ID(scale-1)<<formShift | ID(m+decBias), true
}

func inlineDate(s string) (ID, bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return None, false
	}
	y, ok1 := digitsOf(s[:4])
	m, ok2 := digitsOf(s[5:7])
	d, ok3 := digitsOf(s[8:])
	if !ok1 || !ok2 || !ok3 || y < 1 || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return None, false
	}
	return idInline | formDate | ID(dayNumber(y, m, d)), true
}

// digitsOf reads a short string of decimal digits.
func digitsOf(s string) (n int, ok bool) {
	for i := 0; i < len(s); i++ {
		d := s[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = n*10 + int(d)
	}
	return n, true
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// dayNumber counts days since 0001-01-01 in the proleptic Gregorian calendar.
// The year is taken to begin in March, so that a leap day comes last.
func dayNumber(y, m, d int) int {
	if m <= 2 {
		y--
		m += 12
	}
	return y*365 + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d - 1 - 306
}

// civil undoes dayNumber.
func civil(days int) (y, m, d int) {
	z := days + 306 // days since 0000-03-01
	era := z / 146097
	doe := z % 146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	y, m, d = yoe+era*400, mp+3, doy-(153*mp+2)/5+1
	if m > 12 {
		y, m = y+1, m-12
	}
	return y, m, d
}

// inlineTerm rebuilds the literal of an inline ID; ok is false for IDs that
// inlineID never makes.
func inlineTerm(id ID) (Term, bool) {
	if n, ok := id.Integer(); ok {
		return Term{kind: Literal, value: strconv.FormatInt(n, 10), qual: xsdInteger}, true
	}
	if b, ok := id.Boolean(); ok {
		if b {
			return Term{kind: Literal, value: "true", qual: xsdBoolean}, true
		}
		return Term{kind: Literal, value: "false", qual: xsdBoolean}, id&payload == 0
	}
	var buf [16]byte
	if days, ok := id.Date(); ok {
		return Term{kind: Literal, value: string(appendDate(buf[:0], days)), qual: xsdDate}, days < dateDays
	}
	if m, scale, ok := id.Decimal(); ok {
		return Term{kind: Literal, value: string(appendDecimal(buf[:0], m, scale)), qual: xsdDecimal}, true
	}
	return Term{}, false
}

func appendDate(dst []byte, days int) []byte {
	y, m, d := civil(days)
	return append(dst, byte('0'+y/1000%10), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10), '-',
		byte('0'+m/10), byte('0'+m%10), '-', byte('0'+d/10), byte('0'+d%10))
}

func appendDecimal(dst []byte, m int64, scale int) []byte {
	if m < 0 {
		dst, m = append(dst, '-'), -m
	}
	pow := int64(10)
	for range scale - 1 {
		pow *= 10
	}
	dst = strconv.AppendInt(dst, m/pow, 10)
	dst = append(dst, '.')
	for frac := m % pow; scale > 0; scale-- {
		pow /= 10
		dst = append(dst, byte('0'+frac/pow%10))
	}
	return dst
}

// inlineNumber is the numeric value of an inline integer or decimal.
func inlineNumber(id ID) (float64, bool) {
	if n, ok := id.Integer(); ok {
		return float64(n), true
	}
	m, scale, ok := id.Decimal()
	switch scale {
	case 1:
		return float64(m) / 10, ok
	case 2:
		return float64(m) / 100, ok
	}
	return float64(m) / 1000, ok
}
