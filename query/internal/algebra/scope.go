package algebra

import (
	"slices"

	"github.com/trivet-rdf/trivet/graph"
)

// Vars are the variables that solutions of op may bind, hidden ones too, in
// order of first appearance (1.1, section 18.2.1).
func Vars(op Op) []Var {
	var c collector
	c.op(op)
	return c.vars
}

// Visible are the variables of Vars that a query's author wrote: what SELECT *
// stands for.
func Visible(op Op) []Var {
	var out []Var
	for _, v := range Vars(op) {
		if !v.Hidden() {
			out = append(out, v)
		}
	}
	return out
}

// collector is an ordered set of variables.
type collector struct {
	vars []Var
	seen map[Var]bool // nil while there are few, which are found faster by looking
}

// fewVars is up to how many variables are looked through.
const fewVars = 12

func (c *collector) add(v Var) {
	if v == "" || c.seen[v] || c.seen == nil && slices.Contains(c.vars, v) {
		return
	}
	if c.vars == nil {
		c.vars = make([]Var, 0, fewVars/2)
	}
	c.vars = append(c.vars, v)
	switch {
	case c.seen != nil:
		c.seen[v] = true
	case len(c.vars) > fewVars:
		c.seen = set(c.vars)
	}
}

func (c *collector) node(n Node) {
	c.add(n.Var)
	if n.Triple != nil {
		c.triple(*n.Triple)
	}
}

func (c *collector) triple(t TriplePattern) {
	c.node(t.S)
	c.node(t.P)
	c.node(t.O)
}

func (c *collector) all(vars []Var) {
	for _, v := range vars {
		c.add(v)
	}
}

// op adds the variables of op.
func (c *collector) op(op Op) {
	switch o := op.(type) {
	case *BGP:
		for _, t := range o.Triples {
			c.triple(t)
		}
	case *PathPattern:
		c.node(o.S)
		c.node(o.O)
	case *Graph:
		c.node(o.Name)
		c.op(o.Input)
	case *Service:
		c.node(o.Name)
		c.op(o.Input)
	case *Extend:
		c.op(o.Input)
		c.add(o.Var)
	case *Group:
		for _, k := range o.Keys {
			c.add(k.Var)
		}
		for _, a := range o.Aggs {
			c.add(a.Var)
		}
	case *Table:
		c.all(o.Vars)
	case *Project:
		c.all(o.Vars)
	case *Context:
		c.all(o.Vars)
	default:
		c.inputs(op)
	}
}

// inputs adds the variables of operators that bind none themselves. What MINUS
// subtracts is not in scope.
func (c *collector) inputs(op Op) {
	if m, ok := op.(*Minus); ok {
		c.op(m.L)
		return
	}
	for _, in := range Inputs(op) {
		c.op(in)
	}
}

// Certain are the variables that every solution of op binds. The answer is safe,
// not complete: a variable left out may still always be bound. Of a Context
// nothing is known here.
func Certain(op Op) map[Var]bool {
	switch o := op.(type) {
	case *Join:
		return either(Certain(o.L), Certain(o.R))
	case *LeftJoin:
		return Certain(o.L)
	case *Minus:
		return Certain(o.L)
	case *Union:
		return both(Certain(o.L), Certain(o.R))
	case *Filter:
		return Certain(o.Input)
	case *OrderBy:
		return Certain(o.Input)
	case *Distinct:
		return Certain(o.Input)
	case *Reduced:
		return Certain(o.Input)
	case *Slice:
		return Certain(o.Input)
	case *Graph:
		out := Certain(o.Input)
		if o.Name.IsVar() {
			out[o.Name.Var] = true
		}
		return out
	case *Extend:
		out := Certain(o.Input)
		if surelyValued(o.Expr, out) {
			out[o.Var] = true
		}
		return out
	case *Project:
		return both(Certain(o.Input), set(o.Vars))
	case *Group:
		return certainGroup(o)
	case *Table:
		return certainTable(o)
	case *Service, *Context:
		return map[Var]bool{}
	}
	return set(Vars(op)) // BGP, PathPattern
}

// surelyValued reports whether e gives a value, never an error, given the
// variables that are surely bound.
func surelyValued(e Expr, bound map[Var]bool) bool {
	switch e := e.(type) {
	case *Const, *Exists:
		return true
	case *VarRef:
		return bound[e.Var]
	case *Call:
		return e.Op == "BOUND"
	}
	return false
}

func certainGroup(g *Group) map[Var]bool {
	below := Certain(g.Input)
	out := map[Var]bool{}
	for _, k := range g.Keys {
		if surelyValued(k.Expr, below) {
			out[k.Var] = true
		}
	}
	for _, a := range g.Aggs {
		if a.Name == "COUNT" {
			out[a.Var] = true
		}
	}
	return out
}

func certainTable(t *Table) map[Var]bool {
	out := set(t.Vars)
	for _, row := range t.Rows {
		for i, term := range row {
			if term == (graph.Term{}) {
				delete(out, t.Vars[i])
			}
		}
	}
	return out
}

func set(vars []Var) map[Var]bool {
	out := map[Var]bool{}
	for _, v := range vars {
		out[v] = true
	}
	return out
}

// either is the union, written into a.
func either(a, b map[Var]bool) map[Var]bool {
	for v := range b {
		a[v] = true
	}
	return a
}

// both is the intersection, written into a.
func both(a, b map[Var]bool) map[Var]bool {
	for v := range a {
		if !b[v] {
			delete(a, v)
		}
	}
	return a
}
