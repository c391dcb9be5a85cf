package plan

import (
	"math"
	"math/bits"
	"sync"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// dynamicLimit is the number of atoms up to which all left-deep orders are
// compared; beyond it the cheapest next atom is taken.
const dynamicLimit = 7

// mostWait bounds how much more the work before the first row counts where only the
// first of many rows are wanted. A plan that does all of its work for them could
// be so much worse, should there be none after all.
const mostWait = 1000

// maxAtoms is how many atoms one set can number; larger groups are planned in
// portions.
const maxAtoms = 60

// atom is one thing to join: a triple pattern, a path, or a finished plan.
type atom struct {
	pattern *Step     // Input nil
	path    *PathStep // Input nil
	unpack  *Unpack   // Input nil; needs its Var bound
	service *Service  // Input nil; needs its Name bound
	unit    Node      // a plan of its own, or, with later, what stands for it until it is wanted
	later   bool
	est     estimate // of the atom alone, with the variables it mentions

	// A unit that can also be run for the rows at hand: its operator, the variables
	// it shares with the rest of the group, and the work for one row, or for all of
	// few when endpoints are asked. With once it is run for the different values of
	// the shared variables.
	op      algebra.Op
	shared  []Var
	rowCost float64
	right   Node // its plan for one row; nil where only the cost is known
	row     Var  // the row column there
	asks    bool
	once    bool
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
	sorted int // the number of the variable by which the rows ascend, or unsorted
	prev   *state
	atom   int
	how    method
	right  *state  // with prev: two plans joined by hash; nil: atom is joined to prev
	fold   bool    // duplicates are removed after the join
	made   float64 // rows before filters and folding; 0: as rows
	seed   bool    // the rows of the seed are among what is joined
}

// unsorted is the order of rows that have none: the number of no variable.
const unsorted = -1

// orderer orders the atoms of one group. Variables are numbered, so that
// estimates are arrays: planning a small query is a matter of microseconds.
type orderer struct {
	work   *listener
	atoms  []atom
	number numbering
	values [][]float64 // each atom's values, as in state
	near   []uint64    // by atom: those it shares a variable with
	slab   []float64   // where states' values are cut from
	spare  []state     // where states are cut from

	blocks  []*stateBlock // what done gives back
	numbers []*numberBlock
	tables  []*setTable
	reads   reads
	wait    float64 // how much more work before the first row counts than after it
	bound   float64 // what costs as much is not looked at further
	top     topped  // what is wanted first
	stars   []*star
	keyed   []keyed

	// What stars are found in; nil where statistics are another graph's.
	view     *graph.View
	snapshot *graph.Snapshot
}

// orderAtoms chooses the tree in which the group's atoms are joined onto start (a
// Seed, or nil for none) and how, and gives its last state. fixed keeps the
// query's own order.
func (o *orderer) order(g *joinGroup, start *Info, fixed bool) *state {
	s := o.begin(start)
	o.top.number = unsorted
	switch {
	case fixed:
		return o.textual(s)
	case len(g.atoms) == 0:
		return s
	}
	o.link(s)
	o.findKeys()
	o.setReads(g, s)
	quick := o.greedy(s)
	if o.view != nil && (quick.cost-s.cost)/g.waits(quick) > starsWorth {
		if o.findStars(); len(o.stars) > 0 {
			quick = o.greedy(s)
		}
	}
	if g.top != nil && quick.rows > topUnbounded {
		o.top = topped{g.top, o.number.of(g.top.v), quick.rows}
		quick = o.greedy(s)
	}
	if o.wait = g.waits(quick); o.wait > 1 {
		quick = o.greedy(s)
	}
	if t := o.bushy(s, quick); t != nil {
		return t
	}
	if len(g.atoms) <= dynamicLimit {
		return o.dynamic(s)
	}
	if len(g.atoms) <= greedyLimit {
		if u := o.merge(s); u != nil && u.cost < quick.cost {
			return u
		}
	}
	return quick
}

// waits is how much more work before the first row counts than after it, where all
// rows would be those of s.
func (g *joinGroup) waits(s *state) float64 {
	if g.wanted == 0 || s.rows <= g.wanted {
		return 1
	}
	return min(s.rows/g.wanted, mostWait)
}

// begin numbers the variables and makes the state before any atom.
func (o *orderer) begin(start *Info) *state {
	s := &state{rows: 1, sorted: unsorted}
	if start != nil {
		s.rows, s.cost, s.seed = start.Rows, start.Cost, true
		if len(start.Vars) <= fewColumns { // of more, those count that these atoms mention
			for _, v := range start.Vars {
				o.number.add(v)
			}
		}
	}
	for i := range o.atoms {
		for _, v := range o.atoms[i].est.vars {
			o.number.add(v)
		}
	}
	s.values = o.cut()
	if start != nil {
		s.sorted = o.number.of(start.Sorted)
		for _, v := range start.Vars {
			if n := o.number.of(v); n >= 0 {
				s.values[n] = math.Max(start.distinct(v), 1)
			}
		}
	}
	o.values = make([][]float64, len(o.atoms))
	for i := range o.atoms {
		a := &o.atoms[i]
		o.values[i] = o.cut()
		for k, v := range a.est.vars {
			o.values[i][o.number.of(v)] = a.est.values(k)
		}
	}
	return s
}

// cut gives a zeroed array with a place for each variable.
func (o *orderer) cut() []float64 {
	n := len(o.number.names)
	switch {
	case len(o.slab) >= n:
	case n > len(numberBlock{}):
		o.slab = make([]float64, 32*n)
	default:
		b := numberBlocks.Get().(*numberBlock)
		o.numbers, o.slab = append(o.numbers, b), b[:]
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
	var found []*state
	for range o.atoms {
		var best *state
		bestScore := math.Inf(1)
		for next := o.candidates(s); next != 0; next &= next - 1 {
			found = o.extend(s, bits.TrailingZeros64(next), found[:0])
			for _, t := range found {
				if score := t.cost + o.top.flow(t)*costMerge; best == nil || score < bestScore {
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
func (o *orderer) dynamic(start *state) *state {
	full := uint64(1)<<len(o.atoms) - 1
	table := make([][]*state, full+1)
	table[0] = []*state{start}
	for mask := uint64(0); mask < full; mask++ {
		for _, s := range table[mask] {
			for next := o.candidates(s); next != 0; next &= next - 1 {
				to := mask | next&-next
				table[to] = o.extend(s, bits.TrailingZeros64(next), table[to])
			}
		}
	}
	return cheapest(table[full])
}

// candidates are the atoms that may come next: those that share a variable with
// the rows so far, or all when none does.
func (o *orderer) candidates(s *state) uint64 {
	ready := uint64(0)
	for i := range o.atoms {
		if s.mask&(1<<i) == 0 && o.ready(i, s) {
			ready |= 1 << i
		}
	}
	have := s.mask
	if s.seed {
		have |= 1 << len(o.atoms)
	}
	if linked := neighbours(o.near, have) & ready; linked != 0 {
		return linked
	}
	return ready
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
	return v == "" || s.values[o.number.of(v)] > 0
}

// extend gives into the states that join atom i to s, keeping for each sort
// order the cheapest.
func (o *orderer) extend(s *state, i int, into []*state) []*state {
	a := &o.atoms[i]
	if s.prev == nil && s.mask == 0 && s.rows == 1 && !o.anyBound(s) {
		return o.starts(a, s, i, into)
	}
	t := state{mask: s.mask | 1<<i, sorted: s.sorted, prev: s, atom: i, values: o.cut(), seed: s.seed}
	t.rows = o.joinedRows(s.rows, s.values, s.mask, a.est.rows, o.values[i], 1<<i, t.values)
	rows := o.top.flow(s)
	out := s.cost + t.rows*o.top.share(s)*costOut
	if a.unit == nil {
		t.how = byIndex
		into = o.keep(into, &t, out+o.indexCost(i, s), s.sorted)
	}
	if o.seeds(a, s) {
		t.how = bySeed
		into = o.keep(into, &t, out+o.seedCost(a, s), s.sorted)
	}
	if a.pattern != nil || a.unit != nil {
		t.how = byHash
		into = o.keep(into, &t, out+(a.joinCost(rows)+a.est.rows*costBuild)*o.wait+probeCost(rows, a.est.rows), s.sorted)
	}
	return into
}

// seeds reports whether a's operator can be run for the rows of s, which bind all
// that it shares with the group.
func (o *orderer) seeds(a *atom, s *state) bool {
	for _, v := range a.shared {
		if s.values[o.number.of(v)] == 0 {
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

// starts gives into the ways to begin with atom a: by either end of a scan.
func (o *orderer) starts(a *atom, s *state, i int, into []*state) []*state {
	t := state{mask: 1 << i, rows: a.est.rows, values: o.values[i], prev: s, atom: i}
	cost := s.cost + a.cost()
	switch {
	case a.unit != nil:
		return o.keep(into, &t, cost, o.number.of(a.unit.About().Sorted))
	case a.pattern == nil || a.pattern.P.Var != "":
		return o.keep(into, &t, cost, unsorted)
	}
	s1, s2 := o.number.of(a.pattern.S.Var), o.number.of(a.pattern.O.Var)
	if s1 < 0 {
		s1, s2 = s2, unsorted
	}
	into = o.keep(into, &t, cost, s1)
	if s2 >= 0 && s2 != s1 {
		into = o.keep(into, &t, cost, s2)
	}
	return into
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

// indexCost is the work of looking the i-th atom up for each row of s.
func (o *orderer) indexCost(i int, s *state) float64 {
	a, rows := &o.atoms[i], o.top.flow(s)
	switch {
	case a.path != nil:
		return rows * (costPath + costStep*a.fanOut())
	case a.unpack != nil:
		return rows * costLookup
	case a.service != nil:
		return o.askCost(a, s)
	}
	p := a.pattern
	inStep := s.sorted >= 0 && o.values[i][s.sorted] > 0 && p.P.Var == ""
	return stepCost(a.est.rows, rows, inStep)
}

// fanOut is how many nodes a path leads to from one end.
func (a *atom) fanOut() float64 {
	least := a.est.rows
	for k := range a.est.vars {
		least = math.Min(least, a.est.rows/a.est.values(k))
	}
	return math.Max(least, 1)
}

// stepCost is the work of a Step for rows, inStep where they ascend by an end of a
// pattern whose predicate is constant.
func stepCost(matches, rows float64, inStep bool) float64 {
	if inStep {
		gap := math.Max(matches/math.Max(rows, 1), 1)
		return rows * costMerge * (1 + math.Log2(gap)/3)
	}
	return lookupCost(rows, matches)
}

// keep adds a copy of t with that cost and order, unless a state as good in both is
// there, and drops those that it makes pointless.
func (o *orderer) keep(states []*state, t *state, cost float64, sorted int) []*state {
	if cost += o.top.cost(t); cost >= o.bound {
		return states
	}
	for _, s := range states {
		if s.cost <= cost && (s.sorted == sorted || sorted == unsorted) {
			return states
		}
	}
	out := states[:0]
	for _, s := range states {
		if cost > s.cost || sorted != s.sorted && s.sorted != unsorted {
			out = append(out, s)
		}
	}
	c := o.newState()
	*c = *t
	c.cost, c.sorted = cost, sorted
	return append(out, c)
}

// What orderers work with is used again by the next one.
type (
	stateBlock  [32]state
	numberBlock [256]float64 // all zero
)

var (
	stateBlocks  = sync.Pool{New: func() any { return new(stateBlock) }}
	numberBlocks = sync.Pool{New: func() any { return new(numberBlock) }}
)

// newState gives a state to be set, until the orderer is done.
func (o *orderer) newState() *state {
	if len(o.spare) == 0 {
		b := stateBlocks.Get().(*stateBlock)
		o.blocks, o.spare = append(o.blocks, b), b[:]
	}
	c := &o.spare[0]
	o.spare = o.spare[1:]
	return c
}

// done ends the use of all that states are made of.
func (o *orderer) done() {
	for i, b := range o.numbers {
		used := b[:]
		if i == len(o.numbers)-1 {
			used = b[:len(b)-len(o.slab)]
		}
		clear(used)
		numberBlocks.Put(b)
	}
	for _, t := range o.tables {
		t.forget()
	}
	o.numbers, o.tables, o.slab = nil, nil, nil
	for i, b := range o.blocks {
		used := b[:]
		if i == len(o.blocks)-1 {
			used = b[:len(b)-len(o.spare)]
		}
		clear(used)
		stateBlocks.Put(b)
	}
	o.blocks, o.spare = nil, nil
}
