package syntax

// termMode says what may stand inside a triple term.
type termMode uint8

const (
	termPattern termMode = iota // variables and blank nodes
	termData                    // neither
	termExpr                    // variables
)

// tripleTerm reads a triple term of a pattern, of VALUES or of an expression.
//
//	[119] TripleTerm            ::= '<<(' TripleTermSubject Verb TripleTermObject ')>>'
//	[120] TripleTermSubject     ::= Var | iri | RDFLiteral | NumericLiteral | BooleanLiteral | BlankNode | TripleTerm
//	[121] TripleTermObject      ::= Var | iri | RDFLiteral | NumericLiteral | BooleanLiteral | BlankNode | TripleTerm
//	[122] TripleTermData        ::= '<<(' TripleTermDataSubject ( iri | 'a' ) TripleTermDataObject ')>>'
//	[137] ExprTripleTerm        ::= '<<(' ExprTripleTermSubject Verb ExprTripleTermObject ')>>'
func (p *parser) tripleTerm(mode termMode) *TripleTerm {
	start := p.tok.start
	t := &TripleTerm{}
	if !p.enter() {
		return t
	}
	defer p.leave()
	p.next()
	t.S = p.termSubject(mode)
	t.P = p.termVerb(mode)
	t.O = p.termObject(mode)
	p.expect(tTermEnd, " to close the triple term")
	t.Loc = p.from(start)
	return t
}

// termSubject reads the subject of a triple term.
//
//	[123] TripleTermDataSubject ::= iri
//	[138] ExprTripleTermSubject ::= iri | Var
func (p *parser) termSubject(mode termMode) Term {
	switch mode {
	case termData:
		return p.iri("an IRI as the subject of the triple term")
	case termExpr:
		return p.varOrIRI("an IRI or a variable as the subject of the triple term")
	}
	return p.plainTerm(mode, "a subject in the triple term")
}

// termVerb reads the property of a triple term.
func (p *parser) termVerb(mode termMode) Term {
	p.wantRole(RolePredicate)
	if mode != termData || p.isWord("a") {
		return p.verb()
	}
	return p.iri("an IRI or a as the property of the triple term")
}

// termObject reads the object of a triple term.
//
//	[124] TripleTermDataObject ::= iri | RDFLiteral | NumericLiteral | BooleanLiteral | TripleTermData
//	[139] ExprTripleTermObject ::= iri | RDFLiteral | NumericLiteral | BooleanLiteral | Var | ExprTripleTerm
func (p *parser) termObject(mode termMode) Term {
	return p.plainTerm(mode, "an object in the triple term")
}

// plainTerm reads a term without abbreviations, as far as the mode allows.
func (p *parser) plainTerm(mode termMode, what string) Term {
	switch {
	case mode != termData && p.is(tVar):
		return p.variable()
	case p.is(tIRI), p.is(tPName):
		return p.iri(what)
	case p.atLiteral():
		return p.literal()
	case p.is(tTermOpen):
		return p.tripleTerm(mode)
	case mode == termPattern && p.is(tBlank):
		return p.blankLabel()
	case mode == termPattern && p.tok.kind == tLBracket && p.peek().kind == tRBracket:
		return p.anonymous()
	}
	p.unexpected(what, placeObject)
	return nil
}

// reifiedTriple reads << s p o >> with its reifier.
//
//	[117] ReifiedTriple        ::= '<<' ReifiedTripleSubject Verb ReifiedTripleObject Reifier? '>>'
func (p *parser) reifiedTriple() *ReifiedTriple {
	start := p.tok.start
	t := &ReifiedTriple{}
	if !p.enter() {
		return t
	}
	defer p.leave()
	p.next()
	t.S = p.reifiedTerm("a subject in the reified triple")
	t.P = p.verb()
	t.O = p.reifiedTerm("an object in the reified triple")
	if p.is(tTilde) {
		t.Reifier = p.reifier()
	} else if p.tok.kind == tReifEnd {
		p.refuseBlank(Span{start, p.tok.end}, "a reified triple without an IRI after ~")
	}
	p.expect(tReifEnd, " to close the reified triple")
	t.Loc = p.from(start)
	return t
}

// reifiedTerm reads the subject or the object of a reified triple.
//
//	[118] ReifiedTripleSubject ::= Var | iri | RDFLiteral | NumericLiteral | BooleanLiteral | BlankNode
//	                             | ReifiedTriple | TripleTerm
//	      ReifiedTripleObject  ::= the same
func (p *parser) reifiedTerm(what string) Term {
	if p.is(tReifOpen) {
		return p.reifiedTriple()
	}
	return p.plainTerm(termPattern, what)
}

// reifier reads ~ and the name of the reifier; without a name it is a fresh
// blank node.
//
//	[69] Reifier        ::= '~' VarOrReifierId?
//	[70] VarOrReifierId ::= Var | iri | BlankNode
func (p *parser) reifier() Term {
	p.next()
	switch {
	case p.is(tVar):
		return p.variable()
	case p.is(tIRI), p.is(tPName):
		return p.iri("")
	case p.is(tBlank):
		return p.blankLabel()
	case p.is(tLBracket):
		return p.anonymous()
	}
	at := p.from(p.prev.start)
	p.refuseBlank(at.At, "~ without an IRI, which means a blank node,")
	return p.fresh(at)
}

// annotations reads the reifiers and annotation blocks after an object. They
// are allowed only where the property is a simple one (grammar note 16).
//
//	[111] Annotation          ::= ( Reifier | AnnotationBlock )*
//	[110] AnnotationPath      ::= ( Reifier | AnnotationBlockPath )*
func (p *parser) annotations(prop *Property, o *Object) []*Annotation {
	var list []*Annotation
	for p.is(tTilde) || p.is(tAnnOpen) {
		if prop.Path != nil {
			p.fail(p.tok.span(), "a path cannot be annotated: it stands for no single triple", "give the path's last step as a triple of its own")
			if p.tolerant {
				p.next()
			}
			return list
		}
		start := p.tok.start
		a := &Annotation{}
		if p.tok.kind == tTilde {
			a.Reifier = p.reifier()
		} else {
			named := len(list) > 0 && list[len(list)-1].Reifier != nil
			p.annotationBlock(a, named)
		}
		a.Loc = p.from(start)
		list = append(list, a)
	}
	return list
}

// annotationBlock reads {| ... |}; named tells whether a reifier stands before
// it.
//
//	[112] AnnotationBlockPath ::= '{|' PropertyListPathNotEmpty '|}'
//	[113] AnnotationBlock     ::= '{|' PropertyListNotEmpty '|}'
func (p *parser) annotationBlock(a *Annotation, named bool) {
	if !named {
		p.refuseBlank(p.tok.span(), "an annotation without ~ and an IRI, which means a blank node,")
	}
	if !p.enter() {
		return
	}
	defer p.leave()
	p.next()
	if !p.atVerb(nil) {
		p.unexpected("a property in the annotation", placeVerb)
		return
	}
	a.Properties = p.propertyList(nil)
	p.expect(tAnnEnd, " to close the annotation")
}
