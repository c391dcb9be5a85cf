package graph

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// SaveOption changes how a graph is written.
type SaveOption func(*saving)

// WithPrefixes sets the prefixes to write with, in that order, instead of those
// that the loaded documents declared.
func WithPrefixes(list []rdfio.Prefix) SaveOption {
	return func(s *saving) { s.options.Prefixes, s.own = list, true }
}

// WithOutputBase writes a base IRI, and IRIs below it relative to it, where the
// format can.
func WithOutputBase(iri string) SaveOption {
	return func(s *saving) { s.options.Base = iri }
}

// WithCanonical writes N-Triples and N-Quads in their canonical form.
func WithCanonical() SaveOption { return func(s *saving) { s.options.Canonical = true } }

// WithStreaming writes Turtle and TriG without holding the document in memory:
// blank nodes keep labels, and lists are written as their triples.
func WithStreaming() SaveOption { return func(s *saving) { s.options.Streaming = true } }

// WithOnly writes one graph only, as triples: the one with that name, or the
// default graph for the zero Term.
func WithOnly(name Term) SaveOption { return func(s *saving) { s.only, s.name = true, name } }

// WithSaveContext stops writing when ctx ends.
func WithSaveContext(ctx context.Context) SaveOption { return func(s *saving) { s.ctx = ctx } }

// saving is one call of Save.
type saving struct {
	options rdfio.WriterOptions
	own     bool // the prefixes are the caller's
	only    bool
	name    Term
	ctx     context.Context
	format  rdfio.Format // of a file
}

// Save writes the graph to w in a format. Output is deterministic. A format
// without named graphs is refused with rdfio.ErrNoGraphs when there are any,
// unless WithOnly chooses one graph. w is not closed.
func (g *Graph) Save(w io.Writer, f rdfio.Format, opts ...SaveOption) error {
	return g.Snapshot().save(w, f, g.prefixes.Load(), opts)
}

// Save writes the snapshot as Graph.Save does, without prefixes of its own.
func (s *Snapshot) Save(w io.Writer, f rdfio.Format, opts ...SaveOption) error {
	return s.save(w, f, &Prefixes{}, opts)
}

// WithFileFormat has SaveFile write that format whatever the file's extension.
func WithFileFormat(f rdfio.Format) SaveOption { return func(s *saving) { s.format = f } }

// SaveFile writes the graph to a file in the format that its extension tells,
// compressed if it ends in ".gz"; SnapshotExtension makes it a snapshot file (see
// SaveSnapshot). A file that exists is replaced only when all has been written;
// after an error it is as it was. What is no regular file, such as a named pipe,
// is written to directly.
func (g *Graph) SaveFile(path string, opts ...SaveOption) error {
	return g.saveFile(osFiles(), path, opts)
}

func (g *Graph) saveFile(fs files, path string, opts []SaveOption) error {
	o := &saving{ctx: context.Background(), format: rdfio.FormatByPath(path)}
	snapshot := strings.HasSuffix(path, SnapshotExtension)
	for _, opt := range opts {
		opt(o)
	}
	switch {
	case snapshot && o.only:
		return fmt.Errorf("graph: cannot write %s: a snapshot file holds all graphs", path)
	case snapshot && o.format == rdfio.Unknown:
		return g.Snapshot().saveFile(o.ctx, fs, path, g.prefixes.Load())
	case o.format == rdfio.Unknown:
		return fmt.Errorf("graph: %w: %s: give the file an extension such as .ttl, .nt, .trig, .nq or %s", ErrUnknownFormat, path, SnapshotExtension)
	case strings.HasSuffix(path, ".zst"):
		return fmt.Errorf("graph: cannot write %s: %w", path, errors.New("zstd is read only; use .gz, or pipe the output to zstd"))
	}
	return fs.replace(path, func(w io.Writer) error {
		if !strings.HasSuffix(path, ".gz") {
			return g.Save(w, o.format, opts...)
		}
		z := gzip.NewWriter(w)
		if err := g.Save(z, o.format, opts...); err != nil {
			return err
		}
		return z.Close()
	})
}

func (s *Snapshot) save(w io.Writer, f rdfio.Format, declared *Prefixes, opts []SaveOption) error {
	o := &saving{ctx: context.Background()}
	for _, opt := range opts {
		opt(o)
	}
	if !o.own {
		o.options.Prefixes = declared.List()
	}
	if names := s.Graphs(); !o.only && !f.HasGraphs() && len(names) > 0 {
		return fmt.Errorf("graph: %w: there are %d named graphs, and %s has none; use TriG or N-Quads, or save one graph",
			rdfio.ErrNoGraphs, len(names), f)
	}
	out, err := rdfio.NewWriter(w, f, o.options)
	if err != nil {
		return err
	}
	if err := s.writeAll(o, out); err != nil {
		return err
	}
	return out.Close()
}

// writeAll writes the graphs that were asked for.
func (s *Snapshot) writeAll(o *saving, out *rdfio.Writer) error {
	if o.only {
		v := s.def
		if !o.name.IsAny() {
			id, _ := s.Lookup(o.name)
			v = s.Named(id)
		}
		return s.writeView(o.ctx, v, Any, out)
	}
	if err := s.writeView(o.ctx, s.def, Any, out); err != nil {
		return err
	}
	for _, g := range s.Graphs() {
		if err := s.writeView(o.ctx, s.Named(g), s.Term(g), out); err != nil {
			return err
		}
	}
	return nil
}

// writeView writes one graph, subject by subject.
func (s *Snapshot) writeView(ctx context.Context, v *View, name Term, out *rdfio.Writer) error {
	var (
		q    = rdfio.Quad{G: ToRDFIO(name)}
		last triple // of which q has the terms
		n    int
		err  error
	)
	v.match(None, None, None, func(subj, pred, obj ID) bool {
		if n++; n%1024 == 0 && ctx.Err() != nil {
			err = context.Cause(ctx)
			return false
		}
		if subj != last.s {
			q.S = ToRDFIO(s.Term(subj))
		}
		if pred != last.p {
			q.P = ToRDFIO(s.Term(pred))
		}
		q.O = ToRDFIO(s.Term(obj))
		last = triple{subj, pred, obj}
		err = out.Write(&q)
		return err == nil
	})
	return err
}
