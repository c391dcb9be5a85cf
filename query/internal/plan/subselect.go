package plan

import (
	"slices"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// A sub-select is evaluated on its own, but of its solutions only those are wanted
// that agree with the rows it is joined with. Where these are few, their values are
// put in below its grouping: a group none of whose rows are wanted is not made,
// and the others are whole, since the values are of their keys.

// pushable are those of vars whose values can be put into a sub-select: variables
// that it projects, by which it groups, and that its pattern always binds. None
// can where the number of its rows counts, as for LIMIT.
func (b *builder) pushable(op algebra.Op, vars []Var) []Var {
	if len(vars) == 0 {
		return nil
	}
	switch op := op.(type) {
	case *algebra.Project:
		return b.pushable(op.Input, both(vars, op.Vars))
	case *algebra.Distinct, *algebra.Reduced, *algebra.OrderBy:
		return b.pushable(algebra.Inputs(op)[0], vars)
	case *algebra.Extend:
		return b.pushable(op.Input, slices.DeleteFunc(slices.Clone(vars), func(v Var) bool { return v == op.Var }))
	case *algebra.Slice:
		return nil
	case *algebra.Group:
		return b.pushable(op.Input, both(vars, plainKeys(op)))
	case *algebra.Filter:
		if !plainPattern(op.Input) {
			return b.pushable(op.Input, vars)
		}
	}
	certain := algebra.Certain(op)
	var out []Var
	for _, v := range vars {
		if certain[v] {
			out = append(out, v)
		}
	}
	if len(out) == 0 || !b.seedable(op, varSet(out)) {
		return nil
	}
	return out
}

// plainPattern reports whether below filters and assignments there is a pattern, no
// grouping.
func plainPattern(op algebra.Op) bool {
	for {
		switch x := op.(type) {
		case *algebra.Filter:
			op = x.Input
		case *algebra.Extend:
			op = x.Input
		case *algebra.Group:
			return false
		default:
			return !modifies(op)
		}
	}
}

// plainKeys are the keys of a grouping that are variables under their own names.
func plainKeys(g *algebra.Group) []Var {
	var out []Var
	for _, k := range g.Keys {
		if ref, ok := k.Expr.(*algebra.VarRef); ok && ref.Var == k.Var {
			out = append(out, k.Var)
		}
	}
	return out
}

// both are the variables that are in a and in b.
func both(a, b []Var) []Var {
	var out []Var
	for _, v := range a {
		if slices.Contains(b, v) {
			out = append(out, v)
		}
	}
	return out
}

// within plans a sub-select for the values of a seed, which are of variables that
// are pushable.
func (b *builder) within(op algebra.Op, seed Node) Node {
	switch op := op.(type) {
	case *algebra.Project:
		return b.project(b.within(op.Input, seed), op.Vars)
	case *algebra.Distinct:
		in := b.within(op.Input, seed)
		return derive(&Distinct{Input: in}, in, costBuild)
	case *algebra.Reduced:
		return b.within(op.Input, seed)
	case *algebra.OrderBy:
		return b.within(op.Input, seed) // joined, it has no order
	case *algebra.Extend:
		return b.extend(b.within(op.Input, seed), op.Var, op.Expr)
	case *algebra.Group:
		return b.groupOf(op, b.within(op.Input, seed))
	case *algebra.Filter:
		if !plainPattern(op.Input) {
			return b.condition(b.within(op.Input, seed), op.Cond)
		}
	}
	return b.onto(op, seed)
}

// offerValues finds out what it costs to run a sub-select for one value of what it
// shares with the rest of its group.
func (b *builder) offerValues(a *atom, others map[Var]bool) {
	op := a.op
	a.op = nil
	if b.perRow || b.scope != 0 || b.sharing.has(op) {
		return
	}
	var shared []Var
	for _, v := range algebra.Vars(op) {
		if others[v] {
			shared = append(shared, v)
		}
	}
	if a.shared = b.pushable(op, shared); len(a.shared) == 0 {
		return
	}
	defer b.choice()()
	n := b.within(op, newSeed(a.shared, a.shared, 1))
	a.op, a.once, a.rowCost = op, true, n.About().Cost+costLookup
}

// withValues joins node with a sub-select that is run once for node's values.
func (b *builder) withValues(node Node, a *atom) Node {
	info := node.About()
	values := 1.0
	for _, v := range a.shared {
		if !info.Certain.Has(v) {
			return b.hashJoin(node, a.unit, Inner, nil, nil)
		}
		values *= max(info.distinct(v), 1)
	}
	seed := newSeed(a.shared, a.shared, min(values, info.Rows))
	seed.Row, seed.Once = b.freshVar(), true
	n := b.hashJoin(node, b.within(a.op, seed), Inner, nil, nil).(*HashJoin)
	n.Seeded = seed.Row
	return n
}

// has reports whether op is a sub-select that occurs more than once.
func (s *sharing) has(op algebra.Op) bool {
	if s == nil {
		return false
	}
	_, ok := s.shapes[op]
	return ok
}
