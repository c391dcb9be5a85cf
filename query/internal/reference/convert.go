package reference

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// valueOf is the value of a term.
func valueOf(t graph.Term) value.Value {
	switch t.Kind() {
	case graph.IRI:
		return value.NewIRI(t.Value())
	case graph.Blank:
		return value.NewBlank(t.Value())
	case graph.Literal:
		return value.New(t.Value(), t.Datatype(), t.Lang(), value.Dir(t.Dir()))
	case graph.TripleTerm:
		parts, _ := t.Triple()
		return value.NewTriple(valueOf(parts.S), valueOf(parts.P), valueOf(parts.O), t.Value())
	}
	return value.Value{}
}

// termOf is the term of a value.
func termOf(v value.Value) graph.Term {
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
		return graph.NewTripleTerm(termOf(s), termOf(p), termOf(o))
	}
	return graph.NewTyped(v.Lexical(), v.Datatype())
}

func boolean(b bool) graph.Term { return termOf(value.NewBoolean(b)) }
