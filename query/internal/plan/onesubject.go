package plan

import (
	"slices"

	"github.com/trivet-rdf/trivet/graph"
)

// What is said of a constant is one row of the graph. Patterns of it that have one
// match each are one atom to the order of joins, a Star over one row, and give one row;
// cross products with what else is said of a constant are run row by row.

// aboutConstant are the group's patterns of one constant subject that have one match.
type aboutConstant struct {
	subject graph.ID
	atoms   []int
}

// joinConstants plans a group in which a constant is the subject of several patterns
// that have one match each. It gives nil where there is none, and where parts that
// share nothing but the constant's values would be looked up for many rows of each
// other.
func (b *builder) joinConstants(g *joinGroup, seed Node) Node {
	if seed != nil || b.opts.NoPasses || b.opts.NeverStar || b.scope != 0 || b.perRow {
		return nil
	}
	own := *g
	if own.atoms = b.gatherConstants(g.atoms); own.atoms == nil {
		return nil
	}
	own.filters = slices.Clone(g.filters)
	n := b.joinParts(&own, nil)
	if n == nil {
		n = b.joinConnected(&own, nil)
	}
	if n.About().Rows > starFew && own.hinges() {
		return nil
	}
	g.filters, g.names = own.filters, own.names
	return n
}

// hinges reports whether patterns hang together by the values of constants alone.
func (g *joinGroup) hinges() bool {
	var l links
	for i := range g.atoms {
		if _, star := g.atoms[i].unit.(*Star); !star {
			l.link(g.atoms[i].est.vars)
		}
	}
	return !l.single()
}

// gatherConstants makes one atom of the patterns of each constant that have one match;
// nil where no constant has two.
func (b *builder) gatherConstants(atoms []atom) []atom {
	var found []aboutConstant
	for i := range atoms {
		p := atoms[i].pattern
		if p == nil || p.S.Var != "" || p.P.Var != "" || atoms[i].est.rows != 1 {
			continue
		}
		at := slices.IndexFunc(found, func(c aboutConstant) bool { return c.subject == p.S.ID })
		if at < 0 {
			at = len(found)
			found = append(found, aboutConstant{subject: p.S.ID})
		}
		if c := &found[at]; len(c.atoms) == 0 || joins(patternsOf(atoms, c.atoms), p) {
			c.atoms = append(c.atoms, i)
		}
	}
	var out []atom
	gone := make([]bool, len(atoms))
	for _, c := range found {
		if len(c.atoms) < 2 {
			continue
		}
		n := starOver(patternsOf(atoms, c.atoms))
		out = append(out, atom{unit: n, est: n.estimate()})
		for _, i := range c.atoms {
			gone[i] = true
		}
	}
	if out == nil {
		return nil
	}
	for i := range atoms {
		if !gone[i] {
			out = append(out, atoms[i])
		}
	}
	return out
}

// patternsOf are the patterns of some atoms.
func patternsOf(atoms []atom, which []int) []Step {
	out := make([]Step, len(which))
	for k, i := range which {
		out[k] = *atoms[i].pattern
	}
	return out
}

// costArm is the work for each pattern of a Star in a subject's row.
const costArm = 20

// starOver is a Star over one row of patterns with one match each.
func starOver(patterns []Step) *Star {
	n := &Star{Input: unit(), Patterns: patterns}
	n.Rows, n.Cost = 1, costNear+float64(len(patterns))*costArm
	for i := range patterns {
		if v := patterns[i].O.Var; v != "" {
			n.Vars = append(n.Vars, v)
		}
	}
	n.Certain = n.Vars
	return n
}

// crossed makes a cross product of two sides one pipeline: what is said of one constant,
// one look a batch, becomes arms of a Star over the other side, and a few steps that
// begin with one begin with the other side's rows, when these are few.
func (b *builder) crossed(n *HashJoin) Node {
	if n.Mode != Inner || n.Cond != nil || n.Seeded != "" || len(n.Keys)+len(n.Loose)+len(n.Equal) > 0 || chained(n.L)+chained(n.R) > mostChained {
		return n
	}
	for _, s := range [2][2]Node{{n.L, n.R}, {n.R, n.L}} {
		if arms := ofConstant(s[1]); arms != nil && !hides(arms, s[0].About()) {
			return b.withArms(s[0], arms, n.Info)
		}
	}
	for _, s := range [2][2]Node{{n.L, n.R}, {n.R, n.L}} {
		few := s[0].About().Rows <= 1 && s[1].About().Rows <= starFew && begins(s[0], nil)
		if (few || b.opts.AlwaysStar) && begins(s[1], s[0].About()) {
			top := b.beganWith(s[1], s[0])
			info := n.Info
			info.Sorted = ""
			*top.About() = info
			return top
		}
	}
	return n
}

// mostChained is how many steps there are one above the other in a cross product that is
// one pipeline: more would take longer to plan than they save.
const mostChained = 32

// chained is how many steps there are at the top of a plan, as far as it matters.
func chained(n Node) int {
	k := 0
	for ; k <= mostChained; k++ {
		switch at := n.(type) {
		case *Step:
			n = at.Input
		case *Star:
			n = at.Input
		default:
			return k
		}
	}
	return k
}

// ofConstant are the patterns that a node gives the matches of, when their subject is
// one constant; nil for other nodes.
func ofConstant(n Node) []Step {
	switch n := n.(type) {
	case *Step:
		if n.Input == nil && n.S.Var == "" && n.P.Var == "" && n.Mode == Inner {
			return []Step{*n}
		}
	case *Star:
		if _, one := n.Input.(*Unit); one {
			return n.Patterns
		}
	}
	return nil
}

// withArms joins the rows of a node with what is said of one constant.
func (b *builder) withArms(in Node, arms []Step, info Info) Node {
	n := &Star{Info: info, Input: in, Patterns: slices.Clone(arms)}
	n.Sorted = in.About().Sorted
	first, input := ofConstant(in), Node(nil)
	if s, ok := in.(*Star); ok {
		first, input = s.Patterns, s.Input
	} else if first != nil {
		input = unit()
	}
	if first == nil {
		return n
	}
	all := slices.Clone(first)
	for i := range arms {
		if !joins(all, &arms[i]) {
			return n
		}
		all = append(all, arms[i])
	}
	n.Input, n.Patterns = input, all
	return n
}

// begins reports whether a node is steps of what is said of one constant, which give
// the same for rows of in, nil for none: columns that they see, and do not give, would
// be bound there.
func begins(n Node, in *Info) bool {
	if arms := ofConstant(n); arms != nil {
		return !hides(arms, in)
	}
	switch n := n.(type) {
	case *Step:
		return n.Input != nil && !hides([]Step{*n}, in) && begins(n.Input, in)
	case *Star:
		return !hides(n.Patterns, in) && begins(n.Input, in)
	}
	return false
}

// hides reports whether a pattern that is only asked for a match has a variable that is
// a column of in.
func hides(patterns []Step, in *Info) bool {
	if in == nil {
		return false
	}
	return slices.ContainsFunc(patterns, func(p Step) bool {
		return (p.Mode == Semi || p.Mode == Anti) && (in.Has(p.S.Var) || in.Has(p.P.Var) || in.Has(p.O.Var))
	})
}

// beganWith runs the steps of n for each row of in, whose columns they hand on.
func (b *builder) beganWith(n, in Node) Node {
	from := in.About()
	if arms := ofConstant(n); arms != nil {
		info := *n.About()
		info.Vars, info.Certain = slices.Concat(from.Vars, info.Vars), from.Certain.and(info.Certain.among(info.Vars)...)
		info.Rows *= from.Rows
		return b.withArms(in, arms, info)
	}
	switch n := n.(type) {
	case *Step:
		n.Input = b.beganWith(n.Input, in)
	case *Star:
		n.Input = b.beganWith(n.Input, in)
	}
	info := n.About()
	info.Vars = slices.Concat(from.Vars, info.Vars)
	info.Certain = from.Certain.and(info.Certain.among(info.Vars)...)
	info.Rows, info.Sorted = info.Rows*from.Rows, ""
	return n
}

// aboutConstant reports whether the atom is a Star over one row.
func (a *atom) aboutConstant() bool {
	_, ok := a.unit.(*Star)
	return ok
}

// ofItsOwn is the atom with a node of its own, where that is a Star over one row: plans
// are changed while they are made.
func (a atom) ofItsOwn() atom {
	if s, ok := a.unit.(*Star); ok {
		c := *s
		c.Input, c.Patterns = unit(), slices.Clone(s.Patterns)
		a.unit = &c
	}
	return a
}
