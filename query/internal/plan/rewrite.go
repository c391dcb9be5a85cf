package plan

import "github.com/trivet-rdf/trivet/query/internal/algebra"

// rewrite applies the algebraic passes, bottom up. Each pass gives an operator
// with the same solutions; what makes that so is said beside it.
func (l *listener) rewrite(op algebra.Op) algebra.Op {
	if l.stopped() {
		return op
	}
	op = mapInputs(op, l.rewrite)
	switch op := op.(type) {
	case *algebra.Join:
		return l.liftOverJoin(op)
	case *algebra.LeftJoin:
		return l.pushCondition(op)
	case *algebra.Filter:
		return l.pushFilter(op)
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
// certain; likewise Minus, and Extend when C does not mention its variable. What draws
// stays where it draws once for each row of A.
func (l *listener) liftOverJoin(j *algebra.Join) algebra.Op {
	if op := l.lift(j.L, j.R, nil); op != nil {
		return op
	}
	if op := l.lift(j.R, j.L, nil); op != nil {
		return op
	}
	return j
}

// lift is the join of from and other with from's operator on top; nil where that cannot
// be. others are other's variables, nil where nobody has asked for them yet.
func (l *listener) lift(from, other algebra.Op, others map[Var]bool) algebra.Op {
	switch from.(type) {
	case *algebra.LeftJoin, *algebra.Minus, *algebra.Extend:
	default:
		return nil
	}
	if others == nil {
		others = varSet(algebra.Vars(other))
	}
	if l.did(8); l.stopped() {
		return nil
	}
	below := func(in algebra.Op) algebra.Op {
		if op := l.lift(in, other, others); op != nil {
			return op
		}
		return l.liftOverJoin(&algebra.Join{L: in, R: other})
	}
	switch x := from.(type) {
	case *algebra.LeftJoin:
		reads := patternVars(x.R)
		if x.Cond != nil {
			addExprVars(x.Cond, reads)
		}
		if l.sees(reads, others, x.L) && !draws(x.Cond) {
			return &algebra.LeftJoin{L: below(x.L), R: x.R, Cond: x.Cond}
		}
	case *algebra.Minus:
		if l.sees(patternVars(x.R), others, x.L) {
			return &algebra.Minus{L: below(x.L), R: x.R}
		}
	case *algebra.Extend:
		if !others[x.Var] && l.sees(exprVars(x.Expr), others, x.Input) && !draws(x.Expr) {
			return &algebra.Extend{Input: below(x.Input), Var: x.Var, Expr: x.Expr}
		}
	}
	return nil
}

// sees reports whether every variable of reads that is in others is certain in op.
func (l *listener) sees(reads, others map[Var]bool, op algebra.Op) bool {
	for v := range reads {
		if others[v] && !(sure{l, op}).Has(v) {
			return false
		}
	}
	return true
}

// sure are the variables that an operator always binds, looked for without making a set
// of them: chains of operators are asked at each of their links.
type sure struct {
	work *listener
	op   algebra.Op
}

// Has reports whether v is one of them.
func (s sure) Has(v Var) bool {
	for {
		s.work.did(1)
		switch x := s.op.(type) {
		case *algebra.LeftJoin:
			s.op = x.L
		case *algebra.Minus:
			s.op = x.L
		case *algebra.Filter:
			s.op = x.Input
		case *algebra.Join:
			if (sure{s.work, x.R}).Has(v) {
				return true
			}
			s.op = x.L
		case *algebra.Extend:
			if x.Var == v {
				return algebra.Certain(x)[v]
			}
			s.op = x.Input
		default:
			return algebra.Certain(x)[v]
		}
	}
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
func (l *listener) pushFilter(f *algebra.Filter) algebra.Op {
	op := f.Input
	var rest []algebra.Expr
	for _, c := range conjuncts(f.Cond) {
		if l.stopped() {
			return f
		}
		if in, ok := l.pushOne(c, op); ok {
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
func (l *listener) pushCondition(op *algebra.LeftJoin) algebra.Op {
	if op.Cond == nil {
		return op
	}
	out := &algebra.LeftJoin{L: op.L, R: op.R}
	certain := algebra.Certain(op.R)
	for _, c := range conjuncts(op.Cond) {
		l.did(1)
		switch {
		case settled(c, varMap(certain)) || apart(c, op.L):
			out.R = l.pushFilter(&algebra.Filter{Cond: c, Input: out.R})
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
func (l *listener) pushOne(c algebra.Expr, op algebra.Op) (algebra.Op, bool) {
	below := func(in algebra.Op) algebra.Op { return l.pushFilter(&algebra.Filter{Cond: c, Input: in}) }
	switch x := op.(type) {
	case *algebra.LeftJoin:
		if settled(c, sure{l, x.L}) {
			return &algebra.LeftJoin{L: below(x.L), R: x.R, Cond: x.Cond}, true
		}
	case *algebra.Minus:
		if settled(c, sure{l, x.L}) {
			return &algebra.Minus{L: below(x.L), R: x.R}, true
		}
	case *algebra.Extend:
		if settled(c, sure{l, x.Input}) {
			return &algebra.Extend{Input: below(x.Input), Var: x.Var, Expr: x.Expr}, true
		}
	case *algebra.Union:
		if settled(c, sure{l, x.L}) && settled(c, sure{l, x.R}) {
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
