package syntax

// openBrace takes "{" or fails; why completes `expected "{" ...`.
func (p *parser) openBrace(why string) bool {
	at := p.tok.start
	if !p.expect(tLBrace, why) {
		return false
	}
	p.braces = append(p.braces, at)
	return true
}

// closeBrace takes "}" or fails, saying what it should have closed.
func (p *parser) closeBrace(what string, where place) {
	if !p.take(tRBrace) {
		p.unexpected(`"}" to close `+what, where)
	}
	if n := len(p.braces); n > 0 && p.ok() {
		p.braces = p.braces[:n-1]
	}
}

// group reads a group. Aggregates are not allowed inside, whatever is allowed
// around it.
//
//	[53] GroupGraphPattern ::= '{' ( SubSelect | GroupGraphPatternSub ) '}'
func (p *parser) group(what string, where place) *Group {
	g := &Group{Loc: p.from(p.tok.start)}
	start := p.tok.start
	if p.tok.kind != tLBrace {
		p.is(tLBrace)
		p.unexpected(`"{" and `+what, where)
		return g
	}
	if !p.enter() {
		return g
	}
	defer p.leave()
	aggregate, inside := p.aggregate, p.inside
	p.aggregate, p.inside = false, ""
	p.openBrace("")
	if p.isWord("SELECT") {
		g.Elements = []Pattern{p.subSelect()}
		p.closeBrace("the subquery", placeSubSelectEnd)
	} else {
		p.groupGraphPatternSub(g)
		p.closeBrace("the group", placeTripleEnd)
	}
	p.aggregate, p.inside = aggregate, inside
	g.Loc = p.from(start)
	return g
}

// groupGraphPatternSub reads the elements of a group.
//
//	[54] GroupGraphPatternSub ::= TriplesBlock? ( GraphPatternNotTriples '.'? TriplesBlock? )*
func (p *parser) groupGraphPatternSub(g *Group) {
	g.Elements = p.triplesBlock(nil)
	for p.ok() {
		e := p.graphPatternNotTriples()
		if e == nil {
			return
		}
		g.Elements = append(g.Elements, e)
		p.take(tDot)
		g.Elements = p.triplesBlock(g.Elements)
	}
}

// triplesBlock reads triples separated by dots and appends them to list.
//
//	[55] TriplesBlock ::= TriplesSameSubjectPath ( '.' TriplesBlock? )?
func (p *parser) triplesBlock(list []Pattern) []Pattern {
	for p.ok() && p.atSubject() {
		list = append(list, p.triplesSameSubject())
		if !p.take(tDot) {
			break
		}
	}
	return list
}

// graphPatternNotTriples reads any other element, or gives nil when there is
// none.
//
//	[58] GraphPatternNotTriples ::= GroupOrUnionGraphPattern | OptionalGraphPattern | MinusGraphPattern
//	                              | GraphGraphPattern | ServiceGraphPattern | Filter | Bind | InlineData
func (p *parser) graphPatternNotTriples() Pattern {
	if p.is(tLBrace) {
		return p.groupOrUnion()
	}
	p.want("OPTIONAL", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "VALUES")
	switch p.tok.word {
	case "OPTIONAL":
		return p.optional()
	case "MINUS":
		return p.minus()
	case "GRAPH":
		return p.graph()
	case "SERVICE":
		return p.service()
	case "FILTER":
		return p.filter()
	case "BIND":
		return p.bind()
	case "VALUES":
		return p.inlineData()
	}
	return nil
}

// optional reads OPTIONAL.
//
//	[59] OptionalGraphPattern ::= 'OPTIONAL' GroupGraphPattern
func (p *parser) optional() *Optional {
	start := p.tok.start
	p.next()
	g := p.group("a pattern after OPTIONAL", placeGroup)
	return &Optional{Loc: p.from(start), Group: g}
}

// graph reads GRAPH.
//
//	[60] GraphGraphPattern ::= 'GRAPH' VarOrIri GroupGraphPattern
func (p *parser) graph() *Graph {
	start := p.tok.start
	p.next()
	p.wantRole(RoleGraph | RoleVariable)
	name := p.varOrIRI("a variable or the IRI of a graph after GRAPH")
	g := p.group("a pattern after GRAPH and its name", placeGroup)
	return &Graph{Loc: p.from(start), Name: name, Group: g}
}

// service reads SERVICE.
//
//	[61] ServiceGraphPattern ::= 'SERVICE' 'SILENT'? VarOrIri GroupGraphPattern
func (p *parser) service() *Service {
	start := p.tok.start
	p.next()
	silent := p.takeWord("SILENT")
	p.wantRole(RoleService | RoleVariable)
	name := p.varOrIRI("a variable or the IRI of a service after SERVICE")
	g := p.group("a pattern after SERVICE and its name", placeGroup)
	return &Service{Loc: p.from(start), Silent: silent, Name: name, Group: g}
}

// bind reads BIND.
//
//	[62] Bind ::= 'BIND' '(' Expression 'AS' Var ')'
func (p *parser) bind() *Bind {
	start := p.tok.start
	p.next()
	p.expect(tLParen, " after BIND")
	b := &Bind{Expr: p.expression()}
	if !p.takeWord("AS") {
		p.unexpected("AS and a variable after the expression", placeAs)
	}
	b.Var = p.newVariable()
	p.expect(tRParen, " after the variable")
	b.Loc = p.from(start)
	return b
}

// minus reads MINUS.
//
//	[71] MinusGraphPattern ::= 'MINUS' GroupGraphPattern
func (p *parser) minus() *Minus {
	start := p.tok.start
	p.next()
	g := p.group("a pattern after MINUS", placeGroup)
	return &Minus{Loc: p.from(start), Group: g}
}

// groupOrUnion reads a group, or groups joined by UNION.
//
//	[72] GroupOrUnionGraphPattern ::= GroupGraphPattern ( 'UNION' GroupGraphPattern )*
func (p *parser) groupOrUnion() Pattern {
	start := p.tok.start
	first := p.group("a pattern", placeGroup)
	if !p.isWord("UNION") {
		return first
	}
	u := &Union{Groups: []*Group{first}}
	for p.takeWord("UNION") {
		u.Groups = append(u.Groups, p.group("a pattern after UNION", placeGroup))
		p.chain(len(u.Groups))
	}
	u.Loc = p.from(start)
	return u
}

// filter reads FILTER.
//
//	[73] Filter ::= 'FILTER' Constraint
func (p *parser) filter() *Filter {
	start := p.tok.start
	p.next()
	from := p.tok.start
	e := p.constraint("FILTER")
	p.checkFilterEnd(from)
	return &Filter{Loc: p.from(start), Expr: e}
}

// inlineData reads VALUES, in the group or at the end of a query.
//
//	[63] InlineData ::= 'VALUES' DataBlock
//	[64] DataBlock  ::= InlineDataOneVar | InlineDataFull
func (p *parser) inlineData() *Data {
	start := p.tok.start
	p.next()
	d := &Data{}
	p.wantRole(RoleVariable)
	switch {
	case p.is(tVar):
		p.inlineDataOneVar(d)
	case p.is(tLParen):
		p.inlineDataFull(d)
	default:
		p.unexpected("a variable, or variables in parentheses, after VALUES", placeNone)
	}
	d.Loc = p.from(start)
	return d
}

// inlineDataOneVar reads VALUES of a single variable.
//
//	[65] InlineDataOneVar ::= Var '{' DataBlockValue* '}'
func (p *parser) inlineDataOneVar(d *Data) {
	d.Vars = []*Var{p.variable()}
	p.openBrace(" and the values")
	for p.ok() && !p.is(tRBrace) {
		v, ok := p.dataBlockValue()
		if !ok {
			p.unexpected(`a value (an IRI, a literal or UNDEF) or "}"`, placeValue)
			continue
		}
		d.Rows = append(d.Rows, []Term{v})
		p.checkRows(d)
	}
	p.closeBrace("the values", placeNone)
}

// inlineDataFull reads VALUES of several variables, each row in parentheses and
// as wide as the list of variables, which names none twice (grammar notes 9
// and 10).
//
//	[66] InlineDataFull ::= ( NIL | '(' Var* ')' ) '{' ( '(' DataBlockValue* ')' | NIL )* '}'
func (p *parser) inlineDataFull(d *Data) {
	p.next()
	seen := map[string]bool{}
	for p.wantRole(RoleVariable); p.is(tVar); p.wantRole(RoleVariable) {
		v := p.variable()
		if seen[v.Name] {
			p.fail(v.At, "the variable ?"+v.Name+" is listed twice in VALUES", "each variable may stand once in the list")
		}
		seen[v.Name] = true
		d.Vars = append(d.Vars, v)
	}
	if !p.take(tRParen) {
		p.unexpected(`a variable or ")" in the list of VALUES`, placeVar)
	}
	p.openBrace(" and the rows of values")
	for p.ok() && !p.is(tRBrace) {
		if !p.is(tLParen) {
			p.unexpected(`"(" and a row of values, or "}"`, placeValue)
			continue
		}
		d.Rows = append(d.Rows, p.dataRow(len(d.Vars)))
		p.checkRows(d)
	}
	p.closeBrace("the values", placeNone)
}

// dataRow reads one row in parentheses.
func (p *parser) dataRow(width int) []Term {
	start := p.tok.start
	p.next()
	row := make([]Term, 0, width)
	for p.ok() && !p.is(tRParen) {
		v, ok := p.dataBlockValue()
		if !ok {
			p.unexpected(`a value (an IRI, a literal or UNDEF) or ")"`, placeValue)
			continue
		}
		row = append(row, v)
	}
	p.expect(tRParen, " after the row")
	if len(row) != width && p.err == nil {
		p.fail(p.from(start).At, "this row has "+plural(len(row), "value")+" for "+plural(width, "variable"), "write UNDEF where a row has no value")
	}
	return row
}

// checkRows checks the number of rows.
func (p *parser) checkRows(d *Data) {
	if len(d.Rows) > p.limits.MaxValuesRows {
		p.overLimit("MaxValuesRows", p.limits.MaxValuesRows, "VALUES block is too long")
	}
}

// dataBlockValue reads one value; UNDEF is a nil term. ok is false, and nothing
// is read, when there is no value.
//
//	[67] DataBlockValue ::= iri | RDFLiteral | NumericLiteral | BooleanLiteral | 'UNDEF' | TripleTermData
func (p *parser) dataBlockValue() (t Term, ok bool) {
	p.wantRole(RoleIRI)
	switch {
	case p.takeWord("UNDEF"):
		return nil, true
	case p.is(tTermOpen):
		return p.tripleTerm(termData), true
	case p.is(tIRI), p.is(tPName):
		return p.iri("a value"), true
	case p.atLiteral():
		return p.literal(), true
	}
	return nil, false
}
