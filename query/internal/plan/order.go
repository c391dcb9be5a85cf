package plan

import (
	"math"
)

// dynamicLimit is the number of atoms up to which all left-deep orders are
// compared; beyond it the cheapest next atom is taken.
const dynamicLimit = 7

// atom is one thing to join: a triple pattern, a path, or a finished plan.
type atom struct {
	pattern *Step        // Input nil
	path    *PathStep    // Input nil
	unpack  *Unpack      // Input nil; needs its Var bound
	service *Service     // Input nil; needs its Name bound
	unit    Node         // a plan of its own
	vars    map[Var]bool // the variables it mentions
	est     estimate     // of the atom alone
}

// method is how an atom is joined to what is there.
type method uint8

const (
	byIndex method = iota // Step, PathStep, Unpack or Service on the rows so far
	byHash                // scan the atom, build a table, probe with the rows so far
)

// state is a partial join order.
type state struct {
	mask   uint64
	est    estimate
	cost   float64
	sorted Var
	prev   *state
	atom   int
	how    method
}

// orderAtoms chooses the order in which atoms are joined onto start (a Seed, or
// nil for none) and how, and gives the states first to last.
func orderAtoms(atoms []atom, start *state, fixed bool) []*state {
	var last *state
	switch {
	case fixed:
		last = textual(atoms, start)
	case len(atoms) <= dynamicLimit:
		last = dynamic(atoms, start)
	default:
		last = greedy(atoms, start)
	}
	var order []*state
	for s := last; s != nil && s.prev != nil; s = s.prev {
		order = append(order, s)
	}
	for i, j := 0, len(order)-1; i < j; i, j = i+1, j-1 {
		order[i], order[j] = order[j], order[i]
	}
	return order
}

// textual keeps the order of the query, except that an Unpack waits for its
// variable. It is the planner with its passes off.
func textual(atoms []atom, s *state) *state {
	for s.mask != 1<<len(atoms)-1 {
		for i := range atoms {
			if s.mask&(1<<i) == 0 && ready(&atoms[i], s) {
				s = cheapest(extend(atoms, s, i, nil))
			}
		}
	}
	return s
}

func cheapest(states []*state) *state {
	best := states[0]
	for _, s := range states[1:] {
		if s.cost < best.cost {
			best = s
		}
	}
	return best
}

// greedy adds the atom that costs least next, counting its output as work to come.
func greedy(atoms []atom, s *state) *state {
	for range atoms {
		var best *state
		bestScore := math.Inf(1)
		for _, i := range candidates(atoms, s) {
			for _, t := range extend(atoms, s, i, nil) {
				if score := t.cost + t.est.rows*costMerge; best == nil || score < bestScore {
					best, bestScore = t, score
				}
			}
		}
		s = best
	}
	return s
}

// dynamic compares all left-deep orders without needless cross products. For
// each set of atoms it keeps the cheapest plan of each sort order.
func dynamic(atoms []atom, start *state) *state {
	full := uint64(1)<<len(atoms) - 1
	table := make([][]*state, full+1)
	table[start.mask] = []*state{start}
	for mask := uint64(0); mask < full; mask++ {
		for _, s := range table[mask] {
			for _, i := range candidates(atoms, s) {
				next := mask | 1<<i
				table[next] = extend(atoms, s, i, table[next])
			}
		}
	}
	return cheapest(table[full])
}

// candidates are the atoms that may come next: those that share a variable
// with the rows so far, or all when none does.
func candidates(atoms []atom, s *state) []int {
	var linked, ok []int
	for i := range atoms {
		if s.mask&(1<<i) != 0 || !ready(&atoms[i], s) {
			continue
		}
		ok = append(ok, i)
		for v := range atoms[i].vars {
			if _, shared := s.est.distinct[v]; shared {
				linked = append(linked, i)
				break
			}
		}
	}
	if len(linked) > 0 {
		return linked
	}
	return ok
}

// ready reports whether what the atom needs bound is there.
func ready(a *atom, s *state) bool {
	var needs Var
	switch {
	case a.unpack != nil:
		needs = a.unpack.Var
	case a.service != nil:
		needs = a.service.Name.Var
	default:
		return true
	}
	_, ok := s.est.distinct[needs]
	return ok
}

// extend gives into the states that join atom i to s, keeping for each sort
// order the cheapest.
func extend(atoms []atom, s *state, i int, into []*state) []*state {
	a := &atoms[i]
	est := joined(&s.est, &a.est)
	if s.prev == nil && s.mask == 0 && len(s.est.distinct) == 0 {
		for _, t := range starts(a, s, i) {
			into = keep(into, t)
		}
		return into
	}
	base := state{mask: s.mask | 1<<i, est: est, sorted: s.sorted, prev: s, atom: i}
	if a.unit == nil {
		t := base
		t.how = byIndex
		t.cost = s.cost + indexCost(a, s) + est.rows*costOut
		into = keep(into, &t)
	}
	if a.pattern != nil || a.unit != nil {
		t := base
		t.how = byHash
		t.cost = s.cost + a.cost() + a.est.rows*costBuild + s.est.rows*costProbe + est.rows*costOut
		into = keep(into, &t)
	}
	return into
}

// starts are the ways to begin with atom a: by either end of a scan.
func starts(a *atom, s *state, i int) []*state {
	t := &state{mask: 1 << i, est: a.est, cost: s.cost + a.cost(), prev: s, atom: i}
	switch {
	case a.unit != nil:
		t.sorted = a.unit.About().Sorted
	case a.pattern != nil && a.pattern.P.Var == "":
		st := a.pattern
		if st.S.Var != "" && st.O.Var != "" && st.S.Var != st.O.Var {
			u := *t
			t.sorted, u.sorted = st.S.Var, st.O.Var
			return []*state{t, &u}
		}
		t.sorted = st.S.Var + st.O.Var
		if st.S.Var == st.O.Var {
			t.sorted = st.S.Var
		}
	}
	return []*state{t}
}

// cost is the work of the atom alone.
func (a *atom) cost() float64 {
	switch {
	case a.unit != nil:
		return a.unit.About().Cost
	case a.path != nil:
		return a.est.rows * costPath
	}
	return a.est.rows * costScan
}

// indexCost is the work of looking a up for each row of s.
func indexCost(a *atom, s *state) float64 {
	switch {
	case a.path != nil:
		return s.est.rows * costPath
	case a.unpack != nil:
		return s.est.rows * costLookup
	case a.service != nil:
		return a.service.Cost
	}
	st := a.pattern
	if s.sorted != "" && st.P.Var == "" && (st.S.Var == s.sorted || st.O.Var == s.sorted) {
		gap := math.Max(a.est.rows/math.Max(s.est.rows, 1), 1)
		return s.est.rows * costMerge * (1 + math.Log2(gap)/4)
	}
	return s.est.rows * costLookup
}

// keep adds t unless a state as good in cost and order is there, and drops
// those that t makes pointless.
func keep(states []*state, t *state) []*state {
	for _, s := range states {
		if s.cost <= t.cost && (s.sorted == t.sorted || t.sorted == "") {
			return states
		}
	}
	out := states[:0]
	for _, s := range states {
		if t.cost > s.cost || t.sorted != s.sorted && s.sorted != "" {
			out = append(out, s)
		}
	}
	return append(out, t)
}
