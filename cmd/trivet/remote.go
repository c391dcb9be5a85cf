package main

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/remote"
	"github.com/trivet-rdf/trivet/query/results"
	"github.com/trivet-rdf/trivet/query/syntax"
	"github.com/trivet-rdf/trivet/repl"
)

// remoteQuery opens the endpoint of --endpoint and declares the prefixes of the
// command line in the text.
func (a *app) remoteQuery(q *queryFlags, text string) (*remote.Endpoint, string, error) {
	if len(q.data.files) > 0 {
		return nil, "", &repl.UsageError{Msg: "--endpoint and -d together", Usage: "the endpoint has data of its own: give one of them"}
	}
	e, err := remote.Open(q.endpoint)
	if err != nil {
		return nil, "", usagef("%v", err)
	}
	prefixes, err := a.prefixMap()
	if err != nil {
		return nil, "", err
	}
	var b strings.Builder
	for _, label := range slices.Sorted(maps.Keys(prefixes)) {
		b.WriteString("PREFIX " + label + ": <" + prefixes[label] + ">\n")
	}
	return e, b.String() + text, nil
}

// runRemote answers a query by an endpoint. It is parsed here first, so that a
// mistake is told with its place and never sent.
func (a *app) runRemote(ctx context.Context, q *queryFlags, form syntax.Form, text string, o answerOptions) (err error) {
	e, text, err := a.remoteQuery(q, text)
	if err != nil {
		return err
	}
	ctx, stop := q.context(ctx)
	defer stop()
	w, closeOut, err := a.output(q.out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeOut()) }()
	return a.writeRemote(ctx, w, e, form, text, o)
}

// writeRemote asks the endpoint and writes what it answers.
func (a *app) writeRemote(ctx context.Context, w io.Writer, e *remote.Endpoint, form syntax.Form, text string, o answerOptions) error {
	ro := a.rowOptions(o)
	switch form {
	case syntax.Ask:
		yes, err := e.Ask(ctx, text)
		if err != nil {
			return err
		}
		return results.WriteBool(w, o.rows, yes, ro)
	case syntax.Construct, syntax.Describe:
		g, err := e.Construct(ctx, text)
		if err != nil {
			return err
		}
		return g.Save(w, o.graphs, graph.WithPrefixes(repl.UsedPrefixes(g, ro.Prefixes)))
	}
	table, err := e.Select(ctx, text)
	if err != nil {
		return err
	}
	if n := o.flags.limit; n > 0 && len(table.Rows) > n {
		table.Rows = table.Rows[:n]
	}
	return results.Write(w, o.rows, table, ro)
}
