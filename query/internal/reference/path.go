package reference

import (
	"slices"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// pair is a solution of a path: the terms at its ends.
type pair struct{ x, y graph.Term }

// end is an end of a path that is given; nil is a variable.
type end *graph.Term

// pathPattern is eval(D(G), Path(X, ppe, Y)). A triple term with variables at an
// end is matched against what a variable there would be bound to.
func (e *evaluator) pathPattern(g triples, o *algebra.PathPattern) ([]solution, error) {
	pairs, err := e.path(g, given(o.S), o.Path, given(o.O))
	if err != nil {
		return nil, err
	}
	var out []solution
	for _, p := range pairs {
		mu, ok := match(o.S, p.x, solution{})
		if !ok {
			continue
		}
		if mu, ok = match(o.O, p.y, mu); ok {
			out = append(out, mu)
		}
	}
	return out, nil
}

// given is a constant end of a pattern.
func given(n algebra.Node) end {
	if n.IsVar() || n.Triple != nil {
		return nil
	}
	return &n.Term
}

// fits reports whether t can stand at the end.
func fits(at end, t graph.Term) bool { return at == nil || *at == t }

// path is ppeval(X, ppe, Y) of SPARQL 1.2 section 18.5.
func (e *evaluator) path(g triples, x end, path algebra.Path, y end) ([]pair, error) {
	if err := e.step(len(g) + 1); err != nil {
		return nil, err
	}
	switch p := path.(type) {
	case *algebra.Link:
		return edges(g, x, y, func(t graph.Triple) bool { return t.P == p.IRI }), nil
	case *algebra.Inverse:
		pairs, err := e.path(g, y, p.Path, x)
		return swap(pairs), err
	case *algebra.Seq:
		return e.sequencePath(g, x, p, y)
	case *algebra.Alt:
		left, err := e.path(g, x, p.L, y)
		if err != nil {
			return nil, err
		}
		right, err := e.path(g, x, p.R, y)
		return slices.Concat(left, right), err
	case *algebra.Negated:
		return negated(g, x, p, y), nil
	case *algebra.Repeat:
		if p.Once {
			return e.zeroOrOne(g, x, p.Path, y)
		}
		return e.repeat(g, x, p, y)
	}
	return nil, nil
}

// edges are the triples between x and y whose predicate is wanted.
func edges(g triples, x, y end, wanted func(graph.Triple) bool) []pair {
	var out []pair
	for _, t := range g {
		if wanted(t) && fits(x, t.S) && fits(y, t.O) {
			out = append(out, pair{t.S, t.O})
		}
	}
	return out
}

// swap turns pairs round.
func swap(pairs []pair) []pair {
	out := make([]pair, len(pairs))
	for i, p := range pairs {
		out[i] = pair{p.y, p.x}
	}
	return out
}

// sequencePath is Project(Join(ppeval(X, ppe1, V), ppeval(V, ppe2, Y)), {X, Y}).
func (e *evaluator) sequencePath(g triples, x end, p *algebra.Seq, y end) ([]pair, error) {
	left, err := e.path(g, x, p.L, nil)
	if err != nil {
		return nil, err
	}
	right, err := e.path(g, nil, p.R, y)
	if err != nil {
		return nil, err
	}
	var out []pair
	for _, a := range left {
		if err := e.step(len(right)); err != nil {
			return nil, err
		}
		for _, b := range right {
			if a.y == b.x {
				out = append(out, pair{a.x, b.y})
			}
		}
	}
	return out, nil
}

// negated is NegatedPropertySet: Alt(NPS(forward), Inv(NPS(inverse))), without
// the side that the set does not name.
func negated(g triples, x end, p *algebra.Negated, y end) []pair {
	var out []pair
	if p.HasForward {
		out = edges(g, x, y, func(t graph.Triple) bool { return !slices.Contains(p.Forward, t.P) })
	}
	if p.HasInverse {
		back := edges(g, y, x, func(t graph.Triple) bool { return !slices.Contains(p.Inverse, t.P) })
		out = append(out, swap(back)...)
	}
	return out
}

// zeroOrOne is ZeroOrOnePath: the pairs of the path, and each end with itself.
func (e *evaluator) zeroOrOne(g triples, x end, path algebra.Path, y end) ([]pair, error) {
	pairs, err := e.path(g, x, path, y)
	if err != nil {
		return nil, err
	}
	for _, n := range starts(g, x, y) {
		if fits(x, n) && fits(y, n) {
			pairs = append(pairs, pair{n, n})
		}
	}
	return unique(pairs), nil
}

// starts are the terms that a path of length zero can connect: a given end, else
// the nodes of the graph.
func starts(g triples, x, y end) []graph.Term {
	switch {
	case x != nil:
		return []graph.Term{*x}
	case y != nil:
		return []graph.Term{*y}
	}
	return g.nodes()
}

// repeat is ZeroOrMorePath and OneOrMorePath, by the function ALP from each start.
// With only the end given it walks the inverse path.
func (e *evaluator) repeat(g triples, x end, p *algebra.Repeat, y end) ([]pair, error) {
	if x == nil && y != nil {
		inverse := &algebra.Repeat{Path: &algebra.Inverse{Path: p.Path}, Min: p.Min}
		pairs, err := e.repeat(g, y, inverse, nil)
		return swap(pairs), err
	}
	var out []pair
	for _, from := range starts(g, x, nil) {
		visited := &terms{}
		begin := []graph.Term{from}
		if p.Min == 1 {
			var err error
			if begin, err = e.reachable(g, from, p.Path); err != nil {
				return nil, err
			}
		}
		for _, n := range begin {
			if err := e.alp(g, n, p.Path, visited); err != nil {
				return nil, err
			}
		}
		for _, n := range visited.list {
			if fits(y, n) {
				out = append(out, pair{from, n})
			}
		}
	}
	return out, nil
}

// terms is a set of terms that remembers their order.
type terms struct {
	list []graph.Term
	have map[graph.Term]bool
}

// add adds t and reports whether it is new.
func (s *terms) add(t graph.Term) bool {
	if s.have[t] {
		return false
	}
	if s.have == nil {
		s.have = map[graph.Term]bool{}
	}
	s.have[t] = true
	s.list = append(s.list, t)
	return true
}

// alp is ALP_recurse: it adds to visited what repeated matches of path reach.
func (e *evaluator) alp(g triples, x graph.Term, path algebra.Path, visited *terms) error {
	if !visited.add(x) {
		return nil
	}
	next, err := e.reachable(g, x, path)
	if err != nil {
		return err
	}
	for _, n := range next {
		if err := e.alp(g, n, path, visited); err != nil {
			return err
		}
	}
	return nil
}

// reachable are the terms one match of path leads to from x.
func (e *evaluator) reachable(g triples, x graph.Term, path algebra.Path) ([]graph.Term, error) {
	pairs, err := e.path(g, &x, path, nil)
	var out []graph.Term
	for _, p := range pairs {
		out = append(out, p.y)
	}
	return out, err
}

// unique removes duplicates.
func unique(pairs []pair) []pair {
	var out []pair
	have := map[pair]bool{}
	for _, p := range pairs {
		if !have[p] {
			have[p] = true
			out = append(out, p)
		}
	}
	return out
}
