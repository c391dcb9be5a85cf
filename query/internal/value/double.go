package value

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// NewDouble makes an xsd:double.
func NewDouble(f float64) Value {
	return Value{kind: Double, sub: dtDouble, num: int64(math.Float64bits(f)), zone: noZone}
}

// NewFloat makes an xsd:float.
func NewFloat(f float32) Value {
	v := NewDouble(float64(f))
	v.kind, v.sub = Float, dtFloat
	return v
}

// float is the number of a Float or Double.
func (v Value) float() float64 { return math.Float64frombits(uint64(v.num)) }

// Float64 is the value of any number, rounded to the nearest double; ok is
// false for other kinds.
func (v Value) Float64() (f float64, ok bool) {
	switch v.kind {
	case Double, Float:
		return v.float(), true
	case Integer:
		if v.ext == nil {
			return float64(v.num), true
		}
		f, _ := new(big.Float).SetInt(v.ext.big).Float64()
		return f, true
	case Decimal:
		return decimalFloat(v), true
	}
	return 0, false
}

// parseDouble reads an xsd:double or xsd:float (XML Schema 1.1: "+INF" too).
func parseDouble(s string, dt datatype) (Value, state) {
	f, ok := special(s)
	if !ok {
		if !isDouble(s) {
			return Value{}, invalid
		}
		size := 64
		if dt == dtFloat {
			size = 32
		}
		// Out of range gives the infinity that XML Schema wants, with an error.
		f, _ = strconv.ParseFloat(s, size)
	}
	v := NewDouble(f)
	v.kind, v.sub = dt.kind(), dt
	return v, parsed
}

// ParseDouble is the finite number that a string is cast to as an xsd:double; ok is
// false for others, and for strings that Cast must look at.
func ParseDouble(s string) (f float64, ok bool) {
	if !isDouble(s) {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}

// special reads the numbers that are words.
func special(s string) (float64, bool) {
	switch s {
	case "INF", "+INF":
		return math.Inf(1), true
	case "-INF":
		return math.Inf(-1), true
	case "NaN":
		return math.NaN(), true
	}
	return 0, false
}

// isDouble reports whether s is [+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?.
func isDouble(s string) bool {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	n := digits(s)
	s = s[n:]
	if s != "" && s[0] == '.' {
		m := digits(s[1:])
		n, s = n+m, s[1+m:]
	}
	if n == 0 {
		return false
	}
	if s == "" {
		return true
	}
	if s[0]|0x20 != 'e' {
		return false
	}
	s = s[1:]
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	return s != "" && digits(s) == len(s)
}

// formatDouble is the canonical form of XML Schema 1.1: 1.05E3, 0.0E0, INF.
func formatDouble(v Value) string {
	f, size := v.float(), 64
	if v.kind == Float {
		size = 32
	}
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "INF"
	case math.IsInf(f, -1):
		return "-INF"
	}
	s := strconv.FormatFloat(f, 'E', -1, size)
	mantissa, exponent, _ := strings.Cut(s, "E")
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	e, _ := strconv.Atoi(exponent)
	return mantissa + "E" + strconv.Itoa(e)
}

// xpathDouble is the string XPath casts a double to: like a decimal between
// 1e-6 and 1e6, canonical outside.
func xpathDouble(v Value) string {
	f, size := v.float(), 64
	if v.kind == Float {
		size = 32
	}
	a := math.Abs(f)
	if a >= 1e-6 && a < 1e6 || a == 0 {
		return strconv.FormatFloat(f, 'f', -1, size)
	}
	return formatDouble(v)
}
