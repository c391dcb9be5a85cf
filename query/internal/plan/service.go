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
	n.Info = Info{Vars: algebra.Vars(op.Input), Certain: map[Var]bool{}, Rows: serviceRows, Cost: serviceCost}
	return n
}

// serviceJoin joins node, which binds the endpoint, with a SERVICE.
func (b *builder) serviceJoin(node Node, s *Service, z size) Node {
	n := *s
	n.Input = node
	vars := n.Vars
	n.Info = grow(node, z)
	for _, v := range vars {
		if !n.Has(v) {
			n.Vars = append(n.Vars, v)
		}
	}
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

// restrictServices sends the group's filters along to the endpoints whose patterns
// bind all that they read. The filters stay: an endpoint may judge otherwise.
func (g *joinGroup) restrictServices() {
	for i := range g.atoms {
		a := &g.atoms[i]
		if s, ok := a.unit.(*Service); ok {
			a.unit = s.restrict(g.filters)
		} else if a.service != nil {
			a.service = a.service.restrict(g.filters)
		}
	}
}

// restrict is s with those conditions in its pattern that can be there.
func (s *Service) restrict(conds []algebra.Expr) *Service {
	var out *Service
	certain := algebra.Certain(s.Op.Input)
	for _, c := range conds {
		text, ok := algebra.ExprText(c)
		if !ok || !settled(c, certain) || len(exprVars(c)) == 0 {
			continue
		}
		if out == nil {
			copied := *s
			out = &copied
		}
		out.Op = out.Op.Restrict(c, text)
		out.Sent = append(slices.Clip(out.Sent), c)
	}
	if out == nil {
		return s
	}
	return out
}

// joinedTo is s as the right side of a join, which need not give what cannot be
// joined: it may be asked for the values alone that the left side has.
func (s *Service) joinedTo(left *Info, mode Mode, cond algebra.Expr) *Service {
	if s.Input != nil || mode != Inner && mode != Outer {
		return s
	}
	out := *s
	if cond != nil {
		out = *s.restrict(conjuncts(cond))
	}
	for _, v := range s.Vars {
		if left.Certain[v] && !v.Hidden() {
			out.Bind = append(out.Bind, v)
		}
	}
	return &out
}
