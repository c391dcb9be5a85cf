package plan

// manyMatches is how many matches of a pattern a row must be expected to have
// for an intersection to be better than testing each of them.
const manyMatches = 1.5

// intersect closes a cycle. When node binds a variable by one pattern and
// pattern, whose ends are then both bound, comes next, the values
// that match both are the intersection of two sorted lists. Reading the
// shorter one costs no more than the shorter one is long, for each row, which
// no order of the two patterns alone can promise on skewed data (a step of a
// worst-case optimal join). Nil when that is not the case.
func (b *builder) intersect(node Node, pattern *Step, z size) Node {
	if b.opts.NoPasses || pattern.P.Var != "" {
		return nil
	}
	var n Intersect
	if before, ok := node.(*Intersect); ok {
		n = *before
		n.Patterns = append([]Step{}, before.Patterns...)
	} else {
		in, first := lastPattern(node)
		if in == nil || first.P.Var != "" || node.About().Rows < manyMatches*in.About().Rows {
			return nil
		}
		n = Intersect{Input: in, Patterns: []Step{*first}}
		if n.Var = b.added(in.About(), first); n.Var == "" {
			return nil
		}
	}
	if pattern.Scope != n.Patterns[0].Scope || b.added(n.Input.About(), pattern) != n.Var {
		return nil
	}
	n.Patterns = append(n.Patterns, *pattern)
	n.Info = b.grow(n.Input, z, pattern.S, pattern.O)
	return &n
}

// lastPattern takes the pattern that was joined last off a plan, whether by
// index or by hash: the rows before, and the pattern without input.
func lastPattern(node Node) (Node, *Step) {
	switch node := node.(type) {
	case *Step:
		if node.Input != nil && node.Mode == Inner {
			return node.Input, &Step{S: node.S, P: node.P, O: node.O, Scope: node.Scope, Quick: node.Quick}
		}
	case *HashJoin:
		if st, ok := node.R.(*Step); ok && st.Input == nil && node.Mode == Inner && node.Cond == nil && len(node.Loose) == 0 {
			return node.L, st
		}
	}
	return nil, nil
}

// added is the variable that a pattern adds to rows in which its other end is
// never unbound; "" when it is not of that form.
func (b *builder) added(in *Info, s *Step) Var {
	switch {
	case s.S.Var == "" || s.O.Var == "" || s.S.Var == s.O.Var:
		return ""
	case b.lists.have(in.Certain, s.S.Var) && b.lists.have(in.Vars, s.S.Var) && !b.lists.have(in.Vars, s.O.Var):
		return s.O.Var
	case b.lists.have(in.Certain, s.O.Var) && b.lists.have(in.Vars, s.O.Var) && !b.lists.have(in.Vars, s.S.Var):
		return s.S.Var
	}
	return ""
}
