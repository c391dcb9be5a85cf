package exec

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// A pipeline is a scan with operators above it that handle one batch after the
// other. Where the scan is long, several goroutines run it, each with operators,
// counters and memories of its own: they take stretches of the scan's rows, the
// morsels, as they get along. What they share is read only (the store, the right
// sides of joins), atomic (the budget), or takes locks (the terms made).
//
// Morsels are numbered, and whoever collects their results can put them in the
// order of the scan, so that an answer does not depend on who did what.

// Workers says when and on how many goroutines pipelines run. Zero fields are the
// defaults.
type Workers struct {
	Most   int // goroutines; default GOMAXPROCS, at most 4
	Least  int // rows of a scan for which more than one is worth it; default 32,768
	Morsel int // rows of a morsel; default a sixteenth of a goroutine's share
}

const (
	mostWorkers   = 4
	leastScan     = 1 << 15
	morselsEach   = 16
	leastInMorsel = 4 * batch.Size
)

// morsels are a scan's rows, handed out in pieces.
type morsels struct {
	node *plan.Step
	cols [3][]graph.ID
	n    int // rows
	size int // of a morsel

	from, to int // the rows to be handed out now: all of them, or a round's
	next     atomic.Int64
	stop     atomic.Bool // a worker has failed
}

// workerRun is what a worker works on.
type workerRun struct {
	*morsels
	joins    map[*plan.HashJoin]*hashJoinOp // built already
	number   int                            // of the morsel
	from, to int                            // its rows
	rest     *plan.HashJoin                 // after all morsels: the join whose unmatched rows are due
}

// take takes the next morsel; false when there is none, or a worker has failed.
func (r *workerRun) take() bool {
	n := int(r.next.Add(1) - 1)
	r.number, r.from = n, r.morsels.from+n*r.size
	if r.from >= r.morsels.to || r.stop.Load() {
		return false
	}
	r.to = min(r.from+r.size, r.morsels.to)
	return true
}

// after makes the rows due after all morsels those that a join has not matched.
func (r *workerRun) after(j *plan.HashJoin) {
	r.rest, r.number = j, int(r.next.Add(1)-1)
	r.from, r.to = 0, 0
}

// morselsOf is what a scan takes its rows from; nil for the whole scan.
func (x *Context) morselsOf(n *plan.Step) *morsels {
	if x.run != nil && x.run.node == n {
		return x.run.morsels
	}
	return nil
}

// pipeline is a plan that workers can run.
type pipeline struct {
	root  plan.Node
	leaf  *plan.Step
	joins map[*plan.HashJoin]*hashJoinOp
	nodes []plan.Node      // on the way from the root to the leaf
	rests []*plan.HashJoin // that hold their right side, from the root to the leaf
}

// pipelineOf finds the pipeline below a node whose operator is op; nil where
// workers cannot run it. Joins of it are not built yet.
func (x *Context) pipelineOf(n plan.Node, op Operator) *pipeline {
	p := &pipeline{root: n, joins: map[*plan.HashJoin]*hashJoinOp{}}
	if x.run != nil || x.workers() < 2 {
		return nil
	}
	for {
		c, ok := op.(*counted)
		if !ok {
			return nil
		}
		p.nodes = append(p.nodes, n)
		if s, ok := n.(*plan.Step); ok && s.Input == nil {
			p.leaf = s
			if s.Scope != 0 || s.P.Var != "" || local(s.P) || local(s.S) || local(s.O) || len(p.nodes) == 1 {
				return nil
			}
			return p
		}
		if n, op = p.below(n, c.Operator); n == nil {
			return nil
		}
	}
}

// below is what an operator of a pipeline reads batch by batch; nil for one that
// cannot be part of a pipeline.
func (p *pipeline) below(n plan.Node, op Operator) (plan.Node, Operator) {
	switch n := n.(type) {
	case *plan.Step:
		switch op := op.(type) {
		case *probeOp:
			return sharedStep(n), op.in
		case *stepOp:
			return sharedStep(n), op.in
		}
	case *plan.Star:
		if op, ok := op.(*starOp); ok && n.Patterns[0].Scope == 0 {
			return n.Input, op.in
		}
	case *plan.Filter:
		if op, ok := op.(*filterOp); ok && plan.Repeatable(n.Cond) {
			return n.Input, op.in
		}
	case *plan.Extend:
		if op, ok := op.(*extendOp); ok && plan.Repeatable(n.Expr) {
			return n.Input, op.in
		}
	case *plan.Project:
		if op, ok := op.(*projectOp); ok {
			return n.Input, op.in
		}
	case *plan.TopFilter:
		if op, ok := op.(*topFilterOp); ok {
			return n.Input, op.in
		}
	case *plan.Lateral:
		op, ok := op.(*lateralOp)
		if ok && (n.Cond == nil || plan.Repeatable(n.Cond)) && p.seeded(n.R, op.r) {
			return n.L, op.l
		}
	case *plan.HashJoin:
		op, ok := op.(*hashJoinOp)
		_, far := n.R.(*plan.Service)
		if ok && op.static && !far && !op.rounds.on && len(n.Equal) == 0 && (n.Cond == nil || plan.Repeatable(n.Cond)) {
			p.joins[n] = op
			if n.Mode.Holds() {
				p.rests = append(p.rests, n)
			}
			return n.L, op.l
		}
	}
	return nil, nil
}

// seeded reports whether each worker can run the right side of a Lateral on its own:
// operators that handle one batch after the other, down to the seed.
func (p *pipeline) seeded(n plan.Node, op Operator) bool {
	for n != nil {
		c, ok := op.(*counted)
		if !ok {
			return false
		}
		p.nodes = append(p.nodes, n)
		switch n := n.(type) {
		case *plan.Seed:
			return !n.Once
		case *plan.HashJoin:
			if n.Mode.Holds() {
				return false // it gives what is unmatched after each batch
			}
		}
		n, op = p.below(n, c.Operator)
	}
	return false
}

// sharedStep is a step's input where its graph stays the same.
func sharedStep(n *plan.Step) plan.Node {
	if n.Scope != 0 {
		return nil
	}
	return n.Input
}

// workers is how many goroutines a pipeline may run on.
func (x *Context) workers() int {
	if n := x.Workers.Most; n > 0 {
		return n
	}
	return min(runtime.GOMAXPROCS(0), mostWorkers)
}

// least is the number of rows of a scan for which several goroutines are worth it.
func (x *Context) least() int {
	if n := x.Workers.Least; n > 0 {
		return n
	}
	return leastScan
}

// split opens the pipeline's scan for workers; nil when it is too short. Then the
// right sides of its joins are built.
func (x *Context) split(p *pipeline) (*morsels, error) {
	scan := scanOp{x: x, st: x.Stats(p.leaf), node: p.leaf}
	seeks := scan.st.Seeks
	scan.begin()
	if scan.n < x.least() {
		scan.st.Seeks = seeks // the scan will count it
		return nil, nil
	}
	if err := x.steps("scan", scan.st, scan.st.Seeks-seeks); err != nil {
		return nil, err
	}
	size := x.Workers.Morsel
	if size == 0 {
		size = max(scan.n/(x.workers()*morselsEach), leastInMorsel) &^ (batch.Size - 1) // whole batches, as one goroutine has
	}
	for _, j := range p.joins {
		if !j.built {
			if err := j.build(); err != nil {
				return nil, err
			}
		}
	}
	return &morsels{node: p.leaf, cols: scan.cols, n: scan.n, size: size, to: scan.n}, nil
}

// worker makes the context of one goroutine.
func (x *Context) worker(p *pipeline, m *morsels) *Context {
	w := *x
	w.ops, w.stats, w.listed, w.seeds = nil, nil, 0, nil
	w.common, w.replanned = nil, nil
	w.run = &workerRun{morsels: m, joins: p.joins}
	env := *x.Env
	env.Dict, env.Exists = x.Env.Dict.Fork(), nil
	w.Env = &env
	return &w
}

// crew makes the contexts of all workers.
func (x *Context) crew(p *pipeline, m *morsels) []*Context {
	workers := make([]*Context, x.workers())
	for i := range workers {
		workers[i] = x.worker(p, m)
	}
	return workers
}

// work runs f for each morsel, on all workers at the same time, then for the rows that
// joins have not matched, and gives the first one's error.
func work(p *pipeline, m *morsels, workers []*Context, f func(n int, w *Context) error) error {
	errs := make([]error, len(workers))
	var wait sync.WaitGroup
	for n, w := range workers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for errs[n] == nil && w.run.take() {
				errs[n] = f(n, w)
			}
			if errs[n] != nil {
				m.stop.Store(true)
			}
		}()
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	for _, j := range slices.Backward(p.rests) { // a join may match what one below it has not
		workers[0].run.after(j)
		if err := f(0, workers[0]); err != nil {
			return err
		}
	}
	return nil
}

// counters are the counters of the pipeline's nodes.
func (x *Context) counters(p *pipeline) []Stats {
	out := make([]Stats, len(p.nodes))
	for i, n := range p.nodes {
		out[i] = *x.Stats(n)
	}
	return out
}

// gathered adds the workers' counters to what they were before; times are those of the
// slowest.
func (x *Context) gathered(p *pipeline, workers []*Context, before []Stats) {
	for i, n := range p.nodes {
		sum := before[i]
		slowest := sum.Time
		for _, w := range workers {
			st := w.Stats(n)
			if st == nil {
				continue // it failed before it began
			}
			sum.Rows += st.Rows
			sum.Batches += st.Batches
			sum.Seeks += st.Seeks
			sum.Bytes += st.Bytes
			slowest = max(slowest, st.Time)
		}
		sum.Time = slowest
		*x.Stats(n) = sum
	}
}

// countParts counts the rows of a pipeline on several goroutines; done is false where
// that cannot be or is not worth it.
func (c *countOp) countParts() (rows int64, done bool, err error) {
	if c.from == nil {
		return 0, false, nil
	}
	p := c.x.pipelineOf(c.from, c.in)
	if p == nil {
		return 0, false, nil
	}
	m, err := c.x.split(p)
	if m == nil || err != nil {
		return 0, false, err
	}
	workers := c.x.crew(p, m)
	before := c.x.counters(p)
	counts, ins := make([]int64, len(workers)), make([]Operator, len(workers))
	for i, w := range workers {
		ins[i] = w.operator(p.root)
	}
	st := c.x.Stats(c.from)
	add := func(sum *int64, n int64) error {
		if n > math.MaxInt64-*sum {
			return uncountable(plan.Name(c.from), st)
		}
		*sum += n
		return nil
	}
	err = work(p, m, workers, func(n int, _ *Context) error {
		ins[n].Reset()
		rows, err := countRowsOf(ins[n])
		return cmp.Or(err, add(&counts[n], rows))
	})
	c.x.gathered(p, workers, before)
	for _, n := range counts {
		err = cmp.Or(err, add(&rows, n))
	}
	return rows, true, err
}
