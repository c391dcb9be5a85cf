package graph

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// model is the slow truth that a view is compared with: a plain set.
type model map[triple]bool

func (m model) sorted() []triple {
	return slices.SortedFunc(maps.Keys(m), compareTriples)
}

func (m model) count(s, p, o ID) (n int) {
	for t := range m {
		if (s == None || t.s == s) && (p == None || t.p == p) && (o == None || t.o == o) {
			n++
		}
	}
	return n
}

// list is the given position of the matching triples, sorted.
func (m model) list(match func(triple) bool, of func(triple) (ID, ID)) (x pairs) {
	for t := range m {
		if match(t) {
			a, b := of(t)
			x.push(a, b)
		}
	}
	x.sort()
	return x
}

// checkView compares every method of v with the model.
func checkView(t *testing.T, v *View, m model, ids []ID) {
	t.Helper()
	equal := func(what string, a, b []ID, want pairs) {
		t.Helper()
		if !slices.Equal(b, want.b) || a != nil && !slices.Equal(a, want.a) {
			t.Fatalf("%s: got %v %v, want %v", what, a, b, want)
		}
	}
	if v.Len() != len(m) {
		t.Fatalf("Len %d, want %d", v.Len(), len(m))
	}
	if got := v.run.triples(nil); !slices.Equal(got, m.sorted()) {
		t.Fatalf("triples %v, want %v", got, m.sorted())
	}
	column := func(of func(triple) ID) []ID {
		x := m.list(func(triple) bool { return true }, func(t triple) (ID, ID) { return of(t), 0 })
		return slices.Compact(x.a)
	}
	equal("AllSubjects", nil, v.AllSubjects(), pairs{b: column(func(t triple) ID { return t.s })})
	equal("AllObjects", nil, v.AllObjects(), pairs{b: column(func(t triple) ID { return t.o })})
	equal("Predicates", nil, v.Predicates(), pairs{b: column(func(t triple) ID { return t.p })})
	buf, buf2 := make([]ID, 3), make([]ID, 2)
	for _, x := range ids {
		ps, os := v.Row(x, buf, buf2)
		equal("Row", ps, os, m.list(func(t triple) bool { return t.s == x }, func(t triple) (ID, ID) { return t.p, t.o }))
		ps, ss := v.InRow(x, buf, buf2)
		equal("InRow", ps, ss, m.list(func(t triple) bool { return t.o == x }, func(t triple) (ID, ID) { return t.p, t.s }))
		s, o := v.Pairs(x)
		want := m.list(func(t triple) bool { return t.p == x }, func(t triple) (ID, ID) { return t.s, t.o })
		equal("Pairs", s, o, want)
		o, s = v.PairsByObject(x)
		byObject := m.list(func(t triple) bool { return t.p == x }, func(t triple) (ID, ID) { return t.o, t.s })
		equal("PairsByObject", o, s, byObject)
		checkTallies(t, v, x, want.a, byObject.a)
		if got := v.Stat(x); got != statOf(want, byObject) {
			t.Fatalf("Stat %+v, want %+v", got, statOf(want, byObject))
		}
		for _, y := range ids {
			equal("Objects", nil, v.Objects(x, y, buf), pairs{b: m.list(func(t triple) bool { return t.s == x && t.p == y }, func(t triple) (ID, ID) { return t.o, 0 }).a})
			equal("Subjects", nil, v.Subjects(x, y, buf), pairs{b: m.list(func(t triple) bool { return t.p == x && t.o == y }, func(t triple) (ID, ID) { return t.s, 0 }).a})
		}
	}
	for range 200 {
		s, p, o := pickID(ids), pickID(ids), pickID(ids)
		if got, want := v.Count(s, p, o), m.count(s, p, o); got != want {
			t.Fatalf("Count(%d %d %d) %d, want %d", s, p, o, got, want)
		}
		if s != None && p != None && o != None && v.Has(s, p, o) != m[triple{s, p, o}] {
			t.Fatalf("Has(%d %d %d)", s, p, o)
		}
	}
}

// checkTallies compares the counts of a predicate with its sorted subjects and objects.
func checkTallies(t *testing.T, v *View, p ID, subjects, objects []ID) {
	t.Helper()
	for _, most := range []int{0, 1, 3, 1000} {
		for _, tt := range []struct {
			got  []Tally
			from []ID
		}{{v.CountBySubject(p, most), subjects}, {v.CountByObject(p, most), objects}} {
			want := equalRuns(tt.from, most)
			n := 0
			for i, id := range tt.from {
				if i == 0 || id != tt.from[i-1] {
					n++
				}
			}
			if most > 0 {
				n = min(n, most)
			}
			if !slices.Equal(tt.got, want) || len(want) != n {
				t.Fatalf("the first %d of %v: %v", most, tt.from, tt.got)
			}
		}
		all, some := v.AllSubjects(), v.SomeSubjects(most)
		_, updated := v.run.(*layered)
		if most > 0 && len(some) > most || most == 0 && len(some) != len(all) || !updated && len(some) < min(len(all), most)/2 {
			t.Fatalf("%d subjects of %v: %v", most, all, some)
		}
		for i, s := range some {
			if _, found := slices.BinarySearch(all, s); !found || i > 0 && some[i-1] >= s {
				t.Fatalf("%d subjects of %v: %v", most, all, some)
			}
		}
	}
}

// pickID is a random ID of the list, or None.
func pickID(ids []ID) ID {
	if rand.IntN(3) == 0 {
		return None
	}
	return ids[rand.IntN(len(ids))]
}

// someIDs are IDs of all kinds, close together and far apart.
func someIDs() []ID {
	one, _ := IntegerID(1)
	big, _ := IntegerID(100_000_000)
	return []ID{1, 2, 3, 7, 1000, 1 << 28, idLiteral, idLiteral | 1, idLiteral | 99999, one, one + 1, big, BooleanID(true)}
}

func randomTriples(rng *rand.Rand, ids []ID, n int) []triple {
	ts := make([]triple, n)
	for i := range ts {
		ts[i] = triple{ids[rng.IntN(len(ids))], ids[rng.IntN(len(ids))], ids[rng.IntN(len(ids))]}
	}
	return sortTriples(ts)
}

func modelOf(ts []triple) model {
	m := model{}
	for _, t := range ts {
		m[t] = true
	}
	return m
}

func TestRunsAgreeWithModel(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	ids := someIDs()
	for _, n := range []int{0, 1, 5, 100, 1000, 3000} {
		ts := randomTriples(rng, ids, n)
		more := minusTriples(randomTriples(rng, ids, n/3), ts)
		less := slices.DeleteFunc(slices.Clone(ts), func(triple) bool { return rng.IntN(4) > 0 })
		changed := modelOf(unionTriples(minusTriples(ts, less), more))
		t.Run(fmt.Sprintf("flat %d", n), func(t *testing.T) { checkView(t, &View{flat(ts)}, modelOf(ts), ids) })
		t.Run(fmt.Sprintf("columns %d", n), func(t *testing.T) { checkView(t, &View{columnsOf(ts)}, modelOf(ts), ids) })
		t.Run(fmt.Sprintf("layered %d", n), func(t *testing.T) {
			l := newLayered(columnsOf(ts), []layer{newLayer(more, less)})
			checkView(t, &View{l}, changed, ids)
			r, err := l.rebuild(small())
			if err != nil {
				t.Fatal(err)
			}
			checkView(t, &View{r}, changed, ids)
		})
		t.Run(fmt.Sprintf("union %d", n), func(t *testing.T) {
			m := modelOf(unionTriples(ts, more))
			checkView(t, &View{&union{parts: []run{columnsOf(ts), flat(more)}}}, m, ids)
			parts := []run{columnsOf(ts), flat(more)}
			for range manyParts {
				parts = append(parts, flat(less))
			}
			checkView(t, &View{&union{parts: parts}}, m, ids)
		})
	}
}

// TestWideOrdinals has more predicates than two bytes count.
func TestWideOrdinals(t *testing.T) {
	ts := make([]triple, 1<<16+10)
	for i := range ts {
		ts[i] = triple{1, ID(i + 2), 1}
	}
	v := &View{columnsOf(ts)}
	if p, o := v.Row(1, nil, nil); len(p) != len(ts) || len(o) != len(ts) || p[1<<16+3] != 1<<16+5 {
		t.Fatal("row of many predicates")
	}
	if got := v.Objects(1, 1<<16+5, nil); !slices.Equal(got, []ID{1}) {
		t.Fatal(got)
	}
	if got := v.Count(None, None, 1); got != len(ts) {
		t.Fatal(got)
	}
}

// TestRandomUpdates runs random transactions against a map of models, with
// named graphs, aborts, and snapshots that must stay as they were.
func TestRandomUpdates(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	g := New()
	terms := make([]Term, 40)
	for i := range terms {
		terms[i] = NewIRI(fmt.Sprint("http://e/", i))
	}
	names := []Term{Any, NewIRI("http://e/g1"), NewBlank("g2")}
	truth := map[Quad]bool{}
	kept := map[*Snapshot]map[Quad]bool{}
	for step := range 400 {
		next := maps.Clone(truth)
		abort := rng.IntN(5) == 0
		fail := fmt.Errorf("stop")
		err := g.Update(func(tx *Tx) error {
			for range rng.IntN(1 << rng.IntN(10)) {
				q := Quad{Triple{terms[rng.IntN(40)], terms[rng.IntN(6)], terms[rng.IntN(40)]}, names[rng.IntN(3)]}
				if rng.IntN(3) > 0 {
					if tx.Add(q) == next[q] {
						t.Fatal("Add", q)
					}
					next[q] = true
				} else {
					if tx.Remove(q) != next[q] {
						t.Fatal("Remove", q)
					}
					delete(next, q)
				}
			}
			if rng.IntN(20) == 0 {
				name := names[rng.IntN(3)]
				tx.Clear(name)
				maps.DeleteFunc(next, func(q Quad, _ bool) bool { return q.G == name })
			}
			if rng.IntN(4) == 0 {
				sameQuads(t, tx.Snapshot(), next)
			}
			if abort {
				return fail
			}
			return nil
		})
		if abort != (err == fail) {
			t.Fatal(err)
		}
		if !abort {
			truth = next
		}
		sameQuads(t, g.Snapshot(), truth)
		if step%50 == 0 {
			kept[g.Snapshot()] = maps.Clone(truth)
		}
	}
	for snap, want := range kept {
		sameQuads(t, snap, want)
	}
}

func sameQuads(t *testing.T, s *Snapshot, want map[Quad]bool) {
	t.Helper()
	n := 0
	for q := range s.MatchQuads(Any, Any, Any, Any) {
		if !want[q] {
			t.Fatalf("%v should not be there", q)
		}
		n++
	}
	if n != len(want) || s.Len() != n {
		t.Fatalf("%d quads, Len %d, want %d", n, s.Len(), len(want))
	}
}

func testRand() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

// TestSparseIndex has keys that are far apart, in one section and in several.
func TestSparseIndex(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	for _, n := range []int{300, 5000} {
		for _, skew := range []uint{0, 12} {
			var ts []triple
			for i := range n {
				o := idInline | formInt + ID(rng.Uint32()>>6)
				if i%3 == 0 {
					o = idInline | formInt + ID(rng.Uint32()>>6>>skew)
				}
				ts = append(ts, triple{ID(rng.IntN(1<<28) + 1), ID(1 + i%3), o})
			}
			ts = sortTriples(ts)
			c := columnsOf(ts)
			if c.obj.sections[0].dir == nil {
				t.Fatal("the test should have a directory")
			}
			for _, x := range ts {
				if !c.has(x.s, x.p, x.o) || !slices.Contains(c.subjectsOf(x.p, x.o, nil), x.s) || c.count(None, None, x.o) == 0 {
					t.Fatalf("%v was lost", x)
				}
				for _, o := range []ID{x.o - 1, x.o + 1, 0, 1 << 29, idInline, idInline | formInt2 | payload} {
					if c.has(x.s, x.p, o) != slices.Contains(ts, triple{x.s, x.p, o}) {
						t.Fatalf("%v %v", x, o)
					}
				}
			}
		}
	}
}

// TestHub has one subject and one object with very many triples.
func TestHub(t *testing.T) {
	f := &fresh{list: map[ID]*pairList{}}
	const n = 3 * longRun
	for i := range n {
		f.predicate(1).add(7, ID(10+i*31%n))
		f.predicate(2).add(ID(10+i*17%n), 7)
		f.predicate(2).add(ID(10+i*17%n), 7)
	}
	j := small()
	c, err := build(j, f.source(j))
	if err != nil {
		t.Fatal(err)
	}
	if c.size() != 2*n || !slices.IsSorted(c.objects(7, 1, nil)) || len(c.objects(7, 1, nil)) != n || len(c.subjectsOf(2, 7, nil)) != n || !slices.IsSorted(c.subjectsOf(2, 7, nil)) {
		t.Error("hub", c.size())
	}
}
