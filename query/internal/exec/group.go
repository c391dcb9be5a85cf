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

	table  *rowTable
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
	for i := range g.own {
		g.own[i] = make([]graph.ID, batch.Size)
	}
	if err := g.start(); err != nil {
		return &failed{err}
	}
	return g
}

// start makes the table and aggregators empty.
func (g *groupOp) start() error {
	g.table, g.held, g.ready, g.at = newRowTable(len(g.keys)), 0, false, 0
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
	n := min(g.table.n-g.at, batch.Size)
	if n <= 0 {
		return nil, nil
	}
	for i := range n {
		row := g.table.row(g.at + i)
		for c := range g.keys {
			g.own[c][i] = row[c]
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

// load reads the input into the groups.
func (g *groupOp) load() error {
	key := make([]graph.ID, len(g.keys))
	if len(key) == 0 {
		g.table.put(key)
	}
	for {
		b, err := g.in.Next()
		if err != nil {
			return err
		}
		if b == nil {
			break
		}
		g.number(b, key)
		bytes := g.table.bytes()
		for _, agg := range g.aggs {
			if err := agg.add(b, g.nums, g.table.n); err != nil {
				return err
			}
			bytes += agg.bytes()
		}
		if bytes > g.held {
			if err := g.x.grow("group", g.st, bytes-g.held); err != nil {
				return err
			}
			g.held = bytes
		}
	}
	if len(g.keys) == 0 {
		for _, agg := range g.aggs {
			if err := agg.add(&batch.Batch{}, nil, 1); err != nil {
				return err
			}
		}
	}
	g.ready = true
	return nil
}

// number finds each selected row's group.
func (g *groupOp) number(b *batch.Batch, key []graph.ID) {
	n := b.Len()
	if cap(g.nums) < n {
		g.nums = make([]uint32, n)
	}
	g.nums = g.nums[:n]
	switch {
	case len(key) == 0:
		clear(g.nums)
	case len(key) == 1 && g.keys[0] >= 0:
		g.numberByOne(b, b.Cols[g.keys[0]], key)
	default:
		g.numberByMany(b, key)
	}
}

// numberByOne is for one key column; runs of one value are looked up once.
func (g *groupOp) numberByOne(b *batch.Batch, col, key []graph.ID) {
	last, group, first := graph.None, uint32(0), true
	for i := range g.nums {
		if id := col[b.Row(i)]; id != last || first {
			key[0], last, first = id, id, false
			n, _ := g.table.put(key)
			group = uint32(n)
		}
		g.nums[i] = group
	}
}

func (g *groupOp) numberByMany(b *batch.Batch, key []graph.ID) {
	group, same := uint32(0), false
	for i := range g.nums {
		r := b.Row(i)
		for k, c := range g.keys {
			id := graph.None
			if c >= 0 {
				id = b.Cols[c][r]
			}
			same = same && key[k] == id
			key[k] = id
		}
		if !same {
			n, _ := g.table.put(key)
			group, same = uint32(n), true
		}
		g.nums[i] = group
	}
}

// integer is the ID of an xsd:integer.
func (x *Context) integer(n int64) graph.ID {
	return x.Env.Dict.ID(graph.NewTyped(strconv.FormatInt(n, 10), graph.XSD+"integer"))
}
