package repl

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// dataCommands are the commands about the graph's contents.
func dataCommands() []*command {
	load := &command{
		name: "load", args: "FILE... [into <GRAPH>]", brief: "load RDF files into the graph", group: groupData,
		detail: "The format is known by extension or content; .gz and .zst are unpacked.\n" +
			"Patterns such as data/*.ttl work. A file that fails changes nothing.",
		example: ".load people.ttl", takes: takesFile,
	}
	load.run = func(s *Session, ctx context.Context, args string) error { return s.load(ctx, load, args) }
	save := &command{
		name: "save", args: "FILE [FORMAT]", brief: "write the graph to a file", group: groupData,
		detail: "The format is known by extension: .ttl .nt .nq .trig .rdf .jsonld; .trivet is a\n" +
			"snapshot, which opens at once. With .gz behind it the file is compressed.",
		example: ".save copy.nt", takes: takesFile,
	}
	save.run = func(s *Session, ctx context.Context, args string) error { return s.save(ctx, save, args) }
	open := &command{
		name: "open", args: "FILE...", brief: "start over with the contents of these files", group: groupData,
		example: ".open people.ttl", takes: takesFile,
	}
	open.run = func(s *Session, ctx context.Context, args string) error { return s.open(ctx, open, args) }
	return []*command{
		load, save, open, connectCommand(),
		{
			name: "undo", brief: "take the last load or update back", group: groupData,
			example: "INSERT DATA { ex:x ex:y ex:z }\n.undo",
			run:     func(s *Session, ctx context.Context, _ string) error { return s.undoLast(ctx) },
		},
	}
}

// learnPrefixes takes over the prefixes that the loaded documents declared.
func (s *Session) learnPrefixes() {
	data := map[string]string{}
	for label, iri := range s.g.Prefixes().All() {
		data[label] = iri
	}
	s.prefixes.data = data
}

// files reads the file arguments of a command, with patterns.
func (c *command) files(words []string) ([]string, error) {
	if len(words) == 0 {
		return nil, c.usage("want a file")
	}
	var files []string
	for _, w := range words {
		if home, err := os.UserHomeDir(); err == nil && strings.HasPrefix(w, "~/") {
			w = filepath.Join(home, w[2:])
		}
		if _, err := os.Stat(w); err == nil || !strings.ContainsAny(w, "*?[") {
			files = append(files, w)
			continue
		}
		found, err := filepath.Glob(w)
		if err != nil {
			return nil, c.usage("bad pattern %q", w)
		}
		if len(found) == 0 {
			return nil, &os.PathError{Op: "open", Path: w, Err: os.ErrNotExist}
		}
		files = append(files, found...)
	}
	return files, nil
}

// load loads files into the graph, into a named graph when the arguments end
// with "into <graph>".
func (s *Session) load(ctx context.Context, c *command, args string) error {
	words, err := splitWords(args, false)
	if err != nil {
		return err
	}
	var opts []graph.LoadOption
	if n := len(words); n > 2 && strings.EqualFold(words[n-2], "into") {
		name, err := s.parseTerm(words[n-1])
		if err != nil {
			return err
		}
		opts = append(opts, graph.WithGraph(name))
		words = words[:n-2]
	}
	files, err := c.files(words)
	if err != nil {
		return err
	}
	before := s.g.Snapshot()
	defer func() {
		if s.g.Snapshot().Version() != before.Version() {
			s.pushUndo(".load "+args, before)
			s.learnPrefixes()
		}
	}()
	return s.loadFiles(ctx, s.g, files, opts...)
}

// loadFiles loads files one by one and says how much each had.
func (s *Session) loadFiles(ctx context.Context, g *graph.Graph, files []string, opts ...graph.LoadOption) error {
	for _, name := range files {
		had, start := g.Len(), s.cfg.Now()
		p := s.newProgress(name)
		done := s.waiting.on("a read of %s to end", name)
		err := g.LoadFile(ctx, name, append(opts, graph.WithProgress(p.update))...)
		done()
		p.clear()
		if err != nil {
			return err
		}
		if s.cfg.Interactive || s.view.timing {
			s.note("%s from %s%s", count(g.Len()-had, "new triple"), visible(name), s.took(start))
		}
	}
	return nil
}

// took is " in 12 ms" where times are shown.
func (s *Session) took(start time.Time) string {
	if !s.view.timing {
		return ""
	}
	return s.dim(" in " + duration(s.cfg.Now().Sub(start)))
}

// open replaces the graph by the contents of files.
func (s *Session) open(ctx context.Context, c *command, args string) error {
	words, err := splitWords(args, false)
	if err != nil {
		return err
	}
	files, err := c.files(words)
	if err != nil {
		return err
	}
	g := graph.New()
	if err := s.loadFiles(ctx, g, files); err != nil {
		return err
	}
	s.g = g
	s.undo = nil // snapshots of another graph
	s.learnPrefixes()
	return nil
}

// save writes the graph to a file. After a failure or Ctrl-C the old file is
// whole.
func (s *Session) save(ctx context.Context, c *command, args string) error {
	words, err := splitWords(args, false)
	if err != nil {
		return err
	}
	if len(words) < 1 || len(words) > 2 {
		return c.usage("want a file and perhaps a format")
	}
	path, snap := words[0], s.g.Snapshot()
	opts := []graph.SaveOption{graph.WithSaveContext(ctx)}
	if len(words) == 2 || !strings.HasSuffix(path, graph.SnapshotExtension) {
		format := rdfio.FormatByPath(path)
		if len(words) == 2 {
			format = rdfio.FormatByName(words[1])
		}
		if format == rdfio.Unknown {
			return c.usage("the name %q does not say which format", words[len(words)-1])
		}
		if len(snap.Graphs()) > 0 && !format.HasGraphs() {
			return c.usage("%s cannot hold named graphs: use .trig or .nq", format)
		}
		opts = append(opts, graph.WithFileFormat(format), s.usedPrefixes(s.g))
	}
	defer s.waiting.on("a write to %s to end", path)()
	if err := s.g.SaveFile(path, opts...); err != nil {
		return err
	}
	s.note("%s to %s", count(snap.Len(), "triple"), visible(path))
	return nil
}

// usedPrefixes has a graph written with the session's prefixes.
func (s *Session) usedPrefixes(g *graph.Graph) graph.SaveOption {
	return graph.WithPrefixes(UsedPrefixes(g, s.prefixes.display()))
}

// maxScanned is how many triples are looked at to find out which prefixes are
// used; a larger graph is written with those that its beginning uses.
const maxScanned = 200_000

// UsedPrefixes are those of the prefixes (label to IRI) that names in the graph
// can be shortened with, by label: what to write the graph with.
func UsedPrefixes(g *graph.Graph, prefixes map[string]string) []rdfio.Prefix {
	used := map[string]bool{}
	seen := map[graph.Term]bool{}
	note := func(t graph.Term) {
		if t.IsLiteral() {
			t = graph.NewIRI(t.Datatype())
		}
		if !t.IsIRI() || seen[t] {
			return
		}
		seen[t] = true
		if short := shrink(t.Value(), prefixes); short[0] != '<' {
			label, _, _ := strings.Cut(short, ":")
			used[label] = true
		}
	}
	n := 0
	for q := range g.MatchQuads(graph.Any, graph.Any, graph.Any, graph.Any) {
		for _, t := range [4]graph.Term{q.S, q.P, q.O, q.G} {
			note(t)
		}
		if n++; n == maxScanned {
			break
		}
	}
	var list []rdfio.Prefix
	for _, label := range slices.Sorted(maps.Keys(used)) {
		list = append(list, rdfio.Prefix{Label: label, IRI: prefixes[label]})
	}
	return list
}

// progress shows how far a load is, on a terminal only.
type progress struct {
	w     io.Writer // nil: nowhere
	name  string
	shown bool
	next  time.Time
	now   func() time.Time
}

// newProgress returns the progress of loading a file.
func (s *Session) newProgress(name string) *progress {
	p := &progress{name: filepath.Base(name), now: s.cfg.Now}
	if s.cfg.Terminal && s.cfg.Interactive {
		p.w = s.err
		p.next = p.now().Add(300 * time.Millisecond) // short loads show nothing
	}
	return p
}

// update shows how far a load is.
func (p *progress) update(at graph.Progress) { p.line(progressText(at)) }

// line shows a line that the next one overwrites.
func (p *progress) line(text string) {
	if p.w == nil || p.now().Before(p.next) {
		return
	}
	p.next = p.now().Add(100 * time.Millisecond)
	p.shown = true
	_, _ = fmt.Fprintf(p.w, "\r\x1b[K%s: %s", visible(p.name), visible(text))
}

// clear removes the line.
func (p *progress) clear() {
	if p.shown {
		_, _ = io.WriteString(p.w, "\r\x1b[K")
		p.shown = false
	}
}

// progressText is how far a load is, in words.
func progressText(at graph.Progress) string {
	text := at.Stage.String()
	if at.Total > 0 {
		text += fmt.Sprintf(" %d %%", min(100, at.Bytes*100/at.Total))
	}
	text += ", " + count(at.Triples, "triple") + ", " + thousands(int(at.Rate())) + "/s"
	if at.Left > 0 {
		text += ", " + duration(at.Left) + " left"
	}
	return text
}
