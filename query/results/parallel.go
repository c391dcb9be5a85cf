package results

import (
	"io"
	"iter"
	"runtime"
	"sync"

	"github.com/trivet-rdf/trivet/graph"
)

// chunk is many rows at once, which may be used on any goroutine.
type chunk = interface {
	Len() int
	Row(i int, terms []graph.Term)
}

// chunked are Rows that can be taken many at a time.
type chunked interface {
	Chunks() iter.Seq2[chunk, error]
}

// parallelRows is after how many rows other goroutines help to encode: before,
// starting them would cost more than they save.
const parallelRows = 1 << 13

// stateless reports whether an encoder's row may be called on several goroutines.
func stateless(e encoder) bool {
	switch e.(type) {
	case *jsonEncoder, *xmlEncoder, *csvEncoder, *tsvEncoder:
		return true
	}
	return false
}

// job is a chunk to be encoded.
type job struct {
	rows  chunk
	first int // the number of its first row
	text  []byte
	done  chan struct{}
}

// pipeline encodes chunks on several goroutines and writes them in their order.
type pipeline struct {
	w       io.Writer
	enc     encoder
	width   int // columns
	workers int // none while zero
	jobs    chan *job
	wait    sync.WaitGroup
	pending []*job // in order; handed out and not yet written
	spare   []*job // to be used again
	n       int    // rows taken
}

// copyChunks is Copy for rows that come in chunks; after so many rows others
// help, at most workers of them.
func copyChunks(w io.Writer, enc encoder, rows chunked, vars []string, after, workers int) (n int, err error) {
	p := &pipeline{w: w, enc: enc, width: len(vars)}
	defer p.stop()
	room := takeBuffer()
	b := enc.begin((*room)[:0], vars)
	defer func() { giveBuffer(room, b) }()
	terms := make([]graph.Term, p.width)
	for c, err := range rows.Chunks() {
		if err != nil {
			if p.drain() == nil {
				_, _ = w.Write(b) // the error of rows is the one to tell
			}
			return p.n, err
		}
		if p.workers == 0 && workers > 1 && p.n >= after {
			p.start(workers)
			if _, err := w.Write(b); err != nil {
				return p.n, err
			}
			b = b[:0]
		}
		if p.workers > 0 {
			err = p.hand(c)
		} else if b = encode(enc, b, c, p.n, terms); len(b) >= flushAt {
			_, err = w.Write(b)
			b = b[:0]
		}
		p.n += c.Len()
		if err != nil {
			return p.n, err
		}
	}
	if err := p.drain(); err != nil {
		return p.n, err
	}
	b = enc.end(b, p.n)
	_, err = w.Write(b)
	return p.n, err
}

// encode appends a chunk whose first row has number first.
func encode(enc encoder, b []byte, c chunk, first int, terms []graph.Term) []byte {
	if e, ok := enc.(textEncoder); ok {
		if t, ok := c.(textual); ok {
			return encodeTexts(e, b, t, first, len(terms))
		}
	}
	for i := range c.Len() {
		c.Row(i, terms)
		b = enc.row(b, first+i, terms)
	}
	return b
}

// start starts the workers.
func (p *pipeline) start(n int) {
	p.workers, p.jobs = n, make(chan *job, n)
	for range n {
		p.wait.Go(func() {
			terms := make([]graph.Term, p.width)
			for j := range p.jobs {
				j.text = encode(p.enc, j.text[:0], j.rows, j.first, terms)
				j.done <- struct{}{}
			}
		})
	}
}

// hand gives a chunk to the workers, and writes the oldest when they have enough.
func (p *pipeline) hand(c chunk) error {
	if len(p.pending) >= 2*p.workers {
		if err := p.oldest(); err != nil {
			return err
		}
	}
	j := &job{done: make(chan struct{}, 1)}
	if n := len(p.spare); n > 0 {
		j, p.spare = p.spare[n-1], p.spare[:n-1]
	}
	j.rows, j.first = c, p.n
	p.pending = append(p.pending, j)
	p.jobs <- j
	return nil
}

// oldest waits for the oldest chunk and writes it.
func (p *pipeline) oldest() error {
	j := p.pending[0]
	p.pending = p.pending[1:]
	<-j.done
	p.spare = append(p.spare, j)
	_, err := p.w.Write(j.text)
	return err
}

// drain writes all that is pending.
func (p *pipeline) drain() error {
	for len(p.pending) > 0 {
		if err := p.oldest(); err != nil {
			return err
		}
	}
	return nil
}

// stop ends the workers.
func (p *pipeline) stop() {
	if p.jobs != nil {
		close(p.jobs)
		p.wait.Wait()
	}
}

// helpers is how many goroutines may encode.
func helpers() int { return min(runtime.GOMAXPROCS(0), 4) }
