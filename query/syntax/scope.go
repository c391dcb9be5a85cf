package syntax

// group checks a group and gives the variables in scope at its end (section
// 18.2.1). Triples and filters next to each other are one basic graph pattern;
// any other element ends it.
func (c *checker) group(g *Group) scope {
	vars := scope{}
	c.bgp++
	current := c.bgp
	for _, e := range g.Elements {
		switch e := e.(type) {
		case *Triples:
			c.triples(e, current, vars)
			continue
		case *Filter:
			c.expr(e.Expr)
			continue
		case *Bind:
			c.bind(e, vars)
		default:
			vars = union(vars, c.element(e))
		}
		c.bgp++
		current = c.bgp
	}
	return vars
}

// bind checks that the variable of a BIND is new (grammar note 12).
func (c *checker) bind(b *Bind, vars scope) {
	c.expr(b.Expr)
	if vars.has(b.Var.Name) {
		c.p.fail(b.Var.At, "the variable ?"+b.Var.Name+" has a value already where BIND assigns it",
			"BIND must come before the other uses of its variable in the group, or use another name")
	}
	vars.add(b.Var.Name)
}

// triples adds the variables of a block of triples and checks its labels.
func (c *checker) triples(t *Triples, bgp int, vars scope) {
	Walk(t, func(n Node) bool {
		switch n := n.(type) {
		case *Var:
			vars.add(n.Name)
		case *Blank:
			if !n.Anon {
				c.label(n, bgp)
			}
		}
		return true
	})
}

// label checks that a blank node label is used in one basic graph pattern only
// (section 4.1.4).
func (c *checker) label(b *Blank, bgp int) {
	before, used := c.labels[b.Label]
	if used && before != bgp {
		c.p.fail(b.At, "the blank node _:"+b.Label+" is used in another basic graph pattern already",
			"a label reaches no further than the triples next to each other; use a variable such as ?"+b.Label+" instead")
	}
	c.labels[b.Label] = bgp
}

// element checks an element that ends a basic graph pattern and gives the
// variables that it brings into scope.
func (c *checker) element(e Pattern) scope {
	switch e := e.(type) {
	case *Group:
		return c.group(e)
	case *Optional:
		return c.group(e.Group)
	case *Union:
		vars := scope{}
		for _, g := range e.Groups {
			vars = union(vars, c.group(g))
		}
		return vars
	case *Minus:
		c.group(e.Group)
	case *Graph:
		return c.named(e.Name, e.Group)
	case *Service:
		return c.named(e.Name, e.Group)
	case *Data:
		vars := scope{}
		for _, v := range e.Vars {
			vars.add(v.Name)
		}
		return vars
	case *SubSelect:
		return c.query(e.Query, false)
	}
	return scope{}
}

// named is the scope of a group with a name that may be a variable.
func (c *checker) named(name Term, g *Group) scope {
	vars := c.group(g)
	if v, ok := name.(*Var); ok {
		vars.add(v.Name)
	}
	return vars
}
