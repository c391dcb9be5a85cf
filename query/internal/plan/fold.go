package plan

import (
	"math"
	"math/bits"
	"slices"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// costFold is the work of looking for a row among those seen before.
const costFold = 25

// folding says that duplicates among a pattern's solutions do not matter to what
// is above it, such as DISTINCT, which reads only the variables of want. Joins
// can then remove duplicates early, in the columns that are still to be read.
type folding struct{ want map[Var]bool }

// also is f with more variables read; nil stays nil.
func (f *folding) also(vars map[Var]bool) *folding {
	if f == nil {
		return nil
	}
	out := &folding{want: with(f.want)}
	for v := range vars {
		out.want[v] = true
	}
	return out
}

// takeFolding is the folding that the operator being planned may use; what it
// hands on to its input it must say anew.
func (b *builder) takeFolding() *folding {
	f := b.folding
	b.folding = nil
	return f
}

// reads are the variables that an orderer's rows are read for, beside the joins
// that are still to come.
type reads struct {
	fold    bool     // duplicates may go
	last    bool     // those of the whole group too
	want    []bool   // by variable number: read above the group
	atoms   []uint64 // by variable number: the atoms that mention it
	filters []ripening
}

// ripening is a filter as the orderer sees it.
type ripening struct {
	vars []int // the variables it reads; -1 for one that these atoms do not bind
	sel  float64
	same bool // it fixes its variable's value
	late bool // EXISTS, which waits for the end of the group
}

// setReads prepares to filter and fold the rows of g.
func (o *orderer) setReads(g *joinGroup, start *state) {
	r := &o.reads
	r.fold, r.last = g.folding != nil, g.part
	r.want = make([]bool, len(o.number.names))
	r.atoms = make([]uint64, len(o.number.names))
	if r.fold {
		for n, v := range o.number.names {
			r.want[n] = g.folding.want[v]
		}
	}
	values := o.values
	if start.seed {
		values = append(slices.Clip(values), start.values)
	}
	for i, values := range values {
		for v, n := range values {
			if n > 0 {
				r.atoms[v] |= 1 << i
			}
		}
	}
	for _, f := range g.filters {
		r.filters = append(r.filters, o.ripening(f))
	}
}

func (o *orderer) ripening(f algebra.Expr) ripening {
	p := ripening{sel: selectivity(f)}
	_, p.late = existsOf(f)
	for v := range exprVars(f) {
		n := o.number.of(v)
		if n >= 0 && p.late {
			o.reads.want[n] = true
		}
		p.vars = append(p.vars, n)
	}
	c, ok := f.(*algebra.Call)
	p.same = ok && c.Op == "=" && len(p.vars) == 1
	return p
}

// ripe reports whether the filter can be applied once the atoms of mask are
// joined.
func (r *reads) ripe(p *ripening, mask uint64) bool {
	if p.late || len(p.vars) == 0 {
		return false
	}
	for _, v := range p.vars {
		if v < 0 || r.atoms[v]&mask == 0 {
			return false
		}
	}
	return true
}

// filterCard applies to c the filters that can be applied once the atoms of
// mask are joined, but not before, to those of left or right.
func (o *orderer) filterCard(c *card, mask, left, right uint64) {
	was := c.rows
	for i := range o.reads.filters {
		p := &o.reads.filters[i]
		if !o.reads.ripe(p, mask) || o.reads.ripe(p, left) || o.reads.ripe(p, right) {
			continue
		}
		sel := p.sel
		if p.same {
			sel = math.Min(sel, 1/math.Max(c.values[p.vars[0]], 1))
		}
		c.rows *= sel
	}
	if c.rows == was {
		return
	}
	values := o.cut()
	for v, n := range c.values {
		values[v] = math.Min(n, math.Max(c.rows, 1))
	}
	c.values = values
}

// live reports whether variable v is read after the atoms of mask are joined.
func (r *reads) live(v int, mask uint64) bool {
	if r.want[v] || r.atoms[v]&^mask != 0 {
		return true
	}
	for i := range r.filters {
		if p := &r.filters[i]; slices.Contains(p.vars, v) && !r.ripe(p, mask) {
			return true
		}
	}
	return false
}

// foldCard decides whether duplicates of the rows of a set of atoms are removed:
// where at least half of many rows are expected to be duplicates.
func (o *orderer) foldCard(c *card, mask uint64) {
	const few = 256
	all := bits.OnesCount64(mask) == len(o.atoms)
	if !o.reads.fold || c.rows < few || all && !o.reads.last {
		return
	}
	different, any := 1.0, false
	for v, n := range c.values {
		if n > 0 && o.reads.live(v, mask) {
			different *= n
			any = true
		}
	}
	different *= 1 - math.Exp(-c.rows/different)
	if !any || different > c.rows/2 {
		return
	}
	values := o.cut()
	for v, n := range c.values {
		if o.reads.live(v, mask) {
			values[v] = math.Min(n, different)
		}
	}
	c.fold, c.rows, c.values = true, different, values
}

// readAfter are the variables read of the rows of st: by g's atoms that are not
// among them, by its filters, and above it.
func (g *joinGroup) readAfter(st *state) map[Var]bool {
	want := with(g.folding.want)
	for i := range g.atoms {
		if st.mask&(1<<i) == 0 {
			for _, v := range g.atoms[i].est.vars {
				want[v] = true
			}
		}
	}
	for _, f := range g.filters {
		addExprVars(f, want)
	}
	return want
}

// toSemi makes node, the join of st, a semi join when nothing that it adds is
// read, since one match is then as good as many.
func (b *builder) toSemi(node Node, g *joinGroup, st *state) {
	var left *Info
	var mode *Mode
	switch n := node.(type) {
	case *HashJoin:
		if len(n.Loose) > 0 {
			return
		}
		left, mode = n.L.About(), &n.Mode
	case *Step:
		if n.Input == nil || n.P.Var != "" {
			return
		}
		left, mode = n.Input.About(), &n.Mode
	default:
		return
	}
	info := node.About()
	want := g.readAfter(st)
	for _, v := range info.Vars {
		if !left.Has(v) && want[v] || left.Has(v) && !left.Certain.Has(v) {
			return
		}
	}
	if *mode == Inner {
		*mode, info.Vars, info.Certain = Semi, left.Vars, left.Certain
	}
}

// fold removes the duplicates of node's rows in the columns that are still read.
func (b *builder) fold(node Node, g *joinGroup, st *state) Node {
	vars := keepVars(node.About().Vars, g.readAfter(st))
	if len(vars) == 0 {
		return node
	}
	if len(vars) < len(node.About().Vars) {
		node = b.project(node, vars)
	}
	d := derive(&Distinct{Input: node}, node, costFold).(*Distinct)
	d.Rows = st.rows
	return d
}

// keepVars are those of vars that are in want.
func keepVars(vars []Var, want map[Var]bool) []Var {
	out := make([]Var, 0, len(vars))
	for _, v := range vars {
		if want[v] {
			out = append(out, v)
		}
	}
	return out
}

// condVars are the variables that conditions read.
func condVars(conds ...algebra.Expr) map[Var]bool {
	m := map[Var]bool{}
	for _, c := range conds {
		if c != nil {
			addExprVars(c, m)
		}
	}
	return m
}
