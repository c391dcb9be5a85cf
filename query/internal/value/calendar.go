package value

// Arithmetic of the proleptic Gregorian calendar with a year 0 (XML Schema 1.1
// part 2, section E.3). Days count from 1970-01-01.

// MaxYear is the greatest year, either side of year 0, that is computed with.
const MaxYear = 100_000_000_000

const (
	secondsPerDay = 86400
	attoPerSecond = 1_000_000_000_000_000_000
	attoPerMilli  = attoPerSecond / 1000
	daysPer400    = 146097 // days in 400 years
)

// daysFromDate is the day number of a date; month is from 1 to 12, day may be
// beyond the month's end.
func daysFromDate(year int64, month, day int) int64 {
	// Years start in March, so that the leap day is the last of its year.
	if month <= 2 {
		year--
	}
	era := floorDiv(year, 400)
	yearOfEra := year - era*400
	dayOfYear := int64((153*((month+9)%12)+2)/5 + day - 1)
	dayOfEra := yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear
	return era*daysPer400 + dayOfEra - 719468
}

// dateFromDays is the date of a day number.
func dateFromDays(days int64) (year int64, month, day int) {
	days += 719468
	era := floorDiv(days, daysPer400)
	dayOfEra := days - era*daysPer400
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36524 - dayOfEra/146096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	m := (5*dayOfYear + 2) / 153
	day = int(dayOfYear - (153*m+2)/5 + 1)
	month = int(m) + 3
	year = yearOfEra + era*400
	if month > 12 {
		month -= 12
		year++
	}
	return year, month, day
}

// daysInMonth is the length of a month.
func daysInMonth(year int64, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// floorDiv is a/b rounded down, for positive b.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// addMonths is date plus months, the day pinned to the month's end (XML Schema
// 1.1 part 2, section E.3.3).
func addMonths(days, months int64) (int64, bool) {
	year, month, day := dateFromDays(days)
	total, ok := smallOp('+', year*12+int64(month-1), months)
	if !ok {
		return 0, false
	}
	year, month = floorDiv(total, 12), int(total-floorDiv(total, 12)*12)+1
	if year > MaxYear || year < -MaxYear {
		return 0, false
	}
	return daysFromDate(year, month, min(day, daysInMonth(year, month))), true
}
