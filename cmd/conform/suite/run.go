package suite

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Outcome is how a test went.
type Outcome uint8

// The outcomes.
const (
	Pass Outcome = iota // the test's condition holds
	Fail                // it does not
	Skip                // the test does not apply here; the message says why
)

// String is "pass", "fail" or "skip".
func (o Outcome) String() string {
	switch o {
	case Pass:
		return "pass"
	case Fail:
		return "fail"
	}
	return "skip"
}

// Result is what came of a test.
type Result struct {
	Test    *Test
	Outcome Outcome
	Message string // why it failed or was skipped, or ""
}

// Runner runs a test: nil when it passes, an error that wraps ErrSkip when it
// does not apply, and otherwise the reason it fails.
type Runner func(ctx context.Context, t *Test) error

// ErrSkip is wrapped by the error of a Runner for a test that does not apply.
var ErrSkip = errors.New("skipped")

// Run runs one test with the runner of the first of its types that has one. A
// runner that panics fails its test only.
func Run(ctx context.Context, t *Test, runners map[string]Runner) (res Result) {
	res.Test = t
	defer func() {
		if r := recover(); r != nil {
			res.Outcome, res.Message = Fail, fmt.Sprintf("panic: %v", r)
		}
	}()
	for _, typ := range t.Types {
		run, ok := runners[typ]
		if !ok {
			continue
		}
		err := run(ctx, t)
		switch {
		case err == nil:
		case errors.Is(err, ErrSkip):
			res.Outcome, res.Message = Skip, err.Error()
		default:
			res.Outcome, res.Message = Fail, err.Error()
		}
		return res
	}
	res.Outcome, res.Message = Skip, "no runner for the type "+strings.Join(t.Types, ", ")
	return res
}
