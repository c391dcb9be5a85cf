package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/repl"
)

// loadCommand is `trivet load`: do the files load, and how large are they? With
// --endpoint they are sent there.
func (a *app) loadCommand() *cobra.Command {
	var d dataFlags
	var to uploadFlags
	cmd := &cobra.Command{
		Use:   "load FILE... [--endpoint URL]",
		Short: "Load files and say how many triples there are, or send them to an endpoint",
		Long: `Load the files and print how many triples there are. With --endpoint they are
sent there, in requests of bounded size; requests without blank nodes are tried
again when the connection fails. An upload that breaks off says how it can go on.`,
		Example: `  trivet load data.nt.gz
  trivet load data/*.ttl --endpoint http://localhost:3030/ds --graph http://example.org/g`,
		Args: argCount(0, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if d.files = append(d.files, args...); len(d.files) == 0 {
				return wrongNumber(cmd)
			}
			g, err := a.load(cmd.Context(), &d)
			if err != nil {
				return err
			}
			if to.to.url != "" {
				return a.upload(cmd.Context(), &to, g)
			}
			return a.say("%d", g.Len())
		},
	}
	d.add(cmd)
	to.add(cmd)
	return cmd
}

// saveCommand is `trivet save`: files into one file.
func (a *app) saveCommand() *cobra.Command {
	return a.rewriteCommand("save (FILE... | --endpoint URL) -o FILE", "Load files, or an endpoint's graph, and write everything to one file", true)
}

// convertCommand is `trivet convert`.
func (a *app) convertCommand() *cobra.Command {
	return a.rewriteCommand("convert FILE... [-f FORMAT] [-o FILE]", "Write files in another format", false)
}

// rewriteCommand loads files and writes them again. needsOut demands -o.
func (a *app) rewriteCommand(use, short string, needsOut bool) *cobra.Command {
	var d dataFlags
	var from endpointFlags
	var out, format string
	cmd := &cobra.Command{
		Use:   use,
		Short: short,
		Args:  argCount(0, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if needsOut && out == "" {
				return &repl.UsageError{Msg: "no file to write to", Usage: "give one with -o FILE"}
			}
			d.files = append(d.files, args...)
			g, err := a.source(cmd, &d, &from)
			if err != nil {
				return err
			}
			return a.writeGraphTo(cmd.Context(), out, format, g)
		},
	}
	if needsOut {
		from.add(cmd, "fetch the graph, or the one of --graph, from the SPARQL endpoint at this URL")
	}
	d.add(cmd)
	cmd.Flags().StringVarP(&out, "output", "o", "", "file to write to; its extension chooses the format")
	cmd.Flags().StringVarP(&format, "format", "f", "", "turtle, ntriples, trig, nquads, rdfxml, jsonld; trivet: a snapshot file, which opens at once")
	return cmd
}

// snapshotFormat is the name of the format of snapshot files for -f.
const snapshotFormat = "trivet"

// source loads files or fetches an endpoint's graph.
func (a *app) source(cmd *cobra.Command, d *dataFlags, from *endpointFlags) (*graph.Graph, error) {
	if (from.url == "") != (len(d.files) > 0) {
		return nil, wrongNumber(cmd)
	}
	if from.url == "" {
		return a.load(cmd.Context(), d)
	}
	return a.download(cmd.Context(), from, d.graph)
}

// writeGraphTo writes a graph to a file or to standard output.
func (a *app) writeGraphTo(ctx context.Context, path, format string, g *graph.Graph) error {
	toFile := path != "" && path != "-"
	if format == snapshotFormat || format == "" && strings.HasSuffix(path, graph.SnapshotExtension) {
		if !toFile {
			return &repl.UsageError{Msg: "a snapshot is written to a file only", Usage: "give one with -o FILE" + graph.SnapshotExtension}
		}
		return g.SaveSnapshot(ctx, path)
	}
	hasGraphs := len(g.Snapshot().Graphs()) > 0
	f, err := rdfFormat(format, path, hasGraphs)
	if err != nil {
		return err
	}
	if hasGraphs && !f.HasGraphs() {
		return errGraphs(f)
	}
	own, err := a.prefixMap()
	if err != nil {
		return err
	}
	for label, iri := range g.Prefixes().All() {
		if _, given := own[label]; !given {
			own[label] = iri
		}
	}
	opts := []graph.SaveOption{graph.WithPrefixes(repl.UsedPrefixes(g, own)), graph.WithSaveContext(ctx)}
	if !toFile {
		return g.Save(a.stdout, f, opts...)
	}
	return g.SaveFile(path, append(opts, graph.WithFileFormat(f))...)
}

// diffCommand is `trivet diff`.
func (a *app) diffCommand() *cobra.Command {
	var d dataFlags
	cmd := &cobra.Command{
		Use:   "diff FILE FILE",
		Short: "Show the triples only one of two files has",
		Long: `Show the triples that only one of two files has, as N-Triples or N-Quads
with "-" or "+" in front. Files that differ only in the names of blank nodes
are equal; otherwise blank nodes are compared by their labels. The exit status
is 0 when they are equal and 10 when they are not.`,
		Args: argCount(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runDiff(cmd.Context(), &d, args)
		},
	}
	d.addFormat(cmd)
	return cmd
}

// runDiff compares two files.
func (a *app) runDiff(ctx context.Context, d *dataFlags, files []string) error {
	var graphs [2]*graph.Graph
	for i := range graphs {
		one := *d
		one.files = files[i : i+1]
		g, err := a.load(ctx, &one)
		if err != nil {
			return err
		}
		graphs[i] = g
	}
	if graph.Isomorphic(graphs[0], graphs[1]) {
		return nil
	}
	for i, sign := range []string{"-", "+"} {
		for _, line := range onlyIn(graphs[i], graphs[1-i]) {
			if err := a.say("%s %s", sign, line); err != nil {
				return err
			}
		}
	}
	return errFalse
}

// onlyIn lists the quads a has and b lacks, sorted, as N-Quads.
func onlyIn(a, b *graph.Graph) []string {
	has := map[graph.Quad]bool{}
	for q := range b.MatchQuads(graph.Any, graph.Any, graph.Any, graph.Any) {
		has[q] = true
	}
	var lines []string
	for q := range a.MatchQuads(graph.Any, graph.Any, graph.Any, graph.Any) {
		if !has[q] {
			line := q.S.NTriples() + " " + q.P.NTriples() + " " + q.O.NTriples()
			if !q.G.IsAny() {
				line += " " + q.G.NTriples()
			}
			lines = append(lines, line+" .")
		}
	}
	slices.Sort(lines)
	return lines
}

// describeCommand is `trivet describe`.
func (a *app) describeCommand() *cobra.Command {
	return a.lookCommand("describe TERM (FILE... | --endpoint URL)", "Say what files, or an endpoint, tell of a thing", 2, func(args []string) ([]string, func(*graph.Graph) []string) {
		return args[1:], func(*graph.Graph) []string { return []string{".describe " + args[0]} }
	}, func(ctx context.Context, e *endpointFlags, args []string, format string) error {
		g, err := a.describeFar(ctx, e, args[0])
		if err != nil {
			return err
		}
		return a.runLines(ctx, g, format, []string{".describe " + args[0]})
	})
}

// lookCommand runs commands of the shell over files. split turns the arguments
// into the files and the lines to run. far does the same with an endpoint, which
// takes the files' place.
func (a *app) lookCommand(use, short string, least int, split func([]string) ([]string, func(*graph.Graph) []string),
	far func(ctx context.Context, e *endpointFlags, args []string, format string) error) *cobra.Command {
	var d dataFlags
	var from endpointFlags
	var format string
	cmd := &cobra.Command{
		Use:   use,
		Short: short,
		Args:  argCount(least-1, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case from.url != "" && len(args) == least-1 && len(d.files) == 0:
				return far(cmd.Context(), &from, args, format)
			case from.url != "" || len(d.files)+len(args) < least:
				return wrongNumber(cmd)
			}
			files, lines := split(args)
			d.files = append(d.files, files...)
			g, err := a.load(cmd.Context(), &d)
			if err != nil {
				return err
			}
			return a.runLines(cmd.Context(), g, format, lines(g))
		},
	}
	d.add(cmd)
	from.add(cmd, "look at the SPARQL endpoint at this URL instead of files")
	cmd.Flags().StringVarP(&format, "format", "f", "", "table, box, markdown, line, csv, tsv, json, jsonl, xml, html")
	return cmd
}

// runLines runs lines in a session over g, without prompts and timings.
func (a *app) runLines(ctx context.Context, g *graph.Graph, format string, lines []string) error {
	prefixes, err := a.prefixMap()
	if err != nil {
		return err
	}
	if format != "" && !slices.Contains(repl.Modes(), strings.ToLower(format)) {
		return usagef("there is no format %q", format)
	}
	s := repl.New(repl.Config{
		Graph: g, Out: a.stdout, Err: a.stderr, Prefixes: prefixes,
		Terminal: terminal(a.stdout), Color: a.colorOn(a.stdout), Width: func() int { return screenWidth(a) },
	})
	if format != "" {
		lines = append([]string{".mode " + format}, lines...)
	}
	for _, line := range lines {
		if err := s.Do(ctx, line); err != nil {
			return err
		}
	}
	return nil
}
