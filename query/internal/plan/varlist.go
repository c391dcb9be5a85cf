package plan

import "slices"

// VarList is a short list of variables without repeats. Nodes share lists, so one
// does not change once a node has it.
type VarList []Var

// Has reports whether v is one of them.
func (l VarList) Has(v Var) bool {
	for _, w := range l {
		if w == v {
			return true
		}
	}
	return false
}

// and is the list with vs behind it: l itself where that has them all. Names that
// are empty are left out.
func (l VarList) and(vs ...Var) VarList {
	for i, v := range vs {
		if v == "" || l.Has(v) {
			continue
		}
		out := append(make(VarList, 0, len(l)+len(vs)-i), l...)
		for _, v := range vs[i:] {
			if v != "" && !out.Has(v) {
				out = append(out, v)
			}
		}
		return out
	}
	return l
}

// among are those of vs that the list has: vs itself where it has them all.
func (l VarList) among(vs []Var) VarList {
	for i, v := range vs {
		if l.Has(v) {
			continue
		}
		out := append(make(VarList, 0, len(vs)-1), vs[:i]...)
		for _, v := range vs[i+1:] {
			if l.Has(v) {
				out = append(out, v)
			}
		}
		return out
	}
	return vs
}

// without is the list but for v.
func (l VarList) without(v Var) VarList {
	i := slices.Index(l, v)
	if i < 0 {
		return l
	}
	return slices.Concat(l[:i], l[i+1:])
}

// varMap is a set of variables made once and asked often.
type varMap map[Var]bool

// Has reports whether v is in the set.
func (m varMap) Has(v Var) bool { return m[v] }
