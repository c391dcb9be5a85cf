package graph

import (
	"cmp"
	"slices"
	"sync/atomic"
)

// Star is what some subjects are made of: a characteristic set (Neumann and
// Moerkotte, ICDE 2011). These subjects have just these predicates and classes.
type Star struct {
	Subjects   float64   // how many there are
	Predicates []ID      // ascending
	Triples    []float64 // how many they have with each of the predicates
	Classes    []ID      // the objects of the class predicate, ascending
}

// Stars are the characteristic sets of a graph, the most frequent first.
type Stars struct {
	Sets []Star
	// Each is how many subjects a subject that was looked at stands for: 1 when all
	// were. What fewer subjects have may be missing.
	Each float64
}

// Bounds of the work: about how many triples and subjects are looked at, and how many
// different sets are told apart.
const (
	starTriples  = 1 << 16
	starSubjects = 1 << 12
	starSets     = 1024
)

// Stars gives the characteristic sets of the graph, classes being the objects of
// predicate class. They are found when first asked for, from a part of the subjects
// where there are many, in one or two milliseconds, and kept. What updates have changed
// recently is not seen. It is nil for small graphs and unions.
func (v *View) Stars(class ID) *Stars {
	r := v.run
	if l, ok := r.(*layered); ok {
		r = l.base
	}
	c, ok := r.(*columns)
	if !ok || c.size() == 0 {
		return nil
	}
	if s := c.stars.Load(); s != nil {
		return s
	}
	s := c.findStars(class)
	c.stars.Store(s) // two goroutines may both do the work; they find the same
	return s
}

// starCache is where a graph's stars are kept.
type starCache struct{ atomic.Pointer[Stars] }

// starFinder collects sets.
type starFinder struct {
	*columns
	class int // ordinal of the class predicate, or -1
	sets  []Star
	known map[uint64]int // by hash of the set: its place
}

// findStars looks at one subject of each stretch of them, which of it being drawn
// without a period that the data could have too.
func (c *columns) findStars(class ID) *Stars {
	f := starFinder{columns: c, class: c.ordinal(class), known: map[uint64]int{}}
	slots := 0
	for i := range c.subj.sections {
		slots += len(c.subj.sections[i].off) - 1
	}
	step := max((c.size()+starTriples-1)/starTriples, slots/starSubjects, 1)
	draw := uint64(hashA)
	for i := range c.subj.sections {
		off := c.subj.sections[i].off
		for from := 0; from < len(off)-1; from += step {
			at := from
			if step > 1 {
				draw = draw*6364136223846793005 + 1442695040888963407
				at += int(draw>>33) % step
			}
			if at < len(off)-1 && off[at] < off[at+1] {
				f.add(int(off[at]), int(off[at+1]))
			}
		}
	}
	for i := range f.sets {
		s := &f.sets[i]
		s.Subjects *= float64(step)
		for k := range s.Triples {
			s.Triples[k] *= float64(step)
		}
	}
	slices.SortStableFunc(f.sets, func(a, b Star) int { return cmp.Compare(b.Subjects, a.Subjects) })
	return &Stars{Sets: f.sets, Each: float64(step)}
}

// add counts the subject whose rows of SPO are lo to hi.
func (f *starFinder) add(lo, hi int) {
	hash, last := uint64(hashB), -1
	for i := lo; i < hi; i++ {
		k := f.spoP.at(i)
		if k != last {
			hash = (hash ^ uint64(k+1)) * hashC
			hash ^= hash >> 29
			last = k
		}
		if k == f.class {
			hash = (hash ^ uint64(f.spoO[i])) * hashA
			hash ^= hash >> 31
		}
	}
	n, ok := f.known[hash]
	if !ok {
		if len(f.sets) == starSets {
			return
		}
		n = len(f.sets)
		f.known[hash] = n
		f.sets = append(f.sets, f.made(lo, hi))
	}
	s := &f.sets[n]
	s.Subjects++
	at, last := -1, -1
	for i := lo; i < hi; i++ {
		if k := f.spoP.at(i); k != last {
			at, last = at+1, k
		}
		s.Triples[at]++
	}
}

// made is the set of one subject, of which nothing is counted yet.
func (f *starFinder) made(lo, hi int) Star {
	var s Star
	last := -1
	for i := lo; i < hi; i++ {
		if k := f.spoP.at(i); k != last {
			s.Predicates = append(s.Predicates, f.preds[k])
			last = k
		}
		if last == f.class {
			s.Classes = append(s.Classes, f.spoO[i])
		}
	}
	s.Triples = make([]float64, len(s.Predicates))
	return s
}
