package exec

import "github.com/trivet-rdf/trivet/query/internal/plan"

// groupPart is a worker's share of a GROUP BY.
type groupPart struct {
	*groupOp
	first []uint32 // by group: the number of the morsel in which it was first seen
}

// loadParts groups the input on several goroutines, each into groups of its own,
// which are merged then; done is false where that cannot be or is not worth it.
// Groups come in the order in which one goroutine would have seen them.
func (g *groupOp) loadParts() (done bool, err error) {
	if !g.mergeable() {
		return false, nil
	}
	p := g.x.pipelineOf(g.node.Input, g.in)
	if p == nil {
		return false, nil
	}
	m, err := g.x.split(p)
	if m == nil || err != nil {
		return false, err
	}
	workers := g.x.crew(p, m)
	parts := make([]*groupPart, len(workers))
	for i, w := range workers {
		if parts[i], err = g.part(w); err != nil {
			return false, err
		}
	}
	before := g.x.counters(p)
	err = work(p, m, workers, func(n int, _ *Context) error { return parts[n].run() })
	g.x.gathered(p, workers, before)
	for _, part := range parts {
		g.st.Bytes += part.st.Bytes
	}
	if err == nil {
		err = g.mergeParts(parts)
	}
	for _, part := range parts {
		g.x.shrink(part.held)
	}
	return true, err
}

// mergeable reports whether all aggregates can be computed in parts.
func (g *groupOp) mergeable() bool {
	for i, a := range g.aggs {
		arg := g.node.Aggs[i].Arg
		if m, ok := a.(merger); !ok || !m.merges() || arg != nil && !plan.Repeatable(arg) {
			return false
		}
	}
	return true
}

// part makes a worker's grouping.
func (g *groupOp) part(w *Context) (*groupPart, error) {
	part := &groupPart{groupOp: &groupOp{x: w, st: &Stats{}, node: g.node, keys: g.keys, schema: g.schema}}
	part.in = w.operator(g.node.Input)
	return part, part.start()
}

// run groups a morsel.
func (p *groupPart) run() error {
	p.in.Reset()
	if err := p.read(); err != nil {
		return err
	}
	for len(p.first) < p.table.len() {
		p.first = append(p.first, uint32(p.x.run.number))
	}
	return nil
}

// mergeParts takes over the workers' groups, those of earlier morsels first.
func (g *groupOp) mergeParts(parts []*groupPart) error {
	next := make([]int, len(parts))
	to := make([][]uint32, len(parts))
	for {
		least := -1
		for i, p := range parts {
			if next[i] < len(p.first) && (least < 0 || p.first[next[i]] < parts[least].first[next[least]]) {
				least = i
			}
		}
		if least < 0 {
			break
		}
		p := parts[least]
		to[least] = append(to[least], g.table.putKey(p.table.keyOf(next[least])))
		if next[least]++; next[least]%hearRows == 0 {
			if err := g.x.check("group", g.st.Rows); err != nil {
				return err
			}
		}
	}
	if len(g.keys) == 0 && g.table.len() == 0 {
		g.table.putKey(nil)
	}
	for a, agg := range g.aggs {
		for i, p := range parts {
			if err := agg.(merger).merge(p.aggs[a], to[i], g.table.len()); err != nil {
				return err
			}
			if err := g.account(); err != nil {
				return err
			}
		}
	}
	return g.account()
}

// account takes what the groups hold from the budget.
func (g *groupOp) account() error {
	bytes := g.table.bytes()
	for _, agg := range g.aggs {
		bytes += agg.bytes()
	}
	if bytes <= g.held {
		return nil
	}
	grown := bytes - g.held
	g.held = bytes
	return g.x.grow("group", g.st, grown)
}
