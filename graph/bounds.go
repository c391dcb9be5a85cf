package graph

// bounds says cheaply that a layer has nothing to do with a question: updates
// mostly tell of new things, whose IDs are above all that there were, in a few
// predicates.
type bounds struct {
	s0, s1, o0, o1 ID     // the smallest and largest subject and object
	preds          uint64 // bit p modulo 64 of each predicate
}

func noBounds() bounds { return bounds{s0: ^None, o0: ^None} }

// may reports whether there may be triples that match, None being a wildcard.
func (b *bounds) may(s, p, o ID) bool {
	return (s == None || b.s0 <= s && s <= b.s1) && (o == None || b.o0 <= o && o <= b.o1) &&
		(p == None || b.preds>>(p%64)&1 != 0)
}

// take widens the bounds by the triples of a flat run or columns.
func (b *bounds) take(r run) {
	switch r := r.(type) {
	case flat:
		for _, t := range r {
			b.add(t.s, t.p, t.o)
		}
	case *columns:
		for k, p := range r.preds {
			first, last := r.pOff[k], r.pOff[k+1]-1
			b.add(r.psoS[first], p, r.posO[first])
			b.add(r.psoS[last], p, r.posO[last])
		}
	default: // there is none in a layer
		*b = bounds{s1: ^None, o1: ^None, preds: ^uint64(0)}
	}
}

func (b *bounds) add(s, p, o ID) {
	b.s0, b.s1 = min(b.s0, s), max(b.s1, s)
	b.o0, b.o1 = min(b.o0, o), max(b.o1, o)
	b.preds |= 1 << (p % 64)
}
