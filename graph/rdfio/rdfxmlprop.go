package rdfio

import (
	"strconv"
)

// property is a property element being parsed.
type property struct {
	scope
	iri       string
	subject   *Term
	id        Term   // rdf:ID: the name of the reified statement, or nothing
	reifier   Term   // rdf:annotation or rdf:annotationNodeID, or nothing
	object    Term   // rdf:resource or rdf:nodeID, or nothing
	datatype  string // rdf:datatype, or ""
	parseType string // with hasParse
	hasParse  bool
	hasAttrs  bool // there are property attributes
}

// propertyElements parses the property elements of node and the end tag.
//
//	[7.2.13] propertyEltList
func (p *rdfXML) propertyElements(sc *scope, node *Term) bool {
	li := 0
	for p.err == nil {
		switch p.next() {
		case xmlStart:
			pr := p.property()
			*pr = property{scope: *sc, iri: p.name.iri, subject: node}
			if p.name.role == roleLi {
				li++
				pr.iri = p.arena.copy(strconv.AppendInt([]byte(rdfNS+"_"), int64(li), 10))
			}
			p.propertyElement(pr)
		case xmlText:
			if !p.blankText("property elements") {
				return false
			}
		case xmlEnd:
			return true
		case xmlEOF:
			return false
		}
	}
	return false
}

// property gives the property of the element in hand. Only one at a time is in
// use at each depth.
func (p *rdfXML) property() *property {
	depth := len(p.stack)
	for len(p.pool) <= depth {
		p.pool = append(p.pool, new(property))
	}
	return p.pool[depth]
}

// propertyElement parses the property element whose start tag is in hand.
//
//	[7.2.14] propertyElt
func (p *rdfXML) propertyElement(pr *property) bool {
	switch p.name.role {
	case roleNone, roleLi, roleType:
	default:
		return p.fail("<"+p.name.raw+"> cannot be a property element", "")
	}
	if p.name.ns == "" {
		return p.fail("the element <"+p.name.raw+"> has no namespace", "a property needs one")
	}
	if p.name.role == roleNone && !p.checkName(p.name) || !p.inherit(&pr.scope) || !p.propertyOptions(pr) {
		return false
	}
	if !pr.hasParse {
		return p.openProperty(pr)
	}
	switch {
	case pr.parseType == "Resource":
		p.fresh(&pr.object)
		return p.state(pr, &pr.object) && p.propertyElements(&pr.scope, &pr.object)
	case pr.parseType == "Collection":
		return p.collection(pr)
	case pr.parseType == "Triple" && pr.v12:
		return p.tripleProperty(pr)
	case pr.parseType == "Triple":
		return p.skipElement() // RDF 1.2 syntax in a document that does not announce it
	}
	xml, ok := p.xmlLiteral()
	return ok && p.state(pr, &Term{Kind: Literal, Value: xml, Datatype: rdfXMLLiteral})
}

// propertyOptions reads the attributes of a property element.
func (p *rdfXML) propertyOptions(pr *property) bool {
	for i := range p.attrs {
		a := &p.attrs[i]
		ok := true
		switch a.name.role {
		case roleID:
			ok = p.idIRI(&pr.scope, &pr.id, a.value)
		case roleAnnotation:
			ok = p.once(&pr.reifier, a) && p.iriTerm(pr, &pr.reifier, a.value)
		case roleAnnotationNodeID:
			ok = p.once(&pr.reifier, a) && p.nodeID(&pr.reifier, a.value)
		case roleResource:
			ok = p.once(&pr.object, a) && p.iriTerm(pr, &pr.object, a.value)
		case roleNodeID:
			ok = p.once(&pr.object, a) && p.nodeID(&pr.object, a.value)
		case roleDatatype:
			pr.datatype = p.resolveIRI(&pr.scope, a.value)
			ok = p.err == nil
		case roleParseType:
			pr.parseType, pr.hasParse = a.value, true
		case roleOld, roleAbout, roleLi, roleRDF, roleDescription:
			ok = p.fail("the attribute "+a.name.raw+" cannot stand on a property element", "")
		case roleNone, roleType:
			pr.hasAttrs = true
		}
		if !ok {
			return false
		}
	}
	return p.compatible(pr)
}

// once makes sure that only one attribute gives the term t.
func (p *rdfXML) once(t *Term, a *xmlAttr) bool {
	if t.Kind == 0 {
		return true
	}
	return p.fail("the attribute "+a.name.raw+" excludes the one before it", "an IRI or a node ID, not both")
}

// iriTerm makes t the IRI that ref names.
func (p *rdfXML) iriTerm(pr *property, t *Term, ref string) bool {
	*t = Term{Kind: IRI, Value: p.resolveIRI(&pr.scope, ref)}
	return p.err == nil
}

// compatible checks which attributes of a property element may stand together.
func (p *rdfXML) compatible(pr *property) bool {
	switch {
	case pr.hasParse && (pr.object.Kind != 0 || pr.datatype != "" || pr.hasAttrs):
		return p.fail("rdf:parseType excludes every other attribute but rdf:ID and annotations", "")
	case pr.datatype != "" && (pr.object.Kind != 0 || pr.hasAttrs):
		return p.fail("rdf:datatype excludes rdf:resource, rdf:nodeID and property attributes", "")
	case pr.datatype == rdfLangString || pr.datatype == rdfDirLang:
		return p.fail("a literal of datatype <"+pr.datatype+"> needs a language", "use xml:lang without rdf:datatype")
	case pr.datatype == xsdString:
		pr.datatype = ""
		pr.lang = ""
	case pr.datatype != "":
		pr.lang = ""
	}
	return true
}

// openProperty parses the content of a property element without rdf:parseType:
// nothing, text, or one node element.
//
//	[7.2.15] resourcePropertyElt, [7.2.16] literalPropertyElt, [7.2.21] emptyPropertyElt
func (p *rdfXML) openProperty(pr *property) bool {
	if pr.object.Kind != 0 || pr.hasAttrs {
		return p.emptyProperty(pr)
	}
	text, pieces := "", 0
	for {
		switch p.next() {
		case xmlText:
			if pieces++; pieces == 1 {
				text = p.text
			} else if len(text)+len(p.text) > p.lim.MaxTokenBytes {
				return p.limit("MaxTokenBytes", p.lim.MaxTokenBytes) != xmlEOF
			} else {
				text = p.arena.join(text, []byte(p.text))
			}
		case xmlEnd:
			return p.literalProperty(pr, text)
		case xmlStart:
			p.text = text
			if pr.datatype != "" {
				return p.fail("an element where text of a datatype must stand", "")
			}
			return p.blankText("an element") && p.resourceProperty(pr)
		case xmlEOF:
			return false
		}
	}
}

// literalProperty states the literal that is the content of a property element.
func (p *rdfXML) literalProperty(pr *property, text string) bool {
	o := p.plainLiteral(&pr.scope, text)
	o.Datatype = pr.datatype
	return p.state(pr, &o)
}

// resourceProperty parses the node element in hand, which is the object, and
// the end of the property element.
func (p *rdfXML) resourceProperty(pr *property) bool {
	return p.nodeElement(pr.scope, &pr.object, pr) && p.propertyEnd()
}

// propertyEnd parses the rest of a property element: white space, its end tag.
func (p *rdfXML) propertyEnd() bool {
	for {
		switch p.next() {
		case xmlText:
			if !p.blankText("the end of the property element") {
				return false
			}
		case xmlStart:
			return p.fail("a second element in a property element", "a property element holds one node; use several property elements, or rdf:parseType=\"Collection\"")
		case xmlEnd:
			return true
		case xmlEOF:
			return false
		}
	}
}

// emptyProperty parses a property element whose object is in its attributes.
func (p *rdfXML) emptyProperty(pr *property) bool {
	if pr.object.Kind == 0 {
		p.fresh(&pr.object)
	}
	if !p.state(pr, &pr.object) || !p.propertyAttrs(&pr.scope, &pr.object) {
		return false
	}
	for {
		switch p.next() {
		case xmlText, xmlStart:
			return p.fail("content in a property element that has its object in attributes", "")
		case xmlEnd:
			return true
		case xmlEOF:
			return false
		}
	}
}

// collection parses a property element with rdf:parseType="Collection".
//
//	[7.2.19] parseTypeCollectionPropertyElt
func (p *rdfXML) collection(pr *property) bool {
	var last Term // the last node of the list
	for {
		switch p.next() {
		case xmlText:
			if !p.blankText("node elements") {
				return false
			}
		case xmlStart:
			var cell, item Term
			p.fresh(&cell)
			if !p.link(pr, &last, &cell) {
				return false
			}
			last = cell
			if !p.nodeElement(pr.scope, &item, &property{iri: rdfFirst, subject: &cell}) {
				return false
			}
		case xmlEnd:
			return p.link(pr, &last, &Term{Kind: IRI, Value: rdfNil})
		case xmlEOF:
			return false
		}
	}
}

// link states that cell comes after last in a list, or is its start.
func (p *rdfXML) link(pr *property, last, cell *Term) bool {
	if last.Kind == 0 {
		return p.state(pr, cell)
	}
	return p.send(last, rdfRest, cell)
}

// tripleProperty parses a property element with rdf:parseType="Triple": its
// content is one node element that makes one statement, which is the object.
func (p *rdfXML) tripleProperty(pr *property) bool {
	var made []Triple
	outer := p.emit
	p.emit = func(q *Quad) error {
		made = append(made, Triple{q.S, q.P, q.O})
		return nil
	}
	nodes := 0
	for open := true; open; {
		switch p.next() {
		case xmlText:
			open = p.blankText("a node element")
		case xmlStart:
			var node Term
			nodes++
			open = p.nodeElement(pr.scope, &node, nil)
		default:
			open = false
		}
	}
	p.emit = outer
	switch {
	case p.err != nil:
		return false
	case nodes != 1 || len(made) != 1:
		return p.fail("a triple term is one node element with one property, here are "+strconv.Itoa(len(made))+" statements", "")
	}
	return p.state(pr, &Term{Kind: TripleTerm, Triple: &made[0]})
}

// skipElement steps over the rest of the element in hand.
func (p *rdfXML) skipElement() bool {
	for depth := 1; depth > 0; {
		switch p.next() {
		case xmlStart:
			depth++
		case xmlEnd:
			depth--
		case xmlEOF:
			return false
		}
	}
	return true
}

// state emits the statement of a property element with that object, and what
// its rdf:ID and its annotation say about it.
func (p *rdfXML) state(pr *property, o *Term) bool {
	if !p.send(pr.subject, pr.iri, o) {
		return false
	}
	if pr.id.Kind != 0 {
		pred := Term{Kind: IRI, Value: pr.iri}
		if !p.send(&pr.id, rdfType, &Term{Kind: IRI, Value: rdfNS + "Statement"}) ||
			!p.send(&pr.id, rdfNS+"subject", pr.subject) ||
			!p.send(&pr.id, rdfNS+"predicate", &pred) ||
			!p.send(&pr.id, rdfNS+"object", o) {
			return false
		}
	}
	if pr.reifier.Kind != 0 {
		tr := &Triple{*pr.subject, Term{Kind: IRI, Value: pr.iri}, *o}
		return p.send(&pr.reifier, rdfReifies, &Term{Kind: TripleTerm, Triple: tr})
	}
	return true
}
