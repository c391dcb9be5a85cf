package rdfio

import (
	"hash/maphash"
	"strconv"
)

// namespaces holds the prefixes of a document and remembers the names that
// were expanded with them.
type namespaces struct {
	byLabel map[string]int32
	list    []namespace
	recent  [64]int32 // by labelSlot: 1 + index into list
	names   []expanded
	misses  int // names that were not in their slots
	seed    maphash.Seed
}

type namespace struct{ label, iri string }

// expanded is a prefixed name that was seen: its namespace (1 + index) and IRI.
type expanded struct {
	ns  int32
	iri string
}

// The number of slots for names, at first and once the document proves to be
// large; powers of two.
const (
	firstNames    = 1 << 5
	expandedNames = 1 << 11
)

// declare binds label to iri. An IRI bound anew gets a new index, so what was
// remembered stays right.
func (n *namespaces) declare(label, iri string) {
	if n.byLabel == nil {
		n.byLabel = make(map[string]int32)
		n.names = make([]expanded, firstNames)
		n.seed = maphash.MakeSeed()
	}
	if i, ok := n.byLabel[label]; ok && n.list[i].iri == iri {
		return
	}
	i := int32(len(n.list))
	n.list = append(n.list, namespace{label, iri})
	n.byLabel[label] = i
	n.recent[labelSlot(label)] = i + 1
}

// labelSlot spreads labels over the slots of recent.
func labelSlot[T string | []byte](label T) int {
	if len(label) == 0 {
		return 0
	}
	return (len(label)*7 + int(label[0]) + int(label[len(label)-1])*5) & 63
}

// find gives the index of a label's namespace, or -1.
func (n *namespaces) find(label []byte) int32 {
	slot := &n.recent[labelSlot(label)]
	if i := *slot; i > 0 && n.list[i-1].label == string(label) {
		return i - 1
	}
	i, ok := n.byLabel[string(label)]
	if !ok {
		return -1
	}
	*slot = i + 1
	return i
}

// expand gives the IRI for a local name without escapes.
func (n *namespaces) expand(ns int32, local []byte, a *arena) string {
	space := n.list[ns].iri
	if len(local) == 0 {
		return space
	}
	e := &n.names[(maphash.Bytes(n.seed, local)+uint64(ns)*0x9E37)&uint64(len(n.names)-1)]
	if e.ns == ns+1 && len(e.iri) == len(space)+len(local) && e.iri[len(space):] == string(local) {
		return e.iri
	}
	iri := a.join(space, local)
	e.ns, e.iri = ns+1, iri
	if n.misses++; n.misses == 4*firstNames {
		n.names = make([]expanded, expandedNames)
	}
	return iri
}

// prefixedName parses the PrefixedName at pos into t:
//
//	PrefixedName ::= PNAME_LN | PNAME_NS
func (p *turtle) prefixedName(t *Term) bool {
	for {
		label, ok := p.prefixLabel()
		if !ok {
			return false
		}
		i := p.pos + len(label) + 1
		j, st := scanLocal(p.buf, i)
		switch st {
		case short:
			if !p.refill("the name") {
				return false
			}
			continue
		case bad:
			return p.badLocal(j)
		}
		if j-p.pos > p.o.Limits.MaxTokenBytes {
			return p.tooLong()
		}
		ns := p.spaces.find(label)
		if ns < 0 {
			return p.undefined(string(label))
		}
		*t = Term{Kind: IRI}
		if st == plain {
			t.Value = p.spaces.expand(ns, p.buf[i:j], &p.arena)
		} else {
			space := p.spaces.list[ns].iri
			dst := append(p.arena.take(len(space)+j-i), space...)
			t.Value = p.arena.keep(unescapeLocal(dst, p.buf[i:j]))
		}
		p.pos = j
		return true
	}
}

// badLocal explains a broken local name.
func (p *turtle) badLocal(j int) bool {
	switch p.buf[j] {
	case '%':
		return p.fail(j, "'%' in a name needs two hexadecimal digits", `a literal % is written \%`)
	case '\\':
		return p.fail(j, "unknown escape in a name", `a name can escape only _~.-!$&'()*+,;=/?#@%`)
	}
	return p.unexpectedAt(j, "a name")
}

// undefined explains a prefix nobody declared.
func (p *turtle) undefined(label string) bool {
	hint := "declare it: @prefix " + label + ": <...> ."
	if iri := wellKnown(label); iri != "" {
		hint = "declare it: @prefix " + label + ": <" + iri + "> ."
	}
	return p.fail(p.pos, "the prefix '"+clip(label)+":' is not declared", hint)
}

// wellKnown is the usual IRI of a common prefix, for hints only.
func wellKnown(label string) string {
	switch label {
	case "rdf":
		return rdfNS
	case "rdfs":
		return "http://www.w3.org/2000/01/rdf-schema#"
	case "xsd":
		return xsdNS
	case "owl":
		return "http://www.w3.org/2002/07/owl#"
	case "foaf":
		return "http://xmlns.com/foaf/0.1/"
	case "dcterms", "dct":
		return "http://purl.org/dc/terms/"
	case "skos":
		return "http://www.w3.org/2004/02/skos/core#"
	case "vcard":
		return "http://www.w3.org/2006/vcard/ns#"
	case "sp":
		return "http://smartplatforms.org/terms#"
	}
	return ""
}

// freshLabel is the n-th generated label of a document: g1, g2, ... behind the
// document's prefix.
func freshLabel(a *arena, prefix string, n int) string {
	var buf [24]byte
	buf[0] = 'g'
	return a.join(prefix, strconv.AppendInt(buf[:1], int64(n), 10))
}

// writtenLabel is the label for one that the document itself writes. It never
// meets a generated one: a written label that looks like one (g, digits, then
// any number of x) gets another x at its end, which no generated label has, and
// no two written labels become one.
func writtenLabel(a *arena, prefix string, raw []byte) string {
	if looksFresh(raw) {
		dst := append(a.take(len(prefix)+len(raw)+1), prefix...)
		return a.keep(append(append(dst, raw...), 'x'))
	}
	if prefix == "" {
		return view(raw)
	}
	return a.join(prefix, raw)
}

func looksFresh(raw []byte) bool {
	if len(raw) < 2 || raw[0] != 'g' {
		return false
	}
	i := digits(raw, 1)
	if i == 1 {
		return false
	}
	for i < len(raw) && raw[i] == 'x' {
		i++
	}
	return i == len(raw)
}
