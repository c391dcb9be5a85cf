package syntax

// expression reads an expression.
//
//	[127] Expression              ::= ConditionalOrExpression
//	[128] ConditionalOrExpression ::= ConditionalAndExpression ( '||' ConditionalAndExpression )*
func (p *parser) expression() Expr {
	start := p.tok.start
	e := p.conditionalAnd()
	for n := 2; p.take(tOr); n++ {
		p.chain(n)
		r := p.conditionalAnd()
		e = p.nodes.binaries.keep(Binary{Op: "||", L: e, R: r, Loc: p.from(start)})
	}
	return e
}

// conditionalAnd reads operands joined by &&.
//
//	[129] ConditionalAndExpression ::= ValueLogical ( '&&' ValueLogical )*
//	[130] ValueLogical             ::= RelationalExpression
func (p *parser) conditionalAnd() Expr {
	start := p.tok.start
	e := p.relational()
	for n := 2; p.take(tAnd); n++ {
		p.chain(n)
		r := p.relational()
		e = p.nodes.binaries.keep(Binary{Op: "&&", L: e, R: r, Loc: p.from(start)})
	}
	return e
}

// relational reads at most one comparison.
//
//	[131] RelationalExpression ::= NumericExpression ( '=' NumericExpression | '!=' NumericExpression
//	                             | '<' NumericExpression | '>' NumericExpression | '<=' NumericExpression
//	                             | '>=' NumericExpression | 'IN' ExpressionList | 'NOT' 'IN' ExpressionList )?
//	[132] NumericExpression    ::= AdditiveExpression
func (p *parser) relational() Expr {
	start := p.tok.start
	l := p.additive()
	switch {
	case p.is(tEq), p.is(tNotEq), p.is(tLess), p.is(tGreater), p.is(tLessEq), p.is(tGreaterEq):
		op := p.text()
		p.next()
		r := p.additive()
		return p.nodes.binaries.keep(Binary{Op: op, L: l, R: r, Loc: p.from(start)})
	case p.isWord("IN"):
		p.next()
		return p.inList(start, l, false)
	case p.isWord("NOT"):
		p.next()
		p.expectWord("IN", " after NOT")
		return p.inList(start, l, true)
	}
	return l
}

// inList reads the list after IN.
//
//	[83] ExpressionList ::= NIL | '(' Expression ( ',' Expression )* ')'
func (p *parser) inList(start Pos, x Expr, not bool) Expr {
	in := &In{Not: not, X: x}
	in.List = p.arguments("IN", argList{max: p.limits.MaxListItems, limit: "MaxListItems", what: "IN list"})
	in.Loc = p.from(start)
	return in
}

// additive reads sums and differences. A number with a sign right after an
// operand is added or subtracted: ?x -1 means ?x - 1 (grammar note 4).
//
//	[133] AdditiveExpression ::= MultiplicativeExpression ( '+' MultiplicativeExpression
//	                           | '-' MultiplicativeExpression
//	                           | ( NumericLiteralPositive | NumericLiteralNegative )
//	                             ( ( '*' UnaryExpression ) | ( '/' UnaryExpression ) )* )*
func (p *parser) additive() Expr {
	start := p.tok.start
	e := p.multiplicative()
	for n := 2; ; n++ {
		var op string
		var r Expr
		switch {
		case p.is(tPlus), p.is(tMinus):
			op = p.text()
			p.next()
			r = p.multiplicative()
		case p.atSignedNumber():
			op = p.text()[:1]
			r = p.unsignedProduct()
		default:
			return e
		}
		if op == "" {
			return e
		}
		p.chain(n)
		e = p.nodes.binaries.keep(Binary{Op: op, L: e, R: r, Loc: p.from(start)})
	}
}

// atSignedNumber tells whether a number with a sign is here.
func (p *parser) atSignedNumber() bool {
	switch p.tok.kind {
	case tInteger, tDecimal, tDouble:
		c := p.lex.src[p.tok.start.Offset]
		return c == '+' || c == '-'
	}
	return false
}

// unsignedProduct reads a signed number without its sign, and its factors.
func (p *parser) unsignedProduct() Expr {
	at := Loc{p.tok.span()}
	at.At.Start = advance(p.lex.src, at.At.Start, at.At.Start.Offset+1)
	lit := &Literal{Loc: at, Lexical: p.text()[1:], Datatype: numberType(p.tok.kind), Bare: true}
	p.next()
	return p.factors(at.At.Start, p.nodes.terms.keep(TermExpr{Loc: at, Term: lit}))
}

// multiplicative reads products and quotients.
//
//	[134] MultiplicativeExpression ::= UnaryExpression ( '*' UnaryExpression | '/' UnaryExpression )*
func (p *parser) multiplicative() Expr {
	start := p.tok.start
	e := p.unary()
	return p.factors(start, e)
}

// factors reads what an operand is multiplied with or divided by.
func (p *parser) factors(start Pos, e Expr) Expr {
	for n := 2; p.is(tStar) || p.is(tSlash); n++ {
		p.chain(n)
		op := p.text()
		p.next()
		if op == "" {
			return e
		}
		r := p.unary()
		e = p.nodes.binaries.keep(Binary{Op: op, L: e, R: r, Loc: p.from(start)})
	}
	return e
}

// unary reads an operand with its sign or negation.
//
//	[135] UnaryExpression ::= '!' UnaryExpression | '+' PrimaryExpression | '-' PrimaryExpression | PrimaryExpression
func (p *parser) unary() Expr {
	start := p.tok.start
	switch {
	case p.is(tBang):
		if !p.enter() {
			return nil
		}
		defer p.leave()
		p.next()
		x := p.unary()
		return &Unary{Op: "!", X: x, Loc: p.from(start)}
	case p.is(tPlus), p.is(tMinus):
		op := p.text()
		p.next()
		x := p.primary()
		return &Unary{Op: op, X: x, Loc: p.from(start)}
	}
	return p.primary()
}

// primary reads an operand.
//
//	[136] PrimaryExpression ::= BrackettedExpression | BuiltInCall | iriOrFunction | RDFLiteral | NumericLiteral
//	                          | BooleanLiteral | Var | ExprTripleTerm
func (p *parser) primary() Expr {
	p.wantRole(RoleVariable | RoleFunction | RoleIRI)
	switch {
	case p.is(tLParen):
		return p.brackettedExpression()
	case p.is(tVar):
		v := p.variable()
		return p.nodes.terms.keep(TermExpr{Loc: v.Loc, Term: v})
	case p.atLiteral():
		lit := p.literal()
		return p.nodes.terms.keep(TermExpr{Loc: lit.Loc, Term: lit})
	case p.is(tIRI), p.is(tPName):
		return p.iriOrFunction()
	case p.is(tTermOpen):
		t := p.tripleTerm(termExpr)
		return p.nodes.terms.keep(TermExpr{Loc: t.Loc, Term: t})
	case p.atBuiltIn():
		return p.builtInCall()
	}
	p.unexpected("an expression", placeOperand)
	return nil
}

// brackettedExpression reads an expression in parentheses, which leave no trace
// in the tree.
//
//	[140] BrackettedExpression ::= '(' Expression ')'
func (p *parser) brackettedExpression() Expr {
	if !p.enter() {
		return nil
	}
	defer p.leave()
	p.expect(tLParen, "")
	e := p.expression()
	if !p.take(tRParen) {
		p.unexpected(`")" after the expression`, placeOperator)
	}
	return e
}

// iriOrFunction reads an IRI, or the call of a function by IRI.
//
//	[166] iriOrFunction ::= iri ArgList?
func (p *parser) iriOrFunction() Expr {
	iri := p.iri("an IRI")
	if p.is(tLParen) {
		return p.functionCall(iri)
	}
	return p.nodes.terms.keep(TermExpr{Loc: iri.Loc, Term: iri})
}

// atConstraint tells whether a condition begins here.
func (p *parser) atConstraint() bool { return p.is(tLParen) || p.atCall() }

// atCall tells whether the call of a function begins here.
func (p *parser) atCall() bool { return p.is(tIRI) || p.is(tPName) || p.atBuiltIn() }

// constraint reads a condition of FILTER, HAVING or ORDER BY.
//
//	[74] Constraint ::= BrackettedExpression | BuiltInCall | FunctionCall
func (p *parser) constraint(word string) Expr {
	p.wantRole(RoleFunction)
	switch {
	case p.is(tLParen):
		return p.brackettedExpression()
	case p.atCall():
		return p.call()
	}
	p.unexpected("a condition in parentheses after "+word, placeConstraint)
	return nil
}

// call reads the call of a built-in or of a function by IRI.
//
//	[75] FunctionCall ::= iri ArgList
func (p *parser) call() Expr {
	if p.atBuiltIn() {
		return p.builtInCall()
	}
	iri := p.iri("a function")
	if !p.is(tLParen) {
		p.unexpected(`"(" and the arguments of the function`, placeConstraint)
		return nil
	}
	return p.functionCall(iri)
}
