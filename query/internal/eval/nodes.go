package eval

import (
	"slices"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// filterNodes filters by = or != of two columns. Nodes are equal only to themselves, so
// that a batch that has nothing else in these columns is filtered by IDs; what next
// says is done with others, and with all after one that began with nodes only.
func (d *Dict) filterNodes(env *Env, rel value.Rel, s, t int, next filterFunc) filterFunc {
	if rel != value.EQ && rel != value.NE {
		return next
	}
	useful, unequal := true, one(rel == value.NE)
	return func(rows *batch.Batch, in, out []uint16) ([]uint16, error) {
		a, b := rows.Cols[s], rows.Cols[t]
		if useful {
			n := d.nodePairs(a, b, in)
			useful = n == 0 || n == len(in)
			if n == len(in) {
				out = slices.Grow(out, n)
				k, room := len(out), out[:cap(out)]
				for _, r := range in {
					room[k] = r
					k += one(a[r] == b[r]) ^ unequal
				}
				return room[:k], env.heard()
			}
		}
		return next(rows, in, out)
	}
}

// nodePairs is how many rows from the first on have a node in the second column and a
// resource in the first, which may be a triple term: no node is equal to that.
func (d *Dict) nodePairs(a, b []graph.ID, rows []uint16) int {
	var node graph.ID // known to be one, from the first row on
	for i, r := range rows {
		x, y := a[r], b[r]
		if i == 0 || y != node {
			if !d.IsNode(y) {
				return i
			}
			node = y
		}
		if !x.IsResource() {
			return i
		}
	}
	return len(rows)
}
