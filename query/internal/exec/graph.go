package exec

import (
	"slices"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// graphOp is GRAPH: it runs its input once for each named graph of the dataset
// with that graph active, and binds the variable, if there is one.
type graphOp struct {
	x     *Context
	in    Operator
	node  *plan.GraphEach
	from  []int
	name  int // the output column of the name, or -1
	inner int // the input's own column of that variable, or -1
	left  []graph.ID
	open  bool
	cur   graph.ID
	names []graph.ID
	sel   []uint16
	out   batch.Batch
}

func (x *Context) newGraphEach(n *plan.GraphEach) Operator {
	x.views[n.Scope] = x.Source.Snapshot.Named(graph.None)
	outer := x.scope
	x.scope = n.Scope
	g := &graphOp{x: x, in: x.operator(n.Input), node: n, name: -1, inner: -1}
	x.scope = outer
	g.from = places(n.Vars, n.Input.About().Vars)
	if v := n.Name.Var; v != "" {
		g.name, g.inner = column(n.Vars, v), column(n.Input.About().Vars, v)
	}
	g.sel = []uint16{}
	g.Reset()
	return g
}

func (g *graphOp) Reset() {
	g.open = false
	g.left = g.x.Source.Named
	if g.node.Name.Var == "" {
		g.left = nil
		if _, ok := slices.BinarySearch(g.x.Source.Named, g.node.Name.ID); ok {
			g.left = []graph.ID{g.node.Name.ID}
		}
	}
}

func (g *graphOp) Next() (*batch.Batch, error) {
	for {
		if !g.open {
			if len(g.left) == 0 {
				return nil, nil
			}
			g.enter(g.left[0])
			g.left = g.left[1:]
		}
		b, err := g.in.Next()
		if err != nil {
			return nil, err
		}
		if b == nil {
			g.open = false
			if err := g.x.check("graph", 0); err != nil {
				return nil, err
			}
			continue
		}
		if out := g.bind(b); out.Len() > 0 {
			return out, nil
		}
	}
}

// enter makes a graph the active one and starts the input again.
func (g *graphOp) enter(id graph.ID) {
	g.cur, g.open = id, true
	g.x.views[g.node.Scope] = g.x.Source.Snapshot.Named(id)
	fill(g.names, id)
	g.in.Reset()
}

// bind adds the graph's name; rows that bind the variable to another value go.
func (g *graphOp) bind(b *batch.Batch) *batch.Batch {
	g.out.Cols = rearrange(g.out.Cols[:0], b, g.from)
	g.out.N, g.out.Sel = b.N, b.Sel
	if g.inner >= 0 {
		g.sel = g.sel[:0]
		for i := range b.Len() {
			r := b.Row(i)
			if v := b.Cols[g.inner][r]; v == graph.None || v == g.cur {
				g.sel = append(g.sel, uint16(r))
			}
		}
		g.out.Sel = g.sel
	}
	if g.name >= 0 {
		if len(g.names) < b.N {
			g.names = room(g.names, b.N)
			fill(g.names, g.cur)
		}
		g.out.Cols[g.name] = g.names[:b.N]
	}
	return &g.out
}
