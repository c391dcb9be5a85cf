package exec

import (
	"slices"

	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/plan"
)

// distinctOp passes the first of equal rows on, as it comes, in the input's
// order. It holds each distinct row once: of one or two columns as a word in a
// set, of more in a table of rows. As long as words only rise, as they do in
// sorted input, duplicates are neighbours and the set is only a list. Where one of two
// columns has long runs of a value, as after most joins, the set is one of groups. Where
// there are many words otherwise the rows are taken in rounds. Memory is asked for before
// it is taken, but for a batch's.
type distinctOp struct {
	x    *Context
	st   *Stats
	in   Operator
	cols int

	rising bool     // words have only risen so far
	list   []uint64 // those words
	seen   pairSet
	groups *groupedSet    // once runs were found: instead of seen
	round  *distinctRound // once there are many words: instead of seen
	few    bool           // not all rows may be wanted
	most   int            // rows up to which they are not taken in rounds
	words  []uint64       // of a batch
	part   []uint64       // words that are moved from one set to another
	wide   *rowTable
	from   []int // the columns of wide rows: all
	rows   rowBatch

	held int64
	sel  []uint16
	out  batch.Batch
}

func (x *Context) newDistinct(n *plan.Distinct, st *Stats) Operator {
	w := len(n.Vars)
	if w == 1 {
		if scan, pos := lists(n.Input, n.Vars[0]); scan != nil {
			return x.newListing(scan, pos)
		}
	}
	d := &distinctOp{x: x, st: st, in: x.operator(n.Input), cols: w, few: x.few, most: manyWords}
	if !x.few {
		d.in = x.stream(n.Input, d.in)
	}
	d.forget()
	return d
}

// forget drops the rows seen.
func (d *distinctOp) forget() {
	d.rising, d.list, d.seen, d.groups, d.round, d.held = true, nil, pairSet{}, nil, nil, 0
	if d.cols == 0 || d.cols > 2 {
		d.wide, d.from = newRowTable(d.cols), d.from[:0]
		for c := range d.cols {
			d.from = append(d.from, c)
		}
	}
}

func (d *distinctOp) Reset() {
	d.x.shrink(d.held)
	d.forget()
	d.in.Reset()
}

func (d *distinctOp) Next() (*batch.Batch, error) {
	for d.round == nil {
		b, err := d.in.Next()
		if b == nil || err != nil {
			return nil, err
		}
		d.sel = d.sel[:0]
		if d.wide != nil {
			d.chooseWide(b)
		} else if err := d.choose(b); err != nil {
			return nil, err
		}
		if err := d.account(); err != nil {
			return nil, err
		}
		if len(d.sel) > 0 {
			d.out = batch.Batch{Cols: b.Cols, N: b.N, Sel: d.sel}
			if len(d.sel) == b.N {
				d.out.Sel = nil
			}
			return &d.out, nil
		}
	}
	return d.nextOfRound()
}

// nextOfRound gives the next rows where they are taken in rounds.
func (d *distinctOp) nextOfRound() (*batch.Batch, error) {
	for {
		if b := d.round.give(d.cols); b != nil || d.round.over {
			return b, nil
		}
		if err := d.round.read(d.in, d.cols); err != nil {
			return nil, err
		}
		d.round.take(d.round.words)
		if err := d.account(); err != nil {
			return nil, err
		}
	}
}

// many begins with rounds once there are n words, many, all of which are in a list, or a set's slots.
func (d *distinctOp) many(words []uint64, n int) error {
	most, goroutines := roundRows, d.x.workers()
	if d.few {
		most = 1 // batch by batch
	}
	if d.few || d.x.run != nil {
		goroutines = 1
	}
	if err := d.hold(roundBytes(n, most)); err != nil {
		return err
	}
	d.round = newRound(n, goroutines, most)
	if err := d.move(words, roundRows, d.round.take); err != nil {
		return err
	}
	d.round.fresh = nil
	return d.account()
}

// group begins with a set by groups, of words that are in a list, or a set's slots.
func (d *distinctOp) group(words []uint64, turn int) error {
	d.groups = newGroupedSet(turn)
	var fresh []uint16
	if err := d.move(words, batch.Size, func(part []uint64) { fresh = d.groups.fresh(part, fresh[:0]) }); err != nil {
		return err
	}
	return d.account()
}

// move hands words on, so many at a time, to what holds them from now on.
func (d *distinctOp) move(words []uint64, size int, take func(part []uint64)) error {
	d.part = slices.Grow(d.part[:0], size)
	for len(words) > 0 {
		part := d.part[:0]
		for len(words) > 0 && len(part) < size {
			if words[0] != 0 {
				part = append(part, words[0])
			}
			words = words[1:]
		}
		take(part)
		if err := d.account(); err != nil {
			return err
		}
		if err := d.x.check("distinct", d.st.Rows); err != nil {
			return err
		}
	}
	d.seen, d.list, d.part = pairSet{}, nil, nil
	return nil
}

// account takes what is held from the budget.
func (d *distinctOp) account() error { return d.hold(d.bytes() - d.held) }

// hold takes so many bytes more from the budget, or gives them back.
func (d *distinctOp) hold(grown int64) error {
	most := d.st.Bytes
	d.held += grown
	if grown <= 0 {
		d.x.shrink(-grown)
		return nil
	}
	err := d.x.grow("distinct", d.st, grown)
	d.st.Bytes = max(most, d.held)
	return err
}

func (d *distinctOp) bytes() int64 {
	if d.wide != nil {
		return d.wide.bytes()
	}
	n := d.seen.bytes() + int64(cap(d.list))*8
	if d.groups != nil {
		n += d.groups.bytes()
	}
	if d.round != nil {
		n += d.round.bytes()
	}
	return n
}

// chooseWide selects the batch's new rows by the table.
func (d *distinctOp) chooseWide(b *batch.Batch) {
	next := uint32(d.wide.n)
	for i, n := range d.rows.put(d.wide, b, d.from) {
		if n == next {
			d.sel = append(d.sel, uint16(b.Row(i)))
			next++
		}
	}
}

// choose selects the batch's new rows by their words.
func (d *distinctOp) choose(b *batch.Batch) error {
	d.words = packRows(d.words, b, d.cols)
	from := 0
	if d.rising {
		if from = d.rise(b); from == len(d.words) {
			return nil
		}
		d.rising = false
		if over, err := d.fall(d.words[from:]); over || err != nil {
			return err
		}
	}
	words, at := d.words[from:], len(d.sel)
	if err := d.prepare(words); err != nil {
		return err
	}
	if d.groups != nil {
		d.sel = d.groups.fresh(words, d.sel)
	} else {
		d.sel = d.seen.fresh(words, d.sel)
	}
	for i, k := range d.sel[at:] {
		d.sel[at+i] = uint16(b.Row(from + int(k)))
	}
	if d.seen.n >= d.most {
		return d.many(d.seen.slots, d.seen.n)
	}
	return nil
}

// prepare looks, when the set has to grow for some words, whether these have runs, and
// asks for the memory.
func (d *distinctOp) prepare(words []uint64) error {
	grown := d.seen.growth(len(words))
	if grown == 0 || d.groups != nil {
		return nil
	}
	if d.seen.n >= leastGrouped && d.cols == 2 {
		if turn, ok := runsOf(words); ok {
			return d.group(d.seen.slots, turn)
		}
	}
	return d.hold(grown)
}

// fall makes a set of the list where words no longer rise. With a long one it begins with rounds,
// and what is left of the batch is the first.
func (d *distinctOp) fall(left []uint64) (over bool, err error) {
	n := len(d.list)
	if turn, ok := runsOf(left); ok && n >= leastGrouped && d.cols == 2 {
		return false, d.group(d.list, turn)
	}
	if n < d.most {
		if err := d.hold(d.seen.growth(n)); err != nil {
			return false, err
		}
		d.seen.addAll(d.list)
		d.list = nil
		return false, nil
	}
	if err := d.many(d.list, n); err != nil {
		return true, err
	}
	d.round.words = append(d.round.words, left...)
	d.round.take(d.round.words)
	return true, nil
}

// rise selects rows while their words rise, and gives how many it took.
func (d *distinctOp) rise(b *batch.Batch) int {
	last := uint64(0)
	if n := len(d.list); n > 0 {
		last = d.list[n-1]
	}
	for i, w := range d.words {
		if w < last {
			return i
		}
		if w > last {
			last = w
			d.list = append(d.list, w)
			d.sel = append(d.sel, uint16(b.Row(i)))
		}
	}
	return len(d.words)
}

// unboundWord is the word of a row of unbound variables alone: 0 is none.
const unboundWord = 1<<64 - 1

// packRows makes the words of a batch's selected rows, of one or two columns.
func packRows(words []uint64, b *batch.Batch, cols int) []uint64 {
	n := b.Len()
	if cap(words) < n {
		words = make([]uint64, n, longer(cap(words), n))
	}
	words = words[:n]
	for c, col := range b.Cols[:cols] {
		switch {
		case b.Sel == nil && c == 0:
			for i, id := range col[:n] {
				words[i] = uint64(id)
			}
		case b.Sel == nil:
			for i, id := range col[:n] {
				words[i] = words[i]<<32 | uint64(id)
			}
		case c == 0:
			for i, r := range b.Sel {
				words[i] = uint64(col[r])
			}
		default:
			for i, r := range b.Sel {
				words[i] = words[i]<<32 | uint64(col[r])
			}
		}
	}
	for i, w := range words {
		if w == 0 {
			words[i] = unboundWord
		}
	}
	return words
}
