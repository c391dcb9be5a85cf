package plan

import "slices"

// A plan of many patterns has a node for each, whose columns are mostly those of the
// node below. Where there are many, nodes share one list of names, of which each has the
// first few, and one index: the plan of n patterns is then of the size of n, not n*n.

// fewColumns is up to how many columns are copied, and looked through.
const fewColumns = 64

// columnLists are the shared lists, by the place of their first name.
type columnLists map[*Var]*columnList

// columnList is a list of columns that grows. What was given of it stays as it is.
type columnList struct {
	names []Var
	at    map[Var]int
}

// have reports whether v is among columns.
func (c columnLists) have(columns []Var, v Var) bool {
	if len(columns) <= fewColumns {
		return slices.Contains(columns, v)
	}
	l := c[&columns[0]]
	if l == nil {
		return slices.Contains(columns, v)
	}
	i, ok := l.at[v]
	return ok && i < len(columns)
}

// and is columns with those of vs behind them that are not there yet: columns itself
// where all are. Names that are empty are left out.
func (c columnLists) and(columns []Var, vs ...Var) []Var {
	if len(columns)+len(vs) <= fewColumns {
		return VarList(columns).and(vs...)
	}
	var l *columnList
	for _, v := range vs {
		if v == "" || c.have(columns, v) {
			continue
		}
		if l == nil {
			l = c.listOf(columns)
		}
		l.at[v] = len(l.names)
		l.names = append(l.names, v)
		c[&l.names[0]] = l
		columns = l.names[:len(l.names):len(l.names)]
	}
	return columns
}

// listOf is the list that ends with columns, and may grow.
func (c columnLists) listOf(columns []Var) *columnList {
	if len(columns) > 0 {
		if l := c[&columns[0]]; l != nil && len(l.names) == len(columns) {
			return l
		}
	}
	l := &columnList{names: append(make([]Var, 0, 2*len(columns)+fewColumns), columns...), at: make(map[Var]int, 2*len(columns))}
	for i, v := range columns {
		l.at[v] = i
	}
	return l
}
