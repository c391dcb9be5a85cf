package graph

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// ErrUnknownFormat reports a document whose format neither an option, nor the
// name, nor the content tells.
var ErrUnknownFormat = errors.New("unknown format")

// Load reads a document into a new graph: see Graph.Load.
func Load(ctx context.Context, r io.Reader, opts ...LoadOption) (*Graph, error) {
	g := New()
	if err := g.Load(ctx, r, opts...); err != nil {
		return nil, err
	}
	return g, nil
}

// LoadFile reads a file into a new graph: see Graph.Load.
func LoadFile(ctx context.Context, path string, opts ...LoadOption) (*Graph, error) {
	g := New()
	if err := g.LoadFile(ctx, path, opts...); err != nil {
		return nil, err
	}
	return g, nil
}

// LoadFile is Load for a file, whose path is the default of WithName. It also
// takes the snapshot files that SaveSnapshot writes: an empty graph becomes the
// file's as with Open, in milliseconds; to any other graph the statements are
// added, with new blank nodes.
func (g *Graph) LoadFile(ctx context.Context, path string, opts ...LoadOption) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if isSnapshotPath(f, path) {
		return g.loadSnapshot(ctx, path, opts)
	}
	return g.Load(ctx, f, append([]LoadOption{WithName(path)}, opts...)...)
}

// Load adds the statements of a document. Either all of them are added or, on an
// error or when ctx ends, none. gzip and zstd are recognised and decompressed.
// The format is that of WithFormat, else what the name's extension says, else
// what the content looks like. Blank nodes of the document are new nodes: if the
// graph has terms already, labels get a prefix that no label of the graph has.
//
// Errors of the document are *rdfio.Error. Other writers wait until the load is
// done; readers go on with the state before.
func (g *Graph) Load(ctx context.Context, r io.Reader, opts ...LoadOption) error {
	l := &loading{start: time.Now()}
	for _, o := range opts {
		o(l)
	}
	if k := l.into.kind; k != 0 && k != IRI && k != Blank {
		return fmt.Errorf("graph: a graph is named by an IRI or a blank node, not by a %s", k)
	}
	l.total = sizeOf(r)
	in := &countingReader{ctx: ctx, r: r}
	l.in = in
	body, err := l.open(in)
	if err != nil {
		return err
	}
	return g.take(ctx, l, body)
}

// take adds the statements of a document, or of l's source, or none.
func (g *Graph) take(ctx context.Context, l *loading, body io.Reader) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	l.terms = g.dict.mark()
	halt := func() error { return context.Cause(ctx) }
	g.dict.resources.halt, g.dict.literals.halt = halt, halt
	committed := false
	defer func() {
		if !committed {
			g.dict.rollback(l.terms)
		}
		g.dict.settle()
	}()
	l.seed, l.blanks = g.dict.seed, g.dict.documentPrefix()
	l.collect = newCollector(g.dict)
	if err := l.read(ctx, body); err != nil {
		return l.hint(err)
	}
	l.tell(Indexing, true)
	if err := g.publish(&job{ctx: ctx, workers: runtime.GOMAXPROCS(0)}, l.collect); err != nil {
		return err
	}
	committed = true
	g.declare(l.prefixes)
	l.tell(Done, true)
	if l.collect.n >= returnMemory {
		l.collect = nil
		debug.FreeOSMemory()
	}
	return nil
}

// returnMemory is from how many statements on a load gives the memory that it
// needed meanwhile back to the operating system at once. The runtime would do it
// too, over some minutes.
const returnMemory = 1 << 20

// loading is one call of Load.
type loading struct {
	format   rdfio.Format
	looks    rdfio.Format // what the content looks like, when no option tells the format
	base     string
	name     string
	into     Term
	progress func(Progress)
	limits   rdfio.Limits
	skipBad  func(*rdfio.Error)
	contexts map[string][]byte

	source   func(ctx context.Context, blankPrefix string, emit func(*rdfio.Quad) error) error // instead of a document
	in       *countingReader
	total    int64
	start    time.Time
	told     time.Time // when progress was last told
	seed     uint64
	terms    mark   // the dictionary before the load
	blanks   string // put before blank node labels
	prefixes Prefixes
	collect  *collector
}

// open decompresses r and finds out the format.
func (l *loading) open(r io.Reader) (io.Reader, error) {
	plain, err := rdfio.Decompress(r, l.limits)
	var path *os.PathError // names the file itself
	if err != nil && l.name != "" && !errors.As(err, &path) {
		err = fmt.Errorf("graph: %s: %w", l.name, err)
	}
	if err != nil || l.format != rdfio.Unknown {
		return plain, err
	}
	head := bufio.NewReaderSize(plain, 4096)
	start, err := head.Peek(4096)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if IsSnapshotFile(start) {
		return nil, errSnapshotStream(l.name)
	}
	l.looks = rdfio.Sniff(start)
	if l.format = rdfio.FormatByPath(l.name); l.format == rdfio.Unknown {
		l.format = l.looks
	}
	if l.format == rdfio.Unknown {
		return nil, fmt.Errorf("graph: %w: %s: name the format, or give the file an extension such as .ttl or .nt",
			ErrUnknownFormat, cmpOr(l.name, "the document"))
	}
	return head, nil
}

// hint adds to an error of a document that its name may be wrong, if it begins
// like one in another format.
func (l *loading) hint(err error) error {
	var bad *rdfio.Error
	line := l.format == rdfio.NTriples || l.format == rdfio.NQuads
	other := l.looks == rdfio.RDFXML || l.looks == rdfio.JSONLD || line && (l.looks == rdfio.Turtle || l.looks == rdfio.TriG)
	if other && l.looks != l.format && errors.As(err, &bad) && (bad.Line <= 3 || bad.Hint == "") {
		bad.Hint = fmt.Sprintf("the name says %s, but the content looks like %s", l.format, l.looks)
	}
	return err
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// options is what the parsers are told.
func (l *loading) options() rdfio.Options {
	return rdfio.Options{
		Base: l.base, File: l.name, Limits: l.limits, Contexts: l.contexts, BlankPrefix: l.blanks,
		Prefix: l.prefixes.Set,
	}
}

// tell reports progress, not more often than ten times a second unless it must.
func (l *loading) tell(stage Stage, must bool) {
	if l.progress == nil {
		return
	}
	now := time.Now()
	if !must && now.Sub(l.told) < time.Second/10 {
		return
	}
	l.told = now
	p := Progress{Stage: stage, Bytes: l.in.n.Load(), Total: l.total, Triples: l.collect.n, Elapsed: now.Sub(l.start)}
	if stage == Reading && p.Bytes > 0 && p.Total > p.Bytes {
		p.Left = time.Duration(float64(p.Elapsed) / float64(p.Bytes) * float64(p.Total-p.Bytes))
	}
	l.progress(p)
}

// foresee tells the dictionary what to expect, once there is enough to go by.
func (l *loading) foresee() {
	if read := l.in.n.Load(); l.total > 0 && read >= l.total/64 && read >= 1<<20 {
		l.collect.dict.expect(l.terms, min(1, float64(read)/float64(l.total)))
	}
}

// publish makes the collected statements part of the graph.
func (g *Graph) publish(j *job, c *collector) error {
	snap := g.Snapshot()
	def, fresh, n := snap.def, map[ID]*View{}, snap.n
	for id, f := range c.graphs {
		old := snap.view(id)
		if old == nil {
			old = &View{flat(nil)}
		}
		r, err := f.onto(j, old.run)
		if err != nil {
			return err
		}
		n += r.size() - old.Len()
		c.graphs[id] = nil // its lists are empty now: let go of what is left
		if id == None {
			def = &View{r}
		} else {
			fresh[id] = &View{r}
		}
	}
	if err := j.ctx.Err(); err != nil {
		return context.Cause(j.ctx)
	}
	next := g.newState(def, snap.named.withAll(fresh), n)
	g.snap.Store(next)
	g.compact(next, slices.Collect(maps.Keys(c.graphs)))
	return nil
}

// declare adds the prefixes of a document to the graph's.
func (g *Graph) declare(more Prefixes) {
	if more.Len() == 0 {
		return
	}
	all := g.prefixes.Load().clone()
	for label, iri := range more.All() {
		all.Set(label, iri)
	}
	g.prefixes.Store(all)
}

// documentPrefix is what the labels of the next document's blank nodes get in
// front: nothing for the first, then "d1.", "d2." and so on, with a number that
// no label has had.
func (d *dict) documentPrefix() string {
	if d.resources.n <= 1 {
		return ""
	}
	return "d" + strconv.Itoa(d.docs+1) + "."
}

// countingReader counts what it reads and stops when its context ends.
type countingReader struct {
	ctx context.Context
	r   io.Reader
	n   atomic.Int64
}

// Read reads from the document.
func (c *countingReader) Read(p []byte) (int, error) {
	if c.ctx.Err() != nil {
		return 0, context.Cause(c.ctx)
	}
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// sizeOf is how many bytes r will give, if it can be known, else 0.
func sizeOf(r io.Reader) int64 {
	switch r := r.(type) {
	case interface{ Len() int }:
		return int64(r.Len())
	case *os.File:
		if info, err := r.Stat(); err == nil && info.Mode().IsRegular() {
			return info.Size()
		}
	}
	return 0
}
