package graph

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestDictionaryIsBijective(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	d := newDict(1)
	terms := map[Term]ID{}
	for range 60_000 {
		term := randomTerm(rng, 1)
		if rng.IntN(2) == 0 {
			term = NewIRI(fmt.Sprint("http://example.org/thing/", rng.IntN(1<<20)))
		}
		id, err := d.intern(term)
		if err != nil || id == None {
			t.Fatal(id, err)
		}
		if had, ok := terms[term]; ok && had != id {
			t.Fatalf("%v had ID %d, now %d", term, had, id)
		}
		terms[term] = id
	}
	ids := map[ID]bool{}
	for term, id := range terms {
		if got, ok := d.lookup(term); !ok || got != id {
			t.Fatalf("lookup of %#v: %d, want %d", term, got, id)
		}
		if got := d.term(id); got != term {
			t.Fatalf("term %d is %#v, want %#v", id, got, term)
		}
		if ids[id] {
			t.Fatalf("ID %d twice", id)
		}
		ids[id] = true
	}
	for _, absent := range []Term{Any, NewIRI("http://nowhere"), NewLang("x", "xx"), NewLiteral("nothing of the kind")} {
		if id, ok := d.lookup(absent); ok {
			t.Errorf("%v has ID %d", absent, id)
		}
	}
	for _, none := range []ID{None, ID(d.resources.n), idLiteral | ID(d.literals.n), LocalID(0), idInline | formDec3 | 1<<27} {
		if got := d.term(none); !got.IsAny() {
			t.Errorf("ID %#x is %v", uint32(none), got)
		}
	}
}

// TestTextOfEverySize has texts around the sizes at which blocks begin.
func TestTextOfEverySize(t *testing.T) {
	d := newDict(1)
	var terms []Term
	for _, n := range []int{0, 1, 1000, 1020, blockSize - 5000, blockSize - 1, 3, blockSize, 1, blockSize + 1, 3*blockSize + 7, 0, 2 * blockSize, 17} {
		terms = append(terms, NewLiteral(strings.Repeat("x", n)+fmt.Sprint(n)), NewIRI(strings.Repeat("y", n)), NewLiteral(strings.Repeat("z", n)))
	}
	for round := range 2 {
		m := d.mark()
		for _, term := range terms {
			if _, err := d.intern(term); err != nil {
				t.Fatal(err)
			}
		}
		for _, term := range terms {
			if id, ok := d.lookup(term); !ok || d.term(id) != term {
				t.Fatalf("text of %d bytes was lost", len(term.Value()))
			}
		}
		if round == 0 {
			d.rollback(m)
			if d.resources.n != 1 || d.literals.n != 0 || d.resources.table.used > 1 {
				t.Fatal("rollback left something")
			}
		}
	}
}

func TestRollbackKeepsOldTerms(t *testing.T) {
	d := newDict(1)
	var old []Term
	for i := range 3000 {
		old = append(old, NewIRI(fmt.Sprint("http://e/", i)), NewTyped(fmt.Sprint(i, "x"), fmt.Sprint("http://t/", i%7)), NewTyped(fmt.Sprint(i, "e0"), XSD+"double"))
	}
	for _, term := range old {
		d.intern(term)
	}
	before := *d
	for range 3 {
		m := d.mark()
		for i := range 20000 {
			d.intern(NewIRI(fmt.Sprint("http://new/", i)))
			d.intern(NewTyped(fmt.Sprint("7", i), XSD+"double"))
		}
		d.rollback(m)
	}
	for _, dict := range []*dict{d, &before} {
		for _, term := range old {
			if id, ok := dict.lookup(term); !ok || dict.term(id) != term {
				t.Fatalf("%v was lost", term)
			}
		}
		if _, ok := dict.lookup(NewIRI("http://new/5")); ok {
			t.Fatal("a forgotten term is found")
		}
	}
	if d.resources.n != before.resources.n || d.literals.n != before.literals.n {
		t.Fatal("rollback left terms")
	}
}

func TestHashSpreads(t *testing.T) {
	seen := map[uint64]string{}
	for i := range 200_000 {
		s := fmt.Sprint("http://example.org/", i)
		if i%2 == 0 {
			s = strings.Repeat("a", i/2%300) + fmt.Sprint(i)
		}
		h := hashText(1, s)
		if other, ok := seen[h]; ok && other != s {
			t.Fatalf("%q and %q have the same hash", s, other)
		}
		seen[h] = s
	}
	if hashText(1, "x") == hashText(2, "x") {
		t.Error("the seed does not count")
	}
}
