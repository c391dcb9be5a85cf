package plan

import "github.com/trivet-rdf/trivet/query/internal/algebra"

// wants are variables that are read, each with how many want it. What is added while a
// plan is walked down is dropped on the way up, so that deep plans copy no sets.
type wants map[Var]int

// wantAll is the set of vars.
func wantAll(vars []Var) wants {
	w := make(wants, len(vars))
	w.add(vars...)
	return w
}

// has reports whether somebody wants v.
func (w wants) has(v Var) bool { return w[v] > 0 }

func (w wants) add(vars ...Var) {
	for _, v := range vars {
		if v != "" {
			w[v]++
		}
	}
}

// drop takes back what add did.
func (w wants) drop(vars ...Var) {
	for _, v := range vars {
		if v == "" {
			continue
		}
		if w[v]--; w[v] == 0 {
			delete(w, v)
		}
	}
}

// keep are those of vars that are wanted: vars itself where all are.
func (w wants) keep(vars []Var) []Var {
	for i, v := range vars {
		if w.has(v) {
			continue
		}
		out := append(make([]Var, 0, len(vars)-1), vars[:i]...)
		for _, v := range vars[i+1:] {
			if w.has(v) {
				out = append(out, v)
			}
		}
		return out
	}
	return vars
}

// readsOf are the variables that expressions, nil for none, read.
func readsOf(exprs ...algebra.Expr) []Var {
	m := map[Var]bool{}
	for _, e := range exprs {
		if e != nil {
			addExprVars(e, m)
		}
	}
	out := make([]Var, 0, len(m))
	for v := range m {
		out = append(out, v)
	}
	return out
}

// within reports whether all that is wanted is among vars.
func (w wants) within(vars []Var) bool {
	all := varSet(vars)
	for v := range w {
		if !all[v] {
			return false
		}
	}
	return true
}
