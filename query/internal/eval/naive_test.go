package eval

import (
	"slices"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// naiveFunc gives an expression's value for a row, or its error.
type naiveFunc func(row int) (value.Value, error)

// naive evaluates an expression row by row from terms, with nothing but the
// operators of package value and the strict built-ins: what the specification
// says, without any of the short ways of this package.
func naive(f *fixture, e algebra.Expr, schema []algebra.Var, b *batch.Batch) naiveFunc {
	switch e := e.(type) {
	case *algebra.Const:
		return func(int) (value.Value, error) { return FromTerm(e.Term), nil }
	case *algebra.VarRef:
		slot := slices.Index(schema, e.Var)
		return func(row int) (value.Value, error) {
			if slot < 0 {
				return value.Value{}, value.ErrUnbound
			}
			v := FromTerm(f.env.Dict.Term(b.Cols[slot][row]))
			if v.Kind() == value.None {
				return v, value.ErrUnbound
			}
			return v, nil
		}
	case *algebra.FuncCall:
		arg := naive(f, e.Args[0], schema, b)
		return func(row int) (value.Value, error) {
			v, err := arg(row)
			if err != nil {
				return v, err
			}
			return value.Cast(v, e.IRI)
		}
	case *algebra.Call:
		args := make([]naiveFunc, len(e.Args))
		for i, a := range e.Args {
			args[i] = naive(f, a, schema, b)
		}
		return naiveCall(f, e.Op, args)
	}
	f.t.Fatalf("naive cannot do %T", e)
	return nil
}

// naiveCall is the operator or built-in op of args.
func naiveCall(f *fixture, op string, args []naiveFunc) naiveFunc {
	switch op {
	case "||", "&&":
		return naiveJunction(args, op == "||")
	case "IF":
		return func(row int) (value.Value, error) {
			ok, err := naiveTest(args[0], row)
			switch {
			case err != nil:
				return value.Value{}, err
			case ok:
				return args[1](row)
			}
			return args[2](row)
		}
	case "COALESCE":
		return func(row int) (value.Value, error) {
			for _, a := range args {
				if v, err := a(row); err == nil {
					return v, nil
				}
			}
			return value.Value{}, value.ErrUnbound
		}
	case "BOUND":
		return func(row int) (value.Value, error) {
			_, err := args[0](row)
			return value.NewBoolean(err == nil), nil
		}
	case "IN", "NOT IN":
		return naiveIn(args, op == "IN")
	}
	fn, ok := Builtin(op)
	if !ok {
		f.t.Fatalf("no built-in %s", op)
	}
	return func(row int) (value.Value, error) {
		list := make([]value.Value, len(args))
		for i, a := range args {
			var err error
			if list[i], err = a(row); err != nil {
				return value.Value{}, err
			}
		}
		return fn(f.env, list)
	}
}

// naiveTest is the effective boolean value.
func naiveTest(f naiveFunc, row int) (bool, error) {
	v, err := f(row)
	if err != nil {
		return false, err
	}
	return value.EBV(v)
}

// naiveJunction is || (decide true) or && of two operands.
func naiveJunction(args []naiveFunc, decide bool) naiveFunc {
	return func(row int) (value.Value, error) {
		l, lerr := naiveTest(args[0], row)
		r, rerr := naiveTest(args[1], row)
		switch {
		case lerr == nil && l == decide, rerr == nil && r == decide:
			return value.NewBoolean(decide), nil
		case lerr != nil:
			return value.Value{}, lerr
		case rerr != nil:
			return value.Value{}, rerr
		}
		return value.NewBoolean(!decide), nil
	}
}

// naiveIn is IN, or NOT IN when want is false.
func naiveIn(args []naiveFunc, want bool) naiveFunc {
	return func(row int) (value.Value, error) {
		x, err := args[0](row)
		if err != nil {
			return value.Value{}, err
		}
		var failed error
		for _, a := range args[1:] {
			v, err := a(row)
			ok := false
			if err == nil {
				ok, err = value.Equal(x, v)
			}
			switch {
			case err != nil:
				failed = err
			case ok:
				return value.NewBoolean(want), nil
			}
		}
		if failed != nil {
			return value.Value{}, failed
		}
		return value.NewBoolean(!want), nil
	}
}
