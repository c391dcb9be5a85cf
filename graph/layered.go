package graph

import (
	"slices"
	"sync"
)

// layered is a run with changes above it: layers of additions and removals, the
// newest last. A layer is net: what it adds is not in the runs below it, and what
// it removes is. Lookups ask every layer; whole predicates that a layer touches
// are merged when first asked for and kept.
type layered struct {
	base   run
	layers []layer
	n      int
	frozen int      // so many of the layers are being merged into the base; the writer's
	merged sync.Map // mergedKey to pairs
	lists  struct {
		predicates, subjects, objects sync.Once
		p, s, o                       []ID
	}
}

type layer struct {
	add, del run
	within   bounds
}

type mergedKey struct {
	p        ID
	byObject bool
}

func newLayer(adds, dels []triple) layer { return layerOf(runOf(adds), runOf(dels)) }

func layerOf(add, del run) layer {
	l := layer{add: add, del: del, within: noBounds()}
	l.within.take(add)
	l.within.take(del)
	return l
}

func (l layer) size() int { return l.add.size() + l.del.size() }

func newLayered(base run, layers []layer) *layered {
	l := &layered{base: base, layers: layers, n: base.size()}
	for _, x := range layers {
		l.n += x.add.size() - x.del.size()
	}
	return l
}

// push puts a layer on top and keeps the number of layers logarithmic. Layers
// that are being merged into the base stay as they are.
func (l *layered) push(top layer) run {
	layers := append(slices.Clone(l.layers), top)
	for len(layers) >= l.frozen+2 {
		last, below := layers[len(layers)-1], layers[len(layers)-2]
		if below.size() > 2*last.size() && below.size()+last.size() > flatMax {
			break
		}
		layers = append(layers[:len(layers)-2], below.merge(last))
	}
	next := newLayered(l.base, layers)
	next.frozen = l.frozen
	next.inherit(l, top)
	return next.settle()
}

// inherit takes over the merged predicates of the state before that a new layer
// does not touch.
func (l *layered) inherit(before *layered, top layer) {
	before.merged.Range(func(key, x any) bool {
		p := key.(mergedKey).p
		if top.add.count(None, p, None)+top.del.count(None, p, None) == 0 {
			l.merged.Store(key, x)
		}
		return true
	})
}

// merge makes one layer of two, of which above is the newer.
func (l layer) merge(above layer) layer {
	add1, del1 := l.add.triples(nil), l.del.triples(nil)
	add2, del2 := above.add.triples(nil), above.del.triples(nil)
	return newLayer(
		unionTriples(minusTriples(add1, del2), minusTriples(add2, del1)),
		unionTriples(minusTriples(del1, add2), minusTriples(del2, add1)))
}

// smallBase is up to how many triples a base is rebuilt at once by the writer,
// which takes some milliseconds; larger ones are rebuilt in the background.
const smallBase = 1 << 16

// due reports whether the layers have grown to a quarter of the base, so that
// merging them into it pays.
func (l *layered) due() bool {
	changed := 0
	for _, x := range l.layers {
		changed += x.size()
	}
	return changed > max(flatMax, l.base.size()/4)
}

// settle merges the layers into the base when that is due and quick.
func (l *layered) settle() run {
	if l.base.size() > smallBase || !l.due() {
		return l
	}
	r, _ := l.rebuild(small()) // without a context that can end there is no error
	return r
}

// rebuild makes a run without layers that has the same triples.
func (l *layered) rebuild(j *job) (run, error) {
	if l.n <= flatMax {
		return runOf(l.triples(nil)), nil
	}
	src := source{preds: l.predicates()}
	for _, p := range src.preds {
		src.max = append(src.max, l.count(None, p, None))
	}
	src.fill = func(_, k int, s, o []ID) (int, error) {
		if err := j.ctx.Err(); err != nil {
			return 0, err
		}
		x := l.merge(src.preds[k], run.pairs)
		copy(o, x.b)
		return copy(s, x.a), nil
	}
	return build(j, src)
}

func (l *layered) size() int { return l.n }

func (l *layered) has(s, p, o ID) bool {
	for i := len(l.layers) - 1; i >= 0; i-- {
		if !l.layers[i].within.may(s, p, o) {
			continue
		}
		if l.layers[i].add.has(s, p, o) {
			return true
		}
		if l.layers[i].del.has(s, p, o) {
			return false
		}
	}
	return l.base.has(s, p, o)
}

// ids asks every run that may have such triples for a list and combines the
// answers.
func (l *layered) ids(s, p, o ID, get func(run) []ID) []ID {
	ids := get(l.base)
	for i := range l.layers {
		x := &l.layers[i]
		if !x.within.may(s, p, o) {
			continue
		}
		if dels := get(x.del); len(dels) > 0 {
			ids = minusIDs(make([]ID, 0, len(ids)), ids, dels)
		}
		if adds := get(x.add); len(adds) > 0 {
			ids = unionIDs(make([]ID, 0, len(ids)+len(adds)), ids, adds)
		}
	}
	return ids
}

// both is ids for pairs.
func (l *layered) both(s, p, o ID, get func(run) pairs) pairs {
	x := get(l.base)
	for i := range l.layers {
		y := &l.layers[i]
		if !y.within.may(s, p, o) {
			continue
		}
		if dels := get(y.del); dels.len() > 0 {
			x = minusPairs(makePairs(x.len()), x, dels)
		}
		if adds := get(y.add); adds.len() > 0 {
			x = unionPairs(makePairs(x.len()+adds.len()), x, adds)
		}
	}
	return x
}

func makePairs(room int) pairs { return pairs{make([]ID, 0, room), make([]ID, 0, room)} }

func (l *layered) objects(s, p ID, _ []ID) []ID {
	return l.ids(s, p, None, func(r run) []ID { return r.objects(s, p, nil) })
}

func (l *layered) subjectsOf(p, o ID, _ []ID) []ID {
	return l.ids(None, p, o, func(r run) []ID { return r.subjectsOf(p, o, nil) })
}

func (l *layered) row(s ID, _, _ []ID) (p, o []ID) {
	x := l.both(s, None, None, func(r run) pairs { p, o := r.row(s, nil, nil); return pairs{p, o} })
	return x.a, x.b
}

func (l *layered) inRow(o ID, _, _ []ID) (p, s []ID) {
	x := l.both(None, None, o, func(r run) pairs { p, s := r.inRow(o, nil, nil); return pairs{p, s} })
	return x.a, x.b
}

func (l *layered) pairs(p ID) pairs { return l.kept(mergedKey{p, false}, run.pairs) }

func (l *layered) pairsByObject(p ID) pairs { return l.kept(mergedKey{p, true}, run.pairsByObject) }

// kept returns the pairs of a predicate, merged once if a layer touches it.
func (l *layered) kept(key mergedKey, get func(run, ID) pairs) pairs {
	if !l.touched(key.p) {
		return get(l.base, key.p)
	}
	if x, ok := l.merged.Load(key); ok {
		return x.(pairs)
	}
	x := l.merge(key.p, get)
	l.merged.Store(key, x)
	return x
}

func (l *layered) merge(p ID, get func(run, ID) pairs) pairs {
	return l.both(None, p, None, func(r run) pairs { return get(r, p) })
}

// touched reports whether a layer changes triples with predicate p.
func (l *layered) touched(p ID) bool {
	for i := range l.layers {
		x := &l.layers[i]
		if !x.within.may(None, p, None) {
			continue
		}
		if x.add.count(None, p, None) > 0 || x.del.count(None, p, None) > 0 {
			return true
		}
	}
	return false
}

func (l *layered) count(s, p, o ID) int {
	n := l.base.count(s, p, o)
	for i := range l.layers {
		x := &l.layers[i]
		if !x.within.may(s, p, o) {
			continue
		}
		n += x.add.count(s, p, o) - x.del.count(s, p, o)
	}
	return n
}

// remaining lists the IDs of one position: those of the base and all additions,
// without those whose last triple was removed.
func (l *layered) remaining(get func(run) []ID, count func(ID) int) []ID {
	ids, doubtful := get(l.base), []ID(nil)
	for _, x := range l.layers {
		ids = unionIDs(nil, ids, get(x.add))
		doubtful = unionIDs(nil, doubtful, get(x.del))
	}
	gone := doubtful[:0]
	for _, id := range doubtful {
		if count(id) == 0 {
			gone = append(gone, id)
		}
	}
	return minusIDs(nil, ids, gone)
}

func (l *layered) predicates() []ID {
	l.lists.predicates.Do(func() {
		l.lists.p = l.remaining(run.predicates, func(p ID) int { return l.count(None, p, None) })
	})
	return l.lists.p
}

func (l *layered) allSubjects() []ID {
	l.lists.subjects.Do(func() {
		l.lists.s = l.remaining(run.allSubjects, func(s ID) int { return l.count(s, None, None) })
	})
	return l.lists.s
}

func (l *layered) allObjects() []ID {
	l.lists.objects.Do(func() {
		l.lists.o = l.remaining(run.allObjects, func(o ID) int { return l.count(None, None, o) })
	})
	return l.lists.o
}

// exactStat is up to how many pairs a predicate that layers touch is counted
// exactly, which needs them merged.
const exactStat = 1 << 12

// stat is exact for predicates that no layer touches, or that are small;
// otherwise the distinct counts are upper estimates.
func (l *layered) stat(p ID) PredicateStat {
	if !l.touched(p) {
		return l.base.stat(p)
	}
	st := PredicateStat{Triples: l.count(None, p, None)}
	if st.Triples <= exactStat {
		return statOf(l.pairs(p), l.pairsByObject(p))
	}
	b := l.base.stat(p)
	st.Subjects, st.Objects = b.Subjects, b.Objects
	for _, x := range l.layers {
		a := x.add.stat(p)
		st.Subjects += a.Subjects
		st.Objects += a.Objects
	}
	st.Subjects, st.Objects = min(st.Subjects, st.Triples), min(st.Objects, st.Triples)
	return st
}

func (l *layered) triples(dst []triple) []triple {
	ts := l.base.triples(nil)
	for _, x := range l.layers {
		ts = unionTriples(minusTriples(ts, x.del.triples(nil)), x.add.triples(nil))
	}
	return append(dst, ts...)
}
