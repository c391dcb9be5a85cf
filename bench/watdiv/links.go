package watdiv

import "github.com/trivet-rdf/trivet/bench/workload"

// among says how the targets of a link are chosen.
type among uint8

const (
	evenly among = iota
	middle       // around the middle of the numbers
	skewed       // by Zipf's law, the first most often
)

// howMany is the number of targets: at most so many, and which numbers below that
// are usual.
type howMany struct {
	most  int
	shape shape
}

type shape uint8

const (
	exactly shape = iota
	uniform
	normal
)

func (h howMany) draw(t *town) int {
	switch h.shape {
	case exactly:
		return h.most
	case uniform:
		return t.Between(1, h.most)
	default:
		return t.normal(1, h.most)
	}
}

// only restricts a group or link to some of a kind: products of a category, users
// who have a role. The zero value lets all pass.
type only struct {
	category int // one more than its number
	role     int // one more than its number
}

func (o only) fits(category int) bool {
	switch {
	case o.category > 0:
		return category == o.category-1
	case o.role > 0:
		return category&(1<<(o.role-1)) != 0
	}
	return true
}

// link is a property with resources for values.
type link struct {
	predicate string
	target    kind
	count     howMany
	chance    float64
	choice    among
	of        only // which subjects have it
	to        int  // one more than the role that targets must have
	once      bool // no two subjects share a target
}

// follow adds a link's targets to a node, none twice.
func (t *town) follow(n *workload.Node, l *link) {
	size := t.counts[l.target]
	if l.to > 0 {
		size = len(t.roles[l.to-1])
	}
	if size == 0 {
		return
	}
	t.link++
	for range min(l.count.draw(t), size) {
		at, ok := t.choose(l, size)
		if !ok || t.seen[at] == t.link {
			continue
		}
		t.seen[at] = t.link
		if l.to > 0 {
			at = t.roles[l.to-1][at]
		}
		n.Add(l.predicate, workload.IRI(iri(l.target, at)))
	}
}

// choose picks one of so many targets; it fails when each may be used once and all
// are.
func (t *town) choose(l *link, size int) (int, bool) {
	if l.once {
		used := t.taken[l.predicate]
		t.taken[l.predicate]++
		return used * stride(size) % size, used < size
	}
	switch l.choice {
	case middle:
		return t.normal(0, size-1), true
	case skewed:
		return t.zipf(size).Index(t.Draw), true
	}
	return t.IntN(size), true
}

// stride is a step that comes to every number below size.
func stride(size int) int {
	for _, prime := range []int{7919, 104_729} {
		if size%prime != 0 {
			return prime
		}
	}
	return 1
}

// normal is a whole number around the middle of lo and hi, and within them.
func (t *town) normal(lo, hi int) int {
	at := t.Normal(float64(lo+hi)/2, float64(hi-lo)/6)
	return min(max(int(at+0.5), lo), hi)
}
