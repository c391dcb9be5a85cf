package graph

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/knakk/rdf"
)

func ex(l string) Term { return NewIRI("http://e/" + l) }

func quad(s, p, o string, g Term) Quad { return Quad{Triple{ex(s), ex(p), ex(o)}, g} }

func TestInvalidTriplesAreLeftOut(t *testing.T) {
	g := New()
	lit := NewLiteral("x")
	for _, q := range []Quad{
		{}, {Triple: Triple{lit, ex("p"), lit}}, {Triple: Triple{ex("s"), NewBlank("p"), lit}}, {Triple: Triple{ex("s"), ex("p"), Any}},
		{Triple{ex("s"), ex("p"), lit}, lit}, {Triple: Triple{NewTripleTerm(ex("s"), ex("p"), lit), ex("p"), lit}},
	} {
		if q.Valid() || g.AddQuads(q) != 0 || g.RemoveQuads(q) != 0 {
			t.Errorf("%v was taken", q)
		}
	}
	if g.Len() != 0 {
		t.Error(g.Len())
	}
}

func TestUpdateIsAllOrNothing(t *testing.T) {
	g := New()
	g.AddQuads(quad("a", "p", "b", Any), quad("a", "p", "b", ex("g")))
	before, want := g.Snapshot(), quadsOf(g)
	work := func(tx *Tx) {
		tx.Add(quad("new", "p", "b", Any))
		tx.Remove(quad("a", "p", "b", ex("g")))
		tx.Clear(Any)
		tx.Create(ex("empty"))
		tx.Drop(ex("g"))
	}
	fail := errors.New("no")
	if err := g.Update(func(tx *Tx) error { work(tx); return fail }); err != fail || g.Snapshot() != before {
		t.Error(err)
	}
	func() {
		defer func() { recover() }()
		g.Update(func(tx *Tx) error { work(tx); panic("oh") })
	}()
	if g.Snapshot() != before {
		t.Error("a panic changed the graph")
	}
	var shown *Snapshot
	g.Update(func(tx *Tx) error { work(tx); tx.Add(quad("seen", "p", "b", Any)); shown = tx.Snapshot(); return fail })
	g.Add(Triple{ex("other"), ex("p"), ex("q")})
	g.Remove(Triple{ex("other"), ex("p"), ex("q")})
	sameQuads(t, shown, map[Quad]bool{quad("seen", "p", "b", Any): true})
	sameQuads(t, g.Snapshot(), want)
	if err := g.Check(); err != nil {
		t.Error(err)
	}
}

func TestGraphsComeAndGo(t *testing.T) {
	g := New()
	names := func() string {
		var list []string
		s := g.Snapshot()
		for _, id := range s.Graphs() {
			list = append(list, strings.TrimPrefix(s.Term(id).Value(), "http://e/"))
		}
		return strings.Join(list, " ")
	}
	for _, c := range []struct {
		what string
		do   func(tx *Tx) bool
		ok   bool
		want string
	}{
		{"add makes a graph", func(tx *Tx) bool { return tx.Add(quad("s", "p", "o", ex("g1"))) }, true, "g1"},
		{"create", func(tx *Tx) bool { return tx.Create(ex("g2")) }, true, "g1 g2"},
		{"create again", func(tx *Tx) bool { return tx.Create(ex("g1")) }, false, "g1 g2"},
		{"a literal names no graph", func(tx *Tx) bool { return tx.Create(NewLiteral("g")) }, false, "g1 g2"},
		{"clear keeps the graph", func(tx *Tx) bool { return tx.Clear(ex("g1")) }, true, "g1 g2"},
		{"clear nothing", func(tx *Tx) bool { return tx.Clear(ex("none")) }, false, "g1 g2"},
		{"drop", func(tx *Tx) bool { return tx.Drop(ex("g1")) }, true, "g2"},
		{"drop nothing", func(tx *Tx) bool { return tx.Drop(ex("g1")) }, false, "g2"},
		{"add to a created graph", func(tx *Tx) bool { return tx.Add(quad("s", "p", "o", ex("g2"))) }, true, "g2"},
		{"the last triple takes the graph along", func(tx *Tx) bool { return tx.Remove(quad("s", "p", "o", ex("g2"))) }, true, ""},
		{"the default graph is always there", func(tx *Tx) bool { return tx.Drop(Any) && tx.Clear(Any) }, true, ""},
	} {
		ok := false
		g.Update(func(tx *Tx) error { ok = c.do(tx); return nil })
		if ok != c.ok || names() != c.want {
			t.Errorf("%s: %v, graphs %q", c.what, ok, names())
		}
		if err := g.Check(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestManyGraphs updates, lists and removes many named graphs.
func TestManyGraphs(t *testing.T) {
	g := New()
	const n = 2000
	for i := range n {
		g.AddQuads(quad("s", "p", fmt.Sprint(i), ex(fmt.Sprint("g", i*7%n))))
	}
	if got := len(g.Snapshot().Graphs()); got != n || g.Len() != n {
		t.Fatal(got, g.Len())
	}
	if err := g.Check(); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if i%3 != 0 && g.RemoveQuads(quad("s", "p", fmt.Sprint(i), ex(fmt.Sprint("g", i*7%n)))) != 1 {
			t.Fatal("remove", i)
		}
	}
	if err := g.Check(); err != nil {
		t.Fatal(err)
	}
	s := g.Snapshot()
	for i := range n {
		id, _ := s.Lookup(ex(fmt.Sprint("g", i*7%n)))
		if got := s.Named(id).Len(); (got == 1) != (i%3 == 0) {
			t.Fatalf("graph of %d has %d", i, got)
		}
	}
	if v := s.Named(1 << 29); v.Len() != 0 || v.AllSubjects() == nil && len(v.Predicates()) != 0 {
		t.Error("an absent graph has something")
	}
}

func TestMatch(t *testing.T) {
	g := New()
	g.AddQuads(quad("a", "p", "b", Any), quad("a", "q", "b", Any), quad("b", "p", "a", Any), quad("a", "p", "b", ex("g")), quad("c", "p", "c", ex("h")))
	all := quadsOf(g)
	choice := []Term{Any, ex("a"), ex("b"), ex("p"), ex("unknown")}
	for _, s := range choice {
		for _, p := range choice {
			for _, o := range choice {
				for _, gr := range []Term{Any, ex("g"), ex("unknown")} {
					want := map[Quad]bool{}
					for q := range all {
						if (s.IsAny() || q.S == s) && (p.IsAny() || q.P == p) && (o.IsAny() || q.O == o) && (gr.IsAny() || q.G == gr) {
							want[q] = true
						}
					}
					got := map[Quad]bool{}
					for q := range g.MatchQuads(s, p, o, gr) {
						got[q] = true
					}
					if fmt.Sprint(got) != fmt.Sprint(want) {
						t.Errorf("%v %v %v %v: got %v, want %v", s, p, o, gr, got, want)
					}
				}
			}
		}
	}
	for range g.MatchQuads(Any, Any, Any, Any) {
		break // must not go on
	}
	for range g.Match(ex("a"), Any, Any) {
		g.Add(Triple{ex("a"), ex("p"), ex(fmt.Sprint(g.Len()))}) // must end
	}
}

func TestUnionIsKept(t *testing.T) {
	g := New()
	g.AddQuads(quad("a", "p", "b", Any), quad("a", "p", "b", ex("g")), quad("c", "p", "b", ex("h")))
	s := g.Snapshot()
	ids := s.Graphs()
	if s.Union(ids, true) != s.Union([]ID{ids[1], ids[0], ids[1]}, true) {
		t.Error("the same union twice")
	}
	for _, c := range []struct {
		ids  []ID
		def  bool
		want int
	}{{nil, false, 0}, {nil, true, 1}, {ids, false, 2}, {ids, true, 2}, {ids[:1], true, 1}, {[]ID{ids[1], 1 << 29}, false, 1}} {
		if got := s.Union(c.ids, c.def).Len(); got != c.want {
			t.Errorf("%v %v: %d, want %d", c.ids, c.def, got, c.want)
		}
	}
}

func TestDecode(t *testing.T) {
	g := New()
	doc := "<http://e/a> <http://e/p> \"x\"@en .\n_:b <http://e/p> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n"
	n, err := g.Decode(context.Background(), rdf.NewTripleDecoder(strings.NewReader(doc+doc), rdf.NTriples))
	if n != 2 || err != nil || !g.Has(Triple{NewBlank("b"), ex("p"), NewTyped("1", xsdInteger)}) {
		t.Error(n, err, g.Len())
	}
	if _, err := g.Decode(context.Background(), rdf.NewTripleDecoder(strings.NewReader("<http://e/new> <http://e/p> <http://e/o> .\noops"), rdf.NTriples)); err == nil || g.Len() != 2 {
		t.Error(err, g.Len())
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := g.Decode(ctx, rdf.NewTripleDecoder(strings.NewReader(doc), rdf.NTriples)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestStatsAndClasses(t *testing.T) {
	g := mustLoad(t, `@prefix : <http://e/> . :a a :X, :Y . :b a :Y . _:c :p "x", 1, <<( :a :p :b )>> .`)
	st := g.Snapshot().Stats()
	if st.Triples != 6 || st.Literals != 1 || st.Blanks != 1 || st.TripleTerms != 1 || st.IRIs != 6 || st.Bytes.Total() <= 0 {
		t.Errorf("%+v", st)
	}
	s := g.Snapshot()
	typ, _ := s.Lookup(NewIRI(RDF + "type"))
	y, _ := s.Lookup(ex("Y"))
	if list := s.Default().Classes(typ); len(list) != 2 || list[0] != (ClassCount{y, 2}) {
		t.Error(list)
	}
}

// TestCheckFindsDamage breaks each order of a store in turn.
func TestCheckFindsDamage(t *testing.T) {
	for name, damage := range map[string]func(c *columns){
		"PSO order":  func(c *columns) { c.psoS[0], c.psoS[1] = c.psoS[1], c.psoS[0] },
		"POS other":  func(c *columns) { c.posS[len(c.posS)-1]++ },
		"SPO object": func(c *columns) { c.spoO[0]++ },
		"SPO pred":   func(c *columns) { c.spoP.narrow[0] ^= 1 },
		"OPS group":  func(c *columns) { c.opsAt[0]++ },
		"stats":      func(c *columns) { c.stats[0].Subjects++ },
		"unknown":    func(c *columns) { c.psoS[len(c.psoS)-1] = 1 << 29 },
	} {
		g := mustLoad(t, string(records(2000)))
		damage(g.Snapshot().def.run.(*columns))
		if err := g.Check(); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	g := mustLoad(t, someTurtle)
	g.dict.resources.table.words[0] = 0
	g.dict.resources.table.words[8%len(g.dict.resources.table.words)] = 0
	if err := g.Check(); !errors.Is(err, ErrDamaged) {
		t.Errorf("dictionary: %v", err)
	}
}
