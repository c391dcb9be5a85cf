package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// exists compiles an EXISTS that could not be made a join: the pattern is
// planned once with the row's values as its context, and run for one row at a
// time; the answer is remembered for rows with the same values.
func (x *Context) exists(e *algebra.Exists, schema []algebra.Var) (func(*batch.Batch, int) (bool, error), error) {
	reads := plan.Reads(e)
	var vars []algebra.Var
	var cols []int
	for i, v := range schema {
		if reads[v] {
			vars = append(vars, v)
			cols = append(cols, i)
		}
	}
	p, err := plan.BuildRow(x.ctx, e.Correlated, vars, x.Source, x.Plan)
	if err != nil {
		return nil, err
	}
	run := x.sub(p)
	memo := &existsMemo{x: x, scope: x.scope, run: run, root: run.operator(p.Root), draws: plan.Draws(e.Input), vars: vars, seeds: seedNodes(p.Root, "")}
	memo.forget(nil)
	key := make([]graph.ID, len(cols))
	return func(b *batch.Batch, row int) (bool, error) {
		for i, c := range cols {
			key[i] = b.Cols[c][row]
		}
		found, err := memo.holds(key)
		return found != e.Not, err
	}, nil
}

// existsMemo answers one EXISTS for the values of its variables.
type existsMemo struct {
	x     *Context
	scope plan.Scope
	run   *Context
	root  Operator
	draws bool // something: the answer is another one each time
	vars  []algebra.Var
	seeds []*plan.Seed

	view    *graph.View // the active graph the answers are for
	seen    *rowTable
	answers []bool
}

// forget drops the answers when the active graph changes.
func (m *existsMemo) forget(v *graph.View) {
	m.view, m.seen, m.answers = v, newRowTable(len(m.vars)), nil
}

// holds reports whether the pattern has a solution with these values.
func (m *existsMemo) holds(key []graph.ID) (bool, error) {
	if v := m.x.views[m.scope]; v != m.view {
		m.forget(v)
	}
	if m.draws {
		return m.solved(key)
	}
	n, fresh := m.seen.put(key)
	if !fresh {
		return m.answers[n], nil
	}
	m.answers = append(m.answers, false)
	if err := m.x.grow("exists", nil, int64(4*len(key)+9)); err != nil {
		return false, err
	}
	found, err := m.solved(key)
	m.answers[n] = found
	return found, err
}

// solved runs the pattern with these values until its first solution.
func (m *existsMemo) solved(key []graph.ID) (bool, error) {
	m.run.views[0] = m.view
	for i, s := range m.run.seeds[""] {
		s.n = 1
		for c, v := range m.seeds[i].Vars {
			s.cols[c] = []graph.ID{key[column(m.vars, v)]}
		}
	}
	m.root.Reset()
	for {
		b, err := m.root.Next()
		if b == nil || err != nil {
			return false, err
		}
		if b.Len() > 0 {
			return true, nil
		}
	}
}
