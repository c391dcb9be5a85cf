package value

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

// arithCase is a op b with its result; an empty result is an error.
type arithCase struct{ a, at, op, b, bt, want, wt string }

// checkArithmetic computes the cases.
func checkArithmetic(t *testing.T, tests []arithCase) {
	t.Helper()
	for _, tt := range tests {
		v, err := Arithmetic(Op(tt.op[0]), lit(tt.a, tt.at), lit(tt.b, tt.bt))
		name := tt.a + "^^" + tt.at + " " + tt.op + " " + tt.b + "^^" + tt.bt
		if tt.want == "" {
			if err == nil || !IsExpression(err) {
				t.Errorf("%s = %s, %v; want an expression error", name, show(v), err)
			}
			continue
		}
		if err != nil || v.Lexical() != tt.want || v.Datatype() != lookupIRI(tt.wt) {
			t.Errorf("%.80s = %.80s, %v; want %.80s^^%s", name, show(v), err, tt.want, tt.wt)
		}
	}
}

// TestArithmetic checks the operators on numbers.
func TestArithmetic(t *testing.T) {
	nines := strings.Repeat("9", 1000)
	checkArithmetic(t, []arithCase{
		{"1", "integer", "+", "2", "integer", "3", "integer"},
		{"9223372036854775807", "integer", "+", "1", "integer", "9223372036854775808", "integer"},
		{"-9223372036854775808", "integer", "-", "1", "integer", "-9223372036854775809", "integer"},
		{"9223372036854775808", "integer", "-", "1", "integer", "9223372036854775807", "integer"},
		{"3037000500", "integer", "*", "3037000500", "integer", "9223372037000250000", "integer"},
		{"-9223372036854775808", "integer", "*", "-1", "integer", "9223372036854775808", "integer"},
		{"-9223372036854775808", "integer", "/", "-1", "integer", "9223372036854775808", "decimal"},
		{nines, "integer", "+", "1", "integer", "1" + strings.Repeat("0", 1000), "integer"},
		{"1", "byte", "+", "1", "short", "2", "integer"},
		{"4", "integer", "/", "2", "integer", "2", "decimal"},
		{"1", "integer", "/", "3", "integer", "0.3333333333333333333333333333333333", "decimal"},
		{"2", "integer", "/", "3", "integer", "0.6666666666666666666666666666666667", "decimal"},
		{"-2", "integer", "/", "3", "integer", "-0.6666666666666666666666666666666667", "decimal"},
		{"1", "integer", "/", "8", "integer", "0.125", "decimal"},
		{"1", "integer", "/", "0", "integer", "", ""},
		{"1.0", "decimal", "/", "0", "integer", "", ""},
		{"1", "integer", "/", "0", "double", "INF", "double"},
		{"0", "double", "/", "0", "integer", "NaN", "double"},
		{"-1", "integer", "/", "0.0", "float", "-INF", "float"},
		{"1.0", "decimal", "+", "2", "integer", "3", "decimal"},
		{"0.1", "decimal", "+", "0.2", "decimal", "0.3", "decimal"},
		{"0.1", "decimal", "*", "0.1", "decimal", "0.01", "decimal"},
		{"1.5", "decimal", "-", "1.5", "decimal", "0", "decimal"},
		{"0." + nines, "decimal", "+", "0." + strings.Repeat("0", 999) + "1", "decimal", "1", "decimal"},
		{nines + ".5", "decimal", "*", "2", "integer", "1" + strings.Repeat("9", 1000), "decimal"},
		{"123456789.123456789", "decimal", "*", "987654321.987654321", "decimal", "121932631356500531.347203169112635269", "decimal"},
		{"1", "decimal", "+", "1", "float", "2.0E0", "float"},
		{"0.1", "float", "+", "0.2", "double", "3.0000000149011613E-1", "double"},
		{"1e308", "double", "*", "10", "integer", "INF", "double"},
		{"1", "integer", "+", "1", "", "", ""},
		{"x", "integer", "+", "1", "integer", "", ""},
		{"1", "integer", "+", "1", "http://t", "", ""},
		{"true", "boolean", "+", "1", "integer", "", ""},
	})
}

// TestTemporalArithmetic checks the operators on dates, times and durations.
func TestTemporalArithmetic(t *testing.T) {
	checkArithmetic(t, []arithCase{
		{"2000-01-31T00:00:00", "dateTime", "+", "P1M", "yearMonthDuration", "2000-02-29T00:00:00", "dateTime"},
		{"2000-01-12T12:13:14Z", "dateTime", "+", "P1Y3M5DT7H10M3S", "duration", "2001-04-17T19:23:17Z", "dateTime"},
		{"2000-03-30T00:00:00", "dateTime", "-", "P1M", "yearMonthDuration", "2000-02-29T00:00:00", "dateTime"},
		{"2000-03-01T00:00:00", "dateTime", "-", "PT0.5S", "dayTimeDuration", "2000-02-29T23:59:59.5", "dateTime"},
		{"PT1H", "dayTimeDuration", "+", "2000-12-31T23:30:00", "dateTime", "2001-01-01T00:30:00", "dateTime"},
		{"PT1H", "dayTimeDuration", "-", "2000-12-31T23:30:00", "dateTime", "", ""},
		{"2000-10-30", "date", "+", "P1DT12H", "dayTimeDuration", "2000-10-31", "date"},
		{"2000-10-30", "date", "-", "PT1S", "dayTimeDuration", "2000-10-29", "date"},
		{"23:12:00+03:00", "time", "+", "P1DT3H15M", "dayTimeDuration", "02:27:00+03:00", "time"},
		{"11:12:00", "time", "-", "P3DT1H15M", "dayTimeDuration", "09:57:00", "time"},
		{"11:12:00", "time", "-", "P1M", "yearMonthDuration", "", ""},
		{"2000-10-30T06:12:00-05:00", "dateTime", "-", "1999-11-28T09:00:00Z", "dateTime", "P337DT2H12M", "dayTimeDuration"},
		{"2000-10-30", "date", "-", "1999-11-28", "date", "P337D", "dayTimeDuration"},
		{"2000-10-30", "date", "-", "1999-11-28Z", "date", "", ""},
		{"11:00:00-05:00", "time", "-", "21:30:00+05:30", "time", "PT0S", "dayTimeDuration"},
		{"2000-01-01T00:00:00", "dateTime", "-", "2000-01-01T00:00:00.3", "dateTime", "-PT0.3S", "dayTimeDuration"},
		{"2000-01-01T00:00:00", "dateTime", "+", "2000-01-01T00:00:00", "dateTime", "", ""},
		{"100000000000-12-31T00:00:00", "dateTime", "+", "P1D", "dayTimeDuration", "", ""},
		{"P1Y11M", "yearMonthDuration", "+", "P3Y3M", "yearMonthDuration", "P5Y2M", "yearMonthDuration"},
		{"P2Y11M", "yearMonthDuration", "-", "P3Y3M", "yearMonthDuration", "-P4M", "yearMonthDuration"},
		{"P2DT12H5M", "dayTimeDuration", "+", "P5DT12H", "dayTimeDuration", "P8DT5M", "dayTimeDuration"},
		{"P1Y", "yearMonthDuration", "+", "P1D", "dayTimeDuration", "P1Y1D", "duration"},
		{"P1Y", "yearMonthDuration", "-", "P1D", "dayTimeDuration", "", ""},
		{"P2Y11M", "yearMonthDuration", "*", "2.3", "decimal", "P6Y9M", "yearMonthDuration"},
		{"PT2H10M", "dayTimeDuration", "*", "2.1", "double", "PT4H33M", "dayTimeDuration"},
		{"3", "integer", "*", "PT0.5S", "dayTimeDuration", "PT1.5S", "dayTimeDuration"},
		{"P2Y11M", "yearMonthDuration", "/", "1.5", "decimal", "P1Y11M", "yearMonthDuration"},
		{"P1DT2H30M10.5S", "dayTimeDuration", "/", "1.5", "decimal", "PT17H40M7S", "dayTimeDuration"},
		{"P3Y4M", "yearMonthDuration", "/", "-P1Y4M", "yearMonthDuration", "-2.5", "decimal"},
		{"P2DT53M11S", "dayTimeDuration", "/", "PT1S", "dayTimeDuration", "175991", "decimal"},
		{"PT1S", "dayTimeDuration", "/", "PT0S", "dayTimeDuration", "", ""},
		{"PT1S", "dayTimeDuration", "/", "0", "integer", "", ""},
		{"PT1S", "dayTimeDuration", "*", "NaN", "double", "", ""},
		{"P1Y1D", "duration", "*", "2", "integer", "", ""},
		{"P8000000000Y", "yearMonthDuration", "*", "1e10", "double", "", ""},
	})
}

// TestDigitLimit checks that numbers cannot grow without end.
func TestDigitLimit(t *testing.T) {
	v := NewInteger(3)
	var err error
	for range 60 {
		if v, err = Arithmetic(Multiply, v, v); err != nil {
			break
		}
	}
	var limit *LimitError
	if !errors.As(err, &limit) || limit.Max != MaxDigits {
		t.Errorf("squaring 3 sixty times: %v", err)
	}
	d, _ := ParseDecimal("0." + strings.Repeat("0", MaxDigits-1) + "1")
	if _, err := Arithmetic(Multiply, d, d); !errors.As(err, &limit) {
		t.Errorf("tiny decimal squared: %v", err)
	}
	big := lit(strings.Repeat("9", MaxDigits), "integer")
	if _, err := Arithmetic(Add, big, big); !errors.As(err, &limit) {
		t.Errorf("sum beyond the limit: %v", err)
	}
}

// TestUnary checks the functions of one number.
func TestUnary(t *testing.T) {
	tests := []struct {
		name     string
		f        func(Value) (Value, error)
		in, it   string
		want, wt string
	}{
		{"-", Negate, "-9223372036854775808", "integer", "9223372036854775808", "integer"},
		{"-", Negate, "0", "double", "-0.0E0", "double"},
		{"-", Negate, "1.50", "decimal", "-1.5", "decimal"},
		{"-", Negate, "x", "", "", ""},
		{"+", Plus, "007", "byte", "7", "integer"},
		{"abs", Abs, "-9223372036854775808", "integer", "9223372036854775808", "integer"},
		{"abs", Abs, "-INF", "float", "INF", "float"},
		{"abs", Abs, "-1.5", "decimal", "1.5", "decimal"},
		{"ceil", Ceil, "10.5", "decimal", "11", "decimal"},
		{"ceil", Ceil, "-10.5", "decimal", "-10", "decimal"},
		{"ceil", Ceil, "-0.5", "double", "-0.0E0", "double"},
		{"ceil", Ceil, "9223372036854775807.5", "decimal", "9223372036854775808", "decimal"},
		{"floor", Floor, "10.5", "decimal", "10", "decimal"},
		{"floor", Floor, "-10.5", "decimal", "-11", "decimal"},
		{"floor", Floor, "-0.000000000000000000001", "decimal", "-1", "decimal"},
		{"round", Round, "2.5", "decimal", "3", "decimal"},
		{"round", Round, "2.4999", "decimal", "2", "decimal"},
		{"round", Round, "-2.5", "decimal", "-2", "decimal"},
		{"round", Round, "-2.51", "decimal", "-3", "decimal"},
		{"round", Round, "-2.5", "double", "-2.0E0", "double"},
		{"round", Round, "-0.2", "double", "-0.0E0", "double"},
		{"round", Round, "0.49999999999999994", "double", "0.0E0", "double"},
		{"round", Round, "4503599627370497.5", "double", "4.503599627370498E15", "double"},
		{"round", Round, "NaN", "double", "NaN", "double"},
		{"round", Round, "INF", "float", "INF", "float"},
		{"round", Round, "5", "integer", "5", "integer"},
		{"round", Round, "true", "boolean", "", ""},
	}
	for _, tt := range tests {
		v, err := tt.f(lit(tt.in, tt.it))
		if tt.want == "" {
			if !IsExpression(err) {
				t.Errorf("%s %s^^%s = %s, want an error", tt.name, tt.in, tt.it, show(v))
			}
			continue
		}
		if err != nil || v.Lexical() != tt.want || v.Datatype() != lookupIRI(tt.wt) {
			t.Errorf("%s %s^^%s = %s, %v; want %s^^%s", tt.name, tt.in, tt.it, show(v), err, tt.want, tt.wt)
		}
	}
}

// randomExact makes integers and decimals around the limits of the fast paths.
func randomExact(r *rand.Rand) Value {
	n := new(big.Int).SetUint64(r.Uint64() >> r.IntN(64))
	for range r.IntN(3) {
		n.Mul(n, new(big.Int).SetUint64(r.Uint64()>>r.IntN(64)))
	}
	if r.IntN(2) == 0 {
		n.Neg(n)
	}
	if r.IntN(2) == 0 {
		return NewBigInteger(n)
	}
	return bigDecimal(n, r.IntN(40))
}

// TestArithmeticRat compares arithmetic with exact rational numbers.
func TestArithmeticRat(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		a, b := randomExact(r), randomExact(r)
		x, y := a.Rat(), b.Rat()
		want := map[Op]*big.Rat{
			Add: new(big.Rat).Add(x, y), Subtract: new(big.Rat).Sub(x, y), Multiply: new(big.Rat).Mul(x, y),
		}
		for op, w := range want {
			v, err := Arithmetic(op, a, b)
			if err != nil || v.Rat().Cmp(w) != 0 {
				t.Fatalf("%s %c %s = %s, %v", show(a), op, show(b), show(v), err)
			}
			if c, st := parse(v.Lexical(), v.sub); st != parsed || !SameTerm(c.primitive(), v) {
				t.Fatalf("%s does not read back", show(v))
			}
		}
		if got, want := compareExact(a, b), x.Cmp(y); got != want {
			t.Fatalf("compare(%s, %s) = %d, want %d", show(a), show(b), got, want)
		}
		f, _ := a.Float64()
		if w, _ := x.Float64(); f != w {
			t.Fatalf("Float64(%s) = %v, want %v", show(a), f, w)
		}
		checkQuotient(t, a, b)
	}
}

// checkQuotient checks that a quotient is exact or as precise as promised.
func checkQuotient(t *testing.T, a, b Value) {
	if b.sign() == 0 {
		return
	}
	v, err := Arithmetic(Divide, a, b)
	if err != nil {
		t.Fatalf("%s / %s: %v", show(a), show(b), err)
	}
	exact := new(big.Rat).Quo(a.Rat(), b.Rat())
	off := new(big.Rat).Sub(v.Rat(), exact)
	off.Abs(off)
	bound := big.NewRat(1, 2_000_000_000_000_000_000) // half of 10^-18
	if off.Cmp(bound) > 0 {
		t.Fatalf("%s / %s = %s is off by %s", show(a), show(b), show(v), off.FloatString(40))
	}
	if _, finite := expansion(exact.Denom()); finite && off.Sign() != 0 {
		t.Fatalf("%s / %s = %s, but the exact quotient is finite", show(a), show(b), show(v))
	}
	relative := new(big.Rat).Mul(new(big.Rat).Abs(exact), new(big.Rat).SetFrac(big.NewInt(1), pow10(32)))
	if off.Cmp(relative) > 0 && off.Sign() != 0 {
		t.Fatalf("%s / %s = %s has fewer than 33 digits", show(a), show(b), show(v))
	}
}

// TestSum checks sums and means.
func TestSum(t *testing.T) {
	tests := []struct {
		in        []Value
		sum, mean string
	}{
		{nil, "0^^integer", "0^^integer"},
		{[]Value{NewInteger(1), NewInteger(2), NewInteger(3)}, "6^^integer", "2^^decimal"},
		{[]Value{lit("1", "byte")}, "1^^integer", "1^^decimal"},
		{[]Value{NewInteger(1 << 62), NewInteger(1 << 62), NewInteger(1 << 62)}, "13835058055282163712^^integer", "4611686018427387904^^decimal"},
		{[]Value{lit("1.0", "decimal"), lit("2.2", "decimal"), lit("3.5", "decimal")}, "6.7^^decimal", "2.233333333333333333333333333333333^^decimal"},
		{[]Value{NewInteger(1), lit("2.2", "decimal")}, "3.2^^decimal", "1.6^^decimal"},
		{[]Value{lit("2E-1", "double"), lit("0.2", "decimal")}, "4.0E-1^^double", "2.0E-1^^double"},
		{[]Value{lit("1", "float"), lit("2", "decimal")}, "3.0E0^^float", "1.5E0^^float"},
		{[]Value{lit("1", "float"), lit("2", "double")}, "3.0E0^^double", "1.5E0^^double"},
		{[]Value{lit("-0", "double")}, "0.0E0^^double", "0.0E0^^double"},
		{[]Value{lit("INF", "double"), lit("1", "double")}, "INF^^double", "INF^^double"},
		{[]Value{lit("INF", "double"), lit("-INF", "double")}, "NaN^^double", "NaN^^double"},
		{[]Value{lit("NaN", "double"), NewInteger(1)}, "NaN^^double", "NaN^^double"},
	}
	for _, tt := range tests {
		var s Sum
		for _, v := range tt.in {
			if err := s.Add(v); err != nil {
				t.Fatal(err)
			}
		}
		sum, err1 := s.Value()
		mean, err2 := s.Mean()
		if show(sum) != tt.sum || show(mean) != tt.mean || err1 != nil || err2 != nil {
			t.Errorf("%v: %s and %s, want %s and %s", tt.in, show(sum), show(mean), tt.sum, tt.mean)
		}
	}
	var s Sum
	if err := s.Add(NewString("1")); !IsExpression(err) {
		t.Errorf("adding a string: %v", err)
	}
}

// TestSumOrder checks that the sum of doubles does not depend on their order.
func TestSumOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		list := make([]Value, 50)
		for i := range list {
			f := (r.Float64() - 0.5) * float64(uint64(1)<<r.IntN(63))
			if r.IntN(10) == 0 {
				list[i] = NewInteger(int64(f))
			} else {
				list[i] = NewDouble(f)
			}
		}
		var first string
		for range 5 {
			r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			var s Sum
			for _, v := range list {
				if err := s.Add(v); err != nil {
					t.Fatal(err)
				}
			}
			v, _ := s.Value()
			if first == "" {
				first = v.Lexical()
			}
			if v.Lexical() != first {
				t.Fatalf("sum is %s in one order and %s in another", first, v.Lexical())
			}
		}
	}
}

// TestExpansion checks finite decimal expansions.
func TestExpansion(t *testing.T) {
	for e := range 70 {
		five := new(big.Int).Exp(big.NewInt(5), big.NewInt(int64(e)), nil)
		for _, twos := range []uint{0, 1, 40, 100} {
			den := new(big.Int).Lsh(five, twos)
			if n, ok := expansion(den); !ok || n != max(e, int(twos)) {
				t.Fatalf("5^%d 2^%d: %d %v", e, twos, n, ok)
			}
			if _, ok := expansion(new(big.Int).Mul(den, big.NewInt(3))); ok {
				t.Fatalf("3 * 5^%d 2^%d is finite", e, twos)
			}
		}
	}
}

// TestSumExact compares sums and means of integers and decimals with rationals.
func TestSumExact(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 300 {
		var s Sum
		want := new(big.Rat)
		n := 1 + r.IntN(30)
		for range n {
			v := randomExact(r)
			if r.IntN(2) == 0 { // a small decimal near the limit of int64
				v = NewDecimal(int64(r.Uint64()), r.IntN(19))
			}
			if err := s.Add(v); err != nil {
				t.Fatal(err)
			}
			want.Add(want, v.Rat())
		}
		sum, err := s.Value()
		if err != nil || sum.Rat().Cmp(want) != 0 || s.Count() != int64(n) {
			t.Fatalf("sum %s, %v; want %s", show(sum), err, want.FloatString(40))
		}
		mean, err := s.Mean()
		off := new(big.Rat).Sub(mean.Rat(), want.Quo(want, big.NewRat(int64(n), 1)))
		if err != nil || off.Abs(off).Cmp(big.NewRat(1, 2_000_000_000_000_000_000)) > 0 {
			t.Fatalf("mean %s, %v is off by %s", show(mean), err, off.FloatString(40))
		}
	}
}
