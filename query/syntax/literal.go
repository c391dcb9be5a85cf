package syntax

import "strings"

// atLiteral tells whether a literal begins here.
func (p *parser) atLiteral() bool {
	return p.is(tString) || p.is(tInteger) || p.is(tDecimal) || p.is(tDouble) || p.isWord("TRUE") || p.isWord("FALSE")
}

// literal reads a literal; the caller has seen one.
//
//	[168] NumericLiteral ::= NumericLiteralUnsigned | NumericLiteralPositive | NumericLiteralNegative
//	[172] BooleanLiteral ::= 'true' | 'false'
func (p *parser) literal() *Literal {
	if p.tok.kind == tString {
		return p.rdfLiteral()
	}
	lit := p.nodes.literals.keep(Literal{Loc: Loc{p.tok.span()}, Bare: true})
	switch p.tok.kind {
	case tWord:
		lit.Lexical, lit.Datatype = strings.ToLower(p.tok.word), xsdBoolean
	default:
		lit.Lexical, lit.Datatype = p.text(), numberType(p.tok.kind)
	}
	p.next()
	return lit
}

// numberType is the datatype of a number token.
func numberType(k kind) string {
	switch k {
	case tInteger:
		return xsdInteger
	case tDecimal:
		return xsdDecimal
	}
	return xsdDouble
}

// rdfLiteral reads a string with its language or datatype.
//
//	[167] RDFLiteral ::= String ( LANG_DIR | '^^' iri )?
func (p *parser) rdfLiteral() *Literal {
	start := p.tok.start
	lit := p.nodes.literals.keep(Literal{Lexical: p.stringToken()})
	switch {
	case p.is(tLang):
		p.langDir(lit)
	case p.take(tTypeMark):
		p.wantRole(RoleDatatype)
		lit.Datatype = p.iri("the IRI of a datatype after ^^").Value
	}
	lit.Loc = p.from(start)
	return lit
}

// stringToken reads a string and its escapes.
//
//	[173] String ::= STRING_LITERAL1 | STRING_LITERAL2 | STRING_LITERAL_LONG1 | STRING_LITERAL_LONG2
func (p *parser) stringToken() string {
	body, start := stringBody(p.text())
	s, bad := unescapeString(body)
	if bad != nil {
		p.failEscape(bad, start)
		return ""
	}
	p.next()
	return s
}

// langDir reads a language tag with its direction, which is ltr or rtl in
// lower case.
//
//	[179] LANG_DIR ::= '@' [a-zA-Z]+ ( '-' [a-zA-Z0-9]+ )* ( '--' [a-zA-Z]+ )?
func (p *parser) langDir(lit *Literal) {
	lang, dir, has := strings.Cut(p.text()[1:], "--")
	lit.Lang = lang
	if has {
		lit.Dir = dir
		if dir != "ltr" && dir != "rtl" {
			at := p.tok.span()
			at.Start = advance(p.lex.src, at.Start, at.End.Offset-len(dir))
			e := &Error{Span: at, Msg: `the base direction is "` + dir + `", expected ltr or rtl`}
			e.incomplete = p.tok.end.Offset == len(p.lex.src) && (strings.HasPrefix("ltr", dir) || strings.HasPrefix("rtl", dir))
			if low := strings.ToLower(dir); low == "ltr" || low == "rtl" {
				e.Fixes = []Edit{{at, low}}
			}
			p.failWith(e)
		}
	}
	p.next()
}
