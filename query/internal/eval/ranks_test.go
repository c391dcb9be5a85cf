package eval

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// mixedTerms is a column of different terms of all kinds, some in the data and
// some computed, with texts that share a start.
func mixedTerms(t *testing.T, r *rand.Rand) (*fixture, []graph.ID) {
	g := generator{r}
	var rows strings.Builder
	for range 150 {
		switch r.IntN(6) {
		case 0:
			fmt.Fprintf(&rows, `("shared start %c%s") `, 'a'+r.IntN(3), strings.Repeat("x", r.IntN(9)))
		case 1:
			fmt.Fprintf(&rows, `(<http://e/node/%d>) `, r.IntN(2000))
		case 2:
			fmt.Fprintf(&rows, `(%d.%de%d) `, r.IntN(20)-10, r.IntN(100), r.IntN(20)-10)
		case 3:
			fmt.Fprintf(&rows, `("%d-0%d-1%d"^^xsd:date) `, 1900+r.IntN(200), 1+r.IntN(9), r.IntN(9))
		case 4:
			fmt.Fprintf(&rows, `("2000-01-01T00:00:%02d%s"^^xsd:dateTime) `, r.IntN(60), g.pick("", "Z", ".5Z", "+01:00"))
		default:
			fmt.Fprintf(&rows, `(%s) `, g.term())
		}
	}
	f := newFixture(t)
	_, b := f.rows(`?a`, rows.String())
	var terms []graph.Term
	for _, id := range b.Cols[0] {
		if r.IntN(2) == 0 {
			terms = append(terms, f.env.Dict.Term(id))
		}
	}
	f = newFixture(t, terms...)
	_, b = f.rows(`?a`, rows.String())
	ids, seen := []graph.ID{graph.None}, map[graph.ID]bool{}
	for _, id := range b.Cols[0] {
		if !seen[id] {
			seen[id], ids = true, append(ids, id)
		}
	}
	return f, ids
}

// TestRanks compares places, Compare and Bound with the order of values, pair by pair.
func TestRanks(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	for range 30 {
		f, ids := mixedTerms(t, r)
		places, top, err := f.env.Ranks(ids, func(int) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		b := &batch.Batch{Cols: [][]graph.ID{ids}, N: len(ids)}
		for i, x := range ids {
			up, down := NewBound(f.env, false), NewBound(f.env, true)
			up.Set(x)
			down.Set(x)
			before, after := make([]bool, len(ids)), make([]bool, len(ids))
			for _, k := range up.InTime(b, 0, nil) {
				before[k] = true
			}
			for _, k := range down.InTime(b, 0, nil) {
				after[k] = true
			}
			for k, y := range ids {
				want := value.Order(f.env.Dict.Value(y), f.env.Dict.Value(x))
				if got := cmp.Compare(places[k], places[i]); got != want || f.env.Compare(y, x) != want {
					t.Fatalf("%s and %s: ranked %d, compared %d, want %d", f.show(y), f.show(x), got, f.env.Compare(y, x), want)
				}
				if before[k] != (want <= 0) || after[k] != (want >= 0) {
					t.Fatalf("%s is in time for %s: %v upwards, %v downwards; the order is %d", f.show(y), f.show(x), before[k], after[k], want)
				}
			}
			if places[i] > top {
				t.Fatalf("place %d of %d", places[i], top)
			}
		}
	}
}

// TestLead holds what a Leader takes against the order of values: all of the first are
// among it, the last is behind none of them, and all that are behind the last and have
// another word are not.
func TestLead(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	var l Leader
	for range 60 {
		f, ids := mixedTerms(t, r)
		for range len(ids) / 3 {
			ids = append(ids, ids[r.IntN(len(ids))])
		}
		r.Shuffle(len(ids), func(i, k int) { ids[i], ids[k] = ids[k], ids[i] })
		order := func(a, b graph.ID) int { return value.Order(f.env.Dict.Value(a), f.env.Dict.Value(b)) }
		for _, down := range []bool{false, true} {
			sign := 1
			if down {
				sign = -1
			}
			sorted := slices.SortedStableFunc(slices.Values(ids), func(a, b graph.ID) int { return order(a, b) * sign })
			n := 1 + r.IntN(len(ids))
			places, last, err := l.Lead(f.env, ids, n, down, nil, func(int) error { return nil })
			if err != nil || len(places) < n {
				t.Fatalf("%d places of %d: %v", len(places), n, err)
			}
			if order(ids[last], sorted[n-1])*sign < 0 {
				t.Fatalf("the last of the first %d is %s, not %s", n, f.show(sorted[n-1]), f.show(ids[last]))
			}
			for i, id := range ids {
				in := slices.Contains(places, uint32(i))
				if !in && order(id, sorted[n-1])*sign <= 0 {
					t.Fatalf("%s is among the first %d and left out", f.show(id), n)
				}
				if in && order(id, ids[last])*sign > 0 {
					t.Fatalf("%s was taken, and is behind the last, %s", f.show(id), f.show(ids[last]))
				}
			}
		}
	}
}

// TestRanksStop checks that ranking hears that it must stop.
func TestRanksStop(t *testing.T) {
	f, ids := mixedTerms(t, rand.New(rand.NewPCG(1, 1)))
	stop := errors.New("stop")
	for after := range 3 {
		calls := 0
		_, _, err := f.env.Ranks(ids, func(int) error {
			if calls++; calls > after {
				return stop
			}
			return nil
		})
		if err != stop {
			t.Fatalf("after %d calls: %v", after, err)
		}
	}
}
