package query

import (
	"errors"
	"fmt"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// Bind gives a variable a value before the query runs. The value is a
// [graph.Term], or a Go value as listed at [TermOf]; it is never pasted into the
// text. The solutions are joined with it as with a VALUES block at the start of
// WHERE: the variable has the value wherever the pattern has it, in OPTIONAL and
// MINUS as well as a VALUES block would, but not inside a sub-select that does
// not select it. In an update it holds for the WHERE of every operation.
//
// Of two values for one variable the later holds. A value that has no term, a
// name that the query does not mention, and one that it assigns itself make the
// run fail with a [*BindError].
func Bind(name string, value any) Option {
	t, err := TermOf(value)
	name = strings.TrimLeft(name, "?$")
	return func(c *config) {
		c.binds = append(c.binds[:len(c.binds):len(c.binds)], binding{name, t, err})
	}
}

// binding is one variable's value, or why it has none.
type binding struct {
	name string
	term graph.Term
	err  error
}

// BindError says that a value could not be given to a variable.
type BindError struct {
	Name string // the variable, without ?
	Hint string // what may have been meant; may be empty
	Err  error  // why not; nil when the query has no such variable
}

// Error implements error.
func (e *BindError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("binding ?%s: %v", e.Name, e.Err)
	}
	s := fmt.Sprintf("binding ?%s: the query has no such variable", e.Name)
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

// Unwrap gives the reason.
func (e *BindError) Unwrap() error { return e.Err }

// bound are a run's bindings as a VALUES block. A term that cannot be written in
// one, a blank node, has a mark in its place, which unmark replaces; the marks
// are IRIs that no text can hold.
type bound struct {
	data  *syntax.Data
	terms map[string]graph.Term
}

// newBound checks the bindings against the variables of a tree.
func newBound(binds []binding, tree syntax.Node) (*bound, error) {
	own := assigned(tree)
	names := map[string]bool{}
	syntax.Walk(tree, func(n syntax.Node) bool {
		if v, ok := n.(*syntax.Var); ok {
			names[v.Name] = true
		}
		return true
	})
	last := map[string]int{}
	for i, b := range binds {
		last[b.name] = i
	}
	out := &bound{data: &syntax.Data{Rows: [][]syntax.Term{{}}}, terms: map[string]graph.Term{}}
	for i, b := range binds {
		switch {
		case last[b.name] != i:
			continue
		case b.err != nil:
			return nil, &BindError{Name: b.name, Err: b.err}
		case !names[b.name]:
			return nil, &BindError{Name: b.name, Hint: didYouMean("?", b.name, keysOf(names))}
		}
		if own[b.name] {
			return nil, &BindError{Name: b.name, Err: errAssigned}
		}
		mark := fmt.Sprintf("\x00bind:%d", i)
		out.terms[mark] = b.term
		out.data.Vars = append(out.data.Vars, &syntax.Var{Name: b.name})
		out.data.Rows[0] = append(out.data.Rows[0], &syntax.IRI{Value: mark})
	}
	return out, nil
}

var errAssigned = errors.New("the query gives it a value itself")

// assigned are the variables that SELECT, GROUP BY and the BINDs of the
// outermost groups assign: VALUES before them is against the grammar's notes.
func assigned(tree syntax.Node) map[string]bool {
	out := map[string]bool{}
	group := func(g *syntax.Group) {
		if g == nil {
			return
		}
		for _, e := range g.Elements {
			if b, ok := e.(*syntax.Bind); ok {
				out[b.Var.Name] = true
			}
		}
	}
	switch tree := tree.(type) {
	case *syntax.Update:
		for _, op := range tree.Operations {
			if m, ok := op.(*syntax.Modify); ok {
				group(m.Pattern)
			}
		}
	case *syntax.Query:
		group(tree.Pattern)
		for _, p := range tree.Projection {
			if p.Expr != nil {
				out[p.Var.Name] = true
			}
		}
		for _, k := range tree.GroupBy {
			if k.Expr != nil && k.Var != nil {
				out[k.Var.Name] = true
			}
		}
	}
	return out
}

func keysOf(m map[string]bool) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	return out
}

// didYouMean is a hint that names the candidate nearest to a word, or "".
func didYouMean(sigil, word string, candidates []string) string {
	if near := syntax.Nearest(word, candidates); near != "" {
		return "did you mean " + sigil + near + "?"
	}
	return ""
}

// before is a group with the VALUES block at its start.
func (b *bound) before(g *syntax.Group) *syntax.Group {
	out := &syntax.Group{Elements: []syntax.Pattern{b.data}}
	if g != nil {
		out.Loc = g.Loc
		out.Elements = append(out.Elements, g.Elements...)
	}
	return out
}

// unmark puts the terms in place of their marks.
func (b *bound) unmark(op algebra.Op) {
	algebra.Walk(op, func(op algebra.Op) {
		t, ok := op.(*algebra.Table)
		if !ok {
			return
		}
		for _, row := range t.Rows {
			for i := range row {
				if term, ok := b.terms[row[i].Value()]; ok && row[i].IsIRI() {
					row[i] = term
				}
			}
		}
	})
}

// bound gives the algebra with the run's bindings joined in.
func (q *Query) bound(cfg *config) (*algebra.Query, error) {
	switch {
	case q.tree == nil, len(cfg.binds) == 0 && !cfg.recasts():
		return q.alg, nil
	case len(cfg.binds) == 0:
		return cfg.translation().Translate(q.tree)
	}
	b, err := newBound(cfg.binds, q.tree)
	if err != nil {
		return nil, err
	}
	tree := *q.tree
	tree.Pattern = b.before(q.tree.Pattern)
	alg, err := cfg.translation().Translate(&tree)
	if err != nil {
		return nil, err
	}
	b.unmark(alg.Pattern)
	return alg, nil
}

// bound gives the operations with the run's bindings joined in.
func (u *UpdateQuery) bound(cfg *config) ([]algebra.Operation, error) {
	switch {
	case len(cfg.binds) == 0 && !cfg.recasts():
		return u.ops, nil
	case len(cfg.binds) == 0:
		return cfg.translation().TranslateUpdate(u.tree)
	}
	b, err := newBound(cfg.binds, u.tree)
	if err != nil {
		return nil, err
	}
	tree := *u.tree
	tree.Operations = append([]syntax.Operation{}, u.tree.Operations...)
	for i, op := range tree.Operations {
		if m, ok := op.(*syntax.Modify); ok {
			with := *m
			with.Pattern = b.before(m.Pattern)
			tree.Operations[i] = &with
		}
	}
	ops, err := cfg.translation().TranslateUpdate(&tree)
	if err != nil {
		return nil, err
	}
	for i, op := range ops {
		m, ok := op.(*algebra.Modify)
		if !ok {
			continue
		}
		if _, ok := tree.Operations[i].(*syntax.DeleteWhere); ok {
			m.Pattern = &algebra.Join{L: b.table(), R: m.Pattern}
		}
		b.unmark(m.Pattern)
	}
	return ops, nil
}

// table is the VALUES block as algebra, for DELETE WHERE, whose pattern is also
// its template and cannot hold one.
func (b *bound) table() algebra.Op {
	t := &algebra.Table{Rows: [][]graph.Term{{}}}
	for i, v := range b.data.Vars {
		t.Vars = append(t.Vars, algebra.Var(v.Name))
		t.Rows[0] = append(t.Rows[0], graph.NewIRI(b.data.Rows[0][i].(*syntax.IRI).Value))
	}
	return t
}
