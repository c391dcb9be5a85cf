// Command conform runs W3C-style test manifests and says which tests pass.
//
//	go run ./cmd/conform [-v] [-earl FILE] [-timeout D] MANIFEST...
//
// A manifest is a Turtle file as the W3C's RDF and SPARQL suites have them;
// manifests that it includes are run too. Each failing test is a line, with -v
// each test. After the tests of each manifest, and at the end for all of them,
// comes the line
//
//	N passed, N failed, N skipped
//
// The exit code is 0 when nothing failed, 1 when a test failed or a manifest
// could not be read, 2 for wrong usage. -earl writes a report in the Evaluation
// and Report Language as Turtle.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/cmd/conform/suite"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// The exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// run is main with its surroundings as arguments.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("conform", flag.ContinueOnError)
	flags.SetOutput(stderr)
	verbose := flags.Bool("v", false, "a line for every test, not only for failing ones")
	earl := flags.String("earl", "", "write an EARL report in Turtle to `FILE`")
	timeout := flags.Duration("timeout", time.Minute, "most time for one test")
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: conform [-v] [-earl FILE] [-timeout D] MANIFEST...")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return exitOK
		}
		return exitUsage
	}
	if flags.NArg() == 0 {
		flags.Usage()
		return exitUsage
	}
	r := &runner{out: stdout, verbose: *verbose, timeout: *timeout, runners: suite.RDFRunners()}
	maps.Copy(r.runners, suite.SPARQLRunners())
	code := r.manifests(ctx, flags.Args(), stderr)
	if *earl != "" {
		if err := writeEARL(*earl, r.results); err != nil {
			fmt.Fprintln(stderr, "error:", err)
			return exitFailed
		}
	}
	return code
}

func writeEARL(path string, results []suite.Result) error {
	var b bytes.Buffer
	if err := suite.WriteEARL(&b, results, time.Now()); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}

// runner runs manifests and counts.
type runner struct {
	out     io.Writer
	verbose bool
	timeout time.Duration
	runners map[string]suite.Runner
	results []suite.Result
}

// manifests runs all of paths; a manifest that cannot be read is told, and
// does not keep the others from running.
func (r *runner) manifests(ctx context.Context, paths []string, stderr io.Writer) int {
	code := exitOK
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			path = filepath.Join(path, "manifest.ttl")
		}
		m, err := suite.Load(ctx, path)
		if err != nil {
			fmt.Fprintln(stderr, "error:", err)
			code = exitFailed
			continue
		}
		r.manifest(ctx, m)
	}
	total := count(r.results)
	fmt.Fprintln(r.out, total)
	if total.failed > 0 || ctx.Err() != nil {
		code = exitFailed
	}
	return code
}

// manifest runs the tests of m itself, then those of the manifests it includes.
func (r *runner) manifest(ctx context.Context, m *suite.Manifest) {
	if len(m.Tests) > 0 {
		fmt.Fprintf(r.out, "%s\n", m.Path)
		first := len(r.results)
		for _, t := range m.Tests {
			r.test(ctx, t)
		}
		fmt.Fprintln(r.out, count(r.results[first:]))
	}
	for _, in := range m.Included {
		r.manifest(ctx, in)
	}
}

func (r *runner) test(ctx context.Context, t *suite.Test) {
	limited, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	res := suite.Run(limited, t, r.runners)
	r.results = append(r.results, res)
	if !r.verbose && res.Outcome != suite.Fail {
		return
	}
	line := fmt.Sprintf("%s %s (%s)", res.Outcome, t.Name, t.IRI)
	if res.Message != "" {
		line += ": " + strings.Join(strings.Fields(res.Message), " ")
	}
	fmt.Fprintln(r.out, line)
}

// counts are how many tests came out in each way.
type counts struct{ passed, failed, skipped int }

func count(results []suite.Result) (c counts) {
	for _, r := range results {
		switch r.Outcome {
		case suite.Pass:
			c.passed++
		case suite.Fail:
			c.failed++
		default:
			c.skipped++
		}
	}
	return c
}

// String is the line that ends a suite.
func (c counts) String() string {
	return fmt.Sprintf("%d passed, %d failed, %d skipped", c.passed, c.failed, c.skipped)
}
