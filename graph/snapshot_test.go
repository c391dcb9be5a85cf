package graph_test

import (
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

func TestIsString(t *testing.T) {
	g := graph.New()
	for _, c := range []struct {
		term graph.Term
		want bool
	}{
		{graph.NewLiteral("plain"), true},
		{graph.NewLiteral(""), true},
		{graph.NewTyped("typed", graph.XSDString), true},
		{graph.NewLang("text", "en"), false},
		{graph.NewTyped("1.50", graph.XSD+"decimal"), false},
		{graph.NewTyped("7", graph.XSD+"integer"), false},
		{graph.NewTyped("plain", "http://example.org/own"), false},
		{graph.NewIRI("http://example.org/plain"), false},
		{graph.NewBlank("b"), false},
	} {
		g.Add(graph.Triple{S: graph.NewIRI("http://example.org/s"), P: graph.NewIRI("http://example.org/p"), O: c.term})
		s := g.Snapshot()
		id, ok := s.Lookup(c.term)
		if !ok || s.IsString(id) != c.want {
			t.Errorf("%s: found %v, string %v", c.term, ok, s.IsString(id))
		}
		if text, ok := s.StringText(id); ok != c.want || ok && text != c.term.Value() {
			t.Errorf("%s: text %q, %v", c.term, text, ok)
		}
	}
	if g.Snapshot().IsString(graph.None) {
		t.Error("no term is a string")
	}
}
