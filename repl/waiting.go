package repl

import (
	"fmt"
	"sync/atomic"
)

// waiting is what a session that runs something waits for, for a person who
// presses Ctrl-C a second time. It may be read from any goroutine.
type waiting struct {
	what    atomic.Pointer[string]
	program atomic.Bool // another program has the terminal: Ctrl-C is its business
}

// on notes what is waited for from now on, in words that go on "waiting for".
// The function it gives back ends that.
func (w *waiting) on(format string, args ...any) (done func()) {
	text := fmt.Sprintf(format, args...)
	before := w.what.Swap(&text)
	return func() { w.what.Store(before) }
}

// onProgram is on for a program that has the terminal.
func (w *waiting) onProgram(name string) (done func()) {
	end := w.on("%s to be left", name)
	w.program.Store(true)
	return func() {
		w.program.Store(false)
		end()
	}
}

// text is what is waited for.
func (w *waiting) text() string {
	if what := w.what.Load(); what != nil {
		return *what
	}
	return "the step that runs now"
}
