package plan

import "context"

// A query can have tens of thousands of patterns, and take as long to plan as others
// to run. Planning recurses through functions that have no errors to give: once its
// context has ended, they leave their work as it is, and what they give is thrown away.

// listener looks at a context once in so many steps of planning.
type listener struct {
	ctx   context.Context
	steps int   // since it was last looked at
	err   error // the cause of its end; nil before
}

// listenSteps is how many steps, of some nanoseconds each, are made between two looks.
const listenSteps = 1 << 12

// did says that n steps were made: looks at a variable, an atom, a filter.
func (l *listener) did(n int) {
	if l.steps += n; l.steps < listenSteps || l.err != nil {
		return
	}
	l.steps = 0
	if l.ctx.Err() != nil {
		l.err = context.Cause(l.ctx)
	}
}

// stopped reports whether what is planned is no longer wanted.
func (l *listener) stopped() bool { return l.err != nil }
