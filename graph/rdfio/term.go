package rdfio

// Kind says which kind of RDF term a Term is. The zero Kind is no term: the
// graph of a statement in the default graph.
type Kind uint8

// The kinds of RDF term (RDF 1.2 Concepts, section 3).
const (
	IRI        Kind = iota + 1 // an absolute IRI
	Blank                      // a blank node
	Literal                    // a literal
	TripleTerm                 // a triple used as a term (RDF 1.2)
)

// String names the kind in words.
func (k Kind) String() string {
	switch k {
	case IRI:
		return "IRI"
	case Blank:
		return "blank node"
	case Literal:
		return "literal"
	case TripleTerm:
		return "triple term"
	}
	return "no term"
}

// Direction is the base direction of a language-tagged string (RDF 1.2).
type Direction uint8

// The base directions.
const (
	NoDirection Direction = iota // no base direction
	LTR                          // left to right, written "--ltr"
	RTL                          // right to left, written "--rtl"
)

// String gives "ltr", "rtl" or the empty string.
func (d Direction) String() string {
	switch d {
	case LTR:
		return "ltr"
	case RTL:
		return "rtl"
	}
	return ""
}

// The IRIs that the formats themselves name.
const (
	xsdNS         = "http://www.w3.org/2001/XMLSchema#"
	rdfNS         = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	xsdString     = xsdNS + "string"
	xsdInteger    = xsdNS + "integer"
	xsdDecimal    = xsdNS + "decimal"
	xsdDouble     = xsdNS + "double"
	xsdBoolean    = xsdNS + "boolean"
	rdfType       = rdfNS + "type"
	rdfFirst      = rdfNS + "first"
	rdfRest       = rdfNS + "rest"
	rdfNil        = rdfNS + "nil"
	rdfReifies    = rdfNS + "reifies"
	rdfLangString = rdfNS + "langString"
	rdfDirLang    = rdfNS + "dirLangString"
	rdfXMLLiteral = rdfNS + "XMLLiteral"
)

// Term is one RDF term as read or to be written. Its strings are immutable.
// Datatype is "" for xsd:string and for language-tagged strings, so two terms
// are the same RDF term when their fields are equal (Lang without regard to
// letter case), Triple being compared by what it points to.
type Term struct {
	Kind     Kind
	Dir      Direction // base direction; only with Lang
	Value    string    // IRI, blank node label without "_:", or lexical form
	Datatype string    // absolute IRI; "" for xsd:string and language-tagged strings
	Lang     string    // language tag as written
	Triple   *Triple   // only for TripleTerm; not modified once emitted
}

// Triple is the content of a triple term.
type Triple struct{ S, P, O Term }

// Quad is one statement. G.Kind is 0 in the default graph.
type Quad struct{ S, P, O, G Term }

// Equal reports whether t and u are the same RDF term: the same kind and
// lexical form, datatype and direction, and the same language tag without
// regard to the case of ASCII letters.
func (t *Term) Equal(u *Term) bool {
	if t.Kind != u.Kind || t.Value != u.Value || t.Datatype != u.Datatype || t.Dir != u.Dir {
		return false
	}
	if t.Lang != u.Lang && lowerASCII(t.Lang) != lowerASCII(u.Lang) {
		return false
	}
	if t.Kind != TripleTerm || t.Triple == u.Triple {
		return true
	}
	a, b := t.Triple, u.Triple
	if a == nil || b == nil {
		return false
	}
	return a.S.Equal(&b.S) && a.P.Equal(&b.P) && a.O.Equal(&b.O)
}

// lowerASCII is s with its ASCII letters in lower case.
func lowerASCII(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i]-'A' < 26 {
			b := []byte(s)
			for j := i; j < len(b); j++ {
				if b[j]-'A' < 26 {
					b[j] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}
