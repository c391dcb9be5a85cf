package plan

import (
	"math"

	"github.com/trivet-rdf/trivet/query/internal/algebra"
)

// groupBy plans GROUP BY.
func (b *builder) groupBy(op *algebra.Group) Node {
	b.folding = foldedBy(op)
	return b.groupOf(op, b.build(op.Input))
}

// groupOf groups the rows of in. A key expression becomes a hidden column first: the
// name that AS gives it is known above the grouping, not in the aggregates.
func (b *builder) groupOf(op *algebra.Group, in Node) Node {
	keys := make([]Key, len(op.Keys))
	for i, k := range op.Keys {
		keys[i] = Key{Out: k.Var, In: k.Var}
		if ref, ok := k.Expr.(*algebra.VarRef); ok {
			keys[i].In = ref.Var
			continue
		}
		keys[i].In = b.freshVar()
		in = b.extend(in, keys[i].In, k.Expr)
	}
	if scan, ok := in.(*Step); ok && scan.Input == nil && len(keys) == 1 && keys[0].In == scan.O.Var && scan.P.Var == "" {
		scan.Sorted = scan.O.Var // rows of a group come together
	}
	info := in.About()
	out := Info{Rows: 1, Cost: info.Cost + info.Rows*costProbe}
	if len(keys) > 0 {
		out.Rows = groups(info, keys)
	}
	out.known = groupKnown(info, keys, op.Aggs, out.Rows)
	for _, k := range keys {
		out.Vars = append(out.Vars, k.Out)
		if info.Certain.Has(k.In) {
			out.Certain = append(out.Certain, k.Out)
		}
	}
	for _, a := range op.Aggs {
		out.Vars = append(out.Vars, a.Var)
		if a.Name == "COUNT" {
			out.Certain = append(out.Certain, a.Var)
		}
	}
	if t := b.tally(op, in); t != nil {
		out.Cost = t.Cost
		t.Info = out
		return t
	}
	return &Group{Info: out, Input: in, Keys: keys, Aggs: op.Aggs}
}

// groups is how many groups the rows are expected to have.
func groups(in *Info, keys []Key) float64 {
	different := 1.0
	for _, k := range keys {
		if in.known.number.of(k.In) < 0 {
			return math.Sqrt(in.Rows)
		}
		different *= math.Max(in.distinct(k.In), 1)
	}
	return different * (1 - math.Exp(-in.Rows/different))
}

// foldedBy is the folding of a grouping to whose aggregates duplicates do not
// matter; nil when they do.
func foldedBy(op *algebra.Group) *folding {
	f := &folding{want: map[Var]bool{}}
	for _, k := range op.Keys {
		addExprVars(k.Expr, f.want)
	}
	for _, a := range op.Aggs {
		if a.Arg == nil || !a.Distinct && a.Name != "MIN" && a.Name != "MAX" {
			return nil
		}
		addExprVars(a.Arg, f.want)
		for _, e := range a.Args {
			addExprVars(e, f.want)
		}
	}
	return f
}
