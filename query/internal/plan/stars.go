package plan

import (
	"math"
	"math/bits"
	"slices"

	"github.com/trivet-rdf/trivet/graph"
)

// Predicates of a subject go together: who has a given name has a family name. The
// join of patterns with one subject is therefore estimated from the graph's
// characteristic sets, not from each pattern on its own, where the plan is so
// large that it may matter.

const (
	// starsWorth is what a plan must cost, in nanoseconds, for sets to be looked at.
	starsWorth = 1e6
	// fewestSeen is how many subjects must have been seen for their number to count.
	fewestSeen = 3
	// mostHits is how many sets are looked at for a star: the most frequent.
	mostHits = 200
	// mostInStar is how many patterns of one subject are looked at together.
	mostInStar = 12
)

// star is the patterns of a group that have one subject.
type star struct {
	mask  uint64 // the atoms
	atoms []int
	each  float64
	hits  []starHit
	alone []float64          // by atoms: how many matches the sets make for each
	known map[uint64]float64 // by atoms: what the estimate by pairs is to be multiplied by
}

// starHit is a characteristic set in which two of the patterns or more match.
type starHit struct {
	has      uint64    // the star's atoms that match
	subjects float64   // how many have the set
	fans     []starFan // where it is not one match a subject
}

// starFan is how many matches of an atom a subject has.
type starFan struct {
	atom uint64 // its bit
	n    float64
}

// findStars finds the subjects that two patterns or more have.
func (o *orderer) findStars() {
	bySubject := map[Var]*star{}
	for i := range o.atoms {
		p := o.atoms[i].pattern
		if p == nil || p.S.Var == "" || p.P.Var != "" || p.O.Var == p.S.Var {
			continue
		}
		s := bySubject[p.S.Var]
		if s == nil {
			s = &star{known: map[uint64]float64{}}
			bySubject[p.S.Var] = s
		}
		if len(s.atoms) < mostInStar {
			s.atoms, s.mask = append(s.atoms, i), s.mask|1<<i
		}
		if len(s.atoms) == 2 {
			o.stars = append(o.stars, s)
		}
	}
	if len(o.stars) == 0 {
		return
	}
	class, _ := o.snapshot.Lookup(graph.NewIRI(graph.RDF + "type"))
	sets := o.view.Stars(class)
	if sets == nil {
		o.stars = nil
		return
	}
	for _, s := range o.stars {
		s.each, s.alone = sets.Each, make([]float64, len(s.atoms))
		for i := 0; i < len(sets.Sets) && len(s.hits) < mostHits; i++ {
			o.hit(s, &sets.Sets[i], class)
		}
	}
}

// hit notes which of the star's patterns a set's subjects match, and how often.
func (o *orderer) hit(s *star, set *graph.Star, class graph.ID) {
	h := starHit{subjects: set.Subjects}
	for k, i := range s.atoms {
		p := o.atoms[i].pattern
		at, ok := slices.BinarySearch(set.Predicates, p.P.ID)
		if !ok {
			continue
		}
		fan := set.Triples[at] / set.Subjects
		switch {
		case p.O.Var != "":
		case p.P.ID == class:
			if !slices.Contains(set.Classes, p.O.ID) {
				continue
			}
			fan = 1
		default:
			fan *= o.atoms[i].est.rows / math.Max(float64(o.view.Stat(p.P.ID).Triples), 1)
		}
		if fan != 1 {
			h.fans = append(h.fans, starFan{1 << i, fan})
		}
		h.has |= 1 << i
		s.alone[k] += fan * set.Subjects
	}
	if bits.OnesCount64(h.has) >= 2 {
		s.hits = append(s.hits, h)
	}
}

// starFactor is what the estimate of a join by pairs is to be multiplied by, since
// patterns of one subject are on both sides.
func (o *orderer) starFactor(left, right uint64) float64 {
	f := 1.0
	for _, s := range o.stars {
		if l, r := left&s.mask, right&s.mask; l != 0 && r != 0 {
			f *= o.correction(s, l|r) / (o.correction(s, l) * o.correction(s, r))
		}
	}
	return f
}

// correction is how many times more rows a star's atoms have together than when they
// are estimated one by one.
func (o *orderer) correction(s *star, atoms uint64) float64 {
	if bits.OnesCount64(atoms) < 2 {
		return 1
	}
	if c, ok := s.known[atoms]; ok {
		return c
	}
	var alone float64
	var values []float64
	for left := atoms; left != 0; left &= left - 1 {
		i := bits.TrailingZeros64(left)
		if values == nil {
			alone, values = o.atoms[i].est.rows, o.values[i]
			continue
		}
		both := o.cut()
		alone = joinedRows(alone, values, o.atoms[i].est.rows, o.values[i], both)
		values = both
	}
	rows, seen := s.rows(atoms)
	if seen < fewestSeen {
		rows = min(alone, fewestSeen*s.each)
	} else {
		rows *= o.calibration(s, atoms)
	}
	c := rows / math.Max(alone, 1e-9)
	s.known[atoms] = c
	return c
}

// calibration is by how much the sets undercount the pattern with fewest matches,
// whose number is known, since not all subjects were looked at.
func (o *orderer) calibration(s *star, atoms uint64) float64 {
	least, f := math.Inf(1), 1.0
	for k, i := range s.atoms {
		if n := o.atoms[i].est.rows; atoms&(1<<i) != 0 && n < least && s.alone[k] > 0 {
			least, f = n, n/s.alone[k]
		}
	}
	return f
}

// rows is how many rows the star's atoms give together, and how many of the subjects
// that were looked at match.
func (s *star) rows(atoms uint64) (rows, seen float64) {
	for i := range s.hits {
		h := &s.hits[i]
		if h.has&atoms != atoms {
			continue
		}
		n := h.subjects
		for _, f := range h.fans {
			if atoms&f.atom != 0 {
				n *= f.n
			}
		}
		rows, seen = rows+n, seen+h.subjects/s.each
	}
	return rows, seen
}

// joinedRows estimates the join of two disjoint sets of atoms, and fills in its values.
func (o *orderer) joinedRows(a float64, av []float64, left uint64, b float64, bv []float64, right uint64, out []float64) float64 {
	o.work.did(len(out))
	rows := joinedRows(a, av, b, bv, out)
	was := rows
	if len(o.stars) > 0 {
		rows *= o.starFactor(left, right)
	}
	if len(o.keyed) > 0 {
		rows = o.byKeys(rows, left, right, a, av, b, bv)
	}
	if rows != was {
		most := math.Max(rows, 1)
		for v := range out {
			out[v] = math.Min(out[v], most)
		}
	}
	return rows
}
