package algebra

import (
	"github.com/trivet-rdf/trivet/query/syntax"
)

// clauses translates the clauses of one query level that come between the
// pattern and the solution modifiers (1.1, section 18.2.4): grouping and
// aggregates, HAVING, VALUES, SELECT expressions; and the keys of ORDER BY,
// which may hold aggregates too.
type clauses struct {
	t       *translator
	query   *syntax.Query
	op      Op        // the pattern, later what is built on it
	groups  *grouping // nil when the level is not grouped
	having  []Expr
	values  Op // nil without a trailing VALUES
	extends []Extend
	order   []OrderKey
}

// grouping is what a grouped level collects while its expressions are translated.
type grouping struct {
	input   Op
	keys    []GroupKey
	aggs    []Aggregate
	samples map[Var]Var // variables that are no keys, by the hidden SAMPLE of them
	aliases []Var       // SELECT expressions' names visible so far
}

// group is the Group operator with what is known so far.
func (g *grouping) group() *Group { return &Group{Input: g.input, Keys: g.keys, Aggs: g.aggs} }

// translate translates the clauses in the order in which the specification
// numbers their aggregates: SELECT, HAVING, ORDER BY. HAVING does not see the
// names that SELECT gives, ORDER BY does.
func (c *clauses) translate() error {
	if err := c.groupBy(); err != nil {
		return err
	}
	if c.query.Values != nil {
		var err error
		if c.values, err = c.t.table(c.query.Values); err != nil {
			return err
		}
	}
	if err := c.selectExprs(); err != nil {
		return err
	}
	if err := c.havingExprs(); err != nil {
		return err
	}
	return c.orderBy()
}

// groupBy translates GROUP BY; a level without one is grouped as a whole if an
// aggregate occurs in it.
func (c *clauses) groupBy() error {
	if len(c.query.GroupBy) == 0 && !c.usesAggregates() {
		return nil
	}
	c.groups = &grouping{input: c.op, samples: map[Var]Var{}}
	for _, k := range c.query.GroupBy {
		key, err := c.key(k)
		if err != nil {
			return err
		}
		c.groups.keys = append(c.groups.keys, key)
	}
	return nil
}

// key translates one grouping condition. A lone variable, in brackets or not, is
// visible above under its name; other expressions without AS are not visible.
func (c *clauses) key(k *syntax.GroupKey) (GroupKey, error) {
	if k.Expr == nil {
		v := Var(k.Var.Name)
		return GroupKey{Var: v, Expr: &VarRef{Var: v, At: k.Where()}}, nil
	}
	e, err := c.t.expr(k.Expr, scope{ops: []Op{c.op}})
	if err != nil {
		return GroupKey{}, err
	}
	if k.Var != nil {
		return GroupKey{Var: Var(k.Var.Name), Expr: e}, nil
	}
	if v, ok := e.(*VarRef); ok {
		return GroupKey{Var: v.Var, Expr: e}, nil
	}
	return GroupKey{Var: c.t.fresh(), Expr: e}, nil
}

// usesAggregates looks for aggregates where they may stand.
func (c *clauses) usesAggregates() bool {
	for _, p := range c.query.Projection {
		if p.Expr != nil && c.t.hasAggregate(p.Expr) {
			return true
		}
	}
	for _, e := range c.query.Having {
		if c.t.hasAggregate(e) {
			return true
		}
	}
	for _, k := range c.query.OrderBy {
		if c.t.hasAggregate(k.Expr) {
			return true
		}
	}
	return false
}

// scope is where an expression above the grouping stands. extends are the SELECT
// expressions already visible to it.
func (c *clauses) scope(extends []Extend) scope {
	if c.groups != nil {
		return scope{level: c.groups}
	}
	s := scope{ops: []Op{c.op}}
	if c.values != nil {
		s.ops = append(s.ops, c.values)
	}
	for i := range extends {
		s.ops = append(s.ops, &Extend{Input: &BGP{}, Var: extends[i].Var, Expr: extends[i].Expr})
	}
	return s
}

func (c *clauses) selectExprs() error {
	for _, p := range c.query.Projection {
		if p.Expr == nil {
			continue
		}
		e, err := c.t.expr(p.Expr, c.scope(c.extends))
		if err != nil {
			return err
		}
		v := Var(p.Var.Name)
		c.extends = append(c.extends, Extend{Var: v, Expr: e})
		if c.groups != nil {
			c.groups.aliases = append(c.groups.aliases, v)
		}
	}
	return nil
}

func (c *clauses) havingExprs() error {
	if c.groups != nil {
		aliases := c.groups.aliases
		c.groups.aliases = nil
		defer func() { c.groups.aliases = aliases }()
	}
	for _, h := range c.query.Having {
		e, err := c.t.expr(h, c.scope(nil))
		if err != nil {
			return err
		}
		c.having = append(c.having, e)
	}
	return nil
}

func (c *clauses) orderBy() error {
	for _, k := range c.query.OrderBy {
		e, err := c.t.expr(k.Expr, c.scope(c.extends))
		if err != nil {
			return err
		}
		c.order = append(c.order, OrderKey{Expr: e, Desc: k.Desc})
	}
	return nil
}

// assemble builds the operators: Group, a Filter for each HAVING, the join with
// VALUES, an Extend for each SELECT expression.
func (c *clauses) assemble() Op {
	op := c.op
	if c.groups != nil {
		op = c.groups.group()
	}
	for _, h := range c.having {
		op = &Filter{Cond: h, Input: op}
	}
	if c.values != nil {
		op = join(op, c.values)
	}
	for _, e := range c.extends {
		op = &Extend{Input: op, Var: e.Var, Expr: e.Expr}
	}
	return op
}

// columns are the projected variables in order, each once; * is every variable
// in scope that is not hidden, as they come in the text.
func (c *clauses) columns(op Op) []Var {
	if c.query.Star {
		return inTextOrder(Visible(op), c.query)
	}
	var out collector
	for _, p := range c.query.Projection {
		out.add(Var(p.Var.Name))
	}
	return out.vars
}

// inTextOrder sorts variables by where the pattern, or the trailing VALUES, first
// mentions them: translation turns some triples round.
func inTextOrder(vars []Var, q *syntax.Query) []Var {
	var seen collector
	note := func(n syntax.Node) bool {
		if v, ok := n.(*syntax.Var); ok {
			seen.add(Var(v.Name))
		}
		return true
	}
	if q.Pattern != nil {
		syntax.Walk(q.Pattern, note)
	}
	if q.Values != nil {
		syntax.Walk(q.Values, note)
	}
	wanted := set(vars)
	var out []Var
	for _, v := range seen.vars {
		if wanted[v] {
			out = append(out, v)
		}
	}
	return out
}

// variable is what a variable means above the Group: a key or an alias is
// itself, any other is a sample of the group's values (18.2.4.1). The grammar
// lets the latter happen in HAVING and ORDER BY only.
func (g *grouping) variable(t *translator, v *syntax.Var) Expr {
	name := Var(v.Name)
	for _, k := range g.keys {
		if k.Var == name {
			return &VarRef{Var: name, At: v.Where()}
		}
	}
	for _, a := range g.aliases {
		if a == name {
			return &VarRef{Var: name, At: v.Where()}
		}
	}
	sample, ok := g.samples[name]
	if !ok {
		sample = t.fresh()
		g.samples[name] = sample
		arg := &VarRef{Var: name, At: v.Where()}
		g.aggs = append(g.aggs, Aggregate{Var: sample, Name: "SAMPLE", Arg: arg, At: v.Where()})
	}
	return &VarRef{Var: sample, At: v.Where()}
}

// add records an aggregate and gives the reference to its value.
func (g *grouping) add(t *translator, a Aggregate) Expr {
	a.Var = t.fresh()
	g.aggs = append(g.aggs, a)
	return &VarRef{Var: a.Var, At: a.At}
}

// misplaced is the error for an aggregate where no group is.
func misplaced(e syntax.Node) error {
	return fail(e, "an aggregate cannot stand here",
		"aggregates belong into SELECT, HAVING and ORDER BY, and not inside each other")
}

// aggregate translates a built-in aggregate to a reference to its value; its
// argument is evaluated below the Group.
func (t *translator) aggregate(e *syntax.Aggregate, s scope) (Expr, error) {
	if s.level == nil {
		return nil, misplaced(e)
	}
	a := Aggregate{Name: e.Name, Distinct: e.Distinct, At: e.Where()}
	if !e.Star {
		var err error
		if a.Arg, err = t.expr(e.Arg, scope{ops: []Op{s.level.input}}); err != nil {
			return nil, err
		}
	}
	if e.Name == "GROUP_CONCAT" {
		a.Separator = " "
		if e.HasSep {
			a.Separator = e.Separator
		}
	}
	return s.level.add(t, a), nil
}

// aggregateCall translates a custom aggregate, a call by IRI.
func (t *translator) aggregateCall(e *syntax.FunctionCall, s scope) (Expr, error) {
	if s.level == nil {
		return nil, misplaced(e)
	}
	args, err := t.exprs(e.Args, scope{ops: []Op{s.level.input}})
	if err != nil {
		return nil, err
	}
	a := Aggregate{Name: e.Name.Value, Distinct: e.Distinct, Args: args, At: e.Where()}
	if len(args) > 0 {
		a.Arg = args[0]
	}
	return s.level.add(t, a), nil
}

// isAggregate reports whether a call by IRI is of a custom aggregate.
func (t *translator) isAggregate(e *syntax.FunctionCall) bool {
	return e.Distinct || t.options.Aggregate != nil && t.options.Aggregate(e.Name.Value)
}

// hasAggregate reports whether an aggregate of this query level occurs in e;
// those inside EXISTS belong to other levels.
func (t *translator) hasAggregate(e syntax.Expr) bool {
	for {
		b, ok := e.(*syntax.Binary)
		if !ok {
			break
		}
		if t.hasAggregate(b.R) {
			return true
		}
		e = b.L
	}
	switch e := e.(type) {
	case *syntax.Aggregate:
		return true
	case *syntax.Unary:
		return t.hasAggregate(e.X)
	case *syntax.In:
		return t.hasAggregate(e.X) || t.anyAggregate(e.List)
	case *syntax.Call:
		return t.anyAggregate(e.Args)
	case *syntax.FunctionCall:
		return t.isAggregate(e) || t.anyAggregate(e.Args)
	}
	return false
}

func (t *translator) anyAggregate(list []syntax.Expr) bool {
	for _, e := range list {
		if t.hasAggregate(e) {
			return true
		}
	}
	return false
}
