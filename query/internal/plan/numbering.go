package plan

// numbering numbers variables from 0.
type numbering struct {
	names []Var
	index map[Var]int // nil while there are few, which are found faster by looking
}

// fewNames is up to how many names are looked through.
const fewNames = 16

// of is a variable's number, -1 when it has none. The nil numbering has no numbers.
func (n *numbering) of(v Var) int {
	if n == nil {
		return -1
	}
	if n.index != nil {
		if i, ok := n.index[v]; ok {
			return i
		}
		return -1
	}
	for i, w := range n.names {
		if w == v {
			return i
		}
	}
	return -1
}

// add numbers a variable that may have a number already.
func (n *numbering) add(v Var) {
	if n.of(v) >= 0 {
		return
	}
	n.names = append(n.names, v)
	if n.index != nil {
		n.index[v] = len(n.names) - 1
	} else if len(n.names) > fewNames {
		n.index = make(map[Var]int, 2*len(n.names))
		for i, w := range n.names {
			n.index[w] = i
		}
	}
}
