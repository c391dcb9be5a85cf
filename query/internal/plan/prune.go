package plan

import "github.com/trivet-rdf/trivet/query/internal/algebra"

// pruner drops columns that nothing above reads, so that joins need not copy them.
type pruner struct {
	work *listener
	want wants // the columns read above the node at hand
}

// pruned is n without the columns that are not in want.
func (l *listener) pruned(n Node, want wants) Node {
	p := pruner{l, want}
	return p.prune(n)
}

func (p *pruner) prune(n Node) Node {
	if p.work.did(1 + len(n.About().Vars)); p.work.stopped() {
		return n
	}
	switch n := n.(type) {
	case *Step:
		if n.Input != nil {
			n.Input = p.below(n.Input, n.S.Var, n.P.Var, n.O.Var)
		}
		n.Info.Vars = p.want.keep(n.Info.Vars)
	case *PathStep:
		if n.Input != nil {
			n.Input = p.below(n.Input, n.S.Var, n.O.Var)
		}
		n.Info.Vars = p.want.keep(n.Info.Vars)
	case *Intersect:
		var ends []Var
		for i := range n.Patterns {
			ends = append(ends, n.Patterns[i].S.Var, n.Patterns[i].O.Var)
		}
		n.Input = p.below(n.Input, ends...)
		n.Info.Vars = p.want.keep(n.Info.Vars)
	case *Unpack:
		n.Input = p.below(n.Input, n.Var, n.S.Var, n.P.Var, n.O.Var)
		n.Info.Vars = p.want.keep(n.Info.Vars)
	case *HashJoin:
		p.hashJoin(n)
	case *Lateral:
		p.lateral(n)
	case *Extend:
		if !p.want.has(n.Var) && !n.Input.About().Has(n.Var) {
			return p.prune(n.Input) // nobody reads what it computes
		}
		p.rest(n)
	default:
		p.rest(n)
	}
	return n
}

// below is an input whose reader reads vars too.
func (p *pruner) below(in Node, vars ...Var) Node {
	p.want.add(vars...)
	in = p.prune(in)
	p.want.drop(vars...)
	return in
}

// only is an input of which want is read, and nothing else.
func (p *pruner) only(in Node, want wants) Node {
	was := p.want
	p.want = want
	in = p.prune(in)
	p.want = was
	return in
}

func (p *pruner) hashJoin(n *HashJoin) {
	reads := readsOf(n.Cond)
	for _, e := range n.Equal {
		reads = append(reads, e.L, e.R)
	}
	reads = append(append(reads, n.Keys...), n.Loose...)
	n.L, n.R = p.below(n.L, reads...), p.below(n.R, reads...)
	n.Info.Vars = p.want.keep(n.Info.Vars)
}

// lateral: left columns are taken from the left side itself, so the right
// side hands on only what it adds, and what it may bind in the left row's stead.
func (p *pruner) lateral(n *Lateral) {
	reads := readsOf(n.Cond)
	p.want.add(reads...)
	inner := wants{n.Row: 1}
	for v := range p.want {
		if !n.L.About().Certain.Has(v) {
			inner[v] = 1
		}
	}
	n.R = p.only(n.R, inner)
	n.L = p.below(n.L, seedVars(n.R, n.Row)...)
	p.want.drop(reads...)
	n.Info.Vars = p.want.keep(n.Info.Vars)
}

// seedVars are the columns of the seeds of the Lateral whose row column is row.
func seedVars(n Node, row Var) []Var {
	var out []Var
	if s, ok := n.(*Seed); ok && s.Row == row {
		for _, v := range s.Vars {
			if v != row {
				out = append(out, v)
			}
		}
	}
	for _, in := range n.Inputs() {
		out = append(out, seedVars(in, row)...)
	}
	return out
}

// rest handles the nodes whose columns follow from their input's.
func (p *pruner) rest(n Node) {
	switch n := n.(type) {
	case *Filter:
		n.Cond, n.Input = inlineBelow(n.Cond, n.Input, p.want)
		n.Input = p.below(n.Input, readsOf(n.Cond)...)
		n.Info.Vars = n.Input.About().Vars
	case *Extend:
		if !n.Input.About().Has(n.Var) {
			n.Expr, n.Input = inlineBelow(n.Expr, n.Input, p.want)
		}
		n.Input = p.below(n.Input, append(readsOf(n.Expr), n.Var)...)
		n.Info.Vars = n.Input.About().Vars
		if !n.Has(n.Var) {
			n.Info.Vars = append(append([]Var{}, n.Info.Vars...), n.Var)
		}
	case *Sort:
		exprs := make([]algebra.Expr, len(n.Keys))
		for i, k := range n.Keys {
			exprs[i] = k.Expr
		}
		n.Input = p.below(n.Input, readsOf(exprs...)...)
		n.Info.Vars = n.Input.About().Vars
	case *TopFilter:
		n.Input = p.below(n.Input, readsOf(n.Top.Keys[0].Expr)...)
		n.Info.Vars = n.Input.About().Vars
	case *Union:
		for i := range n.Branches {
			n.Branches[i] = p.prune(n.Branches[i])
		}
		n.Info.Vars = p.want.keep(n.Info.Vars)
	case *GraphEach:
		n.Input = p.below(n.Input, n.Name.Var)
		n.Info.Vars = p.want.keep(n.Info.Vars)
	case *Group:
		inlineGroup(n)
		n.Input = p.only(n.Input, groupReads(n))
	case *Project:
		n.Input = p.only(n.Input, wantAll(n.Vars))
	case *Distinct:
		n.Input = p.only(n.Input, wantAll(n.Input.About().Vars))
		n.Info.Vars = n.Input.About().Vars
	case *Slice:
		n.Input = p.prune(n.Input)
		n.Info.Vars = n.Input.About().Vars
	case *Service:
		if n.Input != nil {
			n.Input = p.only(n.Input, wantAll(append([]Var{n.Name.Var}, n.Vars...)))
		}
	case *Adaptive:
		p.adaptive(n)
	case *Seed:
		n.Info.Vars = p.want.keep(n.Info.Vars)
	case *Star:
		n.Info.Vars = p.want.keep(n.Info.Vars) // over one row without columns
	case *Shared:
		p.shared(n)
	}
}

// groupReads are the columns a Group reads: keys, arguments, and for
// COUNT(DISTINCT *) all that can be seen.
func groupReads(n *Group) wants {
	below := wants{}
	for _, k := range n.Keys {
		below.add(k.In)
	}
	for _, a := range n.Aggs {
		below.add(readsOf(a.Arg)...)
		below.add(readsOf(a.Args...)...)
		if a.Arg == nil && a.Distinct {
			for _, v := range n.Input.About().Vars {
				if !v.Hidden() {
					below.add(v)
				}
			}
		}
	}
	return below
}
