package eval

import (
	"slices"

	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// filterColumns filters by a comparison of two columns. Texts are compared by their
// heads, read for all rows together, and only where these are the same by test. After
// a batch of which fewer than half were decided so, rows are tested one by one.
func (d *Dict) filterColumns(env *Env, rel value.Rel, s, t int, test testFunc) filterFunc {
	var a, b headVector
	single, useful := env.each(test), true
	ifLess, ifGreater := one(mask(rel)&less != 0), one(mask(rel)&greater != 0)
	return func(rows *batch.Batch, in, out []uint16) ([]uint16, error) {
		if !useful {
			return single(rows, in, out)
		}
		a.read(d, rows.Cols[s], in)
		b.read(d, rows.Cols[t], in)
		decided := 0
		out = slices.Grow(out, len(in))
		n, room := len(out), out[:cap(out)]
		for i, r := range in {
			if i%heardEvery == 0 {
				if err := env.heard(); err != nil {
					return room[:n], err
				}
			}
			room[n] = r
			if x, y := a.heads[i], b.heads[i]; a.is[i] && b.is[i] && x != y {
				decided++
				n += one(x < y)&ifLess | one(x > y)&ifGreater // without branches: either is as likely
				continue
			}
			ok, err := test(rows, int(r))
			if err != nil && !value.IsExpression(err) {
				return room[:n], err
			}
			n += one(ok && err == nil)
		}
		useful = decided*2 >= len(in)
		return room[:n], nil
	}
}
