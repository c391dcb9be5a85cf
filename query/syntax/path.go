package syntax

// path reads a property path.
//
//	[100] Path            ::= PathAlternative
//	      PathAlternative ::= PathSequence ( '|' PathSequence )*
func (p *parser) path() Path {
	start := p.tok.start
	first := p.pathSequence()
	if !p.is(tPipe) {
		return first
	}
	alt := &PathAlt{Parts: []Path{first}}
	for p.take(tPipe) {
		alt.Parts = append(alt.Parts, p.pathSequence())
		p.chain(len(alt.Parts))
	}
	alt.Loc = p.from(start)
	return alt
}

// pathSequence reads steps one after the other.
//
//	PathSequence ::= PathEltOrInverse ( '/' PathEltOrInverse )*
func (p *parser) pathSequence() Path {
	start := p.tok.start
	first := p.pathEltOrInverse()
	if !p.is(tSlash) {
		return first
	}
	seq := &PathSeq{Parts: []Path{first}}
	for p.take(tSlash) {
		p.noteStep(seq.Parts[len(seq.Parts)-1])
		seq.Parts = append(seq.Parts, p.pathEltOrInverse())
		p.chain(len(seq.Parts))
	}
	seq.Loc = p.from(start)
	return seq
}

// pathEltOrInverse reads a step, forwards or backwards.
//
//	PathEltOrInverse ::= PathElt | '^' PathElt
func (p *parser) pathEltOrInverse() Path {
	start := p.tok.start
	if !p.take(tCaret) {
		return p.pathElt()
	}
	inner := p.pathElt()
	return &PathInverse{Loc: p.from(start), Path: inner}
}

// pathElt reads a step with its repetition.
//
//	PathElt ::= PathPrimary PathMod?
//	PathMod ::= '?' | '*' | '+'
func (p *parser) pathElt() Path {
	start := p.tok.start
	inner := p.pathPrimary()
	if !p.is(tQuestion) && !p.is(tStar) && !p.is(tPlus) {
		return inner
	}
	mod := p.text()
	p.next()
	if mod == "" {
		return inner
	}
	return &PathRepeat{Loc: p.from(start), Path: inner, Mod: mod[0]}
}

// pathPrimary reads one property, a negated set or a path in parentheses.
//
//	PathPrimary ::= iri | 'a' | '!' PathNegatedPropertySet | '(' Path ')'
func (p *parser) pathPrimary() Path {
	start := p.tok.start
	p.wantRole(RolePredicate)
	switch {
	case p.isWord("a"), p.is(tIRI), p.is(tPName):
		iri := p.iriOrA()
		return p.nodes.paths.keep(PathIRI{Loc: iri.Loc, IRI: iri})
	case p.take(tBang):
		return p.pathNegatedPropertySet(start)
	case p.is(tLParen):
		if !p.enter() {
			return nil
		}
		defer p.leave()
		p.next()
		inner := p.path()
		p.expect(tRParen, " to close the path")
		return inner
	}
	p.unexpected("a property", placeVerb)
	return nil
}

// iriOrA reads a property that is no variable.
func (p *parser) iriOrA() *IRI {
	p.wantRole(RolePredicate)
	if p.isWord("a") {
		iri := &IRI{Loc: Loc{p.tok.span()}, Value: rdfType, Short: "a"}
		p.next()
		return iri
	}
	return p.iri("a property: an IRI or a")
}

// pathNegatedPropertySet reads what follows "!".
//
//	PathNegatedPropertySet ::= PathOneInPropertySet | '(' ( PathOneInPropertySet ( '|' PathOneInPropertySet )* )? ')'
func (p *parser) pathNegatedPropertySet(start Pos) Path {
	set := &PathNegated{}
	if !p.take(tLParen) {
		p.pathOneInPropertySet(set)
		set.Loc = p.from(start)
		return set
	}
	if !p.is(tRParen) {
		p.pathOneInPropertySet(set)
		for p.take(tPipe) {
			p.pathOneInPropertySet(set)
			p.chain(len(set.Forward) + len(set.Inverse))
		}
	}
	p.expect(tRParen, ` or "|" in the set of excluded properties`)
	set.Loc = p.from(start)
	return set
}

// pathOneInPropertySet reads one excluded property into set.
//
//	PathOneInPropertySet ::= iri | 'a' | '^' ( iri | 'a' )
func (p *parser) pathOneInPropertySet(set *PathNegated) {
	if p.take(tCaret) {
		set.Inverse = append(set.Inverse, p.iriOrA())
		return
	}
	set.Forward = append(set.Forward, p.iriOrA())
}
