package exec

import (
	"strconv"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/eval"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// groupOp is GROUP BY and the aggregates: it reads all its input and holds one
// row of keys and one accumulator per aggregate for each group. Groups come in
// the order in which they were first seen. Without keys there is always one.
type groupOp struct {
	x    *Context
	st   *Stats
	in   Operator
	node *plan.Group
	keys []int
	aggs []aggregator

	table  *groupTable
	held   int64
	ready  bool
	at     int
	own    [][]graph.ID
	nums   []uint32 // group number by selected row of the batch
	out    batch.Batch
	schema []plan.Var
}

// aggregator keeps one aggregate for every group.
type aggregator interface {
	// add takes the batch's selected rows; group[i] is the group of the i-th.
	add(b *batch.Batch, group []uint32, groups int) error
	result(group int) (graph.ID, error)
	bytes() int64
}

// merger is an aggregator that can be computed in parts.
type merger interface {
	// merges tells whether this one can.
	merges() bool
	// merge takes over what o, of the same kind, has of its group g into group
	// to[g], below groups.
	merge(o aggregator, to []uint32, groups int) error
}

func (x *Context) newGroup(n *plan.Group, st *Stats) Operator {
	if countsRows(n) {
		return x.newCount(n)
	}
	if scan, pos := countsDistinct(n); scan != nil {
		return &countOp{x: x, in: &counted{Operator: x.newListing(scan, pos), x: x, st: &Stats{}, name: "scan"}, cols: make([][]graph.ID, len(n.Vars))}
	}
	g := &groupOp{x: x, st: st, in: x.operator(n.Input), node: n, schema: n.Input.About().Vars}
	for _, k := range n.Keys {
		g.keys = append(g.keys, column(g.schema, k.In))
	}
	g.own = make([][]graph.ID, len(n.Vars))
	if err := g.start(); err != nil {
		return &failed{err}
	}
	return g
}

// start makes the table and aggregators empty.
func (g *groupOp) start() error {
	g.table, g.held, g.ready, g.at = newGroupTable(g.keys), 0, false, 0
	g.aggs = g.aggs[:0]
	for _, a := range g.node.Aggs {
		agg, err := g.aggregator(a)
		if err != nil {
			return err
		}
		g.aggs = append(g.aggs, agg)
	}
	return nil
}

func (g *groupOp) aggregator(a algebra.Aggregate) (aggregator, error) {
	if a.Name == "COUNT" {
		if a.Arg == nil && !a.Distinct {
			return &countRows{x: g.x}, nil
		}
		if ref, ok := a.Arg.(*algebra.VarRef); ok {
			if c := column(g.schema, ref.Var); c >= 0 {
				if a.Distinct && len(g.keys) == 0 {
					return &countTerms{x: g.x, col: c}, nil
				}
				if a.Distinct {
					return &countDistinct{x: g.x, col: c}, nil
				}
				return &countBound{countRows{x: g.x}, c}, nil
			}
		}
	}
	if t, err := eval.NewTotals(a, g.schema, g.x.Env); t != nil || err != nil {
		return &totals{t}, err
	}
	if e := eval.NewExtremes(a, g.schema, g.x.Env); e != nil {
		return &extremes{e}, nil
	}
	make, err := eval.NewAggregate(a, g.schema, g.x.Env)
	if err != nil {
		return nil, err
	}
	_, custom := g.x.Env.Aggregates[a.Name]
	_, column := a.Arg.(*algebra.VarRef)
	vary := custom || a.Distinct || a.Name == "GROUP_CONCAT"
	return &accumulators{x: g.x, st: g.st, make: make, vary: vary, plain: column && !vary}, nil
}

func (g *groupOp) Reset() {
	g.x.shrink(g.held)
	g.in.Reset()
	if err := g.start(); err != nil {
		g.in = &failed{err}
	}
}

func (g *groupOp) Next() (*batch.Batch, error) {
	if !g.ready {
		if err := g.load(); err != nil {
			return nil, err
		}
	}
	n := min(g.table.len()-g.at, batch.Size)
	if n <= 0 {
		return nil, nil
	}
	for c := range g.own {
		g.own[c] = room(g.own[c], n)
	}
	for i := range n {
		for c, id := range g.table.keyOf(g.at + i) {
			g.own[c][i] = id
		}
		for a, agg := range g.aggs {
			id, err := agg.result(g.at + i)
			if err != nil {
				return nil, err
			}
			g.own[len(g.keys)+a][i] = id
		}
	}
	g.at += n
	g.out.Cols = g.out.Cols[:0]
	for _, c := range g.own {
		g.out.Cols = append(g.out.Cols, c[:n])
	}
	g.out.N = n
	return &g.out, nil
}

// load reads the input into the groups, on several goroutines where it is worth it.
func (g *groupOp) load() error {
	if done, err := g.loadParts(); done || err != nil {
		g.ready = err == nil
		return err
	}
	if err := g.read(); err != nil {
		return err
	}
	g.ready = true
	return nil
}

// read reads the input, or a worker's part of it.
func (g *groupOp) read() error {
	if len(g.keys) == 0 {
		g.table.putKey(nil)
	}
	in := g.x.stream(g.node.Input, g.in)
	for {
		b, err := in.Next()
		if err != nil {
			return err
		}
		if b == nil {
			break
		}
		g.number(b)
		for _, agg := range g.aggs {
			if err := agg.add(b, g.nums, g.table.len()); err != nil {
				return err
			}
		}
		if err := g.account(); err != nil {
			return err
		}
	}
	if len(g.keys) > 0 {
		return nil
	}
	for _, agg := range g.aggs {
		if err := agg.add(&batch.Batch{}, nil, 1); err != nil {
			return err
		}
	}
	return nil
}

// number finds each selected row's group.
func (g *groupOp) number(b *batch.Batch) {
	n := b.Len()
	if cap(g.nums) < n {
		g.nums = make([]uint32, max(n, min(batch.Size, 2*n)))
	}
	g.nums = g.nums[:n]
	g.table.number(b, g.nums)
}

// integer is the ID of an xsd:integer.
func (x *Context) integer(n int64) graph.ID {
	if id, ok := graph.IntegerID(n); ok {
		return id
	}
	return x.Env.Dict.ID(graph.NewTyped(strconv.FormatInt(n, 10), graph.XSD+"integer"))
}
