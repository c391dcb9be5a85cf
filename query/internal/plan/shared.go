package plan

import "github.com/trivet-rdf/trivet/query/internal/algebra"

// A query may ask the same twice: the counts of a group, and their maximum.
// Sub-selects that are the same but for the names of their variables are planned
// and worked out once, and their rows given at each place.

// Common is a plan whose rows are wanted at several places.
type Common struct {
	Plan Node
	Uses int // places in the whole plan
}

// Shared gives the rows of a Common, under names of its own.
type Shared struct {
	Info
	Of    *Common
	Names []Var // of Of's columns
}

// Inputs implements Node.
func (n *Shared) Inputs() []Node { return []Node{n.Of.Plan} }

// shared prunes a Shared, of whose plan others may read what this does not.
func (p *pruner) shared(n *Shared) {
	n.Of.Plan = p.only(n.Of.Plan, wantAll(n.Of.Plan.About().Vars))
	n.Info.Vars = p.want.keep(n.Info.Vars)
}

// sharing are the sub-selects of a query that occur more than once.
type sharing struct {
	shapes map[algebra.Op]shape // of those operators
	made   map[string]*made     // by the text of the shape
}

// shape is what an operator is but for names.
type shape struct {
	text string
	vars []Var
}

// made is the plan of a shape, under the names of the operator planned first.
type made struct {
	common *Common
	vars   []Var
}

// findShared finds the sub-selects that occur more than once in op.
func (b *builder) findShared(op algebra.Op) {
	subs := subSelects(op, nil)
	if len(subs) < 2 {
		return
	}
	count := map[string]int{}
	shapes := map[algebra.Op]shape{}
	for _, op := range subs {
		if s := (shape{}); repeatable(op) {
			s.text, s.vars = algebra.Shape(op)
			shapes[op] = s
			count[s.text]++
		}
	}
	for op, s := range shapes {
		if count[s.text] < 2 {
			delete(shapes, op)
		}
	}
	if len(shapes) > 0 {
		b.sharing = &sharing{shapes: shapes, made: map[string]*made{}}
	}
}

// subSelects appends the sub-selects of op: each with its DISTINCT and LIMIT.
func subSelects(op algebra.Op, list []algebra.Op) []algebra.Op {
	top := op
	for modifies(op) {
		op = algebra.Inputs(op)[0]
	}
	if op != top {
		list = append(list, top)
	}
	for _, in := range algebra.Inputs(op) {
		list = subSelects(in, list)
	}
	return list
}

func modifies(op algebra.Op) bool {
	switch op.(type) {
	case *algebra.Project, *algebra.Distinct, *algebra.Reduced, *algebra.Slice, *algebra.OrderBy:
		return true
	}
	return false
}

// repeatable reports whether op gives the same solutions each time.
func repeatable(op algebra.Op) bool {
	same := true
	is := func(e algebra.Expr) { same = same && (e == nil || Repeatable(e)) }
	algebra.Walk(op, func(op algebra.Op) {
		switch op := op.(type) {
		case *algebra.Service, *algebra.Context:
			same = false
		case *algebra.Filter:
			is(op.Cond)
		case *algebra.LeftJoin:
			is(op.Cond)
		case *algebra.Extend:
			is(op.Expr)
		case *algebra.OrderBy:
			for _, k := range op.Keys {
				is(k.Expr)
			}
		case *algebra.Group:
			for _, k := range op.Keys {
				is(k.Expr)
			}
			for _, a := range op.Aggs {
				is(a.Arg)
				same = same && len(a.Args) == 0
			}
		}
	})
	return same
}

// shared plans a sub-select that occurs more than once; nil for others, and where
// only some of the rows may be wanted, or the active graph is not the query's.
func (b *builder) shared(op algebra.Op) Node {
	if b.sharing == nil || b.scope != 0 || b.perRow || b.wanted > 0 {
		return nil
	}
	s, ok := b.sharing.shapes[op]
	if !ok {
		return nil
	}
	m := b.sharing.made[s.text]
	again := m != nil
	if !again {
		delete(b.sharing.shapes, op) // while it is planned itself
		m = &made{&Common{Plan: b.build(op)}, s.vars}
		b.sharing.shapes[op], b.sharing.made[s.text] = s, m
	}
	return m.as(s.vars, again)
}

// as gives the plan's rows, variables named as in vars.
func (m *made) as(vars []Var, again bool) *Shared {
	names := make(map[Var]Var, len(vars))
	for i, v := range m.vars {
		names[v] = vars[i]
	}
	from := m.common.Plan.About()
	n := &Shared{Of: m.common}
	n.Info = Info{Rows: from.Rows, Cost: from.Cost + from.Rows*costOut, Sorted: names[from.Sorted]}
	if again {
		n.Cost = from.Rows * costScan
	}
	n.known.number = &numbering{}
	for _, v := range from.Vars {
		as := names[v]
		n.Vars = append(n.Vars, as)
		if from.Certain.Has(v) {
			n.Certain = append(n.Certain, as)
		}
		n.known.number.add(as)
		n.known.values = append(n.known.values, from.distinct(v))
	}
	n.Names = n.Vars
	return n
}

// countUses counts at how many places of the plan each Common is used. What a
// Common needs is needed once.
func countUses(n Node) {
	if s, ok := n.(*Shared); ok {
		if s.Of.Uses++; s.Of.Uses > 1 {
			return
		}
	}
	for _, in := range n.Inputs() {
		countUses(in)
	}
}
