package syntax

import "strings"

// slipPrologue looks for the slips before the query proper: Turtle's way of
// declaring prefixes, missing colons and brackets, updates among queries.
func (p *parser) slipPrologue(e *Error, where place) {
	word := p.upperWord()
	switch {
	case p.tok.kind == tDot:
		e.Msg = "there is no dot after a declaration in SPARQL"
		e.Fixes = append([]Edit{{p.tok.span(), ""}}, p.declarationDots()...)
	case p.tok.kind == tLang && turtleWord(p.text()) != "":
		e.Msg = p.text() + " is Turtle; SPARQL writes " + turtleWord(p.text()) + ", and no dot at the end"
		e.Fixes = append([]Edit{{p.tok.span(), turtleWord(p.text())}}, p.declarationDots()...)
	case where == placePrefix:
		p.slipPrefix(e)
	case where == placeDeclIRI && (p.tok.kind == tString || p.tok.kind == tPName || p.tok.kind == tWord):
		end := wordRunEnd(p.lex.src, p.tok.start.Offset)
		body := p.lex.src[p.tok.start.Offset:end]
		if p.tok.kind == tString {
			end = p.tok.end.Offset
			body, _ = stringBody(p.text())
		}
		e.Hint = "an IRI stands between < and >"
		e.Fixes = []Edit{replace(p.lex.src, p.tok.start.Offset, end, "<"+body+">")}
	case where == placeQueryStart && p.tok.kind == tLBrace:
		e.Fixes = []Edit{p.insertBefore(p.tok.start, "SELECT * WHERE ")}
	case where == placeQueryStart && isUpdateWord(word):
		e.Msg = "this is an update: found " + word + " where a query should begin"
		e.Hint = "run it as an update; queries begin with SELECT, CONSTRUCT, DESCRIBE or ASK"
	}
}

// isUpdateWord tells whether a word begins an operation.
func isUpdateWord(word string) bool {
	switch word {
	case "INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH":
		return true
	}
	return false
}

// turtleWord is the SPARQL keyword for a declaration of Turtle, or "".
func turtleWord(text string) string {
	switch text {
	case "@prefix":
		return "PREFIX"
	case "@base":
		return "BASE"
	}
	return ""
}

// declarationDots mends the declarations that follow: it removes the dots and
// the signs of Turtle.
func (p *parser) declarationDots() []Edit {
	var fixes []Edit
	l := p.lex
	var before token
	for t := l.next(); ; t = l.next() {
		switch {
		case t.kind == tDot && before.kind == tIRI:
			fixes = append(fixes, Edit{t.span(), ""})
		case t.kind == tLang && turtleWord(l.src[t.start.Offset:t.end.Offset]) != "":
			fixes = append(fixes, Edit{t.span(), turtleWord(l.src[t.start.Offset:t.end.Offset])})
		case t.kind != tPName && t.kind != tIRI && t.word != "PREFIX" && t.word != "BASE":
			return fixes
		}
		before = t
	}
}

// slipPrefix explains what stands after PREFIX instead of a label.
func (p *parser) slipPrefix(e *Error) {
	switch p.tok.kind {
	case tWord:
		e.Hint = "a prefix is declared and used with a colon"
		e.Fixes = []Edit{{p.tok.span(), p.text() + ":"}}
	case tPName:
		e.Hint = "nothing may stand between the colon and the IRI"
	case tIRI:
		e.Hint = "for the empty prefix write PREFIX : " + p.text()
		e.Fixes = []Edit{p.insertBefore(p.tok.start, ": ")}
	}
}

// slipSelect looks for the slips in what is selected: functions without
// parentheses and AS, variables without "?".
func (p *parser) slipSelect(e *Error, where place) {
	word := p.tok.word
	switch {
	case where == placeAs:
		p.slipAs(e)
	case where == placeSelect && (p.tok.kind == tLBrace || word == "WHERE" || word == "FROM"):
		e.Msg = "nothing is selected"
		e.Hint = "write * for all variables, or list them"
		e.Fixes = []Edit{insert(p.lex.src, p.prev.end.Offset, " *")}
	case where == placeSelect && p.bareCall(e):
	case p.tok.kind == tWord && where == placeVar || p.tok.kind == tWord && word == "":
		if near := nearest(p.text(), []string{"WHERE", "FROM", "DISTINCT", "REDUCED"}); near != "" && where == placeSelect {
			e.Hint, e.Fixes = "did you mean "+near+"?", []Edit{{p.tok.span(), near}}
			return
		}
		e.Hint = "the names of variables begin with ?"
		e.Fixes = []Edit{p.insertBefore(p.tok.start, "?")}
	case where == placeVar && p.tok.kind == tComma:
		e.Msg, e.Fixes = "variables are not separated by commas", []Edit{{p.tok.span(), ""}}
	}
}

// slipAs explains an expression without a name.
func (p *parser) slipAs(e *Error) {
	switch p.tok.kind {
	case tRParen:
		name := p.freeName("value")
		if p.prev.kind == tRParen {
			name = p.freeName(p.callName())
		}
		e.Msg = "an expression needs a name: AS and a variable"
		e.Fixes = []Edit{p.insertBefore(p.tok.start, " AS ?"+name)}
	case tVar:
		e.Fixes = []Edit{p.insertBefore(p.tok.start, "AS ")}
	case tComma:
		e.Hint = "each expression has its own parentheses and name: (?a + 1 AS ?b) (?c AS ?d)"
	default:
		p.slipOperator(e)
	}
}

// callName is a name for the value of the call whose closing parenthesis was
// taken last: the function's name in lower case.
func (p *parser) callName() string {
	name, depth := "value", 0
	var words []string
	l := newLexer(p.lex.src[:p.tok.start.Offset])
	var before token
	for t := l.next(); t.kind != tEOF && t.kind != tError; t = l.next() {
		switch t.kind {
		case tLParen:
			word := ""
			if before.kind == tWord && isFunction(before.word) {
				word = strings.ToLower(before.word)
			}
			words = append(words, word)
			depth++
		case tRParen:
			if depth > 0 {
				depth--
				if words[depth] != "" {
					name = words[depth]
				}
				words = words[:depth]
			}
		}
		before = t
	}
	return strings.TrimPrefix(name, "group_")
}

// bareCall explains SELECT COUNT(*) and its like: an expression is selected
// without parentheses and name. It tells whether that is what stands here.
func (p *parser) bareCall(e *Error) bool {
	if p.tok.kind != tPName && p.tok.kind != tIRI && !isFunction(p.tok.word) || p.peek().kind != tLParen {
		return false
	}
	end, ok := p.expressionEnd(p.tok.start)
	if !ok {
		return false
	}
	e.Msg = "a selected expression stands in parentheses, with a name: (" + cut(p.lex.src[p.tok.start.Offset:end.Offset]) + " AS ?name)"
	e.Span.End = end
	after := lexer{src: p.lex.src, pos: end}
	if t := after.next(); t.word == "AS" {
		if v := after.next(); v.kind == tVar {
			e.Fixes = wrap(p.tok.start, v.end, "(", ")")
			return true
		}
	}
	name := strings.TrimPrefix(strings.ToLower(p.tok.word), "group_")
	if name == "" {
		name = "value"
	}
	e.Fixes = wrap(p.tok.start, end, "(", " AS ?"+p.freeName(name)+")")
	return true
}

// checkSelectEnd fails when a slip follows the selected variables; anything else
// is left to what comes next.
func (p *parser) checkSelectEnd() {
	if p.tolerant || p.quiet && p.tok.kind != tComma && p.tok.kind != tWord && p.tok.kind != tPName && p.tok.kind != tIRI {
		return
	}
	e := &Error{Span: p.tok.span(), Msg: "expected WHERE or {, but " + p.found()}
	switch {
	case p.tok.kind == tComma:
		e.Msg = "selected variables are not separated by commas"
		e.Fixes = p.removeCommas()
	case p.tok.word == "AS" && p.prev.kind == tVar:
		p.renamed(e)
	case p.bareCall(e):
	default:
		return
	}
	p.failWith(e)
}

// renamed explains SELECT ?x AS ?y.
func (p *parser) renamed(e *Error) {
	e.Msg = "a renamed variable stands in parentheses"
	if v := p.peek(); v.kind == tVar {
		e.Fixes = wrap(p.prev.start, v.end, "(", ")")
	}
}

// removeCommas removes the comma here and those after the variables that
// follow.
func (p *parser) removeCommas() []Edit {
	fixes := []Edit{{p.tok.span(), ""}}
	l := p.lex
	for t := l.next(); t.kind == tVar || t.kind == tComma; t = l.next() {
		if t.kind == tComma {
			fixes = append(fixes, Edit{t.span(), ""})
		}
	}
	return fixes
}

// slipBraces explains a pattern without braces.
func (p *parser) slipBraces(e *Error, where place) {
	src := p.lex.src
	switch {
	case p.tok.kind == tWord && p.tok.word == "":
		return
	case p.prev.kind == tStar && p.tok.kind == tVar:
		e.Msg = "either * or variables are selected, not both"
		e.Fixes = []Edit{{p.prev.span(), ""}}
	case where == placeWhere && p.beginsTriples():
		e.Hint = "the pattern stands between { and }"
		if strings.Contains(src[p.tok.start.Offset:], "}") {
			e.Fixes = []Edit{p.insertBefore(p.tok.start, "{ ")}
			return
		}
		e.Fixes = wrap(p.tok.start, position(src, len(strings.TrimRight(src, " \t\r\n"))), "{ ", " }")
	case where == placeGroup && p.beginsTriples():
		e.Hint = "the pattern stands between { and }"
		e.Fixes = wrap(p.tok.start, p.triplesEnd(), "{ ", " }")
	}
}

// beginsTriples tells whether the token could be the subject of a triple.
func (p *parser) beginsTriples() bool {
	switch p.tok.kind {
	case tVar, tIRI, tPName, tBlank, tLBracket, tLParen, tReifOpen, tTermOpen:
		return true
	}
	return p.tok.word == "FILTER" || p.tok.word == "BIND" || p.tok.word == "OPTIONAL"
}

// triplesEnd is where the triples that begin at the token end: before a dot or
// a closing brace.
func (p *parser) triplesEnd() Pos {
	l, end := p.lex, p.tok.end
	for t := l.next(); ; t = l.next() {
		switch t.kind {
		case tEOF, tError, tDot, tRBrace, tLBrace:
			return end
		}
		end = t.end
	}
}

// slipAsc explains DESC ?x.
func (p *parser) slipAsc(e *Error) {
	if p.tok.kind == tVar {
		e.Hint = "ASC and DESC take parentheses"
		e.Fixes = wrap(p.tok.start, p.tok.end, "(", ")")
	}
}

// checkConditionEnd fails when a slip follows the conditions of a clause; the
// last of them began at a place.
func (p *parser) checkConditionEnd(clause string, last Pos) {
	if p.tolerant || p.err != nil {
		return
	}
	word := p.upperWord()
	switch {
	case p.tok.kind == tComma:
		p.fail(p.tok.span(), "the conditions of "+clause+" are not separated by commas", "", Edit{p.tok.span(), ""})
	case clause == "ORDER BY" && (word == "ASC" || word == "DESC") && p.prev.kind == tVar:
		p.fail(p.tok.span(), word+" stands before what it sorts, in parentheses after it", "",
			Edit{Span{p.prev.start, p.tok.end}, word + "(" + p.lex.src[p.prev.start.Offset:p.prev.end.Offset] + ")"})
	case p.atOperator():
		p.unwrapped(last, clause)
	}
}

// atOperator tells whether an operator stands here that cannot begin anything.
func (p *parser) atOperator() bool {
	switch p.tok.kind {
	case tLess:
		return !p.atOpenIRI()
	case tEq, tNotEq, tLessEq, tGreater, tGreaterEq, tAnd, tOr, tPlus, tMinus, tStar, tSlash:
		return true
	}
	return p.tok.word == "IN"
}

// checkFilterEnd fails when an operator follows the condition of a FILTER, which
// began at a place.
func (p *parser) checkFilterEnd(from Pos) {
	if !p.tolerant && p.err == nil && p.atOperator() {
		p.unwrapped(from, "FILTER")
	}
}

// unwrapped fails because a condition from a place on has no parentheses around
// it.
func (p *parser) unwrapped(from Pos, clause string) {
	e := &Error{Span: p.tok.span(), Msg: "the condition of " + clause + " goes on after its end"}
	e.Hint = "put the whole condition into parentheses"
	if end, ok := p.expressionEnd(from); ok {
		e.Span = Span{from, end}
		e.Fixes = wrap(from, end, "(", ")")
	}
	p.failWith(e)
}

// slipQueryEnd looks for the slips after a whole query.
func (p *parser) slipQueryEnd(e *Error) {
	word := p.tok.word
	switch {
	case p.tok.kind == tSemicolon || p.tok.kind == tDot:
		e.Msg = "a query ends without " + p.tok.kind.String()
		e.Fixes = []Edit{{p.tok.span(), ""}}
	case p.tok.kind == tRBrace:
		e.Msg = `this "}" closes nothing`
		e.Fixes = []Edit{{p.tok.span(), ""}}
	case word == "GROUP" || word == "HAVING" || word == "ORDER" || word == "LIMIT" || word == "OFFSET":
		e.Msg = word + " stands too late, or twice"
		e.Hint = "the order is: GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET, VALUES"
	case word == "FROM" || word == "WHERE":
		e.Hint = "the order is: SELECT, FROM, WHERE { ... }"
	case word == "SELECT" || word == "CONSTRUCT" || word == "ASK" || word == "DESCRIBE":
		e.Msg = "a second query begins here"
		e.Hint = "a text holds one query"
	case isUpdateWord(word):
		e.Msg = "an update begins here, after a query"
		e.Hint = "a text holds one query, or operations of update"
	case word == "UNION" || word == "OPTIONAL" || word == "FILTER" || word == "MINUS" || word == "BIND":
		e.Msg = word + " stands after the end of the pattern"
		e.Hint = "move it inside the braces of the pattern"
	}
}
