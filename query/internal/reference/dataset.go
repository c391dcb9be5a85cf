package reference

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// triples is a graph: a set of triples as a slice.
type triples []graph.Triple

// dataset is an RDF dataset as the query sees it.
type dataset struct {
	def   triples
	names []graph.Term // of the named graphs
	named map[graph.Term]triples
}

// newDataset copies s, as FROM and FROM NAMED select it: the default graph is
// then the merge of the graphs given, and only the graphs given are named
// (1.1, section 13.2).
func newDataset(s *graph.Snapshot, d algebra.Dataset) dataset {
	stored := map[graph.Term]triples{}
	var names []graph.Term
	for _, id := range s.Graphs() {
		name := s.Term(id)
		names = append(names, name)
		stored[name] = copyView(s, s.Named(id))
	}
	if !d.Given {
		return dataset{def: copyView(s, s.Default()), names: names, named: stored}
	}
	out := dataset{named: map[graph.Term]triples{}}
	have := map[graph.Triple]bool{}
	for _, name := range d.Default {
		for _, t := range stored[name] {
			if !have[t] {
				have[t] = true
				out.def = append(out.def, t)
			}
		}
	}
	for _, name := range d.Named {
		if _, ok := out.named[name]; !ok {
			out.names = append(out.names, name)
			out.named[name] = stored[name]
		}
	}
	return out
}

// copyView gives the triples of one graph.
func copyView(s *graph.Snapshot, v *graph.View) triples {
	var out triples
	for _, p := range v.Predicates() {
		subjects, objects := v.Pairs(p)
		for i := range subjects {
			out = append(out, graph.Triple{S: s.Term(subjects[i]), P: s.Term(p), O: s.Term(objects[i])})
		}
	}
	return out
}

// nodes is the node set of a graph: the terms used as subjects or objects.
func (g triples) nodes() []graph.Term {
	var out terms
	for _, t := range g {
		out.add(t.S)
		out.add(t.O)
	}
	return out.list
}
