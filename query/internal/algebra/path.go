package algebra

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// path adds the pattern "s path o" (1.1, section 18.2.2.4): one predicate is a
// triple, an inverse swaps the ends, a sequence is a chain of patterns over
// hidden variables, and so keeps its duplicates; everything else stays a path
// pattern.
func (x *expander) path(s Node, path syntax.Path, o Node, at syntax.Span) {
	switch p := path.(type) {
	case *syntax.PathIRI:
		x.emit(s, Node{Term: graph.NewIRI(p.IRI.Value)}, o, at)
	case *syntax.PathInverse:
		x.path(o, p.Path, s, at)
	case *syntax.PathSeq:
		from := s
		for i, step := range p.Parts {
			to := o
			if i+1 < len(p.Parts) {
				to = Node{Var: x.t.fresh()}
			}
			x.path(from, step, to, at)
			from = to
		}
	default:
		x.parts = append(x.parts, part{path: &PathPattern{S: s, O: o, Path: pathOf(p), At: at}})
	}
}

// pathOf translates a path expression (18.2.2.3); sequences and alternatives are
// grouped to the left.
func pathOf(path syntax.Path) Path {
	switch p := path.(type) {
	case *syntax.PathIRI:
		return &Link{IRI: graph.NewIRI(p.IRI.Value)}
	case *syntax.PathInverse:
		return &Inverse{Path: pathOf(p.Path)}
	case *syntax.PathSeq:
		out := pathOf(p.Parts[0])
		for _, part := range p.Parts[1:] {
			out = &Seq{L: out, R: pathOf(part)}
		}
		return out
	case *syntax.PathAlt:
		out := pathOf(p.Parts[0])
		for _, part := range p.Parts[1:] {
			out = &Alt{L: out, R: pathOf(part)}
		}
		return out
	case *syntax.PathRepeat:
		out := &Repeat{Path: pathOf(p.Path), Once: p.Mod == '?'}
		if p.Mod == '+' {
			out.Min = 1
		}
		return out
	case *syntax.PathNegated:
		return negated(p)
	}
	return nil
}

// negated translates !( ... ): forwards when it names forward predicates or none
// at all, backwards when it names inverse ones. Of both, results of both.
func negated(p *syntax.PathNegated) Path {
	return &Negated{
		Forward:    iris(p.Forward),
		Inverse:    iris(p.Inverse),
		HasForward: len(p.Forward) > 0 || len(p.Inverse) == 0,
		HasInverse: len(p.Inverse) > 0,
	}
}

func iris(in []*syntax.IRI) []graph.Term {
	var out []graph.Term
	for _, iri := range in {
		out = append(out, graph.NewIRI(iri.Value))
	}
	return out
}
