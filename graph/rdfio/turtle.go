package rdfio

import (
	"context"
	"io"
)

// turtle reads Turtle and TriG (RDF 1.2) by recursive descent, one method per
// grammar rule. A method that fails has put its error into err and gives false;
// nothing else may be done with the parser then.
//
// Every token method starts with tok == pos at the first byte of its token, as
// peek leaves them, and moves pos behind it.
type turtle struct {
	*source
	o     Options
	trig  bool
	emit  func(*Quad) error
	err   error
	q     Quad // the statement in hand; rules save and restore its terms
	depth int

	arena  arena
	base   baseIRI
	spaces namespaces
	tag    string // last language tag as written
	lang   string // and what it says
	dir    Direction
	gen    int // blank nodes generated so far
}

// readTurtle reads a whole Turtle or TriG document.
func readTurtle(ctx context.Context, r io.Reader, f Format, o Options, emit func(*Quad) error) error {
	p := &turtle{o: o, trig: f == TriG, emit: emit}
	if err := p.base.setOption(&o); err != nil {
		return err
	}
	p.source = newSource(ctx, r, &p.o)
	p.q.P.Kind = IRI
	for p.statement() {
	}
	return p.err
}

// form is how a subject is written; it decides what may follow.
type form uint8

const (
	noForm     form = iota // parsing it failed
	named                  // iri, BLANK_NODE_LABEL or ANON: may also name a graph
	listed                 // collection
	properties             // blankNodePropertyList: needs no predicate after it
	reified                // reifiedTriple: needs no predicate after it
)

// statement parses one directive, graph block, or triples with their '.', and
// is false at the end of the document as well as on errors.
//
//	[2] statement ::= directive | triples '.'
//	TriG: block ::= triplesOrGraph | wrappedGraph | triples2 | 'GRAPH' labelOrSubject wrappedGraph
func (p *turtle) statement() bool {
	c, ok := p.peek()
	if !ok {
		return false
	}
	switch c {
	case '@':
		return p.atDirective()
	case '{':
		if p.trig {
			return p.wrappedGraph()
		}
	case 'p', 'P', 'b', 'B', 'v', 'V', 'g', 'G':
		if word := p.word(); word != "" {
			return p.wordDirective(word)
		}
	}
	f := p.subject(c)
	if f == noForm {
		return false
	}
	if p.trig && f == named {
		if c, _ := p.peek(); c == '{' {
			return p.namedGraph()
		}
	}
	return p.restOfTriples(f) && p.dot()
}

// restOfTriples parses what follows a subject:
//
//	[6] triples ::= subject predicateObjectList | blankNodePropertyList predicateObjectList?
//	              | reifiedTriple predicateObjectList?
func (p *turtle) restOfTriples(f form) bool {
	if f == properties || f == reified {
		if c, _ := p.peek(); c == '.' || c == '}' {
			return true
		}
	}
	return p.predicateObjectList()
}

// namedGraph parses the block of the graph whose name is in p.q.S.
func (p *turtle) namedGraph() bool {
	p.q.G = p.q.S
	ok := p.wrappedGraph()
	p.q.G = Term{}
	return ok
}

// wrappedGraph parses: '{' triplesBlock? '}'
//
//	triplesBlock ::= triples ('.' triplesBlock?)?
func (p *turtle) wrappedGraph() bool {
	p.pos++
	for {
		c, ok := p.peek()
		if !ok {
			return p.ended("'}' at the end of the graph")
		}
		if c == '}' {
			p.pos++
			return true
		}
		f := p.subject(c)
		if f == noForm || !p.restOfTriples(f) {
			return false
		}
		switch c, _ = p.peek(); c {
		case '.':
			p.pos++
		case '}':
		default:
			return p.unexpected("'.' after the triples or '}' at the end of the graph")
		}
	}
}

// subject parses the subject that starts with c into p.q.S:
//
//	[10] subject ::= iri | BlankNode | collection, or blankNodePropertyList or reifiedTriple
func (p *turtle) subject(c byte) form {
	switch c {
	case '[':
		return p.bracketSubject()
	case '(':
		if !p.listHead(&p.q.S) || !p.listItems() {
			return noForm
		}
		return listed
	case '<':
		if !p.have(2) {
			return noForm
		}
		if p.buf[p.pos+1] == '<' {
			if !p.reifiedTriple(&p.q.S) {
				return noForm
			}
			return reified
		}
		if p.sameSubject() || p.iriRef(&p.q.S) {
			return named
		}
		return noForm
	case '_':
		if p.label(&p.q.S) {
			return named
		}
		return noForm
	}
	if p.startsName(c) && p.prefixedName(&p.q.S) {
		return named
	}
	if p.err == nil {
		p.unexpected("a subject: an IRI, a prefixed name, a blank node, a list or << >>")
	}
	return noForm
}

// sameSubject reports whether the IRIREF at pos is the last subject again, and
// steps over it.
func (p *turtle) sameSubject() bool {
	s := &p.q.S
	n := len(s.Value)
	rest := p.buf[p.pos:]
	if s.Kind != IRI || len(rest) < n+2 || rest[n+1] != '>' || string(rest[1:n+1]) != s.Value {
		return false
	}
	p.pos += n + 2
	return true
}

// predicateObjectList parses: verb objectList (';' (verb objectList)?)*
func (p *turtle) predicateObjectList() bool {
	for {
		if !p.verb() || !p.objectList() {
			return false
		}
		c, _ := p.peek()
		if c != ';' {
			return p.err == nil
		}
		for c == ';' {
			p.pos++
			c, _ = p.peek()
		}
		switch c {
		case '.', ']', '}', '|', 0:
			return p.err == nil
		}
	}
}

// verb parses into p.q.P: predicate | 'a'
func (p *turtle) verb() bool {
	c, _ := p.peek()
	if c == 'a' {
		if !p.have(2) {
			return false
		}
		if next := p.buf[p.pos+1]; class[next]&cLocal == 0 && next < 0x80 && next != '%' && next != '\\' {
			p.pos++
			p.q.P.Value = rdfType
			return true
		}
	}
	switch {
	case c == '<':
		return p.iriRef(&p.q.P)
	case p.startsName(c):
		return p.prefixedName(&p.q.P)
	}
	return p.unexpected("a predicate: an IRI, a prefixed name or 'a'")
}

// objectList parses: object annotation (',' object annotation)*
func (p *turtle) objectList() bool {
	for {
		if !p.object() {
			return false
		}
		c, _ := p.peek()
		if c == '~' || c == '{' {
			if !p.annotation(c) {
				return false
			}
			c, _ = p.peek()
		}
		if c != ',' {
			return p.err == nil
		}
		p.pos++
	}
}

// object parses an object and emits the statement it completes, before those
// that are nested in it. p.q is the completed statement afterwards.
//
//	[12] object ::= iri | BlankNode | collection | blankNodePropertyList | literal
//	              | tripleTerm | reifiedTriple
func (p *turtle) object() bool {
	c, _ := p.peek()
	switch c {
	case '[':
		return p.bracketObject()
	case '(':
		return p.listObject()
	}
	return p.term(c, &p.q.O, "an object") && p.send()
}

// term parses the term that starts with c into t, but no list and no brackets.
func (p *turtle) term(c byte, t *Term, what string) bool {
	switch c {
	case '<':
		if !p.have(3) {
			return false
		}
		if p.buf[p.pos+1] != '<' {
			return p.iriRef(t)
		}
		if p.buf[p.pos+2] == '(' {
			return p.tripleTerm(t)
		}
		return p.reifiedTriple(t)
	case '"', '\'':
		return p.literal(c, t)
	case '_':
		return p.label(t)
	case '+', '-', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return p.number(t, what)
	case 't', 'f':
		if p.boolean(t) {
			return true
		}
	}
	if p.startsName(c) {
		return p.prefixedName(t)
	}
	return p.unexpected(what + ": an IRI, a prefixed name, a blank node, a literal, a list or a triple term")
}

// send emits p.q.
func (p *turtle) send() bool {
	if err := p.emit(&p.q); err != nil {
		p.err = stop{err}
		return false
	}
	return true
}

// dot parses the '.' that ends triples.
func (p *turtle) dot() bool {
	if c, _ := p.peek(); c != '.' {
		return p.missingDot()
	}
	p.pos++
	return true
}
