package graph

import (
	"slices"
	"sync/atomic"
)

// columns is an immutable set of triples in four orders.
//
// Predicates have an ordinal, their position in preds. PSO and POS are pairs of
// columns in which predicate k has the rows pOff[k] to pOff[k+1]. SPO rows are
// found by subject; each has the predicate's ordinal and the object, sorted. OPS
// rows are found by object; each has a predicate's ordinal and where in POS that
// object's subjects start, so that a group of subjects is stored once.
type columns struct {
	preds      []ID
	pOff       []uint32
	psoS, psoO []ID
	posO, posS []ID
	subj       *rowIndex
	spoP       ordinals
	spoO       []ID
	obj        *rowIndex
	opsP       ordinals
	opsAt      []uint32
	stats      []PredicateStat
	stars      starCache

	subjectList, objectList atomic.Pointer[[]ID] // what allSubjects and allObjects found, once asked
}

// ordinals is a column of predicate ordinals, two bytes each if all fit.
type ordinals struct {
	narrow []uint16
	wide   []uint32
}

func newOrdinals(n, predicates int) ordinals {
	if predicates <= 1<<16 {
		return ordinals{narrow: makeUint16(n)}
	}
	return ordinals{wide: makeUint32(n)}
}

func (c ordinals) at(i int) int {
	if c.narrow != nil {
		return int(c.narrow[i])
	}
	return int(c.wide[i])
}

func (c ordinals) set(i, k int) {
	if c.narrow != nil {
		c.narrow[i] = uint16(k)
		return
	}
	c.wide[i] = uint32(k)
}

// within returns the rows of lo to hi, sorted by ordinal, that have ordinal k.
func (c ordinals) within(lo, hi, k int) (int, int) {
	if hi-lo > 16 {
		return c.bound(lo, hi, k), c.bound(lo, hi, k+1)
	}
	for lo < hi && c.at(lo) < k {
		lo++
	}
	end := lo
	for end < hi && c.at(end) == k {
		end++
	}
	return lo, end
}

// bound is the first row of lo to hi whose ordinal is not below k.
func (c ordinals) bound(lo, hi, k int) int {
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		if c.at(mid) < k {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

func (c *columns) size() int { return len(c.psoS) }

// ordinal is p's position among the predicates, or -1.
func (c *columns) ordinal(p ID) int {
	if k, ok := slices.BinarySearch(c.preds, p); ok {
		return k
	}
	return -1
}

// spo is the range of SPO rows with that subject and predicate.
func (c *columns) spo(s, p ID) (lo, hi int) {
	k := c.ordinal(p)
	if k < 0 {
		return 0, 0
	}
	lo, hi = c.subj.find(s)
	return c.spoP.within(lo, hi, k)
}

// pos is the range of POS rows with that predicate and object.
func (c *columns) pos(p, o ID) (lo, hi int) {
	k := c.ordinal(p)
	if k < 0 {
		return 0, 0
	}
	lo, hi = c.obj.find(o)
	at, end := c.opsP.within(lo, hi, k)
	if at == end {
		return 0, 0
	}
	lo = int(c.opsAt[at])
	return lo, c.groupEnd(k, lo)
}

// groupEnd is the end of the group of equal objects that starts at row lo of POS.
func (c *columns) groupEnd(k, lo int) int {
	rest := c.posO[lo:c.pOff[k+1]]
	if len(rest) == 1 || rest[1] != rest[0] {
		return lo + 1
	}
	return lo + searchFrom(rest, rest[0]+1)
}

func (c *columns) has(s, p, o ID) bool {
	lo, hi := c.spo(s, p)
	if hi-lo <= 8 {
		for _, x := range c.spoO[lo:hi] {
			if x == o {
				return true
			}
		}
		return false
	}
	_, ok := slices.BinarySearch(c.spoO[lo:hi], o)
	return ok
}

func (c *columns) objects(s, p ID, _ []ID) []ID {
	lo, hi := c.spo(s, p)
	return c.spoO[lo:hi:hi]
}

func (c *columns) subjectsOf(p, o ID, _ []ID) []ID {
	lo, hi := c.pos(p, o)
	return c.posS[lo:hi:hi]
}

func (c *columns) row(s ID, pbuf, _ []ID) (p, o []ID) {
	lo, hi := c.subj.find(s)
	p = slices.Grow(pbuf[:0], hi-lo)
	for i := lo; i < hi; i++ {
		p = append(p, c.preds[c.spoP.at(i)])
	}
	return p, c.spoO[lo:hi:hi]
}

func (c *columns) inRow(o ID, pbuf, sbuf []ID) (p, s []ID) {
	lo, hi := c.obj.find(o)
	p, s = pbuf[:0], sbuf[:0]
	for i := lo; i < hi; i++ {
		k := c.opsP.at(i)
		at := int(c.opsAt[i])
		end := c.groupEnd(k, at)
		for range end - at {
			p = append(p, c.preds[k])
		}
		if hi-lo == 1 {
			return p, c.posS[at:end:end]
		}
		s = append(s, c.posS[at:end]...)
	}
	return p, s
}

func (c *columns) pairs(p ID) pairs {
	k := c.ordinal(p)
	if k < 0 {
		return pairs{}
	}
	lo, hi := c.pOff[k], c.pOff[k+1]
	return pairs{c.psoS[lo:hi:hi], c.psoO[lo:hi:hi]}
}

func (c *columns) pairsByObject(p ID) pairs {
	k := c.ordinal(p)
	if k < 0 {
		return pairs{}
	}
	lo, hi := c.pOff[k], c.pOff[k+1]
	return pairs{c.posO[lo:hi:hi], c.posS[lo:hi:hi]}
}

func (c *columns) predicates() []ID { return c.preds }

func (c *columns) stat(p ID) PredicateStat {
	if k := c.ordinal(p); k >= 0 {
		return c.stats[k]
	}
	return PredicateStat{}
}

func (c *columns) count(s, p, o ID) int {
	lo, hi := 0, 0
	switch {
	case s != None && p != None && o != None:
		if c.has(s, p, o) {
			return 1
		}
	case s != None && p != None:
		lo, hi = c.spo(s, p)
	case p != None && o != None:
		lo, hi = c.pos(p, o)
	case s != None && o != None:
		return c.countBetween(s, o)
	case s != None:
		lo, hi = c.subj.find(s)
	case p != None:
		if k := c.ordinal(p); k >= 0 {
			lo, hi = int(c.pOff[k]), int(c.pOff[k+1])
		}
	case o != None:
		return c.countInto(o)
	default:
		return c.size()
	}
	return hi - lo
}

// countInto counts the triples with object o, group by group.
func (c *columns) countInto(o ID) (n int) {
	lo, hi := c.obj.find(o)
	for i := lo; i < hi; i++ {
		at := int(c.opsAt[i])
		n += c.groupEnd(c.opsP.at(i), at) - at
	}
	return n
}

// countBetween counts the predicates from s to o, by the shorter of both rows.
func (c *columns) countBetween(s, o ID) (n int) {
	slo, shi := c.subj.find(s)
	olo, ohi := c.obj.find(o)
	if shi-slo < ohi-olo {
		for _, x := range c.spoO[slo:shi] {
			if x == o {
				n++
			}
		}
		return n
	}
	for i := olo; i < ohi; i++ {
		if c.has(s, c.preds[c.opsP.at(i)], o) {
			n++
		}
	}
	return n
}

func (c *columns) allSubjects() []ID { return cachedIDs(&c.subjectList, c.subj) }

func (c *columns) allObjects() []ID { return cachedIDs(&c.objectList, c.obj) }

// cachedIDs lists the IDs of an index once. Two goroutines may both do the work;
// they find the same.
func cachedIDs(cache *atomic.Pointer[[]ID], x *rowIndex) []ID {
	if ids := cache.Load(); ids != nil {
		return *ids
	}
	ids := slices.Clip(x.all(nil))
	cache.Store(&ids)
	return ids
}

func (c *columns) triples(dst []triple) []triple {
	dst = slices.Grow(dst, c.size())
	for _, s := range c.subj.all(nil) {
		lo, hi := c.subj.find(s)
		for i := lo; i < hi; i++ {
			dst = append(dst, triple{s, c.preds[c.spoP.at(i)], c.spoO[i]})
		}
	}
	return dst
}
