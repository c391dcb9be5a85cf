package value

import (
	"math"
	"strings"
)

// Rel is a comparison operator.
type Rel uint8

// The comparison operators.
const (
	EQ Rel = iota
	NE
	LT
	GT
	LE
	GE
)

// unordered is the comparison with NaN.
const unordered = 2

// holds reports whether the operator accepts the outcome c of a comparison.
func (r Rel) holds(c int) bool {
	switch r {
	case EQ:
		return c == 0
	case NE:
		return c != 0
	case LT:
		return c == -1
	case GT:
		return c == 1
	case LE:
		return c == -1 || c == 0
	}
	return c == 1 || c == 0
}

// Test computes a rel b as FILTER does (SPARQL 1.1 section 17.3).
func Test(rel Rel, a, b Value) (bool, error) {
	switch rel {
	case EQ:
		return Equal(a, b)
	case NE:
		eq, err := Equal(a, b)
		return !eq, err
	}
	c, err := compare(a, b)
	if err != nil {
		return false, err
	}
	return rel.holds(c), nil
}

// Less is a < b.
func Less(a, b Value) (bool, error) { return Test(LT, a, b) }

// Equal is the operator = (SPARQL 1.1 section 17.3 with RDFterm-equal of
// 17.4.1.7; SPARQL 1.2 calls it sameValue): by value for literals of known
// datatypes, by identity for IRIs and blank nodes, part by part for triple
// terms. It is an error for two literals of which one is ill-typed or of an
// unknown datatype, unless they are the same term. NaN is not equal to itself.
func Equal(a, b Value) (bool, error) {
	switch {
	case a.kind == None || b.kind == None:
		return false, ErrUnbound
	case a.IsNumeric() && b.IsNumeric():
		return compareNumbers(a, b) == 0, nil
	case !a.IsLiteral() || !b.IsLiteral():
		if a.kind == Triple && b.kind == Triple {
			return equalTriple(a, b)
		}
		return a.kind == b.kind && a.lex == b.lex, nil
	case a.kind >= Other || b.kind >= Other:
		return equalUnknown(a, b)
	case a.isDuration() && b.isDuration():
		return equalDuration(a, b), nil
	case a.kind != b.kind:
		return false, nil
	}
	switch a.kind {
	case String:
		return a.lex == b.lex, nil
	case LangString:
		return a.lex == b.lex && sameLang(a, b), nil
	case Boolean:
		return a.num == b.num, nil
	}
	c, err := compareTime(a, b)
	return err == nil && c == 0, err
}

// equalUnknown is Equal when one of two literals has no value.
func equalUnknown(a, b Value) (bool, error) {
	switch {
	case SameTerm(a, b):
		return true, nil
	case a.kind == LangString || b.kind == LangString:
		return false, nil // a string with a language is equal to nothing else
	case a.kind == IllTyped || b.kind == IllTyped:
		return false, ErrIllTyped
	}
	return false, ErrUnknownType
}

// equalTriple compares part by part; an error in one part is the result unless
// another part differs.
func equalTriple(a, b Value) (bool, error) {
	var failed error
	for i := range a.ext.triple {
		eq, err := Equal(a.ext.triple[i], b.ext.triple[i])
		if err != nil {
			failed = err
		} else if !eq {
			return false, nil
		}
	}
	return failed == nil, failed
}

// SameTerm reports whether a and b are the same RDF term: the lexical forms
// count, language tags are compared without regard to letter case.
func SameTerm(a, b Value) bool {
	if a.kind != b.kind || a.kind == None {
		return false
	}
	if a.kind == Triple {
		for i := range a.ext.triple {
			if !SameTerm(a.ext.triple[i], b.ext.triple[i]) {
				return false
			}
		}
		return true
	}
	if a.sub != b.sub || a.Lexical() != b.Lexical() {
		return false
	}
	if a.kind == LangString {
		return sameLang(a, b)
	}
	return a.qual == b.qual
}

// SameValue is the function sameValue of SPARQL 1.2 section 17.4.2: Equal,
// but NaN is the same value as NaN.
func SameValue(a, b Value) (bool, error) {
	if a.isNaN() && b.isNaN() {
		return true, nil
	}
	return Equal(a, b)
}

// isNaN reports whether v is the float or double NaN.
func (v Value) isNaN() bool {
	return (v.kind == Float || v.kind == Double) && math.IsNaN(v.float())
}

// compare orders two values of comparable types; unordered for NaN.
func compare(a, b Value) (int, error) {
	switch {
	case a.IsNumeric() && b.IsNumeric():
		return compareNumbers(a, b), nil
	case a.kind == None || b.kind == None:
		return 0, ErrUnbound
	case a.kind == IllTyped || b.kind == IllTyped:
		return 0, ErrIllTyped
	case a.kind != b.kind:
		return 0, ErrType
	}
	switch a.kind {
	case String:
		return strings.Compare(a.lex, b.lex), nil
	case Boolean:
		return compareInt(a.num, b.num), nil
	case DayTimeDuration, YearMonthDuration:
		return compareDuration(a, b), nil
	}
	if a.isCalendar() {
		return compareTime(a, b)
	}
	return 0, ErrType
}

// compareNumbers compares two numbers in the larger of their types, as XPath
// does; unordered for NaN.
func compareNumbers(a, b Value) int {
	switch promote(a, b) {
	case Integer, Decimal:
		return compareExact(a, b)
	case Float:
		return compareFloat(float64(a.toFloat32()), float64(b.toFloat32()))
	}
	x, _ := a.Float64()
	y, _ := b.Float64()
	return compareFloat(x, y)
}

// compareFloat compares two floats; unordered for NaN.
func compareFloat(x, y float64) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	case x == y:
		return 0
	}
	return unordered
}
