package graph

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
	"sync/atomic"
)

// graphs makes the views of all graphs over the file's arrays.
func (r *fileReader) graphs() (def *View, named graphs) {
	def = &View{flat(nil)}
	list := r.bytes(tagGraphs, 0)
	size := binary.Size(graphEntry{})
	if len(list) == 0 || len(list)%size != 0 {
		r.fail(tagGraphs, "has the wrong size")
		return def, named
	}
	small := flat(array[triple](r, tagFlat, 0, -1))
	views, last := map[ID]*View{}, None
	for i := range len(list) / size {
		var e graphEntry
		_ = binary.Read(bytes.NewReader(list[i*size:]), binary.LittleEndian, &e) // there are enough bytes
		if i > 0 && last >= ID(e.Name) || i == 0 && ID(e.Name) != None {
			r.fail(tagGraphs, "is out of order")
		}
		last = ID(e.Name)
		v := &View{flat(nil)}
		switch {
		case e.Kind == flatGraph && e.Count <= uint64(len(small)):
			v.run, small = small[:e.Count:e.Count], small[e.Count:]
		case e.Kind == columnGraph && e.Count < 1<<32 || e.Kind == wideGraph && e.Count < 1<<32:
			v.run = r.columns(i, int(e.Count), e.Kind == wideGraph)
		default:
			r.fail(tagGraphs, "has a wrong entry")
		}
		if r.err != nil {
			return def, named
		}
		if i == 0 {
			def = v
			continue
		}
		views[last] = v
	}
	if len(small) > 0 {
		r.fail(tagFlat, "has the wrong size")
	}
	return def, named.withAll(views)
}

// columns makes the columns of one graph with n triples.
func (r *fileReader) columns(owner, n int, wide bool) *columns {
	c := &columns{preds: array[ID](r, tagPreds, owner, -1)}
	c.pOff = array[uint32](r, tagPredOff, owner, len(c.preds)+1)
	c.psoS, c.psoO = array[ID](r, tagPsoS, owner, n), array[ID](r, tagPsoO, owner, n)
	c.posO, c.posS = array[ID](r, tagPosO, owner, n), array[ID](r, tagPosS, owner, n)
	c.spoP = r.ordinals(tagSpoP, owner, wide)
	c.spoO = array[ID](r, tagSpoO, owner, n)
	c.opsP = r.ordinals(tagOpsP, owner, wide)
	c.opsAt = array[uint32](r, tagOpsAt, owner, -1)
	stats := array[uint64](r, tagStats, owner, 3*len(c.preds))
	if r.err != nil {
		return c
	}
	for k := range c.preds {
		c.stats = append(c.stats, PredicateStat{int(stats[3*k]), int(stats[3*k+1]), int(stats[3*k+2])})
	}
	c.subj = r.index(tagSubjIndex, owner)
	c.obj = r.index(tagObjIndex, owner)
	return c
}

func (r *fileReader) ordinals(t tag, owner int, wide bool) ordinals {
	if wide {
		return ordinals{wide: array[uint32](r, t, owner, -1)}
	}
	narrow := array[uint16](r, t, owner, -1)
	if narrow == nil {
		narrow = []uint16{}
	}
	return ordinals{narrow: narrow}
}

func (c ordinals) len() int { return len(c.narrow) + len(c.wide) }

func (r *fileReader) index(t tag, owner int) *rowIndex {
	x := &rowIndex{}
	list := r.bytes(t, owner)
	off, keys := array[uint32](r, t+1, owner, -1), array[ID](r, t+2, owner, -1)
	size := binary.Size(sectionEntry{})
	if len(list)%size != 0 {
		r.fail(t, "has the wrong size")
	}
	for len(list) >= size && r.err == nil {
		var e sectionEntry
		_ = binary.Read(bytes.NewReader(list), binary.LittleEndian, &e) // there are enough bytes
		list = list[size:]
		if int(e.Slot) >= len(x.slot) || x.slot[e.Slot] != 0 || e.Off > uint64(len(off)) || e.Keys > uint64(len(keys)) || e.Off < 2 {
			r.fail(t, "has a wrong entry")
			break
		}
		sec := section{first: ID(e.First), off: off[:e.Off:e.Off]}
		if e.Keys > 0 {
			sec.keys = keys[:e.Keys:e.Keys]
		}
		off, keys = off[e.Off:], keys[e.Keys:]
		x.sections = append(x.sections, sec)
		x.slot[e.Slot] = uint8(len(x.sections))
	}
	return x
}

// The checksums have shown that the file is as somebody wrote it. What follows
// makes sure that, whoever wrote it, nothing in it leads outside of its arrays.

// validate verifies a dictionary's arrays.
func (d *dict) validate(j *job) error {
	for _, sp := range [3]*space{&d.resources, &d.literals, &d.quals} {
		if err := sp.validate(j); err != nil {
			return err
		}
	}
	if d.resources.n < 1 || d.quals.n < 1 {
		return corrupt("the dictionary lacks its first terms")
	}
	for n := range d.quals.n {
		if text := d.quals.text(n); text == "" || !slices.Contains([]byte("^@<>"), text[0]) || n == 0 && text != "^" {
			return corrupt("literal type %d is none", n)
		}
	}
	limit := uint32(d.quals.n)
	return j.each(len(d.kinds), func(_, page int) error {
		for _, kind := range d.kinds[page] {
			if kind >= limit {
				return corrupt("a literal has an unknown type")
			}
		}
		return nil
	})
}

// validate verifies that every text lies within the arena, and that the table
// has as many entries as it says.
func (sp *space) validate(j *job) error {
	if err := j.each(len(sp.ends), func(_, page int) error { return sp.validatePage(j, page) }); err != nil {
		return err
	}
	last := uint64(0)
	if sp.n > 0 {
		_, last = sp.bounds(sp.n - 1)
	}
	if last != sp.arena.end {
		return corrupt("the last text ends at the wrong place")
	}
	var filled atomic.Int64
	const blockWords = 1 << 15
	words := sp.table.words
	_ = j.each((len(words)+blockWords-1)/blockWords, func(_, i int) error {
		n := 0
		for at := i * blockWords; at < min(len(words), (i+1)*blockWords); at += bucketWords {
			n += sp.table.filled(at)
		}
		filled.Add(int64(n))
		return nil
	})
	if int(filled.Load()) != sp.table.used {
		return corrupt("a hash table has %d entries instead of %d", filled.Load(), sp.table.used)
	}
	return nil
}

// validatePage verifies that a page's texts follow those of the page before, and
// that none ends before it starts. Then span gives nothing beyond the last end.
func (sp *space) validatePage(j *job, page int) error {
	if j.ctx.Err() != nil {
		return context.Cause(j.ctx)
	}
	start := uint64(0)
	if page > 0 {
		before := sp.ends[page-1]
		start = sp.bases[page-1] + uint64(before[len(before)-1])
	}
	if sp.bases[page] != start || !slices.IsSorted(sp.ends[page]) || start > sp.arena.end {
		return corrupt("a position of page %d of the texts is wrong", page)
	}
	return nil
}

// validate verifies the arrays of all graphs.
func (r *fileReader) validate(known idLimits, def *View, named graphs) error {
	if !known.within(named.ids()) {
		return corrupt("a graph's name is unknown")
	}
	views := []*View{def}
	named.each(func(_ ID, v *View) bool { views = append(views, v); return true })
	for _, v := range views {
		if err := r.job.ctx.Err(); err != nil {
			return context.Cause(r.job.ctx)
		}
		var err error
		switch x := v.run.(type) {
		case flat:
			err = x.validate(known)
		case *columns:
			err = x.validate(r.job)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// idLimits are the IDs after the last resource and the last literal.
type idLimits struct {
	resource, literal ID
}

// within reports whether all IDs are known ones.
func (l idLimits) within(ids []ID) bool {
	// Of each kind the largest ID that there may be; none is smaller than 1. A
	// difference that is negative shows in the highest bit, without a branch.
	last := [4]int64{int64(l.resource) - 1, int64(l.literal) - 1, int64(idLocal) - 1, -1}
	wrong := int64(0)
	for _, id := range ids {
		wrong |= last[id>>30] - int64(id) | int64(id) - 1
	}
	return wrong >= 0
}

func (f flat) validate(known idLimits) error {
	last := triple{}
	for _, t := range f {
		if compareTriples(last, t) >= 0 || !known.within([]ID{t.s, t.p, t.o}) {
			return corrupt("a small graph is out of order")
		}
		last = t
	}
	return nil
}

// validate verifies columns: every offset leads to a row. That every ID is known
// has been seen by verify; that the orders hold the same triples is for Check.
func (c *columns) validate(j *job) error {
	n := c.size()
	if !ascending(c.pOff, n) || c.spoP.len() != n || c.opsP.len() != len(c.opsAt) {
		return corrupt("offsets lead out of their columns")
	}
	for k, st := range c.stats {
		if rows := int(c.pOff[k+1] - c.pOff[k]); st.Triples != rows || st.Subjects < 0 || st.Subjects > rows || st.Objects < 0 || st.Objects > rows {
			return corrupt("a predicate has impossible statistics")
		}
	}
	tasks := []func() error{
		func() error { return wrongIf(!c.subj.validate(n), "subject offsets lead out of their columns") },
		func() error {
			return wrongIf(!c.obj.validate(len(c.opsAt)), "object offsets lead out of their columns")
		},
		func() error { return wrongIf(!c.groupsWithin(), "a row leads out of its predicate") },
		func() error { return wrongIf(!c.spoP.below(len(c.preds)), "a row has an unknown predicate") },
	}
	return j.each(len(tasks), func(_, i int) error { return tasks[i]() })
}

func wrongIf(bad bool, what string) error {
	if bad {
		return corrupt("%s", what)
	}
	return nil
}

// ascending reports whether offsets start at 0, never descend, and end at n.
func ascending(off []uint32, n int) bool {
	return len(off) > 0 && off[0] == 0 && int(off[len(off)-1]) == n && slices.IsSorted(off)
}

func (x *rowIndex) validate(n int) bool {
	end := uint32(0)
	for slot, i := range x.slot {
		if i == 0 {
			continue
		}
		sec := &x.sections[i-1]
		last := sec.first + ID(len(sec.off)-2)
		if sec.keys != nil {
			if len(sec.keys)+1 != len(sec.off) || !slices.IsSorted(sec.keys) {
				return false
			}
			sec.first, last = sec.keys[0], sec.keys[len(sec.keys)-1]
			sec.direct()
		}
		if int(sec.first>>sectionShift) != slot || int(last>>sectionShift) != slot || sec.off[0] != end || !slices.IsSorted(sec.off) {
			return false
		}
		end = sec.off[len(sec.off)-1]
	}
	return int(end) == n
}

func (c ordinals) below(predicates int) bool {
	for _, k := range c.narrow {
		if int(k) >= predicates {
			return false
		}
	}
	for _, k := range c.wide {
		if uint64(k) >= uint64(predicates) {
			return false
		}
	}
	return true
}

// groupsWithin reports whether each OPS row leads into its predicate's part of
// POS.
func (c *columns) groupsWithin() bool {
	for i, at := range c.opsAt {
		k := c.opsP.at(i)
		if k >= len(c.preds) || at < c.pOff[k] || at >= c.pOff[k+1] {
			return false
		}
	}
	return true
}
