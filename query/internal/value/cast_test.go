package value

import (
	"math"
	"testing"
	"time"
)

// castCase is a cast with its result; an empty result is an error.
type castCase struct{ in, it, to, want string }

// checkCast makes the casts, and casts the results to their own types.
func checkCast(t *testing.T, tests []castCase) {
	t.Helper()
	for _, tt := range tests {
		in := lit(tt.in, tt.it)
		if tt.it == "IRI" {
			in = NewIRI(tt.in)
		}
		v, err := Cast(in, XSD+tt.to)
		if tt.want == "" {
			if !IsExpression(err) {
				t.Errorf("xsd:%s(%s) = %s, %v; want an error", tt.to, show(in), show(v), err)
			}
			continue
		}
		if err != nil || v.Lexical() != tt.want || v.Datatype() != XSD+tt.to {
			t.Errorf("xsd:%s(%s) = %s, %v; want %s", tt.to, show(in), show(v), err, tt.want)
		}
		again, err := Cast(v, XSD+tt.to)
		if err != nil || !SameTerm(again, v) {
			t.Errorf("casting %s to its own type gives %s, %v", show(v), show(again), err)
		}
	}
}

// TestCastText checks casts to strings and booleans.
func TestCastText(t *testing.T) {
	checkCast(t, []castCase{
		{"http://e/z", "IRI", "string", "http://e/z"},
		{"+33.3300", "", "string", "+33.3300"},
		{"a", "@en", "string", "a"},
		{"0.0", "decimal", "string", "0"},
		{"1E0", "double", "string", "1"},
		{"-7.875", "float", "string", "-7.875"},
		{"1e6", "double", "string", "1.0E6"},
		{"999999", "double", "string", "999999"},
		{"0.000001", "double", "string", "0.000001"},
		{"0.0000001", "double", "string", "1.0E-7"},
		{"-0", "double", "string", "-0"},
		{"-INF", "double", "string", "-INF"},
		{"0", "boolean", "string", "false"},
		{"007", "integer", "string", "7"},
		{"1999-12-31T24:00:00", "dateTime", "string", "2000-01-01T00:00:00"},
		{"x", "integer", "string", ""},
		{"x", "http://t", "string", ""},
		{"0", "", "boolean", "false"},
		{"true", "", "boolean", "true"},
		{"13", "", "boolean", ""},
		{"0.0", "", "boolean", ""},
		{"0E1", "double", "boolean", "false"},
		{"NaN", "double", "boolean", "false"},
		{"-1", "integer", "boolean", "true"},
		{"2002-10-10T17:00:00Z", "dateTime", "boolean", ""},
	})
}

// TestCastNumber checks casts to numbers.
func TestCastNumber(t *testing.T) {
	checkCast(t, []castCase{
		{"http://e/z", "IRI", "integer", ""},
		{"-10.2E3", "", "double", "-1.02E4"},
		{" 1.5\n", "", "double", "1.5E0"},
		{"string", "", "double", ""},
		{"INF", "", "double", "INF"},
		{"1", "boolean", "double", "1.0E0"},
		{"99999999999999999999", "integer", "double", "1.0E20"},
		{"1.25", "double", "float", "1.25E0"},
		{"1e300", "double", "float", "INF"},
		{"2002-10-10T17:00:00Z", "", "double", ""},
		{"+33.3300", "", "decimal", "33.33"},
		{"1E0", "", "decimal", ""},
		{"0", "", "decimal", "0"},
		{"-7.875", "float", "decimal", "-7.875"},
		{"0.1", "double", "decimal", "0.1000000000000000055511151231257827021181583404541015625"},
		{"1e22", "double", "decimal", "10000000000000000000000"},
		{"NaN", "double", "decimal", ""},
		{"INF", "double", "decimal", ""},
		{"0", "boolean", "decimal", "0"},
		{"13", "", "integer", "13"},
		{"1.5", "", "integer", ""},
		{"2.5", "decimal", "integer", "2"},
		{"-2.5", "decimal", "integer", "-2"},
		{"-7.875", "float", "integer", "-7"},
		{"1e20", "double", "integer", "100000000000000000000"},
		{"NaN", "double", "integer", ""},
		{"true", "boolean", "integer", "1"},
		{"300", "integer", "byte", ""},
		{"-3", "integer", "byte", "-3"},
		{"-3", "integer", "unsignedInt", ""},
		{"3", "", "positiveInteger", "3"},
		{"a", "@en", "integer", ""},
	})
}

// TestCastTime checks casts to dates, times and durations, and to what is no target.
func TestCastTime(t *testing.T) {
	checkCast(t, []castCase{
		{"2002-10-10T17:00:00Z", "", "dateTime", "2002-10-10T17:00:00Z"},
		{"2002-10-10", "", "dateTime", ""},
		{"2002-10-10Z", "date", "dateTime", "2002-10-10T00:00:00Z"},
		{"2002-10-10T17:00:00.25-05:00", "dateTime", "date", "2002-10-10-05:00"},
		{"2002-10-10T17:00:00.25-05:00", "dateTime", "time", "17:00:00.25-05:00"},
		{"2002-10-10T17:00:00Z", "dateTime", "gYear", "2002Z"},
		{"2002-10-10", "date", "gYearMonth", "2002-10"},
		{"2002-10-10", "date", "gMonthDay", "--10-10"},
		{"2002-10-10", "date", "gMonth", "--10"},
		{"2002-10-10", "date", "gDay", "---10"},
		{"2002-10-10", "date", "time", ""},
		{"17:00:00", "time", "dateTime", ""},
		{"2002-10-10T17:00:00", "dateTime", "dateTimeStamp", ""},
		{"1", "integer", "dateTime", ""},
		{"P1Y2DT3H", "duration", "yearMonthDuration", "P1Y"},
		{"P1Y2DT3H", "duration", "dayTimeDuration", "P2DT3H"},
		{"P1M", "yearMonthDuration", "dayTimeDuration", "PT0S"},
		{"PT36H", "dayTimeDuration", "duration", "P1DT12H"},
		{" P1D ", "", "dayTimeDuration", "P1D"},
		{"1", "integer", "duration", ""},
		{"1", "integer", "hexBinary", ""},
	})
}

// TestCastTerms checks what is no literal.
func TestCastTerms(t *testing.T) {
	if _, err := Cast(Value{}, XSDString); err != ErrUnbound {
		t.Errorf("cast of unbound: %v", err)
	}
	if _, err := Cast(NewBlank("b"), XSDString); !IsExpression(err) {
		t.Errorf("cast of a blank node: %v", err)
	}
}

// TestParts checks the parts of dates and times; an empty result is an error.
func TestParts(t *testing.T) {
	f := map[string]func(Value) (Value, error){
		"year": Year, "month": Month, "day": Day, "hours": Hours, "minutes": Minutes,
		"seconds": Seconds, "timezone": Timezone, "tz": TZ,
	}
	tests := []struct{ fn, in, it, want string }{
		{"year", "2011-01-10T14:45:13.815-05:00", "dateTime", "2011"},
		{"month", "2011-01-10T14:45:13.815-05:00", "dateTime", "1"},
		{"day", "2011-01-10T14:45:13.815-05:00", "dateTime", "10"},
		{"hours", "2011-01-10T14:45:13.815-05:00", "dateTime", "14"},
		{"minutes", "2011-01-10T14:45:13.815-05:00", "dateTime", "45"},
		{"seconds", "2011-01-10T14:45:13.815-05:00", "dateTime", "13.815"},
		{"seconds", "2011-01-10T14:45:13", "dateTime", "13"},
		{"timezone", "2011-01-10T14:45:13.815-05:00", "dateTime", "-PT5H"},
		{"timezone", "2011-01-10T14:45:13.815Z", "dateTime", "PT0S"},
		{"timezone", "2011-01-10T14:45:13.815", "dateTime", ""},
		{"tz", "2011-01-10T14:45:13.815-05:00", "dateTime", "-05:00"},
		{"tz", "2011-01-10T14:45:13.815Z", "dateTime", "Z"},
		{"tz", "2011-01-10T14:45:13.815", "dateTime", ""},
		{"year", "-999999999-06-01", "date", "-999999999"},
		{"year", "12:00:00", "time", ""},
		{"hours", "12:00:00", "time", "12"},
		{"hours", "2000-01-01", "date", ""},
		{"day", "---09", "gDay", "9"},
		{"month", "--09", "gMonth", "9"},
		{"year", "2000-06", "gYearMonth", "2000"},
		{"day", "2000", "gYear", ""},
		{"year", "2000", "integer", ""},
		{"year", "x", "dateTime", ""},
	}
	for _, tt := range tests {
		v, err := f[tt.fn](lit(tt.in, tt.it))
		isError := tt.want == "" && tt.fn != "tz"
		if isError != IsExpression(err) || !isError && v.Lexical() != tt.want {
			t.Errorf("%s(%s^^%s) = %s, %v; want %q", tt.fn, tt.in, tt.it, show(v), err, tt.want)
		}
	}
}

// TestAdjust checks the change of time zone.
func TestAdjust(t *testing.T) {
	tests := []struct{ in, it, zone, want string }{
		{"2002-03-07T10:00:00", "dateTime", "-PT10H", "2002-03-07T10:00:00-10:00"},
		{"2002-03-07T10:00:00-07:00", "dateTime", "-PT10H", "2002-03-07T07:00:00-10:00"},
		{"2002-03-07T00:00:00+01:00", "dateTime", "-PT8H", "2002-03-06T15:00:00-08:00"},
		{"2002-03-07-07:00", "date", "-PT10H", "2002-03-06-10:00"},
		{"10:00:00-07:00", "time", "PT10H", "03:00:00+10:00"},
		{"2002-03-07T10:00:00-07:00", "dateTime", "", "2002-03-07T10:00:00"},
		{"2002-03-07T10:00:00", "dateTime", "PT15H", "error"},
		{"2002-03-07T10:00:00", "dateTime", "PT1S", "error"},
		{"1", "integer", "PT1H", "error"},
	}
	for _, tt := range tests {
		zone := Value{}
		if tt.zone != "" {
			zone = lit(tt.zone, "dayTimeDuration")
		}
		v, err := Adjust(lit(tt.in, tt.it), zone)
		if got := v.Lexical(); err != nil && tt.want != "error" || err == nil && got != tt.want {
			t.Errorf("adjust(%s, %s) = %s, %v; want %s", tt.in, tt.zone, got, err, tt.want)
		}
	}
}

// TestGoTime checks the way from and to Go's time.
func TestGoTime(t *testing.T) {
	zone := time.FixedZone("", -5*3600)
	at := time.Date(2011, 1, 10, 14, 45, 13, 815000000, zone)
	v := NewDateTime(at)
	if v.Lexical() != "2011-01-10T14:45:13.815-05:00" {
		t.Errorf("NewDateTime: %s", v.Lexical())
	}
	if back, ok := v.GoTime(); !ok || !back.Equal(at) {
		t.Errorf("GoTime: %v %v", back, ok)
	}
	if _, ok := lit("1", "integer").GoTime(); ok {
		t.Error("GoTime of an integer")
	}
	if d := NewDay(0); d.Lexical() != "0001-01-01" {
		t.Errorf("NewDay(0) = %s", d.Lexical())
	}
}

// TestConstructors checks what has no lexical form of its own to parse.
func TestConstructors(t *testing.T) {
	for _, tt := range []struct {
		v    Value
		want string
	}{
		{NewDecimal(-1500, 3), "-1.5^^decimal"}, {NewDecimal(5, 18), "0.000000000000000005^^decimal"},
		{NewWritten(-1500, 3), "-1.500^^decimal"}, {NewWritten(20, 1), "2.0^^decimal"}, {NewWritten(0, 2), "0.00^^decimal"},
		{NewInteger(math.MinInt64), "-9223372036854775808^^integer"}, {NewFloat(0.1), "1.0E-1^^float"},
		{NewBoolean(true), "true^^boolean"},
	} {
		if show(tt.v) != tt.want {
			t.Errorf("%s, want %s", show(tt.v), tt.want)
		}
	}
	if v := NewWritten(20, 1); !SameTerm(v, lit("2.0", "decimal")) || SameTerm(v, lit("2", "decimal")) {
		t.Error("a written decimal keeps its zeros")
	}
	if n, ok := NewInteger(7).Computed(); n != 7 || !ok {
		t.Error("Computed of a computed integer")
	}
	if _, ok := lit("7", "integer").Computed(); ok {
		t.Error("Computed of a literal")
	}
}
