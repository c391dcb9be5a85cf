package graph

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/knakk/rdf"
)

func TestNTriplesForms(t *testing.T) {
	for _, c := range []struct {
		term Term
		want string
	}{
		{NewIRI("http://e/a"), `<http://e/a>`},
		{NewIRI("http://e/a b<>\"{}|^`\\é"), `<http://e/a\u0020b\u003C\u003E\u0022\u007B\u007D\u007C\u005E\u0060\u005Cé>`},
		{NewBlank("b1"), `_:b1`},
		{NewLiteral("a\"b\\c\n\r\t\b\f\x00\x0b\x7fé\U0001F600\uFFFE\uFFFF\uFEFF"), `"a\"b\\c\n\r\t\b\f\u0000\u000B\u007Fé😀\uFFFE\uFFFF` + "\uFEFF" + `"`},
		{NewTyped("1", XSDString), `"1"`},
		{NewTyped("01", xsdInteger), `"01"^^<http://www.w3.org/2001/XMLSchema#integer>`},
		{NewLang("chat", "fr-BE"), `"chat"@fr-BE`},
		{NewDirLang("x", "ar", RTL), `"x"@ar--rtl`},
		{NewTripleTerm(NewIRI("http://s"), NewIRI("http://p"), NewTripleTerm(NewBlank("b"), NewIRI("http://p"), NewLang("a >> b", "en"))),
			`<<( <http://s> <http://p> <<( _:b <http://p> "a >> b"@en )>> )>>`},
		{Any, ""},
	} {
		if got := c.term.NTriples(); got != c.want {
			t.Errorf("%#v\n got %s\nwant %s", c.term, got, c.want)
		}
	}
}

func TestTripleTermParts(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for range 2000 {
		tr := Triple{randomTerm(rng, 2), randomTerm(rng, 0), randomTerm(rng, 2)}
		got, ok := NewTripleTerm(tr.S, tr.P, tr.O).Triple()
		if !ok || got != tr {
			t.Fatalf("%v: got %v", tr, got)
		}
	}
	for _, bad := range []string{"", "<<( )>>", "<<( <a> <b> )>>", `<<( <a> <b> "c )>>`, `<<( <a> <b> "c\q" )>>`, "<<( <a> <b> <c> )>> ", "<<( <a> <b> _:c"} {
		if _, ok := (Term{kind: TripleTerm, value: bad}).Triple(); ok {
			t.Errorf("%q was read", bad)
		}
	}
}

// randomTerm makes any kind of term, with text that needs every escape.
func randomTerm(rng *rand.Rand, depth int) Term {
	text := func(alphabet string) string {
		runes := []rune(alphabet)
		var b strings.Builder
		for range rng.IntN(8) {
			b.WriteRune(runes[rng.IntN(len(runes))])
		}
		return b.String()
	}
	switch rng.IntN(8) {
	case 0:
		if depth > 0 {
			return NewTripleTerm(randomTerm(rng, depth-1), randomTerm(rng, 0), randomTerm(rng, depth-1))
		}
		return NewBlank("b" + text("ab1._-é"))
	case 1:
		return NewBlank("b" + text("ab1._-é"))
	case 2, 3:
		return NewIRI(text("abc:/#_<>\" \x00é\\"))
	case 4:
		return NewLang(text("ab\"\n\\\x00é>"), "en")
	case 5:
		return NewDirLang(text("ab"), "he", Direction(1+rng.IntN(2)))
	case 6:
		return NewTyped(text("0123456789-+."), [...]string{xsdInteger, xsdDecimal, xsdDate, xsdBoolean, "http://e/t"}[rng.IntN(5)])
	}
	return NewLiteral(text("ab\"\n\\\t\uFFFEé> )"))
}

func TestInlineRoundTrip(t *testing.T) {
	for _, c := range []struct {
		datatype string
		inline   string // space-separated lexical forms
		not      string
	}{
		{xsdInteger, "0 1 -1 9 10 134217727 -134217728", "00 01 -0 +1 134217728 -134217729 1. 1.0 a - 1a 999999999999"},
		{xsdBoolean, "true false", "1 0 True"},
		{xsdDecimal, "0.0 1.5 -1.5 0.01 98.60 0.001 -0.001 6710886.3 671088.63 67108.863",
			"1 1. .5 -0.0 -0.00 01.5 +1.5 0.0001 67108.864 6710886.4 1.5.5 - -. 1.a"},
		{xsdDate, "0001-01-01 1582-10-15 2000-02-29 2023-12-31 9999-12-31",
			"0000-01-01 2001-02-29 1900-02-29 2023-13-01 2023-00-10 2023-01-00 2023-04-31 2023-1-1 2023-01-01Z -0001-01-01 10000-01-01 2023/01/01 20a3-01-01"},
		{XSD + "int", "", "1 0"},
		{XSDString, "", "1 true"},
	} {
		for _, s := range strings.Fields(c.inline) {
			id, ok := inlineID(s, c.datatype)
			if !ok {
				t.Errorf("%q should be inline as %s", s, c.datatype)
				continue
			}
			if got, ok := inlineTerm(id); !ok || got != NewTyped(s, c.datatype) {
				t.Errorf("%q^^%s came back as %v", s, c.datatype, got.NTriples())
			}
		}
		for _, s := range strings.Fields(c.not) {
			if _, ok := inlineID(s, c.datatype); ok {
				t.Errorf("%q must not be inline as %s", s, c.datatype)
			}
		}
	}
}

// TestInlineIsInjective goes the other way: what an inline ID stands for has
// that ID, so no two IDs stand for one term.
func TestInlineIsInjective(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	check := func(id ID) {
		term, ok := inlineTerm(id)
		if !ok {
			return
		}
		if back, ok := inlineLiteral(term); !ok || back != id {
			t.Fatalf("%#x is %s is %#x", uint32(id), term.NTriples(), uint32(back))
		}
	}
	for range 200_000 {
		check(idInline | ID(rng.Uint32())&^idKindMask)
	}
	for d := range dateDays {
		if d%7 == 0 || d < 1000 || d > dateDays-1000 {
			check(idInline | formDate | ID(d))
		}
	}
}

func TestInlineValues(t *testing.T) {
	if id, _ := IntegerID(-42); func() int64 { n, _ := id.Integer(); return n }() != -42 {
		t.Error("Integer")
	}
	id, _ := inlineID("98.60", xsdDecimal)
	if m, scale, ok := id.Decimal(); m != 9860 || scale != 2 || !ok {
		t.Error("Decimal", m, scale, ok)
	}
	if f, ok := inlineNumber(id); f != 98.6 || !ok {
		t.Error("number", f, ok)
	}
	if v, ok := BooleanID(true).Boolean(); !v || !ok {
		t.Error("Boolean")
	}
	early, _ := inlineID("0001-01-02", xsdDate)
	if days, ok := early.Date(); days != 1 || !ok {
		t.Error("Date", days, ok)
	}
	if _, ok := inlineNumber(early); ok {
		t.Error("a date is no number")
	}
	if _, ok := ID(5).Integer(); ok {
		t.Error("a resource is no integer")
	}
	a, _ := IntegerID(-5)
	b, _ := IntegerID(3)
	if a >= b {
		t.Error("integers are not in order")
	}
}

func TestNumber(t *testing.T) {
	g := New()
	s, p := NewIRI("http://s"), NewIRI("http://p")
	for _, c := range []struct {
		lexical, datatype, want string
	}{
		{"5", "integer", "5"}, {"05", "integer", "5"}, {"+5", "integer", "5"}, {"9007199254740991", "integer", "9.007199254740991e+15"},
		{"1.5", "integer", "-"}, {"1e3", "decimal", "-"}, {"1.50000", "decimal", "1.5"}, {".5", "decimal", "0.5"},
		{"1e3", "double", "1000"}, {"INF", "double", "+Inf"}, {"-INF", "float", "-Inf"}, {"NaN", "double", "NaN"}, {"0x10", "double", "-"},
		{"1_000", "double", "-"}, {"inf", "double", "-"}, {"1e999", "double", "+Inf"}, {"0.1", "float", "0.10000000149011612"},
		{"127", "byte", "127"}, {"128", "byte", "-"}, {"-1", "unsignedInt", "-"}, {"0", "positiveInteger", "-"}, {"", "integer", "-"},
		{"5", "string", "-"}, {"5", "dateTime", "-"}, {"2020-01-01", "date", "-"}, {"true", "boolean", "-"},
	} {
		lit := NewTyped(c.lexical, XSD+c.datatype)
		g.Add(Triple{s, p, lit})
		snap := g.Snapshot()
		id, ok := snap.Lookup(lit)
		got := "-"
		if f, isNumber := snap.Number(id); isNumber {
			got = fmt.Sprint(f)
		}
		if !ok || got != c.want {
			t.Errorf("%s: got %s, want %s", lit.NTriples(), got, c.want)
		}
	}
	if _, ok := g.Snapshot().Number(1); ok {
		t.Error("an IRI is no number")
	}
}

func TestKnakkRoundTrip(t *testing.T) {
	for _, o := range []Term{NewIRI("http://e/o"), NewBlank("x"), NewLiteral("a"), NewLang("a", "en"), NewTyped("1", xsdInteger)} {
		in := Triple{NewBlank("s"), NewIRI("http://e/p"), o}
		k, err := ToKnakk(in)
		if err != nil || FromKnakk(k) != in {
			t.Errorf("%v: got %v, %v", in, FromKnakk(k), err)
		}
		if got, want := o.Serialize(rdf.NTriples), k.Obj.Serialize(rdf.NTriples); got != want && o.Kind() != Literal {
			t.Errorf("Serialize %s, knakk %s", got, want)
		}
	}
	for _, bad := range []Triple{
		{NewLiteral("s"), NewIRI("http://p"), NewLiteral("o")},
		{NewIRI("http://s"), NewBlank("p"), NewLiteral("o")},
		{NewIRI("http://s"), NewIRI("http://p"), NewDirLang("o", "en", LTR)},
		{NewIRI("http://s"), NewIRI("http://p"), NewTripleTerm(NewBlank("a"), NewIRI("http://p"), NewBlank("b"))},
		{NewIRI("a b"), NewIRI("http://p"), NewLiteral("o")},
		{},
	} {
		if _, err := ToKnakk(bad); err == nil {
			t.Errorf("%v has no knakk form", bad)
		}
	}
}
