package graph

import (
	"fmt"
	"testing"
)

// people are n subjects in tens: seven of each ten have a name and are a Person, of
// which two have two mails; three have a name and a price and are a Thing.
func people(n int) *Graph {
	iri := func(s string) Term { return NewIRI("http://ex/" + s) }
	a := NewIRI(RDF + "type")
	var ts []Triple
	for i := range n {
		s := iri(fmt.Sprint("s", i))
		ts = append(ts, Triple{S: s, P: iri("name"), O: NewLiteral(fmt.Sprint("n", i))})
		if i%10 >= 7 {
			ts = append(ts, Triple{S: s, P: a, O: iri("Thing")}, Triple{S: s, P: iri("price"), O: NewLiteral(fmt.Sprint("p", i))})
			continue
		}
		ts = append(ts, Triple{S: s, P: a, O: iri("Person")})
		if i%10 < 2 {
			for k := range 2 {
				ts = append(ts, Triple{S: s, P: iri("mail"), O: NewLiteral(fmt.Sprint("m", i, k))})
			}
		}
	}
	g := New()
	g.Add(ts...)
	return g
}

// starText lists a graph's sets, with counts relative to its subjects.
func starText(g *Graph) (text string, each float64) {
	s := g.Snapshot()
	class, _ := s.Lookup(NewIRI(RDF + "type"))
	stars := s.Default().Stars(class)
	if stars == nil {
		return "none", 0
	}
	for _, x := range stars.Sets {
		text += fmt.Sprintf("%.0f:", x.Subjects)
		for i, p := range x.Predicates {
			text += fmt.Sprintf(" %s*%.0f", shortName(s.Term(p)), x.Triples[i])
		}
		for _, c := range x.Classes {
			text += " " + shortName(s.Term(c))
		}
		text += "\n"
	}
	return text, stars.Each
}

func shortName(t Term) string {
	v := t.Value()
	for i := len(v) - 1; i >= 0; i-- {
		if v[i] == '/' || v[i] == '#' {
			return v[i+1:]
		}
	}
	return v
}

// TestStars: where all subjects are looked at, the sets are exact.
func TestStars(t *testing.T) {
	g := people(1000)
	const want = "500: name*500 type*500 Person\n300: name*300 type*300 price*300 Thing\n200: name*200 type*200 mail*400 Person\n"
	if got, each := starText(g); got != want || each != 1 {
		t.Errorf("sets, each for %v:\n%swant\n%s", each, got, want)
	}
	g.Add(Triple{S: NewIRI("http://ex/s0"), P: NewIRI("http://ex/other"), O: NewLiteral("x")})
	if got, _ := starText(g); got != want {
		t.Errorf("after a small update:\n%s", got)
	}
	if got, _ := starText(New()); got != "none" {
		t.Errorf("of nothing: %s", got)
	}
}

// TestStarsOfMany: of many subjects some are looked at; shares stay about the same, and
// are the same at each look.
func TestStarsOfMany(t *testing.T) {
	g := people(60_000)
	s := g.Snapshot()
	class, _ := s.Lookup(NewIRI(RDF + "type"))
	c := s.Default().run.(*columns)
	first, again := c.findStars(class), c.findStars(class)
	if first.Each < 10 || len(first.Sets) != 3 {
		t.Fatalf("%d sets, each subject for %v", len(first.Sets), first.Each)
	}
	for i, share := range []float64{0.5, 0.3, 0.2} {
		got := first.Sets[i].Subjects / 60_000
		if got < share*0.85 || got > share*1.15 {
			t.Errorf("set %d has %.3f of the subjects, want about %v", i, got, share)
		}
		if first.Sets[i].Subjects != again.Sets[i].Subjects {
			t.Errorf("set %d has other numbers at the second look", i)
		}
	}
}

// TestStarsAreBounded: where every subject has a set of its own, some sets are kept.
func TestStarsAreBounded(t *testing.T) {
	var ts []Triple
	for i := range 3000 {
		s := NewIRI(fmt.Sprint("http://ex/s", i))
		for k := range 3 {
			ts = append(ts, Triple{S: s, P: NewIRI(fmt.Sprint("http://ex/p", i*(k+1)%3001)), O: NewLiteral("x")})
		}
	}
	g := New()
	g.Add(ts...)
	if s := g.Snapshot().Default().Stars(None); s == nil || len(s.Sets) != starSets {
		t.Errorf("the sets are not bounded: %v", s != nil)
	}
}

func BenchmarkStars(b *testing.B) {
	s := people(300_000).Snapshot()
	class, _ := s.Lookup(NewIRI(RDF + "type"))
	c := s.Default().run.(*columns)
	for b.Loop() {
		c.findStars(class)
	}
}
