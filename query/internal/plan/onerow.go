package plan

import (
	"math"
	"slices"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// Where the rest of a group gives a row or two, a union costs least when it is run
// for these: a plan that knows a value of what it shares is no worse than one that
// does not. So it is planned for one row only, and alone not at all.

// neverAlone is what a union that was not planned alone is said to cost, so that no
// order begins with it.
const neverAlone = 1e15

// addSeeded adds the group's only operator, a union, as something to run for the rows
// of its patterns; false when they may be many, or the answer would not be the same.
func (b *builder) addSeeded(g *joinGroup) bool {
	if len(g.ops) != 1 || b.opts.NoPasses || b.choices >= maxChoices || len(g.atoms) > maxAtoms {
		return false
	}
	op, ok := g.ops[0].(*algebra.Union)
	if !ok || asksEndpoints(op) || !g.anyFew() {
		return false
	}
	o := &orderer{work: b.work, atoms: g.atoms, wait: 1, bound: math.Inf(1)}
	defer o.done()
	s := o.begin(nil)
	o.top.number = unsorted
	o.link(s)
	o.setReads(&joinGroup{}, s) // what filters leave is a guess
	if s = o.greedy(s); s.rows > fewRows {
		return false
	}
	a := atom{op: op}
	b.offerSeeding(&a, g)
	if a.op == nil {
		return false
	}
	n := unplanned(op)
	n.Rows = a.right.About().Rows
	for _, v := range a.shared {
		n.Rows *= math.Max(s.values[o.number.of(v)], 1)
	}
	a.unit, a.later, a.est = n, true, n.estimate()
	for i, v := range n.Vars {
		if k := o.number.of(v); k >= 0 {
			a.est.distinct[i] = s.values[k]
		}
	}
	g.atoms = append(g.atoms, a)
	return true
}

// anyFew reports whether one of the group's patterns has a match or two.
func (g *joinGroup) anyFew() bool {
	return slices.ContainsFunc(g.atoms, func(a atom) bool { return a.pattern != nil && a.est.rows <= fewRows })
}

// unplanned stands for the plan of a union.
func unplanned(op *algebra.Union) *Empty {
	n := &Empty{Info{Vars: algebra.Vars(op), Cost: neverAlone}}
	certain := algebra.Certain(op)
	for _, v := range n.Vars {
		if certain[v] {
			n.Certain = append(n.Certain, v)
		}
	}
	return n
}

// alone is the plan of the atom's unit.
func (b *builder) alone(a *atom) Node {
	if a.later {
		return b.build(a.op)
	}
	return a.unit
}
