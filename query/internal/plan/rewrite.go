package plan

import "github.com/trivet-rdf/trivet/query/internal/algebra"

// rewrite applies the algebraic passes, bottom up. Each pass gives an operator
// with the same solutions; what makes that so is said beside it.
func rewrite(op algebra.Op, src *Source) algebra.Op {
	op = mapInputs(op, func(in algebra.Op) algebra.Op { return rewrite(in, src) })
	switch op := op.(type) {
	case *algebra.Join:
		return liftOverJoin(op)
	case *algebra.LeftJoin:
		return pushCondition(op)
	case *algebra.Filter:
		return pushFilter(op)
	case *algebra.Distinct:
		return distinctFirst(op)
	}
	return op
}

// mapInputs copies op with f applied to its inputs.
func mapInputs(op algebra.Op, f func(algebra.Op) algebra.Op) algebra.Op {
	switch op := op.(type) {
	case *algebra.Join:
		return &algebra.Join{L: f(op.L), R: f(op.R)}
	case *algebra.LeftJoin:
		return &algebra.LeftJoin{L: f(op.L), R: f(op.R), Cond: op.Cond}
	case *algebra.Union:
		return &algebra.Union{L: f(op.L), R: f(op.R)}
	case *algebra.Minus:
		return &algebra.Minus{L: f(op.L), R: f(op.R)}
	case *algebra.Filter:
		return &algebra.Filter{Cond: op.Cond, Input: f(op.Input)}
	case *algebra.Extend:
		return &algebra.Extend{Input: f(op.Input), Var: op.Var, Expr: op.Expr}
	}
	return mapModifier(op, f)
}

func mapModifier(op algebra.Op, f func(algebra.Op) algebra.Op) algebra.Op {
	switch op := op.(type) {
	case *algebra.Graph:
		return &algebra.Graph{Name: op.Name, Input: f(op.Input)}
	case *algebra.Group:
		return &algebra.Group{Input: f(op.Input), Keys: op.Keys, Aggs: op.Aggs}
	case *algebra.OrderBy:
		return &algebra.OrderBy{Input: f(op.Input), Keys: op.Keys}
	case *algebra.Project:
		return &algebra.Project{Input: f(op.Input), Vars: op.Vars}
	case *algebra.Distinct:
		return &algebra.Distinct{Input: f(op.Input)}
	case *algebra.Reduced:
		return &algebra.Reduced{Input: f(op.Input)}
	case *algebra.Slice:
		return &algebra.Slice{Input: f(op.Input), Offset: op.Offset, Limit: op.Limit}
	}
	return op
}

// liftOverJoin moves OPTIONAL, MINUS and BIND above a join, so that the joined
// patterns can be ordered freely:
//
//	Join(LeftJoin(A, B), C) = LeftJoin(Join(A, C), B)
//
// when C shares with B (and the condition) only variables that A binds for
// certain; likewise Minus, and Extend when C does not mention its variable.
func liftOverJoin(j *algebra.Join) algebra.Op {
	if op := lift(j.L, j.R); op != nil {
		return op
	}
	if op := lift(j.R, j.L); op != nil {
		return op
	}
	return j
}

func lift(from, other algebra.Op) algebra.Op {
	others := varSet(algebra.Vars(other))
	switch x := from.(type) {
	case *algebra.LeftJoin:
		certain := algebra.Certain(x.L)
		reads := patternVars(x.R)
		if x.Cond != nil {
			addExprVars(x.Cond, reads)
		}
		if sees(reads, others, certain) {
			return &algebra.LeftJoin{L: liftOverJoin(&algebra.Join{L: x.L, R: other}), R: x.R, Cond: x.Cond}
		}
	case *algebra.Minus:
		if sees(patternVars(x.R), others, algebra.Certain(x.L)) {
			return &algebra.Minus{L: liftOverJoin(&algebra.Join{L: x.L, R: other}), R: x.R}
		}
	case *algebra.Extend:
		if !others[x.Var] && sees(exprVars(x.Expr), others, algebra.Certain(x.Input)) {
			return &algebra.Extend{Input: liftOverJoin(&algebra.Join{L: x.Input, R: other}), Var: x.Var, Expr: x.Expr}
		}
	}
	return nil
}

func varSet(vs []Var) map[Var]bool {
	m := make(map[Var]bool, len(vs))
	for _, v := range vs {
		m[v] = true
	}
	return m
}

// pushFilter moves the parts of a condition towards the patterns that bind
// their variables.
func pushFilter(f *algebra.Filter) algebra.Op {
	op := f.Input
	var rest []algebra.Expr
	for _, c := range conjuncts(f.Cond) {
		if in, ok := pushOne(c, op); ok {
			op = in
		} else {
			rest = append(rest, c)
		}
	}
	for _, c := range rest {
		op = &algebra.Filter{Cond: c, Input: op}
	}
	return op
}

// pushCondition moves the parts of an OPTIONAL's condition that read only what
// its pattern binds, or nothing that the left side may bind, into the pattern:
// LeftJoin(L, R, c) = LeftJoin(L, Filter(c, R)).
func pushCondition(l *algebra.LeftJoin) algebra.Op {
	if l.Cond == nil {
		return l
	}
	out := &algebra.LeftJoin{L: l.L, R: l.R}
	certain := algebra.Certain(l.R)
	for _, c := range conjuncts(l.Cond) {
		switch {
		case settled(c, varMap(certain)) || apart(c, l.L):
			out.R = pushFilter(&algebra.Filter{Cond: c, Input: out.R})
		case out.Cond == nil:
			out.Cond = c
		default:
			out.Cond = &algebra.Call{Op: "&&", Args: []algebra.Expr{out.Cond, c}, At: c.Where()}
		}
	}
	return out
}

// apart reports whether a condition reads nothing that op may bind, and may be asked of
// other rows than those it stands with.
func apart(c algebra.Expr, op algebra.Op) bool {
	reads := exprVars(c)
	for _, v := range algebra.Vars(op) {
		if reads[v] {
			return false
		}
	}
	return Repeatable(c)
}

// pushOne puts one condition below op, if its value there is the same: all it
// reads is bound there for certain, so that nothing above can change it.
func pushOne(c algebra.Expr, op algebra.Op) (algebra.Op, bool) {
	below := func(in algebra.Op) algebra.Op { return pushFilter(&algebra.Filter{Cond: c, Input: in}) }
	switch x := op.(type) {
	case *algebra.LeftJoin:
		if settled(c, varMap(algebra.Certain(x.L))) {
			return &algebra.LeftJoin{L: below(x.L), R: x.R, Cond: x.Cond}, true
		}
	case *algebra.Minus:
		if settled(c, varMap(algebra.Certain(x.L))) {
			return &algebra.Minus{L: below(x.L), R: x.R}, true
		}
	case *algebra.Extend:
		if settled(c, varMap(algebra.Certain(x.Input))) {
			return &algebra.Extend{Input: below(x.Input), Var: x.Var, Expr: x.Expr}, true
		}
	case *algebra.Union:
		if settled(c, varMap(algebra.Certain(x.L))) && settled(c, varMap(algebra.Certain(x.R))) {
			return &algebra.Union{L: below(x.L), R: below(x.R)}, true
		}
	}
	return op, false
}

// distinctFirst removes duplicates before sorting when the sort reads only
// columns that are kept.
func distinctFirst(d *algebra.Distinct) algebra.Op {
	p, ok := d.Input.(*algebra.Project)
	if !ok {
		return d
	}
	o, ok := p.Input.(*algebra.OrderBy)
	if !ok {
		return d
	}
	kept := varSet(p.Vars)
	for _, k := range o.Keys {
		for v := range exprVars(k.Expr) {
			if !kept[v] {
				return d
			}
		}
	}
	return &algebra.OrderBy{Keys: o.Keys, Input: &algebra.Distinct{Input: &algebra.Project{Input: o.Input, Vars: p.Vars}}}
}
