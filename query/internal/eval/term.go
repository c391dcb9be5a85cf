package eval

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// FromTerm is the value of a term; kind None for the zero Term.
func FromTerm(t graph.Term) value.Value {
	switch t.Kind() {
	case graph.IRI:
		return value.NewIRI(t.Value())
	case graph.Blank:
		return value.NewBlank(t.Value())
	case graph.Literal:
		if lang := t.Lang(); lang != "" {
			return value.NewLang(t.Value(), lang, value.Dir(t.Dir()))
		}
		return value.New(t.Value(), t.Datatype(), "", value.NoDir)
	case graph.TripleTerm:
		if tr, ok := t.Triple(); ok {
			return value.NewTriple(FromTerm(tr.S), FromTerm(tr.P), FromTerm(tr.O), t.Value())
		}
	}
	return value.Value{}
}

// ToTerm is the term with that value; the zero Term for kind None.
func ToTerm(v value.Value) graph.Term {
	switch v.Kind() {
	case value.None:
		return graph.Term{}
	case value.IRI:
		return graph.NewIRI(v.Lexical())
	case value.Blank:
		return graph.NewBlank(v.Lexical())
	case value.LangString:
		return graph.NewDirLang(v.Lexical(), v.Lang(), graph.Direction(v.Dir()))
	case value.Triple:
		s, p, o, _ := v.Triple()
		return graph.NewTripleTerm(ToTerm(s), ToTerm(p), ToTerm(o))
	}
	return graph.NewTyped(v.Lexical(), v.Datatype())
}

// newTriple is the value of a triple term with these parts.
func newTriple(s, p, o value.Value) value.Value {
	t := graph.NewTripleTerm(ToTerm(s), ToTerm(p), ToTerm(o))
	return value.NewTriple(s, p, o, t.Value())
}
