package syntax

import "strings"

// checker enforces the rules that a grammar cannot say (section 19.8, notes 8,
// 11, 12 and 17) on a finished tree. It goes through every group once, from the
// inside out, and learns on the way which variables are in scope.
type checker struct {
	p      *parser
	labels map[string]int // blank node label to the basic graph pattern it is used in
	bgp    int            // number of the basic graph pattern that is being checked
}

// scope is the set of variables in scope.
type scope map[string]struct{}

func (s scope) add(name string)      { s[name] = struct{}{} }
func (s scope) has(name string) bool { _, ok := s[name]; return ok }

// union adds the smaller set to the larger one and gives that; both may be
// used up.
func union(a, b scope) scope {
	if len(a) < len(b) {
		a, b = b, a
	}
	for name := range b {
		a.add(name)
	}
	return a
}

// checkQuery checks a whole query; errors are left in the parser.
func checkQuery(p *parser, q *Query) {
	c := &checker{p: p, labels: map[string]int{}}
	c.query(q, true)
}

// checkUpdate checks a whole update. Blank node labels may not be shared by two
// WHERE clauses, nor by two INSERT DATA operations.
func checkUpdate(p *parser, u *Update) {
	c := &checker{p: p, labels: map[string]int{}}
	inserted := map[string]int{}
	for i, op := range u.Operations {
		switch op := op.(type) {
		case *Modify:
			c.group(op.Pattern)
		case *InsertData:
			c.insertData(op, i, inserted)
		}
	}
}

// insertData checks the labels of one INSERT DATA against those before it.
func (c *checker) insertData(op *InsertData, i int, inserted map[string]int) {
	Walk(op, func(n Node) bool {
		if b, ok := n.(*Blank); ok && !b.Anon {
			if before, used := inserted[b.Label]; used && before != i {
				c.p.fail(b.At, "the blank node _:"+b.Label+" is used in an earlier INSERT DATA already",
					"labels do not reach from one operation to the next; use another label, or put the triples into one operation")
			}
			inserted[b.Label] = i
		}
		return true
	})
}

// query checks a query and gives the variables that it makes visible to the
// group around it.
func (c *checker) query(q *Query, top bool) scope {
	inside := scope{}
	if q.Pattern != nil {
		inside = c.group(q.Pattern)
	}
	for _, k := range q.GroupBy {
		c.expr(k.Expr)
		if k.Expr != nil && k.Var != nil && inside.has(k.Var.Name) {
			c.inScope(k.Var, "GROUP BY", false)
		}
	}
	c.exprs(q.Having)
	for _, k := range q.OrderBy {
		c.expr(k.Expr)
	}
	grouped := isGrouped(q, c.p.opts.Aggregate)
	if grouped && q.Star {
		c.starGrouped(q)
	}
	if grouped {
		inside = groupScope(q)
	}
	out := c.projection(q, inside, grouped, top)
	if q.Values != nil {
		for _, v := range q.Values.Vars {
			out.add(v.Name)
		}
	}
	return out
}

// groupScope is what stays in scope after grouping: the keys with names.
func groupScope(q *Query) scope {
	s := scope{}
	for _, k := range q.GroupBy {
		if k.Var != nil {
			s.add(k.Var.Name)
		}
	}
	return s
}

// projection checks the SELECT clause, from left to right, and gives the
// variables that it lets through.
func (c *checker) projection(q *Query, inside scope, grouped, top bool) scope {
	if q.Form != Select || q.Star {
		return inside
	}
	out, named := scope{}, scope{}
	for _, item := range q.Projection {
		name := item.Var.Name
		if item.Expr == nil {
			if grouped && !inside.has(name) && !named.has(name) {
				c.notGrouped(q, item.Var, top)
			}
			out.add(name)
			continue
		}
		c.expr(item.Expr)
		if grouped {
			c.groupedExpr(q, item.Expr, inside, named, top)
		}
		switch {
		case inside.has(name):
			c.inScope(item.Var, "SELECT", top && !grouped && isUnmodified(q))
		case out.has(name):
			c.p.fail(item.Var.At, "the variable ?"+name+" is selected twice", "choose another name after AS")
		}
		named.add(name)
		out.add(name)
	}
	return out
}

// inScope fails because a variable to be named has a value already; groups that
// are yet to come might take the value away.
func (c *checker) inScope(v *Var, where string, incomplete bool) {
	c.p.failWith(&Error{
		Span: v.At, Msg: "the variable ?" + v.Name + " has a value already where " + where + " assigns it",
		Hint: "choose another name after AS", incomplete: incomplete,
	})
}

// isUnmodified tells whether nothing stands after the pattern but GROUP BY.
func isUnmodified(q *Query) bool {
	return q.Having == nil && q.OrderBy == nil && q.Limit == nil && q.Offset == nil && q.Values == nil
}

// starGrouped fails because of SELECT * with groups (grammar note 17).
func (c *checker) starGrouped(q *Query) {
	hint := "name the keys of GROUP BY and the aggregates after SELECT"
	at := q.At
	l := lexer{src: c.p.lex.src, pos: at.Start}
	for t := l.next(); t.kind != tEOF; t = l.next() {
		if t.kind == tStar {
			at = t.span()
			break
		}
	}
	c.p.fail(at, "SELECT * cannot be used with GROUP BY or aggregates", hint)
}

// notGrouped fails because a variable is selected that is no key.
func (c *checker) notGrouped(q *Query, v *Var, top bool) {
	e := &Error{
		Span: v.At,
		Msg:  "the variable ?" + v.Name + " is selected, but it is no key of GROUP BY and stands in no aggregate",
		Hint: "add ?" + v.Name + " to GROUP BY, or select an aggregate such as (SAMPLE(?" + v.Name + ") AS ?some)",
	}
	keys := " ?" + strings.Join(c.missingKeys(q), " ?")
	if len(q.GroupBy) > 0 {
		last := q.GroupBy[len(q.GroupBy)-1].At.End.Offset
		e.Fixes = []Edit{insert(c.p.lex.src, last, keys)}
	} else if q.Pattern != nil {
		e.Fixes = []Edit{insert(c.p.lex.src, q.Pattern.At.End.Offset, " GROUP BY"+keys)}
	}
	// More keys may follow, as long as nothing stands after them.
	e.incomplete = top && isUnmodified(q)
	c.p.failWith(e)
}

// missingKeys lists the selected variables, alone or in expressions, that are no
// keys, in order and once each.
func (c *checker) missingKeys(q *Query) []string {
	var missing []string
	known := groupScope(q)
	for _, item := range q.Projection {
		free := []string{item.Var.Name}
		if item.Expr != nil {
			free = nil
			c.freeVars(item.Expr, func(v *Var) { free = append(free, v.Name) })
		}
		for _, name := range free {
			if !known.has(name) {
				missing = append(missing, name)
				known.add(name)
			}
		}
		known.add(item.Var.Name)
	}
	return missing
}

// groupedExpr checks the variables of a selected expression, outside of
// aggregates and of EXISTS.
func (c *checker) groupedExpr(q *Query, e Expr, keys, named scope, top bool) {
	c.freeVars(e, func(v *Var) {
		if !keys.has(v.Name) && !named.has(v.Name) {
			c.notGrouped(q, v, top)
		}
	})
}

// freeVars calls f for the variables of an expression outside of aggregates and
// of EXISTS.
func (c *checker) freeVars(e Expr, f func(*Var)) {
	Walk(e, func(n Node) bool {
		switch n := n.(type) {
		case *Aggregate, *Exists:
			return false
		case *FunctionCall:
			return !isCustomAggregate(n, c.p.opts.Aggregate)
		case *Var:
			f(n)
		}
		return true
	})
}

// isGrouped tells whether a query works on groups: it has GROUP BY, or an
// aggregate in SELECT, HAVING or ORDER BY.
func isGrouped(q *Query, custom func(string) bool) bool {
	if len(q.GroupBy) > 0 {
		return true
	}
	found := false
	look := func(e Expr) {
		if e == nil || found {
			return
		}
		Walk(e, func(n Node) bool {
			switch n := n.(type) {
			case *Aggregate:
				found = true
			case *FunctionCall:
				found = found || isCustomAggregate(n, custom)
			case *Exists:
				return false
			}
			return !found
		})
	}
	for _, item := range q.Projection {
		look(item.Expr)
	}
	for _, e := range q.Having {
		look(e)
	}
	for _, k := range q.OrderBy {
		look(k.Expr)
	}
	return found
}

// isCustomAggregate tells whether a call by IRI is an aggregate.
func isCustomAggregate(f *FunctionCall, custom func(string) bool) bool {
	return f.Distinct || custom != nil && custom(f.Name.Value)
}

func (c *checker) exprs(list []Expr) {
	for _, e := range list {
		c.expr(e)
	}
}

// expr checks the groups inside an expression, those of EXISTS.
func (c *checker) expr(e Expr) {
	if e == nil {
		return
	}
	Walk(e, func(n Node) bool {
		if x, ok := n.(*Exists); ok {
			c.group(x.Group)
			return false
		}
		return true
	})
}
