package exec

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// unpackOp matches the triple terms of a column against a pattern with
// variables inside: rows whose value is another kind of term, or whose parts do
// not fit, go; free variables become columns.
type unpackOp struct {
	x    *Context
	in   Operator
	col  int
	pos  [3]place
	same [3]bool
	cols []outCol
	own  [][]graph.ID
	sel  []uint16
	out  batch.Batch
}

func (x *Context) newUnpack(n *plan.Unpack) Operator {
	schema := n.Input.About().Vars
	u := &unpackOp{x: x, in: x.operator(n.Input), col: column(schema, n.Var)}
	slots := [3]plan.Slot{n.S, n.P, n.O}
	for i, s := range slots {
		u.pos[i] = placeOf(s, n.Input)
	}
	u.same = sameVars(&plan.Step{S: n.S, P: n.P, O: n.O})
	for _, v := range n.Vars {
		c := outCol{in: column(schema, v), match: -1}
		for i, s := range slots {
			if s.Var == v && (c.in < 0 || u.pos[i].maybe) {
				c.match = i
			}
		}
		u.cols = append(u.cols, c)
	}
	u.own = make([][]graph.ID, len(u.cols))
	return u
}

func (u *unpackOp) Reset() { u.in.Reset() }

func (u *unpackOp) Next() (*batch.Batch, error) {
	for {
		b, err := u.in.Next()
		if b == nil || err != nil {
			return nil, err
		}
		u.sel = u.sel[:0]
		for c := range u.own {
			u.own[c] = room(u.own[c], b.N) // read only where match >= 0
		}
		for i := range b.Len() {
			r := b.Row(i)
			parts, ok := u.match(b, r)
			if !ok {
				continue
			}
			u.sel = append(u.sel, uint16(r))
			for c, col := range u.cols {
				if col.match >= 0 {
					u.own[c][r] = parts[col.match]
				}
			}
		}
		if len(u.sel) == 0 {
			continue
		}
		u.out.Cols = u.out.Cols[:0]
		for c, col := range u.cols {
			if col.match >= 0 {
				u.out.Cols = append(u.out.Cols, u.own[c][:b.N])
			} else {
				u.out.Cols = append(u.out.Cols, b.Cols[col.in])
			}
		}
		u.out.N, u.out.Sel = b.N, u.sel
		return &u.out, nil
	}
}

// match takes a row's triple term apart and compares it with what is bound.
func (u *unpackOp) match(b *batch.Batch, r int) (parts [3]graph.ID, ok bool) {
	id := b.Cols[u.col][r]
	if id == graph.None {
		return parts, false
	}
	t, ok := u.x.Env.Dict.Term(id).Triple()
	if !ok {
		return parts, false
	}
	for i, term := range [3]graph.Term{t.S, t.P, t.O} {
		parts[i] = u.x.Env.Dict.ID(term)
		if want := u.pos[i].at(b, r); want != graph.None && want != parts[i] {
			return parts, false
		}
	}
	same := u.same
	if same[0] && parts[0] != parts[1] || same[1] && parts[0] != parts[2] || same[2] && parts[1] != parts[2] {
		return parts, false
	}
	return parts, true
}
