package algebra

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// group translates a GroupGraphPattern (1.1, section 18.2.2.6 to 18.2.2.8): its
// elements in order, then the conjunction of its filters around the whole.
func (t *translator) group(g *syntax.Group) (Op, error) {
	op, filters, err := t.elements(g)
	if err != nil {
		return nil, err
	}
	cond, err := t.conjunction(filters, scope{ops: []Op{op}})
	if err != nil {
		return nil, err
	}
	if cond != nil {
		op = &Filter{Cond: cond, Input: op}
	}
	return op, nil
}

// elements translates a group's elements without its filters, which are
// collected (18.2.2.2): OPTIONAL makes them its join's condition, any other
// group is filtered by them.
func (t *translator) elements(g *syntax.Group) (Op, []*syntax.Filter, error) {
	op := t.unit()
	var filters []*syntax.Filter
	x := &expander{t: t}
	x.expect(g)
	for _, e := range g.Elements {
		var err error
		switch e := e.(type) {
		case *syntax.Filter: // does not end the basic graph pattern
			filters = append(filters, e)
			continue
		case *syntax.Triples:
			if err := x.triples(e); err != nil {
				return nil, nil, err
			}
			continue
		}
		op = x.flush(op)
		if op, err = t.element(op, e); err != nil {
			return nil, nil, err
		}
	}
	return x.flush(op), filters, nil
}

// element adds one element to the group translated so far.
func (t *translator) element(op Op, e syntax.Pattern) (Op, error) {
	switch e := e.(type) {
	case *syntax.Optional:
		return t.optional(op, e)
	case *syntax.Minus:
		right, err := t.group(e.Group)
		return &Minus{L: op, R: right}, err
	case *syntax.Bind:
		expr, err := t.expr(e.Expr, scope{ops: []Op{op}})
		return &Extend{Input: op, Var: Var(e.Var.Name), Expr: expr}, err
	}
	right, err := t.operand(e)
	if err != nil {
		return nil, err
	}
	return join(op, right), nil
}

// operand translates an element that is joined to its group.
func (t *translator) operand(e syntax.Pattern) (Op, error) {
	switch e := e.(type) {
	case *syntax.Group:
		return t.group(e)
	case *syntax.Union:
		return t.union(e)
	case *syntax.Graph:
		name, err := t.name(e.Name)
		if err != nil {
			return nil, err
		}
		input, err := t.group(e.Group)
		return &Graph{Name: name, Input: input}, err
	case *syntax.Service:
		return t.service(e)
	case *syntax.Data:
		return t.table(e)
	case *syntax.SubSelect:
		level, err := t.level(e.Query)
		return level.op, err
	}
	return nil, fail(e, "this cannot stand in a group", "")
}

// optional translates OPTIONAL { P }: a filter that is P's own, not one of a
// group inside P, becomes the condition of the join and so sees both sides.
func (t *translator) optional(left Op, e *syntax.Optional) (Op, error) {
	right, filters, err := t.elements(e.Group)
	if err != nil {
		return nil, err
	}
	cond, err := t.conjunction(filters, scope{ops: []Op{left, right}})
	return &LeftJoin{L: left, R: right, Cond: cond}, err
}

// union translates { A } UNION { B } UNION ..., grouped to the left.
func (t *translator) union(e *syntax.Union) (Op, error) {
	var out Op
	for _, g := range e.Groups {
		op, err := t.group(g)
		if err != nil {
			return nil, err
		}
		if out == nil {
			out = op
		} else {
			out = &Union{L: out, R: op}
		}
	}
	if out == nil {
		return nil, fail(e, "a UNION without groups", "")
	}
	return out, nil
}

// table translates VALUES.
func (t *translator) table(e *syntax.Data) (Op, error) {
	out := &Table{Vars: make([]Var, len(e.Vars)), Rows: make([][]graph.Term, len(e.Rows))}
	for i, v := range e.Vars {
		out.Vars[i] = Var(v.Name)
	}
	for i, row := range e.Rows {
		if len(row) != len(e.Vars) {
			return nil, fail(e, "a VALUES row of another width than its variables", "")
		}
		terms := make([]graph.Term, len(row))
		for j, term := range row {
			if term == nil {
				continue // UNDEF
			}
			var err error
			if terms[j], err = constant(term); err != nil {
				return nil, err
			}
		}
		out.Rows[i] = terms
	}
	return out, nil
}

// conjunction is the filters' expressions joined by &&, nil for none.
func (t *translator) conjunction(filters []*syntax.Filter, s scope) (Expr, error) {
	var out Expr
	for _, f := range filters {
		e, err := t.expr(f.Expr, s)
		if err != nil {
			return nil, err
		}
		if out == nil {
			out = e
		} else {
			out = &Call{Op: "&&", Args: []Expr{out, e}, At: f.Where()}
		}
	}
	return out, nil
}

// join is Join with the simplification step (18.2.2.8) done on the way: the
// empty basic graph pattern is the identity, and so is the context solution
// beside an operand whose solutions all contain it.
func join(l, r Op) Op {
	switch {
	case isEmpty(l):
		return r
	case isEmpty(r):
		return l
	case isContext(l) && HasContext(r):
		return r
	case isContext(r) && HasContext(l):
		return l
	}
	return &Join{L: l, R: r}
}

// isEmpty reports whether op is the empty basic graph pattern.
func isEmpty(op Op) bool {
	b, ok := op.(*BGP)
	return ok && len(b.Triples) == 0
}

// isContext reports whether op is the context solution.
func isContext(op Op) bool {
	_, ok := op.(*Context)
	return ok
}
