package graph

import (
	"testing"
)

func TestSmoke(t *testing.T) {
	g := New()
	s, p := NewIRI("http://e/s"), NewIRI("http://e/p")
	if n := g.Add(Triple{s, p, NewLiteral("a")}, Triple{s, p, NewTyped("1", xsdInteger)}, Triple{s, p, NewLiteral("a")}); n != 2 {
		t.Fatal(n)
	}
	if g.Len() != 2 || !g.Has(Triple{s, p, NewLiteral("a")}) {
		t.Fatal("has")
	}
	for tr := range g.Match(s, Any, Any) {
		t.Log(tr)
	}
}
