package value

import (
	"strings"
	"testing"
)

// lit makes a literal of an XSD type by its local name; "" is xsd:string and
// "@tag" a language.
func lit(lexical, typ string) Value {
	if lang, ok := strings.CutPrefix(typ, "@"); ok {
		tag, dir, _ := strings.Cut(lang, "--")
		return New(lexical, "", tag, map[string]Dir{"": NoDir, "ltr": LTR, "rtl": RTL}[dir])
	}
	if typ == "" {
		return NewString(lexical)
	}
	if strings.Contains(typ, ":") {
		return New(lexical, typ, "", NoDir)
	}
	return New(lexical, XSD+typ, "", NoDir)
}

// show is a literal with its type, for messages.
func show(v Value) string {
	switch v.Kind() {
	case None:
		return "-"
	case IRI:
		return "<" + v.Lexical() + ">"
	case LangString:
		return v.Lexical() + "@" + v.Lang()
	}
	return v.Lexical() + "^^" + strings.TrimPrefix(v.Datatype(), XSD)
}

// parseCase is a literal with the kind and canonical form it should have.
type parseCase struct {
	lexical, typ string
	kind         Kind
	canonical    string
}

// checkParse checks literals: a kind below Other means that the canonical form
// denotes the same value.
func checkParse(t *testing.T, tests []parseCase) {
	t.Helper()
	for _, tt := range tests {
		v := lit(tt.lexical, tt.typ)
		if v.Kind() != tt.kind || v.Canonical() != tt.canonical {
			t.Errorf("%.40q^^%s: kind %d, canonical %.40q; want %d, %.40q", tt.lexical, tt.typ, v.Kind(), v.Canonical(), tt.kind, tt.canonical)
		}
		if v.Lexical() != tt.lexical {
			t.Errorf("%.40q^^%s: lexical form became %.40q", tt.lexical, tt.typ, v.Lexical())
		}
		if want := lookupIRI(tt.typ); v.Datatype() != want {
			t.Errorf("%.40q^^%s: datatype %s", tt.lexical, tt.typ, v.Datatype())
		}
		if tt.kind >= Other {
			continue
		}
		if c := lit(tt.canonical, tt.typ); Order(v, c) != 0 {
			t.Errorf("%.40q^^%s is not equal to its canonical form", tt.lexical, tt.typ)
		}
	}
}

// TestParseInteger checks integers and the types derived from them.
func TestParseInteger(t *testing.T) {
	nines := strings.Repeat("9", 1000)
	checkParse(t, []parseCase{
		{"0", "integer", Integer, "0"},
		{"-0", "integer", Integer, "0"},
		{"+007", "integer", Integer, "7"},
		{"9223372036854775807", "integer", Integer, "9223372036854775807"},
		{"9223372036854775808", "integer", Integer, "9223372036854775808"},
		{"-9223372036854775808", "integer", Integer, "-9223372036854775808"},
		{"-9223372036854775809", "integer", Integer, "-9223372036854775809"},
		{"000000000000000000000000000001", "integer", Integer, "1"},
		{nines, "integer", Integer, nines},
		{"", "integer", IllTyped, ""},
		{"+", "integer", IllTyped, "+"},
		{"1.0", "integer", IllTyped, "1.0"},
		{" 1", "integer", IllTyped, " 1"},
		{"1e0", "integer", IllTyped, "1e0"},
		{"--1", "integer", IllTyped, "--1"},
		{"١", "integer", IllTyped, "١"},
		{strings.Repeat("9", MaxDigits), "integer", Integer, strings.Repeat("9", MaxDigits)},
		{strings.Repeat("9", MaxDigits+1), "integer", Other, strings.Repeat("9", MaxDigits+1)},
		{"127", "byte", Integer, "127"},
		{"128", "byte", IllTyped, "128"},
		{"-128", "byte", Integer, "-128"},
		{"32768", "short", IllTyped, "32768"},
		{"2147483648", "int", IllTyped, "2147483648"},
		{"9223372036854775808", "long", IllTyped, "9223372036854775808"},
		{"18446744073709551615", "unsignedLong", Integer, "18446744073709551615"},
		{"18446744073709551616", "unsignedLong", IllTyped, "18446744073709551616"},
		{"4294967296", "unsignedInt", IllTyped, "4294967296"},
		{"65536", "unsignedShort", IllTyped, "65536"},
		{"256", "unsignedByte", IllTyped, "256"},
		{"-1", "unsignedByte", IllTyped, "-1"},
		{"-1", "nonNegativeInteger", IllTyped, "-1"},
		{"0", "positiveInteger", IllTyped, "0"},
		{"0", "nonPositiveInteger", Integer, "0"},
		{"0", "negativeInteger", IllTyped, "0"},
		{"-5", "negativeInteger", Integer, "-5"},
	})
}

// TestParseDecimal checks decimals.
func TestParseDecimal(t *testing.T) {
	nines := strings.Repeat("9", 1000)
	checkParse(t, []parseCase{
		{"1", "decimal", Decimal, "1"},
		{"1.0", "decimal", Decimal, "1"},
		{"+33.3300", "decimal", Decimal, "33.33"},
		{".5", "decimal", Decimal, "0.5"},
		{"-.05", "decimal", Decimal, "-0.05"},
		{"5.", "decimal", Decimal, "5"},
		{"-0.0", "decimal", Decimal, "0"},
		{"100", "decimal", Decimal, "100"},
		{"0.000000000000000001", "decimal", Decimal, "0.000000000000000001"},
		{"0.0000000000000000001", "decimal", Decimal, "0.0000000000000000001"},
		{"123456789012345678901234567890.123456789", "decimal", Decimal, "123456789012345678901234567890.123456789"},
		{nines + "." + nines, "decimal", Decimal, nines + "." + nines},
		{".", "decimal", IllTyped, "."},
		{"1e5", "decimal", IllTyped, "1e5"},
		{"1.2.3", "decimal", IllTyped, "1.2.3"},
	})
}

// TestParseDouble checks floats and doubles.
func TestParseDouble(t *testing.T) {
	checkParse(t, []parseCase{
		{"1", "double", Double, "1.0E0"},
		{"1.05e3", "double", Double, "1.05E3"},
		{"-0", "double", Double, "-0.0E0"},
		{"1E400", "double", Double, "INF"},
		{"-1E400", "double", Double, "-INF"},
		{"1E-400", "double", Double, "0.0E0"},
		{"+INF", "double", Double, "INF"},
		{"NaN", "double", Double, "NaN"},
		{"inf", "double", IllTyped, "inf"},
		{"nan", "double", IllTyped, "nan"},
		{"0x1p3", "double", IllTyped, "0x1p3"},
		{"1_0", "double", IllTyped, "1_0"},
		{"1E", "double", IllTyped, "1E"},
		{".e1", "double", IllTyped, ".e1"},
		{"123456789", "float", Float, "1.2345679E8"},
		{"0.1", "float", Float, "1.0E-1"},
		{"1E39", "float", Float, "INF"},
	})
}

// TestParseOther checks booleans and what has no value.
func TestParseOther(t *testing.T) {
	checkParse(t, []parseCase{
		{"true", "boolean", Boolean, "true"},
		{"1", "boolean", Boolean, "true"},
		{"0", "boolean", Boolean, "false"},
		{"TRUE", "boolean", IllTyped, "TRUE"},
		{"yes", "boolean", IllTyped, "yes"},
		{"x", "http://example/t", Other, "x"},
		{"AB", "hexBinary", Other, "AB"},
	})
}

func lookupIRI(typ string) string {
	if strings.Contains(typ, ":") {
		return typ
	}
	return XSD + typ
}

// TestParseDateTime checks dateTimes, extreme ones among them.
func TestParseDateTime(t *testing.T) {
	checkParse(t, []parseCase{
		{"2008-04-01T00:00:00Z", "dateTime", DateTime, "2008-04-01T00:00:00Z"},
		{"2008-04-01T00:00:00.500", "dateTime", DateTime, "2008-04-01T00:00:00.5"},
		{"2008-04-01T00:00:00+00:00", "dateTime", DateTime, "2008-04-01T00:00:00Z"},
		{"2008-04-01T00:00:00-05:30", "dateTime", DateTime, "2008-04-01T00:00:00-05:30"},
		{"1999-12-31T24:00:00", "dateTime", DateTime, "2000-01-01T00:00:00"},
		{"1999-12-31T24:00:01", "dateTime", IllTyped, "1999-12-31T24:00:01"},
		{"1999-12-31T23:59:60", "dateTime", IllTyped, "1999-12-31T23:59:60"},
		{"2000-02-29T00:00:00", "dateTime", DateTime, "2000-02-29T00:00:00"},
		{"1900-02-29T00:00:00", "dateTime", IllTyped, "1900-02-29T00:00:00"},
		{"2000-13-01T00:00:00", "dateTime", IllTyped, "2000-13-01T00:00:00"},
		{"2000-00-01T00:00:00", "dateTime", IllTyped, "2000-00-01T00:00:00"},
		{"2000-01-32T00:00:00", "dateTime", IllTyped, "2000-01-32T00:00:00"},
		{"2000-01-01T00:00:00+14:00", "dateTime", DateTime, "2000-01-01T00:00:00+14:00"},
		{"2000-01-01T00:00:00+14:01", "dateTime", IllTyped, "2000-01-01T00:00:00+14:01"},
		{"2000-01-01T00:00:00.", "dateTime", IllTyped, "2000-01-01T00:00:00."},
		{"2000-01-01T00:00:00z", "dateTime", IllTyped, "2000-01-01T00:00:00z"},
		{"2000-01-01 00:00:00", "dateTime", IllTyped, "2000-01-01 00:00:00"},
		{"2000-1-1T00:00:00", "dateTime", IllTyped, "2000-1-1T00:00:00"},
		{"0000-01-01T00:00:00", "dateTime", DateTime, "0000-01-01T00:00:00"},
		{"-0001-12-31T00:00:00", "dateTime", DateTime, "-0001-12-31T00:00:00"},
		{"02000-01-01T00:00:00", "dateTime", IllTyped, "02000-01-01T00:00:00"},
		{"999999999-12-31T23:59:59.999999999999999999Z", "dateTime", DateTime, "999999999-12-31T23:59:59.999999999999999999Z"},
		{"-999999999-01-01T00:00:00-14:00", "dateTime", DateTime, "-999999999-01-01T00:00:00-14:00"},
		{"100000000000-06-01T00:00:00", "dateTime", DateTime, "100000000000-06-01T00:00:00"},
		{"100000000001-01-01T00:00:00", "dateTime", Other, "100000000001-01-01T00:00:00"},
		{"99999999999999999999-01-01T00:00:00", "dateTime", Other, "99999999999999999999-01-01T00:00:00"},
		{"2000-01-01T00:00:00.0000000000000000001", "dateTime", Other, "2000-01-01T00:00:00.0000000000000000001"},
		{"2000-01-01T00:00:00.0000000000000000000", "dateTime", DateTime, "2000-01-01T00:00:00"},
		{"2000-01-01T00:00:00", "dateTimeStamp", IllTyped, "2000-01-01T00:00:00"},
		{"2000-01-01T00:00:00Z", "dateTimeStamp", DateTime, "2000-01-01T00:00:00Z"},
	})
}

// TestParseDate checks dates, times and parts of dates.
func TestParseDate(t *testing.T) {
	checkParse(t, []parseCase{
		{"2006-08-23", "date", Date, "2006-08-23"},
		{"2006-08-23-00:00", "date", Date, "2006-08-23Z"},
		{"2006-8-23", "date", IllTyped, "2006-8-23"},
		{"2006-02-30", "date", IllTyped, "2006-02-30"},
		{"24:00:00", "time", Time, "00:00:00"},
		{"23:59:59.123+02:00", "time", Time, "23:59:59.123+02:00"},
		{"25:00:00", "time", IllTyped, "25:00:00"},
		{"2000", "gYear", GYear, "2000"},
		{"-0044Z", "gYear", GYear, "-0044Z"},
		{"99", "gYear", IllTyped, "99"},
		{"2000-12", "gYearMonth", GYearMonth, "2000-12"},
		{"--12", "gMonth", GMonth, "--12"},
		{"--13", "gMonth", IllTyped, "--13"},
		{"--02-29", "gMonthDay", GMonthDay, "--02-29"},
		{"--02-30", "gMonthDay", IllTyped, "--02-30"},
		{"---31", "gDay", GDay, "---31"},
		{"---32+01:00", "gDay", IllTyped, "---32+01:00"},
	})
}

// TestParseDuration checks durations.
func TestParseDuration(t *testing.T) {
	checkParse(t, []parseCase{
		{"P1Y2M3DT4H5M6.70S", "duration", Duration, "P1Y2M3DT4H5M6.7S"},
		{"-P1Y", "duration", Duration, "-P1Y"},
		{"P14M", "duration", Duration, "P1Y2M"},
		{"PT36H", "duration", Duration, "P1DT12H"},
		{"P0D", "duration", Duration, "PT0S"},
		{"-PT0S", "duration", Duration, "PT0S"},
		{"PT0.000000000000000001S", "duration", Duration, "PT0.000000000000000001S"},
		{"PT0.0000000000000000001S", "duration", Other, "PT0.0000000000000000001S"},
		{"P", "duration", IllTyped, "P"},
		{"PT", "duration", IllTyped, "PT"},
		{"P1YT", "duration", IllTyped, "P1YT"},
		{"P1S", "duration", IllTyped, "P1S"},
		{"PT1D", "duration", IllTyped, "PT1D"},
		{"P-1Y", "duration", IllTyped, "P-1Y"},
		{"P1M1Y", "duration", IllTyped, "P1M1Y"},
		{"PT1.S", "duration", IllTyped, "PT1.S"},
		{"PT.5S", "duration", IllTyped, "PT.5S"},
		{"P99999999999Y", "duration", Duration, "P99999999999Y"},
		{"P999999999999999999999Y", "duration", Other, "P999999999999999999999Y"},
		{"P1Y", "dayTimeDuration", IllTyped, "P1Y"},
		{"-P1DT1S", "dayTimeDuration", DayTimeDuration, "-P1DT1S"},
		{"PT4000000000000000000S", "dayTimeDuration", DayTimeDuration, "P46296296296296DT7H6M40S"},
		{"PT9000000000000000000S", "dayTimeDuration", Other, "PT9000000000000000000S"},
		{"P1D", "yearMonthDuration", IllTyped, "P1D"},
		{"P0M", "yearMonthDuration", YearMonthDuration, "P0M"},
		{"-P13M", "yearMonthDuration", YearMonthDuration, "-P1Y1M"},
	})
}

// TestDatatypes checks that every datatype is found by its IRI.
func TestDatatypes(t *testing.T) {
	for dt := dtString; dt < dtCount; dt++ {
		if got := lookup(dt.iri()); got != dt {
			t.Errorf("lookup(%s) = %d, want %d", dt.iri(), got, dt)
		}
		if k := dt.kind(); k == None || k >= Other {
			t.Errorf("%s has kind %d", dt.iri(), k)
		}
	}
	for _, iri := range []string{"", XSD, XSD + "nothing", "integer", XSD + "Integer", RDFLangString} {
		if lookup(iri) != dtUnknown {
			t.Errorf("lookup(%q) found something", iri)
		}
	}
}

// TestCalendar walks through days and back.
func TestCalendar(t *testing.T) {
	year, month, day := int64(-3), 1, 1
	for n := daysFromDate(year, month, day); year < 2405; n++ {
		if y, m, d := dateFromDays(n); y != year || m != month || d != day {
			t.Fatalf("day %d is %d-%d-%d, want %d-%d-%d", n, y, m, d, year, month, day)
		}
		if daysFromDate(year, month, day) != n {
			t.Fatalf("%d-%d-%d is not day %d", year, month, day, n)
		}
		if day++; day > daysInMonth(year, month) {
			day, month = 1, month+1
		}
		if month > 12 {
			month, year = 1, year+1
		}
	}
}
