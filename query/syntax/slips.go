package syntax

import "strings"

// place says where in the grammar something unexpected was found, so that the
// slips that are common there can be recognised.
type place uint8

const (
	placeNone         place = iota
	placeQueryStart         // instead of SELECT, CONSTRUCT, DESCRIBE or ASK
	placeQueryEnd           // after a whole query
	placePrologue           // after a declaration
	placePrefix             // after PREFIX
	placeDeclIRI            // instead of the IRI of a declaration
	placeSelect             // nothing is selected
	placeAs                 // after an expression that needs a name
	placeVar                // instead of a variable
	placeTemplate           // in a template, after triples
	placeWhere              // instead of the pattern of a query
	placeGroup              // instead of a group
	placeBy                 // after GROUP or ORDER
	placeConstraint         // instead of a condition
	placeAsc                // after ASC or DESC
	placeTripleEnd          // in a group, after an element
	placeSubSelectEnd       // after a subquery
	placeVerb               // instead of a property
	placeObject             // instead of a subject, object or IRI
	placeValue              // instead of a value of VALUES
	placeOperand            // instead of an operand
	placeOperator           // in parentheses, after an expression
	placeAggregateEnd       // after the argument of an aggregate
	placeNot                // after NOT
	placeUpdateEnd          // after an operation
	placeGraphRef           // instead of the target of CLEAR or DROP
	placeModifyWhere        // after the templates of an update
)

// unexpected fails because the token is not what was expected; place tells
// which slips to look for.
func (p *parser) unexpected(expected string, where place) {
	if p.tolerant || p.quiet || p.err != nil {
		// Nobody will read the message.
		p.failWith(&Error{Span: p.tok.span(), Msg: "unexpected", incomplete: p.tok.kind == tEOF})
		return
	}
	p.failWith(p.diagnose(expected, where))
}

// diagnose explains what is wrong at the token.
func (p *parser) diagnose(expected string, where place) *Error {
	e := &Error{Span: p.tok.span(), Msg: "expected " + expected + ", but " + p.found()}
	if p.wants != nil {
		e.Want = p.wants.list()
	}
	if p.tok.kind == tEOF {
		p.atEnd(e, where)
		return e
	}
	e.incomplete = p.growable()
	if p.brokenIRI(e, where) {
		return e
	}
	p.slip(e, where)
	p.suggestWord(e)
	return e
}

// growable tells whether the token, which stands at the end of the text, could
// become another one when more is typed.
func (p *parser) growable() bool {
	rest := p.lex.src[p.tok.start.Offset:]
	switch p.tok.kind {
	case tLess:
		if p.atOpenIRI() {
			return true
		}
	case tWord: // x.y may become the prefix x.y:, and 1e+ the number 1e+5
		if p.prev.end == p.tok.start && (strings.EqualFold(rest, "e+") || strings.EqualFold(rest, "e-")) {
			return true
		}
		for i := 0; i < len(rest); {
			r, size := runeAt(rest, i)
			if r != '.' && !isNameChar(r) {
				return false
			}
			i += size
		}
		return true
	case tRParen: // of ")>>"
		return rest == ")" || rest == ")>"
	case tLBracket: // of []
		return p.peek().kind == tEOF
	case tMinus: // of @en-US and @en--ltr
		if rest == "--" {
			return p.prev.kind == tLang && p.prev.end == p.tok.start
		}
	case tIRI, tRBrace, tLParen, tRBracket, tComma, tSemicolon, tStar, tSlash, tTilde:
		return false
	}
	return p.tok.end.Offset == len(p.lex.src)
}

// atOpenIRI tells whether the token is a "<" and all that follows it could be
// in an IRI.
func (p *parser) atOpenIRI() bool {
	if p.tok.kind != tLess {
		return false
	}
	for _, c := range []byte(p.lex.src[p.tok.end.Offset:]) {
		if !isIRIByte(c) && c != '\\' {
			return false
		}
	}
	return true
}

// atEnd completes an error at the end of the text: what is open there, and what
// closes it.
func (p *parser) atEnd(e *Error, where place) {
	e.incomplete = true
	if where == placeModifyWhere {
		p.slipUpdate(e, where)
	}
	n := len(p.braces)
	if n == 0 {
		return
	}
	e.open = OpenBrace
	e.Hint = plural(n, "brace") + " not closed; the last was opened on line " + itoa(p.braces[n-1].Line)
	if strings.HasPrefix(e.Msg, `expected "}"`) {
		e.Fixes = []Edit{{e.Span, strings.Repeat(" }", n)}}
	}
}

// brokenIRI explains a "<" that was to begin an IRI, if that is what it is.
func (p *parser) brokenIRI(e *Error, where place) bool {
	src, off := p.lex.src, p.tok.start.Offset
	if p.atOpenIRI() {
		e.Msg, e.incomplete, e.open = `this IRI is not closed with ">"`, true, OpenIRI
		e.Fixes = []Edit{insert(src, len(src), ">")}
		return true
	}
	switch where {
	case placeOperator, placeTripleEnd, placeConstraint, placeQueryEnd:
		return false
	}
	if p.tok.kind != tLess {
		return false
	}
	end := off + 1
	for end < len(src) && isIRIByte(src[end]) {
		end++
	}
	line, _, _ := strings.Cut(src[end:], "\n")
	if closing := strings.IndexByte(line, '>'); closing < 0 || end == off+1 {
		e.Fixes = []Edit{insert(src, end, ">")}
		e.Msg = `this IRI is not closed with ">"`
		return true
	}
	at := position(src, end)
	_, size := runeAt(src, end)
	e.Span = Span{at, advance(src, at, end+size)}
	e.Msg = "an IRI cannot hold " + describeByte(src[end])
	e.Hint = "write it as a percent escape, such as %20 for a space"
	return true
}

// describeByte names a character that no IRI holds.
func describeByte(c byte) string {
	switch {
	case c == ' ':
		return "a space"
	case c < ' ':
		return "a control character"
	}
	return `"` + string(rune(c)) + `"`
}

// slip looks for a common slip at a place and explains it in e.
func (p *parser) slip(e *Error, where place) {
	switch where {
	case placeQueryStart, placePrologue, placePrefix, placeDeclIRI:
		p.slipPrologue(e, where)
	case placeSelect, placeAs, placeVar:
		p.slipSelect(e, where)
	case placeWhere, placeGroup:
		p.slipBraces(e, where)
	case placeTemplate, placeTripleEnd:
		p.slipTriples(e, where)
	case placeVerb, placeObject, placeValue:
		p.slipTerm(e, where)
	case placeSubSelectEnd:
		e.Hint = "a subquery stands alone in its braces: { { SELECT ... } ... }"
	case placeConstraint, placeOperand, placeOperator, placeAggregateEnd, placeNot:
		p.slipExpression(e, where)
	case placeBy:
		e.Fixes = []Edit{insert(p.lex.src, p.prev.end.Offset, " BY")}
	case placeAsc:
		p.slipAsc(e)
	case placeQueryEnd:
		p.slipQueryEnd(e)
	case placeUpdateEnd, placeGraphRef, placeModifyWhere:
		p.slipUpdate(e, where)
	}
}

// word is the token in upper case, when it is a word.
func (p *parser) upperWord() string {
	if p.tok.kind != tWord {
		return ""
	}
	return strings.ToUpper(p.text())
}

// insertBefore and insertAfter are fixes at the ends of a span.
func (p *parser) insertBefore(at Pos, text string) Edit { return Edit{Span{at, at}, text} }

// wrap is the fix that puts the text between two places into something.
func wrap(from, to Pos, before, after string) []Edit {
	return []Edit{{Span{from, from}, before}, {Span{to, to}, after}}
}

// expressionEnd reads an expression that begins at a place, as an experiment,
// and tells where it ends.
func (p *parser) expressionEnd(from Pos) (Pos, bool) {
	sub := newParser("", p.opts)
	sub.lex = lexer{src: p.lex.src, pos: from}
	sub.prefixes, sub.base, sub.depth, sub.quiet, sub.aggregate = p.prefixes, p.base, p.depth, true, true
	sub.next()
	sub.expression()
	return sub.prev.end, sub.err == nil
}

// freeName is a variable's name that the text does not use yet.
func (p *parser) freeName(name string) string {
	used := map[string]bool{}
	l := newLexer(p.lex.src)
	for t := l.next(); t.kind != tEOF; t = l.next() {
		if t.kind == tVar {
			used[p.lex.src[t.start.Offset+1:t.end.Offset]] = true
		}
	}
	for n := 1; ; n++ {
		candidate := name
		if n > 1 {
			candidate += itoa(n)
		}
		if !used[candidate] {
			return candidate
		}
	}
}
