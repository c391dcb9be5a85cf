package rdfio

import (
	"context"
	"io"
	"strconv"
	"strings"
)

// rdfXML reads RDF/XML (RDF 1.2) by recursive descent over XML tokens, one
// method per production of the grammar in RDF 1.2 XML Syntax, section 6. The
// depth of the recursion is that of the elements, which xmlReader bounds.
//
// One leniency, for the sake of ontologies in use: an xml:lang that is no
// well-formed language tag counts as xml:lang="", so its literals are plain.
type rdfXML struct {
	*xmlReader
	o    Options
	emit func(*Quad) error
	q    Quad
	gen  int             // blank nodes generated so far
	pool []*property     // by depth, used again
	ids  map[string]bool // IRIs made by rdf:ID, each allowed once
}

// scope is what an element inherits.
type scope struct {
	base *baseIRI
	lang string
	dir  Direction
	v12  bool // rdf:version says 1.2: triple terms and base direction are on
}

// readRDFXML reads a whole RDF/XML document.
func readRDFXML(ctx context.Context, r io.Reader, o Options, emit func(*Quad) error) error {
	p := &rdfXML{o: o, emit: emit, ids: make(map[string]bool)}
	var base baseIRI
	if err := base.setOption(&o); err != nil {
		return err
	}
	p.xmlReader = newXMLReader(ctx, r, &p.o)
	p.document(scope{base: &base})
	return p.err
}

// document parses: RDF | nodeElement, and what XML allows around it.
func (p *rdfXML) document(sc scope) {
	for {
		switch p.next() {
		case xmlEOF:
			return
		case xmlStart:
			var node Term
			if p.name.local == "html" && (p.name.ns == "" || p.name.ns == xhtmlNS) {
				p.webPage()
			} else if p.name.role == roleRDF {
				p.rdf(sc)
			} else {
				p.nodeElement(sc, &node, nil)
			}
			if p.err != nil {
				return
			}
		}
	}
}

// rdf parses the element rdf:RDF, which holds node elements.
func (p *rdfXML) rdf(sc scope) {
	if !p.inherit(&sc) {
		return
	}
	for _, a := range p.attrs {
		if !contextual(a.name.role) {
			p.fail("the attribute "+a.name.raw+" cannot stand on rdf:RDF", "")
			return
		}
	}
	for p.err == nil {
		switch p.next() {
		case xmlStart:
			var node Term
			p.nodeElement(sc, &node, nil)
		case xmlText:
			if !p.blankText("a node element") {
				return
			}
		case xmlEnd, xmlEOF:
			return
		}
	}
}

// contextual reports whether an attribute of that role only sets the scope.
func contextual(r role) bool {
	return r == roleLang || r == roleBase || r == roleIgnored || r == roleVersion || r == roleDir || r == roleITS
}

// inherit updates sc by the attributes of the element in hand.
func (p *rdfXML) inherit(sc *scope) bool {
	for _, a := range p.attrs {
		switch a.name.role {
		case roleLang:
			sc.lang = ""
			if validLang(a.value) {
				sc.lang = a.value
			}
		case roleBase:
			iri := p.resolveIRI(sc, a.value)
			base := new(baseIRI)
			if p.err != nil || base.set(iri) != nil {
				return p.fail("the base IRI <"+clip(a.value)+"> is not absolute", "")
			}
			sc.base = base
		case roleVersion:
			sc.v12 = strings.HasPrefix(a.value, "1.2")
		case roleDir:
			switch a.value {
			case "ltr":
				sc.dir = LTR
			case "rtl":
				sc.dir = RTL
			default:
				return p.fail("its:dir is "+clip(a.value), "it is ltr or rtl")
			}
		}
	}
	return true
}

// fail records an error at the token in hand.
func (p *rdfXML) fail(msg, hint string) bool {
	p.wrong(p.at, msg, hint)
	return false
}

// blankText reports whether the text in hand is white space, which may stand
// anywhere; want says what else could.
func (p *rdfXML) blankText(want string) bool {
	for i := range len(p.text) {
		if class[p.text[i]]&cSpace == 0 {
			return p.misplacedText(want)
		}
	}
	return true
}

func (p *rdfXML) misplacedText(want string) bool {
	return p.fail("text where only "+want+" may stand: "+strconv.Quote(clip(strings.TrimSpace(p.text))), "")
}

// send emits s p o, in the default graph.
func (p *rdfXML) send(s *Term, pred string, o *Term) bool {
	if p.q.S != *s {
		p.q.S = *s
	}
	p.q.P.Kind, p.q.P.Value = IRI, pred
	p.q.O = *o
	if err := p.emit(&p.q); err != nil {
		p.err = stop{err}
		return false
	}
	return true
}

// fresh makes t a new blank node.
func (p *rdfXML) fresh(t *Term) {
	p.gen++
	*t = Term{Kind: Blank, Value: freshLabel(&p.arena, p.o.BlankPrefix, p.gen)}
}

// resolveIRI resolves the reference of an attribute and checks the result.
func (p *rdfXML) resolveIRI(sc *scope, ref string) string {
	iri := ref
	if !hasScheme(ref) {
		if !sc.base.known {
			p.fail("the IRI <"+clip(ref)+"> is relative and there is no base IRI", "give a base, or set xml:base")
			return ""
		}
		iri = sc.base.resolve(ref, &p.arena)
	}
	for i := range len(iri) {
		if class[iri[i]]&cIRI == 0 {
			if checkIRI(iri) != nil {
				msg, hint := describeIRI([]byte(iri), badIRIByte(iri))
				p.fail(msg+": <"+clip(iri)+">", hint)
				return ""
			}
			break
		}
	}
	return iri
}

// badIRIByte is the index of the first character of iri that no IRI has.
func badIRIByte(iri string) int {
	j, _ := scanIRI([]byte(iri), 0)
	return j
}

// nodeID makes t the blank node that an rdf:nodeID names.
func (p *rdfXML) nodeID(t *Term, label string) bool {
	if !validNCName(label) {
		return p.fail("the node ID "+strconv.Quote(clip(label))+" is not a name", "it starts with a letter or '_', and letters, digits, '.', '-' and '_' may follow")
	}
	*t = Term{Kind: Blank, Value: writtenLabel(&p.arena, p.o.BlankPrefix, []byte(label))}
	return true
}

// idIRI makes t the IRI that an rdf:ID names. An ID can be used once.
func (p *rdfXML) idIRI(sc *scope, t *Term, id string) bool {
	if !validNCName(id) {
		return p.fail("the ID "+strconv.Quote(clip(id))+" is not a name", "it starts with a letter or '_', and letters, digits, '.', '-' and '_' may follow")
	}
	iri := p.resolveIRI(sc, "#"+id)
	if p.err != nil {
		return false
	}
	if p.ids[iri] {
		return p.fail("the ID "+clip(id)+" is used a second time", "use rdf:about to say more about the same resource")
	}
	p.ids[iri] = true
	*t = Term{Kind: IRI, Value: iri}
	return true
}

// nodeElement parses the node element whose start tag is in hand, up to its end
// tag. node becomes its subject. If the node is the object of the property pr,
// that is stated as soon as the subject is known, before any statement about
// it; pr may be nil.
func (p *rdfXML) nodeElement(sc scope, node *Term, pr *property) bool {
	switch p.name.role {
	case roleNone, roleDescription, roleType:
	default:
		return p.fail("<"+p.name.raw+"> cannot be a node element", "use rdf:Description or the IRI of a class")
	}
	if !p.inherit(&sc) || !p.nodeSubject(&sc, node) {
		return false
	}
	if pr != nil && !p.state(pr, node) {
		return false
	}
	if p.name.role != roleDescription {
		if p.name.ns == "" {
			return p.fail("the element <"+p.name.raw+"> has no namespace", "")
		}
		if !p.checkName(p.name) || !p.send(node, rdfType, &Term{Kind: IRI, Value: p.name.iri}) {
			return false
		}
	}
	if !p.propertyAttrs(&sc, node) {
		return false
	}
	return p.propertyElements(&sc, node)
}

// nodeSubject finds the subject in the attributes of a node element: rdf:ID,
// rdf:nodeID or rdf:about, at most one of them, or else a new blank node.
func (p *rdfXML) nodeSubject(sc *scope, node *Term) bool {
	*node = Term{}
	for i := range p.attrs {
		a := &p.attrs[i]
		switch a.name.role {
		case roleID, roleAbout, roleNodeID:
			if node.Kind != 0 {
				return p.fail("rdf:ID, rdf:about and rdf:nodeID exclude each other", "")
			}
		}
		switch a.name.role {
		case roleID:
			if !p.idIRI(sc, node, a.value) {
				return false
			}
		case roleNodeID:
			if !p.nodeID(node, a.value) {
				return false
			}
		case roleAbout:
			*node = Term{Kind: IRI, Value: p.resolveIRI(sc, a.value)}
		case roleOld, roleLi, roleResource, roleParseType, roleDatatype, roleRDF, roleDescription, roleAnnotation, roleAnnotationNodeID:
			return p.fail("the attribute "+a.name.raw+" cannot stand on a node element", "")
		}
	}
	if node.Kind == 0 {
		p.fresh(node)
	}
	return p.err == nil
}

// propertyAttrs emits the statements of the property attributes in hand.
func (p *rdfXML) propertyAttrs(sc *scope, node *Term) bool {
	for i := range p.attrs {
		a := &p.attrs[i]
		var o Term
		switch a.name.role {
		case roleType:
			o = Term{Kind: IRI, Value: p.resolveIRI(sc, a.value)}
		case roleNone:
			if a.name.ns == "" {
				return p.fail("the attribute "+a.name.raw+" has no namespace", "a property needs a prefix")
			}
			if !p.checkName(a.name) {
				return false
			}
			o = p.plainLiteral(sc, a.value)
		default:
			continue
		}
		if p.err != nil || !p.send(node, a.name.iri, &o) {
			return false
		}
	}
	return true
}

// checkName makes sure that the IRI of a name is one.
func (p *rdfXML) checkName(n *xmlName) bool {
	if n.proper {
		return true
	}
	if !hasScheme(n.ns) {
		return p.fail("the namespace <"+clip(n.ns)+"> of "+n.raw+" is not an absolute IRI", "")
	}
	if err := checkIRI(n.iri); err != nil {
		return p.fail("the name "+n.raw+" makes no IRI: <"+clip(n.iri)+">", "")
	}
	n.proper = true
	return true
}

// plainLiteral is a literal in the language and direction in scope.
func (p *rdfXML) plainLiteral(sc *scope, text string) Term {
	t := Term{Kind: Literal, Value: text, Lang: sc.lang}
	if sc.v12 && sc.lang != "" {
		t.Dir = sc.dir
	}
	return t
}
