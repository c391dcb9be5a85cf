package plan

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// FILTER(?a = ?b) between variables that hang together is a join too, where equal
// means the same term: one of them then stands for both, so that the patterns of
// the other are looked up by it, and the other is made a copy in the end.

// merging is a variable that another stands for.
type merging struct{ gone, kept Var }

// mergeEqual lets one variable stand for two that a filter says are the same term.
func (b *builder) mergeEqual(g *joinGroup, seed Node) []merging {
	var out []merging
	for i := 0; i < len(g.filters) && !b.work.stopped(); i++ {
		b.work.did(1)
		m, ok := b.sameTerms(g, g.filters[i], seed)
		if !ok {
			continue
		}
		g.filters = append(append([]algebra.Expr{}, g.filters[:i]...), g.filters[i+1:]...)
		b.rename(g, m)
		for k := range out {
			if out[k].kept == m.gone {
				out[k].kept = m.kept
			}
		}
		out = append(out, m)
		i = -1 // others may now say something else
	}
	return out
}

// sameTerms recognises a filter by which two variables of g's patterns are the same
// term, one of which can be given up.
func (b *builder) sameTerms(g *joinGroup, f algebra.Expr, seed Node) (merging, bool) {
	c, ok := f.(*algebra.Call)
	if !ok || len(c.Args) != 2 || c.Op != "=" && c.Op != "SAMETERM" {
		return merging{}, false
	}
	l, ok1 := c.Args[0].(*algebra.VarRef)
	r, ok2 := c.Args[1].(*algebra.VarRef)
	if !ok1 || !ok2 || l.Var == r.Var {
		return merging{}, false
	}
	if c.Op == "=" && !b.onlyNodes(g, l.Var) && !b.onlyNodes(g, r.Var) {
		return merging{}, false
	}
	switch {
	case g.inPattern(l.Var) && g.replaceable(r.Var, l.Var, seed):
		return merging{gone: r.Var, kept: l.Var}, true
	case g.inPattern(r.Var) && g.replaceable(l.Var, r.Var, seed):
		return merging{gone: l.Var, kept: r.Var}, true
	}
	return merging{}, false
}

// inPattern reports whether a triple pattern of g binds v.
func (g *joinGroup) inPattern(v Var) bool {
	for i := range g.atoms {
		if g.atoms[i].pattern != nil && g.atoms[i].est.mentions(v) {
			return true
		}
	}
	return false
}

// replaceable reports whether only triple patterns of g, none of which has kept too,
// and its plain filters speak of v, and a pattern does.
func (g *joinGroup) replaceable(v, kept Var, seed Node) bool {
	if seed != nil && seed.About().Has(v) || !g.inPattern(v) {
		return false
	}
	for i := range g.atoms {
		a := &g.atoms[i]
		if a.est.mentions(v) && (a.pattern == nil || a.est.mentions(kept)) || a.needs() == v {
			return false
		}
	}
	for _, f := range g.filters {
		if containsExists(f) && exprVars(f)[v] {
			return false
		}
	}
	return true
}

// fewNodes is how many matches of a pattern are looked at to see what they are.
const fewNodes = 256

// onlyNodes reports whether v is known to be an IRI or blank node, which no other
// term is equal to: a subject or predicate, or one of few objects that all are such.
func (b *builder) onlyNodes(g *joinGroup, v Var) bool {
	b.work.did(len(g.atoms))
	for i := range g.atoms {
		p := g.atoms[i].pattern
		switch {
		case p == nil:
		case p.S.Var == v || p.P.Var == v:
			return true
		case p.O.Var != v || p.S.Var != "" || p.P.Var != "" || b.scope != 0 || b.perRow || g.atoms[i].est.rows > fewNodes:
		case b.allNodes(b.view().Objects(p.S.ID, p.P.ID, nil)):
			return true
		}
	}
	return false
}

// allNodes reports whether terms of the graph are IRIs and blank nodes.
func (b *builder) allNodes(ids []graph.ID) bool {
	for _, id := range ids {
		if !id.IsResource() || b.src.Snapshot.Term(id).IsTriple() {
			return false
		}
	}
	return true
}

// rename puts the variable that is kept in the place of the other.
func (b *builder) rename(g *joinGroup, m merging) {
	for i := range g.atoms {
		a := &g.atoms[i]
		if a.pattern == nil || !a.est.mentions(m.gone) {
			continue
		}
		p := *a.pattern
		for _, s := range []*Slot{&p.S, &p.P, &p.O} {
			if s.Var == m.gone {
				s.Var = m.kept
			}
		}
		a.pattern, a.est = &p, estimatePattern(b.view(), p.S, p.P, p.O)
	}
	for i, f := range g.filters {
		g.filters[i] = renamed(f, m)
	}
	if g.folding != nil {
		g.folding = g.folding.also(map[Var]bool{m.kept: true})
	}
}

// renamed is an expression without EXISTS in which one variable stands for another.
func renamed(e algebra.Expr, m merging) algebra.Expr {
	if containsExists(e) || !exprVars(e)[m.gone] {
		return e
	}
	args := func(list []algebra.Expr) []algebra.Expr {
		out := make([]algebra.Expr, len(list))
		for i, a := range list {
			out[i] = renamed(a, m)
		}
		return out
	}
	switch e := e.(type) {
	case *algebra.VarRef:
		return &algebra.VarRef{Var: m.kept, At: e.At}
	case *algebra.Call:
		return &algebra.Call{Op: e.Op, Args: args(e.Args), At: e.At}
	case *algebra.FuncCall:
		return &algebra.FuncCall{IRI: e.IRI, Args: args(e.Args), At: e.At, Own: e.Own}
	case *algebra.TripleExpr:
		return &algebra.TripleExpr{S: renamed(e.S, m), P: renamed(e.P, m), O: renamed(e.O, m), At: e.At}
	}
	return e
}

// copies gives the variables that others stood for their values.
func (b *builder) copies(node Node, merged []merging) Node {
	for _, m := range merged {
		node = b.extend(node, m.gone, &algebra.VarRef{Var: m.kept})
		info := node.About()
		if info.Has(m.kept) {
			info.Certain = info.Certain.and(m.gone)
		}
	}
	return node
}
