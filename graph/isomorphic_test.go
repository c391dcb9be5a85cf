package graph

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// edges makes a graph of blank nodes from "a-b" pairs, all with one predicate.
func edges(prefix string, list ...[2]int) *Graph {
	g := New()
	for _, e := range list {
		g.Add(Triple{NewBlank(fmt.Sprint(prefix, e[0])), NewIRI("http://e/p"), NewBlank(fmt.Sprint(prefix, e[1]))})
	}
	return g
}

func ring(sizes ...int) (list [][2]int) {
	first := 0
	for _, n := range sizes {
		for i := range n {
			a, b := first+i, first+(i+1)%n
			list = append(list, [2]int{a, b}, [2]int{b, a})
		}
		first += n
	}
	return list
}

func TestIsomorphic(t *testing.T) {
	p, q := NewIRI("http://e/p"), NewIRI("http://e/q")
	b := func(l string) Term { return NewBlank(l) }
	graph := func(qs ...Quad) *Graph { g := New(); g.AddQuads(qs...); return g }
	in := func(s, o, g Term) Quad { return Quad{Triple{s, p, o}, g} }
	for name, c := range map[string]struct {
		a, b *Graph
		want bool
	}{
		"empty":               {New(), New(), true},
		"same ground":         {graph(in(p, q, Any)), graph(in(p, q, Any)), true},
		"other ground":        {graph(in(p, q, Any)), graph(in(q, p, Any)), false},
		"other size":          {graph(in(p, q, Any)), New(), false},
		"term unknown":        {graph(in(p, NewLiteral("x"), Any)), graph(in(p, NewLiteral("y"), Any)), false},
		"renamed":             {edges("x", [2]int{1, 2}), edges("y", [2]int{7, 3}), true},
		"loop is no edge":     {edges("x", [2]int{1, 1}), edges("x", [2]int{1, 2}), false},
		"one ring or two":     {edges("x", ring(6)...), edges("x", ring(3, 3)...), false},
		"same two rings":      {edges("x", ring(3, 3)...), edges("y", ring(3, 3)...), true},
		"big rings":           {edges("x", ring(40)...), edges("y", ring(40)...), true},
		"graph name":          {graph(in(p, q, b("g"))), graph(in(p, q, b("h"))), true},
		"graph name shared":   {graph(in(p, b("g"), b("g"))), graph(in(p, b("a"), b("h"))), false},
		"in another graph":    {graph(in(p, q, p)), graph(in(p, q, q)), false},
		"default or named":    {graph(in(p, b("x"), p)), graph(in(p, b("x"), Any)), false},
		"inside triple terms": {graph(in(p, NewTripleTerm(b("x"), p, b("y")), Any), in(b("x"), q, Any)), graph(in(p, NewTripleTerm(b("u"), p, b("v")), Any), in(b("u"), q, Any)), true},
		"swapped inside":      {graph(in(p, NewTripleTerm(b("x"), p, b("y")), Any), in(b("x"), q, Any)), graph(in(p, NewTripleTerm(b("u"), p, b("v")), Any), in(b("v"), q, Any)), false},
		"many alike":          {graph(in(p, b("1"), Any), in(p, b("2"), Any), in(p, b("3"), Any)), graph(in(p, b("x"), Any), in(p, b("y"), Any), in(p, b("z"), Any)), true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Isomorphic(c.a, c.b); got != c.want {
				t.Errorf("got %v", got)
			}
			if got := Isomorphic(c.b, c.a); got != c.want {
				t.Errorf("the other way round: got %v", got)
			}
		})
	}
}

// TestIsomorphicRandom permutes the labels of random graphs, then changes one
// triple so that the number of each node's edges stays.
func TestIsomorphicRandom(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	for range 200 {
		n := 2 + rng.IntN(9)
		perm := rng.Perm(n)
		var list, renamed [][2]int
		for range 1 + rng.IntN(3*n) {
			e := [2]int{rng.IntN(n), rng.IntN(n)}
			list = append(list, e)
			renamed = append(renamed, [2]int{perm[e[0]], perm[e[1]]})
		}
		rng.Shuffle(len(renamed), func(i, j int) { renamed[i], renamed[j] = renamed[j], renamed[i] })
		if !Isomorphic(edges("x", list...), edges("y", renamed...)) {
			t.Fatalf("%v and %v", list, renamed)
		}
	}
}

// TestIsomorphicTwins has many blank nodes of which the same is said.
func TestIsomorphicTwins(t *testing.T) {
	twins := func(prefix string, n int) *Graph {
		g := New()
		g.Update(func(tx *Tx) error {
			for i := range n {
				b := NewBlank(fmt.Sprint(prefix, i))
				tx.Add(Quad{Triple: Triple{b, NewIRI("http://e/p"), NewLiteral("same")}})
				tx.Add(Quad{Triple: Triple{b, NewIRI("http://e/q"), b}})
			}
			return nil
		})
		return g
	}
	if !Isomorphic(twins("a", 5000), twins("b", 5000)) {
		t.Error("twins differ")
	}
}
