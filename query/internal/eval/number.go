package eval

import (
	"math"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// class says how far the double of a literal decides comparisons of the literal.
type class uint8

const (
	unseen   class = iota // not looked at yet
	other                 // no well-formed number
	unique                // integer or decimal that its double identifies (value.Approx)
	coarse                // integer or decimal beyond that
	single                // xsd:float
	double                // xsd:double
	indirect              // a number whose double the snapshot does not hold
	near                  // an integer or decimal of which the double is a result not quite exact (quick.go)
)

// number is a number's double with its class.
type number struct {
	f float64
	c class
}

// pageBits is the size of a page of classes: one byte for each literal.
const pageBits = 12

// classify gives the number that a value is.
func classify(v value.Value) number {
	f, ok := v.Approx()
	switch v.Kind() {
	case value.Integer, value.Decimal:
		if ok {
			return number{f, unique}
		}
		return number{f, coarse}
	case value.Float:
		return number{f, single}
	case value.Double:
		return number{f, double}
	}
	return number{0, other}
}

// number is the number of a term; class other when it is none.
func (d *Dict) number(id graph.ID) number {
	switch {
	case id.IsInline():
		if n, ok := id.Integer(); ok {
			return number{float64(n), unique}
		}
		if f, ok := d.snap.Number(id); ok {
			return number{f, unique}
		}
	case id.IsLiteral():
		if f, isDouble, ok := d.snap.PlainNumber(id); ok {
			if isDouble {
				return number{f, double}
			}
			return number{f, unique}
		}
		c := d.class(id)
		if c > other && c < indirect {
			f, _ := d.snap.Number(id)
			return number{f, c}
		}
		if c == indirect {
			return classify(d.Value(id))
		}
	case id.IsLocal():
		if m := d.made.at(id.Ordinal()); m.num.c != unseen {
			return m.num
		}
	}
	return number{0, other}
}

// class is the class of a dictionary literal, worked out when first asked for.
// The snapshot's own number column is not enough: it also has numbers for
// literals that do not fit their datatype.
func (d *Dict) class(id graph.ID) class {
	at := page(&d.classes, id.Ordinal())
	if *at == unseen {
		*at = d.look(id)
	}
	return *at
}

// page gives the place of the n-th entry in pages, which are made when needed.
func page(pages *[][]class, n int) *class {
	p := n >> pageBits
	if p >= len(*pages) {
		*pages = append(*pages, make([][]class, p+1-len(*pages))...)
	}
	if (*pages)[p] == nil {
		(*pages)[p] = make([]class, 1<<pageBits)
	}
	return &(*pages)[p][n&(1<<pageBits-1)]
}

// look works out a dictionary literal's class.
func (d *Dict) look(id graph.ID) class {
	if !d.snap.MayBeNumber(id) {
		return other
	}
	num := classify(FromTerm(d.snap.Term(id)))
	f, ok := d.snap.Number(id)
	if num.c != other && (!ok || math.Float64bits(f) != math.Float64bits(num.f)) {
		return indirect
	}
	return num.c
}

// The outcomes of a comparison, as bits, so that a comparison operator is a mask.
const (
	less uint8 = 1 << iota
	equal
	greater
	unordered
)

// mask is the outcomes that rel accepts.
func mask(rel value.Rel) uint8 {
	switch rel {
	case value.EQ:
		return equal
	case value.NE:
		return less | greater | unordered
	case value.LT:
		return less
	case value.GT:
		return greater
	case value.LE:
		return less | equal
	}
	return greater | equal
}

// outcome compares two doubles.
func outcome(a, b float64) uint8 {
	switch {
	case a < b:
		return less
	case a > b:
		return greater
	case a == b:
		return equal
	}
	return unordered
}

// relate compares two numbers after promotion; 0 when their doubles do not
// decide it.
func relate(a, b number) uint8 {
	if a.c == single || b.c == single {
		if a.c < single {
			a.f = float64(float32(a.f))
		}
		if b.c < single {
			b.f = float64(float32(b.f))
		}
		return outcome(a.f, b.f)
	}
	o := outcome(a.f, b.f)
	if o == equal && (a.c == coarse || b.c == coarse) && a.c < single && b.c < single {
		return 0
	}
	return o
}

// test computes a rel b for two terms.
func (d *Dict) test(rel value.Rel, a, b graph.ID) (bool, error) {
	if a == graph.None || b == graph.None {
		return false, value.ErrUnbound
	}
	if s, ok := d.snap.StringText(a); ok {
		if t, ok := d.snap.StringText(b); ok {
			return mask(rel)&outcomeOf(strings.Compare(s, t)) != 0, nil
		}
	}
	if x := d.number(a); x.c != other {
		if y := d.number(b); y.c != other {
			if o := relate(x, y); o != 0 {
				return mask(rel)&o != 0, nil
			}
		}
	}
	if o := relateMoments(d.moment(a), d.moment(b)); o != 0 {
		return mask(rel)&o != 0, nil
	}
	if rel <= value.NE && a.IsResource() && b.IsResource() && (d.isNode(a) || d.isNode(b)) {
		return (a == b) == (rel == value.EQ), nil
	}
	return value.Test(rel, d.Value(a), d.Value(b))
}

// isNode reports whether a resource of the dictionary is an IRI or blank node,
// which is equal to itself only. It is remembered, as classes are.
func (d *Dict) isNode(id graph.ID) bool {
	at := page(&d.nodes, id.Ordinal())
	if *at == unseen {
		*at = unique
		if d.snap.Term(id).IsTriple() {
			*at = other
		}
	}
	return *at == unique
}

// IsNode reports whether id is an IRI or a blank node of the snapshot, which is
// equal to itself only.
func (d *Dict) IsNode(id graph.ID) bool { return id.IsResource() && d.isNode(id) }
