package graph

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// TestReadersBesideWriter has a writer that always changes two predicates
// together, and readers that must never see one without the other, in the
// default graph and across graphs.
func TestReadersBesideWriter(t *testing.T) {
	g := New()
	p, q, name := NewIRI("http://e/p"), NewIRI("http://e/q"), NewIRI("http://e/g")
	pair := func(i int) []Quad {
		a, b := NewIRI(fmt.Sprint("http://e/", i)), NewTyped(fmt.Sprint(i, ".5e0"), XSD+"double")
		return []Quad{{Triple{a, p, b}, Any}, {Triple{a, q, b}, Any}, {Triple{a, p, b}, name}}
	}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					readPairs(t, g.Snapshot(), p, q, name)
				}
			}
		})
	}
	rng := rand.New(rand.NewPCG(19, 20))
	for range 1500 {
		i := rng.IntN(800)
		if rng.IntN(3) > 0 {
			g.AddQuads(pair(i)...)
		} else {
			g.RemoveQuads(pair(i)...)
		}
		if rng.IntN(200) == 0 {
			doc := strings.NewReader("_:a <http://e/other> \"x\" .\n")
			if err := g.Load(context.Background(), doc, WithFormat(rdfio.NTriples)); err != nil {
				t.Fatal(err)
			}
		}
	}
	close(stop)
	wg.Wait()
	if err := g.Check(); err != nil {
		t.Fatal(err)
	}
}

// readPairs checks one snapshot from several directions.
func readPairs(t *testing.T, s *Snapshot, p, q, name Term) {
	pid, ok := s.Lookup(p)
	if !ok {
		return
	}
	qid, _ := s.Lookup(q)
	gid, _ := s.Lookup(name)
	v := s.Default()
	subjects, objects := v.Pairs(pid)
	if v.Count(None, qid, None) != len(subjects) || s.Named(gid).Len() != len(subjects) {
		t.Errorf("%d triples with p, %d with q, %d in the graph", len(subjects), v.Count(None, qid, None), s.Named(gid).Len())
	}
	for i := 0; i < len(subjects); i += 37 {
		if !v.Has(subjects[i], qid, objects[i]) || s.Term(subjects[i]).IsAny() || s.Term(objects[i]).Kind() != Literal {
			t.Errorf("half of a pair: %v", s.Term(subjects[i]))
		}
		if back, ok := s.Lookup(s.Term(objects[i])); !ok || back != objects[i] {
			t.Errorf("%v is found as %d", s.Term(objects[i]), back)
		}
	}
	if u := s.Union([]ID{gid}, true); u.Count(None, pid, None) != len(subjects) {
		t.Errorf("the union has %d", u.Count(None, pid, None))
	}
}

// TestBackgroundMerge changes a graph that is large enough to be merged beside
// the writer, in several rounds, and clears one while it is being merged.
func TestBackgroundMerge(t *testing.T) {
	const n = smallBase + 2000
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, "<http://e/%d> <http://e/p%d> \"%d\" .\n", i/3, i%3, i/2)
	}
	g := mustLoad(t, text.String(), WithFormat(rdfio.NTriples))
	at := func(i int) Triple {
		return Triple{NewIRI(fmt.Sprint("http://e/", i/3)), NewIRI(fmt.Sprint("http://e/p", i%3)), NewLiteral(fmt.Sprint(i / 2))}
	}
	old := g.Snapshot()
	for round := range 3 {
		err := g.Update(func(tx *Tx) error {
			for i := round; i < n; i += 4 {
				tx.Remove(Quad{Triple: at(i)})
				tx.Add(Quad{Triple: at(i + n + round)})
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 50 {
			g.Add(Triple{NewIRI(fmt.Sprint("http://late/", round, i)), NewIRI("http://e/p1"), NewLiteral("x")})
		}
		want := quadsOf(g)
		g.merging.Wait()
		if err := g.Check(); err != nil {
			t.Fatal(err)
		}
		sameQuads(t, g.Snapshot(), want)
	}
	l, layered := g.Snapshot().def.run.(*layered)
	if layered && l.due() {
		t.Error("the layers were not merged")
	}
	g.Update(func(tx *Tx) error {
		for i := range n {
			tx.Add(Quad{Triple: at(i + 3*n)})
		}
		return nil
	})
	g.Update(func(tx *Tx) error { tx.Clear(Any); return nil })
	g.merging.Wait()
	if g.Len() != 0 {
		t.Error("a merge brought cleared triples back")
	}
	if old.Len() != n || old.Check() != nil {
		t.Error("an old snapshot changed")
	}
}

// TestSmallUpdateIsSmall counts what one more triple in a large graph costs.
func TestSmallUpdateIsSmall(t *testing.T) {
	g := mustLoad(t, string(records(100_000)), WithFormat(rdfio.NTriples))
	base := g.Snapshot().def.run
	p := NewIRI("http://e/p")
	allocated := testing.AllocsPerRun(100, func() {
		g.Add(Triple{NewIRI("http://e/s"), p, NewIRI("http://e/o")})
		g.Remove(Triple{NewIRI("http://e/s"), p, NewIRI("http://e/o")})
	})
	if allocated > 60 {
		t.Errorf("%v allocations for two updates", allocated)
	}
	l, ok := g.Snapshot().def.run.(*layered)
	if !ok || l.base != base {
		t.Error("the columns were rebuilt")
	}
}

// TestLookupsDoNotAllocate is for the query engine's inner loops.
func TestLookupsDoNotAllocate(t *testing.T) {
	g := mustLoad(t, string(records(20_000)), WithFormat(rdfio.NTriples))
	s := g.Snapshot()
	v := s.Default()
	typ, _ := s.Lookup(NewIRI(RDF + "type"))
	subjects, objects := v.Pairs(typ)
	buf := make([]ID, 64)
	i := 0
	allocated := testing.AllocsPerRun(1000, func() {
		i = (i + 1) % len(subjects)
		v.Objects(subjects[i], typ, buf)
		v.Subjects(typ, objects[i], buf)
		v.Has(subjects[i], typ, objects[i])
		v.Count(subjects[i], None, None)
		v.Row(subjects[i], buf, nil)
		v.PairsByObject(typ)
		if id, ok := s.Lookup(s.Term(subjects[i])); !ok || id != subjects[i] {
			t.Fatal("lookup")
		}
	})
	if allocated != 0 {
		t.Errorf("%v allocations", allocated)
	}
}
