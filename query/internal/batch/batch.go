// Package batch holds what flows between operators: batches of rows stored as
// columns of term IDs.
package batch

import "github.com/trivet-rdf/trivet/graph"

// Size is the number of rows an operator hands on at once, at most.
const Size = 2048

// Batch is up to Size rows as columns of IDs. Column i belongs to slot i of the
// plan's layout; graph.None is an unbound variable. Rows that take part are
// those of Sel, in that order, or all N when Sel is nil.
//
// A batch and its columns belong to the operator that made them and are valid
// until its next call; columns may alias the store and must not be written by
// a consumer.
type Batch struct {
	Cols [][]graph.ID
	N    int      // rows stored
	Sel  []uint16 // rows selected; nil for all, empty but not nil for none
}

// Len is the number of selected rows.
func (b *Batch) Len() int {
	if b.Sel != nil {
		return len(b.Sel)
	}
	return b.N
}

// Row is the storage index of the i-th selected row.
func (b *Batch) Row(i int) int {
	if b.Sel != nil {
		return int(b.Sel[i])
	}
	return i
}
