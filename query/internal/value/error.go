package value

import "fmt"

// exprError is an expression error: the kind that makes a FILTER drop a row or
// leaves a BIND unbound, never one that stops a query.
type exprError string

// Error implements error.
func (e exprError) Error() string { return string(e) }

// Is makes every expression error match [ErrExpression].
func (e exprError) Is(target error) bool { return target == ErrExpression }

// The expression errors. All of them match ErrExpression with errors.Is.
const (
	ErrExpression    = exprError("expression error")
	ErrUnbound       = exprError("unbound variable")
	ErrType          = exprError("operand or argument of the wrong type")
	ErrIllTyped      = exprError("the text does not fit the datatype of the literal")
	ErrUnknownType   = exprError("literals of different text in an unknown datatype cannot be compared")
	ErrIndeterminate = exprError("dates with and without time zone less than 14 hours apart cannot be compared")
	ErrDivideByZero  = exprError("division by zero")
	ErrRange         = exprError("result out of range")
	ErrCast          = exprError("the value cannot be cast to this datatype")
	ErrArgument      = exprError("invalid argument")
)

// IsExpression reports whether err is an expression error rather than one that
// must stop the query. It is false for nil.
func IsExpression(err error) bool {
	_, ok := err.(exprError)
	return ok
}

// LimitError says that a computation would exceed a limit. It stops the query.
type LimitError struct {
	Name  string // the name of the limit, as fields of Limits structs have it
	Limit string // what is limited, in words, with its unit
	Max   int64  // the greatest value allowed
	Hint  string // what the user may do; may be empty
}

// Error implements error.
func (e *LimitError) Error() string {
	if e.Hint == "" {
		return fmt.Sprintf("limit exceeded: %s (at most %d)", e.Limit, e.Max)
	}
	return fmt.Sprintf("limit exceeded: %s (at most %d): %s", e.Limit, e.Max, e.Hint)
}
