package main

import (
	"slices"
	"strings"
)

// reports are the figures of all slices there are, each of them once: see newest.
func (k *keeper) reports() ([]*report, error) {
	var all []*report
	for _, s := range append(comparison(), earlier()...) {
		r, err := k.load(&s)
		if err != nil {
			return nil, err
		}
		if len(r.Queries) > 0 {
			all = append(all, r)
		}
	}
	return newest(all), nil
}

// newest takes out what was measured again later, in the same slice or in another
// that shares engines with it: a query of a workload and size then has one figure
// of each engine, that of the turns it was asked in last. What is left empty goes.
// Trivet's own figures stay, for they are what the others' are held against.
func newest(all []*report) []*report {
	last := map[string]string{}
	key := func(r *report, i, k int) string {
		return strings.Join([]string{r.Workload, r.Size, r.Engines[i].Name, r.Queries[k].Query}, " ")
	}
	each := func(do func(r *report, i, k int)) {
		for _, r := range all {
			for k := range r.Queries {
				for i := 1; i < len(r.Engines); i++ {
					do(r, i, k)
				}
			}
		}
	}
	each(func(r *report, i, k int) {
		if r.Queries[k].Timings[i].asked() {
			last[key(r, i, k)] = max(last[key(r, i, k)], r.Queries[k].At)
		}
	})
	each(func(r *report, i, k int) {
		if q := &r.Queries[k]; q.At < last[key(r, i, k)] {
			q.Timings[i] = timing{}
			q.Differs = slices.DeleteFunc(q.Differs, func(d string) bool { return strings.HasPrefix(d, r.Engines[i].Name+": ") })
		}
	})
	return slices.DeleteFunc(all, func(r *report) bool { return len(r.Engines) > 1 && !r.tidy() })
}

// asked reports whether there is a figure, or why there is none.
func (t *timing) asked() bool { return t.Runs > 0 || t.Failure != "" }

// tidy takes out engines and queries that have no figures, and reports whether any
// engine beside Trivet is left.
func (r *report) tidy() bool {
	for i := len(r.Engines) - 1; i > 0; i-- {
		if slices.ContainsFunc(r.Queries, func(q row) bool { return q.Timings[i].asked() }) {
			continue
		}
		r.Engines = slices.Delete(r.Engines, i, i+1)
		for k := range r.Queries {
			r.Queries[k].Timings = slices.Delete(r.Queries[k].Timings, i, i+1)
		}
	}
	r.Queries = slices.DeleteFunc(r.Queries, func(q row) bool {
		return !slices.ContainsFunc(q.Timings[1:], func(t timing) bool { return t.asked() })
	})
	return len(r.Engines) > 1
}
