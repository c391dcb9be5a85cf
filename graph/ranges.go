package graph

// ObjectRanges finds the objects of many subjects with predicate p at once:
// those of subjects[i] are column[lo[i]:hi[i]], sorted. The steps of the look-up
// are taken for all subjects one step after the other, so that the memory is
// read many places at a time. lo and hi are as long as subjects, which may be in
// any order. It reports false where the graph has no such column: one that
// updates changed lately, a small one, or a union.
func (v *View) ObjectRanges(p ID, subjects []ID, lo, hi []uint32) (column []ID, ok bool) {
	c := columnsWith(v.run, p)
	if c == nil {
		return nil, false
	}
	if c.findRanges(c.subj, c.spoP, p, subjects, lo, hi) {
		touch(c.spoO, lo)
	}
	return c.spoO, true
}

// SubjectRanges finds the subjects of many objects with predicate p at once, as
// ObjectRanges finds objects.
func (v *View) SubjectRanges(p ID, objects []ID, lo, hi []uint32) (column []ID, ok bool) {
	c := columnsWith(v.run, p)
	if c == nil {
		return nil, false
	}
	if !c.findRanges(c.obj, c.opsP, p, objects, lo, hi) {
		return c.posS, true
	}
	for i, at := range lo {
		if at != hi[i] {
			lo[i] = c.opsAt[at]
		}
		hi[i] -= at // 1 if there are any
	}
	touch(c.posO, lo)
	k := c.ordinal(p)
	for i, at := range lo {
		if hi[i] == 0 {
			hi[i] = at
			continue
		}
		hi[i] = uint32(c.groupEnd(k, int(at)))
	}
	return c.posS, true
}

// columnsWith is the columns in which all triples with predicate p are, or nil.
func columnsWith(r run, p ID) *columns {
	switch r := r.(type) {
	case *columns:
		return r
	case *layered:
		if !r.touched(p) {
			return columnsWith(r.base, p)
		}
	}
	return nil
}

// findRanges finds the rows of each key that have predicate p, in rows sorted by
// predicate; false if nothing has it.
func (c *columns) findRanges(x *rowIndex, preds ordinals, p ID, keys []ID, lo, hi []uint32) bool {
	lo, hi = lo[:len(keys)], hi[:len(keys)]
	k := c.ordinal(p)
	if k < 0 {
		clear(lo)
		clear(hi)
		return false
	}
	for i, id := range keys {
		l, h := x.find(id)
		lo[i], hi[i] = uint32(l), uint32(h)
	}
	if preds.narrow != nil {
		touch(preds.narrow, lo)
	}
	for i, l := range lo {
		l, h := preds.within(int(l), int(hi[i]), k)
		lo[i], hi[i] = uint32(l), uint32(h)
	}
	return true
}

// touch reads column at each place and gives what nobody needs: the reads do
// not wait for each other, and what is read next to them later is near.
//
//go:noinline
func touch[T uint16 | ID](column []T, at []uint32) (sum T) {
	for _, i := range at {
		if int(i) < len(column) {
			sum ^= column[i]
		}
	}
	return sum
}
