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
// hang together by their variables, unless that takes longer than the answer.
// It gives nil when there are too many.
func (o *orderer) bushy(start *state) *state {
	table := map[uint64][]*state{}
	pairs, ok := o.pairs(o.singles(start, table))
	if !ok {
		return nil
	}
	if quick := o.greedy(start); quick.cost-start.cost < float64(len(pairs))*costPair {
		return quick
	}
	cards := map[uint64]*card{}
	for _, p := range pairs {
		into := table[p[0]|p[1]]
		for i, side := range p {
			into = o.combineAll(table[side], table[p[1-i]], cards, into)
		}
		if len(into) > 0 {
			table[p[0]|p[1]] = into
		}
	}
	states := table[o.full(start)]
	if len(states) == 0 {
		return nil
	}
	return cheapest(states)
}

// full is the set of all atoms, with the bit after them for a seed.
func (o *orderer) full(start *state) uint64 {
	n := len(o.atoms)
	if start.seed {
		n++
	}
	return 1<<n - 1
}

// singles puts the states of each atom alone into table, and the seed's, whose
// bit is the one after the atoms', and gives for each bit those it shares a
// variable with.
func (o *orderer) singles(start *state, table map[uint64][]*state) []uint64 {
	values := o.values
	nothing := &state{}
	for i := range o.atoms {
		if a := &o.atoms[i]; a.unpack == nil && a.service == nil {
			table[1<<i] = o.folded(o.starts(a, nothing, i))
		}
	}
	if start.seed {
		s := *start
		s.mask = 1 << len(o.atoms)
		table[s.mask] = []*state{&s}
		values = append(slices.Clip(values), s.values)
	}
	near := make([]uint64, len(values))
	for i := range values {
		for j := range i {
			if shareVar(values[i], values[j]) {
				near[i] |= 1 << j
				near[j] |= 1 << i
			}
		}
	}
	return near
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

// pairs lists each pair of disjoint connected sets that some variable links,
// once, smaller unions first; false when there are more than the budget.
func (o *orderer) pairs(near []uint64) ([][2]uint64, bool) {
	sets, ok := connected(near)
	if !ok {
		return nil, false
	}
	var out [][2]uint64
	for i, a := range sets {
		reach := neighbours(near, a)
		for _, b := range sets[:i] {
			if a&b == 0 && reach&b != 0 {
				out = append(out, [2]uint64{a, b})
			}
		}
		if len(out) > pairBudget {
			return nil, false
		}
	}
	slices.SortStableFunc(out, func(x, y [2]uint64) int {
		return bits.OnesCount64(x[0]|x[1]) - bits.OnesCount64(y[0]|y[1])
	})
	return out, true
}

// connected lists the connected sets of bits; false when there are too many.
func connected(near []uint64) ([]uint64, bool) {
	var sets []uint64
	seen := map[uint64]bool{}
	for i := range near {
		sets = append(sets, 1<<i)
		seen[1<<i] = true
	}
	for at := 0; at < len(sets); at++ {
		for next := neighbours(near, sets[at]); next != 0; next &= next - 1 {
			if s := sets[at] | next&-next; !seen[s] {
				seen[s] = true
				sets = append(sets, s)
			}
		}
		if len(sets) > pairBudget/4 {
			return nil, false
		}
	}
	return sets, true
}

// neighbours are the bits next to a set.
func neighbours(near []uint64, set uint64) uint64 {
	var out uint64
	for s := set; s != 0; s &= s - 1 {
		out |= near[bits.TrailingZeros64(s)]
	}
	return out &^ set
}

// combineAll joins each plan of one set with the plans of another.
func (o *orderer) combineAll(left, right []*state, cards map[uint64]*card, into []*state) []*state {
	for _, l := range left {
		into = o.combine(l, right, cards, into)
	}
	return into
}

// combine gives into the ways to join l, on the left, with the set that right
// are plans of. A seed stays on the left, since it changes with each run.
func (o *orderer) combine(l *state, right []*state, cards map[uint64]*card, into []*state) []*state {
	if len(right) == 0 {
		return into
	}
	r := cheapest(right)
	if r.seed || r.mask == 0 {
		return into
	}
	mask := l.mask | r.mask
	c := cards[mask]
	if c == nil {
		c = o.cardOf(l, r, mask)
		cards[mask] = c
	}
	base := state{mask: mask, rows: c.rows, values: c.values, made: c.made, fold: c.fold, sorted: l.sorted, prev: l, seed: l.seed}
	out := c.made * costOut
	if c.fold {
		out += c.made * costFold
	}
	if t := base; r.prev.prev == nil && r.right == nil {
		a := &o.atoms[r.atom]
		t.atom = r.atom
		if a.unit == nil && !r.fold {
			u := t
			u.how, u.cost = byIndex, l.cost+indexCost(a, l)+out
			if r.made > r.rows { // the atom's own filters come after the look-up
				u.made *= r.made / math.Max(r.rows, 1e-9)
				u.cost += (u.made - c.made) * costOut
			}
			into = o.kept(into, &u)
		}
		if o.seeds(a, l) && !r.fold {
			t.how, t.cost, t.sorted = bySeed, l.cost+l.rows*a.rowCost+out, ""
			into = o.kept(into, &t)
			t.sorted = l.sorted
		}
		if r.fold || r.made > r.rows {
			t.right = r
		}
		if a.pattern != nil || a.unit != nil {
			t.how, t.cost = byHash, l.cost+max(r.cost-a.cost(), 0)+a.joinCost(l.rows)+r.rows*o.build+l.rows*costProbe+out
			into = o.kept(into, &t)
		}
		return into
	}
	t := base
	t.right, t.how = r, byHash
	t.cost = l.cost + r.cost + r.rows*o.build + l.rows*costProbe + out
	return o.kept(into, &t)
}

// kept is keep with a copy of t, made only when it is kept.
func (o *orderer) kept(into []*state, t *state) []*state {
	for _, s := range into {
		if s.cost <= t.cost && (s.sorted == t.sorted || t.sorted == "") {
			return into
		}
	}
	c := *t
	return keep(into, &c)
}

// cardOf estimates the join of two sets.
func (o *orderer) cardOf(l, r *state, mask uint64) *card {
	c := &card{values: o.cut()}
	c.rows = joinedRows(l.rows, l.values, r.rows, r.values, c.values)
	c.made = c.rows
	o.filterCard(c, mask, l.mask, r.mask)
	o.foldCard(c, mask)
	return c
}

// merge joins the two sets whose join is cheapest, counting its rows as work to
// come, until one is left: bushy trees for groups too large to compare all.
func (o *orderer) merge(start *state) *state {
	table := map[uint64][]*state{}
	o.singles(start, table)
	var sets [][]*state
	for i := range bits.Len64(o.full(start)) {
		states := table[1<<i]
		if len(states) == 0 {
			return nil // it needs something bound first
		}
		sets = append(sets, states)
	}
	for len(sets) > 1 {
		if sets = o.mergeTwo(sets); sets == nil {
			return nil
		}
	}
	return cheapest(sets[0])
}

// mergeTwo merges the pair of sets that costs least; nil when none are linked.
func (o *orderer) mergeTwo(sets [][]*state) [][]*state {
	var best []*state
	score, x, y := math.Inf(1), 0, 0
	for i := range sets {
		for j := range i {
			a, b := cheapest(sets[i]), cheapest(sets[j])
			if !shareVar(a.values, b.values) {
				continue
			}
			cards := map[uint64]*card{}
			both := o.combineAll(sets[i], sets[j], cards, nil)
			both = o.combineAll(sets[j], sets[i], cards, both)
			t := cheapest(both)
			if s := t.cost - a.cost - b.cost + t.rows*costMerge; s < score {
				best, score, x, y = both, s, i, j
			}
		}
	}
	if best == nil {
		return nil
	}
	sets[y] = best
	return slices.Delete(sets, x, x+1)
}
