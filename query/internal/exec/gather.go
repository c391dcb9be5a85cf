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
	if !ok || s.Input != nil || len(s.Bind) == 0 || dependsOnRun(n.L) {
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

// ahead reads one batch ahead: nil at the end.
func (g *gatherOp) ahead() (*batch.Batch, error) {
	if g.kept == nil {
		g.kept = newRowStore(len(g.vars))
	}
	b, err := g.in.Next()
	if b == nil || err != nil {
		return nil, err
	}
	n := g.kept.add(b, every(len(g.vars)))
	g.held += n
	return b, g.x.grow("service", g.st, n)
}

// values reads ahead and gives the different values of columns. few is false when
// there are too many; there may be more then.
func (g *gatherOp) values(cols []int) (values *rowTable, few bool, err error) {
	values = newRowTable(len(cols))
	for values.n <= mostValues {
		b, err := g.ahead()
		if b == nil || err != nil {
			return values, true, err
		}
		putRows(values, b.Cols, cols, b.Row, b.Len())
	}
	return values, false, nil
}

// putRows adds n rows of columns to a table; at gives their places.
func putRows(t *rowTable, from [][]graph.ID, cols []int, at func(int) int, n int) {
	key := make([]graph.ID, len(cols))
	for i := range n {
		for c, f := range cols {
			key[c] = from[f][at(i)]
		}
		t.put(key)
	}
}

// tables writes rows of values out, in tables of a size that can be sent. Columns in
// which there is a term that cannot be sent are left out; when none is left, or the
// text is too long, there are no tables.
func (x *Context) tables(bind []plan.Var, rows [][]graph.ID) (out []*algebra.Table) {
	var cols []int
	for c := range bind {
		sendable := true
		for r := 0; r < len(rows) && sendable; r++ {
			sendable = algebra.Sendable(x.Env.Dict.Term(rows[r][c]))
		}
		if sendable {
			cols = append(cols, c)
		}
	}
	if len(cols) == 0 {
		return nil
	}
	size, seen, key := 0, newRowTable(len(cols)), make([]graph.ID, len(cols))
	for _, from := range rows {
		row := make([]graph.Term, len(cols))
		for i, c := range cols {
			key[i] = from[c]
			row[i] = x.Env.Dict.Term(key[i])
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
	if size > mostValueBytes {
		return nil
	}
	return out
}

// tableOver is an empty table of some of the variables.
func tableOver(vars []plan.Var, cols []int) *algebra.Table {
	t := &algebra.Table{}
	for _, c := range cols {
		t.Vars = append(t.Vars, vars[c])
	}
	return t
}

// newSeededJoin makes a join read all of its left side first, and run its right side
// for the different values there.
func (x *Context) newSeededJoin(n *plan.HashJoin, j *hashJoinOp, st *Stats) {
	if n.Seeded == "" {
		return
	}
	left := &gatherOp{x: x, st: st, in: j.l, vars: n.L.About().Vars}
	j.l = left
	ops, nodes := x.seeds[n.Seeded], seedNodes(n.R, n.Seeded)
	j.seed = func() error {
		for {
			if b, err := left.ahead(); err != nil {
				return err
			} else if b == nil {
				break
			}
		}
		for i, s := range nodes {
			if err := left.seed(ops[i], places(s.Vars, left.vars)); err != nil {
				return err
			}
		}
		return nil
	}
}

// seed gives a seed the different values of columns.
func (g *gatherOp) seed(op *seedOp, cols []int) error {
	t := newRowTable(len(cols))
	putRows(t, g.kept.cols, cols, func(i int) int { return i }, g.kept.n)
	op.n = t.n
	for c := range cols {
		op.cols[c] = make([]graph.ID, t.n)
		for r := range t.n {
			op.cols[c][r] = t.row(r)[c]
		}
	}
	bytes := 2 * t.bytes()
	g.held += bytes
	return g.x.grow("service", g.st, bytes)
}
