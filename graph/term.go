package graph

import (
	"strings"
)

// Kind says which kind of RDF term a Term is. The zero Kind belongs to the
// zero Term, which is no term at all and is used as the wildcard Any.
type Kind uint8

// The kinds of RDF term (RDF 1.2 Concepts, section 3).
const (
	IRI        Kind = iota + 1 // an absolute IRI
	Blank                      // a blank node
	Literal                    // a literal: lexical form with a datatype or a language
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

// IRIs of the datatypes that the data model itself names.
const (
	XSD           = "http://www.w3.org/2001/XMLSchema#"
	RDF           = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	XSDString     = XSD + "string"
	RDFLangString = RDF + "langString"
	RDFDirLang    = RDF + "dirLangString"
)

// Term is one RDF term: an immutable, comparable value. Two terms are the same
// RDF term exactly when they are == (RDF 1.2 Concepts, term equality: the
// lexical form counts, so "01"^^xsd:integer and "1"^^xsd:integer differ), so a
// Term can be a map key. The zero Term is Any, the wildcard of Match.
//
// Term implements the Term interface of github.com/knakk/rdf.
type Term struct {
	value string // IRI, blank node label, lexical form, or a triple term's canonical text
	qual  string // literals: datatype IRI ("" for xsd:string), or the language tag
	kind  Kind
	lang  bool // qual is a language tag
	dir   Direction
}

// Any is the zero Term: the wildcard in patterns.
var Any = Term{}

// NewIRI returns the IRI with the given absolute text. The text is not checked.
func NewIRI(iri string) Term { return Term{kind: IRI, value: iri} }

// NewBlank returns the blank node with the given label, without "_:". Within
// one Graph equal labels are the same node.
func NewBlank(label string) Term { return Term{kind: Blank, value: label} }

// NewLiteral returns the simple literal (xsd:string) with that lexical form.
func NewLiteral(lexical string) Term { return Term{kind: Literal, value: lexical} }

// NewTyped returns the literal with that lexical form and datatype IRI. The
// lexical form is kept as it is, valid or not.
func NewTyped(lexical, datatype string) Term {
	if datatype == XSDString {
		datatype = ""
	}
	return Term{kind: Literal, value: lexical, qual: datatype}
}

// NewLang returns the language-tagged string; an empty tag gives a simple
// literal. The tag is kept in the letter case that BCP 47 recommends ("en-US"),
// since tags that differ in case only are the same.
func NewLang(lexical, lang string) Term {
	return Term{kind: Literal, value: lexical, qual: canonicalLang(lang), lang: lang != ""}
}

// NewDirLang returns the language-tagged string with a base direction (RDF 1.2).
func NewDirLang(lexical, lang string, dir Direction) Term {
	return Term{kind: Literal, value: lexical, qual: canonicalLang(lang), lang: lang != "", dir: dir}
}

// Kind says what t is.
func (t Term) Kind() Kind { return t.kind }

// IsAny reports whether t is the zero Term.
func (t Term) IsAny() bool { return t.kind == 0 }

// IsIRI reports whether t is an IRI.
func (t Term) IsIRI() bool { return t.kind == IRI }

// IsBlank reports whether t is a blank node.
func (t Term) IsBlank() bool { return t.kind == Blank }

// IsLiteral reports whether t is a literal.
func (t Term) IsLiteral() bool { return t.kind == Literal }

// IsTriple reports whether t is a triple term.
func (t Term) IsTriple() bool { return t.kind == TripleTerm }

// Value is the IRI, the blank node's label, or the literal's lexical form; for
// a triple term its canonical N-Triples text.
func (t Term) Value() string { return t.value }

// Lang is the language tag, or "".
func (t Term) Lang() string {
	if t.lang {
		return t.qual
	}
	return ""
}

// Dir is the base direction of a language-tagged string.
func (t Term) Dir() Direction { return t.dir }

// Datatype is the datatype IRI of a literal (xsd:string for simple literals,
// rdf:langString or rdf:dirLangString for those with a language), or "" for
// other terms.
func (t Term) Datatype() string {
	switch {
	case t.kind != Literal:
		return ""
	case t.dir != NoDirection:
		return RDFDirLang
	case t.lang:
		return RDFLangString
	case t.qual == "":
		return XSDString
	}
	return t.qual
}

// Triple is one RDF triple.
type Triple struct {
	S, P, O Term
}

// Quad is a triple in a graph; the zero G is the default graph.
type Quad struct {
	Triple
	G Term
}

// NewTripleTerm returns the triple term <<( s p o )>> (RDF 1.2).
func NewTripleTerm(s, p, o Term) Term {
	var b strings.Builder
	b.WriteString("<<( ")
	b.WriteString(s.NTriples())
	b.WriteByte(' ')
	b.WriteString(p.NTriples())
	b.WriteByte(' ')
	b.WriteString(o.NTriples())
	b.WriteString(" )>>")
	return Term{kind: TripleTerm, value: b.String()}
}
