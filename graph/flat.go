package graph

import "slices"

// flat is a small set of triples: nothing but the list, sorted by (s, p, o).
// Graphs and layers of up to flatMax triples are kept so; questions that the
// order does not answer look at all of it.
type flat []triple

// flatMax is where scanning all triples begins to cost more than an index: 256
// triples are 3 KiB, which take about 100 ns.
const flatMax = 256

func (f flat) size() int { return len(f) }

func (f flat) has(s, p, o ID) bool {
	_, ok := slices.BinarySearchFunc(f, triple{s, p, o}, compareTriples)
	return ok
}

// from is the part of f with that subject, and that predicate unless it is None.
func (f flat) from(s, p ID) flat {
	lo, _ := slices.BinarySearchFunc(f, triple{s, p, 0}, compareTriples)
	hi := lo
	for hi < len(f) && f[hi].s == s && (p == None || f[hi].p == p) {
		hi++
	}
	return f[lo:hi]
}

func (f flat) objects(s, p ID, buf []ID) []ID {
	buf = buf[:0]
	for _, t := range f.from(s, p) {
		buf = append(buf, t.o)
	}
	return buf
}

func (f flat) subjectsOf(p, o ID, buf []ID) []ID {
	buf = buf[:0]
	for _, t := range f {
		if t.o == o && t.p == p {
			buf = append(buf, t.s)
		}
	}
	return buf
}

func (f flat) row(s ID, pbuf, obuf []ID) (p, o []ID) {
	p, o = pbuf[:0], obuf[:0]
	for _, t := range f.from(s, None) {
		p, o = append(p, t.p), append(o, t.o)
	}
	return p, o
}

func (f flat) inRow(o ID, pbuf, sbuf []ID) (p, s []ID) {
	x := pairs{pbuf[:0], sbuf[:0]}
	for _, t := range f {
		if t.o == o {
			x.push(t.p, t.s)
		}
	}
	x.sort()
	return x.a, x.b
}

func (f flat) pairs(p ID) (x pairs) {
	for _, t := range f {
		if t.p == p {
			x.push(t.s, t.o)
		}
	}
	return x
}

func (f flat) pairsByObject(p ID) (x pairs) {
	for _, t := range f {
		if t.p == p {
			x.push(t.o, t.s)
		}
	}
	x.sort()
	return x
}

func (f flat) predicates() []ID { return f.column(func(t triple) ID { return t.p }) }

func (f flat) allSubjects() []ID { return f.column(func(t triple) ID { return t.s }) }

func (f flat) allObjects() []ID { return f.column(func(t triple) ID { return t.o }) }

// column is the distinct values of one position.
func (f flat) column(of func(triple) ID) []ID {
	ids := make([]ID, len(f))
	for i, t := range f {
		ids[i] = of(t)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (f flat) stat(p ID) PredicateStat { return statOf(f.pairs(p), f.pairsByObject(p)) }

// statOf counts what the pairs of a predicate in both orders say.
func statOf(bySubject, byObject pairs) PredicateStat {
	return PredicateStat{Triples: bySubject.len(), Subjects: countDistinct(bySubject.a), Objects: countDistinct(byObject.a)}
}

func countDistinct(sorted []ID) (n int) {
	for i, id := range sorted {
		if i == 0 || id != sorted[i-1] {
			n++
		}
	}
	return n
}

func (f flat) count(s, p, o ID) (n int) {
	if s != None {
		f = f.from(s, p)
	}
	for _, t := range f {
		if (p == None || t.p == p) && (o == None || t.o == o) {
			n++
		}
	}
	return n
}

// triples returns f itself where it can; appending to that copies it.
func (f flat) triples(dst []triple) []triple {
	if dst == nil {
		return f[:len(f):len(f)]
	}
	return append(dst, f...)
}

// sort sorts a few pairs in place.
func (x pairs) sort() {
	for i := 1; i < x.len(); i++ {
		for j := i; j > 0 && x.from(j).less(x.from(j-1)); j-- {
			x.a[j], x.a[j-1] = x.a[j-1], x.a[j]
			x.b[j], x.b[j-1] = x.b[j-1], x.b[j]
		}
	}
}
