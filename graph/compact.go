package graph

// Merging the layers of a large graph into its columns takes seconds. It is done
// by a goroutine beside the writer, one for each graph at most, from the state
// that the graph had when it started; layers that have come since go on top of
// the result. Nobody waits for it, and nobody sees a difference.

// compact starts merging the graphs that a new state changed, where it is due.
// The caller is the writer.
func (g *Graph) compact(s *Snapshot, changed []ID) {
	for _, id := range changed {
		v := s.view(id)
		if v == nil {
			continue
		}
		l, ok := v.run.(*layered)
		if !ok || l.frozen > 0 || !l.due() {
			continue
		}
		l.frozen = len(l.layers)
		g.merging.Go(func() { g.merge(id, l) })
	}
}

// merge builds new columns for a graph and puts them in place of those that they
// were made of.
func (g *Graph) merge(id ID, l *layered) {
	merged, err := l.rebuild(small())
	if err != nil {
		return // there is none without a context that can end
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.Snapshot()
	v := now.view(id)
	if v == nil {
		return
	}
	// Cleared or replaced meanwhile, a graph has another base.
	cur, ok := v.run.(*layered)
	if !ok || cur.base != l.base || cur.frozen != len(l.layers) {
		return
	}
	v = &View{merged}
	if above := cur.layers[cur.frozen:]; len(above) > 0 {
		v.run = newLayered(merged, above).settle()
	}
	def, named := now.def, now.named
	if id == None {
		def = v
	} else {
		named = named.with(id, v)
	}
	next := newSnapshot(now.dict, def, named, now.n, now.version)
	g.snap.Store(next)
	g.compact(next, []ID{id}) // more may have come than the merge took away
}

// changed lists the graphs of which two states have different views.
func changed(before, after *Snapshot) (list []ID) {
	if before.def != after.def {
		list = append(list, None)
	}
	for i, c := range after.named.chunks {
		if i < len(before.named.chunks) && &c[0] == &before.named.chunks[i][0] {
			continue // the same chunk
		}
		for _, x := range c {
			if before.named.find(x.id) != x.view {
				list = append(list, x.id)
			}
		}
	}
	return list
}
