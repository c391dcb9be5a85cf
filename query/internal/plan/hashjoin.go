package plan

import "github.com/trivet-rdf/trivet/query/internal/algebra"

// join joins two finished plans.
func (b *builder) join(l, r Node) Node {
	if _, ok := l.(*Unit); ok {
		return r
	}
	if _, ok := r.(*Unit); ok {
		return l
	}
	return b.hashJoin(l, r, Inner, nil, nil)
}

// certainOf are the columns that are never unbound.
func (b *builder) certainOf(in *Info) []Var {
	if sameVars(in.Certain, in.Vars) {
		return in.Vars
	}
	out := make([]Var, 0, len(in.Certain))
	for _, v := range in.Vars {
		if b.lists.have(in.Certain, v) {
			out = append(out, v)
		}
	}
	return out
}

// hashJoin makes a HashJoin of l and r; st, when given, has the estimates.
func (b *builder) hashJoin(l, r Node, mode Mode, cond algebra.Expr, st *state) Node {
	li, ri := l.About(), r.About()
	n := &HashJoin{L: l, R: r, Mode: mode, Cond: cond, Quick: b.wanted > 0}
	if s, ok := r.(*Service); ok && !b.opts.NoPasses {
		n.R = s.joinedTo(li, mode)
	}
	n.Vars, n.Certain = li.Vars, li.Certain
	if mode == Inner {
		n.Certain = b.lists.and(n.Certain, b.certainOf(ri)...)
	}
	if mode == Inner || mode == Outer {
		n.Vars = b.lists.and(n.Vars, ri.Vars...)
	}
	b.work.did(len(ri.Vars))
	for _, v := range ri.Vars {
		switch {
		case !b.lists.have(li.Vars, v):
		case b.lists.have(li.Certain, v) && b.lists.have(ri.Certain, v):
			n.Keys = append(n.Keys, v)
		default:
			n.Loose = append(n.Loose, v)
		}
	}
	if cond != nil && !b.opts.NoPasses && !n.Minus {
		n.Equal = equalities(cond, b.has(li), b.has(ri))
	}
	n.Sorted = li.Sorted
	n.Cost = li.Cost + ri.Cost + ri.Rows*costBuild + probeCost(li.Rows, ri.Rows)
	switch {
	case st != nil:
		n.Rows, n.Cost = st.rows, st.cost
	case mode == Semi || mode == Anti:
		n.Rows = li.Rows / 2
	default:
		n.Rows = joinRows(li, ri, len(n.Keys)+len(n.Equal))
		n.Cost += n.Rows * costOut
	}
	return n
}
