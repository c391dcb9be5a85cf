package plan

import "context"

// A query can have tens of thousands of patterns, and takes as long to plan as others
// to run. Planning recurses through functions that have no errors to give; so a stop
// is a panic with a value of a type of its own, which never leaves the package.

// listener looks at a context once in so many steps of planning.
type listener struct {
	ctx   context.Context
	steps int // since it was last looked at
}

// listenSteps is how many steps, of some nanoseconds each, are made between two looks.
const listenSteps = 1 << 12

// stopped is what planning panics with when its context has ended.
type stopped struct{ cause error }

// did says that n steps were made: looks at a variable, an atom, a filter.
func (l *listener) did(n int) {
	if l.steps += n; l.steps < listenSteps {
		return
	}
	l.steps = 0
	if l.ctx.Err() != nil {
		panic(stopped{context.Cause(l.ctx)})
	}
}

// catch is deferred by what plans: it makes a stop the error.
func catch(err *error) {
	switch r := recover().(type) {
	case nil:
	case stopped:
		*err = r.cause
	default:
		panic(r)
	}
}
