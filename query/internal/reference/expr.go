package reference

import (
	"cmp"
	"slices"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// fatal reports whether err ends the evaluation; other errors are values of
// expressions.
func fatal(err error) bool { return err != nil && !value.IsExpression(err) }

// holds reports whether the effective boolean value of cond is true for mu; an
// error is not true. A nil cond is true.
func (e *evaluator) holds(g triples, cond algebra.Expr, mu solution) (bool, error) {
	if cond == nil {
		return true, nil
	}
	ok, err := e.truth(g, cond, mu)
	if fatal(err) {
		return false, err
	}
	return err == nil && ok, nil
}

// truth is the effective boolean value of x, or an error.
func (e *evaluator) truth(g triples, x algebra.Expr, mu solution) (bool, error) {
	t, err := e.expr(g, x, mu)
	if err != nil {
		return false, err
	}
	return value.EBV(valueOf(t))
}

// expr is expr(μ, D, G) of SPARQL 1.2 section 17: x's value for mu, with g the
// active graph.
func (e *evaluator) expr(g triples, x algebra.Expr, mu solution) (graph.Term, error) {
	if err := e.step(1); err != nil {
		return graph.Term{}, err
	}
	switch x := x.(type) {
	case *algebra.Const:
		return x.Term, nil
	case *algebra.VarRef:
		if t, ok := mu[x.Var]; ok {
			return t, nil
		}
		return graph.Term{}, value.ErrUnbound
	case *algebra.Call:
		return e.call(g, x, mu)
	case *algebra.FuncCall:
		args, err := e.args(g, x.Args, mu)
		if err != nil {
			return graph.Term{}, err
		}
		return e.function(x.IRI, args)
	case *algebra.TripleExpr:
		args, err := e.args(g, []algebra.Expr{x.S, x.P, x.O}, mu)
		if err != nil {
			return graph.Term{}, err
		}
		return e.builtin("TRIPLE", args)
	case *algebra.Exists:
		return e.exists(g, x, mu)
	}
	return graph.Term{}, value.ErrExpression
}

// exists decides [NOT] EXISTS. SPARQL 1.2 (18.6) defines eval(D(G), A, μctx) "in
// correlation with solution mapping μctx", lets every group start from "G :=
// ContextSolution" (18.3.2), and takes EXISTS { pattern } to be true for μ "if
// eval(D(G), E, μ) is nonempty", E being pattern's translation. So all of μ is
// seen in every group inside, those of sub-selects too; nothing is substituted.
func (e *evaluator) exists(g triples, x *algebra.Exists, mu solution) (graph.Term, error) {
	rows, err := e.eval(g, x.Correlated, mu)
	if err != nil {
		return graph.Term{}, err
	}
	return boolean((len(rows) > 0) != x.Not), nil
}

// args evaluates arguments; the first error is the error of the call.
func (e *evaluator) args(g triples, in []algebra.Expr, mu solution) ([]value.Value, error) {
	out := make([]value.Value, len(in))
	for i, x := range in {
		t, err := e.expr(g, x, mu)
		if err != nil {
			return nil, err
		}
		out[i] = valueOf(t)
	}
	return out, nil
}

// call evaluates an operator or built-in function: those with rules of their own
// about errors and unbound variables here, the others with all arguments.
func (e *evaluator) call(g triples, x *algebra.Call, mu solution) (graph.Term, error) {
	switch x.Op {
	case "||":
		return e.or(g, x, mu)
	case "&&":
		return e.and(g, x, mu)
	case "!":
		b, err := e.truth(g, x.Args[0], mu)
		return boolean(!b), err
	case "BOUND":
		_, ok := mu[x.Args[0].(*algebra.VarRef).Var]
		return boolean(ok), nil
	case "IF":
		b, err := e.truth(g, x.Args[0], mu)
		switch {
		case err != nil:
			return graph.Term{}, err
		case b:
			return e.expr(g, x.Args[1], mu)
		}
		return e.expr(g, x.Args[2], mu)
	case "COALESCE":
		for _, a := range x.Args {
			if t, err := e.expr(g, a, mu); err == nil || fatal(err) {
				return t, err
			}
		}
		return graph.Term{}, value.ErrExpression
	case "IN":
		return e.in(g, x, mu)
	case "NOT IN":
		t, err := e.in(g, x, mu)
		if err != nil {
			return t, err
		}
		return boolean(!valueOf(t).Bool()), nil
	}
	args, err := e.args(g, x.Args, mu)
	if err != nil {
		return graph.Term{}, err
	}
	return e.builtin(x.Op, args)
}

// or is ||: true if one side is, whatever the other; else an error if one side
// is one (17.2).
func (e *evaluator) or(g triples, x *algebra.Call, mu solution) (graph.Term, error) {
	l, lerr := e.truth(g, x.Args[0], mu)
	r, rerr := e.truth(g, x.Args[1], mu)
	switch {
	case fatal(lerr):
		return graph.Term{}, lerr
	case fatal(rerr):
		return graph.Term{}, rerr
	case lerr == nil && l, rerr == nil && r:
		return boolean(true), nil
	}
	return boolean(false), cmp.Or(lerr, rerr)
}

// and is &&: false if one side is, whatever the other; else an error if one side
// is one.
func (e *evaluator) and(g triples, x *algebra.Call, mu solution) (graph.Term, error) {
	l, lerr := e.truth(g, x.Args[0], mu)
	r, rerr := e.truth(g, x.Args[1], mu)
	switch {
	case fatal(lerr):
		return graph.Term{}, lerr
	case fatal(rerr):
		return graph.Term{}, rerr
	case lerr == nil && !l, rerr == nil && !r:
		return boolean(false), nil
	}
	return boolean(true), cmp.Or(lerr, rerr)
}

// in is IN: (x = a) || (x = b) || ..., false for an empty list (17.4.1.9).
func (e *evaluator) in(g triples, x *algebra.Call, mu solution) (graph.Term, error) {
	tested, err := e.expr(g, x.Args[0], mu)
	if err != nil {
		return graph.Term{}, err
	}
	var failed error
	for _, a := range x.Args[1:] {
		t, err := e.expr(g, a, mu)
		if fatal(err) {
			return graph.Term{}, err
		}
		var equal bool
		if err == nil {
			equal, err = value.Equal(valueOf(tested), valueOf(t))
		}
		if err != nil {
			failed = err
		} else if equal {
			return boolean(true), nil
		}
	}
	return boolean(false), failed
}

// builtin calls a strict function by keyword or operator.
func (e *evaluator) builtin(name string, args []value.Value) (graph.Term, error) {
	f, ok := eval.Builtin(name)
	if !ok {
		return graph.Term{}, value.ErrExpression
	}
	v, err := f(e.env, args)
	return termOf(v), err
}

// function calls a function by IRI: a cast or a custom function; an unknown one
// is an error.
func (e *evaluator) function(iri string, args []value.Value) (graph.Term, error) {
	var v value.Value
	err := error(value.ErrExpression)
	if f, ok := e.env.Functions[iri]; ok {
		v, err = f(args)
	} else if value.IsCast(iri) && len(args) == 1 {
		v, err = value.Cast(args[0], iri)
	}
	return termOf(v), err
}

// orderBy is OrderBy(Ψ, conditions), stable. An error or unbound is lower than
// any value. ties numbers the rows: those of the same number have equal keys.
func (e *evaluator) orderBy(g triples, keys []algebra.OrderKey, rows []solution) ([]solution, []int, error) {
	type keyed struct {
		mu   solution
		keys []value.Value
	}
	list := make([]keyed, len(rows))
	for i, mu := range rows {
		list[i].mu = mu
		for _, k := range keys {
			t, err := e.expr(g, k.Expr, mu)
			if fatal(err) {
				return nil, nil, err
			}
			if err != nil {
				t = graph.Term{}
			}
			list[i].keys = append(list[i].keys, valueOf(t))
		}
	}
	compare := func(a, b keyed) int {
		for i, k := range keys {
			c := value.Order(a.keys[i], b.keys[i])
			if k.Desc {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return 0
	}
	slices.SortStableFunc(list, compare)
	out, ties := make([]solution, len(list)), make([]int, len(list))
	for i := range list {
		out[i] = list[i].mu
		if i > 0 {
			ties[i] = ties[i-1]
			if compare(list[i-1], list[i]) != 0 {
				ties[i]++
			}
		}
	}
	return out, ties, nil
}
