package plan

import (
	"math"
	"slices"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// EqualVars is the condition that a left column and a right column have equal
// values in the sense of the operator =.
type EqualVars struct{ L, R Var }

// equalities are the conjuncts of cond that say that a variable of left alone
// is equal to a variable of right alone.
func equalities(cond algebra.Expr, left, right map[Var]bool) []EqualVars {
	var out []EqualVars
	if cond == nil {
		return nil
	}
	for _, c := range conjuncts(cond) {
		if e, ok := equality(c, left, right); ok {
			out = append(out, e)
		}
	}
	return out
}

// equality recognises ?l = ?r, either way round.
func equality(e algebra.Expr, left, right map[Var]bool) (EqualVars, bool) {
	c, ok := e.(*algebra.Call)
	if !ok || len(c.Args) != 2 || c.Op != "=" && c.Op != "SAMETERM" {
		return EqualVars{}, false
	}
	a, ok := c.Args[0].(*algebra.VarRef)
	if !ok {
		return EqualVars{}, false
	}
	b, ok := c.Args[1].(*algebra.VarRef)
	if !ok {
		return EqualVars{}, false
	}
	only := func(v Var, in, not map[Var]bool) bool { return in[v] && !not[v] }
	switch {
	case only(a.Var, left, right) && only(b.Var, right, left):
		return EqualVars{a.Var, b.Var}, true
	case only(b.Var, left, right) && only(a.Var, right, left):
		return EqualVars{b.Var, a.Var}, true
	}
	return EqualVars{}, false
}

// allOf is the conjunction of conditions; nil for none.
func allOf(conds []algebra.Expr) algebra.Expr {
	var out algebra.Expr
	for _, c := range conds {
		if out == nil {
			out = c
			continue
		}
		out = &algebra.Call{Op: "&&", Args: []algebra.Expr{out, c}, At: c.Where()}
	}
	return out
}

// parts splits the atoms into sets that share no variable with each other;
// the atoms that share one with seed are in the first. Without a seed a set
// is never empty. It gives nil when there is one set only.
func (g *joinGroup) parts(seed Node) [][]atom {
	var l links
	if seed != nil {
		l.link(seed.About().Vars)
	}
	for i := range g.atoms {
		l.link(g.atoms[i].est.vars)
	}
	if l.single() && !g.constant() && (seed == nil || len(seed.About().Vars) > 0) {
		return nil
	}
	place := make([]int, len(l.up)) // by root: number of its part + 1
	var parts [][]atom
	if seed != nil {
		parts = append(parts, nil)
		if vars := seed.About().Vars; len(vars) > 0 {
			place[l.root(l.number.of(vars[0]))] = 1
		}
	}
	for _, a := range g.atoms {
		at := len(parts)
		if len(a.est.vars) > 0 {
			p := &place[l.root(l.number.of(a.est.vars[0]))]
			if *p == 0 {
				*p = at + 1
			}
			at = *p - 1
		}
		if at == len(parts) {
			parts = append(parts, nil)
		}
		parts[at] = append(parts[at], a)
	}
	return parts
}

// constant reports whether an atom mentions no variable.
func (g *joinGroup) constant() bool {
	return slices.ContainsFunc(g.atoms, func(a atom) bool { return len(a.est.vars) == 0 })
}

// links are the sets of variables that hang together.
type links struct {
	number numbering
	up     []int // by variable: another of its set, or itself for the set's root
}

// link makes one set of all sets that vars are in.
func (l *links) link(vars []Var) {
	for i, v := range vars {
		if l.number.add(v); len(l.up) < len(l.number.names) {
			l.up = append(l.up, len(l.up))
		}
		if i > 0 {
			l.up[l.root(l.number.of(v))] = l.root(l.number.of(vars[0]))
		}
	}
}

// root is the root of a variable's set.
func (l *links) root(v int) int {
	for l.up[v] != v {
		l.up[v] = l.up[l.up[v]]
		v = l.up[v]
	}
	return v
}

// single reports whether there is one set only.
func (l *links) single() bool {
	for v := range l.up {
		if l.root(v) != l.root(0) {
			return false
		}
	}
	return true
}

// joinParts plans each part of the group on its own, with the filters that it
// alone settles, and joins the parts: first those that an equality of values
// in a filter links, by hash, and in the end by cross product. It gives nil
// when all atoms hang together.
func (b *builder) joinParts(g *joinGroup, seed Node) Node {
	if len(g.atoms) == 0 || len(g.atoms) < 2 && seed == nil {
		return nil
	}
	parts := g.parts(seed)
	if len(parts) < 2 {
		return nil
	}
	nodes := make([]Node, len(parts))
	for i, atoms := range parts {
		var from Node
		if i == 0 {
			from = seed
		}
		own := &joinGroup{atoms: atoms, filters: g.filters, folding: g.folding, wanted: g.wanted, part: true}
		nodes[i] = b.joinConnected(own, from)
		g.filters = own.filters
	}
	b.computeKeys(g, nodes)
	for len(nodes) > 1 && !b.work.stopped() {
		nodes = b.joinTwo(g, nodes)
	}
	return nodes[0]
}

// computeKeys makes equalities of expressions, each of which reads one of the nodes,
// equalities of columns computed there: STR(?a) = STR(?b) is then a join by value. An
// error leaves the column unbound, which is equal to nothing.
func (b *builder) computeKeys(g *joinGroup, nodes []Node) {
	for i, f := range g.filters {
		if b.work.stopped() {
			return
		}
		c, ok := f.(*algebra.Call)
		if !ok || c.Op != "=" && c.Op != "SAMETERM" || len(c.Args) != 2 {
			continue
		}
		l, r := b.readBy(nodes, c.Args[0]), b.readBy(nodes, c.Args[1])
		if l < 0 || r < 0 || l == r {
			continue
		}
		g.filters[i] = &algebra.Call{Op: c.Op, At: c.At, Args: []algebra.Expr{
			b.keyOf(nodes, l, c.Args[0]),
			b.keyOf(nodes, r, c.Args[1]),
		}}
	}
}

// readBy is the one of the nodes that has all that an expression reads; -1 for none,
// and for an expression that reads nothing or gives something else each time.
func (b *builder) readBy(nodes []Node, e algebra.Expr) int {
	vars := exprVars(e)
	b.work.did(len(nodes))
	if len(vars) == 0 || !Repeatable(e) {
		return -1
	}
	return slices.IndexFunc(nodes, func(n Node) bool {
		for v := range vars {
			if !n.About().Has(v) {
				return false
			}
		}
		return true
	})
}

// keyOf is the column that has an expression's value, added to its node unless it is
// a variable.
func (b *builder) keyOf(nodes []Node, at int, e algebra.Expr) algebra.Expr {
	if ref, ok := e.(*algebra.VarRef); ok {
		return ref
	}
	v := b.freshVar()
	nodes[at] = b.extend(nodes[at], v, e)
	return &algebra.VarRef{Var: v, At: e.Where()}
}

// partsCompared is how many parts are compared at a time, each with each; more wait, in
// the order of the text, until some are joined.
const partsCompared = 64

// joinTwo joins two of the nodes: the cheapest of those that filters link, or
// the two smallest. The first node, which may be the seed's, stays on the left.
func (b *builder) joinTwo(g *joinGroup, nodes []Node) []Node {
	var best *HashJoin
	var used []algebra.Expr
	at, with := 0, 1
	compared := nodes[:min(len(nodes), partsCompared)]
	b.work.did(len(compared) * len(compared))
	if slices.ContainsFunc(g.filters, equates) {
		for i := range compared {
			for j := i + 1; j < len(compared); j++ {
				n, conds := b.valueJoin(g.filters, nodes[i], nodes[j], i > 0)
				if better(n, best) {
					best, used, at, with = n, conds, i, j
				}
			}
		}
	} else {
		at, with = smallest(compared)
		best, _ = b.valueJoin(nil, nodes[at], nodes[with], at > 0)
	}
	rest := g.filters[:0:0]
	for _, f := range g.filters {
		if !contains(used, f) {
			rest = append(rest, f)
		}
	}
	g.filters = rest
	if g.folding != nil {
		b.toSemiParts(best, g, nodes)
	}
	nodes[at] = b.ripe(best, g)
	return append(nodes[:with:with], nodes[with+1:]...)
}

// equates reports whether a filter is an equality of two variables.
func equates(e algebra.Expr) bool {
	c, ok := e.(*algebra.Call)
	if !ok || len(c.Args) != 2 || c.Op != "=" && c.Op != "SAMETERM" {
		return false
	}
	_, left := c.Args[0].(*algebra.VarRef)
	_, right := c.Args[1].(*algebra.VarRef)
	return left && right
}

// smallest are the two of the nodes whose cross product is the cheapest, in the sense
// of better: what it costs, its rows counted as work to come.
func smallest(nodes []Node) (at, with int) {
	at, with = 0, 1
	least := math.Inf(1)
	for i := range nodes {
		for j := i + 1; j < len(nodes); j++ {
			l, r := nodes[i].About(), nodes[j].About()
			if i > 0 && l.Rows < r.Rows {
				l, r = r, l
			}
			cost := l.Cost + r.Cost + r.Rows*costBuild + l.Rows*costProbe + 2*l.Rows*r.Rows*costOut
			if cost < least {
				at, with, least = i, j, cost
			}
		}
	}
	return at, with
}

// toSemiParts makes the join of two of the nodes a semi join when nothing of its
// right side is read by the others, the filters, or above.
func (b *builder) toSemiParts(n *HashJoin, g *joinGroup, nodes []Node) {
	others := &joinGroup{folding: g.folding, filters: g.filters}
	for _, o := range nodes {
		if o != n.L && o != n.R {
			others.folding = others.folding.also(b.has(o.About()))
		}
	}
	b.toSemi(n, others, &state{})
}

// better prefers joins by value to cross products, and then the cheaper.
func better(n, than *HashJoin) bool {
	if than == nil || (len(n.Equal) > 0) != (len(than.Equal) > 0) {
		return than == nil || len(n.Equal) > 0
	}
	return n.Cost+n.Rows*costOut < than.Cost+than.Rows*costOut
}

func contains(list []algebra.Expr, e algebra.Expr) bool {
	for _, x := range list {
		if x == e {
			return true
		}
	}
	return false
}

// valueJoin joins two nodes by the equalities among the filters, and gives
// those used. The smaller side is hashed, where the sides may change.
func (b *builder) valueJoin(filters []algebra.Expr, l, r Node, swap bool) (*HashJoin, []algebra.Expr) {
	if swap && l.About().Rows < r.About().Rows {
		l, r = r, l
	}
	var used []algebra.Expr
	left, right := b.has(l.About()), b.has(r.About())
	b.work.did(len(left) + len(right) + len(filters))
	for _, f := range filters {
		if _, ok := equality(f, left, right); ok {
			used = append(used, f)
		}
	}
	return b.hashJoin(l, r, Inner, allOf(used), nil).(*HashJoin), used
}
