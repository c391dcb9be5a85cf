package reference

import (
	"maps"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// solution is a solution mapping: the variables it binds, with their terms. A
// solution is not changed once it is made.
type solution map[algebra.Var]graph.Term

// compatible reports whether two solutions agree on every variable that both bind.
func compatible(a, b solution) bool {
	for v, t := range a {
		if u, ok := b[v]; ok && t != u {
			return false
		}
	}
	return true
}

// disjoint reports whether no variable is bound by both.
func disjoint(a, b solution) bool {
	for v := range a {
		if _, ok := b[v]; ok {
			return false
		}
	}
	return true
}

// merge is the union of two compatible solutions.
func merge(a, b solution) solution {
	out := maps.Clone(a)
	if out == nil {
		out = solution{}
	}
	maps.Copy(out, b)
	return out
}

// with is a with v bound to t.
func with(a solution, v algebra.Var, t graph.Term) solution {
	return merge(a, solution{v: t})
}

// restrict is a with only the variables of vars.
func restrict(a solution, vars []algebra.Var) solution {
	out := solution{}
	for _, v := range vars {
		if t, ok := a[v]; ok {
			out[v] = t
		}
	}
	return out
}

// key is a text that equal solutions, and only they, share.
func (mu solution) key() string {
	var b strings.Builder
	for _, v := range slices.Sorted(maps.Keys(mu)) {
		b.WriteString(string(v))
		b.WriteByte('=')
		b.WriteString(termKey(mu[v]))
		b.WriteByte('\n')
	}
	return b.String()
}

// termKey is a text that equal terms, and only they, share: N-Triples has no
// line ends inside terms.
func termKey(t graph.Term) string {
	if t.IsAny() {
		return ""
	}
	return t.NTriples()
}

// join is Join(Ω1, Ω2).
func (e *evaluator) join(left, right []solution) ([]solution, error) {
	var out []solution
	for _, a := range left {
		if err := e.step(len(right) + 1); err != nil {
			return nil, err
		}
		for _, b := range right {
			if compatible(a, b) {
				out = append(out, merge(a, b))
			}
		}
	}
	return out, nil
}

// leftJoin is LeftJoin(Ω1, Ω2, expr): the merges for which expr is true, and the
// left solutions for which there is none: Filter(expr, Join(Ω1, Ω2)) ∪ Diff(Ω1,
// Ω2, expr). A nil cond is true.
func (e *evaluator) leftJoin(g triples, left, right []solution, cond algebra.Expr) ([]solution, error) {
	var out []solution
	for _, a := range left {
		if err := e.step(len(right) + 1); err != nil {
			return nil, err
		}
		alone := true
		for _, b := range right {
			if !compatible(a, b) {
				continue
			}
			merged := merge(a, b)
			ok, err := e.holds(g, cond, merged)
			if err != nil {
				return nil, err
			}
			if ok {
				out = append(out, merged)
				alone = false
			}
		}
		if alone {
			out = append(out, a)
		}
	}
	return out, nil
}

// minus is Minus(Ω1, Ω2): the left solutions that with every right one are
// incompatible or share no variable.
func (e *evaluator) minus(left, right []solution) ([]solution, error) {
	var out []solution
	for _, a := range left {
		if err := e.step(len(right) + 1); err != nil {
			return nil, err
		}
		keep := true
		for _, b := range right {
			if compatible(a, b) && !disjoint(a, b) {
				keep = false
			}
		}
		if keep {
			out = append(out, a)
		}
	}
	return out, nil
}

// project is Project(Ψ, PV).
func project(rows []solution, vars []algebra.Var) []solution {
	out := make([]solution, len(rows))
	for i, mu := range rows {
		out[i] = restrict(mu, vars)
	}
	return out
}

// distinct is Distinct(Ψ), keeping the first of equal solutions; what belongs to
// the rows, if not nil, is kept with them.
func distinct(rows []solution, ties []int) ([]solution, []int) {
	var out []solution
	var kept []int
	have := map[string]bool{}
	for i, mu := range rows {
		if k := mu.key(); !have[k] {
			have[k] = true
			out = append(out, mu)
			if ties != nil {
				kept = append(kept, ties[i])
			}
		}
	}
	return out, kept
}
