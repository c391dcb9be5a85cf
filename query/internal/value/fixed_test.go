package value

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestSumFloats compares sums of doubles of many sizes, added at once and in
// parts that are merged, with their exact sum rounded once.
func TestSumFloats(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for round := range 2000 {
		var whole, left, right Sum
		exact := new(big.Rat)
		span := 1 + round%120 // of the exponents
		for range 1 + r.IntN(40) {
			f := math.Ldexp(r.Float64()-0.5, r.IntN(span)-span/2)
			if r.IntN(3) == 0 {
				f = math.Trunc(f*100) / 100
			}
			part := &left
			if r.IntN(2) == 0 {
				part = &right
			}
			whole.AddDouble(f)
			part.AddDouble(f)
			exact.Add(exact, new(big.Rat).SetFloat64(f))
			if r.IntN(8) == 0 {
				n := int64(r.IntN(1000) - 500)
				whole.Add(NewInteger(n))
				part.Add(NewInteger(n))
				exact.Add(exact, new(big.Rat).SetInt64(n))
			}
		}
		if err := left.Merge(&right); err != nil {
			t.Fatal(err)
		}
		want, _ := exact.Float64()
		for name, s := range map[string]*Sum{"whole": &whole, "merged": &left} {
			v, err := s.Value()
			if got := v.float(); err != nil || got != want || s.Count() != whole.Count() {
				t.Fatalf("round %d, %s: %g of %d, %v; want %g of %d", round, name, got, s.Count(), err, want, whole.Count())
			}
		}
	}
}

// TestFixedRange checks what a fixed sum takes, where its halves round to, and
// that it refuses to overflow.
func TestFixedRange(t *testing.T) {
	for _, f := range []float64{0, 1, -1, 0.1, -0.1, 1 << 50, -1 << 50, 1.0 / 4096, 1<<50 + 0.25} {
		var x fixed
		if !x.add(f) || x.round() != f {
			t.Errorf("%g became %g", f, x.round())
		}
	}
	for _, f := range []float64{math.Inf(1), math.NaN(), 1 << 51, math.SmallestNonzeroFloat64, 1.0 / 8192} {
		var x fixed
		if x.add(f) || !x.zero() {
			t.Errorf("%g was taken", f)
		}
	}
	for _, sign := range []float64{1, -1} {
		var x fixed
		n := 0
		for x.add(sign * (1<<51 - 1)) {
			n++
		}
		if want := sign * float64(n) * (1<<51 - 1); x.round() != want || n < 1<<11 {
			t.Errorf("%d additions give %g, want %g", n, x.round(), want)
		}
	}
	var x fixed // 2^53 + 1 lies between two doubles
	for range 8 {
		x.add(1 << 50)
	}
	x.add(1)
	if x.round() != 1<<53 {
		t.Errorf("a half goes to %g", x.round())
	}
	x.add(1.0 / 4096)
	if x.round() != 1<<53+2 {
		t.Errorf("more than a half goes to %g", x.round())
	}
}

// TestSumMerge checks that sums merged from parts are those of the whole, for all
// kinds of numbers.
func TestSumMerge(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 500 {
		var whole, left, right Sum
		for range r.IntN(12) {
			v := randomExact(r)
			if r.IntN(3) == 0 {
				v = NewDecimal(int64(r.Uint64()), r.IntN(19))
			}
			part := &left
			if r.IntN(2) == 0 {
				part = &right
			}
			if whole.Add(v) != nil || part.Add(v) != nil {
				t.Fatal("no number")
			}
		}
		if err := left.Merge(&right); err != nil {
			t.Fatal(err)
		}
		got, err1 := left.Value()
		want, err2 := whole.Value()
		if show(got) != show(want) || err1 != nil || err2 != nil || left.Count() != whole.Count() {
			t.Fatalf("%s, %v; want %s, %v", show(got), err1, show(want), err2)
		}
	}
}
