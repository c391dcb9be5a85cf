package reference

import (
	"cmp"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// item is an element of the list that an aggregate works on: a term, or an error.
type item struct {
	term graph.Term
	err  error
}

// key is a text that items which are "the same" share: the same term, or both
// errors.
func (i item) key() string {
	if i.err != nil {
		return "!"
	}
	return termKey(i.term)
}

// group is Group, Aggregation and AggregateJoin (1.2, section 18.5.1): one
// solution for each distinct list of key values, errors counting as one value,
// and a single one if there are no keys.
func (e *evaluator) group(g triples, o *algebra.Group, rows []solution) ([]solution, error) {
	type part struct {
		keys []item
		rows []solution
	}
	var parts []*part
	index := map[string]*part{}
	if len(o.Keys) == 0 {
		parts = append(parts, &part{})
		index[""] = parts[0]
	}
	for _, mu := range rows {
		var keys []item
		var text strings.Builder
		for _, k := range o.Keys {
			i, err := e.item(g, k.Expr, mu)
			if err != nil {
				return nil, err
			}
			keys = append(keys, i)
			text.WriteString(i.key() + "\n")
		}
		p := index[text.String()]
		if p == nil {
			p = &part{keys: keys}
			index[text.String()] = p
			parts = append(parts, p)
		}
		p.rows = append(p.rows, mu)
	}
	var out []solution
	for _, p := range parts {
		mu := solution{}
		for i, k := range o.Keys {
			if p.keys[i].err == nil {
				mu[k.Var] = p.keys[i].term
			}
		}
		for _, a := range o.Aggs {
			t, err := e.aggregate(g, a, p.rows)
			if fatal(err) {
				return nil, err
			}
			if err == nil {
				mu[a.Var] = t
			}
		}
		out = append(out, mu)
	}
	return out, nil
}

// item evaluates an expression, keeping an expression error as a value.
func (e *evaluator) item(g triples, x algebra.Expr, mu solution) (item, error) {
	t, err := e.expr(g, x, mu)
	if fatal(err) {
		return item{}, err
	}
	return item{term: t, err: err}, nil
}

// aggregate is the value of one aggregate for the solutions of one group.
func (e *evaluator) aggregate(g triples, a algebra.Aggregate, rows []solution) (graph.Term, error) {
	if a.Arg == nil {
		return countStar(a, rows), nil
	}
	var list []item
	have := map[string]bool{}
	for _, mu := range rows {
		i, err := e.item(g, a.Arg, mu)
		if err != nil {
			return graph.Term{}, err
		}
		if a.Distinct && have[i.key()] {
			continue
		}
		have[i.key()] = true
		list = append(list, i)
	}
	switch a.Name {
	case "COUNT":
		return count(list), nil
	case "SUM":
		v, err := sum(list)
		return termOf(v), err
	case "AVG":
		return average(list)
	case "MIN":
		return extreme(list, -1)
	case "MAX":
		return extreme(list, 1)
	case "SAMPLE":
		return sample(list)
	case "GROUP_CONCAT":
		return concat(list, a.Separator)
	}
	return graph.Term{}, value.ErrExpression
}

func integer(n int) graph.Term { return termOf(value.NewInteger(int64(n))) }

// countStar is COUNT(*) and COUNT(DISTINCT *).
func countStar(a algebra.Aggregate, rows []solution) graph.Term {
	if !a.Distinct {
		return integer(len(rows))
	}
	have := map[string]bool{}
	for _, mu := range rows {
		seen := solution{}
		for v, t := range mu {
			if !v.Hidden() {
				seen[v] = t
			}
		}
		have[seen.key()] = true
	}
	return integer(len(have))
}

// count is Count: the elements that are no errors.
func count(list []item) graph.Term {
	n := 0
	for _, i := range list {
		if i.err == nil {
			n++
		}
	}
	return integer(n)
}

// sum is Sum: op:numeric-add(L1, op:numeric-add(L2, ... 0)).
func sum(list []item) (value.Value, error) {
	total := value.NewInteger(0)
	for n := len(list) - 1; n >= 0; n-- {
		if list[n].err != nil {
			return value.Value{}, list[n].err
		}
		var err error
		if total, err = value.Arithmetic(value.Add, valueOf(list[n].term), total); err != nil {
			return value.Value{}, err
		}
	}
	return total, nil
}

// average is Avg: Sum divided by Count, 0 if Count is 0.
func average(list []item) (graph.Term, error) {
	n := valueOf(count(list))
	if k, _ := n.Int64(); k == 0 {
		return integer(0), nil
	}
	total, err := sum(list)
	if err != nil {
		return graph.Term{}, err
	}
	v, err := value.Arithmetic(value.Divide, total, n)
	return termOf(v), err
}

// extreme is Min (sign -1) or Max (sign 1): the first of the list in the order of
// ORDER BY, ascending or descending, in which errors are the lowest.
func extreme(list []item, sign int) (graph.Term, error) {
	if len(list) == 0 {
		return graph.Term{}, value.ErrExpression
	}
	best := list[0]
	for _, i := range list {
		if compareItems(i, best)*sign > 0 {
			best = i
		}
	}
	return best.term, best.err
}

// compareItems orders items; terms of equal value are ordered as terms, so that
// there is one answer.
func compareItems(a, b item) int {
	if a.err != nil || b.err != nil {
		return cmp.Compare(boolInt(a.err == nil), boolInt(b.err == nil))
	}
	return value.OrderTerms(valueOf(a.term), valueOf(b.term))
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// sample is Sample: the first element that is no error.
func sample(list []item) (graph.Term, error) {
	for _, i := range list {
		if i.err == nil {
			return i.term, nil
		}
	}
	return graph.Term{}, value.ErrExpression
}

// concat is GroupConcat: the texts of the elements, IRIs and literals, in order.
func concat(list []item, separator string) (graph.Term, error) {
	var parts []string
	for _, i := range list {
		if i.err != nil {
			return graph.Term{}, i.err
		}
		if !i.term.IsIRI() && !i.term.IsLiteral() {
			return graph.Term{}, value.ErrType
		}
		parts = append(parts, i.term.Value())
	}
	return graph.NewLiteral(strings.Join(parts, separator)), nil
}
