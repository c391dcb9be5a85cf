package value

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// equalCase is a comparison with the outcomes of = and sameTerm: y yes, n no, e error.
type equalCase struct {
	a, at, b, bt string
	eq, same     byte
}

// checkEqual compares both ways.
func checkEqual(t *testing.T, tests []equalCase) {
	t.Helper()
	for _, tt := range tests {
		a, b := lit(tt.a, tt.at), lit(tt.b, tt.bt)
		for range 2 {
			eq, err := Equal(a, b)
			if got := verdict(eq, err); got != tt.eq {
				t.Errorf("%s = %s: %c (%v), want %c", show(a), show(b), got, err, tt.eq)
			}
			if err != nil && !IsExpression(err) {
				t.Errorf("%s = %s: %v is no expression error", show(a), show(b), err)
			}
			if eq && a.Key() != b.Key() {
				t.Errorf("%s = %s, but their keys differ", show(a), show(b))
			}
			if got := verdict(SameTerm(a, b), nil); got != tt.same {
				t.Errorf("sameTerm(%s, %s): %c, want %c", show(a), show(b), got, tt.same)
			}
			a, b = b, a
		}
	}
}

// TestEqual checks = and sameTerm for numbers, strings, booleans and unknown types.
func TestEqual(t *testing.T) {
	checkEqual(t, []equalCase{
		{"1", "integer", "1", "integer", 'y', 'y'},
		{"1", "integer", "01", "integer", 'y', 'n'},
		{"1", "integer", "1.0", "decimal", 'y', 'n'},
		{"1", "integer", "1e0", "double", 'y', 'n'},
		{"1", "integer", "1", "byte", 'y', 'n'},
		{"1", "integer", "2", "integer", 'n', 'n'},
		{"0.1", "decimal", "0.1", "double", 'y', 'n'},
		{"0.1", "float", "0.1", "double", 'n', 'n'},
		{"0.1", "float", "0.1", "decimal", 'y', 'n'},
		{"9007199254740993", "integer", "9007199254740992", "double", 'y', 'n'},
		{"9007199254740993", "integer", "9007199254740992", "decimal", 'n', 'n'},
		{"NaN", "double", "NaN", "double", 'n', 'y'},
		{"-0", "double", "0", "double", 'y', 'n'},
		{"INF", "double", "INF", "float", 'y', 'n'},
		{"1", "integer", "1", "", 'n', 'n'},
		{"1", "integer", "1", "boolean", 'n', 'n'},
		{"1", "boolean", "true", "boolean", 'y', 'n'},
		{"true", "boolean", "yes", "boolean", 'e', 'n'},
		{"yes", "boolean", "yes", "boolean", 'y', 'y'},
		{"x", "integer", "x", "integer", 'y', 'y'},
		{"x", "integer", "y", "integer", 'e', 'n'},
		{"x", "integer", "x", "", 'e', 'n'},
		{"a", "", "a", "", 'y', 'y'},
		{"a", "", "b", "", 'n', 'n'},
		{"a", "@en", "a", "@EN", 'y', 'y'},
		{"a", "@en", "a", "@fr", 'n', 'n'},
		{"a", "@en", "a", "@en--ltr", 'n', 'n'},
		{"a", "@en--ltr", "a", "@en--rtl", 'n', 'n'},
		{"a", "@en", "a", "", 'n', 'n'},
		{"a", "@en", "a", "http://t", 'n', 'n'},
		{"a", "@en", "a", "integer", 'n', 'n'},
		{"a", "http://t", "a", "http://t", 'y', 'y'},
		{"a", "http://t", "b", "http://t", 'e', 'n'},
		{"a", "http://t", "a", "http://u", 'e', 'n'},
		{"a", "http://t", "a", "", 'e', 'n'},
	})
}

// TestEqualTime checks = and sameTerm for dates, times and durations.
func TestEqualTime(t *testing.T) {
	checkEqual(t, []equalCase{
		{"2008-04-01T00:00:00Z", "dateTime", "2008-04-01T00:00:00.00Z", "dateTime", 'y', 'n'},
		{"2002-04-02T23:00:00-04:00", "dateTime", "2002-04-03T02:00:00-01:00", "dateTime", 'y', 'n'},
		{"2002-04-02T23:00:00", "dateTime", "2002-04-02T23:00:00+06:00", "dateTime", 'e', 'n'},
		{"2002-04-02T23:00:00", "dateTime", "2002-04-04T23:00:00Z", "dateTime", 'n', 'n'},
		{"2002-04-02T23:00:00", "dateTime", "2002-04-03T13:00:00Z", "dateTime", 'e', 'n'},
		{"2002-04-02T23:00:00", "dateTime", "2002-04-03T13:00:01Z", "dateTime", 'n', 'n'},
		{"1999-12-31T24:00:00", "dateTime", "2000-01-01T00:00:00", "dateTime", 'y', 'n'},
		{"2006-08-23", "date", "2006-08-23T00:00:00", "dateTime", 'n', 'n'},
		{"2006-08-23Z", "date", "2006-08-23", "date", 'e', 'n'},
		{"2006-08-23Z", "date", "2006-08-23+00:00", "date", 'y', 'n'},
		{"2001-01-01Z", "date", "2006-08-23", "date", 'n', 'n'},
		{"10:00:00Z", "time", "12:00:00+02:00", "time", 'y', 'n'},
		{"2000", "gYear", "2000", "gYear", 'y', 'y'},
		{"2000", "gYear", "2001", "gYear", 'n', 'n'},
		{"P1Y", "duration", "P12M", "yearMonthDuration", 'y', 'n'},
		{"P0M", "yearMonthDuration", "PT0S", "dayTimeDuration", 'y', 'n'},
		{"P30D", "duration", "P1M", "duration", 'n', 'n'},
		{"P1D", "duration", "1", "integer", 'n', 'n'},
	})
}

func verdict(ok bool, err error) byte {
	switch {
	case err != nil:
		return 'e'
	case ok:
		return 'y'
	}
	return 'n'
}

// TestEqualTerms checks = for what is no literal.
func TestEqualTerms(t *testing.T) {
	iri, other, blank := NewIRI("http://e/a"), NewIRI("http://e/b"), NewBlank("a")
	tr := func(o Value) Value { return NewTriple(iri, iri, o, show(o)) }
	tests := []struct {
		a, b Value
		eq   byte
	}{
		{iri, iri, 'y'},
		{iri, other, 'n'},
		{iri, blank, 'n'},
		{iri, NewString("http://e/a"), 'n'},
		{iri, lit("x", "http://t"), 'n'},
		{blank, NewBlank("a"), 'y'},
		{blank, NewBlank("b"), 'n'},
		{Value{}, iri, 'e'},
		{tr(lit("123", "integer")), tr(lit("123.0", "decimal")), 'y'},
		{tr(lit("1", "integer")), tr(lit("2", "integer")), 'n'},
		{tr(lit("x", "http://t")), tr(lit("y", "http://t")), 'e'},
		{tr(lit("x", "integer")), tr(iri), 'n'},
		{tr(tr(lit("1", "integer"))), tr(tr(lit("1.0", "decimal"))), 'y'},
		{tr(iri), iri, 'n'},
	}
	for _, tt := range tests {
		eq, err := Equal(tt.a, tt.b)
		if got := verdict(eq, err); got != tt.eq {
			t.Errorf("%s = %s: %c, want %c", show(tt.a), show(tt.b), got, tt.eq)
		}
		if eq && tt.a.Key() != tt.b.Key() {
			t.Errorf("%s = %s, but their keys differ", show(tt.a), show(tt.b))
		}
	}
	nan, nanf := lit("NaN", "double"), lit("NaN", "float")
	if ok, err := SameValue(nan, nanf); !ok || err != nil {
		t.Errorf("sameValue(NaN, NaN): %v %v", ok, err)
	}
	if ok, _ := SameValue(lit("1e10", "double"), nan); ok {
		t.Error("sameValue(1e10, NaN)")
	}
}

// TestLess checks <.
func TestLess(t *testing.T) {
	tests := []struct {
		a, at, b, bt string
		lt           byte
	}{
		{"1", "integer", "2", "integer", 'y'},
		{"2", "integer", "1.5", "decimal", 'n'},
		{"-1", "integer", "1e-300", "double", 'y'},
		{"9223372036854775807", "integer", "9223372036854775808", "integer", 'y'},
		{"0.99999999999999999999", "decimal", "1", "integer", 'y'},
		{"-0.99999999999999999999", "decimal", "-1", "integer", 'n'},
		{"NaN", "double", "1", "integer", 'n'},
		{"1", "integer", "NaN", "double", 'n'},
		{"-INF", "double", "INF", "float", 'y'},
		{"a", "", "b", "", 'y'},
		{"Z", "", "a", "", 'y'},
		{"\uFFFF", "", "\U00010000", "", 'y'},
		{"a", "@en", "b", "@en", 'e'},
		{"a", "", "b", "@en", 'e'},
		{"false", "boolean", "true", "boolean", 'y'},
		{"false", "boolean", "1", "integer", 'e'},
		{"a", "http://t", "b", "http://t", 'e'},
		{"1", "integer", "x", "integer", 'e'},
		{"2006-08-22", "date", "2006-08-23Z", "date", 'y'},
		{"2006-08-23", "date", "2006-08-23Z", "date", 'e'},
		{"2008-10-01T00:00:00", "dateTime", "2008-10-03T00:00:00Z", "dateTime", 'y'},
		{"2008-10-01T00:00:00", "dateTime", "2008-10-03", "date", 'e'},
		{"10:00:00", "time", "10:00:00.000000000000000001", "time", 'y'},
		{"1999", "gYear", "2000", "gYear", 'y'},
		{"P1Y", "yearMonthDuration", "P13M", "yearMonthDuration", 'y'},
		{"PT59S", "dayTimeDuration", "PT1M", "dayTimeDuration", 'y'},
		{"P1Y", "duration", "P13M", "duration", 'e'},
		{"P1Y", "yearMonthDuration", "P1000D", "dayTimeDuration", 'e'},
	}
	for _, tt := range tests {
		a, b := lit(tt.a, tt.at), lit(tt.b, tt.bt)
		lt, err := Less(a, b)
		if got := verdict(lt, err); got != tt.lt {
			t.Errorf("%s < %s: %c (%v), want %c", show(a), show(b), got, err, tt.lt)
		}
		gt, err := Test(GT, b, a)
		if got := verdict(gt, err); got != tt.lt {
			t.Errorf("%s > %s: %c, want %c", show(b), show(a), got, tt.lt)
		}
		if tt.lt == 'y' {
			for _, rel := range []struct {
				r    Rel
				want bool
			}{{LE, true}, {GE, false}, {NE, true}, {EQ, false}} {
				if ok, err := Test(rel.r, a, b); ok != rel.want || err != nil {
					t.Errorf("relation %d of %s and %s: %v %v", rel.r, show(a), show(b), ok, err)
				}
			}
			if Order(a, b) != -1 || Order(b, a) != 1 {
				t.Errorf("%s < %s, but not so in order", show(a), show(b))
			}
		}
	}
}

// TestEBV checks the effective boolean value.
func TestEBV(t *testing.T) {
	tests := []struct {
		v    Value
		want byte
	}{
		{lit("true", "boolean"), 'y'}, {lit("0", "boolean"), 'n'}, {lit("z", "boolean"), 'e'},
		{lit("1", "integer"), 'y'}, {lit("-0", "integer"), 'n'}, {lit("x", "integer"), 'e'},
		{lit("0.0", "decimal"), 'n'}, {lit("0.0000000000000000000000001", "decimal"), 'y'},
		{lit("99999999999999999999", "integer"), 'y'},
		{lit("NaN", "double"), 'n'}, {lit("-0", "float"), 'n'}, {lit("INF", "double"), 'y'},
		{lit("", ""), 'n'}, {lit("0", ""), 'y'}, {lit("a", "@en"), 'e'}, {lit("", "@en"), 'e'},
		{lit("2020-01-01T00:00:00Z", "dateTime"), 'e'}, {lit("x", "http://t"), 'e'},
		{NewIRI("http://e"), 'e'}, {NewBlank("b"), 'e'}, {Value{}, 'e'},
	}
	for _, tt := range tests {
		ok, err := EBV(tt.v)
		if got := verdict(ok, err); got != tt.want {
			t.Errorf("EBV(%s): %c, want %c", show(tt.v), got, tt.want)
		}
	}
}

// TestOrder checks the order across kinds, with every pair both ways.
func TestOrder(t *testing.T) {
	sorted := []Value{
		{}, NewBlank("a"), NewBlank("b"), NewIRI("http://e/a"), NewIRI("http://e/b"),
		lit("NaN", "double"), lit("-INF", "double"), lit("-1", "integer"), lit("0.1", "decimal"),
		lit("0.1", "double"), lit("1", "integer"), lit("9007199254740992", "double"),
		lit("9007199254740993", "integer"), lit("9007199254740993.5", "decimal"), lit("INF", "float"),
		lit("", ""), lit("B", ""), lit("a", ""), lit("a", "@de"), lit("a", "@en"), lit("a", "@en--ltr"), lit("b", "@de"),
		lit("false", "boolean"), lit("true", "boolean"),
		lit("2000-01-01T00:00:00+01:00", "dateTime"), lit("2000-01-01T00:00:00", "dateTime"),
		lit("2000-01-01T00:00:00Z", "dateTime"), lit("2000-01-01", "date"), lit("12:00:00", "time"), lit("2000", "gYear"),
		lit("-P1Y", "duration"), lit("PT0S", "dayTimeDuration"), lit("P30D", "duration"), lit("P1M", "yearMonthDuration"), lit("P31D", "duration"),
		lit("a", "http://t"), lit("b", "http://t"), lit("a", "http://u"), lit("x", "integer"),
		NewTriple(NewIRI("http://e/a"), NewIRI("http://p"), lit("1", "integer"), "1"),
		NewTriple(NewIRI("http://e/a"), NewIRI("http://p"), lit("2", "integer"), "2"),
	}
	for i, a := range sorted {
		for j, b := range sorted {
			if got, want := Order(a, b), compareInt(int64(i), int64(j)); got != want {
				t.Errorf("Order(%s, %s) = %d, want %d", show(a), show(b), got, want)
			}
			if got, want := OrderTerms(a, b), compareInt(int64(i), int64(j)); got != want {
				t.Errorf("OrderTerms(%s, %s) = %d, want %d", show(a), show(b), got, want)
			}
		}
	}
	one, uno := lit("1", "integer"), lit("1.0", "decimal")
	if Order(one, uno) != 0 || OrderTerms(one, uno) == 0 || OrderTerms(one, uno) != -OrderTerms(uno, one) {
		t.Error("1 and 1.0 are equal by value and different terms")
	}
}

// randomValue makes a literal of any kind, often close to others.
func randomValue(r *rand.Rand) Value {
	pick := func(s ...string) string { return s[r.IntN(len(s))] }
	switch r.IntN(9) {
	case 0:
		return lit(pick("0", "1", "-1", "9007199254740993", "9007199254740992", "99999999999999999999", "x"), pick("integer", "decimal", "double", "float", "long"))
	case 1:
		return lit(pick("0.1", "0.10", "-0.0", "1e16", "1e400", "NaN", "INF", "0.30000001192092896"), pick("decimal", "double", "float"))
	case 2:
		return lit(pick("", "a", "b", "é"), pick("", "@en", "@EN", "@de", "@en--ltr", "http://t"))
	case 3:
		return lit(pick("2000-01-01", "2000-01-02", "1999-12-31", "-0001-01-01")+pick("T00:00:00", "T24:00:00", "T12:30:00.5")+pick("", "Z", "+14:00", "-14:00"), "dateTime")
	case 4:
		return lit(pick("2000-01-01", "2000-01-02")+pick("", "Z", "+14:00", "-12:00"), "date")
	case 5:
		return lit(pick("P1M", "P30D", "P31D", "PT0S", "P0M", "-P1M", "P1Y", "P12M", "P365D", "PT0.5S"), pick("duration", "dayTimeDuration", "yearMonthDuration"))
	case 6:
		return lit(pick("true", "1", "0", "x"), "boolean")
	case 7:
		return lit(pick("2000", "2001")+pick("", "Z"), pick("gYear", "integer"))
	}
	if r.IntN(2) == 0 {
		return NewIRI(pick("http://a", "http://b"))
	}
	return NewBlank(pick("a", "b"))
}

// TestOrderProperties checks that Order is a total order in agreement with < and
// =, over random values.
func TestOrderProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 100000 {
		a, b, c := randomValue(r), randomValue(r), randomValue(r)
		ab, bc, ac := Order(a, b), Order(b, c), Order(a, c)
		if ab != -Order(b, a) {
			t.Fatalf("Order(%s, %s) is not antisymmetric", show(a), show(b))
		}
		if ab <= 0 && bc <= 0 && (ac > 0 || ac == 0 && (ab < 0 || bc < 0)) {
			t.Fatalf("Order of %s, %s, %s is not transitive", show(a), show(b), show(c))
		}
		if lt, err := Less(a, b); err == nil && lt && ab != -1 {
			t.Fatalf("%s < %s, but Order gives %d", show(a), show(b), ab)
		}
		eq, err := Equal(a, b)
		if back, err2 := Equal(b, a); eq != back || err != err2 {
			t.Fatalf("%s = %s is not symmetric", show(a), show(b))
		}
		if eq && a.Key() != b.Key() {
			t.Fatalf("%s = %s, but their keys differ", show(a), show(b))
		}
		if SameTerm(a, b) && Order(a, b) != 0 {
			t.Fatalf("%s and %s are the same term, but not in order", show(a), show(b))
		}
	}
}

// TestOrderSort sorts many random values and checks neighbours.
func TestOrderSort(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	list := make([]Value, 3000)
	for i := range list {
		list[i] = randomValue(r)
	}
	slices.SortStableFunc(list, OrderTerms)
	for i := range list[1:] {
		if OrderTerms(list[i], list[i+1]) > 0 {
			t.Fatalf("%s comes before %s", show(list[i]), show(list[i+1]))
		}
	}
}
