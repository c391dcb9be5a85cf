package algebra

// HasContext reports whether every solution of op surely contains the context
// solution of the EXISTS that op stands in. It is false outside EXISTS.
func HasContext(op Op) bool {
	for {
		switch o := op.(type) {
		case *Context:
			return true
		case *Join:
			if HasContext(o.R) {
				return true
			}
			op = o.L
		case *Union:
			if !HasContext(o.R) {
				return false
			}
			op = o.L
		case *LeftJoin:
			op = o.L
		case *Minus:
			op = o.L
		case *Filter:
			op = o.Input
		case *Extend:
			op = o.Input
		case *Graph:
			op = o.Input
		default:
			return false
		}
	}
}

// withoutContext is op with the empty solution for context: what it would be
// outside EXISTS. op itself is not changed.
func withoutContext(op Op) Op {
	switch o := op.(type) {
	case *Context:
		return &BGP{}
	case *Join:
		return join(withoutContext(o.L), withoutContext(o.R))
	case *LeftJoin:
		return &LeftJoin{L: withoutContext(o.L), R: withoutContext(o.R), Cond: o.Cond}
	case *Minus:
		return &Minus{L: withoutContext(o.L), R: withoutContext(o.R)}
	case *Union:
		return &Union{L: withoutContext(o.L), R: withoutContext(o.R)}
	case *Filter:
		return &Filter{Cond: o.Cond, Input: withoutContext(o.Input)}
	case *Graph:
		return &Graph{Name: o.Name, Input: withoutContext(o.Input)}
	case *Extend:
		return &Extend{Input: withoutContext(o.Input), Var: o.Var, Expr: o.Expr}
	case *Group:
		return &Group{Input: withoutContext(o.Input), Keys: o.Keys, Aggs: o.Aggs}
	case *OrderBy:
		return &OrderBy{Input: withoutContext(o.Input), Keys: o.Keys}
	case *Project:
		return &Project{Input: withoutContext(o.Input), Vars: o.Vars}
	case *Distinct:
		return &Distinct{Input: withoutContext(o.Input)}
	case *Reduced:
		return &Reduced{Input: withoutContext(o.Input)}
	case *Slice:
		return &Slice{Input: withoutContext(o.Input), Offset: o.Offset, Limit: o.Limit}
	}
	return op // BGP, PathPattern, Table, Service: no context inside
}
