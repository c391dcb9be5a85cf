package graph

import (
	"context"
	"io"
	"runtime"
	"sync"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// A load is a pipeline: parsers fill batches, and the loading goroutine gives
// them to the collector in the order of the document, so that IDs do not depend
// on timing. Documents of line formats are cut into runs of lines that several
// parsers read at once; the others have one parser.

const (
	batchQuads = 4096      // statements in a batch of a sequential parser
	lineChunk  = 512 << 10 // bytes of a line format parsed as one batch
	inFlight   = 4         // batches under way for each parser
)

// read parses the document into the collector.
func (l *loading) read(ctx context.Context, r io.Reader) error {
	ctx, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait() // after stop: no goroutine outlives the load
	defer stop()
	p := &pipeline{l: l, ctx: ctx, spare: sync.Pool{New: func() any { return &batch{} }}}
	p.queue = make(chan chan *batch, inFlight*runtime.GOMAXPROCS(0))
	if l.format == rdfio.NTriples || l.format == rdfio.NQuads {
		jobs := make(chan lineJob)
		wg.Go(func() { p.split(r, jobs) })
		for range runtime.GOMAXPROCS(0) {
			wg.Go(func() { p.parseLines(jobs) })
		}
	} else {
		wg.Go(func() { p.parse(r) })
	}
	for out := range p.queue {
		b := <-out
		if err := l.take(ctx, b); err != nil {
			return err
		}
		p.spare.Put(b)
	}
	return ctx.Err()
}

// take hands a batch on, and reports what went wrong in it.
func (l *loading) take(ctx context.Context, b *batch) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if b.err != nil {
		return b.err
	}
	for _, bad := range b.bad {
		l.skipBad(bad)
	}
	l.foresee()
	if err := l.collect.take(b); err != nil {
		return err
	}
	l.tell(Reading, false)
	return nil
}

// pipeline is what the goroutines of one load share.
type pipeline struct {
	l     *loading
	ctx   context.Context
	queue chan chan *batch // in the order of the document, one batch each
	spare sync.Pool        // batches to fill again
}

// send puts the place of the next batch in the queue; false when the load ends.
func (p *pipeline) send(out chan *batch) bool {
	select {
	case p.queue <- out:
		return true
	case <-p.ctx.Done():
		return false
	}
}

// encoder returns an encoder for one parser.
func (p *pipeline) encoder() *encoder {
	e := &encoder{seed: p.l.seed, into: p.l.into}
	e.start(p.spare.Get().(*batch))
	return e
}

// parse is the parser of formats that are read from start to end.
func (p *pipeline) parse(r io.Reader) {
	defer close(p.queue)
	e := p.encoder()
	flush := func() bool {
		out := make(chan *batch, 1)
		out <- e.b
		if !p.send(out) {
			return false
		}
		e.start(p.spare.Get().(*batch))
		return true
	}
	emit := func(q *rdfio.Quad) error {
		e.add(q)
		if len(e.b.quads) >= batchQuads && !flush() {
			return context.Cause(p.ctx)
		}
		return nil
	}
	if p.l.source != nil {
		e.b.err = p.l.source(p.ctx, p.l.blanks, emit)
	} else {
		e.b.err = rdfio.Read(p.ctx, r, p.l.format, p.l.options(), emit)
	}
	flush()
}

// lineJob is lines to parse, and where the batch goes.
type lineJob struct {
	lines rdfio.Lines
	out   chan *batch
}

// split cuts a document of a line format.
func (p *pipeline) split(r io.Reader, jobs chan<- lineJob) {
	defer close(p.queue)
	defer close(jobs)
	splitter := rdfio.NewSplitter(p.ctx, r, lineChunk, p.l.options())
	for {
		lines, err := splitter.Next()
		if err == io.EOF {
			return
		}
		out := make(chan *batch, 1)
		if err != nil {
			out <- &batch{err: err}
			p.send(out)
			return
		}
		if !p.send(out) {
			return
		}
		select {
		case jobs <- lineJob{lines, out}:
		case <-p.ctx.Done():
			out <- &batch{err: context.Cause(p.ctx)}
			return
		}
	}
}

// parseLines is one of the parsers of line formats.
func (p *pipeline) parseLines(jobs <-chan lineJob) {
	e := p.encoder()
	options := p.l.options()
	options.Prefix = nil // line formats have none, and parsers are several
	if p.l.skipBad != nil {
		options.SkipBad = func(bad *rdfio.Error) bool {
			e.b.bad = append(e.b.bad, bad)
			return true
		}
	}
	for job := range jobs {
		e.b.err = job.lines.Read(p.ctx, p.l.format, options, func(q *rdfio.Quad) error {
			e.add(q)
			return nil
		})
		job.out <- e.b
		e.start(p.spare.Get().(*batch))
	}
}
