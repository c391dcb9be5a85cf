package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// pathOp joins input rows with the matches of a property path: from the bound
// end, or, with both ends free, from every node where the path can start.
type pathOp struct {
	x    *Context
	st   *Stats
	in   Operator // nil: one empty row
	node *plan.PathStep
	path algebra.Path // the node's, in its shortest form
	w    walker
	s, o place
	same bool
	cols []outCol // match 0: the path's start, 2: its end

	b       *batch.Batch
	next    int
	row     int
	done    bool
	starts  []graph.ID // for free ends: starts still to walk from
	start   graph.ID
	reached []graph.ID // pending ends (or starts) for the row
	given   int
	held    int64 // bytes of starts and reached that are accounted
	err     error // of the budget, found while a walk went on
	fixed   int   // which side reached is: 2 the end, 0 the start, -1 neither
	own     [][]graph.ID
	out     batch.Batch
}

func (x *Context) newPath(n *plan.PathStep, st *Stats) Operator {
	p := &pathOp{x: x, st: st, node: n, path: shortest(n.Path), w: walker{x: x, st: st}}
	var schema []plan.Var
	if n.Input != nil {
		p.in = x.operator(n.Input)
		schema = n.Input.About().Vars
	}
	p.s, p.o = placeOf(n.S, n.Input), placeOf(n.O, n.Input)
	p.same = n.S.Var != "" && n.S.Var == n.O.Var
	p.own = make([][]graph.ID, len(n.Vars))
	for _, v := range n.Vars {
		c := outCol{in: column(schema, v), match: -1}
		if v == n.S.Var && (c.in < 0 || p.s.maybe) {
			c.match = 0
		} else if v == n.O.Var && (c.in < 0 || p.o.maybe) {
			c.match = 2
		}
		p.cols = append(p.cols, c)
	}
	p.Reset()
	return p
}

func (p *pathOp) Reset() {
	p.w.view = p.x.views[p.node.Scope]
	p.b, p.done, p.starts, p.reached, p.given = nil, false, nil, nil, 0
	p.x.shrink(p.held)
	p.held, p.err = 0, nil
	if p.in != nil {
		p.in.Reset()
	}
}

func (p *pathOp) Next() (*batch.Batch, error) {
	n := 0
	for n < batch.Size {
		if p.given < len(p.reached) {
			n = p.emit(n)
			continue
		}
		ok, err := p.advance()
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
	}
	if n == 0 {
		return nil, nil
	}
	p.out.Cols = p.out.Cols[:0]
	for _, c := range p.own {
		p.out.Cols = append(p.out.Cols, c[:n])
	}
	p.out.N = n
	return &p.out, nil
}

// advance walks from the next start, or for the next input row.
func (p *pathOp) advance() (bool, error) {
	p.reached, p.given = p.reached[:0], 0
	if len(p.starts) > 0 {
		p.start, p.starts = p.starts[0], p.starts[1:]
		return true, p.from(p.start, graph.None)
	}
	if ok, err := p.nextRow(); !ok || err != nil {
		return false, err
	}
	s, o := p.s.id, p.o.id
	if p.b != nil {
		s, o = p.s.at(p.b, p.row), p.o.at(p.b, p.row)
	}
	if p.node.S.Var != "" && p.node.O.Var != "" && !(p.w.isNode(s) && p.w.isNode(o)) {
		return true, nil
	}
	switch {
	case s != graph.None:
		p.start = s
		return true, p.from(s, o)
	case o != graph.None:
		p.start = o
		p.fixed = 0
		return true, p.walk(o, true, p.reach)
	}
	p.starts = p.w.starts(p.path, false)
	return true, p.hold()
}

// walk follows the path from a node, forwards or back.
func (p *pathOp) walk(from graph.ID, back bool, emit emitFunc) error {
	_, err := p.w.walk(p.path, from, back, emit)
	if err == nil {
		err = p.err
	}
	return err
}

// hold accounts the nodes that wait.
func (p *pathOp) hold() error {
	n := int64(cap(p.starts)+cap(p.reached)) * 4
	if n <= p.held {
		return nil
	}
	n, p.held = n-p.held, n
	return p.x.grow("path", p.st, n)
}

// nextRow moves to the next input row; without an input there is one.
func (p *pathOp) nextRow() (bool, error) {
	if p.in == nil {
		was := p.done
		p.done = true
		return !was, nil
	}
	for p.b == nil || p.next >= p.b.Len() {
		b, err := p.in.Next()
		p.b, p.next = b, 0
		if b == nil || err != nil {
			return false, err
		}
	}
	p.row = p.b.Row(p.next)
	p.next++
	return true, nil
}

func (p *pathOp) reach(id graph.ID) bool {
	if len(p.reached) == cap(p.reached) {
		if p.err = p.hold(); p.err != nil {
			return false
		}
	}
	p.reached = append(p.reached, id)
	return true
}

// from walks forwards; with to given only arrivals there count.
func (p *pathOp) from(s, to graph.ID) error {
	p.fixed = 2
	if p.same {
		to = s
	}
	emit := p.reach
	if to != graph.None {
		emit = func(id graph.ID) bool {
			return id != to || p.reach(id)
		}
	}
	return p.walk(s, false, emit)
}

// emit writes pending rows from n on.
func (p *pathOp) emit(n int) int {
	k := min(len(p.reached)-p.given, batch.Size-n)
	for i, c := range p.cols {
		p.own[i] = roomAfter(p.own[i], n, n+k)
		dst := p.own[i][n:]
		switch {
		case c.match == p.fixed:
			copy(dst, p.reached[p.given:])
			continue
		case c.match >= 0:
			fill(dst, p.start)
		default:
			fill(dst, p.b.Cols[c.in][p.row])
		}
	}
	p.given += k
	return n + k
}

func fill(dst []graph.ID, id graph.ID) {
	for i := range dst {
		dst[i] = id
	}
}
