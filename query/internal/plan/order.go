package plan

import (
	"maps"
	"math"
	"slices"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// dynamicLimit is the number of atoms up to which all left-deep orders are
// compared; beyond it the cheapest next atom is taken.
const dynamicLimit = 7

// quickBuild is how much more a row into a hash table counts when only the first
// rows of the answer are wanted, which then wait for the table.
const quickBuild = 8

// maxAtoms is how many atoms one set can number; larger groups are planned in
// portions.
const maxAtoms = 60

// atom is one thing to join: a triple pattern, a path, or a finished plan.
type atom struct {
	pattern *Step        // Input nil
	path    *PathStep    // Input nil
	unpack  *Unpack      // Input nil; needs its Var bound
	service *Service     // Input nil; needs its Name bound
	unit    Node         // a plan of its own
	vars    map[Var]bool // the variables it mentions
	est     estimate     // of the atom alone

	// A unit that can also be run for the rows at hand: its operator, the variables
	// it shares with the rest of the group, and the work for one row.
	op      algebra.Op
	shared  []Var
	rowCost float64
}

// method is how an atom is joined to what is there.
type method uint8

const (
	byIndex method = iota // Step, PathStep, Unpack or Service on the rows so far
	byHash                // scan the atom, build a table, probe with the rows so far
	bySeed                // run the atom's operator for the rows so far
)

// state is a partial join order.
type state struct {
	mask   uint64
	rows   float64
	values []float64 // different values by variable number; 0: not bound yet
	cost   float64
	sorted Var
	prev   *state
	atom   int
	how    method
	right  *state  // with prev: two plans joined by hash; nil: atom is joined to prev
	fold   bool    // duplicates are removed after the join
	made   float64 // rows before filters and folding; 0: as rows
	seed   bool    // the rows of the seed are among what is joined
}

// orderer orders the atoms of one group. Variables are numbered, so that
// estimates are arrays: planning a small query is a matter of microseconds.
type orderer struct {
	atoms  []atom
	number map[Var]int
	values [][]float64 // each atom's values, as in state
	slab   []float64   // where states' values are cut from
	reads  reads
	build  float64 // work of a row into a hash table
}

// orderAtoms chooses the tree in which the group's atoms are joined onto start (a
// Seed, or nil for none) and how, and gives its last state. fixed keeps the
// query's own order.
func (o *orderer) order(g *joinGroup, start *Info, fixed bool) *state {
	s := o.begin(start)
	if g.quick {
		o.build = costBuild * quickBuild
	}
	switch {
	case fixed:
		return o.textual(s)
	case len(g.atoms) == 0:
		return s
	case len(g.atoms) > maxAtoms:
		return o.greedy(s)
	}
	o.setReads(g, s)
	if t := o.bushy(s); t != nil {
		return t
	}
	if len(g.atoms) <= dynamicLimit {
		return o.dynamic(s)
	}
	t := o.greedy(s)
	if len(g.atoms) <= greedyLimit {
		if u := o.merge(s); u != nil && u.cost < t.cost {
			return u
		}
	}
	return t
}

// begin numbers the variables and makes the state before any atom.
func (o *orderer) begin(start *Info) *state {
	add := func(v Var) {
		if _, ok := o.number[v]; !ok {
			o.number[v] = len(o.number)
		}
	}
	s := &state{rows: 1}
	if start != nil {
		s.rows, s.sorted, s.cost, s.seed = start.Rows, start.Sorted, start.Cost, true
		for _, v := range start.Vars {
			add(v)
		}
	}
	for i := range o.atoms {
		for _, v := range slices.Sorted(maps.Keys(o.atoms[i].vars)) {
			add(v) // in a fixed order, so that plans are the same in every run
		}
	}
	s.values = o.cut()
	if start != nil {
		for _, v := range start.Vars {
			s.values[o.number[v]] = math.Max(start.Rows, 1)
		}
	}
	o.values = make([][]float64, len(o.atoms))
	for i := range o.atoms {
		a := &o.atoms[i]
		o.values[i] = o.cut()
		for v := range a.vars {
			o.values[i][o.number[v]] = a.est.values(v)
		}
	}
	return s
}

// cut gives a zeroed array with a place for each variable.
func (o *orderer) cut() []float64 {
	n := len(o.number)
	if len(o.slab) < n {
		o.slab = make([]float64, max(64, 32*n))
	}
	out := o.slab[:n:n]
	o.slab = o.slab[n:]
	return out
}

// textual keeps the order of the query, except that an atom waits for what it
// needs. It is the planner with its passes off.
func (o *orderer) textual(s *state) *state {
	for s.mask != 1<<len(o.atoms)-1 {
		for i := range o.atoms {
			if s.mask&(1<<i) == 0 && o.ready(i, s) {
				s = cheapest(o.extend(s, i, nil))
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
func (o *orderer) greedy(s *state) *state {
	for range o.atoms {
		var best *state
		bestScore := math.Inf(1)
		o.candidates(s, func(i int) {
			for _, t := range o.extend(s, i, nil) {
				if score := t.cost + t.rows*costMerge; best == nil || score < bestScore {
					best, bestScore = t, score
				}
			}
		})
		s = best
	}
	return s
}

// dynamic compares all left-deep orders without needless cross products. For
// each set of atoms it keeps the cheapest plan of each sort order.
func (o *orderer) dynamic(start *state) *state {
	full := uint64(1)<<len(o.atoms) - 1
	table := make([][]*state, full+1)
	table[0] = []*state{start}
	for mask := uint64(0); mask < full; mask++ {
		for _, s := range table[mask] {
			o.candidates(s, func(i int) {
				next := mask | 1<<i
				table[next] = o.extend(s, i, table[next])
			})
		}
	}
	return cheapest(table[full])
}

// candidates visits the atoms that may come next: those that share a variable
// with the rows so far, or all when none does.
func (o *orderer) candidates(s *state, visit func(i int)) {
	linked := false
	for i := range o.atoms {
		if s.mask&(1<<i) == 0 && o.ready(i, s) && o.linked(i, s) {
			linked = true
			visit(i)
		}
	}
	if linked {
		return
	}
	for i := range o.atoms {
		if s.mask&(1<<i) == 0 && o.ready(i, s) {
			visit(i)
		}
	}
}

func (o *orderer) linked(i int, s *state) bool {
	for v, n := range o.values[i] {
		if n > 0 && s.values[v] > 0 {
			return true
		}
	}
	return false
}

// needs is the variable that must be bound before the atom can be joined; "" for none.
func (a *atom) needs() Var {
	switch {
	case a.unpack != nil:
		return a.unpack.Var
	case a.service != nil:
		return a.service.Name.Var
	}
	return ""
}

// ready reports whether what the atom needs bound is there.
func (o *orderer) ready(i int, s *state) bool {
	v := o.atoms[i].needs()
	return v == "" || s.values[o.number[v]] > 0
}

// extend gives into the states that join atom i to s, keeping for each sort
// order the cheapest.
func (o *orderer) extend(s *state, i int, into []*state) []*state {
	a := &o.atoms[i]
	if s.prev == nil && s.mask == 0 && s.rows == 1 && !o.anyBound(s) {
		for _, t := range o.starts(a, s, i) {
			into = keep(into, t)
		}
		return into
	}
	base := state{mask: s.mask | 1<<i, sorted: s.sorted, prev: s, atom: i, values: o.cut(), seed: s.seed}
	base.rows = joinedRows(s.rows, s.values, a.est.rows, o.values[i], base.values)
	if a.unit == nil {
		t := base
		t.how = byIndex
		t.cost = s.cost + indexCost(a, s) + base.rows*costOut
		into = keep(into, &t)
	}
	if o.seeds(a, s) {
		t := base
		t.how, t.cost = bySeed, s.cost+s.rows*a.rowCost+base.rows*costOut
		into = keep(into, &t)
	}
	if a.pattern != nil || a.unit != nil {
		t := base
		t.how = byHash
		t.cost = s.cost + a.joinCost(s.rows) + a.est.rows*o.build + s.rows*costProbe + base.rows*costOut
		into = keep(into, &t)
	}
	return into
}

// seeds reports whether a's operator can be run for the rows of s, which bind all
// that it shares with the group.
func (o *orderer) seeds(a *atom, s *state) bool {
	for _, v := range a.shared {
		if s.values[o.number[v]] == 0 {
			return false
		}
	}
	return a.op != nil
}

func (o *orderer) anyBound(s *state) bool {
	for _, n := range s.values {
		if n > 0 {
			return true
		}
	}
	return false
}

// starts are the ways to begin with atom a: by either end of a scan.
func (o *orderer) starts(a *atom, s *state, i int) []*state {
	t := &state{mask: 1 << i, rows: a.est.rows, values: o.values[i], cost: s.cost + a.cost(), prev: s, atom: i}
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
		if t.sorted = st.S.Var; t.sorted == "" {
			t.sorted = st.O.Var
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
		return a.est.rows*costStep + costPath
	}
	return a.est.rows * costScan
}

// joinCost is the work of the atom when it is joined to rows: an endpoint can be
// asked for what goes with them alone, when they are few.
func (a *atom) joinCost(rows float64) float64 {
	if s, ok := a.unit.(*Service); ok && s.Input == nil && rows <= boundRows {
		return boundCost
	}
	return a.cost()
}

// indexCost is the work of looking a up for each row of s.
func indexCost(a *atom, s *state) float64 {
	switch {
	case a.path != nil:
		return s.rows * (costPath + costStep*a.fanOut())
	case a.unpack != nil:
		return s.rows * costLookup
	case a.service != nil:
		return a.service.Cost
	}
	return stepCost(a.pattern, a.est.rows, s.rows, s.sorted)
}

// fanOut is how many nodes a path leads to from one end.
func (a *atom) fanOut() float64 {
	least := a.est.rows
	for v := range a.vars {
		least = math.Min(least, a.est.rows/a.est.values(v))
	}
	return math.Max(least, 1)
}

// stepCost is the work of a Step for rows sorted by a column or "".
func stepCost(st *Step, matches, rows float64, sorted Var) float64 {
	if sorted != "" && st.P.Var == "" && (st.S.Var == sorted || st.O.Var == sorted) {
		gap := math.Max(matches/math.Max(rows, 1), 1)
		return rows * costMerge * (1 + math.Log2(gap)/4)
	}
	return rows * costLookup
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
