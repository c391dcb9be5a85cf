package graph

import (
	"cmp"
	"slices"
)

// Tally is an ID and how many triples have it.
type Tally struct {
	ID ID
	N  int
}

// CountByObject counts the triples of predicate p for each object, in the order
// of IDs: for the first most objects, or for all when most is 0. The time it
// takes grows with the number of different objects, not of triples, also where
// updates changed the predicate.
func (v *View) CountByObject(p ID, most int) []Tally { return counted(v.run, p, true, most) }

// CountBySubject is CountByObject for subjects.
func (v *View) CountBySubject(p ID, most int) []Tally { return counted(v.run, p, false, most) }

// SomeSubjects lists at most so many subjects, spread over all of them, in the
// order of IDs; 0 is all. Where updates removed many it may be fewer than there
// are.
func (v *View) SomeSubjects(most int) []ID { return someSubjects(v.run, most) }

// Classes counts the objects of the predicate typ, which is rdf:type's ID as
// Snapshot.Lookup gives it, most frequent first.
func (v *View) Classes(typ ID) []ClassCount {
	var list []ClassCount
	for _, t := range v.CountByObject(typ, 0) {
		list = append(list, ClassCount{Class: t.ID, Instances: t.N})
	}
	slices.SortStableFunc(list, func(a, b ClassCount) int { return cmp.Compare(b.Instances, a.Instances) })
	return list
}

// counted is CountByObject and CountBySubject. Runs with layers are counted part
// by part, because layers are net: what they add is new and what they remove was
// there.
func counted(r run, p ID, byObject bool, most int) []Tally {
	l, ok := r.(*layered)
	if !ok || !l.touched(p) {
		if ok {
			r = l.base
		}
		x := r.pairs
		if byObject {
			x = r.pairsByObject
		}
		return equalRuns(x(p).a, most)
	}
	for part := most; ; part *= 4 {
		list, whole := l.counted(p, byObject, part)
		if most > 0 && len(list) > most {
			list = list[:most]
		}
		if whole || len(list) == most {
			return list
		}
	}
}

// counted counts the first part IDs of each run. whole reports that those are
// all; otherwise the tallies end where one of the runs was cut.
func (l *layered) counted(p ID, byObject bool, part int) (list []Tally, whole bool) {
	end := ^ID(0)
	count := func(r run) []Tally {
		found := counted(r, p, byObject, part)
		if part > 0 && len(found) == part {
			end = min(end, found[part-1].ID)
		}
		return found
	}
	list = count(l.base)
	for i := range l.layers {
		if x := &l.layers[i]; x.within.may(None, p, None) {
			list = addTallies(list, count(x.add), 1)
			list = addTallies(list, count(x.del), -1)
		}
	}
	return slices.DeleteFunc(list, func(t Tally) bool { return t.N <= 0 || t.ID > end }), end == ^ID(0)
}

// addTallies adds the numbers of b, times sign, to those of a. Both are sorted.
func addTallies(a, b []Tally, sign int) []Tally {
	if len(b) == 0 {
		return a
	}
	out := make([]Tally, 0, len(a)+len(b))
	for len(b) > 0 {
		switch {
		case len(a) > 0 && a[0].ID < b[0].ID:
			out, a = append(out, a[0]), a[1:]
		case len(a) > 0 && a[0].ID == b[0].ID:
			out, a, b = append(out, Tally{a[0].ID, a[0].N + sign*b[0].N}), a[1:], b[1:]
		default:
			out, b = append(out, Tally{b[0].ID, sign * b[0].N}), b[1:]
		}
	}
	return append(out, a...)
}

// equalRuns counts equal neighbours of a sorted list, of the first most
// different ones or all. It gallops from one to the next.
func equalRuns(sorted []ID, most int) []Tally {
	var list []Tally
	for i := 0; i < len(sorted) && (most <= 0 || len(list) < most); {
		step := 1
		for i+step < len(sorted) && sorted[i+step] == sorted[i] {
			step *= 2
		}
		low, high := i+step/2, min(i+step, len(sorted)) // the run ends in (low, high]
		for low+1 < high {
			if mid := (low + high) / 2; sorted[mid] == sorted[i] {
				low = mid
			} else {
				high = mid
			}
		}
		list = append(list, Tally{sorted[i], low + 1 - i})
		i = low + 1
	}
	return list
}

// someSubjects is SomeSubjects.
func someSubjects(r run, most int) []ID {
	switch r := r.(type) {
	case *columns:
		return r.subj.some(most)
	case *layered:
		ids := someSubjects(r.base, most)
		for i := range r.layers {
			ids = unionIDs(nil, ids, someSubjects(r.layers[i].add, most))
		}
		return thinned(slices.DeleteFunc(ids, r.without), most)
	}
	return thinned(r.allSubjects(), most)
}

// without reports whether a subject lost its last triple.
func (l *layered) without(s ID) bool {
	for i := range l.layers {
		x := &l.layers[i]
		if x.del.size() > 0 && x.within.may(s, None, None) && x.del.count(s, None, None) > 0 {
			return l.count(s, None, None) == 0
		}
	}
	return false
}

// thinned is a list, or of a long one at most so many elements, spread over it.
func thinned(list []ID, most int) []ID {
	if len(list) <= most || most <= 0 {
		return list
	}
	out := make([]ID, 0, most)
	for i := range most {
		out = append(out, list[i*len(list)/most])
	}
	return out
}

// some lists at most so many of the IDs that have rows, spread over all of
// them, or all when there are no more.
func (x *rowIndex) some(most int) []ID {
	places := 0
	for i := range x.sections {
		places += len(x.sections[i].off) - 1
	}
	if most <= 0 || places <= 4*most {
		return thinned(x.all(nil), most)
	}
	out := make([]ID, 0, most)
	step := (places + most - 1) / most
	next := 0 // the place to take next, counted from the section's start
	for i := range x.sections {
		sec := &x.sections[i]
		n := len(sec.off) - 1
		for ; next < n; next += step {
			j := next
			for j < n-1 && sec.off[j] == sec.off[j+1] && j < next+step-1 {
				j++ // an ID of a dense section without rows
			}
			if sec.off[j] == sec.off[j+1] {
				continue
			}
			if sec.keys != nil {
				out = append(out, sec.keys[j])
			} else {
				out = append(out, sec.first+ID(j))
			}
		}
		next -= n
	}
	return out
}
