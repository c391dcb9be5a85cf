package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/repl"
)

// dataFlags are the flags of commands that load files.
type dataFlags struct {
	files   []string // -d
	format  string   // --data-format
	base    string   // --base
	lenient bool     // --skip-bad
	graph   string   // --graph

	bad func(*rdfio.Error) // told of bad lines instead
}

// add adds the flags to a command.
func (d *dataFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVarP(&d.files, "data", "d", nil, "file or pattern to load, - for standard input; repeats")
	d.addFormat(cmd)
}

// addFormat adds the flags about how files are read.
func (d *dataFlags) addFormat(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&d.format, "data-format", "", "format of the data when the name does not tell: turtle, ntriples, rdfxml, ...")
	f.StringVar(&d.base, "base", "", "base IRI of the data (default: the file's own)")
	f.StringVar(&d.graph, "graph", "", "IRI of the named graph to load the data into (default: the default graph)")
	f.BoolVar(&d.lenient, "skip-bad", false, "skip bad lines of N-Triples and N-Quads, count them and warn of the first ten")
}

// expand turns names and patterns into file names. A pattern without a match
// is an error: it is a name that is not there.
func expand(patterns []string) ([]string, error) {
	var files []string
	for _, p := range patterns {
		if p == "-" || !strings.ContainsAny(p, "*?[") {
			files = append(files, p)
			continue
		}
		if _, err := os.Stat(p); err == nil { // a file that is called like a pattern
			files = append(files, p)
			continue
		}
		found, err := filepath.Glob(p)
		if err != nil {
			return nil, usagef("bad pattern %q", p)
		}
		if len(found) == 0 {
			return nil, &os.PathError{Op: "open", Path: p, Err: os.ErrNotExist}
		}
		files = append(files, found...)
	}
	return files, nil
}

// load loads the files into one graph.
func (a *app) load(ctx context.Context, d *dataFlags) (*graph.Graph, error) {
	g := graph.New()
	return g, a.loadInto(ctx, g, d)
}

// loadInto loads the files into g.
func (a *app) loadInto(ctx context.Context, g *graph.Graph, d *dataFlags) error {
	format := rdfio.Unknown
	if d.format != "" {
		if format = rdfio.FormatByName(d.format); format == rdfio.Unknown {
			return unknownFormat(d.format)
		}
	}
	files, err := expand(d.files)
	if err != nil {
		return err
	}
	for _, name := range files {
		if err := a.loadFile(ctx, g, name, format, d); err != nil {
			return err
		}
	}
	return nil
}

// loadFile loads one file, or standard input for "-".
func (a *app) loadFile(ctx context.Context, g *graph.Graph, name string, format rdfio.Format, d *dataFlags) error {
	var opts []graph.LoadOption
	if format != rdfio.Unknown {
		opts = append(opts, graph.WithFormat(format))
	}
	if d.base != "" {
		opts = append(opts, graph.WithBase(d.base))
	}
	if d.graph != "" {
		opts = append(opts, graph.WithGraph(graph.NewIRI(strings.Trim(d.graph, "<>"))))
	}
	switch {
	case d.bad != nil:
		opts = append(opts, graph.WithSkipBad(d.bad))
	case d.lenient:
		skipped := &skipped{app: a, name: name}
		defer skipped.sum()
		opts = append(opts, graph.WithSkipBad(skipped.add))
	}
	if name == "-" {
		return g.Load(ctx, repl.ContextReader(ctx, a.stdin), append(opts, graph.WithName("standard input"))...)
	}
	bar := a.progress(name)
	defer bar.finish()
	return g.LoadFile(ctx, name, append(opts, graph.WithProgress(bar.update))...)
}

// unknownFormat is the error of a format name nobody knows.
func unknownFormat(name string) error {
	var names []string
	for _, f := range rdfio.Formats() {
		names = append(names, strings.TrimPrefix(f.Extension(), "."))
	}
	return &repl.UsageError{Msg: fmt.Sprintf("there is no RDF format %q", name), Usage: "the formats are " + strings.Join(names, " ")}
}

// firstSkipped is of how many bad lines of a file --skip-bad tells the place.
const firstSkipped = 10

// skipped tells of the first bad lines of a file and counts all.
type skipped struct {
	app  *app
	name string
	n    int
}

func (s *skipped) add(e *rdfio.Error) {
	if s.n++; s.n <= firstSkipped {
		s.app.note("warning: skipped: %v", e)
	}
}

// sum says how many there were, if that is not to be seen.
func (s *skipped) sum() {
	if s.n > firstSkipped {
		s.app.note("warning: skipped %d bad lines of %s in all", s.n, s.name)
	}
}
