package plan

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// constants puts what filters fix a variable to (?x = <iri>, sameTerm, IN) where the
// indexes see it: a predicate into the patterns, so that their matches can be counted,
// other values into a table to join with. It gives the variables that are then to be
// bound to their values.
func (b *builder) constants(g *joinGroup, seed Node) (bound []*algebra.Extend) {
	if len(g.filters) == 0 {
		return nil
	}
	certain := map[Var]bool{}
	for i := range g.atoms {
		a := &g.atoms[i]
		for _, v := range a.est.vars {
			if a.service == nil && (a.unit == nil || a.unit.About().Certain.Has(v)) {
				certain[v] = true
			}
		}
	}
	rest := g.filters[:0:0]
	for i, f := range g.filters {
		v, terms := fixed(f)
		if v == "" || !certain[v] {
			rest = append(rest, f)
			continue
		}
		if len(terms) == 1 && g.substitutable(v, i, seed) && b.substitute(g, v, terms[0]) {
			bound = append(bound, &algebra.Extend{Var: v, Expr: &algebra.Const{Term: terms[0]}})
			continue
		}
		t := &algebra.Table{Vars: []Var{v}}
		for _, term := range terms {
			t.Rows = append(t.Rows, []graph.Term{term})
		}
		g.addUnit(b.table(t))
	}
	g.filters = rest
	return bound
}

// substitutable reports whether v is the predicate of triple patterns, and nothing else
// reads it below the end of the group: no seed, no other atom, and no filter but the i-th.
func (g *joinGroup) substitutable(v Var, i int, seed Node) bool {
	if seed != nil && seed.About().Has(v) || g.top != nil && g.top.v == v {
		return false
	}
	for k := range g.atoms {
		a := &g.atoms[k]
		if a.est.mentions(v) && (a.pattern == nil || a.pattern.S.Var == v || a.pattern.O.Var == v) {
			return false
		}
	}
	for k, f := range g.filters {
		if k != i && exprVars(f)[v] {
			return false
		}
	}
	return true
}

// substitute puts a term in v's place as a predicate of the group's patterns; false, and
// nothing done, where it cannot stand there.
func (b *builder) substitute(g *joinGroup, v Var, t graph.Term) bool {
	if !t.IsIRI() {
		return false
	}
	to := Slot{ID: b.src.Intern(t)}
	for i := range g.atoms {
		a := &g.atoms[i]
		if a.pattern == nil || !a.est.mentions(v) {
			continue
		}
		p := *a.pattern
		p.P = to
		a.pattern, a.est = &p, estimatePattern(b.view(), p.S, p.P, p.O)
		if a.est.rows == 0 && b.scope == 0 && !b.perRow {
			g.empty = true
		}
	}
	return true
}

// fixed recognises a filter that says its variable is one of some terms. For =
// and IN the terms must be IRIs: equal literals need not be the same term.
func fixed(f algebra.Expr) (Var, []graph.Term) {
	c, ok := f.(*algebra.Call)
	if !ok || len(c.Args) < 2 || c.Op != "=" && c.Op != "IN" && c.Op != "SAMETERM" {
		return "", nil
	}
	args := c.Args
	if _, ok := args[0].(*algebra.VarRef); !ok && c.Op != "IN" {
		args = []algebra.Expr{args[1], args[0]}
	}
	ref, ok := args[0].(*algebra.VarRef)
	if !ok {
		return "", nil
	}
	seen := map[graph.Term]bool{}
	var terms []graph.Term
	for _, a := range args[1:] {
		k, ok := a.(*algebra.Const)
		if !ok || !k.Term.IsIRI() && c.Op != "SAMETERM" {
			return "", nil
		}
		if !seen[k.Term] {
			seen[k.Term] = true
			terms = append(terms, k.Term)
		}
	}
	return ref.Var, terms
}
