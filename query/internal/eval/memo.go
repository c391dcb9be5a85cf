package eval

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// Expressions that depend on one column and cost something are computed once
// per distinct term of that column, so that a FILTER with a cast or a regular
// expression over a million rows does its work once for each of the few
// distinct values.

// The sizes of the memories of one expression, in entries.
const (
	maxMemoTests  = 1 << 20 // 8 MiB
	maxMemoIDs    = 1 << 20 // 8 MiB
	maxMemoValues = 1 << 15 // 3 MiB
)

// gauge decides whether remembering pays: it gives up when, after a while,
// most terms turn out to be new.
type gauge struct {
	asked, found int
	off          bool
}

// worthwhile after this many questions means one in four was answered.
const gaugePeriod = 1 << 14

// tick counts a question; it turns the gauge off when too few were answered.
func (g *gauge) tick(found bool) {
	g.asked++
	if found {
		g.found++
	}
	if g.asked == gaugePeriod {
		g.off = g.found*4 < g.asked
		g.asked, g.found = 0, 0
	}
}

// remembered is c with its results remembered, where that pays.
func (c *code) remembered() *code {
	if c.deps < 0 || !c.pure || c.cost < costly || c.slot >= 0 {
		return c
	}
	m := *c
	m.cost = cheap
	if c.test != nil {
		m.test = rememberTest(c.deps, c.test)
		return &m
	}
	m.value = rememberValue(c.deps, c.values())
	m.id = rememberID(c.deps, c.ids())
	m.test = rememberTest(c.deps, c.tests())
	return &m
}

// The outcomes of a remembered test.
const (
	memoFalse int8 = iota
	memoTrue
	memoError // an expression error; which one does not matter
)

// rememberTest remembers a test by the term in a column.
func rememberTest(slot int, test testFunc) testFunc {
	memo := cache[int8]{limit: maxMemoTests}
	var g gauge
	return func(b *batch.Batch, row int) (bool, error) {
		id := b.Cols[slot][row]
		if id == graph.None || g.off {
			return test(b, row)
		}
		m := memo.find(id)
		g.tick(m != nil)
		if m != nil {
			if *m == memoError {
				return false, value.ErrExpression
			}
			return *m == memoTrue, nil
		}
		ok, err := test(b, row)
		switch {
		case fatal(err) != nil:
			return false, err
		case err != nil:
			memo.put(id, memoError)
		case ok:
			memo.put(id, memoTrue)
		default:
			memo.put(id, memoFalse)
		}
		return ok, err
	}
}

// rememberID remembers an ID by the term in a column.
func rememberID(slot int, f idFunc) idFunc {
	memo := cache[graph.ID]{limit: maxMemoIDs}
	var g gauge
	return func(b *batch.Batch, row int) (graph.ID, error) {
		id := b.Cols[slot][row]
		if id == graph.None || g.off {
			return f(b, row)
		}
		m := memo.find(id)
		g.tick(m != nil)
		if m != nil {
			return *m, nil
		}
		x, err := f(b, row)
		if err != nil {
			return graph.None, err
		}
		memo.put(id, x)
		return x, nil
	}
}

// rememberValue remembers a value by the term in a column; kind None stands for
// an expression error.
func rememberValue(slot int, f valueFunc) valueFunc {
	memo := cache[value.Value]{limit: maxMemoValues}
	var g gauge
	return func(b *batch.Batch, row int) (value.Value, error) {
		id := b.Cols[slot][row]
		if id == graph.None || g.off {
			return f(b, row)
		}
		m := memo.find(id)
		g.tick(m != nil)
		if m != nil {
			if m.Kind() == value.None {
				return value.Value{}, value.ErrExpression
			}
			return *m, nil
		}
		v, err := f(b, row)
		switch {
		case fatal(err) != nil:
			return value.Value{}, err
		case err != nil:
			memo.put(id, value.Value{})
		default:
			memo.put(id, v)
		}
		return v, err
	}
}
