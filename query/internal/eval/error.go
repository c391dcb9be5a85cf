package eval

import (
	"fmt"

	"github.com/trivet-rdf/trivet/query/internal/value"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// LimitError says that an expression would exceed a limit; it stops the query.
type LimitError = value.LimitError

// FuncError says that a custom function or aggregate misbehaved; it stops the
// query. A custom function that merely has no value for its arguments returns
// an expression error, such as value.ErrType, instead.
type FuncError struct {
	IRI   string      // the function's name
	At    syntax.Span // the call in the query
	Panic any         // what it panicked with, or nil
	Err   error       // the error it returned, or nil
}

// Error implements error.
func (e *FuncError) Error() string {
	switch {
	case e.Panic != nil:
		return fmt.Sprintf("custom function <%s> panicked: %v", e.IRI, e.Panic)
	case e.Err != nil:
		return fmt.Sprintf("custom function <%s> failed: %v", e.IRI, e.Err)
	}
	return fmt.Sprintf("custom function <%s> returned neither a value nor an error", e.IRI)
}

// Unwrap gives the function's own error.
func (e *FuncError) Unwrap() error { return e.Err }

// UnknownError says that a query calls something that does not exist.
type UnknownError struct {
	What string      // "function" or "aggregate"
	Name string      // keyword or IRI
	At   syntax.Span // the call in the query
}

// Error implements error.
func (e *UnknownError) Error() string {
	return fmt.Sprintf("unknown %s %s", e.What, e.Name)
}

// ArityError says that a function was given the wrong number of arguments.
type ArityError struct {
	Name     string // keyword
	Got      int
	Min, Max int // Max < 0 for any number
	At       syntax.Span
}

// Error implements error.
func (e *ArityError) Error() string {
	switch {
	case e.Max < 0:
		return fmt.Sprintf("%s takes at least %d arguments, not %d", e.Name, e.Min, e.Got)
	case e.Min == e.Max:
		return fmt.Sprintf("%s takes %d arguments, not %d", e.Name, e.Min, e.Got)
	}
	return fmt.Sprintf("%s takes %d to %d arguments, not %d", e.Name, e.Min, e.Max, e.Got)
}
