package main

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
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
	e, err := a.openEndpoint(&q.endpoint)
	if err != nil {
		return nil, "", err
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
	answer, err := e.Rows(ctx, text)
	if err != nil {
		return err
	}
	defer answer.Close()
	var rows results.Rows = answer
	if o.flags.limit > 0 {
		rows = limited{Rows: rows, most: o.flags.limit}
	}
	began := time.Now()
	n, err := results.Copy(w, o.rows, rows, ro)
	if err == nil && o.flags.timing {
		a.note("%d rows; read in %s", n, time.Since(began).Round(time.Microsecond))
	}
	return err
}

// writeLines writes rows of texts: IRIs and numbers are terms of their kind.
func (a *app) writeLines(format string, names []string, lines [][]string) error {
	table := &results.Table{Names: names}
	for _, line := range lines {
		var row []graph.Term
		for _, cell := range line {
			switch {
			case cell == "":
				row = append(row, graph.Any)
			case strings.Contains(cell, ":"):
				row = append(row, graph.NewIRI(cell))
			case strings.Trim(cell, "0123456789") == "":
				row = append(row, graph.NewTyped(cell, graph.XSD+"integer"))
			default:
				row = append(row, graph.NewLiteral(cell))
			}
		}
		table.Rows = append(table.Rows, row)
	}
	rows, _, err := a.formats(format, "")
	if err != nil {
		return err
	}
	flags := &queryFlags{format: format}
	if err := (answerOptions{rows: rows, flags: flags}).suits(syntax.Select); err != nil {
		return err
	}
	return results.Write(a.stdout, rows, table, a.rowOptions(answerOptions{flags: flags}))
}

// updateRemote sends an update. It is parsed here first.
func (a *app) updateRemote(ctx context.Context, q *queryFlags, text string) error {
	prefixes, err := a.prefixMap()
	if err != nil {
		return err
	}
	if _, err := query.ParseUpdate(text, query.WithPrefixes(prefixes)); err != nil {
		return about(text, err)
	}
	if q.out != "" || q.format != "" {
		return &repl.UsageError{Msg: "--endpoint together with -o or -f", Usage: "an endpoint keeps the result itself; fetch it with trivet save --endpoint"}
	}
	e, text, err := a.remoteQuery(q, text)
	if err != nil {
		return err
	}
	defer e.Close()
	ctx, stop := q.context(ctx)
	defer stop()
	if err := e.Update(ctx, text); err != nil {
		return err
	}
	a.note("done by %s", e.URL())
	return nil
}
