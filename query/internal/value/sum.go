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
	n     int64 // numbers added
	ints  int64 // sum of small integers
	fixed fixed // sum of the floats of ordinary size
	rest  *rest // what few sums have; nil for nothing
	kind  Kind  // the largest kind; None before the first
}

// rest is the part of a sum that does not fit elsewhere.
type rest struct {
	scaled   [maxScale + 1]int64 // sums of the digits of small decimals by their scale
	decimals bool                // some of them were set
	exact    Value               // sum of the other exact numbers; None for zero
	partials []float64           // non-overlapping parts of the sum of other floats (Shewchuk 1997)
	special  float64             // sum of infinities and NaNs; 0 when there are none
}

// more is the rest, made when it is needed.
func (s *Sum) more() *rest {
	if s.rest == nil {
		s.rest = &rest{}
	}
	return s.rest
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
		if f := v.float(); !s.fixed.add(f) {
			s.addFloat(f)
		}
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
	return s.addScaled(unscaled, scale)
}

func (s *Sum) addScaled(unscaled int64, scale int) error {
	r := s.more()
	r.decimals = true
	at := &r.scaled[scale]
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
	if !s.fixed.add(f) {
		s.addFloat(f)
	}
}

// addExact adds a decimal or a big integer.
func (s *Sum) addExact(v Value) error {
	s.n++
	s.kind = max(s.kind, v.kind)
	return s.fold(v)
}

// fold adds v to the exact part.
func (s *Sum) fold(v Value) error {
	r := s.more()
	if r.exact.kind == None {
		r.exact = v.primitive()
		return nil
	}
	e, err := numericOp(Add, r.exact, v)
	if err == nil {
		r.exact = e
	}
	return err
}

// addFloat adds f, which fixed did not take, to the partial sums without rounding.
func (s *Sum) addFloat(f float64) {
	r := s.more()
	if math.IsInf(f, 0) || math.IsNaN(f) {
		r.special += f
		return
	}
	i := 0
	for _, p := range r.partials {
		if math.Abs(f) < math.Abs(p) {
			f, p = p, f
		}
		hi := f + p
		if math.IsInf(hi, 0) { // the partial sums overflow: fall back to plain addition
			r.special += hi
			r.partials = r.partials[:0]
			return
		}
		if lo := p - (hi - f); lo != 0 {
			r.partials[i] = lo
			i++
		}
		f = hi
	}
	r.partials = append(r.partials[:i], f)
}

// Merge adds all that was added to o, which must not be used any more.
func (s *Sum) Merge(o *Sum) error {
	n, kind := s.n+o.n, max(s.kind, o.kind)
	err := s.AddInt(o.ints)
	if !s.fixed.merge(o.fixed) {
		for _, f := range o.fixed.parts() {
			s.addFloat(f)
		}
	}
	if r := o.rest; r != nil {
		for scale, m := range r.scaled {
			if m != 0 && err == nil {
				err = s.addScaled(m, scale)
			}
		}
		if r.exact.kind != None && err == nil {
			err = s.fold(r.exact)
		}
		for _, f := range r.partials {
			s.addFloat(f)
		}
		s.more().special += r.special
	}
	s.n, s.kind = n, kind
	return err
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
	sum, r := NewInteger(s.ints), s.rest
	if r == nil {
		return sum, nil
	}
	if r.exact.kind != None {
		e, err := numericOp(Add, r.exact, sum)
		if err != nil {
			return Value{}, err
		}
		sum = e
	}
	if !r.decimals {
		return sum, nil
	}
	for scale, n := range r.scaled {
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
	if s.rest != nil && s.rest.special != 0 { // NaN != 0 too
		return s.rest.special
	}
	whole, _ := exact.Float64() // promoted, as op:numeric-add does
	if math.IsInf(whole, 0) {
		return whole
	}
	if whole == 0 && (s.rest == nil || len(s.rest.partials) == 0) {
		return 0 + s.fixed.round()
	}
	sum := new(big.Rat).SetFloat64(whole)
	for _, p := range s.fixed.parts() {
		sum.Add(sum, new(big.Rat).SetFloat64(p))
	}
	if s.rest != nil {
		for _, p := range s.rest.partials {
			sum.Add(sum, new(big.Rat).SetFloat64(p))
		}
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
