package eval

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/trivet-rdf/trivet/query/internal/value"
)

// stringFunction finds the functions on strings (SPARQL 1.2 section 17.4.3).
func stringFunction(name string) (function, bool) {
	switch name {
	case "STRLEN":
		return onString(func(v value.Value) (value.Value, error) {
			return value.NewInteger(int64(utf8.RuneCountInString(v.Lexical()))), nil
		}), true
	case "SUBSTR", "SUBSTRING":
		return function{min: 2, max: 3, cost: costly, call: substring}, true
	case "UCASE":
		return function{min: 1, max: 1, cost: costly, call: upperCase}, true
	case "LCASE":
		return function{min: 1, max: 1, cost: costly, call: lowerCase}, true
	case "CONCAT":
		return function{max: -1, cost: costly, call: concat}, true
	case "ENCODE_FOR_URI":
		return function{min: 1, max: 1, cost: costly, call: encodeForURI}, true
	}
	return function{}, false
}

// searchFunction finds the functions that search strings.
func searchFunction(name string) (function, bool) {
	switch name {
	case "STRSTARTS":
		return searches(strings.HasPrefix), true
	case "STRENDS":
		return searches(strings.HasSuffix), true
	case "CONTAINS":
		return searches(strings.Contains), true
	case "STRBEFORE":
		return cuts(func(before, _ string) string { return before }), true
	case "STRAFTER":
		return cuts(func(_, after string) string { return after }), true
	case "LANGMATCHES":
		return pair(langMatches), true
	case "REGEX":
		return function{min: 2, max: 3, cost: costly, call: regexMatch}, true
	case "REPLACE":
		return function{min: 3, max: 4, cost: costly, call: regexReplace}, true
	}
	return function{}, false
}

// onString is a built-in of one string literal.
func onString(f func(value.Value) (value.Value, error)) function {
	return unary(costly, func(v value.Value) (value.Value, error) {
		if !v.IsString() {
			return value.Value{}, value.ErrType
		}
		return f(v)
	})
}

// searches is a built-in that looks for its second argument in the first.
func searches(f func(s, in string) bool) function {
	fn := pair(func(a, b value.Value) (value.Value, error) {
		if !value.Compatible(a, b) {
			return value.Value{}, value.ErrType
		}
		return value.NewBoolean(f(a.Lexical(), b.Lexical())), nil
	})
	fn.cost = costly
	return fn
}

// cuts is STRBEFORE or STRAFTER: a part of the first argument, of its kind; the
// empty xsd:string when the second does not occur in it.
func cuts(f func(before, after string) string) function {
	fn := pair(func(a, b value.Value) (value.Value, error) {
		if !value.Compatible(a, b) {
			return value.Value{}, value.ErrType
		}
		before, after, found := strings.Cut(a.Lexical(), b.Lexical())
		if !found {
			return value.NewString(""), nil
		}
		return a.Like(f(before, after)), nil
	})
	fn.cost = costly
	return fn
}

// substring is SUBSTR (fn:substring): positions count characters from 1; they
// and the length are rounded, and may be outside the string.
func substring(_ *Env, a []value.Value) (value.Value, error) {
	if !a[0].IsString() {
		return value.Value{}, value.ErrType
	}
	start, err := position(a[1])
	if err != nil {
		return value.Value{}, err
	}
	end := math.Inf(1)
	if len(a) == 3 {
		length, err := position(a[2])
		if err != nil {
			return value.Value{}, err
		}
		end = start + length // NaN when -INF + INF
	}
	return a[0].Like(characters(a[0].Lexical(), start, end)), nil
}

// position is a number rounded as fn:round does.
func position(v value.Value) (float64, error) {
	r, err := value.Round(v)
	if err != nil {
		return 0, err
	}
	f, _ := r.Float64()
	return f, nil
}

// characters gives those at positions p with start <= p < end.
func characters(s string, start, end float64) string {
	if math.IsNaN(start) || math.IsNaN(end) || end <= start {
		return ""
	}
	from, to := -1, len(s)
	p := 1.0
	for i := range s {
		if from < 0 && p >= start {
			from = i
		}
		if p >= end {
			to = i
			break
		}
		p++
	}
	if from < 0 || from >= to {
		return ""
	}
	return s[from:to]
}

// concat is CONCAT: a string with the language and direction that all arguments
// share, or an xsd:string.
func concat(env *Env, a []value.Value) (value.Value, error) {
	if len(a) == 0 {
		return value.NewString(""), nil
	}
	size, alike := 0, true
	for _, v := range a {
		if !v.IsString() {
			return value.Value{}, value.ErrType
		}
		size += len(v.Lexical())
		alike = alike && v.Kind() == a[0].Kind() && v.Dir() == a[0].Dir() && strings.EqualFold(v.Lang(), a[0].Lang())
	}
	if err := env.sized(size); err != nil {
		return value.Value{}, err
	}
	var b strings.Builder
	b.Grow(size)
	for _, v := range a {
		b.WriteString(v.Lexical())
	}
	if alike {
		return a[0].Like(b.String()), nil
	}
	return value.NewString(b.String()), nil
}

// upperCase is UCASE.
func upperCase(env *Env, a []value.Value) (value.Value, error) {
	if !a[0].IsString() {
		return value.Value{}, value.ErrType
	}
	s := toUpper(a[0].Lexical())
	return a[0].Like(s), env.sized(len(s))
}

// lowerCase is LCASE.
func lowerCase(env *Env, a []value.Value) (value.Value, error) {
	if !a[0].IsString() {
		return value.Value{}, value.ErrType
	}
	s := toLower(a[0].Lexical())
	return a[0].Like(s), env.sized(len(s))
}

// encodeForURI is ENCODE_FOR_URI (fn:encode-for-uri): everything but letters,
// digits and -_.~ is escaped.
func encodeForURI(env *Env, a []value.Value) (value.Value, error) {
	if !a[0].IsString() {
		return value.Value{}, value.ErrType
	}
	s := a[0].Lexical()
	if err := env.sized(3 * len(s)); err != nil {
		return value.Value{}, err
	}
	const hex = "0123456789ABCDEF"
	b := make([]byte, 0, len(s)+len(s)/2)
	for i := range len(s) {
		c := s[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if letter || c >= '0' && c <= '9' || strings.IndexByte("-_.~", c) >= 0 {
			b = append(b, c)
		} else {
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return value.NewString(string(b)), nil
}

// langMatches is LANGMATCHES: basic filtering of RFC 4647 section 3.3.1.
func langMatches(tag, rng value.Value) (value.Value, error) {
	if tag.Kind() != value.String || rng.Kind() != value.String {
		return value.Value{}, value.ErrType
	}
	t, r := tag.Lexical(), rng.Lexical()
	switch {
	case t == "" || r == "":
		return value.NewBoolean(false), nil
	case r == "*":
		return value.NewBoolean(true), nil
	case len(t) < len(r) || !strings.EqualFold(t[:len(r)], r):
		return value.NewBoolean(false), nil
	}
	return value.NewBoolean(len(t) == len(r) || t[len(r)] == '-'), nil
}
