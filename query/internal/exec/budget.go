package exec

import (
	"fmt"
	"time"
)

// Budget is what one query may use. Zero means no limit.
type Budget struct {
	MemoryBytes int64 // held by hash tables, sorts, groups and paths together

	used int64
}

// grow accounts n more bytes held by op.
func (x *Context) grow(op string, st *Stats, n int64) error {
	x.Budget.used += n
	if st != nil {
		st.Bytes += n
	}
	if x.Budget.MemoryBytes > 0 && x.Budget.used > x.Budget.MemoryBytes {
		var rows int64
		if st != nil {
			rows = st.Rows
		}
		return &LimitError{Limit: "MaxMemoryBytes", Max: x.Budget.MemoryBytes, Operator: op, Rows: rows}
	}
	return nil
}

// shrink gives memory back.
func (x *Context) shrink(n int64) { x.Budget.used -= n }

// LimitError says that a query reached one of its limits.
type LimitError struct {
	Limit    string // the limit's field name
	Max      int64  // its value
	Operator string // where it was reached
	Rows     int64  // rows that operator had given
}

// Error implements error.
func (e *LimitError) Error() string {
	return fmt.Sprintf("query stopped: %s of %d reached in %s after %d rows", e.Limit, e.Max, e.Operator, e.Rows)
}

// StopError says where a query was when its context ended. It unwraps to the
// context's cause.
type StopError struct {
	Operator string
	Rows     int64 // rows that operator had given
	Elapsed  time.Duration
	Err      error
}

// Error implements error.
func (e *StopError) Error() string {
	return fmt.Sprintf("query stopped in %s after %d rows and %v: %v", e.Operator, e.Rows, e.Elapsed.Round(time.Millisecond), e.Err)
}

// Unwrap gives the context's cause.
func (e *StopError) Unwrap() error { return e.Err }

// UnknownNodeError says that a plan has a node without an operator.
type UnknownNodeError struct{ Name string }

// Error implements error.
func (e *UnknownNodeError) Error() string { return "no operator for plan node " + e.Name }
