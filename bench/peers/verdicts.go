package main

import (
	"fmt"
	"slices"
	"strings"
)

// differences lists where an engine gave another answer than Trivet, once for a
// query whatever the sizes, and who is right.
func (d *document) differences() {
	d.say("\n## Answers that differ\n\nTrivet's answers to all queries are those of `query/internal/reference`, the specification evaluated literally, on data small enough for it\n" +
		"(`TestWorkloadsAgreeWithReference` in `query`). What others answer differently (where\n" +
		"the rows are as many, in what they hold):\n\n")
	var lines []string
	for _, r := range d.all {
		for k := range r.Queries {
			for _, differs := range r.Queries[k].Differs {
				engine, rows, _ := strings.Cut(differs, ": ")
				rows, _, _ = strings.Cut(rows, " (sum")
				mine := 0
				if a := r.Queries[k].Timings[0].Answer; a != nil {
					mine = a.Rows
				}
				line := fmt.Sprintf("- %s %s at %s, `%s`: %s against %d. %s\n", r.Workload, r.Queries[k].Query, r.Size, engine, rows, mine, d.verdict(r, &r.Queries[k]))
				if !slices.Contains(lines, line) {
					lines = append(lines, line)
				}
			}
		}
	}
	slices.Sort(lines)
	for _, line := range lines {
		d.say("%s", line)
	}
	if len(lines) == 0 {
		d.say("Nothing.\n")
	}
}

// verdict says who is right: beside the reference, the engines that gave Trivet's
// answer over the same data.
func (d *document) verdict(r *report, q *row) string {
	if r.Workload == "bsbm" && q.Query == "explore-09" {
		return "What DESCRIBE gives beside the resource's own triples is left to the engine."
	}
	var agree []string
	for _, other := range d.all {
		if other.Workload != r.Workload || other.Size != r.Size {
			continue
		}
		for k := range other.Queries {
			if other.Queries[k].Query == q.Query {
				agree = append(agree, other.agreeing(&other.Queries[k])...)
			}
		}
	}
	if len(agree) == 0 {
		return "No other engine was asked."
	}
	return "As Trivet: " + strings.Join(agree, ", ") + "."
}

// agreeing are the engines other than Trivet whose answer is Trivet's.
func (r *report) agreeing(q *row) []string {
	var names []string
	for i := 1; i < len(r.Engines); i++ {
		a, b := q.Timings[0].Answer, q.Timings[i].Answer
		if a != nil && b != nil && *a == *b {
			names = append(names, r.Engines[i].Name)
		}
	}
	return names
}

// failures lists what engines did not answer, with their own words.
func (d *document) failures() {
	d.say("\n## Failures and time-outs\n\n")
	reasons := map[string][]string{}
	var order []string
	for _, r := range d.all {
		for k := range r.Queries {
			for i, t := range r.Queries[k].Timings {
				if t.Failure == "" {
					continue
				}
				head := fmt.Sprintf("`%s`, %s at %s, %s", r.Engines[i].Name, r.Workload, r.Size, words(t.Failure))
				if reasons[head] == nil {
					order = append(order, head)
				}
				reasons[head] = append(reasons[head], r.Queries[k].Query)
			}
		}
	}
	for _, head := range order {
		d.say("- %s: %s\n", head, strings.Join(reasons[head], ", "))
	}
	if len(order) == 0 {
		d.say("None.\n")
	}
}

// words is a failure's first line, no longer than a line of the page.
func words(failure string) string {
	s := strings.ReplaceAll(firstLine(failure), "`", "'")
	if len(s) > 120 {
		s = strings.ToValidUTF8(s[:120], "") + "..."
	}
	return s
}

// growth is a table for each workload that was asked at more than one size:
// Trivet's times, alone or else beside other engines.
func (d *document) growth() {
	var names []string
	for _, r := range d.all {
		if !slices.Contains(names, r.Workload) {
			names = append(names, r.Workload)
		}
	}
	said := false
	for _, name := range names {
		sizes := d.sizesOf(name)
		if len(sizes) < 2 {
			continue
		}
		if !said {
			said = true
			d.say("\n## How Trivet's times grow\n\nMilliseconds at each size, and how the times and the rows grow at the last size asked over the one before.\n")
		}
		d.growthOf(name, sizes)
	}
}

// sizesOf are the reports to read a workload's growth from, one a size and the
// smallest first: that of Trivet alone if there is one.
func (d *document) sizesOf(name string) []*report {
	var found []*report
	for _, size := range []string{"100k", "250k", "1M", "10M", "50M"} {
		var best *report
		for _, r := range d.all {
			if r.Workload == name && r.Size == size && (best == nil || len(best.Engines) > 1 && len(r.Engines) == 1) {
				best = r
			}
		}
		if best != nil {
			found = append(found, best)
		}
	}
	return found
}

func (d *document) growthOf(name string, sizes []*report) {
	d.say("\n### %s\n\n| query |", name)
	for _, r := range sizes {
		d.say(" %s |", r.Size)
	}
	d.say(" time | rows |\n|---|%s--:|--:|\n", strings.Repeat("--:|", len(sizes)))
	for k := range sizes[0].Queries {
		query := sizes[0].Queries[k].Query
		d.say("| %s |", query)
		var last, before *timing
		for _, r := range sizes {
			t := r.timing(query)
			if t == nil {
				d.say(" |")
				continue
			}
			before, last = last, t
			d.say(" %s |", t.cell())
		}
		time, rows := growthFactors(before, last)
		d.say(" %s | %s |\n", time, rows)
	}
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

// growthFactors compares two sizes.
func growthFactors(a, b *timing) (time, rows string) {
	if a == nil || b == nil || a.Median == 0 || b.Median == 0 {
		return "", ""
	}
	if a.Answer != nil && b.Answer != nil && a.Answer.Rows > 0 {
		rows = fmt.Sprintf("%.1f", float64(b.Answer.Rows)/float64(a.Answer.Rows))
	}
	return fmt.Sprintf("%.1f", b.Median/a.Median), rows
}
