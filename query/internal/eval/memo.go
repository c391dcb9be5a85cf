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
	maxMemoTests   = 1 << 20 // 8 MiB
	maxMemoIDs     = 1 << 20 // 8 MiB
	maxMemoValues  = 1 << 15 // 3 MiB
	maxMemoNumbers = 1 << 18 // 5 MiB
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
	m.quick = rememberNumber(c.deps, c.quick, m.value)
	return &m
}

// The outcomes of a remembered test; 0 is one that is not known.
const (
	memoFalse class = 1 + iota
	memoTrue
	memoError // an expression error; which one does not matter
)

// testMemo has outcomes by term: in pages by ordinal, a byte a term; inline terms
// do not lie together and are hashed.
type testMemo struct {
	pages  [4][][]class // by the kind of ID
	inline cache[class]
}

// at is the outcome for a term, memoFalse or later when it is known.
func (m *testMemo) at(id graph.ID) class {
	if id.IsInline() {
		if c := m.inline.find(id); c != nil {
			return *c
		}
		return unseen
	}
	return *page(&m.pages[id>>30], id.Ordinal())
}

func (m *testMemo) put(id graph.ID, c class) {
	if id.IsInline() {
		m.inline.put(id, c)
		return
	}
	*page(&m.pages[id>>30], id.Ordinal()) = c
}

// rememberTest remembers a test by the term in a column.
func rememberTest(slot int, test testFunc) testFunc {
	memo := testMemo{inline: cache[class]{limit: maxMemoTests}}
	var g gauge
	return func(b *batch.Batch, row int) (bool, error) {
		id := b.Cols[slot][row]
		if id == graph.None || g.off {
			return test(b, row)
		}
		m := memo.at(id)
		g.tick(m != unseen)
		if m != unseen {
			if m == memoError {
				return false, value.ErrExpression
			}
			return m == memoTrue, nil
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
	memo := newStore[value.Value](maxMemoValues)
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

// rememberNumber remembers, by the term in a column, the quick number of an
// expression: class other where the slow way must decide. direct, which may be nil,
// is tried before the value is made.
func rememberNumber(slot int, direct quickFunc, f valueFunc) quickFunc {
	memo := cache[number]{limit: maxMemoNumbers}
	var g gauge
	return func(b *batch.Batch, row int) number {
		id := b.Cols[slot][row]
		if id == graph.None || g.off {
			if direct != nil {
				return direct(b, row)
			}
			return number{0, other}
		}
		m := memo.find(id)
		g.tick(m != nil)
		if m != nil {
			return *m
		}
		x := number{0, other}
		if direct != nil {
			x = direct(b, row)
		}
		if x.c > other {
			memo.put(id, x)
			return x
		}
		if v, err := f(b, row); err == nil {
			x = quickOf(classify(v))
		} else if fatal(err) != nil {
			return x // the slow way will say so
		}
		memo.put(id, x)
		return x
	}
}
