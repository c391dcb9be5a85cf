package plan

import (
	"math"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// ORDER BY with LIMIT soon knows a bound: what comes behind the last row wanted so
// far is never wanted. Rows can be held against it as soon as the first key is
// bound, so that the joins after that are made for few rows. The planner binds the
// key early where that pays.

const (
	// mostTop is the LIMIT up to which a plan is made for the first rows of an order.
	mostTop = 1000
	// topUnbounded is how many rows go by before there is a bound.
	topUnbounded = 4096
	// topAlone is how many rows a filter must be for where no joins follow it: that saves
	// the order nothing, but long scans are run on several goroutines, an order on one.
	topAlone = 1 << 16
	// costBound is the work of holding a row against the bound: its number is read from
	// a random place.
	costBound = 30
)

// topWanted says that of the rows of some patterns only the first by a variable are
// wanted.
type topWanted struct {
	v     Var
	limit float64
	ops   map[algebra.Op]bool // whose rows each become rows of the order, or none
}

// topOf is what a slice wants of an order below; nil where it wants all.
func topOf(op *algebra.Slice) *topWanted {
	if op.Limit < 0 || op.Offset+op.Limit > mostTop {
		return nil
	}
	in := op.Input
	if p, ok := in.(*algebra.Project); ok {
		in = p.Input
	}
	order, ok := in.(*algebra.OrderBy)
	if !ok || len(order.Keys) == 0 {
		return nil
	}
	ref, ok := order.Keys[0].Expr.(*algebra.VarRef)
	if !ok {
		return nil
	}
	t := &topWanted{v: ref.Var, limit: float64(op.Offset + op.Limit), ops: map[algebra.Op]bool{}}
	for in = order.Input; in != nil; in = leftOf(in) {
		t.ops[in] = true
	}
	return t
}

// leftOf is the operator whose rows op extends, each on its own; nil for none.
func leftOf(op algebra.Op) algebra.Op {
	switch op := op.(type) {
	case *algebra.Filter:
		return op.Input
	case *algebra.Extend:
		return op.Input
	case *algebra.LeftJoin:
		return op.L
	case *algebra.Minus:
		return op.L
	}
	return nil
}

// left is how many of n rows are expected to be not behind the bound when they come.
func (t *topWanted) left(n float64) float64 {
	if n <= topUnbounded {
		return n
	}
	return topUnbounded + t.limit*math.Log(n/topUnbounded)
}

// leftOf is left for n rows of which so many are left by the joins that follow: the
// bound moves the slower the fewer they are.
func (t *topWanted) leftOf(n, joined float64) float64 {
	return math.Min(t.left(joined)*math.Max(n/math.Max(joined, 1), 1), n)
}

// topped is what an orderer knows of the order above its group.
type topped struct {
	*topWanted
	number int     // of its variable; negative for no order
	rows   float64 // of the whole group
}

// has reports whether a state's rows bind the order's first key.
func (t *topped) has(s *state) bool {
	return t.number >= 0 && len(s.values) > 0 && s.values[t.number] > 0
}

// flow is how many rows of a state are joined further: not those behind the bound.
func (t *topped) flow(s *state) float64 {
	if !t.has(s) {
		return s.rows
	}
	return t.leftOf(s.rows, t.rows)
}

// cost is the work of holding a state's rows against the bound, if they are the
// first to bind the key.
func (t *topped) cost(s *state) float64 {
	if !t.has(s) || t.has(s.prev) {
		return 0
	}
	return s.rows * costBound
}

// share is the part of a state's rows that are joined further.
func (t *topped) share(s *state) float64 { return t.flow(s) / math.Max(s.rows, 1e-9) }

// unbounded is what a state costs as the right side of a join: all of it is read
// before there is a bound.
func (t *topped) unbounded(s *state) float64 {
	if !t.has(s) {
		return s.cost
	}
	joins := 0.0
	for p := s; p.prev != nil; p = p.prev {
		joins++
	}
	return s.cost + (s.rows-t.flow(s))*costLookup*joins
}

// filterTop puts a TopFilter where the first key of an order is bound, if joins
// follow or rows are very many.
func filterTop(s *Sort) {
	if s == nil || s.Limit < 0 || len(s.Keys) == 0 {
		return
	}
	ref, ok := s.Keys[0].Expr.(*algebra.VarRef)
	if !ok {
		return
	}
	var above []Node
	at, joins := &s.Input, 0
	for (*at).About().Certain.Has(ref.Var) {
		next, join := input(*at)
		if next == nil || !(*next).About().Certain.Has(ref.Var) {
			break
		}
		if above = append(above, *at); join {
			joins++
		}
		at = next
	}
	t := topWanted{limit: float64(s.Limit)}
	rows := (*at).About().Rows
	if !(*at).About().Certain.Has(ref.Var) || rows < 2*topUnbounded || joins == 0 && rows < topAlone {
		return
	}
	f := derive(&TopFilter{Input: *at, Top: s}, *at, costBound).(*TopFilter)
	f.Rows = t.leftOf(rows, s.Input.About().Rows)
	*at = f
	for _, n := range above {
		n.About().Rows *= f.Rows / rows
	}
}

// input is the input of an operator that handles each of its rows on its own, and
// whether it joins them with others; nil for other operators.
func input(n Node) (in *Node, join bool) {
	switch n := n.(type) {
	case *Step:
		if n.Input != nil {
			return &n.Input, true
		}
	case *PathStep:
		if n.Input != nil {
			return &n.Input, true
		}
	case *Intersect:
		return &n.Input, true
	case *HashJoin:
		if !n.Mode.Holds() {
			return &n.L, true
		}
	case *Lateral:
		return &n.L, true
	case *Filter:
		return &n.Input, false
	case *Extend:
		return &n.Input, false
	case *Project:
		return &n.Input, false
	}
	return nil, false
}
