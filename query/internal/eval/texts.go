package eval

import (
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// filterColumns filters by a comparison of two columns. Texts are compared by their
// heads, read for all rows together, and only where these are the same by test. After
// a batch of which fewer than half were decided so, rows are tested one by one.
func (d *Dict) filterColumns(env *Env, rel value.Rel, s, t int, test testFunc) filterFunc {
	var a, b headVector
	single, useful, want := env.each(test), true, mask(rel)
	return func(rows *batch.Batch, in, out []uint16) ([]uint16, error) {
		if !useful {
			return single(rows, in, out)
		}
		a.read(d, rows.Cols[s], in)
		b.read(d, rows.Cols[t], in)
		decided := 0
		for i, r := range in {
			if i%heardEvery == 0 {
				if err := env.heard(); err != nil {
					return out, err
				}
			}
			if x, y := a.heads[i], b.heads[i]; a.is[i] && b.is[i] && x != y {
				decided++
				o := less
				if x > y {
					o = greater
				}
				if want&o != 0 {
					out = append(out, r)
				}
				continue
			}
			ok, err := test(rows, int(r))
			if err != nil && !value.IsExpression(err) {
				return out, err
			}
			if ok && err == nil {
				out = append(out, r)
			}
		}
		useful = decided*2 >= len(in)
		return out, nil
	}
}
