package eval

import (
	"encoding/hex"
	"hash/fnv"
	"strconv"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/algebra"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// RowVar is a hidden variable that, when it is in the schema, tells solutions
// apart for BNODE(label): one ID for each solution. Without it solutions are
// told apart by their values.
const RowVar algebra.Var = ".row"

// freshBlank is a blank node that is neither in the data nor made before.
func (d *Dict) freshBlank() value.Value {
	for {
		d.blanks++
		t := graph.NewBlank("q" + strconv.Itoa(d.blanks))
		if _, taken := d.snap.Lookup(t); !taken {
			return value.NewBlank(t.Value())
		}
	}
}

// BlankFor is BNODE(label) in the solution that row identifies: the same node
// for the same row and label, different from all nodes of the data.
func (d *Dict) BlankFor(row []byte, label string) value.Value {
	h := fnv.New128a()
	h.Write(row)
	h.Write([]byte{0})
	h.Write([]byte(label))
	name := "q" + hex.EncodeToString(h.Sum(nil))
	for {
		if _, taken := d.snap.Lookup(graph.NewBlank(name)); !taken {
			return value.NewBlank(name)
		}
		name += "x"
	}
}

// blankFor compiles BNODE(label).
func (c *compiler) blankFor(e *algebra.Call) (*code, error) {
	label, err := c.compile(e.Args[0])
	if err != nil {
		return nil, err
	}
	n := c.dict.node(cheap, label)
	n.pure, n.deps = false, many
	get, d, key := label.values(), c.dict, c.rowKey()
	n.value = func(b *batch.Batch, row int) (value.Value, error) {
		v, err := get(b, row)
		switch {
		case err != nil:
			return value.Value{}, err
		case v.Kind() != value.String:
			return value.Value{}, value.ErrType
		}
		return d.BlankFor(key(b, row), v.Lexical()), nil
	}
	return n, nil
}

// rowKey gives the function that identifies a solution.
func (c *compiler) rowKey() func(b *batch.Batch, row int) []byte {
	var buf []byte
	put := func(id graph.ID) {
		buf = append(buf, byte(id>>24), byte(id>>16), byte(id>>8), byte(id))
	}
	for slot, v := range c.schema {
		if v == RowVar {
			return func(b *batch.Batch, row int) []byte {
				buf = buf[:0]
				put(b.Cols[slot][row])
				return buf
			}
		}
	}
	d := c.dict
	return func(b *batch.Batch, row int) []byte {
		buf = buf[:0]
		for slot := range c.schema {
			id := b.Cols[slot][row]
			if id.IsLocal() && d.Term(id).IsBlank() {
				continue // perhaps made by BNODE for this very solution
			}
			if id != graph.None {
				put(graph.ID(slot))
				put(id)
			}
		}
		return buf
	}
}
