package reference

import (
	"strconv"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// graphSet is a set of triples in order of first appearance.
type graphSet struct {
	list triples
	have map[graph.Triple]bool
}

func (s *graphSet) add(t graph.Triple) bool {
	if s.have[t] {
		return false
	}
	if s.have == nil {
		s.have = map[graph.Triple]bool{}
	}
	s.have[t] = true
	s.list = append(s.list, t)
	return true
}

// construct instantiates the template for each solution, with new blank nodes
// for each; a triple with an unbound variable, or that RDF does not allow, is
// left out (16.2).
func (e *evaluator) construct(template []algebra.TriplePattern, rows []solution) ([]graph.Triple, error) {
	var out graphSet
	for _, mu := range rows {
		if err := e.step(len(template) + 1); err != nil {
			return nil, err
		}
		blanks := solution{}
		for _, p := range template {
			t := graph.Triple{
				S: e.instance(p.S, mu, blanks), P: e.instance(p.P, mu, blanks), O: e.instance(p.O, mu, blanks),
			}
			if isTriple(t) {
				out.add(t)
			}
		}
	}
	return out.list, nil
}

// instance is a template's node for one solution; the zero Term if there is none.
func (e *evaluator) instance(n algebra.Node, mu, blanks solution) graph.Term {
	switch {
	case n.Triple != nil:
		t := graph.Triple{
			S: e.instance(n.Triple.S, mu, blanks),
			P: e.instance(n.Triple.P, mu, blanks),
			O: e.instance(n.Triple.O, mu, blanks),
		}
		if !isTriple(t) {
			return graph.Term{}
		}
		return graph.NewTripleTerm(t.S, t.P, t.O)
	case !n.IsVar():
		return n.Term
	case !n.Var.Hidden():
		return mu[n.Var]
	}
	if _, ok := blanks[n.Var]; !ok {
		e.fresh++
		blanks[n.Var] = graph.NewBlank("reference." + strconv.Itoa(e.fresh))
	}
	return blanks[n.Var]
}

// isTriple reports whether t is a triple of RDF 1.2.
func isTriple(t graph.Triple) bool {
	return (t.S.IsIRI() || t.S.IsBlank()) && t.P.IsIRI() && !t.O.IsAny()
}

// describe gives the concise bounded description of each target: the triples
// about it, and about the blank nodes these lead to.
func (e *evaluator) describe(targets []algebra.Node, rows []solution) ([]graph.Triple, error) {
	var out graphSet
	var queue terms
	for _, n := range targets {
		if !n.IsVar() {
			queue.add(n.Term)
			continue
		}
		for _, mu := range rows {
			if t, ok := mu[n.Var]; ok {
				queue.add(t)
			}
		}
	}
	for i := 0; i < len(queue.list); i++ {
		if err := e.step(len(e.data.def) + 1); err != nil {
			return nil, err
		}
		for _, t := range e.data.def {
			if t.S != queue.list[i] {
				continue
			}
			out.add(t)
			if t.O.IsBlank() {
				queue.add(t.O)
			}
		}
	}
	return out.list, nil
}
