package value

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// slowQuotient is quotient by big numbers alone.
func slowQuotient(a, b Value) Value {
	num, den := a.Rat().Num(), b.Rat().Num()
	num = new(big.Int).Mul(num, b.Rat().Denom())
	den = new(big.Int).Mul(den, a.Rat().Denom())
	r := new(big.Rat).SetFrac(num, den)
	if scale, ok := expansion(r.Denom()); ok && scale <= MaxDigits {
		n := new(big.Int).Mul(r.Num(), pow10(scale))
		return bigDecimal(n.Quo(n, r.Denom()), scale)
	}
	return rounded(new(big.Int).Set(r.Num()), r.Denom())
}

func TestSmallQuotients(t *testing.T) {
	rng := rand.New(rand.NewPCG(41, 42))
	draw := func() Value {
		n := rng.Int64() >> rng.IntN(63)
		if rng.IntN(3) == 0 {
			n = -n
		}
		if rng.IntN(3) == 0 {
			return NewInteger(n)
		}
		return NewDecimal(n, rng.IntN(maxScale+1))
	}
	small := 0
	for range 15_000 {
		a, b := draw(), draw()
		if b.num == 0 {
			continue
		}
		got, err := quotient(a, b)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := smallQuotient(a, b); ok {
			small++
		}
		want := slowQuotient(a, b)
		if got.Lexical() != want.Lexical() || got.Key() != want.Key() || compareExact(got, want) != 0 {
			t.Fatalf("%s / %s = %s, not %s", a.Lexical(), b.Lexical(), got.Lexical(), want.Lexical())
		}
		f, _ := got.WithLexical(got.Lexical()).Float64()
		if g, _ := want.Float64(); f != g {
			t.Fatalf("%s is %v as a double, not %v", got.Lexical(), g, f)
		}
		other := draw()
		if c := got.Rat().Cmp(other.Rat()); compareExact(got, other) != c || compareExact(other, got) != -c {
			t.Fatalf("%s compared with %s is not %d", got.Lexical(), other.Lexical(), c)
		}
	}
	if small < 4_000 {
		t.Errorf("%d of 15,000 the fast way", small)
	}
}

// TestCloseDecimals compares quotients with their neighbours, which their doubles do
// not tell apart.
func TestCloseDecimals(t *testing.T) {
	third, _ := quotient(NewInteger(1), NewInteger(3))
	step := bigDecimal(big.NewInt(1), 34)
	for _, op := range []byte("+-") {
		near, err := decimalOp(op, third, step)
		if err != nil {
			t.Fatal(err)
		}
		want := -1
		if op == '-' {
			want = 1
		}
		if c := compareExact(third, near); c != want {
			t.Errorf("%s and %s: %d", third.Lexical(), near.Lexical(), c)
		}
	}
	if c := compareExact(third, NewDecimal(333333333333333333, 18)); c != 1 {
		t.Errorf("%d", c)
	}
}
