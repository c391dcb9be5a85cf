package repl

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"testing"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/sandbox"
	"github.com/trivet-rdf/trivet/graph"
)

// Set in the environment, they make the test binary a shell on its own
// terminal, for the tests in a pseudo-terminal.
const (
	consoleVariable = "TRIVET_TEST_CONSOLE"
	colorVariable   = "TRIVET_TEST_COLOR"
	linksVariable   = "TRIVET_TEST_LINKS"
	binaryVariable  = "TRIVET_TEST_BINARY"    // path of the program to run instead
	smartVariable   = "TRIVET_TEST_CONTAINER" // URL of a container to be logged in to, without other data
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
	cfg, err := consoleConfig(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	t := Terminal{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, History: DefaultHistory(),
		Color: os.Getenv(colorVariable) == "1", Plain: os.Getenv("TERM") == "dumb",
		Links: os.Getenv(linksVariable) == "1",
		Init:  os.Getenv("TRIVET_TEST_INIT"),
	}
	if err := Run(ctx, t, cfg); err != nil {
		return 1
	}
	return 0
}

// consoleConfig is what the shell in the pseudo-terminal works with: the people
// of testdata, or the record of a container.
func consoleConfig(ctx context.Context) (Config, error) {
	programs := FindPrograms(os.Getenv)
	if os.Getenv("PAGER") == "" {
		programs.Pager = nil
	}
	cfg := Config{Programs: programs}
	container := os.Getenv(smartVariable)
	if container == "" {
		g, err := graph.LoadFile(ctx, "testdata/people.ttl")
		cfg.Graph = g
		return cfg, err
	}
	client, err := fetch.New(fetch.Config{
		APIBase: container, ConsumerKey: "my-app@apps.smartplatforms.org", ConsumerSecret: sandbox.DefaultSecret,
	})
	if err != nil {
		return cfg, err
	}
	_, err = client.Login(ctx, fetch.LoginOptions{Record: "1000001", Open: func(page string) error {
		callback, err := sandbox.Visitor{Email: sandbox.DefaultUser, Password: "demo"}.Consent(ctx, page)
		if err != nil {
			return err
		}
		go func() {
			if reply, err := http.Get(callback); err == nil {
				_ = reply.Body.Close()
			}
		}()
		return nil
	}})
	cfg.Record = RecordConfig{Client: client, RecordID: "1000001"}
	return cfg, err
}
