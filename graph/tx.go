package graph

import "maps"

// Tx is a transaction on a Graph: changes that become visible to others together
// or not at all. It belongs to the goroutine that runs the function given to
// Update, and must not be used after it returns.
type Tx struct {
	graph   *Graph
	state   *Snapshot       // the graph's, or what the transaction has made of it
	pending map[ID]*pending // changes not yet in state, by graph; None is the default graph
	terms   mark            // what the dictionary had at the start
	shown   bool            // Snapshot has given out a state with new terms
	created map[ID]struct{} // graphs to keep although they are empty
	err     error           // the dictionary is full
}

// pending is changes to one graph: true for triples to add, false to remove.
type pending struct {
	ops map[triple]bool
}

// Update runs f in a transaction. If f returns an error, or panics, nothing has
// changed and Update returns the error; otherwise everything f did becomes
// visible at once. Writers wait until f is done, readers do not: f must not call
// the graph's other writing methods.
func (g *Graph) Update(f func(tx *Tx) error) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	tx := &Tx{graph: g, state: g.Snapshot(), terms: g.dict.mark()}
	done := false
	defer func() {
		if !done && !tx.shown {
			g.dict.rollback(tx.terms)
		}
	}()
	if err := f(tx); err != nil {
		return err
	}
	if tx.err != nil {
		return tx.err
	}
	done = true
	tx.flush()
	before := g.Snapshot()
	g.snap.Store(tx.state)
	g.compact(tx.state, changed(before, tx.state))
	return nil
}

// Add adds a triple to q.G, the zero Term being the default graph, and reports
// whether it was new. It reports false for what is not a valid quad.
func (tx *Tx) Add(q Quad) bool {
	if !q.Valid() || tx.err != nil {
		return false
	}
	var ids [4]ID
	for i, t := range [4]Term{q.S, q.P, q.O, q.G} {
		if t.kind == 0 {
			continue
		}
		if ids[i], tx.err = tx.graph.dict.intern(t); tx.err != nil {
			return false
		}
	}
	return tx.set(ids[3], triple{ids[0], ids[1], ids[2]}, true)
}

// Remove removes a triple from q.G and reports whether it was there.
func (tx *Tx) Remove(q Quad) bool {
	var ids [4]ID
	for i, t := range [4]Term{q.S, q.P, q.O, q.G} {
		var ok bool
		if t.kind == 0 && i == 3 {
			continue
		}
		if ids[i], ok = tx.graph.dict.lookup(t); !ok {
			return false
		}
	}
	return tx.set(ids[3], triple{ids[0], ids[1], ids[2]}, false)
}

// Has reports whether the transaction's state has the quad.
func (tx *Tx) Has(q Quad) bool {
	var ids [4]ID
	for i, t := range [4]Term{q.S, q.P, q.O, q.G} {
		var ok bool
		if t.kind == 0 && i == 3 {
			continue
		}
		if ids[i], ok = tx.graph.dict.lookup(t); !ok {
			return false
		}
	}
	return tx.has(ids[3], triple{ids[0], ids[1], ids[2]})
}

func (tx *Tx) has(g ID, t triple) bool {
	if p := tx.pending[g]; p != nil {
		if present, ok := p.ops[t]; ok {
			return present
		}
	}
	v := tx.state.view(g)
	return v != nil && v.Has(t.s, t.p, t.o)
}

// set makes the triple present or absent, and reports whether it was not so.
func (tx *Tx) set(g ID, t triple, present bool) bool {
	if tx.has(g, t) == present {
		return false
	}
	p := tx.pending[g]
	if p == nil {
		p = &pending{ops: map[triple]bool{}}
		if tx.pending == nil {
			tx.pending = map[ID]*pending{}
		}
		tx.pending[g] = p
	}
	if _, undo := p.ops[t]; undo {
		delete(p.ops, t)
	} else {
		p.ops[t] = present
	}
	return true
}

// view is the graph's view, nil if there is none; None is the default graph.
func (s *Snapshot) view(g ID) *View {
	if g == None {
		return s.def
	}
	return s.named.find(g)
}

// Create makes an empty named graph that exists although it has no triples, and
// reports whether there was none of that name.
func (tx *Tx) Create(name Term) bool {
	if tx.err != nil || name.kind != IRI && name.kind != Blank {
		return false
	}
	var g ID
	if g, tx.err = tx.graph.dict.intern(name); tx.err != nil {
		return false
	}
	tx.flush()
	if tx.state.named.find(g) != nil {
		return false
	}
	tx.replace(g, &View{flat(nil)})
	return true
}

// Clear removes all triples of a graph, the zero Term being the default graph. A
// named graph stays as an empty one. It reports whether the graph existed.
func (tx *Tx) Clear(name Term) bool { return tx.empty(name, &View{flat(nil)}) }

// Drop removes a named graph, or clears the default graph, and reports whether
// it existed.
func (tx *Tx) Drop(name Term) bool { return tx.empty(name, nil) }

func (tx *Tx) empty(name Term, v *View) bool {
	if name.kind == 0 {
		tx.flush()
		tx.replace(None, &View{flat(nil)})
		return true
	}
	g, ok := tx.graph.dict.lookup(name)
	if !ok {
		return false
	}
	tx.flush()
	if tx.state.named.find(g) == nil {
		return false
	}
	tx.replace(g, v)
	return true
}

// replace sets the view of a graph in the transaction's state, or removes it.
func (tx *Tx) replace(g ID, v *View) {
	def, named, n := tx.state.def, tx.state.named, tx.state.n
	if old := tx.state.view(g); old != nil {
		n -= old.Len()
	}
	if v != nil {
		n += v.Len()
	}
	if g == None {
		def = v
	} else {
		named = named.with(g, v)
	}
	tx.state = tx.graph.newState(def, named, n)
}

// Snapshot is the state that the transaction has reached: what the graph will be
// if f returns now. It stays valid after the transaction, whatever becomes of it.
func (tx *Tx) Snapshot() *Snapshot {
	tx.flush()
	tx.shown = true
	return tx.state
}

// flush carries the pending changes over into the state.
func (tx *Tx) flush() {
	if len(tx.pending) == 0 {
		return
	}
	def, named, n := tx.state.def, map[ID]*View{}, tx.state.n
	gone := tx.state.named
	for g, p := range tx.pending {
		adds, dels := p.sorted()
		if len(adds)+len(dels) == 0 {
			continue
		}
		v := tx.state.view(g)
		if v == nil {
			v = &View{flat(nil)}
		}
		v = &View{change(v.run, adds, dels)}
		n += len(adds) - len(dels)
		switch {
		case g == None:
			def = v
		case v.Len() == 0:
			gone = gone.with(g, nil)
		default:
			named[g] = v
		}
	}
	clear(tx.pending)
	tx.state = tx.graph.newState(def, gone.withAll(named), n)
}

// sorted splits the changes into sorted lists.
func (p *pending) sorted() (adds, dels []triple) {
	for t := range maps.Keys(p.ops) {
		if p.ops[t] {
			adds = append(adds, t)
		} else {
			dels = append(dels, t)
		}
	}
	return sortTriples(adds), sortTriples(dels)
}
