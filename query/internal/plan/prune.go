package plan

// prune drops columns that nothing above reads, so that joins need not copy
// them. want are the columns read above n.
func prune(n Node, want map[Var]bool) Node {
	switch n := n.(type) {
	case *Step:
		if n.Input != nil {
			n.Input = prune(n.Input, reading(want, n.S.Var, n.P.Var, n.O.Var))
		}
		n.Info.Vars = keepVars(n.Info.Vars, want)
	case *PathStep:
		if n.Input != nil {
			n.Input = prune(n.Input, plus(want, n.S.Var, n.O.Var))
		}
		n.Info.Vars = keepVars(n.Info.Vars, want)
	case *Intersect:
		below := plus(want)
		for i := range n.Patterns {
			below = plus(below, n.Patterns[i].S.Var, n.Patterns[i].O.Var)
		}
		n.Input = prune(n.Input, below)
		n.Info.Vars = keepVars(n.Info.Vars, want)
	case *Unpack:
		n.Input = prune(n.Input, plus(want, n.Var, n.S.Var, n.P.Var, n.O.Var))
		n.Info.Vars = keepVars(n.Info.Vars, want)
	case *HashJoin:
		both := plus(want, n.Keys...)
		both = plus(both, n.Loose...)
		for _, e := range n.Equal {
			both[e.L], both[e.R] = true, true
		}
		if n.Cond != nil {
			addExprVars(n.Cond, both)
		}
		n.L, n.R = prune(n.L, both), prune(n.R, both)
		n.Info.Vars = keepVars(n.Info.Vars, want)
	case *Lateral:
		pruneLateral(n, want)
	case *Extend:
		if !want[n.Var] && !n.Input.About().Has(n.Var) {
			return prune(n.Input, want) // nobody reads what it computes
		}
		pruneRest(n, want)
	default:
		pruneRest(n, want)
	}
	return n
}

// pruneLateral: left columns are taken from the left side itself, so the right
// side hands on only what it adds, and what it may bind in the left row's stead.
func pruneLateral(n *Lateral, want map[Var]bool) {
	reads := plus(want)
	if n.Cond != nil {
		addExprVars(n.Cond, reads)
	}
	inner := map[Var]bool{n.Row: true}
	for v := range reads {
		if !n.L.About().Certain.Has(v) {
			inner[v] = true
		}
	}
	n.R = prune(n.R, inner)
	for _, v := range seedVars(n.R, n.Row) {
		reads[v] = true
	}
	n.L = prune(n.L, reads)
	n.Info.Vars = keepVars(n.Info.Vars, want)
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

// pruneRest handles the nodes whose columns follow from their input's.
func pruneRest(n Node, want map[Var]bool) {
	switch n := n.(type) {
	case *Filter:
		n.Cond, n.Input = inlineBelow(n.Cond, n.Input, want)
		below := plus(want)
		addExprVars(n.Cond, below)
		n.Input = prune(n.Input, below)
		n.Info.Vars = n.Input.About().Vars
	case *Extend:
		if !n.Input.About().Has(n.Var) {
			n.Expr, n.Input = inlineBelow(n.Expr, n.Input, want)
		}
		below := plus(want, n.Var)
		addExprVars(n.Expr, below)
		n.Input = prune(n.Input, below)
		n.Info.Vars = n.Input.About().Vars
		if !n.Has(n.Var) {
			n.Info.Vars = append(append([]Var{}, n.Info.Vars...), n.Var)
		}
	case *Sort:
		below := plus(want)
		for _, k := range n.Keys {
			addExprVars(k.Expr, below)
		}
		n.Input = prune(n.Input, below)
		n.Info.Vars = n.Input.About().Vars
	case *TopFilter:
		below := plus(want)
		addExprVars(n.Top.Keys[0].Expr, below)
		n.Input = prune(n.Input, below)
		n.Info.Vars = n.Input.About().Vars
	case *Union:
		for i := range n.Branches {
			n.Branches[i] = prune(n.Branches[i], want)
		}
		n.Info.Vars = keepVars(n.Info.Vars, want)
	case *GraphEach:
		n.Input = prune(n.Input, plus(want, n.Name.Var))
		n.Info.Vars = keepVars(n.Info.Vars, want)
	case *Group:
		inlineGroup(n)
		n.Input = prune(n.Input, groupReads(n))
	case *Project:
		below := map[Var]bool{}
		for _, v := range n.Vars {
			below[v] = true
		}
		n.Input = prune(n.Input, below)
	case *Distinct:
		n.Input = prune(n.Input, n.Input.About().has())
		n.Info.Vars = n.Input.About().Vars
	case *Slice:
		n.Input = prune(n.Input, want)
		n.Info.Vars = n.Input.About().Vars
	case *Service:
		if n.Input != nil {
			n.Input = prune(n.Input, plus(varSet(n.Vars), n.Name.Var))
		}
	case *Adaptive:
		n.prune(want)
	case *Seed:
		n.Info.Vars = keepVars(n.Info.Vars, want)
	case *Shared:
		n.prune(want)
	}
}

// groupReads are the columns a Group reads: keys, arguments, and for
// COUNT(DISTINCT *) all that can be seen.
func groupReads(n *Group) map[Var]bool {
	below := map[Var]bool{}
	for _, k := range n.Keys {
		below[k.In] = true
	}
	for _, a := range n.Aggs {
		if a.Arg != nil {
			addExprVars(a.Arg, below)
		}
		for _, e := range a.Args {
			addExprVars(e, below)
		}
		if a.Arg == nil && a.Distinct {
			for _, v := range n.Input.About().Vars {
				if !v.Hidden() {
					below[v] = true
				}
			}
		}
	}
	return below
}

// reading is want and the variables of slots; want itself when all are in it.
func reading(want map[Var]bool, slots ...Var) map[Var]bool {
	for _, v := range slots {
		if v != "" && !want[v] {
			return plus(want, slots...)
		}
	}
	return want
}

func keepVars(vars []Var, want map[Var]bool) []Var {
	all := true
	for _, v := range vars {
		all = all && want[v]
	}
	if all {
		return vars
	}
	out := make([]Var, 0, len(vars))
	for _, v := range vars {
		if want[v] {
			out = append(out, v)
		}
	}
	return out
}

func plus(m map[Var]bool, vs ...Var) map[Var]bool { return with(m, vs...) }
