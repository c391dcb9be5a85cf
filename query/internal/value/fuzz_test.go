package value

import "testing"

// FuzzValues checks any two literals: values keep their text, canonical forms
// read back as the same value, and comparison, order, arithmetic and casts obey
// their laws without a panic.
func FuzzValues(f *testing.F) {
	for _, s := range []string{"1", "-0.50", "1e308", "NaN", "INF", "2000-02-29T24:00:00-14:00", "P1Y2M3DT4H5M6.7S", "true", "--02-29", "99999999999999999999"} {
		for dt := byte(0); dt < byte(dtCount); dt++ {
			f.Add(s, dt, "1", dt)
		}
	}
	f.Fuzz(func(t *testing.T, a string, at byte, b string, bt byte) {
		if len(a)+len(b) > 400 {
			return
		}
		v, w := fuzzed(a, at), fuzzed(b, bt)
		checkLaws(t, v, w)
		for _, op := range []Op{Add, Subtract, Multiply, Divide} {
			r, err := Arithmetic(op, v, w)
			if err != nil {
				continue
			}
			if back := New(r.Lexical(), r.Datatype(), "", NoDir); back.Kind() != r.Kind() || !SameTerm(back, r) {
				t.Fatalf("%s %c %s = %s does not read back", show(v), op, show(w), show(r))
			}
		}
		for dt := dtString; dt < dtCount; dt++ {
			c, err := Cast(v, dt.iri())
			if err != nil {
				continue
			}
			if again, err := Cast(c, dt.iri()); err != nil || !SameTerm(again, c) {
				t.Fatalf("%s cast to %s twice: %s, then %s %v", show(v), dt.iri(), show(c), show(again), err)
			}
		}
	})
}

// fuzzed makes a literal of any datatype, or another term.
func fuzzed(s string, dt byte) Value {
	switch d := datatype(dt) % (dtCount + 3); d {
	case dtUnknown:
		return New(s, "http://t", "", NoDir)
	case dtCount:
		return NewIRI(s)
	case dtCount + 1:
		return NewBlank(s)
	case dtCount + 2:
		return NewLang(s, "en", Dir(len(s)%3))
	default:
		return New(s, d.iri(), "", NoDir)
	}
}

// checkLaws checks what must hold for any two values.
func checkLaws(t *testing.T, v, w Value) {
	t.Helper()
	if v.IsLiteral() && v.Kind() < Other && v.Kind() != LangString {
		c := New(v.Canonical(), v.Datatype(), "", NoDir)
		if c.Kind() != v.Kind() || Order(c, v) != 0 {
			t.Fatalf("%s has the canonical form %s, another value", show(v), show(c))
		}
	}
	if Order(v, v) != 0 || Order(v, w) != -Order(w, v) || OrderTerms(v, w) != -OrderTerms(w, v) {
		t.Fatalf("order of %s and %s", show(v), show(w))
	}
	eq, err := Equal(v, w)
	if back, err2 := Equal(w, v); eq != back || (err == nil) != (err2 == nil) {
		t.Fatalf("%s = %s is not symmetric", show(v), show(w))
	}
	if eq && v.Key() != w.Key() {
		t.Fatalf("%s = %s with different keys", show(v), show(w))
	}
	if lt, err := Less(v, w); err == nil && lt && Order(v, w) != -1 {
		t.Fatalf("%s < %s, but not in order", show(v), show(w))
	}
	if SameTerm(v, w) != SameTerm(w, v) {
		t.Fatalf("sameTerm(%s, %s) is not symmetric", show(v), show(w))
	}
}
