package plan

import (
	"maps"
	"math"
	"slices"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// joinGroup is a set of things to be joined in any order, and the conditions
// on the result.
type joinGroup struct {
	atoms   []atom
	filters []algebra.Expr
	empty   bool // a pattern that nothing matches
	folding *folding
	wanted  float64      // how many rows are wanted; 0: all of them
	top     *topWanted   // of its rows, those that come first are; nil for all
	part    bool         // of a larger group, with which it is joined by no variable
	ops     []algebra.Op // other operators, planned when all of the group is known
	first   *state       // of an Adaptive, for whose rows standIn stands
	standIn Node
	names   []Var // variables by the numbers that states have for them
}

// group plans joined patterns and their filters as one: the order of joins is
// free, and each filter runs as soon as its variables are bound.
func (b *builder) group(op algebra.Op, seed Node) Node {
	g := &joinGroup{}
	if f := b.takeFolding(); seed == nil && !b.opts.NoPasses {
		g.folding = f
	}
	g.wanted = b.wanted
	if seed == nil && b.top != nil && b.top.ops[op] {
		g.top = b.top
	}
	b.collect(op, g, true)
	if !b.opts.NoPasses {
		for i, op := range g.ops {
			g.ops[i] = restricted(op, g.filters)
		}
	}
	b.addUnits(g)
	var merged []merging
	var fixed []*algebra.Extend
	if !b.opts.NoPasses {
		merged = b.mergeEqual(g, seed)
		fixed = b.constants(g, seed)
	}
	node := b.joinAtoms(g, seed)
	for _, x := range fixed {
		node = b.extend(node, x.Var, x.Expr)
	}
	node = b.conditions(node, g.filters)
	return b.copies(node, merged)
}

// collect adds op to the group. A filter below a join may move up to the group
// only when its input already binds all that it reads; top is true while no
// join lies above.
func (b *builder) collect(op algebra.Op, g *joinGroup, top bool) {
	switch op := op.(type) {
	case *algebra.BGP:
		g.atoms = slices.Grow(g.atoms, len(op.Triples))
		for i := range op.Triples {
			if b.work.stopped() {
				return
			}
			b.addPattern(&op.Triples[i], g)
		}
		return
	case *algebra.PathPattern:
		b.addPath(op, g)
		return
	case *algebra.Join:
		b.collect(op.L, g, false)
		b.collect(op.R, g, false)
		return
	case *algebra.Filter:
		if top || settled(op.Cond, varMap(algebra.Certain(op.Input))) {
			b.collect(op.Input, g, top)
			g.filters = append(g.filters, conjuncts(op.Cond)...)
			return
		}
	}
	g.ops = append(g.ops, op)
}

// addUnits plans the group's operators that are no patterns. Duplicates of their
// rows do not matter when those of the group do not. A union is also offered as
// something to run for the rows at hand.
func (b *builder) addUnits(g *joinGroup) {
	if b.addSeeded(g) {
		return
	}
	for i, op := range g.ops {
		if b.work.stopped() {
			return
		}
		b.folding = g.unitFolding(i)
		b.addOp(op, g)
		b.folding = nil
		if !b.opts.NoPasses && b.choices < maxChoices && offerable(op) {
			g.atoms[len(g.atoms)-1].op = op
		}
	}
	if len(g.atoms) < 2 {
		return
	}
	for i := range g.atoms {
		if a := &g.atoms[i]; a.op != nil && !b.work.stopped() {
			b.offerSeeding(a, g)
		}
	}
}

// offerSeeding finds out what it costs to run a's operator for one row of the
// rest of the group, where that gives the same answer.
func (b *builder) offerSeeding(a *atom, g *joinGroup) {
	others := map[Var]bool{}
	b.work.did(len(g.atoms))
	for i := range g.atoms {
		if o := &g.atoms[i]; o != a {
			for _, v := range o.est.vars {
				others[v] = true
			}
		}
	}
	op := a.op
	switch {
	case asksEndpoints(op):
		b.offerAsking(a, others)
		return
	case modifies(op):
		b.offerValues(a, others)
		return
	}
	a.op = nil
	if !b.seedable(op, others) {
		return
	}
	for _, v := range algebra.Vars(op) {
		if others[v] {
			a.shared = append(a.shared, v)
		}
	}
	if len(a.shared) == 0 {
		return
	}
	defer b.choice()()
	a.row = b.freshVar()
	seed := newSeed(append(slices.Clone(a.shared), a.row), VarList(a.shared).and(a.row), 1)
	seed.Row = a.row
	a.right = b.onto(op, seed)
	a.op, a.rowCost = op, a.right.About().Cost+costLookup
}

// unitFolding is the folding of the i-th of g's operators: what else the group
// mentions is read too.
func (g *joinGroup) unitFolding(i int) *folding {
	if g.folding == nil {
		return nil
	}
	f := g.folding.also(condVars(g.filters...))
	for j, op := range g.ops {
		if j != i {
			f = f.also(varSet(algebra.Vars(op)))
		}
	}
	for i := range g.atoms {
		f = f.also(varSet(g.atoms[i].est.vars))
	}
	return f
}

// addOp adds an operator that is planned on its own.
func (b *builder) addOp(op algebra.Op, g *joinGroup) {
	n := b.build(op)
	if s, ok := n.(*Service); ok && s.Name.Var != "" {
		g.addService(s)
		return
	}
	g.addUnit(n)
}

// settled reports whether e has the same value where all that it reads is bound: all
// its variables are in certain, and it draws nothing.
func settled(e algebra.Expr, certain interface{ Has(Var) bool }) bool {
	switch e := e.(type) {
	case *algebra.VarRef:
		return certain.Has(e.Var)
	case *algebra.Const:
		return true
	case *algebra.Call:
		return !drawing(e) && !slices.ContainsFunc(e.Args, func(a algebra.Expr) bool { return !settled(a, certain) })
	case *algebra.FuncCall:
		return !slices.ContainsFunc(e.Args, func(a algebra.Expr) bool { return !settled(a, certain) })
	}
	for v := range exprVars(e) {
		if !certain.Has(v) {
			return false
		}
	}
	return !draws(e)
}

// settledAll reports whether all of vars are in certain.
func settledAll(vars []Var, certain VarList) bool {
	return !slices.ContainsFunc(vars, func(v Var) bool { return !certain.Has(v) })
}

func (g *joinGroup) addUnit(n Node) {
	g.atoms = append(g.atoms, atom{unit: n, est: n.About().estimate()})
}

// addPattern adds a triple pattern; a triple term with variables inside
// becomes a hidden variable and an Unpack.
func (b *builder) addPattern(t *algebra.TriplePattern, g *joinGroup) {
	b.work.did(1)
	s, p, o := b.place(t.S, g), b.place(t.P, g), b.place(t.O, g)
	st := &Step{S: s, P: p, O: o, Scope: b.scope, Quick: b.wanted > 0}
	a := atom{pattern: st, est: estimatePattern(b.view(), s, p, o)}
	g.atoms = append(g.atoms, a)
	if a.est.rows == 0 && b.scope == 0 && !b.perRow {
		g.empty = true
	}
}

// place gives the slot for a node of a pattern.
func (b *builder) place(n algebra.Node, g *joinGroup) Slot {
	if n.Triple == nil {
		return b.slot(n)
	}
	v := b.freshVar()
	t := n.Triple
	s, p, o := b.place(t.S, g), b.place(t.P, g), b.place(t.O, g)
	a := atom{unpack: &Unpack{Var: v, S: s, P: p, O: o}, est: estimate{rows: 1}}
	for _, w := range [4]Var{s.Var, p.Var, o.Var, v} {
		a.est.add(w, 1)
	}
	g.atoms = append(g.atoms, a)
	return Slot{Var: v}
}

func (b *builder) addPath(op *algebra.PathPattern, g *joinGroup) {
	s, o := b.place(op.S, g), b.place(op.O, g)
	a := atom{path: &PathStep{S: s, O: o, Path: op.Path, Scope: b.scope}}
	a.est = b.estimatePath(op.Path).between(s, o)
	g.atoms = append(g.atoms, a)
}

// joinAtoms orders the atoms and joins them onto seed.
func (b *builder) joinAtoms(g *joinGroup, seed Node) Node {
	if g.empty && !b.opts.NoPasses {
		return emptyOf(g, seed)
	}
	g.settleServices(seed)
	if n := b.joinConstants(g, seed); n != nil {
		return n
	}
	if !b.opts.NoPasses {
		if n := b.joinParts(g, seed); n != nil {
			return n
		}
	}
	return b.joinConnected(g, seed)
}

// joinConnected joins the atoms onto seed in the best order found.
func (b *builder) joinConnected(g *joinGroup, seed Node) Node {
	if b.work.stopped() {
		return unit()
	}
	if len(g.atoms) > maxAtoms {
		portion, rest := b.portion(g, seed)
		first := &joinGroup{atoms: portion, filters: g.filters}
		seed = b.joinConnected(first, seed)
		g.atoms, g.filters, g.folding = rest, first.filters, nil
		return b.joinConnected(g, seed)
	}
	var start *Info
	if seed != nil {
		start = seed.About()
	}
	o := &orderer{work: b.work, atoms: g.atoms, wait: 1, bound: math.Inf(1)}
	if b.scope == 0 && !b.perRow {
		o.view, o.snapshot = b.view(), b.src.Snapshot
	}
	st := o.order(g, start, b.opts.NoPasses)
	o.view, o.snapshot = nil, nil // a plan keeps the numbers, and must not keep the graph
	g.names = o.number.names
	defer o.done()
	if seed == nil && !b.replanning && !b.opts.NoPasses && b.scope == 0 && !b.perRow && g.wanted == 0 && g.folding == nil {
		if n := b.adaptive(g, o, st); n != nil {
			return n
		}
	}
	node := b.assemble(g, st, seed)
	if node == nil {
		return unit()
	}
	if st.prev != nil {
		number := o.number // not the orderer, which has far more
		node.About().known = known{&number, slices.Clone(st.values)}
	}
	return node
}

// portion takes as many atoms as one set can number off the group, in their
// order, except that an atom waits for what it needs bound.
func (b *builder) portion(g *joinGroup, seed Node) (taken, rest []atom) {
	bound := map[Var]bool{}
	if seed != nil {
		bound = b.has(seed.About())
	}
	rest = g.atoms
	for last := -1; len(taken) < maxAtoms && len(taken) > last; {
		last = len(taken)
		waiting := []atom{}
		for i, a := range rest {
			if len(taken) == maxAtoms {
				waiting = append(waiting, rest[i:]...)
				break
			}
			if v := a.needs(); v != "" && !bound[v] {
				waiting = append(waiting, a)
				continue
			}
			taken = append(taken, a)
			for _, v := range a.est.vars {
				bound[v] = true
			}
		}
		rest = waiting
	}
	return taken, rest
}

// assemble makes the plan of a state: nil for no atoms and no seed.
func (b *builder) assemble(g *joinGroup, st *state, seed Node) Node {
	if st.prev == nil {
		if st.seed {
			return seed
		}
		return nil
	}
	if st == g.first {
		return g.standIn
	}
	node := b.assemble(g, st.prev, seed)
	if st.right != nil {
		node = b.hashJoin(node, b.assemble(g, st.right, nil), Inner, nil, st)
	} else {
		node = b.attach(node, g, st)
	}
	if b.opts.NoPasses {
		return node
	}
	if st.made > 0 {
		node.About().Rows = st.made
	}
	if g.folding != nil {
		b.toSemi(node, g, st)
	}
	node = b.ripe(node, g)
	if st.fold {
		node = b.fold(node, g, st)
	}
	if st.made > 0 {
		node.About().Rows = st.rows
	}
	return node
}

// emptyOf is the group without rows, with the columns it would have.
func emptyOf(g *joinGroup, seed Node) Node {
	n := &Empty{}
	if seed != nil {
		n.Vars = seed.About().Vars
	}
	all := varSet(n.Vars)
	for i := range g.atoms {
		for _, v := range g.atoms[i].est.vars {
			all[v] = true
		}
	}
	n.Vars = slices.Sorted(maps.Keys(all))
	n.Certain = n.Vars
	g.filters = nil
	return n
}

// ripe applies the filters whose variables node is certain to bind. EXISTS
// waits for the end of the group.
func (b *builder) ripe(node Node, g *joinGroup) Node {
	if b.work.did(len(g.filters)); b.work.stopped() {
		return node
	}
	rest := g.filters[:0:0]
	for _, f := range g.filters {
		if _, isExists := existsOf(f); !isExists && settled(f, &node.About().Certain) {
			node = b.condition(node, f)
		} else {
			rest = append(rest, f)
		}
	}
	g.filters = rest
	return node
}

// attach joins one atom onto node by the method chosen.
func (b *builder) attach(node Node, g *joinGroup, st *state) Node {
	a := &g.atoms[st.atom]
	var n Node
	z := g.size(st)
	switch {
	case node == nil && a.unit != nil:
		return b.alone(a)
	case st.how == bySeed:
		n := b.seeded(node, a)
		n.About().Rows, n.About().Cost = st.rows, st.cost
		return n
	case a.unit != nil || st.how == byHash:
		right := b.alone(a)
		if right == nil {
			scan := *a.pattern
			b.finishStep(&scan, a.est.rows, a.cost())
			right = &scan
		}
		return b.hashJoin(node, right, Inner, nil, st)
	case a.path != nil:
		step := *a.path
		step.Input = node
		step.Info = b.grow(node, z, step.S, step.O)
		n = &step
	case a.service != nil:
		return b.serviceJoin(node, a.service, z)
	case a.unpack != nil:
		step := *a.unpack
		step.Input = node
		step.Info = b.grow(node, z, step.S, step.P, step.O)
		n = &step
	default:
		if n := b.intersect(node, a.pattern, z); n != nil {
			return n
		}
		step := *a.pattern
		step.Input = node
		step.Info = b.grow(node, z, step.S, step.P, step.O)
		n = &step
	}
	return n
}

// finishStep fills the Info of a scan.
func (b *builder) finishStep(s *Step, rows, cost float64) {
	s.Info = b.grow(nil, size{rows: rows, cost: cost}, s.S, s.P, s.O)
}

// size is what is expected of a node.
type size struct {
	rows, cost float64
	sorted     Var
}

// size is what the orderer expects of the rows of a state.
func (g *joinGroup) size(st *state) size {
	z := size{rows: st.rows, cost: st.cost}
	if st.sorted != unsorted {
		z.sorted = g.names[st.sorted]
	}
	return z
}

// grow is the Info of a node that adds the variables of slots to in's columns.
func (b *builder) grow(in Node, z size, slots ...Slot) Info {
	b.work.did(1)
	info := Info{Rows: z.rows, Cost: z.cost, Sorted: z.sorted}
	all := true // columns are certain
	if in != nil {
		info.Vars, info.Certain = in.About().Vars, in.About().Certain
		all = sameVars(info.Certain, info.Vars)
	}
	var vars [3]Var
	for i, s := range slots {
		vars[i] = s.Var
	}
	info.Vars = b.lists.and(info.Vars, vars[:len(slots)]...)
	if info.Certain = info.Vars; !all {
		info.Certain = b.lists.and(in.About().Certain, vars[:len(slots)]...)
	}
	return info
}
