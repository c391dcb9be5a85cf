package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/eval"
)

// countRows is COUNT(*).
type countRows struct {
	x *Context
	n []int64
}

func (c *countRows) grow(groups int) {
	for len(c.n) < groups {
		c.n = append(c.n, 0)
	}
}

func (c *countRows) add(_ *batch.Batch, group []uint32, groups int) error {
	c.grow(groups)
	for _, g := range group {
		c.n[g]++
	}
	return nil
}

func (c *countRows) merges() bool { return true }

func (c *countRows) merge(o aggregator, to []uint32, groups int) error {
	c.grow(groups)
	for g, n := range counts(o) {
		c.n[to[g]] += n
	}
	return nil
}

// counts are the counts by group of COUNT of rows or of a column.
func counts(o aggregator) []int64 {
	if b, ok := o.(*countBound); ok {
		return b.n
	}
	return o.(*countRows).n
}

func (c *countRows) result(group int) (graph.ID, error) { return c.x.integer(c.n[group]), nil }
func (c *countRows) bytes() int64                       { return int64(cap(c.n)) * 8 }

// countBound is COUNT(?v).
type countBound struct {
	countRows
	col int
}

func (c *countBound) add(b *batch.Batch, group []uint32, groups int) error {
	c.grow(groups)
	col := b.Cols
	for i, g := range group {
		if col[c.col][b.Row(i)] != graph.None {
			c.n[g]++
		}
	}
	return nil
}

// totals is SUM or AVG.
type totals struct{ *eval.Totals }

func (t *totals) add(b *batch.Batch, group []uint32, groups int) error {
	return t.Add(b, group, groups)
}
func (t *totals) merges() bool { return true }
func (t *totals) merge(o aggregator, to []uint32, groups int) error {
	return t.Merge(o.(*totals).Totals, to, groups)
}
func (t *totals) result(group int) (graph.ID, error) { return t.Result(group) }
func (t *totals) bytes() int64                       { return t.Bytes() }

// extremes is MIN or MAX of a column.
type extremes struct{ *eval.Extremes }

func (e *extremes) add(b *batch.Batch, group []uint32, groups int) error {
	e.Add(b, group, groups)
	return nil
}
func (e *extremes) merges() bool { return true }
func (e *extremes) merge(o aggregator, to []uint32, groups int) error {
	e.Merge(o.(*extremes).Extremes, to, groups)
	return nil
}
func (e *extremes) result(group int) (graph.ID, error) { return e.Result(group), nil }
func (e *extremes) bytes() int64                       { return e.Bytes() }

// accumulators is any other aggregate: one accumulator a group.
type accumulators struct {
	x     *Context
	st    *Stats
	make  func() eval.Accumulator
	vary  bool // what an accumulator holds depends on what was added
	plain bool // the argument is a column: nothing is computed, no term is made
	acc   []eval.Accumulator
	held  int64 // by accumulators that vary
}

func (a *accumulators) add(b *batch.Batch, group []uint32, groups int) error {
	for len(a.acc) < groups {
		a.acc = append(a.acc, a.make())
	}
	for i, g := range group {
		if !a.plain {
			if err := a.x.row("group", a.st, i); err != nil {
				return err
			}
		}
		acc := a.acc[g]
		if a.vary {
			a.held -= acc.Bytes()
		}
		if err := acc.Add(b, b.Row(i)); err != nil {
			return err
		}
		if a.vary {
			a.held += acc.Bytes()
		}
	}
	return nil
}

func (a *accumulators) merges() bool {
	_, ok := a.make().(eval.Merger)
	return ok && !a.vary
}

func (a *accumulators) merge(o aggregator, to []uint32, groups int) error {
	for len(a.acc) < groups {
		a.acc = append(a.acc, a.make())
	}
	for g, acc := range o.(*accumulators).acc {
		if err := a.acc[to[g]].(eval.Merger).Merge(acc); err != nil {
			return err
		}
	}
	return nil
}

func (a *accumulators) result(group int) (graph.ID, error) { return a.acc[group].Result() }
func (a *accumulators) bytes() int64                       { return int64(len(a.acc))*96 + a.held }
