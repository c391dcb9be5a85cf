package plan

import (
	"strconv"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// Name is the operator's name, as errors and explain trees show it.
func Name(n Node) string {
	switch n := n.(type) {
	case *Unit:
		return "unit"
	case *Empty:
		return "nothing"
	case *Seed:
		return "outer rows"
	case *Table:
		return "values"
	case *Step:
		if n.Input == nil {
			return "scan"
		}
		return "index " + n.Mode.String()
	case *PathStep:
		return "path"
	case *Intersect:
		return "intersection"
	case *Star:
		return "star"
	case *Tally:
		return "tally"
	case *Unpack:
		return "unpack"
	case *HashJoin:
		if n.Minus {
			return "hash minus"
		}
		return "hash " + n.Mode.String()
	case *Lateral:
		return "nested " + n.Mode.String()
	case *Filter:
		return "filter"
	case *Extend:
		return "extend"
	case *Union:
		return "union"
	}
	return modifierName(n)
}

func modifierName(n Node) string {
	switch n := n.(type) {
	case *GraphEach:
		return "graph"
	case *Group:
		return "group"
	case *Sort:
		if n.Limit >= 0 {
			return "top"
		}
		return "sort"
	case *TopFilter:
		return "top filter"
	case *Distinct:
		return "distinct"
	case *Project:
		return "project"
	case *Slice:
		return "slice"
	case *Service:
		return "service"
	case *Shared:
		return "shared"
	case *Adaptive:
		return "adaptive"
	}
	return "operator"
}

// Detail is what an operator works on: its pattern, keys or expression. term
// gives a constant's text.
func Detail(n Node, term func(graph.ID) string) string {
	triple := func(slots ...Slot) string {
		parts := make([]string, len(slots))
		for i, s := range slots {
			parts[i] = slotText(s, term)
		}
		return strings.Join(parts, " ")
	}
	switch n := n.(type) {
	case *Step:
		return triple(n.S, n.P, n.O)
	case *PathStep:
		return triple(n.S) + " " + algebra.PathSSE(n.Path) + " " + triple(n.O)
	case *Intersect:
		parts := make([]string, len(n.Patterns))
		for i := range n.Patterns {
			parts[i] = triple(n.Patterns[i].S, n.Patterns[i].P, n.Patterns[i].O)
		}
		return strings.Join(parts, " . ")
	case *Star:
		return starText(n, triple)
	case *Tally:
		parts := make([]string, len(n.Patterns))
		for i, p := range n.Patterns {
			parts[i] = triple(p.S, p.P, p.O)
		}
		return strings.TrimSpace(varsText(n.Keys) + " of " + strings.Join(parts, " . "))
	case *Unpack:
		return varText(n.Var) + " = <<( " + triple(n.S, n.P, n.O) + " )>>"
	case *HashJoin:
		return joinText(n)
	case *Filter:
		return algebra.ExprSSE(n.Cond)
	case *Extend:
		return varText(n.Var) + " = " + algebra.ExprSSE(n.Expr)
	case *GraphEach:
		return slotText(n.Name, term)
	case *Group:
		parts := make([]Var, len(n.Keys))
		for i, k := range n.Keys {
			parts[i] = k.Out
		}
		return varsText(parts)
	case *Service:
		return serviceText(n, term)
	case *Project:
		return varsText(n.Vars)
	case *Shared:
		return varsText(n.Vars)
	case *Sort:
		return sortText(n)
	case *TopFilter:
		return algebra.ExprSSE(n.Top.Keys[0].Expr)
	case *Table:
		return varsText(n.Vars) + ", " + strconv.Itoa(len(n.Rows)) + " rows"
	case *Slice:
		return sliceText(n)
	}
	return ""
}

// starText is the patterns of a star: those that are not joined with a word for how.
func starText(n *Star, triple func(...Slot) string) string {
	parts := make([]string, len(n.Patterns))
	for i := range n.Patterns {
		p := &n.Patterns[i]
		parts[i] = [...]string{Inner: "", Outer: "optional ", Semi: "some ", Anti: "no "}[p.Mode] + triple(p.S, p.P, p.O)
	}
	return strings.Join(parts, " . ")
}

// serviceText names the endpoint, and what is sent to it besides the pattern.
func serviceText(n *Service, term func(graph.ID) string) string {
	text := slotText(n.Name, term)
	if len(n.Bind) > 0 {
		text += ", with the values of " + varsText(n.Bind)
	}
	for _, c := range n.Op.Sent {
		text += ", filter " + algebra.ExprSSE(c)
	}
	return text
}

// joinText is what a hash join joins by: its keys, and its equalities of values.
func joinText(n *HashJoin) string {
	text := varsText(append(append([]Var{}, n.Keys...), n.Loose...))
	for _, e := range n.Equal {
		text += " " + varText(e.L) + " = " + varText(e.R)
	}
	if n.Range != nil {
		text += ", " + algebra.ExprSSE(n.Cond)
	}
	if n.Seeded != "" {
		text += ", the right side for the left side's values"
	}
	return strings.TrimPrefix(strings.TrimSpace(text), ", ")
}

func sliceText(n *Slice) string {
	var parts []string
	if n.Limit >= 0 {
		parts = append(parts, "limit "+strconv.FormatInt(n.Limit, 10))
	}
	if n.Offset > 0 {
		parts = append(parts, "offset "+strconv.FormatInt(n.Offset, 10))
	}
	return strings.Join(parts, " ")
}

func sortText(n *Sort) string {
	parts := make([]string, len(n.Keys))
	for i, k := range n.Keys {
		parts[i] = algebra.ExprSSE(k.Expr)
		if k.Desc {
			parts[i] = "desc " + parts[i]
		}
	}
	return strings.Join(parts, ", ")
}

func slotText(s Slot, term func(graph.ID) string) string {
	if s.Var != "" {
		return varText(s.Var)
	}
	return term(s.ID)
}

func varText(v Var) string { return "?" + string(v) }

func varsText(vars []Var) string {
	parts := make([]string, len(vars))
	for i, v := range vars {
		parts[i] = varText(v)
	}
	return strings.Join(parts, " ")
}
