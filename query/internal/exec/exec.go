// Package exec runs physical plans: one file per operator. Operators pull
// batches of rows from each other; rows are columns of term IDs, and terms are
// looked at only where an expression must.
//
// Every operator hears the query's context at each batch (and inside loops
// that a batch does not bound), accounts the memory it holds, and counts its
// rows and index look-ups, so that a query can be stopped, limited and
// explained at any place.
package exec

import (
	"context"
	"time"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// Operator gives its rows batch by batch.
type Operator interface {
	// Next gives the next batch, or nil at the end. The batch is valid until
	// the next call. It may have no selected rows.
	Next() (*batch.Batch, error)
	// Reset makes the operator start again, with the seeds and active graphs as
	// they are now. What does not depend on those may be kept.
	Reset()
}

// ServiceFunc makes the calls, several at the same time where it can, and gives an
// answer for each.
type ServiceFunc func(ctx context.Context, calls []*ServiceCall) []ServiceAnswer

// ServiceCall is one SERVICE request.
type ServiceCall struct {
	Endpoint graph.Term
	Text     string // the group graph pattern, prefixes expanded
	Op       algebra.Op
	Vars     []algebra.Var
	Silent   bool
	Part     bool // not the first of the parts that one pattern was cut into
}

// ServiceAnswer are the solutions, rows over the call's Vars, or why there are none.
type ServiceAnswer struct {
	Rows [][]graph.Term
	Err  error
}

// Context is one run of a plan.
type Context struct {
	Env     *eval.Env
	Source  *plan.Source
	Service ServiceFunc // nil: SERVICE is refused
	Budget  *Budget
	Analyze bool // measure time per operator
	Plan    plan.Options
	Workers Workers

	ctx       context.Context
	done      <-chan struct{}
	start     time.Time
	views     []*graph.View        // active graph by scope
	scope     plan.Scope           // while operators are made: the scope they are in
	ops       []*counted           // all of them, as they were made
	stats     map[plan.Node]*Stats // of the first listed of ops, once somebody asks
	listed    int
	seeds     map[plan.Var][]*seedOp // by row column
	tops      map[*plan.Sort]*sortOp // those made so far
	common    map[*plan.Common]*commonRows
	replanned map[*plan.Adaptive]plan.Node
	run       *workerRun // of a worker: what it works on
	root      Operator
	turn      int  // how often the plan was started again
	few       bool // while operators are made: a few of their rows may be all that is wanted
}

// Stats are what an operator has done so far.
type Stats struct {
	Rows    int64         // rows given
	Batches int64         // calls that gave rows
	Seeks   int64         // index look-ups
	Bytes   int64         // memory held at most
	Time    time.Duration // inside the operator and its inputs, when Analyze is set
}

// Start prepares p for running under ctx.
func (x *Context) Start(ctx context.Context, p *plan.Plan) Operator {
	x.ctx, x.done, x.start = ctx, ctx.Done(), time.Now()
	if x.Budget == nil {
		x.Budget = &Budget{}
	}
	x.common, x.replanned = nil, nil
	x.tops = map[*plan.Sort]*sortOp{}
	x.views = make([]*graph.View, p.Scopes)
	x.views[0] = x.Source.Default
	x.Env.Exists, x.Env.Ctx = x.exists, ctx
	x.root = x.stream(p.Root, x.operator(p.Root))
	return x.root
}

// Stats gives the counters of a node of the running plan; nil if it never ran.
func (x *Context) Stats(n plan.Node) *Stats {
	if x.listed != len(x.ops) {
		x.stats, x.listed = make(map[plan.Node]*Stats, len(x.ops)), len(x.ops)
		for _, c := range x.ops {
			x.stats[c.node] = c.st
		}
	}
	return x.stats[n]
}

// sub is a context for a plan run inside this one: same budget, dictionary and
// cancellation, scopes and seeds of its own.
func (x *Context) sub(p *plan.Plan) *Context {
	s := *x
	s.ops, s.stats, s.listed, s.seeds = nil, nil, 0, nil
	s.common, s.replanned, s.few = nil, nil, true
	s.tops = map[*plan.Sort]*sortOp{}
	s.views = make([]*graph.View, p.Scopes)
	s.views[0], s.scope = x.views[x.scope], 0
	env := *x.Env
	env.Exists = s.exists
	s.Env = &env
	return &s
}

// counted wraps an operator with its counters, the check for cancellation, and
// what its work takes from the budget.
type counted struct {
	Operator
	x     *Context
	node  plan.Node
	st    *Stats
	name  string
	seeks int64 // of st.Seeks: already accounted
	own   Stats
}

func (c *counted) Next() (*batch.Batch, error) {
	if err := c.x.check(c.name, c.st.Rows); err != nil {
		return nil, err
	}
	var began time.Time
	if c.x.Analyze {
		began = time.Now()
	}
	b, err := c.Operator.Next()
	if c.x.Analyze {
		c.st.Time += time.Since(began)
	}
	if err != nil {
		return nil, c.x.where(c.name, c.st, err)
	}
	steps := c.st.Seeks - c.seeks
	c.seeks = c.st.Seeks
	if b != nil {
		c.st.Batches++
		c.st.Rows += int64(b.Len())
		steps += int64(b.Len())
	}
	if err := c.x.steps(c.name, c.st, steps); err != nil {
		return nil, err
	}
	return b, c.x.terms(c.name, c.st)
}

// operator makes the operator for a node and those below it.
func (x *Context) operator(n plan.Node) Operator {
	c := &counted{x: x, node: n, name: plan.Name(n)}
	c.st = &c.own
	x.ops = append(x.ops, c)
	c.Operator = x.make(n, c.st)
	return c
}

func (x *Context) make(n plan.Node, st *Stats) Operator {
	switch n := n.(type) {
	case *plan.Unit:
		return &tableOp{n: 1}
	case *plan.Empty:
		return &tableOp{}
	case *plan.Seed:
		return x.newSeed(n)
	case *plan.Table:
		return newTable(n)
	case *plan.Step:
		return x.newStep(n, st)
	case *plan.PathStep:
		return x.newPath(n, st)
	case *plan.Intersect:
		return x.newIntersect(n, st)
	case *plan.Star:
		return x.newStar(n, st)
	case *plan.Unpack:
		return x.newUnpack(n)
	case *plan.HashJoin:
		return x.newHashJoin(n, st)
	case *plan.Lateral:
		return x.newLateral(n)
	case *plan.Filter:
		return x.newFilter(n)
	case *plan.Extend:
		return x.newExtend(n, st)
	case *plan.Union:
		return x.newUnion(n)
	case *plan.GraphEach:
		return x.newGraphEach(n)
	}
	return x.makeModifier(n, st)
}

func (x *Context) makeModifier(n plan.Node, st *Stats) Operator {
	switch n := n.(type) {
	case *plan.Group:
		return x.newGroup(n, st)
	case *plan.Tally:
		return x.newTally(n, st)
	case *plan.Sort:
		return x.newSort(n, st)
	case *plan.TopFilter:
		return x.newTopFilter(n)
	case *plan.Distinct:
		return x.newDistinct(n, st)
	case *plan.Project:
		return x.newProject(n)
	case *plan.Slice:
		return x.newSlice(n)
	case *plan.Service:
		return x.newService(n)
	case *plan.Adaptive:
		return x.newAdaptive(n, st)
	case *plan.Shared:
		return x.newShared(n, st)
	}
	return &failed{err: &UnknownNodeError{Name: plan.Name(n)}}
}

// failed gives an error found while the operator was made.
type failed struct{ err error }

func (f *failed) Next() (*batch.Batch, error) { return nil, f.err }
func (f *failed) Reset()                      {}

// column is v's place in a schema, or -1.
func column(schema []plan.Var, v plan.Var) int {
	for i, w := range schema {
		if w == v {
			return i
		}
	}
	return -1
}

// unbound is a column of unbound values; it is never written.
var unbound = make([]graph.ID, batch.Size)
