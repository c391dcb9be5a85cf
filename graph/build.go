package graph

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
)

// job is a piece of work on large columns: on how many cores, and until when.
type job struct {
	ctx     context.Context
	workers int
}

// small is the job of building something small: one core, not interrupted.
func small() *job { return &job{ctx: context.Background(), workers: 1} }

// blockRows is how many rows are processed between looks at the context: some
// hundred microseconds of work.
const blockRows = 1 << 15

// blocks calls f for consecutive blocks of 0 to n until the context ends.
func (j *job) blocks(n int, f func(lo, hi int)) error {
	for lo := 0; lo < n; lo += blockRows {
		if j.ctx.Err() != nil {
			return context.Cause(j.ctx)
		}
		f(lo, min(lo+blockRows, n))
	}
	return nil
}

// each calls f for every i below n, on the job's cores, and returns the first
// error. Every worker has a number below workers.
func (j *job) each(n int, f func(worker, i int) error) error {
	if j.workers == 1 || n <= 1 {
		for i := range n {
			if err := f(0, i); err != nil {
				return err
			}
		}
		return nil
	}
	var (
		next   atomic.Int64
		wg     sync.WaitGroup
		once   sync.Once
		failed error
	)
	for w := range min(j.workers, n) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				if err := f(w, i); err != nil {
					once.Do(func() { failed = err })
					next.Store(int64(n))
				}
			}
		})
	}
	wg.Wait()
	return failed
}

// source is where the triples of new columns come from: for each predicate at
// most max[k] pairs of subject and object, which fill writes in order and
// without duplicates, returning how many there are.
type source struct {
	preds []ID // ascending
	max   []int
	fill  func(worker, k int, s, o []ID) (int, error)
}

// build makes columns of a source.
func build(j *job, src source) (*columns, error) {
	c := &columns{preds: src.preds}
	if err := c.fillPSO(j, src); err != nil {
		return nil, err
	}
	c.stats = make([]PredicateStat, len(c.preds))
	c.posO, c.posS = makeIDs(c.size()), makeIDs(c.size())
	// SPO needs PSO only, so it is made beside POS: as the first of the tasks,
	// being the largest.
	groups := make([]int, len(c.preds))
	sorters := make([]sorter, j.workers)
	err := j.each(len(c.preds)+1, func(w, i int) error {
		if i == 0 {
			return c.makeSPO(j)
		}
		var err error
		groups[i-1], err = c.makePOS(j, &sorters[w], i-1)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c, c.makeOPS(j, groups)
}

// fillPSO fills the first order, predicate by predicate, each in the place it
// has if there are no duplicates; then closes the gaps that duplicates left.
func (c *columns) fillPSO(j *job, src source) error {
	start := make([]int, len(src.preds)+1)
	for k, n := range src.max {
		start[k+1] = start[k] + n
	}
	total := start[len(src.preds)]
	c.psoS, c.psoO = makeIDs(total), makeIDs(total)
	found := make([]int, len(src.preds))
	err := j.each(len(src.preds), func(w, k int) error {
		var err error
		found[k], err = src.fill(w, k, c.psoS[start[k]:start[k+1]], c.psoO[start[k]:start[k+1]])
		return err
	})
	if err != nil {
		return err
	}
	c.closeGaps(start, found)
	return nil
}

func (c *columns) closeGaps(start, found []int) {
	preds := c.preds
	c.preds, c.pOff = make([]ID, 0, len(preds)), make([]uint32, 1, len(preds)+1)
	end := 0
	for k, n := range found {
		if n == 0 {
			continue
		}
		if end != start[k] {
			copy(c.psoS[end:], c.psoS[start[k]:start[k]+n])
			copy(c.psoO[end:], c.psoO[start[k]:start[k]+n])
		}
		end += n
		c.preds, c.pOff = append(c.preds, preds[k]), append(c.pOff, uint32(end))
	}
	c.psoS, c.psoO = trim(c.psoS, end), trim(c.psoO, end)
}

// trim cuts a column to n rows, and gives the rest back if it is more than an
// eighth.
func trim(ids []ID, n int) []ID {
	if len(ids)-n > len(ids)/8 {
		return append(makeIDs(n)[:0], ids[:n]...)
	}
	return ids[:n:n]
}

// makePOS sorts one predicate's pairs by object, fills in its statistics and
// returns the number of its distinct objects.
func (c *columns) makePOS(j *job, st *sorter, k int) (int, error) {
	lo, hi := c.pOff[k], c.pOff[k+1]
	o, s := c.posO[lo:hi], c.posS[lo:hi]
	buf := st.room(len(o))
	if err := j.blocks(len(buf), func(from, to int) {
		subj, obj := c.psoS[lo:hi][from:to], c.psoO[lo:hi][from:to]
		for i, id := range obj {
			buf[from+i] = uint64(id)<<32 | uint64(subj[i])
		}
	}); err != nil {
		return 0, err
	}
	sorted, err := st.byHigh(j, buf)
	if err != nil {
		return 0, err
	}
	for i, x := range sorted {
		o[i], s[i] = ID(x>>32), ID(x)
	}
	c.stats[k] = statOf(pairs{a: c.psoS[lo:hi]}, pairs{a: o})
	return c.stats[k].Objects, nil
}

// makeSPO distributes the pairs over rows by subject. Going through PSO in order
// leaves each row sorted by predicate and object.
func (c *columns) makeSPO(j *job) error {
	lists := make([][]ID, len(c.preds))
	for k := range lists {
		lists[k] = c.psoS[c.pOff[k]:c.pOff[k+1]]
	}
	var err error
	if c.subj, err = newRowIndex(j, lists); err != nil {
		return err
	}
	c.spoP, c.spoO = newOrdinals(c.size(), len(c.preds)), makeIDs(c.size())
	for k, list := range lists {
		at := cursor{index: c.subj}
		objects := c.psoO[c.pOff[k]:c.pOff[k+1]]
		if err := j.blocks(len(list), func(lo, hi int) {
			for i, s := range list[lo:hi] {
				row := int(at.place(s))
				c.spoP.set(row, k)
				c.spoO[row] = objects[lo+i]
			}
		}); err != nil {
			return err
		}
	}
	return nil
}

// makeOPS lists for each object the groups of POS that it heads.
func (c *columns) makeOPS(j *job, groups []int) error {
	lists := make([][]ID, len(c.preds))
	starts := make([][]uint32, len(c.preds))
	total := 0
	err := j.each(len(lists), func(_, k int) error {
		lo, hi := c.pOff[k], c.pOff[k+1]
		lists[k], starts[k] = makeIDs(groups[k])[:0], makeUint32(groups[k])[:0]
		for i := lo; i < hi; i++ {
			if i == lo || c.posO[i] != c.posO[i-1] {
				lists[k], starts[k] = append(lists[k], c.posO[i]), append(starts[k], i)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, n := range groups {
		total += n
	}
	if c.obj, err = newRowIndex(j, lists); err != nil {
		return err
	}
	c.opsP, c.opsAt = newOrdinals(total, len(c.preds)), makeUint32(total)
	for k, list := range lists {
		at := cursor{index: c.obj}
		if err := j.blocks(len(list), func(lo, hi int) {
			for i, o := range list[lo:hi] {
				row := int(at.place(o))
				c.opsP.set(row, k)
				c.opsAt[row] = starts[k][lo+i]
			}
		}); err != nil {
			return err
		}
	}
	return nil
}

// columnsOf makes columns of triples sorted by (s, p, o) without duplicates.
func columnsOf(ts []triple) *columns {
	byPredicate := map[ID]int{}
	for _, t := range ts {
		byPredicate[t.p]++
	}
	src := source{preds: make([]ID, 0, len(byPredicate))}
	for p := range byPredicate {
		src.preds = append(src.preds, p)
	}
	slices.Sort(src.preds)
	lists := make([]pairs, len(src.preds))
	for k, p := range src.preds {
		n := byPredicate[p]
		src.max = append(src.max, n)
		lists[k] = pairs{make([]ID, 0, n), make([]ID, 0, n)}
		byPredicate[p] = k
	}
	for _, t := range ts {
		lists[byPredicate[t.p]].push(t.s, t.o)
	}
	src.fill = func(_, k int, s, o []ID) (int, error) {
		copy(o, lists[k].b)
		return copy(s, lists[k].a), nil
	}
	c, _ := build(small(), src) // without a context that can end there is no error
	return c
}
