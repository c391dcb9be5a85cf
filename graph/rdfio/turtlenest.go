package rdfio

// The nested constructs of Turtle and TriG: brackets, lists, triple terms,
// reified triples and annotations.

// enter counts one more level of nesting; leave is its pair.
func (p *turtle) enter() bool {
	if p.depth >= p.o.Limits.MaxDepth {
		lim := &LimitError{Limit: "MaxDepth", Max: int64(p.o.Limits.MaxDepth)}
		e := p.errorAt(p.pos, lim.Error(), "the document nests deeper than allowed")
		e.Err = lim
		p.err = e
		return false
	}
	p.depth++
	return true
}

func (p *turtle) leave() bool {
	p.depth--
	return true
}

// bracketSubject parses ANON or a blankNodePropertyList as a subject.
func (p *turtle) bracketSubject() form {
	p.pos++
	c, _ := p.peek()
	p.fresh(&p.q.S)
	if c == ']' {
		p.pos++
		return named
	}
	if !p.enter() || !p.predicateObjectList() || !p.expect(']') {
		return noForm
	}
	p.leave()
	return properties
}

// bracketObject parses ANON or a blankNodePropertyList as an object.
//
//	[14] blankNodePropertyList ::= '[' predicateObjectList ']'
func (p *turtle) bracketObject() bool {
	p.pos++
	p.fresh(&p.q.O)
	if !p.send() {
		return false
	}
	if c, _ := p.peek(); c == ']' {
		p.pos++
		return true
	}
	s, pr, node := p.q.S, p.q.P, p.q.O
	p.q.S = node
	if !p.enter() || !p.predicateObjectList() || !p.expect(']') {
		return false
	}
	p.q.S, p.q.P, p.q.O = s, pr, node
	return p.leave()
}

// listObject parses a collection as an object.
func (p *turtle) listObject() bool {
	if !p.listHead(&p.q.O) || !p.send() {
		return false
	}
	s, pr, head := p.q.S, p.q.P, p.q.O
	p.q.S = head
	if !p.listItems() {
		return false
	}
	p.q.S, p.q.P, p.q.O = s, pr, head
	return true
}

// listHead parses the '(' of a collection and makes t its first node: rdf:nil
// when it is empty.
//
//	[15] collection ::= '(' object* ')'
func (p *turtle) listHead(t *Term) bool {
	p.pos++
	c, ok := p.peek()
	switch {
	case !ok:
		return p.ended("')' at the end of the list")
	case c == ')':
		*t = Term{Kind: IRI, Value: rdfNil}
	default:
		p.fresh(t)
	}
	return true
}

// listItems parses the items and the ')' of a collection whose first node is
// p.q.S, and leaves it there.
func (p *turtle) listItems() bool {
	head := p.q.S
	if !p.enter() {
		return false
	}
	for {
		c, ok := p.peek()
		if !ok {
			return p.ended("')' at the end of the list")
		}
		if c == ')' {
			break
		}
		p.q.P.Value = rdfFirst
		if !p.object() {
			return false
		}
		if c, _ = p.peek(); c == ')' {
			p.q.O = Term{Kind: IRI, Value: rdfNil}
		} else {
			p.fresh(&p.q.O)
		}
		p.q.P.Value = rdfRest
		if !p.send() {
			return false
		}
		p.q.S = p.q.O
	}
	p.pos++
	p.q.S = head
	return p.leave()
}

// tripleTerm parses: '<<(' ttSubject verb ttObject ')>>'
//
//	ttSubject ::= iri | BlankNode
//	ttObject ::= iri | BlankNode | literal | tripleTerm
func (p *turtle) tripleTerm(t *Term) bool {
	if !p.enter() {
		return false
	}
	p.pos += 3
	tr, saved := new(Triple), p.q.P
	if !p.innerSubject(&tr.S, false) || !p.verb() {
		return false
	}
	tr.P = p.q.P
	p.q.P = saved
	if !p.innerObject(&tr.O, false) {
		return false
	}
	if c, _ := p.peek(); c != ')' || !p.have(3) || string(p.buf[p.pos:p.pos+3]) != ")>>" {
		return p.unexpected("')>>' at the end of the triple term")
	}
	p.pos += 3
	*t = Term{Kind: TripleTerm, Triple: tr}
	return p.leave()
}

// reifiedTriple parses: '<<' rtSubject verb rtObject reifier? '>>'
//
// It emits that the reifier reifies the triple, and t becomes the reifier.
//
//	rtSubject ::= iri | BlankNode | reifiedTriple
//	rtObject ::= iri | BlankNode | literal | tripleTerm | reifiedTriple
func (p *turtle) reifiedTriple(t *Term) bool {
	if !p.enter() {
		return false
	}
	p.pos += 2
	tr, saved := new(Triple), p.q.P
	if !p.innerSubject(&tr.S, true) || !p.verb() {
		return false
	}
	tr.P = p.q.P
	p.q.P = saved
	if !p.innerObject(&tr.O, true) {
		return false
	}
	var r Term
	if c, _ := p.peek(); c == '~' {
		if !p.reifier(&r) {
			return false
		}
	} else {
		p.fresh(&r)
	}
	if c, _ := p.peek(); c != '>' || !p.have(2) || p.buf[p.pos+1] != '>' {
		return p.unexpected("'>>' at the end of the reified triple")
	}
	p.pos += 2
	if !p.sendReifies(&r, tr) {
		return false
	}
	*t = r
	return p.leave()
}

// innerSubject parses the subject inside << >> or <<( )>>.
func (p *turtle) innerSubject(t *Term, reified bool) bool {
	const want = "a subject here: an IRI, a prefixed name or a blank node"
	c, _ := p.peek()
	switch c {
	case '<':
		if !p.have(3) {
			return false
		}
		if p.buf[p.pos+1] != '<' {
			return p.iriRef(t)
		}
		if reified && p.buf[p.pos+2] != '(' {
			return p.reifiedTriple(t)
		}
		return p.unexpected(want)
	case '[':
		return p.anon(t)
	case '_':
		return p.label(t)
	}
	if p.startsName(c) {
		return p.prefixedName(t)
	}
	return p.unexpected(want)
}

// innerObject parses the object inside << >> or <<( )>>.
func (p *turtle) innerObject(t *Term, reified bool) bool {
	c, _ := p.peek()
	if c == '[' {
		return p.anon(t)
	}
	if c == '<' && !reified {
		if !p.have(3) {
			return false
		}
		if p.buf[p.pos+1] == '<' && p.buf[p.pos+2] != '(' {
			return p.unexpected("an object of a triple term, which cannot be << >>")
		}
	}
	return p.term(c, t, "an object here")
}

// anon parses '[' ']' where a property list is not allowed.
func (p *turtle) anon(t *Term) bool {
	p.pos++
	p.fresh(t)
	if c, _ := p.peek(); c != ']' {
		return p.unexpected("']': only an empty [] may stand inside << >>")
	}
	p.pos++
	return true
}

// reifier parses: '~' (iri | BlankNode)?
func (p *turtle) reifier(t *Term) bool {
	p.pos++
	c, _ := p.peek()
	switch {
	case c == '<':
		return p.iriRef(t)
	case c == '_':
		return p.label(t)
	case c == '[':
		return p.anon(t)
	case p.startsName(c):
		return p.prefixedName(t)
	}
	p.fresh(t)
	return p.err == nil
}

// sendReifies emits: r rdf:reifies <<( tr )>> in the current graph, leaving
// p.q's terms as they were.
func (p *turtle) sendReifies(r *Term, tr *Triple) bool {
	s, pr, o := p.q.S, p.q.P, p.q.O
	p.q.S = *r
	p.q.P = Term{Kind: IRI, Value: rdfReifies}
	p.q.O = Term{Kind: TripleTerm, Triple: tr}
	ok := p.send()
	p.q.S, p.q.P, p.q.O = s, pr, o
	return ok
}

// annotation parses what may follow an object, which is p.q.O:
//
//	annotation ::= (reifier | annotationBlock)*
//	annotationBlock ::= '{|' predicateObjectList '|}'
//
// A block right after a reifier is about that one, any other about a new one.
func (p *turtle) annotation(c byte) bool {
	saved := p.q
	tr := &Triple{S: p.q.S, P: p.q.P, O: p.q.O}
	var r Term
	for ; c == '~' || c == '{'; c, _ = p.peek() {
		if c == '~' {
			if !p.reifier(&r) || !p.sendReifies(&r, tr) {
				return false
			}
			continue
		}
		if !p.have(2) || p.buf[p.pos+1] != '|' {
			return p.unexpected("',', ';', '.' or '{|'")
		}
		if r.Kind == 0 {
			p.fresh(&r)
			if !p.sendReifies(&r, tr) {
				return false
			}
		}
		if !p.annotationBlock(r) {
			return false
		}
		r = Term{}
		p.q = saved
	}
	return p.err == nil
}

// annotationBlock parses '{|' predicateObjectList '|}' about r.
func (p *turtle) annotationBlock(r Term) bool {
	if !p.enter() {
		return false
	}
	p.pos += 2
	p.q.S = r
	if !p.predicateObjectList() {
		return false
	}
	if c, _ := p.peek(); c != '|' || !p.have(2) || p.buf[p.pos+1] != '}' {
		return p.unexpected("'|}' at the end of the annotation")
	}
	p.pos += 2
	return p.leave()
}
