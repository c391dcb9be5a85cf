package plan

import (
	"context"
	"math"
	"slices"
	"strconv"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// Source is what a query runs on, as the planner sees it.
type Source struct {
	Snapshot *graph.Snapshot
	Default  *graph.View               // the default graph of the query's dataset
	Named    []graph.ID                // its named graphs, ascending
	Intern   func(graph.Term) graph.ID // the query's dictionary: any term has an ID
}

// Options choose how to plan; the zero value is the full planner.
type Options struct {
	// NoPasses plans the algebra as it stands: no rewriting, joins in the
	// query's order. For tests: the answer must not depend on it.
	NoPasses bool
	// AlwaysTally counts by Tally wherever that is possible. For tests.
	AlwaysTally bool
	// AlwaysTurn holds the left side of OPTIONAL, EXISTS and MINUS wherever that is
	// possible. For tests.
	AlwaysTurn bool
	// AlwaysReplan decides joins again after their first operator. For tests.
	AlwaysReplan bool
	// AlwaysStar looks at the subject's row wherever that is possible. For tests.
	AlwaysStar bool
	// NeverStar looks up one pattern after the other. For tests.
	NeverStar bool
	// AlwaysRange compares within joins wherever that is possible. For tests.
	AlwaysRange bool
	// First: only the first row is wanted, as for ASK.
	First bool
}

// Plan is a planned query.
type Plan struct {
	Root   Node
	Scopes int // number of scopes, the default graph's included
}

// Build plans a pattern. vars are the columns wanted, in order. The error is the cause
// of ctx's end.
func Build(ctx context.Context, op algebra.Op, vars []Var, src *Source, o Options) (*Plan, error) {
	b := newBuilder(ctx, src, o)
	if !o.NoPasses {
		op = b.work.rewrite(op)
		b.findShared(op)
		if o.First && streams(op) {
			b.wanted = 1
		}
	}
	root := b.build(op)
	root = b.finish(b.work.pruned(root, wantAll(vars)))
	if !sameVars(root.About().Vars, vars) {
		root = b.project(root, vars)
	}
	if b.sharing != nil {
		countUses(root)
	}
	return b.plan(root)
}

// finish makes of a plan what is one operator rather than several.
func (b *builder) finish(n Node) Node { return b.gatherStars(b.compareInJoins(n)) }

// BuildRow plans the correlated pattern of an EXISTS for one row at a time: its
// contexts become Seeds (without a row column) over those of vars they read.
// The plan tells only whether there is a solution: it has no columns. The error is the
// cause of ctx's end.
func BuildRow(ctx context.Context, op algebra.Op, vars []Var, src *Source, o Options) (*Plan, error) {
	b := newBuilder(ctx, src, o)
	b.context, b.perRow = vars, true
	root := b.finish(b.work.pruned(b.build(op), wants{}))
	return b.plan(root)
}

func (b *builder) plan(root Node) (*Plan, error) {
	if b.work.stopped() {
		return nil, b.work.err
	}
	return &Plan{Root: root, Scopes: len(b.views)}, nil
}

func newBuilder(ctx context.Context, src *Source, o Options) *builder {
	return &builder{work: &listener{ctx: ctx}, lists: columnLists{}, src: src, opts: o, views: []*graph.View{src.Default}}
}

// Reads is the set of variables whose outer values an EXISTS depends on, and
// perhaps others.
func Reads(e *algebra.Exists) map[Var]bool { return exprVars(e) }

// builder turns algebra into nodes.
type builder struct {
	work  *listener
	lists columnLists
	src   *Source
	opts  Options
	views []*graph.View // by scope: the view whose statistics stand for it
	scope Scope         // the active graph's
	fresh int           // hidden variables made

	folding *folding   // for the pattern planned next
	wanted  float64    // how many rows are wanted; 0: all of them
	top     *topWanted // what is wanted first, of the patterns it names

	asking  bool     // see seedableEndpoints
	sharing *sharing // nil for none

	replanning bool // see Adaptive.Replan

	choices  int                         // choices being made, one inside the other
	mentions map[algebra.Op]map[Var]bool // see mentioned

	// For BuildRow: the columns a Context stands for, and that the default
	// active graph is not known while planning.
	context []Var
	perRow  bool
}

func (b *builder) view() *graph.View { return b.views[b.scope] }

func (b *builder) freshVar() Var {
	b.fresh++
	return Var(".p" + strconv.Itoa(b.fresh))
}

// build plans op on its own.
func (b *builder) build(op algebra.Op) Node { return b.onto(op, nil) }

// onto plans op as an extension of the rows of seed, or on its own when seed
// is nil.
func (b *builder) onto(op algebra.Op, seed Node) Node {
	if b.work.did(1); b.work.stopped() {
		return &Empty{}
	}
	switch op := op.(type) {
	case *algebra.BGP, *algebra.Join, *algebra.PathPattern:
		return b.group(op, seed)
	case *algebra.Filter:
		return b.filter(op, seed)
	case *algebra.LeftJoin:
		return b.leftJoin(op, seed, Outer)
	case *algebra.Minus:
		b.folding = b.takeFolding().also(b.mentioned(op.R))
		return b.minus(b.onto(op.L, seed), op.R)
	case *algebra.Extend:
		b.folding = b.takeFolding().also(condVars(op.Expr))
		return b.extend(b.onto(op.Input, seed), op.Var, op.Expr)
	case *algebra.Union:
		return b.union(op, seed)
	case *algebra.Service:
		if seed != nil && seed.About().Has(op.Name.Var) {
			return b.group(op, seed)
		}
	}
	n := b.modifier(op)
	if seed == nil {
		return n
	}
	return b.join(seed, n)
}

// filter plans a filter: with joined patterns below as one group, above
// anything else as a condition on its rows.
func (b *builder) filter(op *algebra.Filter, seed Node) Node {
	below, filters := algebra.Op(op), []*algebra.Filter(nil)
	for {
		f, ok := below.(*algebra.Filter)
		if !ok {
			break
		}
		below, filters = f.Input, append(filters, f)
	}
	var conds []algebra.Expr
	for _, f := range slices.Backward(filters) {
		conds = append(conds, conjuncts(f.Cond)...)
	}
	switch x := below.(type) {
	case *algebra.BGP, *algebra.Join, *algebra.PathPattern:
		return b.group(op, seed)
	case *algebra.LeftJoin:
		b.folding = b.folding.also(condVars(conds...))
		for i, c := range conds {
			if !b.opts.NoPasses && unmatched(c, x, seed) {
				return b.conditions(b.leftJoin(x, seed, Anti), slices.Delete(conds, i, i+1))
			}
		}
	}
	if !b.opts.NoPasses {
		below = restricted(below, conds)
	}
	b.folding = b.folding.also(condVars(conds...))
	return b.conditions(b.onto(below, seed), conds)
}

// conditions applies several conditions, one after the other.
func (b *builder) conditions(n Node, conds []algebra.Expr) Node {
	for _, c := range conds {
		if b.work.stopped() {
			break
		}
		n = b.condition(n, c)
	}
	return n
}

// modifier plans the operators that never take a seed.
func (b *builder) modifier(op algebra.Op) Node {
	fold := b.takeFolding()
	if n := b.shared(op); n != nil {
		return n
	}
	switch op := op.(type) {
	case *algebra.Graph:
		return b.graph(op)
	case *algebra.Table:
		return b.table(op)
	case *algebra.Group:
		return b.groupBy(op)
	case *algebra.OrderBy:
		in := b.build(op.Input)
		return derive(&Sort{Input: in, Keys: op.Keys, Limit: -1}, in, 0)
	case *algebra.Project:
		if fold != nil {
			b.folding = &folding{want: varSet(op.Vars)}
		}
		return b.project(b.build(op.Input), op.Vars)
	case *algebra.Distinct:
		b.folding = &folding{want: varSet(algebra.Vars(op))}
		in := b.build(op.Input)
		return derive(&Distinct{Input: in}, in, costBuild)
	case *algebra.Reduced:
		return b.build(op.Input)
	case *algebra.Slice:
		return b.slice(op)
	case *algebra.Service:
		return b.service(op)
	case *algebra.Context:
		return newSeed(wantAll(op.Vars).keep(b.context), nil, 1)
	}
	return &Empty{}
}

// derive fills n's Info from its only input: same columns and rows, perRow
// nanoseconds more for each.
func derive(n Node, in Node, perRow float64) Node {
	from, to := in.About(), n.About()
	*to = *from
	to.Cost += from.Rows * perRow
	switch n := n.(type) {
	case *Sort:
		to.Sorted = ""
		to.Cost += from.Rows * costRow * math.Log2(from.Rows+2)
	case *Filter:
		to.Rows = from.Rows * selectivity(n.Cond)
	}
	return n
}

// selectivity guesses which part of the rows an expression keeps.
func selectivity(e algebra.Expr) float64 {
	if c, ok := e.(*algebra.Call); ok {
		switch c.Op {
		case "=", "sameTerm", "SAMETERM", "IN":
			return 0.1
		case "&&":
			return selectivity(c.Args[0]) * selectivity(c.Args[1])
		case "!=", "!":
			return 0.7
		}
	}
	return 0.35
}

func newSeed(vars []Var, certain VarList, rows float64) *Seed {
	return &Seed{Info: Info{Vars: vars, Certain: certain, Rows: rows}}
}

// has is the set of columns.
func (b *builder) has(i *Info) map[Var]bool {
	b.work.did(len(i.Vars))
	m := make(map[Var]bool, len(i.Vars))
	for _, v := range i.Vars {
		m[v] = true
	}
	return m
}

func (b *builder) extend(in Node, v Var, e algebra.Expr) Node {
	n := derive(&Extend{Input: in, Var: v, Expr: e}, in, costRow).(*Extend)
	b.work.did(1)
	n.Vars = b.lists.and(in.About().Vars, v)
	switch e := e.(type) {
	case *algebra.Const:
		if !e.Term.IsAny() {
			n.Certain = b.lists.and(in.About().Certain, v)
		}
	case *algebra.VarRef:
		n.known = in.About().known.named(v, e.Var)
	}
	return n
}

func with(m map[Var]bool, vs ...Var) map[Var]bool {
	out := make(map[Var]bool, len(m)+len(vs))
	for v := range m {
		out[v] = true
	}
	for _, v := range vs {
		if v != "" {
			out[v] = true
		}
	}
	return out
}

func (b *builder) project(in Node, vars []Var) Node {
	n := derive(&Project{Input: in}, in, 0).(*Project)
	n.Vars = vars
	n.Certain = in.About().Certain.among(vars)
	if !n.Has(n.Sorted) {
		n.Sorted = ""
	}
	return n
}

func (b *builder) union(op *algebra.Union, seed Node) Node {
	n := &Union{}
	fold := b.takeFolding()
	var gather func(op algebra.Op)
	gather = func(op algebra.Op) {
		if u, ok := op.(*algebra.Union); ok {
			gather(u.L)
			gather(u.R)
			return
		}
		b.folding = fold
		n.Branches = append(n.Branches, b.onto(op, reseed(seed)))
	}
	gather(op)
	n.Certain = n.Branches[0].About().Certain
	seen := map[Var]bool{}
	for _, br := range n.Branches {
		info := br.About()
		n.Rows += info.Rows
		n.Cost += info.Cost + info.Rows*costScan
		for _, v := range info.Vars {
			if !seen[v] {
				seen[v] = true
				n.Vars = append(n.Vars, v)
			}
		}
		n.Certain = info.Certain.among(n.Certain)
	}
	return n
}

// reseed gives each branch a Seed of its own.
func reseed(seed Node) Node {
	if s, ok := seed.(*Seed); ok {
		c := *s
		return &c
	}
	return nil
}

func (b *builder) table(op *algebra.Table) Node {
	n := &Table{}
	n.Vars, n.Certain = op.Vars, op.Vars
	for _, row := range op.Rows {
		ids := make([]graph.ID, len(row))
		for i, t := range row {
			if t.IsAny() {
				n.Certain = n.Certain.without(op.Vars[i])
				continue
			}
			ids[i] = b.src.Intern(t)
		}
		n.Rows = append(n.Rows, ids)
	}
	n.Info.Rows = float64(len(n.Rows))
	n.Cost = n.Info.Rows * costScan
	if len(op.Vars) == 0 && len(op.Rows) == 1 {
		return unit()
	}
	return n
}

func unit() Node { return &Unit{Info{Rows: 1}} }

func (b *builder) slice(op *algebra.Slice) Node {
	was := b.wanted
	b.wanted = 0
	if op.Limit >= 0 && op.Offset+op.Limit <= quickLimit && streams(op.Input) {
		b.wanted = float64(op.Offset + op.Limit)
	}
	outer := b.top
	b.top = topOf(op)
	in := b.build(op.Input)
	b.wanted, b.top = was, outer
	if op.Limit >= 0 {
		s := pushLimit(in, op.Offset+op.Limit)
		if !b.opts.NoPasses {
			filterTop(s)
		}
	}
	n := derive(&Slice{Input: in, Offset: op.Offset, Limit: op.Limit}, in, 0).(*Slice)
	if op.Limit >= 0 {
		n.Rows = math.Min(n.Rows, float64(op.Limit))
	}
	return n
}

// quickLimit is the LIMIT up to which a query is planned for its first rows.
const quickLimit = 1000

// streams reports whether the first rows of op can come before its last.
func streams(op algebra.Op) bool {
	all := true
	algebra.Walk(op, func(op algebra.Op) {
		switch op.(type) {
		case *algebra.OrderBy, *algebra.Group:
			all = false
		}
	})
	return all
}

// pushLimit tells a Sort below, through nodes that keep the number of rows,
// how many rows are wanted. It gives that Sort, or nil.
func pushLimit(n Node, limit int64) *Sort {
	switch n := n.(type) {
	case *Sort:
		n.Limit = limit
		return n
	case *Project:
		return pushLimit(n.Input, limit)
	}
	return nil
}

func (b *builder) graph(op *algebra.Graph) Node {
	outer := b.scope
	b.scope = Scope(len(b.views))
	name := b.slot(op.Name)
	b.views = append(b.views, b.statisticsOf(name))
	in := b.build(op.Input)
	n := &GraphEach{Input: in, Name: name, Scope: b.scope}
	b.scope = outer
	info := in.About()
	n.Info = Info{Vars: info.Vars, Certain: info.Certain, Rows: info.Rows, Cost: info.Cost}
	if name.Var != "" {
		graphs := float64(len(b.src.Named))
		n.Info.Rows *= graphs
		n.Cost *= graphs
		n.Certain = info.Certain.and(name.Var)
		if !info.Has(name.Var) {
			n.Vars = append(append([]Var{}, info.Vars...), name.Var)
		}
	}
	return n
}

// statisticsOf picks the view whose statistics stand for a named graph: its
// own, or for a variable the first of the named graphs.
func (b *builder) statisticsOf(name Slot) *graph.View {
	id := name.ID
	if name.Var != "" && len(b.src.Named) > 0 {
		id = b.src.Named[0]
	}
	return b.src.Snapshot.Named(id)
}

// slot resolves a node that is a variable or a constant.
func (b *builder) slot(n algebra.Node) Slot {
	if n.IsVar() {
		return Slot{Var: n.Var}
	}
	return Slot{ID: b.src.Intern(n.Term)}
}

func sameVars(a, b []Var) bool {
	switch {
	case len(a) != len(b):
		return false
	case len(a) == 0 || &a[0] == &b[0]:
		return true
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
