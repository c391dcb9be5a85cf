package plan

import (
	"slices"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

const (
	// serviceRows is a guess at how many solutions an endpoint gives.
	serviceRows = 100
	// serviceCost is the work of asking an endpoint for all of a pattern, and
	// boundCost that of asking for what goes with a few rows.
	serviceCost, boundCost = 1e7, 5e6
	// boundRows is up to how many rows are expected to be few.
	boundRows = 1000
)

func (b *builder) service(op *algebra.Service) Node {
	n := &Service{Op: op, Name: b.slot(op.Name)}
	n.Info = Info{Vars: algebra.Vars(op.Input), Rows: serviceRows, Cost: serviceCost}
	return n
}

// serviceJoin joins node, which binds the endpoint, with a SERVICE.
func (b *builder) serviceJoin(node Node, s *Service, z size) Node {
	n := *s
	n.Input = node
	vars := n.Vars
	if !b.opts.NoPasses {
		n.Bind = bindable(algebra.Vars(n.Op.Input), node.About())
	}
	n.Info = b.grow(node, z)
	n.Vars = b.lists.and(n.Vars, vars...)
	return &n
}

// addService adds a SERVICE whose endpoint the rest of the group must bind.
func (g *joinGroup) addService(s *Service) {
	a := atom{service: s, est: estimate{rows: s.Rows}}
	a.est.add(s.Name.Var, s.Rows)
	for _, v := range s.Vars {
		a.est.add(v, s.Rows)
	}
	g.atoms = append(g.atoms, a)
}

// settleServices makes a SERVICE whose endpoint nothing else binds a unit,
// which will report that when it runs.
func (g *joinGroup) settleServices(seed Node) {
	for i := range g.atoms {
		s := g.atoms[i].service
		if s == nil {
			continue
		}
		bound := seed != nil && seed.About().Has(s.Name.Var)
		for j := range g.atoms {
			bound = bound || g.atoms[j].service == nil && g.atoms[j].est.mentions(s.Name.Var)
		}
		if !bound {
			g.atoms[i].service, g.atoms[i].unit = nil, s
		}
	}
}

// restricted is op with those conditions on its solutions sent along to the endpoints
// that can judge them. The conditions stay where they are: an endpoint may judge
// otherwise.
func restricted(op algebra.Op, conds []algebra.Expr) algebra.Op {
	if len(conds) == 0 || !asksEndpoints(op) {
		return op
	}
	switch op := op.(type) {
	case *algebra.Service:
		return restrict(op, conds)
	case *algebra.Join:
		return &algebra.Join{L: restricted(op.L, conds), R: restricted(op.R, conds)}
	case *algebra.Union:
		return &algebra.Union{L: restricted(op.L, conds), R: restricted(op.R, conds)}
	case *algebra.LeftJoin:
		return &algebra.LeftJoin{L: restricted(op.L, conds), R: op.R, Cond: op.Cond}
	case *algebra.Minus:
		return &algebra.Minus{L: restricted(op.L, conds), R: op.R}
	case *algebra.Filter:
		return &algebra.Filter{Input: restricted(op.Input, conds), Cond: op.Cond}
	case *algebra.Extend:
		return &algebra.Extend{Input: restricted(op.Input, conds), Var: op.Var, Expr: op.Expr}
	}
	return op
}

// restrict is s with those conditions in its pattern that can be there: the pattern
// binds all that they read, so that they mean the same in it.
func restrict(s *algebra.Service, conds []algebra.Expr) *algebra.Service {
	certain := algebra.Certain(s.Input)
	for _, c := range conds {
		text, ok := algebra.ExprText(c)
		if ok && settled(c, varMap(certain)) && len(exprVars(c)) > 0 && !slices.Contains(s.Sent, c) {
			s = s.Restrict(c, text)
		}
	}
	return s
}

// asksEndpoints reports whether there is a SERVICE in op.
func asksEndpoints(op algebra.Op) bool { return countServices(op) > 0 }

func countServices(op algebra.Op) (n int) {
	algebra.Walk(op, func(op algebra.Op) {
		if _, ok := op.(*algebra.Service); ok {
			n++
		}
	})
	return n
}

// joinedTo is s as the right side of a join, which need not give what cannot be
// joined: it may be asked for the values alone that the left side has.
func (s *Service) joinedTo(left *Info, mode Mode) *Service {
	if s.Input != nil || mode != Inner && mode != Outer {
		return s
	}
	out := *s
	out.Bind = bindable(algebra.Vars(s.Op.Input), left)
	return &out
}

// bindable are those of vars that every row of left binds.
func bindable(vars []Var, left *Info) []Var {
	var out []Var
	for _, v := range vars {
		if left.Certain.Has(v) && !v.Hidden() {
			out = append(out, v)
		}
	}
	return out
}

// asked joins left with a pattern in which endpoints are asked, where they can be
// asked for what goes with left: all of left is read first, and the pattern is
// planned onto the different values that it has of the variables they share. Unlike
// the right side of a Lateral it runs once, so that endpoints are not asked again and
// again, what SILENT hides is hidden for all rows, and blank nodes are of one answer.
// It gives nil for other patterns, and where that would not be the same.
func (b *builder) asked(left Node, op algebra.Op, mode Mode, cond algebra.Expr) *HashJoin {
	if b.opts.NoPasses || b.perRow || b.scope != 0 || !asksEndpoints(op) {
		return nil
	}
	if s, ok := op.(*algebra.Service); ok && s.Name.Var == "" && (mode == Inner || mode == Outer) {
		return nil // hashJoin has its way
	}
	info := left.About()
	vars := bindable(algebra.Vars(op), info)
	if len(vars) == 0 || !b.seedableEndpoints(op, varSet(vars)) {
		return nil
	}
	seed := newSeed(vars, vars, info.Rows)
	seed.Row, seed.Once = b.freshVar(), true
	n := b.hashJoin(left, b.onto(op, seed), mode, cond, nil).(*HashJoin)
	n.Seeded = seed.Row
	return n
}

// askedExists is asked for [NOT] EXISTS. What endpoints find does not depend on the
// row but by being joined with it; so it must not on any value that they are not given.
func (b *builder) askedExists(node Node, op algebra.Op, mode Mode) Node {
	if !asksEndpoints(op) {
		return nil
	}
	outer := b.has(node.About())
	for _, v := range algebra.Vars(op) {
		if outer[v] && !node.About().Certain.Has(v) {
			return nil
		}
	}
	if !b.seedableEndpoints(op, outer) {
		return nil
	}
	if n := b.asked(node, op, mode, nil); n != nil {
		return n
	}
	return nil
}

// seedableEndpoints is seedable for a pattern that runs once.
func (b *builder) seedableEndpoints(op algebra.Op, outer map[Var]bool) bool {
	defer func(was bool) { b.asking = was }(b.asking)
	b.asking = true
	return b.seedable(op, outer)
}

// offerAsking is offerSeeding for a pattern in which endpoints are asked.
func (b *builder) offerAsking(a *atom, others map[Var]bool) {
	op := a.op
	a.op = nil
	if !b.seedableEndpoints(op, others) {
		return
	}
	for _, v := range algebra.Vars(op) {
		if others[v] {
			a.shared = append(a.shared, v)
		}
	}
	if len(a.shared) > 0 {
		a.op, a.asks, a.rowCost = op, true, boundCost*float64(countServices(op))
	}
}

// seedCost is the work of running a's operator for the rows of s.
func (o *orderer) seedCost(a *atom, s *state) float64 {
	rows := s.rows
	switch {
	case a.once:
		values := 1.0
		for _, v := range a.shared {
			values *= s.values[o.number.of(v)]
		}
		return max(min(values, rows), 1)*a.rowCost + rows*(costBuild+costProbe)
	case !a.asks:
		return rows * a.rowCost
	case rows > boundRows:
		return a.cost() + rows*costLookup
	}
	return a.rowCost + rows*costLookup
}

// offerable reports whether an operator may be run for the rows at hand.
func offerable(op algebra.Op) bool {
	switch op.(type) {
	case *algebra.Union:
		return true
	case *algebra.Service:
		return false // it takes values of itself
	}
	if modifies(op) {
		return true
	}
	return asksEndpoints(op)
}

// fewRows is for how many rows an operator is run as it was planned for one.
const fewRows = 2

// runs reports whether the atom's plan for one row does for node's rows: they are few,
// and what the operator shares with them is what it was planned to be given.
func (a *atom) runs(node Node) bool {
	info := node.About()
	if a.right == nil || info.Rows > fewRows || !settledAll(a.shared, info.Certain) {
		return false
	}
	return !slices.ContainsFunc(algebra.Vars(a.op), func(v Var) bool { return info.Has(v) && !slices.Contains(a.shared, v) })
}

// seeded joins an atom's operator, run for node's rows, onto node.
func (b *builder) seeded(node Node, a *atom) Node {
	if a.once {
		return b.withValues(node, a)
	}
	if !a.asks {
		if a.runs(node) {
			return lateralOf(node, a.right, a.row, Inner, nil)
		}
		return b.lateral(node, a.op, Inner, nil)
	}
	if n := b.asked(node, a.op, Inner, nil); n != nil {
		return n
	}
	return b.hashJoin(node, a.unit, Inner, nil, nil)
}

// askCost is the work of asking the endpoints that the rows of s name: for what goes
// with the rows alone, when they are few and bind more than the name.
func (o *orderer) askCost(a *atom, s *state) float64 {
	for _, v := range a.est.vars {
		if v != a.service.Name.Var && s.values[o.number.of(v)] > 0 && s.rows <= boundRows {
			return boundCost
		}
	}
	return a.service.Cost
}

// linkServices makes what shares variables with SERVICE ?v hang together: a few
// endpoints and a few rows are multiplied first, so that each endpoint is asked for
// what goes with the rows.
func (o *orderer) linkServices() {
	for i := range o.atoms {
		if o.atoms[i].service == nil {
			continue
		}
		for j := range o.near {
			if linked := o.near[i]; linked&(1<<j) != 0 {
				o.near[j] |= linked &^ (1 << j)
			}
		}
	}
}
