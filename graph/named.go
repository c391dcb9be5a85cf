package graph

import (
	"maps"
	"slices"
)

// graphs is the named graphs of a snapshot, sorted by ID, in chunks: a change
// copies one chunk and the list of chunks, so that an update of one of a hundred
// thousand graphs stays cheap.
type graphs struct {
	chunks [][]namedView
	n      int
}

type namedView struct {
	id   ID
	view *View
}

// chunkGraphs is how many graphs a chunk has at most.
const chunkGraphs = 256

func compareName(v namedView, id ID) int { return order(v.id, id) }

// chunk is the position of the chunk that id is in, if it is in any.
func (gs graphs) chunk(id ID) int {
	at, ok := slices.BinarySearchFunc(gs.chunks, id, func(c []namedView, id ID) int { return order(c[0].id, id) })
	if !ok && at > 0 {
		at--
	}
	return at
}

// find returns the view of a graph, or nil.
func (gs graphs) find(id ID) *View {
	if gs.n == 0 {
		return nil
	}
	c := gs.chunks[gs.chunk(id)]
	if i, ok := slices.BinarySearchFunc(c, id, compareName); ok {
		return c[i].view
	}
	return nil
}

// each calls do for every graph in order until it says no.
func (gs graphs) each(do func(id ID, v *View) bool) {
	for _, c := range gs.chunks {
		for _, x := range c {
			if !do(x.id, x.view) {
				return
			}
		}
	}
}

// ids lists the names.
func (gs graphs) ids() []ID {
	ids := make([]ID, 0, gs.n)
	gs.each(func(id ID, _ *View) bool { ids = append(ids, id); return true })
	return ids
}

// with returns the graphs with one view set, or removed when v is nil.
func (gs graphs) with(id ID, v *View) graphs {
	if gs.n == 0 {
		if v == nil {
			return gs
		}
		return graphs{[][]namedView{{{id, v}}}, 1}
	}
	at := gs.chunk(id)
	c := slices.Clone(gs.chunks[at])
	i, ok := slices.BinarySearchFunc(c, id, compareName)
	switch {
	case ok && v != nil:
		c[i].view = v
	case ok:
		c = slices.Delete(c, i, i+1)
		gs.n--
	case v != nil:
		c = slices.Insert(c, i, namedView{id, v})
		gs.n++
	}
	parts := [][]namedView{c}
	switch {
	case len(c) == 0:
		parts = nil
	case len(c) > chunkGraphs:
		parts = [][]namedView{slices.Clip(c[:len(c)/2]), c[len(c)/2:]}
	}
	gs.chunks = slices.Concat(gs.chunks[:at], parts, gs.chunks[at+1:])
	return gs
}

// withAll returns the graphs with several views set.
func (gs graphs) withAll(views map[ID]*View) graphs {
	if len(views) < chunkGraphs/4 {
		for id, v := range views {
			gs = gs.with(id, v)
		}
		return gs
	}
	all := maps.Clone(views)
	gs.each(func(id ID, v *View) bool {
		if all[id] == nil {
			all[id] = v
		}
		return true
	})
	out := graphs{n: len(all)}
	for part := range slices.Chunk(slices.Sorted(maps.Keys(all)), chunkGraphs/2) {
		c := make([]namedView, len(part))
		for i, id := range part {
			c[i] = namedView{id, all[id]}
		}
		out.chunks = append(out.chunks, c)
	}
	return out
}
