package eval

import (
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// filterFunc appends to out the rows of in for which an expression is true.
type filterFunc func(b *batch.Batch, in, out []uint16) ([]uint16, error)

// heardEvery is how many rows are tested between two looks at the context.
const heardEvery = 64

// each filters row by row.
func (env *Env) each(test testFunc) filterFunc {
	return func(b *batch.Batch, in, out []uint16) ([]uint16, error) {
		for i, r := range in {
			if i%heardEvery == 0 {
				if err := env.heard(); err != nil {
					return out, err
				}
			}
			ok, err := test(b, int(r))
			if err != nil {
				if !value.IsExpression(err) {
					return out, err
				}
				continue
			}
			if ok {
				out = append(out, r)
			}
		}
		return out, nil
	}
}

// filters gives the filter of a code.
func (c *code) filters(env *Env) filterFunc {
	if c.filter != nil {
		return c.filter
	}
	return env.each(c.tests())
}

// filterAll keeps the rows that every part keeps: a && b is true exactly when
// both are, errors or not.
func filterAll(parts []filterFunc) filterFunc {
	bufs := make([][]uint16, len(parts)-1)
	return func(b *batch.Batch, in, out []uint16) ([]uint16, error) {
		var err error
		for i, p := range parts[:len(parts)-1] {
			if bufs[i], err = p(b, in, bufs[i][:0]); err != nil {
				return out, err
			}
			if in = bufs[i]; len(in) == 0 {
				return out, nil
			}
		}
		return parts[len(parts)-1](b, in, out)
	}
}

// filterAny keeps the rows that some part keeps: each part sees only the rows
// that those before it have left.
func filterAny(parts []filterFunc) filterFunc {
	var left, kept []uint16
	var hit []bool // by row
	return func(b *batch.Batch, in, out []uint16) ([]uint16, error) {
		if len(hit) < b.N {
			hit = make([]bool, b.N)
		}
		clear(hit)
		left = append(left[:0], in...)
		for i, p := range parts {
			var err error
			if kept, err = p(b, left, kept[:0]); err != nil {
				return out, err
			}
			for _, r := range kept {
				hit[r] = true
			}
			if i < len(parts)-1 {
				left = unhit(left, hit)
			}
		}
		for _, r := range in {
			if hit[r] {
				out = append(out, r)
			}
		}
		return out, nil
	}
}

// unhit keeps the rows not hit, in place.
func unhit(rows []uint16, hit []bool) []uint16 {
	keep := rows[:0]
	for _, r := range rows {
		if !hit[r] {
			keep = append(keep, r)
		}
	}
	return keep
}

// filterID keeps the rows whose column is id, or bound and not id.
func filterID(slot int, id graph.ID, want bool) filterFunc {
	return func(b *batch.Batch, in, out []uint16) ([]uint16, error) {
		col := b.Cols[slot]
		for _, r := range in {
			if x := col[r]; (x == id) == want && x != graph.None {
				out = append(out, r)
			}
		}
		return out, nil
	}
}

// filterBound keeps the rows whose column is bound, or unbound.
func filterBound(slot int, want bool) filterFunc {
	return func(b *batch.Batch, in, out []uint16) ([]uint16, error) {
		col := b.Cols[slot]
		for _, r := range in {
			if (col[r] != graph.None) == want {
				out = append(out, r)
			}
		}
		return out, nil
	}
}

// filterNumber keeps the rows whose column compares with a constant number as
// accept says. slow decides those that doubles do not: big numbers, and for !=
// what is no number.
func (d *Dict) filterNumber(slot int, accept uint8, k number, slow testFunc) filterFunc {
	odd := accept&less != 0 && accept&greater != 0
	return func(b *batch.Batch, in, out []uint16) ([]uint16, error) {
		col := b.Cols[slot]
		for _, r := range in {
			id := col[r]
			var o uint8
			if n, ok := id.Integer(); ok && k.c == unique {
				o = outcome(float64(n), k.f)
			} else if x := d.number(id); x.c != other {
				o = relate(x, k)
			} else if !odd {
				continue
			}
			if o&accept != 0 {
				out = append(out, r)
			}
			if o != 0 {
				continue
			}
			var err error
			if out, err = addIf(slow, b, r, out); err != nil {
				return out, err
			}
		}
		return out, nil
	}
}

// addIf appends a row to out if a test is true for it. An error of the expression is
// not one of the filter's.
func addIf(test testFunc, b *batch.Batch, r uint16, out []uint16) ([]uint16, error) {
	ok, err := test(b, int(r))
	if fatal(err) != nil {
		return out, err
	}
	if ok && err == nil {
		out = append(out, r)
	}
	return out, nil
}
