package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/syntax"
	"github.com/trivet-rdf/trivet/repl"
)

// askCommand is `trivet ask`.
func (a *app) askCommand() *cobra.Command {
	var q queryFlags
	var exit bool
	cmd := &cobra.Command{
		Use:   "ask FILE... (-q FILE | -e TEXT | TEXT) [--exit]",
		Short: "Answer a yes-or-no query",
		Long: `Answer an ASK query with "true" or "false". A group in braces stands for the
query ASK { ... }. With --exit nothing is printed: the exit status is 0 for
true and 10 for false.`,
		Example: `  trivet ask data.ttl --exit '{ ?s a <http://example.org/Alarm> }' && notify`,
		Args:    argCount(0, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := q.read(cmd.Context(), a, args)
			if err != nil {
				return err
			}
			return a.runAsk(cmd.Context(), &q, text, exit)
		},
	}
	q.add(cmd)
	q.addEndpoint(cmd)
	cmd.Flags().BoolVar(&exit, "exit", false, "answer by the exit status: 0 is true, 10 is false")
	return cmd
}

// runAsk answers an ASK query.
func (a *app) runAsk(ctx context.Context, q *queryFlags, text string, exit bool) error {
	for _, t := range syntax.Tokens(text) {
		if word := text[t.Start:t.End]; t.Kind != syntax.TokenSpace && t.Kind != syntax.TokenComment {
			if word == "{" {
				text = "ASK " + text
			}
			break
		}
	}
	asked, err := a.prepare(text, q.endpoint.url != "")
	if err != nil {
		return about(text, err)
	}
	if asked.query.Form() != syntax.Ask {
		return &repl.UsageError{Msg: "this is no ASK query", Usage: "trivet query answers queries of every form"}
	}
	yes, err := a.answerAsk(ctx, q, asked, text)
	switch {
	case err != nil:
		return about(text, err)
	case !exit:
		return a.say("%t", yes)
	case !yes:
		return errFalse
	}
	return nil
}

// answerAsk answers over the files or by the endpoint.
func (a *app) answerAsk(ctx context.Context, q *queryFlags, asked *prepared, text string) (bool, error) {
	ctx, stop := q.context(ctx)
	defer stop()
	if q.endpoint.url != "" {
		e, text, err := a.remoteQuery(q, text)
		if err != nil {
			return false, err
		}
		return e.Ask(ctx, text)
	}
	g, parsed, err := asked.load(ctx, &q.data)
	if err != nil {
		return false, err
	}
	return parsed.Ask(ctx, g)
}

// updateCommand is `trivet update`.
func (a *app) updateCommand() *cobra.Command {
	var q queryFlags
	cmd := &cobra.Command{
		Use:   "update (FILE... | --endpoint URL) (-q FILE | -e TEXT | TEXT) [-o FILE]",
		Short: "Apply an update to files and write the result, or to an endpoint",
		Long: `Load the files, apply a SPARQL update, and write the graph that results. The
files themselves are not changed unless -o names one of them. With --endpoint the
update is sent there.`,
		Args: argCount(0, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := q.read(cmd.Context(), a, args)
			if err != nil {
				return err
			}
			if q.endpoint.url != "" {
				return a.updateRemote(cmd.Context(), &q, text)
			}
			return a.runUpdate(cmd.Context(), &q, text)
		},
	}
	q.add(cmd)
	q.endpoint.add(cmd, "send the update to the SPARQL endpoint at this URL")
	q.endpoint.addUpdate(cmd)
	cmd.Flags().StringVarP(&q.format, "format", "f", "", "format of the result: turtle, ntriples, trig, nquads, rdfxml, jsonld")
	cmd.Flags().StringVarP(&q.out, "output", "o", "", "file to write to")
	return cmd
}

// runUpdate applies an update and writes the graph.
func (a *app) runUpdate(ctx context.Context, q *queryFlags, text string) error {
	prefixes, err := a.prefixMap()
	if err != nil {
		return err
	}
	g, err := a.load(ctx, &q.data)
	if err != nil {
		return err
	}
	limited, stop := q.context(ctx)
	defer stop()
	for _, label := range repl.UndeclaredPrefixes(text) {
		if iri, ok := g.Prefixes().IRI(label); ok && prefixes[label] == "" {
			prefixes[label] = iri
			a.note("using PREFIX %s: <%s>", label, iri)
		}
	}
	done, err := query.Update(limited, g, text, query.WithPrefixes(prefixes))
	if err != nil {
		return about(text, err)
	}
	a.note("%d inserted, %d deleted", done.Inserted, done.Deleted)
	return a.writeGraphTo(ctx, q.out, q.format, g)
}

// explainCommand is `trivet explain`.
func (a *app) explainCommand() *cobra.Command {
	var q queryFlags
	var analyze bool
	cmd := &cobra.Command{
		Use:   "explain [FILE...] (-q FILE | -e TEXT | TEXT) [--analyze] [-f text|json|svg|mermaid|html]",
		Short: "Show how a query would be answered, or with --analyze, was",
		Args:  argCount(0, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := q.read(cmd.Context(), a, args)
			if err != nil {
				return err
			}
			return a.runExplain(cmd.Context(), &q, text, analyze)
		},
	}
	q.add(cmd)
	cmd.Flags().StringVarP(&q.format, "format", "f", "text", "text, json, svg, mermaid or html")
	cmd.Flags().BoolVar(&analyze, "analyze", false, "run the query and show the real rows and times too")
	return cmd
}

// runExplain shows a plan.
func (a *app) runExplain(ctx context.Context, q *queryFlags, text string, analyze bool) error {
	asked, err := a.prepare(text, false)
	if err != nil {
		return about(text, err)
	}
	g, parsed, err := asked.load(ctx, &q.data)
	if err != nil {
		return about(text, err)
	}
	ctx, stop := q.context(ctx)
	defer stop()
	view := repl.PlanView{Format: q.format, Analyze: analyze}
	if terminal(a.stdout) {
		view.Width = screenWidth(a)
	}
	return about(text, repl.Explain(ctx, a.stdout, parsed, g, view))
}

// formatCommand is `trivet format`.
func (a *app) formatCommand() *cobra.Command {
	var q queryFlags
	cmd := &cobra.Command{
		Use:   "format (FILE | -q FILE | -e TEXT | TEXT)",
		Short: "Print a query or update neatly laid out, comments kept",
		Args:  argCount(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 && !looksLikeQuery(args[0]) && q.file == "" {
				q.file, args = args[0], nil
			}
			text, err := q.read(cmd.Context(), a, args)
			if err != nil {
				return err
			}
			pretty, err := syntax.Format(text)
			if err != nil {
				return about(text, err)
			}
			_, err = a.stdout.WriteString(pretty)
			return err
		},
	}
	cmd.Flags().StringVarP(&q.file, "query", "q", "", "file with the text, - for standard input")
	cmd.Flags().StringVarP(&q.text, "execute", "e", "", "the text itself")
	return cmd
}

// rdfFormat finds the format to write a graph in: the one asked for, else what
// the file's name says, else Turtle (TriG when there are named graphs).
func rdfFormat(name, path string, hasGraphs bool) (rdfio.Format, error) {
	if name != "" {
		if f := rdfio.FormatByName(name); f != rdfio.Unknown {
			return f, nil
		}
		return rdfio.Unknown, unknownFormat(name)
	}
	if f := rdfio.FormatByPath(path); f != rdfio.Unknown {
		return f, nil
	}
	if path != "" && path != "-" {
		return rdfio.Unknown, &repl.UsageError{Msg: "the name " + path + " does not say which format", Usage: "give one with -f"}
	}
	if hasGraphs {
		return rdfio.TriG, nil
	}
	return rdfio.Turtle, nil
}

// errGraphs says that a format would lose named graphs.
func errGraphs(f rdfio.Format) error {
	return &repl.UsageError{Msg: f.String() + " cannot hold named graphs", Usage: "use -f trig or -f nquads"}
}

// joined joins the error of closing an output to the one of writing it.
func joined(err *error, closeOut func() error) { *err = errors.Join(*err, closeOut()) }
