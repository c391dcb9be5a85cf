package reference

import (
	"fmt"
	"slices"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// eval is eval(D(G), op, μctx) of SPARQL 1.2 section 18.6: op over the active
// graph g, in correlation with the solution ctx, which is empty except inside
// EXISTS.
func (e *evaluator) eval(g triples, op algebra.Op, ctx solution) ([]solution, error) {
	switch o := op.(type) {
	case *algebra.Context:
		// "multiset that contains only μctx, with a multiplicity of 1"
		return []solution{ctx}, nil
	case *algebra.BGP:
		return e.bgp(g, o.Triples)
	case *algebra.PathPattern:
		return e.pathPattern(g, o)
	case *algebra.Table:
		return values(o), nil
	case *algebra.Join:
		left, right, err := e.both(g, o.L, o.R, ctx)
		if err != nil {
			return nil, err
		}
		return e.join(left, right)
	case *algebra.LeftJoin:
		left, right, err := e.both(g, o.L, o.R, ctx)
		if err != nil {
			return nil, err
		}
		return e.leftJoin(g, left, right, o.Cond)
	case *algebra.Minus:
		left, right, err := e.both(g, o.L, o.R, ctx)
		if err != nil {
			return nil, err
		}
		return e.minus(left, right)
	case *algebra.Union:
		left, right, err := e.both(g, o.L, o.R, ctx)
		return slices.Concat(left, right), err
	case *algebra.Graph:
		return e.graph(g, o, ctx)
	case *algebra.Service:
		if o.Silent {
			return []solution{{}}, nil // Federated Query 1.1, section 2.3
		}
		return nil, ErrService
	}
	return e.unary(g, op, ctx)
}

// both evaluates two inputs.
func (e *evaluator) both(g triples, l, r algebra.Op, ctx solution) (left, right []solution, err error) {
	if left, err = e.eval(g, l, ctx); err != nil {
		return nil, nil, err
	}
	right, err = e.eval(g, r, ctx)
	return left, right, err
}

// unary evaluates operators with one input.
func (e *evaluator) unary(g triples, op algebra.Op, ctx solution) ([]solution, error) {
	input := inputOf(op)
	if input == nil {
		return nil, fmt.Errorf("reference: no definition for %T", op)
	}
	rows, err := e.eval(g, input, ctx)
	if err != nil {
		return nil, err
	}
	if err := e.step(len(rows)); err != nil {
		return nil, err
	}
	switch o := op.(type) {
	case *algebra.Filter:
		return e.filter(g, o.Cond, rows)
	case *algebra.Extend:
		return e.extend(g, o, rows)
	case *algebra.Group:
		return e.group(g, o, rows)
	case *algebra.OrderBy:
		rows, _, err := e.orderBy(g, o.Keys, rows)
		return rows, err
	case *algebra.Project:
		return project(rows, o.Vars), nil
	case *algebra.Distinct:
		rows, _ := distinct(rows, nil)
		return rows, nil
	case *algebra.Slice:
		from, to := bounds(o, len(rows))
		return rows[from:to], nil
	}
	return rows, nil // Reduced: removing nothing is allowed
}

// inputOf is the input of an operator that has one.
func inputOf(op algebra.Op) algebra.Op {
	switch o := op.(type) {
	case *algebra.Filter:
		return o.Input
	case *algebra.Extend:
		return o.Input
	case *algebra.Group:
		return o.Input
	case *algebra.OrderBy:
		return o.Input
	case *algebra.Project:
		return o.Input
	case *algebra.Distinct:
		return o.Input
	case *algebra.Reduced:
		return o.Input
	case *algebra.Slice:
		return o.Input
	}
	return nil
}

// values is inline data: UNDEF binds nothing.
func values(t *algebra.Table) []solution {
	var out []solution
	for _, row := range t.Rows {
		mu := solution{}
		for i, term := range row {
			if !term.IsAny() {
				mu[t.Vars[i]] = term
			}
		}
		out = append(out, mu)
	}
	return out
}

// graph is eval(D(G), Graph(x, A)): over the graph of that name; for a variable
// over each named graph, joined with the variable's binding to its name.
func (e *evaluator) graph(_ triples, o *algebra.Graph, ctx solution) ([]solution, error) {
	if !o.Name.IsVar() {
		g, ok := e.data.named[o.Name.Term]
		if !ok {
			return nil, nil
		}
		return e.eval(g, o.Input, ctx)
	}
	var out []solution
	for _, name := range e.data.names {
		rows, err := e.eval(e.data.named[name], o.Input, ctx)
		if err != nil {
			return nil, err
		}
		if rows, err = e.join(rows, []solution{{o.Name.Var: name}}); err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// filter is Filter(expr, Ω).
func (e *evaluator) filter(g triples, cond algebra.Expr, rows []solution) ([]solution, error) {
	var out []solution
	for _, mu := range rows {
		ok, err := e.holds(g, cond, mu)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, mu)
		}
	}
	return out, nil
}

// extend is Extend(Ω, var, expr): an error leaves the variable unbound.
func (e *evaluator) extend(g triples, o *algebra.Extend, rows []solution) ([]solution, error) {
	var out []solution
	for _, mu := range rows {
		t, err := e.expr(g, o.Expr, mu)
		if fatal(err) {
			return nil, err
		}
		old, bound := mu[o.Var]
		switch {
		case err != nil:
			out = append(out, mu)
		case !bound:
			out = append(out, with(mu, o.Var, t))
		case old == t: // only a context solution can have bound it
			out = append(out, mu)
		}
	}
	return out, nil
}

// bgp is [[BGP]]G: every solution whose domain is the pattern's variables and
// which makes the pattern a subset of the graph, each once.
func (e *evaluator) bgp(g triples, pattern []algebra.TriplePattern) ([]solution, error) {
	rows := []solution{{}}
	for _, p := range pattern {
		var next []solution
		for _, mu := range rows {
			if err := e.step(len(g) + 1); err != nil {
				return nil, err
			}
			for _, t := range g {
				if nu, ok := matchTriple(p, t, mu); ok {
					next = append(next, nu)
				}
			}
		}
		rows = next
	}
	return rows, nil
}

// matchTriple extends mu so that it maps the pattern p to the triple t.
func matchTriple(p algebra.TriplePattern, t graph.Triple, mu solution) (solution, bool) {
	ok := true
	for _, c := range [3]struct {
		n algebra.Node
		t graph.Term
	}{{p.S, t.S}, {p.P, t.P}, {p.O, t.O}} {
		if mu, ok = match(c.n, c.t, mu); !ok {
			return nil, false
		}
	}
	return mu, true
}

// match extends mu so that it maps the node n to the term t.
func match(n algebra.Node, t graph.Term, mu solution) (solution, bool) {
	switch {
	case n.IsVar():
		if old, ok := mu[n.Var]; ok {
			return mu, old == t
		}
		return with(mu, n.Var, t), true
	case n.Triple != nil:
		inner, ok := t.Triple()
		if !ok {
			return nil, false
		}
		return matchTriple(*n.Triple, inner, mu)
	}
	return mu, n.Term == t
}
