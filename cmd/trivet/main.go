// Command trivet is the SPARQL engine, the SMART client and the shell in one
// binary. Each subcommand is a file of this folder; `trivet help` lists them.
//
// Results go to standard output, everything else to standard error. The exit
// status says what went wrong (see exit.go), and colours, progress and prompts
// appear on terminals only.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run runs the command line args and gives the exit status.
func run(args []string, stdin, stdout, stderr *os.File) int {
	// Heard but never read: without this the runtime would kill the process at
	// the first write to a closed pipe, and `trivet query | head` would fail.
	pipe := make(chan os.Signal, 1)
	signal.Notify(pipe, syscall.SIGPIPE)
	defer signal.Stop(pipe)

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first Ctrl-C ends the work in an orderly way, the second at once.
	defer context.AfterFunc(ctx, stop)()

	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, getenv: os.Getenv, uninterrupted: stop}
	cmd := a.root()
	cmd.SetArgs(args)
	return a.exit(cmd.ExecuteContext(ctx))
}
