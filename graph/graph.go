package graph

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
)

// Graph is an RDF dataset in memory: a default graph, which most methods speak
// of, and named graphs. All methods may be called by many goroutines at once.
// Reading never waits; writers wait for each other.
type Graph struct {
	snap     atomic.Pointer[Snapshot]
	prefixes atomic.Pointer[Prefixes]

	mu      sync.Mutex // held by the writer
	dict    *dict      // the writer's; snapshots have copies
	version uint64     // of the newest state made, published or not

	merging sync.WaitGroup // goroutines that merge layers
}

// New returns an empty graph.
func New() *Graph { return newGraph(rand.Uint64()) }

func newGraph(seed uint64) *Graph {
	g := &Graph{dict: newDict(seed)}
	g.snap.Store(g.newState(&View{flat(nil)}, graphs{}, 0))
	g.prefixes.Store(&Prefixes{})
	return g
}

// newState makes a snapshot of those graphs, with n triples in all, and of all
// terms up to now.
func (g *Graph) newState(def *View, named graphs, n int) *Snapshot {
	d := *g.dict
	g.version++
	return newSnapshot(&d, def, named, n, g.version)
}

// Snapshot returns the current state.
func (g *Graph) Snapshot() *Snapshot { return g.snap.Load() }

// Prefixes are the prefixes that loaded documents declared. The result is a
// copy; later loads do not change it.
func (g *Graph) Prefixes() *Prefixes { return g.prefixes.Load().clone() }

// Len is the number of triples in all graphs together.
func (g *Graph) Len() int { return g.Snapshot().Len() }

// Has reports whether the default graph has the triple.
func (g *Graph) Has(t Triple) bool {
	snap := g.Snapshot()
	s, ok1 := snap.Lookup(t.S)
	p, ok2 := snap.Lookup(t.P)
	o, ok3 := snap.Lookup(t.O)
	return ok1 && ok2 && ok3 && snap.def.Has(s, p, o)
}

// Add adds triples to the default graph, all at once, and returns how many were
// new. Triples that are not RDF (see Triple.Valid) are left out. Use Update for
// many changes, or those that depend on each other.
func (g *Graph) Add(ts ...Triple) (added int) {
	return g.each(len(ts), func(tx *Tx, i int) bool { return tx.Add(Quad{Triple: ts[i]}) })
}

// Remove removes triples from the default graph, all at once, and returns how
// many were there.
func (g *Graph) Remove(ts ...Triple) (removed int) {
	return g.each(len(ts), func(tx *Tx, i int) bool { return tx.Remove(Quad{Triple: ts[i]}) })
}

// AddQuads is Add for triples in any graph.
func (g *Graph) AddQuads(qs ...Quad) (added int) {
	return g.each(len(qs), func(tx *Tx, i int) bool { return tx.Add(qs[i]) })
}

// RemoveQuads is Remove for triples in any graph.
func (g *Graph) RemoveQuads(qs ...Quad) (removed int) {
	return g.each(len(qs), func(tx *Tx, i int) bool { return tx.Remove(qs[i]) })
}

// each runs one change per index in a transaction and counts those that did
// something. The transaction fails only when the dictionary is full; then
// nothing has changed.
func (g *Graph) each(n int, do func(tx *Tx, i int) bool) (done int) {
	err := g.Update(func(tx *Tx) error {
		for i := range n {
			if do(tx, i) {
				done++
			}
		}
		return nil
	})
	if err != nil {
		return 0
	}
	return done
}

// Valid reports whether t is an RDF triple: its subject an IRI or blank node,
// its predicate an IRI, its object any term (RDF 1.2 Concepts, section 3.1).
func (t Triple) Valid() bool {
	return (t.S.kind == IRI || t.S.kind == Blank) && t.P.kind == IRI && t.O.kind != 0
}

// Valid reports whether q is a valid triple in the default graph or in a graph
// named by an IRI or blank node.
func (q Quad) Valid() bool {
	return q.Triple.Valid() && (q.G.kind == 0 || q.G.kind == IRI || q.G.kind == Blank)
}
