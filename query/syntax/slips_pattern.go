package syntax

import "strings"

// slipTriples looks for the slips between the triples of a group or template:
// dots too few or too many, braces that are missing, words of other languages.
func (p *parser) slipTriples(e *Error, where place) {
	word, src := p.tok.word, p.lex.src
	switch {
	case p.tok.kind == tDot && p.prev.kind == tLBrace:
		e.Msg, e.Fixes = "there is no triple before this dot", []Edit{{p.tok.span(), ""}}
	case p.tok.kind == tDot:
		e.Msg, e.Fixes = "one dot is enough between triples", []Edit{{p.tok.span(), ""}}
	case p.tok.kind == tSemicolon:
		e.Msg = `there is no triple that ";" could go on with`
		e.Hint = `";" stands between properties of the same subject, "." between triples`
		e.Fixes = []Edit{{p.tok.span(), ""}}
		if p.prev.kind == tDot {
			e.Fixes = []Edit{{p.prev.span(), ""}}
		}
	case where == placeTemplate && p.templateOnly(word):
		e.Msg = word + " cannot stand in a template, which holds triples only"
		e.Hint = "move it into the pattern after WHERE"
	case where == placeTemplate && isPathSign(p.tok.kind):
		e.Msg = "property paths cannot stand in a template, which holds triples only"
		e.Hint = "match the path in the pattern after WHERE, with variables at its ends"
	case isClauseWord(word):
		e.Msg = `expected "}" before ` + word
		e.Fixes = []Edit{p.insertBefore(p.tok.start, "} ")}
	case word == "UNION":
		e.Hint = "UNION joins groups: { ... } UNION { ... }"
	case word == "SELECT":
		e.Msg = "a subquery stands in braces of its own"
		e.Hint = "write { SELECT ... WHERE { ... } } inside the pattern"
	case strings.EqualFold(p.text(), "AND"):
		e.Hint = "triples are joined by a dot, conditions by &&"
		e.Fixes = []Edit{{p.tok.span(), "."}}
	case isPathSign(p.tok.kind) && p.prev.kind == tVar:
		e.Msg = "a property path cannot hold variables"
	case p.atLiteralToken():
		e.Msg = "expected a comma between objects, or a dot and a new triple, but " + p.found()
		e.Fixes = []Edit{insert(src, p.prev.end.Offset, " ,")}
	case p.beginsTriples() && p.tok.kind != tWord:
		e.Msg = "expected a dot between triples, but " + p.found()
		e.Hint = `"." stands between triples, ";" before another property of the same subject, "," before another object`
		e.Fixes = []Edit{insert(src, p.prev.end.Offset, " .")}
	}
}

// templateOnly tells whether a keyword belongs into patterns only.
func (p *parser) templateOnly(word string) bool {
	switch word {
	case "FILTER", "OPTIONAL", "BIND", "UNION", "MINUS", "SERVICE", "VALUES", "SELECT":
		return true
	}
	return word == "GRAPH" && !p.isUpdate || p.tok.kind == tLBrace
}

// isPathSign tells whether a token is an operator of property paths.
func isPathSign(k kind) bool {
	switch k {
	case tSlash, tPipe, tStar, tPlus, tCaret, tQuestion, tBang:
		return true
	}
	return false
}

// isClauseWord tells whether a keyword begins a clause that stands after the
// pattern.
func isClauseWord(word string) bool {
	switch word {
	case "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET", "WHERE":
		return true
	}
	return false
}

// atLiteralToken tells whether the token is a literal's first.
func (p *parser) atLiteralToken() bool {
	switch p.tok.kind {
	case tString, tInteger, tDecimal, tDouble:
		return true
	}
	return p.tok.word == "TRUE" || p.tok.word == "FALSE"
}

// slipTerm looks for the slips inside a triple or a row of values.
func (p *parser) slipTerm(e *Error, where place) {
	switch {
	case where == placeValue && p.tok.kind == tVar:
		e.Hint = "VALUES holds constants; use BIND to name an expression"
	case where == placeValue && p.tok.kind == tComma:
		e.Msg, e.Fixes = "values are not separated by commas", []Edit{{p.tok.span(), ""}}
	case where == placeValue && (p.tok.kind == tBlank || p.tok.kind == tLBracket):
		e.Hint = "blank nodes cannot be values"
	case where == placeVerb:
		p.slipVerb(e)
	case isPathSign(p.tok.kind) && p.prev.kind == tVar:
		e.Msg = "a property path cannot hold variables"
	case isPathSign(p.tok.kind) && !p.paths:
		e.Msg = "property paths cannot stand in a template, which holds triples only"
		e.Hint = "match the path in the pattern after WHERE, with variables at its ends"
	case p.tok.kind == tReifOpen:
		e.Hint = "here a triple term is written <<( subject property object )>>"
	case p.tok.kind == tBlank || p.tok.kind == tLBracket:
		e.Hint = "a blank node cannot stand here; use a variable"
	case p.tok.kind == tLParen:
		e.Hint = "a list cannot stand here"
	case p.tok.kind == tWord && p.tok.word == "":
		word := cut(p.text())
		e.Hint = `a name needs a prefix (ex:` + word + `) or "?" for a variable; text stands in quotes ("` + word + `")`
	case p.tok.kind == tDot || p.tok.kind == tSemicolon || p.tok.kind == tRBrace:
		e.Hint = "a triple has three parts: subject, property, object"
	}
}

// slipVerb explains what stands instead of a property.
func (p *parser) slipVerb(e *Error) {
	text := cut(p.text())
	switch {
	case text == "A":
		e.Msg, e.Fixes = `"a", for rdf:type, is written in lower case`, []Edit{{p.tok.span(), "a"}}
	case text == "is" || text == "type" || text == "isa":
		e.Hint = "the type of a thing is given with a: ?x a ex:Thing"
		e.Fixes = []Edit{{p.tok.span(), "a"}}
	case p.tok.kind == tBlank || p.tok.kind == tLBracket:
		e.Hint = "a property is an IRI or a variable, never a blank node"
	case p.tok.kind == tVar:
		e.Hint = "a property path cannot hold variables"
	case p.atLiteralToken():
		e.Hint = "a property is an IRI or a variable, never a literal"
	case p.tok.kind == tCaret || p.tok.kind == tBang || p.tok.kind == tLParen:
		e.Hint = "property paths cannot stand here"
	case p.tok.kind == tDot || p.tok.kind == tRBrace:
		e.Hint = "a triple has three parts: subject, property, object"
	case p.tok.kind == tWord && p.tok.word == "":
		e.Hint = "a property needs a prefix, such as ex:" + text + ", or ? for a variable"
	}
}

// slipExpression looks for the slips of conditions and expressions.
func (p *parser) slipExpression(e *Error, where place) {
	switch where {
	case placeConstraint:
		p.slipConstraint(e)
	case placeOperand:
		p.slipOperand(e)
	case placeOperator:
		p.slipOperator(e)
	case placeAggregateEnd:
		if p.tok.kind == tComma {
			e.Msg = "an aggregate takes one argument"
			e.Hint = `the separator of GROUP_CONCAT follows a semicolon: GROUP_CONCAT(?x; SEPARATOR=", ")`
			return
		}
		p.slipOperator(e)
	case placeNot:
		if p.tok.kind == tLParen || p.tok.kind == tVar {
			e.Hint = `"not" is written "!", apart from NOT IN and NOT EXISTS`
			if end, ok := p.expressionEnd(p.tok.start); ok {
				e.Fixes = []Edit{{p.prev.span(), "(!"}, {Span{end, end}, ")"}}
			}
		}
	}
}

// slipConstraint explains a condition without parentheses.
func (p *parser) slipConstraint(e *Error) {
	end, ok := p.expressionEnd(p.tok.start)
	if !ok || end.Offset == p.tok.start.Offset {
		return
	}
	e.Hint = "a condition stands in parentheses, unless it is the call of a function"
	e.Fixes = wrap(p.tok.start, end, "(", ")")
	e.Span.End = end
}

// slipOperand explains what stands instead of an operand.
func (p *parser) slipOperand(e *Error) {
	switch word := p.upperWord(); {
	case word == "SELECT":
		e.Hint = "a subquery cannot stand in an expression; put it into the pattern, in braces, and use its variables"
	case word == "NULL":
		e.Hint = "SPARQL has no null; ask for unbound variables with !BOUND(?x)"
	case p.tok.kind == tStar:
		e.Hint = "* stands only in COUNT(*) and after SELECT"
	case p.tok.kind == tBlank || p.tok.kind == tLBracket:
		e.Hint = "a blank node cannot stand in an expression; use a variable"
	case p.tok.kind == tReifOpen:
		e.Hint = "in an expression a triple term is written <<( subject property object )>>"
	case p.tok.kind == tEq && p.prev.kind == tEq:
		e.Msg, e.Fixes = "equality is written with a single =", []Edit{{p.tok.span(), ""}}
	case p.tok.kind == tGreater && p.prev.kind == tEq:
		e.Msg, e.Fixes = `"at least" is written >=`, []Edit{{Span{p.prev.start, p.tok.end}, ">="}}
	case p.tok.kind == tLess && p.prev.kind == tEq:
		e.Msg, e.Fixes = `"at most" is written <=`, []Edit{{Span{p.prev.start, p.tok.end}, "<="}}
	case p.tok.kind == tTilde && p.prev.kind == tEq:
		e.Hint = "to match a pattern write REGEX(?x, \"pattern\")"
	case p.tok.kind == tGreater && p.prev.kind == tLess:
		e.Msg, e.Fixes = `"not equal" is written !=`, []Edit{{Span{p.prev.start, p.tok.end}, "!="}}
	}
}

// slipOperator explains what stands after an expression instead of an operator
// or the closing parenthesis.
func (p *parser) slipOperator(e *Error) {
	at := p.tok.span()
	switch word := p.upperWord(); {
	case word == "AND":
		e.Msg, e.Fixes = `"and" is written &&`, []Edit{{at, "&&"}}
	case word == "OR":
		e.Msg, e.Fixes = `"or" is written ||`, []Edit{{at, "||"}}
	case p.tok.kind == tPipe:
		e.Msg, e.Fixes = `"or" is written ||`, []Edit{{at, "||"}}
	case p.text() == "<>":
		e.Msg, e.Fixes = `"not equal" is written !=`, []Edit{{at, "!="}}
	case word == "LIKE" || word == "MATCHES" || p.tok.kind == tTilde:
		e.Hint = "to match text write REGEX(?x, \"pattern\") or CONTAINS(?x, \"text\")"
	case word == "IS":
		e.Hint = "compare with =, or ask BOUND(?x) whether there is a value"
	case word == "BETWEEN":
		e.Hint = "write ?x >= 1 && ?x <= 10"
	case word == "AS":
		e.Hint = "a name with AS can be given in SELECT, BIND and GROUP BY only"
	case p.tok.kind == tEq || p.tok.kind == tNotEq || p.tok.kind == tLess || p.tok.kind == tGreater || p.tok.kind == tLessEq || p.tok.kind == tGreaterEq:
		e.Hint = "comparisons cannot be chained; join two of them with &&"
	case p.tok.kind == tIRI && strings.ContainsAny(p.text(), "?&|="):
		e.Msg = p.text() + " is read as an IRI"
		e.Hint = `leave a space after "less than"`
		e.Fixes = []Edit{insert(p.lex.src, at.Start.Offset+1, " ")}
	case p.tok.kind == tRBrace || p.tok.kind == tDot:
		e.Fixes = []Edit{insert(p.lex.src, p.prev.end.Offset, ")")}
	}
}

// slipUpdate looks for the slips around the operations of an update.
func (p *parser) slipUpdate(e *Error, where place) {
	word := p.tok.word
	switch {
	case where == placeGraphRef && (p.tok.kind == tIRI || p.tok.kind == tPName):
		e.Fixes = []Edit{p.insertBefore(p.tok.start, "GRAPH ")}
	case where == placeModifyWhere:
		e.Hint = "to add or remove triples without a pattern write INSERT DATA { ... } or DELETE DATA { ... }"
	case word == "SELECT" || word == "CONSTRUCT" || word == "ASK" || word == "DESCRIBE":
		e.Msg = "this is a query: found " + word + " where an update operation should begin"
		e.Hint = "run it as a query"
	case isUpdateWord(word):
		e.Msg = `expected ";" between operations`
		e.Fixes = []Edit{insert(p.lex.src, p.prev.end.Offset, " ;")}
	case p.tok.kind == tSemicolon && p.prev.kind == tSemicolon:
		e.Msg, e.Fixes = "there is no operation between these semicolons", []Edit{{p.tok.span(), ""}}
	case p.tok.kind == tDot:
		e.Msg, e.Fixes = "operations are separated by semicolons", []Edit{{p.tok.span(), ";"}}
	case p.tok.kind == tRBrace:
		e.Msg, e.Fixes = `this "}" closes nothing`, []Edit{{p.tok.span(), ""}}
	}
}
