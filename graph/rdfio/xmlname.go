package rdfio

import "unicode/utf8"

// The namespaces that XML itself and internationalisation use.
const (
	xmlNS   = "http://www.w3.org/XML/1998/namespace"
	xmlnsNS = "http://www.w3.org/2000/xmlns/"
	itsNS   = "http://www.w3.org/2005/11/its"
	xhtmlNS = "http://www.w3.org/1999/xhtml"
)

// xmlName is a name of an element or attribute, resolved. Names are shared:
// the same name under the same bindings is mostly the same pointer.
type xmlName struct {
	raw    string // as written
	prefix string // of raw, or ""
	local  string
	ns     string // namespace IRI, or ""
	iri    string // ns + local
	role   role
	attr   bool
	proper bool // iri is known to be an absolute IRI
	scope  int  // the bindings it was resolved under
}

// role is the meaning of a name in RDF/XML.
type role uint8

const (
	roleNone role = iota // an ordinary name
	roleRDF
	roleDescription
	roleID
	roleAbout
	roleParseType
	roleResource
	roleNodeID
	roleDatatype
	roleAnnotation
	roleAnnotationNodeID
	roleVersion
	roleLi
	roleOld // rdf:aboutEach, rdf:aboutEachPrefix, rdf:bagID
	roleType
	roleLang    // xml:lang
	roleBase    // xml:base
	roleIgnored // any other name that XML reserves
	roleDir     // its:dir
	roleITS     // its:version
)

// rdfRole is the role of a local name in the RDF namespace.
func rdfRole(local string) role {
	switch local {
	case "RDF":
		return roleRDF
	case "Description":
		return roleDescription
	case "ID":
		return roleID
	case "about":
		return roleAbout
	case "parseType":
		return roleParseType
	case "resource":
		return roleResource
	case "nodeID":
		return roleNodeID
	case "datatype":
		return roleDatatype
	case "annotation":
		return roleAnnotation
	case "annotationNodeID":
		return roleAnnotationNodeID
	case "version":
		return roleVersion
	case "li":
		return roleLi
	case "aboutEach", "aboutEachPrefix", "bagID":
		return roleOld
	case "type":
		return roleType
	}
	return roleNone
}

// roleOf is the role of a resolved name.
func roleOf(n *xmlName) role {
	switch n.ns {
	case rdfNS:
		return rdfRole(n.local)
	case xmlNS:
		switch n.local {
		case "lang":
			return roleLang
		case "base":
			return roleBase
		}
		return roleIgnored
	case itsNS:
		if n.attr && n.local == "dir" {
			return roleDir
		}
		if n.attr && n.local == "version" {
			return roleITS
		}
	case "":
		if n.attr && len(n.raw) >= 3 && lowerASCII(n.raw[:3]) == "xml" {
			return roleIgnored
		}
		return unprefixedRole(n)
	}
	return roleNone
}

// unprefixedRole: of the attributes without a prefix, RDF/XML knows five, for
// the sake of old documents.
func unprefixedRole(n *xmlName) role {
	if n.attr {
		switch n.local {
		case "ID", "about", "resource", "parseType", "type":
			return rdfRole(n.local)
		}
	}
	return roleNone
}

// binding is a namespace prefix in scope; prefix "" is the default namespace.
type binding struct{ prefix, iri string }

// xmlNames resolves names. Bindings are a stack: an element's declarations are
// pushed at its start and popped at its end.
type xmlNames struct {
	bindings []binding
	scope    int // identifies the bindings in scope
	scopes   int // scopes made so far
	cache    [256]*xmlName
}

// push starts the scope of n new bindings, which have been appended already.
func (x *xmlNames) push() {
	x.scopes++
	x.scope = x.scopes
}

// lookup is the IRI that prefix is bound to.
func (x *xmlNames) lookup(prefix string) (string, bool) {
	for i := len(x.bindings) - 1; i >= 0; i-- {
		if x.bindings[i].prefix == prefix {
			return x.bindings[i].iri, true
		}
	}
	if prefix == "xml" {
		return xmlNS, true
	}
	return "", prefix == ""
}

// resolve gives the name written as raw, or nil when its prefix is not bound.
func (x *xmlNames) resolve(raw []byte, attr bool) *xmlName {
	slot := &x.cache[nameSlot(raw, attr)]
	if n := *slot; n != nil && n.scope == x.scope && n.attr == attr && n.raw == string(raw) {
		return n
	}
	n := &xmlName{raw: string(raw), attr: attr, scope: x.scope}
	n.local = n.raw
	for i := range len(n.raw) {
		if n.raw[i] == ':' {
			n.prefix, n.local = n.raw[:i], n.raw[i+1:]
			break
		}
	}
	if n.prefix != "" || !attr {
		ns, ok := x.lookup(n.prefix)
		if !ok {
			return nil
		}
		n.ns = ns
	}
	n.iri = n.ns + n.local
	n.role = roleOf(n)
	if n.ns == "" && (n.role != roleNone && n.role != roleIgnored) {
		n.iri = rdfNS + n.local
	}
	*slot = n
	return n
}

func nameSlot(raw []byte, attr bool) uint8 {
	n := len(raw)
	h := uint(n)*31 + uint(raw[n-1])*7 + uint(raw[n/2])*13 + uint(raw[0])*3
	if attr {
		h ^= 0x55
	}
	return uint8(h ^ h>>8)
}

// scanXMLName scans a Name from b[i] to the index behind it. One colon is
// allowed, and not at an end (Namespaces in XML: QName).
func scanXMLName(b []byte, i int) (int, status) {
	start, colon := i, -1
	for i < len(b) {
		c := b[i]
		if class[c]&cAlpha != 0 {
			i++
			continue
		}
		switch {
		case class[c]&cPN != 0 || c == '.':
			if c != '_' && (i == start || i == colon+1) {
				return i, bad
			}
			i++
		case c == ':':
			if i == start || colon >= 0 {
				return i, bad
			}
			colon = i
			i++
		case c >= utf8.RuneSelf:
			r, n, st := decode(b, i)
			if st != plain {
				return i, st
			}
			if !isPN(r) || (i == start || i == colon+1) && !isBase(r) {
				return i, bad
			}
			i += n
		default:
			if i == start || i == colon+1 {
				return i, bad
			}
			return i, plain
		}
	}
	return i, short
}

// validNCName reports whether s is a Name without a colon.
func validNCName(s string) bool {
	j, st := scanXMLName(append([]byte(s), ' '), 0)
	if st != plain || j != len(s) {
		return false
	}
	for i := range len(s) {
		if s[i] == ':' {
			return false
		}
	}
	return true
}

// isXMLChar reports whether XML 1.0 allows r in a document.
func isXMLChar(r rune) bool {
	switch {
	case r < ' ':
		return r == '\t' || r == '\n' || r == '\r'
	case r <= 0xD7FF:
		return true
	}
	return r >= 0xE000 && r != 0xFFFE && r != 0xFFFF && r <= utf8.MaxRune
}
