package plan

import "github.com/trivet-rdf/trivet/graph"

// Star joins each input row with the matches of several patterns, by one look at
// what is said of their subject, a constant or a column that is never unbound. The
// predicates are constant. Each pattern is joined in its Mode, never Right, in their order; its
// object is a constant, a column of the input that is never unbound, or a variable that
// nothing else binds. All have the same Scope.
type Star struct {
	Info
	Input    Node
	Patterns []Step // Input nil
}

// Inputs implements Node.
func (n *Star) Inputs() []Node { return some(n.Input) }

// starGap is from how many matches for each row on that a Step whose rows ascend with
// its pattern's subjects gains from a Star; before, it walks the pattern's column.
const starGap = 64

// starFew is up to how many rows none are walked with a column.
const starFew = 64

// gatherStars makes Stars of the Steps below n that look up the same subject one after the
// other. Where rows ascend with a pattern's subjects, and are not few beside them, its
// Step walks both in step, which is faster than any look-up.
func (b *builder) gatherStars(n Node) Node {
	if b.opts.NoPasses || b.opts.NeverStar {
		return n
	}
	for _, at := range inputsOf(n) {
		if *at != nil {
			*at = b.gatherStars(*at)
		}
	}
	switch n := n.(type) {
	case *Step:
		return b.starOf(n)
	case *HashJoin:
		return b.crossed(n)
	}
	return n
}

// starOf is a Star of a Step and what it reads; the Step itself where that cannot be
// or would not be faster.
func (b *builder) starOf(st *Step) Node {
	pattern := *st
	pattern.Input = nil
	switch below := st.Input.(type) {
	case *Star:
		if joins(below.Patterns, st) && b.starred(st, below.Input) {
			below.Patterns, below.Info = append(below.Patterns, pattern), st.Info
			return below
		}
	case *Step:
		first, input := []Step{*below}, below.Input
		first[0].Input = nil
		if input == nil && below.S.Var == "" && below.P.Var == "" {
			input = unit()
		}
		if joins(first, st) && b.starred(below, input) && b.starred(st, input) {
			return &Star{Info: st.Info, Input: input, Patterns: append(first, pattern)}
		}
	}
	return st
}

// starred reports whether a Step can be part of a Star over the rows of input, and
// would not walk its pattern's column with them.
func (b *builder) starred(st *Step, input Node) bool {
	if input == nil || st.P.Var != "" || st.S.Var != "" && st.S.Var == st.O.Var {
		return false
	}
	in := input.About()
	if st.S.Var != "" && !(b.lists.have(in.Vars, st.S.Var) && b.lists.have(in.Certain, st.S.Var)) {
		return false
	}
	tests := st.O.Var == "" || b.lists.have(in.Vars, st.O.Var)
	if tests && (st.Mode == Outer || st.O.Var != "" && !b.lists.have(in.Certain, st.O.Var)) {
		return false
	}
	if st.S.Var == "" || in.Sorted != st.S.Var || in.Rows < starFew || b.opts.AlwaysStar {
		return true
	}
	object := graph.None
	if st.O.Var == "" {
		object = st.O.ID
	}
	return float64(b.views[st.Scope].Count(graph.None, st.P.ID, object)) > starGap*in.Rows
}

// joins reports whether a Step goes with the patterns of a Star: it has their subject,
// and an object that none of them binds.
func joins(patterns []Step, st *Step) bool {
	if len(patterns) >= graph.StarMost || patterns[0].S != st.S || patterns[0].Scope != st.Scope {
		return false
	}
	for i := range patterns {
		if st.O.Var != "" && patterns[i].O.Var == st.O.Var {
			return false
		}
	}
	return true
}

// inputsOf are the places of a node's inputs.
func inputsOf(n Node) []*Node {
	switch n := n.(type) {
	case *Step:
		return []*Node{&n.Input}
	case *PathStep:
		return []*Node{&n.Input}
	case *Intersect:
		return []*Node{&n.Input}
	case *Star:
		return []*Node{&n.Input}
	case *Unpack:
		return []*Node{&n.Input}
	case *HashJoin:
		return []*Node{&n.L, &n.R}
	case *Lateral:
		return []*Node{&n.L, &n.R}
	case *Filter:
		return []*Node{&n.Input}
	case *Extend:
		return []*Node{&n.Input}
	case *Union:
		at := make([]*Node, len(n.Branches))
		for i := range at {
			at[i] = &n.Branches[i]
		}
		return at
	}
	return inputsOfModifier(n)
}

func inputsOfModifier(n Node) []*Node {
	switch n := n.(type) {
	case *GraphEach:
		return []*Node{&n.Input}
	case *Group:
		return []*Node{&n.Input}
	case *Sort:
		return []*Node{&n.Input}
	case *TopFilter:
		return []*Node{&n.Input}
	case *Distinct:
		return []*Node{&n.Input}
	case *Project:
		return []*Node{&n.Input}
	case *Slice:
		return []*Node{&n.Input}
	case *Service:
		return []*Node{&n.Input}
	case *Adaptive:
		return []*Node{&n.First, &n.Rest}
	case *Shared:
		return []*Node{&n.Of.Plan}
	}
	return nil
}
