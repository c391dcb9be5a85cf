package syntax

import (
	"strconv"
	"strings"
)

const (
	rdfType    = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
	xsdBoolean = "http://www.w3.org/2001/XMLSchema#boolean"
	xsdInteger = "http://www.w3.org/2001/XMLSchema#integer"
	xsdDecimal = "http://www.w3.org/2001/XMLSchema#decimal"
	xsdDouble  = "http://www.w3.org/2001/XMLSchema#double"
)

// triplesTemplate reads triples separated by dots.
//
//	[55] TriplesTemplate ::= TriplesSameSubject ( '.' TriplesTemplate? )?
func (p *parser) triplesTemplate() []*Triples {
	var ts []*Triples
	for p.ok() && p.atSubject() {
		ts = append(ts, p.triplesSameSubject())
		if !p.take(tDot) {
			break
		}
	}
	return ts
}

// atSubject tells whether triples begin here.
func (p *parser) atSubject() bool {
	p.wantRole(RoleVariable | RoleIRI)
	return p.is(tVar) || p.is(tPName) || p.is(tIRI) || p.is(tBlank) || p.is(tLBracket) || p.is(tLParen) ||
		p.is(tReifOpen) || p.is(tTermOpen) || p.atLiteral()
}

// triplesSameSubject reads a subject and its properties. What stands for triples
// of its own, [...], (...) and <<...>>, may stand alone.
//
//	[89] TriplesSameSubject     ::= VarOrTerm PropertyListNotEmpty | TriplesNode PropertyList | ReifiedTripleBlock
//	[95] TriplesSameSubjectPath ::= VarOrTerm PropertyListPathNotEmpty | TriplesNodePath PropertyListPath
//	                              | ReifiedTripleBlockPath
//	[56] ReifiedTripleBlock     ::= ReifiedTriple PropertyList
func (p *parser) triplesSameSubject() *Triples {
	start := p.tok.start
	t := p.nodes.triples.keep(Triples{Subject: p.graphNode("a subject")})
	alone := false
	switch s := t.Subject.(type) {
	case *PropertyList, *ReifiedTriple:
		alone = true
	case *Collection:
		alone = len(s.Items) > 0
	}
	if p.atVerb(t.Subject) {
		t.Properties = p.propertyList(t.Subject)
	} else if !alone {
		p.unexpected("a property after the subject", placeVerb)
	}
	t.Loc = p.from(start)
	return t
}

// atVerb tells whether a property begins here.
func (p *parser) atVerb(subject Term) bool {
	p.noteVerb(subject)
	if p.is(tVar) || p.is(tIRI) || p.is(tPName) || p.isWord("a") {
		return true
	}
	return p.paths && (p.is(tCaret) || p.is(tBang) || p.is(tLParen))
}

// propertyList reads properties with their objects, separated by semicolons.
// Extra semicolons are allowed.
//
//	[91] PropertyListNotEmpty     ::= Verb ObjectList ( ';' ( Verb ObjectList )? )*
//	[97] PropertyListPathNotEmpty ::= ( VerbPath | VerbSimple ) ObjectListPath
//	                                  ( ';' ( ( VerbPath | VerbSimple ) ObjectListPath )? )*
func (p *parser) propertyList(subject Term) []*Property {
	ps := p.nodes.propertyLists.list(p.property(subject))
	for p.take(tSemicolon) {
		if p.atVerb(subject) {
			ps = append(ps, p.property(subject))
		}
	}
	return ps
}

// property reads one verb and its objects.
//
//	[92] Verb       ::= VarOrIri | 'a'
//	[98] VerbPath   ::= Path
//	[99] VerbSimple ::= Var
//	[93] ObjectList ::= Object ( ',' Object )*
func (p *parser) property(subject Term) *Property {
	start := p.tok.start
	prop := p.nodes.properties.keep(Property{})
	switch {
	case p.tok.kind == tVar:
		prop.Verb = p.variable()
	case p.paths:
		prop.Path = p.path()
		if one, ok := prop.Path.(*PathIRI); ok {
			prop.Verb, prop.Path = one.IRI, nil
		}
	default:
		prop.Verb = p.verb()
	}
	prop.Objects = p.nodes.objectLists.list(p.object(prop, subject))
	for p.take(tComma) {
		prop.Objects = append(prop.Objects, p.object(prop, subject))
	}
	prop.Loc = p.from(start)
	return prop
}

// verb reads a simple verb.
func (p *parser) verb() Term {
	p.wantRole(RolePredicate | RoleVariable)
	if p.isWord("a") {
		iri := &IRI{Value: rdfType, Short: "a", Loc: Loc{p.tok.span()}}
		p.next()
		return iri
	}
	return p.varOrIRI("a property: an IRI, a variable or a")
}

// object reads an object and its annotations.
//
//	[94]  Object     ::= GraphNode Annotation
//	[101] ObjectPath ::= GraphNodePath AnnotationPath
func (p *parser) object(prop *Property, subject Term) *Object {
	start := p.tok.start
	p.noteObject(prop)
	if !p.atSubject() {
		p.unexpected("an object after the property", placeObject)
		return &Object{Loc: p.from(start)}
	}
	p.noteNested(prop)
	o := p.nodes.objects.keep(Object{Term: p.graphNode("an object")})
	p.noteTriple(subject, prop, o.Term)
	o.Annotations = p.annotations(prop, o)
	o.Loc = p.from(start)
	return o
}

// graphNode reads anything that may be a subject or an object.
//
//	[114] GraphNode     ::= VarOrTerm | TriplesNode | ReifiedTriple
//	[115] GraphNodePath ::= VarOrTerm | TriplesNodePath | ReifiedTriple
//	[104] TriplesNode   ::= Collection | BlankNodePropertyList
func (p *parser) graphNode(what string) Term {
	switch p.tok.kind {
	case tLBracket:
		return p.blankNodePropertyList()
	case tLParen:
		return p.collection()
	case tReifOpen:
		return p.reifiedTriple()
	}
	return p.varOrTerm(what)
}

// varOrTerm reads a variable or a single term.
//
//	[116] VarOrTerm ::= Var | iri | RDFLiteral | NumericLiteral | BooleanLiteral | BlankNode | NIL | TripleTerm
func (p *parser) varOrTerm(what string) Term {
	switch {
	case p.is(tVar):
		return p.variable()
	case p.is(tIRI), p.is(tPName):
		return p.iri(what)
	case p.is(tBlank):
		return p.blankLabel()
	case p.is(tLBracket):
		return p.anonymous()
	case p.is(tTermOpen):
		return p.tripleTerm(termPattern)
	case p.atLiteral():
		return p.literal()
	}
	p.unexpected(what, placeObject)
	return nil
}

// variable reads a variable; the caller has seen one.
//
//	[126] Var ::= VAR1 | VAR2
func (p *parser) variable() *Var {
	v := p.nodes.vars.keep(Var{Loc: Loc{p.tok.span()}, Name: p.text()[1:]})
	if p.noVars != "" {
		p.fail(v.At, "the variable ?"+v.Name+" cannot stand in "+p.noVars,
			"data blocks hold complete triples; use INSERT { ... } WHERE { ... } or DELETE { ... } WHERE { ... } for patterns")
	}
	p.next()
	return v
}

// varOrIRI reads a variable or an IRI; what says what is expected.
//
//	[125] VarOrIri ::= Var | iri
func (p *parser) varOrIRI(what string) Term {
	if p.is(tVar) {
		return p.variable()
	}
	return p.iri(what)
}

// iri reads an IRI in either form; what says what is expected.
//
//	[174] iri          ::= IRIREF | PrefixedName
//	[175] PrefixedName ::= PNAME_LN | PNAME_NS
func (p *parser) iri(what string) *IRI {
	switch {
	case p.is(tIRI):
		return p.iriRef()
	case p.is(tPName):
		return p.prefixedName()
	}
	p.unexpected(what, placeObject)
	return &IRI{Loc: p.from(p.tok.start)}
}

// iriRef reads an IRI in angle brackets and resolves it.
func (p *parser) iriRef() *IRI {
	text := p.text()
	body, bad := unescapeIRI(text[1 : len(text)-1])
	if bad != nil {
		p.failEscape(bad, 1)
		return &IRI{Loc: p.from(p.tok.start)}
	}
	iri := p.nodes.iris.keep(IRI{Loc: Loc{p.tok.span()}, Value: p.resolve(body)})
	p.next()
	return iri
}

// resolve resolves a reference against the base.
func (p *parser) resolve(ref string) string {
	if p.base == "" || schemeEnd(ref) > 0 {
		return ref
	}
	if !p.split.hasScheme {
		p.split = splitIRI(p.base)
	}
	return resolveParts(p.split, ref)
}

// failEscape fails because of an escape in the token; start is where the
// token's body begins.
func (p *parser) failEscape(bad *badEscape, start int) {
	at := p.tok.start.Offset + start
	src := p.lex.src
	p.fail(Span{advance(src, p.tok.start, at+bad.off), advance(src, p.tok.start, at+bad.end)}, bad.msg, bad.hint)
	if p.tolerant {
		p.next()
	}
}

// prefixedName reads prefix:local and expands it.
func (p *parser) prefixedName() *IRI {
	text := p.text()
	label, local, _ := strings.Cut(text, ":")
	ns, ok := p.namespace(label)
	if !ok {
		p.undeclared(label, local)
		if p.tolerant {
			p.next()
		}
		return &IRI{Loc: p.from(p.tok.start), Value: text, Short: text}
	}
	value := ns + unescapeLocal(local)
	if strings.IndexByte(local, '#') >= 0 {
		if bad := checkIRI(value); bad != nil {
			p.fail(p.tok.span(), "this name stands for <"+value+">, and "+bad.msg, bad.hint)
		}
	}
	iri := p.nodes.iris.keep(IRI{Loc: Loc{p.tok.span()}, Value: value, Short: text})
	p.next()
	return iri
}

// namespace is the IRI of a prefix, declared in the text or in the options.
func (p *parser) namespace(label string) (string, bool) {
	if ns, ok := p.prefixes[label]; ok {
		return ns, true
	}
	ns, ok := p.opts.Prefixes[label]
	if ok {
		if p.borrowed == nil {
			p.borrowed = map[string]string{}
		}
		p.borrowed[label] = ns
	}
	if p.opts.anyPrefix && !ok {
		return "urn:x-prefix:" + label + ":", true
	}
	return ns, ok
}

// blankLabel reads _:label.
//
//	[176] BlankNode ::= BLANK_NODE_LABEL | ANON
func (p *parser) blankLabel() *Blank {
	p.ruled = true
	b := &Blank{Loc: Loc{p.tok.span()}, Label: p.text()[2:]}
	p.refuseBlank(b.At, "a blank node")
	p.next()
	return b
}

// refuseBlank fails where blank nodes may not stand.
func (p *parser) refuseBlank(at Span, what string) {
	if p.noBlanks != "" {
		p.failWith(&Error{
			Span: at, Msg: what + " cannot stand in " + p.noBlanks,
			Hint:       "a blank node here would match nothing; use a variable and a WHERE pattern",
			incomplete: p.tok.kind == tEOF, // after ~ an IRI may follow
		})
	}
}

// fresh makes an anonymous blank node.
func (p *parser) fresh(at Loc) *Blank {
	p.anon++
	return &Blank{Loc: at, Label: "[" + strconv.Itoa(p.anon) + "]", Anon: true}
}

// anonymous reads [].
func (p *parser) anonymous() *Blank {
	start := p.tok.start
	p.next()
	p.expect(tRBracket, "")
	at := p.from(start)
	p.refuseBlank(at.At, "a blank node")
	return p.fresh(at)
}

// blankNodePropertyList reads [] or [ property object ... ].
//
//	[105] BlankNodePropertyList     ::= '[' PropertyListNotEmpty ']'
//	[107] BlankNodePropertyListPath ::= '[' PropertyListPathNotEmpty ']'
func (p *parser) blankNodePropertyList() Term {
	start := p.tok.start
	if p.peek().kind == tRBracket {
		return p.anonymous()
	}
	p.refuseBlank(p.tok.span(), "a blank node")
	if !p.enter() {
		return nil
	}
	defer p.leave()
	node := p.fresh(Loc{p.tok.span()})
	list := &PropertyList{Node: node}
	p.noteNode(node)
	p.next()
	if !p.atVerb(node) {
		p.unexpected(`a property or "]"`, placeVerb)
		return nil
	}
	list.Properties = p.propertyList(node)
	if !p.take(tRBracket) {
		p.unexpected(`"]" to close the blank node`, placeTripleEnd)
	}
	list.Loc = p.from(start)
	return list
}

// collection reads (), which is rdf:nil, or a list of nodes.
//
//	[108] Collection     ::= '(' GraphNode+ ')'
//	[109] CollectionPath ::= '(' GraphNodePath+ ')'
func (p *parser) collection() *Collection {
	start := p.tok.start
	c := &Collection{}
	if !p.enter() {
		return c
	}
	defer p.leave()
	p.next()
	if p.tok.kind != tRParen {
		p.refuseBlank(Span{start, p.tok.start}, "a list, which is made of blank nodes,")
	}
	for p.ok() && !p.is(tRParen) {
		if !p.atSubject() {
			p.unexpected(`an item of the list or ")"`, placeObject)
			continue
		}
		c.Items = append(c.Items, p.graphNode("an item of the list"))
	}
	p.expect(tRParen, " to close the list")
	c.Loc = p.from(start)
	return c
}
