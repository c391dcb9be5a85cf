package eval

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// headVector is the heads of the texts of some rows of a column. The rows of a join
// often have the same few terms again and again; after some batches, what was read is
// remembered for as long as that spares most of the reads.
type headVector struct {
	ids   []graph.ID
	heads []uint64
	is    []bool // whether there is one

	plain int          // rows that were read without memo
	memo  []headMemory // by the last bits of the ID
	asked int          // rows that were looked for in this memo since the last judgement
	reads int          // and had to be read
	late  struct {     // of a batch: what the memo lacks
		ids   []graph.ID
		at    []uint16 // in ids
		heads []uint64
		is    []bool
	}
}

// headMemory is a head that was read. The zero value is right: None has no text.
type headMemory struct {
	head uint64
	id   graph.ID
	is   bool
}

const (
	headMemories = 1 << 12 // places of the first memo: 64 kB, which a core has at hand
	manyMemories = 1 << 16 // of the next and last: 1 MB
	plainHeads   = 1 << 14 // rows after which remembering is tried: most queries have fewer
	neverAgain   = -1      // of plain: it was of no use
)

// read fills the vector.
func (v *headVector) read(d *Dict, col []graph.ID, rows []uint16) {
	v.ids = v.ids[:0]
	for _, r := range rows {
		v.ids = append(v.ids, col[r])
	}
	v.look(d)
}

// readBatch fills the vector with the selected rows of a batch.
func (v *headVector) readBatch(d *Dict, b *batch.Batch, slot int) {
	if b.Sel != nil {
		v.read(d, b.Cols[slot], b.Sel)
		return
	}
	v.ids = append(v.ids[:0], b.Cols[slot][:b.N]...)
	v.look(d)
}

// look finds the heads of ids.
func (v *headVector) look(d *Dict) {
	n := len(v.ids)
	if len(v.heads) < n {
		v.heads, v.is = make([]uint64, n), make([]bool, n)
	}
	if v.memo != nil {
		v.recall(d)
		return
	}
	d.snap.StringHeads(v.ids, v.heads[:n], v.is[:n])
	if v.plain != neverAgain {
		if v.plain += n; v.plain > plainHeads {
			v.remember(d, headMemories)
		}
	}
}

// recall finds the heads that were read before, and reads the rest.
func (v *headVector) recall(d *Dict) {
	memo, mask := v.memo, graph.ID(len(v.memo)-1)
	heads, is := v.heads[:len(v.ids)], v.is[:len(v.ids)]
	v.late.ids, v.late.at = v.late.ids[:0], v.late.at[:0]
	for i, id := range v.ids {
		m := &memo[id&mask]
		if m.id != id {
			v.late.ids, v.late.at = append(v.late.ids, id), append(v.late.at, uint16(i))
			continue
		}
		heads[i], is[i] = m.head, m.is
	}
	v.fill(d, mask)
	v.judge(d)
}

// fill reads what the memo lacks.
func (v *headVector) fill(d *Dict, mask graph.ID) {
	n := len(v.late.ids)
	if n == 0 {
		return
	}
	if len(v.late.heads) < n {
		v.late.heads, v.late.is = make([]uint64, len(v.heads)), make([]bool, len(v.heads))
	}
	d.snap.StringHeads(v.late.ids, v.late.heads[:n], v.late.is[:n])
	for k, i := range v.late.at {
		m := headMemory{v.late.heads[k], v.late.ids[k], v.late.is[k]}
		v.heads[i], v.is[i], v.memo[m.id&mask] = m.head, m.is, m
	}
}

// judge makes a larger memo when half of the rows had to be read although this one was
// full, or gives up.
func (v *headVector) judge(d *Dict) {
	v.asked += len(v.ids)
	v.reads += len(v.late.ids)
	if v.asked < 4*len(v.memo) {
		return
	}
	if v.reads > v.asked/2 {
		if len(v.memo) < manyMemories {
			v.remember(d, manyMemories)
		} else {
			v.remember(d, 0)
			v.plain = neverAgain
		}
	}
	v.asked, v.reads = 0, 0
}

// headBytes is what a headMemory takes.
const headBytes = 16

// remember makes a memo of n places, none for 0, in the stead of the one there is. The
// dictionary accounts it.
func (v *headVector) remember(d *Dict, n int) {
	d.hold(int64(n-len(v.memo)) * headBytes)
	v.memo = nil
	if n > 0 {
		v.memo = make([]headMemory, n)
	}
}
