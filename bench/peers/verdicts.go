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
