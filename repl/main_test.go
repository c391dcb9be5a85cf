package repl

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"testing"
)

// Set in the environment, they make the test binary a shell on its own
// terminal, for the tests in a pseudo-terminal.
const (
	consoleVariable = "TRIVET_TEST_CONSOLE"
	colorVariable   = "TRIVET_TEST_COLOR"
)

func TestMain(m *testing.M) {
	if os.Getenv(consoleVariable) != "" {
		os.Exit(console1())
	}
	os.Exit(m.Run())
}

// console1 runs one shell on testdata/people.ttl.
func console1() int {
	ctx, stop := signal.NotifyContext(context.Background(), EndSignals()...)
	defer stop()
	s := New(Config{})
	if err := s.Do(ctx, ".load testdata/people.ttl"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	t := Terminal{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, History: DefaultHistory(), Color: os.Getenv(colorVariable) == "1", Plain: os.Getenv("TERM") == "dumb"}
	if err := Run(ctx, t, Config{Graph: s.Graph()}); err != nil {
		return 1
	}
	return 0
}
