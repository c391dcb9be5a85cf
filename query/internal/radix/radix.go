// Package radix sorts rows by numbers: what ORDER BY comes down to once its keys
// have been ranked.
package radix

import (
	"cmp"
	"slices"
	"sync"
)

// Entry is a row with what it is sorted by.
type Entry struct {
	Key uint64
	Row uint32
}

const (
	digitBits = 11
	digits    = (64 + digitBits - 1) / digitBits
	buckets   = 1 << digitBits
	// few entries are sorted by comparing: counting digits would cost more.
	few = 512
	// block is how many entries are moved, or sorted, between two calls of hear.
	block = 1 << 14
)

// Sort sorts entries by Key; those with equal keys keep their order. It goes
// through them once for each group of 11 bits in which keys differ. hear is told of
// the work, in entries, now and then; its error stops the sort.
func Sort(list []Entry, hear func(entries int) error) error { return sortWith(list, nil, hear) }

// sortWith is Sort with memory for as many entries, or nil.
func sortWith(list, to []Entry, hear func(entries int) error) error {
	if len(list) <= few {
		slices.SortStableFunc(list, compare)
		return hear(len(list))
	}
	counts, differ := count(list)
	from := list
	for d := range digits {
		if !differ[d] {
			continue
		}
		if to == nil {
			to = make([]Entry, len(list))
		}
		if err := move(to, from, &counts[d], uint(d*digitBits), hear); err != nil {
			return err
		}
		from, to = to, from
	}
	if &from[0] != &list[0] {
		copy(list, from)
	}
	return hear(len(list))
}

func compare(a, b Entry) int {
	switch {
	case a.Key < b.Key:
		return -1
	case a.Key > b.Key:
		return 1
	}
	return 0
}

// count counts the values of each digit, and tells which digits are not all the same.
func count(list []Entry) (counts *[digits][buckets]uint32, differ [digits]bool) {
	counts = new([digits][buckets]uint32)
	all, any := ^uint64(0), uint64(0)
	for _, e := range list {
		all &= e.Key
		any |= e.Key
	}
	for d := range digits {
		shift := uint(d * digitBits)
		if differ[d] = (all^any)>>shift&(buckets-1) != 0; !differ[d] {
			continue
		}
		c := &counts[d]
		for _, e := range list {
			c[e.Key>>shift&(buckets-1)]++
		}
	}
	return counts, differ
}

// move puts entries in order of the digit at shift; counts says how many have each.
func move(to, from []Entry, counts *[buckets]uint32, shift uint, hear func(int) error) error {
	next := uint32(0)
	for i, n := range counts {
		counts[i] = next
		next += n
	}
	for at := 0; at < len(from); at += block {
		part := from[at:min(at+block, len(from))]
		for _, e := range part {
			n := &counts[e.Key>>shift&(buckets-1)]
			to[*n] = e
			*n++
		}
		if err := hear(len(part)); err != nil {
			return err
		}
	}
	return nil
}

// SortHalves is Sort on two goroutines: each sorts a half, then merges one end of the
// halves. It gives the sorted list, which is new; list is of no use afterwards. hear is
// called by both.
func SortHalves(list []Entry, hear func(entries int) error) ([]Entry, error) {
	mid, to := len(list)/2, make([]Entry, len(list))
	err := both(
		func() error { return sortWith(list[:mid], to[:mid], hear) },
		func() error { return sortWith(list[mid:], to[mid:], hear) },
	)
	if err != nil {
		return nil, err
	}
	a, b := list[:mid], list[mid:]
	return to, both(
		func() error { return mergeFirst(to[:mid], a, b, hear) },
		func() error { return mergeLast(to[mid:], a, b, hear) },
	)
}

// both runs two functions at the same time and gives the first one's error.
func both(f, g func() error) error {
	var other error
	var wait sync.WaitGroup
	wait.Go(func() { other = g() })
	err := f()
	wait.Wait()
	return cmp.Or(err, other)
}

// mergeFirst merges sorted lists as far as dst goes; what is equal comes from a first.
func mergeFirst(dst, a, b []Entry, hear func(int) error) error {
	i, k := 0, 0
	for at := range dst {
		if at%block == block-1 {
			if err := hear(block); err != nil {
				return err
			}
		}
		if k == len(b) || i < len(a) && a[i].Key <= b[k].Key {
			dst[at] = a[i]
			i++
		} else {
			dst[at] = b[k]
			k++
		}
	}
	return nil
}

// mergeLast merges the ends of sorted lists, backwards, as far as dst goes.
func mergeLast(dst, a, b []Entry, hear func(int) error) error {
	i, k := len(a)-1, len(b)-1
	for at := len(dst) - 1; at >= 0; at-- {
		if at%block == block-1 {
			if err := hear(block); err != nil {
				return err
			}
		}
		if i < 0 || k >= 0 && b[k].Key >= a[i].Key {
			dst[at] = b[k]
			k--
		} else {
			dst[at] = a[i]
			i--
		}
	}
	return nil
}

// SortFunc sorts by comparing: in blocks, between which hear is called as Sort
// calls it, and by merging those. Equal elements may change places.
func SortFunc[T any](list []T, compare func(a, b T) int, hear func(elements int) error) error {
	for at := 0; at < len(list); at += block {
		part := list[at:min(at+block, len(list))]
		slices.SortFunc(part, compare)
		if err := hear(len(part)); err != nil {
			return err
		}
	}
	if len(list) <= block {
		return nil
	}
	from, to := list, make([]T, len(list))
	for width := block; width < len(list); width *= 2 {
		for at := 0; at < len(list); at += 2 * width {
			mid, end := min(at+width, len(list)), min(at+2*width, len(list))
			if err := merge(to[at:end], from[at:mid], from[mid:end], compare, hear); err != nil {
				return err
			}
		}
		from, to = to, from
	}
	if &from[0] != &list[0] {
		copy(list, from)
	}
	return nil
}

// merge merges two sorted lists.
func merge[T any](dst, a, b []T, compare func(a, b T) int, hear func(int) error) error {
	for i := range dst {
		if i%block == block-1 {
			if err := hear(block); err != nil {
				return err
			}
		}
		if len(b) == 0 || len(a) > 0 && compare(b[0], a[0]) >= 0 {
			dst[i], a = a[0], a[1:]
		} else {
			dst[i], b = b[0], b[1:]
		}
	}
	return nil
}
