package eval

import (
	"cmp"
	"strings"

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
	f    float64 // of a number
	num  bool    // it is one
	nums numberVector
	text string // of an xsd:string of the data
	head uint64 // of it
	is   bool   // there is one
	rows headVector
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
	num := x.env.Dict.number(last)
	x.f, x.num = num.f, num.f == num.f && num.c > other && num.c < indirect
	head, is := [1]uint64{}, [1]bool{}
	x.env.Dict.snap.StringHeads([]graph.ID{last}, head[:], is[:])
	x.head, x.is = head[0], is[0]
	x.text, _ = x.env.Dict.snap.StringText(last)
}

// Follow moves the bound to where another of the same order is.
func (x *Bound) Follow(other *Bound) {
	if x.last == other.last {
		return
	}
	x.last, x.f, x.num = other.last, other.f, other.num
	x.text, x.head, x.is = other.text, other.head, other.is
}

// InTime appends to sel the selected rows of b whose term in a column is not behind
// the bound.
func (x *Bound) InTime(b *batch.Batch, slot int, sel []uint16) []uint16 {
	if x.is {
		return x.textsInTime(b, slot, sel)
	}
	if x.num {
		return x.numbersInTime(b, slot, sel)
	}
	for i := range b.Len() {
		if r := b.Row(i); !x.Behind(b.Cols[slot][r]) {
			sel = append(sel, uint16(r))
		}
	}
	return sel
}

// numbersInTime is InTime where the bound is a number. Numbers are ordered by value
// whatever their datatypes (see value.Order), so one whose double differs needs no look
// at more than that. One with the bound's double may be behind by less: it is kept.
func (x *Bound) numbersInTime(b *batch.Batch, slot int, sel []uint16) []uint16 {
	ids := x.nums.sure(x.env.Dict, b, slot)
	last, sign := x.f, float64(x.sign)
	for i, id := range ids {
		if d := (x.nums.f[i] - last) * sign; d > 0 || d != d && x.Behind(id) {
			continue
		}
		sel = append(sel, uint16(b.Row(i)))
	}
	return sel
}

// textsInTime is InTime where the bound is a text: other texts are held against it by
// their heads, which are read for all rows together.
func (x *Bound) textsInTime(b *batch.Batch, slot int, sel []uint16) []uint16 {
	x.rows.readBatch(x.env.Dict, b, slot)
	for i, id := range x.rows.ids {
		if x.rows.is[i] {
			c := cmp.Compare(x.rows.heads[i], x.head)
			if c == 0 {
				text, _ := x.env.Dict.snap.StringText(id)
				c = strings.Compare(text, x.text)
			}
			if c*x.sign > 0 {
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
	at := x.page(id)
	if *at == unseen && x.env.Compare(id, x.last)*x.sign > 0 {
		*at = other
	}
	return *at == other
}

// page is the place where is remembered whether a term is behind. Pages are accounted
// by the dictionary, as they are made.
func (x *Bound) page(id graph.ID) *class {
	pages := &x.late[id>>30]
	p, had := id.Ordinal()>>pageBits, len(*pages)
	if fresh := p >= had || (*pages)[p] == nil; fresh {
		x.env.Dict.hold(int64(1<<pageBits) + int64(max(p+1-had, 0))*sliceBytes)
	}
	return page(pages, id.Ordinal())
}

// sliceBytes is what an entry of a list of slices takes.
const sliceBytes = 24
