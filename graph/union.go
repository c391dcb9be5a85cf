package graph

import (
	"context"
	"runtime"
	"slices"
	"sync"
)

// union is the set union of several runs. Lookups ask every part; whole
// predicates are merged when first asked for and kept. With many parts, where
// every lookup would be many, all is merged into one run at the first question.
type union struct {
	parts  []run
	whole  sync.Once
	one    run // set by whole, when there are many parts
	merged sync.Map
	count0 sync.Once
	n      int
}

// manyParts is from how many parts on a union is merged into one run.
const manyParts = 32

// ask returns the parts, or the one run that replaces them.
func (u *union) ask() []run {
	if len(u.parts) < manyParts {
		return u.parts
	}
	u.whole.Do(func() {
		u.one = wholeOf(u.parts)
	})
	return []run{u.one}
}

// wholeOf is the union of runs as one run.
func wholeOf(parts []run) run {
	f := &fresh{list: map[ID]*pairList{}}
	n := 0
	for _, r := range parts {
		n += r.size()
		for _, p := range r.predicates() {
			list, x := f.predicate(p), r.pairs(p)
			for i, s := range x.a {
				list.add(s, x.b[i])
			}
		}
	}
	j := &job{ctx: context.Background(), workers: runtime.GOMAXPROCS(0)}
	if n <= flatMax {
		j.workers = 1
	}
	c, _ := build(j, f.source(j)) // without a context that can end there is no error
	return c
}

// ids combines the lists of all parts.
func (u *union) ids(get func(run) []ID) (ids []ID) {
	for i, r := range u.ask() {
		switch more := get(r); {
		case i == 0 || len(ids) == 0:
			ids = more
		case len(more) > 0:
			ids = unionIDs(make([]ID, 0, len(ids)+len(more)), ids, more)
		}
	}
	return ids
}

// both combines the pairs of all parts.
func (u *union) both(get func(run) pairs) (x pairs) {
	for i, r := range u.ask() {
		switch more := get(r); {
		case i == 0 || x.len() == 0:
			x = more
		case more.len() > 0:
			x = unionPairs(makePairs(x.len()+more.len()), x, more)
		}
	}
	return x
}

func (u *union) size() int {
	u.count0.Do(func() {
		for _, p := range u.predicates() {
			u.n += u.pairs(p).len()
		}
	})
	return u.n
}

func (u *union) has(s, p, o ID) bool {
	for _, r := range u.ask() {
		if r.has(s, p, o) {
			return true
		}
	}
	return false
}

func (u *union) objects(s, p ID, _ []ID) []ID {
	return u.ids(func(r run) []ID { return r.objects(s, p, nil) })
}

func (u *union) subjectsOf(p, o ID, _ []ID) []ID {
	return u.ids(func(r run) []ID { return r.subjectsOf(p, o, nil) })
}

func (u *union) row(s ID, _, _ []ID) (p, o []ID) {
	x := u.both(func(r run) pairs { p, o := r.row(s, nil, nil); return pairs{p, o} })
	return x.a, x.b
}

func (u *union) inRow(o ID, _, _ []ID) (p, s []ID) {
	x := u.both(func(r run) pairs { p, s := r.inRow(o, nil, nil); return pairs{p, s} })
	return x.a, x.b
}

func (u *union) pairs(p ID) pairs { return u.kept(mergedKey{p, false}, run.pairs) }

func (u *union) pairsByObject(p ID) pairs { return u.kept(mergedKey{p, true}, run.pairsByObject) }

func (u *union) kept(key mergedKey, get func(run, ID) pairs) pairs {
	if x, ok := u.merged.Load(key); ok {
		return x.(pairs)
	}
	x := u.both(func(r run) pairs { return get(r, key.p) })
	u.merged.Store(key, x)
	return x
}

func (u *union) predicates() []ID { return u.ids(run.predicates) }

func (u *union) allSubjects() []ID { return u.ids(run.allSubjects) }

func (u *union) allObjects() []ID { return u.ids(run.allObjects) }

func (u *union) stat(p ID) PredicateStat { return statOf(u.pairs(p), u.pairsByObject(p)) }

func (u *union) count(s, p, o ID) int {
	switch {
	case s != None && p != None && o != None:
		if u.has(s, p, o) {
			return 1
		}
		return 0
	case s != None && p != None:
		return len(u.objects(s, p, nil))
	case p != None && o != None:
		return len(u.subjectsOf(p, o, nil))
	case s != None && o != None:
		_, objects := u.row(s, nil, nil)
		return countEqual(objects, o)
	case s != None:
		p, _ := u.row(s, nil, nil)
		return len(p)
	case p != None:
		return u.pairs(p).len()
	case o != None:
		p, _ := u.inRow(o, nil, nil)
		return len(p)
	}
	return u.size()
}

func countEqual(ids []ID, id ID) (n int) {
	for _, x := range ids {
		if x == id {
			n++
		}
	}
	return n
}

func (u *union) triples(dst []triple) []triple {
	ts := []triple{}
	for _, r := range u.ask() {
		ts = r.triples(ts)
	}
	return append(dst, slices.Clip(sortTriples(ts))...)
}
