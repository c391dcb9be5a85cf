package syntax

import "strconv"

// selectQuery reads SELECT on the top level.
//
//	[9] SelectQuery ::= SelectClause DatasetClause* WhereClause SolutionModifier
func (p *parser) selectQuery(q *Query) {
	p.selectClause(q)
	q.Datasets = p.datasetClauses("FROM")
	q.Pattern = p.whereClause()
	p.solutionModifier(q)
}

// subSelect reads SELECT inside a group.
//
//	[10] SubSelect ::= SelectClause WhereClause SolutionModifier ValuesClause
func (p *parser) subSelect() *SubSelect {
	start := p.tok.start
	q := &Query{}
	p.selectClause(q)
	q.Pattern = p.whereClause()
	p.solutionModifier(q)
	q.Values = p.valuesClause()
	q.Loc = p.from(start)
	return &SubSelect{Loc: q.Loc, Query: q}
}

// selectClause reads what is selected.
//
//	[11] SelectClause ::= 'SELECT' ( 'DISTINCT' | 'REDUCED' )?
//	                      ( ( Var | ( '(' Expression 'AS' Var ')' ) )+ | '*' )
func (p *parser) selectClause(q *Query) {
	p.next()
	q.Form = Select
	q.Distinct = p.takeWord("DISTINCT")
	q.Reduced = !q.Distinct && p.takeWord("REDUCED")
	if p.take(tStar) {
		q.Star = true
		return
	}
	p.wantRole(RoleVariable)
	for p.is(tVar) || p.is(tLParen) {
		q.Projection = append(q.Projection, p.projection())
		p.wantRole(RoleVariable)
	}
	if len(q.Projection) == 0 {
		p.unexpected("* or what to select: variables such as ?x, or (expression AS ?x)", placeSelect)
		return
	}
	if p.tok.kind != tLBrace && p.tok.word != "WHERE" && p.tok.word != "FROM" {
		p.checkSelectEnd()
	}
}

// projection reads one selected variable or named expression.
func (p *parser) projection() *Projection {
	start := p.tok.start
	if p.tok.kind == tVar {
		v := p.variable()
		return &Projection{Loc: v.Loc, Var: v}
	}
	p.next()
	before := p.aggregate
	p.aggregate = true
	expr := p.expression()
	p.aggregate = before
	if p.tok.word != "AS" {
		p.isWord("AS")
		p.unexpected("AS and a variable after the expression", placeAs)
	}
	p.takeWord("AS")
	v := p.newVariable()
	p.expect(tRParen, " after the variable")
	return &Projection{Loc: p.from(start), Expr: expr, Var: v}
}

// newVariable reads a variable that is being named, not used.
func (p *parser) newVariable() *Var {
	p.ruled = true
	if p.tok.kind != tVar {
		p.is(tVar)
		p.unexpected("a variable, such as ?x", placeVar)
		return &Var{Loc: p.from(p.tok.start)}
	}
	return p.variable()
}

// constructQuery reads both kinds of CONSTRUCT.
//
//	[12] ConstructQuery ::= 'CONSTRUCT' ( ConstructTemplate DatasetClause* WhereClause SolutionModifier
//	                      | DatasetClause* 'WHERE' ConstructTemplate SolutionModifier )
func (p *parser) constructQuery(q *Query) {
	p.next()
	q.Form = Construct
	if p.is(tLBrace) {
		q.Template, _ = p.constructTemplate()
		q.Datasets = p.datasetClauses("FROM")
		q.Pattern = p.whereClause()
		p.solutionModifier(q)
		return
	}
	q.Short = true
	q.Datasets = p.datasetClauses("FROM")
	if p.isWord("WHERE") {
		p.next()
	} else {
		p.unexpected(`"{" and a template, or WHERE`, placeNone)
	}
	var at Loc
	q.Template, at = p.constructTemplate()
	q.Pattern = &Group{Loc: at}
	for _, t := range q.Template {
		q.Pattern.Elements = append(q.Pattern.Elements, t)
	}
	p.solutionModifier(q)
}

// constructTemplate reads triples in braces, without property paths.
//
//	[84] ConstructTemplate ::= '{' ConstructTriples? '}'
//	[85] ConstructTriples  ::= TriplesSameSubject ( '.' ConstructTriples? )?
func (p *parser) constructTemplate() ([]*Triples, Loc) {
	start := p.tok.start
	p.openBrace(" and triples")
	before := p.paths
	p.paths = false
	ts := p.triplesTemplate()
	p.paths = before
	p.closeBrace("the template", placeTemplate)
	return ts, p.from(start)
}

// describeQuery reads DESCRIBE.
//
//	[13] DescribeQuery ::= 'DESCRIBE' ( VarOrIri+ | '*' ) DatasetClause* WhereClause? SolutionModifier
func (p *parser) describeQuery(q *Query) {
	p.next()
	q.Form = Describe
	if p.take(tStar) {
		q.Star = true
	} else {
		p.wantRole(RoleVariable | RoleIRI)
		for p.is(tVar) || p.is(tIRI) || p.is(tPName) {
			q.Targets = append(q.Targets, p.varOrIRI("a variable or an IRI"))
		}
		if len(q.Targets) == 0 {
			p.unexpected("* or what to describe: variables or IRIs", placeSelect)
		}
	}
	q.Datasets = p.datasetClauses("FROM")
	if p.isWord("WHERE") || p.is(tLBrace) {
		q.Pattern = p.whereClause()
	}
	p.solutionModifier(q)
}

// askQuery reads ASK.
//
//	[14] AskQuery ::= 'ASK' DatasetClause* WhereClause SolutionModifier
func (p *parser) askQuery(q *Query) {
	p.next()
	q.Form = Ask
	q.Datasets = p.datasetClauses("FROM")
	q.Pattern = p.whereClause()
	p.solutionModifier(q)
}

// datasetClauses reads FROM of queries or USING of updates.
//
//	[15] DatasetClause      ::= 'FROM' ( DefaultGraphClause | NamedGraphClause )
//	[16] DefaultGraphClause ::= SourceSelector
//	[17] NamedGraphClause   ::= 'NAMED' SourceSelector
//	[18] SourceSelector     ::= iri
//	[46] UsingClause        ::= 'USING' ( iri | 'NAMED' iri )
func (p *parser) datasetClauses(word string) []*Dataset {
	var ds []*Dataset
	for p.isWord(word) {
		start := p.tok.start
		p.next()
		d := &Dataset{Named: p.takeWord("NAMED")}
		p.wantRole(RoleGraph)
		d.IRI = p.iri("the IRI of a graph after " + word)
		d.Loc = p.from(start)
		ds = append(ds, d)
	}
	return ds
}

// whereClause reads the pattern of a query.
//
//	[19] WhereClause ::= 'WHERE'? GroupGraphPattern
func (p *parser) whereClause() *Group {
	p.takeWord("WHERE")
	return p.group("the pattern", placeWhere)
}

// solutionModifier reads what follows the pattern.
//
//	[20] SolutionModifier ::= GroupClause? HavingClause? OrderClause? LimitOffsetClauses?
func (p *parser) solutionModifier(q *Query) {
	if p.isWord("GROUP") {
		p.groupClause(q)
	}
	if p.isWord("HAVING") {
		p.havingClause(q)
	}
	if p.isWord("ORDER") {
		p.orderClause(q)
	}
	p.limitOffsetClauses(q)
}

// groupClause reads GROUP BY.
//
//	[21] GroupClause ::= 'GROUP' 'BY' GroupCondition+
func (p *parser) groupClause(q *Query) {
	p.next()
	p.expectBy("GROUP")
	last := p.tok.start
	for p.ok() {
		key := p.groupCondition()
		if key == nil {
			break
		}
		last = key.At.Start
		q.GroupBy = append(q.GroupBy, key)
	}
	if len(q.GroupBy) == 0 {
		p.unexpected("a variable, or an expression in parentheses, after GROUP BY", placeNone)
	}
	p.checkConditionEnd("GROUP BY", last)
}

// expectBy takes BY after GROUP or ORDER.
func (p *parser) expectBy(word string) {
	if !p.takeWord("BY") {
		p.unexpected("BY after "+word, placeBy)
	}
}

// groupCondition reads one key, or gives nil when there is none. A variable in
// parentheses is taken as the variable itself.
//
//	[22] GroupCondition ::= BuiltInCall | FunctionCall | '(' Expression ( 'AS' Var )? ')' | Var
func (p *parser) groupCondition() *GroupKey {
	p.ruled = true
	start := p.tok.start
	p.wantRole(RoleVariable | RoleFunction)
	switch {
	case p.is(tVar):
		v := p.variable()
		return &GroupKey{Loc: v.Loc, Var: v}
	case p.is(tLParen):
		p.next()
		key := &GroupKey{Expr: p.expression()}
		if p.takeWord("AS") {
			key.Var = p.newVariable()
		} else if t, ok := key.Expr.(*TermExpr); ok {
			if v, ok := t.Term.(*Var); ok {
				key.Expr, key.Var = nil, v
			}
		}
		p.expect(tRParen, " after the expression")
		key.Loc = p.from(start)
		return key
	case p.atCall():
		e := p.call()
		return &GroupKey{Loc: p.from(start), Expr: e}
	}
	return nil
}

// havingClause reads HAVING.
//
//	[23] HavingClause    ::= 'HAVING' HavingCondition+
//	[24] HavingCondition ::= Constraint
func (p *parser) havingClause(q *Query) {
	p.next()
	before, last := p.aggregate, p.tok.start
	p.aggregate = true
	for p.ok() && p.atConstraint() {
		last = p.tok.start
		q.Having = append(q.Having, p.constraint("HAVING"))
	}
	p.aggregate = before
	if len(q.Having) == 0 {
		p.unexpected("a condition in parentheses after HAVING", placeConstraint)
	}
	p.checkConditionEnd("HAVING", last)
}

// orderClause reads ORDER BY.
//
//	[25] OrderClause ::= 'ORDER' 'BY' OrderCondition+
func (p *parser) orderClause(q *Query) {
	p.next()
	p.expectBy("ORDER")
	before, last := p.aggregate, p.tok.start
	p.aggregate = true
	for p.ok() {
		key := p.orderCondition()
		if key == nil {
			break
		}
		last = key.At.Start
		q.OrderBy = append(q.OrderBy, key)
	}
	p.aggregate = before
	if len(q.OrderBy) == 0 {
		p.unexpected("a variable, ASC(...), DESC(...) or an expression in parentheses after ORDER BY", placeNone)
	}
	p.checkConditionEnd("ORDER BY", last)
}

// orderCondition reads one key, or gives nil when there is none.
//
//	[26] OrderCondition ::= ( ( 'ASC' | 'DESC' ) BrackettedExpression ) | ( Constraint | Var )
func (p *parser) orderCondition() *OrderKey {
	start := p.tok.start
	p.wantRole(RoleVariable | RoleFunction)
	key := &OrderKey{}
	switch {
	case p.isWord("ASC") || p.isWord("DESC"):
		if k := p.peek().kind; k != tLParen && k != tEOF && p.prev.kind == tVar {
			return nil // ORDER BY ?x DESC: see checkConditionEnd
		}
		key.Desc = p.tok.word == "DESC"
		word := p.text()
		p.next()
		if p.tok.kind != tLParen {
			p.unexpected(`"(" after `+word, placeAsc)
			return key
		}
		key.Expr = p.brackettedExpression()
	case p.is(tVar):
		v := p.variable()
		key.Expr = &TermExpr{Loc: v.Loc, Term: v}
	case p.atConstraint():
		key.Expr = p.constraint("ORDER BY")
	default:
		return nil
	}
	key.Loc = p.from(start)
	return key
}

// limitOffsetClauses reads LIMIT and OFFSET in either order.
//
//	[27] LimitOffsetClauses ::= LimitClause OffsetClause? | OffsetClause LimitClause?
//	[28] LimitClause        ::= 'LIMIT' INTEGER
//	[29] OffsetClause       ::= 'OFFSET' INTEGER
func (p *parser) limitOffsetClauses(q *Query) {
	for p.ok() {
		switch {
		case q.Limit == nil && p.isWord("LIMIT"):
			q.Limit = p.count("LIMIT")
		case q.Offset == nil && p.isWord("OFFSET"):
			q.Offset = p.count("OFFSET")
		default:
			return
		}
	}
}

// count reads the number after LIMIT or OFFSET.
func (p *parser) count(word string) *int64 {
	p.next()
	var n int64
	text := p.text()
	if !p.is(tInteger) || !isDigit(text[0]) {
		p.unexpected("a whole number after "+word, placeNone)
		return &n
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		p.fail(p.tok.span(), "this number is too large for "+word, "")
	}
	p.next()
	return &n
}

// valuesClause reads the VALUES at the end of a query.
//
//	[30] ValuesClause ::= ( 'VALUES' DataBlock )?
func (p *parser) valuesClause() *Data {
	if !p.isWord("VALUES") {
		return nil
	}
	return p.inlineData()
}
