package graph

import (
	"context"
	"slices"
)

// collector takes the batches of a document: it gives their terms IDs and keeps
// the statements by graph and predicate until all are there.
type collector struct {
	dict   *dict
	graphs map[ID]*fresh
	n      int // statements so far
}

// fresh is the new statements of one graph. The first few are kept as they are;
// only when there are more are they split by predicate.
type fresh struct {
	few  []triple
	list map[ID]*pairList // nil while there are few
}

// pairList is pairs of subject and object packed into words, in pieces that
// double in size up to a bound, so that growing moves nothing.
type pairList struct {
	full [][]uint64
	last []uint64
	n    int // in full
}

const (
	firstPiece = 32
	lastPiece  = 1 << 14
)

func (l *pairList) add(s, o ID) {
	if len(l.last) == cap(l.last) {
		l.next()
	}
	l.last = append(l.last, uint64(s)<<32|uint64(o))
}

func (l *pairList) next() {
	size := firstPiece
	if l.last != nil {
		l.full = append(l.full, l.last)
		l.n += len(l.last)
		size = min(2*cap(l.last), lastPiece)
	}
	l.last = make([]uint64, 0, size)
}

func (l *pairList) len() int { return l.n + len(l.last) }

// drain copies all words to dst and lets go of them.
func (l *pairList) drain(dst []uint64) {
	for i, piece := range l.full {
		dst = dst[copy(dst, piece):]
		l.full[i] = nil
	}
	copy(dst, l.last)
	*l = pairList{}
}

func newCollector(d *dict) *collector {
	return &collector{dict: d, graphs: map[ID]*fresh{}}
}

// take adds the statements of a batch.
func (c *collector) take(b *batch) error {
	if err := c.intern(b); err != nil {
		return err
	}
	at := 0
	for _, run := range b.graphs {
		g := None
		if run.graph != defaultGraph {
			g = b.ids[run.graph]
		}
		f := c.graphs[g]
		if f == nil {
			f = &fresh{}
			c.graphs[g] = f
		}
		f.take(b, b.quads[at:run.end])
		at = run.end
	}
	c.n += len(b.quads)
	return nil
}

// intern gives the tokens of a batch their IDs.
func (c *collector) intern(b *batch) error {
	for i := range b.types {
		t := &b.types[i]
		n, err := c.dict.typeByText(t.prefix, t.text)
		if err != nil {
			return err
		}
		t.number = n
	}
	b.ids = slices.Grow(b.ids[:0], len(b.tokens))[:len(b.tokens)]
	for i := range b.tokens {
		if i%touchGroup == 0 {
			c.dict.touch(b.tokens[i:min(i+touchGroup, len(b.tokens))])
		}
		t := &b.tokens[i]
		var err error
		switch t.kind {
		case plainToken:
			b.ids[i], err = c.dict.internResource(t.hash, "", t.text)
		case blankToken:
			b.ids[i], err = c.dict.internResource(t.hash, blankMark, t.text)
		case markedToken:
			b.ids[i], err = c.dict.internResource(t.hash, iriMark, t.text)
		default:
			b.ids[i], err = c.dict.internLiteral(t.hash, t.text, b.types[t.kind].number)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fewQuads is below which finding each predicate's list by map costs less than
// clearing the list of those already found.
const fewQuads = 64

// touchGroup is how many tokens are brought into the cache before the first of
// them is looked up: their lines fit in the first-level cache.
const touchGroup = 64

// touch loads the parts of memory that looking up tokens will need. A lookup is a
// chain of loads that each wait for the one before; doing one step for all tokens
// before the next step lets the processor wait for many at once.
func (d *dict) touch(tokens []token) {
	sum := uint64(0)
	for i := range tokens {
		sum += d.spaceOf(tokens[i].kind).table.first(tokens[i].hash)
	}
	var found [touchGroup]int32
	for i := range tokens {
		t := &tokens[i]
		sp := d.spaceOf(t.kind)
		n := sp.table.guess(t.hash)
		if found[i] = int32(n); n >= 0 && n < sp.n {
			sum += uint64(sp.ends[n>>pageShift][n&pageMask])
		}
	}
	for i := range tokens {
		sp := d.spaceOf(tokens[i].kind)
		if n := int(found[i]); n >= 0 && n < sp.n {
			if text := sp.text(n); text != "" {
				sum += uint64(text[0])
			}
		}
	}
	d.resources.table.touched += sum
}

func (d *dict) spaceOf(kind int32) *space {
	if kind < 0 {
		return &d.resources
	}
	return &d.literals
}

// id resolves a reference.
func (b *batch) id(ref uint32) ID {
	if ref >= uint32(idInline) {
		return ID(ref)
	}
	return b.ids[ref]
}

// take adds quads of a batch to the graph.
func (f *fresh) take(b *batch, quads []quadRef) {
	if f.list == nil && len(f.few)+len(quads) <= flatMax {
		for _, q := range quads {
			f.few = append(f.few, triple{b.id(q.s), b.ids[q.p], b.id(q.o)})
		}
		return
	}
	if f.list == nil {
		f.list = map[ID]*pairList{}
		for _, t := range f.few {
			f.predicate(t.p).add(t.s, t.o)
		}
		f.few = nil
	}
	if len(quads) < fewQuads {
		for _, q := range quads {
			f.predicate(b.ids[q.p]).add(b.id(q.s), b.id(q.o))
		}
		return
	}
	b.lists = slices.Grow(b.lists[:0], len(b.tokens))[:len(b.tokens)]
	clear(b.lists)
	for _, q := range quads {
		list := b.lists[q.p]
		if list == nil {
			list = f.predicate(b.ids[q.p])
			b.lists[q.p] = list
		}
		list.add(b.id(q.s), b.id(q.o))
	}
}

func (f *fresh) predicate(p ID) *pairList {
	list := f.list[p]
	if list == nil {
		list = &pairList{}
		f.list[p] = list
	}
	return list
}

// source is the collected pairs as a source for columns, which sorts them.
func (f *fresh) source(j *job) source {
	src := source{preds: make([]ID, 0, len(f.list))}
	for p := range f.list {
		src.preds = append(src.preds, p)
	}
	slices.Sort(src.preds)
	for _, p := range src.preds {
		src.max = append(src.max, f.list[p].len())
	}
	sorters := make([]sorter, j.workers)
	src.fill = func(w, k int, s, o []ID) (int, error) {
		words, err := f.sorted(j, &sorters[w], src.preds[k])
		if err != nil {
			return 0, err
		}
		for i, x := range words {
			s[i], o[i] = ID(x>>32), ID(x)
		}
		return len(words), nil
	}
	return src
}

// sorted drains the pairs of one predicate, sorted and without duplicates.
func (f *fresh) sorted(j *job, st *sorter, p ID) ([]uint64, error) {
	if j.ctx.Err() != nil {
		return nil, context.Cause(j.ctx)
	}
	list := f.list[p]
	words := st.room(list.len())
	list.drain(words)
	return st.sortPairs(j, words)
}

// onto returns r with the fresh statements added.
func (f *fresh) onto(j *job, r run) (run, error) {
	if f.list == nil {
		adds := slices.DeleteFunc(sortTriples(f.few), func(t triple) bool { return r.has(t.s, t.p, t.o) })
		if len(adds) == 0 {
			return r, nil
		}
		return change(r, slices.Clip(adds), nil), nil
	}
	alone, err := build(j, f.source(j))
	if err != nil || r.size() == 0 {
		return alone, err
	}
	return join(j, r, alone)
}

// join is the union of what a graph has and columns just loaded: as a layer when
// they are few in comparison, else as new columns.
func join(j *job, r run, loaded *columns) (run, error) {
	if loaded.size() <= r.size()/4 {
		return overlay(j, r, loaded)
	}
	src := source{preds: unionIDs(nil, r.predicates(), loaded.preds)}
	for _, p := range src.preds {
		src.max = append(src.max, r.count(None, p, None)+loaded.count(None, p, None))
	}
	src.fill = func(_, k int, s, o []ID) (int, error) {
		if j.ctx.Err() != nil {
			return 0, context.Cause(j.ctx)
		}
		p := src.preds[k]
		x := unionPairs(pairs{s[:0], o[:0]}, r.pairs(p), loaded.pairs(p))
		return x.len(), nil
	}
	return build(j, src)
}

// overlay puts what is new in loaded as a layer on r.
func overlay(j *job, r run, loaded *columns) (run, error) {
	src := source{preds: loaded.preds}
	for _, st := range loaded.stats {
		src.max = append(src.max, st.Triples)
	}
	src.fill = func(_, k int, s, o []ID) (int, error) {
		p, x, n := src.preds[k], loaded.pairs(src.preds[k]), 0
		err := j.blocks(x.len(), func(lo, hi int) {
			for i := lo; i < hi; i++ {
				if !r.has(x.a[i], p, x.b[i]) {
					s[n], o[n] = x.a[i], x.b[i]
					n++
				}
			}
		})
		return n, err
	}
	adds, err := build(j, src)
	switch {
	case err != nil:
		return nil, err
	case adds.size() == 0:
		return r, nil
	case adds.size() <= flatMax:
		return stack(r, newLayer(adds.triples(nil), nil)), nil
	}
	return stack(r, layerOf(adds, flat(nil))), nil
}
