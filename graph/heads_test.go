package graph

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestStringHeads holds the heads of random texts against the texts: short ones, ones
// with zero bytes, ones at the end of a block.
func TestStringHeads(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 9))
	g := New()
	var terms []Term
	for i := range 3000 {
		var b strings.Builder
		for range rng.IntN(12) {
			b.WriteByte("\x00ab\x7f"[rng.IntN(4)])
		}
		if i%500 == 0 {
			b.WriteString(strings.Repeat("x", 700_000))
		}
		terms = append(terms, NewLiteral(b.String()))
		g.Add(Triple{NewIRI("http://e/s"), NewIRI("http://e/p"), terms[i]})
	}
	other := []Term{NewLang("ab", "en"), NewTyped("ab", "http://e/t"), NewIRI("http://e/s"), NewTyped("1", XSD+"integer")}
	for _, o := range other {
		g.Add(Triple{NewIRI("http://e/s"), NewIRI("http://e/p"), o})
	}
	s := g.Snapshot()
	var ids []ID
	for _, term := range append(other, terms...) {
		id, _ := s.Lookup(term)
		ids = append(ids, id)
	}
	heads, is := make([]uint64, len(ids)), make([]bool, len(ids))
	s.StringHeads(ids, heads, is)
	for i := range ids {
		text, want := s.StringText(ids[i])
		if is[i] != want || want && heads[i] != TextHead(text) {
			t.Fatalf("%s: %x, %v", fmt.Sprintf("%.20q", text), heads[i], is[i])
		}
		j := rng.IntN(len(ids))
		if other, ok := s.StringText(ids[j]); ok && want && heads[i] != heads[j] && cmp.Compare(heads[i], heads[j]) != strings.Compare(text, other) {
			t.Fatalf("%.20q and %.20q: heads %x and %x", text, other, heads[i], heads[j])
		}
	}
}
