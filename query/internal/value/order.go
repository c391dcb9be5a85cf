package value

import (
	"math"
	"strings"
)

// Order compares two values for ORDER BY, MIN and MAX (SPARQL 1.1 section 15.1):
// -1, 0 or 1. It is a total order that agrees with < wherever that is defined:
// no value, blank nodes, IRIs, literals, triple terms. Literals that cannot be
// compared are ordered by kind; those without a value by datatype, then text.
//
// Beyond the specification: numbers are compared exactly, not after promotion,
// and NaN comes before all others; dates without time zone count as UTC, and
// before those with one; durations by their average length. Terms that are
// equal by value, such as 1 and 1.0, give 0.
func Order(a, b Value) int {
	ra, rb := a.rank(), b.rank()
	if ra != rb {
		return compareInt(int64(ra), int64(rb))
	}
	switch ra {
	case None:
		return 0
	case Blank, IRI, String:
		return strings.Compare(a.lex, b.lex)
	case LangString:
		return orderLang(a, b)
	case Integer:
		return orderNumbers(a, b)
	case Boolean:
		return compareInt(a.num, b.num)
	case Duration:
		return compareDuration(a, b)
	case Other:
		return orderUnknown(a, b)
	case Triple:
		return orderTriple(a, b)
	}
	return orderTime(a, b)
}

// rank is the group of kinds that are compared with each other, named by its
// first kind.
func (v Value) rank() Kind {
	switch {
	case v.IsNumeric():
		return Integer
	case v.isDuration():
		return Duration
	case v.kind == IllTyped:
		return Other
	}
	return v.kind
}

// orderLang orders strings with a language by text, then language, then direction.
func orderLang(a, b Value) int {
	if c := strings.Compare(a.lex, b.lex); c != 0 {
		return c
	}
	if !strings.EqualFold(a.qual, b.qual) {
		return strings.Compare(strings.ToLower(a.qual), strings.ToLower(b.qual))
	}
	return compareInt(int64(a.dir), int64(b.dir))
}

// orderNumbers orders numbers by exact value, NaN first.
func orderNumbers(a, b Value) int {
	if promote(a, b) <= Decimal {
		return compareExact(a, b)
	}
	x, _ := a.Float64()
	y, _ := b.Float64()
	if math.IsNaN(x) || math.IsNaN(y) {
		return orderNaN(x, y)
	}
	c := compareFloat(x, y)
	if c != 0 || a.kind >= Float && b.kind >= Float {
		return c // rounding to double keeps the order
	}
	ra, rb := a.Rat(), b.Rat()
	switch {
	case ra == nil && rb == nil:
		return 0
	case ra == nil: // infinite, and the other a huge finite number
		return compareFloat(x, 0)
	case rb == nil:
		return compareFloat(0, y)
	}
	return ra.Cmp(rb)
}

// orderNaN orders two numbers of which one is NaN.
func orderNaN(x, y float64) int {
	switch {
	case math.IsNaN(x) && math.IsNaN(y):
		return 0
	case math.IsNaN(x):
		return -1
	}
	return 1
}

// orderTime orders dates and times of one kind.
func orderTime(a, b Value) int {
	if c := compareInstant(a, b); c != 0 || a.hasZone() == b.hasZone() {
		return c
	}
	if a.hasZone() {
		return 1
	}
	return -1
}

// orderUnknown orders literals without a value.
func orderUnknown(a, b Value) int {
	if c := strings.Compare(a.qual, b.qual); c != 0 {
		return c
	}
	return strings.Compare(a.lex, b.lex)
}

// orderTriple orders triple terms by subject, predicate, object.
func orderTriple(a, b Value) int {
	for i := range a.ext.triple {
		if c := Order(a.ext.triple[i], b.ext.triple[i]); c != 0 {
			return c
		}
	}
	return 0
}

// OrderKey is a summary of a value for sorting: values in different groups of
// kinds come in the order of the first number, those of one group in that of the
// second, as far as it differs. It has OrderKeyBits bits. Dates have milliseconds
// since 1970 and half of what fits there; numbers and texts have none: they are
// known by other means.
func (v Value) OrderKey() (group Kind, word uint64) {
	switch {
	case v.isCalendar():
		const half, limit = 1 << (OrderKeyBits - 1), 1 << (OrderKeyBits - 12)
		ms := min(max(v.utc(), -limit), limit)*1000 + v.aux/attoPerMilli
		return v.rank(), uint64(ms + half)
	case v.kind == Boolean:
		return v.rank(), uint64(v.num)
	}
	return v.rank(), 0
}

// OrderKeyBits is the length of the word that OrderKey gives.
const OrderKeyBits = 59

// OrderTerms is Order, but gives 0 for the same term only: terms that are equal
// by value are ordered by datatype, text and language. It makes MIN and MAX
// independent of the order of their input.
func OrderTerms(a, b Value) int {
	if c := Order(a, b); c != 0 {
		return c
	}
	if a.kind == Triple && b.kind == Triple {
		for i := range a.ext.triple {
			if c := OrderTerms(a.ext.triple[i], b.ext.triple[i]); c != 0 {
				return c
			}
		}
		return 0
	}
	if c := strings.Compare(a.Datatype(), b.Datatype()); c != 0 {
		return c
	}
	if c := strings.Compare(a.Lexical(), b.Lexical()); c != 0 {
		return c
	}
	return strings.Compare(a.Lang(), b.Lang())
}
