package plan

import "github.com/trivet-rdf/trivet/query/internal/algebra"

// leftJoin plans OPTIONAL, in mode Outer, or the rows of its left side that it
// adds nothing to, in mode Anti: one pattern as a Step; otherwise the right side
// seeded with the left rows, or hashed when that is cheaper.
func (b *builder) leftJoin(op *algebra.LeftJoin, seed Node, mode Mode) Node {
	b.folding = b.takeFolding().also(b.mentioned(op.R)).also(condVars(op.Cond))
	left := b.onto(op.L, seed)
	if b.opts.NoPasses {
		return b.hashJoin(left, b.build(op.R), mode, op.Cond, nil)
	}
	if op.Cond != nil && asksEndpoints(op.R) {
		op = &algebra.LeftJoin{L: op.L, R: restricted(op.R, conjuncts(op.Cond)), Cond: op.Cond}
	}
	if op.Cond == nil {
		if st, ok := b.singleStep(op.R, left, mode); ok {
			return st
		}
	}
	if n := b.asked(left, op.R, mode, op.Cond); n != nil {
		return n
	}
	if !b.seedable(op.R, b.has(left.About())) {
		return b.turned(b.joinByKeys(left, b.whole(op.R), mode, op.Cond))
	}
	if b.choices >= maxChoices || b.wanted > 0 && mode == Outer && !linkedByValue(op.Cond, left.About(), &Info{Vars: algebra.Vars(op.R)}) {
		return b.lateral(left, op.R, mode, op.Cond)
	}
	defer b.choice()()
	seeded := b.lateral(left, op.R, mode, op.Cond)
	hashed := b.turned(b.joinByKeys(left, b.whole(op.R), mode, op.Cond))
	if b.opts.AlwaysTurn && hashed.Mode.Holds() {
		return hashed
	}
	if len(hashed.Keys)+len(hashed.Equal) > 0 && len(hashed.Loose) == 0 && hashed.Cost < seeded.About().Cost {
		return hashed
	}
	return seeded
}

// turned makes an outer, semi or anti hash join one that holds its left side and reads
// the right one batch by batch, where that can be and the left side is the shorter one:
// less is held, and a long right side is read by several goroutines. Left rows that
// nothing matched come last; those of semi and anti joins, which wait for the end of the
// right side, in the order of their keys.
func (b *builder) turned(n *HashJoin) *HashJoin {
	li, ri := n.L.About(), n.R.About()
	if n.Mode == Inner || n.Cond != nil || len(n.Keys) == 0 || len(n.Loose)+len(n.Equal) > 0 || b.wanted > 0 || n.Seeded != "" {
		return n
	}
	if _, far := n.R.(*Service); far || li.Rows*turnFrom > ri.Rows && !b.opts.AlwaysTurn {
		return n
	}
	t := *n
	t.L, t.R, t.Sorted = n.R, n.L, ""
	t.Mode = [...]Mode{Outer: Right, Semi: RightSemi, Anti: RightAnti}[n.Mode]
	t.Cost = li.Cost + ri.Cost + li.Rows*costBuild + probeCost(ri.Rows, li.Rows) + n.Rows*costOut
	t.Minus = false // all rows share a bound variable: the keys
	return &t
}

// work is what a hash join does beside its left side, as it is held against seeding its
// right side with left rows.
func (n *HashJoin) work() float64 {
	if n.Mode.Holds() {
		return n.Cost - n.R.About().Cost
	}
	right := n.R.About()
	return right.Cost + right.Rows*costBuild
}

// turnFrom is how many times more rows the right side of an OPTIONAL, EXISTS or MINUS
// must be expected to have for the left one to be held.
const turnFrom = 1.5

// unmatched recognises a condition that keeps the rows an OPTIONAL adds nothing
// to: that a variable which only its right side binds, and always does, is not
// bound.
func unmatched(c algebra.Expr, op *algebra.LeftJoin, seed Node) bool {
	not, ok := c.(*algebra.Call)
	if !ok || not.Op != "!" {
		return false
	}
	bound, ok := not.Args[0].(*algebra.Call)
	if !ok || bound.Op != "BOUND" {
		return false
	}
	ref, ok := bound.Args[0].(*algebra.VarRef)
	if !ok || seed != nil && seed.About().Has(ref.Var) {
		return false
	}
	return algebra.Certain(op.R)[ref.Var] && !varSet(algebra.Vars(op.L))[ref.Var]
}

// minus plans MINUS. Rows that share no bound variable with the right side
// stay, so the seeded forms need one variable bound on both sides for certain.
func (b *builder) minus(left Node, r algebra.Op) Node {
	shared, sure := false, false
	certain := algebra.Certain(r)
	for _, v := range algebra.Vars(r) {
		if left.About().Has(v) {
			shared = true
			sure = sure || certain[v] && left.About().Certain.Has(v)
		}
	}
	if !shared {
		return left
	}
	if sure && !b.opts.NoPasses {
		if st, ok := b.singleStep(r, left, Anti); ok {
			return st
		}
	}
	if sure {
		if n := b.asked(left, r, Anti, nil); n != nil {
			return n
		}
	}
	if sure && !b.opts.NoPasses && b.choices < maxChoices {
		defer b.choice()()
		n := b.minusByHash(left, r)
		if b.opts.AlwaysTurn && n.Mode.Holds() {
			return n
		}
		if b.seedable(r, b.has(left.About())) && n.work() > left.About().Rows*b.rowCost(r, left) {
			return b.lateral(left, r, Anti, nil)
		}
		return n
	}
	return b.minusByHash(left, r)
}

// minusByHash is MINUS as a hash join.
func (b *builder) minusByHash(left Node, r algebra.Op) *HashJoin {
	n := b.hashJoin(left, b.whole(r), Anti, nil, nil).(*HashJoin)
	if n.Minus = true; b.opts.NoPasses {
		return n
	}
	return b.turned(n)
}

// maxChoices is how many choices may lie inside each other. A choice plans its
// pattern in two or three ways to compare them; without an end a query of a few
// nested OPTIONALs would take longer to plan than any to run.
const maxChoices = 3

// choice counts a choice until the function it gives is called.
func (b *builder) choice() func() {
	b.choices++
	return func() { b.choices-- }
}

// singleStep plans op as a Step on node when it is just one triple pattern.
func (b *builder) singleStep(op algebra.Op, node Node, mode Mode) (Node, bool) {
	bgp, ok := op.(*algebra.BGP)
	if !ok || len(bgp.Triples) != 1 {
		return nil, false
	}
	t := &bgp.Triples[0]
	if t.S.Triple != nil || t.P.Triple != nil || t.O.Triple != nil {
		return nil, false
	}
	s, p, o := b.slot(t.S), b.slot(t.P), b.slot(t.O)
	n := &Step{Input: node, S: s, P: p, O: o, Mode: mode, Scope: b.scope, Quick: b.wanted > 0}
	info := node.About()
	est := estimatePattern(b.view(), s, p, o)
	z := size{rows: joinedInfo(info, &est), sorted: info.Sorted}
	inStep := info.Sorted != "" && p.Var == "" && (s.Var == info.Sorted || o.Var == info.Sorted)
	z.cost = info.Cost + stepCost(est.rows, info.Rows, inStep)
	if mode == Outer {
		z.rows = max(z.rows, info.Rows)
		n.Info = b.grow(node, z, s, p, o)
		n.Certain = info.Certain
		return n, true
	}
	n.Info = b.grow(node, z)
	n.Info.Rows = info.Rows / 2
	return n, true
}

// seedable reports whether op may be run with the values of the rows of outer
// put in, and still gives just its own solutions that are compatible with them.
// That fails when op reads a variable of outer at a place where op itself
// would find it unbound: in a filter, an expression, or the right side of a
// nested OPTIONAL or MINUS (a "badly designed" pattern), or draws something once for each
// of its own rows.
func (b *builder) seedable(op algebra.Op, outer map[Var]bool) bool {
	switch op := op.(type) {
	case *algebra.BGP, *algebra.PathPattern, *algebra.Table:
		return true
	case *algebra.Service:
		return b.asking // an endpoint sees no more of the values than is joined
	case *algebra.Join:
		return b.seedable(op.L, outer) && b.seedable(op.R, outer)
	case *algebra.Union:
		return b.seedable(op.L, outer) && b.seedable(op.R, outer)
	case *algebra.Filter:
		return b.seedable(op.Input, outer) && sees(exprVars(op.Cond), outer, algebra.Certain(op.Input)) && !draws(op.Cond)
	case *algebra.Extend:
		return !outer[op.Var] && b.seedable(op.Input, outer) && sees(exprVars(op.Expr), outer, algebra.Certain(op.Input)) && !draws(op.Expr)
	case *algebra.LeftJoin:
		certain := algebra.Certain(op.L)
		return b.seedable(op.L, outer) && b.seedable(op.R, outer) &&
			sees(b.mentioned(op.R), outer, certain) && (op.Cond == nil || sees(exprVars(op.Cond), outer, certain) && !draws(op.Cond))
	case *algebra.Minus:
		return b.seedable(op.L, outer) && sees(b.mentioned(op.R), outer, algebra.Certain(op.L))
	}
	return false
}

// correlatable reports whether EXISTS { op } can be run as a seeded plan: the
// values of the outer row are then seen everywhere in op, as the definition of
// EXISTS asks. Rows flow from the seed through filters, assignments and unions
// on top; the sides of a join are planned on their own where they are no plain
// patterns, so they must not depend on what they see. Sub-selects and groups
// hide the values, and an assignment to an outer variable cannot be made; those
// are run row by row.
func (b *builder) correlatable(op algebra.Op, outer map[Var]bool) bool {
	switch op := op.(type) {
	case *algebra.BGP, *algebra.PathPattern, *algebra.Table:
		return true
	case *algebra.Join:
		return b.seedable(op.L, outer) && b.seedable(op.R, outer)
	case *algebra.Union:
		return b.correlatable(op.L, outer) && b.correlatable(op.R, outer)
	case *algebra.Filter:
		return b.correlatable(op.Input, outer)
	case *algebra.Extend:
		return !outer[op.Var] && b.correlatable(op.Input, outer)
	}
	return false
}

// sees reports whether every variable of reads that is in outer is in certain.
func sees(reads, outer, certain map[Var]bool) bool {
	for v := range reads {
		if outer[v] && !certain[v] {
			return false
		}
	}
	return true
}

// mentioned is patternVars, remembered: nested patterns are asked for at every
// level around them.
func (b *builder) mentioned(op algebra.Op) map[Var]bool {
	m, ok := b.mentions[op]
	if !ok {
		m = patternVars(op)
		if b.mentions == nil {
			b.mentions = map[algebra.Op]map[Var]bool{}
		}
		b.mentions[op] = m
	}
	return m
}

func patternVars(op algebra.Op) map[Var]bool {
	m := map[Var]bool{}
	addPatternVars(op, m)
	return m
}
