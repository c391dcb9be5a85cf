package eval

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// Bound tells which terms of a column come after one of them in the order of ORDER
// BY. As more rows are known the term moves forward only, so that what has been
// behind stays so, and is looked up by term.
type Bound struct {
	env  *Env
	sign int // 1, or -1 for descending order
	last graph.ID
	f    float64
	kind graph.Plain
	nums numberVector
	late [4][][]class // other for terms known to be behind; by kind of ID, in pages
}

// NewBound is a bound for ascending or descending order.
func NewBound(env *Env, descending bool) *Bound {
	if descending {
		return &Bound{env: env, sign: -1}
	}
	return &Bound{env: env, sign: 1}
}

// Set moves the bound to a term that is not behind the one before.
func (x *Bound) Set(last graph.ID) {
	x.last = last
	f, kind := [1]float64{}, [1]graph.Plain{}
	x.env.Dict.snap.PlainNumbers([]graph.ID{last}, f[:], kind[:])
	if x.f, x.kind = f[0], kind[0]; x.f != x.f {
		x.kind = graph.NotPlain
	}
}

// InTime appends to sel the selected rows of b whose term in a column is not behind
// the bound.
func (x *Bound) InTime(b *batch.Batch, slot int, sel []uint16) []uint16 {
	ids := x.nums.read(x.env.Dict, b, slot)
	for i, id := range ids {
		if f := x.nums.f[i]; x.kind != graph.NotPlain && x.nums.kinds[i] != graph.NotPlain && f == f {
			if x.sign > 0 && f > x.f || x.sign < 0 && f < x.f {
				continue
			}
		} else if x.Behind(id) {
			continue
		}
		sel = append(sel, uint16(b.Row(i)))
	}
	return sel
}

// Behind reports whether a term is behind the bound.
func (x *Bound) Behind(id graph.ID) bool {
	if id == x.last {
		return false
	}
	if id.IsInline() || id == graph.None {
		return x.env.Compare(id, x.last)*x.sign > 0
	}
	at := page(&x.late[id>>30], id.Ordinal())
	if *at == unseen && x.env.Compare(id, x.last)*x.sign > 0 {
		*at = other
	}
	return *at == other
}
