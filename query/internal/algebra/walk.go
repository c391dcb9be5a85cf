package algebra

// Walk visits op and the operators below it, each before its inputs. Patterns
// inside expressions (EXISTS) are not visited.
func Walk(op Op, visit func(Op)) {
	visit(op)
	for _, in := range Inputs(op) {
		Walk(in, visit)
	}
}

// Inputs are the operators directly below op.
func Inputs(op Op) []Op {
	switch op := op.(type) {
	case *Join:
		return []Op{op.L, op.R}
	case *LeftJoin:
		return []Op{op.L, op.R}
	case *Union:
		return []Op{op.L, op.R}
	case *Minus:
		return []Op{op.L, op.R}
	case *Filter:
		return []Op{op.Input}
	case *Graph:
		return []Op{op.Input}
	case *Extend:
		return []Op{op.Input}
	case *Group:
		return []Op{op.Input}
	case *OrderBy:
		return []Op{op.Input}
	case *Project:
		return []Op{op.Input}
	case *Distinct:
		return []Op{op.Input}
	case *Reduced:
		return []Op{op.Input}
	case *Slice:
		return []Op{op.Input}
	case *Service:
		return []Op{op.Input}
	}
	return nil
}
