package exec

import (
	"context"
	"time"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// Making the operators of a plan, and the memory that they grow into, is most of a
// small query's work. A context whose run is over can be used for the next run of
// the same plan on the same state: operators start again by Reset, as they do below
// a Lateral.

// Bounds of the runs whose operators are worth keeping: small ones, which have
// little memory to keep.
const (
	againSteps = 1 << 13
	againBytes = 1 << 17
	againOps   = 1 << 6
	againTerms = 1 << 16 // bytes of terms made, which the next run finds made
)

// Repeatable reports whether a context that ran p can run it again. That is so for
// operators that read the default graph and remember nothing but what Reset
// forgets, and for expressions that are the same each time.
func Repeatable(p *plan.Plan) bool { return p.Scopes == 1 && repeatable(p.Root) }

func repeatable(n plan.Node) bool {
	switch n := n.(type) {
	case *plan.Unit, *plan.Empty, *plan.Table, *plan.Seed, *plan.Step, *plan.Star, *plan.Intersect,
		*plan.Union, *plan.Project, *plan.Slice, *plan.Distinct, *plan.PathStep, *plan.Tally,
		*plan.Shared, *plan.TopFilter:
	case *plan.HashJoin:
		if n.Seeded != "" || !same(n.Cond) {
			return false
		}
	case *plan.Lateral:
		if !same(n.Cond) {
			return false
		}
	case *plan.Filter:
		if !same(n.Cond) {
			return false
		}
	case *plan.Extend:
		if !same(n.Expr) {
			return false
		}
	case *plan.Group:
		for _, a := range n.Aggs {
			if a.Args != nil || !same(a.Arg) {
				return false
			}
		}
	case *plan.Sort:
		for _, k := range n.Keys {
			if !same(k.Expr) {
				return false
			}
		}
	default:
		return false
	}
	for _, in := range n.Inputs() {
		if !repeatable(in) {
			return false
		}
	}
	return true
}

// same reports whether an expression, nil for none, gives the same each time, in
// later runs too.
func same(e algebra.Expr) bool { return e == nil || plan.Repeatable(e) && !mentionsNow(e) }

func mentionsNow(e algebra.Expr) bool {
	var args []algebra.Expr
	switch e := e.(type) {
	case *algebra.Call:
		if e.Op == "NOW" {
			return true
		}
		args = e.Args
	case *algebra.FuncCall:
		args = e.Args
	}
	for _, a := range args {
		if mentionsNow(a) {
			return true
		}
	}
	return false
}

// Keeps reports whether the run was small and made few terms: then its context is
// worth a Restart. Later runs find the terms made, and may add to them: rows that were
// given look theirs up by eval.Terms, where no term is ever changed or moved.
func (x *Context) Keeps() bool {
	_, steps := x.Budget.Used()
	return len(x.ops) <= againOps && steps <= againSteps && x.Budget.Peak() <= againBytes && x.Env.Dict.Bytes() <= againTerms
}

// Counts are the counters of a run, by node.
type Counts struct {
	ops   []*counted // for their nodes
	stats []Stats
}

// Rest ends the use of x until it is started again: it lets go of the run's context,
// and gives the counters, which a Restart clears.
func (x *Context) Rest() Counts {
	x.ctx, x.done, x.Env.Ctx = nil, nil, nil
	c := Counts{x.ops, make([]Stats, len(x.ops))}
	for i, op := range x.ops {
		c.stats[i] = *op.st
	}
	return c
}

// Of gives the counters of a node; nil if it never ran.
func (c *Counts) Of(n plan.Node) *Stats {
	for i := len(c.ops) - 1; i >= 0; i-- {
		if c.ops[i].node == n {
			return &c.stats[i]
		}
	}
	return nil
}

// Restart prepares the plan of a run that is over for a run under ctx, with a budget
// of its own.
func (x *Context) Restart(ctx context.Context, b *Budget, now time.Time) Operator {
	x.Budget = b
	x.ctx, x.done, x.start = ctx, ctx.Done(), time.Now()
	x.Env.Ctx, x.Env.Now = ctx, now
	x.turn++
	x.root.Reset()
	for _, c := range x.ops {
		*c.st, c.seeks = Stats{}, 0
	}
	b.forget()
	return x.root
}

// forget sets the account to nothing.
func (b *Budget) forget() {
	b.used.Store(0)
	b.peak.Store(0)
	b.made.Store(0)
	b.steps.Store(0)
}
