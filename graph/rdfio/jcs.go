package rdfio

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"unicode/utf16"
)

// appendJCS appends v in the canonical form of JSON (RFC 8785), which is the
// lexical form of an rdf:JSON literal.
func appendJCS(b []byte, v any) []byte {
	switch v := v.(type) {
	case map[string]any:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.SortFunc(names, func(x, y string) int {
			return slices.Compare(utf16.Encode([]rune(x)), utf16.Encode([]rune(y)))
		})
		b = append(b, '{')
		for i, name := range names {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendJSONString(b, name), ':')
			b = appendJCS(b, v[name])
		}
		return append(b, '}')
	case []any:
		b = append(b, '[')
		for i, e := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJCS(b, e)
		}
		return append(b, ']')
	case string:
		return appendJSONString(b, v)
	case json.Number:
		f, err := v.Float64()
		if err != nil {
			return append(b, v...) // beyond a double: kept as it is
		}
		return appendJSNumber(b, f)
	case float64:
		return appendJSNumber(b, v)
	case bool:
		return strconv.AppendBool(b, v)
	}
	return append(b, "null"...)
}

// appendJSONString appends s as a JSON string with the fewest escapes.
func appendJSONString(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\' || c < ' ':
			if e := jsonEscape(c); e != 0 {
				b = append(b, '\\', e)
			} else {
				const hex = "0123456789abcdef"
				b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			}
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

func jsonEscape(c byte) byte {
	switch c {
	case '\b':
		return 'b'
	case '\t':
		return 't'
	case '\n':
		return 'n'
	case '\f':
		return 'f'
	case '\r':
		return 'r'
	case '"', '\\':
		return c
	}
	return 0
}

// appendJSNumber appends f as ECMAScript prints it.
func appendJSNumber(b []byte, f float64) []byte {
	abs := math.Abs(f)
	if f == 0 {
		return append(b, '0')
	}
	if abs >= 1e-6 && abs < 1e21 {
		return strconv.AppendFloat(b, f, 'f', -1, 64)
	}
	b = strconv.AppendFloat(b, f, 'e', -1, 64)
	// ECMAScript has no leading zero in the exponent: 1e-07 is 1e-7.
	if n := len(b); n >= 4 && b[n-2] == '0' && (b[n-3] == '-' || b[n-3] == '+') {
		b = append(b[:n-2], b[n-1])
	}
	return b
}
