package eval

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
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

// TestBoundNumbers: a bound keeps whatever is not behind it, and of what is behind only
// numbers with the same double.
func TestBoundNumbers(t *testing.T) {
	var terms []graph.Term
	typed := func(datatype string, lexical ...string) {
		for _, s := range lexical {
			terms = append(terms, graph.NewTyped(s, graph.XSD+datatype))
		}
	}
	typed("integer", "0", "7", "-7", "8", "07", "16777217", "200000000", "9007199254740992", "9007199254740993", "9223372036854775808", "99999999999999999999", "x")
	typed("decimal", "7.0", "7.00000000000000000001", "7.5", "0.1", "0.10000000149011612", "-0.3", "0.0", "12.", ".5", "+7.25", "1e5")
	typed("double", "7", "7.5", "0", "-0", "0.1", "1e-300", "-1e-300", "1e300", "-1e300", "NaN", "INF", "-INF", "1.6777217E7")
	typed("float", "7", "0.1", "16777217", "INF", "NaN")
	typed("byte", "7", "300")
	typed("long", "9223372036854775807", "9223372036854775808")
	typed("date", "2013-05-01", "2013-05-01Z", "0001-01-01Z", "9999-12-31-14:00", "2013-02-30")
	typed("dateTime", "1970-01-01T00:00:00", "1969-12-31T23:59:59.999Z", "2013-05-01T12:00:00+02:00", "1850-01-01T00:00:00")
	typed("string", "7", "a text", "another text")
	typed("boolean", "true")
	terms = append(terms, graph.NewIRI("http://e/a"), graph.NewBlank("b"), graph.NewLang("7", "en"))
	f := newFixture(t, terms...)
	ids := []graph.ID{graph.None}
	for _, term := range terms {
		ids = append(ids, f.env.Dict.ID(term))
	}
	r := rand.New(rand.NewPCG(41, 42))
	for _, descending := range []bool{false, true} {
		order := slices.Clone(ids)
		slices.SortStableFunc(order, func(a, b graph.ID) int {
			if descending {
				return f.env.Compare(b, a)
			}
			return f.env.Compare(a, b)
		})
		x, followed := NewBound(f.env, descending), NewBound(f.env, descending)
		for _, last := range slices.Backward(order) { // a bound moves forward
			followed.Set(last)
			x.Follow(followed)
			b := &batch.Batch{N: 300, Cols: [][]graph.ID{make([]graph.ID, 300)}}
			for i := range b.N {
				b.Cols[0][i] = ids[r.IntN(len(ids))]
				if r.IntN(4) > 0 {
					b.Sel = append(b.Sel, uint16(i))
				}
			}
			kept := x.InTime(b, 0, nil)
			for i := range b.Len() {
				row := b.Row(i)
				id := b.Cols[0][row]
				c := f.env.Compare(id, last)
				if descending {
					c = -c
				}
				m, n := f.env.Dict.number(id), f.env.Dict.number(last)
				same := m.c != other && n.c != other && m.f == n.f
				if is := slices.Contains(kept, uint16(row)); !is && c <= 0 || is && c > 0 && !same {
					t.Errorf("descending %v: %v is kept: %v; bound %v", descending, f.env.Dict.Term(id), is, f.env.Dict.Term(last))
				}
			}
		}
	}
}
