package algebra

import (
	"strconv"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// Options is what a translation needs to know beyond the tree. The zero value
// is the specification's own language.
type Options struct {
	// Aggregate reports whether a function IRI names a custom aggregate. Without
	// it only calls written with DISTINCT are taken for aggregates, since the
	// grammar cannot tell the others from functions (1.1, section 11.2).
	Aggregate func(iri string) bool

	// Function reports whether an IRI names a custom function. Nil: none does.
	Function func(iri string) bool
}

// Translate turns a parsed query into the algebra, by SPARQL 1.1 section 18.2
// and its 1.2 successor. The query is not changed and not kept. Errors are
// *syntax.Error with the place of the part that has no meaning.
func Translate(q *syntax.Query) (*Query, error) { return Options{}.Translate(q) }

// Translate is the function Translate with options.
func (o Options) Translate(q *syntax.Query) (*Query, error) {
	t := &translator{options: o, prologue: &q.Prologue}
	out := &Query{Form: q.Form, Base: q.Prologue.Base, Dataset: dataset(q.Datasets)}
	level, err := t.level(q)
	if err != nil {
		return nil, err
	}
	out.Pattern = level.op
	switch q.Form {
	case syntax.Select:
		out.Vars = level.project
	case syntax.Construct:
		out.Template, err = t.template(constructTemplate(q))
	case syntax.Describe:
		out.Targets, err = t.targets(q, level.op)
	case syntax.Ask:
	default:
		err = &syntax.Error{Span: q.At, Msg: "a query of an unknown form"}
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// translator is the state of one translation.
type translator struct {
	options  Options
	prologue *syntax.Prologue // of the whole text
	next     int              // number of hidden variables made so far
	blanks   map[string]Var   // hidden variables of the blank node labels seen
	context  *Context         // of the EXISTS being translated; nil outside
}

// fresh makes a hidden variable that occurs nowhere else in the query.
func (t *translator) fresh() Var {
	v := Var("." + strconv.Itoa(t.next))
	t.next++
	return v
}

// blank is the hidden variable for a blank node label. Labels hold for the whole
// query: the grammar forbids one label in two basic graph patterns.
func (t *translator) blank(label string) Var {
	if v, ok := t.blanks[label]; ok {
		return v
	}
	if t.blanks == nil {
		t.blanks = map[string]Var{}
	}
	v := t.fresh()
	t.blanks[label] = v
	return v
}

// unit is what a group starts from: the join identity, or inside EXISTS the
// context solution.
func (t *translator) unit() Op {
	if t.context != nil {
		return t.context
	}
	return &BGP{}
}

// fail is a translation error at n.
func fail(n syntax.Node, msg, hint string) error {
	var at syntax.Span
	if n != nil {
		at = n.Where()
	}
	return &syntax.Error{Span: at, Msg: msg, Hint: hint}
}

// level is one query level (a query or a sub-select): its operators with all
// solution modifiers, and the columns of a SELECT.
type level struct {
	op      Op
	project []Var
}

// level translates the WHERE clause and then the clauses of the query level in
// the specification's order: grouping and aggregates, HAVING, VALUES, SELECT
// expressions (18.2.4), ORDER BY, projection, DISTINCT or REDUCED, OFFSET and
// LIMIT (18.2.5).
func (t *translator) level(q *syntax.Query) (level, error) {
	op := t.unit()
	var err error
	if q.Pattern != nil {
		if op, err = t.group(q.Pattern); err != nil {
			return level{}, err
		}
	}
	c := &clauses{t: t, query: q, op: op}
	if err := c.translate(); err != nil {
		return level{}, err
	}
	op = c.assemble()
	if len(c.order) > 0 {
		op = &OrderBy{Input: op, Keys: c.order}
	}
	var columns []Var
	if q.Form == syntax.Select {
		columns = c.columns(op)
		op = &Project{Input: op, Vars: columns}
	}
	switch {
	case q.Distinct:
		op = &Distinct{Input: op}
	case q.Reduced:
		op = &Reduced{Input: op}
	}
	return level{op: slice(op, q), project: columns}, nil
}

// slice adds OFFSET and LIMIT.
func slice(op Op, q *syntax.Query) Op {
	if q.Limit == nil && q.Offset == nil {
		return op
	}
	s := &Slice{Input: op, Limit: -1}
	if q.Offset != nil {
		s.Offset = *q.Offset
	}
	if q.Limit != nil {
		s.Limit = *q.Limit
	}
	return s
}

// constructTemplate is the template as written, or for CONSTRUCT WHERE the
// pattern's triples.
func constructTemplate(q *syntax.Query) []*syntax.Triples {
	if !q.Short || q.Template != nil || q.Pattern == nil {
		return q.Template
	}
	var out []*syntax.Triples
	for _, e := range q.Pattern.Elements {
		if ts, ok := e.(*syntax.Triples); ok {
			out = append(out, ts)
		}
	}
	return out
}

// template translates CONSTRUCT's triples. Its blank nodes are not those of the
// pattern even when the labels are the same (section 16.2.1).
func (t *translator) template(triples []*syntax.Triples) ([]TriplePattern, error) {
	x := &expander{t: t.template1()}
	for _, ts := range triples {
		if err := x.triples(ts); err != nil {
			return nil, err
		}
	}
	t.next = x.t.next
	return x.plain()
}

// template1 is a translator for one template: the same counter for hidden
// variables, blank node labels of its own.
func (t *translator) template1() *translator {
	return &translator{options: t.options, prologue: t.prologue, next: t.next}
}

// targets are what DESCRIBE describes; * stands for every variable in scope.
func (t *translator) targets(q *syntax.Query, op Op) ([]Node, error) {
	var out []Node
	if q.Star {
		for _, v := range inTextOrder(Visible(op), q) {
			out = append(out, Node{Var: v})
		}
		return out, nil
	}
	for _, target := range q.Targets {
		n, err := t.name(target)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// name translates a place where an IRI or a variable stands.
func (t *translator) name(term syntax.Term) (Node, error) {
	switch term := term.(type) {
	case *syntax.IRI:
		return Node{Term: graph.NewIRI(term.Value)}, nil
	case *syntax.Var:
		return Node{Var: Var(term.Name)}, nil
	}
	return Node{}, fail(term, "this is neither an IRI nor a variable", "")
}

// dataset translates FROM and FROM NAMED (or USING and USING NAMED).
func dataset(clauses []*syntax.Dataset) Dataset {
	d := Dataset{Given: len(clauses) > 0}
	for _, c := range clauses {
		iri := graph.NewIRI(c.IRI.Value)
		if c.Named {
			d.Named = append(d.Named, iri)
		} else {
			d.Default = append(d.Default, iri)
		}
	}
	return d
}
