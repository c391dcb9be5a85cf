package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"syscall"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/results"
	"github.com/trivet-rdf/trivet/query/syntax"
	"github.com/trivet-rdf/trivet/repl"
)

// The exit statuses.
const (
	exitOK          = 0
	exitError       = 1   // an error in a query or in data
	exitUsage       = 2   // the command line is wrong
	exitIO          = 3   // a file is not there or cannot be used
	exitLimit       = 4   // a limit or the time ran out
	exitNetwork     = 5   // network or authorisation
	exitFalse       = 10  // ask --exit: the answer is false
	exitInterrupted = 130 // Ctrl-C
)

// errFalse is the answer false of ask --exit; it prints nothing.
var errFalse = errors.New("false")

// textError is an error about a query's text, kept for the caret.
type textError struct {
	err  error
	text string
}

// Error implements error.
func (e *textError) Error() string { return e.err.Error() }

// Unwrap gives the cause.
func (e *textError) Unwrap() error { return e.err }

// about ties an error to the query text it is about.
func about(text string, err error) error {
	if err == nil {
		return nil
	}
	return &textError{err: err, text: text}
}

// exitStatus sorts an error into an exit status.
func exitStatus(err error) int {
	var (
		usage    *repl.UsageError
		pathErr  *fs.PathError
		netErr   net.Error
		urlErr   *url.Error
		opErr    *net.OpError
		resolver *net.DNSError
		wrong    *wrongFiles
	)
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE):
		return exitOK
	case errors.Is(err, errFalse):
		return exitFalse
	case errors.As(err, &wrong):
		return wrong.status
	case errors.As(err, &usage):
		return exitUsage
	case errors.Is(err, context.DeadlineExceeded), isLimit(err):
		return exitLimit
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &pathErr), // before net.Error, which a *PathError is too
		errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return exitIO
	case isNetwork(err), errors.As(err, &urlErr), errors.As(err, &opErr), errors.As(err, &resolver), errors.As(err, &netErr):
		return exitNetwork
	}
	return exitError
}

// exit reports err and gives the exit status.
func (a *app) exit(err error) int {
	status := exitStatus(err)
	if status == exitOK || status == exitFalse {
		return status
	}
	var script *repl.ScriptError
	if errors.As(err, &script) {
		return status // it was told when it happened
	}
	text := ""
	var te *textError
	if errors.As(err, &te) {
		text = te.text
	}
	if a.errorFormat == "json" {
		a.printJSONError(err, status)
		return status
	}
	repl.PrintError(a.stderr, err, text, a.colorOn(a.stderr))
	return status
}

// printJSONError writes the error as one JSON object on one line.
func (a *app) printJSONError(err error, status int) {
	report := repl.DescribeError(err)
	line, jerr := json.Marshal(struct {
		Error repl.ErrorReport `json:"error"`
		Exit  int              `json:"exit"`
	}{report, status})
	if jerr != nil {
		line = []byte(`{"error":{"message":"unprintable error"}}`)
	}
	_, _ = fmt.Fprintf(a.stderr, "%s\n", line)
}

// usagef is the error of a wrong command line.
func usagef(format string, args ...any) error {
	return &repl.UsageError{Msg: fmt.Sprintf(format, args...)}
}

// isLimit reports whether an error is a limit that was reached.
func isLimit(err error) bool {
	var (
		rows *query.LimitError
		text *syntax.LimitError
		data *rdfio.LimitError
	)
	return errors.As(err, &rows) || errors.As(err, &text) || errors.As(err, &data) ||
		errors.Is(err, results.ErrLimit) || errors.Is(err, fetch.ErrTooLarge)
}
