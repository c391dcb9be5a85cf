package graph

// StarMost is how many predicates StarRanges looks for at most.
const StarMost = 16

// StarRanges finds the objects of many subjects with several predicates, StarMost at
// most, by one look at each subject's row: those of subjects[i] with predicates[k] are
// column[lo[k][i]:hi[k][i]], sorted. The rows of all subjects are found before any is
// read, so that the reads of memory do not wait for each other. Each of lo and hi is
// as long as subjects, which may be in any order; a predicate may be given twice. It
// reports false where the graph has no such column (see ObjectRanges).
func (v *View) StarRanges(predicates, subjects []ID, lo, hi [][]uint32) (column []ID, ok bool) {
	if len(predicates) == 0 || len(predicates) > StarMost {
		return nil, false
	}
	var c *columns
	for _, p := range predicates {
		if c = columnsWith(v.run, p); c == nil {
			return nil, false // else all are in the same columns: a run has one base
		}
	}
	if c.spoP.narrow == nil {
		return nil, false
	}
	w := starWalk{column: c.spoP.narrow}
	for k, p := range predicates {
		w.want(c.ordinal(p), lo[k][:len(subjects)], hi[k][:len(subjects)])
	}
	if w.n > 0 {
		w.find(c, subjects)
		w.walk()
	}
	return c.spoO, true
}

// starWalk looks for several predicates in the rows of subjects.
type starWalk struct {
	column []uint16 // the rows' predicates, by ordinal
	n      int
	preds  [StarMost]uint16 // n of them, ascending
	lo, hi [StarMost][]uint32
}

// want adds a predicate: its ordinal, and where its ranges go. One that the graph
// lacks has none.
func (w *starWalk) want(ordinal int, lo, hi []uint32) {
	if ordinal < 0 {
		clear(lo)
		clear(hi)
		return
	}
	at := w.n
	for ; at > 0 && int(w.preds[at-1]) > ordinal; at-- {
		w.preds[at], w.lo[at], w.hi[at] = w.preds[at-1], w.lo[at-1], w.hi[at-1]
	}
	w.preds[at], w.lo[at], w.hi[at] = uint16(ordinal), lo, hi
	w.n++
}

// find puts the subjects' rows where the first predicate's ranges will be, and reads
// where they begin.
func (w *starWalk) find(c *columns, subjects []ID) {
	lo, hi := w.lo[0], w.hi[0]
	for i, id := range subjects {
		l, h := c.subj.find(id)
		lo[i], hi[i] = uint32(l), uint32(h)
	}
	touch(w.column, lo)
	touch(c.spoO, lo)
}

// searchRow is how many predicates of a row are looked at one after the other; more
// are searched.
const searchRow = 16

// walk goes through each row once, alongside the predicates wanted.
func (w *starWalk) walk() {
	column := w.column
	rows, ends := w.lo[0], w.hi[0]
	for i := range rows {
		at, end := int(rows[i]), int(ends[i])
		for k, p := range w.preds[:w.n] {
			if k > 0 && p == w.preds[k-1] {
				w.lo[k][i], w.hi[k][i] = w.lo[k-1][i], w.hi[k-1][i]
				continue
			}
			if end-at > searchRow {
				at = ordinals{narrow: column}.bound(at, end, int(p))
			}
			for at < end && column[at] < p {
				at++
			}
			w.lo[k][i] = uint32(at)
			for far := at + searchRow; at < end && column[at] == p; at++ {
				if at == far {
					at = ordinals{narrow: column}.bound(at, end, int(p)+1)
					break
				}
			}
			w.hi[k][i] = uint32(at)
		}
	}
}
