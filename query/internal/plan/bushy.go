package plan

import (
	"math"
	"math/bits"
	"slices"
)

// pairBudget is how many pairs of connected sets of atoms may be compared: a
// few hundred microseconds of planning. Larger groups are merged greedily.
const pairBudget = 1200

// costPair is what comparing one pair takes, in nanoseconds. A plan found greedily
// that takes less than comparing all of them would is good enough.
const costPair = 1000

// greedyLimit is the number of atoms up to which sets are merged greedily;
// beyond it only the cheapest next atom is looked for.
const greedyLimit = 24

// card is what is expected of the join of a set of atoms, in whatever order
// they were joined.
type card struct {
	rows   float64
	values []float64
	made   float64 // rows before filters, and before duplicates went, where they go
	fold   bool    // duplicates in what is read further on are removed
}

// bushy compares all trees of joins, bushy ones too, over the sets of atoms that
// hang together by their variables, unless that takes longer than running quick, a
// plan found greedily. What costs as much as quick is followed no further. It
// gives nil when there are too many trees.
func (o *orderer) bushy(start, quick *state) *state {
	most := pairBudget
	worth := (quick.cost - start.cost) / o.wait / costPair // what is never run is not worth a thought
	if worth < pairBudget {
		most = int(worth)
	}
	if n := bits.Len64(o.full(start)); worth < pairBudget && most < (n*n*n-n)/6 {
		return quick // so many pairs has the sparsest set that hangs together, a chain
	}
	t := o.singles(start)
	var pairs []setPair
	ok := t.connect(max(most/4, len(t.masks)))
	if ok {
		pairs, ok = t.pairs(most)
	}
	switch {
	case !ok && worth < pairBudget:
		return quick
	case !ok:
		return nil
	}
	o.bound = quick.cost
	for _, p := range pairs {
		into := t.plans[p.union]
		into = o.combineAll(t.plans[p.a], t.plans[p.b], &t.cards[p.union], into)
		into = o.combineAll(t.plans[p.b], t.plans[p.a], &t.cards[p.union], into)
		t.plans[p.union] = into
	}
	if all := t.find(o.full(start)); all >= 0 && len(t.plans[all]) > 0 {
		return cheapest(t.plans[all])
	}
	return quick
}

// full is the set of all atoms, with the bit after them for a seed.
func (o *orderer) full(start *state) uint64 {
	n := len(o.atoms)
	if start.seed {
		n++
	}
	return 1<<n - 1
}

// singles makes the table of sets, with the plans of each atom alone and of the
// seed, whose bit is the one after the atoms'.
func (o *orderer) singles(start *state) *setTable {
	t := setTables.Get().(*setTable)
	t.near = o.near
	o.tables = append(o.tables, t)
	nothing := &state{sorted: unsorted}
	for i := range o.atoms {
		t.add(1<<i, o.near[i])
		if a := &o.atoms[i]; a.unpack == nil && a.service == nil {
			t.plans[i] = o.folded(o.starts(a, nothing, i, nil))
		}
	}
	if start.seed {
		s := *start
		s.mask = 1 << len(o.atoms)
		t.add(s.mask, o.near[len(o.atoms)])
		t.plans[len(o.atoms)] = []*state{&s}
	}
	return t
}

// link finds for each atom, and for the seed after them, those it shares a
// variable with.
func (o *orderer) link(start *state) {
	values := o.values
	if start.seed {
		values = append(slices.Clip(values), start.values)
	}
	o.near = make([]uint64, len(values))
	for i := range values {
		o.work.did(i * len(values[i]))
		for j := range i {
			if shareVar(values[i], values[j]) {
				o.near[i] |= 1 << j
				o.near[j] |= 1 << i
			}
		}
	}
	o.linkServices()
}

func shareVar(a, b []float64) bool {
	for v := range a {
		if a[v] > 0 && b[v] > 0 {
			return true
		}
	}
	return false
}

// folded removes duplicates from the rows of single atoms where that pays.
func (o *orderer) folded(states []*state) []*state {
	for _, s := range states {
		c := &card{rows: s.rows, values: s.values, made: s.rows}
		o.filterCard(c, s.mask, 0, 0)
		o.foldCard(c, s.mask)
		if c.rows < c.made && o.atoms[s.atom].unit == nil {
			s.made, s.fold, s.rows, s.values = c.made, c.fold, c.rows, c.values
			if c.fold {
				s.cost += c.made * costFold
			}
		}
	}
	return states
}

// combineAll joins each plan of one set with the cheapest of another. A seed stays
// on the left, since it changes with each run.
func (o *orderer) combineAll(left, right []*state, c *card, into []*state) []*state {
	if len(left) == 0 || len(right) == 0 {
		return into
	}
	r := cheapest(right)
	if r.seed || r.mask == 0 {
		return into
	}
	for _, l := range left {
		if l.cost < o.bound {
			into = o.combine(l, r, c, into)
		}
	}
	return into
}

// combine gives into the ways to join l, on the left, with r.
func (o *orderer) combine(l, r *state, c *card, into []*state) []*state {
	mask := l.mask | r.mask
	if c.values == nil {
		o.cardOf(c, l, r, mask)
	}
	base := state{mask: mask, rows: c.rows, values: c.values, made: c.made, fold: c.fold, sorted: l.sorted, prev: l, seed: l.seed}
	rows, share := o.top.flow(l), o.top.share(l)
	out := c.made * share * costOut
	if c.fold {
		out += c.made * costFold
	}
	if r.prev.prev != nil || r.right != nil {
		base.right, base.how = r, byHash
		return o.keep(into, &base, l.cost+(o.top.unbounded(r)+r.rows*costBuild)*o.wait+probeCost(rows, r.rows)+out, l.sorted)
	}
	a := &o.atoms[r.atom]
	base.atom = r.atom
	if a.unit == nil && !r.fold {
		cost := l.cost + o.indexCost(r.atom, l) + out
		if base.how = byIndex; r.made > r.rows { // the atom's own filters come after the look-up
			base.made *= r.made / math.Max(r.rows, 1e-9)
			cost += (base.made - c.made) * share * costOut
		}
		into = o.keep(into, &base, cost, l.sorted)
		base.made = c.made
	}
	if o.seeds(a, l) && !r.fold {
		base.how = bySeed
		into = o.keep(into, &base, l.cost+o.seedCost(a, l)+out, unsorted)
	}
	if r.fold || r.made > r.rows {
		base.right = r
	}
	if base.how = byHash; a.pattern != nil || a.unit != nil {
		table := max(r.cost-a.cost(), 0) + a.joinCost(rows) + r.rows*costBuild
		cost := l.cost + table*o.wait + probeCost(rows, r.rows) + out
		into = o.keep(into, &base, cost, l.sorted)
	}
	return into
}

// cardOf estimates the join of two sets.
func (o *orderer) cardOf(c *card, l, r *state, mask uint64) {
	c.values = o.cut()
	c.rows = o.joinedRows(l.rows, l.values, l.mask, r.rows, r.values, r.mask, c.values)
	c.made = c.rows
	o.filterCard(c, mask, l.mask, r.mask)
	o.foldCard(c, mask)
}

// joined is what the join of two sets would be.
type joined struct {
	states []*state
	score  float64 // what it costs, its rows counted as work to come
}

// merge joins the two sets whose join is cheapest, until one is left: bushy trees
// for groups too large to compare all. Nil when it cannot.
func (o *orderer) merge(start *state) *state {
	t := o.singles(start)
	sets := t.plans
	o.bound = math.Inf(1)
	known := make([][]joined, len(sets)) // of i and each j before it
	for i := range sets {
		if len(sets[i]) == 0 {
			return nil // it needs something bound first
		}
		known[i] = make([]joined, i)
		for j := range i {
			known[i][j] = o.join(sets[i], sets[j])
		}
	}
	for len(sets) > 1 {
		x, y := leastScore(known)
		if x < 0 {
			return nil
		}
		sets[y] = known[x][y].states
		sets, known = slices.Delete(sets, x, x+1), slices.Delete(known, x, x+1)
		for i := range known {
			if i >= x {
				known[i] = slices.Delete(known[i], x, x+1)
			}
			switch {
			case i < y:
				known[y][i] = o.join(sets[y], sets[i])
			case i > y:
				known[i][y] = o.join(sets[i], sets[y])
			}
		}
	}
	return cheapest(sets[0])
}

// leastScore finds the pair of sets to join next; -1 when none are linked.
func leastScore(known [][]joined) (x, y int) {
	x, y = -1, -1
	least := math.Inf(1)
	for i := range known {
		for j, k := range known[i] {
			if k.states != nil && k.score < least {
				x, y, least = i, j, k.score
			}
		}
	}
	return x, y
}

// join joins two sets, if a variable links them.
func (o *orderer) join(left, right []*state) joined {
	a, b := cheapest(left), cheapest(right)
	if !shareVar(a.values, b.values) {
		return joined{}
	}
	var c card
	both := o.combineAll(left, right, &c, nil)
	both = o.combineAll(right, left, &c, both)
	t := cheapest(both)
	return joined{both, t.cost - a.cost - b.cost + o.top.flow(t)*costMerge}
}
