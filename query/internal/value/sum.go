package value

import (
	"math"
	"math/big"
)

// Sum adds numbers up, as SUM and AVG need it (SPARQL 1.1 section 18.5.1). The
// result has the type that adding one after another gives: the largest of the
// types added. Integers and decimals are added exactly; floats and doubles so
// that only the final sum is rounded, which makes the result independent of the
// order. The zero Sum is ready to use.
type Sum struct {
	n        int64                // numbers added
	kind     Kind                 // the largest kind; None before the first
	ints     int64                // sum of small integers
	scaled   *[maxScale + 1]int64 // sums of the digits of small decimals by their scale
	exact    Value                // sum of the other exact numbers; None for zero
	partials []float64            // non-overlapping parts of the sum of floats (Shewchuk 1997)
	special  float64              // sum of infinities and NaNs; 0 when there are none
}

// Count is how many numbers have been added.
func (s *Sum) Count() int64 { return s.n }

// Add adds a number; it is an error when v is none.
func (s *Sum) Add(v Value) error {
	switch v.kind {
	case Integer:
		if v.ext == nil {
			return s.AddInt(v.num)
		}
		return s.addExact(v)
	case Decimal:
		if v.ext == nil {
			return s.AddDecimal(v.num, int(v.aux))
		}
		return s.addExact(v)
	case Float, Double:
		s.n++
		s.kind = max(s.kind, v.kind)
		s.addFloat(v.float())
		return nil
	}
	return notNumeric(v)
}

// AddInt adds an integer.
func (s *Sum) AddInt(n int64) error {
	s.n++
	s.kind = max(s.kind, Integer)
	sum, ok := smallOp('+', s.ints, n)
	if ok {
		s.ints = sum
		return nil
	}
	err := s.fold(NewInteger(s.ints))
	s.ints = n
	return err
}

// AddDecimal adds the xsd:decimal unscaled / 10^scale; scale is from 0 to 18.
func (s *Sum) AddDecimal(unscaled int64, scale int) error {
	s.n++
	s.kind = max(s.kind, Decimal)
	if s.scaled == nil {
		s.scaled = new([maxScale + 1]int64)
	}
	at := &s.scaled[scale]
	sum, ok := smallOp('+', *at, unscaled)
	if ok {
		*at = sum
		return nil
	}
	err := s.fold(NewDecimal(*at, scale))
	*at = unscaled
	return err
}

// AddDouble adds an xsd:double.
func (s *Sum) AddDouble(f float64) {
	s.n++
	s.kind = Double
	s.addFloat(f)
}

// addExact adds a decimal or a big integer.
func (s *Sum) addExact(v Value) error {
	s.n++
	s.kind = max(s.kind, v.kind)
	return s.fold(v)
}

// fold adds v to the exact part.
func (s *Sum) fold(v Value) error {
	if s.exact.kind == None {
		s.exact = v.primitive()
		return nil
	}
	e, err := numericOp(Add, s.exact, v)
	if err == nil {
		s.exact = e
	}
	return err
}

// addFloat adds f to the partial sums without rounding.
func (s *Sum) addFloat(f float64) {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		s.special += f
		return
	}
	i := 0
	for _, p := range s.partials {
		if math.Abs(f) < math.Abs(p) {
			f, p = p, f
		}
		hi := f + p
		if math.IsInf(hi, 0) { // the partial sums overflow: fall back to plain addition
			s.special += hi
			s.partials = s.partials[:0]
			return
		}
		if lo := p - (hi - f); lo != 0 {
			s.partials[i] = lo
			i++
		}
		f = hi
	}
	s.partials = append(s.partials[:i], f)
}

// Value is the sum: "0"^^xsd:integer when nothing was added.
func (s *Sum) Value() (Value, error) {
	exact, err := s.total()
	if err != nil {
		return Value{}, err
	}
	switch s.kind {
	case Float:
		return NewFloat(float32(s.round(exact))), nil
	case Double:
		return NewDouble(s.round(exact)), nil
	case Decimal:
		return decimalOp('+', NewDecimal(0, 0), exact)
	}
	return exact, nil
}

// total is the sum of the integers and decimals.
func (s *Sum) total() (Value, error) {
	sum := NewInteger(s.ints)
	if s.exact.kind != None {
		e, err := numericOp(Add, s.exact, sum)
		if err != nil {
			return Value{}, err
		}
		sum = e
	}
	if s.scaled == nil {
		return sum, nil
	}
	for scale, n := range s.scaled {
		if n == 0 {
			continue
		}
		e, err := decimalOp('+', sum, NewDecimal(n, scale))
		if err != nil {
			return Value{}, err
		}
		sum = e
	}
	return sum, nil
}

// round is the sum of the floats and the exact part, rounded once. There is no
// negative zero: the specification starts from the integer 0.
func (s *Sum) round(exact Value) float64 {
	if s.special != 0 { // NaN != 0 too
		return s.special
	}
	whole, _ := exact.Float64() // promoted, as op:numeric-add does
	if math.IsInf(whole, 0) {
		return whole
	}
	// Of one or two parts that do not overlap the last is the rounded sum.
	if n := len(s.partials); whole == 0 && n <= 2 {
		if n == 0 {
			return 0
		}
		return 0 + s.partials[n-1]
	}
	sum := new(big.Rat).SetFloat64(whole)
	for _, p := range s.partials {
		sum.Add(sum, new(big.Rat).SetFloat64(p))
	}
	f, _ := sum.Float64()
	return f
}

// Mean is the sum divided by the count: "0"^^xsd:integer when nothing was added.
func (s *Sum) Mean() (Value, error) {
	if s.n == 0 {
		return NewInteger(0), nil
	}
	sum, err := s.Value()
	if err != nil {
		return Value{}, err
	}
	return numericOp(Divide, sum, NewInteger(s.n))
}
