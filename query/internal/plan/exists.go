package plan

import (
	"math"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// existsByHash plans [NOT] EXISTS { P FILTER(c) } where only the filter, or the
// filter and variables that both sides always bind, tie P to the outer row: P is
// worked out once, and each outer row looks for a match until its first. It gives
// nil where that is not possible, or running P for each row is cheaper.
func (b *builder) existsByHash(op algebra.Op, node Node, mode Mode) Node {
	below, conds := op, []algebra.Expr(nil)
	for {
		f, ok := below.(*algebra.Filter)
		if !ok {
			break
		}
		below, conds = f.Input, append(conds, conjuncts(f.Cond)...)
	}
	own, mixed := splitConds(conds, algebra.Certain(below))
	if len(mixed) == 0 || hasExists(mixed) || b.choices >= maxChoices || !b.apart(below, node) {
		return nil
	}
	defer b.choice()()
	if len(own) > 0 {
		below = &algebra.Filter{Cond: allOf(own), Input: below}
	}
	want := with(b.has(node.About()))
	addExprVars(allOf(mixed), want)
	b.folding = &folding{want: want}
	r := b.whole(below)
	b.folding = nil
	n := b.joinByKeys(node, r, mode, allOf(mixed))
	l, ri := node.About(), r.About()
	tried := ri.Rows / 2 // until the first match
	if len(n.Keys)+len(n.Equal) > 0 {
		tried = 2
	}
	if ri.Cost+ri.Rows*costBuild+l.Rows*tried*costRow > l.Rows*b.rowCost(op, node) {
		return nil
	}
	return n
}

// whole plans a pattern all of whose rows are read before any is given.
func (b *builder) whole(op algebra.Op) Node {
	was := b.wanted
	b.wanted = 0
	n := b.build(op)
	b.wanted = was
	return n
}

// existsApart plans [NOT] EXISTS of a pattern that has nothing to do with node's rows:
// whether it has a row is found out once.
func (b *builder) existsApart(op algebra.Op, node Node, mode Mode) Node {
	if b.perRow || Draws(op) {
		return nil
	}
	for v := range b.mentioned(op) {
		if node.About().Has(v) {
			return nil
		}
	}
	was := b.wanted
	if b.wanted = 0; streams(op) {
		b.wanted = 1
	}
	r := b.build(op)
	b.wanted = was
	one := derive(&Slice{Input: b.project(r, nil), Limit: 1}, r, 0).(*Slice)
	one.Vars, one.Certain, one.Rows = nil, nil, math.Min(one.Rows, 1)
	return b.hashJoin(node, one, mode, nil, nil)
}

// splitConds parts conditions into those that read only what the pattern itself
// always binds, and the others.
func splitConds(conds []algebra.Expr, certain map[Var]bool) (own, mixed []algebra.Expr) {
	for _, c := range conds {
		if _, isExists := existsOf(c); !isExists && settled(c, varMap(certain)) {
			own = append(own, c)
		} else {
			mixed = append(mixed, c)
		}
	}
	return own, mixed
}

func hasExists(conds []algebra.Expr) bool {
	for _, c := range conds {
		if containsExists(c) {
			return true
		}
	}
	return false
}

func containsExists(e algebra.Expr) bool {
	switch e := e.(type) {
	case *algebra.Exists:
		return true
	case *algebra.Call:
		return hasExists(e.Args)
	case *algebra.FuncCall:
		return hasExists(e.Args)
	case *algebra.TripleExpr:
		return hasExists([]algebra.Expr{e.S, e.P, e.O})
	}
	return false
}

// apart reports whether op gives the same solutions for a row of node whether its
// values are put in or compared afterwards: the variables they share are bound on
// both sides for certain, and op reads no others of node's.
func (b *builder) apart(op algebra.Op, node Node) bool {
	outer := b.has(node.About())
	certain := algebra.Certain(op)
	for _, v := range algebra.Vars(op) {
		if outer[v] && !(certain[v] && node.About().Certain.Has(v)) {
			return false
		}
	}
	return b.seedable(op, outer)
}
