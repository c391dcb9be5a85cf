package plan

import (
	"math"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// groupBy plans GROUP BY: key expressions become columns first.
func (b *builder) groupBy(op *algebra.Group) Node {
	in := b.build(op.Input)
	keys := make([]Var, len(op.Keys))
	for i, k := range op.Keys {
		keys[i] = k.Var
		if ref, ok := k.Expr.(*algebra.VarRef); ok && ref.Var == k.Var || k.Expr == nil {
			continue
		}
		in = b.extend(in, k.Var, k.Expr)
	}
	n := &Group{Input: in, Keys: keys, Aggs: op.Aggs}
	info := in.About()
	n.Info = Info{Certain: map[Var]bool{}, Rows: 1, Cost: info.Cost + info.Rows*costProbe}
	if len(keys) > 0 {
		n.Rows = math.Sqrt(info.Rows)
	}
	for _, k := range keys {
		n.Vars = append(n.Vars, k)
		if info.Certain[k] {
			n.Certain[k] = true
		}
	}
	for _, a := range op.Aggs {
		n.Vars = append(n.Vars, a.Var)
		if a.Name == "COUNT" {
			n.Certain[a.Var] = true
		}
	}
	return n
}
