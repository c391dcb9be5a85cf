package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

const (
	// partRows is how many rows of values go into one request.
	partRows = 100
	// mostValues is up to how many rows of values an endpoint is asked for them;
	// beyond it is asked once, for all that its pattern gives.
	mostValues = 1000
	// mostValueBytes bounds the values' text in the same way.
	mostValueBytes = 1 << 20
)

// gatherOp is the left side of a join with an endpoint. It reads ahead to see
// which values are wanted of the endpoint, and then gives all its rows.
type gatherOp struct {
	x    *Context
	st   *Stats
	in   Operator
	vars []plan.Var
	kept *rowStore // rows read ahead
	out  *tableOp  // gives them
	held int64
}

// newBoundJoin makes a join whose right side, an endpoint, is asked for what goes
// with the rows of the left side. That is read anew at each start, so it must not
// change with what is around the join.
func (x *Context) newBoundJoin(n *plan.HashJoin, j *hashJoinOp, st *Stats) {
	s, ok := n.R.(*plan.Service)
	if !ok || len(s.Bind) == 0 || dependsOnRun(n.L) {
		return
	}
	left := &gatherOp{x: x, st: st, in: j.l, vars: n.L.About().Vars}
	j.l = left
	if c, ok := j.r.(*counted); ok {
		c.Operator = &serviceOp{x: x, node: s, left: left}
	}
}

func (g *gatherOp) Reset() {
	g.in.Reset()
	g.x.shrink(g.held)
	g.kept, g.out, g.held = nil, nil, 0
}

func (g *gatherOp) Next() (*batch.Batch, error) {
	if g.kept != nil {
		if g.out == nil {
			g.out = &tableOp{n: g.kept.n, cols: g.kept.cols}
		}
		if b, err := g.out.Next(); b != nil || err != nil {
			return b, err
		}
	}
	return g.in.Next()
}

// parts reads ahead and gives the different values of columns, in tables of a size
// that can be sent. few is false when there are too many.
func (g *gatherOp) parts(bind []plan.Var) (tables []*algebra.Table, few bool, err error) {
	g.kept = newRowStore(len(g.vars))
	values := newRowTable(len(bind))
	cols, key := places(bind, g.vars), make([]graph.ID, len(bind))
	for values.n <= mostValues {
		b, err := g.in.Next()
		if err != nil {
			return nil, false, err
		}
		if b == nil {
			tables, few = g.tables(bind, values)
			return tables, few, nil
		}
		n := g.kept.add(b, every(len(g.vars)))
		g.held += n
		if err := g.x.grow("service", g.st, n); err != nil {
			return nil, false, err
		}
		for i := range b.Len() {
			for c, f := range cols {
				key[c] = b.Cols[f][b.Row(i)]
			}
			values.put(key)
		}
	}
	return nil, false, nil
}

// tables writes values out. Columns in which there is a term that cannot be sent
// are left out; when none is left, few is false.
func (g *gatherOp) tables(bind []plan.Var, values *rowTable) (out []*algebra.Table, few bool) {
	var cols []int
	for c := range bind {
		sendable := true
		for r := 0; r < values.n && sendable; r++ {
			sendable = algebra.Sendable(g.x.Env.Dict.Term(values.row(r)[c]))
		}
		if sendable {
			cols = append(cols, c)
		}
	}
	if len(cols) == 0 {
		return nil, false
	}
	size, seen, key := 0, newRowTable(len(cols)), make([]graph.ID, len(cols))
	for r := range values.n {
		row := make([]graph.Term, len(cols))
		for i, c := range cols {
			key[i] = values.row(r)[c]
			row[i] = g.x.Env.Dict.Term(key[i])
			size += len(row[i].Value())
		}
		n, isNew := seen.put(key)
		if !isNew {
			continue
		}
		if n%partRows == 0 {
			out = append(out, tableOver(bind, cols))
		}
		t := out[len(out)-1]
		t.Rows = append(t.Rows, row)
	}
	return out, size <= mostValueBytes
}

// tableOver is an empty table of some of the variables.
func tableOver(vars []plan.Var, cols []int) *algebra.Table {
	t := &algebra.Table{}
	for _, c := range cols {
		t.Vars = append(t.Vars, vars[c])
	}
	return t
}
