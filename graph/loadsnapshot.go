package graph

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// SnapshotExtension is the extension of snapshot files.
const SnapshotExtension = ".trivet"

// isSnapshotPath reports whether a file is a snapshot file, or is called like
// one: then it is no other, whatever is in it.
func isSnapshotPath(f *os.File, path string) bool {
	if strings.HasSuffix(path, SnapshotExtension) {
		return true
	}
	head := make([]byte, len(fileMagic))
	n, err := f.ReadAt(head, 0) // a pipe has no such thing, and is no snapshot file
	return (err == nil || err == io.EOF) && IsSnapshotFile(head[:n])
}

// loadSnapshot adds what a snapshot file holds. A graph that is as New made it
// becomes the file's; into any other the statements are loaded.
func (g *Graph) loadSnapshot(ctx context.Context, path string, opts []LoadOption) error {
	l := &loading{start: time.Now()}
	for _, o := range opts {
		o(l)
	}
	if l.format != rdfio.Unknown {
		return fmt.Errorf("graph: %s is a snapshot file, not %s", path, l.format)
	}
	from, err := Open(ctx, path)
	if err != nil {
		return err
	}
	if l.into.kind == 0 && g.adopt(from) {
		if l.progress != nil {
			l.progress(Progress{Stage: Done, Triples: from.Len(), Elapsed: time.Since(l.start)})
		}
		return nil
	}
	l.in, l.name = &countingReader{}, path
	l.source = from.Snapshot().statements
	if err := g.take(ctx, l, nil); err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.declare(*from.prefixes.Load())
	return nil
}

// statements gives all quads to emit, with a prefix before the labels of blank
// nodes.
func (s *Snapshot) statements(ctx context.Context, blankPrefix string, emit func(*rdfio.Quad) error) error {
	n := 0
	for q := range s.MatchQuads(Any, Any, Any, Any) {
		if n++; n%1024 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		out := rdfio.Quad{G: ToRDFIO(q.G), S: ToRDFIO(q.S), P: ToRDFIO(q.P), O: ToRDFIO(q.O)}
		for _, t := range []*rdfio.Term{&out.G, &out.S, &out.O} {
			prefixBlanks(t, blankPrefix)
		}
		if err := emit(&out); err != nil {
			return err
		}
	}
	return nil
}

// prefixBlanks puts a prefix before the blank node labels of a term that nobody
// else has.
func prefixBlanks(t *rdfio.Term, prefix string) {
	switch t.Kind {
	case rdfio.Blank:
		t.Value = prefix + t.Value
	case rdfio.TripleTerm:
		prefixBlanks(&t.Triple.S, prefix)
		prefixBlanks(&t.Triple.O, prefix)
	}
}

// adopt makes an empty graph, to which no term has been added yet, the same as
// from, which nobody else has; false when it is not empty.
func (g *Graph) adopt(from *Graph) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	snap := from.Snapshot()
	if g.dict.resources.n > 1 || g.dict.literals.n > 0 || g.Len() > 0 {
		return false
	}
	g.dict = from.dict
	g.snap.Store(g.newState(snap.def, snap.named, snap.n))
	g.declare(*from.prefixes.Load())
	return true
}

// errSnapshotStream says why a snapshot file in a stream cannot be loaded.
func errSnapshotStream(name string) error {
	return fmt.Errorf("graph: %s is a snapshot file: %w", cmpOr(name, "the document"),
		errors.New("it can only be opened where it lies, by its name and not compressed"))
}
