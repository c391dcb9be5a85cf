package eval

import (
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// count is COUNT(expr): the values that are no errors.
type count struct {
	dict *Dict
	n    int64
}

func (c *count) term(graph.ID) error       { c.n++; return nil }
func (c *count) value(value.Value) error   { c.n++; return nil }
func (c *count) fail()                     {}
func (c *count) bytes() int64              { return 0 }
func (c *count) result() (graph.ID, error) { return c.dict.Intern(value.NewInteger(c.n)), nil }

// sum is SUM, and AVG with mean set. What is no number makes it an error, and so
// does an error, except that AVG of nothing but errors is 0: it has no count.
type sum struct {
	dict   *Dict
	sum    value.Sum
	mean   bool
	failed bool
	n      int64 // values that are no errors
}

func (s *sum) term(id graph.ID) error {
	s.n++
	if n, ok := id.Integer(); ok {
		return s.sum.AddInt(n)
	}
	if m, scale, ok := id.Decimal(); ok {
		return s.sum.AddDecimal(m, scale)
	}
	if x := s.dict.number(id); x.c == double {
		s.sum.AddDouble(x.f)
		return nil
	}
	return s.add(s.dict.Value(id))
}

func (s *sum) value(v value.Value) error {
	s.n++
	return s.add(v)
}

func (s *sum) add(v value.Value) error {
	if s.failed {
		return nil
	}
	err := s.sum.Add(v)
	if err == nil {
		return nil
	}
	s.failed = true
	return fatal(err)
}

func (s *sum) fail()        { s.failed = true }
func (s *sum) bytes() int64 { return 64 }

// result is the sum or mean. Avg is 0 where Count is 0, and Count passes over
// errors, so a group of nothing but errors has the mean 0.
func (s *sum) result() (graph.ID, error) {
	if s.mean && s.n == 0 {
		return s.dict.Intern(value.NewInteger(0)), nil
	}
	if s.failed {
		return graph.None, nil
	}
	get := s.sum.Value
	if s.mean {
		get = s.sum.Mean
	}
	v, err := get()
	if err != nil {
		return graph.None, fatal(err)
	}
	return s.dict.Intern(v), nil
}

// extreme is MIN (want -1) and MAX (want 1) in the order of ORDER BY. Errors
// come first in that order, so they are a minimum.
type extreme struct {
	env    *Env
	best   value.Value
	id     graph.ID // best's ID, when it came with one
	want   int
	failed bool
}

func (e *extreme) term(id graph.ID) error {
	if id == e.id {
		return nil
	}
	if e.id != graph.None && e.env.Compare(id, e.id) == -e.want {
		return nil
	}
	e.take(e.env.Dict.Value(id), id)
	return nil
}

func (e *extreme) value(v value.Value) error {
	e.take(v, graph.None)
	return nil
}

// take replaces best if v beats it.
func (e *extreme) take(v value.Value, id graph.ID) {
	if e.best.Kind() == value.None || value.OrderTerms(v, e.best) == e.want {
		e.best, e.id = v, id
	}
}

func (e *extreme) fail()        { e.failed = e.failed || e.want < 0 }
func (e *extreme) bytes() int64 { return 96 }

func (e *extreme) result() (graph.ID, error) {
	switch {
	case e.failed:
		return graph.None, nil
	case e.id != graph.None:
		return e.id, nil
	}
	return e.env.Dict.Intern(e.best), nil
}

// sample is SAMPLE: the first value that is no error.
type sample struct {
	dict *Dict
	id   graph.ID
}

func (s *sample) term(id graph.ID) error {
	if s.id == graph.None {
		s.id = id
	}
	return nil
}

func (s *sample) value(v value.Value) error {
	if s.id == graph.None {
		s.id = s.dict.Intern(v)
	}
	return nil
}

func (s *sample) fail()                     {}
func (s *sample) bytes() int64              { return 0 }
func (s *sample) result() (graph.ID, error) { return s.id, nil }

// groupConcat is GROUP_CONCAT: the texts of IRIs and literals with a separator
// between; anything else makes it an error.
type groupConcat struct {
	env       *Env
	separator string
	text      strings.Builder
	any       bool
	failed    bool
}

func (g *groupConcat) term(id graph.ID) error { return g.value(g.env.Dict.Value(id)) }

func (g *groupConcat) value(v value.Value) error {
	if g.failed {
		return nil
	}
	if v.Kind() != value.IRI && !v.IsLiteral() {
		g.failed = true
		return nil
	}
	s := v.Lexical()
	if err := g.env.sized(g.text.Len() + len(g.separator) + len(s)); err != nil {
		return err
	}
	if g.any {
		g.text.WriteString(g.separator)
	}
	g.any = true
	g.text.WriteString(s)
	return nil
}

func (g *groupConcat) fail()        { g.failed = true }
func (g *groupConcat) bytes() int64 { return int64(g.text.Cap()) + 64 }

func (g *groupConcat) result() (graph.ID, error) {
	if g.failed {
		return graph.None, nil
	}
	return g.env.Dict.Intern(value.NewString(g.text.String())), nil
}
