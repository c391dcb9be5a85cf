package query

import (
	"iter"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/eval"
)

// Chunk is up to some thousands of rows of a result, taken together. It stays
// valid, and may be used on another goroutine than the Rows it is from while
// those go on.
type Chunk = interface {
	// Len is the number of rows.
	Len() int
	// Row sets terms to the i-th row, in column order, zero Terms for unbound
	// columns.
	Row(i int, terms []graph.Term)
}

// chunk is the IDs of rows, column after column.
type chunk struct {
	cols [][]graph.ID
	n    int
	dict *eval.Terms
}

func (c *chunk) Len() int { return c.n }

func (c *chunk) Row(i int, terms []graph.Term) {
	for k := range c.cols {
		terms[k] = c.Term(i, k)
	}
}

// Term is a column of the i-th row, the zero Term where it is unbound.
func (c *chunk) Term(i, col int) graph.Term {
	id := c.cols[col][i]
	if id == graph.None {
		return graph.Any
	}
	return c.dict.Term(id)
}

// Texts gives the texts of a column from the i-th row on (see graph.Snapshot.Texts).
func (c *chunk) Texts(i, col int, texts []string, kinds []graph.TextKind) {
	c.dict.Texts(c.cols[col][i:i+len(texts)], texts, kinds)
}

// Chunks loops over the rows that are left, many at a time, so that they can be
// written on several goroutines, and closes them at the end. An error comes last,
// with a nil Chunk.
func (rs *Rows) Chunks() iter.Seq2[Chunk, error] {
	return func(yield func(Chunk, error) bool) {
		defer rs.Close()
		for !rs.done {
			c, err := rs.chunk()
			if c != nil && c.n > 0 && !yield(c, nil) {
				return
			}
			if err != nil {
				rs.err = err
				yield(nil, err)
				return
			}
			if c == nil {
				return
			}
		}
	}
}

// chunk takes the rest of the batch at hand, or the next; nil at the end. With an
// error it gives the rows before it.
func (rs *Rows) chunk() (*chunk, error) {
	if rs.b == nil || rs.at >= rs.b.Len() {
		b, err := rs.run.next()
		if b == nil || err != nil {
			return nil, err
		}
		rs.b, rs.at = b, 0
	}
	c := &chunk{n: rs.b.Len() - rs.at}
	var over error
	if most := rs.run.cfg.limits.MaxRows; most >= 0 && rs.given+int64(c.n) > most {
		c.n = int(most - rs.given)
		over = rs.run.within(most)
	}
	all := make([]graph.ID, c.n*len(rs.b.Cols))
	c.cols = make([][]graph.ID, len(rs.b.Cols))
	for k, col := range rs.b.Cols {
		own := all[k*c.n : (k+1)*c.n : (k+1)*c.n]
		if c.cols[k] = own; rs.b.Sel == nil {
			copy(own, col[rs.at:])
			continue
		}
		for i, r := range rs.b.Sel[rs.at : rs.at+c.n] {
			own[i] = col[r]
		}
	}
	c.dict = rs.run.dict.Reader()
	rs.at += c.n
	rs.given += int64(c.n)
	return c, over
}
