package graph

import (
	"fmt"
	"math"
	"testing"
)

// sureOf gives what SureNumbers and Number say of a literal of the data.
func sureOf(t *testing.T, lexical, datatype string) (sure, number float64, ok bool) {
	t.Helper()
	g := New()
	term := NewTyped(lexical, datatype)
	g.Add(Triple{NewIRI("http://e/s"), NewIRI("http://e/p"), term})
	s := g.Snapshot()
	id, found := s.Lookup(term)
	if !found {
		t.Fatalf("%v is not found", term)
	}
	var f [1]float64
	s.SureNumbers([]ID{id}, f[:])
	number, ok = s.Number(id)
	return f[0], number, ok
}

// TestSureNumbers: what is sure is the number that Number gives, and ordinary numbers
// are sure.
func TestSureNumbers(t *testing.T) {
	for _, c := range []struct {
		lexical, datatype string
		sure              bool
	}{
		{"12.5", "double", true}, {"-12.5", "double", true}, {"1e-200", "double", true}, {"-1e-200", "double", true},
		{"0.1", "float", true}, {"0.1234567", "decimal", true}, {"007", "integer", true}, {"-0.0000001", "decimal", true},
		{"200000000", "integer", true}, {"9007199254740991", "integer", true}, {"-9007199254740991", "integer", true},
		{"9007199254740992", "integer", false}, {"9223372036854775808", "long", false}, {"1e300", "double", false},
		{"0", "integer", true}, {"0.00", "decimal", true}, {"0.0", "double", false}, {"-0.0", "double", false},
		{"1e-300", "double", false}, {"5e-324", "double", false}, {"-1e-300", "double", false},
		{"NaN", "double", false}, {"INF", "double", false}, {"-INF", "float", false},
		{"300", "byte", false}, {"7", "byte", true}, {"x", "integer", false}, {"7.5", "integer", false},
		{"7", "string", false}, {"true", "boolean", false}, {"P1D", "duration", false}, {"2013", "gYear", false},
	} {
		sure, number, ok := sureOf(t, c.lexical, XSD+c.datatype)
		if is := sure == sure; is != c.sure {
			t.Errorf("%q as %s: sure is %v", c.lexical, c.datatype, sure)
		} else if is && (!ok || sure != number) {
			t.Errorf("%q as %s: %v is sure, its number is %v, %v", c.lexical, c.datatype, sure, number, ok)
		}
	}
}

// TestSureNumbersInstants: no date is taken for a number, nor are terms that are no
// literals.
func TestSureNumbersInstants(t *testing.T) {
	for _, year := range []int{1, 2, 1000, 1582, 1899, 1900, 1969, 1970, 1971, 2000, 2038, 2039, 2262, 5000, 9998, 9999} {
		for _, zone := range []string{"", "Z", "+14:00", "-14:00", "-00:01"} {
			for _, day := range []string{"01-01", "02-28", "07-01", "12-31"} {
				date := fmt.Sprintf("%04d-%s", year, day)
				for _, form := range [][2]string{{date, "date"}, {date + "T00:00:00", "dateTime"}, {date + "T23:59:59.999", "dateTime"}} {
					if sure, _, _ := sureOf(t, form[0]+zone, XSD+form[1]); !math.IsNaN(sure) {
						t.Errorf("%s is taken for %v", form[0]+zone, sure)
					}
				}
			}
		}
	}
	ids := []ID{None, 1, idLiteral | 5_000_000, LocalID(0), BooleanID(true), FirstDay, LastDay}
	f := make([]float64, len(ids))
	g := New()
	g.Add(Triple{NewIRI("http://e/s"), NewIRI("http://e/p"), NewTyped("1.5", XSD+"double")})
	g.Snapshot().SureNumbers(ids, f)
	for i, sure := range f {
		if sure == sure {
			t.Errorf("%#x is taken for %v", uint32(ids[i]), sure)
		}
	}
}
