package syntax

// argList says how the arguments in a pair of parentheses may be.
type argList struct {
	min, max int
	limit    string // the field of Limits that max comes from, if any
	what     string // how to call the list when it is too long
	distinct *bool  // set when DISTINCT stands first; nil when it may not
}

// arguments reads expressions in parentheses, separated by commas; name is what
// they belong to.
//
//	[82] ArgList        ::= NIL | '(' 'DISTINCT'? Expression ( ',' Expression )* ')'
//	[83] ExpressionList ::= NIL | '(' Expression ( ',' Expression )* ')'
func (p *parser) arguments(name string, l argList) []Expr {
	start := p.tok.start
	if !p.enter() {
		return nil
	}
	defer p.leave()
	if !p.expect(tLParen, " after "+name) {
		return nil
	}
	var args []Expr
	if l.max > 0 && !p.is(tRParen) {
		if l.distinct != nil && p.takeWord("DISTINCT") {
			*l.distinct = true
		}
		args = append(args, p.expression())
		for p.take(tComma) {
			args = append(args, p.expression())
			if l.limit != "" && len(args) > l.max {
				p.overLimit(l.limit, l.max, l.what+" is too long")
			}
		}
	}
	if l.max == 0 {
		p.expect(tRParen, ": "+name+" takes no arguments")
	} else if !p.take(tRParen) {
		p.unexpected(`"," or ")" in the list of `+name, placeOperator)
	}
	p.checkArity(name, start, len(args), l)
	return args
}

// checkArity fails when a function has too few or too many arguments.
func (p *parser) checkArity(name string, start Pos, n int, l argList) {
	if p.err != nil || n >= l.min && (n <= l.max || l.limit != "") {
		return
	}
	takes := plural(l.max, "argument")
	if l.max != l.min {
		takes = itoa(l.min) + " or " + takes
	}
	p.fail(p.from(start).At, name+" takes "+takes+", not "+itoa(n), "")
}

// functionCall reads the arguments of a function named by IRI. DISTINCT makes
// it an aggregate (grammar note 15), and so does Options.Aggregate.
func (p *parser) functionCall(iri *IRI) Expr {
	p.ruled = true
	f := &FunctionCall{Name: iri}
	list := argList{max: p.limits.MaxArgs, limit: "MaxArgs", what: "list of arguments", distinct: &f.Distinct}
	own := p.opts.Aggregate != nil && p.opts.Aggregate(iri.Value)
	name := iri.Short
	if name == "" {
		name = "<" + iri.Value + ">"
	}
	if own {
		inside := p.enterAggregate(name, iri.At)
		f.Args = p.arguments(name, list)
		p.inside = inside
	} else {
		f.Args = p.arguments(name, list)
	}
	f.Loc = p.from(iri.At.Start)
	if f.Distinct && !own {
		p.inside = p.enterAggregate(name, f.At)
	}
	return f
}

// atBuiltIn tells whether a built-in function, an aggregate or EXISTS begins
// here.
func (p *parser) atBuiltIn() bool {
	p.wantRole(RoleFunction)
	p.want("EXISTS", "NOT")
	switch w := p.tok.word; {
	case p.tok.kind != tWord || w == "":
		return false
	case w == "EXISTS" || w == "NOT":
		return true
	default:
		return isFunction(w)
	}
}

// builtInCall reads a built-in; the caller has seen one. The number of
// arguments of each is in arity.
//
//	[141] BuiltInCall ::= Aggregate | 'STR' '(' Expression ')' | ... | 'OBJECT' '(' Expression ')'
//	[142] RegexExpression, [143] SubstringExpression, [144] StrReplaceExpression: with optional arguments
func (p *parser) builtInCall() Expr {
	start, name := p.tok.start, p.tok.word
	switch {
	case name == "EXISTS" || name == "NOT":
		return p.exists()
	case isAggregate(name):
		return p.aggregateCall()
	}
	p.next()
	c := &Call{Name: name}
	if name == "BOUND" {
		c.Args = p.boundArgument()
	} else {
		c.Args = p.arguments(spelling(name), p.argumentsOf(name))
	}
	c.Loc = p.from(start)
	return c
}

// argumentsOf says which arguments a built-in takes.
func (p *parser) argumentsOf(name string) argList {
	r := arity(name)
	if r.max == many {
		return argList{min: r.min, max: p.limits.MaxArgs, limit: "MaxArgs", what: "list of arguments"}
	}
	return argList{min: r.min, max: r.max}
}

// boundArgument reads the variable of BOUND.
//
//	'BOUND' '(' Var ')'
func (p *parser) boundArgument() []Expr {
	p.expect(tLParen, " after BOUND")
	p.wantRole(RoleVariable)
	v := p.newVariable()
	p.expect(tRParen, " after the variable of BOUND")
	return []Expr{&TermExpr{Loc: v.Loc, Term: v}}
}

// exists reads [NOT] EXISTS.
//
//	[145] ExistsFunc    ::= 'EXISTS' GroupGraphPattern
//	[146] NotExistsFunc ::= 'NOT' 'EXISTS' GroupGraphPattern
func (p *parser) exists() Expr {
	start := p.tok.start
	e := &Exists{Not: p.takeWord("NOT")}
	if !p.takeWord("EXISTS") {
		p.unexpected("EXISTS after NOT", placeNot)
	}
	e.Group = p.group("a pattern after EXISTS", placeGroup)
	e.Loc = p.from(start)
	return e
}

// enterAggregate checks that an aggregate may stand here and gives the value to
// put back into inside after it.
func (p *parser) enterAggregate(name string, at Span) (before string) {
	before = p.inside
	switch {
	case before != "":
		p.fail(at, "the aggregate "+name+" stands inside the aggregate "+before,
			"compute the inner one in a subquery: { SELECT ("+name+"(...) AS ?n) WHERE { ... } GROUP BY ... }")
	case !p.aggregate:
		p.fail(at, "the aggregate "+name+" cannot stand here",
			"aggregates may stand in SELECT, HAVING and ORDER BY; to filter groups, write HAVING after GROUP BY")
	}
	p.inside = name
	return before
}

// aggregateCall reads a built-in aggregate.
//
//	[147] Aggregate ::= 'COUNT' '(' 'DISTINCT'? ( '*' | Expression ) ')' | 'SUM' '(' 'DISTINCT'? Expression ')'
//	                  | 'MIN' ... | 'MAX' ... | 'AVG' ... | 'SAMPLE' ...
//	                  | 'GROUP_CONCAT' '(' 'DISTINCT'? Expression ( ';' 'SEPARATOR' '=' String )? ')'
func (p *parser) aggregateCall() Expr {
	start := p.tok.start
	p.ruled = true
	a := &Aggregate{Name: p.tok.word}
	before := p.enterAggregate(a.Name, p.tok.span())
	if !p.enter() {
		return nil
	}
	defer p.leave()
	p.next()
	p.expect(tLParen, " after "+a.Name)
	a.Distinct = p.takeWord("DISTINCT")
	if a.Name == "COUNT" && p.take(tStar) {
		a.Star = true
	} else {
		a.Arg = p.expression()
	}
	if a.Name == "GROUP_CONCAT" && p.take(tSemicolon) {
		p.separator(a)
	}
	if !p.take(tRParen) {
		p.unexpected(`")" after the argument of `+a.Name, placeAggregateEnd)
	}
	p.inside = before
	a.Loc = p.from(start)
	return a
}

// separator reads SEPARATOR = "...".
func (p *parser) separator(a *Aggregate) {
	p.expectWord("SEPARATOR", ` after ";"`)
	p.expect(tEq, " after SEPARATOR")
	if !p.is(tString) {
		p.unexpected("a string as the separator", placeNone)
		return
	}
	a.HasSep, a.Separator = true, p.stringToken()
}
