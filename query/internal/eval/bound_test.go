package eval

import (
	"fmt"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// TestBoundAccounts: what a bound remembers of terms is accounted, once a page.
func TestBoundAccounts(t *testing.T) {
	var terms []graph.Term
	for i := range 100 {
		terms = append(terms, graph.NewIRI(fmt.Sprintf("http://e/%03d", i)))
	}
	f := newFixture(t, terms...)
	id := func(i int) graph.ID {
		id, _ := f.env.Dict.snap.Lookup(terms[i])
		return id
	}
	b := NewBound(f.env, false)
	b.Set(id(50))
	if n := f.env.Dict.Bytes(); n != 0 {
		t.Fatalf("%d bytes before anything is remembered", n)
	}
	if b.Behind(id(10)) || !b.Behind(id(60)) {
		t.Error("the bound is elsewhere")
	}
	first := f.env.Dict.Bytes()
	if first < 1<<pageBits {
		t.Errorf("%d bytes for a page of %d", first, 1<<pageBits)
	}
	for i := range terms {
		b.Behind(id(i))
	}
	if n := f.env.Dict.Bytes(); n != first {
		t.Errorf("%d bytes, and then %d for the same page", first, n)
	}
}
