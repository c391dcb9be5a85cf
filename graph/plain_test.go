package graph

import (
	"strings"
	"testing"
)

// TestPlainStopsAtWhatIsEscaped puts each byte at each place of a text and compares
// what passes with the writers, byte by byte.
func TestPlainStopsAtWhatIsEscaped(t *testing.T) {
	for c := range 256 {
		for at := range 17 {
			b := []byte(strings.Repeat("x", 17))
			b[at] = byte(c)
			s := string(b)
			single := string([]byte{byte(c)})
			want := func(escaped bool) int {
				if escaped && at < 16 {
					return at &^ 7
				}
				return 16
			}
			if n, w := plainText(s), want(c == 0xef || string(appendEscaped(nil, single)) != single); n != w {
				t.Errorf("byte %#x at %d: plainText gives %d, want %d", c, at, n, w)
			}
			if n, w := plainIRI(s), want(string(appendIRI(nil, single)) != "<"+single+">"); n != w {
				t.Errorf("byte %#x at %d: plainIRI gives %d, want %d", c, at, n, w)
			}
		}
	}
}

// TestEscapesAtAnyPlace: what surrounds an escaped character does not change it.
func TestEscapesAtAnyPlace(t *testing.T) {
	for _, c := range []string{"\n", "\"", "\\", "\x00", "\x7f", "\ufffe", "\uffff", "\uff08", "é", "<", "}"} {
		one := NewLiteral(c).NTriples()
		one = one[1 : len(one)-1]
		for before := range 19 {
			for after := range 19 {
				s := strings.Repeat("a", before) + c + strings.Repeat("b", after) + c
				want := `"` + strings.Repeat("a", before) + one + strings.Repeat("b", after) + one + `"`
				if got := NewLiteral(s).NTriples(); got != want {
					t.Fatalf("%q: %s, want %s", s, got, want)
				}
			}
		}
	}
}
