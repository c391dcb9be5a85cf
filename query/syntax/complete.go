package syntax

import (
	"slices"
	"strings"
)

// Role is a set of parts that the next thing in a text may play.
type Role uint16

// The roles.
const (
	RoleVariable  Role = 1 << iota // a variable
	RoleIRI                        // an IRI or prefixed name as subject, object or value
	RolePredicate                  // a property
	RoleClass                      // a class: the object of a
	RoleFunction                   // a built-in function, or a function by IRI
	RoleGraph                      // the IRI of a graph
	RoleService                    // the IRI of a SPARQL service
	RoleDatatype                   // the IRI of a datatype
	RolePrefix                     // the label of a prefix to declare
	RolePrefixIRI                  // the IRI of a prefix to declare
)

// Completion is what may stand at a place of a text.
type Completion struct {
	Start, End int      // the word being typed, text[Start:End]: what a choice replaces
	Word       string   // that text; "" at a fresh place
	Roles      Role     // what it may be
	Keywords   []string // the keywords that may stand here
	Functions  []string // the built-in functions, if RoleFunction is among the roles

	Variables []string          // the variables of the whole text, without ?, in order
	Prefixes  map[string]string // the prefixes declared before the place

	// For a property: the node that it is a property of, as written, and what
	// the text before the place says of that node. IRIs are in full.
	Subject    string
	Types      []string // its types
	Properties []string // its properties, but for rdf:type
	Incoming   []string // the properties that lead to it

	// For an object: the property, in full, that leads to it; "" for a variable.
	Predicate string

	options Options
}

// CompleteAt tells what may follow at an offset of a text, however broken the
// text is. It looks at what stands before the offset, by a parser that goes on
// after errors; only the variables are gathered from the whole text. Nothing may
// follow inside strings and comments. Prefixes that are not declared mean what
// WellKnownPrefixes says; CompleteWith has a choice.
func CompleteAt(text string, offset int) Completion {
	return CompleteWith(text, offset, Options{Prefixes: WellKnownPrefixes()})
}

// CompleteWith is CompleteAt with the base and the prefixes of o.
func CompleteWith(text string, offset int, o Options) Completion {
	offset = min(max(offset, 0), len(text))
	c := Completion{Start: offset, End: offset, options: o}
	before := text[:offset]
	start, open := wordBefore(before)
	if !open {
		return c
	}
	c.Start, c.Word = start, before[start:]
	c.Variables = variablesOf(text, start)
	p := c.explore(before[:start])
	if strings.HasPrefix(c.Word, "<") && c.Roles&^(RoleVariable|RoleFunction|RolePrefix) == 0 {
		// Not an IRI but "less than".
		c.Start = start + 1
		if skip := strings.TrimLeft(before[c.Start:], "="); skip != "" {
			c.Start = offset - len(skip)
		}
		c.Word = before[c.Start:]
		p = c.explore(before[:c.Start])
	}
	c.Prefixes = p.prefixes
	return c
}

// explore reads the text before the word and notes what may follow. While it is
// not clear whether the text is a query or an update, both are looked at.
func (c *Completion) explore(head string) *parser {
	c.Roles, c.Keywords, c.Functions = 0, nil, nil
	var p *parser
	if !isUpdateText(head) {
		p = c.read(head, func(p *parser) { p.queryUnit() })
	}
	if p == nil || !hasForm(head) {
		p = c.read(head, func(p *parser) { p.isUpdate = true; p.updateUnit() })
	}
	if c.Roles&RoleFunction != 0 {
		c.Functions = functions()
	}
	return p
}

// hasForm tells whether the text says already that it is a query.
func hasForm(text string) bool {
	l := newLexer(text)
	for t := l.next(); t.kind != tEOF; t = l.next() {
		switch t.word {
		case "SELECT", "CONSTRUCT", "ASK", "DESCRIBE":
			return true
		}
	}
	return false
}

// read runs a tolerant parser over the text and adds what it wants at the end.
func (c *Completion) read(head string, parse func(*parser)) *parser {
	p := newParser(head, c.options)
	p.tolerant, p.wants, p.facts = true, &wants{}, &facts{}
	p.start()
	parse(p)
	c.Roles |= p.wants.role
	for _, w := range p.wants.words {
		if !slices.Contains(c.Keywords, spelling(w)) {
			c.Keywords = append(c.Keywords, spelling(w))
		}
	}
	if p.wants.role&RolePredicate != 0 && p.facts.subject != nil {
		c.Subject = nodeName(p.facts.subject)
		c.Types, c.Properties, c.Incoming = p.facts.of(c.Subject)
	} else if p.wants.role&RolePredicate != 0 && p.facts.step != nil {
		forward, inverse := lastStep(p.facts.step)
		c.Properties, c.Incoming = namesOf(inverse), namesOf(forward)
	}
	if p.facts.predicate != nil && p.wants.role&RolePredicate == 0 {
		c.Predicate = p.facts.predicate.Value
	}
	return p
}

// wordBefore is where the word begins that ends the text; open is false inside
// strings and comments, and in numbers, where nothing can be completed.
func wordBefore(text string) (start int, open bool) {
	l := newLexer(text)
	last := token{}
	for {
		at := l.pos.Offset
		t := l.next()
		if t.kind == tEOF {
			if strings.Contains(text[at:], "#") && !strings.ContainsAny(text[strings.LastIndexByte(text, '#'):], "\r\n") {
				return 0, false
			}
			break
		}
		if iri := openIRI(text, t); iri {
			return t.start.Offset, true
		}
		last = t
	}
	if last.end.Offset != len(text) || len(text) == 0 {
		return len(text), true
	}
	switch last.kind {
	case tWord, tPName, tVar, tBlank, tQuestion:
		return last.start.Offset, true
	case tInteger, tDecimal, tDouble, tLang:
		return 0, false
	case tError:
		first := text[last.start.Offset]
		return last.start.Offset, first == '$' || first == '_' || first >= 0x80
	}
	return len(text), true
}

// openIRI tells whether a "<" begins an IRI that goes on to the end of the text.
func openIRI(text string, t token) bool {
	if t.kind != tLess && t.kind != tLessEq {
		return false
	}
	for i := t.start.Offset + 1; i < len(text); i++ {
		if !isIRIByte(text[i]) {
			return false
		}
	}
	return true
}

// variablesOf lists the variables of a text, but for one that begins at except.
func variablesOf(text string, except int) []string {
	var out []string
	seen := map[string]bool{}
	l := newLexer(text)
	for t := l.next(); t.kind != tEOF; t = l.next() {
		if t.kind != tVar || t.start.Offset == except {
			continue
		}
		if name := text[t.start.Offset+1 : t.end.Offset]; !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	return out
}

// ---- what the parser notes for completion

// facts are the triples read so far, and the parts of the one being read.
type facts struct {
	triples   []fact
	subject   Term
	step      Path   // what leads to the nameless node within a path; then subject is nil
	predicate *IRI   // nil for a variable or a path
	into      string // the property in full whose object, a [, begins here
}

// fact is a triple with a known property.
type fact struct {
	subject, predicate, object string // nodes as written, the property in full
}

// of tells what is known of a node.
func (f *facts) of(node string) (types, properties, incoming []string) {
	add := func(list []string, s string) []string {
		if slices.Contains(list, s) {
			return list
		}
		return append(list, s)
	}
	for _, t := range f.triples {
		switch {
		case t.subject == node && t.predicate == rdfType:
			if iri, ok := strings.CutPrefix(t.object, "<"); ok {
				types = add(types, strings.TrimSuffix(iri, ">"))
			}
		case t.subject == node:
			properties = add(properties, t.predicate)
		case t.object == node:
			incoming = add(incoming, t.predicate)
		}
	}
	return types, properties, incoming
}

// nodeName is a node as it is written, with IRIs in full; [] and its kind are
// told apart by the labels that the parser gave them.
func nodeName(t Term) string {
	switch t := t.(type) {
	case nil:
		return ""
	case *IRI:
		return "<" + t.Value + ">"
	case *Blank:
		return "_:" + t.Label
	case *PropertyList:
		return nodeName(t.Node)
	case *Var:
		return "?" + t.Name
	case *Literal:
		return text(t)
	}
	return ""
}

// noteVerb notes that a property of a subject may stand here.
func (p *parser) noteVerb(subject Term) {
	if p.wants == nil || p.wants.frozen {
		return
	}
	p.wantRole(RolePredicate | RoleVariable)
	if p.facts != nil {
		p.facts.subject, p.facts.step = subject, nil
	}
}

// noteStep notes that the next property of a path may stand here, after one
// step of it.
func (p *parser) noteStep(before Path) {
	if p.wants == nil || p.wants.frozen {
		return
	}
	p.wantRole(RolePredicate)
	if p.facts != nil {
		p.facts.subject, p.facts.step = nil, before
	}
}

// lastStep is the property that a path ends with, forwards or backwards, in
// full; "" where that is not one property.
func lastStep(path Path) (forward, inverse string) {
	switch path := path.(type) {
	case *PathIRI:
		return path.IRI.Value, ""
	case *PathInverse:
		forward, inverse = lastStep(path.Path)
		return inverse, forward
	case *PathRepeat:
		return lastStep(path.Path)
	case *PathSeq:
		return lastStep(path.Parts[len(path.Parts)-1])
	}
	return "", ""
}

// namesOf is a list of one name, or of none for "".
func namesOf(name string) []string {
	if name == "" {
		return nil
	}
	return []string{name}
}

// noteNested notes that the object of a property is a [ whose own properties
// come next; noteNode that this is the node.
func (p *parser) noteNested(prop *Property) {
	if p.facts == nil || !p.is(tLBracket) {
		return
	}
	p.facts.into = endOf(prop)
}

// noteNode is the other half of noteNested.
func (p *parser) noteNode(node Term) {
	if p.facts != nil && p.facts.into != "" {
		p.facts.triples = append(p.facts.triples, fact{"", p.facts.into, nodeName(node)})
		p.facts.into = ""
	}
}

// endOf is the property that leads to the objects of prop, "" if not one does.
func endOf(prop *Property) string {
	if iri, ok := prop.Verb.(*IRI); ok {
		return iri.Value
	}
	forward, _ := lastStep(prop.Path)
	return forward
}

// noteObject notes that an object of a property may stand here.
func (p *parser) noteObject(prop *Property) {
	if p.wants == nil || p.wants.frozen {
		return
	}
	iri, _ := prop.Verb.(*IRI)
	if iri != nil && iri.Value == rdfType {
		p.wantRole(RoleClass)
	}
	if p.facts != nil {
		p.facts.predicate = iri
	}
}

// noteTriple keeps a triple for later.
func (p *parser) noteTriple(subject Term, prop *Property, object Term) {
	if p.facts == nil {
		return
	}
	if !p.wants.frozen {
		p.facts.predicate = nil
	}
	p.facts.into = ""
	if iri, ok := prop.Verb.(*IRI); ok {
		p.facts.triples = append(p.facts.triples, fact{nodeName(subject), iri.Value, nodeName(object)})
	} else if end := endOf(prop); end != "" {
		p.facts.triples = append(p.facts.triples, fact{"", end, nodeName(object)})
	}
}
