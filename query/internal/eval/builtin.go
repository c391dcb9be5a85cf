package eval

import (
	"strings"

	"github.com/trivet-rdf/trivet/query/internal/value"
)

// function is a built-in whose arguments are all evaluated before it is called.
// It must not keep args.
type function struct {
	call     func(env *Env, args []value.Value) (value.Value, error)
	min, max int  // number of arguments; max < 0 for any
	cost     int  // cheap, or costly when results are worth remembering
	volatile bool // not the same for the same arguments
}

// Builtin gives the built-in function or operator with that keyword (STR,
// CONCAT, ...; letter case does not matter) or token (= + u- ...). Those that do
// not evaluate all their arguments are not among them: || && IF COALESCE BOUND
// IN EXISTS. BNODE with an argument needs the solution as well, see BlankFor.
func Builtin(name string) (fn func(env *Env, args []value.Value) (value.Value, error), ok bool) {
	f, ok := builtin(strings.ToUpper(name))
	if !ok {
		return nil, false
	}
	return func(env *Env, args []value.Value) (value.Value, error) {
		if len(args) < f.min || f.max >= 0 && len(args) > f.max {
			return value.Value{}, &ArityError{Name: name, Got: len(args), Min: f.min, Max: f.max}
		}
		for _, a := range args {
			if a.Kind() == value.None {
				return value.Value{}, value.ErrUnbound
			}
		}
		return f.call(env, args)
	}, true
}

// builtin finds a function by its keyword in upper case or its token.
func builtin(name string) (function, bool) {
	for _, group := range []func(string) (function, bool){
		operatorFunction, termFunction, makerFunction, stringFunction, searchFunction,
		numberFunction, dateFunction, hashFunction,
	} {
		if f, ok := group(name); ok {
			return f, true
		}
	}
	return function{}, false
}

// operatorFunction finds the operators.
func operatorFunction(name string) (function, bool) {
	switch name {
	case "=", "!=", "<", ">", "<=", ">=":
		rel := relation(name)
		return function{min: 2, max: 2, cost: cheap, call: func(_ *Env, a []value.Value) (value.Value, error) {
			ok, err := value.Test(rel, a[0], a[1])
			return boolean(ok, err)
		}}, true
	case "+", "-", "*", "/":
		op := value.Op(name[0])
		return function{min: 2, max: 2, cost: cheap, call: func(_ *Env, a []value.Value) (value.Value, error) {
			return value.Arithmetic(op, a[0], a[1])
		}}, true
	case "!":
		return unary(cheap, func(v value.Value) (value.Value, error) {
			ok, err := value.EBV(v)
			return boolean(!ok, err)
		}), true
	case "U-", "u-":
		return unary(cheap, value.Negate), true
	case "U+", "u+":
		return unary(cheap, value.Plus), true
	}
	return function{}, false
}

// numberFunction finds the functions on numerics (SPARQL 1.2 section 17.4.4).
func numberFunction(name string) (function, bool) {
	switch name {
	case "ABS":
		return unary(cheap, value.Abs), true
	case "CEIL":
		return unary(cheap, value.Ceil), true
	case "FLOOR":
		return unary(cheap, value.Floor), true
	case "ROUND":
		return unary(cheap, value.Round), true
	case "RAND":
		return function{cost: cheap, volatile: true, call: func(env *Env, _ []value.Value) (value.Value, error) {
			return value.NewDouble(float64(env.bits()>>11) / (1 << 53)), nil
		}}, true
	}
	return function{}, false
}

// dateFunction finds the functions on dates and times (section 17.4.5).
func dateFunction(name string) (function, bool) {
	switch name {
	case "NOW":
		return function{cost: cheap, call: func(env *Env, _ []value.Value) (value.Value, error) {
			return value.NewDateTime(env.Now), nil
		}}, true
	case "YEAR":
		return unary(cheap, value.Year), true
	case "MONTH":
		return unary(cheap, value.Month), true
	case "DAY":
		return unary(cheap, value.Day), true
	case "HOURS":
		return unary(cheap, value.Hours), true
	case "MINUTES":
		return unary(cheap, value.Minutes), true
	case "SECONDS":
		return unary(cheap, value.Seconds), true
	case "TIMEZONE":
		return unary(cheap, value.Timezone), true
	case "TZ":
		return unary(cheap, value.TZ), true
	case "ADJUST":
		return function{min: 1, max: 2, cost: cheap, call: func(_ *Env, a []value.Value) (value.Value, error) {
			if len(a) == 1 {
				return value.Adjust(a[0], value.Value{})
			}
			return value.Adjust(a[0], a[1])
		}}, true
	}
	return function{}, false
}

// unary is a built-in of one argument.
func unary(cost int, f func(value.Value) (value.Value, error)) function {
	return function{min: 1, max: 1, cost: cost, call: func(_ *Env, a []value.Value) (value.Value, error) {
		return f(a[0])
	}}
}

// boolean is an xsd:boolean, or the error.
func boolean(ok bool, err error) (value.Value, error) {
	if err != nil {
		return value.Value{}, err
	}
	return value.NewBoolean(ok), nil
}
