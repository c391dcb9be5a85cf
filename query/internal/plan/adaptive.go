package plan

import (
	"context"
	"maps"
	"math"
	"slices"
)

// How many rows a filter, a path or a sub-select leaves is often a guess. Where a long
// join begins with one, its rows are read first, and the order of the rest is decided
// again when there are many times more or fewer of them than was expected.

// Adaptive reads all of First, and then runs Rest for its rows, which Rest's Seed of
// that Row gives; or what Replan gives, when First has other numbers of rows.
type Adaptive struct {
	Info
	First, Rest Node
	Row         Var
	again       *joinGroup // what Rest joins to First's rows
	want        wants
}

const (
	// replanWorth is what the rest of a join can cost at worst, in nanoseconds, to be
	// decided again.
	replanWorth = 2e6
	// replanFactor is by how many times an estimate must have been wrong.
	replanFactor = 8
	// replanLeast is up to how many rows no estimate matters.
	replanLeast = 256
	// adaptiveAtoms is how many atoms a group must have: with fewer there is no order
	// to decide.
	adaptiveAtoms = 4
	// adaptiveRows bounds the rows of First, before its filters where it has any: they are
	// held.
	adaptiveRows = 1 << 20
)

// Inputs implements Node.
func (n *Adaptive) Inputs() []Node { return []Node{n.First, n.Rest} }

// Misjudged reports whether First's rows are so many more or fewer than expected that
// the rest is to be decided again. always is for tests.
func (n *Adaptive) Misjudged(rows int, always bool) bool {
	got, est := math.Max(float64(rows), 1), math.Max(n.First.About().Rows, 1)
	return always || math.Max(got, est) > replanLeast && math.Max(got/est, est/got) >= replanFactor
}

// Replan plans the rest for so many rows of First. The error is the cause of ctx's end.
func (n *Adaptive) Replan(ctx context.Context, src *Source, rows int) (Node, error) {
	b := newBuilder(ctx, src, Options{})
	b.fresh, b.replanning = 1<<20, true // hidden variables of its own
	g := &joinGroup{atoms: slices.Clone(n.again.atoms), filters: slices.Clone(n.again.filters)}
	for i, a := range g.atoms {
		g.atoms[i] = a.ofItsOwn()
	}
	g.addUnit(n.seed(float64(rows)))
	return b.finish(b.work.pruned(b.joinConnected(g, nil), maps.Clone(n.want))), b.work.err
}

func (p *pruner) adaptive(n *Adaptive) {
	n.want = maps.Clone(p.want)
	n.Rest = p.prune(n.Rest)
	n.First = p.only(n.First, wantAll(seedVars(n.Rest, n.Row)))
	n.Info.Vars = p.want.keep(n.Info.Vars)
}

// seed stands for First's rows.
func (n *Adaptive) seed(rows float64) *Seed {
	first := n.First.About()
	s := newSeed(first.Vars, first.Certain, math.Max(rows, 1))
	s.Row, s.Once, s.known, s.Sorted = n.Row, true, first.known, first.Sorted
	return s
}

// adaptive plans the join of st so that it is decided again after its first operator,
// where how many rows that gives is a guess; nil where that is not worth it.
func (b *builder) adaptive(g *joinGroup, o *orderer, st *state) Node {
	always := b.opts.AlwaysReplan
	if st.prev == nil || len(g.atoms) < 2 || len(g.atoms) < adaptiveAtoms && !always || hasExists(g.filters) {
		return nil
	}
	first := g.guess(st, always)
	if first == nil || (st.cost-first.cost)*first.worst() < replanWorth && !always {
		return nil
	}
	rest := g.without(first.atom)
	if rest == nil {
		return nil
	}
	n := &Adaptive{First: b.assemble(g, first, nil), Row: b.freshVar(), again: rest}
	number := o.number // not the orderer, whose memory is used again
	n.First.About().known = known{&number, slices.Clone(o.values[first.atom])}
	rest.filters = slices.Clone(g.filters)
	g.first, g.standIn = first, n.seed(first.rows)
	n.Rest = b.assemble(g, st, nil)
	g.first, g.standIn = nil, nil
	info := n.Rest.About()
	n.Info = Info{Vars: info.Vars, Certain: info.Certain, Rows: st.rows, Cost: st.cost, known: known{&number, slices.Clone(st.values)}}
	return n
}

// worst is how many times more rows there can be than were guessed to pass the filters
// of an atom.
func (s *state) worst() float64 { return math.Max(s.made/math.Max(s.rows, 1), 1) }

// guess finds what to begin with: of the atoms that the join of st begins with, on
// either side, the smallest whose number of rows is a guess.
func (g *joinGroup) guess(st *state, always bool) *state {
	if st.prev.prev == nil {
		if !st.fold && max(st.rows, st.made) <= adaptiveRows && g.atoms[st.atom].needs() == "" && (always || guessed(&g.atoms[st.atom], st)) {
			return st
		}
		return nil
	}
	best := g.guess(st.prev, always)
	if st.right != nil {
		if r := g.guess(st.right, always); r != nil && (best == nil || r.rows < best.rows) {
			best = r
		}
	}
	return best
}

// without is g's atoms but one; nil where there are others than patterns, paths and
// what is said of constants, which cannot be planned while the query runs.
func (g *joinGroup) without(atom int) *joinGroup {
	rest := &joinGroup{}
	for i, a := range g.atoms {
		switch {
		case i == atom:
		case a.pattern == nil && a.path == nil && !a.aboutConstant():
			return nil
		default:
			rest.atoms = append(rest.atoms, a.ofItsOwn())
		}
	}
	return rest
}

// guessed reports whether the number of rows that a join begins with is a guess.
func guessed(a *atom, first *state) bool {
	switch u := a.unit.(type) {
	case nil:
		return a.path != nil || first.made > first.rows
	case *Table, *Unit, *Empty, *Seed, *Service, *Star:
		return false
	case *Slice:
		return u.Limit < 0
	}
	return true
}
