package graph

import (
	"context"
	"testing"
)

// FuzzOpen opens changed snapshot files whose checksums are right: what opens
// must answer, be it nonsense, without a panic.
func FuzzOpen(f *testing.F) {
	f.Add(uint(0), []byte{1}, uint(9000), []byte{0xff})
	var data []byte
	f.Fuzz(func(t *testing.T, at1 uint, change1 []byte, at2 uint, change2 []byte) {
		if data == nil {
			data = fileBytes(t)
		}
		forged := copied(data)
		for at, change := range map[uint][]byte{at1: change1, at2: change2} {
			copy(forged[pageBytes+at%uint(len(data)-pageBytes-footBytes):len(data)-footBytes], change)
		}
		resign(forged)
		if g, err := openData(context.Background(), forged); err == nil {
			exercise(g)
		} else if !isFileError(err) {
			t.Error(err)
		}
	})
}

// FuzzInline checks that what is inline comes back byte for byte.
func FuzzInline(f *testing.F) {
	for _, s := range []string{"0", "-1", "1.50", "2024-02-29", "true", "-0.0", "134217728"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, datatype := range []string{xsdInteger, xsdDecimal, xsdBoolean, xsdDate} {
			if id, ok := inlineID(s, datatype); ok {
				if back, ok := inlineTerm(id); !ok || back != NewTyped(s, datatype) {
					t.Errorf("%q^^%s came back as %v", s, datatype, back)
				}
			}
		}
	})
}

// FuzzTripleTerm checks that the canonical text of any term is read back.
func FuzzTripleTerm(f *testing.F) {
	f.Add("http://e/a", "b1", "text \"\\ \n\x00", "en")
	f.Fuzz(func(t *testing.T, iri, label, lexical, tag string) {
		for _, o := range []Term{NewIRI(iri), NewTyped(lexical, iri), NewLiteral(lexical)} {
			want := Triple{NewIRI(iri), NewIRI(iri), o}
			if got, ok := NewTripleTerm(want.S, want.P, want.O).Triple(); !ok || got != want {
				t.Errorf("%v came back as %v", want, got)
			}
		}
		_, _ = Term{kind: TripleTerm, value: "<<( " + label + " " + tag + " )>>"}.Triple() // must not panic
	})
}
