package exec

import (
	"sync"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// streamOp gives the rows of a pipeline that several goroutines run, in the order in
// which one would give them. It works in rounds: all goroutines take morsels and keep
// what comes of them, until the round's morsels are through; then the rows are handed
// on, morsel by morsel. Between two calls of Next nothing runs, so that nothing is left
// behind when no more rows are asked for. Rounds begin with one batch of the scan and
// double: the first rows come soon, and what is read too much is no more than what was
// wanted. Where few rows come they grow faster and further, since the end of each round
// is a wait for the slowest. A morsel of which many rows come is put aside, and gone on
// with when those have been given.
type streamOp struct {
	x    *Context
	node plan.Node
	in   Operator // what gives the rows where several goroutines are not worth it

	begun   bool
	p       *pipeline // nil: in gives the rows
	m       *morsels
	workers []*Context
	ops     []Operator // by worker: the pipeline's root
	before  []Stats    // by node of the pipeline: the counters without the workers'

	most   int           // rows of a morsel at most
	window int           // rows of the scan in the next round
	few    bool          // the last round gave few rows for its length
	parts  []*streamPart // of the round, in order
	at     int           // the part being given
	given  int           // rows of it given
	rests  int           // joins whose unmatched rows have not come yet
	out    batch.Batch
}

// streamPart is what came of a morsel.
type streamPart struct {
	rows   rowStore
	worker int  // who works on it
	done   bool // all of its rows are here
	held   int64
}

const (
	mostInMorsel = 1 << 14 // rows of a stream's morsel
	mostInPart   = 1 << 16 // rows kept of one before it is put aside
	morselsRound = 4       // morsels of a round, for each goroutine
	fewRows      = 16      // a round gives few rows if it gives one of so many read
	fewMorsels   = 4       // by how much rounds are longer, and have more morsels, after that
	roomForParts = 1 << 26 // bytes that a query must be allowed for rows to be kept
)

// stream gives the rows of n, whose operator is op, all of which are wanted: on several
// goroutines where that can be and is worth it.
func (x *Context) stream(n plan.Node, op Operator) Operator {
	if most := x.Budget.MemoryBytes; x.run != nil || x.workers() < 2 || most > 0 && most < roomForParts || !x.works(n) {
		return op
	}
	return &streamOp{x: x, node: n, in: op}
}

// works reports whether below n is a scan expected to be long enough, and between
// them work to share: more than look-ups in step with the scan, which take no longer
// than to keep the rows; not where the first rows are wanted soon.
func (x *Context) works(n plan.Node) bool {
	shares, rows := false, n.About().Rows
	for {
		switch at := n.(type) {
		case *plan.Project:
			n = at.Input
		case *plan.Filter:
			n, shares = at.Input, true
		case *plan.Extend:
			n, shares = at.Input, true
		case *plan.TopFilter:
			n, shares = at.Input, true
		case *plan.HashJoin:
			n, shares = at.L, true
		case *plan.Lateral:
			n, shares = at.L, true
		case *plan.Star:
			n, shares = at.Input, true
		case *plan.Step:
			if at.Quick {
				return false
			}
			if at.Input == nil {
				return at.Rows >= float64(x.least())/2 && (shares || rows < at.Rows/2)
			}
			n = at.Input
		default:
			return false
		}
	}
}

func (s *streamOp) Reset() {
	s.forget()
	s.begun, s.p = false, nil
	s.in.Reset()
}

// forget lets go of the rows kept.
func (s *streamOp) forget() {
	for _, part := range s.parts {
		s.x.shrink(part.held)
	}
	s.parts = nil
}

func (s *streamOp) Next() (*batch.Batch, error) {
	if !s.begun {
		if err := s.begin(); err != nil {
			return nil, err
		}
	}
	if s.p == nil {
		return s.in.Next()
	}
	if err := s.x.check(plan.Name(s.node), s.x.Stats(s.node).Rows); err != nil {
		return nil, err
	}
	for {
		if b := s.give(); b != nil {
			return b, nil
		}
		if more, err := s.round(); err != nil || !more {
			return nil, err
		}
	}
}

// begin decides who runs the pipeline.
func (s *streamOp) begin() error {
	s.begun = true
	p := s.x.pipelineOf(s.node, s.in)
	if p == nil {
		return nil
	}
	m, err := s.x.split(p)
	if m == nil || err != nil {
		return err
	}
	s.p, s.m, s.workers, s.rests = p, m, s.x.crew(p, m), len(p.rests)
	s.ops = make([]Operator, len(s.workers))
	for i, w := range s.workers {
		s.ops[i] = w.operator(s.node)
	}
	s.before = s.x.counters(p)
	s.most = min(m.size, mostInMorsel)
	s.window = min(batch.Size, s.most)
	m.to = 0
	return nil
}

// give gives the next rows that are here; nil when there are none.
func (s *streamOp) give() *batch.Batch {
	for s.at < len(s.parts) {
		part := s.parts[s.at]
		if n := min(part.rows.n-s.given, batch.Size); n > 0 {
			s.out.Cols, s.out.N = s.out.Cols[:0], n
			for _, col := range part.rows.cols {
				s.out.Cols = append(s.out.Cols, col[s.given:s.given+n])
			}
			s.given += n
			return &s.out
		}
		if !part.done {
			return nil
		}
		s.x.shrink(part.held)
		part.held, s.given = 0, 0
		s.at++
	}
	return nil
}

// round makes more rows; more is false when there are none.
func (s *streamOp) round() (more bool, err error) {
	defer func() { s.x.gathered(s.p, s.workers, s.before) }()
	switch {
	case s.at < len(s.parts): // a part that was put aside
		part := s.parts[s.at]
		s.x.shrink(part.held)
		part.empty()
		s.given = 0
		return true, s.collect(part)
	case s.m.to < s.m.n:
		s.open()
		return true, s.all()
	case s.rests > 0:
		s.rests-- // from the scan on: a join may match what one below it has not
		s.parts, s.at, s.given = s.parts[:0], 0, 0
		part := s.part(0)
		s.workers[0].run.after(s.p.rests[s.rests])
		s.ops[0].Reset()
		return true, s.collect(part)
	}
	return false, nil
}

// open takes the next window of the scan, in morsels as long as the window allows.
func (s *streamOp) open() {
	each := len(s.workers) * morselsRound
	if s.few {
		each *= fewMorsels
	}
	s.m.from, s.m.to = s.m.to, min(s.m.to+s.window, s.m.n)
	s.m.size = max(min(s.most, s.window/each)&^(batch.Size-1), min(batch.Size, s.most))
	s.m.next.Store(0)
	s.parts, s.at, s.given = s.parts[:0], 0, 0
	for from := s.m.from; from < s.m.to; from += s.m.size {
		s.part(-1)
	}
}

// grow makes the next round longer, after one that is complete.
func (s *streamOp) grow() {
	rows := 0
	for _, part := range s.parts {
		rows += part.rows.n
	}
	each, times := len(s.workers)*morselsRound, 2
	if s.few = rows < s.window/fewRows; s.few {
		each, times = each*fewMorsels, 2*fewMorsels
	}
	s.window = min(times*s.window, each*s.most)
}

// part adds an empty part to the round, with the memory of one before if there is some.
func (s *streamOp) part(worker int) *streamPart {
	if n := len(s.parts); n < cap(s.parts) {
		s.parts = s.parts[:n+1]
	} else {
		s.parts = append(s.parts, nil)
	}
	last := &s.parts[len(s.parts)-1]
	if *last == nil {
		*last = &streamPart{rows: rowStore{cols: make([][]graph.ID, len(s.node.About().Vars))}}
	}
	(*last).empty()
	(*last).worker = worker
	return *last
}

// empty makes room for rows.
func (p *streamPart) empty() {
	for c := range p.rows.cols {
		p.rows.cols[c] = p.rows.cols[c][:0]
	}
	p.rows.n, p.done, p.held = 0, false, 0
}

// all works on the round's morsels, on as many goroutines as there are morsels for.
// A goroutine that has put one aside takes no other.
func (s *streamOp) all() error {
	n := min(len(s.workers), len(s.parts))
	errs := make([]error, n)
	var wait sync.WaitGroup
	for i := range n {
		one := func() {
			for w := s.workers[i]; errs[i] == nil && w.run.take(); {
				part := s.parts[w.run.number]
				part.worker = i
				s.ops[i].Reset()
				if errs[i] = s.collect(part); !part.done {
					break
				}
			}
			if errs[i] != nil {
				s.m.stop.Store(true)
			}
		}
		if i == n-1 {
			one() // who waits works
			break
		}
		wait.Go(one)
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	s.grow()
	return s.untaken()
}

// untaken gives morsels that nobody took, as all had put one aside, back to the scan:
// the next round begins with them.
func (s *streamOp) untaken() error {
	for i, part := range s.parts {
		if part.worker < 0 {
			s.parts, s.m.to = s.parts[:i], s.m.from+i*s.m.size
			s.most = max(s.most/4&^(batch.Size-1), min(batch.Size, s.most))
			s.window = min(s.window, s.most)
			break
		}
	}
	return nil
}

// collect keeps the rows of a part until there are many.
func (s *streamOp) collect(part *streamPart) error {
	w, op := s.workers[part.worker], s.ops[part.worker]
	from := every(len(part.rows.cols))
	most := mostInPart
	if s.few {
		most /= fewMorsels
	}
	for part.rows.n < most {
		b, err := op.Next()
		if err != nil {
			return err
		}
		if b == nil {
			part.done = true
			return nil
		}
		bytes := part.rows.add(b, from)
		part.held += bytes
		if err := w.grow(plan.Name(s.node), nil, bytes); err != nil {
			return err
		}
	}
	return nil
}
