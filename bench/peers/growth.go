package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/trivet-rdf/trivet/bench/workload"
)

// tolerance is how much faster than its input and output a query's time may grow
// before it is pointed out: larger data fits into no cache, and times have spread.
const tolerance = 1.25

// growth is a table for each workload that was asked at more than one size:
// Trivet's times, alone or else beside other engines.
func (d *document) growth() {
	var faster []string
	said, steps := false, 0
	for _, name := range d.workloads() {
		sizes := d.sizesOf(name)
		if len(sizes) < 2 {
			continue
		}
		if !said {
			said = true
			d.say("\n## How Trivet's times grow\n\nMilliseconds at each size. Before each figure but the first stands by how much time has grown, and what is linear: by how much the data or the\n" +
				"rows have grown, whichever grew more. A query whose time is at most linear in what it reads and gives stays below that; **bold** is what\n" +
				"was above by more than a quarter.\n")
		}
		found, n := d.growthOf(name, sizes)
		faster, steps = append(faster, found...), steps+n
	}
	if !said {
		return
	}
	d.say("\n### What grows faster than its input and output\n\n%d of %d steps from one size to the next.", len(faster), steps)
	if len(faster) > 0 {
		d.say(" *Work* is rows given and index look-ups of all\n"+
			"operators, counted in the run whose answer is compared; beside it the time for one, at both sizes. *Swept* is by how much time grows when the\n"+
			"caches of the processor are filled with other data before each run, at both sizes. A query that is asked again and again finds what it\n"+
			"reads in the caches as long as that is small, which makes the time at the smaller size short; where the swept step is linear, this is all there is to it.%s\n\n"+
			"| query | step | time | linear | work | ns a row | swept | why |\n|---|---|--:|--:|--:|--:|--:|---|\n%s", d.readTimes(), strings.Join(faster, ""))
	}
}

// workloads are those with figures, in the order they came.
func (d *document) workloads() []string {
	var names []string
	for _, r := range d.all {
		if !slices.Contains(names, r.Workload) {
			names = append(names, r.Workload)
		}
	}
	return names
}

// sizesOf are the reports to read a workload's growth from, one a size and the
// smallest first: those of Trivet alone, or if there are fewer than two any, for
// between the turns of other engines the caches hold their data.
func (d *document) sizesOf(name string) []*report {
	best, alone := map[string]*report{}, 0
	for _, r := range d.all {
		if r.Workload == name && len(r.Engines) == 1 {
			alone++
		}
	}
	for _, r := range d.all {
		if alone > 1 && len(r.Engines) > 1 {
			continue
		}
		if b := best[r.Size]; r.Workload == name && (b == nil || len(b.Engines) > 1 && len(r.Engines) == 1) {
			best[r.Size] = r
		}
	}
	var found []*report
	for _, r := range best {
		found = append(found, r)
	}
	slices.SortFunc(found, func(a, b *report) int { return triplesOf(a.Size) - triplesOf(b.Size) })
	return found
}

// triplesOf is the number of a size that was measured.
func triplesOf(size string) int {
	n, _ := workload.Triples(size)
	return n
}

// growthOf writes a workload's table. It gives a line for each step that is not
// linear, and how many steps there were.
func (d *document) growthOf(name string, sizes []*report) (faster []string, steps int) {
	d.say("\n### %s\n\n| query | %s |", name, sizes[0].Size)
	for _, r := range sizes[1:] {
		d.say(" time, linear | %s |", r.Size)
	}
	d.say(" rows |\n|---|--:|%s--:|\n", strings.Repeat("--:|--:|", len(sizes)-1))
	for k := range sizes[0].Queries {
		query := sizes[0].Queries[k].Query
		d.say("| %s | %s |", query, sizes[0].Queries[k].Timings[0].cell())
		for i, r := range sizes[1:] {
			s := stepBetween(sizes[i], r, query)
			d.say(" %s | %s |", s.text(), s.cell())
			if s.time == 0 {
				continue
			}
			if steps++; s.above() {
				faster = append(faster, fmt.Sprintf("| %s %s | %s to %s | %s\n", name, query, sizes[i].Size, r.Size, s.line(name+" "+query)))
			}
		}
		d.say(" %s |\n", lastRows(sizes, query))
	}
	return faster, steps
}

// growthStep compares a query at two sizes.
type growthStep struct {
	time, linear float64 // by which factor; 0 when one is missing
	work, cold   float64 // so did the work, and the time with swept caches; 0 when not known
	small, large *timing // nil if it was not asked
}

func stepBetween(small, large *report, query string) growthStep {
	a, b := small.timing(query), large.timing(query)
	s := growthStep{small: a, large: b}
	if a == nil || b == nil || a.Median == 0 || b.Median == 0 {
		return s
	}
	s.time, s.linear = b.Median/a.Median, float64(triplesOf(large.Size))/float64(triplesOf(small.Size))
	if a.Answer != nil && b.Answer != nil && a.Answer.Rows > 0 {
		s.linear = max(s.linear, float64(b.Answer.Rows)/float64(a.Answer.Rows))
	}
	if a.work() > 0 {
		s.work = float64(b.work()) / float64(a.work())
	}
	if a.Cold > 0 {
		s.cold = b.Cold / a.Cold
	}
	return s
}

// above reports whether time grew faster than input and output.
func (s growthStep) above() bool { return s.time > s.linear*tolerance }

func (s growthStep) text() string {
	switch {
	case s.time == 0:
		return ""
	case s.above():
		return fmt.Sprintf("**%.1f**, %.0f", s.time, s.linear)
	}
	return fmt.Sprintf("%.1f, %.0f", s.time, s.linear)
}

func (s growthStep) cell() string {
	if s.large == nil {
		return ""
	}
	return s.large.cell()
}

// lastRows is how many rows the answer has at the largest size that was asked.
func lastRows(sizes []*report, query string) string {
	for _, r := range slices.Backward(sizes) {
		if t := r.timing(query); t != nil && t.Answer != nil {
			return strconv.Itoa(t.Answer.Rows)
		}
	}
	return ""
}

// timing is Trivet's for a query, or nil.
func (r *report) timing(query string) *timing {
	for k := range r.Queries {
		if r.Queries[k].Query == query {
			return &r.Queries[k].Timings[0]
		}
	}
	return nil
}
