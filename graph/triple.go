package graph

import "slices"

// triple is a triple of IDs. Lists of them in this file are sorted by (s, p, o)
// and have no duplicates.
type triple struct {
	s, p, o ID
}

func compareTriples(a, b triple) int {
	switch {
	case a.s != b.s:
		return order(a.s, b.s)
	case a.p != b.p:
		return order(a.p, b.p)
	}
	return order(a.o, b.o)
}

func order(a, b ID) int {
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

// sortTriples sorts ts in place and returns it without duplicates.
func sortTriples(ts []triple) []triple {
	slices.SortFunc(ts, compareTriples)
	return slices.Compact(ts)
}

// unionTriples is every triple of a or b.
func unionTriples(a, b []triple) []triple {
	if len(a) == 0 {
		return b
	}
	if len(b) == 0 {
		return a
	}
	if len(a) < len(b) {
		a, b = b, a
	}
	out := make([]triple, 0, len(a)+len(b))
	for _, t := range b {
		// The shorter list is often a single triple: copy what is before it at once.
		n := before(a, t)
		out, a = append(append(out, a[:n]...), t), a[n:]
		if len(a) > 0 && a[0] == t {
			a = a[1:]
		}
	}
	return append(out, a...)
}

// before is how many triples of a come before t, found by steps that double, so
// that it is cheap both when they are few and when they are many.
func before(a []triple, t triple) int {
	step := 1
	for step < len(a) && compareTriples(a[step-1], t) < 0 {
		step *= 2
	}
	lo := step / 2
	n, _ := slices.BinarySearchFunc(a[lo:min(step, len(a))], t, compareTriples)
	return lo + n
}

// minusTriples is every triple of a that is not in b.
func minusTriples(a, b []triple) []triple {
	if len(a) == 0 || len(b) == 0 {
		return a
	}
	out := make([]triple, 0, len(a))
	for len(a) > 0 && len(b) > 0 {
		switch c := compareTriples(a[0], b[0]); {
		case c < 0:
			out, a = append(out, a[0]), a[1:]
		case c > 0:
			b = b[1:]
		default:
			a, b = a[1:], b[1:]
		}
	}
	return append(out, a...)
}

// The functions below work on sorted lists of IDs without duplicates, and on
// pairs of such columns sorted together.

// unionIDs appends every ID of a or b to dst.
func unionIDs(dst, a, b []ID) []ID {
	for len(a) > 0 && len(b) > 0 {
		x, y := a[0], b[0]
		if x <= y {
			dst, a = append(dst, x), a[1:]
			if x == y {
				b = b[1:]
			}
			continue
		}
		dst, b = append(dst, y), b[1:]
	}
	return append(append(dst, a...), b...)
}

// minusIDs appends every ID of a that is not in b to dst.
func minusIDs(dst, a, b []ID) []ID {
	for len(a) > 0 && len(b) > 0 {
		switch x, y := a[0], b[0]; {
		case x < y:
			dst, a = append(dst, x), a[1:]
		case x > y:
			b = b[1:]
		default:
			a, b = a[1:], b[1:]
		}
	}
	return append(dst, a...)
}

// pairs is two columns of equal length, sorted by (a, b), without duplicates.
type pairs struct {
	a, b []ID
}

func (x pairs) len() int { return len(x.a) }

// less compares the first pairs of two lists.
func (x pairs) less(y pairs) bool {
	return x.a[0] < y.a[0] || x.a[0] == y.a[0] && x.b[0] < y.b[0]
}

func (x pairs) from(n int) pairs { return pairs{x.a[n:], x.b[n:]} }

func (x *pairs) push(a, b ID) { x.a, x.b = append(x.a, a), append(x.b, b) }

func (x *pairs) pushAll(y pairs) { x.a, x.b = append(x.a, y.a...), append(x.b, y.b...) }

// unionPairs appends every pair of x or y to dst.
func unionPairs(dst, x, y pairs) pairs {
	for x.len() > 0 && y.len() > 0 {
		switch {
		case x.less(y):
			dst.push(x.a[0], x.b[0])
			x = x.from(1)
		case y.less(x):
			dst.push(y.a[0], y.b[0])
			y = y.from(1)
		default:
			dst.push(x.a[0], x.b[0])
			x, y = x.from(1), y.from(1)
		}
	}
	dst.pushAll(x)
	dst.pushAll(y)
	return dst
}

// minusPairs appends every pair of x that is not in y to dst.
func minusPairs(dst, x, y pairs) pairs {
	for x.len() > 0 && y.len() > 0 {
		switch {
		case x.less(y):
			dst.push(x.a[0], x.b[0])
			x = x.from(1)
		case y.less(x):
			y = y.from(1)
		default:
			x, y = x.from(1), y.from(1)
		}
	}
	dst.pushAll(x)
	return dst
}

// distinct appends the distinct values of a sorted column to dst.
func distinct(dst, sorted []ID) []ID {
	for i, id := range sorted {
		if i == 0 || id != sorted[i-1] {
			dst = append(dst, id)
		}
	}
	return dst
}
