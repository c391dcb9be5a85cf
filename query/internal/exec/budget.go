package exec

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/trivet-rdf/trivet/query/internal/value"
)

// Budget is what one query may use, on all its goroutines together. Zero means no
// limit.
type Budget struct {
	MemoryBytes int64 // held by hash tables, sorts, groups, paths and made terms together
	Steps       int64 // rows given, index look-ups, rows compared and nodes visited, together

	used  atomic.Int64
	peak  atomic.Int64 // the most that used was
	made  atomic.Int64 // of used: terms of the query's dictionary
	steps atomic.Int64
}

// Used is what the query holds now in bytes, and the steps it has made.
func (b *Budget) Used() (bytes, steps int64) { return b.used.Load(), b.steps.Load() }

// Peak is the most that the query has held so far, in bytes.
func (b *Budget) Peak() int64 { return b.peak.Load() }

// Hold accounts n more bytes held by what is called op, outside the plan.
func (x *Context) Hold(op string, n int64) error { return x.grow(op, nil, n) }

// Hear reports whether the query must stop, for what is called op outside the
// plan and has given so many rows.
func (x *Context) Hear(op string, rows int64) error { return x.check(op, rows) }

// grow accounts n more bytes held by op.
func (x *Context) grow(op string, st *Stats, n int64) error {
	used := x.Budget.used.Add(n)
	for peak := x.Budget.peak.Load(); used > peak && !x.Budget.peak.CompareAndSwap(peak, used); {
		peak = x.Budget.peak.Load()
	}
	if st != nil {
		st.Bytes += n
	}
	if most := x.Budget.MemoryBytes; most > 0 && used > most {
		return limit("MaxMemoryBytes", most, op, st, "")
	}
	return nil
}

// shrink gives memory back.
func (x *Context) shrink(n int64) { x.Budget.used.Add(-n) }

func limit(name string, most int64, op string, st *Stats, hint string) *LimitError {
	e := &LimitError{Limit: name, Max: most, Operator: op, Hint: hint}
	if st != nil {
		e.Rows = st.Rows
	}
	return e
}

// terms accounts the terms that the query has made since the last call, which stay until
// its end, and what its expressions remember, which may become less.
func (x *Context) terms(op string, st *Stats) error {
	old := x.Budget.made.Load()
	n := x.Env.Dict.Bytes() - old
	if n == 0 || !x.Budget.made.CompareAndSwap(old, old+n) {
		return nil // another goroutine accounts them
	}
	return x.grow(op, st, n)
}

// steps accounts n more steps of work.
func (x *Context) steps(op string, st *Stats, n int64) error {
	steps := x.Budget.steps.Add(n)
	if most := x.Budget.Steps; most > 0 && steps > most {
		return limit("MaxSteps", most, op, st, "")
	}
	return nil
}

// The distance between two looks at the context, in rows whose work is small,
// and in rows that may each cost an expression.
const (
	hearRows  = 256
	hearExprs = 64
)

// row is called before an expression is computed for the i-th row of a batch:
// it hears the context now and then, and accounts the terms made so far, since
// one row may make a large one.
func (x *Context) row(op string, st *Stats, i int) error {
	if i%hearExprs == 0 {
		if err := x.check(op, st.Rows); err != nil {
			return err
		}
	}
	return x.terms(op, st)
}

// check reports whether the query must stop.
func (x *Context) check(op string, rows int64) error {
	select {
	case <-x.done:
		return &StopError{Operator: op, Rows: rows, Elapsed: time.Since(x.start), Err: context.Cause(x.ctx)}
	default:
		return nil
	}
}

// where gives an error that an expression stopped the query with the operator
// that it happened in.
func (x *Context) where(op string, st *Stats, err error) error {
	var v *value.LimitError
	switch {
	case errors.As(err, &v):
		return limit(v.Name, v.Max, op, st, v.Hint)
	case x.ctx.Err() != nil && err == context.Cause(x.ctx):
		return &StopError{Operator: op, Rows: st.Rows, Elapsed: time.Since(x.start), Err: err}
	}
	return err
}

// LimitError says that a query reached one of its limits.
type LimitError struct {
	Limit    string // the limit's field name
	Max      int64  // its value
	Operator string // where it was reached
	Rows     int64  // rows that operator had given
	Hint     string // what may be done about it; may be empty
}

// Error implements error.
func (e *LimitError) Error() string {
	s := fmt.Sprintf("query stopped: %s of %d reached in %s after %d rows", e.Limit, e.Max, e.Operator, e.Rows)
	if e.Hint != "" {
		s += ": " + e.Hint
	}
	return s
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
