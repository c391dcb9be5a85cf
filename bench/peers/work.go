package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/query"
)

// operator is one of a plan's, with what it did in a run.
type operator struct {
	Kind   string `json:"operator"`
	Detail string `json:"detail,omitempty"` // its pattern, keys or expression
	Rows   int64  `json:"rows"`
	Seeks  int64  `json:"seeks,omitempty"`
}

// name tells the operators of a plan apart.
func (o operator) name() string { return strings.TrimSpace(o.Kind + " " + o.Detail) }

// work is rows given and index look-ups, the unit of a query's work.
func (o operator) work() int64 { return o.Rows + o.Seeks }

// operators are those of a plan, each before its inputs.
func operators(n *query.PlanNode) []operator {
	list := []operator{{n.Operator, n.Detail, n.Rows, n.Seeks}}
	for _, in := range n.Inputs {
		list = append(list, operators(in)...)
	}
	return list
}

// work is what a query did, all operators together.
func (t *timing) work() (sum int64) {
	for _, o := range t.Operators {
		sum += o.work()
	}
	return sum
}

// unit is the nanoseconds for one row or look-up.
func (t *timing) unit() float64 { return t.Median * 1e9 / float64(max(t.work(), 1)) }

// grewMost is the operator whose work grew most beyond that factor from one run to
// the next, and its work in both. Operators are the same where they do the same.
func grewMost(small, large *timing, factor float64) (name string, before, after int64) {
	a, b := byName(small.Operators), byName(large.Operators)
	most := 0.0
	for _, o := range large.Operators { // in the plan's order: of equals the first
		of := o.name()
		if beyond := float64(b[of]) - factor*float64(a[of]); beyond > most {
			most, name, before, after = beyond, of, a[of], b[of]
		}
	}
	return name, before, after
}

func byName(list []operator) map[string]int64 {
	sums := map[string]int64{}
	for _, o := range list {
		sums[o.name()] += o.work()
	}
	return sums
}

// otherOrder is a change of plan whose operators are the same.
const otherOrder = "joins in another order"

// planChange says which operators the plan has more and fewer of in the larger data,
// or that they are in another order; "" where the plans are the same.
func planChange(small, large *timing) string {
	count := map[string]int{}
	for _, o := range small.Operators {
		count[o.Kind]--
	}
	for _, o := range large.Operators {
		count[o.Kind]++
	}
	var more, fewer []string
	for kind, n := range count {
		switch {
		case n > 0:
			more = append(more, fmt.Sprintf("%d %s", n, kind))
		case n < 0:
			fewer = append(fewer, fmt.Sprintf("%d %s", -n, kind))
		}
	}
	byText := func(a, b string) int {
		return cmp.Compare(a[strings.IndexByte(a, ' '):], b[strings.IndexByte(b, ' '):])
	}
	slices.SortFunc(more, byText)
	slices.SortFunc(fewer, byText)
	switch {
	case len(more) > 0 && len(fewer) > 0:
		return strings.Join(more, ", ") + " in place of " + strings.Join(fewer, ", ")
	case len(more) > 0:
		return strings.Join(more, ", ") + " more"
	case len(fewer) > 0:
		return strings.Join(fewer, ", ") + " less"
	case !slices.EqualFunc(small.Operators, large.Operators, func(a, b operator) bool { return a.name() == b.name() }):
		return otherOrder
	}
	return ""
}
